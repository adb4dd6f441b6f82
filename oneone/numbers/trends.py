"""How a figure went over the weeks: what charts draw and what the advice on cadence looks at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

from oneone.model import Charts, Kpi, Trend
from oneone.numbers.snapshot import latest

LEAST = 4  # points that make a line
_REACH = timedelta(weeks=26)
_MOST = 3  # pictures on a page; OneNote takes five with a page


def charts(kpis: Iterable[Kpi], chosen: Sequence[str], on: date, *, unnamed: int = 1) -> Charts:
    """The block: the trends of the chosen figures, at most three; none chosen: of the first `unnamed` with a history.

    A page shows one then, which leaves it short enough for a phone.
    """
    known = list(kpis)
    names = chosen or [kpi.metric for kpi in latest(known, on)]
    found = (one for name in names if (one := trend(known, name, on)) is not None)
    return Charts(tuple(islice(found, _MOST if chosen else unnamed)))


def trend(kpis: Iterable[Kpi], metric: str, on: date) -> Trend | None:
    """The last half year of a figure in its newest unit, the newest value of each week; None with under four weeks."""
    name = " ".join(metric.casefold().split())
    mine = [k for k in kpis if " ".join(k.metric.casefold().split()) == name and timedelta() <= on - k.on <= _REACH]
    if not mine:
        return None
    newest = max(mine, key=lambda kpi: kpi.on)
    weeks: dict[tuple[int, int], tuple[date, Decimal]] = {}
    for kpi in sorted(mine, key=lambda kpi: kpi.on):
        if kpi.value is not None and kpi.unit == newest.unit:
            weeks[kpi.on.isocalendar()[:2]] = (kpi.on, kpi.value)
    if len(weeks) < LEAST:
        return None
    return Trend(newest.metric, newest.unit, tuple(weeks.values()), newest.target)


def direction(points: Sequence[tuple[date, Decimal]]) -> int:
    """1 when the later half of the points is on average a twentieth above the earlier one, -1 when below, else 0."""
    half = len(points) // 2
    if not half:
        return 0
    earlier, later = (sum((value for _, value in part), Decimal(0)) / half for part in (points[:half], points[-half:]))
    step = abs(earlier) / 20
    return (later - earlier > step) - (earlier - later > step)
