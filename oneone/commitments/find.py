"""Which lines of a page are promises: whose, until when, and how far they are (design §6)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from oneone.commitments.alike import MARGIN, SAME, folded, likeness
from oneone.commitments.dates import due
from oneone.commitments.owner import Said, is_name, said, starts_with_mention
from oneone.model import Commitment, Found, Line, Names, Reading, Side, State

# Spelled by agenda/marks.py, which this level does not import; a test holds the two together.
_OWN = re.compile(r"([cq])-([0-9a-z]{8})")
_LINK = re.compile(r"#oneone-c-([0-9a-z]{8})(?![\w-])")

_GLYPH = re.compile(r"[-*•–]?\s*(?:(?P<done>\[[xX✓✔]\]|[☑☒✅✓✔🗹])|(?P<open>\[\s?\]|[☐□⬜▢]))\ufe0f?\s*")
_WORDED = re.compile(
    r"[-*•–]?\s*(?:(?:AP|AI)(?:\s?#?\d{1,2})?\s*[:：\-–—]\s*"
    r"|(?:AP|TODO)\s+(?=\S)"
    r"|(?i:action(?:\s+(?:item|point))?s?|to-?do|to do|next step|follow[- ]?up|task)(?:\s?#?\d{1,2})?\s*[:：]\s*)"
)
_CARRIED = re.compile(r"\s*\((?:[^()]*\s)?[^()]*\d[^()]*\)\s*$")
_CARRIED_WORDS = re.compile(r"\s*\(from [^()]*\d[^()]*\)\s*$", re.IGNORECASE)
_LATE = re.compile(r"[\s,]+(?:late|overdue)\s*$", re.IGNORECASE)
_ASKED = re.compile(r"\s*\([^()]*\?\s*\)\s*$")
_EDGES = re.compile(r"^[\s,;:.–—…→>-]+|[\s,;:–—…→-]+$|\s*\.{2,}\s*$")
_HOLLOW = re.compile(r"\s*[(\[][\s,;:.]*[)\]]")
_LINK_ONLY = re.compile(r"\S*(?:https?://|www\.|mailto:)\S*", re.IGNORECASE)

_DONE = frozenset({"done", "complete", "completed", "closed", "finished", "yes", "ok"})
_DROPPED = frozenset({"dropped", "cancelled", "canceled", "obsolete", "n a", "not needed"})
_OPEN = frozenset({"open", "in progress", "ongoing", "started", "not started", "pending", "wip", "no", "tbd"})

_DOING = frozenset(
    (
        *("add", "agree", "align", "arrange", "ask", "assign", "book", "build", "bring", "call", "chase", "check"),
        *("clarify", "clean", "close", "collect", "complete", "confirm", "contact", "coordinate", "create", "debrief"),
        *("decide", "define", "deliver", "discuss", "document", "draft", "email", "escalate", "fill", "finalise"),
        *(
            "finalize",
            "find",
            "finish",
            "fix",
            "follow",
            "forward",
            "get",
            "give",
            "go",
            "help",
            "identify",
            "introduce",
        ),
        *(
            "intro",
            "invite",
            "join",
            "learn",
            "list",
            "look",
            "mail",
            "make",
            "map",
            "meet",
            "message",
            "move",
            "onboard",
        ),
        *(
            "organise",
            "organize",
            "pair",
            "phone",
            "ping",
            "plan",
            "practise",
            "practice",
            "prep",
            "prepare",
            "present",
        ),
        *("propose", "provide", "push", "put", "qualify", "raise", "reach", "read", "record", "register", "remind"),
        *(
            "reply",
            "report",
            "request",
            "research",
            "resolve",
            "review",
            "revise",
            "rewrite",
            "run",
            "schedule",
            "send",
        ),
        *("set", "share", "show", "sign", "start", "submit", "talk", "tell", "test", "think", "track", "train", "try"),
        *("update", "validate", "verify", "visit", "walk", "work", "write"),
    )
)


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
    """
    identities = _identities(reading.lines, known)
    texts = {commitment.id: commitment for commitment in known}
    taken = {mark for _, mark in identities if mark}
    found: list[Found] = []
    parent: int | None = None  # list depth of the promise above, whose bullets are its details
    for line, (kind, mark) in zip(reading.lines, identities, strict=True):
        if not line.depth:
            parent = None
        if line.ours and mark is None and line.box is None:
            continue
        parsed = _parse(line, kind, names, meeting, language, texts.get(mark or ""))
        if not any(char.isalnum() for char in parsed.text) or is_name(parsed.text, names):
            continue
        owner = _owner(line, parsed.said, names, asked=kind == "q")
        if mark is None and (same := _exactly(parsed.text, owner, known, taken)):
            kind, mark = "c", same.id
            taken.add(mark)
        source = _source(line, parsed, kind, mark in texts, names, parent)
        if source is None:
            continue
        found.append(
            Found(
                line=line.text,
                text=_kept_text(parsed.text, texts.get(mark or "")),
                owner=owner,
                due=parsed.due or _row_due(line, meeting, language),
                state=_state(line, parsed.glyph),
                id=mark,
                section=line.heading,
                source=source,
                confidence="sure" if kind != "q" and (source != "section" or _sure(parsed, owner)) else "possible",
                ask=kind == "q",
            )
        )
        if line.depth and (parent is None or line.depth <= parent):
            parent = line.depth
    return _by_text(found, known)


@dataclass(frozen=True, slots=True)
class _Parsed:
    said: Said
    text: str
    due: date | None
    glyph: State | None
    worded: bool


def _source(
    line: Line, parsed: _Parsed, kind: str, is_known: bool, names: Names, parent: int | None
) -> Literal["carried", "tag", "section", "mark"] | None:
    """Why a line is a promise, the surest reason first; None when it is none."""
    if kind == "q" or (kind == "c" and (is_known or any(_LINK.search(href) for href in line.links))):
        return "carried"
    if line.box is not None or kind == "c":
        return "tag"
    if parsed.glyph is not None or parsed.worded or starts_with_mention(line.text, names):
        return "mark"
    return "section" if line.collects and _promising(line, parsed, names, parent) else None


# ---------------------------------------------------------------- identity


def _identities(lines: Sequence[Line], known: Sequence[Commitment]) -> list[tuple[str, str | None]]:
    """For each line `c` or `q` and its id, each id once: a line split in two leaves its id on both halves."""
    texts = {commitment.id: commitment.text for commitment in known}
    best: dict[str, tuple[float, int, str]] = {}
    for at, line in enumerate(lines):
        if carried := _carried(line):
            kind, mark = carried
            score = likeness(line.text, texts[mark]) if mark in texts else 0.0
            if mark not in best or score > best[mark][0]:
                best[mark] = (score, at, kind)
    identities: list[tuple[str, str | None]] = [("", None)] * len(lines)
    for mark, (_, at, kind) in best.items():
        identities[at] = (kind, mark)
    return identities


def _carried(line: Line) -> tuple[str, str] | None:
    for mark in line.ids:
        if found := _OWN.fullmatch(mark):
            return found[1], found[2]
    for href in line.links:
        if found := _LINK.search(href):
            return "c", found[1]
    return None


def _exactly(text: str, owner: Side | None, known: Sequence[Commitment], taken: Collection[str]) -> Commitment | None:
    """The open promise of these very words that no line carries, on whatever line of the page they stand."""
    wanted = folded(text)
    free = (commitment for commitment in known if commitment.state == "open" and commitment.id not in taken)
    same = [c for c in free if folded(c.text) == wanted and (owner is None or c.owner in (owner, None))]
    return same[0] if len(same) == 1 else None


def _by_text(found: Sequence[Found], known: Sequence[Commitment]) -> tuple[Found, ...]:
    """Give ids to lines that lost them: the same promise in other words, one to one, clear of the runner-up."""
    taken = {line.id for line in found if line.id}
    free = [commitment for commitment in known if commitment.state == "open" and commitment.id not in taken]
    scores = [
        (score, at, commitment.id)
        for at, line in enumerate(found)
        for commitment in free
        if line.id is None and (not line.owner or not commitment.owner or line.owner == commitment.owner)
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


# ---------------------------------------------------------------- words


def _parse(line: Line, kind: str, names: Names, meeting: date, language: str, commitment: Commitment | None) -> _Parsed:
    text = line.text
    linked = any(_LINK.search(href) for href in line.links)
    bare = (_CARRIED if linked else _CARRIED_WORDS).sub("", text)
    if bare != text:
        text = _LATE.sub("", bare)
    if kind == "q":
        text = _ASKED.sub("", text).strip('"“”„«» ')
    glyph = _GLYPH.match(text)
    if glyph:
        text = text[glyph.end() :]
    worded = _WORDED.match(text)
    if worded:
        text = text[worded.end() :]
    if commitment and (same := _unchanged(text, commitment, meeting, language)):
        return replace(same, glyph=_glyph_state(glyph), worded=worded is not None)
    whose = said(text, names)
    text = whose.text
    if commitment and (same := _unchanged(text, commitment, meeting, language)):
        return replace(same, said=replace(whose, text=same.text), glyph=_glyph_state(glyph))
    when = due(text, meeting, language)
    if when:
        text = text[: when[1][0]].rstrip() + " " + text[when[1][1] :].lstrip()
        text = _LATE.sub("", text) if bare != line.text else text
    text = _tidy(text)
    return _Parsed(whose, text, when[0] if when else None, _glyph_state(glyph), worded is not None)


def _glyph_state(glyph: re.Match[str] | None) -> State | None:
    if glyph is None:
        return None
    return "done" if glyph["done"] else "open"


def _unchanged(text: str, commitment: Commitment, meeting: date, language: str) -> _Parsed | None:
    """A line that still says its promise, with nothing but a date behind: its words are not read for names again."""
    wanted = folded(commitment.text)
    whole = Said(None, commitment.text)
    if folded(text) == wanted:
        return _Parsed(whole, commitment.text, None, None, False)
    when = due(text, meeting, language)
    if when and folded(text[: when[1][0]]) == wanted and not folded(text[when[1][1] :]):
        return _Parsed(whole, commitment.text, when[0], None, False)
    return None


def _tidy(text: str) -> str:
    before = None
    while text != before:
        before = text
        text = _EDGES.sub("", _HOLLOW.sub("", text)).strip()
    return re.sub(r"\s+([,;.])", r"\1", text).strip('"“” ') if text.count('"') != 1 else text


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
    return None if asked else line.owner


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


def _promising(line: Line, parsed: _Parsed, names: Names, parent: int | None) -> bool:
    """Tell whether an untagged line of a collecting section may be a promise at all."""
    if parent is not None and line.depth > parent:
        return False  # a detail of the promise above
    if line.text.rstrip().endswith("?") or _LINK_ONLY.fullmatch(line.text) or is_name(line.text, names):
        return False
    if line.heading == line.text and not (parsed.said.named or parsed.due):
        return False  # a heading of people's own
    if folded(line.text) in _DONE | _DROPPED | _OPEN:
        return False
    return len(parsed.text.split()) >= 2 or parsed.said.named or parsed.said.mine


def _sure(parsed: _Parsed, owner: Side | None) -> bool:
    """Whether a plain line is surely a promise: whose it is, and a name, a date or something to do."""
    if owner is None:
        return False
    first = folded(parsed.text).partition(" ")[0]
    return parsed.said.named or parsed.said.mine or parsed.due is not None or first in _DOING
