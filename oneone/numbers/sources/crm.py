"""What every CRM has in common: which field is which column of a deal (fields.toml), and what one read gives."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any, Literal

from oneone.errors import BadInput, Finding
from oneone.model import Deal
from oneone.numbers.snapshot import outcome
from oneone.numbers.sources.cells import Cells
from oneone.numbers.sources.figure_files import DEAL_COLUMNS, deal_of
from oneone.numbers.sources.habits import Habits
from oneone.numbers.sources.table_file import person
from oneone.numbers.sources.wire import incomplete

Name = Literal["dynamics", "salesforce", "hubspot"]
NAMES: Mapping[Name, str] = {"dynamics": "Dynamics 365", "salesforce": "Salesforce", "hubspot": "HubSpot"}

NEEDED = ("rep", "deal_id", "name")
_COLUMNS = tuple(column for column in DEAL_COLUMNS if column != "as_of")
_NAMED = ("stage", "forecast_category")  # columns in which a CRM may give ids instead of names
_TESTS = ("won", "lost")
_PROBABILITY_OF = {"1": True, "100": False}
_ROLES = ("list", "role", "name")
# What no XML page may contain, and halves of signs that no text can be written with: JSON can hold both.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: everything open, and decided since `closed_since`; or, with `since`, only what changed then.

    `reps` are the people with a pair (nobody: they are not told apart), `zone` is where a time becomes a day.
    """

    closed_since: date
    since: datetime | None = None
    reps: frozenset[str] = frozenset()
    zone: tzinfo | None = None


@dataclass(slots=True)
class Pulled:
    """What one whole read gave, and what could not be used.

    A deal that comes twice, since it changed while pages were read, is taken as it came last. `gone` are ids of deleted
    deals, `broken` ids of deals that could not be used, whose former state has to stay; `wrong` says why, for those of
    the people asked for, and `apart` what else was not as it should be; `began` is when the read began, by the CRM's
    own clock.
    """

    gone: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    wrong: dict[str, list[Finding]] = field(default_factory=dict)
    apart: list[Finding] = field(default_factory=list)
    began: datetime | None = None
    _known: dict[str, tuple[str, Deal]] = field(default_factory=dict)

    @property
    def findings(self) -> list[Finding]:
        """All that was not as it should be."""
        return [*self.apart, *(one for found in self.wrong.values() for one in found)]

    @property
    def deals(self) -> dict[str, list[Deal]]:
        """The deals by owner."""
        return self._of(lambda rep: rep != "")

    @property
    def unowned(self) -> list[Deal]:
        """The deals that name nobody with an address: those of a team, of nobody, or of somebody long gone."""
        return self._of(lambda rep: rep == "").get("", [])

    def __len__(self) -> int:
        """How many deals there are, whoever has them."""
        return len(self._known)

    def _of(self, wanted: Callable[[str], bool]) -> dict[str, list[Deal]]:
        found: dict[str, list[Deal]] = {}
        for rep, deal in self._known.values():
            if wanted(rep):
                found.setdefault(rep, []).append(deal)
        return found

    def add(
        self,
        crm: str,
        record: Mapping[str, Any],
        fields: Fields,
        asked: Question,
        names: Mapping[str, str] | None = None,
    ) -> None:
        """Take in a record; `names` stand for ids that the CRM gives instead of owners (`rep:7`) or stages."""
        names = names or {}
        columns = fields.columns(record, names)
        deal_id = columns["deal_id"]
        self._forget(deal_id)
        rep = fields.owner(record, names, asked.reps)
        found: list[Finding] = []
        cells = Cells(f"{crm}, deal {deal_id or '?'}", None, columns, found, fields.read_as(asked.zone))
        cells.needed("deal_id", "the CRM's id of the deal")
        deal = deal_of(deal_id, cells)
        if not cells.bad:
            self._known[deal_id] = rep, _decided(deal, fields, record)
            return
        self.broken.add(deal_id)
        if not asked.reps or rep in asked.reps:  # the deals of others are none of oneone's business
            self.wrong[deal_id] = found

    def met(self, deal_id: str) -> bool:
        """Whether the read said anything of a deal."""
        return deal_id in self._known or deal_id in self.broken or deal_id in self.gone

    def delete(self, deal_id: str) -> None:
        """Take in that a deal was deleted."""
        self._forget(deal_id)
        self.gone.add(deal_id)

    def _forget(self, deal_id: str) -> None:
        self._known.pop(deal_id, None)
        self.gone.discard(deal_id)
        self.broken.discard(deal_id)
        self.wrong.pop(deal_id, None)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one CRM: paths by column, the contact roles' list, and when a deal is won or lost."""

    paths: Mapping[str, str]
    roles: Mapping[str, str] = field(default_factory=dict)  # list, role, name
    won: str = ""
    lost: str = ""
    habits: Habits = field(default_factory=Habits)

    def columns(self, record: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
        """The columns of a record as a deals file would have them, the owner's left out."""
        found = {column: found_at(record, path) for column, path in self.paths.items()}
        for column in _NAMED:
            found[column] = names.get(f"{column}:{found.get(column, '')}", found.get(column, ""))
        if self.roles:
            people = inside(record, self.roles["list"])
            found["contact_roles"] = "; ".join(
                f"{found_at(one, self.roles['role'])}={found_at(one, self.roles['name'])}".replace(";", ",")
                for one in (people if isinstance(people, list) else ())
            )
        return {column: found.get(column, "") for column in _COLUMNS}

    def owner(self, record: Mapping[str, Any], names: Mapping[str, str], reps: frozenset[str]) -> str:
        """The owner's address: the first of the alternatives that has a pair, else the first; empty without any."""
        found = []
        for path in self.paths["rep"].split("|"):
            value = found_at(record, path)
            try:
                found.append(person(names.get(f"rep:{value}", value)))
            except ValueError:
                continue
        return next((one for one in found if one in reps), found[0] if found else "")

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

    def named(self, missing: str) -> list[str]:
        """The keys in fields.toml that name a field, however its path ends."""
        tests = {"won": self.won.partition("=")[0], "lost": self.lost.partition("=")[0]}
        paths = {**self.paths, **tests, "contact_roles": self.paths.get("contact_roles", "|".join(self.roles.values()))}
        parts = {key: set(re.split(r"[|/@. ]+", path.lower())) for key, path in paths.items()}
        return [key for key, words in parts.items() if words & set(missing.lower().split("."))]

    def read_as(self, zone: tzinfo | None) -> Habits:
        """How values are written, times being those of a zone."""
        return replace(self.habits, zone=zone)


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
    # HubSpot's likelihoods are parts of 1, the others' are percent.
    parts = str(said.pop("probability_of", 1 if name == "hubspot" else 100))
    allowed = (*_COLUMNS, *_TESTS, "probability_of")
    findings = [
        Finding(file.name, None, f"{name}.{key}", f"no such column; allowed are {', '.join(allowed)}")
        for key in said
        if key not in allowed
    ]
    findings += [
        Finding(file.name, None, f"{name}.{key}", "the name of a field is needed, as a text")
        for key, value in said.items()
        if not isinstance(value, str) or (key in NEEDED and not value)
    ]
    findings += [Finding(file.name, None, f"{name}.{key}", "is needed") for key in NEEDED if key not in said]
    if isinstance(roles, dict) and not all(isinstance(roles.get(key), str) for key in _ROLES):
        form = 'written as { list = "", role = "", name = "" }'
        findings.append(Finding(file.name, None, f"{name}.contact_roles", form))
    if isinstance(roles, dict) and name == "dynamics":
        findings.append(Finding(file.name, None, "dynamics.contact_roles", "the name of a field is needed, as a text"))
    if parts not in _PROBABILITY_OF:
        findings.append(Finding(file.name, None, f"{name}.probability_of", "1 (0.4 is 40 %) or 100 (40 is 40 %)"))
    if findings:
        raise _bad(file, findings)
    paths = {key: value.strip() for key, value in said.items() if value and key not in _TESTS}
    shares = Habits(fractions=frozenset({"probability"} if _PROBABILITY_OF[parts] else ()))
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
        if isinstance(value, str | int) and (text := _UNWRITABLE.sub(" ", str(value)).strip()):
            return text
    return ""


def inside(record: Mapping[str, Any], path: str) -> object:
    """What is at a path `a/b` inside a record; None when it goes nowhere."""
    at: object = record
    for part in path.split("/"):
        at = at.get(part) if isinstance(at, Mapping) else None
    return at


def _decided(deal: Deal, fields: Fields, record: Mapping[str, Any]) -> Deal:
    """The deal as the CRM decided it, whatever its stage is called."""
    state = fields.outcome(record)
    if outcome(deal) == state:
        return deal
    if state != "open":
        return replace(deal, stage="Closed Won" if state == "won" else "Closed Lost")
    # A stage called "Lost" that the CRM still has open: its words hold. A forecast category alone closes no open deal.
    alone = replace(deal, category="")
    return alone if fields.won and outcome(alone) == "open" else deal


def records(crm: str, found: object) -> list[Mapping[str, Any]]:
    """A page's records; TryLater when it holds none or something else."""
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise incomplete(crm)
    return found
