"""What every CRM has in common: which field is which column of a deal (fields.toml), and what one read gives."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from oneone.errors import BadInput, Finding
from oneone.model import Deal
from oneone.numbers.snapshot import outcome
from oneone.numbers.sources.cells import Cells, Habits
from oneone.numbers.sources.figure_files import DEAL_COLUMNS, deal_of
from oneone.numbers.sources.table_file import person

Name = Literal["dynamics", "salesforce", "hubspot"]
NAMES: Mapping[Name, str] = {"dynamics": "Dynamics 365", "salesforce": "Salesforce", "hubspot": "HubSpot"}

_COLUMNS = tuple(column for column in DEAL_COLUMNS if column != "as_of")
_NEEDED = ("rep", "deal_id", "name")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: everything open, and decided since `closed_since`; or, with `since`, only what changed then."""

    closed_since: date
    since: datetime | None = None


@dataclass(slots=True)
class Pulled:
    """What one whole read gave: deals by owner, the ids of deleted ones, and what could not be used."""

    deals: dict[str, list[Deal]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def add(self, crm: str, at: int, record: Mapping[str, Any], fields: Fields, names: Mapping[str, str]) -> None:
        """Take in the n-th record; `names` stand for ids that the CRM gives instead of owners or stages."""
        cells = Cells(crm, at, fields.columns(record, names), self.findings, fields.habits)
        deal_id = cells.needed("deal_id", "the CRM's id of the deal")
        try:
            rep = person(cells.values["rep"])
        except ValueError:
            cells.find("rep", "its owner has no address: the deal is left out")
            return
        deal = deal_of(deal_id, cells)
        if not cells.bad:
            self.deals.setdefault(rep, []).append(_decided(deal, fields.outcome(record)))


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one CRM: paths by column, the contact roles' list, and when a deal is won or lost."""

    paths: Mapping[str, str]
    roles: Mapping[str, str] = field(default_factory=dict)  # list, role, name
    won: str = ""
    lost: str = ""
    habits: Habits = field(default_factory=Habits)

    def columns(self, record: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
        """The columns of a record as a deals file would have them."""
        found = {column: found_at(record, path) for column, path in self.paths.items()}
        for column in ("rep", "stage"):
            found[column] = names.get(f"{column}:{found.get(column, '')}", found.get(column, ""))
        if self.roles:
            people = inside(record, self.roles["list"])
            found["contact_roles"] = "; ".join(
                f"{found_at(one, self.roles['role'])}={found_at(one, self.roles['name'])}".replace(";", ",")
                for one in (people if isinstance(people, list) else ())
            )
        return {column: found.get(column, "") for column in _COLUMNS}

    def outcome(self, record: Mapping[str, Any]) -> Literal["open", "won", "lost"]:
        """Whether the CRM says that the deal is decided."""
        for state, test in (("won", self.won), ("lost", self.lost)):
            path, _, value = test.partition("=")
            if path and found_at(record, path).lower() == value.lower():
                return "won" if state == "won" else "lost"
        return "open"

    def asked(self) -> list[str]:
        """Every path that has to be asked for, once."""
        paths = [*self.paths.values(), *(test.partition("=")[0] for test in (self.won, self.lost))]
        single = (one.strip() for path in paths for one in path.split("|"))
        return list(dict.fromkeys(one for one in single if one and not one.startswith("=")))


def load(name: Name, folders: Sequence[Path]) -> Fields:
    """The fields of a CRM, from the first folder whose fields.toml has its table; BadInput with all that is wrong."""
    for folder in folders:
        file = folder / "fields.toml"
        if not file.is_file():
            continue
        try:
            data = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
            raise _bad(file, [Finding(file.name, None, None, f"not TOML in UTF-8: {wrong}")]) from wrong
        if name in data:
            return _fields(file, name, data[name])
    raise BadInput(f"There is no table [{name}] in fields.toml.")


def _fields(file: Path, name: Name, table: object) -> Fields:
    if not isinstance(table, dict):
        raise _bad(file, [Finding(file.name, None, name, f"written as a table: [{name}]")])
    roles = table.get("contact_roles", "")
    said = {key: value for key, value in table.items() if key != "contact_roles" or isinstance(value, str)}
    allowed = (*_COLUMNS, "won", "lost")
    findings = [
        Finding(file.name, None, f"{name}.{key}", f"no such column; allowed are {', '.join(allowed)}")
        for key in said
        if key not in allowed
    ]
    findings += [
        Finding(file.name, None, f"{name}.{key}", "the name of a field is needed, as a text")
        for key, value in said.items()
        if not isinstance(value, str) or (key in _NEEDED and not value)
    ]
    findings += [Finding(file.name, None, f"{name}.{key}", "is needed") for key in _NEEDED if key not in said]
    if isinstance(roles, dict) and not all(isinstance(roles.get(key), str) for key in ("list", "role", "name")):
        form = 'written as { list = "", role = "", name = "" }'
        findings.append(Finding(file.name, None, f"{name}.contact_roles", form))
    if findings:
        raise _bad(file, findings)
    paths = {key: value.strip() for key, value in said.items() if value and key not in ("won", "lost")}
    # HubSpot's likelihoods are parts of 1, the others' are percent.
    shares = Habits(fractions=frozenset({"probability"} if name == "hubspot" else ()))
    return Fields(paths, roles if isinstance(roles, dict) else {}, said.get("won", ""), said.get("lost", ""), shares)


def _bad(file: Path, findings: list[Finding]) -> BadInput:
    return BadInput(f"The field names in {file.name} cannot be used.", findings)


def found_at(record: Mapping[str, Any], path: str) -> str:
    """The value at a path as text: the first of its alternatives that is there, empty when none is."""
    for one in path.split("|"):
        if one.strip().startswith("="):
            return one.strip()[1:]
        value = inside(record, one.strip())
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str | int) and str(value).strip():
            return str(value).strip()
    return ""


def inside(record: Mapping[str, Any], path: str) -> object:
    """What is at a path `a/b` inside a record; None when it goes nowhere."""
    at: object = record
    for part in path.split("/"):
        at = at.get(part) if isinstance(at, Mapping) else None
    return at


def _decided(deal: Deal, state: Literal["open", "won", "lost"]) -> Deal:
    """The deal as the CRM decided it, whatever its stage is called."""
    if outcome(deal) == state:
        return deal
    if state == "open":
        return deal  # a stage called "Lost" that the CRM still has open: its words hold
    return replace(deal, stage="Closed Won" if state == "won" else "Closed Lost")


def numbered(records: Iterator[Mapping[str, Any]]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The records of a read with their number, from 1."""
    return enumerate(records, 1)
