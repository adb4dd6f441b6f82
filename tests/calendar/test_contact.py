"""Days since the last written 1:1, gaps ahead, make-up slots, sleep: rules of plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from oneone import contact, schedule
from oneone.model import Attendee, Busy, Event, MakeUp, Meeting, Pair, PairKey

PAIR = Pair(PairKey("dana@contoso.com", "lee@contoso.com"), "https://contoso.example/nb", timezone="Europe/Berlin")
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)  # a Friday


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def meeting(start: str, **changes: object) -> Meeting:
    begin = utc(start)
    made = Meeting(PAIR.key, begin.date(), begin, 30, event=start, calendar="kept")
    return replace(made, **changes)  # type: ignore[arg-type]


def written(start: str) -> Meeting:
    return meeting(start, page="yes", outcome="written")


def untouched(start: str, **changes: object) -> Meeting:
    return meeting(start, page="yes", outcome="untouched", **changes)


def cancelled(start: str, **changes: object) -> Meeting:
    return meeting(start, calendar="cancelled", outcome="cancelled", **changes)


# ---------------------------------------------------------------- in touch


def test_days_are_counted_from_the_last_written_1_1() -> None:
    known = [written("2026-11-02T08:00"), untouched("2026-11-09T08:00"), cancelled("2026-11-16T08:00")]
    assert contact.contact(PAIR, known, NOW).days == 18
    assert contact.contact(PAIR, known[1:], NOW).days is None


@pytest.mark.parametrize(
    ("cadence", "last", "coming", "warned"),
    [
        ("biweekly", "2026-11-09T08:00", "2026-11-23T08:00", ""),
        ("biweekly", "2026-11-09T08:00", "2026-12-07T08:00", "the next one is on 2026-12-07, 28 days later"),
        ("weekly", "2026-11-16T08:00", "2026-11-30T08:00", ""),
        ("weekly", "2026-11-16T08:00", "2026-12-07T08:00", "no written 1:1 since 2026-11-16"),
        ("monthly", "2026-11-02T08:00", "2026-12-07T08:00", ""),
        ("monthly", "2026-11-02T08:00", "2027-01-04T08:00", "63 days later"),
        ("weekly", "2026-11-16T08:00", None, "none is planned in the next 35 days"),
    ],
)
def test_a_gap_is_said_before_a_cancelled_1_1_becomes_a_month_without(
    cadence: str, last: str, coming: str | None, warned: str
) -> None:
    pair = replace(PAIR, cadence=cadence)  # type: ignore[arg-type]
    known = [written(last), cancelled("2026-11-23T09:00")] + ([meeting(coming)] if coming else [])
    said = contact.contact(pair, known, NOW).warning
    assert (warned in said) if warned else said == ""


def test_moves_of_a_pair_are_counted() -> None:
    known = [replace(written("2026-11-02T08:00"), moves=2), meeting("2026-11-23T08:00", moves=1)]
    assert contact.contact(PAIR, known, NOW).moves == 3


def test_three_untouched_pages_put_a_pair_to_sleep_until_an_event_comes() -> None:
    three = [untouched(f"2026-11-{day:02}T08:00", event=None) for day in (2, 9, 16)]
    assert contact.contact(PAIR, three, NOW).asleep
    assert schedule.opened_by_cadence(PAIR, three, NOW) is None
    planned = meeting("2026-11-23T08:00", event=None, calendar="unknown")
    assert schedule.next_step(PAIR, planned, [*three, planned], schedule.Timing(), NOW) is None
    shown = meeting("2026-11-24T08:00")
    assert not contact.contact(PAIR, [*three, shown], NOW).asleep
    assert schedule.next_step(PAIR, shown, [*three, shown], schedule.Timing(), NOW) is not None


def test_a_written_page_or_leave_among_them_keeps_a_pair_awake() -> None:
    days = ("2026-10-26T08:00", "2026-11-02T08:00", "2026-11-09T08:00", "2026-11-16T08:00")
    one, two, three, four = (untouched(day, event=None) for day in days)
    assert not schedule.asleep([one, two, written("2026-11-09T09:00"), four], NOW)
    assert not schedule.asleep([two, replace(three, away="rep"), four], NOW)
    assert schedule.asleep([one, two, replace(three, away="rep"), four], NOW)


# ---------------------------------------------------------------- why not, and when instead


def test_a_make_up_slot_is_in_the_same_week_at_the_usual_hour_when_both_are_free() -> None:
    gone = cancelled("2026-11-23T08:00")  # Monday 09:00 in Berlin
    assert contact.make_up_slot(PAIR, gone, [], NOW) == utc("2026-11-24T08:00")
    busy = [
        Busy(utc("2026-11-24T07:00"), utc("2026-11-24T12:00")),
        Busy(utc("2026-11-25T08:15"), utc("2026-11-25T09:00")),
    ]
    assert contact.make_up_slot(PAIR, gone, busy, NOW) == utc("2026-11-26T08:00")


def test_a_slot_touches_no_other_meeting_and_leaves_time_to_prepare() -> None:
    gone = cancelled("2026-11-20T08:00")  # this Friday; it is 13:00 in Berlin
    assert contact.make_up_slot(PAIR, gone, [], NOW) == utc("2026-11-20T15:00")  # 3 hours ahead
    assert contact.make_up_slot(PAIR, gone, [], NOW + timedelta(hours=1)) is None  # the last slot ends at 17:00
    earlier = NOW - timedelta(hours=2)
    assert contact.make_up_slot(PAIR, gone, [], earlier) == utc("2026-11-20T13:00")
    taken = [Busy(utc("2026-11-20T13:30"), utc("2026-11-20T15:00"))]
    assert contact.make_up_slot(PAIR, gone, taken, earlier) == utc("2026-11-20T13:00")


def test_a_full_week_has_no_slot() -> None:
    busy = [Busy(utc("2026-11-23T00:00"), utc("2026-11-28T00:00"))]
    assert contact.make_up_slot(PAIR, cancelled("2026-11-23T08:00"), busy, NOW) is None


def test_slots_keep_the_local_hour_over_daylight_saving() -> None:
    gone = cancelled("2026-10-26T08:00")
    assert contact.make_up_slot(PAIR, gone, [], utc("2026-10-23T12:00")) == utc("2026-10-27T08:00")


@pytest.mark.parametrize(
    ("rep", "manager", "who"),
    [(False, False, ""), (True, False, "rep"), (False, True, "manager"), (True, True, "both")],
)
def test_who_was_out_of_office_is_the_reason(rep: bool, manager: bool, who: str) -> None:
    away = [Busy(utc("2026-11-23T00:00"), utc("2026-11-24T00:00"), away=True), Busy(NOW, NOW + timedelta(hours=1))]
    gone = cancelled("2026-11-23T08:00")
    assert contact.who_was_away(gone, away if rep else away[1:], away if manager else ()) == who


def test_a_busy_person_is_not_out_of_office() -> None:
    busy = [Busy(utc("2026-11-23T00:00"), utc("2026-11-24T00:00"))]
    assert contact.who_was_away(cancelled("2026-11-23T08:00"), busy, busy) == ""


def test_calendars_are_asked_once_and_again_daily_in_the_week_itself() -> None:
    far, soon = cancelled("2026-12-07T08:00"), cancelled("2026-11-23T08:00")
    assert contact.to_ask(PAIR, [far, soon], NOW) == [far, soon]
    yesterday = NOW - timedelta(days=1)
    known = [replace(one, asked_at=yesterday) for one in (far, soon)]
    assert contact.to_ask(PAIR, known, NOW) == [known[1]]
    assert contact.to_ask(PAIR, [replace(soon, asked_at=NOW - timedelta(hours=5))], NOW) == []
    assert contact.to_ask(PAIR, [cancelled("2026-11-09T08:00")], NOW) == []  # its week is over


def test_a_proposal_ends_when_its_time_has_come_or_another_1_1_took_its_place() -> None:
    gone = cancelled("2026-11-23T08:00", make_up=utc("2026-11-25T08:00"))
    assert contact.proposed(PAIR, gone, [gone], NOW) == utc("2026-11-25T08:00")
    assert contact.proposed(PAIR, gone, [gone], utc("2026-11-25T09:00")) is None
    assert contact.proposed(PAIR, gone, [gone, meeting("2026-11-26T08:00")], NOW) is None


def test_the_page_proposes_the_slot_for_a_coming_1_1_that_is_cancelled() -> None:
    gone = cancelled("2026-11-30T08:00", make_up=utc("2026-12-02T08:00"))
    coming = meeting("2026-11-23T08:00")
    found = contact.for_page(PAIR, coming, [coming, gone], NOW)
    assert found == MakeUp(of=date(2026, 11, 30), start=utc("2026-12-02T08:00"))


@pytest.mark.parametrize(
    ("start", "changes", "noted"),
    [
        ("2026-11-23T08:30", {}, True),
        ("2026-11-23T08:35", {}, False),
        ("2026-11-23T08:30", {"show_as": "free"}, False),
        ("2026-11-23T08:30", {"cancelled": True}, False),
        ("2026-11-23T08:30", {"all_day": True}, False),
    ],
)
def test_no_buffer_to_the_managers_next_meeting_is_noted(start: str, changes: dict[str, object], noted: bool) -> None:
    begin = utc(start)
    person = Attendee("dana@contoso.com", "Dana")
    made = Event("x", "1", "singleInstance", "Next", begin, begin + timedelta(hours=1), True, person, ())
    assert contact.without_buffer(meeting("2026-11-23T08:00"), [replace(made, **changes)]) is noted  # type: ignore[arg-type]
