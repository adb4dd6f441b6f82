"""The daily timer's reading of all sources: unchanged files, changed deals, and sources that fail."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import requests
import responses

from oneone.refreshing import Refresh, Refreshed, refresh
from oneone.source_settings import read_sources
from tests.numbers.test_connectors import ENTRA, ORG, opportunity
from tests.numbers.test_workbook import BOOK
from tests.way.town import DANA, LEE, Town

FILE = "https://contoso.sharepoint.example/sites/sales/Shared%20Documents/numbers.xlsx"
ANA = "ana@contoso.example"
OPPORTUNITIES = f"{ORG}/api/data/v9.2/opportunities"
SECRETS = {
    "ONEONE_DYNAMICS_URL": ORG,
    "ONEONE_TENANT": "tenant",
    "ONEONE_DYNAMICS_CLIENT_ID": "id",
    "ONEONE_DYNAMICS_SECRET": "s",
}


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path)
    yield town
    town.store.close()


def refreshed(town: Town, **environment: str) -> Refreshed:
    settings = replace(town.services.settings, sources=read_sources(lambda name: environment.get(name, "")))
    return asyncio.run(replace(town.services, settings=settings).refresh_numbers())


def crm(*opportunities: dict[str, Any], date: str = "") -> responses.RequestsMock:
    net = responses.RequestsMock(assert_all_requests_are_fired=False)
    net.add("POST", ENTRA, json={"access_token": "t"})
    net.add("GET", OPPORTUNITIES, json={"value": list(opportunities)}, headers={"Date": date} if date else None)
    return net


def owned(n: int, rep: str, **more: Any) -> dict[str, Any]:
    return opportunity(n, owninguser={"internalemailaddress": rep}, **more)


def deals(town: Town, rep: str) -> list[str]:
    return [deal.name for deal in town.ledger.figures.of(rep).deals]


# ---------------------------------------------------------------- files


def test_a_file_in_sharepoint_is_read_and_not_downloaded_again_while_it_is_the_same(town: Town) -> None:
    town.tenant.put_file(FILE, BOOK, [DANA])
    report = refreshed(town, ONEONE_NUMBERS=FILE, ONEONE_NUMBERS_ACCOUNT=DANA)
    assert "numbers.xlsx, sheet Deals: 2 deals of 1 rep" in report.done[0]
    assert town.tenant.downloads == 1
    again = refreshed(town, ONEONE_NUMBERS=FILE, ONEONE_NUMBERS_ACCOUNT=DANA)
    assert again.done == ["numbers.xlsx: unchanged since it was last read."]
    assert town.tenant.downloads == 1
    town.tenant.put_file(FILE, BOOK, [DANA])
    refreshed(town, ONEONE_NUMBERS=FILE, ONEONE_NUMBERS_ACCOUNT=DANA)
    assert town.tenant.downloads == 2


def test_a_bad_row_of_a_file_stays_known_until_the_file_is_mended(town: Town) -> None:
    town.tenant.put_file(FILE, BOOK, [DANA])
    refreshed(town, ONEONE_NUMBERS=FILE, ONEONE_NUMBERS_ACCOUNT=DANA)
    refreshed(town, ONEONE_NUMBERS=FILE, ONEONE_NUMBERS_ACCOUNT=DANA)
    [state] = town.ledger.figures.sources()
    assert "row 4, date" in state.problem


def test_the_address_that_needs_no_token_gets_none(town: Town) -> None:
    town.tenant.put_file(FILE, BOOK, [DANA])
    refreshed(town, ONEONE_NUMBERS=FILE, ONEONE_NUMBERS_ACCOUNT=DANA)
    assert town.tenant.downloads == 1  # the sandbox refuses it with one, as SharePoint does


def test_a_file_that_the_account_cannot_open_is_named_with_what_to_do(town: Town) -> None:
    town.tenant.put_file(FILE, BOOK, [])
    report = refreshed(town, ONEONE_NUMBERS=FILE, ONEONE_NUMBERS_ACCOUNT=DANA)
    assert "share it with the account" in report.attention[0]
    assert town.ledger.figures.sources()[0].problem


# ---------------------------------------------------------------- CRMs


def test_only_reps_with_a_pair_are_stored(town: Town) -> None:
    town.add_pair()
    with crm(owned(1, LEE), owned(2, "stranger@contoso.example")):
        report = refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    assert report.done == [
        "Dynamics 365: 2 deals read, 1 new, changed or gone; left aside: 1 of people without a pair."
    ]
    known = town.ledger.figures.of(LEE)
    assert ([deal.id for deal in known.deals], known.source, known.as_of) == (
        ["id-00001"],
        "Dynamics 365",
        town.now.date(),
    )
    assert town.ledger.figures.of("stranger@contoso.example").deals == ()


def test_the_next_day_only_changes_are_asked_and_the_rest_stays(town: Town) -> None:
    town.add_pair()
    with crm(owned(1, LEE), owned(2, LEE)):
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    town.now += timedelta(days=1)
    with crm(owned(2, LEE, name="Renamed")) as net:
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
        assert "modifiedon+ge" in str(net.calls[-1].request.url)
    assert deals(town, LEE) == ["Deal 1", "Renamed"]
    assert town.ledger.figures.of(LEE).as_of == town.now.date()


def test_after_a_week_everything_is_read_and_deleted_deals_are_gone(town: Town) -> None:
    town.add_pair()
    with crm(owned(1, LEE), owned(2, LEE)):
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    town.now += timedelta(days=7)
    with crm(owned(2, LEE)):
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    assert deals(town, LEE) == ["Deal 2"]


def test_a_deal_that_changed_its_owner_moves_and_is_noted_with_both(town: Town) -> None:
    town.add_pair()
    town.add_pair(ANA, "Ana Silva", start="2026-11-09T11:00")
    with crm(owned(1, LEE), owned(2, ANA)):
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    town.now += timedelta(days=1)
    with crm(owned(1, ANA)):
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    lee, ana = town.ledger.figures.of(LEE), town.ledger.figures.of(ANA)
    assert (deals(town, LEE), sorted(deals(town, ANA))) == ([], ["Deal 1", "Deal 2"])
    assert (set(lee.owners.away), set(ana.owners.here)) == ({"id-00001"}, {"id-00001"})


def test_a_pair_that_was_added_since_makes_the_next_reading_a_full_one(town: Town) -> None:
    town.add_pair()
    with crm(owned(1, LEE)):
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    town.add_pair(ANA, "Ana Silva", start="2026-11-09T11:00")
    with crm(owned(1, LEE), owned(2, ANA)) as net:
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
        assert "filter=statecode+eq+0" in str(net.calls[-1].request.url)
    assert deals(town, ANA) == ["Deal 2"]


def test_a_failing_source_keeps_its_former_figures_and_stops_no_other(town: Town) -> None:
    town.add_pair()
    with crm(owned(1, LEE)):
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    before = town.ledger.figures.of(LEE)
    town.tenant.put_file(FILE, BOOK, [DANA])
    with responses.RequestsMock() as net:
        net.add("POST", ENTRA, status=401, json={"error": "invalid_client"})
        report = refreshed(town, ONEONE_NUMBERS=f"dynamics hubspot {FILE}", ONEONE_NUMBERS_ACCOUNT=DANA, **SECRETS)
    assert [said.split(":")[0] for said in report.attention] == ["dynamics", "hubspot", "numbers.xlsx"]
    assert "ONEONE_HUBSPOT_TOKEN is missing" in report.attention[1]
    assert len(report.done) == 1
    assert town.ledger.figures.of(LEE) == before
    states = {state.name: bool(state.problem) for state in town.ledger.figures.sources()}
    assert states == {"dynamics": True, "hubspot": True, FILE: True}


def test_a_timer_that_comes_early_by_a_minute_reads_everything_all_the_same(town: Town) -> None:
    town.add_pair()
    with crm(owned(1, LEE), owned(2, LEE)):
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    town.now += timedelta(days=7, minutes=-1)
    with crm(owned(2, LEE)):
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    assert deals(town, LEE) == ["Deal 2"]


def test_changes_are_asked_from_the_crms_own_time_where_its_clock_is_behind(town: Town) -> None:
    town.add_pair()
    behind = town.now - timedelta(hours=2)
    with crm(owned(1, LEE), date=format_datetime(behind)):
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    town.now += timedelta(days=1)
    with crm() as net:
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
        since = behind.astimezone(UTC) - timedelta(minutes=15)
        assert f"{since:%Y-%m-%dT%H:%M:%SZ}" in unquote(str(net.calls[-1].request.url))


def test_a_deal_that_lost_its_owner_leaves_the_rep_as_one_that_moved(town: Town) -> None:
    town.add_pair()
    with crm(owned(1, LEE), owned(2, LEE)):
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    town.now += timedelta(days=1)
    with crm(opportunity(1, owninguser=None)):
        [said] = refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS).done
    assert said.endswith("left aside: 1 of nobody with an address.")
    assert deals(town, LEE) == ["Deal 2"]
    assert set(town.ledger.figures.of(LEE).owners.away) == {"id-00001"}


def test_a_deal_that_cannot_be_read_stays_as_it_was(town: Town) -> None:
    town.add_pair()
    with crm(owned(1, LEE), owned(2, LEE)):
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    town.now += timedelta(days=7)
    with crm(owned(1, LEE, estimatedvalue=-1, name="Renamed"), owned(2, LEE, name="Renamed")):
        report = refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    assert sorted(deals(town, LEE)) == ["Deal 1", "Renamed"]
    assert "deal id-00001, amount" in report.attention[0]


def test_a_crm_whose_deals_can_none_be_read_is_named_by_them(town: Town) -> None:
    town.add_pair()
    with crm(owned(1, LEE)):
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    town.now += timedelta(days=7)
    with crm(owned(1, LEE, estimatedvalue=-1)):
        [said] = refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS).attention
    assert "deal id-00001, amount" in said
    assert deals(town, LEE) == ["Deal 1"]


def test_a_deal_that_cannot_be_read_stays_named_until_something_else_is_said_of_it(town: Town) -> None:
    town.add_pair()
    with crm(owned(1, LEE, estimatedvalue=-1), owned(2, LEE, estimatedvalue=-2), owned(3, LEE)):
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    town.now += timedelta(days=1)
    with crm(owned(3, LEE, name="Renamed")):  # only what changed: nothing is said of the first two
        [said] = refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS).attention
    assert "deal id-00001, amount" in said
    assert "deal id-00002, amount" in said
    town.now += timedelta(days=1)
    with crm(owned(1, LEE, estimatedvalue=1)):
        [said] = refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS).attention
    assert "id-00001" not in said
    assert town.ledger.figures.sources()[0].problem == said.removeprefix("dynamics: ")
    town.now += timedelta(days=7)
    with crm(owned(1, LEE), owned(3, LEE)):  # everything: the second is no longer there
        assert refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS).attention == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([], "may its app still read deals"),
        ([opportunity(1, owninguser=None)], "may its app read users"),
        ([owned(1, "lee.park@elsewhere.example")], "the addresses that the pairs have"),
    ],
)
def test_a_full_read_that_gives_nobody_anything_changes_nothing(
    town: Town, answer: list[dict[str, Any]], said: str
) -> None:
    town.add_pair()
    with crm(owned(1, LEE)):
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    before = town.ledger.figures.of(LEE)
    town.now += timedelta(days=7)
    with crm(*answer):
        report = refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    assert said in report.attention[0]
    assert town.ledger.figures.of(LEE) == before


def test_a_field_that_is_not_there_is_named_with_its_column_and_what_to_do(town: Town) -> None:
    town.add_pair()
    said = "Could not find a property named 'msdyn_forecastcategory' on type 'Microsoft.Dynamics.CRM.opportunity'."
    with crm() as net:
        net.replace("GET", OPPORTUNITIES, status=400, json={"error": {"message": said}})
        [told] = refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS).attention
    assert told.endswith(
        "fields.toml names it for forecast_category: write another field there, "
        'or "" to leave it empty, or let the app read it.'
    )


def test_a_source_that_takes_too_long_leaves_time_for_the_next(town: Town) -> None:
    town.add_pair()
    town.tenant.put_file(FILE, BOOK, [DANA])
    passed = [0.0]

    def slow(_: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        passed[0] += 46
        return 200, {}, json.dumps({"value": [], "@odata.nextLink": f"{OPPORTUNITIES}?$skiptoken={passed[0]}"})

    with crm() as net:
        net.remove("GET", OPPORTUNITIES)
        net.add_callback("GET", OPPORTUNITIES, slow)
        said = {"ONEONE_NUMBERS": f"dynamics {FILE}", "ONEONE_NUMBERS_ACCOUNT": DANA, **SECRETS}
        sources = read_sources(lambda name: said.get(name, ""))
        work = Refresh(
            figures=town.ledger.figures,
            settings=sources,
            session=None,
            reps=[LEE],
            clock=lambda: town.now,
            today=town.now.date(),
            ticks=lambda: passed[0],
        )
        report = asyncio.run(refresh(work))
    assert report.later == [
        "dynamics: Dynamics 365 was not read to the end in the time there is. The figures of the last time stay."
    ]
    assert passed[0] == 460  # of 480 seconds 30 are kept for the file, and a request that was begun is ended
    assert report.attention[0].startswith("numbers.xlsx:")


def test_an_unresolved_key_vault_reference_is_named(town: Town) -> None:
    token = "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/x)"
    report = refreshed(town, ONEONE_NUMBERS="hubspot", ONEONE_HUBSPOT_TOKEN=token)
    assert "the Key Vault reference in ONEONE_HUBSPOT_TOKEN was not resolved" in report.attention[0]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://contoso.lightning.force.com", "My Domain is https://contoso.my.salesforce.com"),
        ("https://contoso.my.salesforce.com/home/page?x=1", "https://contoso.my.salesforce.com is enough"),
        ("http://contoso.my.salesforce.com", "does not begin with https://"),
    ],
)
def test_an_address_that_no_crm_answers_at_is_named(town: Town, address: str, said: str) -> None:
    secrets = {"ONEONE_SALESFORCE_CLIENT_ID": "id", "ONEONE_SALESFORCE_SECRET": "s"}
    report = refreshed(town, ONEONE_NUMBERS="salesforce", ONEONE_SALESFORCE_URL=address, **secrets)
    assert said in report.attention[0]


def test_what_no_source_is_called_is_named(town: Town) -> None:
    report = refreshed(town, ONEONE_NUMBERS="pipedrive; http://x.example/a.csv")
    assert [said.split(":", 1)[0] for said in report.attention] == ["pipedrive", "a.csv"]
