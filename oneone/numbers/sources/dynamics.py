"""Opportunities of Microsoft Dynamics 365 Sales (Dataverse Web API v9.2).

The app is an application user of the environment with a role that reads opportunities, users, accounts and currencies.
Dataverse allows each of its users 6,000 requests in 5 minutes; a page holds up to 5,000 rows, here 1,000, in the order
of their id, so that none comes twice or not at all while others change. Deleted rows are gone at the next full read.

https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/overview (select, expand, page results),
https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from oneone.numbers.sources.crm import NAMES, Fields, Pulled, Question, found_at, records
from oneone.numbers.sources.wire import Wire, counted, incomplete, signed_in

CRM = NAMES["dynamics"]
_COUNTED_TO = 5_000  # Dataverse counts no further
_PREFER = 'odata.maxpagesize=1000,odata.include-annotations="OData.Community.Display.V1.FormattedValue"'


def token(url: str, tenant: str, client_id: str, secret: str) -> str:
    """A token of the app for this environment, from Microsoft Entra."""
    form = {
        "grant_type": "client_credentials",
        "client_id": client_id,
        "client_secret": secret,
        "scope": f"{url.rstrip('/')}/.default",
    }
    return signed_in(CRM, f"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token", form)


def pull(wire: Wire, fields: Fields, asked: Question) -> Pulled:
    """Every opportunity that the question is about; TryLater when not all of them were sent."""
    pulled = Pulled()
    for record in _records(wire, fields, asked):
        pulled.add(CRM, record, fields, asked)
    return pulled


def _records(wire: Wire, fields: Fields, asked: Question) -> Iterator[Mapping[str, Any]]:
    select, expand = _selected(fields)
    if asked.since is not None:
        condition = f"modifiedon ge {asked.since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    else:
        condition = f"statecode eq 0 or actualclosedate ge {asked.closed_since.isoformat()}"
    params = {"$select": select, "$filter": condition, "$orderby": "opportunityid", "$count": "true"}
    if expand:
        params["$expand"] = expand
    page = wire.get("api/data/v9.2/opportunities", params, {"Prefer": _PREFER})
    expected = counted(CRM, page.get("@odata.count"), -1)
    sent: set[str] = set()
    followed: set[str] = set()
    while True:
        found = records(CRM, page.get("value"))
        sent.update(found_at(one, "opportunityid") for one in found)
        yield from found
        link = str(page.get("@odata.nextLink") or "")
        if not link:
            break
        if link in followed:
            raise incomplete(CRM)
        followed.add(link)
        page = wire.get(link, None, {"Prefer": _PREFER})
    if 0 <= expected < _COUNTED_TO and len(sent) < expected:
        raise incomplete(CRM)


def _selected(fields: Fields) -> tuple[str, str]:
    """`$select` and `$expand` for the fields; an annotation comes with its field."""
    own: dict[str, None] = {}
    others: dict[str, dict[str, None]] = {}
    for path in fields.asked():
        first, _, rest = path.partition("/")
        name = (rest or first).partition("@")[0]
        if rest:
            others.setdefault(first, {})[name] = None
        else:
            own[name] = None
    return ",".join(own), ",".join(f"{name}($select={','.join(inner)})" for name, inner in others.items())
