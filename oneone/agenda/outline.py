"""OneNote's HTML as paragraphs in the order a person sees them; knows OneNote, not our agenda.

OneNote API (input-output-html, note-tags): a paragraph is a `p` or heading, or collapsed into its list item or cell,
and its note tag then sits on a span; tags are a comma list of `shape` or `shape:completed`. Measured: outlines stand in
the order they were made in, not in that of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from lxml import etree

from oneone.errors import NeedsAttention

MAX_CHARACTERS = 5_000_000
MAX_PARAGRAPHS = 20_000
LARGE = 13.0  # points; OneNote's own text is 11

_GAP = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ufffc]+")  # U+FFFC: a soft line break, or what could not be written as text
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_UNREAD = re.compile(r"\b(?:Ink|Paragraph)\w*Node\b")
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)\s*(pt|px)?")

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
) | frozenset(_HEADINGS)
_UNSHOWN = frozenset(["head", "script", "style", "template", "title", "noscript"])
_CODE = re.compile(r"consolas|courier|monospace")
_BOLD = frozenset({"b", "strong"})
_STRUCK = frozenset({"s", "strike", "del"})


@dataclass(frozen=True, slots=True)
class Cell:
    """Where in a table a paragraph stands: number of the table on the page, row and column from 0."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph with visible text; `bold`, `size` (points), `colour` and `struck` are those of its whole text."""

    text: str
    outline: int  # number of the outline, in visual order
    tags: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()  # data-ids, the nearest first, up to its list item or cell
    links: tuple[str, ...] = ()
    level: int = 0  # 1 to 6 in h1 to h6
    bold: bool = False
    size: float = 0.0
    mixed: bool = False  # of more than one size; `size` is then the smallest
    colour: str = ""
    struck: bool = False
    left: str = ""  # what of the text is not struck through, when a part is; else empty
    depth: int = 0  # of lists, 0 outside
    cell: Cell | None = None
    cited: bool = False  # a citation, such as the stamp under a screen clipping, or code

    @property
    def heading_like(self) -> bool:
        """Tell whether it looks like a heading: many pages have no h1 to h6, only lines wholly bold or large."""
        if self.level:
            return True
        return (self.bold or self.size >= LARGE) and not self.tags and not self.depth and len(self.text.split()) <= 8


@dataclass(frozen=True, slots=True)
class Content:
    """What stands on a page; `complete` is False when OneNote says that it left out ink or a paragraph."""

    paragraphs: tuple[Paragraph, ...]
    tables: Mapping[tuple[int, int], Mapping[int, tuple[str, ...]]]  # (table, row) → column → texts of its paragraphs
    complete: bool


def content(html: str) -> Content:
    """Read a page's HTML, ours as sent or OneNote's as received, into paragraphs in visual order.

    Raises NeedsAttention for more than 5 million characters, 20,000 paragraphs or 250 levels, and when it is no page.
    """
    body = _body(html)
    complete = not any(_UNREAD.search(comment.text or "") for comment in body.getroottree().iter(etree.Comment))
    found: list[Paragraph] = []
    walker = _Walker(found)
    for number, elements in enumerate(_outlines(body)):
        walker.outline = number
        walker.blocks(elements, _Around())
    tables: dict[tuple[int, int], dict[int, tuple[str, ...]]] = {}
    for paragraph in found:
        if cell := paragraph.cell:
            row = tables.setdefault((cell.table, cell.row), {})
            row[cell.column] = (*row.get(cell.column, ()), paragraph.text)
    return Content(tuple(found), tables, complete)


def visible(text: str) -> str:
    """Fold white space, soft breaks and controls to one space; take out what is never seen (zero width, bidi)."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _GAP.sub(" ", _UNSEEN.sub("", text)).strip()


def _body(html: str) -> etree._Element:
    if len(html) > MAX_CHARACTERS:
        raise NeedsAttention("The page is too large to be read: take pasted content off it", characters=len(html))
    # lxml takes <title/>, <iframe/> and <object/> as closed, as OneNote means them; HTML5 parsers lose what follows.
    parser = etree.HTMLParser(encoding="utf-8", remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if any(error.type_name in {"ERR_RESOURCE_LIMIT", "ERR_NO_MEMORY"} for error in parser.error_log):
        raise NeedsAttention("The page is nested too deeply to be read: take pasted content off it")
    body = None if root is None else root.find("body")
    if body is None:
        raise NeedsAttention("This is not the HTML of a OneNote page: it has no body")
    return body


def _outlines(body: etree._Element) -> list[list[etree._Element | str]]:
    """Body's positioned divs by (top, left), in document order where equal; what is not positioned is one outline."""
    loose: list[etree._Element | str] = [body.text or ""]
    placed: list[tuple[tuple[float, float], list[etree._Element | str]]] = [((120.0, 48.0), loose)]
    for child in body:
        style = _style(child.get("style") or "") if isinstance(child.tag, str) else {}
        if child.tag == "div" and "top" in style:
            placed.append(((_length(style["top"]), _length(style.get("left", ""))), [child]))
        elif isinstance(child.tag, str):
            loose.append(child)
        loose.append(child.tail or "")
    return [elements for _, elements in sorted(placed, key=lambda outline: outline[0])]


@lru_cache(maxsize=1024)
def _style(style: str) -> dict[str, str]:
    parts = (part.partition(":") for part in style.lower().split(";"))
    return {name.strip(): value.strip() for name, _, value in parts if value.strip()}


def _length(value: str) -> float:
    """Points or pixels as written; 0 when there is no number."""
    found = _LENGTH.match(value.strip())
    return float(found[1]) if found else 0.0


def _tags(element: etree._Element) -> tuple[str, ...]:
    return tuple(tag for part in (element.get("data-tag") or "").split(",") if (tag := part.strip().lower()))


@dataclass(frozen=True, slots=True)
class _Look:
    bold: bool = False
    struck: bool = False
    size: float = 11.0
    colour: str = ""
    code: bool = False

    def within(self, element: etree._Element) -> _Look:
        """The look of text in this element, inside text of this look."""
        style = _style(element.get("style") or "")
        if not style and element.tag not in _BOLD and element.tag not in _STRUCK:
            return self
        weight = style.get("font-weight", "")
        size = self.size
        if "font-size" in style and (said := _length(style["font-size"])):
            size = said * 0.75 if style["font-size"].endswith("px") else said
        return _Look(
            bold=element.tag in _BOLD
            or (weight in {"bold", "bolder", "600", "700", "800", "900"} if weight else self.bold),
            struck=self.struck or element.tag in _STRUCK or "line-through" in style.get("text-decoration", ""),
            size=size,
            colour=style.get("color", self.colour),
            code=_CODE.search(style["font-family"]) is not None if "font-family" in style else self.code,
        )


@dataclass(frozen=True, slots=True)
class _Around:
    """What surrounds a paragraph."""

    look: _Look = field(default_factory=_Look)
    ids: tuple[str, ...] = ()
    level: int = 0
    depth: int = 0
    cell: Cell | None = None
    cited: bool = False
    loose: bool = True  # directly in an outline: a line break ends the paragraph
    carried: list[str] = field(default_factory=list)  # tags on an item or cell: its first paragraph's, taken once
    items: tuple[str, ...] = ()  # tags on a list: each item's


class _Run:
    """Text that is being put together into a paragraph."""

    def __init__(self) -> None:
        self.pieces: list[tuple[str, _Look]] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.broken = False  # the last piece is a line break

    def text(self, text: str | None, look: _Look) -> None:
        if not self.pieces and (not text or text.isspace()):
            return
        if text and look.size > 2:  # smaller is a marker of some tool, not text of people
            self.pieces.append((text, look))
            self.broken = self.broken and not text.strip()

    def line_break(self, look: _Look) -> None:
        self.pieces.append((" ", look))
        self.broken = True


class _Walker:
    """Goes through an outline and leaves its paragraphs in `found`."""

    def __init__(self, found: list[Paragraph]) -> None:
        self.found = found
        self.outline = 0
        self.tables = 0

    def blocks(self, parts: list[etree._Element | str], around: _Around) -> None:
        """Read text and elements that stand beside each other: inline ones make a paragraph, blocks stand alone."""
        run = _Run()
        for part in parts:
            if isinstance(part, str):
                run.text(part, around.look)
            elif part.tag == "br":
                if run.tags or around.loose:  # in a cell or item a tagged line ends here
                    run = self.emit(run, around)
                run.line_break(around.look)
            elif part.tag in _UNSHOWN:
                continue
            elif part.tag == "cite" and not any(visible(piece) for piece, _ in run.pieces):
                self.block(part, replace(around, cited=True))
            elif part.tag in _BLOCKS or any(inner.tag in _BLOCKS for inner in part.iter()):
                run = self.emit(run, around)
                self.block(part, around)
            else:
                if run.broken and part.get("data-tag"):
                    run = self.emit(run, around)
                self.inline(part, around.look, run)
        self.emit(run, around)

    def block(self, element: etree._Element, around: _Around) -> None:
        tag = element.tag
        if tag == "table":
            self.table(element, around)
            return
        mark = element.get("data-id")
        ids: tuple[str, ...] = (mark,) if mark and tag not in {"div", "ul", "ol", "body"} else ()
        look = around.look.within(element)
        carried, items, depth, level, loose = around.carried, around.items, around.depth, around.level, around.loose
        if tag in {"ul", "ol"}:
            # Measured: a list's own tag wins over those of its items.
            carried, items, depth, ids = [], _tags(element), depth + 1, ()
        elif tag in {"li", "td", "th"}:
            carried, items, loose = [*_tags(element), *items], (), False
        else:
            carried = [*_tags(element), *carried]
            around.carried.clear()
            level, ids, loose = _HEADINGS.get(str(tag), level), ids + around.ids, tag in {"div", "body"}
        around = _Around(look, ids, level, depth, around.cell, around.cited, loose, carried, items)
        self.blocks(list(_parts(element)), around)

    def table(self, element: etree._Element, around: _Around) -> None:
        number, self.tables = self.tables, self.tables + 1
        rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
        for at, row in enumerate(rows):
            cells = [cell for cell in row if cell.tag in {"td", "th"}]
            for column, cell in enumerate(cells):
                place = Cell(number, at, column)
                self.block(cell, _Around(around.look, (), around.level, 0, place, around.cited, around.loose))

    def inline(self, element: etree._Element, look: _Look, run: _Run) -> None:
        look = look.within(element)
        run.tags += _tags(element)
        if mark := element.get("data-id"):
            run.ids.append(mark)
        if element.tag == "a" and (href := element.get("href")):
            run.links.append(href)
        for part in _parts(element):
            if isinstance(part, str):
                run.text(part, look)
            elif part.tag == "br":
                run.line_break(look)
            elif part.tag not in _UNSHOWN:
                self.inline(part, look, run)

    def emit(self, run: _Run, around: _Around) -> _Run:
        """Close a paragraph, when it has text, and begin the next."""
        text = visible("".join(piece for piece, _ in run.pieces)) if run.pieces else ""
        if not text:
            return _Run()
        if len(self.found) >= MAX_PARAGRAPHS:
            raise NeedsAttention(
                "The page has too many lines to be read: take pasted content off it", lines=MAX_PARAGRAPHS
            )
        looks = {look for piece, look in run.pieces if len(run.pieces) == 1 or visible(piece)}
        colours = {look.colour for look in looks}
        struck = sum(look.struck for look in looks)
        partly = 0 < struck < len(looks)
        tags = dict.fromkeys([*run.tags, *around.carried])
        around.carried.clear()
        self.found.append(
            Paragraph(
                text=text,
                outline=self.outline,
                tags=tuple(tags),
                ids=tuple(dict.fromkeys([*run.ids, *around.ids])),
                links=tuple(run.links),
                level=around.level,
                bold=all(look.bold for look in looks),
                size=min(look.size for look in looks),
                mixed=len({look.size for look in looks}) > 1,
                colour=colours.pop() if len(colours) == 1 else "",
                struck=struck == len(looks),
                left=visible("".join(piece for piece, look in run.pieces if not look.struck)) if partly else "",
                depth=around.depth,
                cell=around.cell,
                cited=around.cited or all(look.code for look in looks),
            )
        )
        return _Run()


def _parts(element: etree._Element) -> Iterator[etree._Element | str]:
    """Text and child elements in order, comments left out."""
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str):
            yield child
        if child.tail:
            yield child.tail
