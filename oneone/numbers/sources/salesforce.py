"""Opportunities of Salesforce (REST API, resources Query and QueryAll, with a SOQL question).

The app is an external client app (or a connected app) with the client credentials flow; the user that it runs as needs
to read opportunities, accounts and contacts. A page holds up to 2,000 opportunities, fewer where Salesforce decides so.
What changed is asked with QueryAll, which also tells what lies in the recycle bin.

https://developer.salesforce.com/docs/platform/api-rest/guide/resources-query.html
https://developer.salesforce.com/docs/platform/api-rest/guide/resources-queryall.html
https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from oneone.numbers.sources.crm import NAMES, Fields, Pulled, Question, found_at, records
from oneone.numbers.sources.wire import Wire, counted, incomplete, signed_in

CRM = NAMES["salesforce"]
VERSION = "v62.0"


def token(url: str, client_id: str, secret: str) -> str:
    """A token of the app, from the organization's own address (My Domain)."""
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    return signed_in(CRM, f"{url.rstrip('/')}/services/oauth2/token", form)


def pull(wire: Wire, fields: Fields, asked: Question) -> Pulled:
    """Every opportunity that the question is about; TryLater when not all of them were sent."""
    pulled = Pulled()
    for record in _records(wire, fields, asked):
        if found_at(record, "IsDeleted") == "true":
            pulled.delete(found_at(record, fields.paths["deal_id"]))
        else:
            pulled.add(CRM, record, fields, asked)
    return pulled


def _records(wire: Wire, fields: Fields, asked: Question) -> Iterator[Mapping[str, Any]]:
    resource = "query" if asked.since is None else "queryAll"
    page = wire.get(f"services/data/{VERSION}/{resource}", {"q": question(fields, asked)})
    sent = 0
    followed: set[str] = set()
    while True:
        found = records(CRM, page.get("records"))
        sent += len(found)
        yield from found
        if page.get("done") is not False:
            break
        link = str(page.get("nextRecordsUrl") or "")
        if not link or link in followed:
            raise incomplete(CRM)
        followed.add(link)
        page = wire.get(link)
    if sent < counted(CRM, page.get("totalSize"), sent):
        raise incomplete(CRM)


def question(fields: Fields, asked: Question) -> str:
    """The question in SOQL."""
    columns = [path.replace("/", ".") for path in fields.asked()]
    if fields.roles:
        names = ", ".join(fields.roles[key].replace("/", ".") for key in ("role", "name"))
        columns.append(f"(SELECT {names} FROM {fields.roles['list'].partition('/')[0]})")  # noqa: S608 - the admin's
    if asked.since is None:
        condition = f"IsClosed = false OR CloseDate >= {asked.closed_since.isoformat()}"
    else:
        columns.append("IsDeleted")
        condition = f"SystemModstamp >= {asked.since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return f"SELECT {', '.join(columns)} FROM Opportunity WHERE {condition} ORDER BY Id"  # noqa: S608 - no one's input
