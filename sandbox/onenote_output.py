"""A page as `GET …/pages/{id}/content` answers it (Input and output HTML in OneNote pages; captured pages)."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from uuid import NAMESPACE_OID, uuid5

from sandbox.content import (
    Attachment,
    Block,
    Bullets,
    Cell,
    Content,
    Item,
    Outline,
    Paragraph,
    Picture,
    Run,
    Table,
    holds_text,
)

STYLE_ORDER = (
    "font-family", "font-size", "color", "background-color", "font-weight", "font-style", "text-decoration",
)  # fmt: skip
"""Properties come back in OneNote's own order."""

HEADINGS = {  # h1 is documented; the others are the desktop client's styles of the same name
    "h1": {"font-size": "16pt", "color": "#1e4e79"},
    "h2": {"font-size": "14pt", "color": "#2e75b5"},
    "h3": {"font-size": "12pt", "color": "#5b9bd5"},
    "h4": {"font-size": "12pt", "color": "#5b9bd5", "font-style": "italic"},
    "h5": {"font-size": "11pt", "color": "#2e75b5"},
    "h6": {"font-size": "11pt", "color": "#2e75b5", "font-style": "italic"},
}
_LATIN1 = re.compile("[\xa0-\xff]")

ResourceUrl = Callable[[str], str]


def escaped(text: str) -> str:
    """Text with `& < > " '` escaped and Latin-1 letters as numeric entities; other letters raw (captured)."""
    return _LATIN1.sub(lambda c: f"&#{ord(c[0])};", escape(text, quote=True).replace("&#x27;", "&#39;"))


def page_html(
    title: str, content: Content, created: str, resource_url: ResourceUrl, *, seed: str = "", include_ids: bool = False
) -> str:
    """The whole document; with `include_ids` every element has the generated id of this `seed` (another after each
    change).
    """
    writer = _Writer(resource_url, f"{{{uuid5(NAMESPACE_OID, seed)}}}" if include_ids else "")
    boxes = "\n".join(writer.outline(outline) for outline in content.outlines)
    return (
        f'<html lang="en-US">\n\t<head>\n\t\t<title>{escaped(title)}</title>\n'
        '\t\t<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />\n'
        f'\t\t<meta name="created" content="{created}" />\n\t</head>\n'
        '\t<body data-absolute-enabled="true" style="font-family:Calibri;font-size:11pt">\n'
        f"{boxes}\n\t</body>\n</html>\n"
    )


class _Writer:
    def __init__(self, resource_url: ResourceUrl, guid: str) -> None:
        self._resource_url = resource_url
        self._guid = guid

    def outline(self, outline: Outline) -> str:
        place = f"position:absolute;left:{outline.left}px;top:{outline.top}px;width:{outline.width}px"
        attributes = self._id("div", outline.uid) + _data_id(outline.data_id, kept=True)
        return f'<div{attributes} style="{place}">\n{self._blocks(outline.blocks)}\n</div>'

    def _blocks(self, blocks: list[Block]) -> str:
        return "\n".join(self._block(block) for block in blocks)

    def _block(self, block: Block) -> str:
        if isinstance(block, Paragraph):
            return self._paragraph(block)
        if isinstance(block, Bullets):
            return self._list(block)
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Picture):
            return self._picture(block)
        if isinstance(block, Attachment):
            source = escaped(self._resource_url(block.resource))
            return (
                f'<object{self._id("object", block.uid)} data-attachment="{escaped(block.name)}" '
                f'type="{escaped(block.media)}" data="{source}" />'
            )
        attributes = self._id("div", block.uid) + _data_id(block.data_id, kept=holds_text(block.blocks))
        return f"<div{attributes}>\n{self._blocks(block.blocks)}\n</div>"

    def _paragraph(self, line: Paragraph) -> str:
        if line.blank and not line.note_tags:
            # an empty line is a bare <br /> between blocks, without any attribute (captured)
            return "<br />" * (1 + sum(run.text == "\n" for run in line.runs))
        attributes = self._id(line.tag, line.uid) + _data_id(line.data_id, kept=not line.blank) + _tags(line.note_tags)
        style = [f"text-align:{line.align}"] if line.align else []
        if line.tag in HEADINGS:
            # styles set on all of a heading replace those of its own
            looks = {**HEADINGS[line.tag], **_common(line.runs)}
            style += [_style(looks), "margin-top:11pt;margin-bottom:11pt"]
            inner = self._runs(line.runs, without=looks)
        else:
            if not line.typed:
                attributes += ' lang="en-US"'
            margin = "0pt" if line.typed else "5.5pt"
            style.append(f"margin-top:{margin};margin-bottom:{margin}")
            inner = self._runs(line.runs)
        return f'<{line.tag}{attributes} style="{";".join(style)}">{inner or "<br />"}</{line.tag}>'

    def _sole(self, line: Paragraph) -> str:
        """A paragraph alone in its item or cell: it collapses, and what it carried moves to a span (captured)."""
        attributes = _data_id(line.data_id, kept=not line.blank) + _tags(line.note_tags)
        inner = self._runs(line.runs)
        return f"<span{attributes}>{inner}</span>" if attributes else inner

    def _collapses(self, blocks: list[Block]) -> Paragraph | None:
        if len(blocks) != 1 or not isinstance(blocks[0], Paragraph):
            return None
        line = blocks[0]
        return line if line.tag == "p" and not any(run.text == "\n" for run in line.runs) else None

    def _list(self, bullets: Bullets) -> str:
        tag = "ol" if bullets.ordered else "ul"
        tagged = any(
            block.note_tags for item in bullets.items for block in item.blocks if isinstance(block, Paragraph | Picture)
        )
        # a list whose items are tagged comes back without its data-id (documented sample)
        kept = not tagged and any(holds_text(item.blocks) for item in bullets.items)
        items = "\n".join(self._item(item) for item in bullets.items)
        return f"<{tag}{self._id(tag, bullets.uid)}{_data_id(bullets.data_id, kept=kept)}>\n{items}\n</{tag}>"

    def _item(self, item: Item) -> str:
        attributes = self._id("li", item.uid) + _data_id(item.data_id, kept=holds_text(item.blocks))
        if item.marker:
            attributes += f' style="list-style-type:{item.marker}"'
        sole = self._collapses(item.blocks)
        if sole is not None and sole.blank and not sole.note_tags:
            inner = "<br />\n"
        else:
            inner = self._sole(sole) if sole is not None else self._blocks(item.blocks)
        return f"<li{attributes}>{inner}</li>"

    def _table(self, table: Table) -> str:
        look = "border:1px solid;border-collapse:collapse" if table.bordered else "border:0px"
        kept = any(holds_text(cell.blocks) for row in table.rows for cell in row.cells)
        rows = "\n".join(
            f"<tr{self._id('tr', row.uid)}>\n"
            + "\n".join(self._cell(cell, bordered=table.bordered) for cell in row.cells)
            + "\n</tr>"
            for row in table.rows
        )
        attributes = self._id("table", table.uid) + _data_id(table.data_id, kept=kept)
        return f'<table{attributes} style="{look}">\n{rows}\n</table>'

    def _cell(self, cell: Cell, *, bordered: bool) -> str:
        style = [f"background-color:{cell.background}"] if cell.background else []
        style += [f"width:{cell.width}"] if cell.width else []
        style.append("border:1px solid" if bordered else "border:0px")
        sole = self._collapses(cell.blocks)
        if sole is None:
            inner = self._blocks(cell.blocks)
        else:
            style += [f"text-align:{sole.align}"] if sole.align else []
            inner = "<br />" if sole.blank and not sole.note_tags else self._sole(sole)
        return f'<td{self._id("td", cell.uid)} style="{";".join(style)}">{inner}</td>'

    def _picture(self, picture: Picture) -> str:
        source = escaped(self._resource_url(picture.resource))
        size = "".join(
            f' {name}="{escaped(v)}"' for name, v in (("width", picture.width), ("height", picture.height)) if v
        )
        return (
            f"<img{self._id('img', picture.uid)}{_data_id(picture.data_id, kept=True)}{_tags(picture.note_tags)}{size} "
            f'alt="{escaped(picture.alt)}" src="{source}" data-src-type="{picture.media}" data-fullres-src="{source}" '
            f'data-fullres-src-type="{picture.media}" />'
        )

    def _runs(self, runs: list[Run], without: dict[str, str] | None = None) -> str:
        parts: list[str] = []
        link = ""
        for run in runs:
            if run.href != link:
                parts.append("</a>" if link else "")
                parts.append(f'<a href="{escaped(run.href)}">' if run.href else "")
                link = run.href
            parts.append(_run(run, without or {}))
        if link:
            parts.append("</a>")
        return "".join(parts)

    def _id(self, tag: str, uid: int) -> str:
        return f' id="{tag}:{self._guid}{{{uid}}}"' if self._guid else ""


def _run(run: Run, without: dict[str, str]) -> str:
    if run.text == "\n":
        return "<br />"
    text = escaped(run.text)
    if run.script:
        text = f"<{run.script}>{text}</{run.script}>"
    style = _style({name: value for name, value in run.style.items() if without.get(name) != value})
    return f'<span style="{style}">{text}</span>' if style else text


def _style(style: dict[str, str]) -> str:
    return ";".join(f"{name}:{style[name]}" for name in STYLE_ORDER if style.get(name))


def _common(runs: list[Run]) -> dict[str, str]:
    """What every run of a line looks like."""
    looks = [run.style for run in runs if run.text != "\n"]
    return (
        {name: value for name, value in looks[0].items() if all(s.get(name) == value for s in looks)} if looks else {}
    )


def _data_id(data_id: str, *, kept: bool) -> str:
    """A data-id survives only on elements with content (measured)."""
    return f' data-id="{escaped(data_id)}"' if data_id and kept else ""


def _tags(tags: list[str]) -> str:
    """Note tags, joined by a comma without a space (captured)."""
    return f' data-tag="{",".join(tags)}"' if tags else ""
