"""`oneone pairs …`: the admin's table in and out (design §4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oneone.commands.live import opened, settings
from oneone.commands.terminal import Json, plural, say, show, show_json, show_table

if TYPE_CHECKING:
    from oneone.bootstrap import Services
    from oneone.errors import Finding
    from oneone.model import Pair, PairKey
    from oneone.roster import Entry

app = typer.Typer(help="Fill and see the table of pairs.", no_args_is_help=True, rich_markup_mode=None)

File = Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file, UTF-8, its first row naming the columns.")]


@app.command("import")
def import_(
    file: File,
    replace: Annotated[
        bool, typer.Option("--replace", help="Set pairs that are not in the file to active = no; they are named first.")
    ] = False,
) -> None:
    """Add and change pairs from a CSV file. Good rows are taken, bad ones are named; nothing is ever removed."""
    from oneone.pairs import read_pairs, to_row

    with opened() as live:
        pairs, findings = read_pairs(file, default_timezone=live.settings.timezone, agendas=live.agendas())
        if replace and findings:
            say("Rows of the file cannot be used, so it is not known which pairs are missing: none was set inactive.")
        elif replace:
            _set_inactive(live, {pair.key for pair in pairs})
        known = {row.key for row in live.roster()}
        changed = [pair for pair in pairs if live.ledger.put_pair(pair.key, to_row(pair))]
        added = sum(pair.key not in known for pair in changed)
        _tell(findings)
        stopped = {entry.key: entry.problem for entry in live.roster() if entry.pair is not None and entry.problem}
    parts = [f"{added} added", f"{len(changed) - added} changed", f"{len(pairs) - len(changed)} unchanged"]
    show(f"{file.name}: {', '.join(parts)}{_not_taken(findings)}.")
    _end(findings, stopped)


@app.command("check")
def check(file: File) -> None:
    """Check a CSV file of pairs; nothing is written."""
    from oneone.agenda import definition
    from oneone.pairs import read_pairs, shared

    live = settings()
    agendas = definition.names(live.templates)
    pairs, findings = read_pairs(file, default_timezone=live.timezone, agendas=agendas)
    _tell(findings)
    show(f"{file.name}: {plural(len(pairs), 'good row')}{_not_taken(findings)}.")
    _end(findings, shared(pairs))


@app.command("export")
def export(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Where to; stdout when not given.")] = None,
) -> None:
    """Write the table of pairs as CSV, every column, ready to be imported again."""
    from oneone.pairs import write_pairs

    with opened() as live:
        entries = live.roster()
    text = write_pairs(entry.pair for entry in entries if entry.pair is not None)
    bad = {entry.key: entry.problem for entry in entries if entry.pair is None}
    if file is None:
        typer.echo(text.replace("\r\n", "\n"), nl=False)
    else:
        _write(file, text)
        show(f"{file.name}: {plural(len(entries) - len(bad), 'pair')}.")
    for key, problem in bad.items():
        say(f"{key} was left out, since its row cannot be used. {problem}")
    if bad:
        raise typer.Exit(1)


@app.command("list")
def list_(as_json: Json = False) -> None:
    """Show every pair, as it will be used."""
    with opened() as live:
        entries = live.roster()
    if as_json:
        show_json([_row(entry) for entry in entries])
    elif not entries:
        show("No pairs yet. Import some: oneone pairs import FILE")
    else:
        show_table(
            ("manager", "rep", "when, unless the calendar says", "agenda", "invite", "active", "problem"),
            [
                (entry.key.manager, entry.key.rep, *_columns(entry.pair), entry.problem.replace("\n", " "))
                for entry in entries
            ],
        )
    if any(entry.problem for entry in entries):
        raise typer.Exit(1)


def _row(entry: Entry) -> dict[str, object]:
    from oneone.pairs import to_row

    columns: dict[str, object] = {"manager": entry.key.manager, "rep": entry.key.rep}
    if entry.pair is not None:
        columns.update(to_row(entry.pair))
    return {**columns, "problem": entry.problem}


def _columns(pair: Pair | None) -> Sequence[str]:
    from oneone.pairs import to_row

    if pair is None:
        return ("", "", "", "")
    row = to_row(pair)
    when = f"{row['cadence']} {row['weekday']} {row['time']}, {row['minutes']} min, {row['timezone']}"
    return (when, pair.agenda, pair.invite, str(row["active"]))


def _set_inactive(live: Services, in_file: set[PairKey]) -> None:
    missing = [e for e in live.roster() if e.key not in in_file and (e.pair is None or e.pair.active)]
    for entry in missing:
        show(f"set inactive: {entry.key}")
    keys = {(entry.key.manager, entry.key.rep): entry.key for entry in missing}
    for row in list(live.ledger.pair_rows()):
        manager, rep = (str(row.values.get(name) or "").strip().lower() for name in ("manager", "rep"))
        if (manager, rep) in keys:
            typed = {name: value for name, value in row.values.items() if not isinstance(value, datetime)}
            live.ledger.put_pair(keys[manager, rep], {**typed, "active": "no"})


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8-sig", newline="")  # the mark lets Excel read accents
    except OSError as problem:
        raise typer.BadParameter(f"{file} cannot be written: {problem.strerror}", param_hint="FILE") from None


def _tell(findings: Iterable[Finding]) -> None:
    for finding in findings:
        say(str(finding))


def _not_taken(findings: Sequence[Finding]) -> str:
    rows = {finding.row for finding in findings}
    return f", {plural(len(rows), 'row')} not taken" if rows else ""


def _end(findings: Sequence[Finding], stopped: dict[PairKey, str]) -> None:
    for key, problem in stopped.items():
        say(f"{key}: no pages are made for this pair. {problem}")
    if findings or stopped:
        raise typer.Exit(1)
