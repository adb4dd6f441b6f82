"""Tell both by the invite, once: agenda and link in Outlook (design §7). Each change of an event is a mail.

`occurrence` writes into the next 1:1, `series` the standing agenda into the series, `create` makes the series first.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from oneone.agenda import definition
from oneone.agenda import invite as invites
from oneone.errors import Changed, NeedsAttention, TryLater, Unknown
from oneone.graph.calendar import Booking
from oneone.model import Attendee, EventBody, Meeting
from oneone.schedule import INVITE_LOOK_AFTER, LEAST_LEAD, in_working_hours, local, starts, week_of_month
from oneone.turn import Turn

_GUIDS = uuid.UUID("5a1f8a52-2f0e-4c8e-9c39-0f4d7d2b6a11")  # never changed: the ids of series we made follow from it

_EDITED = "the agenda in the invite was edited by a person and is left as it is"
_NO_JOIN = "the link to join could not be kept for certain, so nothing was written"

Written = Literal["yes", "off"]


async def write_invite(turn: Turn, day: date) -> None:
    """Put agenda and link into the meeting's invite, once: Outlook mails every change to the attendees (design §7).

    The block's hash is recorded before the change and stands in a property of the event after it, so a lost answer is
    settled by looking. Raises Unknown (look in 15 minutes) or TryLater; what makes writing wrong turns the invite off
    with the reason.
    """
    meeting = turn.meetings[day].value
    reason = not_written(turn, meeting)
    snapshot = turn.ledger.snapshot(turn.pair.key, day)
    if reason or snapshot is None or meeting.event is None or meeting.page_url is None:
        turn.put(replace(meeting, invite="off", invite_why=reason or "there is no page to link to"))
        return
    if turn.pair.invite == "series":
        await _write_standing(turn, meeting)
        return
    block = invites.block(snapshot.draft, meeting.page_url, turn.templates)
    digest = invites.digest(block)
    asked_before = meeting.invite == "writing"
    turn.put(replace(meeting, invite="writing", invite_hash=digest, invite_at=turn.clock(), next_try=None))
    state, why = await _write(turn, meeting.event, block, asked_before, mails)
    _invited(turn, day, state, why)


def not_written(turn: Turn, meeting: Meeting) -> str:
    """Why no invite is written for this meeting; empty when one is."""
    if turn.due.invite_off:
        return turn.due.invite_off
    if not meeting.organized:
        return "the manager does not organize this event, and only the organizer's invite reaches both"
    if turn.pair.invite == "series" and meeting.series is None:
        return "this 1:1 is a single event, and the standing agenda goes into a series"
    return ""


def mails(event: EventBody) -> int:
    """How many people Outlook mails when the organizer changes this event; rooms read no mail."""
    people = {p.mail.casefold() for p in event.event.attendees if p.kind != "resource" and "@" in p.mail}
    return len(people - {event.event.organizer.mail.casefold()})


async def _write(
    turn: Turn, event: str, block: str, asked_before: bool, mailed: Callable[[EventBody], int]
) -> tuple[Written, str]:
    """Put a block into an event unless it is there; counts the mails, also those of an earlier answer that was lost."""
    digest = invites.digest(block)
    for _ in range(3):
        body = await turn.calendar.event(turn.calendar_owner, event)
        placed = invites.place(body.html, block, body.written)
        if body.written == digest or placed.state == "same":
            turn.report.mails += mailed(body) if asked_before else 0
            return "yes", ""
        if placed.state == "edited":
            return "off", _EDITED
        if body.online and not (body.join_url and invites.keeps_join(placed.html, body.join_url)):
            return "off", _NO_JOIN
        try:
            await turn.calendar.write(turn.calendar_owner, event, body.event.etag, placed.html, digest)
        except Changed:
            continue
        turn.report.mails += mailed(body)
        return "yes", ""
    raise TryLater("The event is being changed by somebody else.", INVITE_LOOK_AFTER)


def _invited(turn: Turn, day: date, state: Written, why: str) -> None:
    meeting = turn.meetings[day].value
    after = replace(meeting, invite=state, invite_why=why, attention="", fails=0, next_try=None)
    turn.done(after, "invite" if state == "yes" else "invite off")


# ---------------------------------------------------------------- the series


async def _write_standing(turn: Turn, meeting: Meeting) -> None:
    """Put the standing agenda, with a link to the section, into a series, once for each series."""
    series = str(meeting.series)
    if turn.due.standing_in != series:
        turn.due = replace(turn.due, standing_in=series, standing="no", standing_at=None, standing_why="")
    if turn.due.standing in ("no", "writing"):
        names = await turn.names()
        agenda = definition.load(turn.pair.agenda, turn.pair.level, turn.pair.language, turn.templates)
        url = turn.due.section_url or str(meeting.page_url)
        block = invites.standing(turn.pair, agenda, names, url, turn.templates)
        asked_before = turn.due.standing == "writing"
        turn.remember(standing_in=series, standing="writing", standing_at=turn.clock())
        turn.put(replace(turn.meetings[meeting.date].value, invite="writing", invite_at=turn.clock(), next_try=None))
        # Outlook mails once for the series and once more for each occurrence that differs from it.
        differing = sum(event.kind == "exception" and event.series == series for event in turn.events)
        state, why = await _write(turn, series, block, asked_before, lambda body: mails(body) * (1 + differing))
        turn.remember(standing=state, standing_why=why)
    written = turn.due.standing == "yes"
    _invited(turn, meeting.date, "yes" if written else "off", turn.due.standing_why or "the agenda is in the series")


async def make_series(turn: Turn) -> None:
    """Make the pair's series when `invite = create` asks for it: once ever, and only where none was found.

    A lost answer is looked at in the calendar first, then asked again with the same transaction id, which Exchange
    answers without a second series. What is refused stands on the pair, for a person.
    """
    pair, due, now = turn.pair, turn.due, turn.clock()
    if pair.invite != "create" or due.made == "yes" or due.attention or turn.events:
        return
    if in_working_hours(pair, now) > now or (due.made_at is not None and now < due.made_at + INVITE_LOOK_AFTER):
        return
    first = due.made_from or local(next(starts(pair, now + LEAST_LEAD)), pair).date()
    try:
        booking = await _booking(turn, first)
        turn.remember(made="writing", made_at=now, made_from=first)
        turn.look_again = now + INVITE_LOOK_AFTER  # its first event is to get page and agenda today
        await turn.calendar.book(turn.calendar_owner, booking)
    except Unknown as problem:
        turn.report.later.append(f"{pair.key}: {problem}")
        return
    except TryLater as problem:
        if problem.throttled:
            raise
        turn.report.later.append(f"{pair.key}: {problem}")
        return
    except NeedsAttention as problem:
        turn.due = replace(turn.due, attention=f"The series was not made. {problem}")
        turn.report.attention.append(f"{pair.key}: {turn.due.attention}")
        return
    turn.remember(made="yes")
    turn.report.mails += 1


async def _booking(turn: Turn, first: date) -> Booking:
    pair = turn.pair
    names = await turn.names()
    agenda = definition.load(pair.agenda, pair.level, pair.language, turn.templates)
    return Booking(
        subject=f"1:1 {names.rep} / {names.manager}",
        html=invites.opening(agenda, names),
        start=datetime.combine(first, pair.time),
        zone=pair.timezone,
        minutes=pair.minutes,
        attendee=Attendee((await turn.with_mails()).rep_mail, names.rep),
        repeats=pair.cadence,
        week=week_of_month(pair),
        online=await turn.calendar.has_teams(turn.calendar_owner),
        transaction=str(uuid.uuid5(_GUIDS, f"{pair.key.manager}|{pair.key.rep}")),
    )
