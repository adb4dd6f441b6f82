"""What a page shows of the figures and what is kept of the deals."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from oneone.model import Deal, Kpi, KpiLine, Kpis
from oneone.numbers.snapshot import compact, kpi_lines, latest, outcome

TODAY = date(2026, 11, 20)


def kpi(metric: str, days_ago: int, value: int | None, *, target: int | None = None, unit: str = "count") -> Kpi:
    def number(n: int | None) -> Decimal | None:
        return None if n is None else Decimal(n)

    return Kpi(metric, TODAY - timedelta(days=days_ago), number(value), number(target), unit)


def test_each_metric_stands_once_with_its_newest_value_beside_target_and_last_page() -> None:
    imported = [kpi("Won", 8, 10), kpi("Won", 1, 30, target=50), kpi("Calls", 1, 7)]
    before = [kpi("Won", 8, 10)]
    assert kpi_lines(imported, before, TODAY, source="CRM") == Kpis(
        lines=(
            KpiLine("Won", "count", Decimal(30), Decimal(50), Decimal(10)),
            KpiLine("Calls", "count", Decimal(7), None, None),
        ),
        as_of=date(2026, 11, 19),
        before_on=date(2026, 11, 12),
        source="CRM",
        old=False,
    )


def test_figures_of_later_days_are_not_shown_yet() -> None:
    assert kpi_lines([kpi("Won", 3, 1), kpi("Won", -1, 2)], (), TODAY).lines[0].now == Decimal(1)
    assert kpi_lines([kpi("Won", -1, 2), kpi("Won", -9, 2)], (), TODAY) == Kpis(begins=date(2026, 11, 21))
    assert kpi_lines([], (), TODAY) == Kpis()


def test_a_newer_blank_value_leaves_the_former_one_with_its_own_day() -> None:
    imported = [kpi("Won", 8, 1), kpi("Won", 1, None), kpi("Calls", 1, None)]
    block = kpi_lines(imported, (), TODAY)
    assert [line.now for line in block.lines] == [Decimal(1), None]
    assert block.as_of == TODAY - timedelta(days=8)


def test_metrics_keep_the_order_in_which_they_came_and_six_are_shown() -> None:
    imported = [kpi(name, 1, 1) for name in "hgfedcba"]
    assert [line.metric for line in kpi_lines(imported, (), TODAY).lines] == list("hgfedc")


def test_the_first_page_has_nothing_to_compare_with() -> None:
    block = kpi_lines([kpi("Won", 1, 1)], (), TODAY)
    assert (block.before_on, block.lines[0].before) == (None, None)


def test_a_figure_whose_unit_changed_is_not_compared() -> None:
    block = kpi_lines([kpi("Won", 1, 10, unit="USD")], [kpi("Won", 8, 12, unit="EUR")], TODAY)
    assert block.lines[0].before is None


@pytest.mark.parametrize(("days_ago", "old"), [(0, False), (8, False), (9, True)])
def test_figures_older_than_eight_days_say_so(days_ago: int, old: bool) -> None:
    assert kpi_lines([kpi("Won", days_ago, 1)], (), TODAY).old is old


def test_figures_are_old_by_the_day_of_the_one_to_one() -> None:
    imported = [kpi("Won", 6, 1)]
    assert kpi_lines(imported, (), TODAY, meeting=TODAY + timedelta(days=2)).old is False
    assert kpi_lines(imported, (), TODAY, meeting=TODAY + timedelta(days=3)).old is True


def test_the_column_of_the_last_page_says_the_oldest_day_of_what_it_holds() -> None:
    before = [kpi("Won", 8, 1), kpi("Calls", 20, 1), kpi("Retired", 40, 1)]
    block = kpi_lines([kpi("Won", 1, 1), kpi("Calls", 1, 1)], before, TODAY)
    assert block.before_on == TODAY - timedelta(days=20)


def test_the_page_claims_no_newer_day_than_its_oldest_line() -> None:
    block = kpi_lines([kpi("Won", 1, 1), kpi("Satisfaction", 30, 1)], (), TODAY)
    assert (block.as_of, block.old) == (TODAY - timedelta(days=30), True)


def test_a_metric_that_is_no_longer_imported_leaves_the_page() -> None:
    block = kpi_lines([kpi("Retired", 60, 1), kpi("Won", 1, 1)], (), TODAY)
    assert ([line.metric for line in block.lines], block.old) == (["Won"], False)


def test_the_last_import_of_a_day_counts_whatever_the_case_of_the_name() -> None:
    assert latest([kpi("Won", 1, 1), kpi("won", 1, 2)], TODAY) == (kpi("won", 1, 2),)


@pytest.mark.parametrize(
    ("stage", "category", "expected"),
    [
        ("Closed Won", "Closed", "won"),
        ("6 - Closed Won (100%)", "", "won"),
        ("Gewonnen", "", "won"),
        ("closedwon", "", "won"),
        ("Closed Lost", "Omitted", "lost"),
        ("Lost", "Closed", "lost"),
        ("Verloren", "", "lost"),
        ("Order received", "Won", "won"),
        ("Order received", "Closed", "won"),
        ("Gone", "Lost", "lost"),
        ("Negotiation", "Omitted", "open"),
        ("Wonderful", "Best Case", "open"),
        ("", "", "open"),
    ],
)
def test_stage_or_category_tells_whether_a_deal_is_closed(stage: str, category: str, expected: str) -> None:
    assert outcome(Deal("1", "x", stage=stage, category=category)) == expected


def test_a_snapshot_keeps_what_movement_compares_and_drops_the_rest() -> None:
    kept = Deal("1", "x", "Adatum", Decimal(5), "EUR", "Demo", TODAY, "Commit", 50, pushes=2)
    full = Deal(
        "1", "x", "Adatum", Decimal(5), "EUR", "Demo", TODAY, "Commit", 50, TODAY, TODAY, "call", TODAY, "a=b", "c=d", 2
    )
    assert compact([full]) == (kept,)


def test_three_hundred_deals_with_long_notes_fit_a_row_of_the_store() -> None:
    deals = [
        Deal(f"0061t00000AbC{n:03}", "Renewal 2027 with services", "Adatum Corporation", Decimal("123456.78"), "EUR",
             "Negotiation", TODAY, "Best Case", 70, TODAY, TODAY, "n" * 2000, TODAY, "r" * 500, "v" * 500)
        for n in range(300)
    ]  # fmt: skip
    assert len(msgspec.json.encode(compact(deals))) < 120_000
