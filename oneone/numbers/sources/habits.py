"""How the columns of a table are written: 3/4/2026, 12.500 and 0.4 mean what their column shows them to mean.

A table is looked through once before any of its rows is used. What nothing in it tells is refused by file, row, column
and value: a figure is never guessed by a factor of 1000 or 100.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from decimal import Decimal
from typing import Literal

from oneone.errors import BadInput, Finding
from oneone.numbers.sources.table_file import Measured, shown

SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T].*)?")

_PLAIN = re.compile(r"-?\d{1,15}(\.\d{1,12})?")
_MINUS = "\N{MINUS SIGN}"
# Between groups of three stand the other sign, an apostrophe, or a space: plain, no-break, thin, narrow no-break.
_GROUPS = "'\N{RIGHT SINGLE QUOTATION MARK} \N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}"
_DIGITS = rf"-?(?:\d{{1,15}}|[1-9]\d{{0,2}}([OTHER{_GROUPS}])\d{{3}}(?:\1\d{{3}}){{0,3}})"
_WITH_POINT = re.compile(_DIGITS.replace("OTHER", ",") + r"(?:\.\d{1,12})?")
_WITH_COMMA = re.compile(_DIGITS.replace("OTHER", ".") + r"(?:,\d{1,12})?")
_DROPPED_BY_POINT = str.maketrans(dict.fromkeys(f",{_GROUPS}"))
_DROPPED_BY_COMMA = str.maketrans(dict.fromkeys(f".{_GROUPS}"))
_SURELY_PERCENT = 5  # 500 % as a part of 1 is written by nobody; a share up to 5 may be either

Sign = Literal[".", ",", ""]


class Unsure(ValueError):
    """A cell may mean two things, and nothing in its column tells which; its text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How numbers are written: their decimal sign ("": nothing tells), and whether some have just three decimals."""

    sign: Sign = ""
    thirds: bool = False

    def value(self, text: str) -> Decimal:
        """The number; ValueError when it is none, Unsure when it may be two."""
        if isinstance(text, Measured):
            return Decimal(text)
        point, comma = _readings(text)
        if point is None or comma is None or point == comma:
            known = comma if point is None else point
            if known is None:
                raise ValueError(text)
            return known
        whole, broken = max(point, comma, key=abs), min(point, comma, key=abs)
        group = "," if point == whole else "."
        # Beside 12.50 nobody writes 12.500 for the same: only where three decimals are usual, or the zero is missing.
        if not self.sign or (self.sign == group and text.endswith("0") and not self.thirds):
            raise Unsure(f"{shown(text)} may be {whole} or {broken.normalize():f}; write {whole}.00 or {broken:.2f}")
        return broken if self.sign == group else whole


def _readings(text: str) -> tuple[Decimal | None, Decimal | None]:
    """What a text is with a decimal point, and what it is with a decimal comma; None where it is no number so."""
    text = text.replace(_MINUS, "-")
    point = Decimal(text.translate(_DROPPED_BY_POINT)) if _WITH_POINT.fullmatch(text) else None
    comma = Decimal(text.translate(_DROPPED_BY_COMMA).replace(",", ".")) if _WITH_COMMA.fullmatch(text) else None
    return point, comma


def bare(text: str) -> str:
    """A share without its percent sign."""
    return text.removesuffix("%").rstrip() if text.endswith("%") else text


@dataclass(frozen=True, slots=True)
class Habits:
    """How a table is written; without a spelling a column's numbers are a machine's own, `-1234.56`.

    `fractions` holds names whose shares are of 1, not of 100; `strays` those of 100 beside which something below 1
    stands, and `unsure` those of which nothing tells. `zone` is where a time stamp becomes a day; without one its date
    is taken as it is written.
    """

    first: Mapping[str, Literal["day", "month", ""]] = field(default_factory=dict)  # of 3/4/2026; "": nobody knows
    fractions: frozenset[str] = frozenset()
    zone: tzinfo | None = None
    spelling: Mapping[str, Spelling] = field(default_factory=dict)
    strays: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()  # what was understood, a sentence each

    def number(self, column: str, text: str) -> Decimal:
        """A number; ValueError when it cannot be read."""
        spelling = self.spelling.get(column)
        if spelling is not None:
            return spelling.value(text)
        if _PLAIN.fullmatch(text) is None:
            raise ValueError(text)
        return Decimal(text)

    def share(self, column: str, name: str, text: str) -> Decimal:
        """A share in percent, 40 for 40 %; ValueError when it cannot be read, Unsure when it may be two."""
        value = self.number(column, bare(text))
        if text.endswith("%") or not value:
            return value
        if name in self.fractions:
            return value * 100
        if name in self.unsure or (name in self.strays and abs(value) < 1):
            percent = f"{(value * 100).normalize():f}"
            raise Unsure(f"{shown(text)} may be {text} % or {percent} %; write {text}% or {percent}%")
        return value


class Look:
    """Takes in a table's cells, and tells how it is written; cells of one `pool` are written by one hand."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._orders: dict[str, set[str]] = {}
        self._pools: dict[str, str] = {}
        self._signs: dict[str, set[Sign]] = {}
        self._thirds: dict[str, set[str]] = {}
        self._open: dict[str, dict[str, tuple[int, str]]] = {}
        self._shares: dict[tuple[str, str], set[str]] = {}
        self._bounded: set[str] = set()

    def day(self, column: str, text: str) -> None:
        """A cell that should be a day."""
        if "/" in text and (match := SLASHED.fullmatch(text)):
            one, two = int(match[1]), int(match[2])
            order = {"day"} if one > 12 else {"month"} if two > 12 else set()
            self._orders.setdefault(column, set()).update(order)

    def number(self, column: str, line: int, text: str, pool: str = "") -> None:
        """A cell that should be a number."""
        pool = pool or column
        self._pools[column] = pool
        if not text or text.isdecimal() or isinstance(text, Measured):
            return
        point, comma = _readings(text)
        if point is not None and comma is not None:
            if point != comma:
                self._open.setdefault(pool, {}).setdefault(text, (line, column))
        elif point is not None or comma is not None:
            sign: Sign = "." if comma is None else ","
            self._signs.setdefault(pool, set()).add(sign)
            if len(text.rpartition(sign)[2]) == 3 and sign in text:
                self._thirds.setdefault(pool, set()).add(sign)

    def share(
        self, column: str, line: int, text: str, name: str = "", pool: str = "", *, at_most_100: bool = False
    ) -> None:
        """A cell that should be a share; `name` is what it is a share of, where a column holds several."""
        self.number(column, line, bare(text), pool)
        name = name or column
        if at_most_100:
            self._bounded.add(name)
        if text and not text.endswith("%"):
            self._shares.setdefault((name, column), set()).add(text)

    def found(self) -> Habits:
        """How the table is written; BadInput names every column whose numbers may be two things."""
        spelling = {column: self._spelling(pool) for column, pool in self._pools.items()}
        notes, findings = self._told(spelling)
        if findings:
            raise BadInput(f"{self._table} cannot be used as it is. Nothing was taken from it.", findings)
        first: dict[str, Literal["day", "month", ""]] = {}
        for column, seen in self._orders.items():
            first[column] = "day" if seen == {"day"} else "month" if seen == {"month"} else ""
        kinds = self._kinds(spelling)
        fractions = frozenset(name for name, kind in kinds.items() if kind == "fractions")
        notes = [
            *(
                f"{self._table}, {column}: dates such as 3/14/2026 were read with the {which} first."
                for column, which in first.items()
                if which
            ),
            *notes,
            *(f"{self._table}, {name}: shares such as 0.4 were read as 40 %." for name in sorted(fractions)),
        ]
        return Habits(
            first,
            fractions,
            spelling=spelling,
            strays=frozenset(name for name, kind in kinds.items() if kind == "strays"),
            unsure=frozenset(name for name, kind in kinds.items() if kind == "unsure"),
            notes=tuple(notes),
        )

    def _spelling(self, pool: str) -> Spelling:
        signs = self._signs.get(pool, set())
        # Nobody who writes a decimal comma in one column sets thousands apart by it in the next one.
        if not signs and set().union(*self._signs.values()) == {","}:
            return Spelling(",")
        if len(signs) != 1:
            return Spelling()
        [sign] = signs
        return Spelling(sign, sign in self._thirds.get(pool, set()))

    def _told(self, spelling: Mapping[str, Spelling]) -> tuple[list[str], list[Finding]]:
        notes: list[str] = []
        findings: list[Finding] = []
        for cells in self._open.values():
            read: dict[str, str] = {}
            refused: dict[str, Finding] = {}
            for text, (line, column) in cells.items():
                try:
                    read.setdefault(column, f"{text} were read as {spelling[column].value(text).normalize():f}")
                except Unsure as problem:
                    said = f"{problem}: the column does not tell which"
                    refused.setdefault(column, Finding(self._table, line, column, said))
            notes += [f"{self._table}, {column}: numbers such as {said}." for column, said in read.items()]
            findings += refused.values()
        return notes, findings

    def _kinds(self, spelling: Mapping[str, Spelling]) -> dict[str, str]:
        values: dict[str, set[Decimal]] = {}
        for (name, column), texts in self._shares.items():
            for text in texts:
                try:
                    values.setdefault(name, set()).add(abs(spelling[column].value(text)))
                except ValueError:
                    continue  # named when its row is read
        return {name: _kind(seen, 1 if name in self._bounded else _SURELY_PERCENT) for name, seen in values.items()}


def _kind(seen: set[Decimal], sure: int) -> str:
    """Whether shares are of 100 ("" or with "strays" below 1) or of 1, or "unsure"; above `sure` they are of 100."""
    most = max(seen)
    below = any(0 < value < 1 for value in seen)
    if most == 0:
        return ""
    if most <= 1 and below:
        return "fractions"
    if most > 1 and most >= sure:
        return "strays" if below else ""
    return "unsure"
