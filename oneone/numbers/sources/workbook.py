"""Excel workbooks (xlsx, xls, xlsb, ods): each sheet as rows of text, the header first.

A number comes as `Measured`, a cell shown in percent with its sign (`120%`), and a formula that failed as what it left
(`#N/A`). The last two are known of xlsx files alone; for the others a remark says so.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from oneone.errors import BadInput
from oneone.numbers.sources.cell_marks import Marks, marks_of
from oneone.numbers.sources.table_file import Measured, folded_column, visible

_NOT_XLSX = (
    "in a workbook of this kind percent cells and failed formulas (#N/A) cannot be told from numbers and blanks; "
    "save it as XLSX to have them read."
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with a header; rows count as Excel counts them."""

    name: str
    columns: tuple[str, ...]
    header: int  # row of the header
    remarks: tuple[str, ...]
    _sheet: CalamineSheet
    _marks: Marks

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with anything in it below the header, as text."""
        width = len(self.columns)
        top, left = self._sheet.start or (0, 0)
        for row, cells in enumerate(self._sheet.iter_rows(), top):
            if row < self.header:
                continue
            texts = [_text(cell) for cell in cells]
            if self._marks:
                texts = [self._marked(row, left + at, text) for at, text in enumerate(texts)]
            if any(texts):
                yield row + 1, (texts + [""] * (width - len(texts)))[:width]

    def _marked(self, row: int, column: int, text: str) -> str:
        mark = self._marks.get((row, column), "")
        if mark != "%":
            return mark or text
        return f"{(Decimal(text) * 100).normalize():f}%" if isinstance(text, Measured) else text


def sheets(name: str, data: bytes) -> list[Sheet]:
    """The sheets of a workbook that have rows below a header; BadInput when it cannot be opened or has none."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        read = [book.get_sheet_by_name(sheet) for sheet in book.sheet_names]
    except PasswordError as problem:
        raise _unreadable(name, "it is an Excel workbook with a password") from problem
    except (CalamineError, OSError) as problem:
        raise _unreadable(name, "it is no Excel workbook that can be opened") from problem
    marks = marks_of(data)
    found = [sheet for each in read if (sheet := _with_header(name, each, marks)) is not None]
    if not found:
        raise BadInput(f"{name} has no sheet with a header and rows. Nothing was changed.")
    return found


def _with_header(file: str, sheet: CalamineSheet, marks: dict[str, Marks] | None) -> Sheet | None:
    name = f"{file}, sheet {sheet.name}"
    remarks = () if marks is not None else (f"{name}: {_NOT_XLSX}",)
    begin = (sheet.start or (0, 0))[0] + 1
    header: tuple[int, tuple[str, ...]] | None = None
    for row, cells in enumerate(sheet.iter_rows(), begin):
        names = tuple(folded_column(_text(cell)) for cell in cells)
        if header is None and any(names):
            header = row, names
        elif header is not None and any(names):
            return Sheet(name, header[1], header[0], remarks, sheet, (marks or {}).get(sheet.name, {}))
    return None


def _text(cell: object) -> str:
    """A cell as a CSV file would have it: dates in ISO, whole numbers without a point."""
    match cell:
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case bool():
            return "yes" if cell else "no"
        case int() | float():
            return Measured(f"{Decimal(repr(round(cell, 8))).normalize():f}")
        case _:
            return visible(str(cell))


def _unreadable(name: str, why: str) -> BadInput:
    return BadInput(f'{name} cannot be read: {why}. Save it as "CSV UTF-8" and try again.')
