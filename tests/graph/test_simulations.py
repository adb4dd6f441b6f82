"""What the budget allows, simulated with its own code: nothing is wasted, and Graph's limits are never met.

The wire is the sandbox's count of Microsoft's published limits (120 a minute, 400 an hour, refused ones included). A
pair-week costs three OneNote requests: one scan, one read with a create; a job reserves its worst case, gives back what
it did not send, and ends its pass when it is refused, as `work` does. Nudges come every five minutes, as the timer's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from oneone.errors import TryLater
from oneone.graph.limits import PER_HOUR, SharedPurse
from oneone.work import _COSTS, PASS, SHORT_WAIT, WAITS_IN_A_PASS
from sandbox.limits import Limits

MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
NUDGE = timedelta(minutes=5)
SENT = {"prepare": 2, "scan": 1}  # requests of a usual pair-week: read and create, and the scan


@dataclass
class Simulated:
    """Accounts with jobs to do, on a clock that only the work itself moves."""

    seed: int = 1
    slowest: float = 1.4  # seconds of a request
    stored: dict[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    refused: int = 0
    sent: int = 0

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)
        self.purse = SharedPurse(self.change)

    def change(self, account: str, step: Callable[[str], str]) -> None:
        self.stored[account] = step(self.stored.get(account, ""))

    def pass_over(self, account: str, jobs: list[str], begun: datetime) -> datetime:
        """One pass: jobs are done from the front; returns when it ended."""
        now, waited = begun, timedelta()
        while jobs and now - begun < PASS:
            try:
                self.purse.reserve(account, _COSTS[jobs[0]], now)
            except TryLater as later:
                waited += later.wait
                if later.wait > SHORT_WAIT or waited > WAITS_IN_A_PASS or now - begun + later.wait > PASS:
                    return now
                now += later.wait
                continue
            for _ in range(SENT[jobs[0]]):
                self.sent += 1
                self.refused += not self.limits.enter_onenote(account, now)
                self.limits.leave_onenote(account)
                now += timedelta(seconds=self.dice.uniform(0.3, self.slowest))
            if _COSTS[jobs[0]] > SENT[jobs[0]]:
                self.purse.give_back(account, _COSTS[jobs[0]] - SENT[jobs[0]], now)
            jobs.pop(0)
        return now

    def until_done(self, account: str, jobs: list[str], late: float = 0) -> timedelta:
        """The time from the first nudge to the last job; a message waits up to `late` seconds in the queue."""
        tick, free = MONDAY, MONDAY
        while jobs:
            begun = max(tick + timedelta(seconds=self.dice.uniform(0, late)), free)
            free = self.pass_over(account, jobs, begun)
            tick += NUDGE
        return free - MONDAY


def allowed(calls: int) -> timedelta:
    """The least time that the caps leave for so many calls: whole hours' worth, and the rest by the minute."""
    hours, rest = divmod(calls - 1, PER_HOUR)
    return hours * timedelta(hours=1) + timedelta(minutes=rest // 100)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("late", [0, 60])
def test_one_service_account_does_a_thousand_pairs_in_what_its_caps_allow(seed: int, late: float) -> None:
    simulated = Simulated(seed)
    took = simulated.until_done("robot", ["scan", "prepare"] * 1000, late)
    assert (simulated.sent, simulated.refused) == (3000, 0)
    print(f"{took} of {allowed(3000)}: {took / allowed(3000) - 1:+.1%}")
    assert took <= allowed(3000) * 1.05


@pytest.mark.parametrize("slowest", [0.4, 5.0])
def test_fast_and_slow_answers_cause_no_429_either(slowest: float) -> None:
    simulated = Simulated(slowest=slowest)
    simulated.until_done("robot", ["scan", "prepare"] * 300)
    assert simulated.refused == 0


def test_a_thousand_managers_with_eight_reps_are_limited_by_nothing_but_workers() -> None:
    """Each account's week fits into one pass that the budget never stops: time is requests times their duration."""
    simulated = Simulated()
    for manager in range(1000):
        jobs = ["scan", "prepare"] * 8
        spent = simulated.pass_over(f"m{manager}", jobs, MONDAY) - MONDAY
        assert jobs == []
        assert spent <= timedelta(seconds=24 * simulated.slowest)
    assert (simulated.sent, simulated.refused) == (24_000, 0)
