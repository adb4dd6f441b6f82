"""The pages of the sign-in: what is asked and why, the way to Microsoft Entra and back, and how it ended."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from urllib.parse import quote, urlsplit

from oneone.agenda.templates import fill
from oneone.consent import PERMISSIONS
from oneone.errors import OneoneError, OperatorNeeded, TryLater
from oneone.web.connecting import FLOW_LASTS, Connecting, Ended, Purpose
from oneone.web.http import Answer, Request, headers

COOKIE = "__Host-oneone"
PATH = "/api/signin"
CALLBACK = f"{PATH}/callback"

log = logging.getLogger(__name__)

# The form comes back from Microsoft Entra, another site: with Lax or Strict the cookie would stay behind.
_COOKIE = "Path=/; Secure; HttpOnly; SameSite=None"
_ACCOUNT = re.compile(r"[^@\s<>\"'&]{1,100}@[^@\s<>\"'&]{1,150}")


class SignInPages:
    """The handlers behind `/api/signin` and `/api/signin/callback`.

    `public_url` is where people reach them, `authority` where Microsoft Entra is. The address that Entra sends people
    back to is built from settings alone, never from the request.
    """

    def __init__(self, connecting: Connecting, public_url: str, authority: str, templates: Path | None = None) -> None:
        self._connecting = connecting
        self._public_url = public_url
        parts = urlsplit(authority)
        self._authority = f"{parts.scheme}://{parts.netloc}"
        self._templates = templates

    def signin(self, request: Request) -> Answer:
        """GET: what is asked and why, for the person in `?account=` when given. POST: off to Microsoft Entra."""
        if request.method == "GET":
            return self._asked(_account(request.query.get("account", "")))
        if request.method != "POST":
            return self._page(405, "outcome", ended=Ended("over"), extra={"Allow": "GET, POST"})
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return self._page(403, "outcome", ended=Ended("over"))  # another site's form
        form = request.form()
        purpose: Purpose = "disconnect" if form.get("purpose") == "disconnect" else "connect"
        try:
            begun = self._connecting.begin(purpose, f"{self._public_url}{CALLBACK}", _account(form.get("account", "")))
        except OneoneError as problem:
            return self._failed(problem)
        cookie = f"{COOKIE}={begun.browser}; Max-Age={int(FLOW_LASTS.total_seconds())}; {_COOKIE}"
        return self._page(303, None, extra={"Location": begun.url, "Set-Cookie": cookie})

    def callback(self, request: Request) -> Answer:
        """POST: what Microsoft Entra sends the browser back with; good once, in ten minutes, in this browser."""
        forget = {"Set-Cookie": f"{COOKIE}=; Max-Age=0; {_COOKIE}"}
        if request.method != "POST":
            return self._page(405, "outcome", ended=Ended("over"), extra={"Allow": "POST"})
        try:
            ended = self._connecting.end(request.form(), request.cookie(COOKIE))
        except OneoneError as problem:
            return self._failed(problem, forget)
        log.info("a sign-in ended: %s", ended.outcome)
        statuses = {"connected": 200, "disconnected": 200, "not_ours": 403, "another_person": 409, "operator": 500}
        return self._page(statuses.get(ended.outcome, 400), "outcome", ended=ended, extra=forget)

    def _asked(self, account: str) -> Answer:
        permissions = [PERMISSIONS[scope] for scope in self._connecting.wanted(account)]
        return self._page(200, "signin", permissions=permissions, account=account)

    def _failed(self, problem: OneoneError, extra: dict[str, str] | None = None) -> Answer:
        log.warning("a sign-in failed: %s", type(problem).__name__)
        ended = Ended("operator" if isinstance(problem, OperatorNeeded) else "refused", why=str(problem))
        later = {"Retry-After": "60"} if isinstance(problem, TryLater) else {}
        status = 503 if isinstance(problem, TryLater) else 500
        return self._page(status, "outcome", ended=ended, extra={**(extra or {}), **later})

    def _page(self, status: int, name: str | None, *, extra: dict[str, str] | None = None, **values: object) -> Answer:
        style = fill("web/style.css", self._templates).strip()
        body = ""
        if name is not None:
            permissions = {scope: permission.asks for scope, permission in PERMISSIONS.items()}
            known = {"style": style, "path": PATH, "words": permissions, "again": _again(values.get("ended"))}
            body = fill(f"web/{name}.html.j2", self._templates, **known, **values)
        return Answer(status, body, {**headers(style, self._authority), **(extra or {})})


def _account(text: str) -> str:
    """The user principal name that a link named, empty for anything else."""
    name = text.strip().lower()
    return name if _ACCOUNT.fullmatch(name) else ""


def _again(ended: object) -> str:
    account = ended.account if isinstance(ended, Ended) else ""
    return f"{PATH}?account={quote(account, safe='@')}" if account else PATH
