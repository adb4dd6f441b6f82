"""How much pipeline this rep needs: the balance of near and far goals (S3.21 to S3.26). Quarters are the calendar's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import get_args

from oneone.model import Closed, Coverage, Deal, Goal, Horizon, Kpi, Pace, Span
from oneone.numbers.pace import in_currency, pace, slowing, won_between
from oneone.numbers.snapshot import FRESH, folded, latest, outcome

SPANS: tuple[Span, ...] = get_args(Span)
_MONTHS: Mapping[Span, int] = {"month": 1, "quarter": 3, "year": 12}

# How exports call what is won in a period, in the languages of our pages.
_WON = re.compile(
    r"\b(won|wins?|book(?:ed|ings?)|closed|revenue|sales|quota|umsatz|gewonnen|abschl\w+|abgeschlossen|"
    r"chiffre d affaires|ventes|gagné\w*|ventas|ganad[oa]s?|ingresos)\b"
)
_SPAN: Mapping[Span, re.Pattern[str]] = {
    "month": re.compile(r"\b(month|monthly|mtd|monat\w*|mois|mensuel\w*|mes|mensual\w*)\b"),
    "quarter": re.compile(r"\b(quarter|quarterly|qtd|quartal\w*|trimestre|trimestriel\w*|trimestral\w*)\b"),
    "year": re.compile(r"\b(year|yearly|annual|ytd|jahr\w*|année|an|annuel\w*|año|anual\w*)\b"),
}
_OMITTED = frozenset({"omitted", "omit", "excluded", "ausgelassen", "weggelassen", "omis", "omitida", "omitido"})


@dataclass(frozen=True, slots=True)
class Book:
    """What is known of one rep's deals: open and recent ones as imported, and the decided ones of two years."""

    deals: Sequence[Deal]
    past: Sequence[Closed]
    as_of: date | None
    source: str = ""


def goals(kpis: Iterable[Kpi], past: Sequence[Closed], on: date) -> tuple[Goal, ...]:
    """The rep's goals for the month, quarter and year of `on`, from imported figures such as "Won this month".

    A figure counts when its name speaks of winning and of the span, its unit is a currency and it has a target. What
    is won comes with it when it is of the same span, else from the decided deals. A span without a figure of its own
    takes the target of the nearest one, by months; it is left out when what is won of it is not known.
    """
    named: dict[Span, Kpi] = {}
    for kpi in latest(kpis, on):
        name = folded(kpi.metric)
        span = next((span for span, words in _SPAN.items() if words.search(name)), None)
        if span and span not in named and kpi.target is not None and kpi.unit.isupper() and _WON.search(name):
            named[span] = kpi
    found = []
    for span in SPANS:
        begin, end = bounds(span, on)
        nearest = min(named, key=lambda other: (other != span, abs(_MONTHS[other] - _MONTHS[span])), default=None)
        if nearest is None:
            continue
        kpi = named[nearest]
        won = kpi.value if nearest == span and begin <= kpi.on <= end else won_between(past, begin, on, kpi.unit)
        if won is None or kpi.target is None:
            continue
        target = kpi.target * _MONTHS[span] / _MONTHS[nearest]
        found.append(Goal(span, end, target, won, kpi.unit, None if nearest == span else nearest))
    return tuple(found)


def bounds(span: Span, on: date) -> tuple[date, date]:
    """First and last day of the month, quarter or year that `on` is in."""
    length = _MONTHS[span]
    first = (on.month - 1) // length * length + 1
    begin = date(on.year, first, 1)
    end = first + length
    return begin, date(on.year + end // 13, (end - 1) % 12 + 1, 1) - timedelta(days=1)


def coverage(book: Book, kpis: Iterable[Kpi], on: date) -> Coverage:
    """The block: pipeline needed for each goal, what is open for it, and how this and the next quarter would end.

    Needed is what is left ÷ the rep's own conversion by value, never a flat multiple (S3.21). Without goals, or with a
    history too thin for a conversion, the horizons lack the figures and `pace.thin` says why.
    """
    aims = goals(kpis, book.past, on)
    frame = Coverage(
        as_of=book.as_of,
        source=book.source,
        old=book.as_of is not None and on - book.as_of > FRESH,
        slowing=slowing(book.past, book.deals, on),
    )
    if not aims or book.as_of is None:
        return frame
    currency = aims[0].currency
    own = pace(book.past, book.deals, currency, on)
    still, left_out = in_currency(pipeline(book.deals), currency)
    horizons = tuple(_horizon(goal, still, own.conversion) for goal in aims if goal.currency == currency)
    ahead = _ahead(horizons, still, own, on)
    find, by = _finding(horizons, ahead, own, on)
    return Coverage(
        horizons=horizons,
        pace=replace(own, left_out=own.left_out + left_out),
        ahead=ahead,
        slowing=frame.slowing,
        find=find,
        find_by=by,
        as_of=frame.as_of,
        source=frame.source,
        old=frame.old,
    )


def pipeline(deals: Iterable[Deal]) -> list[Deal]:
    """The open deals that count for a goal: with an amount, and not left out of the forecast."""
    return [d for d in deals if outcome(d) == "open" and d.amount and folded(d.category) not in _OMITTED]


def closing(deals: Iterable[Deal], until: date) -> Decimal:
    """The value of those that close until a day; an expected date that has passed still counts."""
    return sum((d.amount for d in deals if d.amount and d.close is not None and d.close <= until), Decimal(0))


def _horizon(goal: Goal, still: Sequence[Deal], conversion: Decimal | None) -> Horizon:
    there = closing(still, goal.until)
    if not conversion:
        return Horizon(goal, there, needed=Decimal(0) if not goal.left else None, gap=None)
    needed = goal.left / conversion
    return Horizon(goal, there, needed, max(needed - there, Decimal(0)))


def _ahead(horizons: Sequence[Horizon], still: Sequence[Deal], own: Pace, on: date) -> tuple[tuple[date, Decimal], ...]:
    """How far over (or, below 0, under) its target this quarter and the next would end at the rep's own pace (S3.23).

    Expected are the open deals of the quarter, and those still to be created that can close in it: both × conversion.
    """
    quarter = next((h.goal for h in horizons if h.goal.span == "quarter"), None)
    if quarter is None or not own.conversion or own.cycle is None:
        return ()
    cycle = timedelta(days=own.cycle)
    ends = []
    begin, end, to_win = on, quarter.until, quarter.left
    for _ in range(2):
        # What closes in the quarter was created one cycle before; what was created until today is open already.
        weeks = max((end - cycle) - max(begin - cycle, on), timedelta()) / timedelta(weeks=1)
        there = closing(still, end) - (closing(still, begin) if begin > on else Decimal(0))
        expected = (there + own.created_a_week * Decimal(weeks)) * own.conversion
        ends.append((end, expected - to_win))
        begin, end = end, bounds("quarter", end + timedelta(days=1))[1]
        to_win = quarter.target
    return tuple(ends)


def _finding(
    horizons: Sequence[Horizon], ahead: Sequence[tuple[date, Decimal]], own: Pace, on: date
) -> tuple[int, date | None]:
    """How many new opportunities close the nearest gap that can still be closed, and until when they must begin.

    When a win takes longer than any goal of today has time, that is what the next quarter will lack.
    """
    if not own.each or not own.cycle or not own.conversion:
        return 0, None
    gaps = [(horizon.goal.until, horizon.gap) for horizon in horizons]
    gaps += [(end, -over / own.conversion) for end, over in ahead]
    for until, gap in gaps:
        by = until - timedelta(days=own.cycle)
        if gap and gap > 0 and by > on:
            return int((gap / own.each).to_integral_value(ROUND_CEILING)), by
    return 0, None
