"""`oneone numbers import FILE…`: KPIs and deals of the CRM into the store (design §4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from oneone.commands.live import Now, opened
from oneone.commands.terminal import plural, progress, say, show
from oneone.errors import BadInput, Finding

if TYPE_CHECKING:
    from oneone.bootstrap import Services
    from oneone.model import Deal, Kpi
    from oneone.store.ledger import Ledger

app = typer.Typer(help="Fill the figures that pages show.", no_args_is_help=True, rich_markup_mode=None)

_AT_ONCE = 5_000  # figures held in memory before they are stored


@app.callback()
def group() -> None:
    """Fill the figures that pages show."""


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="KPI and deals files (CSV), in this order.")],
    now: Now = None,
) -> None:
    """Import KPIs and deals; the header says which a file holds. A deals file is the full picture of the reps in it."""
    bad = False
    with opened(now) as live:
        reps = {entry.key.rep for entry in live.roster()}
        today = live.clock().astimezone(ZoneInfo(live.settings.timezone)).date()
        for file in files:
            try:
                read = imported(live, file, today)
            except BadInput as problem:  # the other files go on
                say(str(problem))
                bad = True
                continue
            bad = bad or bool(read.findings)
            for note in (*read.findings, *read.notes):
                say(str(note))
            show(read.summary)
            strangers = sorted(read.reps - reps)
            if strangers:
                more = f" and {len(strangers) - 3} more" if len(strangers) > 3 else ""
                who = f"{', '.join(strangers[:3])}{more}"
                say(f"{file.name}: no pair has {who}; their figures are kept until one does.")
    if bad:
        raise typer.Exit(1)


@dataclass(slots=True)
class Imported:
    """What was taken from one file: a line about it, whose figures they are, what was wrong and what is odd."""

    summary: str = ""
    reps: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def imported(live: Services, file: Path, today: date) -> Imported:
    """Store what one file holds, `today` where deals do not say of which day they are.

    BadInput when the file as a whole cannot be used; nothing of it is stored then.
    """
    from oneone.numbers.sources.table_file import kind

    read = Imported()
    if kind(file) == "kpis":
        summary = _kpis(live.ledger, file, read)
    else:
        summary = _deals(live.ledger, file, read, today)
    rows = {finding.row for finding in read.findings}
    lost = f", {plural(len(rows), 'row')} not taken" if rows else ""
    read.summary = f"{file.name}: {summary}{lost}."
    return read


def _kpis(ledger: Ledger, file: Path, into: Imported) -> str:
    from oneone.numbers.sources.table_file import read_kpis

    count = changed = held = 0
    waiting: defaultdict[str, list[Kpi]] = defaultdict(list)
    with progress(file.name) as advance:
        for rep, kpi in read_kpis(file, into.findings):
            waiting[rep].append(kpi)
            into.reps.add(rep)
            count += 1
            held += 1
            advance(rep)
            if held >= _AT_ONCE:
                changed += _stored(ledger.figures.put_kpis, waiting)
                held = 0
        changed += _stored(ledger.figures.put_kpis, waiting)
    return f"{plural(count, 'figure')} of {plural(len(into.reps), 'rep')}, {changed:,} new or changed"


def _stored(put: Callable[[str, Iterable[Kpi]], int], waiting: dict[str, list[Kpi]]) -> int:
    changed = sum(put(rep, kpis) for rep, kpis in waiting.items())
    waiting.clear()
    return changed


def _deals(ledger: Ledger, file: Path, into: Imported, today: date) -> str:
    from oneone.numbers.sources.table_file import read_deals

    deals: defaultdict[str, list[Deal]] = defaultdict(list)
    as_of: dict[str, date] = {}
    rows = read_deals(file, into.findings)
    with progress(file.name) as advance:
        for rep, deal, on in rows:
            deals[rep].append(deal)
            as_of[rep] = max(as_of.get(rep, date.min), on or today)
            advance(rep)
    changed = 0
    with progress(f"{file.name}, storing", len(deals)) as advance:
        for rep, read in deals.items():
            known, before = ledger.figures.deals(rep)
            if before is not None and before > as_of[rep]:
                older = f"{file.name}: {rep} had deals of {before}; now the older ones of {as_of[rep]} hold."
                into.notes.append(older)
            kept = kept_deals(read, known, {deal_id for owner, deal_id in rows.broken if owner == rep}, rows.whole)
            changed += ledger.figures.put_deals(rep, kept, as_of[rep])
            advance(rep)
    count = sum(map(len, deals.values()))
    into.reps = set(deals)
    return f"{plural(count, 'deal')} of {plural(len(deals), 'rep')}, {changed:,} new, changed or gone"


def kept_deals(read: Iterable[Deal], known: Iterable[Deal], broken: set[str], whole: bool) -> list[Deal]:
    """A rep's deals after an import: those read, and the former state of those whose row could not be used.

    Of a file that is not `whole` nothing may be taken as gone: every former deal stays.
    """
    now = list(read)
    there = {deal.id for deal in now}
    return now + [deal for deal in known if deal.id not in there and (not whole or deal.id in broken)]
