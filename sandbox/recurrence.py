"""On which days a meeting repeats (Microsoft Graph: recurrencePattern)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

Repeat = Literal["weekly", "biweekly", "monthly"]


def days(repeat: Repeat, begun: date, nth: int | None, first: date, last: date) -> Iterator[date]:
    """The days from `first` to `last`; a monthly one is on the nth such weekday (from 0), else on the same day."""
    if repeat == "monthly":
        months = max(0, (first.year - begun.year) * 12 + first.month - begun.month - 1)
        while (day := _in_month(begun, months, nth)) <= last:
            if day >= max(first, begun):
                yield day
            months += 1
        return
    period = 7 if repeat == "weekly" else 14
    number = max(0, -(-(first - begun).days // period))
    while (day := begun + timedelta(days=period * number)) <= last:
        yield day
        number += 1


def _month_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _in_month(day: date, months: int, nth: int | None) -> date:
    """The day of a monthly series some months after its first: the same day, or the nth such weekday (from 0)."""
    if nth is None:
        return _month_later(day, months)
    first = _month_later(day.replace(day=1), months)
    return first + timedelta(days=(day.weekday() - first.weekday()) % 7 + 7 * nth)
