"""The Function app indexes, loads lightly, and its triggers do what they say, called as the worker calls them."""

from __future__ import annotations

import json
import subprocess
import sys
import typing
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import azure.functions as func
import pytest

import function_app
from oneone.errors import BadInput
from tests.functions.host import FUNCTIONS
from tests.way.town import DANA, PAIR, Town

ROOT = Path(__file__).parents[1]


class Queue:
    """What the worker hands in for an output binding."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def set(self, messages: list[str]) -> None:
        self.messages = messages

    def get(self) -> list[str]:
        return self.messages


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    town = Town(tmp_path)
    monkeypatch.setattr(function_app, "_services", town.services)
    yield town
    town.store.close()


def call(name: str, **arguments: object) -> None:
    FUNCTIONS[name].get_user_function()(**arguments)


def test_it_indexes_with_its_bindings() -> None:
    found = {
        name: sorted(
            (binding["direction"], binding["type"], binding.get("queueName", ""))
            for binding in json.loads(function.get_function_json())["bindings"]
        )
        for name, function in FUNCTIONS.items()
    }
    assert found == {
        "plan": [("IN", "timerTrigger", ""), ("OUT", "queue", "work")],
        "work": [("IN", "queueTrigger", "work")],
        "poison": [("IN", "queueTrigger", "work-poison")],
        "numbers": [("IN", "timerTrigger", "")],
        "retention": [("IN", "timerTrigger", "")],
        "signin": [("IN", "httpTrigger", ""), ("OUT", "http", "")],
        "signin_callback": [("IN", "httpTrigger", ""), ("OUT", "http", "")],
    }


def test_the_worker_s_converter_accepts_several_messages() -> None:
    converter = func.get_binding_registry().get("queue")  # type: ignore[no-untyped-call]
    assert converter is not None
    annotation = typing.get_type_hints(function_app.plan._function.get_user_function())["nudges"]
    [inner] = typing.get_args(annotation)
    assert converter.check_output_type_annotation(inner)
    datum = converter.encode(["a@x.example", "b@x.example"], expected_type=inner)
    assert json.loads(datum.value) == ["a@x.example", "b@x.example"]


def test_an_import_opens_nothing_and_loads_no_heavy_library() -> None:
    heavy = ("msgraph", "kiota_abstractions", "azure.data.tables", "azure.identity", "msal", "typer", "sandbox")
    script = f"import sys, function_app; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], cwd=ROOT, env={}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_timer_nudges_and_a_message_does_the_work(served: Town) -> None:
    served.add_pair()
    nudges = Queue()
    call("plan", timer=None, nudges=nudges)
    assert nudges.messages == [DANA]
    call("work", message=func.QueueMessage(body=DANA.encode()))
    assert served.titles() == ["2026-11-23 1:1 Lee Park – Dana Reyes"]
    again = Queue()
    call("plan", timer=None, nudges=again)
    assert again.messages == []


def test_a_message_delivered_twice_makes_one_page_and_one_mail(served: Town) -> None:
    served.add_pair()
    for _ in range(2):
        call("work", message=func.QueueMessage(body=DANA.encode()))
    assert (len(served.tenant.pages), len(served.tenant.mails)) == (1, 1)


def test_a_poison_message_is_recorded_where_the_admin_looks(served: Town, caplog: pytest.LogCaptureFixture) -> None:
    served.add_pair()
    call("poison", message=func.QueueMessage(body=DANA.encode()))
    assert served.ledger.account(DANA).poisoned_at == served.now
    assert "poison" in caplog.text
    assert DANA not in caplog.text
    served.run()
    assert served.ledger.account(DANA).poisoned_at is None


def test_nothing_ends_the_worker_process(served: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def leave(self: object, account: str) -> None:
        raise SystemExit(1)

    monkeypatch.setattr(type(served.services), "work", leave)
    with pytest.raises(RuntimeError, match="SystemExit"):
        call("work", message=func.QueueMessage(body=b"dana@contoso.example"))


def test_missing_settings_are_named_at_the_first_trigger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(function_app, "_services", None)
    monkeypatch.setenv("WEBSITE_SITE_NAME", "oneone")
    monkeypatch.delenv("ONEONE_STORE", raising=False)
    with pytest.raises(BadInput, match="ONEONE_STORE"):
        call("plan", timer=None, nudges=Queue())


def test_host_json_is_read_by_the_settings_that_the_queue_needs() -> None:
    host = json.loads((ROOT / "host.json").read_text(encoding="utf-8"))
    queues = host["extensions"]["queues"]
    assert (queues["batchSize"], queues["newBatchThreshold"]) == (1, 0)  # one account at a time per instance
    assert host["functionTimeout"] == "00:10:00"
    assert function_app.DEADLINE < 600
    assert host["logging"]["logLevel"]["Function"] == "Information"  # or the app's own lines vanish


def test_the_pages_made_are_in_the_pair_s_audit(served: Town) -> None:
    served.add_pair()
    call("work", message=func.QueueMessage(body=DANA.encode()))
    assert {entry.what for entry in served.ledger.audits(PAIR)} == {"page", "invite"}
    assert served.ledger.audits(PAIR)[0].at == datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
