"""Occurrences ↔ meetings, and what is due when. Pure: every rule gets `now` and plain values (design §3).

A *meeting* is a 1:1 of a pair and owns page, invite and scan. An *event* is what the calendar shows. Events open, move
and cancel meetings; cadence dates open them only where the calendar has nothing to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from oneone.model import Attendee, Event, Meeting, Pair

AHEAD = timedelta(days=35)  # meetings are kept for all instances this far ahead, so that a vanished one is noticed
RECHECK = timedelta(hours=6)  # a meeting may be moved at any time: the calendar is looked at this often
LOOK_AFTER = timedelta(minutes=10)  # after an unknown answer to a create, and between two looks
INVITE_LOOK_AFTER = timedelta(minutes=15)  # after an unknown answer to a change of an event
LEAST_LEAD = timedelta(hours=3)
WORKING_HOURS = (time(7), time(19))  # invites are mails: Monday to Friday, in the pair's zone

_CADENCE = {"weekly": timedelta(days=7), "biweekly": timedelta(days=14), "monthly": timedelta(days=30)}
_BIWEEKLY_ANCHOR = date(2024, 1, 1)  # a Monday: which of two weeks it is when the admin gave no `starts_on`
_TITLE = re.compile(r"\b(1\s*[:\-/]\s*1s?|1on1|one[\s-]*(on|to|2)[\s-]*one|one-?on-?ones?|jour fixe)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Timing:
    """When work is done; `lead` None means the working day before at 14:00 in the pair's zone."""

    lead: timedelta | None = None
    scan_after: timedelta = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do for a meeting, not before `at`."""

    what: Literal["prepare", "invite", "scan"]
    at: datetime


def cadence(pair: Pair) -> timedelta:
    """The usual distance between two 1:1s of the pair."""
    return _CADENCE[pair.cadence]


def local(moment: datetime, pair: Pair) -> datetime:
    """A moment on the pair's clock."""
    return moment.astimezone(ZoneInfo(pair.timezone))


def starts(pair: Pair, after: datetime) -> Iterator[datetime]:
    """The starts that the pair's row promises, without a calendar: those that end after `after`, earliest first, UTC.

    A local time that daylight saving skips or doubles is taken as `zoneinfo` does with fold 0.
    """
    length = timedelta(minutes=pair.minutes)
    day = local(after, pair).date() - timedelta(days=1)
    if pair.starts_on is not None:
        day = max(day, pair.starts_on)
    while True:
        if _is_day(pair, day):
            start = datetime.combine(day, pair.time, ZoneInfo(pair.timezone)).astimezone(UTC)
            if start + length > after:
                yield start
        day += timedelta(days=1)


def _is_day(pair: Pair, day: date) -> bool:
    if day.weekday() != pair.weekday:
        return False
    anchor = pair.starts_on or _BIWEEKLY_ANCHOR
    match pair.cadence:
        case "weekly":
            return True
        case "biweekly":
            monday = anchor - timedelta(days=anchor.weekday())
            return (day - monday).days // 7 % 2 == 0
        case "monthly":
            # The same week of the month as the first one; a fifth week is the last of shorter months.
            week = min((anchor.day - 1) // 7, 3) if pair.starts_on else 0
            return (day.day - 1) // 7 == week


# ---------------------------------------------------------------- which events are the pair's 1:1


@dataclass(frozen=True, slots=True)
class OneOnOnes:
    """The events that are this pair's 1:1, and why these; a tie has no events and says what to do."""

    events: tuple[Event, ...]
    why: str
    tie: bool = False


def one_on_ones(pair: Pair, events: Iterable[Event]) -> OneOnOnes:
    """The pair's 1:1 among the manager's events: by people, then recurring, then title words (design §7).

    Rooms do not count as people; somebody's second address counts once because only the two are looked for. Events
    with a third person are no 1:1, and all-day events are none either.
    """
    rep, manager = _addresses(pair, "rep"), _addresses(pair, "manager")
    two = [event for event in events if not event.all_day and _between(event, rep, manager)]
    if not two:
        return OneOnOnes((), "no event with just these two people")
    groups: dict[str, list[Event]] = {}
    for event in two:
        groups.setdefault(event.series or event.id, []).append(event)
    series = [group for group in groups.values() if group[0].series is not None]
    named = [group for group in series or list(groups.values()) if _TITLE.search(group[0].subject)]
    if series:
        best = named or series
        if len(best) > 1 and len(alive := [group for group in best if any(not e.cancelled for e in group)]) == 1:
            best = alive
        if len(best) > 1:
            # A series that was re-made overlaps for one view: the parts do not share a day, so both are taken.
            days = [event.start.date() for group in best for event in group]
            if len(days) != len(set(days)):
                return OneOnOnes((), "several series have just these two people; name one of them 1:1", tie=True)
        chosen = sorted((event for group in best for event in group), key=lambda event: event.start)
        return OneOnOnes(tuple(chosen), "the series with just these two people")
    if named:
        return OneOnOnes(
            tuple(sorted((event for group in named for event in group), key=lambda event: event.start)),
            "single events with just these two people and a 1:1 title",
        )
    if len(two) == 1:
        return OneOnOnes((two[0],), "the only event with just these two people")
    return OneOnOnes(
        (), "several events have just these two people; name one of them 1:1, or make it recurring", tie=True
    )


def _addresses(pair: Pair, side: Literal["rep", "manager"]) -> frozenset[str]:
    upn, mail = (pair.key.rep, pair.rep_mail) if side == "rep" else (pair.key.manager, pair.manager_mail)
    return frozenset(address.casefold() for address in (upn, mail) if address)


def _between(event: Event, rep: frozenset[str], manager: frozenset[str]) -> bool:
    people = [a for a in (event.organizer, *event.attendees) if a.kind != "resource"]

    def known(person: Attendee, of: frozenset[str]) -> bool:
        return person.mail.casefold() in of

    return (
        any(known(person, rep) for person in people)
        and any(known(person, manager) for person in people)
        and all(known(person, rep | manager) for person in people)
    )


# ---------------------------------------------------------------- events → meetings


def synced(
    pair: Pair, meetings: Sequence[Meeting], events: Sequence[Event], window: tuple[datetime, datetime], now: datetime
) -> list[Meeting]:
    """All meetings after the calendar was read: moved, cancelled, linked and opened; unchanged ones are equal.

    `events` are the pair's 1:1s within `window` (UTC). An event belongs to the meeting holding its id, else its series
    and original start, else the nearest open meeting within half a cadence, else it opens one. A future meeting whose
    event vanished is cancelled; what is over stays as it was.
    """
    current = {meeting.date: meeting for meeting in meetings}
    shown: set[date] = set()
    left = sorted((event for event in events if not event.cancelled), key=lambda event: event.start)
    for same in (_by_id, _by_original_start, _by_nearness):
        unmatched = []
        for event in left:
            free = [m for m in current.values() if m.date not in shown]
            meeting = same(pair, event, free, now)
            if meeting is None:
                unmatched.append(event)
            else:
                current[meeting.date] = _linked(meeting, event, now)
                shown.add(meeting.date)
        left = unmatched
    for event in left:
        day = local(event.start, pair).date()
        if day not in current and event.end > now:  # a second event of one day is not a second 1:1
            current[day] = _linked(Meeting(pair.key, day, event.start, _minutes(event)), event, now)
            shown.add(day)
    for meeting in list(current.values()):
        vanished = (
            meeting.event is not None
            and meeting.date not in shown
            and meeting.calendar != "cancelled"
            and meeting.start > now
            and window[0] <= meeting.start < window[1]
        )
        if vanished:
            current[meeting.date] = replace(
                meeting, calendar="cancelled", outcome=meeting.outcome or "cancelled", next_try=None
            )
    return sorted(current.values(), key=lambda meeting: meeting.start)


def _minutes(event: Event) -> int:
    return max(1, round((event.end - event.start).total_seconds() / 60))


def _by_id(pair: Pair, event: Event, meetings: Sequence[Meeting], now: datetime) -> Meeting | None:
    return next((m for m in meetings if m.event == event.id), None)


def _by_original_start(pair: Pair, event: Event, meetings: Sequence[Meeting], now: datetime) -> Meeting | None:
    if event.original_start is None:
        return None
    slot = (event.series, event.original_start)
    return next((m for m in meetings if (m.series, m.original_start) == slot), None)


def _by_nearness(pair: Pair, event: Event, meetings: Sequence[Meeting], now: datetime) -> Meeting | None:
    if event.end <= now:
        return None
    near = [m for m in meetings if m.end > now and abs(m.start - event.start) <= cadence(pair) / 2]
    return min(near, key=lambda m: abs(m.start - event.start), default=None)


def _linked(meeting: Meeting, event: Event, now: datetime) -> Meeting:
    moved = meeting.calendar != "unknown" and meeting.event is not None and meeting.start != event.start
    if event.original_start is not None:
        away = event.original_start != event.start
    else:
        away = moved or meeting.calendar == "moved"
    again = meeting.calendar == "cancelled"
    rescheduled = meeting.scan == "once" and event.start > now and moved  # dragged ahead after we had read it
    return replace(
        meeting,
        start=event.start,
        minutes=_minutes(event),
        event=event.id,
        series=event.series,
        original_start=event.original_start,
        organized=event.is_organizer,
        calendar="moved" if away else "kept",
        moves=meeting.moves + (1 if moved else 0),
        outcome="" if again and meeting.outcome == "cancelled" else meeting.outcome,
        scan="no" if rescheduled else meeting.scan,
    )


def opened_by_cadence(pair: Pair, meetings: Sequence[Meeting], now: datetime) -> Meeting | None:
    """The next meeting of the pair's own rhythm when no open meeting stands near it, else None.

    For pairs whose calendar cannot be read or has not shown an event within three cadences.
    """
    start = next(starts(pair, now))
    day = local(start, pair).date()
    for meeting in meetings:
        if meeting.date == day or (meeting.end > now and abs(meeting.start - start) <= cadence(pair) / 2):
            return None
    return Meeting(pair.key, day, start, pair.minutes)


def follows_calendar(pair: Pair, calendar_seen: datetime | None, now: datetime) -> bool:
    """Whether only the calendar opens meetings: it showed an event of the pair within three cadences."""
    return calendar_seen is not None and now - calendar_seen <= 3 * cadence(pair)


# ---------------------------------------------------------------- what is due


def prepare_at(pair: Pair, meeting: Meeting, previous: Meeting | None, timing: Timing) -> datetime:
    """When the page is made: the working day before at 14:00 on the pair's clock, or `timing.lead` before the start.

    Never less than three hours ahead, and not before the previous 1:1 was held and read, as far as that leaves time.
    """
    if timing.lead is not None:
        at = meeting.start - max(timing.lead, LEAST_LEAD)
    else:
        day = local(meeting.start, pair).date() - timedelta(days=1)
        while day.weekday() >= 5:
            day -= timedelta(days=1)
        at = datetime.combine(day, time(14), ZoneInfo(pair.timezone)).astimezone(UTC)
        at = min(at, meeting.start - LEAST_LEAD)
    if previous is not None and previous.end + timing.scan_after > at:
        latest = max(meeting.start - LEAST_LEAD, previous.end)
        at = min(previous.end + timing.scan_after, latest)
    return at


def in_working_hours(pair: Pair, moment: datetime) -> datetime:
    """`moment`, or the next one at which an invite may be written (Mon-Fri 07:00-19:00 on the pair's clock)."""
    here = local(moment, pair)
    while True:
        if here.weekday() < 5 and here.time() < WORKING_HOURS[1]:
            if here.time() >= WORKING_HOURS[0]:
                return max(moment, here.astimezone(UTC))
            break
        here = datetime.combine(here.date() + timedelta(days=1), time(0), here.tzinfo)
    return datetime.combine(here.date(), WORKING_HOURS[0], here.tzinfo).astimezone(UTC)


def before(meeting: Meeting, meetings: Iterable[Meeting]) -> Meeting | None:
    """The last 1:1 before this one that took place or has a page: the one whose page is read once more."""
    earlier = [m for m in meetings if m.start < meeting.start and (m.page == "yes" or m.calendar != "cancelled")]
    return max(earlier, key=lambda m: m.start, default=None)


def next_step(pair: Pair, meeting: Meeting, meetings: Sequence[Meeting], timing: Timing, now: datetime) -> Step | None:
    """What this meeting needs next and when; None when it needs nothing any more."""
    step = _step(pair, meeting, meetings, timing, now)
    if step is not None and meeting.next_try is not None and meeting.next_try > step.at:
        return replace(step, at=meeting.next_try)
    return step


def _step(pair: Pair, meeting: Meeting, meetings: Sequence[Meeting], timing: Timing, now: datetime) -> Step | None:
    if meeting.page == "writing":
        last = meeting.looked_at or meeting.page_at
        return Step("prepare", last + LOOK_AFTER if last else now)
    if meeting.calendar == "cancelled":
        return None
    if meeting.page == "no":
        if meeting.end <= now:
            return None
        return Step("prepare", prepare_at(pair, meeting, before(meeting, meetings), timing))
    if meeting.page == "gone":
        return None
    invite = _invite_step(pair, meeting, meetings, now)
    if invite is not None:
        return invite
    if meeting.scan == "no":
        return Step("scan", meeting.end + timing.scan_after)
    return None


def _invite_step(pair: Pair, meeting: Meeting, meetings: Sequence[Meeting], now: datetime) -> Step | None:
    if meeting.invite == "writing" and meeting.start > now:
        return Step("invite", (meeting.invite_at or now) + INVITE_LOOK_AFTER)
    if meeting.invite != "no" or pair.invite == "off" or meeting.event is None or meeting.start <= now:
        return None
    if any(m.end > now and m.start < meeting.start and m.calendar != "cancelled" for m in meetings):
        return None  # only the next occurrence is written
    at = in_working_hours(pair, now)
    return Step("invite", at) if at < meeting.start else None


def next_due(pair: Pair, meetings: Sequence[Meeting], timing: Timing, now: datetime) -> datetime | None:
    """When the pair must be looked at again: its earliest step, at most six hours ahead; None when it is inactive."""
    if not pair.active:
        return None
    steps = [next_step(pair, meeting, meetings, timing, now) for meeting in meetings]
    return min([step.at for step in steps if step is not None] + [now + RECHECK])
