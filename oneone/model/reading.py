"""A page as it was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from oneone.model.commitment import State
from oneone.model.pair import Side


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph as a person sees it, with where it stands. Nothing of a private section ever becomes a Line."""

    text: str  # visible, white space folded, never empty
    box: Literal["open", "done"] | None = None  # only shapes that are tasks: to-do, to-do-priority-1, -2
    tags: tuple[str, ...] = ()  # all note tags as received
    section: str | None = None  # key of the agenda's section; None: outside
    heading: str = ""  # the heading it stands under, as visible
    collects: bool = False
    owner: Side | None = None  # by column, subheading or label, not by its own words
    depth: int = 0
    struck: bool = False  # the whole line is struck through
    ids: tuple[str, ...] = ()  # data-id, its own or the nearest around it
    links: tuple[str, ...] = ()
    row: tuple[str, ...] = ()  # the other cells of its table row
    ours: bool = False  # as we wrote it: a label, a prompt, a number, an untouched placeholder
    cited: bool = False  # a quotation, code, or the stamp of a clipping: a promise only when it has a box


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as read; not `complete` when ink, a failed paragraph or a private section hid a part."""

    lines: tuple[Line, ...]
    complete: bool
    unread: tuple[str, ...]  # headings of private sections
    reference: str | None  # `7q2k9d-20261123` when the last line is there
    ours: bool  # any mark of ours is on it; False: not our page any more, or wiped
    written: dict[str, int] = field(default_factory=dict)  # lines of people: rep, manager, unknown
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A commitment as a page says it, before it is matched with what is known."""

    line: str
    text: str
    owner: Side | None
    due: date | None
    state: State
    id: str | None  # of a known or pre-assigned commitment, when the line carries it
    section: str  # heading, as visible; empty: outside
    source: Literal["carried", "tag", "section", "mark"]
    confidence: Literal["sure", "possible"]
    ask: bool = False  # stood under "Did we agree these?": a tick there means yes, not done
