"""Who can open a notebook: the permissions of the folder that it is (Microsoft Graph v1.0, `shares`, `permission`).

Sharing is a matter of the notebook or of a section's file, never of a page: everybody with the notebook reads all of
it. Needs Files.Read.All.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from oneone.errors import TryLater
from oneone.graph.answers import SOON
from oneone.graph.client import Session


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who can open it: user principal names or addresses in lower case, and the scopes of links that were made.

    `whole` is False when Graph showed the account only its own permission: then there may be more.
    """

    people: frozenset[str]
    links: frozenset[str]  # anonymous, organization, users
    whole: bool


async def sharing(session: Session, web_url: str) -> Sharing:
    """Who can open the notebook at a web address; raises Missing when it is no file of SharePoint or OneDrive."""
    coded = base64.urlsafe_b64encode(web_url.strip().encode()).decode().rstrip("=")
    what = "look up who can open the notebook"
    request = session.request("GET", "shares", f"u!{coded}", "driveItem", query={"$select": "id,parentReference"})
    item = await session.json(request, what)
    drive, id = str((item.get("parentReference") or {}).get("driveId") or ""), str(item.get("id") or "")
    if not drive or not id:
        raise TryLater(f"Could not {what}: Microsoft 365 named no drive.", SOON)
    answers = await session.batches(session.request("GET", "drives", drive, "items", id, "permissions"), what)
    permissions = [permission for answer in answers for permission in answer]
    people = frozenset(name for permission in permissions for name in _people(permission))
    links = frozenset(
        str(link["scope"]) for permission in permissions if (link := permission.get("link")) and link.get("scope")
    )
    # The owner sees every permission, others may see their own alone (List permissions).
    return Sharing(people, links, whole=any("owner" in (one.get("roles") or ()) for one in permissions))


def _people(permission: Mapping[str, Any]) -> Iterator[str]:
    granted = [permission.get("grantedToV2") or permission.get("grantedTo")]
    granted += permission.get("grantedToIdentitiesV2") or permission.get("grantedToIdentities") or []
    for identity in granted:
        for kind in ("user", "siteUser"):
            person = (identity or {}).get(kind) or {}
            name = person.get("userPrincipalName") or person.get("email") or person.get("loginName")
            if name:
                yield str(name).rpartition("|")[2].lower()


async def calendar_writable(session: Session, owner: str | None) -> bool:
    """Whether the account may change the calendar of `owner` (None: its own); NeedsAttention: not even see it."""
    root = ("users", owner) if owner else ("me",)
    request = session.request("GET", *root, "calendar", query={"$select": "canEdit"})
    return bool((await session.json(request, "open the calendar")).get("canEdit"))
