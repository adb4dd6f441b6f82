"""XHTML as elements: well-formed or refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.entities import name2codepoint
from xml.parsers import expat

_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML_NAMES = {"amp", "lt", "gt", "quot", "apos"}


class Malformed(ValueError):
    """The HTML is not well-formed XHTML."""


@dataclass(slots=True)
class Element:
    """An element as it was sent."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)


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


def elements(element: Element) -> list[Element]:
    """The elements directly inside."""
    return [child for child in element.children if isinstance(child, Element)]


def child_named(element: Element, tag: str) -> Element | None:
    """The first element of a name directly inside."""
    return next((child for child in elements(element) if child.tag == tag), None)


def text_of(element: Element) -> str:
    """All text inside, br as a line break."""
    return "".join(
        child if isinstance(child, str) else "\n" if child.tag == "br" else text_of(child) for child in element.children
    )


def _numeric(entity: re.Match[str]) -> str:
    """Named entities of HTML, which XML does not know, as numbers; unknown names are left to the parser to refuse."""
    name = entity[1]
    if name in _XML_NAMES or name not in name2codepoint:
        return entity[0]
    return f"&#{name2codepoint[name]};"
