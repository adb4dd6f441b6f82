"""Agendas: read from templates/agendas/NAME.toml, their structure checked (design §5)."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, cast

from oneone.agenda import questions
from oneone.agenda.templates import folders
from oneone.errors import BadInput, Finding
from oneone.model import Agenda, Draft, Section

LEVELS = ("first-line", "second-line")
_LOOKS = ("past", "future")
_SERVES = ("relationship", "learning", "deals")
_NOTES = ("both", "lines", "rep", "manager", "none")
_KEY = re.compile(r"[a-z][a-z0-9_-]*")
_HEADER = re.compile(r"\s*\[\[\s*section\s*\]\]")

_WANTED: dict[str, tuple[type, str]] = {
    "name": (str, "a text"),
    "purpose": (str, "a text"),
    "minutes": (int, "whole minutes"),
    "key": (str, "a text"),
    "heading": (str, "a text"),
    "looks": (str, "a text"),
    "prompt": (str, "a text"),
    "notes": (str, "a text"),
    "conduct": (str, "a text"),
    "questions": (str, "a text"),
    "serves": (str, "a text"),
    "lines": (list, 'a list of texts: ["Worth sharing"]'),
    "charts": (list, 'a list of names of figures: ["Open pipeline"]'),
    "again": (bool, "true or false"),
    "rep_first": (bool, "true or false"),
    "blocks": (list, 'a list of texts: ["promises"]'),
    "levels": (list, f'a list of texts: ["{LEVELS[0]}"]'),
    "private": (bool, "true or false"),
    "collects": (bool, "true or false"),
}
_AGENDA_KEYS = ("name", "purpose", "conduct", "minutes", "section")
_SECTION_KEYS = tuple(k for k in _WANTED if k not in ("name", "purpose", "conduct"))


def names(folder: Path | None = None) -> tuple[str, ...]:
    """List the agendas that can be named in a pair's row: shipped ones and those of the own folder, sorted."""
    found = {file.name.split(".")[0] for at in folders(folder) for file in (at / "agendas").glob("*.toml")}
    return tuple(sorted(found))


def files(name: str, folder: Path | None = None) -> tuple[Path, ...]:
    """List the files of an agenda, one a language; a file of the own folder stands over the shipped one of its name."""
    if name not in names(folder):
        return ()
    found: dict[str, Path] = {}
    for at in reversed(folders(folder)):
        for file in (at / "agendas").glob(f"{name}.*toml"):
            found[file.name] = file
    return tuple(found[key] for key in sorted(found))


def load(name: str, level: str, language: str, folder: Path | None = None) -> Agenda:
    """Load an agenda in a language (NAME.de-AT.toml, NAME.de.toml, else NAME.toml) with the sections of one level.

    `folder` holds an admin's own templates, which come before the shipped ones. Raises BadInput, every problem named
    with file, row and key: show it to the admin.
    """
    if level not in LEVELS:
        raise BadInput(f"There is no level “{level}”: {_or(LEVELS)}.")
    agenda = check(_file(name, language, folder), folder)
    sections = tuple(section for section in agenda.sections if not section.levels or level in section.levels)
    if not sections:
        raise BadInput(f"Agenda “{name}” has no section for level {level}.")
    return replace(agenda, name=name, sections=sections)


def check(file: Path, folder: Path | None = None) -> Agenda:
    """Read one agenda file with the sections of every level, or raise BadInput with all that is wrong in it."""
    return parsed(file, folder)[0]


def in_effect(wanted: Agenda, last: Draft | None, folder: Path | None = None) -> tuple[Agenda, Agenda | None]:
    """Say which agenda the next page follows, and which one it announces for the page after it (S3.5).

    A change of the agenda's shape waits for one page that announces it; a change of words takes effect at once.
    """
    if last is None or shape(last.agenda) == shape(wanted):
        return wanted, None
    if last.announces is not None and shape(last.announces) == shape(wanted):
        return wanted, None
    there = block_names(folder)
    gone = any(block not in there for section in last.agenda.sections for block in section.blocks)
    return (wanted, None) if gone else (last.agenda, wanted)


def shape(agenda: Agenda) -> tuple[object, ...]:
    """Say what makes an agenda this one for the people who use it: its name and parts, whatever their words."""
    return (
        agenda.name,
        *(
            (s.key, s.minutes, s.blocks, s.notes, len(s.lines), s.private, s.collects, s.rep_first)
            for s in agenda.sections
        ),
    )


def block_names(folder: Path | None = None) -> frozenset[str]:
    """List the blocks there are templates for, shipped ones and own ones."""
    return frozenset(b.name.split(".")[0] for at in folders(folder) for b in (at / "blocks").glob("*.html.j2"))


def parsed(file: Path, folder: Path | None = None) -> tuple[Agenda, Rows]:
    """Read one agenda file, and where its keys stand; raises BadInput with all that is wrong in it."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as wrong:
        raise _bad(file.name, [Finding(file.name, None, None, f"cannot be opened: {wrong.strerror}")]) from wrong
    except UnicodeDecodeError as wrong:
        row = file.read_bytes()[: wrong.start].count(b"\n") + 1
        raise _bad(file.name, [Finding(file.name, row, None, "not UTF-8: save the file as UTF-8")]) from wrong
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        at = re.search(r"\(at line (\d+)", str(wrong))
        problem = re.sub(r"\s*\(at .*\)$", "", str(wrong))
        found = Finding(file.name, int(at[1]) if at else None, None, f"not TOML: {problem}")
        raise _bad(file.name, [found]) from wrong
    rows = Rows(tuple(text.splitlines()))
    # A bank that cannot be read is no trouble for an agenda that asks nothing of it.
    tags = questions.tags(folder) if "questions" in text else ()
    reader = _Reader(file.name, rows, block_names(folder), tags)
    agenda = reader.agenda(data)
    if reader.findings:
        raise _bad(file.name, reader.findings)
    return agenda, rows


def _bad(file: str, findings: Iterable[Finding]) -> BadInput:
    return BadInput(f"The agenda {file} cannot be used.", tuple(findings))


def _file(name: str, language: str, folder: Path | None) -> Path:
    there = names(folder)
    if name not in there:
        near = difflib.get_close_matches(name, there, 1)
        meant = f" Did you mean “{near[0]}”?" if near else ""
        raise BadInput(f"There is no agenda “{name}”.{meant} There are: {', '.join(there)}.")
    tongues = [f".{language}", f".{language.split('-')[0]}", ""]
    for at in folders(folder):
        for tongue in tongues:
            file = at / "agendas" / f"{name}{tongue}.toml"
            if file.is_file():
                return file
    raise BadInput(f"Agenda “{name}” is there only in other languages: add agendas/{name}.toml.")


def _or(allowed: Iterable[str]) -> str:
    return " or ".join(allowed)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of an agenda file, to say where a key stands."""

    texts: tuple[str, ...]

    def of(self, at: int | None, key: str) -> int | None:
        """Find the row of a key in the n-th section (None: above the first), else the row where that section begins."""
        starts = [row for row, text in enumerate(self.texts) if _HEADER.match(text)]
        begin, end = -1, starts[0] if starts else len(self.texts)
        if at is not None:
            if at >= len(starts):
                return None
            begin, end = starts[at], starts[at + 1] if at + 1 < len(starts) else len(self.texts)
        written = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
        for row in range(begin + 1, end):
            if written.match(self.texts[row]):
                return row + 1
        return begin + 1 if begin >= 0 else None


@dataclass
class _Reader:
    """Reads one file's data and gathers what is wrong with it."""

    file: str
    rows: Rows
    blocks: Collection[str]
    tags: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)

    def agenda(self, data: dict[str, Any]) -> Agenda:
        self._known(data, _AGENDA_KEYS, None)
        sections = data.get("section", [])
        if not isinstance(sections, list) or not all(isinstance(section, dict) for section in sections):
            self._say(None, "section", "sections are written as [[section]]")
            sections = []
        elif not sections:
            self._say(None, "section", "at least one [[section]] is needed")
        read = tuple(self._section(section, at) for at, section in enumerate(sections))
        self._once([(section.key, ()) for section in read], "key")
        self._once([(" ".join(section.heading.casefold().split()), section.levels) for section in read], "heading")
        return Agenda(
            name=self._text(data, "name", None) or self.file.split(".")[0],
            purpose=self._text(data, "purpose", None, needed=True),
            minutes=self._minutes(data, None, default=30),
            sections=read,
            conduct=self._text(data, "conduct", None),
        )

    def _section(self, data: dict[str, Any], at: int) -> Section:
        self._known(data, _SECTION_KEYS, at)
        key = self._text(data, "key", at, needed=True)
        if key and not _KEY.fullmatch(key):
            self._say(at, "key", "small letters, digits, - and _, a letter first")
        section = Section(
            key=key,
            heading=self._text(data, "heading", at, needed=True),
            minutes=self._minutes(data, at, default=0),
            looks=cast(Literal["past", "future"], self._one_of(data, "looks", at, _LOOKS, "future")),
            prompt=self._text(data, "prompt", at),
            blocks=self._list(data, "blocks", at, sorted(self.blocks)),
            notes=cast(
                Literal["both", "lines", "rep", "manager", "none"], self._one_of(data, "notes", at, _NOTES, "none")
            ),
            private=bool(self._value(data, "private", at, default=False)),
            collects=bool(self._value(data, "collects", at, default=False)),
            levels=self._list(data, "levels", at, LEVELS),
            lines=self._labels(data, "lines", at),
            charts=self._labels(data, "charts", at),
            questions=self._one_of(data, "questions", at, ("", *self.tags), ""),
            serves=cast(
                Literal["", "relationship", "learning", "deals"],
                self._one_of(data, "serves", at, ("", *_SERVES), ""),
            ),
            again=bool(self._value(data, "again", at, default=False)),
            rep_first=bool(self._value(data, "rep_first", at, default=False)),
        )
        if section.rep_first and "hygiene" not in section.blocks:
            self._say(at, "rep_first", "only a section with the block hygiene tells the rep first")
        if section.private and section.collects:
            self._say(at, "collects", "a private section is never read, so it cannot collect promises")
        if section.private and section.blocks:
            self._say(at, "blocks", "a private section stays free of anything filled in")  # S2.13
        return section

    def _known(self, data: dict[str, Any], allowed: tuple[str, ...], at: int | None) -> None:
        for key in data:
            if key not in allowed:
                self._say(at, key, f"no such key; {_nearest(key, allowed)}")

    def _once(self, said: list[tuple[str, tuple[str, ...]]], key: str) -> None:
        """Sections that no page has together may say the same."""
        for at, (value, levels) in enumerate(said):
            for other, (earlier, theirs) in enumerate(said[:at], 1):
                if value and value == earlier and (not levels or not theirs or set(levels) & set(theirs)):
                    self._say(at, key, f"“{value}” is there already, in section {other}")
                    break

    def _value(self, data: dict[str, Any], key: str, at: int | None, default: object) -> object:
        kind, wanted = _WANTED[key]
        value = data.get(key, default)
        # In Python true is a number.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self._say(at, key, f"{wanted} is needed")
            return default
        return value

    def _text(self, data: dict[str, Any], key: str, at: int | None, *, needed: bool = False) -> str:
        text = str(self._value(data, key, at, default="")).strip()
        if needed and not text and isinstance(data.get(key, ""), str):
            self._say(at, key, "is needed and not there")
        return text

    def _minutes(self, data: dict[str, Any], at: int | None, default: int) -> int:
        minutes = cast(int, self._value(data, "minutes", at, default))
        if not 0 <= minutes <= 480:
            self._say(at, "minutes", "from 0 to 480")
        return minutes

    def _one_of(self, data: dict[str, Any], key: str, at: int, allowed: tuple[str, ...], default: str) -> str:
        value = str(self._value(data, key, at, default))
        if value not in allowed:
            self._say(at, key, f"“{value}” is not known; {_nearest(value, tuple(filter(None, allowed)))}")
        return value

    def _labels(self, data: dict[str, Any], key: str, at: int) -> tuple[str, ...]:
        values = cast(list[object], self._value(data, key, at, default=[]))
        if not all(isinstance(value, str) and value.strip() for value in values):
            self._say(at, key, f"{_WANTED[key][1]} is needed")
            return ()
        return tuple(str(value).strip().rstrip(":").rstrip() for value in values)

    def _list(self, data: dict[str, Any], key: str, at: int, allowed: Sequence[str]) -> tuple[str, ...]:
        values = cast(list[object], self._value(data, key, at, default=[]))
        for value in values:
            if value not in allowed:
                self._say(at, key, f"“{value}” is not known; {_nearest(str(value), tuple(allowed))}")
        return tuple(str(value) for value in values)

    def _say(self, at: int | None, key: str, problem: str) -> None:
        self.findings.append(Finding(self.file, self.rows.of(at, key), key, problem))


def _nearest(said: str, allowed: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(said, allowed, 1)
    return f"did you mean “{near[0]}”?" if near else f"allowed: {', '.join(allowed)}"
