"""Bring a pair's meetings up to date with the manager's calendar, read once a manager and pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from oneone import schedule
from oneone.errors import NeedsAttention, TryLater
from oneone.model import Event
from oneone.turn import KNOWN_BACK, Turn

_BEHIND = timedelta(days=1)  # the calendar is read this far back, so that a meeting under way keeps its event

Calendars = dict[str, list[Event] | str]
"""What was read in this pass, by manager: the events, or why the calendar could not be read."""


async def update(turn: Turn, calendars: Calendars, now: datetime) -> None:
    """Bring the pair's meetings up to date with the manager's calendar, read once a manager and pass.

    Without a calendar the last known times hold, and the pair's own rhythm opens meetings.
    """
    since = schedule.local(now - KNOWN_BACK, turn.pair).date()
    turn.meetings = {kept.value.date: kept for kept in turn.ledger.meetings(turn.pair.key, since)}
    window = (now - _BEHIND, now + schedule.AHEAD)
    manager = turn.pair.key.manager
    if manager not in calendars:
        try:
            calendars[manager] = await turn.calendar.view(turn.calendar_owner, *window)
        except (TryLater, NeedsAttention) as problem:
            calendars[manager] = str(problem)
            if isinstance(problem, NeedsAttention):
                turn.report.attention.append(f"{manager}: {problem}")
    events = calendars[manager]
    if isinstance(events, str):
        meetings = turn.known
    else:
        found = schedule.one_on_ones(turn.pair, events)
        if found.events:
            turn.due = replace(turn.due, calendar_seen=now)
        if found.tie and turn.due.attention != found.why:
            turn.report.attention.append(f"{turn.pair.key}: {found.why}")
        meetings = turn.known
        if not found.tie:
            meetings = schedule.synced(turn.pair, turn.known, found.events, window, now)
        turn.due = replace(turn.due, attention=found.why if found.tie else "")
    if isinstance(events, str) or not schedule.follows_calendar(turn.pair, turn.due.calendar_seen, now):
        opened = schedule.opened_by_cadence(turn.pair, meetings, now)
        if opened is not None:
            meetings = [*meetings, opened]
    for meeting in meetings:
        turn.put(meeting)
