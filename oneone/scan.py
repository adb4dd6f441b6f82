"""Read a page after its 1:1 and keep what was promised, by whom, until when, and what was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from oneone.agenda.memory import is_sensitive, remembered
from oneone.agenda.reading import read
from oneone.commitments.find import find
from oneone.commitments.reconcile import asked, reconcile
from oneone.errors import Missing, NeedsAttention
from oneone.model import Commitment, Meeting, Promises, Reading, Snapshot
from oneone.schedule import local
from oneone.store.ledger import Audit, Kept
from oneone.turn import Turn
from oneone.whereabouts import found_again

_LOOK_AGAIN = timedelta(hours=6)  # OneNote lists and loses pages for a while: gone is gone when it is so twice


async def scan(turn: Turn, day: date, *, final: bool = False) -> None:
    """Read the page of the meeting `day` and write what it says, in one batch; reading it again changes nothing.

    `final`: the next page is being made, so this is the last time. Raises NeedsAttention when the page is gone or
    wiped (what is known stays known), TryLater when OneNote has no answer now.
    """
    meeting = turn.meetings[day].value
    snapshot = turn.ledger.snapshot(turn.pair.key, day)
    if snapshot is None or meeting.page_id is None or meeting.root is None:
        raise NeedsAttention(
            "The record of this page is incomplete, so it cannot be read; the next page is not affected."
        )
    try:
        html = await turn.onenote.page_html(meeting.root, meeting.page_id)
    except Missing:
        moved = await found_again(turn, meeting, snapshot)
        if moved is None:
            _not_there(turn, meeting)
            raise
        meeting, html = moved
    draft = snapshot.draft
    reading = read(html, draft.agenda.sections, draft.names, snapshot.made)
    over = turn.clock() >= meeting.end  # read by hand before that, it is read again after it
    step: Literal["no", "once", "final"] = "final" if final else "once" if over else meeting.scan
    if not reading.ours:
        # Nothing says any more which part was private: not a word of it is kept, counted or compared.
        outcome = meeting.outcome or "untouched"
        turn.put(replace(meeting, scan=step, outcome=outcome, page_note="wiped", attention=_WIPED, next_try=None))
        turn.report.attention.append(f"{turn.pair.key} {day.isoformat()}: {_WIPED}")
        return
    if reading.hash == meeting.page_hash:
        # It says what it said; what an earlier try that failed noted about it is no longer true.
        note = "" if reading.complete else "partly_read"
        same = replace(meeting, scan=step, page_note=note, looked_at=None, attention="", fails=0, next_try=None)
        turn.put(same)
        return
    known = turn.ledger.commitments(turn.pair.key)
    changed = decided(turn, day, snapshot, reading, known)
    scanned = replace(
        meeting,
        scan=step,
        outcome=_outcome(meeting, reading),
        page_hash=reading.hash,
        handed_on=remembered(reading, draft),
        page_note="" if reading.complete else "partly_read",
        looked_at=None,
        attention="",
        fails=0,
        next_try=None,
    )
    turn.meetings[day] = turn.ledger.save_scan(
        turn.meetings[day], scanned, changed, Audit(turn.clock(), "scanned", day)
    )
    turn.report.promises += len(changed)


_WIPED = (
    "None of the page's own headings is on it any more. Nothing was taken as done or dropped; "
    "what is open is carried to the next page. Was the page emptied by mistake?"
)


def decided(
    turn: Turn, day: date, snapshot: Snapshot, reading: Reading, known: list[Kept[Commitment]]
) -> list[Kept[Commitment]]:
    """The commitments that this reading changes or adds, with the versions they replace.

    Dates are read from the day on which the 1:1 really takes place, its key date is only its name. What was asked is
    settled by a page on which somebody wrote; one that nobody touched, as after a cancelled 1:1, answers nothing.
    """
    meeting = turn.meetings[day].value
    on = local(meeting.start, turn.pair).date()
    versions = {kept.value.id: kept for kept in known}
    promises = snapshot.draft.blocks.promises or Promises()
    asks = {ask.id for ask in promises.asks}
    put_there = {promise.id for promise in promises.open} | asks | {new_id for _, new_id in snapshot.draft.new_ids}
    goals = set(snapshot.draft.fork_ids)
    put_there |= goals
    proposed = [one for one in _proposed(snapshot, day) if one.id not in versions]
    asks |= {one.id for one in proposed}
    put_there |= asks
    earlier = [m.date for m in turn.known if m.page in ("yes", "gone") and m.date < day]
    last = max(earlier, default=day)
    current = [
        kept.value for kept in known if kept.value.state == "open" or kept.value.origin == day or _since(kept, last)
    ]
    if _outcome(meeting, reading) != "written":
        current = [commitment for commitment in current if commitment.id not in asks]
        proposed, asks = [], set()
    commitments = asked([*current, *proposed], asks, day)
    found = find(reading, snapshot.draft.names, on, snapshot.draft.language, commitments)
    found = tuple(line for line in found if not line.ask or line.id in asks)
    found = tuple(line for line in found if not is_sensitive(line.line))  # stays on its page (S0.21)
    after = reconcile(turn.pair.key, commitments, found, day, reading.complete, reading.ours, put_there, goals)
    left_alone = {one.id for one in proposed}
    return [
        Kept(commitment, versions[commitment.id].etag if commitment.id in versions else "")
        for commitment in after
        if commitment.id not in versions or versions[commitment.id].value != commitment
        if commitment.sure or commitment.id not in left_alone
    ]


def _proposed(snapshot: Snapshot, day: date) -> list[Commitment]:
    """What the page proposed to the rep: a promise once it is ticked or changed there, else nothing (S3.19, S3.33)."""
    return [
        Commitment(ask.id, ask.owner, ask.text, ask.due, "open", origin=day, sure=False, due_said=True)
        for ask in snapshot.draft.blocks.proposals
    ]


def _since(kept: Kept[Commitment], last: date) -> bool:
    return kept.value.closed_on is not None and kept.value.closed_on >= last


def _outcome(meeting: Meeting, reading: Reading) -> Literal["written", "untouched", "cancelled"]:
    touched = any(reading.written.values()) or any(line.box == "done" or line.struck for line in reading.lines)
    if touched:
        return "written"
    return "cancelled" if meeting.calendar == "cancelled" else "untouched"


def _not_there(turn: Turn, meeting: Meeting) -> None:
    """The page was not found: once is a lag, twice in six hours it is gone."""
    now = turn.clock()
    if meeting.looked_at is None:
        turn.put(replace(meeting, looked_at=now, next_try=now + _LOOK_AGAIN))
    elif now - meeting.looked_at >= _LOOK_AGAIN:
        turn.put(replace(meeting, page="gone", page_note="gone", next_try=None))
