"""Reads the XHTML that is sent to create a page into what OneNote keeps of it (Input and output HTML in OneNote pages).

Most of the input is changed or lost on the way: looks become runs of text, nested divs are flattened, comments, ids,
classes, scripts and style sheets go, tags stand only where they are supported. Stricter than the service in one point,
on purpose: XHTML that is not well-formed is refused, where the service was seen to close tags silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sandbox.content import (
    Attachment,
    Block,
    Bullets,
    Cell,
    Content,
    Division,
    Item,
    Outline,
    Paragraph,
    Picture,
    Row,
    Run,
    Table,
)
from sandbox.onenote_styles import align_of, character_style, colour, css_of, merged, note_tags, number
from sandbox.xhtml import Element, Malformed, child_named, elements, parse, text_of

HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
INLINE = {
    "b": {"font-weight": "bold"},
    "strong": {"font-weight": "bold"},
    "i": {"font-style": "italic"},
    "em": {"font-style": "italic"},
    "u": {"text-decoration": "underline"},
    "strike": {"text-decoration": "line-through"},
    "s": {"text-decoration": "line-through"},
    "del": {"text-decoration": "line-through"},
    "cite": {"font-size": "9pt", "color": "#595959"},
    "span": {},
    "a": {},
    "sub": {},
    "sup": {},
    "font": {},
}
DROPPED = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "meta",
        "link",
        "form",
        "input",
        "button",
        "select",
        "textarea",
        "iframe",
        "hr",
        "th",
    ]
)
MARKERS = {
    "lower-alpha",
    "upper-alpha",
    "lower-roman",
    "upper-roman",
    "none",
    "circle",
    "square",
}  # defaults are left out
_SPACE = re.compile(r"[ \t\r\n\f]+")


@dataclass(slots=True)
class Sent:
    """A page as read: parts that pictures and attachments ask for stand in `parts` by uid."""

    title: str
    content: Content
    created: str = ""  # of <meta name="created">
    parts: dict[int, str] = field(default_factory=dict)
    warnings: list[tuple[str, str]] = field(default_factory=list)  # code, message


def read(text: str) -> Sent:
    """What OneNote keeps of a page that is sent; Malformed or BadTag when it is refused."""
    document = parse(text)
    html = child_named(document, "html")
    if html is None:
        raise Malformed("The HTML has no html element.")
    head, body = child_named(html, "head"), child_named(html, "body")
    title, created = "", ""
    for element in elements(head) if head is not None else []:
        if element.tag == "title":
            title = _SPACE.sub(" ", text_of(element)).strip()
        elif element.tag == "meta" and element.attributes.get("name", "").lower() == "created":
            created = element.attributes.get("content") or element.attributes.get("value", "")
    reader = _Reader()
    reader.body(body or Element("body", {}))
    return Sent(title, reader.content, created, reader.parts, reader.warnings)


@dataclass(slots=True)
class _Flow:
    """Blocks being collected, with the anonymous paragraph that is open among them."""

    blocks: list[Block] = field(default_factory=list)
    open: Paragraph | None = None


class _Reader:
    def __init__(self) -> None:
        self.content = Content()
        self.parts: dict[int, str] = {}
        self.warnings: list[tuple[str, str]] = []

    # ------------------------------------------------------------ boxes

    def body(self, body: Element) -> None:
        """Positioned divs, pictures and objects stand alone; everything else goes to one `_default` box (OneNote:
        positioning).
        """
        absolute = body.attributes.get("data-absolute-enabled", "").lower() == "true"
        rest: list[Element | str] = []
        boxes: list[Outline] = []
        default = self.content.uid()
        looks = character_style(body.attributes)
        for child in body.children:
            if isinstance(child, Element) and child.tag in ("div", "img", "object") and _position(child) is not None:
                if not absolute:
                    self.warnings.append(("20146", "Positions are ignored: body has no data-absolute-enabled."))
                    rest.append(child)
                    continue
                left, top, width = _position(child) or (48, 120, 624)
                box = Outline(self.content.uid(), left, top, width, child.attributes.get("data-id", ""))
                inside: list[Element | str] = child.children if child.tag == "div" else [child]
                box.blocks = self.flow(inside, {**looks, **character_style(child.attributes)})
                boxes.append(box)
            else:
                rest.append(child)
        blocks = self.flow(rest, looks)
        if blocks or not boxes:
            self.content.outlines.append(Outline(default, data_id="_default", blocks=blocks))
        self.content.outlines.extend(boxes)

    # ------------------------------------------------------------ blocks

    def flow(self, children: list[Element | str], looks: dict[str, str]) -> list[Block]:
        """Blocks of what stands in a box, cell, item or div; bare text between them becomes paragraphs."""
        flow = _Flow()
        self._flow(children, looks, flow)
        self._close(flow)
        return flow.blocks

    def _flow(self, children: list[Element | str], looks: dict[str, str], flow: _Flow) -> None:
        for child in children:
            if isinstance(child, str):
                if child.strip(" \t\r\n\f") or flow.open is not None:
                    self._text(self._anonymous(flow), child, looks, "", "")
            elif child.tag in DROPPED:
                continue
            elif child.tag in INLINE and not _has_block(child):
                self._inline(self._anonymous(flow), child, looks, "", "")
            elif child.tag == "br":
                # <br /> ends a bare line; on its own it is a blank one, and runs of them survive (measured)
                if flow.open is not None:
                    self._close(flow)
                else:
                    flow.blocks.append(Paragraph(self.content.uid()))
            else:
                self._close(flow)
                self._block(child, looks, flow)

    def _block(self, element: Element, looks: dict[str, str], flow: _Flow) -> None:
        tag = element.tag
        here = {**looks, **character_style(element.attributes)}
        if tag == "p" or tag in HEADING_TAGS:
            self._paragraph(element, here, flow)
        elif tag == "pre":
            self._preformatted(element, {**here, "font-family": "Consolas"}, flow)
        elif tag in ("ul", "ol"):
            flow.blocks.append(self._list(element, here))
        elif tag == "li":
            # an item without a list keeps its own tag and comes back in a ul (Use note tags in OneNote pages)
            before = flow.blocks[-1] if flow.blocks else None
            bullets = before if isinstance(before, Bullets) and not before.data_id else Bullets(self.content.uid())
            bullets.items.append(self._item(element, looks, "", note_tags(element)))
            if bullets is not before:
                flow.blocks.append(bullets)
        elif tag == "table":
            flow.blocks.append(self._table(element, here))
        elif tag == "img":
            self._picture(element, flow)
        elif tag == "object":
            self._attachment(element, flow)
        elif tag == "div" and element.attributes.get("data-id"):
            division = Division(self.content.uid(), element.attributes["data-id"])
            division.blocks = self.flow(element.children, here)
            flow.blocks.append(division)
        else:  # nested divs and whatever is not supported are unwrapped
            self._flow(element.children, here, flow)
            self._close(flow)

    def _paragraph(self, element: Element, looks: dict[str, str], flow: _Flow) -> None:
        line = Paragraph(self.content.uid(), element.tag, note_tags=note_tags(element), align=align_of(element))
        line.data_id = element.attributes.get("data-id", "")
        blocks: list[Element] = []
        for child in element.children:
            if (
                isinstance(child, Element)
                and child.tag not in INLINE
                and child.tag not in DROPPED
                and child.tag != "br"
            ):
                blocks.append(child)
            elif isinstance(child, str):
                self._text(line, child, looks, "", "")
            else:
                self._inline(line, child, looks, "", "")
        _trim(line)
        broken = any(run.text == "\n" for run in line.runs)
        if line.blank:
            line.runs = [run for run in line.runs if run.text == "\n"][1:] if broken else []
            line.data_id = ""
        # an empty paragraph or one of a single &nbsp; is removed (measured), unless it carries a tag
        if not line.blank or broken or line.note_tags:
            flow.blocks.append(line)
        for block in blocks:
            self._block(block, looks, flow)

    def _preformatted(self, element: Element, looks: dict[str, str], flow: _Flow) -> None:
        line = Paragraph(self.content.uid(), data_id=element.attributes.get("data-id", ""))
        for place, part in enumerate(text_of(element).strip("\n").split("\n")):
            if place:
                line.runs.append(Run("\n"))
            if part:
                line.runs.append(Run(part, dict(looks)))
        if not line.blank:
            flow.blocks.append(line)

    def _list(self, element: Element, looks: dict[str, str]) -> Bullets:
        bullets = Bullets(self.content.uid(), element.tag == "ol", data_id=element.attributes.get("data-id", ""))
        # a list's tag is forced on its items, a list without one takes their own away (Use note tags in OneNote pages)
        tags = note_tags(element)
        marker = css_of(element.attributes).get("list-style-type", "")
        for child in elements(element):
            if child.tag == "li":
                bullets.items.append(self._item(child, looks, marker, tags))
            elif child.tag in ("ul", "ol") and bullets.items:
                bullets.items[-1].blocks.append(self._list(child, looks))
        return bullets

    def _item(self, element: Element, looks: dict[str, str], marker: str, tags: list[str]) -> Item:
        marker = css_of(element.attributes).get("list-style-type", marker)
        item = Item(self.content.uid(), marker=marker if marker in MARKERS else "")
        item.data_id = element.attributes.get("data-id", "")
        item.blocks = self.flow(element.children, {**looks, **character_style(element.attributes)}) or [
            Paragraph(self.content.uid())
        ]
        first = next((block for block in item.blocks if isinstance(block, Paragraph)), None)
        if tags and first is not None:
            first.note_tags = list(tags)
        return item

    def _table(self, element: Element, looks: dict[str, str]) -> Table:
        # a border comes only from the attribute; CSS borders of tables are ignored (measured: lost without border="1")
        bordered = element.attributes.get("border", "0") not in ("", "0")
        table = Table(self.content.uid(), bordered=bordered, data_id=element.attributes.get("data-id", ""))
        background = colour(element.attributes.get("bgcolor", ""))
        for tr in _rows(element):
            row = Row(self.content.uid())
            for td in elements(tr):
                if td.tag == "td":
                    row.cells.append(self._cell(td, looks, background))
            if row.cells:
                table.rows.append(row)
        width = number(element.attributes.get("width") or css_of(element.attributes).get("width", ""))
        for row in table.rows:
            for cell in row.cells:
                # the table's width is spread over its cells, without a unit (documented sample)
                cell.width = cell.width or (str(width // len(row.cells)) if width else "")
        return table

    def _cell(self, td: Element, looks: dict[str, str], background: str) -> Cell:
        css = css_of(td.attributes)
        cell = Cell(self.content.uid())
        cell.background = colour(css.get("background-color") or td.attributes.get("bgcolor", "")) or background
        width = number(td.attributes.get("width") or css.get("width", ""))
        cell.width = str(width) if width else ""
        own = {name: value for name, value in character_style(td.attributes).items() if name != "background-color"}
        inner = {**looks, **own}
        # a tag on a span in a cell is dropped on input (learned by others from data loss), as is one on the cell
        cell.blocks = self.flow(td.children, inner)
        if not cell.blocks:
            cell.blocks.append(Paragraph(self.content.uid()))
        align = align_of(td)
        for block in cell.blocks:
            if align and isinstance(block, Paragraph):
                block.align = block.align or align
        return cell

    def _picture(self, element: Element, flow: _Flow) -> None:
        source = element.attributes.get("data-render-src") or element.attributes.get("src", "")
        if not source:
            self.warnings.append(("20006", "An image without src was ignored."))
            return
        if not source.startswith("name:"):
            self.warnings.append(("20130", "An image was left out: this tenant fetches nothing from the web."))
            return
        uid = self.content.uid()
        values = element.attributes
        self.parts[uid] = source.removeprefix("name:")
        picture = Picture(uid, "", "", values.get("alt", ""), values.get("width", ""), values.get("height", ""))
        picture.data_id, picture.note_tags = values.get("data-id", ""), note_tags(element)
        flow.blocks.append(picture)

    def _attachment(self, element: Element, flow: _Flow) -> None:
        source = element.attributes.get("data", "")
        if source.startswith("name:"):
            uid = self.content.uid()
            self.parts[uid] = source.removeprefix("name:")
            media = element.attributes.get("type", "application/octet-stream")
            flow.blocks.append(Attachment(uid, "", media, element.attributes.get("data-attachment", "")))

    # ------------------------------------------------------------ text

    def _anonymous(self, flow: _Flow) -> Paragraph:
        if flow.open is None:
            flow.open = Paragraph(self.content.uid())
        return flow.open

    def _close(self, flow: _Flow) -> None:
        if flow.open is not None:
            _trim(flow.open)
            if not flow.open.blank:
                flow.blocks.append(flow.open)
            flow.open = None

    def _inline(self, line: Paragraph, element: Element, looks: dict[str, str], href: str, script: str) -> None:
        if element.tag == "br":
            line.runs.append(Run("\n"))
            return
        if element.tag in DROPPED:
            return
        here = merged(merged(looks, INLINE.get(element.tag, {})), character_style(element.attributes))
        href = element.attributes.get("href", href) if element.tag == "a" else href
        script = element.tag if element.tag in ("sub", "sup") else script
        for child in element.children:
            if isinstance(child, str):
                self._text(line, child, here, href, script)
            else:
                self._inline(line, child, here, href, script)

    def _text(self, line: Paragraph, text: str, looks: dict[str, str], href: str, script: str) -> None:
        folded = _SPACE.sub(" ", text)
        if folded.startswith(" ") and (not line.runs or line.runs[-1].text[-1:] in (" ", "\n")):
            folded = folded[1:]
        if not folded:
            return
        last = line.runs[-1] if line.runs else None
        if last is not None and last.text != "\n" and (last.style, last.href, last.script) == (looks, href, script):
            last.text += folded
        else:
            line.runs.append(Run(folded, dict(looks), href, script))


def _trim(line: Paragraph) -> None:
    """White space at the end of a line is not kept."""
    while line.runs and line.runs[-1].text != "\n":
        line.runs[-1].text = line.runs[-1].text.rstrip(" ")
        if line.runs[-1].text:
            return
        line.runs.pop()


def _position(element: Element) -> tuple[int, int, int] | None:
    css = css_of(element.attributes)
    if css.get("position") != "absolute":
        return None
    return number(css.get("left", "")) or 48, number(css.get("top", "")) or 120, number(css.get("width", "")) or 624


def _has_block(element: Element) -> bool:
    return any(
        isinstance(child, Element) and ((child.tag not in INLINE and child.tag != "br") or _has_block(child))
        for child in element.children
    )


def _rows(table: Element) -> list[Element]:
    rows: list[Element] = []
    for child in elements(table):
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("tbody", "thead", "tfoot"):  # not supported, unwrapped
            rows.extend(_rows(child))
    return rows
