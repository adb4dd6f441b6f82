"""Tables that admins and CRMs give us, CSV files and Excel workbooks: their rows as text, column by column.

A file is read once, whole and from one open handle: what happens to it afterwards changes nothing. One that cannot be
trusted as a whole (encoding, open quote, header) is refused before its first row is given; a row that cannot be used is
named, and the other rows go on.
"""

from __future__ import annotations

import csv
import difflib
import io
import os
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from oneone.errors import BadInput, Finding

if TYPE_CHECKING:
    from oneone.numbers.sources.habits import Habits
    from oneone.numbers.sources.workbook import Sheet

DAY = "a date as YYYY-MM-DD, such as 2026-11-23"
PERSON = "a user principal name, such as lee@contoso.com"

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how xlsx and ods, and the older xls, begin
CUT = "the file ends inside this row and may have been cut off: use the whole file"
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), " ")  # no XML page may contain them
_DAY = re.compile(r"(\d{4})([-/])(\d{2})\2(\d{2})")
LONGEST_KEY = 200  # characters of what becomes part of a key in the store
_PERSON = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")


class Measured(str):
    """A number as a workbook holds it, `12.125`: its point is a decimal point, whatever people write beside it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file: its name as findings say it, its column names, and how its rows are read.

    `ended` is False when the file ends without the end of a line: its last row may have been cut off. `habits` say how
    its columns are written, where somebody has looked already; `remarks` are what is good to know of the file.
    """

    name: str
    columns: tuple[str, ...]
    _read: Callable[[Collection[str], list[Finding]], Iterator[tuple[int, dict[str, str]]]]
    ended: bool = True
    habits: Habits | None = None
    remarks: tuple[str, ...] = ()

    def rows(
        self, columns: Collection[str], required: Collection[str], findings: list[Finding]
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows as `column → trimmed text`, each with the row it begins on (the header is row 1).

        Columns outside `columns` are named in `findings` and left out, so are rows with too many or too few cells.
        BadInput is raised before the first row when the header does not fit.
        """
        _check_header(self.name, self.columns, columns, required, findings)
        return self._read(columns, findings)


def tables(path: Path) -> list[Table]:
    """The tables of a file: one of a CSV file, one a sheet with cells of a workbook.

    BadInput when the file is not to be trusted: show it, change the file, import again.
    """
    data = _content(path)
    if data[:4] in _WORKBOOKS:
        from oneone.numbers.sources.workbook import sheets

        return [
            Table(sheet.name, sheet.columns, partial(_sheet_rows, sheet), remarks=sheet.remarks)
            for sheet in sheets(path.name, data)
        ]
    return [_csv_table(path.name, data)]


# ---------------------------------------------------------------- any CSV file


def read_csv(
    path: Path, columns: Collection[str], required: Collection[str], findings: list[Finding]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file, as `Table.rows` gives them: separated by comma, semicolon or tab, UTF-8."""
    return _csv_table(path.name, _content(path)).rows(columns, required, findings)


def _csv_table(name: str, data: bytes) -> Table:
    separator, names = _inspect(name, data)
    return Table(name, names, partial(_csv_rows, name, data, separator, names), ended=_ended(data))


def _ended(data: bytes) -> bool:
    return data.endswith((b"\n", b"\r"))


def _check_header(
    name: str, names: tuple[str, ...], columns: Collection[str], required: Collection[str], findings: list[Finding]
) -> None:
    unused = [column for column in columns if column not in names]
    allowed = f"; allowed are {', '.join(columns)}"
    problems = [
        Finding(name, 1, column, f"no such column{nearest(column, unused) or allowed}")
        for column in names
        if column and column not in columns
    ]
    twice = sorted({column for column in names if column and names.count(column) > 1})
    missing = [column for column in required if column not in names]
    if twice or missing:
        problems += [Finding(name, 1, column, "this column stands there twice: keep one") for column in twice]
        problems += [Finding(name, 1, column, "this required column is not in the header") for column in missing]
        raise BadInput(f"{name} cannot be used as it is: its first row must name the columns.", problems)
    findings.extend(problems)


def nearest(text: str, allowed: Collection[str]) -> str:
    """`, did you mean "X"?` for a slip of the pen, else nothing; to be put behind a finding's words."""
    folded = {entry.casefold(): entry for entry in allowed}
    close = difflib.get_close_matches(text.casefold(), list(folded), n=1, cutoff=0.6)
    return f', did you mean "{folded[close[0]]}"?' if close else ""


def shown(text: str) -> str:
    """A value as a finding quotes it: in quotes, at most 60 characters."""
    return f'"{text}"' if len(text) <= 60 else f'"{text[:60]}…"'


def day(text: str) -> date:
    """A date written YYYY-MM-DD (or with slashes in that order); ValueError otherwise."""
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return date(int(match[1]), int(match[3]), int(match[4]))


def person(text: str) -> str:
    """A user principal name in lower case (guests contain #EXT#); ValueError otherwise."""
    if len(text) > LONGEST_KEY or _PERSON.fullmatch(text) is None:
        raise ValueError(text)
    return text.lower()


def _inspect(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """Separator and folded header, after the whole file was decoded and its quotes were found closed."""
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
            raise _unreadable(name, "it is UTF-16 text")
        if data.startswith(b"PK"):
            raise _unreadable(name, "it is an Excel workbook")
        file = _text_of(data)
        first = file.readline()
        separator = max(",;\t", key=first.count)
        file.seek(0)
        rows = csv.reader(file, delimiter=separator, strict=True)
        names = [folded_column(column) for column in next(rows, [])]
        filled = False
        try:
            for row in rows:
                filled = filled or any(cell.strip() for cell in row)
        except csv.Error as problem:
            found = Finding(name, rows.line_num, None, f"{problem}; is a quote missing or one too many?")
            raise BadInput(f"{name} cannot be read to its end. Nothing was taken from it.", [found]) from problem
    except UnicodeDecodeError as problem:
        raise _unreadable(name, "it is not UTF-8 text") from problem
    except csv.Error as problem:
        raise _unreadable(name, f"its first row is no CSV ({problem})") from problem
    if not any(names):
        raise BadInput(f"{name} is empty: its first row must name the columns.")
    if not filled:
        raise BadInput(f"{name} has no row under its header. Nothing was changed.")
    return separator, tuple(names)


def _text_of(data: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")


def _content(path: Path) -> bytes:
    """All of a file as it stood at one moment; BadInput when there is none, or it changed while it was read."""
    try:
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            data = file.read()
            after = os.fstat(file.fileno())
    except FileNotFoundError as problem:
        raise BadInput(f"{path}: there is no such file.") from problem
    except OSError as problem:
        raise BadInput(f"{path}: it cannot be opened ({problem.strerror}).") from problem
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise BadInput(f"{path.name} changed while it was read. Nothing was taken from it; run it again.")
    return data


def _unreadable(name: str, why: str) -> BadInput:
    return BadInput(f'{name} cannot be read: {why}. Save it as "CSV UTF-8" and try again.')


def visible(text: str) -> str:
    """A cell's text, trimmed, without characters that no page may contain."""
    return text.translate(_CONTROL).strip()


def folded_column(name: str) -> str:
    """A column's name as it is compared: lower case, with underscores."""
    return re.sub(r"[\s_-]+", "_", name.strip().lower())


def _csv_rows(
    file: str, data: bytes, separator: str, names: tuple[str, ...], columns: Collection[str], findings: list[Finding]
) -> Iterator[tuple[int, dict[str, str]]]:
    wanted = [(at, name) for at, name in enumerate(names) if name in columns]
    unnamed = [at for at, name in enumerate(names) if not name]
    width = len(names)
    rows = csv.reader(_text_of(data), delimiter=separator, strict=True)
    next(rows)
    begins, misfit = rows.line_num + 1, False
    for row in rows:
        line, begins = begins, rows.line_num + 1
        if not any(cell.strip() for cell in row):
            continue
        stray = any(cell.strip() for cell in row[width:]) or any(row[at].strip() for at in unnamed if at < len(row))
        misfit = len(row) < width or stray
        if misfit:
            findings.append(Finding(file, line, None, _misfit(len(row), width, separator)))
            continue
        yield line, {name: visible(row[at]) for at, name in wanted}
    if misfit and not _ended(data):
        findings[-1] = replace(findings[-1], problem=CUT)


def _sheet_rows(
    sheet: Sheet, columns: Collection[str], findings: list[Finding]
) -> Iterator[tuple[int, dict[str, str]]]:
    wanted = [(at, name) for at, name in enumerate(sheet.columns) if name in columns]
    unnamed = [at for at, name in enumerate(sheet.columns) if not name]
    for row, cells in sheet.rows():
        if any(cells[at] for at in unnamed):
            findings.append(Finding(sheet.name, row, None, "a cell stands under no column name"))
            continue
        yield row, {name: cells[at] for at, name in wanted}


def _misfit(cells: int, width: int, separator: str) -> str:
    sign = {",": "comma", ";": "semicolon", "\t": "tab"}[separator]
    return f"{cells} cells where the header names {width} columns; a text that contains a {sign} must stand in quotes"
