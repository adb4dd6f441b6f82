"""CSV files that admins and CRMs give us: `kpis.csv` and `deals.csv` (design §4), and the reading of any CSV file.

A file that cannot be trusted as a whole (encoding, open quote, header) is refused before its first row is given; a row
that cannot be used is named, and the other rows go on.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from oneone.errors import BadInput, Finding
from oneone.model import Deal, Kpi

KPI_COLUMNS = ("rep", "metric", "date", "value", "target", "unit")
KPI_REQUIRED = ("rep", "metric", "date", "value")
DEAL_COLUMNS = (
    "rep", "deal_id", "name", "account", "amount", "currency", "stage", "close_date", "forecast_category",
    "probability", "created_on", "last_activity_on", "next_step", "close_plan_on", "contact_roles", "verifiers",
    "as_of",
)  # fmt: skip
DEAL_REQUIRED = ("rep", "deal_id", "name")

NUMBER = "a plain number such as 1234.56: a point before decimals, no thousands separator, no currency sign"
DAY = "a date as YYYY-MM-DD, such as 2026-11-23"
PERSON = "a user principal name, such as lee@contoso.com"
CURRENCY = "a currency code of ISO 4217, such as EUR"
UNIT = "count, percent, or a currency code of ISO 4217, such as EUR"
PERCENT = "a whole number of percent from 0 to 100"

_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), " ")  # no XML page may contain them
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,8})?")
_DAY = re.compile(r"(\d{4})([-/])(\d{2})\2(\d{2})")
_PERSON = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
_ISO_4217 = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD
HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY
TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
_CURRENCIES = frozenset(_ISO_4217.split())


# ---------------------------------------------------------------- any CSV file


def header(path: Path) -> tuple[str, ...]:
    """The column names of a CSV file, folded to lower case with underscores; BadInput when it is no such file."""
    return _inspect(path)[1]


def read_csv(
    path: Path, columns: Collection[str], required: Collection[str], findings: list[Finding]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows as `column → trimmed text`, each with the line it begins on (the header is line 1).

    Separated by comma, semicolon or tab, UTF-8 with or without BOM. Columns outside `columns` are named in `findings`
    and left out, so are rows with too many or too few cells. BadInput is raised before the first row when the file is
    not to be trusted: show it, change the file, import again.
    """
    separator, names = _inspect(path)
    unused = [column for column in columns if column not in names]
    allowed = f"; allowed are {', '.join(columns)}"
    problems = [
        Finding(path.name, 1, name, f"no such column{nearest(name, unused) or allowed}")
        for name in names
        if name and name not in columns
    ]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    missing = [name for name in required if name not in names]
    if twice or missing:
        problems += [Finding(path.name, 1, name, "this column stands there twice: keep one") for name in twice]
        problems += [Finding(path.name, 1, name, "this required column is not in the header") for name in missing]
        raise BadInput(f"{path.name} cannot be used as it is: its first row must name the columns.", problems)
    findings.extend(problems)
    return _rows(path, separator, names, frozenset(columns), findings)


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
    if _PERSON.fullmatch(text) is None:
        raise ValueError(text)
    return text.lower()


def _inspect(path: Path) -> tuple[str, tuple[str, ...]]:
    """Separator and folded header, after the whole file was decoded and its quotes were found closed."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
        if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in start:
            raise _unreadable(path, "it is UTF-16 text")
        if start.startswith(b"PK"):
            raise _unreadable(path, "it is an Excel workbook")
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            separator = max(",;\t", key=first.count)
            file.seek(0)
            rows = csv.reader(file, delimiter=separator, strict=True)
            names = [_folded(name) for name in next(rows, [])]
            filled = False
            try:
                for row in rows:
                    filled = filled or any(cell.strip() for cell in row)
            except csv.Error as problem:
                found = Finding(path.name, rows.line_num, None, f"{problem}; is a quote missing or one too many?")
                raise BadInput(
                    f"{path.name} cannot be read to its end. Nothing was taken from it.", [found]
                ) from problem
    except UnicodeDecodeError as problem:
        raise _unreadable(path, "it is not UTF-8 text") from problem
    except csv.Error as problem:
        raise _unreadable(path, f"its first row is no CSV ({problem})") from problem
    except FileNotFoundError as problem:
        raise BadInput(f"{path}: there is no such file.") from problem
    except OSError as problem:
        raise BadInput(f"{path}: it cannot be opened ({problem.strerror}).") from problem
    if not any(names):
        raise BadInput(f"{path.name} is empty: its first row must name the columns.")
    if not filled:
        raise BadInput(f"{path.name} has no row under its header. Nothing was changed.")
    return separator, tuple(names)


def _unreadable(path: Path, why: str) -> BadInput:
    return BadInput(f'{path.name} cannot be read: {why}. Save it as "CSV UTF-8" and try again.')


def _folded(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip().lower())


def _rows(
    path: Path, separator: str, names: tuple[str, ...], columns: frozenset[str], findings: list[Finding]
) -> Iterator[tuple[int, dict[str, str]]]:
    wanted = [(at, name) for at, name in enumerate(names) if name in columns]
    unnamed = [at for at, name in enumerate(names) if not name]
    width = len(names)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=separator, strict=True)
        next(rows)
        begins = rows.line_num + 1
        for row in rows:
            line, begins = begins, rows.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            stray = any(cell.strip() for cell in row[width:]) or any(row[at].strip() for at in unnamed if at < len(row))
            if len(row) < width or stray:
                findings.append(Finding(path.name, line, None, _misfit(len(row), width, separator)))
                continue
            yield line, {name: row[at].translate(_CONTROL).strip() for at, name in wanted}


def _misfit(cells: int, width: int, separator: str) -> str:
    sign = {",": "comma", ";": "semicolon", "\t": "tab"}[separator]
    return f"{cells} cells where the header names {width} columns; a text that contains a {sign} must stand in quotes"


# ---------------------------------------------------------------- figures


def kind(path: Path) -> Literal["kpis", "deals"]:
    """Which of the two numbers files this is, by its header; BadInput names what either must have."""
    names = header(path)
    if "deal_id" in names:
        return "deals"
    if "metric" in names:
        return "kpis"
    if "notebook_url" in names:
        raise BadInput(f"{path.name} is a pairs file: use `oneone pairs import`.")
    needed = f"KPIs need the columns {', '.join(KPI_REQUIRED)}; deals need {', '.join(DEAL_REQUIRED)}"
    found = Finding(path.name, 1, None, f"the header names {', '.join(filter(None, names))}")
    raise BadInput(f"{path.name} is neither a KPI file nor a deals file. {needed}.", [found])


def read_kpis(path: Path, findings: list[Finding]) -> Iterator[tuple[str, Kpi]]:
    """The file's figures, row by row, as `(rep, figure)`; a blank value or target is None, a blank unit `count`.

    Bad rows go to `findings`, complete after the last row. BadInput before the first one when the file is unusable.
    """
    return _kpis(path, read_csv(path, KPI_COLUMNS, KPI_REQUIRED, findings), findings)


def _kpis(path: Path, rows: Iterator[tuple[int, dict[str, str]]], findings: list[Finding]) -> Iterator[tuple[str, Kpi]]:
    seen: dict[tuple[str, str, date], int] = {}
    for line, values in rows:
        cells = _Cells(path.name, line, values, findings)
        rep = cells.person("rep")
        metric = cells.needed("metric", "the name of the figure")
        on = cells.day("date", needed=True)
        value, target, unit = cells.number("value"), cells.number("target"), cells.unit("unit")
        if cells.bad or on is None:
            continue
        first = seen.setdefault((rep, metric.casefold(), on), line)
        if first != line:
            cells.find("metric", f"the same figure of the same day stands in row {first}: keep one, that row was taken")
            continue
        yield rep, Kpi(metric=metric, on=on, value=value, target=target, unit=unit)


class DealRows:
    """The deals of one file, streamed once as `(rep, deal, as of)`; `as of` is None where the file does not say.

    Of the reps in it, a deals file is the full picture: what it does not name is no longer in the data. So rows that
    could not be used still count: `broken` holds their `(rep, deal id)`, whose former state has to stay, and `whole` is
    False when a row did not even say these, so that nothing of anybody may be taken as gone. `findings`, `broken` and
    `whole` are complete after the last row.
    """

    def __init__(self, path: Path, findings: list[Finding]) -> None:
        self.findings = findings
        self.broken: set[tuple[str, str]] = set()
        self.whole = True
        self._file = path.name
        self._found_before = len(findings)
        self._source = read_csv(path, DEAL_COLUMNS, DEAL_REQUIRED, findings)

    def __iter__(self) -> Iterator[tuple[str, Deal, date | None]]:
        """Each usable row in the file's order."""
        seen: dict[tuple[str, str], int] = {}
        for line, values in self._source:
            cells = _Cells(self._file, line, values, self.findings)
            rep, deal_id = cells.person("rep"), cells.needed("deal_id", "the CRM's id of the deal")
            known = not cells.bad
            first = seen.setdefault((rep, deal_id), line) if known else line
            deal, as_of = _deal(deal_id, cells), cells.day("as_of")
            if not known:
                self.whole = False
            elif first != line:
                cells.find("deal_id", f"the same deal of the same rep stands in row {first}: keep one")
            elif cells.bad:
                self.broken.add((rep, deal_id))
            else:
                yield rep, deal, as_of
        misshapen = any(finding.column is None for finding in self.findings[self._found_before :])
        self.whole = self.whole and not misshapen


def read_deals(path: Path, findings: list[Finding]) -> DealRows:
    """The file's deals; BadInput at once when the file is unusable, bad rows in `findings` while it is read."""
    return DealRows(path, findings)


def _deal(deal_id: str, cells: _Cells) -> Deal:
    values = cells.values
    amount = cells.number("amount")
    if amount is not None and amount < 0:
        cells.find("amount", f"{shown(values['amount'])} is negative; allowed is 0 or more")
    return Deal(
        id=deal_id,
        name=values["name"] or deal_id,
        account=values.get("account", ""),
        amount=amount,
        currency=cells.currency("currency"),
        stage=values.get("stage", ""),
        close=cells.day("close_date"),
        category=values.get("forecast_category", ""),
        probability=cells.percent("probability"),
        created=cells.day("created_on"),
        last_activity=cells.day("last_activity_on"),
        next_step=values.get("next_step", ""),
        close_plan=cells.day("close_plan_on"),
        contact_roles=values.get("contact_roles", ""),
        verifiers=values.get("verifiers", ""),
    )


class _Cells:
    """The cells of one row, each read as what it should be; what it cannot be becomes a finding."""

    __slots__ = ("bad", "file", "findings", "row", "values")

    def __init__(self, file: str, row: int, values: Mapping[str, str], findings: list[Finding]) -> None:
        self.file, self.row, self.values, self.findings = file, row, values, findings
        self.bad = False

    def find(self, column: str, problem: str) -> None:
        self.bad = True
        self.findings.append(Finding(self.file, self.row, column, problem))

    def _refuse(self, column: str, allowed: str, hint: str = "") -> None:
        text = self.values.get(column, "")
        said = f"{shown(text)} cannot be read" if text else "it is blank"
        self.find(column, f"{said}; allowed is {allowed}{hint}")

    def needed(self, column: str, allowed: str) -> str:
        text = self.values[column]
        if not text:
            self._refuse(column, allowed)
        return text

    def person(self, column: str) -> str:
        try:
            return person(self.values[column])
        except ValueError:
            self._refuse(column, PERSON)
            return ""

    def day(self, column: str, *, needed: bool = False) -> date | None:
        text = self.values.get(column, "")
        if not text and not needed:
            return None
        try:
            return day(text)
        except ValueError:
            self._refuse(column, DAY)
            return None

    def number(self, column: str) -> Decimal | None:
        text = self.values.get(column, "")
        if not text:
            return None
        if _NUMBER.fullmatch(text) is None:
            self._refuse(column, NUMBER)
            return None
        return Decimal(text)

    def percent(self, column: str) -> int | None:
        text = self.values.get(column, "").removesuffix("%").rstrip()
        if not text:
            return None
        number = Decimal(text) if _NUMBER.fullmatch(text) else Decimal(-1)
        if number != int(number) or not 0 <= number <= 100:
            self._refuse(column, PERCENT)
            return None
        return int(number)

    def currency(self, column: str) -> str:
        code = self.values.get(column, "").upper()
        if code and code not in _CURRENCIES:
            self._refuse(column, CURRENCY)
        return code

    def unit(self, column: str) -> str:
        text = self.values.get(column, "")
        if not text:
            return "count"
        if text.lower() in ("count", "percent"):
            return text.lower()
        if text == "%":
            return "percent"
        if text.upper() not in _CURRENCIES:
            self._refuse(column, UNIT, nearest(text, ("count", "percent")))
        return text.upper()
