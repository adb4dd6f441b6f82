"""One row's cells, each read as what it should be: numbers, days, shares, currencies, people.

How a column's values are meant (12.500, 0.4, 3/14/2026) is found out once for a table (`habits.Look`), told in a note,
and never guessed from one cell alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from oneone.errors import Finding
from oneone.numbers.sources.habits import SLASHED, Habits, Unsure
from oneone.numbers.sources.table_file import DAY, LONGEST_KEY, PERSON, day, nearest, person, shown

NUMBER = "a plain number such as 1234.56 or 1.234,56, no currency sign"
CURRENCY = "a currency code of ISO 4217, such as EUR"
UNIT = "count, percent, or a currency code of ISO 4217, such as EUR"
PERCENT = "percent from 0 to 100"

VERIFIERS = "name=day (YYYY-MM-DD) or name=https://…, separated by semicolons"

# What Excel writes where a formula fails: #N/A, #REF!, #WERT!, #¡REF!; in CSV files as a text.
_FAILED = re.compile(r"#(?:N/A|NV|N/D|GETTING_DATA|[¡¿]?[A-ZÀ-Ý0-9/_ ]{2,20}[!?])")
_WRITTEN_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_LINK = re.compile(r"https://\S+")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T].*)?")
_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*")
_MILLISECONDS = re.compile(r"\d{12,13}")  # since 1970, as HubSpot also writes a time
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


class Cells:
    """The cells of one row; what one cannot be becomes a finding and makes the row `bad`."""

    __slots__ = ("_habits", "bad", "file", "findings", "row", "values")

    def __init__(
        self,
        file: str,
        row: int | None,
        values: Mapping[str, str],
        findings: list[Finding],
        known: Habits | None = None,
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
        text = self.text(column)
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
            slashed = SLASHED.fullmatch(text) is not None
            self._refuse(column, DAY, "; day or month first is not to be told here" if slashed else "")
            return None

    def _day(self, column: str, text: str) -> date:
        if match := _STAMP.fullmatch(text):
            return self._of_stamp(text) or date.fromisoformat(match[1])
        if _MILLISECONDS.fullmatch(text):
            return datetime.fromtimestamp(int(text) / 1000, self._habits.zone or UTC).date()
        if match := _DOTTED.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _SERIAL.fullmatch(text):
            return _FIRST_SERIAL + timedelta(days=int(match[1]))
        if match := SLASHED.fullmatch(text):
            one, two, year = int(match[1]), int(match[2]), int(match[3])
            match self._habits.first.get(column, ""):
                case "day":
                    return date(year, two, one)
                case "month":
                    return date(year, one, two)
            raise ValueError(text)
        return day(text)

    def _of_stamp(self, text: str) -> date | None:
        """The day of a time stamp with an offset, where the table's readers are; None without one of the two."""
        if self._habits.zone is None:
            return None
        try:
            moment = datetime.fromisoformat(text)
            return moment.astimezone(self._habits.zone).date() if moment.tzinfo else None
        except (ValueError, OverflowError):  # the first and the last day of all have no neighbour
            return None

    def text(self, column: str) -> str:
        """Any text, as it stands; what a formula left where it failed is none."""
        text = str(self.values.get(column, ""))  # no longer a workbook's number
        if text.startswith("#") and _FAILED.fullmatch(text):
            self.find(column, f"{shown(text)}: a formula failed here; allowed is any text, or a blank")
        return text

    def verifiers(self, column: str) -> str:
        """What a customer did and when, its days in ISO: `meeting=01.10.2026` is `meeting=2026-10-01`."""
        text = self.text(column)
        return ";".join(map(self._verifier(column), text.split(";"))) if "=" in text else text

    def _verifier(self, column: str) -> Callable[[str], str]:
        def read(part: str) -> str:
            name, sign, value = part.partition("=")
            written = value.strip()
            if not any(map(str.isdecimal, written)) or _WRITTEN_DAY.search(written) or _LINK.search(written):
                return part  # words alone are no evidence (S3.17), and no error
            try:
                return f"{name}{sign}{self._day(column, written)}"
            except ValueError:
                self.find(column, f"{shown(part.strip())} cannot be read; allowed is {VERIFIERS}")
                return part

        return read

    def number(self, column: str) -> Decimal | None:
        """A number, however its column writes it."""
        text = self.values.get(column, "")
        return self._read(column, lambda: self._habits.number(column, text), NUMBER) if text else None

    def share(self, column: str, name: str = "") -> Decimal | None:
        """A share in percent, 40 for 40 %, however its column (or the figure called `name`) writes it."""
        text = self.values.get(column, "")
        if text in ("", "%"):
            return None
        return self._read(column, lambda: self._habits.share(column, name or column, text), NUMBER)

    def percent(self, column: str) -> int | None:
        """A likelihood in whole percent, rounded."""
        text = self.values.get(column, "")
        if not text:
            return None
        share = self._read(column, lambda: self._habits.share(column, column, text), PERCENT)
        if share is not None and not 0 <= share <= 100:
            self._refuse(column, PERCENT)
            return None
        return None if share is None else int(share.quantize(Decimal(1), ROUND_HALF_UP))

    def _read(self, column: str, read: Callable[[], Decimal], allowed: str) -> Decimal | None:
        try:
            return read()
        except Unsure as problem:
            self.find(column, str(problem))
        except ValueError:
            self._refuse(column, allowed)
        return None

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
