"""A small tenant and somebody who calls it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from sandbox import Tenant, build
from tests.sandbox.published import Published

NOTEBOOK = "https://contoso.sharepoint.example/sites/sales/SiteAssets/1-1 Lee Park"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


class Caller:
    """Requests to a tenant as one person; every JSON body is checked against the published names."""

    def __init__(self, tenant: Tenant, token: str = "local:dana@contoso.example") -> None:
        self.tenant = tenant
        self.token = token

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        [response] = self.all_at_once([(method, path, options)])
        return response

    def all_at_once(self, requests: list[tuple[str, str, dict[str, Any]]]) -> list[httpx.Response]:
        async def run() -> list[httpx.Response]:
            transport = Published(httpx.ASGITransport(build(self.tenant)))
            headers = {"Authorization": f"Bearer {self.token}"}
            async with httpx.AsyncClient(
                transport=transport, base_url="https://graph.example", headers=headers
            ) as client:
                calls: list[Coroutine[Any, Any, httpx.Response]] = [
                    client.request(method, path if path.startswith("https:") else f"/v1.0{path}", **options)
                    for method, path, options in requests
                ]
                return await asyncio.gather(*calls)

        return asyncio.run(run())

    def create(self, section: str, html: str, title: str = "T") -> str:
        """Creates a page, returns its id."""
        answered = self.ask(
            "POST",
            f"/me/onenote/sections/{section}/pages",
            content=f"<html><head><title>{title}</title></head><body>{html}</body></html>".encode(),
            headers={"Content-Type": "text/html; charset=utf-8"},
        )
        assert answered.status_code == 201, answered.text
        return str(answered.json()["id"])

    def content(self, page: str, query: str = "") -> str:
        return self.ask("GET", f"/me/onenote/pages/{page}/content{query}").text


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tenant(clock: Clock) -> Tenant:
    tenant = Tenant(clock)
    tenant.add_person("dana@contoso.example", "Dana Reyes")
    tenant.add_person("lee@contoso.example", "Lee Park", mail="lee.park@contoso.example")
    tenant.add_person("kim@contoso.example", "Kim Novak")
    tenant.add_notebook(NOTEBOOK, owner=None, members=["dana@contoso.example", "lee@contoso.example"])
    return tenant


@pytest.fixture
def dana(tenant: Tenant) -> Caller:
    return Caller(tenant)


@pytest.fixture
def section(tenant: Tenant) -> str:
    [notebook] = tenant.notebooks
    return tenant.add_section(notebook, "Lee Park").id
