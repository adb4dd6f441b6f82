"""A page as its people left it, read back into lines: the other half of page.py (design §6)."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from oneone.agenda import marks
from oneone.agenda.bounds import Bounds, bounds, folded, has_reference, is_marked, without_minutes
from oneone.agenda.outline import Cell, Content, Paragraph, content
from oneone.agenda.reading_words import ANYBODY, LABEL, LISTS, WHAT, WHEN, WHO
from oneone.model import Line, Names, Reading, Section, Side

TASKS = frozenset({"to-do", "to-do-priority-1", "to-do-priority-2"})
"""The checkbox shapes that are tasks; the other six also stand for attendance, questions and people's own tags."""

_SAYS_NOTHING = re.compile(r"[\W_]*(?:\d{1,2}(?!\d)[\W_]*)?")  # no letter, and no number but that of a list
_COLON = re.compile(r"\W*([^:：]{1,80}?)\s*[:：]")
_BEHIND = re.compile(r"\([^()]*\d[^()]*\)\s*$")
_POSSESSIVE = re.compile(r"['’]s?(?!\w)")
_SIDES: tuple[Side, Side] = ("rep", "manager")
_MARKS = frozenset({"important", "critical", "highlight", "send-in-email", "project-a", "project-b"})
_UNTOUCHED = re.compile(rf"[^:：]{{1,80}}[:：]\s*{marks.PLACEHOLDER}")  # a label of an agenda's own with room behind it
_FIRST_LINE = re.compile(r".*\d{1,2}[:.h]\d{2}.*\b\d{1,3} min\b")


def read(html: str, sections: Sequence[Section], names: Names, made: Collection[str] = ()) -> Reading:
    """Read a page by the section list stored with its draft; `made` are the digests of the lines that we wrote.

    Text of a private section never leaves this function. Without `made`, lines of ours are told by their shape (labels,
    quiet text, placeholders, tables of numbers). Raises NeedsAttention for what is no page or too large to be one.
    """
    page = content(html)
    where = bounds(page.paragraphs, sections, names, made=bool(made))
    lines = _Reader(page, where, sections, names, made).lines()
    written = Counter(line.owner or "unknown" for line in lines if not line.ours)
    references = [found[1] for paragraph in page.paragraphs if (found := marks.REFERENCE.search(paragraph.text))]
    hidden = [marks.heading(section, names) for section in sections if section.private and where.ours]
    return Reading(
        lines=lines,
        complete=page.complete and not where.unbounded,
        unread=tuple(hidden),
        reference=references[-1] if references else None,
        ours=bool(references) or any(_is_ours(paragraph) for paragraph in page.paragraphs),
        written={"rep": written["rep"], "manager": written["manager"], "unknown": written["unknown"]},
        hash=_hash(lines),
    )


def digests(html: str, sections: Sequence[Section], names: Names) -> tuple[str, ...]:
    """Say the short digests of a page's lines as we rendered it, so that a later reading knows them as ours.

    8 hexadecimal digits of text and section; equal lines have equal digests, each listed. Ticks do not change them.
    """
    return tuple(_digest(line.text, line.section) for line in read(html, sections, names).lines)


def _digest(text: str, section: str | None) -> str:
    bare = "".join(text.casefold().split())
    return hashlib.sha256(f"{section or ''}\n{bare}".encode()).hexdigest()[:8]


def _hash(lines: Sequence[Line]) -> str:
    parts = (f"{line.text}\n{line.box}\n{line.struck}\n" for line in lines)
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def _is_ours(paragraph: Paragraph) -> bool:
    """Tell whether any mark of ours is on it: an id, or the link to where a promise began."""
    return (
        is_marked(paragraph)
        or any(marks.SECTION_ID.fullmatch(mark) for mark in paragraph.ids)
        or any(marks.COMMITMENT_LINK.search(href) for href in paragraph.links)
    )


@dataclass(frozen=True, slots=True)
class _Labels:
    """Who a label or column heading names."""

    names: Mapping[str, Side]
    words: frozenset[str]  # that these names are made of

    @staticmethod
    def of(names: Names) -> _Labels:
        known: dict[str, Side] = {"rep": "rep", "manager": "manager"}
        for side in _SIDES:
            for form in (names.first(side), *names.forms(side)):
                known[folded(form)] = side
        return _Labels(known, frozenset(word for name in known for word in name.split()))

    def side(self, text: str) -> Side | None:
        """`Lee`, `Lee:`, `From Lee`, `Lee's actions`; None when it is no label."""
        if len(text) > 80:
            return None
        said = folded(text)
        if side := self.names.get(said):
            return side
        if self.words.isdisjoint(said.split()):
            return None
        return self.names.get(folded(LABEL.sub("", _POSSESSIVE.sub("", text.casefold()))))

    def prefix(self, text: str) -> Side | None:
        """The name that a line begins with, before a colon."""
        return self.names.get(folded(before)) if (before := self.before(text)) else None

    def before(self, text: str) -> str:
        """What stands before the colon of a line that begins with a name; empty when it does not."""
        found = _COLON.match(text) if ":" in text or "：" in text else None
        return found[1] if found and folded(found[1]) in self.names else ""


class _Reader:
    """Goes down a page's paragraphs with what stands above and beside each."""

    def __init__(
        self, page: Content, where: Bounds, sections: Sequence[Section], names: Names, made: Collection[str]
    ) -> None:
        self.page = page
        self.where = where
        self.sections = {section.key: section for section in sections}
        self.names = names
        self.labels = _Labels.of(names)
        self.made = Counter(made)
        self.shaped = not made  # no digests: lines of ours are told by their shape
        self.columns = {table: self._sides(table) for table, row in page.tables if row == 0}
        self.tasks = {table: self._task_column(table) for table in self.columns}
        self.label: Side | None = None  # the label that stands above
        self.heading = ""
        self.listing = False  # under a heading of people's own that says "Actions"

    def lines(self) -> tuple[Line, ...]:
        lines: list[Line] = []
        before: Paragraph | None = None
        for at, paragraph in enumerate(self.page.paragraphs):
            if before is None or before.outline != paragraph.outline:
                self.label, self.heading, self.listing = None, "", False
            elif _place(before) != _place(paragraph):
                self.label = None
            before = paragraph
            if at not in self.where.private:
                lines.append(self._line(at, paragraph))
            elif at in self.where.starts:
                self.label, self.heading, self.listing = None, "", False
        return tuple(lines)

    def _line(self, at: int, paragraph: Paragraph) -> Line:
        key = self.where.sections[at]
        section = self.sections.get(key) if key else None
        within = not self.where.ours or paragraph.outline in self.where.ours
        begins = at in self.where.starts
        label = None if paragraph.tags else self.labels.side(paragraph.text)
        titled = begins or (paragraph.heading_like and label is None and self._is_title(paragraph))
        if begins:
            self.label, self.listing = None, False
            self.heading = self._heading(paragraph, section)
        elif titled:
            self.label = None
            self.listing = within and folded(paragraph.text) in LISTS
            header = paragraph.cell is not None and paragraph.cell.row == 0
            if (section is None or self.listing) and not header:
                self.heading = without_minutes(paragraph.text)
        elif label:
            self.label = label
        elif _is_quiet(paragraph):
            self.label = None  # ours: what it stands over belongs to nobody yet
        column = self._column(paragraph) if within else None
        prefix = self.labels.prefix(paragraph.text) if within else None
        if prefix and section and section.notes == "lines" and not paragraph.tags:
            self.label = prefix
        text, struck = _standing(paragraph, self.labels)
        return Line(
            text=text,
            box=_box(paragraph.tags),
            tags=paragraph.tags,
            section=key,
            heading=paragraph.text if titled and not begins else self.heading,
            collects=within and not (begins or label or _is_noted(paragraph)) and self._collects(paragraph, section),
            owner=(column or prefix or self.label or _writer(section)) if within else None,
            depth=paragraph.depth,
            struck=struck,
            ids=paragraph.ids,
            links=paragraph.links,
            row=self._row(paragraph),
            ours=self._ours(paragraph, section, begins, label),
            cited=paragraph.cited,
        )

    def _heading(self, paragraph: Paragraph, section: Section | None) -> str:
        planned = marks.heading(section, self.names) if section else ""
        same = folded(paragraph.text) == folded(planned)
        return planned if same else without_minutes(paragraph.text)

    def _is_title(self, paragraph: Paragraph) -> bool:
        """Bold words in a table's later rows, or said with a mark, are emphasis; elsewhere they head what follows."""
        in_rows = paragraph.cell is not None and paragraph.cell.row > 0 and paragraph.cell.column > 0
        return not is_marked(paragraph) and not in_rows

    def _collects(self, paragraph: Paragraph, section: Section | None) -> bool:
        if paragraph.cell and (task := self.tasks.get(paragraph.cell.table)) is not None:
            return paragraph.cell.row > 0 and paragraph.cell.column == task and not self._is_others(paragraph.cell)
        return self.listing or (section is not None and section.collects)

    # ------------------------------------------------------------ tables

    def _sides(self, table: int) -> dict[int, Side]:
        header = self.page.tables.get((table, 0), {})
        sides = {column: self.labels.side(texts[0]) for column, texts in header.items()}
        return {column: side for column, side in sides.items() if side}

    def _task_column(self, table: int) -> int | None:
        """The column of a table of people's own that says what is to be done, beside who or when."""
        header = {column: folded(texts[0]) for column, texts in self.page.tables.get((table, 0), {}).items()}
        beside = any(text in WHO or text in WHEN for text in header.values())
        return next((column for column, text in header.items() if text in (WHAT if beside else LISTS)), None)

    def _is_others(self, cell: Cell) -> bool:
        """Tell whether a row's owner is named and neither of the two: it is somebody else's task."""
        header = self.page.tables.get((cell.table, 0), {})
        for column, texts in self.page.tables[cell.table, cell.row].items():
            if folded((header.get(column) or ("",))[0]) in WHO:
                said = folded(" ".join(texts))
                ours = said in ANYBODY or any(f" {name} " in f" {said} " for name in self.labels.names)
                return bool(said) and not ours
        return False

    def _column(self, paragraph: Paragraph) -> Side | None:
        """Whose column or row it stands in."""
        if (cell := paragraph.cell) is None:
            return None
        side = self.columns.get(cell.table, {}).get(cell.column)
        if side or cell.column == 0:
            return side
        first = self.page.tables[cell.table, cell.row].get(0, ("",))
        return self.labels.side(first[0])

    def _row(self, paragraph: Paragraph) -> tuple[str, ...]:
        if (cell := paragraph.cell) is None:
            return ()
        others = self.page.tables[cell.table, cell.row]
        return tuple(" ".join(texts) for column, texts in sorted(others.items()) if column != cell.column)

    # ------------------------------------------------------------ ours

    def _ours(self, paragraph: Paragraph, section: Section | None, begins: bool, label: Side | None) -> bool:
        text = paragraph.text
        if self.made and self.made[digest := _digest(text, section.key if section else None)] > 0:
            self.made[digest] -= 1
            return True
        if begins or label or has_reference(paragraph):
            return True
        named = self.labels.before(text)
        if _SAYS_NOTHING.fullmatch(text.partition(named)[2].lstrip(" :：") if named else text):
            return True
        if _UNTOUCHED.fullmatch(text[:120]):
            return True
        return self.shaped and self._looks_ours(paragraph, section)

    def _looks_ours(self, paragraph: Paragraph, section: Section | None) -> bool:
        if _is_quiet(paragraph):
            return True
        if any(marks.COMMITMENT_LINK.search(href) for href in paragraph.links):
            return True
        if any(marks.ASK_ID.fullmatch(mark) for mark in paragraph.ids):
            return True
        if section is None:
            return paragraph.outline in self.where.ours and _FIRST_LINE.match(paragraph.text[:300]) is not None
        if section.prompt and folded(paragraph.text) == folded(marks.named(section.prompt, self.names)):
            return True
        cell = paragraph.cell
        if cell is None or section.collects or paragraph.tags:
            return False
        return not self.columns.get(cell.table) and self.tasks.get(cell.table) is None


def _standing(paragraph: Paragraph, labels: _Labels) -> tuple[str, bool]:
    """A line's text without what is struck through in it, and whether it is struck as a whole.

    As a whole, too, when nothing is left but its label and what we put behind a carried promise.
    """
    if not paragraph.left:
        return paragraph.text, paragraph.struck
    rest = paragraph.left[:-200] + _BEHIND.sub("", paragraph.left[-200:])
    named = labels.before(rest)
    rest = rest.partition(named)[2] if named else rest
    if any(char.isalnum() for char in rest):
        return paragraph.left, False
    return paragraph.text, True


def _is_noted(paragraph: Paragraph) -> bool:
    """Tell whether it is no line of a list of promises: cited, or tagged as something else, such as a contact."""
    return paragraph.cited or any(tag.partition(":")[0] not in TASKS | _MARKS for tag in paragraph.tags)


def _is_quiet(paragraph: Paragraph) -> bool:
    """Tell whether it is wholly in our quiet style: a person's words on the same line are larger."""
    return not paragraph.mixed and _is_quiet_style(paragraph.colour, paragraph.size)


@lru_cache(maxsize=64)
def _is_quiet_style(colour: str, size: float) -> bool:
    return marks.is_quiet(f"color:{colour};font-size:{size:g}pt")


def _box(tags: Sequence[str]) -> Literal["open", "done"] | None:
    """The state of the first shape that is a task: `:completed` belongs to its own shape, not to the line."""
    for tag in tags:
        shape, _, status = tag.partition(":")
        if shape.strip() in TASKS:
            return "done" if status.strip() == "completed" else "open"
    return None


def _writer(section: Section | None) -> Side | None:
    """Who writes in a section that has room for one of the two only."""
    if section is None:
        return None
    if section.notes == "rep":
        return "rep"
    return "manager" if section.notes == "manager" else None


def _place(paragraph: Paragraph) -> tuple[int, int, int] | None:
    cell = paragraph.cell
    return (cell.table, cell.row, cell.column) if cell else None
