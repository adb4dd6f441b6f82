"""What `status` says about a pair's calendar and contact: facts for `--json`, sentences for people. Without blame."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from oneone.commands.terminal import iso
from oneone.contact import contact, proposed
from oneone.model import Due, Meeting, Pair
from oneone.schedule import local

_CANCELLED_BACK = timedelta(days=14)  # cancelled 1:1s are told for so long, and as far ahead as the calendar is read
_AWAY = {"rep": "the rep out of office", "manager": "the manager out of office", "both": "both out of office"}


def calendar_facts(pair: Pair | None, due: Due | None, meetings: Sequence[Meeting], at: datetime) -> dict[str, Any]:
    """How the calendar is read for this pair, and how the two are in touch."""
    touch = contact(pair, meetings, at) if pair is not None else None
    return {
        "found": due.found if due else "",
        "invite_mode": pair.invite if pair else "",
        "invite_off": due.invite_off if due else "",
        "days_since_written": touch.days if touch else None,
        "moves": touch.moves if touch else 0,
        "warning": touch.warning if touch else "",
        "asleep": touch.asleep if touch else False,
        "cancelled": [
            {
                "date": one.date.isoformat(),
                "start": iso(one.start),
                "away": one.away,
                "make_up": iso(proposed(pair, one, meetings, at)) if pair else None,
            }
            for one in _cancelled(meetings, at)
        ],
    }


def notes(pair: Pair | None, due: Due | None, meetings: Sequence[Meeting], at: datetime) -> list[str]:
    """What somebody may want to know or do about the pair's 1:1s; nothing of it stops the service."""
    if pair is None:
        return []
    touch = contact(pair, meetings, at)
    said = [f"1:1s found: {due.found}"] if due and due.found else []
    if due and due.invite_off:
        said.append(f"no invite is written: {due.invite_off}")
    if touch.asleep:
        said.append("three pages in a row stayed untouched: the next page comes when the calendar shows a 1:1")
    if touch.warning:
        said.append(touch.warning)
    elif touch.days is not None:
        said.append(f"last written 1:1 {touch.days} days ago")
    if touch.moves:
        said.append(f"1:1s moved {touch.moves} times in four months" if touch.moves > 1 else "one 1:1 moved")
    said += [_said(pair, one, meetings, at) for one in _cancelled(meetings, at)]
    coming = [m for m in meetings if m.end > at and m.calendar != "cancelled"]
    if coming and min(coming, key=lambda m: m.start).no_buffer:
        said.append("the manager's next meeting begins when the next 1:1 ends: no buffer")
    for one in meetings:
        if one.outcome == "untouched" and one.away and at - one.start < _CANCELLED_BACK:
            said.append(f"page of {one.date.isoformat()} untouched, {_AWAY[one.away]}")
    return said


def _cancelled(meetings: Sequence[Meeting], at: datetime) -> list[Meeting]:
    return [m for m in meetings if m.calendar == "cancelled" and at - m.start < _CANCELLED_BACK]


def _said(pair: Pair, one: Meeting, meetings: Sequence[Meeting], at: datetime) -> str:
    why = f" ({_AWAY[one.away]})" if one.away else ""
    slot = proposed(pair, one, meetings, at)
    instead = f"; both are free {local(slot, pair):%a %Y-%m-%d %H:%M}" if slot else ""
    return f"1:1 of {one.date.isoformat()} cancelled{why}{instead}"
