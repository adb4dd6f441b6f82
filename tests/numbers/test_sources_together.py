"""Two sources that have deals of the same rep: one counts, the admin is told, and nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import responses

from oneone.importing import import_file
from oneone.refreshing import Refreshed
from oneone.store.figures import SourceState
from tests.numbers.test_connectors import ENTRA
from tests.numbers.test_refresh import ANA, OPPORTUNITIES, SECRETS, crm, deals, owned, refreshed
from tests.way.town import DANA, LEE, Town

FILE = "https://contoso.sharepoint.example/sites/sales/Shared%20Documents/deals.csv"
OTHER = "https://contoso.sharepoint.example/sites/sales/Shared%20Documents/more.csv"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path)
    town.add_pair()
    town.add_pair(ANA, "Ana Silva", start="2026-11-09T11:00")
    yield town
    town.store.close()


def put(town: Town, url: str, *rows: tuple[str, str]) -> None:
    text = "rep,deal_id,name\n" + "".join(f"{rep},f-{name},{name}\n" for rep, name in rows)
    town.tenant.put_file(url, text.encode(), [DANA])


def read(town: Town, *names: str) -> Refreshed:
    return refreshed(town, ONEONE_NUMBERS=" ".join(names), ONEONE_NUMBERS_ACCOUNT=DANA, **SECRETS)


def problem(town: Town, name: str) -> str:
    return town.ledger.figures.source(name).problem


def test_the_first_source_that_has_deals_of_a_rep_counts(town: Town) -> None:
    put(town, FILE, (LEE, "From the file"))
    with crm(owned(1, LEE), owned(2, ANA)):
        read(town, "dynamics", FILE)
    assert (deals(town, LEE), deals(town, ANA)) == (["Deal 1"], ["Deal 2"])


def test_the_order_in_the_setting_decides_which_is_first(town: Town) -> None:
    put(town, FILE, (LEE, "From the file"))
    with crm(owned(1, LEE), owned(2, ANA)):
        read(town, FILE, "dynamics")
    assert (deals(town, LEE), deals(town, ANA)) == (["From the file"], ["Deal 2"])


def test_the_source_that_is_left_aside_says_so_until_it_is_mended(town: Town) -> None:
    put(town, FILE, (LEE, "From the file"))
    with crm(owned(1, LEE), owned(2, ANA)):
        report = read(town, "dynamics", FILE)
        read(town, "dynamics", FILE)
        assert report.attention == [
            f"deals.csv: The deals of {LEE} are those of dynamics, which stands before it in ONEONE_NUMBERS; "
            "the ones here are left aside. Keep each person's deals in one source."
        ]
        assert "left aside" in problem(town, FILE)
        put(town, FILE, ("stranger@contoso.example", "Somebody else's"))
        read(town, "dynamics", FILE)
    assert problem(town, FILE) == ""


def test_a_rep_without_a_deal_in_the_crm_keeps_those_of_a_file_behind_it(town: Town) -> None:
    put(town, FILE, (LEE, "From the file"))
    for day in range(9):  # full readings of the CRM, and changes in between; the file stays as it is
        with crm(owned(2, ANA)):
            report = read(town, "dynamics", FILE)
        assert (deals(town, LEE), report.attention) == (["From the file"], [])
        town.now += timedelta(days=1)
        assert day == 0 or "unchanged" in report.done[1]


def test_a_new_pair_gets_the_deals_that_a_file_had_of_the_rep_all_along(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.add_pair(ANA, "Ana Silva", start="2026-11-09T11:00")
    put(town, FILE, (LEE, "From the file"))
    with crm(owned(2, ANA)):
        read(town, "dynamics", FILE)
        town.add_pair()
        assert deals(town, LEE) == ["From the file"]
        read(town, "dynamics", FILE)
    assert deals(town, LEE) == ["From the file"]
    town.store.close()


def test_the_next_source_takes_over_when_the_first_has_a_reps_deals_no_more(town: Town) -> None:
    put(town, FILE, (LEE, "From the file"), (ANA, "Ana's"))
    with crm(owned(1, LEE)):
        read(town, FILE, "dynamics")
        put(town, FILE, (ANA, "Ana's"))
        read(town, FILE, "dynamics")
    assert (deals(town, LEE), problem(town, "dynamics")) == (["Deal 1"], "")


def test_the_next_source_takes_over_when_the_first_is_taken_out_of_the_setting(town: Town) -> None:
    put(town, FILE, (LEE, "From the file"))
    with crm(owned(1, LEE)):
        read(town, "dynamics", FILE)
    read(town, FILE)
    assert (deals(town, LEE), problem(town, FILE)) == (["From the file"], "")


def test_another_order_makes_another_source_count(town: Town) -> None:
    put(town, FILE, (LEE, "From the file"))
    with crm(owned(1, LEE)):
        read(town, "dynamics", FILE)
        read(town, FILE, "dynamics")
    assert deals(town, LEE) == ["From the file"]
    assert "are those of deals.csv" in problem(town, "dynamics")


def test_a_first_source_that_fails_keeps_its_reps(town: Town) -> None:
    put(town, FILE, (LEE, "From the file"))
    with crm(owned(1, LEE)):
        read(town, "dynamics", FILE)
    put(town, FILE, (LEE, "Later from the file"))
    with responses.RequestsMock() as net:
        net.add("POST", ENTRA, status=401, json={"error": "invalid_client"})
        read(town, "dynamics", FILE)
    assert deals(town, LEE) == ["Deal 1"]


def test_a_rep_who_goes_over_to_a_later_source_loses_nothing_while_that_one_fails(town: Town) -> None:
    put(town, FILE, (LEE, "From the file"))
    with crm(owned(1, LEE), owned(2, ANA)):
        read(town, "dynamics", FILE)
    town.now += timedelta(days=7)
    town.tenant.put_file(FILE, b"x", [])
    with crm(owned(2, ANA)):
        assert read(town, "dynamics", FILE).attention
        assert deals(town, LEE) == ["Deal 1"]
        put(town, FILE, (LEE, "From the file"))
        read(town, "dynamics", FILE)
    assert deals(town, LEE) == ["From the file"]


def test_two_files_with_deals_of_the_same_rep_are_told_apart_as_well(town: Town) -> None:
    put(town, FILE, (LEE, "One"))
    put(town, OTHER, (LEE, "Two"), (ANA, "Ana's"))
    report = read(town, FILE, OTHER)
    assert (deals(town, LEE), deals(town, ANA)) == (["One"], ["Ana's"])
    assert report.attention[0].startswith(f"more.csv: The deals of {LEE} are those of deals.csv")


def test_deals_that_were_imported_by_hand_stay_until_a_source_has_some_of_the_rep(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(f"rep,deal_id,name\n{LEE},h-1,By hand\n", "utf-8")
    import_file(town.ledger.figures, path, town.now.date())
    with crm(owned(2, ANA)):
        read(town, "dynamics")
    assert deals(town, LEE) == ["By hand"]
    town.now += timedelta(days=1)
    with crm(owned(1, LEE)):
        read(town, "dynamics")
    assert deals(town, LEE) == ["Deal 1"]


def test_a_rep_whose_deals_are_gone_from_the_crm_has_none(town: Town) -> None:
    with crm(owned(1, LEE), owned(2, ANA)):
        read(town, "dynamics")
    town.now += timedelta(days=7)
    with crm(owned(2, ANA)):
        read(town, "dynamics")
    known = town.ledger.figures.of(LEE)
    assert (known.deals, known.as_of) == ((), town.now.date())


def test_figures_of_a_rep_may_come_from_several_sources(town: Town) -> None:
    town.tenant.put_file(FILE, f"rep,metric,date,value\n{LEE},Calls,2026-11-02,4\n".encode(), [DANA])
    with crm(owned(1, LEE)):
        report = read(town, "dynamics", FILE)
    assert (deals(town, LEE), report.attention) == (["Deal 1"], [])
    assert [kpi.metric for kpi in town.ledger.figures.of(LEE).kpis] == ["Calls"]


def test_a_source_that_an_older_version_read_is_read_once_more(town: Town) -> None:
    put(town, FILE, (LEE, "From the file"))
    read(town, FILE)
    figures = town.ledger.figures
    known = figures.source(FILE)
    figures.put_source(SourceState(FILE, tag=known.tag, read_at=known.read_at))
    assert "1 deal of 1 rep" in read(town, FILE).done[0]
    assert figures.source(FILE) == replace(known, read_at=town.now)


def test_a_crm_that_an_older_version_read_takes_no_deals_from_a_file_behind_it(town: Town) -> None:
    put(town, FILE, (LEE, "From the file"))
    read(town, FILE)
    figures = town.ledger.figures
    figures.put_source(SourceState(FILE, tag=figures.source(FILE).tag))  # nobody knows whose deals it has
    with crm(owned(2, ANA)) as net:
        read(town, "dynamics", FILE)
        assert OPPORTUNITIES in str(net.calls[-1].request.url)
    assert deals(town, LEE) == ["From the file"]
