"""Contrast of text, and how OneNote shows a page on white and on its dark page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from sandbox.onenote_output import HEADINGS

READABLE = 4.5
"""Contrast that text needs at least (WCAG 2.2, 1.4.3)."""


@dataclass(frozen=True)
class Canvas:
    """What OneNote draws a page on: text without a colour, or black, turns `automatic`; cells keep their background."""

    ground: str
    automatic: str


WHITE = Canvas("#ffffff", "#000000")
DARK = (Canvas("#1f1f1f", "#ffffff"), Canvas("#262626", "#ffffff"))
"""Its applications differ; the lighter one is the harder."""

_NAMED = {"white": "#ffffff", "black": "#000000", "red": "#ff0000", "green": "#008000", "yellow": "#ffff00"}
_BLACK = {"", "#000000"}


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white), as WCAG 2.2 defines it; colours as #rrggbb."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def hardest(html: str, canvas: Canvas) -> tuple[float, str]:
    """The least contrast of any text on a page as Graph returns it, and that text."""
    return min(_texts(html, canvas))


def _texts(html: str, canvas: Canvas) -> Iterator[tuple[float, str]]:
    body = etree.fromstring(html.encode(), etree.HTMLParser(encoding="utf-8")).find("body")
    assert body is not None
    for element in body.iter():
        if element.tag == "a":
            continue  # a link's colour is OneNote's own
        for text in (element.text, *(child.tail for child in element)):
            if text and text.strip():
                ink = _shown(_of(element, "color"))
                ground = _shown(_of(element, "background-color")) or canvas.ground
                yield contrast(canvas.automatic if ink in _BLACK else ink, ground), text.strip()


def _of(element: etree._Element | None, name: str) -> str:
    """A style that text inherits, or the background that is seen behind it; a heading without a colour is blue."""
    while element is not None:
        style = dict(part.partition(":")[::2] for part in (element.get("style") or "").replace(" ", "").split(";"))
        if found := style.get(name) or HEADINGS.get(str(element.tag), {}).get(name):
            return found
        element = element.getparent()
    return ""


def _shown(colour: str) -> str:
    code = _NAMED.get(colour, colour)
    assert re.fullmatch(r"(?:#[0-9a-f]{6})?", code), f"{colour} is no colour that this knows"
    return code


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
