"""A process may die before or after every outside call and every write: one page, one mail, nothing lost.

One undisturbed run counts the calls and writes of two weeks; then each of them in turn is the last thing a process
does, once just before it happens and once just after, and the timers go on as if nothing had been.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from oneone.model import Deal
from oneone.store.table import Row, Table, TableName, Value
from sandbox import build
from tests.way.test_way import agree
from tests.way.town import LEE, PAIR, Town

UNTIDY = [
    Deal("006B", "Adatum add-on", "Adatum", None, "EUR", "Proposal", date(2027, 3, 1)),
    Deal("006C", "Northwind pilot", "Northwind", Decimal(9_000), "EUR", "Discovery", date(2027, 2, 1)),
]


class Killed(BaseException):
    """The process is gone: nothing catches this."""


@dataclass
class Fuse:
    """Kills at the nth thing that is done, before or after it."""

    at: int = 0
    after: bool = False
    seen: int = 0

    def before_it(self) -> None:
        self.seen += 1
        if self.seen == self.at and not self.after:
            raise Killed

    def after_it(self) -> None:
        if self.seen == self.at and self.after:
            raise Killed


class MortalTable:
    """A table whose writer may die around each write."""

    def __init__(self, table: Table, fuse: Fuse) -> None:
        self._table, self._fuse = table, fuse

    def get(self, pk: str, rk: str) -> Row | None:
        return self._table.get(pk, rk)

    def query(
        self,
        pk: str | None = None,
        *,
        start: str | None = None,
        before: str | None = None,
        where: Mapping[str, Value] | None = None,
    ) -> Iterator[Row]:
        return self._table.query(pk, start=start, before=before, where=where)

    def insert(self, row: Row) -> Row:
        self._fuse.before_it()
        stored = self._table.insert(row)
        self._fuse.after_it()
        return stored

    def replace(self, row: Row) -> Row:
        self._fuse.before_it()
        stored = self._table.replace(row)
        self._fuse.after_it()
        return stored

    def upsert(self, row: Row) -> Row:
        self._fuse.before_it()
        stored = self._table.upsert(row)
        self._fuse.after_it()
        return stored

    def delete(self, row: Row) -> None:
        self._fuse.before_it()
        self._table.delete(row)
        self._fuse.after_it()

    def commit(
        self, pk: str, inserts: Sequence[Row] = (), replaces: Sequence[Row] = (), deletes: Sequence[Row] = ()
    ) -> None:
        self._fuse.before_it()
        self._table.commit(pk, inserts, replaces, deletes)
        self._fuse.after_it()


class MortalStore:
    def __init__(self, town: Town, fuse: Fuse) -> None:
        self._town, self._fuse = town, fuse

    def table(self, name: TableName) -> MortalTable:
        return MortalTable(self._town.store.table(name), self._fuse)

    def close(self) -> None:
        self._town.store.close()


class MortalTransport(httpx.ASGITransport):
    """The network, on which the caller may die before a request leaves or after its answer came."""

    fuse: Fuse

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.fuse.before_it()
        answer = await super().handle_async_request(request)
        self.fuse.after_it()
        return answer


def two_weeks(town: Town, fuse: Fuse) -> None:
    """Two 1:1s with notes of people between the passes; a killed pass is followed by the next ones."""
    transport = MortalTransport(build(town.tenant))
    transport.fuse = fuse
    town.add_pair()
    figures = town.ledger.figures  # read by another process, which lives
    figures.put_deals(LEE, UNTIDY, date(2026, 11, 18))
    town.services = town.serve(MortalStore(town, fuse), transport)

    def timers(*moments: str) -> None:
        for moment in moments:
            start = datetime.fromisoformat(moment).replace(tzinfo=UTC)
            for minutes in (0, 16, 27, 38, 49, 60, 90, 120, 180, 240, 300):
                town.now = start + timedelta(minutes=minutes)
                try:
                    town.run()
                except Killed:
                    town.services = town.serve(MortalStore(town, fuse), transport)

    timers("2026-11-19T14:00")
    figures.put_deals(LEE, UNTIDY, date(2026, 11, 20))
    timers("2026-11-20T14:00")
    agree(town.editor("2026-11-23"), "Lee: send closure plan by Fri", "Dana: talk to legal")
    timers("2026-11-23T12:30")
    editor = town.editor("2026-11-23")
    editor.tick(editor.find("Dana: talk to legal"))
    timers("2026-11-26T14:00")
    figures.put_deals(LEE, UNTIDY, date(2026, 11, 27))
    timers("2026-11-27T12:00")
    editor = town.editor("2026-11-30")
    editor.tick(editor.find("send closure plan", under="Promises"))
    agree(editor, "Lee: price list to Adatum")
    timers("2026-11-30T12:30")


def told_at_most_once(town: Town, *, surely: bool) -> None:
    """One mail for each 1:1; a kill while it is sent may cost it, and then the page is silent about it."""
    told = [town.meeting(day).heads_up for day in ("2026-11-23", "2026-11-30")]
    letters = len(town.tenant.letters)
    assert letters <= 2
    assert told.count("yes") <= letters
    for day, state in zip(("2026-11-23", "2026-11-30"), told, strict=True):
        page = "\n".join(line.text for line in town.editor(day).lines())
        assert state == "yes" or "no amount yet" not in page
    if surely:
        assert told == ["yes", "yes"]


def outcome(town: Town) -> dict[str, object]:
    return {
        "pages": town.titles(),
        "mails": sorted(Counter(mail.event for mail in town.tenant.mails).values()),
        "promises": sorted((c.owner or "", c.text, c.state, str(c.due), str(c.closed_on)) for c in town.promises()),
        "meetings": [(m, town.meeting(m).page, town.meeting(m).invite) for m in ("2026-11-23", "2026-11-30")],
        "outcomes": [town.meeting(m).outcome for m in ("2026-11-23", "2026-11-30")],
        "done": sorted((a.what, str(a.meeting)) for a in town.ledger.audits(PAIR) if a.what in ("page", "invite")),
    }


def undisturbed(folder: Path) -> tuple[dict[str, object], int]:
    folder.mkdir()
    town, fuse = Town(folder, heads_up=True), Fuse()
    two_weeks(town, fuse)
    told_at_most_once(town, surely=True)
    try:
        return outcome(town), fuse.seen
    finally:
        town.store.close()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_kill_around_any_call_or_write_loses_and_doubles_nothing(tmp_path: Path, after: bool) -> None:
    expected, steps = undisturbed(tmp_path / "whole")
    assert expected["pages"] == ["2026-11-23 1:1 Lee Park – Dana Reyes", "2026-11-30 1:1 Lee Park – Dana Reyes"]
    assert expected["mails"] == [1, 1]  # one for each occurrence
    assert len(expected["promises"]) == 3  # type: ignore[arg-type]
    assert steps > 40
    for at in range(1, steps + 1):
        folder = tmp_path / f"{at}"
        folder.mkdir()
        town = Town(folder, heads_up=True)
        two_weeks(town, Fuse(at, after))
        told_at_most_once(town, surely=False)
        assert outcome(town) == expected, f"killed {'after' if after else 'before'} step {at} of {steps}"
        town.store.close()
