"""What crosses the wire to Graph beyond reading and writing one event: free/busy, providers, a new series."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from oneone.errors import NeedsAttention, TryLater, Unknown
from oneone.graph import zones
from oneone.graph.calendar import Booking, Calendar
from oneone.model import Attendee, Busy
from tests.graph.wire import Wire, answer, refusal, sent

START, END = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 28, tzinfo=UTC)
LEE = "lee@contoso.com"
BOOKING = Booking(
    subject="1:1 Lee Park / Dana Reyes",
    html="<p>For Lee.</p>",
    start=datetime(2026, 11, 26, 9, 30),  # noqa: DTZ001 - local in its zone
    zone="Europe/Zurich",
    minutes=30,
    attendee=Attendee(LEE, "Lee Park"),
    repeats="weekly",
    week=0,
    online=True,
    transaction="5a1f8a52-2f0e-4c8e-9c39-0f4d7d2b6a11",
)


def item(status: str, start: str, end: str) -> dict[str, object]:
    return {
        "status": status,
        "subject": "Doctor",
        "start": {"dateTime": f"2026-11-{start}.0000000", "timeZone": "UTC"},
        "end": {"dateTime": f"2026-11-{end}.0000000", "timeZone": "UTC"},
    }


def test_free_and_busy_is_asked_for_as_the_account_and_says_only_when() -> None:
    items = [item("busy", "23T09:00:00", "23T10:00:00"), item("oof", "24T00:00:00", "25T00:00:00")]
    items += [item("free", "25T09:00:00", "25T10:00:00"), item("workingElsewhere", "26T00:00:00", "27T00:00:00")]
    wire = Wire([answer(200, {"value": [{"scheduleId": LEE, "scheduleItems": items}]})])
    found = wire.run(lambda s: Calendar(s).busy(LEE, START, END))
    assert found == [
        Busy(datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 11, 23, 10, tzinfo=UTC)),
        Busy(datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC), away=True),
    ]
    assert wire.lines == ["POST /v1.0/me/calendar/getSchedule"]
    assert sent(wire.request) == {
        "schedules": [LEE],
        "startTime": {"dateTime": "2026-11-23T00:00:00", "timeZone": "UTC"},
        "endTime": {"dateTime": "2026-11-28T00:00:00", "timeZone": "UTC"},
        "availabilityViewInterval": 30,
    }
    assert wire.counts == {"outlook": 1}


def test_a_calendar_that_cannot_be_seen_is_told_from_a_free_one() -> None:
    problem = {"scheduleId": LEE, "error": {"responseCode": "ErrorNoFreeBusyAccess"}, "scheduleItems": []}
    assert Wire([answer(200, {"value": [problem]})]).run(lambda s: Calendar(s).busy(LEE, START, END)) is None
    free = {"scheduleId": LEE, "scheduleItems": []}
    assert Wire([answer(200, {"value": [free]})]).run(lambda s: Calendar(s).busy(LEE, START, END)) == []


@pytest.mark.parametrize(("allowed", "there"), [(["skypeForBusiness", "teamsForBusiness"], True), ([], False)])
def test_whether_teams_is_there_is_asked_of_the_calendar(allowed: list[str], there: bool) -> None:
    wire = Wire([answer(200, {"allowedOnlineMeetingProviders": allowed})])
    assert wire.run(lambda s: Calendar(s).has_teams("dana@contoso.com")) is there
    assert wire.lines == ["GET /v1.0/users/dana%40contoso.com/calendar?$select=allowedOnlineMeetingProviders"]


def test_a_weekly_series_is_one_post_with_a_windows_zone_and_a_transaction_id() -> None:
    wire = Wire([answer(201, {"id": "A"})])
    wire.run(lambda s: Calendar(s).book(None, BOOKING))
    assert wire.lines == ["POST /v1.0/me/events"]
    assert sent(wire.request) == {
        "subject": "1:1 Lee Park / Dana Reyes",
        "body": {"contentType": "html", "content": "<p>For Lee.</p>"},
        "start": {"dateTime": "2026-11-26T09:30:00", "timeZone": "W. Europe Standard Time"},
        "end": {"dateTime": "2026-11-26T10:00:00", "timeZone": "W. Europe Standard Time"},
        "attendees": [{"type": "required", "emailAddress": {"address": LEE, "name": "Lee Park"}}],
        "recurrence": {
            "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["thursday"], "firstDayOfWeek": "monday"},
            "range": {"type": "noEnd", "startDate": "2026-11-26", "recurrenceTimeZone": "W. Europe Standard Time"},
        },
        "isOnlineMeeting": True,
        "onlineMeetingProvider": "teamsForBusiness",
        "transactionId": "5a1f8a52-2f0e-4c8e-9c39-0f4d7d2b6a11",
    }


def test_a_monthly_series_names_its_weekday_and_week() -> None:
    wire = Wire([answer(201, {"id": "A"})])
    wire.run(lambda s: Calendar(s).book(None, replace(BOOKING, repeats="monthly", week=3, online=False)))
    body = sent(wire.request)
    assert body["recurrence"]["pattern"] == {
        "type": "relativeMonthly",
        "interval": 1,
        "daysOfWeek": ["thursday"],
        "index": "fourth",
    }
    assert "isOnlineMeeting" not in body


@pytest.mark.parametrize("status", [400, 409])
def test_a_transaction_that_was_used_before_means_that_the_series_is_there(status: int) -> None:
    Wire([refusal(status, "ErrorDuplicateTransactionId")]).run(lambda s: Calendar(s).book(None, BOOKING))


def test_other_refusals_of_a_series_are_raised() -> None:
    with pytest.raises(NeedsAttention):
        Wire([refusal(403, "ErrorAccessDenied")]).run(lambda s: Calendar(s).book(None, BOOKING))
    with pytest.raises(Unknown):
        Wire([refusal(504)]).run(lambda s: Calendar(s).book(None, BOOKING))
    with pytest.raises(TryLater):
        Wire([refusal(429)]).run(lambda s: Calendar(s).book(None, BOOKING))


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Europe/Berlin", "W. Europe Standard Time"),
        ("Europe/Madrid", "W. Europe Standard Time"),  # the same clock
        ("America/Toronto", "Eastern Standard Time"),
        ("America/Phoenix", "US Mountain Standard Time"),
        ("Australia/Melbourne", "AUS Eastern Standard Time"),
        ("Asia/Kolkata", "India Standard Time"),
        ("UTC", "UTC"),
        ("Antarctica/Troll", "Antarctica/Troll"),  # no Windows zone has this clock
    ],
)
def test_a_zone_gets_the_windows_name_with_the_same_clock(zone: str, name: str) -> None:
    assert zones.windows(zone, START) == name


def test_a_windows_name_is_read_as_its_zone() -> None:
    start = {"dateTime": "2026-11-23T09:00:00.0000000", "timeZone": "Pacific Standard Time"}
    end = {"dateTime": "2026-11-23T09:30:00.0000000", "timeZone": "Pacific Standard Time"}
    wire = Wire([answer(200, {"value": [{"id": "A", "start": start, "end": end, "showAs": "oof"}]})])
    (event,) = wire.run(lambda s: Calendar(s).view(None, START, END))
    assert (event.start, event.show_as) == (datetime(2026, 11, 23, 17, 0, tzinfo=UTC), "oof")
