"""What people do to a page in a OneNote client: tick, type, strike through, delete, add a text box.

Lines are addressed by handles (`Line.handle`), which stay the same for as long as the line lives; scripts find them
with `find` and `room`. What is typed has no margins and no data-id, as in a client.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sandbox.content import CHECKBOXES, Block, Bullets, Cell, Content, Division, Item, Outline, Paragraph, Run, Table
from sandbox.tenant import Page, Tenant


class NoSuchLine(LookupError):
    """The line is not on the page; the message lists what is."""


class NotShared(PermissionError):
    """The person cannot open this notebook."""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph as a person sees it."""

    handle: str
    text: str  # visible; a line break inside the paragraph is `\n`
    tag: str  # p, h1 to h6
    tags: tuple[str, ...]  # note tags without their status
    box: Literal["open", "done"] | None  # its checkbox, if it has one
    struck: bool  # the whole line is struck through
    data_id: str
    runs: tuple[Run, ...]
    outline: int  # which text box, from 0
    heading: str  # the heading it stands under
    depth: int  # list depth, 0 outside lists
    table: str  # handle of the table around it, else ""
    row: int | None  # in that table, from 0
    column: int | None
    column_name: str  # text of that column's first cell

    @property
    def blank(self) -> bool:
        """Nothing written there."""
        return not self.text.replace("\xa0", " ").strip()


class Editor:
    """A page under somebody's hands; every method is one action of that person, done at once."""

    def __init__(self, tenant: Tenant, page_id: str, by: str) -> None:
        if page_id not in tenant.pages:
            raise NoSuchLine(f"There is no page {page_id}.")
        if not tenant.may_open(by, tenant.notebook_of(page_id)):
            raise NotShared(f"{by} cannot open this notebook.")
        self.tenant = tenant
        self.page: Page = tenant.pages[page_id]
        self.by = by.lower()

    # ------------------------------------------------------------ looking

    def lines(self) -> list[Line]:
        """Every paragraph, blank ones too, in the order of the page."""
        return [line for line, _, _ in _walk(self.page.content)]

    def line(self, handle: str) -> Line:
        """The line of a handle; NoSuchLine when it is gone."""
        return self._at(handle)[0]

    def find(
        self,
        text: str = "",
        *,
        under: str | None = None,
        column: str | None = None,
        box: bool | None = None,
        nth: int = 0,
    ) -> str:
        """The handle of the line that begins with `text`, under a heading, in a column named by its first cell, with a
        box or not.

        Case does not matter. Raises NoSuchLine with the lines there are.
        """
        found = [
            line for line in self._under(under, column) if line.text.strip().casefold().startswith(text.casefold())
        ]
        found = [line for line in found if box is None or (line.box is not None) == box]
        if not text:
            found = [line for line in found if not line.blank]
        if nth >= len(found):
            raise NoSuchLine(self._nothing(text, under, column))
        return found[nth].handle

    def room(self, under: str, column: str | None = None) -> str:
        """The handle of the first empty line under a heading (and in a column), where a person would start to write."""
        lines = self._under(under, column)
        empty = next((line for line in lines if line.blank), None)
        if empty is None:
            raise NoSuchLine(self._nothing("", under, column))
        return empty.handle

    # ------------------------------------------------------------ writing

    def tick(self, handle: str) -> None:
        """Ticks the line's first checkbox; nothing else of the line changes (captured)."""
        self._set_box(handle, done=True)

    def untick(self, handle: str) -> None:
        """Takes the tick away."""
        self._set_box(handle, done=False)

    def toggle_todo(self, handle: str) -> None:
        """Presses the to-do button: the line gets a checkbox, or loses the one it has."""
        paragraph = self._at(handle)[1]
        kept = [tag for tag in paragraph.note_tags if tag.partition(":")[0] != "to-do"]
        paragraph.note_tags = ["to-do", *kept] if len(kept) == len(paragraph.note_tags) else kept
        self._done()

    def type_over(self, handle: str, text: str) -> None:
        """Replaces the line's text; tag and data-id stay, unless the line is emptied: then its data-id is lost
        (measured).
        """
        paragraph = self._at(handle)[1]
        style = dict(paragraph.runs[0].style) if paragraph.runs and paragraph.tag == "p" else {}
        style.pop("text-decoration", None)
        paragraph.runs = _runs(text, style)
        if paragraph.blank:
            paragraph.data_id = ""
        self._done()

    def append(self, handle: str, text: str) -> None:
        """Types at the end of the line, in the look of its last words, with a space between when none is there."""
        paragraph = self._at(handle)[1]
        before = paragraph.text
        if before and not before[-1].isspace() and text[:1] not in " ,.;:!?)\n":
            text = f" {text}"
        last = paragraph.runs[-1] if paragraph.runs else None
        paragraph.runs += _runs(text, dict(last.style) if last is not None and not last.href else {})
        self._done()

    def insert_after(self, handle: str, text: str, *, todo: bool = False) -> str:
        """Presses Enter at the end of the line and types: a new line in the same text box, cell or list. Returns its
        handle.
        """
        _, paragraph, blocks = self._at(handle)
        new = self._typed(text, todo=todo)
        content = self.page.content
        place = _item_around(content, paragraph)
        if place is not None:
            bullets, item = place
            bullets.items.insert(bullets.items.index(item) + 1, Item(content.uid(), [new], item.marker))
        else:
            blocks.insert(blocks.index(paragraph) + 1, new)
        self._done()
        return str(new.uid)

    def add_bullet_after(self, handle: str, texts: Sequence[str]) -> list[str]:
        """Starts a bulleted list below the line. Returns the handles of its lines."""
        _, paragraph, blocks = self._at(handle)
        content = self.page.content
        lines = [self._typed(text) for text in texts]
        blocks.insert(
            blocks.index(paragraph) + 1, Bullets(content.uid(), items=[Item(content.uid(), [line]) for line in lines])
        )
        self._done()
        return [str(line.uid) for line in lines]

    def strike(self, handle: str) -> None:
        """Strikes the whole line through; a checkbox keeps its state (captured)."""
        for run in self._at(handle)[1].runs:
            marks = set(run.style.get("text-decoration", "").split()) | {"line-through"}
            run.style["text-decoration"] = " ".join(sorted(marks))
        self._done()

    def unstrike(self, handle: str) -> None:
        """Takes the strike-through away."""
        for run in self._at(handle)[1].runs:
            marks = set(run.style.pop("text-decoration", "").split()) - {"line-through"}
            if marks:
                run.style["text-decoration"] = " ".join(sorted(marks))
        self._done()

    def delete(self, handle: str) -> None:
        """Deletes the line; a cell keeps an empty one, an item without lines goes."""
        _, paragraph, blocks = self._at(handle)
        content = self.page.content
        place = _item_around(content, paragraph)
        blocks.remove(paragraph)
        if place is not None and not place[1].blocks:
            place[0].items.remove(place[1])
        for cell in _cells(content):
            if not cell.blocks:
                cell.blocks.append(Paragraph(content.uid(), typed=True))
        for outline in content.outlines:
            outline.blocks = [block for block in outline.blocks if not (isinstance(block, Bullets) and not block.items)]
        content.outlines = [outline for outline in content.outlines if outline.blocks or outline.data_id]
        self._done()

    def add_text_box(self, left: int, top: int, lines: Sequence[str], *, todo: bool = False) -> list[str]:
        """Clicks anywhere on the page (px) and types: a new text box. Returns the handles of its lines."""
        content = self.page.content
        box = Outline(content.uid(), left, top, width=720)
        typed = [self._typed(text, todo=todo) for text in lines]
        box.blocks.extend(typed)
        content.outlines.append(box)
        self._done()
        return [str(line.uid) for line in typed]

    def rename(self, title: str) -> None:
        """Types another title; the page's own stamp does not move for that (measured)."""
        before = self.page.modified
        self.page.title = title
        self._done()
        self.page.modified = before

    def wipe(self) -> None:
        """Selects all and presses Delete: the title stays."""
        self.page.content.outlines.clear()
        self._done()

    # ------------------------------------------------------------ inside

    def _done(self) -> None:
        self.tenant.edited(self.page)

    def _at(self, handle: str) -> tuple[Line, Paragraph, list[Block]]:
        for line, paragraph, blocks in _walk(self.page.content):
            if line.handle == handle:
                return line, paragraph, blocks
        raise NoSuchLine(f"There is no line {handle} on this page any more.")

    def _under(self, heading: str | None, column: str | None) -> list[Line]:
        lines = self.lines()
        if heading is not None:
            lines = [
                line for line in lines if line.heading.casefold().startswith(heading.casefold()) and line.tag == "p"
            ]
        if column is not None:
            lines = [line for line in lines if line.column_name.casefold() == column.casefold() and line.row != 0]
        return lines

    def _nothing(self, text: str, under: str | None, column: str | None) -> str:
        where = (f" under {under!r}" if under is not None else "") + (
            f" in column {column!r}" if column is not None else ""
        )
        there = "\n".join(f"  [{line.heading} | {line.column_name}] {line.text}" for line in self.lines())
        return f"No {'line beginning with ' + repr(text) if text else 'such line'}{where}. The page has:\n{there}"

    def _set_box(self, handle: str, *, done: bool) -> None:
        paragraph = self._at(handle)[1]
        for place, tag in enumerate(paragraph.note_tags):
            shape = tag.partition(":")[0]
            if shape in CHECKBOXES:
                paragraph.note_tags[place] = f"{shape}:completed" if done else shape
                self._done()
                return
        raise NoSuchLine(f"The line {paragraph.text!r} has no checkbox.")

    def _typed(self, text: str, *, todo: bool = False) -> Paragraph:
        return Paragraph(self.page.content.uid(), runs=_runs(text, {}), note_tags=["to-do"] if todo else [], typed=True)


def _runs(text: str, style: dict[str, str]) -> list[Run]:
    runs: list[Run] = []
    for number, part in enumerate(text.split("\n")):
        if number:
            runs.append(Run("\n"))
        if part:
            runs.append(Run(part, dict(style)))
    return runs


def _heading(paragraph: Paragraph) -> bool:
    """A heading style, or a whole line in bold, as people make headings (captured)."""
    if paragraph.blank:
        return False
    if paragraph.tag != "p":
        return True
    return all(run.style.get("font-weight") == "bold" for run in paragraph.runs if run.text.strip())


def _walk(content: Content) -> list[tuple[Line, Paragraph, list[Block]]]:
    found: list[tuple[Line, Paragraph, list[Block]]] = []
    heading = ""

    def visit(
        blocks: list[Block], outline: int, depth: int, table: Table | None, row: int | None, column: int | None
    ) -> None:
        nonlocal heading
        for block in blocks:
            if isinstance(block, Paragraph):
                if table is None and depth == 0 and _heading(block):
                    heading = block.text.strip()
                name = _column_name(table, column) if table is not None and column is not None else ""
                found.append((_line(block, outline, heading, depth, table, row, column, name), block, blocks))
            elif isinstance(block, Bullets):
                for item in block.items:
                    visit(item.blocks, outline, depth + 1, table, row, column)
            elif isinstance(block, Table):
                for r, cells in enumerate(block.rows):
                    for c, cell in enumerate(cells.cells):
                        visit(cell.blocks, outline, depth, block, r, c)
            elif isinstance(block, Division):
                visit(block.blocks, outline, depth, table, row, column)

    for number, outline in enumerate(content.outlines):
        heading = ""
        visit(outline.blocks, number, 0, None, None, None)
    return found


def _line(
    paragraph: Paragraph,
    outline: int,
    heading: str,
    depth: int,
    table: Table | None,
    row: int | None,
    column: int | None,
    name: str,
) -> Line:
    box: Literal["open", "done"] | None = None
    for tag in reversed(paragraph.note_tags):
        shape, _, status = tag.partition(":")
        if shape in CHECKBOXES:
            box = "done" if status == "completed" else "open"
    words = [run for run in paragraph.runs if run.text.strip()]
    return Line(
        handle=str(paragraph.uid),
        text=paragraph.text,
        tag=paragraph.tag,
        tags=tuple(tag.partition(":")[0] for tag in paragraph.note_tags),
        box=box,
        struck=bool(words) and all("line-through" in run.style.get("text-decoration", "") for run in words),
        data_id=paragraph.data_id,
        runs=tuple(paragraph.runs),
        outline=outline,
        heading=heading,
        depth=depth,
        table=str(table.uid) if table is not None else "",
        row=row,
        column=column,
        column_name=name,
    )


def _column_name(table: Table, column: int) -> str:
    first = table.rows[0].cells
    if column >= len(first):
        return ""
    return " ".join(block.text.strip() for block in first[column].blocks if isinstance(block, Paragraph)).strip()


def _cells(content: Content) -> list[Cell]:
    found: list[Cell] = []

    def visit(blocks: list[Block]) -> None:
        for block in blocks:
            if isinstance(block, Table):
                for row in block.rows:
                    for cell in row.cells:
                        found.append(cell)
                        visit(cell.blocks)
            elif isinstance(block, Bullets):
                for item in block.items:
                    visit(item.blocks)
            elif isinstance(block, Division):
                visit(block.blocks)

    for outline in content.outlines:
        visit(outline.blocks)
    return found


def _item_around(content: Content, paragraph: Paragraph) -> tuple[Bullets, Item] | None:
    """The list item a line is directly in."""

    def visit(blocks: list[Block]) -> tuple[Bullets, Item] | None:
        for block in blocks:
            if isinstance(block, Bullets):
                for item in block.items:
                    if any(inner is paragraph for inner in item.blocks):
                        return block, item
                    if (place := visit(item.blocks)) is not None:
                        return place
            elif isinstance(block, Table):
                for row in block.rows:
                    for cell in row.cells:
                        if (place := visit(cell.blocks)) is not None:
                            return place
            elif isinstance(block, Division) and (place := visit(block.blocks)) is not None:
                return place
        return None

    for outline in content.outlines:
        if (place := visit(outline.blocks)) is not None:
            return place
    return None
