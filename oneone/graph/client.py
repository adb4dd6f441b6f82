"""Graph as one account: the session that OneNote, calendar and people calls go through.

The SDK is loaded with the first session, not with this module.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol
from urllib.parse import quote, urlencode, urlsplit

from oneone.errors import BadInput, NeedsAttention, OneoneError, TryLater, Unknown
from oneone.graph.accounts import Tokens, loopback
from oneone.graph.answers import SOON, Kind

if TYPE_CHECKING:
    import httpx
    from kiota_abstractions.request_information import RequestInformation
    from msgraph import GraphServiceClient

    from oneone.graph.funnel import Reach

AT_ONCE = 4  # OneNote allows an app 5 at once for each user, Outlook 4 for each mailbox
MOST_LINKS = 100  # next links followed in one list
_MINUTE = timedelta(minutes=1)

_log = logging.getLogger(__name__)


class Purse(Protocol):
    """The OneNote allowance of all accounts, shared with other runs (`limits.SharedPurse`); quick."""

    def reserve(self, account: str, calls: int, now: datetime) -> None:
        """Take `calls`; raises TryLater when they do not fit."""
        ...

    def give_back(self, account: str, calls: int, now: datetime) -> None:
        """Return `calls` reserved during the last minute and not sent."""
        ...

    def block(self, account: str, now: datetime, retry_after: timedelta | None) -> timedelta:
        """Close the account after a 429 and say for how long."""
        ...

    def relax(self, account: str) -> None:
        """A call went well: called once a session and after a block of this session; costs no write otherwise."""
        ...


@dataclass(slots=True)
class _Reserved:
    account: str
    left: int
    outer: _Reserved | None


_reserved: ContextVar[_Reserved | None] = ContextVar("oneone_reserved", default=None)


class Graph:
    """Microsoft Graph for many accounts over one pool of connections; belongs to one event loop, closed at its end.

    `base_url` is `https://graph.microsoft.com/v1.0` or a sandbox on this machine; tokens go to that host only. Raises
    BadInput for any other plain-http address. `transport` stands for the network, in tests or with a sandbox inside.
    """

    def __init__(
        self,
        base_url: str,
        tokens: Tokens,
        purse: Purse,
        clock: Callable[[], datetime],
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        scheme = urlsplit(base_url).scheme
        if scheme != "https" and not (scheme == "http" and loopback(base_url)):
            raise BadInput("ONEONE_GRAPH_URL must begin with https://; http:// only for a sandbox on this machine.")
        self._base_url = base_url.rstrip("/")
        self._tokens = tokens
        self._purse = purse
        self._clock = clock
        self._sleep = sleep
        self._transport = transport
        self._http: httpx.AsyncClient | None = None
        self._sessions: dict[str, Session] = {}
        self._reach: Reach | None = None

    def session(self, account: str) -> Session:
        """The session of an account (UPN); the same one for the same account. Call it inside the running loop."""
        from oneone.graph import funnel

        if account not in self._sessions:
            if self._http is None:
                self._transport = self._transport or funnel.network()
                self._http = funnel.connect(self._transport)
            self._reach = self._reach or funnel.Reach()
            session = Session(account, self._base_url, self._purse, self._clock)
            bearer = funnel.Bearer(self._tokens, account, self._base_url)
            adapter = funnel.Funnel(self._http, bearer, self._base_url, session, self._reach, self._clock, self._sleep)
            session.sdk = funnel.builders(adapter)
            self._sessions[account] = session
        return self._sessions[account]

    async def aclose(self) -> None:
        """Close every connection."""
        if self._http is not None:
            await self._http.aclose()
        if self._transport is not None:
            await self._transport.aclose()  # not every release of the SDK's own transport closes the one inside it


class Session:
    """One account's way to Graph, made by `Graph.session`.

    Every method raises what `answers.raised` names; lists are followed to their end. `counts` holds requests sent, by
    kind (`onenote`, `outlook`, `people`, `files`), and `throttled`. `sdk` holds the request builders of msgraph-sdk,
    which pass the same funnel; pass what they prepare to `json`, `content` or `batches`.
    """

    sdk: GraphServiceClient

    def __init__(self, account: str, base_url: str, purse: Purse, clock: Callable[[], datetime]) -> None:
        self.account = account
        self.counts: Counter[str] = Counter()
        self._base_url = base_url
        self._purse = purse
        self._clock = clock
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._relaxed = False

    @asynccontextmanager
    async def budget(self, calls: int) -> AsyncIterator[None]:
        """Reserve OneNote calls for what happens inside, give back the rest; raises TryLater when they do not fit.

        A call beyond them, or outside, reserves one more.
        """
        began = self._clock()
        self._purse.reserve(self.account, calls, began)
        mine = _Reserved(self.account, calls, _reserved.get())
        token = _reserved.set(mine)
        try:
            yield
        finally:
            _reserved.reset(token)
            now = self._clock()
            if mine.left and now - began < _MINUTE:
                with _kept_quiet("calls not given back"):
                    self._purse.give_back(self.account, mine.left, now)

    # ------------------------------------------------------------ asking

    def request(
        self,
        method: Literal["GET", "POST", "PATCH"],
        *path: str,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> RequestInformation:
        """A request to `base_url/path…`, each part of the path escaped; for addresses under changing roots."""
        from kiota_abstractions.method import Method
        from kiota_abstractions.request_information import RequestInformation

        request = RequestInformation(Method(method))
        address = "/".join([self._base_url, *(quote(part, safe="!$(),'-._~") for part in path)])
        request.url = f"{address}?{urlencode(query, quote_via=quote, safe='$,()')}" if query else address
        for name, value in {"Accept": "application/json", **(headers or {})}.items():
            request.headers.add(name, value)
        if body is not None:
            request.set_stream_content(body, content_type)
        return request

    async def content(self, request: RequestInformation, what: str, *, repeatable: bool = True) -> bytes:
        """The bytes of the answer, empty when it has none; `repeatable`: doing it twice changes nothing."""
        from oneone.graph.funnel import Call

        request.path_parameters["baseurl"] = self._base_url
        request.url = request.url  # the SDK would expand the address template anew at each look
        request.add_request_options([Call(what, repeatable)])
        answer = await self.sdk.request_adapter.send_primitive_async(request, "bytes", {})
        return answer if isinstance(answer, bytes) else b""

    async def json(self, request: RequestInformation, what: str, *, repeatable: bool = True) -> dict[str, Any]:
        """The JSON object of the answer; one that cannot be read leaves a write Unknown and a read for later."""
        body = await self.content(request, what, repeatable=repeatable)
        try:
            answer = json.loads(body)
            if isinstance(answer, dict):
                return answer
        except ValueError:
            pass  # told below, for a write as for a read
        if repeatable:
            raise TryLater(f"Could not {what}: the answer of Microsoft 365 was cut off.", SOON)
        raise Unknown(f"Nobody knows yet whether Microsoft 365 did {what}: its answer was cut off.")

    async def batches(
        self, request: RequestInformation, what: str, *, headers: Mapping[str, str] | None = None
    ) -> list[list[dict[str, Any]]]:
        """The items of a list, one inner list for each answer; `headers` go with every request.

        Next links are followed as they are, after empty answers too, and none twice. Raises NeedsAttention after 100.
        """
        found: list[list[dict[str, Any]]] = []
        seen: set[str] = set()
        while True:
            for name, value in (headers or {}).items():
                request.headers.add(name, value)
            answer = await self.json(request, what)
            items, link = answer.get("value"), str(answer.get("@odata.nextLink") or "")
            if not isinstance(items, list):
                raise TryLater(f"Could not {what}: the answer of Microsoft 365 was no list.", SOON)
            found.append(items)
            if not link or link in seen:
                return found
            if len(seen) == MOST_LINKS:
                raise NeedsAttention(f"Could not {what}: the list of Microsoft 365 does not end.")
            seen.add(link)
            request = self.request("GET")
            request.url = link

    # ------------------------------------------------------------ what the funnel asks

    @asynccontextmanager
    async def turn(self, kind: Kind) -> AsyncIterator[None]:
        """Room for one request on the wire: at most 4 at once; a OneNote call is paid from the allowance first."""
        async with self._at_once:
            if kind == "onenote":
                self._pay()
            self.counts[kind] += 1
            yield

    def went_well(self, kind: Kind) -> None:
        """A request was answered with a success: an earlier block no longer lengthens the next one."""
        if kind == "onenote" and not self._relaxed:
            self._relaxed = True
            with _kept_quiet("block not relaxed"):
                self._purse.relax(self.account)

    def slow_down(self, retry_after: timedelta | None) -> timedelta:
        """A request was answered with 429: close the account for every run, and say for how long."""
        self.counts["throttled"] += 1
        self._relaxed = False
        return self._purse.block(self.account, self._clock(), retry_after)

    def _pay(self) -> None:
        reserved = _reserved.get()
        while reserved is not None:
            if reserved.account == self.account and reserved.left:
                reserved.left -= 1
                return
            reserved = reserved.outer
        self._purse.reserve(self.account, 1, self._clock())


@contextmanager
def _kept_quiet(what: str) -> Iterator[None]:
    # The allowance only errs on the careful side; raised here, it would hide whether a page was made.
    try:
        yield
    except OneoneError as error:
        _log.warning("%s: %s", what, type(error).__name__)
