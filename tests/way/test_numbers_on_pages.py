"""Numbers on their way: from the import onto the page, and from a tick beside a proposal into the rep's promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from oneone.model import Aspiration, Closed, Deal, Kpi, PairKey
from tests.way.town import DANA, LEE, PAIR, Town

MAX = "max@contoso.example"

AGENDA = """
name = "numbers"
purpose = "Numbers that lead to a next step."
minutes = 30

[[section]]
key = "promises"
heading = "Promises"
blocks = ["promises"]

[[section]]
key = "win"
heading = "Win what is winnable"
blocks = ["deals", "verifiers"]

[[section]]
key = "balance"
heading = "Balance"
blocks = ["coverage", "charts"]
charts = ["Open pipeline"]

[[section]]
key = "wish"
heading = "Aspirations"
blocks = ["aspirations", "hygiene"]

[[section]]
key = "agreed"
heading = "Agreed today"
blocks = ["agreed"]
collects = true
"""
TODAY = date(2026, 11, 20)


def deal(n: int, name: str, amount: int, days: int, stage: str, verifiers: str = "") -> Deal:
    close, created = TODAY + timedelta(days=days), TODAY - timedelta(days=20 + 3 * n)
    return Deal(
        f"006{n}", name, name.split()[0], Decimal(amount), "EUR", stage, close, "Pipeline", 60, created,
        contact_roles="champion=Ana", verifiers=verifiers,
    )  # fmt: skip


DEALS = [
    deal(1, "Contoso rollout", 40_000, 6, "Negotiation", "meeting=2026-09-01; discovery=2026-10-02"),
    deal(2, "Fabrikam pilot", 12_000, 20, "Proposal", "meeting=2026-09-14"),
    deal(3, "Tailspin renewal", 9_000, -3, "Discovery"),
    deal(4, "Adatum add-on", 4_000, 70, "Paperwork"),
]


@pytest.fixture
def town(town: Town, tmp_path: Path) -> Town:
    (tmp_path / "own" / "agendas").mkdir(parents=True)
    (tmp_path / "own" / "agendas" / "numbers.toml").write_text(AGENDA)
    town.services = replace(town.services, settings=replace(town.services.settings, templates=tmp_path / "own"))
    town.add_pair(agenda="numbers")
    figures = town.ledger.figures
    figures.put_deals(LEE, DEALS, TODAY)
    past = [
        Closed(f"p{n}", TODAY - ago, n % 2 == 0, TODAY - ago - timedelta(days=50), Decimal(8_000), "EUR")
        for n in range(36)
        for ago in [timedelta(days=20 + 9 * n)]
    ]
    figures.put_past(LEE, past)
    figures.put_kpis(
        LEE,
        [
            Kpi("Won this month", TODAY, Decimal(9_000), Decimal(50_000), "EUR"),
            *(
                Kpi("Open pipeline", TODAY - timedelta(weeks=n), Decimal(65_000 - 3_000 * n), Decimal(90_000), "EUR")
                for n in range(9)
            ),
        ],
    )
    wish = Aspiration("Free Fridays", "EUR", Decimal(90_000), Decimal(130_000), Decimal(5), win_rate=Decimal(60))
    figures.put_aspiration(LEE, wish)
    return town


def page(town: Town, day: str = "2026-11-23") -> list[str]:
    return [line.text for line in town.editor(day).lines()]


def test_numbers_stand_on_the_page_with_their_source_and_a_question(town: Town) -> None:
    town.run()
    lines = "\n".join(page(town))
    assert "Contoso rollout (must-win)" in lines
    assert "Negotiation" in lines
    assert "This month, to 30 Nov" in lines
    assert "€41,000 of €50,000" in lines
    assert "Needed = still to win ÷ Lee's own 50%: €144,000 won of €288,000 decided, 36 deals in 12 months." in lines
    assert "CRM, Fri 20 Nov." in lines
    assert "What starts new deals this week, also when the month is covered?" in lines
    assert "Tailspin renewal: the expected date, 17 Nov, has passed. When will they decide?" in lines
    assert "An excellent year, in Lee's words: Free Fridays" in lines
    assert "New deals that would close the gap: " in lines
    assert "Earnings a year: €90,000 today, €130,000 as aspired to." in lines


def test_goals_are_those_of_the_day_on_which_the_two_really_meet(town: Town) -> None:
    town.at("2026-11-27T09:00")
    event = town.meeting("2026-11-30").event
    assert event is not None
    town.tenant.move_occurrence(DANA, event, datetime(2026, 12, 1, 9, tzinfo=UTC))
    town.through("2026-11-30T18:00", timedelta(hours=1))
    assert "This month, to 31 Dec" in "\n".join(page(town, "2026-11-30"))


def test_a_chart_comes_with_the_page_and_says_the_same_in_words(town: Town) -> None:
    town.run()
    [picture] = list(town.tenant.resources.values())
    assert picture.media == "image/png"
    assert picture.data.startswith(b"\x89PNG")
    [made] = town.tenant.pages.values()
    said = "Open pipeline: €65,000 on 20 Nov, €41,000 on 25 Sept; between €41,000 and €65,000. Target €90,000."
    assert said in str(made.content)


def test_a_ticked_proposal_becomes_the_reps_promise_and_stands_on_the_next_page(town: Town) -> None:
    town.run()
    editor = town.editor("2026-11-23")
    editor.tick(editor.find("Lee: Ask the contact at Contoso"))
    town.at("2026-11-23T13:00")
    [promise] = town.promises()
    assert (promise.owner, promise.state, promise.sure) == ("rep", "open", True)
    assert promise.text.startswith("Ask the contact at Contoso for an introduction")
    assert promise.due == date(2026, 11, 30)
    town.at("2026-11-27T14:00")
    assert any("Ask the contact at Contoso" in line and "from 23 Nov" in line for line in page(town, "2026-11-30"))


def test_proposals_that_nobody_ticked_are_forgotten_however_often_the_page_is_read(town: Town) -> None:
    town.run()
    editor = town.editor("2026-11-23")
    editor.type_over(editor.find("Lee: …", under="Agreed today"), "Lee: call Tailspin")
    town.at("2026-11-23T13:00")
    town.at("2026-11-27T14:00")
    assert [promise.text for promise in town.promises()] == ["call Tailspin"]


def test_a_proposal_ticked_after_the_first_reading_still_counts(town: Town) -> None:
    town.run()
    town.at("2026-11-23T13:00")
    assert town.promises() == []
    editor = town.editor("2026-11-23")
    editor.tick(editor.find("Lee: Choose", under="Balance"))
    town.at("2026-11-27T14:00")
    [promise] = town.promises()
    assert (promise.owner, promise.origin) == ("rep", date(2026, 11, 23))


def test_a_process_that_cannot_be_read_is_the_admins_to_mend_and_stops_no_page(town: Town, tmp_path: Path) -> None:
    (tmp_path / "own" / "sales_process.toml").write_text("[[stage]]\nname = 1\n")
    report = town.run()
    assert report.prepared
    assert any("sales_process.toml cannot be used" in said for said in report.attention)
    assert "This month, to 30 Nov" in "\n".join(page(town))


def test_aspirations_are_for_the_two_only(town: Town) -> None:
    town.run()
    town.at("2026-11-20T15:00")
    bodies = [str(series) for series in town.tenant.mailboxes.series.values()]
    assert not any("130,000" in body or "Free Fridays" in body for body in bodies)


def test_old_figures_are_shown_with_their_date(town: Town, tmp_path: Path) -> None:
    town.ledger.figures.put_deals(LEE, DEALS, TODAY - timedelta(days=12))
    town.run()
    assert any("CRM, Sun 8 Nov. Careful: these figures are old." in line for line in page(town))


def test_a_deal_with_its_evidence_stands_in_one_table_with_its_worth(town: Town) -> None:
    town.run()
    rows = [line for line in page(town) if line.startswith("Contoso rollout")]
    assert rows == ["Contoso rollout (must-win): €40,000, 60%, 26 Nov"]


def wishes(town: Town, pair: PairKey) -> bool:
    lines = "\n".join(line.text for line in town.editor("2026-11-23", pair.manager, pair).lines())
    return "Free Fridays" in lines or "130,000" in lines


def test_what_a_rep_aspires_to_is_never_on_a_page_that_other_reps_can_open(town: Town) -> None:
    row = next(row for row in town.ledger.pair_rows() if row.values["rep"] == LEE)
    town.ledger.put_pair(PAIR, {**row.values, "shared_ok": "yes"})
    town.run()
    assert not wishes(town, PAIR)


@pytest.mark.parametrize(("said", "seen"), [("", [False, False]), (DANA, [True, False]), (MAX, [False, True])])
def test_with_two_managers_the_rep_says_who_reads_what_the_rep_aspires_to(
    town: Town, said: str, seen: list[bool]
) -> None:
    wish = town.ledger.figures.of(LEE).aspiration
    assert wish is not None
    town.ledger.figures.put_aspiration(LEE, replace(wish, manager=said))
    town.tenant.add_person(MAX, "Max Hall")
    url = "https://contoso-my.sharepoint.example/personal/max/Documents/Notebooks/Lee"
    town.tenant.add_notebook(url, owner=MAX, members=[LEE])
    row = {"manager": MAX, "rep": LEE, "notebook_url": url, "timezone": "UTC", "agenda": "numbers", "weekday": "mon"}
    town.ledger.put_pair(PairKey(MAX, LEE), row)
    town.at("2026-11-20T14:15")
    assert [wishes(town, pair) for pair in (PAIR, PairKey(MAX, LEE))] == seen


def test_a_slip_in_the_row_of_a_second_manager_does_not_show_it_to_the_first(town: Town) -> None:
    town.ledger.put_pair(
        PairKey(MAX, LEE), {"manager": MAX, "rep": LEE, "notebook_url": "https://x", "cadence": "dayly"}
    )
    town.run()
    assert not wishes(town, PAIR)
