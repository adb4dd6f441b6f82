"""What customers did, what a minute in the CRM mends, what growth is worth, and how often to meet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from oneone.agenda.templates import templates_folder
from oneone.errors import BadInput, Finding
from oneone.model import Aspiration, Deal, Goal, Kpi, Pace
from oneone.numbers.aspirations import growth
from oneone.numbers.cadence import Rhythm, advice
from oneone.numbers.hygiene import hygiene
from oneone.numbers.process import load
from oneone.numbers.sources.figure_files import figure_tables, read_people
from oneone.numbers.trends import charts, direction
from oneone.numbers.verifiers import evidence, winnable

TODAY = date(2026, 11, 20)
PROCESS = load([templates_folder()])


def deal(stage: str, verifiers: str = "", **more: object) -> Deal:
    values = {"amount": Decimal(9_000), "currency": "EUR", "close": TODAY + timedelta(days=20), **more}
    return Deal("1", "Rollout", "Contoso", stage=stage, verifiers=verifiers, **values)  # type: ignore[arg-type]


# ---------------------------------------------------------------- verifiers


def test_a_stage_ahead_of_its_evidence_shows_both_and_what_is_missing() -> None:
    said = "meeting=2026-09-01; discovery=2026-10-02; sponsor=2026-10-20; proposal=https://c.sharepoint.com/offer"
    one = evidence(deal("Approved", said), PROCESS, TODAY)
    assert (one.claimed, one.supported) == ("Approved", "Proposal")
    assert [unproven.key for unproven in one.missing] == ["close_plan", "decision"]
    assert one.missing[0].proposal == "Draft a closing plan with names and dates for Contoso, and send it for comments"


def test_evidence_holds_only_without_a_gap_before_it() -> None:
    one = evidence(deal("Proposal", "meeting=2026-09-01; proposal=2026-10-30"), PROCESS, TODAY)
    assert one.supported == "Qualification"
    assert (one.present, [unproven.key for unproven in one.missing]) == (2, ["discovery", "sponsor"])


@pytest.mark.parametrize("word", ["yes", "2027-01-05", "soon", "2026-02-31", ""])
def test_a_word_of_the_rep_or_a_day_to_come_is_no_evidence(word: str) -> None:
    assert evidence(deal("Qualification", f"meeting={word}"), PROCESS, TODAY).supported == "Prospecting"


def test_a_close_plan_in_the_crm_counts_for_the_closing_plan() -> None:
    said = "meeting=2026-09-01; discovery=2026-10-02; sponsor=2026-10-20; proposal=2026-11-01"
    one = evidence(deal("Negotiation", said, close_plan=date(2026, 12, 1)), PROCESS, TODAY)
    assert (one.supported, one.missing) == ("Negotiation", ())


@pytest.mark.parametrize("stage", ["3 - Discovery (40 %)", "discovery", "Needs Analysis", "Bedarfsanalyse"])
def test_a_crm_s_own_name_of_a_stage_is_found(stage: str) -> None:
    assert evidence(deal(stage), PROCESS, TODAY).known


def test_a_stage_that_the_process_does_not_know_is_not_judged() -> None:
    one = evidence(deal("Paperwork"), PROCESS, TODAY)
    assert (one.known, one.missing) == (False, ())


def test_where_no_verifier_is_recorded_at_all_nothing_is_said_about_any_deal() -> None:
    assert not winnable([deal("Proposal")], PROCESS, TODAY, TODAY).recorded
    assert winnable([deal("Proposal"), deal("Proposal", "meeting=2026-09-01")], PROCESS, TODAY, TODAY).recorded


def test_a_process_with_slips_is_refused_with_each_of_them(tmp_path: Path) -> None:
    text = """
    [[stage]]
    key = "one"
    name = "One"
    aliases = ["Two"]
    [[stage.verifier]]
    key = "v"
    text = "They did"
    proposal = "Ask {customer}"
    [[stage]]
    key = "one"
    name = "Two"
    colour = "red"
    """
    (tmp_path / "sales_process.toml").write_text(text)
    with pytest.raises(BadInput) as caught:
        load([tmp_path, templates_folder()])
    said = str(caught.value)
    assert "{customer} is not known; allowed are {account} and {deal}" in said
    assert "“one” stands there twice" in said
    assert "colour: no such key" in said


def test_a_process_in_the_pair_s_language_comes_first(tmp_path: Path) -> None:
    (tmp_path / "sales_process.de.toml").write_text('[[stage]]\nkey = "a"\nname = "Anfang"\n')
    assert load([tmp_path, templates_folder()], "de-AT").stages[0].name == "Anfang"
    assert load([templates_folder()], "de-AT").stages[0].name == "Akquise"


def test_where_no_deal_closes_by_the_goal_s_end_those_of_three_months_are_shown() -> None:
    month = Goal("month", TODAY + timedelta(days=4), Decimal(9), Decimal(0), "EUR")
    near, far = (replace(deal("Proposal"), id=str(days), close=TODAY + timedelta(days=days)) for days in (60, 120))
    assert [one.deal.id for one in winnable([near, far], PROCESS, TODAY, TODAY, month).deals] == ["60"]
    assert winnable([far], PROCESS, TODAY, TODAY, month).deals == ()


# ---------------------------------------------------------------- hygiene


def test_at_most_three_things_to_mend_of_different_kinds_and_the_rest_as_a_number() -> None:
    past = [Deal(f"p{n}", f"P{n}", amount=Decimal(n), close=TODAY - timedelta(days=n + 1)) for n in range(4)]
    more = [Deal("q", "Q", close=TODAY + timedelta(days=60)), Deal("r", "R", amount=Decimal(1), close=None)]
    block = hygiene([*past, *more], TODAY, TODAY)
    assert [(item.check, item.deal.id) for item in block.items] == [("date", "p3"), ("amount", "q"), ("date", "p2")]
    assert block.more == 3


def test_what_the_export_does_not_hold_is_no_one_s_fault() -> None:
    soon = TODAY + timedelta(days=5)
    deals = [Deal("1", "A", amount=Decimal(1), close=soon), Deal("2", "B", amount=Decimal(2), close=soon)]
    assert hygiene(deals, TODAY, TODAY).items == ()
    roles = [deals[0], Deal("2", "B", amount=Decimal(2), close=soon, contact_roles="champion=Ana")]
    assert [(item.check, item.deal.id) for item in hygiene(roles, TODAY, TODAY).items] == [("roles", "1")]


def test_closed_deals_need_no_mending() -> None:
    assert hygiene([Deal("1", "A", stage="Won", close=date(2026, 1, 1))], TODAY, TODAY).items == ()


# ---------------------------------------------------------------- growth

OWN = Pace("EUR", won=20, lost=20, win_rate=Decimal("0.5"), cycle=60, new_a_year=40, each=Decimal(10_000))


def test_each_driver_alone_is_worth_what_it_adds_to_a_year() -> None:
    wish = Aspiration(
        "Free Fridays",
        opportunities=Decimal(50),
        revenue_per_customer=Decimal(12_000),
        win_rate=Decimal(60),
        cycle_days=Decimal(50),
        commission=Decimal(5),
    )
    drivers = {driver.name: driver for driver in growth(wish, OWN, TODAY).drivers}  # a year now: 200,000
    assert {name: int(driver.worth or 0) for name, driver in drivers.items()} == {
        "opportunities": 50_000,
        "revenue_per_customer": 40_000,
        "win_rate": 40_000,
        "cycle_days": 40_000,
    }
    assert drivers["opportunities"].earned == 2_500
    assert drivers["win_rate"].now == 50


def test_a_thin_history_gives_no_worth() -> None:
    block = growth(Aspiration("x", win_rate=Decimal(60)), Pace("EUR"), TODAY)
    assert block.thin
    assert all(driver.worth is None for driver in block.drivers)


def test_the_own_goal_of_people_csv_is_kept_apart_from_the_quota(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("rep,definition,goal\nlee@contoso.example,Free Fridays,1500000\nzoe@contoso.example,Time,-1\n")
    [(_, table)] = figure_tables(file)
    findings: list[Finding] = []
    [(_, wish)] = list(read_people(table, findings))
    block = growth(wish, OWN, TODAY, Decimal(1_080_000))
    assert (block.aspiration.goal, block.quota) == (Decimal(1_500_000), Decimal(1_080_000))
    assert [(found.row, found.column) for found in findings] == [(3, "goal")]


def test_a_rep_names_the_manager_who_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("rep,definition,manager\nlee@c.example,Free Fridays,Dana@c.example\nana@c.example,A house,Dana\n")
    [(_, table)] = figure_tables(file)
    findings: list[Finding] = []
    assert [(rep, wish.manager) for rep, wish in read_people(table, findings)] == [("lee@c.example", "dana@c.example")]
    [found] = findings
    assert (found.row, found.column) == (3, "manager")


# ---------------------------------------------------------------- trends and cadence


def kpis(metric: str, values: list[int], unit: str = "EUR") -> list[Kpi]:
    days = [TODAY - timedelta(weeks=len(values) - 1 - at) for at in range(len(values))]
    return [Kpi(metric, day, Decimal(value), Decimal(90), unit) for day, value in zip(days, values, strict=True)]


def test_a_trend_needs_four_weeks_and_takes_the_newest_value_of_each() -> None:
    many = [*kpis("Pipeline", [1, 2, 3, 4, 5]), Kpi("Pipeline", TODAY - timedelta(days=1), Decimal(99), None, "EUR")]
    [trend] = charts(many, ["pipeline"], TODAY).trends
    assert [int(value) for _, value in trend.points] == [1, 2, 3, 4, 5]
    assert charts(kpis("Pipeline", [1, 2, 3]), ["Pipeline"], TODAY).trends == ()


def test_without_a_choice_the_first_figure_with_a_history_is_drawn() -> None:
    known = [*kpis("A", [1]), *kpis("B", [1, 2, 3, 4]), *kpis("C", [1, 2, 3, 4]), *kpis("D", [1, 2, 3, 4])]
    assert [trend.metric for trend in charts(known, (), TODAY).trends] == ["B"]
    assert [trend.metric for trend in charts(known, (), TODAY, unnamed=2).trends] == ["B", "C"]


@pytest.mark.parametrize(("values", "said"), [([10, 10, 10, 10], 0), ([10, 9, 6, 5], -1), ([5, 6, 9, 10], 1)])
def test_a_direction_is_that_of_the_later_half(values: list[int], said: int) -> None:
    assert direction([(TODAY, Decimal(value)) for value in values]) == said


def test_short_cycles_and_falling_figures_speak_for_more_meetings() -> None:
    assert advice("monthly", Rhythm(5, 40, 0)).startswith("weekly may suit better than monthly")
    assert "figures are falling" in advice("biweekly", Rhythm(2, 120, -1))
    assert advice("weekly", Rhythm(5, 40, -1)) == ""


def test_a_good_trend_never_speaks_for_fewer() -> None:
    assert advice("weekly", Rhythm(0.5, 300, 0)).startswith("monthly may suit better")
    assert advice("weekly", Rhythm(0.5, 300, 1)) == ""
    assert advice("weekly", Rhythm(0.5, None, 0)) == ""
