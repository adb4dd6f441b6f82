"""Two workers, fifty pairs and a Microsoft 365 that fails in every way it knows: `python -m tests.chaos.chaos`.

Each request fails with 5 % in each of seven ways. At the end every page is there once, every promise was kept and no
mail went twice.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import httpx

from oneone.bootstrap import Services
from oneone.model import PairKey
from sandbox import Tenant, build
from sandbox.app import ConnectionLost
from sandbox.editing import Editor
from tests.way.town import DANA, Town

RATE = 0.05  # of each way to fail
WAYS = ("429", "504 before", "504 after", "reset before", "reset after", "slow", "listing lag")


@dataclass
class Failing(httpx.AsyncBaseTransport):
    """The wire to the tenant, which fails at random and counts how."""

    tenant: Tenant
    dice: Random
    failed: Counter[str] = field(default_factory=Counter)
    on: bool = True

    def __post_init__(self) -> None:
        self.inside = httpx.ASGITransport(build(self.tenant))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        fate = self.dice.random() // RATE if self.on else 99
        way = WAYS[int(fate)] if fate < len(WAYS) else ""
        if way:
            self.failed[way] += 1
        self.tenant.faults.listing_lag = 2 if way == "listing lag" else 0
        if way == "slow":  # slow enough that the other worker's requests pass it
            for _ in range(self.dice.randint(1, 20)):
                await asyncio.sleep(0)
        if way == "429":
            return httpx.Response(429, json={"error": {"code": "20166", "message": "busy"}}, request=request)
        if way == "504 before":
            return httpx.Response(504, content=b"", request=request)
        if way == "reset before":
            raise ConnectionLost("before")
        answer = await self.inside.handle_async_request(request)
        if way == "504 after":
            return httpx.Response(504, content=b"", request=request)
        if way == "reset after":
            raise ConnectionLost("after")
        return answer


@dataclass(frozen=True)
class Told:
    """What a run came to."""

    pages: int
    doubled: int
    lost: int
    mails_twice: int
    promises_lost: int
    failed: Counter[str]


def run(folder: Path, seed: int, pairs: int, managers: int = 5) -> Told:
    """Two weeks of all pairs, two workers over one store; then the failures stop and the rest is finished."""
    town = Town(folder)
    dice = Random(seed)
    wire = Failing(town.tenant, dice)
    town.services = town.serve(town.store, wire)
    other = town.serve(town.store, wire)
    keys = [_pair(town, n, managers) for n in range(pairs)]

    def through(until: str) -> None:
        end = datetime.fromisoformat(until).replace(tzinfo=UTC)
        while town.now < end:
            town.now = min(town.now + timedelta(minutes=15), end)
            asyncio.run(_both(town.services, other))

    town.now = datetime(2026, 11, 20, 13, 45, tzinfo=UTC)
    through("2026-11-21T02:00")
    through("2026-11-23T08:00") if not _all_there(town, keys, "2026-11-23") else None
    promised = set()
    for number, key in enumerate(keys):
        meeting = town.ledger.meeting(key, datetime(2026, 11, 23).date())  # noqa: DTZ001
        if meeting is None or meeting.value.page_id is None:
            continue
        editor = Editor(town.tenant, meeting.value.page_id, key.rep)
        editor.type_over(editor.find("Rep: …", under="Agreed today", box=True), f"Rep: send plan number {number}")
        promised.add((key, f"send plan number {number}"))
    town.now = datetime(2026, 11, 23, 12, 15, tzinfo=UTC)
    through("2026-11-24T00:00")
    town.now = datetime(2026, 11, 27, 13, 45, tzinfo=UTC)
    through("2026-11-28T00:00")
    wire.on = False
    town.tenant.faults.listing_lag = 0
    through("2026-11-30T08:00")
    told = _told(town, keys, promised, wire)
    town.store.close()
    return told


async def _both(first: Services, second: Services) -> None:
    """Both workers get the same nudges at once, as a queue that delivers twice would do."""
    nudges = first.plan()
    await asyncio.gather(*(worker.work(account) for account in nudges for worker in (first, second)))


def _pair(town: Town, number: int, managers: int) -> PairKey:
    manager = DANA if number % managers == 0 else f"m{number % managers}@contoso.example"
    rep = f"rep{number}@contoso.example"
    town.tenant.add_person(manager, f"Boss {number % managers}")
    town.tenant.add_person(rep, f"Rep {number}")
    url = f"https://contoso-my.sharepoint.example/personal/x/Documents/Notebooks/{number}"
    town.tenant.add_notebook(url, owner=manager, members=[rep])
    start = datetime(2026, 11, 9, 9 + number % 6, 0)  # noqa: DTZ001 - local, as the organizer's calendar says it
    town.tenant.add_series(manager, [rep], f"1:1 Rep {number}", start, online=True)
    key = PairKey(manager, rep)
    town.ledger.put_pair(key, {"manager": manager, "rep": rep, "notebook_url": url, "timezone": "UTC"})
    return key


def _all_there(town: Town, keys: list[PairKey], day: str) -> bool:
    when = datetime.fromisoformat(day).date()
    return all((kept := town.ledger.meeting(key, when)) is not None and kept.value.page == "yes" for key in keys)


def _told(town: Town, keys: list[PairKey], promised: set[tuple[PairKey, str]], wire: Failing) -> Told:
    titles = Counter(page.title for page in town.tenant.pages.values())
    expected = {f"{day} 1:1" for day in ("2026-11-23", "2026-11-30")}
    whole = sum(title[:14] in expected for title in titles)
    mails = Counter((mail.event, mail.to) for mail in town.tenant.mails)
    kept = {(key, one.value.text) for key in keys for one in town.ledger.commitments(key)}
    return Told(
        pages=len(town.tenant.pages),
        doubled=sum(count - 1 for count in titles.values()),
        lost=2 * len(keys) - whole,
        mails_twice=sum(count - 1 for count in mails.values()),
        promises_lost=len(promised - kept) + len(keys) - len(promised),
        failed=wire.failed,
    )


def main() -> int:
    """Twenty runs of fifty pairs; prints each, ends with 1 when anything was lost or doubled."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--pairs", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    bad = 0
    for seed in range(options.seed, options.seed + options.runs):
        with tempfile.TemporaryDirectory() as folder:
            told = run(Path(folder), seed, options.pairs)
        wrong = told.doubled + told.lost + told.mails_twice + told.promises_lost
        bad += wrong
        print(f"run {seed}: {told}", flush=True)
    print(f"{options.runs} runs of {options.pairs} pairs: {bad} pages, promises or mails lost or doubled")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
