"""The question bank: which questions a page asks, so that no two pages in a row ask the same (S1.24)."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from oneone.agenda.templates import folders
from oneone.agenda.words import is_language
from oneone.errors import BadInput, Finding
from oneone.model import Draft, PairKey, Section

_KEYS = ("key", "tag", "pinned")


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `said` holds its words by language, English always among them."""

    key: str
    tag: str
    pinned: bool
    said: Mapping[str, str]

    def words(self, language: str) -> str:
        """Say it in a language, else in its base language, else in English."""
        return next(self.said[tongue] for tongue in (language, language.split("-")[0], "en") if tongue in self.said)


@lru_cache(maxsize=8)
def bank(own: Path | None = None) -> tuple[Question, ...]:
    """Load the questions; those of an own folder come on top, and one of a shipped key takes its place.

    Raises BadInput when a questions.toml cannot be used, every problem named.
    """
    found: dict[str, Question] = {}
    for folder in reversed(folders(own)):
        file = folder / "questions.toml"
        if file.is_file():
            found |= {question.key: question for question in _read(file)}
    return tuple(found.values())


def tags(own: Path | None = None) -> tuple[str, ...]:
    """List the tags that an agenda's section may name."""
    return tuple(sorted({question.tag for question in bank(own)}))


def asked(draft: Draft, own: Path | None = None) -> Mapping[str, tuple[str, ...]]:
    """Say what each section of a page asks, by section key: the pinned questions of its tag, then the one in turn.

    A pure function of the pair and of the page's number in its row, so a second render asks the same.
    """
    number = week(draft.date) if draft.number is None else draft.number
    sections = [section for section in draft.agenda.sections if section.questions]
    return {
        section.key: tuple(
            question.words(draft.language) for question in chosen(bank(own), section, sections, draft.pair, number)
        )
        for section in sections
    }


def chosen(
    questions: Sequence[Question], section: Section, sections: Sequence[Section], pair: PairKey, number: int
) -> tuple[Question, ...]:
    """Choose a section's questions for the page of a number: none comes back before all others of its tag were asked.

    Each pair has an order of its own. Sections of one tag on the same page take turns.
    """
    same = [other.key for other in sections if other.questions == section.questions]
    of_tag = [question for question in questions if question.tag == section.questions]
    turning = sorted((q for q in of_tag if not q.pinned), key=lambda question: _place(pair, question.key))
    pinned = [question for question in of_tag if question.pinned] if section.key == same[0] else []
    if not turning:
        return tuple(pinned)
    return (*pinned, turning[(number * len(same) + same.index(section.key)) % len(turning)])


def week(day: date) -> int:
    """Number the weeks since year 1: consecutive for weekly 1:1s, also over the turn of the year."""
    return day.toordinal() // 7


def _place(pair: PairKey, key: str) -> bytes:
    return hashlib.sha256(f"{pair.manager}|{pair.rep}|{key}".encode()).digest()


def _read(file: Path) -> list[Question]:
    try:
        data = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        found = Finding(str(file), None, None, f"not TOML in UTF-8: {wrong}")
        raise BadInput("The questions cannot be read.", [found]) from wrong
    rows = data.get("question", [])
    findings: list[Finding] = []
    if set(data) - {"question"} or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        findings.append(Finding(str(file), None, None, "questions are written as [[question]]"))
        rows = []
    read = [_question(row, f"question {at}", file, findings) for at, row in enumerate(rows, 1)]
    for at, question in enumerate(read):
        if question.key in {other.key for other in read[:at]}:
            findings.append(Finding(str(file), None, question.key, "this key is there already"))
    if findings:
        raise BadInput("The questions cannot be used.", findings)
    return read


def _question(row: dict[str, Any], place: str, file: Path, findings: list[Finding]) -> Question:
    key, tag, pinned = row.get("key", ""), row.get("tag", ""), row.get("pinned", False)
    name = key if isinstance(key, str) and key else place
    for what, value in (("key", key), ("tag", tag), ("en", row.get("en", ""))):
        if not isinstance(value, str) or not value.strip():
            findings.append(Finding(str(file), None, name, f"{what} is needed, a text"))
    if not isinstance(pinned, bool):
        findings.append(Finding(str(file), None, name, "pinned is true or false"))
    said = {tongue: words for tongue, words in row.items() if tongue not in _KEYS}
    for tongue, words in said.items():
        if not is_language(tongue):
            findings.append(Finding(str(file), None, name, f"{tongue} is neither key, tag, pinned nor a language"))
        elif not isinstance(words, str):
            findings.append(Finding(str(file), None, name, f"{tongue} is needed as a text"))
    return Question(str(key), str(tag), pinned is True, {tongue: str(words).strip() for tongue, words in said.items()})
