"""Opportunities of Salesforce (REST API, resources Query and QueryAll, with a SOQL question).

The app is a connected app with the client credentials flow; its user needs to read opportunities. What changed is asked
with QueryAll, which also tells what was deleted in the last 15 days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from oneone.numbers.sources.crm import NAMES, Fields, Pulled, Question, found_at, numbered
from oneone.numbers.sources.wire import Wire, incomplete, signed_in

CRM = NAMES["salesforce"]
VERSION = "v62.0"


def token(url: str, client_id: str, secret: str) -> str:
    """A token of the app, from the organization's own address (My Domain)."""
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    return signed_in(CRM, f"{url.rstrip('/')}/services/oauth2/token", form)


def pull(wire: Wire, fields: Fields, asked: Question) -> Pulled:
    """Every opportunity that the question is about; TryLater when not all of them were sent."""
    pulled = Pulled()
    for at, record in numbered(_records(wire, fields, asked)):
        if found_at(record, "IsDeleted") == "true":
            pulled.gone.add(found_at(record, fields.paths["deal_id"]))
        else:
            pulled.add(CRM, at, record, fields, {})
    return pulled


def _records(wire: Wire, fields: Fields, asked: Question) -> Iterator[Mapping[str, Any]]:
    resource = "query" if asked.since is None else "queryAll"
    page = wire.get(f"services/data/{VERSION}/{resource}", {"q": question(fields, asked)})
    sent = 0
    while True:
        records = page.get("records")
        if not isinstance(records, list):
            raise incomplete(CRM)
        sent += len(records)
        yield from records
        if page.get("done") is not False:
            break
        link = page.get("nextRecordsUrl")
        if not link:
            raise incomplete(CRM)
        page = wire.get(str(link))
    if sent < int(page.get("totalSize", sent)):
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
