"""The browser view: notebooks, pages and invites as people see them, to tick, type and strike in.

It draws what the tenant keeps and changes it as `sandbox.editing` does, so what one sees is what the Graph API answers.
"""

from __future__ import annotations

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from sandbox.tenant import Tenant
from sandbox.view import editing_api, notebook_pages, outlook_pages, team_page
from sandbox.view.drawing import FOLDER


def routes(tenant: Tenant) -> list[BaseRoute]:
    """The view's addresses: the team at `/`, everything else below `/view`."""
    return [
        *team_page.routes(tenant),
        *notebook_pages.routes(tenant),
        *outlook_pages.routes(tenant),
        *editing_api.routes(tenant),
        Mount("/view/static", StaticFiles(directory=FOLDER / "static")),
    ]
