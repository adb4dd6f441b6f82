"""A tenant for a pairs file: its people, a mailbox series and a notebook for each pair."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.recurrence import Repeat
from sandbox.tenant import Tenant

FIRST_DAY = date(2016, 1, 4)
"""Series begin here unless `--from` says otherwise, so that any time one asks for has its meetings."""

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class BadPairs(ValueError):
    """The file cannot be used; the message names row and column."""


@dataclass(frozen=True, slots=True)
class PairRow:
    """What the tenant needs of a row."""

    manager: str
    rep: str
    manager_name: str
    rep_name: str
    manager_mail: str
    rep_mail: str
    account: str
    notebook_url: str
    repeat: Repeat
    weekday: int
    at: time
    minutes: int
    timezone: str
    starts_on: date | None
    booked: bool  # False: the pair has no series yet, oneone is to make it


def furnish(tenant: Tenant, file: Path, begin: date = FIRST_DAY) -> int:
    """Adds what a pairs file names and the tenant does not have; returns the number of pairs. BadPairs when it cannot
    be read.
    """
    rows = read(file)
    for row in rows:
        tenant.add_person(row.manager, row.manager_name, row.manager_mail or None)
        tenant.add_person(row.rep, row.rep_name, row.rep_mail or None)
        members = {row.manager, row.rep}
        if row.account:
            tenant.add_person(row.account, row.account.partition("@")[0])
            members.add(row.account)
        personal = "/personal/" in urlsplit(row.notebook_url).path.lower()
        tenant.add_notebook(row.notebook_url, row.manager if personal else None, members)
        if row.booked and not _booked(tenant, row):
            tenant.add_series(
                row.manager,
                [row.rep],
                f"1:1 {row.manager_name} / {row.rep_name}",
                datetime.combine(_first(row, begin), row.at),
                row.timezone,
                row.minutes,
                row.repeat,
            )
    return len(rows)


def read(file: Path) -> list[PairRow]:
    """The rows of a pairs file; BadPairs when it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadPairs(f"{file}: cannot be read as a UTF-8 CSV file ({wrong}).") from wrong
    rows = csv.DictReader(text.splitlines(), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    columns = {(name or "").strip().lower() for name in rows.fieldnames or ()}
    missing = {"manager", "rep", "notebook_url"} - columns
    if missing:
        raise BadPairs(f"{file}: column {', '.join(sorted(missing))} is missing in the header row.")
    return [_row(file, number, _cells(row)) for number, row in enumerate(rows, start=2)]


def _cells(row: dict[str | Any, str | Any]) -> dict[str, str]:
    return {
        name.strip().lower(): cell.strip() for name, cell in row.items() if name is not None and isinstance(cell, str)
    }


def _row(file: Path, number: int, cells: dict[str, str]) -> PairRow:
    def bad(column: str, allowed: str) -> BadPairs:
        return BadPairs(f"{file}, row {number}, {column}: {cells.get(column) or 'nothing'} is not {allowed}.")

    for column in ("manager", "rep", "notebook_url"):
        if not cells.get(column):
            raise bad(column, "allowed, it must be filled in")
    cadence = cells.get("cadence", "").lower() or "weekly"
    if cadence not in ("weekly", "biweekly", "monthly"):
        raise bad("cadence", "weekly, biweekly or monthly")
    weekday = (cells.get("weekday") or "mon").lower()[:3]
    if weekday not in _WEEKDAYS:
        raise bad("weekday", "one of mon to sun")
    timezone = cells.get("timezone") or "UTC"
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as wrong:
        raise bad("timezone", "an IANA time zone such as Europe/Berlin") from wrong
    try:
        at = time.fromisoformat((cells.get("time") or "09:00").zfill(5))
    except ValueError as wrong:
        raise bad("time", "a time such as 09:30") from wrong
    minutes = cells.get("minutes") or "30"
    if not minutes.isdecimal() or int(minutes) == 0:
        raise bad("minutes", "a whole number of minutes")
    try:
        starts_on = date.fromisoformat(cells["starts_on"]) if cells.get("starts_on") else None
    except ValueError as wrong:
        raise bad("starts_on", "an ISO date such as 2026-11-23") from wrong
    manager, rep = cells["manager"].lower(), cells["rep"].lower()
    return PairRow(
        manager,
        rep,
        cells.get("manager_name") or manager.partition("@")[0],
        cells.get("rep_name") or rep.partition("@")[0],
        cells.get("manager_mail", ""),
        cells.get("rep_mail", ""),
        cells.get("account", "").lower(),
        cells["notebook_url"],
        cast("Repeat", cadence),
        _WEEKDAYS.index(weekday),
        at,
        int(minutes),
        timezone,
        starts_on,
        cells.get("invite", "").lower() != "create",
    )


def _first(row: PairRow, begin: date) -> date:
    day = row.starts_on or begin
    return day + timedelta(days=(row.weekday - day.weekday()) % 7)


def _booked(tenant: Tenant, row: PairRow) -> bool:
    return any(
        series.organizer == row.manager and series.attendees == [row.rep] for series in tenant.mailboxes.series.values()
    )
