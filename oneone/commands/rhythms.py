"""What `status` says of the figures: how the sources were read last, and whether another cadence would fit better."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from oneone.commands.terminal import iso

if TYPE_CHECKING:
    from oneone.bootstrap import Services
    from oneone.model import Pair

_LATELY = timedelta(weeks=13)


def source_rows(live: Services) -> list[dict[str, Any]]:
    """Every source in ONEONE_NUMBERS with the last time that all went well, and what a person has to do."""
    from oneone.refreshing import called

    settings = live.settings.sources
    states = {state.name: state for state in live.ledger.figures.sources()}
    return [
        {
            "source": called(name),
            "read_at": iso(states[name].read_at) if name in states else None,
            "problem": settings.problems.get(name) or (states[name].problem if name in states else ""),
        }
        for name in settings.names
    ]


def cadence_advice(live: Services, pair: Pair, on: date) -> str:
    """One sentence when another cadence would fit this rep better, else nothing; never on a page (S3.3)."""
    from oneone.numbers.cadence import Rhythm, advice
    from oneone.numbers.pace import main_currency, pace
    from oneone.numbers.trends import charts, direction

    known = live.ledger.figures.of(pair.key.rep)
    if known.as_of is None:
        return ""
    closed = {entry.id for entry in known.past}
    begun = [d.created for d in known.deals if d.id not in closed] + [entry.created for entry in known.past]
    days = [day for day in begun if day is not None] + [entry.on for entry in known.past]
    lately = sum(timedelta() <= on - day < _LATELY for day in days)
    own = pace(known.past, known.deals, main_currency(known.deals, known.past), on)
    trend = sum(direction(trend.points) for trend in charts(known.kpis, (), on, unnamed=2).trends)
    return advice(pair.cadence, Rhythm(lately / (_LATELY // timedelta(weeks=1)), own.cycle, (trend > 0) - (trend < 0)))
