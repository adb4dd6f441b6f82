"""`oneone agenda list|check`: the agendas an admin may name in a pair's row, and what in one breaks a practice."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from oneone.commands.live import settings
from oneone.commands.terminal import Json, plural, say, show, show_json
from oneone.errors import BadInput

app = typer.Typer(help="See the agendas.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def group() -> None:
    """See the agendas."""


@app.command("list")
def list_(as_json: Json = False) -> None:
    """Show the agendas, shipped ones and those of ONEONE_TEMPLATES, with their sections."""
    from oneone.agenda.definition import load, names

    folder = settings().templates
    agendas, bad = [], False
    for name in names(folder):
        try:
            agendas.append((name, load(name, "first-line", "en", folder)))
        except BadInput as problem:
            say(str(problem))
            bad = True
    if as_json:
        show_json(
            [
                {
                    "name": name,
                    "purpose": agenda.purpose,
                    "minutes": agenda.minutes,
                    "sections": [
                        {"key": part.key, "heading": part.heading, "minutes": part.minutes} for part in agenda.sections
                    ],
                }
                for name, agenda in agendas
            ]
        )
    else:
        for name, agenda in agendas:
            show(f"{name}, {agenda.minutes} min: {_unnamed(agenda.purpose)}")
            for part in agenda.sections:
                show(f"  {f'{part.minutes} min' if part.minutes else '':>6}  {_unnamed(part.heading)}")
    if bad:
        raise typer.Exit(1)


@app.command("check")
def check(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="Agenda files, or names that `agenda list` shows.")
    ],
    as_json: Json = False,
) -> None:
    """Say what in an agenda breaks a practice of good 1:1s, where, and how to mend it. Exit 1 when something does."""
    from oneone.agenda.check import findings

    folder = settings().templates
    checked = [(file, findings(file, folder)) for name in files for file in _files(name, folder)]
    if as_json:
        show_json(
            [
                {
                    "file": str(file),
                    "findings": [
                        {"row": found.row, "key": found.column, "problem": found.problem} for found in problems
                    ],
                }
                for file, problems in checked
            ]
        )
    else:
        for file, problems in checked:
            show(f"{file}: {plural(len(problems), 'finding') if problems else 'keeps to the practices'}{_share(file)}")
            for found in problems:
                show(f"  {found}")
    if any(problems for _, problems in checked):
        raise typer.Exit(1)


def _files(name: str, folder: Path | None) -> list[Path]:
    """The file itself, else every language of the agenda of that name."""
    from oneone.agenda.definition import files

    if Path(name).is_file():
        return [Path(name)]
    found = files(name, folder)
    if not found:
        raise typer.BadParameter(f"there is no file and no agenda {name!r}", param_hint="FILE")
    return list(found)


def _share(file: Path) -> str:
    """How much looks back, for an agenda that can be read (S3.9)."""
    from oneone.agenda import definition
    from oneone.agenda.check import past_share

    try:
        agenda = definition.check(file, settings().templates)
    except BadInput:
        return ""
    return f"; {past_share(agenda)} % of the minutes look back"


def _unnamed(text: str) -> str:
    return text.replace("{rep}", "the rep").replace("{manager}", "the manager")
