"""Deals of HubSpot (CRM API 2026-09: search, owners, pipelines, associations), with a service key.

Search answers 5 requests a second for the whole account, 200 deals each, and 10,000 deals a question. So every question
goes on from the last id, which also loses no deal when others leave the answer meanwhile. Search knows no archived
deals, and new changes some moments later; archived ones are gone at the next full read.

https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm
https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/batch/get-associations
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

from oneone.errors import Finding, NeedsAttention
from oneone.numbers.sources.crm import NAMES, Fields, Pulled, Question, found_at, inside, records
from oneone.numbers.sources.wire import Json, Wire, counted, incomplete

CRM = NAMES["hubspot"]
BASE = "https://api.hubapi.com"
VERSION = "2026-09"
"""Of the API: the numbered ones end in 2027, this one is supported for 18 months."""
PAUSE = 0.25  # seconds between two requests
_PAGE = 200
_LINKS = 1_000  # deals whose associations are asked at once
_OBJECTS = 100  # companies or contacts that are asked at once
_CATEGORIES = {
    "OMIT": "Not forecasted", "PIPELINE": "Pipeline", "BEST_CASE": "Best case", "COMMIT": "Commit",
    "CLOSED": "Closed won",
}  # fmt: skip
_OF_COMPANY = ("name",)
_OF_CONTACT = ("firstname", "lastname", "email", "hs_buying_role")


def pull(wire: Wire, fields: Fields, asked: Question) -> Pulled:
    """Every deal that the question is about, with owners' addresses and stages' names; TryLater when some lack.

    Companies and contacts are read for deals of people with a pair; where the key does not allow it, that is found,
    and the deals come without.
    """
    categories = {f"forecast_category:{key}": label for key, label in _CATEGORIES.items()}
    names = {**_owners(wire), **_stages(wire), **categories}
    pulled = Pulled()
    found = [dict(record) for record in _deals(wire, fields, asked)]
    ours = [one for one in found if not asked.reps or fields.owner(one, names, asked.reps) in asked.reps]
    _add_companies(wire, fields, ours, pulled.apart)
    _add_contacts(wire, fields, ours, pulled.apart)
    for record in found:
        pulled.add(CRM, record, fields, asked, names)
    return pulled


def _owners(wire: Wire) -> dict[str, str]:
    found: dict[str, str] = {}
    for archived in ("false", "true"):  # somebody who left may still own deals
        after = ""
        while True:
            params = {"limit": "100", "archived": archived, **({"after": after} if after else {})}
            page = wire.get(f"crm/owners/{VERSION}", params)
            for owner in records(CRM, page.get("results")):
                found.setdefault(f"rep:{owner.get('id')}", str(owner.get("email") or ""))
            before, after = after, found_at(page, "paging/next/after")
            if not after:
                break
            if after == before:
                raise incomplete(CRM)
    return found


def _stages(wire: Wire) -> dict[str, str]:
    found: dict[str, str] = {}
    for pipeline in records(CRM, wire.get(f"crm/pipelines/{VERSION}/deals").get("results")):
        for stage in records(CRM, pipeline.get("stages") or []):
            found[f"stage:{stage.get('id')}"] = found_at(stage, "label") or str(stage.get("id"))
    return found


# ---------------------------------------------------------------- deals


def _deals(wire: Wire, fields: Fields, asked: Question) -> Iterator[Mapping[str, Any]]:
    properties = [path.removeprefix("properties/") for path in fields.asked() if path.startswith("properties/")]
    last = -1
    while True:
        page = wire.post(
            f"crm/objects/{VERSION}/deals/search",
            {
                "filterGroups": _filters(asked, last),
                "properties": properties,
                "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
                "limit": _PAGE,
            },
        )
        found = records(CRM, page.get("results"))
        total = counted(CRM, page.get("total"), len(found))
        ids = [counted(CRM, one.get("id"), -1) for one in found]
        # Anything but the next ids would lose deals or never end. Half a page does no harm: the next one goes on there.
        if any(one <= former for former, one in zip([last, *ids], ids, strict=False)) or (total and not found):
            raise incomplete(CRM)
        yield from found
        if total <= len(found):
            return
        last = ids[-1]


def _filters(asked: Question, last: int) -> list[Json]:
    """Groups of which one must fit, each with all its filters."""
    if asked.since is not None:
        groups = [[("hs_lastmodifieddate", "GTE", _millis(asked.since))]]
    else:
        closed = datetime.combine(asked.closed_since, time(), UTC)
        groups = [[("hs_is_closed", "EQ", "false")], [("closedate", "GTE", _millis(closed))]]
    beyond = [("hs_object_id", "GT", str(last))] if last >= 0 else []
    return [
        {"filters": [{"propertyName": name, "operator": is_, "value": value} for name, is_, value in (*group, *beyond)]}
        for group in groups
    ]


def _millis(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))


# ---------------------------------------------------------------- companies and contacts


def _add_companies(wire: Wire, fields: Fields, deals: Sequence[Json], findings: list[Finding]) -> None:
    """Put the company into each deal, the primary one first."""
    if not any(path.startswith("company/") for path in fields.asked()):
        return
    try:
        links = _links(wire, deals, "companies")
        known = _objects(wire, "companies", _OF_COMPANY, links)
    except NeedsAttention as problem:
        findings.append(_closed("account", "companies", problem))
        return
    for deal in deals:
        linked = sorted(links.get(str(deal.get("id")), ()), key=lambda link: "primary" not in link[1].lower())
        deal["company"] = next((known[one] for one, _ in linked if one in known), {})


def _add_contacts(wire: Wire, fields: Fields, deals: Sequence[Json], findings: list[Finding]) -> None:
    """Put the contacts into each open deal, with their buying role and the label of their part in the deal."""
    if fields.roles.get("list") != "contacts":
        return
    still = [deal for deal in deals if fields.outcome(deal) == "open"]
    try:
        links = _links(wire, still, "contacts")
        known = _objects(wire, "contacts", _OF_CONTACT, links)
    except NeedsAttention as problem:
        findings.append(_closed("contact_roles", "contacts", problem))
        return
    for deal in still:
        linked = links.get(str(deal.get("id")), ())
        deal["contacts"] = [_person(known[one], label) for one, label in linked if one in known]


def _person(properties: Mapping[str, Any], label: str) -> Json:
    names = (found_at(properties, "firstname"), found_at(properties, "lastname"))
    role = found_at(properties, "hs_buying_role").replace("_", " ").replace(";", " and ").lower()
    return {**properties, "name": " ".join(filter(None, names)) or found_at(properties, "email"), "role": label or role}


def _links(wire: Wire, deals: Sequence[Json], kind: str) -> dict[str, list[tuple[str, str]]]:
    """What is linked with each deal: its id, and the label of the link."""
    found: dict[str, list[tuple[str, str]]] = {}
    waiting: list[Json] = [{"id": str(deal.get("id"))} for deal in deals]
    while waiting:
        now, waiting = waiting[:_LINKS], waiting[_LINKS:]
        page = wire.post(f"crm/associations/{VERSION}/deals/{kind}/batch/read", {"inputs": now})
        for one in records(CRM, page.get("results")):
            deal = found_at(one, "from/id")
            for link in records(CRM, one.get("to") or []):
                types = records(CRM, link.get("associationTypes") or [])
                label = next(filter(None, (found_at(each, "label") for each in types)), "")
                found.setdefault(deal, []).append((found_at(link, "toObjectId"), label))
            after = found_at(one, "paging/next/after")
            if after and {"id": deal, "after": after} in now:
                raise incomplete(CRM)
            if after:
                waiting.append({"id": deal, "after": after})
    return found


def _objects(
    wire: Wire, kind: str, properties: Iterable[str], links: Mapping[str, Sequence[tuple[str, str]]]
) -> dict[str, Mapping[str, Any]]:
    """The properties of all that is linked, by id."""
    ids = list(dict.fromkeys(one for linked in links.values() for one, _ in linked))
    found: dict[str, Mapping[str, Any]] = {}
    for at in range(0, len(ids), _OBJECTS):
        inputs = [{"id": one} for one in ids[at : at + _OBJECTS]]
        body: Json = {"inputs": inputs, "properties": list(properties)}
        for one in records(CRM, wire.post(f"crm/objects/{VERSION}/{kind}/batch/read", body).get("results")):
            held = inside(one, "properties")
            found[found_at(one, "id")] = held if isinstance(held, Mapping) else {}
    return found


def _closed(column: str, kind: str, problem: NeedsAttention) -> Finding:
    said = f"stays empty, since {kind} were not read: has the key the scope crm.objects.{kind}.read? {problem}"
    return Finding(CRM, None, column, said)
