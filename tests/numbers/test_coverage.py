"""How much pipeline a rep needs: from the rep's own record, and from nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from oneone.model import Closed, Deal, Kpi
from oneone.numbers.coverage import Book, bounds, coverage, goal_key, goals
from oneone.numbers.key_deals import decisive, key_deals, must_win
from oneone.numbers.pace import closed_deals, pace, slowing

TODAY = date(2026, 11, 20)


def closed(
    n: int, *, won: bool, amount: int | None = 1_000, days: int = 30, ago: int = 40, currency: str = "EUR"
) -> Closed:
    on = TODAY - timedelta(days=ago)
    return Closed(f"c{n}", on, won, on - timedelta(days=days), None if amount is None else Decimal(amount), currency)


RECORD = tuple(  # the same, over a year
    closed(n, won=n < 4, amount=3_000 if n < 4 else 1_000, ago=40 if n < 4 else 40 + 37 * (n - 3)) for n in range(12)
)
PAST = tuple(closed(n, won=n < 4, amount=3_000 if n < 4 else 1_000) for n in range(12))  # 12,000 of 20,000 won


def deal(id: str, amount: int, close: date, **more: object) -> Deal:
    return Deal(id, f"Deal {id}", amount=Decimal(amount), currency="EUR", close=close, **more)  # type: ignore[arg-type]


def kpi(metric: str, value: int, target: int, on: date = TODAY, unit: str = "EUR") -> Kpi:
    return Kpi(metric, on, Decimal(value), Decimal(target), unit)


def test_conversion_is_by_value_of_the_reps_own_decided_deals() -> None:
    own = pace(RECORD, (), "EUR", TODAY)
    assert (own.conversion, own.won, own.lost, own.cycle, own.each) == (Decimal("0.6"), 4, 8, 30, Decimal(3_000))


@pytest.mark.parametrize(
    ("past", "why"),
    [
        (PAST[:9], "decided"),
        (tuple(closed(n, won=n < 2) for n in range(12)), "won"),
        (tuple(closed(n, won=n < 4, amount=None if n > 7 else 5) for n in range(12)), "amounts"),
        (tuple(closed(n, won=n < 4, amount=0 if n < 4 else 5) for n in range(12)), "amounts"),
        (tuple(closed(n, won=n < 9, amount=5 if n < 9 else 0) for n in range(12)), "amounts"),
        (tuple(closed(n, won=True, ago=400) for n in range(12)), "decided"),
        (tuple(closed(n, won=True, currency="USD") for n in range(12)), "decided"),
    ],
)
def test_a_history_too_thin_gives_no_rate_but_the_reason(past: tuple[Closed, ...], why: str) -> None:
    own = pace(past, (), "EUR", TODAY)
    assert (own.conversion, own.thin) == (None, why)


def test_needed_is_what_is_left_divided_by_the_conversion_and_the_gap_what_is_not_open() -> None:
    deals = [deal("1", 8_000, date(2026, 11, 27)), deal("2", 50_000, date(2026, 12, 20))]
    block = coverage(Book(deals, PAST, TODAY, "CRM"), [kpi("Won this month", 6_000, 18_000)], TODAY)
    month = block.horizons[0]
    assert (month.goal.left, month.needed, month.open, month.gap) == (
        Decimal(12_000),
        Decimal(20_000),
        Decimal(8_000),
        Decimal(12_000),
    )


def test_a_deal_left_out_of_the_forecast_or_in_another_currency_covers_nothing() -> None:
    near = date(2026, 11, 25)
    deals = [deal("1", 9_000, near, category="Omitted"), Deal("2", "D", amount=Decimal(9), currency="USD", close=near)]
    block = coverage(Book(deals, PAST, TODAY), [kpi("Won this month", 0, 1_000)], TODAY)
    assert block.horizons[0].open == 0
    assert block.pace is not None
    assert block.pace.left_out == 1


def test_a_quarter_without_a_figure_of_its_own_takes_three_months_and_says_so() -> None:
    old = [closed(90 + n, won=False, amount=500, ago=330 - 60 * n) for n in range(4)]  # known all the year
    found = {goal.span: goal for goal in goals([kpi("Won this month", 1_000, 5_000)], (*old, *PAST), TODAY)}
    assert (found["month"].target, found["month"].won, found["month"].from_) == (Decimal(5_000), Decimal(1_000), None)
    assert (found["quarter"].target, found["quarter"].won, found["quarter"].from_) == (
        Decimal(15_000),
        Decimal(12_000),
        "month",
    )
    assert found["year"].target == 60_000


def test_one_old_stray_does_not_make_a_record_of_two_weeks_reach_back_to_january() -> None:
    stray = closed(99, won=True, amount=500, ago=330)
    assert "year" not in {goal.span for goal in goals([kpi("Won this month", 1_000, 5_000)], (stray, *PAST), TODAY)}


@pytest.mark.parametrize("names", [("Revenue FY26", "Revenue FY27"), ("Revenue FY27", "Revenue FY26")])
def test_two_business_years_side_by_side_give_no_goal_as_either_may_be_this_one(names: tuple[str, str]) -> None:
    both = [kpi(names[0], 850, 900), kpi(names[1], 300, 1_000)]
    assert goals(both, PAST, TODAY, 4) == ()
    assert [goal.target for goal in goals(both[:1], PAST, TODAY, 4) if goal.span == "year"] == [Decimal(900)]
    named = goals(both, PAST, TODAY, 4, named={goal_key(names[1]): "year"})
    assert [goal.target for goal in named if goal.span == "year"] == [Decimal(1_000)]


def test_a_span_whose_wins_are_not_known_from_its_start_is_left_out() -> None:
    assert [goal.span for goal in goals([kpi("Won this month", 1_000, 5_000)], PAST, TODAY)] == ["month"]


def test_last_months_figure_says_nothing_of_what_is_won_this_month() -> None:
    said = goals([kpi("Won this month", 4_000, 5_000, on=date(2026, 10, 30))], PAST, TODAY)
    assert said[0].won == 0  # from the decided deals: none of them closed in November


@pytest.mark.parametrize("metric", ["Umsatz Monat", "Bookings MTD", "Closed won (month)", "Ventes du mois"])
def test_goals_are_found_by_their_names_in_our_languages(metric: str) -> None:
    assert goals([kpi(metric, 1, 2)], (), TODAY)[0].span == "month"


@pytest.mark.parametrize(
    ("metric", "unit"), [("Win rate, month", "percent"), ("New deals, month", "EUR"), ("Won", "EUR")]
)
def test_other_figures_are_no_goals(metric: str, unit: str) -> None:
    assert goals([kpi(metric, 1, 2, unit=unit)], PAST, TODAY) == ()


def test_the_quarter_ends_where_open_deals_and_those_still_to_come_lead() -> None:
    # 13,000 of new deals in 13 weeks: 1,000 a week. Conversion 0.6, cycle 30 days.
    new = [deal(f"n{week}", 1_000, date(2027, 3, 1), created=TODAY - timedelta(weeks=week)) for week in range(13)]
    near = deal("x", 10_000, date(2026, 12, 10))
    past = tuple(
        closed(n, won=n < 4, amount=3_000 if n < 4 else 1_000, ago=80 if n < 4 else 80 + 32 * (n - 3))
        for n in range(12)
    )
    block = coverage(Book([near, *new], past, TODAY), [kpi("Won this quarter", 0, 9_000)], TODAY)
    end, over = block.ahead[0]
    weeks = Decimal((date(2026, 12, 31) - timedelta(days=30) - TODAY).days) / 7
    assert end == date(2026, 12, 31)
    assert abs(over - ((10_000 + 1_000 * weeks) * Decimal("0.6") - 9_000)) < 1
    assert [day for day, _ in block.ahead] == [date(2026, 12, 31), date(2027, 3, 31)]


def test_a_gap_becomes_a_number_of_new_deals_and_the_day_by_which_they_begin() -> None:
    block = coverage(Book([], RECORD, TODAY), [kpi("Won this quarter", 0, 9_000)], TODAY)
    assert (block.find, block.find_by) == (5, date(2026, 12, 1))  # 15,000 ÷ 3,000; 30 days to a win


def test_without_a_goal_nothing_is_made_up() -> None:
    block = coverage(Book([], PAST, TODAY), [], TODAY)
    assert (block.horizons, block.pace, block.find) == ((), None, 0)


def test_fewer_new_deals_while_others_are_won_are_told() -> None:
    created = [TODAY - timedelta(days=d) for d in (3, 30, 35, 40, 45)]
    deals = [deal(str(n), 1, TODAY, created=on) for n, on in enumerate(created)]
    wins = (closed(1, won=True, ago=5, days=200),)
    assert slowing(wins, deals, TODAY) == (1, 4)
    assert slowing((), deals, TODAY) is None


def test_a_lost_deal_whose_amount_the_crm_cleared_keeps_what_it_was_worth() -> None:
    was = Deal("1", "D", amount=Decimal(9_000), currency="EUR", stage="Proposal")
    now = Deal("1", "D", amount=Decimal(0), currency="EUR", stage="Closed Lost", close=TODAY)
    [entry] = closed_deals((), [was], [now], TODAY)
    assert (entry.amount, entry.won, entry.on) == (Decimal(9_000), False, TODAY)
    assert closed_deals((entry,), [now], [], TODAY) == (entry,)
    assert closed_deals((entry,), [now], [was], TODAY) == ()  # it is open again


def test_a_deal_is_a_must_win_when_all_others_together_do_not_reach_the_goal() -> None:
    [goal] = goals([kpi("Won this month", 0, 10_000)], (), TODAY)
    near = date(2026, 11, 28)
    deals = [deal("big", 8_000, near), deal("small", 3_000, near), deal("later", 90_000, date(2027, 1, 9))]
    assert must_win(deals, goal) == {"big", "small"}
    assert must_win([*deals, deal("more", 7_500, near)], goal) == set()
    assert must_win([deal("big", 8_000, near)], goal) == set()  # not to be reached: no single deal decides


def test_key_deals_are_those_that_matter_this_week_and_the_rest_is_counted() -> None:
    far = date(2027, 6, 1)
    deals = [deal(f"quiet{n}", 50_000, far) for n in range(280)]
    deals += [deal("soon", 100, TODAY + timedelta(days=9)), deal("moved", 100, far)]
    named = Deal("named", "Rollout", "Contoso", Decimal(100), "EUR", close=far)
    block = key_deals([*deals, named], TODAY, TODAY, moved=["moved"], promises=["send the plan to contoso"])
    assert [d.id for d in block.deals] == ["named", "moved", "soon"]
    assert block.why == (("asked",), ("changed",), ("closing",))
    assert block.open == 283


@pytest.mark.parametrize(("span", "ends"), [("month", (11, 30)), ("quarter", (12, 31)), ("year", (12, 31))])
def test_spans_end_with_the_calendar(span: str, ends: tuple[int, int]) -> None:
    assert bounds(span, TODAY)[1] == date(2026, *ends)  # type: ignore[arg-type]
    assert bounds("month", date(2026, 12, 5)) == (date(2026, 12, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("first_month", "quarter", "year"),
    [
        (2, (date(2026, 11, 1), date(2027, 1, 31)), (date(2026, 2, 1), date(2027, 1, 31))),
        (4, (date(2026, 10, 1), date(2026, 12, 31)), (date(2026, 4, 1), date(2027, 3, 31))),
        (12, (date(2026, 9, 1), date(2026, 11, 30)), (date(2025, 12, 1), date(2026, 11, 30))),
    ],
)
def test_quarter_and_year_are_those_of_the_business_year(
    first_month: int, quarter: tuple[date, date], year: tuple[date, date]
) -> None:
    assert bounds("quarter", TODAY, first_month) == quarter
    assert bounds("year", TODAY, first_month) == year
    assert bounds("month", TODAY, first_month) == (date(2026, 11, 1), date(2026, 11, 30))


@pytest.mark.parametrize("first_month", range(1, 13))
@pytest.mark.parametrize("day", [date(2027, 12, 31), date(2028, 1, 1), date(2028, 2, 29), date(2028, 3, 31)])
def test_four_quarters_fill_every_business_year_without_a_gap(first_month: int, day: date) -> None:
    begin, end = bounds("year", day, first_month)
    at, quarters = begin, 0
    while at <= end:
        first, last = bounds("quarter", at, first_month)
        assert first == at
        at, quarters = last + timedelta(days=1), quarters + 1
    assert (begin <= day <= end, begin.month, quarters, at) == (True, first_month, 4, end + timedelta(days=1))


def test_the_look_ahead_goes_to_the_next_quarter_s_end_of_the_business_year() -> None:
    block = coverage(Book([], RECORD, TODAY), [kpi("Won this quarter", 0, 9_000)], TODAY, first_month=2)
    assert block.horizons[1].goal.until == date(2027, 1, 31)
    assert [day for day, _ in block.ahead] == [date(2027, 1, 31), date(2027, 4, 30)]


def test_a_goal_that_is_reached_needs_nothing_more_however_thin_the_history_is() -> None:
    month = coverage(Book([], (), TODAY), [kpi("Won this month", 9_500, 9_000)], TODAY).horizons[0]
    assert (month.goal.left, month.needed, month.gap) == (Decimal(0), Decimal(0), Decimal(0))


def test_a_span_that_cannot_be_shown_is_named_and_not_only_left_out() -> None:
    block = coverage(Book([], PAST, TODAY), [kpi("Won this month", 1_000, 5_000)], TODAY)
    assert ([one.goal.span for one in block.horizons], block.unknown) == (["month"], ("quarter", "year"))
    last_quarter = kpi("Won this quarter", 1_000, 5_000, on=date(2026, 9, 30))
    block = coverage(Book([], (), TODAY), [last_quarter], TODAY)
    assert (block.horizons, block.unknown, block.currency) == ((), ("month", "quarter", "year"), "EUR")


def test_a_goal_in_another_currency_than_the_nearest_is_named_too() -> None:
    figures = [kpi("Won this month", 1, 5_000), kpi("Won this year", 1, 9_000, unit="USD")]
    block = coverage(Book([], PAST, TODAY), figures, TODAY)
    assert (block.elsewhere, [one.goal.span for one in block.horizons]) == ((("year", "USD"),), ["month"])
    assert block.unknown == ("quarter",)


def test_a_month_out_of_reach_does_not_hide_the_deal_on_which_the_quarter_hangs() -> None:
    old = closed(99, won=True, amount=500, ago=60)
    aims = goals([kpi("Won this month", 0, 90_000), kpi("Won this quarter", 0, 9_000)], (old,), TODAY)
    deals = [deal("big", 9_000, date(2026, 12, 20)), deal("small", 2_000, date(2026, 12, 20))]
    aim = decisive(aims, deals)
    assert aim is not None
    assert aim.span == "quarter"
    assert must_win(deals, aim) == {"big"}


def test_where_no_goal_can_be_reached_the_nearest_one_counts() -> None:
    aims = goals([kpi("Won this month", 0, 90_000), kpi("Won this quarter", 0, 100_000)], (), TODAY)
    assert decisive(aims, []) == aims[0]
    assert decisive([], []) is None
