from __future__ import annotations

import json
import subprocess
import sys

import pytest

from oneone.errors import Missing
from oneone.graph.people import Person, person
from tests.graph.wire import Wire, answer, refusal


def test_a_person_is_looked_up_by_user_principal_name() -> None:
    found = {"displayName": "Lee Park", "mail": "lee.park@contoso.com", "userPrincipalName": "lee@contoso.com"}
    wire = Wire([answer(200, found)])
    assert wire.run(lambda s: person(s, "lee@contoso.com")) == Person("Lee Park", "lee.park@contoso.com")
    assert wire.request.url.path == "/v1.0/users/lee@contoso.com"
    assert dict(wire.request.url.params) == {"$select": "displayName,mail,userPrincipalName"}
    assert wire.counts == {"people": 1}


def test_a_person_without_a_mailbox_has_the_user_principal_name_as_address() -> None:
    wire = Wire([answer(200, {"displayName": None, "mail": None, "userPrincipalName": "lee@contoso.com"})])
    assert wire.run(lambda s: person(s, "lee@contoso.com")) == Person("", "lee@contoso.com")


def test_a_person_nobody_knows_is_missing() -> None:
    wire = Wire([refusal(404, "Request_ResourceNotFound")])
    with pytest.raises(Missing):
        wire.run(lambda s: person(s, "nobody@contoso.com"))


FIRST_CALLS = """
import asyncio, json, sys
import oneone.graph.calendar, oneone.graph.onenote, oneone.graph.people
light = "msgraph" not in sys.modules and "httpx" not in sys.modules
from datetime import datetime, UTC
from tests.graph.wire import Wire, answer
Wire([answer(200, {"value": []})]).run(
    lambda s: oneone.graph.calendar.Calendar(s).view(None, datetime.now(UTC), datetime.now(UTC)))
models = sum(name.startswith("msgraph.generated.models") for name in sys.modules)
print(json.dumps([light, models]))
"""


def test_the_sdk_is_loaded_with_the_first_session_and_its_models_never() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_CALLS], capture_output=True, text=True, check=True, timeout=60
    )  # fmt: skip
    assert json.loads(done.stdout) == [True, 0]
