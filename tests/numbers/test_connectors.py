"""CRMs as their vendors document them: pages, 429, 401, half a page; what is asked, and what becomes a deal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
import requests
import responses

from oneone.agenda.templates import templates_folder
from oneone.errors import BadInput, NeedsAttention, TryLater
from oneone.numbers.snapshot import outcome
from oneone.numbers.sources import crm, dynamics, hubspot, salesforce
from oneone.numbers.sources.crm import Pulled, Question
from oneone.numbers.sources.wire import NoSuchField, Wire

FULL = Question(date(2025, 11, 20))
CHANGED = Question(date(2025, 11, 20), datetime(2026, 11, 19, 6, 0, tzinfo=UTC))
MANY = 5_000

ORG = "https://contoso.crm4.dynamics.com"
MY = "https://contoso.my.salesforce.com"
HUB = f"{hubspot.BASE}/crm/objects/{hubspot.VERSION}/deals/search"
ENTRA = "https://login.microsoftonline.com/tenant/oauth2/v2.0/token"
Answer = tuple[int, dict[str, str], str]


@pytest.fixture
def net() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.add("POST", ENTRA, json={"access_token": "dyn-token", "expires_in": 3599, "token_type": "Bearer"})
        mock.add("POST", f"{MY}/services/oauth2/token", json={"access_token": "sf-token", "instance_url": MY})
        yield mock


@pytest.fixture
def waits() -> list[float]:
    return []


def fields(name: crm.Name) -> crm.Fields:
    return crm.load(name, [templates_folder()])


def ask_dynamics(waits: list[float], asked: Question = FULL) -> Pulled:
    wire = Wire("Dynamics 365", ORG, lambda: dynamics.token(ORG, "tenant", "id", "secret"), sleep=waits.append)
    return dynamics.pull(wire, fields("dynamics"), asked)


def ask_salesforce(waits: list[float], asked: Question = FULL) -> Pulled:
    wire = Wire("Salesforce", MY, lambda: salesforce.token(MY, "id", "secret"), sleep=waits.append)
    return salesforce.pull(wire, fields("salesforce"), asked)


def ask_hubspot(waits: list[float], asked: Question = FULL) -> Pulled:
    wire = Wire("HubSpot", hubspot.BASE, lambda: "pat-token", pause=hubspot.PAUSE, sleep=waits.append)
    return hubspot.pull(wire, fields("hubspot"), asked)


def opportunity(n: int, **more: Any) -> dict[str, Any]:
    return {
        "@odata.etag": 'W/"1"',
        "opportunityid": f"id-{n:05d}",
        "name": f"Deal {n}",
        "estimatedvalue": 1000.5 + n,
        "actualvalue": None,
        "statecode": 0,
        "stepname": "2-Develop",
        "estimatedclosedate": "2026-12-01",
        "actualclosedate": None,
        "closeprobability": 40,
        "createdon": "2026-09-01T10:00:00Z",
        "msdyn_forecastcategory": 100000002,
        "msdyn_forecastcategory@OData.Community.Display.V1.FormattedValue": "Best case",
        "owninguser": {"internalemailaddress": "Lee@Contoso.com", "domainname": "lee@contoso.com"},
        "parentaccountid": {"name": "Adatum"},
        "transactioncurrencyid": {"isocurrencycode": "EUR"},
        **more,
    }


def record(n: int, **more: Any) -> dict[str, Any]:
    return {
        "attributes": {"type": "Opportunity"},
        "Id": f"006{n:05d}",
        "Name": f"Deal {n}",
        "Account": {"attributes": {"type": "Account"}, "Name": "Adatum"},
        "Amount": 1000.5 + n,
        "StageName": "Proposal/Price Quote",
        "CloseDate": "2026-12-01",
        "ForecastCategoryName": "Best Case",
        "Probability": 75.0,
        "CreatedDate": "2026-09-01T10:00:00.000+0000",
        "LastActivityDate": "2026-11-18",
        "NextStep": "call",
        "IsWon": False,
        "IsClosed": False,
        "Owner": {"attributes": {"type": "User"}, "Email": "lee@contoso.com"},
        "OpportunityContactRoles": {
            "totalSize": 1,
            "done": True,
            "records": [{"Role": "Economic Buyer", "Contact": {"Name": "Ana Silva"}}],
        },
        **more,
    }


def hub_deal(n: int, **more: Any) -> dict[str, Any]:
    properties = {
        "dealname": f"Deal {n}",
        "amount": f"{1000.5 + n}",
        "deal_currency_code": "EUR",
        "dealstage": "presentationscheduled",
        "closedate": "2026-12-01T00:00:00Z",
        "hs_manual_forecast_category": "BEST_CASE",
        "hs_deal_stage_probability": "0.6",
        "createdate": "2026-09-01T10:00:00.123Z",
        "notes_last_updated": "2026-11-18T09:00:00Z",
        "hs_next_step": "call",
        "hubspot_owner_id": "77",
        "hs_is_closed_won": "false",
        "hs_is_closed": "false",
        **more,
    }
    return {"id": str(n), "properties": properties, "archived": False}


def throttled_once(answers: Callable[[requests.PreparedRequest], Answer], at: int) -> Callable[..., Answer]:
    """The same answers, but a 429 instead of the n-th one the first time."""
    asked = {"count": 0}

    def answer(request: requests.PreparedRequest) -> Answer:
        asked["count"] += 1
        if asked["count"] == at:
            return 429, {"Retry-After": "3"}, "{}"
        return answers(request)

    return answer


def dynamics_pages(request: requests.PreparedRequest) -> Answer:
    begin = int(parse_qs(urlsplit(str(request.url)).query).get("$skiptoken", ["0"])[0])
    page: dict[str, Any] = {"value": [opportunity(n) for n in range(begin, min(begin + 1000, MANY))]}
    if not begin:
        page["@odata.count"] = MANY
    if begin + 1000 < MANY:
        page["@odata.nextLink"] = f"{ORG}/api/data/v9.2/opportunities?$skiptoken={begin + 1000}"
    return 200, {}, json.dumps(page)


def salesforce_pages(request: requests.PreparedRequest) -> Answer:
    begin = int(str(request.url).rpartition("-")[2]) if "01gxx" in str(request.url) else 0
    end = min(begin + 2000, MANY)
    page: dict[str, Any] = {"totalSize": MANY, "done": end == MANY, "records": [record(n) for n in range(begin, end)]}
    if end < MANY:
        page["nextRecordsUrl"] = f"/services/data/{salesforce.VERSION}/query/01gxx0000-{end}"
    return 200, {}, json.dumps(page)


def hubspot_pages(many: int) -> Callable[[requests.PreparedRequest], Answer]:
    """Search as HubSpot answers it: 200 a page, in the order of the id, nothing beyond the first 10,000."""

    def answer(request: requests.PreparedRequest) -> Answer:
        asked = json.loads(request.body or "{}")
        begin = int(next((f["value"] for f in asked["filterGroups"][0]["filters"] if f["operator"] == "GT"), "-1")) + 1
        offset = int(asked.get("after", 0))
        if offset + asked["limit"] > 10_000:
            return 400, {}, json.dumps({"status": "error", "message": "paging is limited to 10,000"})
        first = begin + offset
        found = [hub_deal(n) for n in range(first, min(first + asked["limit"], many))]
        page: dict[str, Any] = {"total": many - begin, "results": found}
        if first + asked["limit"] < many:
            page["paging"] = {"next": {"after": str(offset + asked["limit"])}}
        return 200, {}, json.dumps(page)

    return answer


def hubspot_names(net: responses.RequestsMock) -> None:
    owners = {"results": [{"id": "77", "email": "lee@contoso.com", "archived": False}]}
    net.add("GET", f"{hubspot.BASE}/crm/owners/{hubspot.VERSION}", json=owners)
    stages = [{"id": "presentationscheduled", "label": "Presentation Scheduled"}, {"id": "closedwon", "label": "Done!"}]
    pipelines = {"results": [{"id": "default", "stages": stages}]}
    net.add("GET", f"{hubspot.BASE}/crm/pipelines/{hubspot.VERSION}/deals", json=pipelines)
    for kind in ("companies", "contacts"):
        url = f"{hubspot.BASE}/crm/associations/{hubspot.VERSION}/deals/{kind}/batch/read"
        net.add("POST", url, json={"status": "COMPLETE", "results": []})


# ---------------------------------------------------------------- 5,000 deals over pages, a 429 in between


def test_dynamics_gives_5000_deals_over_pages_with_a_429_in_between(
    net: responses.RequestsMock, waits: list[float]
) -> None:
    net.add_callback("GET", f"{ORG}/api/data/v9.2/opportunities", throttled_once(dynamics_pages, 3))
    pulled = ask_dynamics(waits)
    deals = pulled.deals["lee@contoso.com"]
    assert [deal.id for deal in deals] == [f"id-{n:05d}" for n in range(MANY)]
    assert waits == [3.0]
    assert deals[0].amount == Decimal("1000.5")
    assert (deals[0].stage, deals[0].category, deals[0].close) == ("2-Develop", "Best case", date(2026, 12, 1))
    assert (deals[0].account, deals[0].currency, deals[0].created) == ("Adatum", "EUR", date(2026, 9, 1))
    asked = parse_qs(urlsplit(str(net.calls[1].request.url)).query)
    assert "owninguser($select=internalemailaddress,domainname)" in asked["$expand"][0]
    assert asked["$filter"] == ["statecode eq 0 or actualclosedate ge 2025-11-20"]
    assert all(call.request.headers["Authorization"] == "Bearer dyn-token" for call in net.calls[1:])


def test_salesforce_gives_5000_deals_over_pages_with_a_429_in_between(
    net: responses.RequestsMock, waits: list[float]
) -> None:
    net.add_callback("GET", f"{MY}/services/data/{salesforce.VERSION}/query", throttled_once(salesforce_pages, 1))
    for end in (2000, 4000):
        url = f"{MY}/services/data/{salesforce.VERSION}/query/01gxx0000-{end}"
        net.add_callback("GET", url, throttled_once(salesforce_pages, 1 if end == 2000 else 0))
    deals = ask_salesforce(waits).deals["lee@contoso.com"]
    assert len({deal.id for deal in deals}) == MANY
    assert waits == [3.0, 3.0]
    assert (deals[0].amount, deals[0].probability, deals[0].contact_roles) == (
        Decimal("1000.5"),
        75,
        "Economic Buyer=Ana Silva",
    )
    assert (deals[0].last_activity, deals[0].next_step) == (date(2026, 11, 18), "call")
    asked = parse_qs(urlsplit(str(net.calls[-1].request.url)).query)
    assert asked == {}  # next pages are asked for by their own address
    first = parse_qs(urlsplit(str(net.calls[1].request.url)).query)["q"][0]
    assert first.endswith("FROM Opportunity WHERE IsClosed = false OR CloseDate >= 2025-11-20 ORDER BY Id")
    assert "(SELECT Role, Contact.Name FROM OpportunityContactRoles)" in first


def test_hubspot_gives_5000_deals_over_pages_with_a_429_in_between(
    net: responses.RequestsMock, waits: list[float]
) -> None:
    hubspot_names(net)
    net.add_callback("POST", HUB, throttled_once(hubspot_pages(MANY), 7))
    deals = ask_hubspot(waits).deals["lee@contoso.com"]
    assert len({deal.id for deal in deals}) == MANY
    assert waits.count(3.0) == 1
    assert set(waits) - {3.0} == {hubspot.PAUSE}  # five searches a second are allowed
    assert (deals[0].stage, deals[0].category, deals[0].probability) == ("Presentation Scheduled", "Best case", 60)
    body = json.loads(next(call.request.body for call in net.calls if call.request.url == HUB) or "{}")
    assert body["limit"] == 200
    assert body["filterGroups"][0]["filters"] == [{"propertyName": "hs_is_closed", "operator": "EQ", "value": "false"}]


def test_hubspot_is_read_beyond_its_10000(net: responses.RequestsMock, waits: list[float]) -> None:
    hubspot_names(net)
    many = 10_450
    net.add_callback("POST", HUB, hubspot_pages(many))
    assert len({deal.id for deal in ask_hubspot(waits).deals["lee@contoso.com"]}) == many


def test_half_a_page_of_hubspot_loses_no_deal(net: responses.RequestsMock, waits: list[float]) -> None:
    hubspot_names(net)
    whole = hubspot_pages(400)

    def half(request: requests.PreparedRequest) -> Answer:
        status, headers, body = whole(request)
        page = json.loads(body)
        return status, headers, json.dumps({**page, "results": page["results"][:90]})

    net.add_callback("POST", HUB, half)
    assert len(ask_hubspot(waits).deals["lee@contoso.com"]) == 400


def test_hubspot_that_repeats_a_page_gives_nothing(net: responses.RequestsMock, waits: list[float]) -> None:
    hubspot_names(net)
    net.add("POST", HUB, json={"total": 400, "results": [hub_deal(n) for n in range(200)]})
    with pytest.raises(TryLater, match="only a part"):
        ask_hubspot(waits)


# ---------------------------------------------------------------- what changed


def test_what_changed_is_asked_by_time(net: responses.RequestsMock, waits: list[float]) -> None:
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", json={"value": [opportunity(1)], "@odata.count": 1})
    ask_dynamics(waits, CHANGED)
    asked = parse_qs(urlsplit(str(net.calls[-1].request.url)).query)
    assert asked["$filter"] == ["modifiedon ge 2026-11-19T06:00:00Z"]

    hubspot_names(net)
    net.add("POST", HUB, json={"total": 1, "results": [hub_deal(1)]})
    ask_hubspot(waits, CHANGED)
    body = next(call.request.body for call in net.calls if call.request.url == HUB)
    filters = json.loads(body or "{}")["filterGroups"]
    assert filters == [
        {"filters": [{"propertyName": "hs_lastmodifieddate", "operator": "GTE", "value": "1795068000000"}]}
    ]


def test_salesforce_tells_what_was_deleted(net: responses.RequestsMock, waits: list[float]) -> None:
    gone = record(2, IsDeleted=True)
    page = {"totalSize": 2, "done": True, "records": [record(1, IsDeleted=False), gone]}
    net.add("GET", f"{MY}/services/data/{salesforce.VERSION}/queryAll", json=page)
    pulled = ask_salesforce(waits, CHANGED)
    assert pulled.gone == {"00600002"}
    assert [deal.id for deal in pulled.deals["lee@contoso.com"]] == ["00600001"]
    assert "SystemModstamp >= 2026-11-19T06:00:00Z" in parse_qs(urlsplit(str(net.calls[-1].request.url)).query)["q"][0]


def test_a_decided_deal_is_won_or_lost_whatever_its_stage_is_called(
    net: responses.RequestsMock, waits: list[float]
) -> None:
    won = opportunity(1, statecode=1, actualvalue=900, actualclosedate="2026-11-18")
    lost = opportunity(2, statecode=2, actualclosedate="2026-11-17")
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", json={"value": [won, lost]})
    first, second = ask_dynamics(waits).deals["lee@contoso.com"]
    assert (first.stage, first.amount, first.close) == ("Closed Won", Decimal(900), date(2026, 11, 18))
    assert (second.stage, second.close) == ("Closed Lost", date(2026, 11, 17))


# ---------------------------------------------------------------- answers that are none


def test_an_expired_token_is_renewed_once(net: responses.RequestsMock, waits: list[float]) -> None:
    url = f"{ORG}/api/data/v9.2/opportunities"
    net.add("GET", url, status=401, json={"error": {"code": "0x80040a0f"}})
    net.add("GET", url, json={"value": [opportunity(1)]})
    assert len(ask_dynamics(waits).deals["lee@contoso.com"]) == 1
    assert [call.request.url for call in net.calls].count(ENTRA) == 2


@pytest.mark.parametrize(("status", "said"), [(401, "Renew the secret in the Key Vault"), (403, "Give it that right")])
def test_refused_credentials_need_a_person(
    net: responses.RequestsMock, waits: list[float], status: int, said: str
) -> None:
    net.add("GET", f"{MY}/services/data/{salesforce.VERSION}/query", status=status, json=[{"errorCode": "X"}])
    with pytest.raises(NeedsAttention, match=said):
        ask_salesforce(waits)


def test_a_sign_in_that_is_refused_needs_a_person_and_shows_no_secret(waits: list[float]) -> None:
    with responses.RequestsMock() as net:
        net.add("POST", ENTRA, status=401, json={"error": "invalid_client", "error_description": "secret of x"})
        with pytest.raises(NeedsAttention, match="Check client id and secret") as caught:
            ask_dynamics(waits)
    assert "secret of x" not in str(caught.value)
    assert caught.value.facts["code"] == "invalid_client"


@pytest.mark.parametrize(
    ("message", "field", "columns"),
    [
        ("No such column 'NextStep' on entity 'Opportunity'.", "NextStep", ["next_step"]),
        ("Didn't understand relationship 'Owner' in field path.", "Owner", ["rep"]),
    ],
)
def test_a_field_that_salesforce_does_not_have_is_named_with_its_columns(
    net: responses.RequestsMock, waits: list[float], message: str, field: str, columns: list[str]
) -> None:
    error = [{"message": f"\nIsWon, IsClosed\nERROR at Row:1: {message}", "errorCode": "INVALID_FIELD"}]
    net.add("GET", f"{MY}/services/data/{salesforce.VERSION}/query", status=400, json=error)
    with pytest.raises(NoSuchField, match=f"no field {field}") as caught:
        ask_salesforce(waits)
    assert fields("salesforce").named(caught.value.field) == columns


def test_a_field_that_dynamics_does_not_have_is_named_with_its_column(
    net: responses.RequestsMock, waits: list[float]
) -> None:
    said = "Could not find a property named 'msdyn_forecastcategory' on type 'Microsoft.Dynamics.CRM.opportunity'."
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", status=400, json={"error": {"code": "0x0", "message": said}})
    with pytest.raises(NoSuchField) as caught:
        ask_dynamics(waits)
    assert fields("dynamics").named(caught.value.field) == ["forecast_category"]


def test_half_a_page_is_asked_for_again(net: responses.RequestsMock, waits: list[float]) -> None:
    url = f"{ORG}/api/data/v9.2/opportunities"
    whole = json.dumps({"value": [opportunity(1), opportunity(2)], "@odata.count": 2})
    net.add("GET", url, body=whole[: len(whole) // 2], content_type="application/json")
    net.add("GET", url, body=whole, content_type="application/json")
    assert len(ask_dynamics(waits).deals["lee@contoso.com"]) == 2


@pytest.mark.parametrize(
    "page",
    [
        {"value": [opportunity(1)], "@odata.count": 2},  # fewer than were counted
        {"error": "none"},
    ],
)
def test_a_read_that_ends_early_gives_nothing(
    net: responses.RequestsMock, waits: list[float], page: dict[str, Any]
) -> None:
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", json=page)
    with pytest.raises(TryLater, match="only a part"):
        ask_dynamics(waits)


def test_salesforce_without_its_next_page_gives_nothing(net: responses.RequestsMock, waits: list[float]) -> None:
    page = {"totalSize": 3, "done": False, "records": [record(1)]}
    net.add("GET", f"{MY}/services/data/{salesforce.VERSION}/query", json=page)
    with pytest.raises(TryLater, match="only a part"):
        ask_salesforce(waits)


def test_a_crm_that_is_down_is_asked_five_times_and_then_another_day(
    net: responses.RequestsMock, waits: list[float]
) -> None:
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", status=503)
    with pytest.raises(TryLater, match="The figures of the last time stay"):
        ask_dynamics(waits)
    assert len(waits) == 4
    assert sum(waits) < 60


def test_a_long_retry_after_is_not_slept_through(net: responses.RequestsMock, waits: list[float]) -> None:
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", status=429, headers={"Retry-After": "600"})
    with pytest.raises(TryLater) as caught:
        ask_dynamics(waits)
    assert caught.value.wait.total_seconds() == 600
    assert waits == []


def test_a_next_link_to_another_server_gets_no_token(net: responses.RequestsMock, waits: list[float]) -> None:
    page = {"value": [opportunity(1)], "@odata.nextLink": "https://evil.example/api?$skiptoken=1"}
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", json=page)
    with pytest.raises(NeedsAttention, match="another server"):
        ask_dynamics(waits)
    assert all("evil.example" not in str(call.request.url) for call in net.calls)


def test_a_deal_whose_owner_has_no_address_is_counted_and_the_others_go_on(
    net: responses.RequestsMock, waits: list[float]
) -> None:
    team = opportunity(1, owninguser=None)
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", json={"value": [team, opportunity(2)]})
    pulled = ask_dynamics(waits)
    assert [deal.id for deal in pulled.deals["lee@contoso.com"]] == ["id-00002"]
    assert ([deal.id for deal in pulled.unowned], pulled.findings) == (["id-00001"], [])


# ---------------------------------------------------------------- deals that change while pages are read


def test_a_deal_that_comes_on_two_pages_is_taken_as_it_came_last(
    net: responses.RequestsMock, waits: list[float]
) -> None:
    url = f"{ORG}/api/data/v9.2/opportunities"
    ana = {"internalemailaddress": "ana@contoso.com"}
    next_page = {"@odata.nextLink": f"{url}?$skiptoken=2"}
    net.add("GET", url, json={"value": [opportunity(1), opportunity(2)], **next_page})
    net.add("GET", url, json={"value": [opportunity(1, owninguser=ana)]})
    pulled = ask_dynamics(waits)
    assert {rep: [deal.id for deal in found] for rep, found in pulled.deals.items()} == {
        "lee@contoso.com": ["id-00002"],
        "ana@contoso.com": ["id-00001"],
    }


def test_a_deal_that_comes_again_and_cannot_be_read_then_is_not_taken_as_it_was_before(
    net: responses.RequestsMock, waits: list[float]
) -> None:
    page = {
        "value": [opportunity(1), opportunity(1, estimatedvalue=-5), opportunity(2, estimatedvalue=-5), opportunity(2)]
    }
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", json=page)
    pulled = ask_dynamics(waits)
    assert [deal.id for deal in pulled.deals["lee@contoso.com"]] == ["id-00002"]
    assert pulled.broken == {"id-00001"}


@pytest.mark.parametrize("link", ["@odata.nextLink", "nextRecordsUrl"])
def test_a_next_page_that_leads_back_to_itself_gives_nothing(
    net: responses.RequestsMock, waits: list[float], link: str
) -> None:
    dynamics_url, query = f"{ORG}/api/data/v9.2/opportunities", f"/services/data/{salesforce.VERSION}/query"
    net.add("GET", dynamics_url, json={"value": [opportunity(1)], link: f"{dynamics_url}?$skiptoken=1"})
    page = {"totalSize": 9, "done": False, "records": [record(1)], link: f"{query}/01gxx-1"}
    for path in (query, f"{query}/01gxx-1"):
        net.add("GET", f"{MY}{path}", json=page)
    with pytest.raises(TryLater, match="only a part"):
        ask_dynamics(waits) if link.startswith("@") else ask_salesforce(waits)


def test_pages_of_dynamics_come_in_the_order_of_the_id(net: responses.RequestsMock, waits: list[float]) -> None:
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", json={"value": [opportunity(1)]})
    ask_dynamics(waits)
    assert parse_qs(urlsplit(str(net.calls[-1].request.url)).query)["$orderby"] == ["opportunityid"]


@pytest.mark.parametrize(
    "page", [{"value": ["text"]}, {"value": [opportunity(1)], "@odata.count": "many"}, {"value": {"id": 1}}]
)
def test_an_answer_of_another_shape_gives_nothing(
    net: responses.RequestsMock, waits: list[float], page: dict[str, Any]
) -> None:
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", json=page)
    with pytest.raises(TryLater, match="only a part"):
        ask_dynamics(waits)


# ---------------------------------------------------------------- values as each CRM writes them


def one_of_salesforce(net: responses.RequestsMock, waits: list[float], body: str) -> Pulled:
    net.add("GET", f"{MY}/services/data/{salesforce.VERSION}/query", body=body, content_type="application/json")
    return ask_salesforce(waits)


def test_an_amount_in_salesforces_own_form_is_read(net: responses.RequestsMock, waits: list[float]) -> None:
    page = json.dumps({"totalSize": 1, "done": True, "records": [record(1, Amount="AMOUNT")]})
    pulled = one_of_salesforce(net, waits, page.replace('"AMOUNT"', "1.25E7"))
    assert pulled.deals["lee@contoso.com"][0].amount == Decimal(12_500_000)


def test_a_number_beyond_all_amounts_is_named_and_not_written_out(
    net: responses.RequestsMock, waits: list[float]
) -> None:
    page = json.dumps({"totalSize": 1, "done": True, "records": [record(1, Amount="AMOUNT")]})
    pulled = one_of_salesforce(net, waits, page.replace('"AMOUNT"', "1E999999"))
    assert (pulled.deals, pulled.broken) == ({}, {"00600001"})
    assert str(pulled.findings[0]).startswith('Salesforce, deal 00600001, amount: "1E999999" cannot be read')


@pytest.mark.parametrize(
    ("written", "zone", "day"),
    [
        ("2026-11-30T23:00:00Z", "Europe/Berlin", date(2026, 12, 1)),
        ("2026-12-01T00:00:00.000Z", "America/New_York", date(2026, 11, 30)),
        ("1796079600000", "Europe/Berlin", date(2026, 12, 1)),
        ("2026-12-01", "America/New_York", date(2026, 12, 1)),
        ("0001-01-01T00:00:00Z", "America/New_York", date(1, 1, 1)),
    ],
)
def test_a_time_becomes_the_day_that_it_is_where_people_are(
    net: responses.RequestsMock, waits: list[float], written: str, zone: str, day: date
) -> None:
    hubspot_names(net)
    net.add("POST", HUB, json={"total": 1, "results": [hub_deal(1, closedate=written)]})
    pulled = ask_hubspot(waits, Question(FULL.closed_since, zone=ZoneInfo(zone)))
    assert pulled.deals["lee@contoso.com"][0].close == day


def test_a_likelihood_is_read_as_the_vendor_or_fields_toml_says(
    net: responses.RequestsMock, waits: list[float], tmp_path: Path
) -> None:
    text = (templates_folder() / "fields.toml").read_text(encoding="utf-8")
    (tmp_path / "fields.toml").write_text(text.replace("[hubspot]", "[hubspot]\nprobability_of = 100"), "utf-8")
    hubspot_names(net)
    net.add("POST", HUB, json={"total": 1, "results": [hub_deal(1, hs_deal_stage_probability="40")]})
    wire = Wire("HubSpot", hubspot.BASE, lambda: "pat", sleep=waits.append)
    own = hubspot.pull(wire, crm.load("hubspot", [tmp_path]), FULL)
    assert own.deals["lee@contoso.com"][0].probability == 40
    shipped = ask_hubspot(waits)
    assert "percent from 0 to 100" in str(shipped.findings[0])  # 40 of 1: never guessed from one deal


def test_a_likelihood_of_something_else_is_named(tmp_path: Path) -> None:
    lines = (
        'rep = "a"\ndeal_id = "b"\nname = "c"\nprobability_of = 10\ncontact_roles = { list = "", role = "", name = "" }'
    )
    (tmp_path / "fields.toml").write_text(f"[dynamics]\n{lines}\n", "utf-8")
    with pytest.raises(BadInput) as caught:
        crm.load("dynamics", [tmp_path])
    assert [finding.column for finding in caught.value.findings] == [
        "dynamics.contact_roles",
        "dynamics.probability_of",
    ]


def test_two_currencies_stay_two_and_an_unknown_one_is_named(net: responses.RequestsMock, waits: list[float]) -> None:
    def of(n: int, code: str | None) -> dict[str, Any]:
        return opportunity(n, transactioncurrencyid={"isocurrencycode": code} if code else None)

    page = {"value": [of(1, "EUR"), of(2, "usd"), of(3, None), of(4, "EURO")]}
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", json=page)
    pulled = ask_dynamics(waits)
    assert [deal.currency for deal in pulled.deals["lee@contoso.com"]] == ["EUR", "USD", ""]
    assert "ISO 4217" in str(pulled.findings[0])


def test_a_negative_amount_is_named_by_its_deal(net: responses.RequestsMock, waits: list[float]) -> None:
    page = {"value": [opportunity(1, estimatedvalue=-5), opportunity(2)]}
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", json=page)
    pulled = ask_dynamics(waits)
    assert [deal.id for deal in pulled.deals["lee@contoso.com"]] == ["id-00002"]
    assert [str(finding) for finding in pulled.findings] == [
        'Dynamics 365, deal id-00001, amount: "-5" is negative; allowed is 0 or more'
    ]


def test_bad_deals_of_people_without_a_pair_are_not_named(net: responses.RequestsMock, waits: list[float]) -> None:
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", json={"value": [opportunity(1, estimatedvalue=-5)]})
    pulled = ask_dynamics(waits, Question(FULL.closed_since, reps=frozenset({"ana@contoso.com"})))
    assert (pulled.findings, pulled.broken) == ([], {"id-00001"})


def test_a_stage_that_has_no_phase_is_told_by_its_sales_stage(net: responses.RequestsMock, waits: list[float]) -> None:
    label = {"salesstage@OData.Community.Display.V1.FormattedValue": "Propose"}
    page = {"value": [opportunity(1, stepname=None, salesstagecode=1, **label)]}
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", json=page)
    assert ask_dynamics(waits).deals["lee@contoso.com"][0].stage == "Propose"


def test_a_stage_that_hubspot_no_longer_names_keeps_its_id(net: responses.RequestsMock, waits: list[float]) -> None:
    hubspot_names(net)
    net.add("POST", HUB, json={"total": 1, "results": [hub_deal(1, dealstage="1031923")]})
    assert ask_hubspot(waits).deals["lee@contoso.com"][0].stage == "1031923"


def test_a_forecast_category_alone_closes_no_open_deal(net: responses.RequestsMock, waits: list[float]) -> None:
    hubspot_names(net)
    net.add("POST", HUB, json={"total": 1, "results": [hub_deal(1, hs_manual_forecast_category="CLOSED")]})
    [deal] = ask_hubspot(waits).deals["lee@contoso.com"]
    assert (outcome(deal), deal.category) == ("open", "")


def test_signs_that_no_page_can_hold_are_taken_out(net: responses.RequestsMock, waits: list[float]) -> None:
    body = json.dumps({"value": [opportunity(1, name="A\u000bB \ud83d C")]})
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", body=body, content_type="application/json")
    [deal] = ask_dynamics(waits).deals["lee@contoso.com"]
    assert deal.name == "A B   C"
    deal.name.encode("utf-8")


def test_the_owners_address_that_a_pair_has_counts_before_the_first(
    net: responses.RequestsMock, waits: list[float]
) -> None:
    owner = {"internalemailaddress": "l.park@contoso.com", "domainname": "lee@contoso.com"}
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", json={"value": [opportunity(1, owninguser=owner)]})
    asked = Question(FULL.closed_since, reps=frozenset({"lee@contoso.com"}))
    assert list(ask_dynamics(waits, asked).deals) == ["lee@contoso.com"]
    assert list(ask_dynamics(waits).deals) == ["l.park@contoso.com"]


# ---------------------------------------------------------------- HubSpot's companies and contacts


def linked(net: responses.RequestsMock, kind: str, objects: dict[str, dict[str, str]], *pages: dict[str, Any]) -> None:
    url = f"{hubspot.BASE}/crm/associations/{hubspot.VERSION}/deals/{kind}/batch/read"
    net.remove("POST", url)
    for page in pages:
        net.add("POST", url, json={"results": [page]})

    def read(request: requests.PreparedRequest) -> Answer:
        asked = [one["id"] for one in json.loads(request.body or "{}")["inputs"]]
        assert len(asked) <= 100
        found = [{"id": one, "properties": objects[one]} for one in asked if one in objects]
        return 200, {}, json.dumps({"results": found})

    net.add_callback("POST", f"{hubspot.BASE}/crm/objects/{hubspot.VERSION}/{kind}/batch/read", read)


def link(id: str, label: str | None = None) -> dict[str, Any]:
    return {"toObjectId": id, "associationTypes": [{"category": "HUBSPOT_DEFINED", "typeId": 1, "label": label}]}


def test_hubspots_deals_come_with_their_primary_company(net: responses.RequestsMock, waits: list[float]) -> None:
    hubspot_names(net)
    net.add("POST", HUB, json={"total": 1, "results": [hub_deal(1)]})
    companies = {"c1": {"name": "Partner"}, "c2": {"name": "Adatum"}}
    linked(net, "companies", companies, {"from": {"id": "1"}, "to": [link("c1"), link("c2", "Primary")]})
    assert ask_hubspot(waits).deals["lee@contoso.com"][0].account == "Adatum"


def test_hubspots_open_deals_come_with_the_roles_of_their_contacts_over_pages(
    net: responses.RequestsMock, waits: list[float]
) -> None:
    hubspot_names(net)
    won = {"hs_is_closed": "true", "hs_is_closed_won": "true", "dealstage": "closedwon"}
    net.add("POST", HUB, json={"total": 2, "results": [hub_deal(1), hub_deal(2, **won)]})
    people = {
        "p1": {"firstname": "Ana", "lastname": "Silva", "hs_buying_role": "BUDGET_HOLDER;CHAMPION"},
        "p2": {"email": "jo@adatum.com"},
    }
    first = {"from": {"id": "1"}, "to": [link("p1")], "paging": {"next": {"after": "a1"}}}
    linked(net, "contacts", people, first, {"from": {"id": "1"}, "to": [link("p2", "Decision maker")]})
    open_deal, decided = ask_hubspot(waits).deals["lee@contoso.com"]
    assert open_deal.contact_roles == "budget holder and champion=Ana Silva; Decision maker=jo@adatum.com"
    assert decided.contact_roles == ""


def test_nobody_asks_for_the_contacts_of_people_without_a_pair(net: responses.RequestsMock, waits: list[float]) -> None:
    hubspot_names(net)
    net.add("POST", HUB, json={"total": 1, "results": [hub_deal(1)]})
    ask_hubspot(waits, Question(FULL.closed_since, reps=frozenset({"ana@contoso.com"})))
    assert not [call for call in net.calls if "associations" in str(call.request.url)]


def test_without_the_right_to_read_companies_the_deals_come_all_the_same(
    net: responses.RequestsMock, waits: list[float]
) -> None:
    hubspot_names(net)
    net.add("POST", HUB, json={"total": 1, "results": [hub_deal(1)]})
    url = f"{hubspot.BASE}/crm/associations/{hubspot.VERSION}/deals/companies/batch/read"
    net.replace("POST", url, status=403, json={"category": "MISSING_SCOPES", "message": "no"})
    pulled = ask_hubspot(waits)
    assert [deal.account for deal in pulled.deals["lee@contoso.com"]] == [""]
    assert "crm.objects.companies.read" in str(pulled.findings[0])
