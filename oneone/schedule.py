"""Occurrences ↔ meetings, and what is due when. Pure: every rule gets `now` and plain values (design §3).

A *meeting* is a 1:1 of a pair and owns page, invite and scan. An *event* is what the calendar shows. Events open, move
and cancel meetings; cadence dates open them only where the calendar has nothing to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from oneone.model import Event, Meeting, Pair

AHEAD = timedelta(days=35)  # meetings are kept for all instances this far ahead, so that a vanished one is noticed
RECHECK = timedelta(hours=6)  # a meeting may be moved at any time: the calendar is looked at this often
LAST_LOOK = timedelta(minutes=10)  # before a 1:1 begins: what was moved or cancelled late is still noticed
LOOK_AFTER = timedelta(minutes=10)  # after an unknown answer to a create, and between two looks
INVITE_LOOK_AFTER = timedelta(minutes=15)  # after an unknown answer to a change of an event
LEAST_LEAD = timedelta(hours=3)
TIME_TO_MEND = timedelta(hours=4)  # between the heads-up and the page, at least; usually a working day
WORKING_HOURS = (time(7), time(19))  # invites are mails: Monday to Friday, in the pair's zone

_SLEEPS_AFTER = 3  # untouched pages in a row

_CADENCE = {"weekly": timedelta(days=7), "biweekly": timedelta(days=14), "monthly": timedelta(days=30)}
_BIWEEKLY_ANCHOR = date(2024, 1, 1)  # a Monday: which of two weeks it is when the admin gave no `starts_on`


@dataclass(frozen=True, slots=True)
class Timing:
    """When work is done; `lead` None means the working day before at 14:00 in the pair's zone."""

    lead: timedelta | None = None
    scan_after: timedelta = timedelta(hours=3)
    heads_up: bool = False  # reps are told first, by mail, where the agenda says so (ONEONE_HEADS_UP)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do for a meeting, not before `at`."""

    what: Literal["heads_up", "prepare", "invite", "scan"]
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
            return (day.day - 1) // 7 == week_of_month(pair)


def week_of_month(pair: Pair) -> int:
    """In which week of the month a monthly 1:1 is, from 0: that of the first one, a fifth week counts as the fourth."""
    return min((pair.starts_on.day - 1) // 7, 3) if pair.starts_on else 0


# ---------------------------------------------------------------- events → meetings


def synced(
    pair: Pair, meetings: Sequence[Meeting], events: Sequence[Event], window: tuple[datetime, datetime], now: datetime
) -> list[Meeting]:
    """All meetings after the calendar was read: moved, cancelled, linked and opened; unchanged ones are equal.

    `events` are the pair's 1:1s within `window` (UTC). An event belongs to the meeting holding its id, else its series
    and original start, else the one that came next in a series that was dragged or made anew, else the nearest open
    meeting within half a cadence, else it opens one. A future meeting whose event vanished is cancelled; what is over
    stays as it was.
    """
    current = {meeting.date: meeting for meeting in meetings}
    shown: set[date] = set()
    replanned = False
    left = sorted((event for event in events if not event.cancelled), key=lambda event: event.start)
    for same in (_by_id, _by_original_start, _by_succession, _by_nearness):
        unmatched = []
        alive = {current[day].series for day in shown if current[day].end > now}
        for event in left:
            free = [m for m in current.values() if m.date not in shown]
            if same is _by_succession:
                free = [m for m in free if m.series is not None and m.series not in alive]
            meeting = same(pair, event, free, now)
            if meeting is None:
                unmatched.append(event)
                continue
            linked = _linked(meeting, event, now)
            if linked.moves > meeting.moves and _on_plan(event):
                # A series dragged as a whole is one move of the slot, whatever the number of its occurrences.
                linked = replace(linked, moves=meeting.moves) if replanned else linked
                replanned = True
            current[meeting.date] = linked
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


def _by_succession(pair: Pair, event: Event, meetings: Sequence[Meeting], now: datetime) -> Meeting | None:
    """The next 1:1 stays the next one when its series is gone or at another time: never a page more for it."""
    if event.end <= now or event.series is None:
        return None
    open_ones = [m for m in meetings if m.end > now and m.calendar != "cancelled"]
    near = [m for m in open_ones if abs(m.start - event.start) < cadence(pair)]
    return min(near, key=lambda m: m.start, default=None)


def _by_nearness(pair: Pair, event: Event, meetings: Sequence[Meeting], now: datetime) -> Meeting | None:
    """The nearest open meeting; a cancelled one is open to what makes up for it until the next page was made."""
    if event.end <= now:
        return None
    open_ones = [m for m in meetings if m.end > now or (m.calendar == "cancelled" and m.scan != "final")]
    # Another occurrence of the very same series is another 1:1, however near: the row's cadence may be longer.
    other = [m for m in open_ones if m.series is None or m.series != event.series]
    near = [m for m in other if abs(m.start - event.start) <= cadence(pair) / 2]
    return min(near, key=lambda m: (abs(m.start - event.start), m.start), default=None)


def _on_plan(event: Event) -> bool:
    return event.original_start is not None and event.original_start == event.start


def _linked(meeting: Meeting, event: Event, now: datetime) -> Meeting:
    moved = meeting.calendar != "unknown" and meeting.event is not None and meeting.start != event.start
    if meeting.event is None and event.original_start is not None:
        moved = not _on_plan(event)  # it was moved before we first saw it
    away = not _on_plan(event) if event.original_start is not None else moved or meeting.calendar == "moved"
    again = meeting.calendar == "cancelled"
    rescheduled = meeting.scan == "once" and event.start > now and moved  # dragged ahead after we had read it
    elsewhere = meeting.event not in (None, event.id) and meeting.invite in ("yes", "off")  # another event's invite
    after = replace(
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
    if elsewhere:
        after = replace(after, invite="no", invite_why="", invite_hash="", invite_at=None)
    return replace(after, away="", asked_at=None, make_up=None) if again else after


def asleep(meetings: Iterable[Meeting], now: datetime) -> bool:
    """Whether the last three pages stayed untouched: then only an event of the calendar brings the next page.

    Pages of days on which one of the two was out of office do not count.
    """
    read = [m for m in meetings if m.end <= now and m.outcome in ("written", "untouched") and not m.away]
    last = sorted(read, key=lambda m: m.start)[-_SLEEPS_AFTER:]
    return len(last) == _SLEEPS_AFTER and all(m.outcome == "untouched" for m in last)


def opened_by_cadence(pair: Pair, meetings: Sequence[Meeting], now: datetime) -> Meeting | None:
    """The next meeting of the pair's own rhythm when no open meeting stands near it, else None.

    For pairs whose calendar cannot be read or has not shown an event within three cadences. A pair that sleeps gets
    none.
    """
    if asleep(meetings, now):
        return None
    start = next(starts(pair, now))
    day = local(start, pair).date()
    for meeting in meetings:
        if meeting.date == day or (meeting.end > now and abs(meeting.start - start) <= cadence(pair) / 2):
            return None
    return Meeting(pair.key, day, start, pair.minutes)


def withdrawn(meeting: Meeting, now: datetime) -> Meeting:
    """A meeting that only the row's rhythm opened, cancelled now that the calendar says when the 1:1s are."""
    if meeting.event is not None or meeting.calendar == "cancelled" or meeting.start <= now:
        return meeting
    return replace(meeting, calendar="cancelled", outcome=meeting.outcome or "cancelled", next_try=None)


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


def heads_up_at(pair: Pair, page_at: datetime, now: datetime) -> datetime | None:
    """When the rep is told before the page: a working day ahead of it, else at once; None when it is too late.

    Within working hours, as it is a mail, and four hours before the page is made, so that there is time to mend.
    """
    there = local(page_at, pair)
    day = there.date() - timedelta(days=1)
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    planned = datetime.combine(day, there.time(), there.tzinfo).astimezone(UTC)
    at = in_working_hours(pair, max(planned, now))
    return at if at <= page_at - TIME_TO_MEND else None


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
    # A next try further ahead than any was written by a run with `--now` in the future.
    if step is not None and meeting.next_try is not None and step.at < meeting.next_try <= now + 2 * RECHECK:
        return replace(step, at=meeting.next_try)
    return step


def _step(pair: Pair, meeting: Meeting, meetings: Sequence[Meeting], timing: Timing, now: datetime) -> Step | None:
    if meeting.page == "writing":
        last = meeting.looked_at or meeting.page_at
        return Step("prepare", last + LOOK_AFTER if last else now)
    if meeting.calendar == "cancelled":
        return None
    if meeting.page == "no":
        if meeting.end <= now or (meeting.event is None and asleep(meetings, now)):
            return None
        page_at = prepare_at(pair, meeting, before(meeting, meetings), timing)
        if timing.heads_up and meeting.heads_up == "no":
            first = heads_up_at(pair, page_at, now)
            if first is not None:
                return Step("heads_up", first)
        return Step("prepare", page_at)
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
    looks = [m.start - LAST_LOOK for m in meetings if m.event is not None and m.calendar != "cancelled"]
    return min(
        [step.at for step in steps if step is not None] + [look for look in looks if look > now] + [now + RECHECK]
    )
