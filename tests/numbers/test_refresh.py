"""The daily timer's reading of all sources: unchanged files, changed deals, and sources that fail."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import responses

from oneone.refreshing import Refreshed
from oneone.source_settings import read_sources
from tests.numbers.test_connectors import ENTRA, ORG, opportunity
from tests.numbers.test_workbook import BOOK
from tests.way.town import DANA, LEE, Town

FILE = "https://contoso.sharepoint.example/sites/sales/Shared%20Documents/numbers.xlsx"
ANA = "ana@contoso.example"
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


def crm(*opportunities: dict[str, Any]) -> responses.RequestsMock:
    net = responses.RequestsMock(assert_all_requests_are_fired=False)
    net.add("POST", ENTRA, json={"access_token": "t"})
    net.add("GET", f"{ORG}/api/data/v9.2/opportunities", json={"value": list(opportunities)})
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
    assert report.done == ["Dynamics 365: 2 deals read, 1 new, changed or gone."]
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
        assert "statecode" in str(net.calls[-1].request.url)
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


def test_an_unresolved_key_vault_reference_is_named(town: Town) -> None:
    token = "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/x)"
    report = refreshed(town, ONEONE_NUMBERS="hubspot", ONEONE_HUBSPOT_TOKEN=token)
    assert "the Key Vault reference in ONEONE_HUBSPOT_TOKEN was not resolved" in report.attention[0]


def test_what_no_source_is_called_is_named(town: Town) -> None:
    report = refreshed(town, ONEONE_NUMBERS="pipedrive; http://x.example/a.csv")
    assert [said.split(":", 1)[0] for said in report.attention] == ["pipedrive", "a.csv"]
