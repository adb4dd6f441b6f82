"""Which known promise a line of a page is: by its id or link, then by its words (design §6)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
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
            score = _holds(line.text, texts[mark]) if mark in texts else 0.0
            if mark not in best or score > best[mark][0]:
                best[mark] = (score, at, kind)
    found: list[tuple[str, str | None]] = [("", None)] * len(lines)
    for mark, (_, at, kind) in best.items():
        found[at] = (kind, mark)
    return found


def _holds(line: str, text: str) -> float:
    """How much a line still says a promise, whatever stands behind it; 0 to 100."""
    said = folded(text)
    return 100.0 if said and said in folded(line) else likeness(line, text, same_numbers=False)


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
    result = list(found)
    for at, mark in _same_words(found, bare, free):
        result[at] = _carrying(result[at], mark)
        taken.add(mark)
        bare.discard(at)
    free = [commitment for commitment in free if commitment.id not in taken]
    scores = [
        (score, at, commitment.id)
        for at in sorted(bare)
        for commitment in free
        if _may_be(found[at], commitment)
        # Less is neither the same nor a rival.
        if (score := likeness(found[at].text, commitment.text)) > SAME - MARGIN
    ]
    rivals = Rivals((score, at, mark) for score, at, mark in scores)
    for score, at, mark in sorted(scores, key=lambda entry: (-entry[0], entry[1], entry[2])):
        if score < SAME or mark in taken or at not in bare:
            continue
        if rivals.best(at, mark, bare, taken) <= score - MARGIN:
            taken.add(mark)
            bare.discard(at)
            result[at] = _carrying(result[at], mark)
    return tuple(result)


def _same_words(found: Sequence[Found], bare: Collection[int], free: Sequence[Commitment]) -> Iterator[tuple[int, str]]:
    """Twins, whose words tell them not apart: the lines in their order, the promises in that of their ids."""
    twins: dict[str, list[Commitment]] = {}
    for commitment in sorted(free, key=lambda commitment: commitment.id):
        twins.setdefault(folded(commitment.text), []).append(commitment)
    for at in sorted(bare):
        same = twins.get(folded(found[at].text), [])
        if one := next((commitment for commitment in same if _may_be(found[at], commitment)), None):
            same.remove(one)
            yield at, one.id


def _may_be(line: Found, commitment: Commitment) -> bool:
    return not line.owner or not commitment.owner or line.owner == commitment.owner


def _carrying(line: Found, mark: str) -> Found:
    return replace(line, id=mark, source="carried", confidence="sure")
