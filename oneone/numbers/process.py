"""The sales process of templates/sales_process.toml: stages, and what the customer does in each (S3.14, S3.38)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from oneone.errors import BadInput, Finding
from oneone.model import Resource
from oneone.numbers.snapshot import folded

NAME = "sales_process"
FIELDS = ("close_plan",)
"""Columns of a deal that can stand for a verifier."""

_KEY = re.compile(r"[a-z][a-z0-9_-]*")
_GAP = re.compile(r"\{(\w+)\}")
_GAPS = ("account", "deal")
_STAGE_KEYS = ("key", "name", "aliases", "verifier", "activities", "skill", "skills", "resources")
_SKILL_KEYS = ("name", "activity", "resources")
_VERIFIER_KEYS = ("key", "text", "proposal", "column")
_ADDRESS = re.compile(r"https://[^\s<>\"']+")


@dataclass(frozen=True, slots=True)
class Verifier:
    """An act of the customer that shows a stage was reached, and what the rep can do so that it happens (S3.17)."""

    key: str
    text: str
    proposal: str  # with the gaps {account} and {deal}
    column: str = ""  # the deal's own column that shows it, beside `verifiers`


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill, the activity it serves, and what it is learned from; what is empty is that of its stage (S3.38)."""

    name: str
    activity: str = ""
    resources: tuple[Resource, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: how CRMs call it, the acts of the customer it needs, and the chain behind them (S3.38)."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    verifiers: tuple[Verifier, ...] = ()
    activities: tuple[str, ...] = ()
    skills: tuple[Skill, ...] = ()
    resources: tuple[Resource, ...] = ()


@dataclass(frozen=True, slots=True)
class Process:
    """Stages from early to late."""

    stages: tuple[Stage, ...]
    _places: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note once where each name leads: a page asks for every deal."""
        names = [
            (_alone(name), at)
            for at, known in enumerate(self.stages)
            for name in (known.key, known.name, *known.aliases)
        ]
        object.__setattr__(self, "_places", dict(reversed(names)))

    def place(self, stage: str) -> int | None:
        """Where the stage of a CRM stands in the process; None when it knows none of that name."""
        return self._places.get(_alone(stage))


def load(folders: Sequence[Path], language: str = "en") -> Process:
    """The process in a language (sales_process.de-AT.toml, sales_process.de.toml, else sales_process.toml).

    The first folder that has a process in any language holds: deals are recorded with the keys of one process, and a
    page in the wrong language is better than one that asks for another company's evidence. Raises BadInput with all
    that is wrong in it.
    """
    file = next((file for at in folders if (file := _in(at, language))), None)
    if file is None:
        raise BadInput(f"There is no {NAME}.toml in the templates.")
    return _load(file, file.stat().st_mtime_ns)


def problems(folders: Sequence[Path]) -> tuple[str, ...]:
    """What is wrong with the files of the process that holds, a sentence each.

    One cannot be read, or asks for other evidence than the first of them: other stages or verifiers, or another order.
    """
    files = next((found for at in folders if (found := _files(at))), [])
    said, chains = [], {}
    for file in files:
        try:
            stages = _load(file, file.stat().st_mtime_ns).stages
        except BadInput as problem:
            said.append(str(problem))
        else:
            chains[file.name] = [(stage.key, [verifier.key for verifier in stage.verifiers]) for stage in stages]
    first = next(iter(chains), "")
    said += [
        f"{name} has other stages or verifiers than {first}, or another order: pages would differ by their language. "
        "Give both the same keys."
        for name, chain in chains.items()
        if chain != chains[first]
    ]
    return tuple(said)


def _in(folder: Path, language: str) -> Path | None:
    names = [f"{NAME}.{language}.toml", f"{NAME}.{language.split('-')[0]}.toml"]
    files = [folder / name for name in names] + _files(folder)
    return next((file for file in files if file.is_file()), None)


def _files(folder: Path) -> list[Path]:
    files = [folder / f"{NAME}.toml", *sorted(folder.glob(f"{NAME}.*.toml"))]
    return [file for file in files if file.is_file()]


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


def resource(text: str) -> Resource:
    """What a skill is learned from: its words, and the first https address among them; anything else is no link."""
    found = _ADDRESS.search(text)
    url = found[0].rstrip(".,;:") if found else ""
    url = url.rstrip(")") if "(" not in url else url
    try:
        host = urlsplit(url).hostname
    except ValueError:  # as for `https://[::1`
        host = None
    if found is None or not host:
        return Resource(" ".join(text.split()))
    words = " ".join(f"{text[: found.start()]} {text[found.start() + len(url) :]}".split())
    words = re.sub(r" +(?=[,;.])", "", words).strip(" :–-().,;")
    return Resource(words or url.removeprefix("https://").rstrip("/"), url)


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
            skills=(
                *(Skill(name) for name in self._texts(data, "skills", where)),
                *(
                    self._skill(each, f"{where}, skill {n}")
                    for n, each in enumerate(self._tables(data, "skill", where), 1)
                ),
            ),
            resources=self._resources(data, where),
        )

    def _skill(self, data: dict[str, Any], where: str) -> Skill:
        self._known(data, _SKILL_KEYS, where)
        activity = self._text(data, "activity", where) if "activity" in data else ""
        return Skill(self._text(data, "name", where), activity, self._resources(data, where))

    def _resources(self, data: dict[str, Any], where: str) -> tuple[Resource, ...]:
        return tuple(resource(text) for text in self._texts(data, "resources", where))

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
