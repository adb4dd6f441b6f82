"""How often two people should meet: advice from activity, cycle and trend, never a change (S3.3, S3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Cadence = Literal["weekly", "biweekly", "monthly"]

_LESS_TO_MORE: tuple[Cadence, ...] = ("monthly", "biweekly", "weekly")
_SHORT, _LONG = 60, 180  # days
_OFTEN, _SELDOM = 4, 1  # deals that moved or were created a week


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What the advice rests on: deals created or decided a week, days to a win, where figures go (1, 0, -1)."""

    a_week: float
    cycle: int | None
    trend: int


def advised(rhythm: Rhythm) -> Cadence | None:
    """The cadence that activity and cycle speak for, the more often of the two, and one step more when figures fall.

    None without a known cycle, unless the activity alone is enough for weekly.
    """
    by_activity = 2 if rhythm.a_week >= _OFTEN else 1 if rhythm.a_week >= _SELDOM else 0
    if rhythm.cycle is None and by_activity < len(_LESS_TO_MORE) - 1:
        return None
    by_cycle = 0 if rhythm.cycle is None else 2 if rhythm.cycle <= _SHORT else 1 if rhythm.cycle <= _LONG else 0
    return _LESS_TO_MORE[min(max(by_activity, by_cycle) + (rhythm.trend < 0), len(_LESS_TO_MORE) - 1)]


def advice(cadence: Cadence, rhythm: Rhythm) -> str:
    """One sentence when another cadence fits better, else nothing. A good trend never speaks for fewer 1:1s (S3.4)."""
    better = advised(rhythm)
    if better is None or better == cadence:
        return ""
    fewer = _LESS_TO_MORE.index(better) < _LESS_TO_MORE.index(cadence)
    if fewer and rhythm.trend > 0:
        return ""
    reasons = [f"{rhythm.a_week:.1f} deals begin or end a week"]
    if rhythm.cycle is not None:
        reasons.append(f"a win takes {rhythm.cycle} days")
    if rhythm.trend < 0:
        reasons.append("figures are falling")
    return f"{better} may suit better than {cadence}: {', '.join(reasons)}"
