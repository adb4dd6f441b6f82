"""Looks and note tags as OneNote takes them over: points, colour names, known tags (Input and output HTML; Use note
tags).
"""

from __future__ import annotations

import re

from sandbox.content import CHECKBOXES, ICONS
from sandbox.xhtml import Element

CHARACTER = frozenset(
    {"font-family", "font-size", "color", "background-color", "font-weight", "font-style", "text-decoration"}
)
COLOURS = {
    "#000000": "black",
    "#ff0000": "red",
    "#00ff00": "lime",
    "#0000ff": "blue",
    "#ffff00": "yellow",
    "#ffffff": "white",
    "#008000": "green",
    "#800000": "maroon",
    "#000080": "navy",
    "#808000": "olive",
    "#800080": "purple",
    "#008080": "teal",
    "#c0c0c0": "silver",
    "#808080": "gray",
    "#ff00ff": "fuchsia",
    "#00ffff": "aqua",
    "#ffa500": "orange",
}


class BadTag(ValueError):
    """A data-tag value is unknown (20139) or has a status it cannot have (20140)."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def note_tags(element: Element) -> list[str]:
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


def character_style(attributes: dict[str, str]) -> dict[str, str]:
    """The character styles of an element, in OneNote's units and colour names."""
    css = css_of(attributes)
    looks: dict[str, str] = {}
    for name in CHARACTER & css.keys():
        value = css[name]
        if name == "font-size":
            value = _points(value)
        elif name in ("color", "background-color"):
            value = colour(value)
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


def merged(outer: dict[str, str], inner: dict[str, str]) -> dict[str, str]:
    """Inner looks win; lines under and through add up."""
    if not inner:
        return outer
    merged = {**outer, **inner}
    marks = {*outer.get("text-decoration", "").split(), *inner.get("text-decoration", "").split()}
    if marks:
        merged["text-decoration"] = " ".join(sorted(marks))
    return merged


def css_of(attributes: dict[str, str]) -> dict[str, str]:
    """The style attribute, names in lower case."""
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


def colour(value: str) -> str:
    """A colour by its name, when it is one of the basic ones."""
    value = value.strip().lower()
    if re.fullmatch(r"#[0-9a-f]{3}", value):
        value = "#" + "".join(digit * 2 for digit in value[1:])
    return COLOURS.get(value, value)


def number(value: str) -> int:
    """The leading whole number of a size; 0 for none and for percentages."""
    match = re.match(r"\d+", value.strip())
    return int(match[0]) if match is not None and "%" not in value else 0


def align_of(element: Element) -> str:
    """text-align of a block, when it is not the default."""
    align = css_of(element.attributes).get("text-align", "")
    return align if align in ("center", "right") else ""
