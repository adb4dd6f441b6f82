"""`oneone agenda list`: the agendas an admin may name in a pair's row."""

from __future__ import annotations

import typer

from oneone.commands.live import settings
from oneone.commands.terminal import Json, say, show, show_json
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


def _unnamed(text: str) -> str:
    return text.replace("{rep}", "the rep").replace("{manager}", "the manager")
