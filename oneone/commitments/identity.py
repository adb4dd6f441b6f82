"""Which known promise a line of a page is: by its id or link, then by its words (design §6)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from oneone.commitments.alike import MARGIN, SAME, folded, likeness
from oneone.model import Commitment, Found, Line, Side

# Spelled by agenda/marks.py, which this level does not import; a test holds the two together.
_OWN = re.compile(r"([cq])-([0-9a-z]{8})")
_LINK = re.compile(r"#oneone-c-([0-9a-z]{8})(?![\w-])")


def identities(lines: Sequence[Line], known: Sequence[Commitment]) -> list[tuple[str, str | None]]:
    """For each line `c` or `q` and its id, each id once: a line split in two leaves its id on both halves.

    Of several the one most like the known text has it, of equal ones the first.
    """
    texts = {commitment.id: commitment.text for commitment in known}
    best: dict[str, tuple[float, int, str]] = {}
    for at, line in enumerate(lines):
        if carried := _carried(line):
            kind, mark = carried
            score = likeness(line.text, texts[mark]) if mark in texts else 0.0
            if mark not in best or score > best[mark][0]:
                best[mark] = (score, at, kind)
    found: list[tuple[str, str | None]] = [("", None)] * len(lines)
    for mark, (_, at, kind) in best.items():
        found[at] = (kind, mark)
    return found


def is_linked(line: Line) -> bool:
    """Tell whether it links to where a promise began, as only carried lines of ours do."""
    return any(_LINK.search(href) for href in line.links)


def _carried(line: Line) -> tuple[str, str] | None:
    for mark in line.ids:
        if found := _OWN.fullmatch(mark):
            return found[1], found[2]
    for href in line.links:
        if found := _LINK.search(href):
            return "c", found[1]
    return None


class Words:
    """The open promises by their very words, for lines that carry no id."""

    def __init__(self, known: Sequence[Commitment]) -> None:
        self.texts: dict[str, list[Commitment]] = {}
        for commitment in known:
            if commitment.state == "open":
                self.texts.setdefault(folded(commitment.text), []).append(commitment)

    def said(self, text: str, owner: Side | None, taken: Collection[str]) -> Commitment | None:
        """The one that no line has yet, whatever line of the page these words stand on; None when there are two."""
        free = (commitment for commitment in self.texts.get(folded(text), ()) if commitment.id not in taken)
        same = [c for c in free if owner is None or c.owner in (owner, None)]
        return same[0] if len(same) == 1 else None


def by_likeness(found: Sequence[Found], known: Sequence[Commitment]) -> tuple[Found, ...]:
    """Give ids to lines that lost them: the same promise in other words, one to one, clear of the runner-up."""
    taken = {line.id for line in found if line.id}
    free = [commitment for commitment in known if commitment.state == "open" and commitment.id not in taken]
    scores = [
        (score, at, commitment.id)
        for at, line in enumerate(found)
        if line.id is None
        for commitment in free
        if not line.owner or not commitment.owner or line.owner == commitment.owner
        # Less is neither the same nor a rival.
        if (score := likeness(line.text, commitment.text)) > SAME - MARGIN
    ]
    result = list(found)
    for score, at, mark in sorted(scores, key=lambda entry: (-entry[0], entry[1], entry[2])):
        if score < SAME or mark in taken or result[at].id:
            continue
        rivals = [other for other, place, rival in scores if (place == at) != (rival == mark) and rival not in taken]
        if score == 100 or all(score - rival >= MARGIN for rival in rivals):
            taken.add(mark)
            result[at] = replace(result[at], id=mark, source="carried", confidence="sure")
    return tuple(result)
