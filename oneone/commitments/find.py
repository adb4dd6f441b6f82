"""Which lines of a page are promises: whose, until when, and how far they are (design §6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from oneone.commitments.alike import folded
from oneone.commitments.aside import is_chat, is_others, is_refused
from oneone.commitments.dates import due
from oneone.commitments.identity import Words, by_likeness, identities, is_linked
from oneone.commitments.languages import LANGUAGES
from oneone.commitments.owner import Said, is_name, says_to_do, starts_with_mention
from oneone.commitments.phrase import Phrase, opens_with_mark, phrase
from oneone.errors import NeedsAttention
from oneone.model import Commitment, Found, Line, Names, Reading, Side, State

MAX_PROMISES = 500
"""A page with more to-dos is a pasted list; comparing each with all known ones would take minutes."""

MAX_CHARACTERS = 600
"""Of a line; what follows is no longer a promise's text, and every rule here takes bounded time for it."""

_LINK_ONLY = re.compile(r"\S*(?:https?://|www\.|mailto:)\S*", re.IGNORECASE)

# What a table's status says, in whatever language: a row's state is no place to guess.
_DONE = frozenset(word for language in LANGUAGES.values() for word in language.speech.done)
_DROPPED = frozenset(word for language in LANGUAGES.values() for word in language.speech.dropped)
_STATES = _DONE | _DROPPED | frozenset(word for language in LANGUAGES.values() for word in language.speech.open)


def find(
    reading: Reading,
    names: Names,
    meeting: date,
    language: str = "en-GB",
    known: Sequence[Commitment] = (),
) -> tuple[Found, ...]:
    """Find the promises on a page that was read, in the order of the page; dates are relative to the meeting.

    Known ones are recognised by id, link, or text; then come to-do lines anywhere, lines that open with a mark
    ("Action:", `[ ]`), and plain lines of collecting sections. An untouched placeholder is nothing.
    Raises NeedsAttention for more than 500 promises on one page.
    """
    texts = {commitment.id: commitment for commitment in known}
    candidates = _candidates(reading.lines, names, meeting, language, known)
    _known_by_words(candidates, known)
    found: list[Found] = []
    for candidate in candidates:
        if candidate.source is None:
            continue
        if len(found) >= MAX_PROMISES:
            raise NeedsAttention(
                "The page has too many to-dos to be read: take pasted lists off it", to_dos=MAX_PROMISES
            )
        found.append(_found(candidate, texts.get(candidate.mark or ""), meeting, language))
    return by_likeness(found, known)


_Source = Literal["carried", "tag", "section", "mark"]


@dataclass(slots=True)
class _Candidate:
    """A line that is a promise when it has a source, and may be one when it says the words of a known one."""

    line: Line
    said: Phrase
    owner: Side | None
    kind: str  # `c` or `q` when it carries an id
    mark: str | None
    aside: bool  # says what somebody else does, or what is not done: with a box it is asked
    fresh: bool  # without an id of a known one: on no line of ours, or on one that we left empty
    source: _Source | None


def _candidates(
    lines: Sequence[Line], names: Names, meeting: date, language: str, known: Sequence[Commitment]
) -> list[_Candidate]:
    texts = {commitment.id: commitment.text for commitment in known}
    words = Words(known)
    candidates: list[_Candidate] = []
    parent: int | None = None  # list depth of the promise above, whose bullets are its details
    for line, (kind, mark) in zip(lines, identities(lines, known), strict=True):
        if not line.depth:
            parent = None
        if line.ours and mark is None and line.box is None:
            continue
        text = line.text[:MAX_CHARACTERS]
        if mark is None and not _may_promise(line, text, names, language) and not words.stand_in(text):
            continue
        linked = is_linked(line)
        before = texts.get(mark or "")
        said = phrase(text, names, meeting, language, before, linked=linked, asked=kind == "q")
        if not any(char.isalnum() for char in said.text) or is_name(said.text, names):
            continue
        source = _source(line, said, kind, before is not None or linked, names, parent)
        aside = source in {"section", "mark", "tag"} and _is_aside(text, said, names, language)
        if aside and source == "section":
            source = None
        candidates.append(
            _Candidate(
                line,
                said,
                _owner(line, said.said, names, asked=kind == "q"),
                kind,
                mark,
                aside,
                mark is None or (kind == "c" and before is None and not linked),
                source,
            )
        )
        if source and line.depth and (parent is None or line.depth <= parent):
            parent = line.depth
    return candidates


def _known_by_words(candidates: Sequence[_Candidate], known: Sequence[Commitment]) -> None:
    """Give the id of a known promise to the line that says its very words: rather to one that is a promise anyway."""
    words = Words(known)
    taken = {candidate.mark for candidate in candidates if candidate.mark}
    for candidate in sorted(candidates, key=lambda candidate: candidate.source is None):
        if candidate.fresh and (same := words.said(candidate.said.text, candidate.owner, taken)):
            candidate.mark, candidate.kind, candidate.source = same.id, "c", "carried"
            taken.add(same.id)


def _found(candidate: _Candidate, before: Commitment | None, meeting: date, language: str) -> Found:
    line, said, owner = candidate.line, candidate.said, candidate.owner
    ask = candidate.kind == "q"
    if owner is None and before is not None and not said.said.both and not ask:
        owner = before.owner
    state = _state(line, said.glyph)
    if ask:  # a tick there means yes, not done
        sure, state = state == "done", "open" if state == "done" else state
    else:
        sure = not candidate.aside and (candidate.source != "section" or _sure(said, owner, language))
    assert candidate.source is not None
    return Found(
        line=line.text[:MAX_CHARACTERS],
        text=_kept_text(said.text, before),
        owner=owner,
        due=said.due or _row_due(line, meeting, language),
        state=state,
        id=candidate.mark,
        section=line.heading,
        source=candidate.source,
        confidence="sure" if sure else "possible",
        ask=ask,
    )


def _may_promise(line: Line, text: str, names: Names, language: str) -> bool:
    """Tell whether a line that carries no id may be a promise at all, before it is taken apart."""
    if line.box is not None or line.collects:
        return True
    return not line.cited and (
        opens_with_mark(line.text[:MAX_CHARACTERS], language) or starts_with_mention(line.text, names)
    )


def _source(line: Line, said: Phrase, kind: str, carried: bool, names: Names, parent: int | None) -> _Source | None:
    """Why a line is a promise, the surest reason first; None when it is none."""
    if kind == "q" or (kind == "c" and carried):
        return "carried"
    if line.box is not None or kind == "c":
        return "tag"
    if line.cited:
        return None
    if said.glyph is not None or said.worded or starts_with_mention(line.text, names):
        return "mark"
    return "section" if line.collects and _promising(line, said, names, parent) else None


def _kept_text(text: str, commitment: Commitment | None) -> str:
    """The known spelling where nothing but spelling differs."""
    return commitment.text if commitment is not None and folded(commitment.text) == folded(text) else text


def _owner(line: Line, whose: Said, names: Names, *, asked: bool) -> Side | None:
    if whose.both:
        return None
    if whose.owner:
        return whose.owner
    for cell in line.row:
        if side := is_name(cell, names):
            return side
    if whose.yours and line.owner and not asked:
        return _OTHER[line.owner] if line.row else None  # in a column its person writes; elsewhere either may
    return None if asked else line.owner


_OTHER: dict[Side, Side] = {"rep": "manager", "manager": "rep"}


def _row_due(line: Line, meeting: date, language: str) -> date | None:
    """The date in another cell of its row, where that cell says nothing else."""
    for cell in line.row:
        found = due(cell, meeting, language)
        if found and not any(char.isalnum() for char in cell[: found[1][0]] + cell[found[1][1] :]):
            return found[0]
    return None


def _state(line: Line, glyph: State | None) -> State:
    if line.box == "done" or (line.box is None and glyph == "done"):
        return "done"
    if line.struck:
        return "dropped"
    for cell in line.row if line.collects else ():
        if folded(cell) in _DONE:
            return "done"
        if folded(cell) in _DROPPED:
            return "dropped"
    return "open"


# ---------------------------------------------------------------- plain lines


def _promising(line: Line, said: Phrase, names: Names, parent: int | None) -> bool:
    """Tell whether an untagged line of a collecting section may be a promise at all."""
    if parent is not None and line.depth > parent:
        return False  # a detail of the promise above
    if line.text.rstrip().endswith("?") or _LINK_ONLY.fullmatch(line.text) or is_name(line.text, names):
        return False
    if line.heading == line.text and not (said.said.named or said.due):
        return False  # a heading of people's own
    if folded(line.text) in _STATES:
        return False
    told = any(folded(cell) in _STATES or is_name(cell, names) for cell in line.row)
    return len(said.text.split()) >= 2 or said.said.named or said.said.mine or told


def _is_aside(text: str, said: Phrase, names: Names, language: str) -> bool:
    """Tell whether a line that is not carried says no promise of the two."""
    whose = said.said
    if whose.named or whose.mine or whose.yours:
        return is_refused(whose.text, language, whole=False)
    if is_refused(text, language) or is_chat(text, language):
        return True
    return not whose.both and is_others(whose.text, names, language)


def _sure(said: Phrase, owner: Side | None, language: str) -> bool:
    """Whether a plain line is surely a promise: whose it is, and a name, a date or something to do."""
    if owner is None:
        return False
    return (
        (said.said.named and not said.said.loosely)
        or said.said.mine
        or said.due is not None
        or says_to_do(said.text, language)
    )
