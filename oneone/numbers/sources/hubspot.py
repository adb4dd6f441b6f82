"""Deals of HubSpot (CRM API v3: search, owners, pipelines), with the token of a private app.

Search answers 5 requests a second, 200 deals each, and 10,000 deals a question: beyond that it is asked anew from the
last id on. It knows no deleted deals; those are gone at the next full read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any

from oneone.numbers.sources.crm import NAMES, Fields, Pulled, Question, numbered
from oneone.numbers.sources.wire import Json, Wire, incomplete

CRM = NAMES["hubspot"]
BASE = "https://api.hubapi.com"
PAUSE = 0.25  # seconds between two requests
_PAGE = 200
_ANSWERED_TO = 10_000


def pull(wire: Wire, fields: Fields, asked: Question) -> Pulled:
    """Every deal that the question is about, with owners' addresses and stages' names; TryLater when some lack."""
    names = {**_owners(wire), **_stages(wire)}
    pulled = Pulled()
    for at, record in numbered(_records(wire, fields, asked)):
        pulled.add(CRM, at, record, fields, names)
    return pulled


def _owners(wire: Wire) -> dict[str, str]:
    found: dict[str, str] = {}
    for archived in ("false", "true"):  # somebody who left may still own deals
        after = ""
        while True:
            params = {"limit": "100", "archived": archived, **({"after": after} if after else {})}
            page = wire.get("crm/v3/owners", params)
            for owner in _list(page):
                found.setdefault(f"rep:{owner.get('id')}", str(owner.get("email") or ""))
            after = _after(page)
            if not after:
                break
    return found


def _stages(wire: Wire) -> dict[str, str]:
    page = wire.get("crm/v3/pipelines/deals")
    stages = [stage for pipeline in _list(page) for stage in pipeline.get("stages") or ()]
    return {f"stage:{stage.get('id')}": str(stage.get("label") or "") for stage in stages}


def _records(wire: Wire, fields: Fields, asked: Question) -> Iterator[Mapping[str, Any]]:
    properties = [path.removeprefix("properties/") for path in fields.asked() if path.startswith("properties/")]
    last = ""
    while True:
        sent, total, after = 0, 0, ""
        while True:
            body: Json = {
                "filterGroups": _filters(asked, last),
                "properties": properties,
                "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
                "limit": _PAGE,
            }
            if after:
                body["after"] = after
            page = wire.post("crm/v3/objects/deals/search", body)
            records = _list(page)
            total = int(page.get("total", 0)) if not after else total
            sent += len(records)
            yield from records
            after = _after(page)
            if not after or sent + _PAGE > _ANSWERED_TO:
                last = str(records[-1].get("id")) if records else ""
                break
        if not after:
            if sent < total:
                raise incomplete(CRM)
            return


def _filters(asked: Question, last: str) -> list[Json]:
    """Groups of which one must fit, each with all its filters."""
    if asked.since is not None:
        groups = [[("hs_lastmodifieddate", "GTE", _millis(asked.since))]]
    else:
        closed = datetime.combine(asked.closed_since, time(), UTC)
        groups = [[("hs_is_closed", "EQ", "false")], [("closedate", "GTE", _millis(closed))]]
    beyond = [("hs_object_id", "GT", last)] if last else []
    return [
        {"filters": [{"propertyName": name, "operator": is_, "value": value} for name, is_, value in (*group, *beyond)]}
        for group in groups
    ]


def _millis(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))


def _list(page: Json) -> list[Json]:
    found = page.get("results")
    if not isinstance(found, list):
        raise incomplete(CRM)
    return found


def _after(page: Json) -> str:
    return str(((page.get("paging") or {}).get("next") or {}).get("after") or "")
