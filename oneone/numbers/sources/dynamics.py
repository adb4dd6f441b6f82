"""Opportunities of Microsoft Dynamics 365 Sales (Dataverse Web API v9.2, "Query data using the Web API").

The app is an application user of the environment with a role that reads opportunities, users and accounts. Dataverse
allows 6,000 requests in 5 minutes; a page holds up to 5,000 rows, here 1,000.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from oneone.numbers.sources.crm import NAMES, Fields, Pulled, Question, numbered
from oneone.numbers.sources.wire import Wire, incomplete, signed_in

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
    for at, record in numbered(_records(wire, fields, asked)):
        pulled.add(CRM, at, record, fields, {})
    return pulled


def _records(wire: Wire, fields: Fields, asked: Question) -> Iterator[Mapping[str, Any]]:
    select, expand = _selected(fields)
    if asked.since is not None:
        condition = f"modifiedon ge {asked.since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    else:
        condition = f"statecode eq 0 or actualclosedate ge {asked.closed_since.isoformat()}"
    params = {"$select": select, "$filter": condition, "$count": "true"}
    if expand:
        params["$expand"] = expand
    page = wire.get("api/data/v9.2/opportunities", params, {"Prefer": _PREFER})
    expected = int(page.get("@odata.count", -1))
    sent = 0
    while True:
        records = page.get("value")
        if not isinstance(records, list):
            raise incomplete(CRM)
        sent += len(records)
        yield from records
        link = page.get("@odata.nextLink")
        if not link:
            break
        page = wire.get(str(link), None, {"Prefer": _PREFER})
    if 0 <= expected < _COUNTED_TO and sent < expected:
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
