"""The one place that every request to Graph passes: token, allowance, repeats, errors.

The SDK's request builders come out here as its adapter. Its default middleware is never used: that repeats a POST after
a 504 and so makes a page twice (measured with msgraph-sdk 1.65). Importing this module loads the SDK (0.13 s).
"""

from __future__ import annotations

import asyncio
import base64
import functools
import logging
import random
import re
import ssl
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import SplitResult, urlsplit

import httpx
from kiota_abstractions.authentication import (
    AccessTokenProvider,
    AllowedHostsValidator,
    BaseBearerTokenAuthenticationProvider,
)
from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation
from kiota_abstractions.request_option import RequestOption
from kiota_http.httpx_request_adapter import HttpxRequestAdapter
from kiota_http.kiota_client_factory import KiotaClientFactory
from kiota_http.middleware import ParametersNameDecodingHandler, UrlReplaceHandler
from kiota_http.middleware.options import UrlReplaceHandlerOption
from msgraph import GraphServiceClient

from oneone.errors import NeedsAttention, OneoneError, TryLater
from oneone.graph.accounts import LocalTokens, Tokens
from oneone.graph.answers import Kind, kind_of, lost, raised, refusal

if TYPE_CHECKING:
    from opentelemetry import trace

LONGEST = 20.0  # seconds for all tries of a read: no new one is begun later
PAUSES = (0.8, 3.0)  # seconds between the three tries, up to double by chance
CONNECT = 1.2  # seconds for a connection: twice that and the pause between stay below 3
KNOCK_AGAIN = 0.2  # seconds until a server that was not reached is tried once more, up to double by chance
DEAF_FOR = 10.0  # seconds in which a server that was not reached twice is not tried at all

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_CLAIMS = re.compile(r'claims="([^"]+)"')

logging.getLogger("httpx").setLevel(logging.WARNING)  # its INFO lines hold whole addresses, thus people's names


@dataclass(frozen=True)
class Call(RequestOption):
    """What a request is for, as an option on it; without one, only GETs count as safe to repeat."""

    what: str
    repeatable: bool

    @staticmethod
    def get_key() -> str:
        """The name under which the SDK carries it."""
        return "oneone_call"

    @staticmethod
    def of(request: RequestInformation) -> Call:
        """The option of a request, or the cautious default."""
        option = request.request_options.get(Call.get_key())
        if isinstance(option, Call):
            return option
        return Call("reach Microsoft 365", request.http_method is Method.GET)


class Gate(Protocol):
    """What the funnel asks of the session it works for."""

    account: str

    def turn(self, kind: Kind) -> AbstractAsyncContextManager[None]:
        """Room for one request on the wire, counted; raises TryLater when the account has no call left."""
        ...

    def went_well(self, kind: Kind) -> None:
        """A request was answered with a success."""
        ...

    def slow_down(self, retry_after: timedelta | None) -> timedelta:
        """A request was answered with 429: for how long the account stays silent."""
        ...


@dataclass(frozen=True, slots=True)
class _Failed:
    error: OneoneError
    told: float = 0  # seconds that the answer asked to wait
    unreached: bool = False  # no connection, so nothing left


class Reach:
    """Whether Microsoft 365 was reached lately: when it is away, each pass says so within 3 s, not after minutes."""

    def __init__(self) -> None:
        self.away_until = 0.0  # by the loop's clock


class Bearer(AccessTokenProvider):
    """The token of one account, handed to the host of `base_url` only; raises NeedsAttention for any other address."""

    def __init__(self, tokens: Tokens, account: str, base_url: str) -> None:
        self._tokens = tokens
        self._account = account
        self._home = _origin(urlsplit(base_url))
        self._hosts = AllowedHostsValidator([str(self._home[1])])

    async def get_authorization_token(
        self,
        uri: str,
        additional_authentication_context: dict[str, Any] = {},  # noqa: B006 - the SDK's own signature
    ) -> str:
        """The token for `uri`; a next link to another server gets none, so that nothing is sent there."""
        target = urlsplit(uri)
        if _origin(target) != self._home or target.username is not None:
            raise NeedsAttention(
                "Microsoft 365 pointed to another server; nothing was sent there.", host=target.hostname
            )
        coded = additional_authentication_context.get("claims")
        claims = base64.b64decode(coded + "=" * (-len(coded) % 4)).decode() if coded else None
        if isinstance(self._tokens, LocalTokens):
            return self._tokens.token(self._account, claims)
        return await asyncio.to_thread(self._tokens.token, self._account, claims)

    def get_allowed_hosts_validator(self) -> AllowedHostsValidator:
        """The one host, in the SDK's form."""
        return self._hosts


class Funnel(HttpxRequestAdapter):
    """The adapter of one account: reads are repeated within 20 s, writes never, refusals become our errors."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        bearer: Bearer,
        base_url: str,
        gate: Gate,
        reach: Reach,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        super().__init__(BaseBearerTokenAuthenticationProvider(bearer), http_client=http)
        self.base_url = base_url
        self._gate = gate
        self._reach = reach
        self._clock = clock
        self._sleep = sleep

    async def get_http_response_message(
        self, request_info: RequestInformation, parent_span: trace.Span, claims: str = ""
    ) -> httpx.Response:
        """The answer to a request, always a success; raises the error that `answers` names for everything else."""
        self.set_base_url_for_request_information(request_info)
        call = Call.of(request_info)
        kind = kind_of(urlsplit(request_info.url).path)
        time = asyncio.get_running_loop().time
        began = time()
        if began < self._reach.away_until:
            raise lost(sent=False, write=not call.repeatable, what=call.what, reason="not reached a moment ago")
        unreached = 0
        for pause in (*PAUSES, None):
            answer = await self._attempt(request_info, parent_span, call, kind)
            if isinstance(answer, httpx.Response):
                return answer
            error = answer.error
            if answer.unreached:
                unreached += 1
                if unreached == 2 or pause is None:
                    self._reach.away_until = time() + DEAF_FOR
                    raise error
                pause = KNOCK_AGAIN if call.repeatable else None
            if pause is None or not call.repeatable or not isinstance(error, TryLater) or error.throttled:
                raise error
            seconds = max(pause * random.uniform(1, 2), answer.told)  # noqa: S311 - spreads repeats, guards no secret
            if time() - began + seconds > LONGEST:
                raise error
            await self._sleep(seconds)
        raise AssertionError("the last try returns or raises")

    async def _attempt(
        self, request: RequestInformation, span: trace.Span, call: Call, kind: Kind
    ) -> httpx.Response | _Failed:
        write = not call.repeatable
        try:
            response = await self._exchange(request, span, kind)
        except httpx.RequestError as error:
            sent = not isinstance(error, _NEVER_SENT)
            failed = lost(sent=sent, write=write, what=call.what, reason=type(error).__name__)
            return _Failed(failed, unreached=isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)))
        if response.is_success:
            self._gate.went_well(kind)
            return response
        refused = refusal(response.status_code, response.headers, response.content, self._clock())
        failed = raised(refused, write=write, what=call.what, account=self._gate.account)
        if isinstance(failed, TryLater) and failed.throttled:
            failed.wait = self._gate.slow_down(refused.retry_after)
        return _Failed(failed, refused.retry_after.total_seconds() if refused.retry_after else 0)

    async def _exchange(
        self, request_info: RequestInformation, span: trace.Span, kind: Kind, claims: str = ""
    ) -> httpx.Response:
        await self._authentication_provider.authenticate_request(request_info, {"claims": claims} if claims else {})
        request = self.get_request_from_request_information(request_info, span, span)
        async with self._gate.turn(kind):
            response = await self._http_client.send(request)
        asked = _claims_asked(response)
        if asked and not claims:  # continuous access evaluation: nothing was done yet; once more with a newer token
            return await self._exchange(request_info, span, kind, asked)
        return response


def connect(transport: httpx.AsyncBaseTransport) -> httpx.AsyncClient:
    """One HTTP client for all accounts, with the two handlers that the SDK's addresses need and no others."""
    client = httpx.AsyncClient(transport=transport, timeout=httpx.Timeout(60, connect=CONNECT), follow_redirects=False)
    me = UrlReplaceHandlerOption(enabled=True, replacement_pairs={"/users/me-token-to-replace": "/me"})
    handlers = [ParametersNameDecodingHandler(), UrlReplaceHandler(me)]
    return KiotaClientFactory.create_with_custom_middleware(handlers, client)


@functools.cache
def _trust() -> ssl.SSLContext:
    # Reading the certificates takes 15 ms: once a process, not once a pass.
    return httpx.create_ssl_context()


def network() -> httpx.AsyncBaseTransport:
    """The real network: HTTP/1.1, at most 20 connections."""
    return httpx.AsyncHTTPTransport(verify=_trust(), http2=False, limits=httpx.Limits(max_connections=20))


def builders(funnel: Funnel) -> GraphServiceClient:
    """The SDK's request builders over the funnel."""
    return GraphServiceClient(request_adapter=funnel)


def _origin(url: SplitResult) -> tuple[str, str | None, int | None]:
    return url.scheme, url.hostname, url.port or {"https": 443, "http": 80}.get(url.scheme)


def _claims_asked(response: httpx.Response) -> str:
    challenge = response.headers.get("www-authenticate", "") if response.status_code == 401 else ""
    found = _CLAIMS.search(challenge) if challenge.casefold().startswith("bearer") else None
    return found[1] if found else ""
