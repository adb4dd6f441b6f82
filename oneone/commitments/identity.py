"""Which known promise a line of a page is: by its id or link, then by its words (design §6)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
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
        self.firsts: dict[str, list[str]] = {}
        for text in self.texts:
            self.firsts.setdefault(text.partition(" ")[0], []).append(text)

    def stand_in(self, line: str) -> bool:
        """Tell whether a line holds the words of any of them."""
        said = folded(line)
        return any(text in said for first in {*said.split()} & self.firsts.keys() for text in self.firsts[first])

    def said(self, text: str, owner: Side | None, taken: Collection[str]) -> Commitment | None:
        """The one that no line has yet, whatever line of the page these words stand on; None when there are two."""
        free = (commitment for commitment in self.texts.get(folded(text), ()) if commitment.id not in taken)
        same = [c for c in free if owner is None or c.owner in (owner, None)]
        return same[0] if len(same) == 1 else None


class Rivals:
    """Scores of lines and promises, to ask for the best other match of either."""

    def __init__(self, scores: Iterable[tuple[float, int, str]]) -> None:
        self.lines: dict[int, list[tuple[float, str]]] = {}
        self.marks: dict[str, list[tuple[float, int]]] = {}
        for score, at, mark in scores:
            self.lines.setdefault(at, []).append((score, mark))
            self.marks.setdefault(mark, []).append((score, at))

    def best(self, at: int, mark: str, left: Collection[int], taken: Collection[str]) -> float:
        """The best score of this line with another free promise, or of this promise with another line that is left."""
        others = [score for score, other in self.lines[at] if other != mark and other not in taken]
        others += [score for score, other in self.marks[mark] if other != at and other in left]
        return max(others, default=0.0)


def by_likeness(found: Sequence[Found], known: Sequence[Commitment]) -> tuple[Found, ...]:
    """Give ids to lines that lost them: the same promise in other words, one to one, clear of the runner-up."""
    marks = {commitment.id for commitment in known}
    taken = {line.id for line in found if line.id}
    bare = {at for at, line in enumerate(found) if line.id not in marks and not line.ask and line.source != "carried"}
    free = [commitment for commitment in known if commitment.state == "open" and commitment.id not in taken]
    scores = [
        (score, at, commitment.id)
        for at, line in enumerate(found)
        if at in bare
        for commitment in free
        if not line.owner or not commitment.owner or line.owner == commitment.owner
        # Less is neither the same nor a rival.
        if (score := likeness(line.text, commitment.text)) > SAME - MARGIN
    ]
    rivals = Rivals((score, at, mark) for score, at, mark in scores)
    result = list(found)
    for score, at, mark in sorted(scores, key=lambda entry: (-entry[0], entry[1], entry[2])):
        if score < SAME or mark in taken or at not in bare:
            continue
        if score == 100 or rivals.best(at, mark, bare, taken) <= score - MARGIN:
            taken.add(mark)
            bare.discard(at)
            result[at] = replace(result[at], id=mark, source="carried", confidence="sure")
    return tuple(result)
