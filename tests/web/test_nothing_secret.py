"""A whole run, with sign-in, refusals and failures: none of its secrets is in anything that was written anywhere."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest

from oneone.commands.accounts import standings
from oneone.commands.doctor import _examined
from oneone.graph.entra import EntraTokens
from sandbox.faults import Fault
from sandbox.sign_in import Denied
from tests.way.test_way import agree
from tests.way.town import DANA, LEE
from tests.web.browserless import Browser
from tests.web.entra import SignInTown
from tests.web.test_renewing import expire


def test_a_full_run_writes_no_secret_anywhere(
    here: SignInTown, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    written: list[str] = []
    town = here.town
    town.add_pair()
    town.add_pair("kim@contoso.example", "Kim Day")

    def ran() -> None:
        report = town.run()
        written.extend([*report.attention, *report.later, *report.prepared, str(report)])
        written.extend(here.services.plan())  # what goes into the queue

    ran()
    browser = Browser(here)
    form = browser.agree(browser.begin(), DANA)
    stale = Browser(here)
    stale.end(stale.agree(stale.begin(), LEE))  # may not connect
    browser.end(form)
    browser.end(form)  # used twice
    ran()
    agree(town.editor("2026-11-23"), "Lee: send closure plan")
    expire(here)
    town.tenant.challenge(DANA)
    town.tenant.faults.add(Fault("POST */pages", status=504, commit=True))
    town.at("2026-11-23T12:30")
    town.through("2026-11-27T16:00", timedelta(hours=6))
    for refusal in (
        Denied("invalid_client", 700027, status=401),
        Denied("temporarily_unavailable", 90033, status=503),
        Denied("invalid_grant", 50173, suberror="bad_token", claims='{"access_token":{}}'),
    ):
        expire(here)
        here.authority.refusals[DANA] = refusal
        here.again()
        town.now += timedelta(hours=7)
        ran()
        with pytest.raises(Exception) as raised:  # noqa: PT011 - three kinds
            EntraTokens(here.entra(), here.services.sign_ins()).token(DANA, None)
        written.append(f"{raised.value!r} {raised.value}")
    written.append(json.dumps(standings(here.services)))
    written.extend(str(asdict(check)) for check in asyncio.run(_examined(here.services, None)))
    written.append(repr(here.services.settings))

    written.extend(f"{answer.status} {answer.body}" for one in (browser, stale) for answer in one.answers)
    written.extend(f"{record.getMessage()} {record.exc_text}" for record in caplog.records if ours(record))
    written.extend(capfd.readouterr())
    written.extend(f"{call.method} {call.path}" for call in town.tenant.calls)  # addresses, as a proxy keeps them
    written.extend(page.title + str(page.content) for page in town.tenant.pages.values())
    written.extend(mail.html for mail in town.tenant.mails)
    town.store.close()
    stored = b"".join(file.read_bytes() for file in tmp_path.rglob("oneone.sqlite*"))
    everything = "\n".join(written).encode() + stored

    secrets = {secret for secret in here.authority.handed_out if secret} | set(here.settings.token_keys)
    secrets |= set(browser.cookies.values()) - {""}
    secrets.add(here.registration.certificate.read_text().splitlines()[1])  # type: ignore[union-attr]
    assert len(secrets) > 20
    assert len(stored) > 20_000
    found = [secret[:12] for secret in secrets if secret.encode() in everything]
    assert found == []


def ours(record: logging.LogRecord) -> bool:
    """What a Function app would write: everything at INFO and above, from anybody; DEBUG is dropped by the worker."""
    return record.levelno >= logging.INFO
