"""Making meetings and asking for free time answers as Outlook does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from sandbox import Tenant
from sandbox.event_ids import event_id
from sandbox.mailbox import CrossesNeighbour
from tests.sandbox.conftest import Caller
from tests.sandbox.test_calendar_api import DANA, LEE, PREFER, view

ZONE = "W. Europe Standard Time"


def series(**changes: Any) -> dict[str, Any]:
    return {
        "subject": "1:1 Lee / Dana",
        "body": {"contentType": "html", "content": "<p>For Lee.</p>"},
        "start": {"dateTime": "2026-11-26T09:30:00", "timeZone": ZONE},
        "end": {"dateTime": "2026-11-26T10:00:00", "timeZone": ZONE},
        "attendees": [{"type": "required", "emailAddress": {"address": "lee.park@contoso.example", "name": "Lee"}}],
        "recurrence": {
            "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["thursday"], "firstDayOfWeek": "monday"},
            "range": {"type": "noEnd", "startDate": "2026-11-26", "recurrenceTimeZone": ZONE},
        },
        "isOnlineMeeting": True,
        "onlineMeetingProvider": "teamsForBusiness",
        "transactionId": "5a1f8a52-2f0e-4c8e-9c39-0f4d7d2b6a11",
        **changes,
    }


def test_a_series_is_booked_and_its_attendee_invited(tenant: Tenant, dana: Caller) -> None:
    answered = dana.ask("POST", "/me/events", json=series(), headers=PREFER)
    made = answered.json()
    assert (answered.status_code, made["type"], made["isOnlineMeeting"]) == (201, "seriesMaster", True)
    assert made["originalStartTimeZone"] == ZONE
    found = view(dana, "2026-11-20T00:00:00Z", "2026-12-12T00:00:00Z")
    assert [event["start"]["dateTime"][:16] for event in found] == [
        *("2026-11-26T08:30", "2026-12-03T08:30", "2026-12-10T08:30")
    ]
    assert [(mail.to, mail.cause) for mail in tenant.mails] == [(LEE, "invited")]


def test_the_same_transaction_books_once_and_another_wish_under_it_is_refused(tenant: Tenant, dana: Caller) -> None:
    first = dana.ask("POST", "/me/events", json=series(), headers=PREFER).json()
    assert dana.ask("POST", "/me/events", json=series(), headers=PREFER).json()["id"] == first["id"]
    refused = dana.ask("POST", "/me/events", json=series(subject="other"))
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "ErrorDuplicateTransactionId")
    assert (len(tenant.mailboxes.series), len(tenant.mails)) == (1, 1)


@pytest.mark.parametrize(
    ("pattern", "span"),
    [
        ({"type": "weekly", "interval": 1, "daysOfWeek": ["monday"]}, {}),
        ({"type": "weekly", "interval": 1, "daysOfWeek": ["thursday"]}, {"startDate": "2026-11-25"}),
        ({"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["thursday"], "index": "first"}, {}),
        ({"type": "daily", "interval": 1}, {}),
    ],
)
def test_a_pattern_that_does_not_fit_its_start_is_refused(
    dana: Caller, pattern: dict[str, Any], span: dict[str, str]
) -> None:
    span = {"type": "noEnd", "startDate": "2026-11-26", "recurrenceTimeZone": ZONE, **span}
    answered = dana.ask("POST", "/me/events", json=series(recurrence={"pattern": pattern, "range": span}))
    assert answered.status_code == 400


def test_a_monthly_series_falls_on_its_weekday(dana: Caller) -> None:
    pattern = {"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["thursday"], "index": "fourth"}
    span = {"type": "noEnd", "startDate": "2026-11-26", "recurrenceTimeZone": ZONE}
    dana.ask("POST", "/me/events", json=series(recurrence={"pattern": pattern, "range": span}))
    found = view(dana, "2026-11-01T00:00:00Z", "2027-03-01T00:00:00Z")
    assert [event["start"]["dateTime"][:10] for event in found] == [
        *("2026-11-26", "2026-12-24", "2027-01-28", "2027-02-25")
    ]


def test_without_teams_the_calendar_says_so_and_books_no_online_meeting(tenant: Tenant, dana: Caller) -> None:
    asked = "/me/calendar?$select=allowedOnlineMeetingProviders"
    assert dana.ask("GET", asked).json()["allowedOnlineMeetingProviders"] == ["teamsForBusiness"]
    tenant.mailboxes.teams = False
    assert dana.ask("GET", asked).json()["allowedOnlineMeetingProviders"] == []
    assert not dana.ask("POST", "/me/events", json=series()).json()["isOnlineMeeting"]


def test_free_and_busy_of_a_colleague_is_seen_without_a_shared_calendar(tenant: Tenant, dana: Caller) -> None:
    begin = datetime(2026, 11, 24)  # noqa: DTZ001 - local
    tenant.mailboxes.book(LEE, (), "Leave", begin, "UTC", 1440, None, False, "", show_as="oof")
    asked = {
        "schedules": ["lee.park@contoso.example", "nobody@contoso.example"],
        "startTime": {"dateTime": "2026-11-23T00:00:00", "timeZone": "UTC"},
        "endTime": {"dateTime": "2026-11-28T00:00:00", "timeZone": "UTC"},
    }
    lee, nobody = dana.ask("POST", "/me/calendar/getSchedule", json=asked).json()["value"]
    assert [(item["status"], item["start"]["dateTime"][:10]) for item in lee["scheduleItems"]] == [
        ("oof", "2026-11-24")
    ]
    assert nobody["error"]["responseCode"] == "ErrorMailRecipientNotFound"
    too_long = {**asked, "endTime": {"dateTime": "2027-03-28T00:00:00", "timeZone": "UTC"}}
    assert dana.ask("POST", "/me/calendar/getSchedule", json=too_long).status_code == 400


def test_a_dragged_series_loses_what_was_changed_in_single_ones(tenant: Tenant, dana: Caller) -> None:
    start = datetime(2026, 9, 7, 9, 0)  # noqa: DTZ001 - local
    master = tenant.add_series(DANA, [LEE], "1:1", start, "UTC")
    event = view(dana, "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z")[0]["id"]
    tenant.move_occurrence(DANA, event, datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    tenant.mailboxes.drag(DANA, master, datetime(2026, 9, 10, 15, 0))  # noqa: DTZ001 - local
    found = view(dana, "2026-11-23T00:00:00Z", "2026-12-04T00:00:00Z")
    assert [(event["start"]["dateTime"][:16], event["type"]) for event in found] == [
        ("2026-11-26T15:00", "occurrence"),
        ("2026-12-03T15:00", "occurrence"),
    ]


def test_an_ended_series_shows_no_later_occurrence(tenant: Tenant, dana: Caller) -> None:
    start = datetime(2026, 9, 7, 9, 0)  # noqa: DTZ001 - local
    master = tenant.add_series(DANA, [LEE], "1:1", start, "UTC")
    tenant.mailboxes.end(DANA, master, date(2026, 11, 23))
    assert len(view(dana, "2026-11-23T00:00:00Z", "2026-12-20T00:00:00Z")) == 1
    [series] = tenant.mailboxes.series.values()
    later = event_id(DANA, series.uid, "2026-11-30", immutable=True)
    assert dana.ask("GET", f"/me/events/{later}").status_code == 404


def test_an_occurrence_may_move_to_the_day_of_a_cancelled_neighbour_and_not_past_a_living_one(
    tenant: Tenant, dana: Caller
) -> None:
    start = datetime(2026, 9, 7, 9, 0)  # noqa: DTZ001 - local
    tenant.add_series(DANA, [LEE], "1:1", start, "UTC")
    first, second, _ = (event["id"] for event in view(dana, "2026-11-23T00:00:00Z", "2026-12-08T00:00:00Z"))
    tenant.cancel_occurrence(DANA, second)
    tenant.move_occurrence(DANA, first, datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    with pytest.raises(CrossesNeighbour):
        tenant.move_occurrence(DANA, first, datetime(2026, 12, 8, 9, 0, tzinfo=UTC))
