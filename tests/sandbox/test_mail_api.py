"""Sending a mail answers as Outlook does."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox import Tenant
from tests.sandbox.conftest import Caller
from tests.sandbox.test_calendar_api import DANA

LEE = "lee.park@contoso.example"


def mail(**changes: Any) -> dict[str, Any]:
    return {
        "subject": "Before your 1:1",
        "body": {"contentType": "html", "content": "<p>Only you.</p>"},
        "toRecipients": [{"emailAddress": {"address": LEE, "name": "Lee Park"}}],
        **changes,
    }


def test_a_mail_reaches_its_reader_and_leaves_a_copy_unless_told_otherwise(tenant: Tenant, dana: Caller) -> None:
    for sent in ({"Message": mail(), "SaveToSentItems": False}, {"Message": mail()}):
        answered = dana.ask("POST", "/me/sendMail", json=sent)
        assert (answered.status_code, answered.content) == (202, b"")
    assert [(one.sender, one.to, one.kept) for one in tenant.letters] == [(DANA, LEE, False), (DANA, LEE, True)]


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"Message": mail(toRecipients=[])}, 400, "ErrorInvalidRecipients"),
        ({"Message": mail(toRecipients=[{"emailAddress": {"address": "nobody"}}])}, 400, "ErrorInvalidRecipients"),
        ({}, 400, "BadRequest"),
    ],
)
def test_a_mail_that_cannot_be_sent_is_refused(
    tenant: Tenant, dana: Caller, sent: dict[str, Any], status: int, code: str
) -> None:
    answered = dana.ask("POST", "/me/sendMail", json=sent)
    assert (answered.status_code, answered.json()["error"]["code"]) == (status, code)
    assert tenant.letters == []


def test_sending_needs_its_own_permission(tenant: Tenant, dana: Caller) -> None:
    tenant.people[DANA].scopes -= {"Mail.Send"}
    assert dana.ask("POST", "/me/sendMail", json={"Message": mail()}).status_code == 403
    assert tenant.letters == []
