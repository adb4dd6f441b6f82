"""Excel workbooks (xlsx, xls, ods): each sheet as rows of text, the header first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from oneone.errors import BadInput
from oneone.numbers.sources.table_file import folded_column


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with a header; rows count as Excel counts them."""

    name: str
    columns: tuple[str, ...]
    header: int  # row of the header
    _sheet: CalamineSheet

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with anything in it below the header, as text."""
        width = len(self.columns)
        for row, cells in enumerate(self._sheet.iter_rows(), (self._sheet.start or (0, 0))[0] + 1):
            if row <= self.header:
                continue
            texts = [_text(cell) for cell in cells]
            if any(texts):
                yield row, (texts + [""] * (width - len(texts)))[:width]


def sheets(path: Path) -> list[Sheet]:
    """The sheets of a workbook that have rows below a header; BadInput when it cannot be opened or has none."""
    try:
        with path.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
        read = [book.get_sheet_by_name(name) for name in book.sheet_names]
    except PasswordError as problem:
        raise _unreadable(path, "it is an Excel workbook with a password") from problem
    except (CalamineError, OSError) as problem:
        raise _unreadable(path, "it is no Excel workbook that can be opened") from problem
    found = [sheet for each in read if (sheet := _with_header(path.name, each)) is not None]
    if not found:
        raise BadInput(f"{path.name} has no sheet with a header and rows. Nothing was changed.")
    return found


def _with_header(file: str, sheet: CalamineSheet) -> Sheet | None:
    begin = (sheet.start or (0, 0))[0] + 1
    header: tuple[int, tuple[str, ...]] | None = None
    for row, cells in enumerate(sheet.iter_rows(), begin):
        names = tuple(folded_column(_text(cell)) for cell in cells)
        if header is None and any(names):
            header = row, names
        elif header is not None and any(names):
            return Sheet(f"{file}, sheet {sheet.name}", header[1], header[0], sheet)
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
        case float():
            return str(int(cell)) if cell.is_integer() else repr(round(cell, 8))
        case _:
            return str(cell).strip()


def _unreadable(path: Path, why: str) -> BadInput:
    return BadInput(f'{path.name} cannot be read: {why}. Save it as "CSV UTF-8" and try again.')
