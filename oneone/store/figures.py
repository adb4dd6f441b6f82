"""The numbers table: what was imported of each rep, and where each source was read to (design §3).

A rep's partition holds figures (`k_METRIC_DATE`), deals (`d_ID`), and one row each for the day of the deals (`deals`),
decided deals that have left the export (`past`), deals that changed their owner (`owners`) and what the rep aspires to
(`person`). Partition `source` holds a row a source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

import msgspec

from oneone.model import Aspiration, Closed, Deal, Kpi
from oneone.store.rows import read, values
from oneone.store.table import Row, Table, Value, key

_BATCH = 100  # rows of one partition that Azure Tables writes all or nothing
_SOURCE = "source"

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


@dataclass(frozen=True, slots=True)
class SourceState:
    """How far a source was read: the tag of a file, or the time up to which a CRM's changes are known."""

    name: str
    tag: str = ""
    since: datetime | None = None
    full_at: datetime | None = None  # the last time that everything was read
    read_at: datetime | None = None  # the last time that all went well
    problem: str = ""  # why it did not go well since; empty: it did
    reps: tuple[str, ...] = ()  # whose deals it gave at the last full reading


class Figures:
    """Reads and writes of the numbers table; there is one writer, the import. Raises TryLater like its table."""

    def __init__(self, table: Table) -> None:
        self._table = table

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
        )

    def kpis(self, rep: str) -> list[Kpi]:
        """Every imported figure of a rep, in the order of the file it came from."""
        rows = list(self._table.query(key(rep), start="k_", before="k`"))
        rows.sort(key=_place)
        return [read(Kpi, row.values) for row in rows]

    def deals(self, rep: str) -> tuple[list[Deal], date | None]:
        """The rep's deals as last imported, and as of which day; None when nothing was imported."""
        head = self._table.get(key(rep), "deals")
        as_of = date.fromisoformat(str(head.values["as_of"])) if head else None
        rows = self._table.query(key(rep), start="d_", before="d`")
        return [read(Deal, row.values) for row in rows], as_of

    def past(self, rep: str) -> tuple[Closed, ...]:
        """The rep's decided deals of the last two years, oldest first."""
        row = self._table.get(key(rep), "past")
        return _body(row.values if row else None, tuple[Closed, ...], ())

    def owners(self, rep: str) -> Owners:
        """Which deals came from, or went to, another rep."""
        row = self._table.get(key(rep), "owners")
        return _body(row.values if row else None, Owners, Owners())

    def put_kpis(self, rep: str, kpis: Iterable[Kpi]) -> int:
        """Store figures; the same metric and date again replaces it. Returns how many changed."""
        new = {
            f"k_{key(kpi.metric, kpi.on.isoformat())}": {**values(kpi), "place": place}
            for place, kpi in enumerate(kpis)
        }
        return self._exchange(key(rep), new, {})

    def put_deals(self, rep: str, deals: Iterable[Deal], as_of: date, source: str = "") -> int:
        """Make these the rep's deals: others are no longer in the data. Returns how many changed.

        The day is written last: a crash in between leaves the former day, and the next import completes it.
        """
        partition = key(rep)
        new = {_deal_key(deal.id): values(deal) for deal in deals}
        old = {row.rk: row for row in self._table.query(partition, start="d_", before="d`")}
        changed = self._exchange(partition, new, old)
        self._table.upsert(Row(partition, "deals", {"as_of": as_of.isoformat(), "source": source}))
        return changed

    def put_past(self, rep: str, past: Sequence[Closed]) -> None:
        """Keep these decided deals of a rep."""
        self._put(key(rep), "past", past)

    def put_owners(self, rep: str, owners: Owners) -> None:
        """Keep which deals changed their owner."""
        self._put(key(rep), "owners", owners)

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
        work = [("i", row) for row in inserts] + [("r", row) for row in replaces] + [("d", row) for row in deletes]
        for at in range(0, len(work), _BATCH):
            part = work[at : at + _BATCH]
            self._table.commit(
                partition,
                [row for kind, row in part if kind == "i"],
                [row for kind, row in part if kind == "r"],
                [row for kind, row in part if kind == "d"],
            )
        return len(work)


def _place(row: Row) -> int:
    return int(str(row.values.get("place", 0)))


def _body(columns: Mapping[str, Value] | None, kind: type[T], missing: T) -> T:
    return msgspec.json.decode(str(columns["body"]), type=kind) if columns else missing


def _deal_key(id: str) -> str:
    """Keys know no case, some CRMs' ids do: two ids that differ in case alone stay two deals."""
    mark = "" if id == id.lower() else f"~{hashlib.sha256(id.encode()).hexdigest()[:8]}"
    return f"d_{key(id)}{mark}"
