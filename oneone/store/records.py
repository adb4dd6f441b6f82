"""All that is kept about a person, and for how long: written out, forgotten, and deleted when its time is over."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

import msgspec

from oneone.errors import Changed, NeedsAttention
from oneone.model import Closed, Commitment, PairKey
from oneone.store.figures import HOLDER
from oneone.store.rows import packed, read, unpacked
from oneone.store.table import COMMIT_ROWS, Row, Store, Table, TableName, Value, key, parts

_SECRET = frozenset({"cache"})  # rows of the table tokens: an encrypted sign-in, of use to nobody but the app
_OF_A_MEETING = ("m_", "s_")  # then the ISO date of its key


@dataclass(frozen=True, slots=True)
class Found:
    """The rows about a person, by table, and the accounts that work for that person's pairs."""

    person: str
    rows: Mapping[TableName, tuple[Row, ...]]
    accounts: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are in each table that has any."""
        return {table: len(rows) for table, rows in self.rows.items() if rows}


class Records:
    """Reads and deletes across all tables; needs the right to do so on each of them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def about(self, person: str) -> Found:
        """Every row about a user principal name: as manager, as rep, or as the account that signs in."""
        who = key(person)
        pairs = tuple(row for row in self._table("pairs").query() if who in _names(row))
        dues = tuple(row for row in self._table("due").query() if row.pk == who or who in row.rk.split("|"))
        return Found(
            person.strip().lower(),
            {
                "pairs": pairs,
                "due": dues,
                "ledger": tuple(row for row in self._table("ledger").query() if who in row.pk.split("|")),
                "numbers": (*self._table("numbers").query(who), *self._held_by(who)),
                "accounts": tuple(self._table("accounts").query(who)),
                "tokens": tuple(self._table("tokens").query(who)),
            },
            tuple(sorted({parts(row.pk)[0] for row in dues})),
        )

    def forget(self, found: Found) -> None:
        """Delete these rows, those that would bring others back first: the pair, then what is due, then the rest.

        Raises Changed when one of them was written meanwhile: some are left, forget again.
        """
        for table, rows in found.rows.items():
            if _delete(self._table(table), rows) < len(rows):
                raise Changed(f"Rows of the table {table} were written while they were removed. Run it again.")

    def forget_before(self, cutoff: date) -> Counter[str]:
        """Delete what is older than `cutoff`, and say how many rows of which kind.

        Meetings with their pages' figures by the date of the 1:1, promises that are closed, or open and seen on no page
        since, what was done by its day, imported figures by theirs. Deals go with the last import that had them.
        """
        gone: Counter[str] = Counter()
        ledger, numbers = self._table("ledger"), self._table("numbers")
        for mark in _OF_A_MEETING:
            gone["meetings"] += _delete(ledger, ledger.query(start=mark, before=f"{mark}{cutoff.isoformat()}"))
        gone["steps"] = _delete(ledger, ledger.query(start="a_", before=f"a_{cutoff:%Y%m%d}"))
        gone["promises"] = _delete(ledger, _over(ledger.query(start="c_", before="c`"), cutoff))
        for rep, rows in groupby(numbers.query(), key=lambda row: row.pk):
            if rep not in ("source", HOLDER):
                gone["figures"] += _trim(numbers, list(rows), cutoff)
        return +gone

    def _held_by(self, who: str) -> Iterator[Row]:
        row = self._table("numbers").get(HOLDER, who)
        if row is not None:
            yield row

    def _table(self, name: TableName) -> Table:
        return self._store.table(name)


def exported(found: Found) -> dict[str, Any]:
    """The rows as JSON for the person they are about; a kept sign-in without its secret."""
    return {
        "person": found.person,
        **{table: [_plain(row) for row in rows] for table, rows in found.rows.items()},
    }


def _plain(row: Row) -> dict[str, Any]:
    values = {name: _readable(name, value) for name, value in row.values.items() if value is not None}
    if row.rk in _SECRET:
        values.pop("body", None)
    return {"of": list(parts(row.pk)), "row": row.rk, **values}


def _readable(name: str, value: Value) -> Any:
    """A stored text of JSON as what it says; times as ISO 8601."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and (name == "body" or value[:1] in ("{", "[")):
        with suppress(ValueError):  # a text of people that only begins like JSON
            return json.loads(unpacked(value) if name == "body" else value)
    return value


def _names(row: Row) -> set[str]:
    """Whom a row of the admin's table is about, whatever its keys look like."""
    named = [str(row.values.get(column) or "").strip() for column in ("manager", "rep", "account")]
    return {row.pk, row.rk, *(key(name) for name in named if name)}


def _over(rows: Iterable[Row], cutoff: date) -> Iterator[Row]:
    for row in rows:
        with suppress(NeedsAttention):  # one that cannot be read is told where it is used
            one = read(Commitment, row.values)
            if max(filter(None, (one.origin, one.asked_on, one.closed_on, one.seen_on))) < cutoff:
                yield row


def _trim(table: Table, rows: list[Row], cutoff: date) -> int:
    """Delete the old ones of a rep's rows; without any figure left, also what the rep aspires to."""
    named = {row.rk: row for row in rows}
    old = [row for row in rows if row.rk.startswith("k_") and str(row.values.get("on")) < cutoff.isoformat()]
    head = named.get("deals")
    if head is not None and str(head.values.get("as_of")) < cutoff.isoformat():
        old += [row for row in rows if row.rk.startswith("d_") or row.rk in ("deals", "owners", "gone")]
        table.delete(Row(HOLDER, head.pk, {}))
    past = named.get("past")
    if past is not None:
        decided = msgspec.json.decode(unpacked(str(past.values["body"])), type=tuple[Closed, ...])
        left = [one for one in decided if one.on >= cutoff]
        if not left:
            old.append(past)
        elif len(left) < len(decided):
            body = packed(msgspec.json.encode(left))
            with suppress(Changed):  # an import is writing: the next time will do
                table.replace(Row(past.pk, past.rk, {**past.values, "body": body}, past.etag))
    going = {row.rk for row in old}
    if "person" in named and going >= named.keys() - {"person"}:
        old.append(named["person"])
    return _delete(table, old)


def _delete(table: Table, rows: Iterable[Row]) -> int:
    """Delete rows as they were read; one that was written since stays for the next time."""
    count = 0
    for partition, group in groupby(rows, key=lambda row: row.pk):
        waiting = list(group)
        for at in range(0, len(waiting), COMMIT_ROWS):
            part = waiting[at : at + COMMIT_ROWS]
            with suppress(Changed):
                table.commit(partition, deletes=part)
                count += len(part)
    return count


def pairs_of(found: Found) -> list[PairKey]:
    """The pairs whose records these are."""
    return sorted({PairKey(*parts(row.pk)) for row in found.rows["ledger"]})
