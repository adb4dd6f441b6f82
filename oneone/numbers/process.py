"""The sales process of templates/sales_process.toml: stages, and what the customer does in each (S3.14, S3.38)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from oneone.errors import BadInput, Finding
from oneone.numbers.snapshot import folded

NAME = "sales_process"
FIELDS = ("close_plan",)
"""Columns of a deal that can stand for a verifier."""

_KEY = re.compile(r"[a-z][a-z0-9_-]*")
_GAP = re.compile(r"\{(\w+)\}")
_GAPS = ("account", "deal")
_STAGE_KEYS = ("key", "name", "aliases", "verifier", "activities", "skills", "resources")
_VERIFIER_KEYS = ("key", "text", "proposal", "column")


@dataclass(frozen=True, slots=True)
class Verifier:
    """An act of the customer that shows a stage was reached, and what the rep can do so that it happens (S3.17)."""

    key: str
    text: str
    proposal: str  # with the gaps {account} and {deal}
    column: str = ""  # the deal's own column that shows it, beside `verifiers`


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: how CRMs call it, the acts of the customer it needs, and the chain behind them (S3.38)."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    verifiers: tuple[Verifier, ...] = ()
    activities: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Process:
    """Stages from early to late."""

    stages: tuple[Stage, ...]

    def place(self, stage: str) -> int | None:
        """Where the stage of a CRM stands in the process; None when it knows none of that name."""
        said = _alone(stage)
        for at, known in enumerate(self.stages):
            if said in {_alone(name) for name in (known.key, known.name, *known.aliases)}:
                return at
        return None


def load(folders: Sequence[Path], language: str = "en") -> Process:
    """The process in a language (sales_process.de-AT.toml, sales_process.de.toml, else sales_process.toml).

    The first folder that has one of the files holds. Raises BadInput with all that is wrong in it.
    """
    names = [f"{NAME}.{language}.toml", f"{NAME}.{language.split('-')[0]}.toml", f"{NAME}.toml"]
    file = next((at / name for at in folders for name in names if (at / name).is_file()), None)
    if file is None:
        raise BadInput(f"There is no {NAME}.toml in the templates.")
    return _load(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _load(file: Path, changed: int) -> Process:
    try:
        data = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise _bad(file.name, [Finding(file.name, None, None, f"not TOML in UTF-8: {wrong}")]) from wrong
    reader = _Reader(file.name)
    process = reader.process(data)
    if reader.findings:
        raise _bad(file.name, reader.findings)
    return process


def _bad(file: str, findings: Iterable[Finding]) -> BadInput:
    return BadInput(f"The sales process {file} cannot be used.", tuple(findings))


def _alone(stage: str) -> str:
    """A stage without case, signs and the number in front of it; `3 - Proposal (60 %)` is `proposal`."""
    return folded(stage)


@dataclass
class _Reader:
    file: str
    findings: list[Finding] = field(default_factory=list)

    def process(self, data: dict[str, Any]) -> Process:
        self._known(data, ("stage",), "")
        stages = tuple(self._stage(each, at) for at, each in enumerate(self._tables(data, "stage", ""), 1))
        if not stages:
            self._say("stage", "at least one [[stage]] is needed")
        self._once("stage.key", [stage.key for stage in stages])
        self._once("stage.verifier.key", [verifier.key for stage in stages for verifier in stage.verifiers])
        names = [(_alone(name), stage.key) for stage in stages for name in (stage.name, *stage.aliases)]
        owners = dict(reversed(names))
        for name, key in names:
            if owners[name] != key:
                self._say("stage.aliases", f"“{name}” names two stages, {owners[name]} and {key}: keep one")
        return Process(stages)

    def _stage(self, data: dict[str, Any], at: int) -> Stage:
        where = f"stage {at}"
        self._known(data, _STAGE_KEYS, where)
        return Stage(
            key=self._key(data, where),
            name=self._text(data, "name", where),
            aliases=self._texts(data, "aliases", where),
            verifiers=tuple(
                self._verifier(each, f"{where}, verifier {n}")
                for n, each in enumerate(self._tables(data, "verifier", where), 1)
            ),
            activities=self._texts(data, "activities", where),
            skills=self._texts(data, "skills", where),
            resources=self._texts(data, "resources", where),
        )

    def _verifier(self, data: dict[str, Any], where: str) -> Verifier:
        self._known(data, _VERIFIER_KEYS, where)
        proposal = self._text(data, "proposal", where)
        for gap in _GAP.findall(proposal):
            if gap not in _GAPS:
                self._say(f"{where}, proposal", f"{{{gap}}} is not known; allowed are {{account}} and {{deal}}")
        column = str(data.get("column", ""))
        if column and column not in FIELDS:
            self._say(f"{where}, column", f"“{column}” cannot show an act of the customer; allowed is {FIELDS[0]}")
        return Verifier(self._key(data, where), self._text(data, "text", where), proposal, column)

    def _known(self, data: dict[str, Any], allowed: tuple[str, ...], where: str) -> None:
        for name in data:
            if name not in allowed:
                self._say(f"{where}, {name}".lstrip(", "), f"no such key; allowed are {', '.join(allowed)}")

    def _tables(self, data: dict[str, Any], name: str, where: str) -> list[dict[str, Any]]:
        value = data.get(name, [])
        if isinstance(value, list) and all(isinstance(each, dict) for each in value):
            return value
        self._say(f"{where}, {name}".lstrip(", "), f"written as [[{name}]]")
        return []

    def _key(self, data: dict[str, Any], where: str) -> str:
        key = self._text(data, "key", where)
        if key and not _KEY.fullmatch(key):
            self._say(f"{where}, key", "small letters, digits, - and _, a letter first")
        return key

    def _text(self, data: dict[str, Any], name: str, where: str) -> str:
        value = data.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._say(f"{where}, {name}", "a text is needed")
        return ""

    def _texts(self, data: dict[str, Any], name: str, where: str) -> tuple[str, ...]:
        value = data.get(name, [])
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self._say(f"{where}, {name}", 'a list of texts: ["one", "two"]')
        return ()

    def _once(self, where: str, keys: list[str]) -> None:
        for key in sorted({key for key in keys if key and keys.count(key) > 1}):
            self._say(where, f"“{key}” stands there twice")

    def _say(self, where: str, problem: str) -> None:
        self.findings.append(Finding(self.file, None, where or None, problem))
