"""A small tenant and a browser without a screen."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from sandbox import Tenant, build
from sandbox.content import Content
from sandbox.tenant import Page

DANA, LEE, MIA = "dana@contoso.example", "lee@contoso.example", "mia@contoso.example"
NOTEBOOK = "https://contoso-my.sharepoint.example/personal/dana/Documents/Notebooks/Lee%20and%20Dana"
START = datetime.fromisoformat("2026-01-05T09:00")  # local, in the zone of the series
NOW = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
SENT = """<html><head><title>2026-11-23 1:1 Lee</title></head><body>
<h2 data-id="s-promises">Promises</h2>
<p data-tag="to-do" data-id="c-1">Send the plan, late (from <a href="{link}#oneone-c-1">16 Nov</a>)</p>
<h2 data-id="s-matters">Matters</h2>
<table border="1"><tr><td>Lee</td><td>Dana</td></tr><tr><td><br/></td><td><br/></td></tr></table>
<h2 data-id="s-agreed">Agreed</h2>
<p data-tag="to-do" data-id="c-2">Lee: …</p>
<p>{extra}</p>
</body></html>"""


@dataclass
class Browser:
    """What a browser asks the view; `page` is the one to write on."""

    tenant: Tenant
    page: str
    origin: Page
    section: str

    def ask(self, method: str, path: str, who: str = "", **request: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(build(self.tenant))
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                headers = {"Authorization": f"Bearer local:{who}"} if who else {}
                return await client.request(method, path, headers=headers | request.pop("headers", {}), **request)

        return asyncio.run(send())

    def edit(self, op: str, by: str = LEE, **values: Any) -> dict[str, Any]:
        answer = self.ask("POST", f"/view/api/pages/{self.page}/edit", json={"by": by, "op": op, **values})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def refused(self, by: str = LEE, **values: Any) -> tuple[int, str]:
        answer = self.ask("POST", f"/view/api/pages/{self.page}/edit", json={"by": by, **values})
        return answer.status_code, answer.json()["error"]

    def stored(self) -> str:
        """The page as the Graph API answers it."""
        return self.ask("GET", f"/v1.0/me/onenote/pages/{self.page}/content", DANA).text

    def seen(self, path: str) -> str:
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def create(self, html: str) -> str:
        """A page made through the Graph API; its id."""
        path = f"/v1.0/me/onenote/sections/{self.section}/pages"
        answer = self.ask("POST", path, DANA, content=html.encode(), headers={"Content-Type": "text/html"})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


@pytest.fixture
def browser() -> Browser:
    tenant = Tenant(lambda: NOW)
    for upn, name in ((DANA, "Dana Reyes"), (LEE, "Lee Park"), (MIA, "Mia Stone")):
        tenant.add_person(upn, name)
    notebook = tenant.add_notebook(NOTEBOOK, DANA, [LEE])
    section = tenant.add_section(notebook.id, "Lee Park").id
    tenant.add_series(DANA, [LEE], "1:1 Dana / Lee", START, "Europe/London")
    origin = tenant.add_page(section, "2026-11-16 1:1 Lee", Content(), created=datetime(2026, 11, 13, tzinfo=UTC))
    browser = Browser(tenant, "", origin, section)
    link = tenant.web_link(origin).replace("&", "&amp;")
    browser.page = browser.create(SENT.format(link=link, extra="plain"))
    return browser
