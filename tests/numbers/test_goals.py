"""Which figures are goals, of which day they speak, and what is known of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from oneone.agenda.balance import coverage as shown
from oneone.agenda.words import wording
from oneone.figures import numbers
from oneone.model import Agenda, Closed, Coverage, Deal, Goal, Kpi, Names, Pair, PairKey, Section
from oneone.numbers.coverage import Book, coverage, goals
from oneone.numbers.goal_names import goal_span
from oneone.store.figures import Known

DAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 20)
AGENDA = Agenda("n", "p", 30, (Section("n", "N", blocks=("coverage", "deals")),))
PAIR = Pair(PairKey("dana@contoso.example", "lee@contoso.example"), "https://contoso.example/n")


def kpi(metric: str, value: int | None, target: int | None, on: date = FRIDAY, unit: str = "EUR") -> Kpi:
    known, wanted = (None if n is None else Decimal(n) for n in (value, target))
    return Kpi(metric, on, known, wanted, unit)


def won(*days: date, amount: int = 10_000, currency: str = "EUR") -> tuple[Closed, ...]:
    return tuple(
        Closed(f"w{n}", on, True, on - timedelta(days=30), Decimal(amount), currency) for n, on in enumerate(days)
    )


def month(found: tuple[Goal, ...]) -> Goal:
    return next(goal for goal in found if goal.span == "month")


def line(block: Coverage) -> str:
    return shown(block, Names("Lee Park", "Dana Reyes"), wording("en-GB"), DAY).grid.line


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("span", "metrics"),
    [
        ("month", "Won this month|Bookings MTD|Closed won (month)|Revenue this month (net)|November bookings"),
        ("month", "Monatsumsatz|Umsatz im Monat|Auftragseingang Monat|Abschlüsse Monat|Verkäufe im Monat"),
        ("month", "Ventes du mois|CA du mois|Chiffre d’affaires mensuel|Gagné ce mois|Prises de commandes du mois"),
        ("month", "Ventas del mes|Ingresos mensuales|Ganado este mes|Facturación del mes"),
        ("quarter", "Bookings Q4|4Q26 bookings|Won this quarter|Sales quota this quarter|Quartalsumsatz|CA T4"),
        ("quarter", "Mes ventes du trimestre|Ventas T4|Auftragseingang Q4"),
        ("year", "Bookings FY26|Revenue 2026|Revenue YTD|Jahresumsatz|CA de l’année|Ventas del año"),
    ],
)
def test_what_is_won_in_a_span_is_found_by_its_name(span: str, metrics: str) -> None:
    assert {metric: goal_span(metric, DAY) for metric in metrics.split("|")} == dict.fromkeys(metrics.split("|"), span)


@pytest.mark.parametrize(
    "metrics",
    [
        "Sales pipeline this quarter|Forecast bookings this quarter|Open sales this month|Expected wins this month",
        "Lost revenue this month|Closed lost this quarter|Sales opportunities this month|Weighted sales this month",
        "Revenue last year|Revenue previous month|Bookings Q3|Bookings FY24|October bookings|Bookings November 2025",
        "Sales expenses this month|Revenue per month|Average revenue this month|Team sales this month|Revenue H1 2026",
        "Umsatzprognose Monat|Offener Umsatz Monat|Vorjahresumsatz|Umsatz Vormonat|Umsatz letztes Jahr",
        "Verkaufschancen Monat|Abschlussquote Monat|Umsatzkosten Monat|Umsatz pro Monat|Durchschnittsumsatz Monat",
        "Prévision de ventes du mois|Ventes perdues du mois|CA de l’année dernière|Coût des ventes du mois",
        "CA N-1 annuel|Taux de ventes du mois|Écart de CA du mois|Ventes par mois",
        "Previsión de ventas del mes|Ventas perdidas del mes|Ventas del año pasado|Gastos de ventas del mes",
        "Win rate, month|New deals, month|Won|CA deals this month|T1 sales",
    ],
)
def test_what_is_something_else_is_no_goal(metrics: str) -> None:
    assert {metric: goal_span(metric, DAY) for metric in metrics.split("|")} == dict.fromkeys(metrics.split("|"))


def test_a_numbered_quarter_is_that_of_the_business_year() -> None:
    assert [goal_span("Bookings Q1", DAY, month) for month in (1, 10, 11)] == [None, "quarter", "quarter"]
    assert [goal_span("Bookings FY27", DAY, month) for month in (1, 2)] == [None, "year"]


def test_a_name_that_the_admin_gave_goes_before_words_and_before_the_file_s_order(tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text('[goal_month]\nen = "Net ACV; Sales pipeline (month)"\n', encoding="utf-8")
    figures = (kpi("Won this month", 1, 2), kpi("net  acv", 12_000, 30_000), kpi("Pipeline", 5, 6))
    known = Known(figures, (), FRIDAY)
    [goal] = (h.goal for h in numbers(known, None, AGENDA, PAIR, DAY, FRIDAY, (), tmp_path).blocks.coverage.horizons)  # type: ignore[union-attr]
    assert (goal.span, goal.won, goal.target) == ("month", Decimal(12_000), Decimal(30_000))


def test_of_two_figures_the_one_that_is_still_imported_counts() -> None:
    old = kpi("Revenue this month", 1, 9_000, on=date(2026, 3, 2))
    assert month(goals([old, kpi("Bookings this month", 2, 8_000)], (), FRIDAY)).target == 8_000


# ---------------------------------------------------------------- the day of the 1:1


@pytest.mark.parametrize(
    ("made", "held", "until"),
    [
        (date(2027, 1, 29), date(2027, 2, 1), {"month": date(2027, 2, 28), "quarter": date(2027, 3, 31)}),
        (date(2026, 12, 31), date(2027, 1, 4), {"month": date(2027, 1, 31), "quarter": date(2027, 3, 31)}),
    ],
)
def test_a_page_made_before_a_period_ends_speaks_of_the_one_in_which_the_two_meet(
    made: date, held: date, until: dict[str, date]
) -> None:
    figures = [kpi("Won this month", 28_000, 30_000, on=made), kpi("Won this quarter", 50_000, 90_000, on=made)]
    found = {goal.span: goal for goal in goals(figures, (), made, day=held)}
    assert {span: found[span].until for span in until} == until  # type: ignore[index]
    assert (found["month"].won, found["month"].target) == (Decimal(0), Decimal(30_000))
    begun = found["quarter"].until == date(2027, 3, 31) and made.year == 2026
    assert found["quarter"].won == (0 if begun else 50_000)


def test_deals_of_the_new_month_stand_against_its_goal_on_the_page() -> None:
    made, held = date(2027, 1, 29), date(2027, 2, 1)
    deals = (Deal("1", "A", amount=Decimal(20_000), currency="EUR", close=date(2027, 2, 26)),)
    known = Known((kpi("Won this month", 28_000, 30_000, on=made),), deals, made, past=won(made - timedelta(days=9)))
    block = numbers(known, None, AGENDA, PAIR, held, made).blocks.coverage
    assert block is not None
    assert [(h.goal.until, h.goal.left, h.open) for h in block.horizons[:1]] == [
        (date(2027, 2, 28), Decimal(30_000), Decimal(20_000))
    ]


def test_a_1_1_that_was_moved_counts_on_the_day_on_which_it_takes_place() -> None:
    known = Known((kpi("Won this month", 28_000, 30_000),), (), FRIDAY)
    moved = numbers(known, None, AGENDA, PAIR, DAY, FRIDAY, day=date(2026, 12, 1)).blocks.coverage
    assert moved is not None
    assert moved.horizons[0].goal.until == date(2026, 12, 31)


# ---------------------------------------------------------------- what is won of it


def test_newer_deals_tell_of_wins_that_an_older_figure_does_not_know() -> None:
    figure = kpi("Won this month", 0, 40_000, on=date(2026, 11, 3))
    past = won(date(2026, 10, 20), *(date(2026, 11, day) for day in (4, 6, 9, 12, 16, 19)))
    goal = month(goals([figure], past, FRIDAY, as_of=FRIDAY))
    assert (goal.won, goal.left, goal.as_of) == (Decimal(60_000), Decimal(0), None)


def test_a_figure_that_counts_more_than_the_deals_stays_and_says_its_own_day() -> None:
    figure = kpi("Won this month", 25_000, 40_000, on=date(2026, 11, 3))
    past = won(date(2026, 10, 20), date(2026, 11, 2))
    goal = month(goals([figure], past, FRIDAY, as_of=FRIDAY))
    assert (goal.won, goal.as_of) == (Decimal(25_000), date(2026, 11, 3))
    assert "Won (month): as of 3 Nov." in line(coverage(Book((), past, FRIDAY, "CRM"), [figure], FRIDAY))
    same_day = coverage(Book((), past, date(2026, 11, 3), "CRM"), [figure], FRIDAY)
    assert "as of" not in line(same_day)


def test_a_figure_as_new_as_the_deals_is_believed_when_it_counts_less() -> None:
    past = won(date(2026, 10, 20), date(2026, 11, 2), date(2026, 11, 3))
    assert month(goals([kpi("Won this month", 5_000, 40_000)], past, FRIDAY, as_of=FRIDAY)).won == 5_000


@pytest.mark.parametrize(("value", "target"), [(None, 30_000), (15_000, None)])
def test_a_blank_cell_does_not_hide_what_was_imported_before(value: int | None, target: int | None) -> None:
    figures = [kpi("Won this month", 12_000, 30_000, on=date(2026, 11, 12)), kpi("Won this month", value, target)]
    goal = month(goals(figures, (), FRIDAY))
    assert (goal.target, goal.won) == (Decimal(30_000), Decimal(value or 12_000))


def test_a_month_of_which_nothing_is_known_but_the_target_is_named() -> None:
    block = coverage(Book((), (), FRIDAY, "CRM"), [kpi("Won this month", None, 30_000)], FRIDAY)
    assert "month" in block.unknown
    assert line(block).startswith("Not shown (month, quarter, year): what was won since it began is not known in EUR.")


def test_a_goal_in_another_currency_is_named_with_it_and_lends_its_target_to_no_other() -> None:
    figures = [kpi("Won this month", 1, 5_000), kpi("Won this quarter", 1, 9_000, unit="USD")]
    past = won(date(2025, 12, 30), date(2026, 10, 3))
    block = coverage(Book((), past, FRIDAY, "CRM"), figures, FRIDAY)
    assert [(h.goal.span, h.goal.target) for h in block.horizons] == [
        ("month", Decimal(5_000)),
        ("year", Decimal(60_000)),
    ]
    assert "Not shown (quarter): that goal is in USD." in line(block)
