"""Bring a pair's meetings up to date with the manager's calendar, read once a manager and pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from oneone import contact, schedule
from oneone.candidates import one_on_ones
from oneone.errors import NeedsAttention, TryLater
from oneone.model import Event, Meeting
from oneone.turn import KNOWN_BACK, Turn

_BEHIND = timedelta(days=1)  # the calendar is read this far back, so that a meeting under way keeps its event
_UNTIL_THEN = "Until then pages come at the times of the pairs table, and no invite is written."


@dataclass(frozen=True, slots=True)
class View:
    """A manager's calendar as read in this pass; `away` says why it could not be read, `off` that this stays so."""

    events: tuple[Event, ...] = ()
    away: str = ""
    off: bool = False


Calendars = dict[str, View]
"""What was read in this pass, by manager."""


async def update(turn: Turn, calendars: Calendars, now: datetime) -> bool:
    """Bring the pair's meetings up to date with the manager's calendar; True when the calendar could be read.

    Without a calendar the last known times hold, and the pair's own rhythm opens meetings.
    """
    said, turn.due = turn.due.attention, replace(turn.due, attention="")
    since = schedule.local(now - KNOWN_BACK, turn.pair).date()
    turn.meetings = {kept.value.date: kept for kept in turn.ledger.meetings(turn.pair.key, since)}
    window = (now - _BEHIND, now + schedule.AHEAD)
    view = await _view(turn, calendars, window)
    meetings: Sequence[Meeting] = turn.known
    if not view.away:
        meetings = await _with_calendar(turn, view, window, now, said)
    if schedule.follows_calendar(turn.pair, turn.due.calendar_seen, now):
        meetings = meetings if view.away else [schedule.withdrawn(one, now) for one in meetings]
    else:
        opened = schedule.opened_by_cadence(turn.pair, meetings, now)
        if opened is not None:
            meetings = [*meetings, opened]
    for meeting in meetings:
        turn.put(meeting)
    return not view.away


async def _view(turn: Turn, calendars: Calendars, window: tuple[datetime, datetime]) -> View:
    manager = turn.pair.key.manager
    if manager not in calendars:
        try:
            calendars[manager] = View(tuple(await turn.calendar.view(turn.calendar_owner, *window)))
        except TryLater as problem:
            calendars[manager] = View(away=str(problem))
        except NeedsAttention as problem:
            calendars[manager] = View(away=str(problem), off=True)
    view = calendars[manager]
    off = turn.due.invite_off if view.away and not view.off else view.away
    if view.off and not turn.due.invite_off:
        turn.report.attention.append(f"{turn.pair.key}: {view.away} {_UNTIL_THEN}")  # said once
    turn.due = replace(turn.due, invite_off=off)
    return view


async def _with_calendar(
    turn: Turn, view: View, window: tuple[datetime, datetime], now: datetime, said: str
) -> Sequence[Meeting]:
    pair = replace(
        turn.pair,
        rep_mail=turn.pair.rep_mail or turn.due.rep_mail,
        manager_mail=turn.pair.manager_mail or turn.due.manager_mail,
    )
    found = one_on_ones(pair, view.events, turn.known)
    if not found.events and not found.tie and view.events and not (pair.rep_mail and pair.manager_mail):
        found = one_on_ones(await turn.with_mails(), view.events, turn.known)
    if found.tie:
        if said != found.why:
            turn.report.attention.append(f"{turn.pair.key}: {found.why}")
        turn.due = replace(turn.due, attention=found.why, found="")
        return turn.known
    turn.events = found.events
    turn.due = replace(turn.due, found=found.why if found.events else "")
    if found.events:
        # A series was made, or there always was one: `create` has its wish, once ever.
        turn.due = replace(turn.due, calendar_seen=now, made="yes" if turn.pair.invite == "create" else turn.due.made)
    meetings = schedule.synced(turn.pair, turn.known, found.events, window, now)
    meetings = [
        replace(one, no_buffer=contact.without_buffer(one, view.events)) if one.start > now else one for one in meetings
    ]
    return await _asked(turn, view, meetings, now)


async def _asked(turn: Turn, view: View, meetings: Sequence[Meeting], now: datetime) -> Sequence[Meeting]:
    """Why 1:1s did not take place, and when they could: one question to the rep's calendar, when there is one."""
    these = contact.to_ask(turn.pair, meetings, now)
    if not these:
        return meetings
    try:
        rep = await turn.calendar.busy(
            turn.pair.rep_mail or turn.due.rep_mail or turn.pair.key.rep, *contact.span(turn.pair, these)
        )
    except TryLater as problem:
        if problem.throttled:
            raise
        rep = None
    except NeedsAttention:
        rep = None  # somebody outside, or no right to look: nothing is proposed, and tomorrow is another day
    manager = contact.busy_times(view.events)
    dates = {meeting.date for meeting in these}
    after = []
    for meeting in meetings:
        if meeting.date in dates:
            slot = None
            if rep is not None and meeting.calendar == "cancelled":
                slot = contact.make_up_slot(turn.pair, meeting, [*rep, *manager], now)
            away = contact.who_was_away(meeting, rep or (), manager)
            meeting = replace(meeting, away=away, asked_at=now, make_up=slot)
        after.append(meeting)
    return after
