"""Settings → Services: the only place where real things are plugged together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from oneone import plan as planning
from oneone import work as working
from oneone.agenda import definition
from oneone.errors import BadInput
from oneone.graph.accounts import LocalTokens, Tokens
from oneone.graph.client import Graph
from oneone.graph.limits import SharedPurse
from oneone.roster import Entry, roster
from oneone.settings import Settings
from oneone.store.ledger import Ledger
from oneone.store.table import Store, open_store
from oneone.turn import Report

Clock = Callable[[], datetime]


def now() -> datetime:
    """The time, UTC."""
    return datetime.now(UTC)


def clock_from(start: datetime) -> Clock:
    """A clock that shows `start` now and runs on: what `--now` means."""
    ahead = start - now()
    return lambda: now() + ahead


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a trigger or verb needs, real or given by a test."""

    settings: Settings
    store: Store
    ledger: Ledger
    clock: Clock
    transport: httpx.AsyncBaseTransport | None = None
    wall: Clock = now

    def agendas(self) -> Collection[str]:
        """The names an admin may write into `agenda`."""
        return definition.names(self.settings.templates)

    def roster(self) -> list[Entry]:
        """Every row of the pairs table, checked."""
        return roster(self.ledger, self.settings.timezone, self.agendas())

    @asynccontextmanager
    async def graph(self) -> AsyncIterator[Graph]:
        """Microsoft Graph for the running event loop; its connections are closed at the end.

        Raises BadInput when the settings name no sign-in that this version has.
        """
        purse = SharedPurse(self.ledger.change_budget)
        graph = Graph(self.settings.graph_url, _tokens(self.settings), purse, self.clock, transport=self.transport)
        try:
            yield graph
        finally:
            await graph.aclose()

    def worker(self, graph: Graph) -> working.Worker:
        """What a pass of `work` needs."""
        return working.Worker(
            ledger=self.ledger,
            graph=graph,
            clock=self.clock,
            wall=self.wall,
            timing=self.settings.timing,
            templates=self.settings.templates,
            keep_months=self.settings.keep_months,
        )

    def plan(self) -> list[str]:
        """The accounts with something due now."""
        rows = {entry.key: (entry.pair, entry.account, entry.version) for entry in self.roster()}
        return planning.plan(self.ledger, rows, self.clock())

    async def work(self, account: str) -> Report:
        """One pass over one account."""
        entries = [entry for entry in self.roster() if entry.account == account]
        async with self.graph() as graph:
            return await working.work(self.worker(graph), account, entries)

    def close(self) -> None:
        """Close the store."""
        self.store.close()


def services(settings: Settings, clock: Clock = now, transport: httpx.AsyncBaseTransport | None = None) -> Services:
    """Plug everything together; BadInput when the store cannot be used. What signs in is asked for by `graph` only."""
    store = open_store(
        settings.store,
        storage_account=settings.storage_account,
        connection_string=settings.storage_connection,
        identity=settings.identity,
    )
    return Services(settings, store, Ledger(store), clock, transport)


def _tokens(settings: Settings) -> Tokens:
    if settings.sign_in != "local":
        raise BadInput(
            "Sign-in through Microsoft is not part of this version yet. To try oneone against the local tenant, run "
            "`python -m oneone demo`, or set ONEONE_SIGN_IN=local and ONEONE_GRAPH_URL to a running `oneone sandbox`."
        )
    return LocalTokens(settings.graph_url)
