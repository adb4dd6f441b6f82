"""Settings → Services: the only place where real things are plugged together."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import httpx

from oneone import plan as planning
from oneone import work as working
from oneone.agenda import definition
from oneone.errors import BadInput
from oneone.graph.accounts import LocalTokens, Tokens
from oneone.graph.client import Graph
from oneone.graph.limits import SharedPurse
from oneone.importing import Watch, unwatched
from oneone.refreshing import Refresh, Refreshed, refresh
from oneone.roster import Entry, roster
from oneone.settings import Settings
from oneone.source_settings import CONNECTORS
from oneone.store.ledger import Ledger
from oneone.store.records import Records
from oneone.store.table import Store, open_store
from oneone.turn import Report

if TYPE_CHECKING:
    from oneone.graph.entra import Entra, Registration
    from oneone.store.tokens import SignIns
    from oneone.web.connecting import Connecting
    from oneone.web.signin import SignInPages

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
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    app: Entra | None = None  # the app at Microsoft Entra; None: as the settings say

    def agendas(self) -> Collection[str]:
        """The names an admin may write into `agenda`."""
        return definition.names(self.settings.templates)

    def roster(self) -> list[Entry]:
        """Every row of the pairs table, checked."""
        return roster(self.ledger, self.settings.timezone, self.agendas())

    @asynccontextmanager
    async def graph(self) -> AsyncIterator[Graph]:
        """Microsoft Graph for the running event loop; its connections are closed at the end.

        Raises BadInput when nobody can sign in with these settings.
        """
        purse = SharedPurse(self.ledger.change_budget)
        graph = Graph(
            self.settings.graph_url, self.tokens(), purse, self.clock, transport=self.transport, sleep=self.sleep
        )
        try:
            yield graph
        finally:
            await graph.aclose()

    # ------------------------------------------------------------ sign-in

    def tokens(self) -> Tokens:
        """Access tokens for one pass; BadInput lists the settings without which nobody can sign in."""
        if self.settings.sign_in == "local":
            return LocalTokens(self.settings.graph_url)
        from oneone.graph.entra import EntraTokens

        return EntraTokens(self.entra(), self.sign_ins())

    def sign_ins(self) -> SignIns:
        """The kept sign-ins; BadInput without a key to open them."""
        from oneone.store.tokens import SignIns

        self._can_sign_in()
        return SignIns(self.store, self.settings.token_keys)

    def entra(self) -> Entra:
        """The app at Microsoft Entra, one for the process: what it learned of the tenant's addresses is kept."""
        from oneone.graph.entra import Registration

        self._can_sign_in()
        set_up = self.settings
        identity = set_up.app_identity or set_up.identity
        registration = Registration(set_up.tenant, set_up.client_id, set_up.authority, set_up.certificate, identity)
        return self.app or _entra(registration)

    def connecting(self) -> Connecting:
        """What keeps the sign-ins of those who may connect."""
        from oneone.web.connecting import Connecting

        return Connecting(
            self.ledger,
            self.sign_ins(),
            self.entra(),
            lambda: [entry.pair for entry in self.roster() if entry.pair is not None],
            self.wall,
            admins=self.settings.admins,
            files=self.settings.see_sharing,
            mail=self.settings.timing.heads_up,
        )

    def sign_in_pages(self) -> SignInPages:
        """The pages behind `/api/signin`; BadInput when the settings do not say where people reach them."""
        from oneone.web.signin import SignInPages

        if not self.settings.public_url:
            raise BadInput("ONEONE_PUBLIC_URL is missing: the address of the Function app, https://….")
        return SignInPages(
            self.connecting(), self.settings.public_url, self.settings.authority, self.settings.templates
        )

    def _can_sign_in(self) -> None:
        if self.settings.sign_in == "local":
            raise BadInput("With ONEONE_SIGN_IN=local nobody has to sign in: the sandbox takes everybody's word.")
        if self.settings.unusable:
            raise BadInput(
                "Sign-in through Microsoft is not set up. To try oneone without it, run `python -m oneone demo`. "
                "Missing or wrong:",
                self.settings.unusable,
            )

    # ------------------------------------------------------------ figures

    async def refresh_numbers(
        self, *, full: bool = False, all_gone: bool = False, watch: Watch = unwatched
    ) -> Refreshed:
        """Read every source in ONEONE_NUMBERS: the daily timer; what went wrong is in the result and in `status`.

        `all_gone`: a person says that deals which are not there are gone, however many; everything is read again.
        """
        settings = self.settings.sources
        reps = {entry.key.rep for entry in self.roster() if entry.pair is None or entry.pair.active}
        today = self.clock().astimezone(ZoneInfo(self.settings.timezone)).date()

        async with AsyncExitStack() as opened:
            session = None
            files = [name for name in settings.names if name not in CONNECTORS and name not in settings.problems]
            if files and settings.account:
                try:
                    session = (await opened.enter_async_context(self.graph())).session(settings.account)
                except BadInput as problem:  # nobody can sign in: the CRMs are read all the same
                    settings = replace(settings, problems={**settings.problems, **dict.fromkeys(files, str(problem))})
            work = Refresh(
                figures=self.ledger.figures,
                settings=settings,
                session=session,
                reps=reps,
                clock=self.clock,
                today=today,
                zone=ZoneInfo(self.settings.timezone),
                templates=self.settings.templates,
                transport=self.transport,
                watch=watch,
                all_gone=all_gone,
            )
            return await refresh(work, full=full)

    # ------------------------------------------------------------ what is kept

    def forget_old(self) -> Counter[str]:
        """Delete what is older than the months that each page names (ONEONE_KEEP_MONTHS); rows deleted, by kind."""
        today = self.clock().astimezone(ZoneInfo(self.settings.timezone)).date()
        months = today.year * 12 + today.month - 1 - self.settings.keep_months
        cutoff = date(months // 12, months % 12 + 1, min(today.day, 28))
        return Records(self.store).forget_before(cutoff)

    # ------------------------------------------------------------ the timers

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
            first_month=self.settings.fiscal_year,
            sleep=self.sleep,
        )

    def plan(self, entries: Sequence[Entry] | None = None) -> list[str]:
        """The accounts with something due now; `entries` is the roster when it was read already."""
        known = self.roster() if entries is None else entries
        rows = {entry.key: (entry.pair, entry.account, entry.version) for entry in known}
        return planning.plan(self.ledger, rows, self.clock())

    def waiting(self) -> list[str]:
        """Why accounts with something due are not worked for now: a sentence for each."""
        entries, now = self.roster(), self.clock()
        dues = {(due.account, due.pair): due for due in self.ledger.dues()}
        wanted = {e.account for e in entries if planning.is_due(dues.get((e.account, e.key)), e.pair, e.version, now)}
        said = []
        for state in self.ledger.accounts():
            if state.account in wanted and state.parked:
                said.append(f"{state.account}: waits for a sign-in. {state.parked}")
            elif state.account in wanted and not planning.free(state, now):
                said.append(f"{state.account}: another run works for it, or rests after one that died")
        return said

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


@cache
def _entra(registration: Registration) -> Entra:
    from oneone.graph.entra import Entra

    return Entra(registration)
