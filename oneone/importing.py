"""Take the tables of files into the store: figures, deals and wishes. Used by hand and by the daily timer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from oneone.errors import BadInput, Finding, Missing, NeedsAttention, NotAllowed
from oneone.keeping import Keeping, not_stored
from oneone.model import Deal, Kpi
from oneone.numbers.leaving import in_doubt, were_kept
from oneone.numbers.sources.figure_files import figure_tables, read_deals, read_kpis, read_people
from oneone.numbers.sources.table_file import LONGEST_KEY, Table
from oneone.store.figures import Figures, unfit, unfit_kpi, unfit_rep

_AT_ONCE = 5_000  # figures held in memory before they are stored
_INSIST = "is the file whole? If they are really gone: `oneone numbers import --all-gone FILE`"
_ZONES = timedelta(days=1)  # somewhere it is tomorrow already

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
    deals_of: set[str] = field(default_factory=set)


@dataclass(slots=True)
class FileRead:
    """One file of an import: its tables, or why it cannot be used as a whole."""

    path: Path
    tables: list[Imported] = field(default_factory=list)
    problem: BadInput | None = None


def import_file(
    figures: Figures,
    path: Path,
    today: date,
    source: str = "",
    watch: Watch = unwatched,
    leave: Collection[str] = (),
    *,
    all_gone: bool = False,
) -> list[Imported]:
    """Store what one file's tables hold, as `import_files` does; BadInput when it cannot be used as a whole."""
    [read] = import_files(figures, [path], today, source, watch, leave, all_gone=all_gone)
    if read.problem is not None:
        raise read.problem
    return read.tables


def import_files(
    figures: Figures,
    paths: Sequence[Path],
    today: date,
    source: str = "",
    watch: Watch = unwatched,
    leave: Collection[str] = (),
    *,
    all_gone: bool = False,
) -> list[FileRead]:
    """Store what the files' tables hold, deals as of `today` where they do not say; `source` is named on pages.

    The deals tables of all files are one full picture of the reps in them, and a deal is one rep's: in two tables, or
    under two reps, the first row counts. The deals of the reps in `leave` come from another source, and are left alone.
    Where half or more of a rep's open deals are no longer there they are kept and named, unless `all_gone`. Bad rows
    are in `findings`, the others are stored. A file that cannot be used as a whole has a `problem`; nothing of it is
    stored, and the others go on; then no deal counts as gone, since it may stand there. NeedsAttention when the deals
    of nobody can be stored; of one rep, it is in `findings`.
    """
    files, deals = [], _Deals(figures, today, source, leave, all_gone)
    for path in paths:
        files.append(read := FileRead(path))
        try:
            tables = figure_tables(path)
        except BadInput as problem:
            read.problem = problem
            deals.failed.append(path.name)
            continue
        for which, table in tables:
            read.tables.append(into := Imported())
            if which == "kpis":
                into.summary = f"{table.name}: {_kpis(figures, table, into, watch)}."
            elif which == "people":
                into.summary = f"{table.name}: {_people(figures, table, into)}."
            else:
                deals.read(table, into, watch)
    deals.store(watch)
    return files


def _kpis(figures: Figures, table: Table, into: Imported, watch: Watch) -> str:
    count = changed = held = 0
    waiting: defaultdict[str, list[Kpi]] = defaultdict(list)
    refused: dict[tuple[str, ...], tuple[str, str]] = {}
    rows = read_kpis(table, into.findings)
    into.notes += rows.notes
    with watch(table.name, None) as advance:
        for rep, kpi in rows:
            if said := unfit_rep(rep):
                refused[rep, kpi.metric] = "rep", said
                continue
            if said := unfit_kpi(kpi):
                refused[rep, kpi.metric] = "metric", said
                continue
            waiting[rep].append(kpi)
            into.reps.add(rep)
            count += 1
            held += 1
            advance(rep)
            if held >= _AT_ONCE:
                changed += _stored(figures.put_kpis, waiting)
                held = 0
        changed += _stored(figures.put_kpis, waiting)
    _refuse(table, ("rep", "metric"), refused, into)
    summary = f"{plural(count, 'figure')} of {plural(len(into.reps), 'rep')}, {changed:,} new or changed"
    return summary + _not_taken(into)


def _stored(put: Callable[[str, Iterable[Kpi]], int], waiting: dict[str, list[Kpi]]) -> int:
    changed = sum(put(rep, kpis) for rep, kpis in waiting.items())
    waiting.clear()
    return changed


def _people(figures: Figures, table: Table, into: Imported) -> str:
    changed = 0
    refused: dict[tuple[str, ...], tuple[str, str]] = {}
    for rep, wish in read_people(table, into.findings):
        if said := unfit_rep(rep):
            refused[(rep,)] = "rep", said
            continue
        changed += figures.put_aspiration(rep, wish)
        into.reps.add(rep)
    _refuse(table, ("rep",), refused, into)
    return f"the aspirations of {plural(len(into.reps), 'rep')}, {changed:,} new or changed" + _not_taken(into)


def _not_taken(into: Imported) -> str:
    rows = {finding.row for finding in into.findings if finding.row is not None and finding.row > 1}
    return f", {plural(len(rows), 'row')} not taken" if rows else ""


def _cells(table: Table, columns: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The row and a few cells of each row of a table, those of a person in lower case: to find a row again."""
    for line, values in table.rows(columns, (), []):
        yield line, tuple(values.get(name, "").lower() if name == "rep" else values.get(name, "") for name in columns)


def _refuse(
    table: Table, columns: tuple[str, ...], refused: Mapping[tuple[str, ...], tuple[str, str]], into: Imported
) -> None:
    """Name the rows of these cells (cells → column and what is wrong): read again, since few tables have any."""
    if refused:
        named = {finding.row for finding in into.findings}
        into.findings += [
            Finding(table.name, line, *refused[cells])
            for line, cells in _cells(table, columns)
            if cells in refused and line not in named
        ]


# ---------------------------------------------------------------- deals of files


@dataclass(slots=True)
class _DealTable:
    """One table of deals that was read: which rows keep deals from counting as gone, and with whom."""

    table: Table
    into: Imported
    count: int = 0
    changed: int = 0
    reps: set[str] = field(default_factory=set)  # first met in this table
    unsure: list[int] = field(default_factory=list)  # rows that may be anybody's
    unsure_of: dict[str, list[int]] = field(default_factory=dict)  # rows of which only the rep is known


class _Deals:
    """The deals of all tables of an import, as one picture."""

    def __init__(self, figures: Figures, today: date, source: str, leave: Collection[str], all_gone: bool) -> None:
        self._figures, self._today, self._source, self._leave = figures, today, source, leave
        self._all_gone = all_gone
        self.failed: list[str] = []  # files that cannot be used, and may have had anybody's deals
        self._tables: list[_DealTable] = []
        self._deals: defaultdict[str, list[Deal]] = defaultdict(list)
        self._as_of: dict[str, date] = {}
        self._owners: dict[str, str] = {}
        self._from: dict[str, int] = {}  # the table that a deal was taken from
        self._broken: set[str] = set()

    def read(self, table: Table, into: Imported, watch: Watch) -> None:
        """Take a table's rows into the picture; nothing is stored yet."""
        one, number = _DealTable(table, into), len(self._tables)
        self._tables.append(one)
        refused: dict[tuple[str, ...], tuple[str, str]] = {}
        twice: list[tuple[str, str]] = []
        rows = read_deals(table, into.findings)
        into.notes += rows.notes
        with watch(table.name, None) as advance:
            for rep, deal, on in rows:
                into.deals_of.add(rep)
                advance(rep)
                if rep in self._leave:
                    continue
                if problem := self._problem(rep, deal, on):
                    refused[rep, deal.id] = problem
                    self._broken.add(deal.id)
                    continue
                if self._owners.setdefault(deal.id, rep) != rep or self._from.setdefault(deal.id, number) != number:
                    twice.append((rep, deal.id))
                    continue
                if rep not in self._deals:
                    one.reps.add(rep)
                self._deals[rep].append(deal)
                self._as_of[rep] = max(self._as_of.get(rep, date.min), on or self._today)
                one.count += 1
                into.reps.add(rep)
        self._broken |= {deal for _, deal in rows.broken}
        if not rows.whole:
            self._who_is_unsure(one)
        _refuse(table, ("rep", "deal_id"), {**refused, **self._said_twice(twice)}, into)

    def _problem(self, rep: str, deal: Deal, on: date | None) -> tuple[str, str] | None:
        if said := unfit_rep(rep):
            return "rep", said
        if said := unfit(deal):
            return "deal_id", said
        if on is not None and on - self._today > _ZONES:
            return "as_of", f'"{on}" has not come yet; allowed is {self._today} at most'
        return None

    def _said_twice(self, twice: Sequence[tuple[str, str]]) -> dict[tuple[str, ...], tuple[str, str]]:
        """Say for deals that stand twice, in two tables or under two reps, which row was taken."""
        taken = {(self._owners[deal], deal): self._from[deal] for _, deal in twice}
        places: dict[str, str] = {}
        for number in set(taken.values()):
            name = self._tables[number].table.name
            for line, cells in _cells(self._tables[number].table, ("rep", "deal_id")):
                if taken.get((cells[0], cells[1])) == number:
                    places.setdefault(cells[1], f"row {line} of {name}, with {cells[0]}")
        said = "a deal is one person's: this one stands in {}, and that row was taken"
        return {(rep, deal): ("deal_id", said.format(places[deal])) for rep, deal in twice}

    def _who_is_unsure(self, one: _DealTable) -> None:
        """Find out whom the rows concern that do not say whose they are, or which deal."""
        shapeless = {finding.row for finding in one.into.findings if finding.column is None}
        nobodys = {finding.row for finding in one.into.findings if finding.column == "rep"} - shapeless
        nameless = {finding.row for finding in one.into.findings if finding.column == "deal_id"} - shapeless - nobodys
        for line, (rep, deal) in _cells(one.table, ("rep", "deal_id")):
            if line in nobodys and not rep and not deal:
                said = f"{one.table.name}, row {line} names neither rep nor deal and was taken for a total."
                one.into.notes.append(said)
            elif line in nobodys:
                one.unsure.append(line)
            elif line in nameless and not 0 < len(deal) <= LONGEST_KEY:
                one.unsure_of.setdefault(rep, []).append(line)
        one.unsure += [row or 1 for row in shapeless]

    def store(self, watch: Watch) -> None:
        """Store the picture, rep by rep, and say of each table what came of it."""
        if not self._tables:
            return
        keeping = Keeping(self._figures, self._owners, self._deals.keys(), self._source, self._today)
        frozen: defaultdict[int, set[str]] = defaultdict(set)  # table → reps of whom deals that left were kept
        title = self._tables[0].table.name if len(self._tables) == 1 else "deals"
        failed: NeedsAttention | None = None
        with watch(f"{title}, storing", len(self._deals)) as advance:
            for rep, read in self._deals.items():
                at = next(number for number, one in enumerate(self._tables) if rep in one.reps)
                one = self._tables[at]
                try:
                    self._put(keeping, at, rep, read, frozen)
                except (Missing, NotAllowed):
                    raise
                except NeedsAttention as problem:
                    one.into.findings.append(Finding(one.table.name, None, None, not_stored(rep, problem)))
                    failed = problem
                one.into.notes += [f"{one.table.name}: {said}" for said in keeping.told()]
                advance(rep)
        if failed is not None and not keeping.any_put:
            raise failed
        keeping.end()
        for number, one in enumerate(self._tables):
            self._sum_up(one, frozen[number])

    def _put(
        self, keeping: Keeping, at: int, rep: str, read: Sequence[Deal], frozen: defaultdict[int, set[str]]
    ) -> None:
        """Store the deals of one rep, whom the table `at` was the first to have."""
        one, stored = self._tables[at], self._figures.stored(rep)
        before = stored.head.as_of if stored.head else None
        if before is not None and before > self._as_of[rep]:
            older = f"had deals of {before}; now the older ones of {self._as_of[rep]} hold."
            one.into.notes.append(f"{one.table.name}: {rep} {older}")
        left = self._left(rep, read, stored.deals)
        by = [n for n, table in enumerate(self._tables) if self._rows_unsure(table, rep)]
        by += [at] if self.failed and at not in by else []
        for number in by if left else ():
            frozen[number].add(rep)
        many, of = (0, 0) if by or self._all_gone else in_doubt(stored.deals, left - self._broken)
        if many:
            said = f"{were_kept(many, of, rep)}; {_INSIST}"
            one.into.findings.append(Finding(one.table.name, None, None, said))
        kept = [deal for deal in stored.deals if deal.id in (left if by or many else left & self._broken)]
        one.changed += keeping.put(rep, [*read, *kept], stored, self._as_of[rep])

    def _left(self, rep: str, read: Iterable[Deal], known: Iterable[Deal]) -> set[str]:
        """The deals of a rep that are not in the picture any more, with nobody."""
        there = {deal.id for deal in read}
        return {deal.id for deal in known if deal.id not in there and self._owners.get(deal.id, rep) == rep}

    @staticmethod
    def _rows_unsure(one: _DealTable, rep: str) -> list[int]:
        of_anybody = one.unsure if rep in one.into.reps else []
        return sorted({*of_anybody, *one.unsure_of.get(rep, ())})

    def _sum_up(self, one: _DealTable, frozen: set[str]) -> None:
        said = (
            f"{plural(one.count, 'deal')} of {plural(len(one.into.reps), 'rep')}, {one.changed:,} new, changed or gone"
        )
        said += _not_taken(one.into)
        if frozen:
            rows = sorted({row for rep in frozen for row in self._rows_unsure(one, rep)})
            first, more = ", ".join(map(str, rows[:3])), f" and {len(rows) - 3} more" if len(rows) > 3 else ""
            unread = [f"row{'s' if len(rows) > 1 else ''} {first}{more}"] if rows else []
            which = " and ".join([*unread, *self.failed])
            said += f"; deals that left were kept for {plural(len(frozen), 'rep')}, since {which} could not be read"
        one.into.summary = f"{one.table.name}: {said}."


def plural(count: int, one: str) -> str:
    """`1 deal`, `2 deals`."""
    return f"{count:,} {one if count == 1 else f'{one}s'}"
