"""`oneone numbers …`: KPIs, deals and aspirations into the store, from files or from where the daily timer looks."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from oneone.commands.live import Now, opened
from oneone.commands.terminal import Json, progress, say, show, show_json

app = typer.Typer(help="Fill the figures that pages show.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def group() -> None:
    """Fill the figures that pages show."""


@app.command("import")
def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="KPIs, deals, people (CSV or XLSX), in this order.")
    ],
    all_gone: Annotated[
        bool,
        typer.Option(
            "--all-gone", help="Believe it when half or more of a rep's open deals are not in the files any more."
        ),
    ] = False,
    now: Now = None,
) -> None:
    """Import figures; the header says what a table holds. A deals table is the full picture of the reps in it."""
    from oneone.importing import import_files

    bad = False
    with opened(now) as live:
        reps = {entry.key.rep for entry in live.roster()}
        today = live.clock().astimezone(ZoneInfo(live.settings.timezone)).date()
        for file in import_files(live.ledger.figures, files, today, watch=progress, all_gone=all_gone):
            if file.problem is not None:  # the other files go on
                say(str(file.problem))
                bad = True
            for read in file.tables:
                bad = bad or bool(read.findings)
                for note in (*read.findings, *read.notes):
                    say(str(note))
                show(read.summary)
                strangers = sorted(read.reps - reps)
                if strangers:
                    more = f" and {len(strangers) - 3} more" if len(strangers) > 3 else ""
                    who = f"{', '.join(strangers[:3])}{more}"
                    say(f"{file.path.name}: no pair has {who}; their figures are kept until one does.")
    if bad:
        raise typer.Exit(1)


@app.command("refresh")
def refresh(
    full: Annotated[
        bool, typer.Option("--full", help="Read everything again, though nothing may have changed.")
    ] = False,
    all_gone: Annotated[
        bool,
        typer.Option(
            "--all-gone",
            help="Read everything again; believe it when half or more of a rep's open deals are not there any more.",
        ),
    ] = False,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Read every source in ONEONE_NUMBERS, as the daily timer does."""
    with opened(now) as live:
        if not live.settings.sources.names:
            say("ONEONE_NUMBERS names no source: https addresses of files, dynamics, salesforce, hubspot.")
            raise typer.Exit(1)
        report = asyncio.run(live.refresh_numbers(full=full, all_gone=all_gone, watch=progress))
    if as_json:
        show_json(asdict(report))
    else:
        for line in report.done:
            show(line)
        for line in report.later:
            say(f"later      {line}")
        for line in report.attention:
            say(f"attention  {line}")
    if report.later or report.attention:
        raise typer.Exit(1)
