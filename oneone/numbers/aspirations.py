"""The four drivers of growth, now and as the rep aspires to, and the worth of moving each (S3.27 to S3.31)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from oneone.model import Aspiration, Driver, Growth, Pace
from oneone.numbers.pace import YEAR, young

_HUNDRED = Decimal(100)


def growth(aspiration: Aspiration, own: Pace, on: date, quota: Decimal | None = None) -> Growth:
    """The block: each driver now (the rep's last twelve months, or less: `since`), as aspired to, and its worth a year.

    Won value a year = opportunities × win rate × revenue per customer. A shorter cycle leaves time for more of the
    same: its worth is that value × (cycle now ÷ cycle aspired to - 1). A driver without a figure of now has no worth.
    What is known for less than half a year gives no worth either (`young`).
    `quota` is what the company asks for this year: it stands beside the rep's own goal, never for it (S3.48).
    """
    count = Decimal(own.new_a_year) if own.new_a_year else None
    rate, each = own.win_rate, own.each
    cycle = Decimal(own.cycle) if own.cycle else None
    a_year = count * rate * each if count and rate is not None and each else None
    goal_rate = aspiration.win_rate
    # Each driver as (now, goal, how many times the value of a year it then is).
    rows: tuple[tuple[str, Decimal | None, Decimal | None, Decimal | None], ...] = (
        ("opportunities", count, aspiration.opportunities, _times(aspiration.opportunities, count)),
        ("revenue_per_customer", each, aspiration.revenue_per_customer, _times(aspiration.revenue_per_customer, each)),
        ("win_rate", rate * _HUNDRED if rate is not None else None, goal_rate,
         _times(goal_rate / _HUNDRED if goal_rate is not None else None, rate)),
        ("cycle_days", cycle, aspiration.cycle_days, _times(cycle, aspiration.cycle_days)),
    )  # fmt: skip
    drivers = []
    for name, now, goal, times in rows:
        worth = a_year * (times - 1) if a_year is not None and times is not None else None
        earned = worth * aspiration.commission / _HUNDRED if worth is not None and aspiration.commission else None
        drivers.append(Driver(name, now, goal, worth, earned))  # type: ignore[arg-type]
    too_short = young(own.since, on)
    return Growth(aspiration, tuple(drivers), own.since or on - YEAR, thin=a_year is None, young=too_short, quota=quota)


def _times(goal: Decimal | None, now: Decimal | None) -> Decimal | None:
    return goal / now if goal is not None and now else None
