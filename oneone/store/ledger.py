"""The ledger: rows ↔ model. Everything oneone remembers goes through here (design §3).

One partition `manager|rep` holds a pair's meetings (`m_DATE`), snapshots (`s_DATE`), commitments (`c_ID`) and what was
done (`a_TIME_n`), so that what belongs together is written together, exported together and forgotten together.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

import msgspec

from oneone.errors import Changed, Conflict, NeedsAttention, Taken
from oneone.model import Account, Commitment, Due, Meeting, PairKey, Snapshot
from oneone.store.figures import Figures
from oneone.store.rows import packed, unpacked
from oneone.store.rows import read as _read
from oneone.store.rows import values as _values
from oneone.store.table import Row, Store, Value, key, parts

log = logging.getLogger(__name__)

T = TypeVar("T")

CLAIM = timedelta(minutes=15)
_BATCH = 100  # rows of one partition that Azure Tables writes all or nothing


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """A value with the version of the row it was read from; an empty version was never stored."""

    value: T
    etag: str = ""


@dataclass(frozen=True, slots=True)
class PairRow:
    """A row of the admin's table as it stands there; keys fill columns that are missing."""

    values: Mapping[str, Value]
    etag: str
    pk: str
    rk: str


@dataclass(frozen=True, slots=True)
class Audit:
    """One thing that was done for a pair: what and which meeting, never text of people."""

    at: datetime
    what: str
    meeting: date | None = None
    detail: str = ""


class Ledger:
    """Reads and writes of one store; every write is conditional, so two writers never undo each other.

    Raises Changed or Taken when somebody else wrote first (read again), TryLater when the store cannot be reached.
    """

    def __init__(self, store: Store) -> None:
        self._pairs = store.table("pairs")
        self._due = store.table("due")
        self._ledger = store.table("ledger")
        self._accounts = store.table("accounts")
        self.figures = Figures(store.table("numbers"))
        self._typed: dict[PairKey, Row] | None = None  # rows whose keys are not as we write them

    # ------------------------------------------------------------ the admin's pairs

    def pair_rows(self) -> Iterator[PairRow]:
        """Every row of the admin's table, as typed."""
        for row in self._pairs.query():
            values = dict(row.values)
            for column, fallback in (("manager", row.pk), ("rep", row.rk)):
                if values.get(column) in (None, ""):
                    values[column] = _unescaped(fallback)
            yield PairRow(values, row.etag, row.pk, row.rk)

    def put_pair(self, pair: PairKey, values: Mapping[str, Value]) -> bool:
        """Store the admin's columns of a pair; True when anything changed (an equal row keeps its version).

        A row whose keys were typed by hand in another spelling stays the one row of its pair.
        """
        row = Row(key(pair.manager), key(pair.rep), values)
        old = self._pairs.get(row.pk, row.rk)
        typed = None if old is not None else self._typed_by_hand(pair)
        if old is not None and dict(old.values) == {k: v for k, v in values.items() if v is not None}:
            return False
        self._pairs.upsert(row)
        if typed is not None:
            self._pairs.delete(typed)
        return True

    def _typed_by_hand(self, pair: PairKey) -> Row | None:
        if self._typed is None:
            self._typed = {}
            for row in self.pair_rows():
                names = [str(row.values[name]).strip().lower() for name in ("manager", "rep")]
                if (row.pk, row.rk) != tuple(key(name) for name in names):
                    self._typed[PairKey(*names)] = Row(row.pk, row.rk, {})
        return self._typed.pop(pair, None)

    # ------------------------------------------------------------ what is due

    def dues(self, account: str | None = None) -> Iterator[Due]:
        """The due rows of one account's pairs, or of all."""
        for row in self._due.query(key(account) if account is not None else None):
            try:
                yield _read(Due, row.values)
            except NeedsAttention:
                log.warning("a row of the table due cannot be read; it is made anew")

    def put_due(self, due: Due) -> None:
        """Store it; only the holder of the account's claim writes here."""
        self._due.upsert(Row(key(due.account), key(due.pair.manager, due.pair.rep), _values(due)))

    def drop_due(self, due: Due) -> None:
        """Forget it: the pair moved to another account or its row was removed."""
        self._due.delete(Row(key(due.account), key(due.pair.manager, due.pair.rep), {}))

    # ------------------------------------------------------------ meetings, snapshots, commitments

    def meetings(self, pair: PairKey, since: date) -> list[Kept[Meeting]]:
        """The pair's meetings from that key date on, earliest key first."""
        rows = self._ledger.query(_partition(pair), start=f"m_{since.isoformat()}", before="m_a")
        return [Kept(_read(Meeting, row.values), row.etag) for row in rows]

    def meeting(self, pair: PairKey, day: date) -> Kept[Meeting] | None:
        """One meeting by its key date."""
        row = self._ledger.get(_partition(pair), f"m_{day.isoformat()}")
        return Kept(_read(Meeting, row.values), row.etag) if row else None

    def put_meeting(self, meeting: Meeting, etag: str) -> Kept[Meeting]:
        """Insert (no version) or replace; Taken or Changed when somebody else wrote first."""
        row = self._meeting_row(meeting, etag)
        stored = self._ledger.replace(row) if etag else self._ledger.insert(row)
        return Kept(meeting, stored.etag)

    def snapshot(self, pair: PairKey, day: date) -> Snapshot | None:
        """The draft and figures of a meeting, as they were when its page was made."""
        row = self._ledger.get(_partition(pair), f"s_{day.isoformat()}")
        return msgspec.json.decode(unpacked(str(row.values["body"])), type=Snapshot) if row else None

    def begin_page(self, meeting: Kept[Meeting], writing: Meeting, snapshot: Snapshot | None) -> Kept[Meeting]:
        """Record, in one batch, the draft and that the page is about to be created; None keeps the stored draft."""
        partition = _partition(writing.pair)
        inserts: list[Row] = []
        replaces = [self._meeting_row(writing, meeting.etag)]
        if snapshot is not None:
            row_key = f"s_{writing.date.isoformat()}"
            old = self._ledger.get(partition, row_key)
            row = Row(partition, row_key, {"body": packed(msgspec.json.encode(snapshot))}, old.etag if old else "")
            (replaces if old else inserts).append(row)
        self._ledger.commit(partition, inserts, replaces)
        return self._again(writing)

    def refuse_page(self, meeting: Kept[Meeting], refused: Meeting) -> Kept[Meeting]:
        """OneNote definitely refused the page: the meeting goes back and the draft is forgotten, in one batch."""
        partition = _partition(refused.pair)
        draft = self._ledger.get(partition, f"s_{refused.date.isoformat()}")
        self._ledger.commit(
            partition, (), [self._meeting_row(refused, meeting.etag)], [draft] if draft is not None else []
        )
        return self._again(refused)

    def commitments(self, pair: PairKey) -> list[Kept[Commitment]]:
        """Every promise of the pair, open and closed."""
        rows = self._ledger.query(_partition(pair), start="c_", before="c`")
        return [Kept(_read(Commitment, row.values), row.etag) for row in rows]

    def save_scan(
        self, meeting: Kept[Meeting], scanned: Meeting, changed: Sequence[Kept[Commitment]], audit: Audit
    ) -> Kept[Meeting]:
        """Write what a reading found: changed commitments, the meeting and the audit line.

        One batch up to 98 commitments. More go ahead in batches of their own and the meeting comes last: a crash
        between leaves a meeting that is read again, and reading again changes nothing.
        """
        partition = _partition(scanned.pair)
        rows = [Row(partition, f"c_{kept.value.id}", _values(kept.value), kept.etag) for kept in changed]
        last = _BATCH - 2
        while len(rows) > last:
            part, rows = rows[:_BATCH], rows[_BATCH:]
            self._ledger.commit(partition, [r for r in part if not r.etag], [r for r in part if r.etag])
        self._ledger.commit(
            partition,
            [r for r in rows if not r.etag] + [self._audit_row(partition, audit)],
            [r for r in rows if r.etag] + [self._meeting_row(scanned, meeting.etag)],
        )
        return self._again(scanned)

    def save_step(self, meeting: Kept[Meeting], after: Meeting, audit: Audit) -> Kept[Meeting]:
        """A step that is done, and the line that says so, in one batch."""
        partition = _partition(after.pair)
        self._ledger.commit(partition, [self._audit_row(partition, audit)], [self._meeting_row(after, meeting.etag)])
        return self._again(after)

    def audits(self, pair: PairKey) -> list[Audit]:
        """What was done for a pair, oldest first."""
        rows = self._ledger.query(_partition(pair), start="a_", before="a`")
        return [_read(Audit, row.values) for row in rows]

    def _again(self, meeting: Meeting) -> Kept[Meeting]:
        """The meeting as just written, with its new version (a batch does not tell it on every backend)."""
        stored = self.meeting(meeting.pair, meeting.date)
        if stored is None or stored.value != meeting:
            raise Changed("The meeting was changed by another run while this one wrote it; it is read again.")
        return stored

    def _meeting_row(self, meeting: Meeting, etag: str) -> Row:
        return Row(_partition(meeting.pair), f"m_{meeting.date.isoformat()}", _values(meeting), etag)

    def _audit_row(self, partition: str, audit: Audit) -> Row:
        stamp, day = audit.at.strftime("%Y%m%dT%H%M%S%f"), audit.meeting.isoformat() if audit.meeting else ""
        return Row(partition, f"a_{stamp}_{audit.what}_{day}", _values(audit))

    # ------------------------------------------------------------ accounts: state, claim, budget

    def account(self, account: str) -> Account:
        """The state of an account; one never seen is free."""
        row = self._accounts.get(key(account), "state")
        return _read(Account, row.values) if row else Account(account)

    def accounts(self) -> list[Account]:
        """The state of every account seen so far."""
        return [_read(Account, row.values) for row in self._accounts.query() if row.rk == "state"]

    def claim(self, account: str, by: str, now: datetime) -> Account | None:
        """Take the account for this pass (15 minutes), or None when another run holds it."""
        row = self._accounts.get(key(account), "state")
        state = _read(Account, row.values) if row else Account(account)
        if state.claimed_by and state.claimed_until is not None and now < state.claimed_until <= now + 2 * CLAIM:
            return None
        claimed = replace(state, claimed_by=by, claimed_until=now + CLAIM, fails=state.fails + 1)
        try:
            self._write_account(claimed, _etag(row))
        except Conflict:
            return None
        return claimed

    def release(
        self, account: str, by: str, now: datetime, *, parked: str | None = None, trouble: str | None = None
    ) -> None:
        """End the pass; `parked` says why the account must sign in before it works again.

        `trouble` says what who runs oneone has to mend: the account is tried again with growing waits, as after passes
        that died.
        """
        for _ in range(5):
            row = self._accounts.get(key(account), "state")
            state = _read(Account, row.values) if row else Account(account)
            if state.claimed_by != by:
                return  # the claim ran out and somebody else works: theirs to end
            free = replace(state, claimed_by="", claimed_until=None, fails=0)
            done = replace(free, last_pass=now, poisoned_at=None, trouble="")
            begun = state.claimed_until - CLAIM if state.claimed_until is not None else now
            if trouble is not None:
                done = replace(state, claimed_by="", trouble=trouble)  # `plan` waits by the claim's time and `fails`
            elif parked is not None and (state.connected_at is None or state.connected_at <= begun):
                done = replace(done, parked=parked, parked_at=now)  # unless the person signed in while the pass ran
            try:
                self._write_account(done, _etag(row))
            except Conflict:
                continue
            return

    def abandon(self, account: str, by: str, now: datetime) -> None:
        """End a pass that was interrupted: the account is free, and what was counted against it stays."""
        row = self._accounts.get(key(account), "state")
        if row is not None and (state := _read(Account, row.values)).claimed_by == by:
            with suppress(Conflict):
                self._write_account(replace(state, claimed_by="", claimed_until=now), row.etag)

    def connected(self, account: str, now: datetime) -> None:
        """The person signed in: the account works again, and its pairs are looked at now."""
        self._change_account(account, lambda state: replace(state, parked="", parked_at=None, connected_at=now))
        for due in list(self.dues(account)):
            if due.next_due is not None:
                self.put_due(replace(due, next_due=now))

    def park(self, account: str, why: str, now: datetime) -> None:
        """Nothing is done for the account until its person signs in."""
        self._change_account(account, lambda state: replace(state, parked=why, parked_at=now))

    def _change_account(self, account: str, change: Callable[[Account], Account]) -> None:
        for _ in range(10):
            row = self._accounts.get(key(account), "state")
            try:
                self._write_account(change(_read(Account, row.values) if row else Account(account)), _etag(row))
            except Conflict:
                continue
            return
        raise Changed("The account's row is being changed by many runs at once; try again.")

    def poisoned(self, account: str, now: datetime) -> None:
        """A message for this account was given up: shown in `status` until the next clean pass."""
        self._change_account(account, lambda state: replace(state, poisoned_at=now))

    def _write_account(self, state: Account, etag: str) -> None:
        row = Row(key(state.account), "state", _values(state), etag)
        if etag:
            self._accounts.replace(row)
        else:
            self._accounts.insert(row)

    def change_budget(self, account: str, change: Callable[[str], str]) -> None:
        """Apply `change` (stored text → new text, empty when never stored) so that no other writer's change is lost."""
        for _ in range(20):
            row = self._accounts.get(key(account), "budget")
            old = str(row.values["body"]) if row else ""
            new = change(old)
            if new == old:
                return
            changed = Row(key(account), "budget", {"body": new}, _etag(row))
            try:
                if row is None:
                    self._accounts.insert(changed)
                else:
                    self._accounts.replace(changed)
            except Conflict:
                continue
            return
        raise Changed("The request budget of the account is being changed by many runs at once; try again.")


def _partition(pair: PairKey) -> str:
    return key(pair.manager, pair.rep)


def _etag(row: Row | None) -> str:
    return row.etag if row is not None else ""


def _unescaped(text: str) -> str:
    try:
        return parts(text)[0]
    except (ValueError, UnicodeDecodeError):
        return text  # typed by hand


__all__ = ["Audit", "Kept", "Ledger", "PairRow", "Taken"]
