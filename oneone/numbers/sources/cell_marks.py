"""What the reader of workbooks leaves out of an xlsx file: which cells are shown in percent, and which failed.

Excel keeps 120 % as 1.2 and shows it by a number format; a formula that failed holds `#N/A`, one that was never worked
out holds nothing. calamine gives 1.2 and blanks. ECMA-376 part 1: cell `c` 18.3.1.4, formats `numFmt` 18.8.30 and
`cellXfs` 18.8.10.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate

Marks = Mapping[tuple[int, int], str]
"""By row and column, both from 0: `%`, or what stands in a cell that failed."""

_PERCENT_FORMATS = {"9", "10"}  # 0% and 0.00%, which need no definition
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')  # of a format: texts, escaped signs, colours, widths
_NOT_WORKED_OUT = "#NOT CALCULATED!"
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")

Opened = Callable[[str, dict[str, str]], None]


def marks_of(data: bytes) -> dict[str, Marks] | None:
    """The marks of each sheet; None when the workbook is no xlsx file, whose marks nobody can read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            if "xl/workbook.xml" not in book.namelist():
                return None
            shares = _percent_styles(book)
            return {name: _sheet(book, path, shares) for name, path in _sheets(book).items()}
    except (zipfile.BadZipFile, ExpatError, KeyError, ValueError):
        return None


def _sheets(book: zipfile.ZipFile) -> dict[str, str]:
    """The path of each worksheet by its name."""
    targets: dict[str, str] = {}
    found: dict[str, str] = {}

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes["Id"]] = posixpath.normpath(posixpath.join("/xl", attributes["Target"]))[1:]

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            relation_id = next(value for name, value in attributes.items() if name.endswith(":id"))
            found[attributes["name"]] = targets.get(relation_id, "")

    _read(book, "xl/_rels/workbook.xml.rels", relation)
    _read(book, "xl/workbook.xml", sheet)
    held = set(book.namelist())
    return {name: path for name, path in found.items() if path in held and path.startswith("xl/worksheets/")}


def _percent_styles(book: zipfile.ZipFile) -> frozenset[str]:
    """The styles that show a number in percent, as cells name them: their places in `cellXfs`."""
    shares = set(_PERCENT_FORMATS)
    found: list[str] = []
    count, inside = 0, False

    def style(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count, inside
        if tag == "numFmt" and "%" in _NOT_SHOWN.sub("", attributes.get("formatCode", "")):
            shares.add(attributes["numFmtId"])
        elif tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            if attributes.get("numFmtId", "0") in shares:
                found.append(str(count))
            count += 1

    if "xl/styles.xml" in book.namelist():
        _read(book, "xl/styles.xml", style)
    return frozenset(found)


def _read(book: zipfile.ZipFile, path: str, opened: Opened) -> None:
    parser = ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: opened(tag.rpartition(":")[2], attributes)
    with book.open(path) as file:
        parser.ParseFile(file)


def _sheet(book: zipfile.ZipFile, path: str, shares: frozenset[str]) -> Marks:
    with book.open(path) as file:
        return _Sheet(shares).read(file)


class _Sheet:
    """Goes through a sheet's cells once, as they come; nothing else of it is kept."""

    def __init__(self, shares: frozenset[str]) -> None:
        self._shares = shares
        self._marks: dict[tuple[int, int], str] = {}
        self._prefix: str | None = None
        self._row = self._column = -1
        self._kind = "n"
        self._text: list[str] | None = None  # of a cell that failed, or has a formula
        self._parser = ParserCreate()
        self._parser.StartElementHandler = self._opened
        self._parser.buffer_text = True

    def read(self, file: IO[bytes]) -> Marks:
        self._parser.ParseFile(file)
        return self._marks

    def _opened(self, tag: str, attributes: dict[str, str]) -> None:
        if self._prefix is None:  # some writers put a prefix before every name
            self._prefix = tag.removesuffix("worksheet")
            self._cell, self._line = f"{self._prefix}c", f"{self._prefix}row"
            self._value, self._formula = f"{self._prefix}v", f"{self._prefix}f"
        elif tag == self._cell:
            place = attributes.get("r", "")
            self._column = _column(place) if place else self._column + 1
            self._kind = attributes.get("t", "n")
            if self._kind == "e":
                self._listen()
            elif attributes.get("s") in self._shares and self._kind == "n":
                self._marks[self._row, self._column] = "%"
        elif tag == self._line:
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif tag == self._formula and self._kind == "n":
            self._listen()
        elif tag == self._value and self._text is not None:
            self._parser.CharacterDataHandler = self._text.append

    def _listen(self) -> None:
        self._text = []
        self._parser.EndElementHandler = self._closed

    def _closed(self, tag: str) -> None:
        if tag == self._value:
            self._parser.CharacterDataHandler = None
        elif tag == self._cell and self._text is not None:
            text = "".join(self._text).strip()
            if self._kind == "e" or not text:  # written by a program that does not work out its formulas
                self._marks[self._row, self._column] = text or _NOT_WORKED_OUT
            self._text = None
            self._parser.EndElementHandler = None


def _column(place: str) -> int:
    """The column of `AB12`, from 0."""
    match = _PLACE.fullmatch(place)
    if match is None:
        raise ValueError(place)
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - 64
    return number - 1
