"""From a skill that two people write down to its resources, and from a rep's deals to at most three first steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from oneone.agenda.page import render
from oneone.model import Aspiration, Closed, Deal, Kpi
from tests.way.town import LEE, PAIR, Town

TODAY = date(2026, 11, 20)
EVIDENCE = "meeting=2026-09-01; discovery=2026-10-02"
PROCESS = """
[[stage]]
key = "qualification"
name = "Qualification"
activities = ["First meeting: a second one with a date"]
skills = ["Asking before telling"]
resources = ["Ten <b>questions</b> https://example.com/ten?a=1&b=\\"2", "A morning with Ana", "Old http://example.com/old"]

  [[stage.verifier]]
  key = "meeting"
  text = "They met us"
  proposal = "Offer {account} two dates"
"""


def deal(n: int, name: str, amount: int, days: int, stage: str, verifiers: str = "") -> Deal:
    close, created = TODAY + timedelta(days=days), TODAY - timedelta(days=20 + 3 * n)
    return Deal(
        f"006{n}", name, name.split()[0], Decimal(amount), "EUR", stage, close, "Pipeline", 60, created,
        verifiers=verifiers,
    )  # fmt: skip


DEALS = [
    deal(1, "Contoso rollout", 40_000, 6, "Negotiation", EVIDENCE),
    deal(2, "Fabrikam pilot", 12_000, 8, "Proposal", EVIDENCE),
    deal(3, "Tailspin renewal", 9_000, 9, "Discovery", "meeting=2026-09-14"),
    deal(4, "Adatum add-on", 4_000, 9, "Proposal", EVIDENCE),
]


def fill(town: Town, *, wish: Aspiration | None = None, won: int = 9_000) -> None:
    figures = town.ledger.figures
    figures.put_deals(LEE, DEALS, TODAY)
    past = [
        Closed(
            f"p{n}", TODAY - ago, n % 2 == 0, TODAY - ago - timedelta(days=5), Decimal(8_000), "EUR", "Needs analysis"
        )
        for n in range(36)
        for ago in [timedelta(days=20 + 9 * n)]
    ]
    figures.put_past(LEE, past)
    figures.put_kpis(LEE, [Kpi("Won this month", TODAY, Decimal(won), Decimal(90_000), "EUR")])
    if wish is not None:
        figures.put_aspiration(LEE, wish)


def set_up(town: Town, **changes: object) -> None:
    town.services = replace(town.services, settings=replace(town.services.settings, **changes))  # type: ignore[arg-type]


def page(town: Town, day: str = "2026-11-23") -> list[str]:
    return [line.text for line in town.editor(day).lines()]


def proposed(town: Town, day: str = "2026-11-23") -> list[str]:
    snapshot = town.ledger.snapshot(town.meeting(day).pair, date.fromisoformat(day))
    assert snapshot is not None
    return [ask.text for ask in snapshot.draft.blocks.proposals]


AIMS_HIGHER = Aspiration("Free Fridays", "EUR", win_rate=Decimal(60))


def test_a_commitment_page_starts_three_goals_a_deal_new_opportunities_and_a_skill(town: Town) -> None:
    town.add_pair(agenda="commitment")
    fill(town, wish=AIMS_HIGHER)
    town.run()
    deal_step, find, skill = proposed(town)
    assert deal_step == "Ask the contact at Contoso for an introduction to who decides, with a draft they can forward"
    assert find.startswith("Choose and contact companies for ")
    assert skill == "Practise “Finding the cost of the problem” in one conversation and note what was different"


def test_a_rep_who_does_not_aspire_to_win_more_is_shown_skills_but_asked_for_none(town: Town) -> None:
    town.add_pair(agenda="commitment")
    fill(town)
    town.run()
    lines = page(town)
    at = lines.index("18 of Lee's own deals ended at the stage “Discovery” in 12 months. What may help there:")
    assert lines[at + 1].startswith("“Finding the cost of the problem” → Discovery talk: the problem and its")
    assert lines[at + 2].startswith("“Reaching the person who owns the budget” → ")
    assert not any("Practise" in text for text in proposed(town))


def test_there_are_never_more_than_three_proposals(town: Town) -> None:
    town.add_pair(agenda="commitment")
    fill(town, won=89_000)  # a month that is covered: no opportunities are asked for
    town.run()
    assert len(proposed(town)) == 3
    assert len(set(proposed(town))) == 3


def test_the_new_opportunities_proposed_for_a_week_are_at_most_twice_the_rep_s_own_pace(town: Town) -> None:
    town.add_pair(agenda="commitment")
    fill(town)
    town.run()
    assert any(line.startswith("New deals that would close the gap: 13 of about") for line in page(town))
    assert "Choose and contact companies for 2 new opportunities" in proposed(town)  # 40 a year until now


def test_what_is_promised_already_is_not_proposed_again(town: Town) -> None:
    town.add_pair(agenda="commitment")
    fill(town, wish=AIMS_HIGHER)
    town.run()
    editor = town.editor("2026-11-23")
    for begin in ("Lee: Ask the contact at Contoso", "Lee: Choose and contact", "Lee: Practise"):
        editor.tick(editor.find(begin))
    town.at("2026-11-27T14:00")
    assert len(town.promises()) == 3
    again = proposed(town, "2026-11-30")
    assert len(again) == 3  # the other deals have the room now
    assert not any("Contoso" in text or "Choose and contact" in text or "Practise “Finding" in text for text in again)


def test_below_a_skill_that_was_written_stand_its_activity_and_links_that_are_safe(town: Town, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "sales_process.toml").write_text(PROCESS)
    set_up(town, templates=tmp_path / "own")
    town.add_pair(agenda="reinforce")
    fill(town)
    town.run()
    editor = town.editor("2026-11-23")
    editor.type_over(editor.find("Skill to build: …"), "Skill to build: asking before telling, with Northwind")
    town.at("2026-11-27T14:00")
    lines = page(town, "2026-11-30")
    at = lines.index("Skill to build: asking before telling, with Northwind")
    assert lines[at + 2] == (
        "“Asking before telling” → First meeting: a second one with a date. "
        'To learn from: Ten <b>questions</b> "2, A morning with Ana, Old http://example.com/old'
    )
    snapshot = town.ledger.snapshot(PAIR, date(2026, 11, 30))
    assert snapshot is not None
    html = render(snapshot.draft, tmp_path / "own").html
    assert (
        'To learn from: <a href="https://example.com/ten?a=1&amp;b=">Ten &lt;b&gt;questions&lt;/b&gt; &#34;2</a>'
        in html
    )
    assert 'href="http:' not in html
    town.at("2026-11-30T13:00")
    town.at("2026-12-04T14:00")
    assert "Skill to build: asking before telling, with Northwind" in page(town, "2026-12-07")  # and nothing of ours


def test_a_page_says_quarters_of_the_business_year(town: Town) -> None:
    set_up(town, fiscal_year=2)
    town.add_pair(agenda="commitment")
    fill(town)
    figures = town.ledger.figures
    figures.put_kpis(LEE, [Kpi("Won this quarter", TODAY, Decimal(9_000), Decimal(90_000), "EUR")])
    town.run()
    assert any(line.startswith("This quarter, to 31 Jan 2027") for line in page(town))


def test_the_rep_s_own_goal_stands_apart_from_the_quota_and_the_same_figure_gets_a_kind_question(town: Town) -> None:
    town.add_pair(agenda="commitment")
    fill(town, wish=replace(AIMS_HIGHER, goal=Decimal(1_080_000)))
    figures = town.ledger.figures
    figures.put_kpis(LEE, [Kpi("Won this year", TODAY, Decimal(9_000), Decimal(1_080_000), "EUR")])
    town.run()
    said = (
        "Own goal for a year: €1,080,000; this year's quota: €1,080,000. The two are the same: what would an excellent"
    )
    assert any(said in line for line in page(town))


@pytest.mark.parametrize(("goal", "asked"), [(1_500_000, False), (1_080_000, True)])
def test_only_a_goal_that_is_the_quota_is_asked_about(town: Town, goal: int, asked: bool) -> None:
    town.add_pair(agenda="commitment")
    fill(town, wish=replace(AIMS_HIGHER, goal=Decimal(goal)))
    town.ledger.figures.put_kpis(LEE, [Kpi("Won this year", TODAY, Decimal(9_000), Decimal(1_080_000), "EUR")])
    town.run()
    assert any("whatever the quota?" in line for line in page(town)) is asked


@pytest.mark.parametrize(("goal", "asked"), [("asking before telling", False), ("patience", True)])
def test_a_goal_that_names_the_skill_in_view_is_linked_and_one_that_names_nothing_is_asked_about(
    town: Town, goal: str, asked: bool
) -> None:
    town.add_pair(agenda="commitment")
    fill(town)
    town.run()
    editor = town.editor("2026-11-23")
    editor.type_over(editor.find("Skill to build: …"), "Skill to build: asking before telling")
    editor.type_over(editor.find("Lee: …", under="Three questions for Lee"), f"Lee: practise {goal} in 3 calls by Fri")
    town.at("2026-11-27T14:00")
    assert any("which deal, figure or skill does" in line for line in page(town, "2026-11-30")) is asked


def test_a_process_with_a_slip_stops_neither_the_page_nor_its_skill_line(town: Town, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "sales_process.toml").write_text("[[stage]]\nname = 1\n")
    set_up(town, templates=tmp_path / "own")
    town.add_pair(agenda="reinforce")
    report = town.run()
    assert report.prepared
    assert any("sales_process.toml cannot be used" in said for said in report.attention)
    assert "Skill to build: …" in page(town)
