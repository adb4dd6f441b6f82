"""How a pair is in touch: days since the last written 1:1, moves, and slots to make up for cancelled ones. Pure.

Facts without blame: nothing here says whose fault it was, and nothing is ever booked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from oneone.model import Busy, Event, MakeUp, Meeting, Pair
from oneone.schedule import AHEAD, LEAST_LEAD, asleep, local

LONG = {"weekly": timedelta(days=21), "biweekly": timedelta(days=28), "monthly": timedelta(days=56)}
"""So long without a written 1:1 is said before it comes to that (S2.3): two weeks' 1:1s gone make three weekly ones."""

_SLOTS = (time(9), time(17))  # a make-up slot begins and ends in these hours of the pair's zone
_STEP = timedelta(minutes=30)
_ASK_AGAIN = timedelta(days=1)
_SOON = timedelta(days=3)  # a week that begins so soon is asked about every day
_NOT_FREE = ("tentative", "busy", "oof", "unknown")


@dataclass(frozen=True, slots=True)
class Contact:
    """How a pair is in touch now; days are the pair's local days."""

    days: int | None  # since the last written 1:1; None: none was written yet
    moves: int  # of the pair's 1:1s, as far back as the meetings given (S1.2)
    warning: str  # what to know before contact is lost, else empty (S2.3)
    asleep: bool


def contact(pair: Pair, meetings: Sequence[Meeting], now: datetime) -> Contact:
    """Say how long ago the last written 1:1 was, how often 1:1s were moved, and whether a long gap lies ahead."""
    held = [meeting for meeting in meetings if meeting.end <= now and meeting.page in ("yes", "gone")]
    written = [meeting.start for meeting in held if meeting.outcome == "written"]
    days = (_day(now, pair) - _day(max(written), pair)).days if written else None
    return Contact(
        days=days,
        moves=sum(meeting.moves for meeting in meetings),
        warning=_warning(pair, meetings, max(written) if written else min((m.start for m in held), default=None), now),
        asleep=asleep(meetings, now) and _next(meetings, now, with_event=True) is None,
    )


def _warning(pair: Pair, meetings: Sequence[Meeting], last: datetime | None, now: datetime) -> str:
    if last is None:
        return ""
    coming = _next(meetings, now, with_event=False)
    gap = (_day(coming.start if coming else now + AHEAD, pair) - _day(last, pair)).days
    if gap < LONG[pair.cadence].days:
        return ""
    since = f"no written 1:1 since {_day(last, pair).isoformat()}"
    if coming is None:
        return f"{since}, and none is planned in the next {AHEAD.days} days"
    return f"{since}; the next one is on {_day(coming.start, pair).isoformat()}, {gap} days later"


def _next(meetings: Sequence[Meeting], now: datetime, *, with_event: bool) -> Meeting | None:
    coming = [m for m in meetings if m.end > now and m.calendar != "cancelled" and (m.event or not with_event)]
    return min(coming, key=lambda m: m.start, default=None)


def without_buffer(meeting: Meeting, events: Iterable[Event]) -> bool:
    """Whether the manager's next meeting begins when this 1:1 ends, so that it cannot run a minute over (S2.28)."""
    return meeting.calendar != "cancelled" and any(
        event.start == meeting.end
        and event.id != meeting.event
        and not (event.all_day or event.cancelled)
        and event.show_as in _NOT_FREE
        for event in events
    )


# ---------------------------------------------------------------- why not, and when instead


def to_ask(pair: Pair, meetings: Sequence[Meeting], now: datetime) -> list[Meeting]:
    """The meetings about which both calendars should be asked: cancelled ones, and pages just found untouched.

    Each once, and a cancelled one again every day from shortly before its week until that is over.
    """
    asked = []
    for meeting in meetings:
        if meeting.calendar == "cancelled":
            begins, ends = _week(pair, meeting)
            again = begins - _SOON <= now and meeting.asked_at is not None and now - meeting.asked_at >= _ASK_AGAIN
            if now < ends and (meeting.asked_at is None or again) and not _made_up(pair, meeting, meetings):
                asked.append(meeting)
        elif meeting.outcome == "untouched" and meeting.asked_at is None and now - meeting.end < _ASK_AGAIN:
            asked.append(meeting)
    return asked


def span(pair: Pair, meetings: Sequence[Meeting]) -> tuple[datetime, datetime]:
    """The time, UTC, that the calendars are asked about for these meetings."""
    weeks = [_week(pair, meeting) for meeting in meetings]
    return min(begins for begins, _ in weeks), max(ends for _, ends in weeks)


def proposed(pair: Pair, meeting: Meeting, meetings: Sequence[Meeting], now: datetime) -> datetime | None:
    """The make-up slot as long as it makes sense: still ahead, and no other 1:1 took its place."""
    if meeting.calendar != "cancelled" or meeting.make_up is None or meeting.make_up <= now:
        return None
    return None if _made_up(pair, meeting, meetings) else meeting.make_up


def for_page(pair: Pair, meeting: Meeting, meetings: Sequence[Meeting], now: datetime) -> MakeUp | None:
    """The next make-up slot to propose on the page of a meeting: for another 1:1 that was cancelled (S2.4)."""
    slots = [(slot, one.date) for one in meetings if one != meeting and (slot := proposed(pair, one, meetings, now))]
    return MakeUp(of=min(slots)[1], start=min(slots)[0]) if slots else None


def busy_times(events: Iterable[Event]) -> list[Busy]:
    """When the owner of a calendar is not free."""
    return [
        Busy(event.start, event.end, away=event.show_as == "oof")
        for event in events
        if not event.cancelled and event.show_as in _NOT_FREE
    ]


def who_was_away(
    meeting: Meeting, rep: Iterable[Busy], manager: Iterable[Busy]
) -> Literal["", "rep", "manager", "both"]:
    """Who of the two is out of office at the time of a meeting; what was known of it before stays known."""

    def away(times: Iterable[Busy]) -> bool:
        return any(busy.away and busy.start < meeting.end and busy.end > meeting.start for busy in times)

    for_rep = meeting.away in ("rep", "both") or away(rep)
    for_manager = meeting.away in ("manager", "both") or away(manager)
    return "both" if for_rep and for_manager else "rep" if for_rep else "manager" if for_manager else ""


def make_up_slot(pair: Pair, meeting: Meeting, busy: Sequence[Busy], now: datetime) -> datetime | None:
    """A time for both in what is left of the week of a cancelled 1:1, nearest to its usual hour, UTC (S2.4)."""
    usual = local(meeting.start, pair)
    length = timedelta(minutes=meeting.minutes)
    free = [
        start
        for start in _slots(pair, meeting)
        if start >= now + LEAST_LEAD
        and start != meeting.start
        and not any(taken.start < start + length and taken.end > start for taken in busy)
    ]

    def off(start: datetime) -> timedelta:
        here = local(start, pair)
        return abs(timedelta(hours=here.hour - usual.hour, minutes=here.minute - usual.minute))

    return min(free, key=lambda start: (off(start), start), default=None)


def _slots(pair: Pair, meeting: Meeting) -> Iterator[datetime]:
    zone, length = ZoneInfo(pair.timezone), timedelta(minutes=meeting.minutes)
    monday = _day(meeting.start, pair) - timedelta(days=_day(meeting.start, pair).weekday())
    for number in range(5):
        day = monday + timedelta(days=number)
        start = datetime.combine(day, _SLOTS[0], zone)
        while start + length <= datetime.combine(day, _SLOTS[1], zone):
            yield start.astimezone(UTC)
            start += _STEP


def _week(pair: Pair, meeting: Meeting) -> tuple[datetime, datetime]:
    """Monday to Friday of the meeting's week, or to its own end where that is later, UTC."""
    zone, day = ZoneInfo(pair.timezone), _day(meeting.start, pair)
    monday = datetime.combine(day - timedelta(days=day.weekday()), time(0), zone)
    return monday.astimezone(UTC), max((monday + timedelta(days=5)).astimezone(UTC), meeting.end)


def _made_up(pair: Pair, meeting: Meeting, meetings: Sequence[Meeting]) -> bool:
    begins, ends = _week(pair, meeting)
    return any(m.calendar != "cancelled" and m.date != meeting.date and begins <= m.start < ends for m in meetings)


def _day(moment: datetime, pair: Pair) -> date:
    return local(moment, pair).date()
