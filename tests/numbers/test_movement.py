"""What moved between two snapshots, in the words of forecasting tools."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneone.model import Closed, Deal, Moved, Movement
from oneone.numbers.movement import movement, pushed
from oneone.numbers.snapshot import compact

SINCE, TODAY = date(2026, 11, 16), date(2026, 11, 20)  # the quarter ends on 31 December
BASE = Deal("1", "Renewal", "Adatum", Decimal(1000), "EUR", "Proposal", date(2026, 12, 1), "Pipeline", 50)
WON = replace(BASE, stage="Closed Won", category="Closed", probability=100)
LOST = replace(BASE, stage="Closed Lost", category="Omitted", probability=0)


def moved(was: Sequence[Deal] | None, now: Sequence[Deal], as_of: date | None = TODAY) -> Movement:
    return movement(was, now, since=SINCE, as_of=as_of, on=TODAY, source="CRM")


def kinds(was: Deal | None, now: Deal | None) -> tuple[str, ...]:
    block = moved([was] if was else [], [now] if now else [])
    return block.moved[0].kinds if block.moved else ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"close": date(2026, 12, 15)}, ("slipped",)),
        ({"close": date(2027, 1, 1)}, ("slipped",)),
        ({"close": date(2026, 11, 25)}, ("pulled_in",)),
        ({"close": None}, ("no_close",)),
        ({"amount": Decimal(1500)}, ("amount_up",)),
        ({"amount": Decimal("999.99")}, ("amount_down",)),
        ({"amount": Decimal("1000.00")}, ()),
        ({"amount": None}, ()),
        ({"amount": Decimal(1500), "currency": "USD"}, ("currency",)),
        ({"currency": "USD"}, ("currency",)),
        ({"currency": ""}, ()),
        ({"amount": None, "currency": "USD"}, ()),
        ({"stage": "Won", "amount": Decimal(900), "currency": "USD"}, ("won", "currency")),
        ({"stage": "Negotiation"}, ("stage_forward",)),
        ({"stage": "3. NEGOTIATION / REVIEW"}, ("stage_forward",)),
        ({"stage": "Discovery"}, ("stage_back",)),
        ({"stage": "Value Proposition"}, ("stage_back",)),
        ({"stage": "Legal", "probability": 70}, ("stage_forward",)),
        ({"stage": "Legal", "probability": 20}, ("stage_back",)),
        ({"stage": "Legal"}, ()),
        ({"stage": "proposal"}, ()),
        ({"probability": 80}, ()),
        ({"category": "Commit"}, ("category",)),
        ({"category": "pipeline"}, ()),
        ({"stage": "Closed Won"}, ("won",)),
        ({"stage": "Won", "amount": Decimal(900), "close": date(2026, 11, 19)}, ("won", "amount_down")),
        ({"stage": "Closed Lost", "amount": Decimal(0), "category": "Omitted"}, ("lost",)),
        ({"name": "Renamed", "next_step": "call", "last_activity": TODAY}, ()),
    ],
)
def test_one_change_of_an_open_deal_has_its_word(change: dict[str, object], expected: tuple[str, ...]) -> None:
    assert kinds(BASE, replace(BASE, **change)) == expected  # type: ignore[arg-type]


def test_stages_that_carry_numbers_are_ordered_by_them() -> None:
    first, second = replace(BASE, stage="2 - Negotiation"), replace(BASE, stage="4 - Discovery")
    assert kinds(first, second) == ("stage_forward",)
    assert kinds(second, first) == ("stage_back",)


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (None, BASE, ("new",)),
        (None, WON, ("won", "new")),
        (None, LOST, ("lost", "new")),
        (BASE, None, ("missing",)),
        (WON, None, ()),
        (LOST, None, ()),
        (WON, replace(WON, amount=Decimal(5), close=date(2027, 1, 1)), ()),
        (WON, LOST, ("lost",)),
        (LOST, WON, ("won",)),
        (WON, BASE, ("stage_back",)),
        (LOST, BASE, ("stage_forward",)),
    ],
)
def test_a_deal_that_comes_closes_or_leaves_has_its_word(
    was: Deal | None, now: Deal | None, expected: tuple[str, ...]
) -> None:
    assert kinds(was, now) == expected


def test_a_deal_closed_long_before_the_last_page_is_no_news_when_an_import_first_brings_it() -> None:
    assert kinds(None, replace(WON, close=SINCE - timedelta(days=15))) == ()
    assert kinds(None, replace(WON, close=SINCE - timedelta(days=14))) == ("won", "new")


def test_an_earlier_date_beyond_the_quarter_changes_nothing_in_it() -> None:
    assert kinds(replace(BASE, close=date(2027, 6, 1)), replace(BASE, close=date(2027, 1, 1))) == ()
    assert kinds(replace(BASE, close=date(2027, 6, 1)), replace(BASE, close=date(2026, 12, 31))) == ("pulled_in",)


def test_several_changes_stand_most_important_first() -> None:
    worse = replace(BASE, close=date(2026, 12, 20), stage="Discovery", amount=Decimal(1), category="Omitted")
    assert kinds(BASE, worse) == ("stage_back", "slipped", "amount_down", "category")


def test_slipping_out_of_the_quarter_is_worse_than_a_stage_back_and_slipping_inside_it_is_not() -> None:
    assert kinds(BASE, replace(BASE, close=date(2027, 1, 4), stage="Discovery")) == ("slipped", "stage_back")
    assert kinds(BASE, replace(BASE, close=date(2026, 12, 4), stage="Discovery")) == ("stage_back", "slipped")


def test_the_last_quarter_of_a_year_ends_with_the_year() -> None:
    out = replace(BASE, close=date(2027, 1, 1), stage="Discovery")
    for on, expected in [
        (date(2026, 9, 30), ("stage_back", "slipped")),
        (date(2026, 12, 31), ("slipped", "stage_back")),
    ]:
        block = movement([BASE], [out], since=SINCE, as_of=on, on=on, source="CRM")
        assert block.moved[0].kinds == expected


def test_the_row_holds_the_deal_as_it_was_and_as_it_is() -> None:
    later = replace(BASE, close=date(2026, 12, 15))
    assert moved([BASE], [later]).moved == (Moved(("slipped",), BASE, replace(later, pushes=1)),)


def test_each_later_date_of_an_open_deal_counts_as_a_push_and_the_snapshot_hands_the_count_on() -> None:
    week_1 = pushed(None, [BASE])
    week_2 = pushed(compact(week_1), [replace(BASE, close=date(2026, 12, 15))])
    week_3 = pushed(compact(week_2), [replace(BASE, close=date(2026, 12, 10))])
    week_4 = pushed(compact(week_3), [replace(BASE, close=date(2027, 1, 10))])
    closed = pushed(compact(week_4), [replace(WON, close=date(2027, 2, 1))])
    assert [week[0].pushes for week in (week_1, week_2, week_3, week_4, closed)] == [0, 1, 1, 2, 2]


def test_counting_pushes_twice_against_the_same_snapshot_counts_once() -> None:
    once = pushed([BASE], [replace(BASE, close=date(2026, 12, 15))])
    assert pushed([BASE], once) == once


def test_the_import_s_count_of_pushes_holds_and_what_an_older_page_showed_is_never_taken_back() -> None:
    later = replace(BASE, close=date(2026, 12, 15), pushes=2)
    assert moved([BASE], [later]).moved[0].now == later
    shown_before = replace(BASE, pushes=3)  # by an older version, which counted from page to page
    assert pushed([shown_before], [replace(later, pushes=1)])[0].pushes == 4


PAST = [Closed("1", date(2026, 11, 12), True, amount=Decimal(900), currency="EUR")]


def test_a_deal_that_was_decided_and_has_left_the_data_is_won_or_lost_on_its_day_not_missing() -> None:
    won = movement([BASE], [], since=SINCE, as_of=TODAY, on=TODAY, source="", past=PAST)
    assert [(row.kinds, row.on, row.now and row.now.amount) for row in won.moved] == [
        (("won", "amount_down"), date(2026, 11, 12), Decimal(900))
    ]
    gone = [replace(PAST[0], won=False, amount=None)]
    lost = movement([BASE], [], since=SINCE, as_of=TODAY, on=TODAY, source="", past=gone)
    assert lost.counts == (("lost", 1),)


def test_a_deal_that_came_was_won_and_left_between_two_pages_is_told_and_an_older_one_is_not() -> None:
    past = [replace(PAST[0], id="7", name="Quick one"), replace(PAST[0], id="8", on=date(2026, 11, 11))]
    block = movement([], [], since=SINCE, as_of=TODAY, on=TODAY, source="", past=past, was_as_of=date(2026, 11, 11))
    assert [(row.kinds, row.now and row.now.name) for row in block.moved] == [(("won", "new"), "Quick one")]


def test_a_deal_decided_while_somebody_else_has_it_now_is_the_other_one_s() -> None:
    block = movement([BASE], [], since=SINCE, as_of=TODAY, on=TODAY, source="", away=["1"])
    assert block.counts == (("owner", 1),)


def test_a_deal_that_left_and_is_there_again_is_back_with_what_changed_and_not_new() -> None:
    now = replace(BASE, close=date(2026, 12, 15))
    block = movement([], [now], since=SINCE, as_of=TODAY, on=TODAY, source="", back={"1": BASE})
    assert [(row.kinds, row.was) for row in block.moved] == [(("slipped", "back"), BASE)]
    won = movement([], [WON], since=SINCE, as_of=TODAY, on=TODAY, source="", back={"1": BASE})
    assert won.counts == (("won", 1),)


def test_a_deal_that_left_and_came_back_between_two_pages_is_compared_as_if_it_had_stayed() -> None:
    block = movement([BASE], [BASE], since=SINCE, as_of=TODAY, on=TODAY, source="", back={"1": BASE})
    assert block.counts == ()


def test_the_block_says_of_which_day_the_deals_compared_with_are() -> None:
    day = date(2026, 11, 13)
    assert movement([BASE], [BASE], since=SINCE, as_of=TODAY, on=TODAY, source="", was_as_of=day).was_as_of == day
    assert movement(None, [BASE], since=SINCE, as_of=TODAY, on=TODAY, source="", was_as_of=day).was_as_of is None


def test_without_a_snapshot_nothing_moved_and_no_day_is_named() -> None:
    assert moved(None, [BASE, replace(WON, id="2")]) == Movement(as_of=TODAY, source="CRM", deals=1)


def test_when_nothing_is_imported_no_deal_is_called_missing() -> None:
    block = moved([BASE], [], as_of=None)
    assert (block.moved, block.counts, block.as_of) == ((), (), None)


@pytest.mark.parametrize(("days_ago", "old"), [(8, False), (9, True)])
def test_deals_older_than_eight_days_say_so(days_ago: int, old: bool) -> None:
    assert moved([BASE], [BASE], TODAY - timedelta(days=days_ago)).old is old


def test_five_deals_are_shown_each_kind_first_once_and_all_are_counted() -> None:
    def many(first: int, base: Deal, count: int) -> list[Deal]:
        return [replace(base, id=str(first + n), amount=Decimal(1000 + n)) for n in range(count)]

    was = many(100, BASE, 20) + many(200, BASE, 10)
    now = many(100, WON, 20) + many(200, replace(BASE, close=date(2026, 12, 9)), 10) + many(300, BASE, 8)
    block = moved(was, now)
    assert [(row.kinds[0], row.now.id) for row in block.moved if row.now] == [
        ("won", "119"),
        ("won", "118"),
        ("slipped", "209"),
        ("slipped", "208"),
        ("new", "307"),
    ]
    assert block.counts == (("won", 20), ("slipped", 10), ("new", 8))
    assert block.deals == 18


def test_deals_of_a_kind_stand_by_value_times_likelihood() -> None:
    deals = [
        replace(BASE, id="big but unlikely", amount=Decimal(9000), probability=10),
        replace(BASE, id="likely", amount=Decimal(2000), probability=90),
        replace(BASE, id="nobody knows", amount=Decimal(1000), probability=None),
        replace(BASE, id="no amount", amount=None),
    ]
    shown = [row.now.id for row in moved([], deals).moved if row.now]
    assert shown == ["likely", "nobody knows", "big but unlikely", "no amount"]


def test_a_lost_deal_weighs_what_it_was_worth_before_it_was_set_to_nothing() -> None:
    was = [replace(BASE, id="big", amount=Decimal(9000)), replace(BASE, id="small", amount=Decimal(10))]
    now = [replace(LOST, id="small", amount=Decimal(10)), replace(LOST, id="big", amount=Decimal(0))]
    assert [row.now.id for row in moved(was, now).moved if row.now] == ["big", "small"]


STAGES = ("Prospecting", "Discovery", "Proposal", "Negotiation", "Closed Won", "Closed Lost", "Own word")
DEALS = st.lists(
    st.builds(
        Deal,
        id=st.integers(0, 30).map(str),
        name=st.just("deal"),
        amount=st.none() | st.integers(0, 10**6).map(Decimal),
        currency=st.sampled_from(("EUR", "USD", "")),
        stage=st.sampled_from(STAGES),
        close=st.none() | st.dates(date(2026, 11, 5), date(2027, 3, 1)),
        category=st.sampled_from(("Pipeline", "Commit", "")),
        probability=st.none() | st.integers(0, 100),
    ),
    max_size=25,
    unique_by=lambda deal: deal.id,
)


@given(DEALS)
def test_the_same_deals_again_are_no_movement(deals: list[Deal]) -> None:
    block = moved(compact(deals), deals)
    assert (block.moved, block.counts) == ((), ())


@given(DEALS, DEALS)
def test_an_independent_recount_of_two_weeks_finds_the_same(was: list[Deal], now: list[Deal]) -> None:
    closed = {"Closed Won": "won", "Closed Lost": "lost"}
    old = {deal.id: deal for deal in was}
    recount: Counter[str] = Counter()
    pushes = 0
    for deal in now:
        before = old.get(deal.id)
        state, state_before = closed.get(deal.stage), closed.get(before.stage) if before else None
        if state is not None and state != state_before:
            recount[state] += 1
        if state is None and before is None:
            recount["new"] += 1
        if state is None and before and state_before is None and deal.close and before.close:
            pushes += deal.close > before.close
    recount["missing"] = sum(1 for deal in was if deal.stage not in closed and deal.id not in {d.id for d in now})

    block = moved(compact(was), now)
    counted = dict(block.counts)
    assert {kind: counted.get(kind, 0) for kind in ("won", "lost", "new", "missing")} == {
        kind: recount[kind] for kind in ("won", "lost", "new", "missing")
    }
    assert sum(deal.pushes for deal in pushed(was, now)) == pushes
    assert len(block.moved) == min(5, sum(counted.values()))
    assert block.deals == sum(deal.stage not in closed for deal in now)
