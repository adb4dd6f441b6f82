from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneone.errors import TryLater
from oneone.graph.limits import Budget, SharedPurse

NOW = datetime(2026, 11, 20, 14, 0, 3, tzinfo=UTC)
STEPS = st.lists(
    st.tuples(
        st.integers(-20, 900),  # seconds to the next step; clocks of two machines differ
        st.integers(0, 100),  # calls reserved
        st.integers(0, 100),  # of which so many are not used
        st.integers(0, 59),  # and given back so many seconds later
    ),
    max_size=60,
)


def most(calls: list[tuple[datetime, int]], window: timedelta) -> int:
    return max(
        (sum(n for when, n in calls if begin <= when < begin + window) for begin, _ in calls),
        default=0,
    )


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_no_minute_has_more_than_100_calls_and_no_hour_more_than_360(steps: list[tuple[int, int, int, int]]) -> None:
    budget, now, used = Budget(), NOW, list[tuple[datetime, int]]()
    for seconds, calls, unused, later in steps:
        now += timedelta(seconds=seconds)
        try:
            budget = budget.reserve(calls, now)
        except TryLater:
            continue
        back = min(unused, calls)
        used.append((now, calls - back))
        budget = budget.give_back(back, now + timedelta(seconds=later))
    assert most(used, timedelta(seconds=60)) <= 100
    assert most(used, timedelta(seconds=3600)) <= 360


@settings(max_examples=100, deadline=None)
@given(STEPS, st.integers(1, 100))
def test_the_wait_that_is_named_is_enough(steps: list[tuple[int, int, int, int]], wanted: int) -> None:
    budget, now = Budget(), NOW
    for seconds, calls, _, _ in steps:
        now += timedelta(seconds=abs(seconds) % 40)
        try:
            budget = budget.reserve(calls, now)
        except TryLater as later:
            assert timedelta() < later.wait <= timedelta(seconds=3610)
            assert later.throttled
            budget.reserve(calls, now + later.wait)


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
