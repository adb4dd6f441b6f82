"""CRMs as their vendors document them: pages, 429, 401, half a page; what is asked, and what becomes a deal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses

from oneone.agenda.templates import templates_folder
from oneone.errors import NeedsAttention, TryLater
from oneone.numbers.sources import crm, dynamics, hubspot, salesforce
from oneone.numbers.sources.crm import Pulled, Question
from oneone.numbers.sources.wire import Wire

FULL = Question(date(2025, 11, 20))
CHANGED = Question(date(2025, 11, 20), datetime(2026, 11, 19, 6, 0, tzinfo=UTC))
MANY = 5_000

ORG = "https://contoso.crm4.dynamics.com"
MY = "https://contoso.my.salesforce.com"
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
        "hs_manual_forecast_category": "best_case",
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


def hubspot_pages(request: requests.PreparedRequest) -> Answer:
    asked = json.loads(request.body or "{}")
    begin = int(asked.get("after", 0))
    page: dict[str, Any] = {"total": MANY, "results": [hub_deal(n) for n in range(begin, min(begin + 200, MANY))]}
    if begin + 200 < MANY:
        page["paging"] = {"next": {"after": str(begin + 200)}}
    return 200, {}, json.dumps(page)


def hubspot_names(net: responses.RequestsMock) -> None:
    owners = {"results": [{"id": "77", "email": "lee@contoso.com", "archived": False}]}
    net.add("GET", f"{hubspot.BASE}/crm/v3/owners", json=owners)
    stages = [{"id": "presentationscheduled", "label": "Presentation Scheduled"}, {"id": "closedwon", "label": "Done!"}]
    net.add("GET", f"{hubspot.BASE}/crm/v3/pipelines/deals", json={"results": [{"id": "default", "stages": stages}]})


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
    url = f"{hubspot.BASE}/crm/v3/objects/deals/search"
    net.add_callback("POST", url, throttled_once(hubspot_pages, 7))
    deals = ask_hubspot(waits).deals["lee@contoso.com"]
    assert len({deal.id for deal in deals}) == MANY
    assert waits.count(3.0) == 1
    assert set(waits) - {3.0} == {hubspot.PAUSE}  # five searches a second are allowed
    assert (deals[0].stage, deals[0].probability) == ("Presentation Scheduled", 60)
    body = json.loads(next(call.request.body for call in net.calls if call.request.url == url) or "{}")
    assert body["limit"] == 200
    assert body["filterGroups"][0]["filters"] == [{"propertyName": "hs_is_closed", "operator": "EQ", "value": "false"}]


def test_hubspot_is_asked_anew_beyond_its_10000(net: responses.RequestsMock, waits: list[float]) -> None:
    hubspot_names(net)
    many = 10_450

    def pages(request: requests.PreparedRequest) -> Answer:
        asked = json.loads(request.body or "{}")
        last = next((f["value"] for f in asked["filterGroups"][0]["filters"] if f["operator"] == "GT"), "-1")
        assert int(asked.get("after", 0)) + 200 <= 10_000
        base = int(last) + 1
        begin = base + int(asked.get("after", 0))
        page: dict[str, Any] = {
            "total": many - base,
            "results": [hub_deal(n) for n in range(begin, min(begin + 200, many))],
        }
        if begin + 200 < many:
            page["paging"] = {"next": {"after": str(begin + 200 - base)}}
        return 200, {}, json.dumps(page)

    net.add_callback("POST", f"{hubspot.BASE}/crm/v3/objects/deals/search", pages)
    assert len({deal.id for deal in ask_hubspot(waits).deals["lee@contoso.com"]}) == many


# ---------------------------------------------------------------- what changed


def test_what_changed_is_asked_by_time(net: responses.RequestsMock, waits: list[float]) -> None:
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", json={"value": [opportunity(1)], "@odata.count": 1})
    ask_dynamics(waits, CHANGED)
    asked = parse_qs(urlsplit(str(net.calls[-1].request.url)).query)
    assert asked["$filter"] == ["modifiedon ge 2026-11-19T06:00:00Z"]

    hubspot_names(net)
    url = f"{hubspot.BASE}/crm/v3/objects/deals/search"
    net.add("POST", url, json={"total": 1, "results": [hub_deal(1)]})
    ask_hubspot(waits, CHANGED)
    filters = json.loads(net.calls[-1].request.body or "{}")["filterGroups"]
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


def test_a_field_that_the_crm_does_not_have_is_named(net: responses.RequestsMock, waits: list[float]) -> None:
    error = [{"message": "No such column 'Verifiers__c' on entity 'Opportunity'", "errorCode": "INVALID_FIELD"}]
    net.add("GET", f"{MY}/services/data/{salesforce.VERSION}/query", status=400, json=error)
    with pytest.raises(NeedsAttention, match=r"Is every field in fields\.toml there"):
        ask_salesforce(waits)


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


def test_a_deal_whose_owner_has_no_address_is_named_and_the_others_go_on(
    net: responses.RequestsMock, waits: list[float]
) -> None:
    team = opportunity(1, owninguser=None)
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", json={"value": [team, opportunity(2)]})
    pulled = ask_dynamics(waits)
    assert [deal.id for deal in pulled.deals["lee@contoso.com"]] == ["id-00002"]
    assert [str(finding) for finding in pulled.findings] == [
        "Dynamics 365, row 1, rep: its owner has no address: the deal is left out"
    ]
