"""All that is kept about a person, and for how long: written out, forgotten, and deleted when its time is over."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

import msgspec

from oneone.errors import Changed, NeedsAttention
from oneone.model import Closed, Commitment
from oneone.store.figures import HOLDER
from oneone.store.rows import packed, read, unpacked
from oneone.store.table import COMMIT_ROWS, Row, Store, Table, TableName, Value, key, parts

_SECRET = frozenset({"cache"})  # rows of the table tokens: an encrypted sign-in, of use to nobody but the app
_INACTIVE = frozenset({"no", "false", "0", "n", "off"})
_NAMED = 5  # pairs in a message
NOBODY = "-"
_OF_A_MEETING = ("m_", "s_")  # then the ISO date of its key


@dataclass(frozen=True, slots=True)
class Found:
    """The rows about a person, by table; those of others that name the person; the accounts of the person's pairs.

    `signs_in_for` are pairs of other people whose rows name the person as their account.
    """

    person: str
    rows: Mapping[TableName, tuple[Row, ...]]
    mentions: Mapping[TableName, tuple[Row, ...]]
    accounts: tuple[str, ...]
    signs_in_for: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether anything is kept, also what others' rows say of the person."""
        return any(self.rows.values()) or any(self.mentions.values())

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
        who, name = key(person), person.strip().lower()
        pairs, others = [], []
        for row in self._table("pairs").query():
            if who in _two(row):
                pairs.append(row)
            elif str(row.values.get("account") or "").strip().lower() == name:
                others.append(row)
        dues, naming = [], []
        for row in self._table("due").query():
            if who in row.rk.split("|") or (row.pk == who and not others):
                dues.append(row)
            elif _names(str(row.values.get("attention", "")), name):
                naming.append(row)
        wishes = [
            row
            for row in self._table("numbers").query(start="person", before="person~")
            if row.pk != who and json.loads(_body(row)).get("manager") == name
        ]
        sources = (row for row in self._table("numbers").query("source") if _names(_body(row), name))
        return Found(
            name,
            {
                "pairs": tuple(pairs),
                "due": tuple(dues),
                "ledger": tuple(row for row in self._table("ledger").query() if who in row.pk.split("|")),
                "numbers": (*self._table("numbers").query(who), *self._held_by(who)),
                "accounts": tuple(self._table("accounts").query(who)),
                "tokens": tuple(self._table("tokens").query(who)),
            },
            {
                "due": tuple(naming),
                "numbers": (*wishes, *sources),
            },
            tuple(sorted({parts(row.pk)[0] for row in dues})),
            tuple(" / ".join(sorted(_two(row))) for row in others),
        )

    def forget(self, found: Found) -> None:
        """Take the name out of rows of others, then delete these rows, those that would bring others back first.

        Raises NeedsAttention while the person signs in for pairs of others, and Changed when a row was written
        meanwhile: some are left, forget again.
        """
        if found.signs_in_for:
            pairs = ", ".join(found.signs_in_for[:_NAMED])
            raise NeedsAttention(
                f"{found.person} signs in for {len(found.signs_in_for)} pairs of others ({pairs}). Give them another "
                "account first: the column account."
            )
        for table, rows in found.mentions.items():
            for row in rows:
                self._table(table).replace(Row(row.pk, row.rk, _without(row, found.person), row.etag))
        for table, rows in found.rows.items():
            if _delete(self._table(table), rows) < len(rows):
                raise Changed(f"Rows of the table {table} were written while they were removed. Run it again.")

    def forget_before(self, cutoff: date) -> Counter[str]:
        """Delete what is older than `cutoff`, and say how many rows of which kind.

        Meetings with their pages' figures by the date of the 1:1, promises by when they were last heard of, what was
        done by its day, imported figures by theirs; deals go with the last import that had them. Of a pair in the table
        the last 1:1 with a page and the open promises stay: the next page carries them.
        """
        gone: Counter[str] = Counter()
        ledger, numbers = self._table("ledger"), self._table("numbers")
        kept = {"|".join(_two_in_order(row)) for row in self._table("pairs").query() if _active(row)}
        # Of the meetings alone, which are small: snapshots hold a page's figures each.
        meetings = ledger.query(start="m_", before="m_a")
        last = {row.pk: row.rk[2:] for row in meetings if row.pk in kept and row.values.get("page") != "no"}
        for mark in _OF_A_MEETING:
            old = ledger.query(start=mark, before=f"{mark}{cutoff.isoformat()}")
            gone["meetings"] += _delete(ledger, (row for row in old if last.get(row.pk) != row.rk[2:]))
        gone["steps"] = _delete(ledger, ledger.query(start="a_", before=f"a_{cutoff:%Y%m%d}"))
        gone["promises"] = _delete(ledger, _over(ledger.query(start="c_", before="c`"), cutoff, kept))
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
    """The rows as JSON for the person they are about: a sign-in without its secret, and nothing told to a rep alone."""
    return {
        "person": found.person,
        **{table: [_plain(row, found.person) for row in rows] for table, rows in found.rows.items()},
        "named_in": {table: [row.rk for row in rows] for table, rows in found.mentions.items() if rows},
    }


def _plain(row: Row, person: str) -> dict[str, Any]:
    values = {name: _readable(name, value) for name, value in row.values.items() if value is not None}
    of = list(parts(row.pk))
    if row.rk in _SECRET:
        values.pop("body", None)
    if of[-1] != person:
        values.pop("told", None)  # the rep was told alone
    return {"of": of, "row": row.rk, **values}


def _body(row: Row) -> str:
    return unpacked(str(row.values["body"])).decode()


def _readable(name: str, value: Value) -> Any:
    """A stored text of JSON as what it says; times as ISO 8601."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and (name == "body" or value[:1] in ("{", "[")):
        with suppress(ValueError):  # a text of people that only begins like JSON
            return json.loads(unpacked(value) if name == "body" else value)
    return value


def _two(row: Row) -> set[str]:
    """Manager and rep of a row of the admin's table, as keys, whatever the row's own keys look like."""
    return set(_two_in_order(row))


def _two_in_order(row: Row) -> tuple[str, str]:
    named = [str(row.values.get(column) or "").strip() for column in ("manager", "rep")]
    return (key(named[0]) if named[0] else row.pk, key(named[1]) if named[1] else row.rk)


def _active(row: Row) -> bool:
    return str(row.values.get("active", "")).strip().lower() not in _INACTIVE


def _names(text: str, person: str) -> bool:
    """Whether a text names the person, and not somebody whose name only ends or begins so."""
    return re.search(rf"(?<![\w.+-]){re.escape(person)}(?![\w-]|\.\w)", text.lower()) is not None


def _without(row: Row, person: str) -> dict[str, Value]:
    """The columns of somebody else's row without the person: what was said of the person goes, a name is nobody's."""
    values = dict(row.values)
    if "attention" in values:
        return {**values, "attention": ""}
    body = json.loads(_body(row))
    if row.rk == "person":
        body["manager"] = NOBODY  # empty would mean any manager
    else:
        body = {
            name: [one for one in value if not _names(json.dumps(one), person)]
            if isinstance(value, list)
            else ""
            if isinstance(value, str) and _names(value, person)
            else value
            for name, value in body.items()
        }
    return {**values, "body": json.dumps(body, ensure_ascii=False)}


def _over(rows: Iterable[Row], cutoff: date, kept: Collection[str]) -> Iterator[Row]:
    for row in rows:
        with suppress(NeedsAttention):  # one that cannot be read is told where it is used
            one = read(Commitment, row.values)
            heard = max(filter(None, (one.origin, one.asked_on, one.closed_on, one.seen_on)))
            if heard < cutoff and (one.state != "open" or row.pk not in kept):
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
    if "person" in named and going and going >= named.keys() - {"person"}:
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
