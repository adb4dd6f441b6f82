"""What the timers do, by hand, against a tenant on loopback."""

from __future__ import annotations

import re

import pytest

from tests.cli.conftest import DANA, LEE, NOTEBOOK, PAIRS, ZOE, LocalTenant, Shell

FRIDAY, MONDAY = "2026-11-20T14:05", "2026-11-23T15:00"
PAGES = [f"{DANA} / {LEE} 2026-11-23", f"{DANA} / {ZOE} 2026-11-23"]


def test_a_run_does_what_is_due_and_the_next_one_nothing(oneone: Shell, tenant: LocalTenant) -> None:
    said = oneone("run", "--now", FRIDAY, "--json")
    assert (said.code, said.err) == (0, "")
    assert set(said.data) == {"heads_up", "prepared", "scanned", "later", "attention", "mails", "requests"}
    assert (said.data["prepared"], said.data["mails"]) == (PAGES, 2)
    again = oneone("run", "--now", "2026-11-20T14:10", "--json").data
    assert (again["prepared"], again["mails"], again["requests"]) == ([], 0, {})
    happened = tenant.happened
    assert (happened["pages"], len(happened["mails"])) == (2, 2)


def test_a_run_says_in_words_what_it_did(oneone: Shell, tenant: LocalTenant) -> None:
    said = oneone("run", "--now", FRIDAY)
    assert said.out.splitlines()[:2] == [f"page made  {page}" for page in PAGES]
    assert re.fullmatch(r"2 pages made, 0 pages read, 2 mails to attendees, \d+ requests\.", said.out.splitlines()[-1])
    assert oneone("run", "--now", "2026-11-20T14:10").out == "Nothing was due.\n"


def test_one_pair_that_needs_attention_makes_exit_code_1_and_stops_nobody(oneone: Shell, tenant: LocalTenant) -> None:
    kim = f"{DANA},kim@contoso.example,Dana Reyes,Kim Oh,{NOTEBOOK.format('Nowhere')},mon,13:00,UTC\n"
    oneone("pairs", "import", oneone.file("more.csv", PAIRS + kim))
    said = oneone("run", "--now", FRIDAY, "--json")
    assert said.code == 1
    assert said.data["prepared"] == PAGES
    [attention] = said.data["attention"]
    assert attention.startswith(f"{DANA} / kim@contoso.example")


def test_due_lists_accounts_and_pairs_and_does_nothing(oneone: Shell, tenant: LocalTenant) -> None:
    before = oneone("due", "--now", FRIDAY, "--json").data
    assert before["accounts"] == [DANA]
    assert [(pair["rep"], pair["due"], pair["next_due"]) for pair in before["pairs"]] == [
        (LEE, True, None),
        (ZOE, True, None),
    ]
    assert tenant.happened["calls"] == {}
    oneone("run", "--now", FRIDAY)
    after = oneone("due", "--now", FRIDAY, "--json").data
    assert (after["accounts"], [pair["due"] for pair in after["pairs"]]) == ([], [False, False])
    assert all(pair["next_due"].endswith("Z") for pair in after["pairs"])
    assert "0 accounts to work for now" in oneone("due", "--now", FRIDAY).out


def test_a_page_is_made_by_hand_before_its_time(oneone: Shell, tenant: LocalTenant) -> None:
    said = oneone("prepare", "dana", "lee", "--now", "2026-11-18T10:00", "--json")
    assert (said.code, said.data["prepared"]) == (0, PAGES[:1])
    said = oneone("prepare", DANA.upper(), LEE, "--date", "2026-11-23", "--now", "2026-11-18T10:01")
    assert said.code == 1
    assert "2026-11-23" in said.err
    assert tenant.happened["pages"] == 1


def test_promises_typed_on_a_page_are_read_by_hand_and_shown(oneone: Shell, tenant: LocalTenant) -> None:
    assert oneone("commitments").out == "Nothing was promised yet.\n"
    oneone("run", "--now", FRIDAY)
    tenant.type_over("2026-11-23 1:1 Lee Park", "Lee: …", "Lee: send closure plan to Contoso by Fri")
    tenant.type_over("2026-11-23 1:1 Lee Park", "Dana: …", "Dana: [red]call[/red] the CFO")
    assert oneone("scan", "dana", "lee", "--now", "2026-11-23T09:40").code == 0
    rows = oneone("commitments", "--json").data
    assert [(row["owner_name"], row["text"], row["due"], row["state"], row["origin"]) for row in rows] == [
        ("Lee Park", "send closure plan to Contoso", "2026-11-27", "open", "2026-11-23"),
        ("Dana Reyes", "[red]call[/red] the CFO", None, "open", "2026-11-23"),
    ]
    table = oneone("commitments", "--pair", "dana", "lee").out
    assert "[red]call[/red] the CFO" in table
    assert "2 promises: 2 open, 0 done, 0 dropped." in table
    assert oneone("commitments", "--rep", "zoe", "--json").data == []


def test_status_shows_page_invite_and_outcome_of_every_pair(oneone: Shell, tenant: LocalTenant) -> None:
    oneone("run", "--now", FRIDAY)
    data = oneone("status", "--now", FRIDAY, "--json").data
    [account] = data["accounts"]
    assert (account["account"], account["parked"], account["claimed_until"]) == (DANA, "", None)
    lee = data["pairs"][0]
    assert (lee["next"]["date"], lee["next"]["page"], lee["next"]["invite"]) == ("2026-11-23", "yes", "yes")
    assert lee["next"]["url"].startswith("https://")
    tenant.type_over("2026-11-23 1:1 Lee Park", "Lee: …", "Lee: call Tailspin")
    oneone("run", "--now", MONDAY)
    pairs = oneone("status", "--now", MONDAY, "--json").data["pairs"]
    assert [pair["last"]["outcome"] for pair in pairs] == ["written", "untouched"]
    assert lee["next"]["url"] not in oneone("status", "--now", MONDAY).out


def test_what_needs_attention_stands_in_status_and_its_exit_code(oneone: Shell, tenant: LocalTenant) -> None:
    shared = PAIRS.replace("Notebooks/Zoë", "Notebooks/Lee")
    oneone("pairs", "import", oneone.file("pairs.csv", shared))
    oneone("run", "--now", FRIDAY)
    said = oneone("status", "--now", FRIDAY)
    assert said.code == 1
    assert said.err.count("Give each rep a notebook of their own") == 2


def test_a_preview_shows_page_and_invite_and_writes_nothing(oneone: Shell, tenant: LocalTenant) -> None:
    oneone("pairs", "import", oneone.file("pairs.csv", PAIRS.replace("Dana Reyes", "").replace("Lee Park", "")))
    rows = oneone("status", "--now", FRIDAY, "--json").data
    said = oneone("preview", "dana", "lee", "--now", FRIDAY)
    assert (said.code, said.err) == (0, "")
    assert "<h1>2026-11-23 1:1 Lee Park – Dana Reyes</h1>" in said.out  # the directory knows the names
    assert "Top of mind (Lee)" in said.out
    assert "Agenda for our 1:1" in said.out
    assert "<script" not in said.out
    assert tenant.happened["pages"] == 0
    assert set(tenant.happened["calls"]) <= {"GET other 200"}
    assert oneone("status", "--now", FRIDAY, "--json").data == rows


def test_a_preview_goes_into_a_file_and_follows_the_date(oneone: Shell, tenant: LocalTenant) -> None:
    oneone("run", "--now", FRIDAY)
    out = oneone.folder / "page.html"
    said = oneone("preview", "dana", "lee", "--date", "2026-11-30", "--out", out, "--now", FRIDAY)
    assert (said.code, said.out) == (0, "")
    assert "2026-11-30 1:1 Lee Park – Dana Reyes" in out.read_text(encoding="utf-8")
    said = oneone("preview", "dana", "lee", "--date", "2026-11-25", "--now", FRIDAY)
    assert (said.code, said.out) == (1, "")
    assert "2026-11-25" in said.err


@pytest.mark.parametrize("verb", ["due", "status", "commitments"])
def test_without_pairs_nothing_is_asked_and_nothing_fails(oneone: Shell, verb: str) -> None:
    said = oneone(verb)
    assert (said.code, said.err) == (0, "")
