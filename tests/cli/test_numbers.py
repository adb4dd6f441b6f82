from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from oneone.store.ledger import Ledger
from oneone.store.table import open_store
from tests.cli.conftest import LEE, ZOE, Shell

HEAD = "rep,deal_id,name,amount,close_date,as_of\n"
KPIS = f"rep,metric,date,value,target,unit\n{LEE},Meetings,2026-11-20,5,10,count\n{LEE},Closed,2026-11-20,7,9,EUR\n"


@pytest.fixture
def friday(oneone: Shell) -> Shell:
    """Lee has deals A, B and C, Zoë has Z, as of Friday the 13th."""
    rows = [f"{LEE},{deal},Deal {deal},100,2026-12-01,2026-11-13\n" for deal in "ABC"]
    assert oneone("numbers", "import", oneone.file("deals.csv", HEAD + "".join(rows) + f"{ZOE},Z,Zeta,,,\n")).code == 0
    return oneone


def deals(folder: Path, rep: str = LEE) -> tuple[dict[str, str], date | None]:
    store = open_store(f"sqlite:///{folder.as_posix()}/oneone.sqlite")
    try:
        found, as_of = Ledger(store).figures.deals(rep)
        return {deal.id: str(deal.amount) for deal in found}, as_of
    finally:
        store.close()


def test_the_header_says_which_file_it_is_and_each_file_has_a_line(friday: Shell) -> None:
    files = friday.file("kpis.csv", KPIS), friday.file("deals.csv", HEAD + f"{LEE},A,Deal A,1,,2026-11-20\n")
    said = friday("numbers", "import", *files)
    assert said.code == 0
    assert said.out.splitlines() == [
        "kpis.csv: 2 figures of 1 rep, 2 new or changed.",
        "deals.csv: 1 deal of 1 rep, 3 new, changed or gone.",
    ]


def test_a_deals_file_is_the_full_picture_of_its_reps_and_of_nobody_else(friday: Shell) -> None:
    friday("numbers", "import", friday.file("deals.csv", HEAD + f"{LEE},B,Deal B,250,,2026-11-20\n"))
    assert deals(friday.folder) == ({"B": "250"}, date(2026, 11, 20))
    assert set(deals(friday.folder, ZOE)[0]) == {"Z"}


def test_a_bad_row_of_a_known_deal_keeps_its_former_state(friday: Shell) -> None:
    text = HEAD + f"{LEE},A,Deal A,150,,2026-11-20\n{LEE},B,Deal B,a lot,,2026-11-20\n"
    said = friday("numbers", "import", friday.file("week2.csv", text))
    assert said.code == 1
    assert "week2.csv, row 3, amount: " in said.err
    assert "1 row not taken" in said.out
    assert deals(friday.folder) == ({"A": "150", "B": "100"}, date(2026, 11, 20))


def test_a_row_that_does_not_say_whose_it_is_makes_no_deal_gone(friday: Shell) -> None:
    text = HEAD + f"{LEE},A,Deal A,150,,2026-11-20\n,B,Deal B,1,,2026-11-20\n"
    assert friday("numbers", "import", friday.file("week2.csv", text)).code == 1
    assert deals(friday.folder) == ({"A": "150", "B": "100", "C": "100"}, date(2026, 11, 20))


def test_a_rep_of_whom_no_row_can_be_used_keeps_everything(friday: Shell) -> None:
    text = HEAD + f"{LEE},A,Deal A,?,,2026-11-20\n{ZOE},Z,Zeta,9,,2026-11-20\n"
    assert friday("numbers", "import", friday.file("week2.csv", text)).code == 1
    assert deals(friday.folder) == ({"A": "100", "B": "100", "C": "100"}, date(2026, 11, 13))
    assert deals(friday.folder, ZOE)[0] == {"Z": "9"}


def test_deals_that_do_not_say_their_day_are_of_today(oneone: Shell) -> None:
    file = oneone.file("deals.csv", f"rep,deal_id,name\n{LEE},A,Deal A\n")
    oneone("numbers", "import", file, "--now", "2026-11-20T23:30")
    assert deals(oneone.folder)[1] == date(2026, 11, 20)


def test_older_deals_over_newer_ones_are_told(friday: Shell) -> None:
    said = friday("numbers", "import", friday.file("old.csv", HEAD + f"{LEE},A,Deal A,1,,2026-11-06\n"))
    assert said.code == 0
    assert f"old.csv: {LEE} had deals of 2026-11-13; now the older ones of 2026-11-06 hold." in said.err


def test_a_file_that_cannot_be_used_is_named_and_the_others_go_on(oneone: Shell) -> None:
    bad = oneone.file("prices.csv", "product,price\nx,1\n")
    said = oneone("numbers", "import", bad, oneone.file("kpis.csv", KPIS))
    assert said.code == 1
    assert "prices.csv is neither a KPI file nor a deals file" in said.err
    assert "kpis.csv: 2 figures" in said.out


def test_figures_of_somebody_without_a_pair_are_told(oneone: Shell) -> None:
    said = oneone("numbers", "import", oneone.file("kpis.csv", KPIS))
    assert said.code == 0
    assert f"no pair has {LEE}" in said.err


def test_importing_again_changes_nothing(oneone: Shell) -> None:
    file = oneone.file("kpis.csv", KPIS)
    oneone("numbers", "import", file)
    assert "0 new or changed" in oneone("numbers", "import", file).out


def test_status_shows_each_source_and_what_it_needs(oneone: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEONE_NUMBERS", "hubspot")
    said = oneone("status", "--json")
    assert said.code == 1
    [source] = said.data["sources"]
    assert (source["source"], source["read_at"]) == ("hubspot", None)
    assert "ONEONE_HUBSPOT_TOKEN is missing" in source["problem"]


def test_refresh_without_a_source_says_what_to_set(oneone: Shell) -> None:
    said = oneone("numbers", "refresh")
    assert (said.code, said.out) == (1, "")
    assert "ONEONE_NUMBERS names no source" in said.err


def test_status_advises_on_the_cadence(oneone: Shell) -> None:
    row = f"dana@contoso.example,{LEE},https://c.sharepoint.example/n,monthly"
    pairs = oneone.file("pairs.csv", f"manager,rep,notebook_url,cadence\n{row}\n")
    oneone("pairs", "import", pairs)
    lines = "".join(
        f"{LEE},{n},Deal {n},100,Closed Won,2026-11-{n:02d},2026-10-{n:02d},2026-11-20\n" for n in range(1, 16)
    )
    for n, close, created in ((16, "2026-05-15", "2026-04-14"), (17, "2026-08-01", "2026-07-01")):  # half a year
        lines += f"{LEE},{n},Deal {n},100,Closed Won,{close},{created},2026-11-20\n"
    head = "rep,deal_id,name,amount,stage,close_date,created_on,as_of\n"
    oneone("numbers", "import", oneone.file("deals.csv", head + lines))
    said = oneone("status", "--json", "--now", "2026-11-20T10:00")
    [pair] = said.data["pairs"]
    # A cycle of 31 days speaks for weekly, whatever the 2.3 a week say.
    assert pair["notes"][-1] == (
        "weekly may suit better than monthly: 2.3 deals begin or end a week, a win takes 31 days"
    )


def test_most_open_deals_are_gone_only_for_who_insists(oneone: Shell) -> None:
    rows = [f"{LEE},{n},Deal {n},100,2026-12-01,2026-11-20\n" for n in range(12)]
    oneone("numbers", "import", oneone.file("deals.csv", HEAD + "".join(rows)))
    half = oneone.file("half.csv", HEAD + rows[0])
    said = oneone("numbers", "import", half)
    assert said.code == 1
    assert f"half.csv: 11 of the 12 open deals of {LEE} are not in it any more, and were kept" in said.err
    assert len(deals(oneone.folder)[0]) == 12
    assert oneone("numbers", "import", "--all-gone", half).code == 0
    assert set(deals(oneone.folder)[0]) == {"0"}


def test_a_blank_value_of_the_same_day_wipes_nothing(oneone: Shell) -> None:
    oneone("numbers", "import", oneone.file("kpis.csv", KPIS))
    again = KPIS.replace(",5,10,count", ",,12,count").replace(",7,9,EUR", ",,,EUR")
    assert oneone("numbers", "import", oneone.file("kpis.csv", again)).code == 0
    store = open_store(f"sqlite:///{oneone.folder.as_posix()}/oneone.sqlite")
    found = {kpi.metric: (kpi.value, kpi.target) for kpi in Ledger(store).figures.kpis(LEE)}
    store.close()
    assert found == {"Meetings": (Decimal(5), Decimal(12)), "Closed": (Decimal(7), Decimal(9))}
