"""Take figures into the store: a file's tables, or what a CRM sent. Used by hand and by the daily timer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from oneone.errors import Finding
from oneone.model import Closed, Deal, Kpi
from oneone.numbers.pace import closed_deals
from oneone.numbers.snapshot import outcome
from oneone.numbers.sources.figure_files import figure_tables, read_deals, read_kpis, read_people
from oneone.numbers.sources.table_file import Table
from oneone.store.figures import Figures, Owners

_AT_ONCE = 5_000  # figures held in memory before they are stored
_OWNERS_KEPT = timedelta(days=120)
_CLOSED_KEPT = timedelta(days=90)  # decided deals that a CRM's changes leave among a rep's deals

Watch = Callable[[str, int | None], AbstractContextManager[Callable[[str], None]]]
"""Shows that a long run goes on: title and total → what is called for each step."""


@contextmanager
def unwatched(title: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """Show nothing."""
    yield lambda _: None


@dataclass(slots=True)
class Imported:
    """What was taken from one table or CRM: a line about it, whose it is, what was wrong and what is good to know."""

    summary: str = ""
    reps: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def import_file(
    figures: Figures, path: Path, today: date, source: str = "", watch: Watch = unwatched
) -> list[Imported]:
    """Store what a file's tables hold, deals as of `today` where they do not say; `source` is named on pages.

    Bad rows are in `findings`, the others are stored. BadInput when the file as a whole cannot be used; nothing of it
    is stored then.
    """
    done = []
    for which, table in figure_tables(path):
        into = Imported()
        if which == "kpis":
            summary = _kpis(figures, table, into, watch)
        elif which == "people":
            summary = _people(figures, table, into)
        else:
            summary = _deals(figures, table, into, today, source, watch)
        rows = {finding.row for finding in into.findings}
        lost = f", {plural(len(rows), 'row')} not taken" if rows else ""
        into.summary = f"{table.name}: {summary}{lost}."
        done.append(into)
    return done


def _kpis(figures: Figures, table: Table, into: Imported, watch: Watch) -> str:
    count = changed = held = 0
    waiting: defaultdict[str, list[Kpi]] = defaultdict(list)
    rows = read_kpis(table, into.findings)
    into.notes += rows.notes
    with watch(table.name, None) as advance:
        for rep, kpi in rows:
            waiting[rep].append(kpi)
            into.reps.add(rep)
            count += 1
            held += 1
            advance(rep)
            if held >= _AT_ONCE:
                changed += _stored(figures.put_kpis, waiting)
                held = 0
        changed += _stored(figures.put_kpis, waiting)
    return f"{plural(count, 'figure')} of {plural(len(into.reps), 'rep')}, {changed:,} new or changed"


def _stored(put: Callable[[str, Iterable[Kpi]], int], waiting: dict[str, list[Kpi]]) -> int:
    changed = sum(put(rep, kpis) for rep, kpis in waiting.items())
    waiting.clear()
    return changed


def _people(figures: Figures, table: Table, into: Imported) -> str:
    changed = 0
    for rep, wish in read_people(table, into.findings):
        changed += figures.put_aspiration(rep, wish)
        into.reps.add(rep)
    return f"the aspirations of {plural(len(into.reps), 'rep')}, {changed:,} new or changed"


def _deals(figures: Figures, table: Table, into: Imported, today: date, source: str, watch: Watch) -> str:
    deals: defaultdict[str, list[Deal]] = defaultdict(list)
    as_of: dict[str, date] = {}
    rows = read_deals(table, into.findings)
    into.notes += rows.notes
    with watch(table.name, None) as advance:
        for rep, deal, on in rows:
            deals[rep].append(deal)
            as_of[rep] = max(as_of.get(rep, date.min), on or today)
            advance(rep)
    owners = {deal.id: rep for rep, read in deals.items() for deal in read}
    changed, came = 0, defaultdict[str, dict[str, date]](dict)
    with watch(f"{table.name}, storing", len(deals)) as advance:
        for rep, read in deals.items():
            known, before = figures.deals(rep)
            if before is not None and before > as_of[rep]:
                older = f"{table.name}: {rep} had deals of {before}; now the older ones of {as_of[rep]} hold."
                into.notes.append(older)
            broken = {deal_id for owner, deal_id in rows.broken if owner == rep}
            kept = kept_deals(read, known, broken, rows.whole)
            changed += _replace(figures, rep, known, kept, as_of[rep], source, owners, came)
            advance(rep)
    _note_arrivals(figures, came)
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


def store_changes(
    figures: Figures,
    changed: Mapping[str, Collection[Deal]],
    reps: Collection[str],
    as_of: date,
    source: str,
    *,
    full: bool,
    gone: Collection[str] = (),
    watch: Watch = unwatched,
) -> int:
    """Store what a CRM sent for `reps`, and for nobody else; returns how many deals are new, changed or gone.

    `full`: `changed` is all there is. Else it is what changed: a rep's other deals stay, but for those that somebody
    else has now, those in `gone` (deleted), and ones decided 90 days ago. All of them are then as of `as_of`.
    """
    owners = {deal.id: rep for rep, deals in changed.items() for deal in deals}
    count, came = 0, defaultdict[str, dict[str, date]](dict)
    with watch(f"{source}, storing", len(reps)) as advance:
        for rep in sorted(reps):
            known, _ = figures.deals(rep)
            now = list(changed.get(rep, ()))
            if not full:
                dropped = {*owners, *gone}
                now += [deal for deal in known if deal.id not in dropped and not _long_decided(deal, as_of)]
            count += _replace(figures, rep, known, now, as_of, source, owners, came)
            advance(rep)
    _note_arrivals(figures, {rep: arrived for rep, arrived in came.items() if rep in reps})
    return count


def _long_decided(deal: Deal, as_of: date) -> bool:
    return outcome(deal) != "open" and deal.close is not None and as_of - deal.close > _CLOSED_KEPT


def _replace(
    figures: Figures,
    rep: str,
    known: list[Deal],
    now: list[Deal],
    as_of: date,
    source: str,
    owners: Mapping[str, str],
    came: dict[str, dict[str, date]],
) -> int:
    """Make `now` the rep's deals; what was decided stays in the rep's past, what went to another rep is noted."""
    before = figures.past(rep)
    past = closed_deals(before, known, now, as_of)
    there = {deal.id for deal in now}
    away = {deal.id: as_of for deal in known if deal.id not in there and owners.get(deal.id, rep) != rep}
    for deal_id in away:
        came[owners[deal_id]][deal_id] = as_of
    changed = figures.put_deals(rep, now, as_of, source)
    if past != before:
        figures.put_past(rep, _without(past, away))
    if away:
        _note(figures, rep, away, {})
    return changed


def _without(past: tuple[Closed, ...], away: Collection[str]) -> tuple[Closed, ...]:
    return tuple(entry for entry in past if entry.id not in away)


def _note_arrivals(figures: Figures, came: Mapping[str, Mapping[str, date]]) -> None:
    for rep, arrived in came.items():
        _note(figures, rep, {}, arrived)


def _note(figures: Figures, rep: str, away: Mapping[str, date], here: Mapping[str, date]) -> None:
    old = figures.owners(rep)
    newest = max((*away.values(), *here.values()))

    def joined(one: Mapping[str, date], more: Mapping[str, date], not_in: Mapping[str, date]) -> dict[str, date]:
        both = {**one, **more}
        return {deal: day for deal, day in both.items() if newest - day <= _OWNERS_KEPT and deal not in not_in}

    figures.put_owners(rep, Owners(joined(old.away, away, here), joined(old.here, here, away)))


def plural(count: int, one: str) -> str:
    """`1 deal`, `2 deals`."""
    return f"{count:,} {one if count == 1 else f'{one}s'}"
