"""One row's cells, each read as what it should be: numbers, days, shares, currencies, people.

A column can say how its values are meant: whether shares are written 0.4 or 40, whether 3/14/2026 is in March. That is
found out once for a table (`habits`), told in a note, and never guessed from one cell alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from oneone.errors import Finding
from oneone.numbers.sources.table_file import DAY, LONGEST_KEY, PERSON, day, nearest, person, shown

NUMBER = "a plain number such as 1234.56: a point before decimals, no thousands separator, no currency sign"
CURRENCY = "a currency code of ISO 4217, such as EUR"
UNIT = "count, percent, or a currency code of ISO 4217, such as EUR"
PERCENT = "percent from 0 to 100"

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,12})?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T].*)?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T].*)?")
_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*")
_SERIAL = re.compile(r"([3-7]\d{4})(\.\d+)?")  # Excel's days since 1899-12-30: 1982 to 2119
_FIRST_SERIAL = date(1899, 12, 30)
_ISO_4217 = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD
HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY
TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_ISO_4217.split())


@dataclass(frozen=True, slots=True)
class Habits:
    """How the columns of a table are written; `fractions` holds names whose shares are of 1, not of 100."""

    first: Mapping[str, Literal["day", "month", ""]] = field(default_factory=dict)  # of 3/4/2026; "": nobody knows
    fractions: frozenset[str] = frozenset()

    def notes(self, table: str) -> list[str]:
        """What was understood, a sentence each."""
        told = [
            f"{table}, {column}: dates such as 3/14/2026 were read with the {which} first."
            for column, which in self.first.items()
            if which
        ]
        return told + [f"{table}, {name}: shares such as 0.4 were read as 40 %." for name in sorted(self.fractions)]


def habits(rows: Iterable[Mapping[str, str]], days: Collection[str], shares: Iterable[tuple[str, str]] = ()) -> Habits:
    """Look through a table's rows once; `shares` are (name, value) of what is written in percent."""
    orders: dict[str, set[str]] = {}
    for row in rows:
        for column in days:
            text = row.get(column, "")
            if "/" in text and (match := _SLASHED.fullmatch(text)):
                one, two = int(match[1]), int(match[2])
                orders.setdefault(column, set()).update({"day"} if one > 12 else {"month"} if two > 12 else set())
    most: dict[str, Decimal] = {}
    broken: set[str] = set()
    for name, text in shares:
        if text and not text.endswith("%") and _NUMBER.fullmatch(text):
            value = Decimal(text)
            most[name] = max(most.get(name, Decimal(0)), value)
            if 0 < value < 1:
                broken.add(name)
    first: dict[str, Literal["day", "month", ""]] = {}
    for column, seen in orders.items():
        first[column] = "day" if seen == {"day"} else "month" if seen == {"month"} else ""
    return Habits(first, frozenset(name for name in broken if most[name] <= 1))


class Cells:
    """The cells of one row; what one cannot be becomes a finding and makes the row `bad`."""

    __slots__ = ("_habits", "bad", "file", "findings", "row", "values")

    def __init__(
        self, file: str, row: int, values: Mapping[str, str], findings: list[Finding], known: Habits | None = None
    ) -> None:
        self.file, self.row, self.values, self.findings = file, row, values, findings
        self._habits = known or Habits()
        self.bad = False

    def find(self, column: str, problem: str) -> None:
        """Name what is wrong with a cell."""
        self.bad = True
        self.findings.append(Finding(self.file, self.row, column, problem))

    def _refuse(self, column: str, allowed: str, hint: str = "") -> None:
        text = self.values.get(column, "")
        said = f"{shown(text)} cannot be read" if text else "it is blank"
        self.find(column, f"{said}; allowed is {allowed}{hint}")

    def needed(self, column: str, allowed: str) -> str:
        """A text that must be there."""
        text = self.values.get(column, "")
        if not text or len(text) > LONGEST_KEY:
            self._refuse(column, f"{allowed}, at most {LONGEST_KEY} characters")
        return text

    def person(self, column: str) -> str:
        """A user principal name, lower case."""
        try:
            return person(self.values[column])
        except ValueError:
            self._refuse(column, PERSON)
            return ""

    def day(self, column: str, *, needed: bool = False) -> date | None:
        """A day: ISO, a CRM's time stamp, 23.11.2026, 11/23/2026 where the column tells the order, Excel's number."""
        text = self.values.get(column, "")
        if not text and not needed:
            return None
        try:
            return self._day(column, text)
        except ValueError:
            slashed = _SLASHED.fullmatch(text) is not None
            self._refuse(column, DAY, "; day or month first is not to be told here" if slashed else "")
            return None

    def _day(self, column: str, text: str) -> date:
        if match := _STAMP.fullmatch(text):
            return date.fromisoformat(match[1])
        if match := _DOTTED.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _SERIAL.fullmatch(text):
            return _FIRST_SERIAL + timedelta(days=int(match[1]))
        if match := _SLASHED.fullmatch(text):
            one, two, year = int(match[1]), int(match[2]), int(match[3])
            match self._habits.first.get(column, ""):
                case "day":
                    return date(year, two, one)
                case "month":
                    return date(year, one, two)
            raise ValueError(text)
        return day(text)

    def number(self, column: str) -> Decimal | None:
        """A plain number."""
        text = self.values.get(column, "")
        if not text:
            return None
        if _NUMBER.fullmatch(text) is None:
            self._refuse(column, NUMBER)
            return None
        return Decimal(text)

    def share(self, column: str, name: str = "") -> Decimal | None:
        """A share in percent, 40 for 40 %, however its column (or the figure called `name`) writes it."""
        text = self.values.get(column, "")
        bare = text.removesuffix("%").rstrip()
        if not bare:
            return None
        if _NUMBER.fullmatch(bare) is None:
            self._refuse(column, NUMBER)
            return None
        as_fraction = bare == text and (name or column) in self._habits.fractions
        return Decimal(bare) * 100 if as_fraction else Decimal(bare)

    def percent(self, column: str) -> int | None:
        """A likelihood in whole percent, rounded."""
        text = self.values.get(column, "")
        if not text:
            return None
        bare = text.removesuffix("%").rstrip()
        share = self.share(column) if _NUMBER.fullmatch(bare) else None
        if share is None or not 0 <= share <= 100:
            self._refuse(column, PERCENT)
            return None
        return int(share.quantize(Decimal(1), ROUND_HALF_UP))

    def currency(self, column: str) -> str:
        """A currency code; empty when blank."""
        code = self.values.get(column, "").upper()
        if code and code not in CURRENCIES:
            self._refuse(column, CURRENCY)
        return code

    def unit(self, column: str) -> str:
        """`count`, `percent` or a currency code; a blank is a count."""
        text = self.values.get(column, "")
        if not text:
            return "count"
        if text.lower() in ("count", "percent"):
            return text.lower()
        if text == "%":
            return "percent"
        if text.upper() not in CURRENCIES:
            self._refuse(column, UNIT, nearest(text, ("count", "percent")))
        return text.upper()
