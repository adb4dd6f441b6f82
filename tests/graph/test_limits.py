from __future__ import annotations

from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneone.errors import TryLater
from oneone.graph.limits import Budget, SharedPurse

NOW = datetime(2026, 11, 20, 14, 0, 3, tzinfo=UTC)


def most(calls: list[tuple[float, int]], window: float) -> int:
    """The most calls in any half-open window of so many seconds."""
    ordered, total, best, oldest = sorted(calls), 0, 0, 0
    for when, count in ordered:
        total += count
        while ordered[oldest][0] <= when - window:
            total -= ordered[oldest][1]
            oldest += 1
        best = max(best, total)
    return best


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), eager=st.integers(2, 60), skew=st.integers(0, 30))
def test_no_minute_has_more_than_100_calls_and_no_hour_more_than_360(seed: int, eager: int, skew: int) -> None:
    dice = Random(seed)
    budget, time = Budget(), 0.0
    used: list[tuple[float, int]] = []
    unsent: list[tuple[float, int]] = []  # when it is given back, how much
    for _ in range(700):
        time += dice.uniform(0, 20)
        while unsent and unsent[0][0] <= time:
            when, calls = heappop(unsent)
            budget = budget.give_back(calls, NOW + timedelta(seconds=when))
        calls, here = dice.randint(0, eager), time + dice.uniform(0, skew)  # clocks of two machines differ
        try:
            budget = budget.reserve(calls, NOW + timedelta(seconds=here))
        except TryLater:
            continue
        sent = dice.randint(0, calls)
        used.append((here, sent))
        heappush(unsent, (here + dice.uniform(0, 59), calls - sent))
    assert most(used, 60) <= 100
    assert most(used, 3600) <= 360


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_who_waits_as_long_as_told_is_served(seed: int) -> None:
    dice = Random(seed)
    budget, now = Budget(), NOW
    for _ in range(100):
        now += timedelta(seconds=dice.uniform(0, 20))
        calls, wait = dice.randint(0, 60), timedelta()
        try:
            budget.reserve(calls, now)
        except TryLater as later:
            wait = later.wait
        assert wait <= timedelta(seconds=3610)
        now += wait
        budget = budget.reserve(calls, now)


def test_the_wait_for_a_full_minute_is_at_most_70_seconds() -> None:
    full = Budget().reserve(100, NOW)
    with pytest.raises(TryLater) as raised:
        full.reserve(1, NOW + timedelta(seconds=5))
    assert raised.value.wait == timedelta(
        seconds=62
    )  # 14:00:08 → 14:01:10, when the bucket of 14:00:00 is over a minute old


def test_more_calls_than_a_minute_ever_holds_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="101"):
        Budget().reserve(101, NOW)


def test_a_429_closes_the_account_for_5_minutes_doubling_to_60() -> None:
    budget, now, waits = Budget(), NOW, []
    for _ in range(6):
        budget = budget.block(now, None)
        assert budget.blocked_until is not None
        waits.append(int((budget.blocked_until - now).total_seconds() // 60))
        now = budget.blocked_until
    assert waits == [5, 10, 20, 40, 60, 60]
    assert (budget.relax().block(now, None).blocked_until or now) - now == timedelta(minutes=5)


def test_two_429_of_one_burst_are_one_block() -> None:
    once = Budget().block(NOW, None)
    assert once.block(NOW + timedelta(seconds=1), None) == once


def test_a_wait_that_graph_names_is_kept() -> None:
    assert Budget().block(NOW, timedelta(seconds=90)).blocked_until == NOW + timedelta(seconds=90)


def test_nothing_is_granted_before_the_block_ends() -> None:
    blocked = Budget().block(NOW, None)
    with pytest.raises(TryLater) as raised:
        blocked.reserve(0, NOW + timedelta(minutes=4))
    assert raised.value.wait == timedelta(minutes=1)
    assert blocked.reserve(1, NOW + timedelta(minutes=5)).buckets


def test_a_clock_hours_ahead_does_not_stop_the_account() -> None:
    ahead = Budget().reserve(100, NOW + timedelta(days=30))
    assert ahead.reserve(100, NOW).buckets == ((int(NOW.timestamp()) // 10, 100),)


def test_the_budget_comes_back_from_the_store_as_it_was() -> None:
    budget = Budget()
    for minute in range(90):
        budget = budget.reserve(4, NOW + timedelta(minutes=minute))
    budget = budget.block(NOW, None)
    assert Budget.from_text(budget.to_text()) == budget
    assert Budget.from_text("") == Budget()


def test_an_hour_of_calls_stays_a_small_row() -> None:
    budget = Budget()
    for step in range(720):
        budget = budget.reserve(0 if step % 2 else 1, NOW + timedelta(seconds=10 * step))
    assert len(budget.buckets) <= 361
    assert len(budget.to_text()) < 6_000


def test_runs_that_share_the_stored_text_share_the_allowance() -> None:
    rows: dict[str, str] = {}
    written: list[str] = []

    def change(account: str, step: object) -> None:
        assert callable(step)
        new = step(rows.get(account, ""))
        if new != rows.get(account, ""):
            rows[account] = new
            written.append(account)

    one, two = SharedPurse(change), SharedPurse(change)
    one.reserve("dana", 60, NOW)
    two.reserve("lee", 60, NOW)
    with pytest.raises(TryLater):
        two.reserve("dana", 60, NOW)
    one.give_back("dana", 30, NOW)
    two.reserve("dana", 60, NOW)
    assert two.block("dana", NOW, None) == timedelta(minutes=5)
    with pytest.raises(TryLater):
        one.reserve("dana", 0, NOW)
    one.relax("dana")
    before = len(written)
    one.relax("dana")
    assert len(written) == before, "nothing to relax: nothing written"
