"""Reads the XHTML that is sent to create a page into what OneNote keeps of it (Input and output HTML in OneNote pages).

Most of the input is changed or lost on the way: looks become runs of text, nested divs are flattened, comments, ids, classes,
scripts and style sheets go, tags stand only where they are supported. Stricter than the service in one point, on purpose: XHTML
that is not well-formed is refused, where the service was seen to close tags silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.entities import name2codepoint
from xml.parsers import expat

from sandbox.content import (
    CHECKBOXES,
    ICONS,
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
DROPPED = frozenset("script style head title meta link form input button select textarea iframe hr th".split())
CHARACTER = frozenset(
    {"font-family", "font-size", "color", "background-color", "font-weight", "font-style", "text-decoration"}
)
COLOURS = {
    "#000000": "black", "#ff0000": "red", "#00ff00": "lime", "#0000ff": "blue", "#ffff00": "yellow", "#ffffff": "white",
    "#008000": "green", "#800000": "maroon", "#000080": "navy", "#808000": "olive", "#800080": "purple", "#008080": "teal",
    "#c0c0c0": "silver", "#808080": "gray", "#ff00ff": "fuchsia", "#00ffff": "aqua", "#ffa500": "orange",
}  # fmt: skip
MARKERS = {"lower-alpha", "upper-alpha", "lower-roman", "upper-roman", "none", "circle", "square"}  # defaults are left out
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_XML_NAMES = {"amp", "lt", "gt", "quot", "apos"}


class Malformed(ValueError):
    """The HTML is not well-formed XHTML."""


class BadTag(ValueError):
    """A data-tag value is unknown (20139) or has a status it cannot have (20140)."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(slots=True)
class Element:
    """An element as it was sent."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)


@dataclass(slots=True)
class Sent:
    """A page as read: parts that pictures and attachments ask for stand in `parts` by uid."""

    title: str
    content: Content
    created: str = ""  # of <meta name="created">
    parts: dict[int, str] = field(default_factory=dict)
    warnings: list[tuple[str, str]] = field(default_factory=list)  # code, message


def parse(text: str) -> Element:
    """The document as elements; Malformed when it is not well-formed XHTML."""
    root = Element("#document", {})
    stack = [root]

    def start(tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag.lower(), {name.lower(): value for name, value in attributes.items()})
        stack[-1].children.append(element)
        stack.append(element)

    def end(_: str) -> None:
        stack.pop()

    def words(data: str) -> None:
        stack[-1].children.append(data)

    def doctype(_name: str, _system: str | None, _public: str | None, internal: int) -> None:
        if internal:
            raise Malformed("A document type with declarations is not accepted.")

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(_ENTITY.sub(_numeric, text.lstrip("\ufeff \t\r\n")).encode(), True)
    except expat.ExpatError as error:
        raise Malformed(f"The HTML is not well-formed XHTML: {error}.") from error
    return root


def read(text: str) -> Sent:
    """What OneNote keeps of a page that is sent; Malformed or BadTag when it is refused."""
    document = parse(text)
    html = _child(document, "html")
    if html is None:
        raise Malformed("The HTML has no html element.")
    head, body = _child(html, "head"), _child(html, "body")
    title, created = "", ""
    for element in _elements(head) if head is not None else []:
        if element.tag == "title":
            title = _SPACE.sub(" ", _text(element)).strip()
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
        """Positioned divs, pictures and objects stand alone; everything else goes to one `_default` box (OneNote: positioning)."""
        absolute = body.attributes.get("data-absolute-enabled", "").lower() == "true"
        rest: list[Element | str] = []
        boxes: list[Outline] = []
        default = self.content.uid()
        looks = _looks(body.attributes)
        for child in body.children:
            if isinstance(child, Element) and child.tag in ("div", "img", "object") and _position(child) is not None:
                if not absolute:
                    self.warnings.append(("20146", "Positions are ignored: body has no data-absolute-enabled."))
                    rest.append(child)
                    continue
                left, top, width = _position(child) or (48, 120, 624)
                box = Outline(self.content.uid(), left, top, width, child.attributes.get("data-id", ""))
                inside: list[Element | str] = child.children if child.tag == "div" else [child]
                box.blocks = self.flow(inside, {**looks, **_looks(child.attributes)})
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
        here = {**looks, **_looks(element.attributes)}
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
            bullets.items.append(self._item(element, looks, "", _note_tags(element)))
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
        line = Paragraph(self.content.uid(), element.tag, note_tags=_note_tags(element), align=_align(element))
        line.data_id = element.attributes.get("data-id", "")
        blocks: list[Element] = []
        for child in element.children:
            if isinstance(child, Element) and child.tag not in INLINE and child.tag not in DROPPED and child.tag != "br":
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
        for number, part in enumerate(_text(element).strip("\n").split("\n")):
            if number:
                line.runs.append(Run("\n"))
            if part:
                line.runs.append(Run(part, dict(looks)))
        if not line.blank:
            flow.blocks.append(line)

    def _list(self, element: Element, looks: dict[str, str]) -> Bullets:
        bullets = Bullets(self.content.uid(), element.tag == "ol", data_id=element.attributes.get("data-id", ""))
        # a list's tag is forced on its items, a list without one takes their own away (Use note tags in OneNote pages)
        tags = _note_tags(element)
        marker = _css(element.attributes).get("list-style-type", "")
        for child in _elements(element):
            if child.tag == "li":
                bullets.items.append(self._item(child, looks, marker, tags))
            elif child.tag in ("ul", "ol") and bullets.items:
                bullets.items[-1].blocks.append(self._list(child, looks))
        return bullets

    def _item(self, element: Element, looks: dict[str, str], marker: str, tags: list[str]) -> Item:
        marker = _css(element.attributes).get("list-style-type", marker)
        item = Item(self.content.uid(), marker=marker if marker in MARKERS else "")
        item.data_id = element.attributes.get("data-id", "")
        item.blocks = self.flow(element.children, {**looks, **_looks(element.attributes)}) or [Paragraph(self.content.uid())]
        first = next((block for block in item.blocks if isinstance(block, Paragraph)), None)
        if tags and first is not None:
            first.note_tags = list(tags)
        return item

    def _table(self, element: Element, looks: dict[str, str]) -> Table:
        # a border comes only from the attribute; CSS borders of tables are ignored (measured: lost without border="1")
        bordered = element.attributes.get("border", "0") not in ("", "0")
        table = Table(self.content.uid(), bordered=bordered, data_id=element.attributes.get("data-id", ""))
        background = _colour(element.attributes.get("bgcolor", ""))
        for tr in _rows(element):
            row = Row(self.content.uid())
            for td in _elements(tr):
                if td.tag == "td":
                    row.cells.append(self._cell(td, looks, background))
            if row.cells:
                table.rows.append(row)
        width = _number(element.attributes.get("width") or _css(element.attributes).get("width", ""))
        for row in table.rows:
            for cell in row.cells:
                # the table's width is spread over its cells, without a unit (documented sample)
                cell.width = cell.width or (str(width // len(row.cells)) if width else "")
        return table

    def _cell(self, td: Element, looks: dict[str, str], background: str) -> Cell:
        css = _css(td.attributes)
        cell = Cell(self.content.uid())
        cell.background = _colour(css.get("background-color") or td.attributes.get("bgcolor", "")) or background
        width = _number(td.attributes.get("width") or css.get("width", ""))
        cell.width = str(width) if width else ""
        inner = {**looks, **{name: v for name, v in _looks(td.attributes).items() if name != "background-color"}}
        # a tag on a span in a cell is dropped on input (learned by others from data loss), as is one on the cell
        cell.blocks = self.flow(td.children, inner)
        if not cell.blocks:
            cell.blocks.append(Paragraph(self.content.uid()))
        align = _align(td)
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
        picture.data_id, picture.note_tags = values.get("data-id", ""), _note_tags(element)
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
        here = _merged(_merged(looks, INLINE.get(element.tag, {})), _looks(element.attributes))
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


def _note_tags(element: Element) -> list[str]:
    """The tags of a data-tag attribute as they come back; `definition` returns under another name (documented)."""
    tags: list[str] = []
    for token in filter(None, (part.strip() for part in element.attributes.get("data-tag", "").split(","))):
        shape, colon, status = token.partition(":")
        if shape not in CHECKBOXES and shape not in ICONS:
            raise BadTag(f"The data-tag value {shape} is not known.", "20139")
        if colon and (status != "completed" or shape not in CHECKBOXES):
            raise BadTag(f"The data-tag status {status} is not valid for {shape}.", "20140")
        shape = "remember-for-later" if shape == "definition" else shape
        tags.append(f"{shape}:{status}" if colon else shape)
    return tags


def _looks(attributes: dict[str, str]) -> dict[str, str]:
    """The character styles of an element, in OneNote's units and colour names."""
    css = _css(attributes)
    looks: dict[str, str] = {}
    for name in CHARACTER & css.keys():
        value = css[name]
        if name == "font-size":
            value = _points(value)
        elif name in ("color", "background-color"):
            value = _colour(value)
        elif name == "font-weight":
            value = "bold" if value in ("bold", "bolder", "600", "700", "800", "900") else ""
        elif name == "font-style":
            value = value if value == "italic" else ""
        elif name == "text-decoration":
            value = " ".join(sorted(set(value.split()) & {"underline", "line-through"}))
        elif name == "font-family":
            value = value.split(",")[0].strip(" '\"")
        if value:
            looks[name] = value
    return looks


def _merged(outer: dict[str, str], inner: dict[str, str]) -> dict[str, str]:
    """Inner looks win; lines under and through add up."""
    if not inner:
        return outer
    merged = {**outer, **inner}
    marks = {*outer.get("text-decoration", "").split(), *inner.get("text-decoration", "").split()}
    if marks:
        merged["text-decoration"] = " ".join(sorted(marks))
    return merged


def _css(attributes: dict[str, str]) -> dict[str, str]:
    style = attributes.get("style")
    if not style:
        return {}
    pairs = (part.partition(":") for part in style.split(";") if ":" in part)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _points(value: str) -> str:
    """A font size in pt; px are converted and rounded to the nearest half point."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(pt|px)", value.lower())
    if match is None:
        return ""
    size = float(match[1]) * (0.75 if match[2] == "px" else 1)
    return f"{int(size * 2 + 0.5) / 2:g}pt"


def _colour(value: str) -> str:
    value = value.strip().lower()
    if re.fullmatch(r"#[0-9a-f]{3}", value):
        value = "#" + "".join(digit * 2 for digit in value[1:])
    return COLOURS.get(value, value)


def _number(value: str) -> int:
    match = re.match(r"\d+", value.strip())
    return int(match[0]) if match is not None and "%" not in value else 0


def _align(element: Element) -> str:
    align = _css(element.attributes).get("text-align", "")
    return align if align in ("center", "right") else ""


def _position(element: Element) -> tuple[int, int, int] | None:
    css = _css(element.attributes)
    if css.get("position") != "absolute":
        return None
    return _number(css.get("left", "")) or 48, _number(css.get("top", "")) or 120, _number(css.get("width", "")) or 624


def _has_block(element: Element) -> bool:
    return any(
        isinstance(child, Element) and (child.tag not in INLINE and child.tag != "br" or _has_block(child))
        for child in element.children
    )


def _rows(table: Element) -> list[Element]:
    rows: list[Element] = []
    for child in _elements(table):
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("tbody", "thead", "tfoot"):  # not supported, unwrapped
            rows.extend(_rows(child))
    return rows


def _elements(element: Element) -> list[Element]:
    return [child for child in element.children if isinstance(child, Element)]


def _child(element: Element, tag: str) -> Element | None:
    return next((child for child in _elements(element) if child.tag == tag), None)


def _text(element: Element) -> str:
    return "".join(
        child if isinstance(child, str) else "\n" if child.tag == "br" else _text(child) for child in element.children
    )


def _numeric(entity: re.Match[str]) -> str:
    """Named entities of HTML, which XML does not know, as numbers; unknown names are left to the parser to refuse."""
    name = entity[1]
    if name in _XML_NAMES or name not in name2codepoint:
        return entity[0]
    return f"&#{name2codepoint[name]};"

