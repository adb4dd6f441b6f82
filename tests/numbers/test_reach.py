"""How far a record of decided deals reaches: what is told of a year needs enough of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from oneone.agenda.balance import coverage as shown
from oneone.agenda.figures import growth as growth_shown
from oneone.agenda.skills import skills as skills_shown
from oneone.agenda.templates import templates_folder
from oneone.agenda.words import wording
from oneone.model import Aspiration, Closed, Coverage, Deal, Kpi, Names
from oneone.numbers.aspirations import growth
from oneone.numbers.coverage import Book, coverage
from oneone.numbers.pace import known_since, pace
from oneone.numbers.process import load
from oneone.numbers.skills import skills

TODAY = date(2026, 11, 20)
NAMES = Names("Lee Park", "Dana Reyes")
GOAL = [Kpi("Won this month", TODAY, Decimal(12_000), Decimal(30_000), "EUR")]
EN = wording("en-GB")


def record(days: int, cycle: int = 20, count: int = 20) -> tuple[Closed, ...]:
    """So many deals decided evenly over the last days, every other one won."""
    step = days / (count - 1)
    return tuple(
        Closed(f"c{n}", on, n % 2 == 0, on - timedelta(days=cycle), Decimal(1_000), "EUR", "Discovery")
        for n in range(count)
        for on in [TODAY - timedelta(days=round(n * step))]
    )


def said(block: Coverage, language: str = "en-GB") -> str:
    view = shown(block, NAMES, wording(language), TODAY)
    return " ".join((view.grid.line, *view.lines))


def page(past: tuple[Closed, ...], deals: tuple[Deal, ...] = (), language: str = "en-GB") -> str:
    return said(coverage(Book(deals, past, TODAY, "CRM"), GOAL, TODAY), language)


@pytest.mark.parametrize(
    ("days", "words"), [(14, "20 deals since 6 Nov."), (200, "20 deals since 4 May."), (350, "20 deals in 12 months.")]
)
def test_the_page_says_how_far_the_record_really_reaches(days: int, words: str) -> None:
    assert words in page(record(days))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "20 Deals seit 6. Nov."),
        ("fr", "20 affaires depuis le 6 nov."),
        ("es", "20 oportunidades desde el 6 nov."),
    ],
)
def test_every_language_says_it(language: str, words: str) -> None:
    assert words in page(record(14), language=language)


def test_two_weeks_of_decided_deals_tell_no_cycle_and_no_year_and_the_page_says_what_is_missing() -> None:
    own = pace(record(14), (), "EUR", TODAY)
    assert (own.conversion, own.cycle, own.new_a_year, own.young) == (Decimal("0.5"), None, 0, True)
    assert "A look ahead comes with a longer record: half a year of decided deals" in page(record(14))


def test_half_a_year_tells_the_cycle_and_reckons_new_deals_up_to_a_year() -> None:
    past = record(219)  # three fifths of a year
    own = pace(past, (), "EUR", TODAY)
    within = sum(entry.created is not None and TODAY - entry.created < timedelta(days=219) for entry in past)
    assert (own.cycle, own.young, own.new_a_year) == (20, False, round(within * 5 / 3))


def test_a_year_is_counted_and_not_reckoned() -> None:
    own = pace(record(360), (), "EUR", TODAY)
    assert (own.since, own.new_a_year, own.cycle) == (None, 19, 20)


def test_a_cycle_waits_until_deals_are_known_for_twice_as_long() -> None:
    assert pace(record(200, cycle=190), (), "EUR", TODAY).cycle == 190
    own = pace(record(200, cycle=250), (), "EUR", TODAY)
    assert (own.cycle, own.young) == (None, True)


def test_one_old_date_in_an_export_of_two_weeks_makes_no_year_of_it() -> None:
    stray = Closed("old", TODAY - timedelta(days=300), False, None, Decimal(9_000), "EUR")
    own = pace((*record(14), stray), (), "EUR", TODAY)
    assert (own.since, own.won + own.lost, own.cycle) == (TODAY - timedelta(days=14), 20, None)


def test_a_rep_with_few_deals_a_year_keeps_them_all() -> None:
    days = (300, 150, 20)
    past = tuple(Closed(f"c{n}", TODAY - timedelta(days=n), True, None, Decimal(1), "EUR") for n in days)
    assert known_since(past, TODAY) == TODAY - timedelta(days=300)
    assert known_since((), TODAY) is None


def test_drivers_of_growth_are_worth_nothing_yet_before_half_a_year_and_say_why() -> None:
    wish = Aspiration("x", "EUR", opportunities=Decimal(300), cycle_days=Decimal(10), win_rate=Decimal(70))
    block = growth(wish, pace(record(14), (), "EUR", TODAY), TODAY)
    assert [
        (driver.now, driver.worth) for driver in block.drivers if driver.name in ("opportunities", "cycle_days")
    ] == [
        (None, None),
        (None, None),
    ]
    assert "Own figures are known since 6 Nov only" in growth_shown(block, EN, TODAY).grid.line


def test_drivers_of_growth_say_since_when_their_figures_are() -> None:
    block = growth(Aspiration("x", "EUR", win_rate=Decimal(70)), pace(record(219), (), "EUR", TODAY), TODAY)
    assert growth_shown(block, EN, TODAY).grid.line.startswith("Now: own figures since 15 Apr;")


def test_lost_deals_behind_a_skill_are_those_since_the_record_begins() -> None:
    process = load([templates_folder()])
    view = skills_shown(skills(process, (), (), record(14), TODAY, TODAY), NAMES, EN, TODAY)
    assert view is not None
    assert view.intro.startswith("10 of Lee's own deals ended at the stage “Discovery” since 6 Nov.")


def test_a_lost_deal_of_0_is_worth_an_unknown_amount_and_not_nothing() -> None:
    past = tuple(replace(entry, amount=Decimal(0)) if not entry.won else entry for entry in record(350))
    own = pace(past, (), "EUR", TODAY)
    assert (own.conversion, own.thin) == (None, "amounts")
    assert "Too many of the 20 decided deals have no known value" in page(past)


def test_a_few_lost_deals_of_0_are_left_out_of_the_value() -> None:
    past = tuple(replace(entry, amount=Decimal(0)) if entry.id in ("c1", "c3") else entry for entry in record(350))
    own = pace(past, (), "EUR", TODAY)
    assert (own.decided_value, own.won_value) == (Decimal(18_000), Decimal(10_000))


def test_a_won_deal_of_0_was_given_away_and_counts_as_that() -> None:
    past = tuple(replace(entry, amount=Decimal(0)) if entry.id in ("c0", "c2") else entry for entry in record(350))
    own = pace(past, (), "EUR", TODAY)
    assert (own.won, own.won_value, own.thin) == (10, Decimal(8_000), "")


@pytest.mark.parametrize(
    ("past", "words"),
    [
        ((), "No decided deal of Lee's is known yet; from 10 on"),
        (record(14)[:1], "Only one of Lee's deals was decided since 20 Nov; from 10 on"),
        (record(14)[:4], "Only 4 of Lee's deals were decided since 18 Nov; from 10 on"),
    ],
)
def test_a_thin_record_is_counted_in_plain_words(past: tuple[Closed, ...], words: str) -> None:
    assert words in page(past)


def test_open_deals_that_count_for_no_goal_are_said() -> None:
    near = date(2026, 11, 28)
    deals = (
        Deal("1", "A", amount=Decimal(9_000), currency="EUR"),
        Deal("2", "B", amount=Decimal(9_000), currency="EUR"),
        Deal("3", "C", currency="EUR", close=near),
        Deal("4", "D", amount=Decimal(9_000), currency="EUR", category="Omitted"),
        Deal("5", "E", amount=Decimal(9_000), currency="EUR", close=near),
    )
    assert "Open deals not counted: 2 without close date, 1 without amount." in page(record(350), deals)
    assert "not counted" not in page(record(350), deals[4:])
