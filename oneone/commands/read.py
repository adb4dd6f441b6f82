"""`oneone read FILE…`: what a page says, as the scan would understand it (design §6)."""

from __future__ import annotations

import codecs
import sys
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from oneone.commands.live import day_of, settings
from oneone.commands.terminal import Json, plural, progress, say, show, show_json, show_table
from oneone.errors import BadInput, NeedsAttention
from oneone.model import Commitment, Names, Section, Side, State

T = TypeVar("T")

_LANGUAGE = "en-GB"


@dataclass(frozen=True, slots=True)
class Known:
    """A commitment as `--known` names it."""

    id: str
    owner: Side | None
    text: str
    due: Date | None = None
    state: State = "open"


def read(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="HTML of a page as Graph gives it; - is stdin.")],
    manager: Annotated[str, typer.Option(metavar="NAME", help="The manager's name as the page says it.")],
    rep: Annotated[str, typer.Option(metavar="NAME", help="The rep's name as the page says it.")],
    date: Annotated[str, typer.Option(metavar="DATE", help="The date of the 1:1; due dates are relative to it.")],
    agenda: Annotated[str, typer.Option(metavar="NAME", help="The agenda that the page was made from.")] = "weekly",
    sections: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The sections of the page (JSON), instead of an agenda.")
    ] = None,
    language: Annotated[str, typer.Option(metavar="TAG", help="The language that people write.")] = _LANGUAGE,
    known: Annotated[Path | None, typer.Option(metavar="FILE", help="Commitments known before (JSON).")] = None,
    as_json: Json = False,
) -> None:
    """Say which promises stand on a page, whose they are and until when. Private text is never shown."""
    day, names = day_of(date), _names(rep, manager)
    parts = _decoded(sections, list[Section]) if sections else _sections(agenda, language)
    before = [
        Commitment(one.id, one.owner, one.text, one.due, one.state, origin=day)
        for one in (_decoded(known, list[Known]) if known else [])
    ]
    answers: list[dict[str, Any] | None] = []
    with progress("reading", len(files)) as advance:
        for file in files:
            try:
                answers.append(answer(_html(file), parts, names, day, language, before))
            except (NeedsAttention, BadInput) as problem:
                say(f"{file}: {problem}")
                answers.append(None)
            advance(file)
    if as_json:
        if len(files) > 1:
            show_json(answers)
        elif answers[0] is not None:
            show_json(answers[0])
    else:
        for file, one in zip(files, answers, strict=True):
            if one is not None:
                _show(file, one, names)
    if None in answers:
        raise typer.Exit(1)


def answer(
    html: str, sections: list[Section], names: Names, day: Date, language: str, known: list[Commitment]
) -> dict[str, Any]:
    """What `--json` prints for one page; NeedsAttention when it is no page."""
    from oneone.agenda import reading
    from oneone.commitments.find import find

    page = reading.read(html, sections, names)
    return {
        "complete": page.complete,
        "unread": list(page.unread),
        "commitments": [
            {
                "line": found.line,
                "text": found.text,
                "owner": found.owner,
                "due": found.due.isoformat() if found.due else None,
                "state": found.state,
                "id": found.id,
                "section": found.section,
                "source": found.source,
                "confidence": found.confidence,
            }
            for found in find(page, names, day, language, known)
        ],
        "written": page.written,
    }


def _names(rep: str, manager: str) -> Names:
    for option, name in (("--rep", rep), ("--manager", manager)):
        if not name.strip():
            raise typer.BadParameter("a name is needed", param_hint=option)
    return Names(rep=rep.strip(), manager=manager.strip())


def _sections(agenda: str, language: str) -> list[Section]:
    from oneone.agenda.definition import load, names

    folder = settings().templates
    if agenda not in (known := names(folder)):
        raise typer.BadParameter(f"there is no agenda {agenda!r}; there are {', '.join(known)}", param_hint="--agenda")
    return list(load(agenda, "first-line", language, folder).sections)


def _decoded(file: Path, kind: type[T]) -> T:
    import msgspec

    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except OSError as problem:
        raise BadInput(f"{file}: it cannot be opened ({problem.strerror}).") from problem
    except msgspec.DecodeError as problem:
        raise BadInput(f"{file}: this is not the list that is needed here ({problem}).") from problem


def _html(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as problem:
        raise BadInput(f"it cannot be opened ({problem.strerror}).") from problem
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("it is not UTF-8 text. Save it as UTF-8 and try again.") from None


def _show(file: str, page: dict[str, Any], names: Names) -> None:
    found = page["commitments"]
    notes = [plural(len(found), "promise")]
    if not page["complete"]:
        notes.append("the page could be read only in part")
    if page["unread"]:
        notes.append(f"not read: {', '.join(page['unread'])}")
    show(f"{file}: {'; '.join(notes)}.")
    if found:
        show_table(
            ("who", "what", "until", "state", "section", "found by", ""),
            [
                (
                    names.of(one["owner"]) if one["owner"] else "?",
                    one["text"],
                    one["due"],
                    one["state"],
                    one["section"],
                    one["source"],
                    "" if one["confidence"] == "sure" else "possible",
                )
                for one in found
            ],
        )
