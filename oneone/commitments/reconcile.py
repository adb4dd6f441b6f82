"""What a page says about promises, joined with what is known: pure, idempotent, never deletes (design §6)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from oneone.commitments.alike import MARGIN, REWORDED, SAME, folded, likeness
from oneone.commitments.identity import Rivals
from oneone.model import Commitment, Found, PairKey, Side, State

ALPHABET = "23456789bcdfghjkmnpqrtvwx"
"""Ids are made of these: no vowels, so no words, and no letter that looks like a digit."""

STRUCK = "struck"
REMOVED = "removed"
NOT_CONFIRMED = "not confirmed"
"""Why one was dropped: struck through; gone from two pages (a possible one: from one); asked and left alone."""


def commitment_id(pair: PairKey, meeting: date, owner: Side | None, text: str, n: int) -> str:
    """Say the id of the nth (from 0) promise of this text on a meeting's page: 8 characters, the same every time."""
    said = f"{pair.manager}|{pair.rep}|{meeting.isoformat()}|{owner or ''}|{folded(text)}|{n}"
    number = int.from_bytes(hashlib.sha256(said.encode()).digest())
    letters = []
    for _ in range(8):
        number, at = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[at])
    return "".join(letters)


def reconcile(
    pair: PairKey,
    known: Sequence[Commitment],
    found: Sequence[Found],
    meeting: date,
    complete: bool,
    ours: bool,
    on_page: Collection[str] = (),
    goals: Collection[str] = (),
) -> tuple[Commitment, ...]:
    """Say what all commitments are after this page: the known ones in their order, changed or not, then new ones.

    `known` are the pair's open ones and those closed on this or the last meeting; `on_page` the ids that stood on the
    page when it was made; `goals` those among them where the rep answers one of the three questions: a tick there is a
    yes, not done, and what stands there in the rep's name is a coaching goal (S3.32, S3.33). A page that is not
    complete, or not ours any more, makes nothing gone. The order of `found` does not matter, and the same page again
    changes nothing.
    """
    page = _Page(meeting, complete and ours, frozenset(on_page), frozenset(goals))
    found = [replace(line, state="open") if line.id in goals and line.state == "done" else line for line in found]
    ids = {commitment.id for commitment in known}
    matches, rest = _matches(known, sorted(_meant(found, ids | page.ids), key=_order), page)
    after = [
        _seen(commitment, _joined(matches[commitment.id]), page)
        if commitment.id in matches
        else _unseen(commitment, page)
        for commitment in known
    ]
    return (*after, *_new(pair, rest, ids, page))


def asked(commitments: Iterable[Commitment], ids: Collection[str], meeting: date) -> tuple[Commitment, ...]:
    """Note on which meeting's page these were asked under "Did we agree these?": each is asked once."""
    return tuple(
        replace(commitment, asked_on=meeting) if commitment.id in ids else commitment for commitment in commitments
    )


@dataclass(frozen=True, slots=True)
class _Page:
    meeting: date
    whole: bool
    ids: frozenset[str]
    goals: frozenset[str] = frozenset()

    def expects(self, commitment: Commitment) -> bool:
        """Whether it stood on this page, or began there."""
        return commitment.origin == self.meeting or commitment.id in self.ids

    def lives(self, commitment: Commitment) -> bool:
        """Whether it was open before this page was read, as far as the page itself decides."""
        return commitment.state == "open" or commitment.closed_on == self.meeting


def _order(line: Found) -> tuple[str, ...]:
    due = line.due.isoformat() if line.due else "~"  # a line with a date comes before its double without
    sure = "" if line.confidence == "sure" else "~"
    return (line.id or "~", folded(line.text), line.owner or "~", due, sure, line.state, line.section, line.line)


def _meant(found: Iterable[Found], ids: Collection[str]) -> Iterable[Found]:
    """The lines without ids that are not of this page; a closed or asked one of those was settled long ago."""
    for line in found:
        if line.id is None or line.id in ids:
            yield line
        elif not line.ask and (line.source != "carried" or line.state == "open"):
            yield replace(line, id=None)


def _is_sure(line: Found) -> bool:
    """Whether it is carried as it stands; the others are asked about once."""
    return line.confidence == "sure" and line.owner is not None


# ---------------------------------------------------------------- which line is which commitment


def _matches(
    known: Sequence[Commitment], found: Sequence[Found], page: _Page
) -> tuple[dict[str, list[Found]], list[Found]]:
    """Match by id, then by text, then reworded ones on the page they began on; the rest is new."""
    ids = {commitment.id for commitment in known}
    matches: dict[str, list[Found]] = {}
    rest: list[Found] = []
    for line in found:
        if line.id in ids and line.id is not None:
            matches.setdefault(line.id, []).append(line)
        else:
            rest.append(line)
    rest = _by_text(known, rest, matches, page)
    return matches, _reworded(known, rest, matches, page)


def _by_text(
    known: Sequence[Commitment], rest: Sequence[Found], matches: dict[str, list[Found]], page: _Page
) -> list[Found]:
    """The same words or nearly so, one to one; a carried promise written once more is that promise.

    Unless the carried one is ticked or struck there: then it is promised anew, as what is done every week is.
    """
    free = [c for c in known if c.id not in matches and c.origin <= page.meeting and (page.lives(c) or page.expects(c))]
    # Lines whose promises began on this page were rivals at its first reading, when they had none: they stay it.
    begun = [matches[c.id][0] for c in known if c.origin == page.meeting and c.id in matches]
    scores = [
        (value, _closeness(line, commitment, page), commitment.id, at)
        for at, line in enumerate([*rest, *begun])
        for commitment in free
        if _may_be(line, commitment) and (value := likeness(line.text, commitment.text)) > SAME - MARGIN
    ]
    rivals = Rivals((value, at, mark) for value, _, mark, at in scores)
    left: dict[int, Found] = dict(enumerate(rest))
    here = {commitment.id for commitment in free if commitment.origin == page.meeting}
    anew = set(range(len(rest), len(rest) + len(begun)))
    for value, _, mark, at in sorted(scores, key=lambda entry: (-entry[0], [-same for same in entry[1]], *entry[2:])):
        if value < SAME or at not in left or mark in matches:
            continue
        if value == 100 or rivals.best(at, mark, left.keys() | anew, matches) <= value - MARGIN:
            matches[mark] = [left.pop(at)]
            if mark in here:
                anew.add(at)
    carried = [c for c in known if c.id in matches and c.id in page.ids and c.origin < page.meeting]
    for at, line in list(left.items()):
        same = [c for c in carried if _repeats(line, matches[c.id][0])]
        if len(same) > 1:  # rather one that was known by these words than one whose own line was given them
            same = [c for c in same if matches[c.id][0].id != c.id]
        if len(same) == 1:
            matches[same[0].id].append(left.pop(at))
    return list(left.values())


def _repeats(line: Found, other: Found) -> bool:
    if other.id is not None and line.state == "open" != other.state:
        return False
    return folded(line.text) == folded(other.text) and (line.owner is None or line.owner == other.owner)


def _may_be(line: Found, commitment: Commitment) -> bool:
    return line.owner is None or commitment.owner is None or line.owner == commitment.owner


def _closeness(line: Found, commitment: Commitment, page: _Page) -> tuple[bool, ...]:
    """What tells equally likely matches apart, so that twins keep their lines when a page is read again."""
    return (
        folded(line.text) == folded(commitment.text),
        line.owner == commitment.owner,
        line.due == commitment.due,
        line.section == commitment.section,
        _is_sure(line) == commitment.sure,
        line.state == commitment.state and commitment.reason in ("", STRUCK),
        page.meeting not in commitment.missing_in,
    )


def _reworded(
    known: Sequence[Commitment], rest: Sequence[Found], matches: dict[str, list[Found]], page: _Page
) -> list[Found]:
    """A line rewritten where it began is the same commitment: same owner and section, alike, and no other choice."""
    here = [c for c in known if c.origin == page.meeting and c.seen_on in (None, page.meeting)]
    gone = [c for c in here if c.id not in matches and page.lives(c)]
    left = list(rest)
    for commitment in gone:
        same = [line for line in left if _replaces(line, commitment, page)]
        if len(same) == 1 and sum(_replaces(same[0], other, page) for other in gone) == 1:
            matches[commitment.id] = [same[0]]
            left.remove(same[0])
    return left


def _replaces(line: Found, commitment: Commitment, page: _Page) -> bool:
    if line.id in page.ids or line.section != commitment.section or line.owner != commitment.owner:
        return False
    return likeness(line.text, commitment.text, same_numbers=False) >= REWORDED


# ---------------------------------------------------------------- what becomes of a commitment


def _joined(lines: Sequence[Found]) -> Found:
    """One line of those that say the same promise: the one with its id; done when any is, else open when any is."""
    first = next((line for line in lines if line.id), min(lines, key=_order))
    states: set[State] = {line.state for line in lines}
    state: State = "done" if "done" in states else "open" if "open" in states else "dropped"
    # The line with the id shows the date that was; a promise made again says the new one.
    dues = [line.due for line in lines if line.due and not line.id]
    return replace(first, state=state, due=max(dues, default=first.due))


def _seen(commitment: Commitment, line: Found, page: _Page) -> Commitment:
    """A commitment whose line stands on this page."""
    back = commitment
    if commitment.missing_in:
        back = replace(commitment, missing_in=tuple(day for day in commitment.missing_in if day > page.meeting))
    if back.seen_on is None or page.meeting >= back.seen_on:
        back = _said(back, line, page)
    if back.seen_on is None or back.seen_on < page.meeting:
        back = replace(back, seen_on=page.meeting)
    if line.ask:
        return _answered(back, line, commitment, page)
    return _in_state(back, line, page)


def _said(commitment: Commitment, line: Found, page: _Page) -> Commitment:
    """Take over words, owner and date as the newest page says them; a date that cannot be read wipes none."""
    here = commitment.origin == page.meeting
    due = line.due or (None if here else commitment.due)
    owner = line.owner or commitment.owner
    sure = commitment.sure
    if here and commitment.asked_on is None:
        sure = _is_sure(line)
    text = commitment.text if folded(commitment.text) == folded(line.text) else line.text
    kind = _kind(commitment, owner, page)
    section = line.section if here else commitment.section
    as_it_was = (commitment.text, commitment.owner, commitment.due, commitment.due_said, commitment.kind)
    if (text, owner, due, due is not None, kind) == as_it_was and (sure, section) == (
        commitment.sure,
        commitment.section,
    ):
        return commitment
    return replace(
        commitment,
        text=text,
        owner=owner,
        due=due,
        due_said=due is not None,
        kind=kind,
        sure=sure,
        section=section,
    )


def _kind(commitment: Commitment, owner: Side | None, page: _Page) -> Literal["action", "coaching"]:
    """Only the rep accepts a coaching goal: in another's name it is an action."""
    if commitment.id in page.goals:
        return "coaching" if owner == "rep" else "action"
    return commitment.kind if owner == "rep" else "action"


def _in_state(commitment: Commitment, line: Found, page: _Page) -> Commitment:
    here = commitment.closed_on == page.meeting
    match line.state:
        case "done":
            return commitment if commitment.state == "done" else _closed(commitment, "done", "", page)
        case "dropped":
            if commitment.state == "dropped" or (commitment.state == "done" and not here):
                return commitment
            return _closed(commitment, "dropped", STRUCK, page)
        case _:
            return _opened(commitment, page) if here or _is_back(commitment, page) else commitment


def _is_back(commitment: Commitment, page: _Page) -> bool:
    """Whether an open line means that a closed commitment lives again.

    Done or struck on another page holds: that page and this one stood side by side.
    """
    if commitment.reason != REMOVED:
        return False
    later = commitment.closed_on is not None and page.meeting > commitment.closed_on
    return later or (commitment.sure and len(commitment.missing_in) < 2)


def _opened(commitment: Commitment, page: _Page) -> Commitment:
    if commitment.state == "open" or (commitment.reason == NOT_CONFIRMED and not commitment.sure):
        return commitment
    return replace(commitment, state="open", reason="", closed_on=None)


def _answered(commitment: Commitment, line: Found, before: Commitment, page: _Page) -> Commitment:
    """A line under "Did we agree these?": a tick, an owner, a date or other words say yes; left alone it says no."""
    if line.state == "dropped":
        return _in_state(commitment, line, page)
    given = (line.owner and line.owner != before.owner) or (line.due and line.due != before.due)
    yes = line.confidence == "sure" or line.state == "done" or bool(given) or folded(line.text) != folded(before.text)
    if yes or before.sure:
        sure = replace(commitment, sure=True)
        return _opened(sure, page) if commitment.closed_on == page.meeting and commitment.state == "dropped" else sure
    if commitment.state != "open":
        return commitment
    return _closed(commitment, "dropped", NOT_CONFIRMED, page)


def _unseen(commitment: Commitment, page: _Page) -> Commitment:
    """A commitment whose line is not on this page."""
    newer = commitment.seen_on is not None and commitment.seen_on > page.meeting
    if commitment.state != "open" or not page.whole or newer or not page.expects(commitment):
        return commitment
    missing = tuple(sorted({*commitment.missing_in, page.meeting}))
    gone = replace(commitment, missing_in=missing)
    if commitment.asked_on == page.meeting:
        return _closed(gone, "dropped", NOT_CONFIRMED, page)
    if len(missing) > 1 or not commitment.sure:
        return _closed(gone, "dropped", REMOVED, page)
    return gone


def _closed(commitment: Commitment, state: State, reason: str, page: _Page) -> Commitment:
    return replace(commitment, state=state, reason=reason, closed_on=page.meeting)


# ---------------------------------------------------------------- new ones


def _new(pair: PairKey, lines: Sequence[Found], used: Iterable[str], page: _Page) -> list[Commitment]:
    ids = set(used)
    new: list[Commitment] = []
    for line in lines:
        mark = line.id
        n = 0
        while mark is None or mark in ids:
            mark = commitment_id(pair, page.meeting, line.owner, line.text, n)
            n += 1
        ids.add(mark)
        new.append(
            Commitment(
                id=mark,
                owner=line.owner,
                text=line.text,
                due=line.due,
                state=line.state,
                origin=page.meeting,
                reason=STRUCK if line.state == "dropped" else "",
                kind="coaching" if line.id in page.goals and line.owner == "rep" else "action",
                sure=_is_sure(line),
                closed_on=None if line.state == "open" else page.meeting,
                section=line.section,
                seen_on=page.meeting,
                due_said=line.due is not None,
            )
        )
    return new
