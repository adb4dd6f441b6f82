"""A tenant, a store and a clock that the test moves: the whole product without a network."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from oneone.bootstrap import Services
from oneone.model import Commitment, Meeting, PairKey
from oneone.schedule import Timing
from oneone.settings import Settings
from oneone.store.ledger import Ledger
from oneone.store.table import Store, open_store
from oneone.turn import Report
from sandbox import Tenant, build
from sandbox.editing import Editor

GRAPH = "http://127.0.0.1:8365/v1.0"
DANA, LEE = "dana@contoso.example", "lee@contoso.example"
PAIR = PairKey(DANA, LEE)
NOTEBOOK = "https://contoso-my.sharepoint.example/personal/dana_contoso_example/Documents/Notebooks/Lee"
FRIDAY = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class Town:
    """One manager, her reps, and oneone at work for them."""

    folder: Path
    now: datetime = FRIDAY
    heads_up: bool = False  # ONEONE_HEADS_UP
    ahead: timedelta = timedelta()  # of oneone's clock, which `--now` sets, before that of the tenant
    store: Store = field(init=False)
    tenant: Tenant = field(init=False)
    services: Services = field(init=False)

    def __post_init__(self) -> None:
        self.tenant = Tenant(clock=self.real_time)
        self.store = open_store(f"sqlite:///{self.folder / 'oneone.sqlite'}")
        self.services = self.serve(self.store, httpx.ASGITransport(build(self.tenant)))
        self.tenant.add_person(DANA, "Dana Reyes")

    def clock(self) -> datetime:
        return self.now

    def real_time(self) -> datetime:
        return self.now - self.ahead

    def serve(self, store: Store, transport: httpx.AsyncBaseTransport) -> Services:
        timing = Timing(heads_up=self.heads_up)
        settings = Settings(store="test", graph_url=GRAPH, sign_in="local", timezone="UTC", timing=timing)
        return Services(settings, store, Ledger(store), self.clock, transport, self.real_time, sleep=self.sleep)

    async def sleep(self, seconds: float) -> None:
        """Waiting moves the clock, and takes no time."""
        self.now += timedelta(seconds=seconds)

    @property
    def ledger(self) -> Ledger:
        return self.services.ledger

    def add_pair(
        self, rep: str = LEE, name: str = "Lee Park", *, start: str = "2026-11-09T09:00", **row: str
    ) -> PairKey:
        """A rep with a notebook, a weekly series and a row in the admin's table."""
        self.tenant.add_person(rep, name)
        url = row.pop("notebook_url", NOTEBOOK.replace("Lee", rep.partition("@")[0]))
        if self.tenant.notebook_at(url) is None:
            self.tenant.add_notebook(url, owner=DANA, members=[rep])
        if start:
            self.tenant.add_series(
                organizer=DANA,
                attendees=[rep],
                subject=f"1:1 {name} / Dana",
                start=datetime.fromisoformat(start),  # local, as the organizer's calendar says it
                timezone="UTC",
                minutes=30,
                repeat="weekly",
                online=True,
            )
        key = PairKey(DANA, rep)
        self.ledger.put_pair(key, {"manager": DANA, "rep": rep, "notebook_url": url, "timezone": "UTC", **row})
        return key

    def run(self) -> Report:
        """What the timers do once: plan, then a pass for each nudged account."""
        report = Report()
        for account in self.services.plan():
            report.add(asyncio.run(self.services.work(account)))
        return report

    def at(self, when: str | datetime) -> Report:
        """The timers, at a moment."""
        self.now = datetime.fromisoformat(when).replace(tzinfo=UTC) if isinstance(when, str) else when
        return self.run()

    def through(self, until: str, step: timedelta = timedelta(minutes=15)) -> Report:
        """The timers, again and again until a moment."""
        report, end = Report(), datetime.fromisoformat(until).replace(tzinfo=UTC)
        while self.now < end:
            self.now = min(self.now + step, end)
            report.add(self.run())
        return report

    def meeting(self, day: str, pair: PairKey = PAIR) -> Meeting:
        kept = self.ledger.meeting(pair, datetime.fromisoformat(day).date())
        assert kept is not None, f"no meeting {day}"
        return kept.value

    def promises(self, pair: PairKey = PAIR) -> list[Commitment]:
        return [kept.value for kept in self.ledger.commitments(pair)]

    def titles(self) -> list[str]:
        """The titles of all pages in all notebooks."""
        return sorted(page.title for page in self.tenant.pages.values())

    def editor(self, day: str, by: str = LEE, pair: PairKey = PAIR) -> Editor:
        page_id = self.meeting(day, pair).page_id
        assert page_id is not None, f"no page for {day}"
        return Editor(self.tenant, page_id, by)
