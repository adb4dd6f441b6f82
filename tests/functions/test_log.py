"""What the log says of a pass: a line a step and a line a pass, for queries and alarms, and nobody's name or text."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import azure.functions as func
import pytest

import function_app
from oneone.agenda.marks import reference
from oneone.errors import NeedsAttention, SignInNeeded
from oneone.observe import account_reference
from tests.functions.host import FUNCTIONS, Output
from tests.way.test_way import agree
from tests.way.town import DANA, LEE, PAIR, Town


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[Town]:
    made = Town(tmp_path)
    monkeypatch.setattr(function_app, "_services", made.services)
    caplog.set_level(logging.INFO)
    yield made
    made.store.close()


def timers(town: Town, moment: str) -> None:
    town.now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    nudges = Output()
    FUNCTIONS["plan"].get_user_function()(timer=None, nudges=nudges)
    for account in nudges.value or []:
        FUNCTIONS["work"].get_user_function()(message=func.QueueMessage(body=account.encode()))


def lines(caplog: pytest.LogCaptureFixture, what: str) -> list[dict[str, Any]]:
    said = [json.loads(one) for one in caplog.messages if one.startswith('{"oneone":')]
    return [line for line in said if line["oneone"] == what]


def test_each_step_says_whose_it_was_how_it_ended_and_what_it_cost(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town.add_pair()
    timers(town, "2026-11-20T14:00")
    prepared, invited = lines(caplog, "step")
    assert (prepared["step"], invited["step"]) == ("prepare", "invite")
    for line in (prepared, invited):
        assert line["account"] == account_reference(DANA)
        assert line["pair"] == reference(PAIR, datetime(2026, 11, 23).date())  # noqa: DTZ001 - a day
        assert line["outcome"] == "done"
        assert line["ms"] >= 0
    assert prepared["requests"]["onenote"] >= 1
    assert invited["requests"] == {"outlook": 2}


def test_a_pass_counts_pages_readings_promises_and_mails(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    town.add_pair()
    timers(town, "2026-11-20T14:00")
    agree(town.editor("2026-11-23"), "Lee: send closure plan by Fri")
    timers(town, "2026-11-23T12:30")
    made, read = lines(caplog, "pass")
    counted = ("outcome", "pages", "scans", "promises", "mails", "attention", "throttled")
    assert [made[name] for name in counted] == ["done", 1, 0, 0, 1, 0, 0]
    assert [read[name] for name in counted] == ["done", 0, 1, 1, 0, 0, 0]
    assert [line["pairs"] for line in lines(caplog, "plan")] == [1, 1]
    assert [line["nudged"] for line in lines(caplog, "plan")] == [1, 1]


def test_a_lost_sign_in_is_said_once_for_the_alarm(
    town: Town, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(*_: object, **__: object) -> None:
        raise SignInNeeded("The sign-in was taken back.", DANA)

    monkeypatch.setattr("oneone.work.occurrences.update", refused)
    town.add_pair()
    timers(town, "2026-11-20T14:00")
    timers(town, "2026-11-20T14:30")
    assert lines(caplog, "parked") == [{"oneone": "parked", "account": account_reference(DANA)}]
    assert [line["outcome"] for line in lines(caplog, "pass")] == ["parked"]


def test_a_step_that_fails_says_so_without_what_the_error_held(
    town: Town, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "closure plan"

    async def bug(*_: object, **__: object) -> None:
        raise KeyError(f"Lee promised to send the {words}")

    monkeypatch.setattr("oneone.work.prepare", bug)
    town.add_pair()
    timers(town, "2026-11-20T14:00")
    [step] = lines(caplog, "step")
    assert (step["step"], step["outcome"]) == ("prepare", "failed")
    assert lines(caplog, "pass")[0]["attention"] == 1
    assert words not in caplog.text


def test_an_error_outside_every_meeting_goes_to_the_host_without_what_it_held(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def too_large(*_: object) -> None:
        raise NeedsAttention(f"The row of {LEE} is too large.", kib=1000)

    monkeypatch.setattr(type(town.services), "work", too_large)
    with pytest.raises(RuntimeError, match=r"NeedsAttention.*kib.*1000") as raised:
        FUNCTIONS["work"].get_user_function()(message=func.QueueMessage(body=DANA.encode()))
    said = "".join(traceback.format_exception(raised.value))
    assert LEE not in said
    assert "in too_large" in said  # where it happened is said


def test_nobody_s_name_address_or_words_are_in_the_log(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="oneone")
    town.add_pair()
    timers(town, "2026-11-20T14:00")
    agree(town.editor("2026-11-23"), "Lee: send closure plan by Fri", "Dana: talk to legal")
    timers(town, "2026-11-23T12:30")
    timers(town, "2026-11-27T14:00")
    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("oneone"))
    assert said.count('{"oneone":"step"') >= 5
    for word in (DANA, LEE, "Dana", "Lee", "Reyes", "closure", "legal", "contoso", "local:", "Bearer"):
        assert word not in said
