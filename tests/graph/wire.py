"""The other end of the wire: answers in order, requests as they came, and a purse that writes down what was taken."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import httpx

from oneone.errors import TryLater
from oneone.graph.accounts import LocalTokens, Tokens
from oneone.graph.client import Graph, Session

BASE = "http://127.0.0.1:8365/v1.0"
NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
DANA = "dana@contoso.com"

T = TypeVar("T")


def answer(status: int = 200, body: object = None, **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body if body is not None else {}).encode()
    return httpx.Response(status, content=content, headers={k.replace("_", "-"): v for k, v in headers.items()})


def refusal(status: int, code: str = "", **headers: str) -> httpx.Response:
    error = {"code": code, "message": "Lee Park may not", "innerError": {"request-id": "req-1"}}
    return answer(status, {"error": error}, **headers)


@dataclass
class Purse:
    taken: list[int] = field(default_factory=list)
    given_back: list[int] = field(default_factory=list)
    blocks: list[timedelta | None] = field(default_factory=list)
    relaxed: int = 0
    empty: bool = False
    broken: bool = False

    def reserve(self, account: str, calls: int, now: datetime) -> None:
        if self.empty:
            raise TryLater("used up", timedelta(minutes=1), throttled=True)
        self.taken.append(calls)

    def give_back(self, account: str, calls: int, now: datetime) -> None:
        if self.broken:
            raise TryLater("the store is away", timedelta(minutes=1))
        self.given_back.append(calls)

    def block(self, account: str, now: datetime, retry_after: timedelta | None) -> timedelta:
        self.blocks.append(retry_after)
        return retry_after or timedelta(minutes=5)

    def relax(self, account: str) -> None:
        if self.broken:
            raise TryLater("the store is away", timedelta(minutes=1))
        self.relaxed += 1


@dataclass
class Wire:
    """Scripted answers (a response, or an exception of httpx) and what was asked."""

    script: Sequence[httpx.Response | httpx.RequestError]
    asked: list[httpx.Request] = field(default_factory=list)
    sleeps: list[float] = field(default_factory=list)
    purse: Purse = field(default_factory=Purse)
    now: datetime = NOW
    tokens: Tokens = field(default_factory=lambda: LocalTokens(BASE))
    base: str = BASE
    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.answers = list(self.script)

    def transport(self) -> httpx.AsyncBaseTransport:
        def handle(request: httpx.Request) -> httpx.Response:
            self.asked.append(request)
            next_answer = self.answers.pop(0)
            if isinstance(next_answer, httpx.RequestError):
                raise next_answer
            return next_answer

        return httpx.MockTransport(handle)

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)

    def run(self, work: Callable[[Session], Awaitable[T]], account: str = DANA) -> T:
        async def whole() -> T:
            graph = Graph(
                self.base, self.tokens, self.purse, lambda: self.now, transport=self.transport(), sleep=self.sleep
            )
            session = graph.session(account)
            try:
                return await work(session)
            finally:
                self.counts = dict(session.counts)
                await graph.aclose()

        return asyncio.run(whole())

    @property
    def request(self) -> httpx.Request:
        assert len(self.asked) == 1, [f"{r.method} {r.url}" for r in self.asked]
        return self.asked[0]

    @property
    def lines(self) -> list[str]:
        return [f"{r.method} {r.url.raw_path.decode()}" for r in self.asked]


def sent(request: httpx.Request) -> Any:
    return json.loads(request.content)
