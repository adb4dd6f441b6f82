"""What a browser does in a sign-in, step by step, so that a test can do each step wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from oneone.web.connecting import Ended
from oneone.web.http import Answer, Request
from tests.web.entra import SignInTown, wire

_FIELD = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


@dataclass
class Browser:
    """One person's browser: cookies, and the pages' answers in order."""

    here: SignInTown
    cookies: dict[str, str] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pages = self.here.services.sign_in_pages()
        self.http = wire(self.here.files)

    def post(self, form: dict[str, str], *, callback: bool = False, headers: Mapping[str, str] | None = None) -> Answer:
        """A form to our own pages, with this browser's cookies."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"content-type": "application/x-www-form-urlencoded", "cookie": cookie, **(headers or {})}
        request = Request("POST", {}, sent, urlencode(form).encode())
        answer = self.pages.callback(request) if callback else self.pages.signin(request)
        self.answers.append(answer)
        told = answer.headers.get("Set-Cookie", "")
        if told:
            name, _, value = told.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def begin(self, **form: str) -> str:
        """Presses the button; returns where Microsoft Entra is."""
        answer = self.post({"purpose": "connect", **form})
        assert answer.status == 303, answer.body
        return answer.headers["Location"]

    def agree(self, address: str, upn: str, decision: str = "accept") -> dict[str, str]:
        """Picks the account and agrees; returns the form that Entra sends back."""
        asked = dict(parse_qsl(urlsplit(address).query))
        page = self.http.post(address, data={**asked, "upn": upn, "decision": decision})
        assert page.status_code == 200, page.text
        return {unescape(name): unescape(value) for name, value in _FIELD.findall(page.text)}

    def end(self, form: dict[str, str]) -> Answer:
        """Brings Entra's answer back."""
        return self.post(form, callback=True)


def sign_in(here: SignInTown, upn: str, purpose: str = "connect", **form: str) -> Ended:
    """A whole sign-in; what became of it, as the pages were told."""
    browser = Browser(here)
    seen: list[Ended] = []
    connecting = browser.pages._connecting
    end = connecting.end

    def noted(answer: Mapping[str, str], browser: str) -> Ended:
        seen.append(end(answer, browser))
        return seen[-1]

    connecting.end = noted  # type: ignore[method-assign]
    answer = browser.agree(browser.begin(purpose=purpose, **form), upn)
    browser.end(answer)
    return seen[-1]
