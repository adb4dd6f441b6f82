"""What each value of the column `invite` writes, how often, and to whom that is a mail."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from oneone.turn import Report
from sandbox.faults import Fault
from sandbox.mailbox import Series
from tests.calendar.office import DANA, KIM, LEE, PAIR, ROOM, Office

OVER = datetime.fromisoformat("2026-12-11T12:00+00:00")


def lived(office: Office, until: datetime = OVER) -> Report:
    """Everything the timers did until a moment."""
    total = Report()
    for report in office.until(until):
        total.add(report)
    return total


def the_series(office: Office) -> Series:
    [series] = office.tenant.mailboxes.series.values()
    return series


def sent(office: Office, *causes: str) -> int:
    return sum(mail.cause in causes for mail in office.tenant.mails)


# ---------------------------------------------------------------- occurrence


def test_each_coming_1_1_is_written_once_and_each_mail_is_counted(office: Office) -> None:
    office.pair()
    office.book(others=[ROOM])
    report = lived(office)
    assert [mail.to for mail in office.tenant.mails] == [LEE, LEE, LEE]
    assert len({mail.event for mail in office.tenant.mails}) == report.mails == 3


def test_two_who_attend_get_two_mails_and_both_are_counted(office: Office) -> None:
    office.pair()
    office.book(others=[("lee.park@old.example", "Lee Park", "required")])
    assert office.run().mails == len(office.tenant.mails) == 2


def test_a_mail_whose_answer_was_lost_is_counted_when_it_is_found(office: Office) -> None:
    office.pair()
    office.book()
    office.tenant.faults.add(Fault("PATCH */events/*", drop=True, commit=True))
    assert office.run().mails == 0
    assert lived(office, office.now + timedelta(hours=1)).mails == len(office.tenant.mails) == 1


def test_a_change_that_was_lost_on_the_way_is_made_later_and_counted_once(office: Office) -> None:
    office.pair()
    office.book()
    office.tenant.faults.add(Fault("PATCH */events/*", drop=True))
    assert lived(office, office.now + timedelta(hours=1)).mails == len(office.tenant.mails) == 1


def test_a_written_invite_costs_two_requests_beside_the_view(office: Office) -> None:
    office.pair()
    office.pair(KIM, "Kim Ito")
    office.book()
    office.book(attendees=(KIM,), subject="1:1 Kim")
    before = len(office.tenant.calls)
    office.run()
    asked = [call for call in office.tenant.calls[before:] if "/events/" in call.path or "alendar" in call.path]
    assert sorted(f"{call.method} {call.path.split('/')[2]}" for call in asked) == [
        *("GET calendarView", "GET events", "GET events", "PATCH events", "PATCH events"),
    ]


def test_an_invite_is_not_written_at_night_or_on_a_weekend(office: Office) -> None:
    office.pair()
    office.book("2026-11-22T12:00", None)  # a Sunday
    lived(office, datetime.fromisoformat("2026-11-22T13:00+00:00"))
    assert office.meeting("2026-11-22").invite == "yes"
    [mail] = office.tenant.mails
    assert (mail.when.weekday(), 7 <= mail.when.hour < 19) == (4, True)


def test_an_agenda_that_a_person_edited_is_left_as_it_is(office: Office) -> None:
    office.pair()
    office.book()
    office.tenant.faults.add(Fault("PATCH */events/*", drop=True, commit=True))
    office.run()
    series = the_series(office)
    copy = series.copies[f"{DANA}|2026-11-23"]
    assert copy.body is not None
    copy.body = copy.body.replace("Promises", "Promises, and the trip to Oslo")
    copy.properties.clear()
    lived(office, office.now + timedelta(hours=1))
    meeting = office.meeting("2026-11-23")
    assert (meeting.invite, "edited" in meeting.invite_why, len(office.tenant.mails)) == ("off", True, 1)


# ---------------------------------------------------------------- series


def test_a_series_gets_the_standing_agenda_once_with_a_link_to_the_section(office: Office) -> None:
    office.pair(invite="series")
    office.book()
    report = lived(office)
    [mail] = office.tenant.mails
    assert report.mails == 1
    assert "Agenda for our 1:1" in mail.html
    assert "Open:" not in mail.html
    assert office.due().section_url.partition("#")[0] in mail.html.replace("&amp;", "&")
    weeks = ("2026-11-23", "2026-11-30", "2026-12-07")
    assert [office.meeting(week).invite for week in weeks] == ["yes"] * 3
    assert office.due().standing == "yes"


def test_a_series_with_an_exception_mails_once_more_and_says_so(office: Office) -> None:
    office.pair(invite="series")
    office.book()
    office.move("2026-12-07", "2026-12-08T09:00")
    office.tenant.mails.clear()
    assert office.run().mails == len(office.tenant.mails) == 2


def test_a_series_made_anew_gets_the_agenda_too_once(office: Office) -> None:
    office.pair(invite="series")
    master = office.book()
    lived(office, datetime.fromisoformat("2026-11-24T08:00+00:00"))
    office.tenant.mailboxes.end(DANA, master, date(2026, 11, 23))
    office.book("2026-11-30T10:00")
    lived(office)
    assert office.agendas_mailed == 3  # once each, and the update with which the old one ended


def test_a_standing_agenda_whose_answer_was_lost_is_not_written_twice(office: Office) -> None:
    office.pair(invite="series")
    office.book()
    office.tenant.faults.add(Fault("PATCH */events/*", status=504, commit=True))
    assert lived(office).mails == len(office.tenant.mails) == 1
    assert office.meeting("2026-11-23").invite == "yes"


# ---------------------------------------------------------------- create


def test_a_series_is_made_once_ever(office: Office) -> None:
    office.pair(invite="create", weekday="tue", time="10:30")
    report = lived(office, datetime.fromisoformat("2026-11-24T14:00+00:00"))
    series = the_series(office)
    assert (series.organizer, series.attendees, series.subject) == (DANA, [LEE], "1:1 Lee Park / Dana Reyes")
    assert (series.start.isoformat(), series.minutes, series.repeat, series.online) == (
        "2026-11-24T10:30:00", 30, "weekly", True,
    )  # fmt: skip
    assert sent(office, "invited") == 1
    assert report.mails == len(office.tenant.mails) == 2  # the invitation, and the agenda of the first 1:1
    office.tenant.mailboxes.cancel(DANA, office.id_of(DANA, series, ""))
    lived(office, OVER + timedelta(days=40))
    assert len(office.tenant.mailboxes.series) == 1


@pytest.mark.parametrize("commit", [False, True])
def test_a_series_whose_making_was_not_answered_is_made_once(office: Office, commit: bool) -> None:
    office.pair(invite="create")
    office.tenant.faults.add(Fault("POST */events", status=504, commit=commit, times=2))
    lived(office)
    assert sent(office, "invited") == 1
    assert the_series(office).subject.startswith("1:1")


def test_a_series_made_before_the_row_was_edited_is_not_made_again(office: Office) -> None:
    office.pair(invite="create")
    office.tenant.faults.add(Fault("POST */events", drop=True, commit=True))
    office.run()
    office.ledger.put_pair(PAIR, {**office.row(PAIR), "minutes": 45})
    lived(office)
    assert (the_series(office).minutes, sent(office, "invited")) == (30, 1)


def test_where_teams_is_not_allowed_the_series_is_made_without(office: Office) -> None:
    office.tenant.mailboxes.teams = False
    office.pair(invite="create")
    office.run()
    assert not the_series(office).online


@pytest.mark.parametrize(
    ("row", "repeat", "days"),
    [
        ({"cadence": "biweekly", "starts_on": "2026-11-30"}, "biweekly", ["2026-11-30", "2026-12-14"]),
        ({"cadence": "monthly", "weekday": "thu", "starts_on": "2026-11-26"}, "monthly", ["2026-11-26", "2026-12-24"]),
        ({"timezone": "Europe/Zurich", "time": "15:00"}, "weekly", ["2026-11-23", "2026-11-30"]),
    ],
)
def test_a_series_follows_the_row(office: Office, row: dict[str, str], repeat: str, days: list[str]) -> None:
    office.pair(invite="create", **row)
    office.run()
    series = the_series(office)
    start = datetime.fromisoformat("2026-11-20T00:00+00:00")
    assert series.repeat == repeat
    assert list(office.tenant.mailboxes.keys(series, start, start + timedelta(days=36)))[:2] == days
    assert series.zone_name == ("W. Europe Standard Time" if "timezone" in row else "UTC")


def test_a_series_is_made_in_working_hours_only(office: Office) -> None:
    office.now = datetime.fromisoformat("2026-11-21T10:00+00:00")  # Saturday
    office.pair(invite="create", weekday="wed")
    lived(office, datetime.fromisoformat("2026-11-23T06:55+00:00"))
    assert office.tenant.mails == []
    lived(office, datetime.fromisoformat("2026-11-23T14:00+00:00"))
    assert sent(office, "invited") == 1


def test_a_series_is_made_in_the_managers_calendar_by_another_account(office: Office) -> None:
    office.tenant.add_person(KIM, "Kim Ito")
    office.tenant.share_calendar(DANA, KIM)
    office.pair(invite="create", account=KIM)
    next(iter(office.tenant.notebooks.values())).members.add(KIM)
    office.run()
    assert the_series(office).organizer == DANA


def test_a_tie_makes_no_series(office: Office) -> None:
    office.pair(invite="create")
    office.book(subject="Weekly")
    office.book("2026-11-09T15:00", subject="Pipeline")
    lived(office, office.now + timedelta(days=2))
    assert len(office.tenant.mailboxes.series) == 2


def test_what_outlook_refuses_is_said_and_tried_again(office: Office) -> None:
    office.pair(invite="create")
    office.tenant.faults.add(Fault("POST */events", status=403, code="ErrorAccessDenied"))
    assert any("The series was not made" in line for line in office.run().attention)
    lived(office)
    assert sent(office, "invited") == 1
