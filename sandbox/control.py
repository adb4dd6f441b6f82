"""The sandbox's own address, `/sandbox/…`: its clock, its faults and what happened, for scripts and the demo."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults import Fault
from sandbox.tenant import Tenant

LAGS = frozenset(
    {
        "listing_lag",
        "listing_lag_seconds",
        "read_lag",
        "title_lag",
        "frozen_page_stamps",
        "link_free_pages",
        "next_link_with_top",
    }
)


class SetClock:
    """A clock that runs on from the time it was set to; the real time until then."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        """Now, aware, in UTC."""
        return datetime.now(UTC) + self._ahead

    def set(self, now: datetime) -> None:
        """From here on it is this time, and time passes as it does."""
        self._ahead = now.astimezone(UTC) - datetime.now(UTC)


def routes(tenant: Tenant) -> list[Route]:
    """GET and PUT clock, GET happened, PUT lags, POST and DELETE faults, PUT limits."""

    async def clock(_: Request) -> Response:
        return JSONResponse({"now": tenant.clock().isoformat()})

    async def set_clock(data: dict[str, Any]) -> Response:
        if not isinstance(tenant.clock, SetClock):
            return _problem(409, "This tenant's clock belongs to the test that runs it.")
        try:
            now: datetime | None = datetime.fromisoformat(str(data.get("now")).replace("Z", "+00:00"))
        except ValueError:
            now = None
        if now is None or now.tzinfo is None:
            return _problem(400, '"now" must be a time with its offset, such as 2026-11-20T14:00:00Z.')
        tenant.clock.set(now)
        return JSONResponse({"now": tenant.clock().isoformat()})

    async def happened(_: Request) -> Response:
        mails = [{**asdict(mail), "when": mail.when.isoformat()} for mail in tenant.mails]
        statuses: dict[str, int] = {}
        for called in tenant.calls:
            name = f"{called.method} {'onenote' if '/onenote/' in called.path else 'other'} {called.status}"
            statuses[name] = statuses.get(name, 0) + 1
        letters = [{**asdict(letter), "when": letter.when.isoformat()} for letter in tenant.letters]
        return JSONResponse({"pages": len(tenant.pages), "calls": statuses, "mails": mails, "letters": letters})

    async def lags(data: dict[str, Any]) -> Response:
        unknown = sorted(set(data) - LAGS)
        if unknown:
            return _problem(400, f"Unknown: {', '.join(unknown)}. Allowed: {', '.join(sorted(LAGS))}.")
        for name, value in data.items():
            if not isinstance(value, int | float):
                return _problem(400, f"{name} must be a number, or true or false.")
            setattr(tenant.faults, name, value)
        return JSONResponse({name: getattr(tenant.faults, name) for name in sorted(LAGS)})

    async def add_fault(data: dict[str, Any]) -> Response:
        try:
            tenant.faults.add(Fault(**data))
        except TypeError as wrong:
            return _problem(400, str(wrong))
        return JSONResponse({"faults": len(tenant.faults.listed)}, 201)

    async def clear_faults(_: Request) -> Response:
        tenant.faults.clear()
        return JSONResponse({"faults": 0})

    async def limits(data: dict[str, Any]) -> Response:
        if not isinstance(data.get("on"), bool):
            return _problem(400, '"on" must be true or false.')
        tenant.limits.on = data["on"]
        return JSONResponse({"on": tenant.limits.on})

    return [
        Route("/sandbox/clock", clock, methods=["GET"]),
        Route("/sandbox/clock", _with_json(set_clock), methods=["PUT"]),
        Route("/sandbox/happened", happened, methods=["GET"]),
        Route("/sandbox/lags", _with_json(lags), methods=["PUT"]),
        Route("/sandbox/faults", _with_json(add_fault), methods=["POST"]),
        Route("/sandbox/faults", clear_faults, methods=["DELETE"]),
        Route("/sandbox/limits", _with_json(limits), methods=["PUT"]),
    ]


def _with_json(act: Callable[[dict[str, Any]], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Takes a JSON object; other sites cannot send that type without asking first."""

    async def handle(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return _problem(415, "Send application/json.")
        try:
            data = await request.json()
        except ValueError:
            return _problem(400, "This is not JSON.")
        if not isinstance(data, dict):
            return _problem(400, "Send a JSON object.")
        return await act(data)

    return handle


def _problem(status: int, message: str) -> Response:
    return JSONResponse({"problem": message}, status)
