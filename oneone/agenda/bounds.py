"""Where the sections of a page begin, and which of its paragraphs are private (design §6)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from oneone.agenda import marks
from oneone.agenda.outline import Paragraph
from oneone.agenda.words import in_every_language
from oneone.model import Names, Section

ALIKE = 0.75
"""How alike (difflib, 0 to 1) a heading-like line must be to pass for a section's reworded heading."""

_MINUTES = re.compile(r"\W*\b\d{1,3}\s*(?:min(?:utes|uten|uti|utos|\.)?|['′])\W*$", re.IGNORECASE)
_LONG = 300  # characters: no heading, label or prompt is longer
_BEHIND = 40  # at the end of a heading its minutes stand
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which paragraphs are whose: all indexes are into the page's paragraphs."""

    sections: tuple[str | None, ...]  # key for each paragraph; None outside
    starts: frozenset[int]  # the headings
    private: frozenset[int]
    ours: frozenset[int]  # numbers of the outlines that hold the agenda; empty when nothing of it was found
    unbounded: bool  # text of unknown extent is hidden: the page is only partly read


@lru_cache(maxsize=2048)
def folded(text: str) -> str:
    """Fold a heading or label for comparing: words in lower case, without accents of width, punctuation and minutes."""
    plain = unicodedata.normalize("NFKC", without_minutes(text[:_LONG])).casefold()
    return " ".join(_WORD.findall(plain))


def without_minutes(text: str) -> str:
    """Take a time like `5 min` off the end of a visible heading."""
    start = max(0, len(text) - _BEHIND)
    return (text[:start] + _MINUTES.sub("", text[start:])).strip() or text


def is_marked(paragraph: Paragraph) -> bool:
    """Tell whether a line carries the id of a promise or of a question of ours."""
    return any(marks.COMMITMENT_ID.fullmatch(mark) or marks.ASK_ID.fullmatch(mark) for mark in paragraph.ids)


def has_reference(paragraph: Paragraph) -> bool:
    """Tell whether it is the page's last line, which says whose page it is."""
    return marks.REFERENCE.search(paragraph.text) is not None


def bounds(paragraphs: Sequence[Paragraph], sections: Sequence[Section], names: Names, *, made: bool = False) -> Bounds:
    """Find each section's start (its id, else its heading, else a heading-like line alike enough) and what is private.

    A private section runs to the next start found in its outline. Without a start it fills the gap between its found
    neighbours; what hides more than it surely is, or has no end, makes the page unbounded. No text is looked at twice:
    the answer holds indexes and keys only. `made`: the page is known to be ours, also when no mark of ours is left.
    """
    starts = _by_id(paragraphs, sections)
    ours = {paragraphs[at].outline for at in starts}
    ours |= {paragraph.outline for paragraph in paragraphs if is_marked(paragraph) or has_reference(paragraph)}
    _by_heading(paragraphs, sections, names, starts, ours)
    if not ours:
        ours = {paragraphs[at].outline for at in starts}
    _by_likeness(paragraphs, sections, names, starts, ours)
    _by_notice(paragraphs, sections, starts)
    ours |= {paragraphs[at].outline for at in starts}
    owner = _spread(paragraphs, starts)
    if made and not ours and any(section.private for section in sections):
        # Private text may be anywhere on it.
        return Bounds(tuple(owner), frozenset(), frozenset(range(len(owner))), frozenset(), True)
    private, unbounded = _private(paragraphs, sections, starts, owner, ours)
    return Bounds(tuple(owner), frozenset(starts), frozenset(private), frozenset(ours), unbounded)


# ---------------------------------------------------------------- starts


def _by_id(paragraphs: Sequence[Paragraph], sections: Sequence[Section]) -> dict[int, str]:
    keys = {section.key for section in sections}
    starts: dict[int, str] = {}
    for at, paragraph in enumerate(paragraphs):
        for mark in paragraph.ids:
            found = marks.SECTION_ID.fullmatch(mark)
            # A heading split in two leaves its id on both halves: the second is a line under it.
            if found and found[1] in keys and starts.get(at - 1) != found[1]:
                starts[at] = found[1]
    return starts


def _by_heading(
    paragraphs: Sequence[Paragraph],
    sections: Sequence[Section],
    names: Names,
    starts: dict[int, str],
    ours: set[int],
) -> None:
    """Add the sections whose id is gone but whose heading stands there, rather in our outline and looking like one."""
    missing = {
        folded(marks.heading(section, names)): section.key for section in sections if section.key not in starts.values()
    }
    private = {section.key for section in sections if section.private}
    candidates: dict[str, list[int]] = {}
    for at, paragraph in enumerate(paragraphs):
        key = missing.get(folded(paragraph.text))
        if key is not None and at not in starts and (paragraph.heading_like or _plain(paragraph)):
            candidates.setdefault(key, []).append(at)
    for key, places in candidates.items():
        best = min(places, key=lambda at: (paragraphs[at].outline not in ours, not paragraphs[at].heading_like, at))
        for at in places if key in private else [best]:
            starts[at] = key


def _by_likeness(
    paragraphs: Sequence[Paragraph],
    sections: Sequence[Section],
    names: Names,
    starts: dict[int, str],
    ours: set[int],
) -> None:
    """Add sections whose heading was reworded, the most alike first, one line for one section."""
    wanted = [(section, folded(marks.heading(section, names))) for section in sections]
    wanted = [(section, text) for section, text in wanted if section.key not in starts.values()]
    scored = []
    for at, paragraph in enumerate(paragraphs):
        if at in starts or not paragraph.heading_like or is_marked(paragraph):
            continue
        line = folded(paragraph.text)
        for section, text in wanted:
            if paragraph.outline in ours or section.private:
                likeness = SequenceMatcher(None, line, text, autojunk=False).ratio()
                if likeness >= ALIKE:
                    scored.append((-likeness, at, section.key))
    for _, at, key in sorted(scored):
        if at not in starts and key not in starts.values():
            starts[at] = key


def _by_notice(paragraphs: Sequence[Paragraph], sections: Sequence[Section], starts: dict[int, str]) -> None:
    """Add the private section whose heading is lost, wherever it was moved, by our own quiet line at its top."""
    missing = [section.key for section in sections if section.private and section.key not in starts.values()]
    if missing:
        notices = {folded(notice) for notice in in_every_language("private")}
        starts |= {
            at: missing[0]
            for at, paragraph in enumerate(paragraphs)
            if at not in starts and folded(paragraph.text) in notices
        }


def _plain(paragraph: Paragraph) -> bool:
    return not (paragraph.tags or paragraph.depth or paragraph.cell)


def _spread(paragraphs: Sequence[Paragraph], starts: dict[int, str]) -> list[str | None]:
    """The section of each paragraph: that of the last start in its outline."""
    owner: list[str | None] = []
    for at, paragraph in enumerate(paragraphs):
        same = at > 0 and paragraphs[at - 1].outline == paragraph.outline
        owner.append(starts.get(at, owner[-1] if same else None))
    return owner


# ---------------------------------------------------------------- private


def _private(
    paragraphs: Sequence[Paragraph],
    sections: Sequence[Section],
    starts: dict[int, str],
    owner: Sequence[str | None],
    ours: set[int],
) -> tuple[set[int], bool]:
    hidden: set[int] = set()
    unbounded = False
    found = set(starts.values())
    for place, section in enumerate(sections):
        if not section.private:
            continue
        if section.key in found:
            own = {at for at, key in enumerate(owner) if key == section.key}
            # Nothing ends it but the page, though later sections should: they may be in it.
            ends = any(at + 1 < len(owner) and _same_outline(paragraphs, at) and at + 1 not in own for at in own)
            later = {other.key for other in sections[place + 1 :] if not other.private}
            unbounded |= bool(later - found) and not ends
            # Promises that were moved here are not read either, so they must not count as gone.
            unbounded |= any(is_marked(paragraphs[at]) for at in own)
        else:
            own, sure = _gap(paragraphs, sections, place, starts, owner, ours)
            own = {at for at in own if not is_marked(paragraphs[at])}
            unbounded |= not sure
        hidden |= {at for at in own if not has_reference(paragraphs[at])}
    return hidden, unbounded


def _gap(
    paragraphs: Sequence[Paragraph],
    sections: Sequence[Section],
    place: int,
    starts: dict[int, str],
    owner: Sequence[str | None],
    ours: set[int],
) -> tuple[set[int], bool]:
    """What may be the section at `place`, whose start is not found, and whether that is surely no more than it."""
    within = [at for at, paragraph in enumerate(paragraphs) if paragraph.outline in ours]
    if not within:
        return set(), True  # this page never had our sections, so it has no private one
    found = set(starts.values())
    before = next((section.key for section in reversed(sections[:place]) if section.key in found), None)
    after = next((section.key for section in sections[place + 1 :] if section.key in found), None)
    order = [section.key for section in sections]
    stand = [order.index(key) for _, key in sorted(starts.items())]
    if (before is None and after is None) or stand != sorted(stand):
        return {at for at in within if at not in starts}, False  # sections were moved: it may be anywhere
    gap: set[int] = set()
    if before is not None:
        gap |= {at for at, key in enumerate(owner) if key == before and at not in starts}
    if after is not None:
        first = min(at for at, key in starts.items() if key == after)
        at = first - 1
        while at >= 0 and at not in starts and paragraphs[at].outline == paragraphs[first].outline:
            gap.add(at)
            at -= 1
    fenced = (before is not None or all(section.private for section in sections[:place])) and (
        after is not None or all(section.private for section in sections[place + 1 :])
    )
    # Checkboxes in a guessed gap may be a neighbour's promises: unread, they must not count as gone.
    return gap, fenced and not any(paragraphs[at].tags and not is_marked(paragraphs[at]) for at in gap)


def _same_outline(paragraphs: Sequence[Paragraph], at: int) -> bool:
    return paragraphs[at].outline == paragraphs[at + 1].outline
