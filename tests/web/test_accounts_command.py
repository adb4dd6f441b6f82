"""`oneone accounts`: connect in this machine's browser or by a device code, list, disconnect."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from typer.testing import CliRunner

from oneone.bootstrap import Services
from oneone.commands import accounts
from oneone.errors import OneoneError
from tests.way.town import DANA, LEE
from tests.web.browserless import _FIELD
from tests.web.entra import SignInTown, wire

Cli = Callable[..., str]


@pytest.fixture
def cli(here: SignInTown, monkeypatch: pytest.MonkeyPatch) -> Cli:
    @contextmanager
    def opened(now: str | None = None) -> Iterator[Services]:
        yield here.services

    monkeypatch.setattr(accounts, "opened", opened)
    here.town.add_pair()

    def called(*words: str) -> str:
        said = CliRunner().invoke(accounts.app, list(words))
        if isinstance(said.exception, OneoneError):
            return f"error: {said.exception}"
        return said.output

    return called


@pytest.fixture
def at_the_browser(here: SignInTown, monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """Somebody who signs in as Dana wherever the browser is opened."""
    people: list[threading.Thread] = []

    def signs_in(address: str) -> bool:
        def at_work() -> None:
            http = wire(here.files)
            asked = dict(parse_qsl(urlsplit(address).query))
            page = http.post(address, data={**asked, "upn": DANA, "decision": "accept"})
            form = {unescape(name): unescape(value) for name, value in _FIELD.findall(page.text)}
            http.post(asked["redirect_uri"].replace("localhost", "127.0.0.1"), data=form)

        people.append(threading.Thread(target=at_work))
        people[-1].start()
        return True

    monkeypatch.setattr("webbrowser.open", signs_in)
    return people


def test_a_person_connects_in_this_machine_s_browser(
    here: SignInTown, cli: Cli, at_the_browser: list[threading.Thread]
) -> None:
    said = cli("connect", DANA)
    at_the_browser[0].join()
    assert f"{DANA} is connected" in said
    assert here.services.sign_ins().binding(DANA) is not None
    assert len(here.town.run().prepared) == 1


def test_somebody_else_at_the_browser_is_not_kept(
    here: SignInTown, cli: Cli, at_the_browser: list[threading.Thread]
) -> None:
    here.town.add_pair("kim@contoso.example", "Kim Day", account=LEE)
    said = cli("connect", LEE)
    at_the_browser[0].join()
    assert "Nothing was kept" in said
    assert here.services.sign_ins().binding(DANA) is None


def test_a_person_connects_by_a_code_on_another_device(
    here: SignInTown, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.authority.app.public = True
    asked = here.authority.device_code

    def approved_at_once(form: dict[str, str]) -> dict[str, object]:
        answer = asked(form)
        here.authority.approve(str(answer["user_code"]), DANA)
        return answer

    monkeypatch.setattr(here.authority, "device_code", approved_at_once)
    said = cli("connect", DANA, "--device-code")
    assert "enter the code" in said
    assert f"{DANA} is connected" in said


def test_where_device_codes_are_not_allowed_it_says_so(cli: Cli) -> None:
    assert "allow public client flows" in cli("connect", DANA, "--device-code")


def test_the_list_says_who_has_to_do_what(here: SignInTown, cli: Cli) -> None:
    assert "nobody has yet" in cli("list")
    here.connect(DANA)
    assert "nobody has yet" not in cli("list")


def test_a_new_feature_asks_for_one_more_sign_in_and_stops_nothing(here: SignInTown, cli: Cli) -> None:
    here.connect(DANA)
    here.town.add_pair("kim@contoso.example", "Kim Day", account="")
    other = "boss@contoso.example"
    here.town.tenant.add_person(other, "Boss")
    from oneone.model import PairKey

    here.town.ledger.put_pair(
        PairKey(other, "kim@contoso.example"),
        {"manager": other, "rep": "kim@contoso.example", "notebook_url": "https://a.example/b", "account": DANA},
    )
    assert "Calendars.ReadWrite.Shared" in cli("list", "--json")
    assert len(here.town.run().prepared) >= 1


def test_disconnect_deletes_what_was_kept(here: SignInTown, cli: Cli) -> None:
    here.connect(DANA)
    assert "is disconnected" in cli("disconnect", DANA)
    assert here.services.sign_ins().binding(DANA) is None
    assert "There is no kept sign-in" in cli("disconnect", DANA)


def test_a_new_key_can_be_used_as_it_is(here: SignInTown, cli: Cli) -> None:
    here.settings = replace(here.settings, token_keys=(cli("new-key").strip(),))
    here.again()
    here.connect(DANA)
    assert here.services.sign_ins().sign_in(DANA) is not None
