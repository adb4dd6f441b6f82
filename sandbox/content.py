"""What a page holds, as OneNote keeps it: text boxes of paragraphs, lists, tables and pictures.

HTML is only how pages come in (`onenote_html`) and go out (`onenote_output`). Every part of a page has a `uid`, unique
on the page and kept for life; the view and scripts use it as a handle.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

CHECKBOXES = frozenset(
    {
        "to-do", "to-do-priority-1", "to-do-priority-2", "discuss-with-person-a", "discuss-with-person-b",
        "discuss-with-manager", "schedule-meeting", "call-back", "client-request",
    }
)  # fmt: skip
"""Note tags with a box to tick (Use note tags in OneNote)."""

ICONS = frozenset(
    {
        "important", "question", "definition", "highlight", "contact", "address", "phone-number", "web-site-to-visit",
        "idea", "password", "critical", "project-a", "project-b", "remember-for-later", "movie-to-see", "book-to-read",
        "music-to-listen-to", "source-for-article", "remember-for-blog", "send-in-email",
    }
)  # fmt: skip
"""Note tags without state."""


@dataclass(slots=True)
class Run:
    """Text of one look; the text `"\\n"` alone is a line break inside the paragraph."""

    text: str
    style: dict[str, str] = field(default_factory=dict)
    href: str = ""
    script: str = ""  # `sub` or `sup`


@dataclass(slots=True)
class Paragraph:
    """A line; one without runs is blank. `typed` in a client, else written through the API."""

    uid: int
    tag: str = "p"
    runs: list[Run] = field(default_factory=list)
    note_tags: list[str] = field(default_factory=list)
    data_id: str = ""
    align: str = ""
    typed: bool = False

    @property
    def text(self) -> str:
        """What a person reads, line breaks as `\\n`."""
        return "".join(run.text for run in self.runs)

    @property
    def blank(self) -> bool:
        """Nothing but white space."""
        return not self.text.replace("\xa0", " ").strip()


@dataclass(slots=True)
class Picture:
    """An image; its bytes are a resource of the tenant."""

    uid: int
    resource: str
    media: str
    alt: str = ""
    width: str = ""
    height: str = ""
    data_id: str = ""
    note_tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Attachment:
    """A file on the page."""

    uid: int
    resource: str
    media: str
    name: str


@dataclass(slots=True)
class Item:
    """An item of a list: its lines, then the lists below it."""

    uid: int
    blocks: list[Block] = field(default_factory=list)
    marker: str = ""
    data_id: str = ""


@dataclass(slots=True)
class Bullets:
    """A list, numbered or not."""

    uid: int
    ordered: bool = False
    items: list[Item] = field(default_factory=list)
    data_id: str = ""


@dataclass(slots=True)
class Cell:
    """A cell of a table; never without a block."""

    uid: int
    blocks: list[Block] = field(default_factory=list)
    background: str = ""
    width: str = ""


@dataclass(slots=True)
class Row:
    """A row of a table."""

    uid: int
    cells: list[Cell] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table."""

    uid: int
    rows: list[Row] = field(default_factory=list)
    bordered: bool = False
    data_id: str = ""


@dataclass(slots=True)
class Division:
    """A nested div; only those with a data-id are kept."""

    uid: int
    data_id: str
    blocks: list[Block] = field(default_factory=list)


Block = Paragraph | Picture | Attachment | Bullets | Table | Division


@dataclass(slots=True)
class Outline:
    """A text box at a place, in px."""

    uid: int
    left: int = 48
    top: int = 120
    width: int = 624
    data_id: str = ""
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Content:
    """All text boxes of a page, and the last uid that was given."""

    outlines: list[Outline] = field(default_factory=list)
    last_uid: int = 31

    def uid(self) -> int:
        """A fresh uid."""
        self.last_uid += 1
        return self.last_uid


def within(block: Block) -> Iterator[list[Block]]:
    """The lists of blocks directly inside a block."""
    if isinstance(block, Bullets):
        for item in block.items:
            yield item.blocks
    elif isinstance(block, Table):
        for row in block.rows:
            for cell in row.cells:
                yield cell.blocks
    elif isinstance(block, Division):
        yield block.blocks


def paragraphs(blocks: list[Block]) -> Iterator[Paragraph]:
    """Every line below, in the order of the page."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for inner in within(block):
                yield from paragraphs(inner)


def holds_text(blocks: list[Block]) -> bool:
    """Whether a person would see anything there."""
    for block in blocks:
        if isinstance(block, Paragraph):
            if not block.blank:
                return True
        elif isinstance(block, Picture | Attachment) or any(holds_text(inner) for inner in within(block)):
            return True
    return False


# ---------------------------------------------------------------- JSON, for the data directory

_KINDS: dict[str, type[Block]] = {
    "p": Paragraph, "img": Picture, "object": Attachment, "list": Bullets, "table": Table, "div": Division,
}  # fmt: skip
_NAMES = {kind: name for name, kind in _KINDS.items()}


def dump(content: Content) -> dict[str, Any]:
    """The content as JSON values."""
    return {
        "last_uid": content.last_uid,
        "outlines": [
            {"uid": o.uid, "left": o.left, "top": o.top, "width": o.width, "data_id": o.data_id,
             "blocks": [_dump(block) for block in o.blocks]}
            for o in content.outlines
        ],
    }  # fmt: skip


def load(data: dict[str, Any]) -> Content:
    """The content of `dump`."""
    outlines = [Outline(**{**o, "blocks": [_load(block) for block in o["blocks"]]}) for o in data["outlines"]]
    return Content(outlines, data["last_uid"])


def _dump(block: Block) -> dict[str, Any]:
    data: dict[str, Any] = {name: getattr(block, name) for name in block.__slots__}
    data["kind"] = _NAMES[type(block)]
    if isinstance(block, Paragraph):
        data["runs"] = [[run.text, run.style, run.href, run.script] for run in block.runs]
    elif isinstance(block, Division):
        data["blocks"] = [_dump(inner) for inner in block.blocks]
    elif isinstance(block, Bullets):
        data["items"] = [
            {"uid": i.uid, "marker": i.marker, "data_id": i.data_id, "blocks": [_dump(b) for b in i.blocks]}
            for i in block.items
        ]
    elif isinstance(block, Table):
        data["rows"] = [
            {
                "uid": row.uid,
                "cells": [
                    {"uid": c.uid, "background": c.background, "width": c.width, "blocks": [_dump(b) for b in c.blocks]}
                    for c in row.cells
                ],
            }
            for row in block.rows
        ]
    return data


def _load(data: dict[str, Any]) -> Block:
    values = dict(data)
    kind = _KINDS[values.pop("kind")]
    if kind is Paragraph:
        values["runs"] = [Run(*run) for run in values["runs"]]
    elif kind is Division:
        values["blocks"] = [_load(block) for block in values["blocks"]]
    elif kind is Bullets:
        values["items"] = [Item(**{**i, "blocks": [_load(b) for b in i["blocks"]]}) for i in values["items"]]
    elif kind is Table:
        values["rows"] = [
            Row(row["uid"], [Cell(**{**c, "blocks": [_load(b) for b in c["blocks"]]}) for c in row["cells"]])
            for row in values["rows"]
        ]
    return kind(**values)
