"""When pages are made, which event is the 1:1, and what happens when the calendar changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneone import candidates, schedule
from oneone.model import Attendee, Event, Meeting, Pair, PairKey
from oneone.schedule import Timing

PAIR = Pair(PairKey("dana@contoso.com", "lee@contoso.com"), "https://contoso.example/nb", timezone="Europe/Berlin")
DANA, LEE = Attendee("dana@contoso.com", "Dana"), Attendee("lee@contoso.com", "Lee")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def event(start: str, *, id: str = "e1", series: str | None = "s1", **changes: object) -> Event:
    begin = utc(start)
    made = Event(
        id=id,
        etag="1",
        kind="occurrence" if series else "singleInstance",
        subject="Weekly",
        start=begin,
        end=begin + timedelta(minutes=30),
        is_organizer=True,
        organizer=DANA,
        attendees=(LEE,),
        series=series,
        original_start=begin if series else None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def meeting(start: str, **changes: object) -> Meeting:
    begin = utc(start)
    return replace(Meeting(PAIR.key, begin.date(), begin, 30), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cadence", "starts_on", "expected"),
    [
        ("weekly", None, ["2026-11-23", "2026-11-30", "2026-12-07"]),
        ("biweekly", date(2026, 11, 16), ["2026-11-30", "2026-12-14", "2026-12-28"]),
        ("biweekly", date(2026, 11, 18), ["2026-11-30", "2026-12-14", "2026-12-28"]),
        ("monthly", date(2026, 11, 9), ["2026-12-14", "2027-01-11", "2027-02-08"]),
        ("monthly", date(2026, 8, 31), ["2026-11-23", "2026-12-28", "2027-01-25"]),
        ("monthly", None, ["2026-12-07", "2027-01-04", "2027-02-01"]),
    ],
)
def test_cadence_dates_follow_the_row(cadence: str, starts_on: date | None, expected: list[str]) -> None:
    pair = replace(PAIR, cadence=cadence, starts_on=starts_on)  # type: ignore[arg-type]
    found = islice(schedule.starts(pair, utc("2026-11-20T12:00")), 3)
    assert [start.date().isoformat() for start in found] == expected


def test_the_local_hour_stays_over_daylight_saving() -> None:
    found = list(islice(schedule.starts(PAIR, utc("2026-10-18T12:00")), 2))
    assert found == [utc("2026-10-19T07:00"), utc("2026-10-26T08:00")]


def test_no_meeting_before_it_starts_on() -> None:
    pair = replace(PAIR, starts_on=date(2027, 1, 6))
    assert next(schedule.starts(pair, utc("2026-11-20T12:00"))) == utc("2027-01-11T08:00")


@pytest.mark.parametrize(
    ("start", "lead", "expected"),
    [
        ("2026-11-23T08:00", None, "2026-11-20T13:00"),  # Monday: Friday 14:00 in Berlin
        ("2026-11-25T08:00", None, "2026-11-24T13:00"),
        ("2026-11-22T08:00", None, "2026-11-20T13:00"),  # a Sunday: still the working day before
        ("2026-11-23T08:00", timedelta(days=1), "2026-11-22T08:00"),
        ("2026-11-23T08:00", timedelta(hours=1), "2026-11-23T05:00"),  # never less than three hours
    ],
)
def test_pages_are_made_the_working_day_before(start: str, lead: timedelta | None, expected: str) -> None:
    assert schedule.prepare_at(PAIR, meeting(start), None, Timing(lead)) == utc(expected)


def test_a_page_waits_for_the_last_one_to_be_held_and_read() -> None:
    late = meeting("2026-11-20T15:00", page="yes")  # moved to Friday afternoon
    assert schedule.prepare_at(PAIR, meeting("2026-11-23T08:00"), late, Timing()) == utc("2026-11-20T18:30")


def test_a_page_does_not_wait_longer_than_the_time_people_need() -> None:
    evening = meeting("2026-11-23T03:00", page="yes")
    assert schedule.prepare_at(PAIR, meeting("2026-11-23T08:00"), evening, Timing()) == utc("2026-11-23T05:00")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-20T13:00", "2026-11-20T13:00"),
        ("2026-11-20T18:30", "2026-11-23T06:00"),  # Friday 19:30 in Berlin
        ("2026-11-21T10:00", "2026-11-23T06:00"),
        ("2026-11-23T03:00", "2026-11-23T06:00"),
    ],
)
def test_invites_are_written_in_working_hours_of_the_pair(moment: str, expected: str) -> None:
    assert schedule.in_working_hours(PAIR, utc(moment)) == utc(expected)


# ---------------------------------------------------------------- which event


def test_the_series_of_the_two_is_found_by_people_whatever_its_title() -> None:
    team = event("2026-11-23T08:00", id="t", series="team", attendees=(LEE, Attendee("kim@contoso.com", "Kim")))
    ours = event("2026-11-24T08:00")
    assert candidates.one_on_ones(PAIR, [team, ours]).events == (ours,)


def test_a_room_is_no_third_person() -> None:
    ours = event("2026-11-24T08:00", attendees=(LEE, Attendee("room4@contoso.com", "Room 4", "resource")))
    assert candidates.one_on_ones(PAIR, [ours]).events == (ours,)


def test_the_address_in_the_row_counts_beside_the_principal_name() -> None:
    pair = replace(PAIR, rep_mail="Lee.Park@contoso.com")
    ours = event("2026-11-24T08:00", attendees=(Attendee("lee.park@contoso.com", "Lee"),))
    assert candidates.one_on_ones(pair, [ours]).events == (ours,)


def test_the_rep_may_be_the_organizer() -> None:
    ours = event("2026-11-24T08:00", organizer=LEE, attendees=(DANA,), is_organizer=False)
    assert candidates.one_on_ones(PAIR, [ours]).events == (ours,)


def test_a_series_is_taken_before_single_events() -> None:
    single, ours = event("2026-11-23T10:00", id="x", series=None), event("2026-11-24T08:00")
    assert candidates.one_on_ones(PAIR, [single, ours]).events == (ours,)


def test_of_two_series_the_one_named_1_1_is_taken() -> None:
    pipeline = event("2026-11-23T10:00", id="x", series="s2", subject="Pipeline review")
    ours = event("2026-11-23T08:00", subject="1:1 Dana / Lee")
    assert candidates.one_on_ones(PAIR, [pipeline, ours]).events == (ours,)


def test_a_tie_takes_nothing_and_says_what_to_do() -> None:
    two = [event("2026-11-23T10:00", id="x", series="s2"), event("2026-11-23T08:00")]
    found = candidates.one_on_ones(PAIR, two)
    assert (found.tie, found.events) == (True, ())
    assert "name one of them 1:1" in found.why


def test_a_series_made_anew_continues_the_old_one() -> None:
    two = [event("2026-11-23T08:00"), event("2026-11-30T08:00", id="e2", series="s2")]
    assert candidates.one_on_ones(PAIR, two).events == tuple(two)


# ---------------------------------------------------------------- events and meetings

NOW = utc("2026-11-20T12:00")
WINDOW = (NOW - timedelta(days=1), NOW + schedule.AHEAD)


def synced(meetings: list[Meeting], *events: Event, now: datetime = NOW) -> list[Meeting]:
    return schedule.synced(PAIR, meetings, events, (now - timedelta(days=1), now + schedule.AHEAD), now)


def test_an_event_opens_a_meeting_of_its_local_date() -> None:
    late = event("2026-11-22T23:30")  # Monday 00:30 in Berlin
    assert [(m.date, m.calendar, m.event) for m in synced([], late)] == [(date(2026, 11, 23), "kept", "e1")]


def test_reading_the_same_calendar_again_changes_nothing() -> None:
    events = (event("2026-11-23T08:00"), event("2026-11-30T08:00", id="e2"))
    once = synced([], *events)
    assert synced(once, *events) == once


def test_a_moved_occurrence_stays_the_same_meeting_with_its_key() -> None:
    first = synced([], event("2026-11-23T08:00"))
    moved = event("2026-11-25T10:00", original_start=utc("2026-11-23T08:00"), kind="exception")
    [after] = synced(first, moved)
    assert (after.date, after.start, after.calendar, after.moves) == (
        date(2026, 11, 23),
        utc("2026-11-25T10:00"),
        "moved",
        1,
    )


def test_an_occurrence_whose_id_changed_is_known_by_its_original_start() -> None:
    first = synced([], event("2026-11-23T08:00"))
    moved = event("2026-11-26T10:00", id="new", original_start=utc("2026-11-23T08:00"))
    assert [(m.date, m.event) for m in synced(first, moved)] == [(date(2026, 11, 23), "new")]


def test_a_vanished_occurrence_is_a_cancelled_meeting() -> None:
    first = synced([], event("2026-11-23T08:00"), event("2026-11-30T08:00", id="e2"))
    after = synced(first, event("2026-11-30T08:00", id="e2"))
    assert [(m.calendar, m.outcome) for m in after] == [("cancelled", "cancelled"), ("kept", "")]


def test_what_is_over_is_never_cancelled() -> None:
    held = meeting("2026-11-20T08:00", event="e1", calendar="kept", page="yes")
    assert synced([held]) == [held]


def test_a_cancelled_meeting_that_comes_back_is_on_again() -> None:
    gone = synced(synced([], event("2026-11-23T08:00")))
    [back] = synced(gone, event("2026-11-23T09:00", id="e9", series=None))
    assert (back.calendar, back.outcome, back.event) == ("moved", "", "e9")


def test_a_meeting_of_the_cadence_takes_the_event_that_appears_near_it() -> None:
    planned = meeting("2026-11-23T08:00")
    [after] = synced([planned], event("2026-11-24T14:00"))
    assert (after.date, after.event, after.calendar) == (date(2026, 11, 23), "e1", "kept")


def test_an_extra_event_does_not_take_the_meeting_of_another() -> None:
    first = synced([], event("2026-11-23T08:00"), event("2026-11-30T08:00", id="e2"))
    after = synced(
        first,
        event("2026-11-23T08:00"),
        event("2026-11-27T08:00", id="extra", series=None),
        event("2026-11-30T08:00", id="e2"),
    )
    assert [m.event for m in after] == ["e1", "extra", "e2"]


def test_a_second_event_of_one_day_is_not_a_second_meeting() -> None:
    first = synced([], event("2026-11-23T08:00"))
    assert len(synced(first, event("2026-11-23T08:00"), event("2026-11-23T15:00", id="b", series=None))) == 1


def test_only_without_events_the_cadence_opens_a_meeting() -> None:
    opened = schedule.opened_by_cadence(PAIR, [], NOW)
    assert opened is not None
    assert (opened.date, opened.calendar) == (date(2026, 11, 23), "unknown")
    assert schedule.opened_by_cadence(PAIR, [opened], NOW) is None
    assert schedule.follows_calendar(PAIR, NOW - timedelta(days=21), NOW)
    assert not schedule.follows_calendar(PAIR, NOW - timedelta(days=22), NOW)
    assert not schedule.follows_calendar(PAIR, None, NOW)


# ---------------------------------------------------------------- what is due


def step(one: Meeting, *others: Meeting, now: datetime = NOW, pair: Pair = PAIR) -> tuple[str, datetime] | None:
    due = schedule.next_step(pair, one, [*others, one], Timing(), now)
    return (due.what, due.at) if due else None


def test_the_way_of_a_meeting_is_page_then_invite_then_scan() -> None:
    coming = meeting("2026-11-23T08:00", event="e1", organized=True)
    assert step(coming) == ("prepare", utc("2026-11-20T13:00"))
    with_page = replace(coming, page="yes")
    assert step(with_page) == ("invite", NOW)
    assert step(replace(with_page, invite="yes")) == ("scan", utc("2026-11-23T11:30"))
    assert step(replace(with_page, invite="yes", scan="once")) is None


def test_an_unanswered_create_is_looked_for_after_ten_minutes_even_when_cancelled() -> None:
    writing = meeting("2026-11-23T08:00", page="writing", page_at=NOW, calendar="cancelled")
    assert step(writing) == ("prepare", NOW + timedelta(minutes=10))
    looked = replace(writing, looked_at=NOW + timedelta(minutes=10))
    assert step(looked) == ("prepare", NOW + timedelta(minutes=20))


def test_a_cancelled_meeting_and_one_that_is_over_get_no_page() -> None:
    assert step(meeting("2026-11-23T08:00", calendar="cancelled")) is None
    assert step(meeting("2026-11-20T08:00")) is None


def test_a_page_is_still_made_while_the_meeting_runs() -> None:
    running = meeting("2026-11-20T11:45")
    due = step(running)
    assert due is not None
    assert due[1] <= NOW


def test_only_the_next_occurrence_gets_its_invite_written() -> None:
    today = meeting("2026-11-20T13:00", page="yes", invite="yes", event="e0")
    monday = meeting("2026-11-23T08:00", page="yes", event="e1")
    assert step(monday, today) == ("scan", utc("2026-11-23T11:30"))


def test_an_invite_without_an_event_or_switched_off_is_no_step() -> None:
    assert step(meeting("2026-11-23T08:00", page="yes")) == ("scan", utc("2026-11-23T11:30"))
    off = replace(PAIR, invite="off")
    assert step(meeting("2026-11-23T08:00", page="yes", event="e1"), pair=off) == ("scan", utc("2026-11-23T11:30"))


def test_a_next_try_holds_a_step_back() -> None:
    later = NOW + timedelta(hours=4)
    assert step(meeting("2026-11-20T12:30", next_try=later)) == ("prepare", later)


@given(
    days=st.integers(-40, 40),
    page=st.sampled_from(["no", "writing", "yes", "gone"]),
    scan=st.sampled_from(["no", "once", "final"]),
    calendar=st.sampled_from(["unknown", "kept", "moved", "cancelled"]),
)
def test_a_pair_is_looked_at_in_time_and_at_least_every_six_hours(
    days: int, page: str, scan: str, calendar: str
) -> None:
    one = replace(
        Meeting(PAIR.key, NOW.date(), NOW + timedelta(days=days), 30),
        page=page,  # type: ignore[arg-type]
        scan=scan,  # type: ignore[arg-type]
        calendar=calendar,  # type: ignore[arg-type]
        page_at=NOW,
    )
    due = schedule.next_due(PAIR, [one], Timing(), NOW)
    assert due is not None
    assert due <= NOW + timedelta(hours=6)
    coming = schedule.next_step(PAIR, one, [one], Timing(), NOW)
    assert coming is None or due <= coming.at
    assert schedule.next_due(replace(PAIR, active=False), [one], Timing(), NOW) is None


def test_times_of_the_pair_are_local_times() -> None:
    pair = replace(PAIR, timezone="America/Chicago", time=time(16, 0), weekday=4)
    assert next(schedule.starts(pair, NOW)) == utc("2026-11-20T22:00")


@pytest.mark.parametrize(
    ("page_at", "now", "expected"),
    [
        ("2026-11-20T13:00", "2026-11-10T12:00", "2026-11-19T13:00"),  # Friday's page: Thursday, the same hour
        ("2026-11-23T13:00", "2026-11-10T12:00", "2026-11-20T13:00"),  # Monday's page: Friday
        ("2026-11-24T02:00", "2026-11-10T12:00", "2026-11-23T06:00"),  # at night in Berlin: when work begins
        ("2026-11-20T13:00", "2026-11-20T08:00", "2026-11-20T08:00"),  # late, but with five hours left
        ("2026-11-20T13:00", "2026-11-20T09:01", None),  # less than four hours: no time to mend
        ("2026-11-22T08:00", "2026-11-21T10:00", None),  # no mail at the weekend
    ],
)
def test_a_rep_is_told_a_working_day_before_the_page_and_with_time_to_mend(
    page_at: str, now: str, expected: str | None
) -> None:
    assert schedule.heads_up_at(PAIR, utc(page_at), utc(now)) == (utc(expected) if expected else None)


def test_a_page_does_not_wait_for_a_heads_up_that_came_too_late() -> None:
    one = meeting("2026-11-23T08:00")
    timing = Timing(heads_up=True)
    assert schedule.next_step(PAIR, one, [one], timing, utc("2026-11-18T12:00")) == schedule.Step(
        "heads_up", utc("2026-11-19T13:00")
    )
    late = schedule.next_step(PAIR, one, [one], timing, utc("2026-11-20T12:30"))
    assert late == schedule.Step("prepare", utc("2026-11-20T13:00"))
    told = replace(one, heads_up="yes")
    assert schedule.next_step(PAIR, told, [told], timing, utc("2026-11-18T12:00")) == late
