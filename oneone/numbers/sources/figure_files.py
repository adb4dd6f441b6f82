"""Files of figures: `kpis`, `deals` and `people`, as CSV or as sheets of a workbook (design §4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from oneone.errors import BadInput, Finding
from oneone.model import Aspiration, Deal, Kpi
from oneone.numbers.sources.cells import Cells
from oneone.numbers.sources.habits import Habits, Look
from oneone.numbers.sources.table_file import CUT, Table, shown, tables

KPI_COLUMNS = ("rep", "metric", "date", "value", "target", "unit")
KPI_REQUIRED = ("rep", "metric", "date", "value")
DEAL_COLUMNS = (
    "rep", "deal_id", "name", "account", "amount", "currency", "stage", "close_date", "forecast_category",
    "probability", "created_on", "last_activity_on", "next_step", "close_plan_on", "contact_roles", "verifiers",
    "as_of",
)  # fmt: skip
DEAL_REQUIRED = ("rep", "deal_id", "name")
DEAL_DAYS = ("close_date", "created_on", "last_activity_on", "close_plan_on", "as_of")
PEOPLE_COLUMNS = (
    "rep", "definition", "currency", "earnings_now", "earnings_goal", "commission", "opportunities",
    "revenue_per_customer", "win_rate", "cycle_days", "change", "goal", "manager",
)  # fmt: skip
PEOPLE_REQUIRED = ("rep", "definition")
PEOPLE_NUMBERS = ("earnings_now", "earnings_goal", "opportunities", "revenue_per_customer", "cycle_days", "goal")

Kind = Literal["kpis", "deals", "people"]


def figure_tables(path: Path) -> list[tuple[Kind, Table]]:
    """The tables of a file with what each holds; sheets of a workbook that hold something else are left out.

    BadInput when the file cannot be read, none of its tables is one of ours, or a table's columns do not tell how they
    are written: it names what is needed. Nothing has to be stored before all of this is known.
    """
    found = tables(path)
    if len(found) == 1:
        return [_looked_at(kind(found[0]), found[0])]
    known = [(which, table) for table in found if (which := _kind(table.columns)) is not None]
    if not known:
        raise _neither(path.name, [Finding(t.name, None, None, _names(t)) for t in found])
    return [_looked_at(which, table) for which, table in known]


def _looked_at(which: Kind, table: Table) -> tuple[Kind, Table]:
    return which, replace(table, habits=_HABITS[which](table))


def kind(table: Table) -> Kind:
    """Which of the figures' tables this is, by its header; BadInput names what each must have."""
    known = _kind(table.columns)
    if known is not None:
        return known
    if "notebook_url" in table.columns:
        raise BadInput(f"{table.name} is a pairs file: use `oneone pairs import`.")
    raise _neither(table.name, [Finding(table.name, 1, None, _names(table))])


def _kind(columns: tuple[str, ...]) -> Kind | None:
    if "notebook_url" in columns:
        return None
    told_by: dict[str, Kind] = {"deal_id": "deals", "metric": "kpis", "definition": "people"}
    return next((which for column, which in told_by.items() if column in columns), None)


def _names(table: Table) -> str:
    return f"the header names {', '.join(filter(None, table.columns))}"


def _neither(name: str, findings: list[Finding]) -> BadInput:
    needed = (
        f"KPIs need the columns {', '.join(KPI_REQUIRED)}; deals need {', '.join(DEAL_REQUIRED)}; "
        f"people need {', '.join(PEOPLE_REQUIRED)}"
    )
    return BadInput(f"{name} is neither a KPI file nor a deals file. {needed}.", findings)


# ---------------------------------------------------------------- figures


class KpiRows:
    """The figures of one table, streamed once as `(rep, figure)`; a blank value is None, a blank unit `count`.

    A row with neither value nor target says that nothing is known today, and gives no figure. Bad rows go to
    `findings`, complete after the last row; `notes` say how numbers, percent and dates were understood.
    """

    def __init__(self, table: Table, findings: list[Finding]) -> None:
        self._table, self._findings = table, findings
        self._rows = table.rows(KPI_COLUMNS, KPI_REQUIRED, findings)
        self._habits = table.habits or _kpi_habits(table)
        self.notes = [*self._habits.notes, *table.remarks]

    def __iter__(self) -> Iterator[tuple[str, Kpi]]:
        """Each usable row in the table's order."""
        seen: dict[tuple[str, str, date], int] = {}
        for line, values in self._rows:
            cells = Cells(self._table.name, line, values, self._findings, self._habits)
            rep = cells.person("rep")
            metric = cells.needed("metric", "the name of the figure")
            on = cells.day("date", needed=True)
            unit = cells.unit("unit")
            value, target = (
                cells.share(column, metric) if unit == "percent" else cells.number(column)
                for column in ("value", "target")
            )
            if cells.bad or on is None:
                continue
            first = seen.setdefault((rep, metric.casefold(), on), line)
            if first != line:
                said = f"the same figure of the same day stands in row {first}: keep one, that row was taken"
                cells.find("metric", said)
                continue
            if value is not None or target is not None:
                yield rep, Kpi(metric=metric, on=on, value=value, target=target, unit=unit)


def _kpi_habits(table: Table) -> Habits:
    """How this table is written: numbers in values and targets together, shares for each figure apart."""
    look = Look(table.name)
    for line, values in table.rows(KPI_COLUMNS, KPI_REQUIRED, []):
        look.day("date", values["date"])
        percent = values.get("unit", "").lower() in ("percent", "%")
        for column in ("value", "target"):
            text = values.get(column, "")
            if percent:
                look.share(column, line, text, values["metric"], "value")
            else:
                look.number(column, line, text, "value")
    return look.found()


def read_kpis(table: Table, findings: list[Finding]) -> KpiRows:
    """The table's figures; BadInput at once when its header does not fit."""
    return KpiRows(table, findings)


# ---------------------------------------------------------------- deals


class DealRows:
    """The deals of one table, streamed once as `(rep, deal, as of)`; `as of` is None where the file does not say.

    Of the reps in it, a deals file is the full picture: what it does not name is no longer in the data. So rows that
    could not be used still count: `broken` holds their `(rep, deal id)`, whose former state has to stay, and `whole` is
    False when a row did not even say these, so that nothing of anybody may be taken as gone. `findings`, `broken` and
    `whole` are complete after the last row.
    """

    def __init__(self, table: Table, findings: list[Finding]) -> None:
        self.findings = findings
        self.broken: set[tuple[str, str]] = set()
        self.whole = True
        self._file = table.name
        self._found_before = len(findings)
        self._source = table.rows(DEAL_COLUMNS, DEAL_REQUIRED, findings)
        self._ended = table.ended
        self._habits = table.habits or _deal_habits(table)
        self.notes = [*self._habits.notes, *table.remarks]

    def __iter__(self) -> Iterator[tuple[str, Deal, date | None]]:
        """Each usable row in the table's order."""
        seen: dict[tuple[str, str], int] = {}
        cells: Cells | None = None
        for line, values in self._source:
            cells = Cells(self._file, line, values, self.findings, self._habits)
            rep, deal_id = cells.person("rep"), cells.needed("deal_id", "the CRM's id of the deal")
            known = not cells.bad
            first = seen.setdefault((rep, deal_id), line) if known else line
            deal, as_of = deal_of(deal_id, cells), cells.day("as_of")
            if not known:
                self.whole = False
            elif first != line:
                cells.find("deal_id", f"the same deal of the same rep stands in row {first}: keep one")
            elif cells.bad:
                self.broken.add((rep, deal_id))
            else:
                yield rep, deal, as_of
        if cells is not None and cells.bad and not self._ended and not self._misshapen():
            self.findings.append(Finding(self._file, cells.row, None, CUT))
        self.whole = self.whole and not self._misshapen()

    def _misshapen(self) -> bool:
        return any(finding.column is None for finding in self.findings[self._found_before :])


def _deal_habits(table: Table) -> Habits:
    look = Look(table.name)
    for line, values in table.rows(DEAL_COLUMNS, DEAL_REQUIRED, []):
        for column in DEAL_DAYS:
            look.day(column, values.get(column, ""))
        for part in values.get("verifiers", "").split(";"):
            look.day("verifiers", part.partition("=")[2].strip())
        look.number("amount", line, values.get("amount", ""))
        look.share("probability", line, values.get("probability", ""), at_most_100=True)
    return look.found()


def read_deals(table: Table, findings: list[Finding]) -> DealRows:
    """The table's deals; BadInput at once when its header does not fit, bad rows in `findings` while it is read."""
    return DealRows(table, findings)


def deal_of(deal_id: str, cells: Cells) -> Deal:
    """The deal of a row whose cells are named as in a deals file; what cannot be read makes the row bad."""
    amount = cells.number("amount")
    if amount is not None and amount < 0:
        cells.find("amount", f"{shown(cells.values['amount'])} is negative; allowed is 0 or more")
    return Deal(
        id=deal_id,
        name=cells.text("name") or deal_id,
        account=cells.text("account"),
        amount=amount,
        currency=cells.currency("currency"),
        stage=cells.text("stage"),
        close=cells.day("close_date"),
        category=cells.text("forecast_category"),
        probability=cells.percent("probability"),
        created=cells.day("created_on"),
        last_activity=cells.day("last_activity_on"),
        next_step=cells.text("next_step"),
        close_plan=cells.day("close_plan_on"),
        contact_roles=cells.text("contact_roles"),
        verifiers=cells.verifiers("verifiers"),
    )


# ---------------------------------------------------------------- people


def read_people(table: Table, findings: list[Finding]) -> Iterator[tuple[str, Aspiration]]:
    """What each rep aspires to, as `(rep, aspiration)`, in the rep's own words and figures (S3.27, S3.28)."""
    known = table.habits or _people_habits(table)
    return _people(table.name, table.rows(PEOPLE_COLUMNS, PEOPLE_REQUIRED, findings), findings, known)


def _people_habits(table: Table) -> Habits:
    look = Look(table.name)
    for line, values in table.rows(PEOPLE_COLUMNS, PEOPLE_REQUIRED, []):
        for column in PEOPLE_NUMBERS:
            look.number(column, line, values.get(column, ""))
        for column in ("win_rate", "commission"):
            look.share(column, line, values.get(column, ""), at_most_100=True)
    return look.found()


_HABITS: dict[Kind, Callable[[Table], Habits]] = {
    "kpis": _kpi_habits,
    "deals": _deal_habits,
    "people": _people_habits,
}


def _people(
    file: str, rows: Iterator[tuple[int, dict[str, str]]], findings: list[Finding], known: Habits
) -> Iterator[tuple[str, Aspiration]]:
    seen: dict[str, int] = {}
    for line, values in rows:
        cells = Cells(file, line, values, findings, known)
        rep = cells.person("rep")
        wish = Aspiration(
            definition=cells.needed("definition", "the rep's own words"),
            currency=cells.currency("currency"),
            earnings_now=_above_nothing(cells, "earnings_now"),
            earnings_goal=_above_nothing(cells, "earnings_goal"),
            commission=cells.share("commission"),
            opportunities=_above_nothing(cells, "opportunities"),
            revenue_per_customer=_above_nothing(cells, "revenue_per_customer"),
            win_rate=cells.share("win_rate"),
            cycle_days=_above_nothing(cells, "cycle_days"),
            change=cells.text("change"),
            goal=_above_nothing(cells, "goal"),
            manager=cells.person("manager") if values.get("manager") else "",
        )
        for column, share in (("win_rate", wish.win_rate), ("commission", wish.commission)):
            if share is not None and not 0 < share <= 100:
                cells.find(column, f"{shown(values[column])} cannot be read; allowed is percent above 0, up to 100")
        first = seen.setdefault(rep, line) if rep else line
        if first != line:
            cells.find("rep", f"the same rep stands in row {first}: keep one, that row was taken")
        if not cells.bad:
            yield rep, wish


def _above_nothing(cells: Cells, column: str) -> Decimal | None:
    number = cells.number(column)
    if number is not None and number <= 0:
        cells.find(column, f"{shown(cells.values[column])} cannot be meant; allowed is a number above 0")
        return None
    return number
