"""Tell both by the invite, once: agenda and link in the Outlook event of the next 1:1 (design §7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from oneone.agenda import invite as invites
from oneone.errors import Changed, TryLater
from oneone.model import Meeting
from oneone.turn import Turn


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
    block = invites.block(snapshot.draft, meeting.page_url, turn.templates)
    digest = invites.digest(block)
    turn.put(replace(meeting, invite="writing", invite_hash=digest, invite_at=turn.clock(), next_try=None))
    for _ in range(3):
        body = await turn.calendar.event(turn.calendar_owner, meeting.event)
        placed = invites.place(body.html, block, body.written)
        if body.written == digest or placed.state == "same":
            _invited(turn, day, "yes", "")
            return
        if placed.state == "edited":
            _invited(turn, day, "off", "the agenda in the invite was edited by a person and is left as it is")
            return
        if body.join_url and not invites.keeps_join(placed.html, body.join_url):
            _invited(turn, day, "off", "the link to join could not be kept for certain, so nothing was written")
            return
        try:
            await turn.calendar.write(turn.calendar_owner, meeting.event, body.event.etag, placed.html, digest)
        except Changed:
            continue
        turn.report.mails += 1
        _invited(turn, day, "yes", "")
        return
    raise TryLater("The event is being changed by somebody else.", timedelta(minutes=15))


def not_written(turn: Turn, meeting: Meeting) -> str:
    """Why no invite is written for this meeting; empty when one is."""
    if turn.due.invite_off:
        return turn.due.invite_off
    if turn.pair.invite in ("series", "create"):
        return f"invite = {turn.pair.invite} is not available in this version; use occurrence or off"
    if not meeting.organized:
        return "the manager does not organize this event, and only the organizer's invite reaches both"
    return ""


def _invited(turn: Turn, day: date, state: Literal["yes", "off"], why: str) -> None:
    meeting = turn.meetings[day].value
    after = replace(meeting, invite=state, invite_why=why, attention="", fails=0, next_try=None)
    turn.done(after, "invite" if state == "yes" else "invite off")
