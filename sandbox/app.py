"""The tenant as an ASGI app: Graph's front door below /v1.0, the browser view and the sandbox's own address beside it.

Through `httpx.ASGITransport(build(tenant))` in tests, over loopback in the demo.
"""

from __future__ import annotations

import asyncio
import base64
import time
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime
from typing import cast
from urllib.parse import parse_qsl

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from sandbox import (
    booking_api,
    calendar_api,
    control,
    files_api,
    mail_api,
    onenote_api,
    people_api,
    sharing_api,
    sign_in_api,
    view,
)
from sandbox.answers import Answer, Call, Endpoint, Refused, error
from sandbox.faults import Fault
from sandbox.tenant import Called, Issued, Person, Tenant

_PARTS = (sharing_api, onenote_api, calendar_api, booking_api, mail_api, people_api, files_api)
ENDPOINTS: list[Endpoint] = [endpoint for part in _PARTS for endpoint in part.ENDPOINTS]
LOOPBACK = ["127.0.0.1", "localhost"]
"""Names a browser may call it by; another site's name pointed to this machine is refused."""
METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"]


class ConnectionLost(httpx.RemoteProtocolError):
    """The answer never came: what a client sees of a fault with `drop` through ASGITransport."""


class _BrokenOff(Response):
    """An answer that ends in mid-air: the server closes the connection, since less is sent than was announced."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


def build(tenant: Tenant, *, over_tcp: bool = False) -> Starlette:
    """The app; `over_tcp` says that a real server runs it, so that broken connections are broken on the wire."""

    async def graph(request: Request) -> Response:
        return await _FrontDoor(tenant, request, over_tcp=over_tcp).answer()

    return Starlette(
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=LOOPBACK)] if over_tcp else [],
        routes=[
            Route("/v1.0/{path:path}", graph, methods=METHODS),
            *sign_in_api.routes(tenant),
            *control.routes(tenant),
            *files_api.routes(tenant),
            *view.routes(tenant),
        ],
    )


class _FrontDoor:
    """One request on its way: token, faults, limits, endpoint, log."""

    def __init__(self, tenant: Tenant, request: Request, *, over_tcp: bool) -> None:
        self._tenant = tenant
        self._request = request
        self._over_tcp = over_tcp
        self._path = "/" + cast(str, request.path_params["path"])
        self._request_id = str(uuid.uuid4())
        self._client_request_id = request.headers.get("client-request-id", self._request_id)
        self._upn = ""

    async def answer(self) -> Response:
        body = await self._request.body()
        try:
            person = self._person()
            self._upn = person.upn
            fault = self._tenant.faults.striking(self._request.method, self._path, person.upn)
            with self._admitted(person):
                if fault is not None and fault.delay:
                    await asyncio.sleep(fault.delay)
                else:
                    await asyncio.sleep(0)  # others that came at the same time are counted as under way
                answered = self._refuse_or_answer(person, body, fault)
        except Refused as refused:
            answered = self._error(refused.status, refused.code, str(refused), dict(refused.headers))
        if answered is None:
            self._log(0)
            if self._over_tcp:
                return _BrokenOff()
            raise ConnectionLost("The connection was closed before the answer.")
        self._log(answered.status)
        return Response(answered.body, answered.status, self._headers(answered), answered.media)

    def _refuse_or_answer(self, person: Person, body: bytes, fault: Fault | None) -> Answer | None:
        """The endpoint's answer; with a fault its loss. None: the connection breaks."""
        if fault is None or (fault.status is None and not fault.drop):
            return self._endpoint(person, body)
        if fault.commit:
            with suppress(Refused):  # whatever was answered is lost
                self._endpoint(person, body)
        if fault.drop:
            return None
        assert fault.status is not None
        if fault.body is not None:
            return Answer(fault.status, fault.body.encode(), "text/html", fault.headers)
        return self._error(fault.status, fault.code, fault.message, fault.headers)

    def _person(self) -> Person:
        """Who sent `Bearer local:UPN`; app-only tokens are refused by OneNote since 31 March 2025 and by /me."""
        scheme, _, token = self._request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token.startswith("app:"):
            if "/onenote/" in self._path.lower():
                raise Refused(
                    401, "40001", "App-only tokens are not supported since March 31st 2025; use a delegated token."
                )
            if self._path.lower().startswith("/me"):
                raise Refused(400, "BadRequest", "/me request is only valid with delegated authentication flow.")
            raise Refused(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        if token in self._tenant.issued:
            return self._signed_in(self._tenant.issued[token])
        person = self._tenant.people.get(token.removeprefix("local:").strip().lower())
        if scheme.lower() != "bearer" or not token.startswith("local:") or person is None or person.signed_out:
            raise Refused(401, "InvalidAuthenticationToken", "Access token is empty, expired or not valid.")
        return person

    def _signed_in(self, token: Issued) -> Person:
        """Who a token of the sign-in is for, with the scopes in it; a challenge asks for a newer one."""
        person = self._tenant.people[token.upn]
        if token.until < time.time():
            raise Refused(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.")
        if token.number <= self._tenant.challenged.get(token.upn, 0):
            claims = base64.b64encode(b'{"access_token":{"nbf":{"essential":true,"value":"1"}}}').decode()
            asks = f'Bearer realm="", error="insufficient_claims", claims="{claims}"'
            asks = asks if token.answers_claims else "Bearer"
            message = "Continuous access evaluation resulted in challenge."
            raise Refused(401, "InvalidAuthenticationToken", message, {"WWW-Authenticate": asks})
        return replace(person, scopes=token.scopes)

    def _admitted(self, person: Person) -> AbstractContextManager[None]:
        """Counts the request while it is under way; refused over the limit."""
        path = self._path.lower()
        if "/onenote/" in path:
            return self._admitted_to_onenote(person)
        if "/calendar" in path or "/events/" in path or path.endswith("/sendmail"):
            return self._admitted_to_mailbox(person)
        return nullcontext()

    @contextmanager
    def _admitted_to_onenote(self, person: Person) -> Iterator[None]:
        limits = self._tenant.limits
        try:
            if not limits.enter_onenote(person.upn, self._tenant.clock()):
                # OneNote's 429 carries no Retry-After (throttling limits)
                raise Refused(429, "20166", "The application has issued too many requests on behalf of a user.")
            yield
        finally:
            limits.leave_onenote(person.upn)

    @contextmanager
    def _admitted_to_mailbox(self, person: Person) -> Iterator[None]:
        limits = self._tenant.limits
        first, _, rest = self._path.strip("/").partition("/")
        owner = person if first.lower() == "me" else self._tenant.person(rest.partition("/")[0])
        name = owner.upn if owner is not None else rest
        try:
            if not limits.enter_mailbox(name):
                message = "Application is over its MailboxConcurrency limit."
                raise Refused(429, "ApplicationThrottled", message, {"Retry-After": "10"})
            yield
        finally:
            limits.leave_mailbox(name)

    def _endpoint(self, person: Person, body: bytes) -> Answer:
        known = False
        for endpoint in ENDPOINTS:
            match = endpoint.path.fullmatch(self._path)
            if match is None:
                continue
            known = True
            if endpoint.method != self._request.method:
                continue
            query = dict(parse_qsl(self._request.url.query, keep_blank_values=True))
            base = f"{self._request.url.scheme}://{self._request.url.netloc}/v1.0"
            headers = {name.lower(): value for name, value in self._request.headers.items()}
            call = Call(
                self._tenant, person, self._request.method, self._path, query, headers, body, base, match.groupdict()
            )
            return endpoint.handler(call)
        if known:
            raise Refused(405, "Request_BadRequest", "The method is not allowed here.")
        raise Refused(
            404, "ResourceNotFound", f"This local tenant has no endpoint {self._request.method} {self._path}."
        )

    def _error(self, status: int, code: str, message: str, headers: dict[str, str]) -> Answer:
        body = error(status, code, message, self._tenant.clock(), self._request_id, self._client_request_id)
        return Answer(status, body, headers=headers)

    def _headers(self, answered: Answer) -> dict[str, str]:
        now: datetime = self._tenant.clock()
        return {
            **answered.headers,
            "request-id": self._request_id,
            "client-request-id": self._client_request_id,
            "X-CorrelationId": self._request_id,
            "Date": format_datetime(now, usegmt=True),
        }

    def _log(self, status: int) -> None:
        called = Called(self._tenant.clock(), self._upn, self._request.method, self._path, status)
        self._tenant.calls.append(called)
