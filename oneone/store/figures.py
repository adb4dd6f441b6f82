"""The numbers table: what was imported of each rep, and where each source was read to (design §3).

A rep's partition holds figures (`k_METRIC_DATE`), deals (`d_ID`), and one row each for the day of the deals (`deals`),
decided deals that have left the export (`past`), undecided ones that have (`gone`), deals that changed their owner
(`owners`) and what the rep aspires to (`person`). Partition `source` holds a row a source, partition `holder` a row a
rep: the ids of the rep's deals, by which a deal that comes to one rep is found with another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

import msgspec

from oneone.errors import NeedsAttention
from oneone.model import Aspiration, Closed, Deal, Gone, Kpi
from oneone.store.rows import packed, read, unpacked, values
from oneone.store.table import KEY_LENGTH, Row, Table, Value, key, parts

HOLDER = "holder"
_BATCH = 100  # rows of one partition that Azure Tables writes all or nothing
_BATCH_TEXT = 250_000  # characters in them: sent as up to twelve bytes each, at most 4 MiB
_SOURCE = "source"
_BUILT = "built"  # no rep's key: a user principal name has an @
_BODY_TEXT = 440_000  # characters of a row's text: it counts twice, and a row holds 900 KiB
_LONGEST = 100_000  # characters in all the cells of one row
_SHORT = 40  # characters of an id: no need to work its key out

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Owners:
    """Deals that changed their owner, and the day on which that was seen: `away` from this rep, `here` to this rep."""

    away: Mapping[str, date] = field(default_factory=dict)
    here: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """Everything imported of one rep; `as_of` None: no deals were ever imported."""

    kpis: tuple[Kpi, ...] = ()
    deals: tuple[Deal, ...] = ()
    as_of: date | None = None
    source: str = ""
    past: tuple[Closed, ...] = ()
    owners: Owners = Owners()
    aspiration: Aspiration | None = None
    gone: tuple[Gone, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a rep's deals as a whole: their day and source, and the newest day of any that there ever were.

    `as_of` before `newest`: an older picture was imported over a newer one.
    """

    as_of: date
    source: str
    newest: date


@dataclass(frozen=True, slots=True)
class Stored:
    """All that is stored of a rep's deals; `head` None: no deals were ever imported."""

    deals: tuple[Deal, ...] = ()
    head: Head | None = None
    past: tuple[Closed, ...] = ()
    gone: tuple[Gone, ...] = ()
    owners: Owners = Owners()


@dataclass(frozen=True, slots=True)
class SourceState:
    """How far a source was read: the tag of a file, or the time up to which a CRM's changes are known."""

    name: str
    tag: str = ""
    since: datetime | None = None
    full_at: datetime | None = None  # the last time that everything was read
    read_at: datetime | None = None  # the last time that all went well
    problem: str = ""  # why it did not go well since; empty: it did
    reps: tuple[str, ...] = ()  # who had a pair at the last full reading
    gave: tuple[str, ...] | None = None  # reps with a pair of whom it had deals; None: written before this was kept
    left: tuple[str, ...] = ()  # of these, whose deals are those of a source that stands before it
    unread: tuple[tuple[str, str], ...] = ()  # deals that could not be used, and why, until they are read again
    doubted: tuple[tuple[str, str], ...] = ()  # reps of whom deals that left were kept, until all is read again


class Figures:
    """Reads and writes of the numbers table; there is one writer, the import. Raises TryLater like its table."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._recorded = False

    def of(self, rep: str) -> Known:
        """Everything of a rep, in one query."""
        kpis: list[tuple[int, Kpi]] = []
        deals: list[Deal] = []
        single: dict[str, Mapping[str, Value]] = {}
        for row in self._table.query(key(rep)):
            if row.rk.startswith("k_"):
                kpis.append((_place(row), read(Kpi, row.values)))
            elif row.rk.startswith("d_"):
                deals.append(read(Deal, row.values))
            else:
                single[row.rk] = row.values
        kpis.sort(key=lambda entry: entry[0])
        head = single.get("deals", {})
        return Known(
            kpis=tuple(kpi for _, kpi in kpis),
            deals=tuple(deals),
            as_of=date.fromisoformat(str(head["as_of"])) if head else None,
            source=str(head.get("source", "")),
            past=_body(single.get("past"), tuple[Closed, ...], ()),
            owners=_body(single.get("owners"), Owners, Owners()),
            aspiration=_body(single.get("person"), Aspiration, None),
            gone=_body(single.get("gone"), tuple[Gone, ...], ()),
        )

    def kpis(self, rep: str) -> list[Kpi]:
        """Every imported figure of a rep, in the order of the file it came from."""
        rows = list(self._table.query(key(rep), start="k_", before="k`"))
        rows.sort(key=_place)
        return [read(Kpi, row.values) for row in rows]

    def deals(self, rep: str) -> tuple[list[Deal], date | None]:
        """The rep's deals as last imported, and as of which day; None when nothing was imported."""
        head = self.head(rep)
        rows = self._table.query(key(rep), start="d_", before="d`")
        return [read(Deal, row.values) for row in rows], head.as_of if head else None

    def head(self, rep: str) -> Head | None:
        """The day and source of the rep's deals; None when nothing was imported."""
        row = self._table.get(key(rep), "deals")
        return _head(row.values if row else None)

    def stored(self, rep: str) -> Stored:
        """All that is stored of a rep's deals, in two queries that leave the figures out."""
        deals: list[Deal] = []
        single: dict[str, Mapping[str, Value]] = {}
        for start, before in (("d_", "h"), ("o", "q")):
            for row in self._table.query(key(rep), start=start, before=before):
                if row.rk.startswith("d_"):
                    deals.append(read(Deal, row.values))
                else:
                    single[row.rk] = row.values
        return Stored(
            tuple(deals),
            _head(single.get("deals")),
            _body(single.get("past"), tuple[Closed, ...], ()),
            _body(single.get("gone"), tuple[Gone, ...], ()),
            _body(single.get("owners"), Owners, Owners()),
        )

    def past(self, rep: str) -> tuple[Closed, ...]:
        """The rep's decided deals of the last two years, oldest first."""
        row = self._table.get(key(rep), "past")
        return _body(row.values if row else None, tuple[Closed, ...], ())

    def owners(self, rep: str) -> Owners:
        """Which deals came from, or went to, another rep."""
        row = self._table.get(key(rep), "owners")
        return _body(row.values if row else None, Owners, Owners())

    def put_kpis(self, rep: str, kpis: Iterable[Kpi]) -> int:
        """Store figures; a blank value leaves one of the same day as it was. Returns how many changed."""
        new = {
            f"k_{key(kpi.metric, kpi.on.isoformat())}": {**values(kpi), "place": place}
            for place, kpi in enumerate(kpis)
        }
        for rk, columns in new.items():
            if columns.get("value") is None and (former := self._table.get(key(rep), rk)) is not None:
                columns["value"] = former.values.get("value")
        return self._exchange(key(rep), new, {})

    def put_deals(self, rep: str, deals: Iterable[Deal], as_of: date, source: str = "") -> int:
        """Make these the rep's deals: others are no longer in the data. Returns how many changed.

        The day is written last: a crash in between leaves the former day, and the next import completes it.
        """
        partition = key(rep)
        new = {_deal_key(deal.id): values(deal) for deal in deals}
        old = {row.rk: row for row in self._table.query(partition, start="d_", before="d`")}
        changed = self._exchange(partition, new, old)
        head = self.head(rep)
        newest = max(as_of, head.newest) if head else as_of
        columns = {"as_of": as_of.isoformat(), "source": source, "newest": newest.isoformat()}
        self._table.upsert(Row(partition, "deals", columns))
        return changed

    def put_past(self, rep: str, past: Sequence[Closed]) -> int:
        """Keep these decided deals of a rep, oldest first; returns how many of the oldest did not fit in."""
        text, dropped = _newest(past, list)
        self._table.upsert(Row(key(rep), "past", {"body": text}))
        return dropped

    def put_owners(self, rep: str, owners: Owners) -> None:
        """Keep which deals changed their owner; of too many, the newest."""
        entries = [(day, deal, which) for which in ("away", "here") for deal, day in getattr(owners, which).items()]

        def made(kept: Sequence[tuple[date, str, str]]) -> object:
            by_id = sorted(kept, key=lambda entry: entry[1])
            return {which: {deal: day for day, deal, at in by_id if at == which} for which in ("away", "here")}

        text, _ = _newest(sorted(entries), made)
        self._table.upsert(Row(key(rep), "owners", {"body": text}))

    def put_gone(self, rep: str, gone: Sequence[Gone]) -> int:
        """Keep which deals left the data undecided; returns how many of the oldest did not fit in."""
        oldest_first = sorted(gone, key=lambda entry: (entry.back or entry.on, entry.deal.id))
        text, dropped = _newest(oldest_first, lambda kept: sorted(kept, key=lambda entry: entry.deal.id))
        self._table.upsert(Row(key(rep), "gone", {"body": text}))
        return dropped

    # ------------------------------------------------------------ who holds which deal

    def held(self, rep: str, source: str) -> frozenset[str]:
        """The ids of the deals that the rep is on record to hold, of this source."""
        self._record_holders()
        row = self._table.get(HOLDER, key(rep))
        return frozenset(_ids(row)) if row is not None and row.values.get("source", "") == source else frozenset()

    def holders(self, source: str) -> dict[str, str]:
        """Who is on record to hold each deal of this source: id → rep."""
        self._record_holders()
        rows = [row for row in self._table.query(HOLDER) if row.rk != _BUILT and row.values.get("source") == source]
        return {deal: parts(row.rk)[0] for row in rows for deal in _ids(row)}

    def put_held(self, rep: str, source: str, ids: Iterable[str]) -> None:
        """Record the deals that a rep holds, those that left the data of late included."""
        body, _ = _newest(sorted(ids), list)
        self._table.upsert(Row(HOLDER, key(rep), {"source": source, "body": body}))

    def _record_holders(self) -> None:
        """Record them once for what an older version stored; of a deal with two reps, the one with the older deals."""
        if self._recorded:
            return
        self._recorded = True
        if self._table.get(HOLDER, _BUILT) is not None:
            return
        found: dict[str, list[str]] = {}
        for row in self._table.query(start="d_", before="d`"):
            found.setdefault(row.pk, []).append(str(row.values.get("id", "")))
        heads = {pk: head for pk in found if (head := self.head(parts(pk)[0]))}
        taken: set[tuple[str, str]] = set()
        for pk, head in sorted(heads.items(), key=lambda entry: entry[1].as_of):
            ids = [deal for deal in found[pk] if (head.source, deal) not in taken]
            taken.update((head.source, deal) for deal in ids)
            self.put_held(parts(pk)[0], head.source, ids)
        self._table.upsert(Row(HOLDER, _BUILT, {}))

    # ------------------------------------------------------------ the rep's own, and the sources

    def put_aspiration(self, rep: str, aspiration: Aspiration) -> bool:
        """Keep what a rep aspires to; True when it is new or changed."""
        body = msgspec.json.encode(aspiration).decode()
        row = self._table.get(key(rep), "person")
        if row is not None and row.values.get("body") == body:
            return False
        self._put(key(rep), "person", aspiration)
        return True

    def sources(self) -> list[SourceState]:
        """The state of every source read so far."""
        return [_body(row.values, SourceState, SourceState("")) for row in self._table.query(_SOURCE)]

    def source(self, name: str) -> SourceState:
        """The state of one source; one never read has none."""
        row = self._table.get(_SOURCE, key(name))
        return _body(row.values if row else None, SourceState, SourceState(name))

    def put_source(self, state: SourceState) -> None:
        """Keep how far a source was read."""
        self._put(_SOURCE, key(state.name), state)

    def _put(self, partition: str, rk: str, value: object) -> None:
        self._table.upsert(Row(partition, rk, {"body": msgspec.json.encode(value).decode()}))

    def _exchange(self, partition: str, new: Mapping[str, Mapping[str, Value]], drop: Mapping[str, Row]) -> int:
        if not new and not drop:
            return 0
        stored = dict(drop)
        if not drop:
            low, high = (min(new), max(new)) if new else ("", "")
            stored = {row.rk: row for row in self._table.query(partition, start=low, before=high + "\x7f")}
        inserts = [Row(partition, rk, columns) for rk, columns in new.items() if rk not in stored]
        replaces = [
            Row(partition, rk, columns, stored[rk].etag)
            for rk, columns in new.items()
            if rk in stored and dict(stored[rk].values) != {k: v for k, v in columns.items() if v is not None}
        ]
        deletes = [row for rk, row in drop.items() if rk not in new]
        # What goes is first: when this breaks off, the next import has no larger part to doubt than this one had.
        work = [("d", row) for row in deletes] + [("i", row) for row in inserts] + [("r", row) for row in replaces]
        for part in _batches(work):
            self._table.commit(
                partition,
                [row for kind, row in part if kind == "i"],
                [row for kind, row in part if kind == "r"],
                [row for kind, row in part if kind == "d"],
            )
        return len(work)


def _place(row: Row) -> int:
    return int(str(row.values.get("place", 0)))


def _head(columns: Mapping[str, Value] | None) -> Head | None:
    if columns is None:
        return None
    as_of = str(columns["as_of"])
    newest = date.fromisoformat(str(columns.get("newest", as_of)))
    return Head(date.fromisoformat(as_of), str(columns.get("source", "")), newest)


def _body(columns: Mapping[str, Value] | None, kind: type[T], missing: T) -> T:
    return msgspec.json.decode(unpacked(str(columns["body"])), type=kind) if columns else missing


def _newest(entries: Sequence[T], made: Callable[[Sequence[T]], object]) -> tuple[str, int]:
    """The text of what is `made` of as many entries as a row holds, the last ones; and how many do not fit in."""
    kept = list(entries)
    while len(text := packed(msgspec.json.encode(made(kept)))) > _BODY_TEXT:
        kept = kept[len(kept) // 10 + 1 :]
    return text, len(entries) - len(kept)


def _ids(row: Row) -> list[str]:
    return msgspec.json.decode(unpacked(str(row.values["body"])), type=list[str])


def _batches(work: Sequence[tuple[str, Row]]) -> Iterator[Sequence[tuple[str, Row]]]:
    """Parts that Azure Tables takes in one step: not too many rows, not too much text."""
    begins = size = 0
    for at, (_, row) in enumerate(work):
        long = sum(len(value) for value in row.values.values() if isinstance(value, str))
        if at - begins == _BATCH or size + long > _BATCH_TEXT:
            yield work[begins:at]
            begins, size = at, 0
        size += long
    if work:
        yield work[begins:]


def unfit(deal: Deal) -> str:
    """Why a deal cannot be kept, empty when it can; to be asked before anything of its rep is written."""
    if len(deal.id) > _SHORT and not _fits(lambda: _deal_key(deal.id)):
        return "this id is too long to be kept: use a shorter one"
    texts = (deal.name, deal.account, deal.next_step, deal.contact_roles, deal.verifiers, deal.stage, deal.category)
    if sum(map(len, texts)) > _LONGEST:
        return f"the texts of this deal are too long to be kept; allowed are {_LONGEST:,} characters in all"
    return ""


def unfit_kpi(kpi: Kpi) -> str:
    """Why a figure cannot be kept, empty when it can."""
    if _fits(lambda: f"k_{key(kpi.metric, kpi.on.isoformat())}"):
        return ""
    return "this name is too long to be kept: use a shorter one"


def unfit_rep(rep: str) -> str:
    """Why figures of a person cannot be kept, empty when they can."""
    return "" if _fits(lambda: key(rep)) else "this user principal name is too long to be kept"


def _fits(made: Callable[[], str]) -> bool:
    try:
        return len(made()) <= KEY_LENGTH
    except NeedsAttention:
        return False


def _deal_key(id: str) -> str:
    """Keys know no case, some CRMs' ids do: two ids that differ in case alone stay two deals."""
    mark = "" if id == id.lower() else f"~{hashlib.sha256(id.encode()).hexdigest()[:8]}"
    return f"d_{key(id)}{mark}"
