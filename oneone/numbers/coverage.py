"""How much pipeline this rep needs: the balance of near and far goals (S3.21 to S3.26).

Quarters and years are those of the business year, which begins with the month that the caller names (1 to 12).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from types import MappingProxyType
from typing import get_args

from oneone.model import Closed, Coverage, Deal, Goal, Horizon, Kpi, Pace, Span
from oneone.numbers.goal_names import goal_span, year_named
from oneone.numbers.pace import in_currency, pace, slowing, won_between
from oneone.numbers.snapshot import FRESH, folded, outcome

SPANS: tuple[Span, ...] = get_args(Span)
_MONTHS: Mapping[Span, int] = {"month": 1, "quarter": 3, "year": 12}

_LIVING = timedelta(days=45)  # a target this much older than the newest gives way to another of the same span
_OMITTED = frozenset({"omitted", "omit", "excluded", "ausgelassen", "weggelassen", "omis", "omitida", "omitido"})


@dataclass(frozen=True, slots=True)
class Book:
    """What is known of one rep's deals: open and recent ones as imported, and the decided ones of two years."""

    deals: Sequence[Deal]
    past: Sequence[Closed]
    as_of: date | None
    source: str = ""


def goals(
    kpis: Iterable[Kpi],
    past: Sequence[Closed],
    on: date,
    first_month: int = 1,
    *,
    day: date | None = None,
    as_of: date | None = None,
    named: Mapping[str, Span] = MappingProxyType({}),
) -> tuple[Goal, ...]:
    """The rep's goals for the month, quarter and year of `day`, as known on `on`, from figures like "Won this month".

    `day` is that of the 1:1 (`on`, if that is later): in a period that begins after `on`, nothing is won yet. A figure
    counts when its name is in `named` (see `goal_key`), else when it speaks of winning and of the span; its unit is a
    currency and it has a target. What is won comes with it when it is of the same span, or from the decided deals where
    these are newer (`as_of`) and show more. A span without a figure of its own takes the target of the nearest one in
    the first one's currency, by months; it is left out when what is won of it is not known.
    """
    day = max(day or on, on)
    targets = _targets(kpis, on, day, first_month, named)
    currency = _currency(targets)
    found = []
    for span in SPANS:
        begin, end = bounds(span, day, first_month)
        like = [span] if span in targets else [other for other, rows in targets.items() if rows[0].unit == currency]
        if not like:
            continue
        nearest = min(like, key=lambda other: abs(_MONTHS[other] - _MONTHS[span]))
        newest, *_ = rows = targets[nearest]
        won, said_on = _won(rows if nearest == span else [], past, begin, on, newest.unit, as_of)
        if won is None or newest.target is None:
            continue
        target = newest.target * _MONTHS[span] / _MONTHS[nearest]
        found.append(Goal(span, end, target, won, newest.unit, None if nearest == span else nearest, said_on))
    return tuple(found)


def goal_key(metric: str) -> str:
    """A figure's name as it is compared with those that the admin named: case and white space do not count."""
    return " ".join(metric.casefold().split())


def _targets(
    kpis: Iterable[Kpi], on: date, day: date, first_month: int, named: Mapping[str, Span]
) -> dict[Span, list[Kpi]]:
    """For each span with a target its figure until `on`, newest first; the first of them is the newest with a target.

    Of several figures the one that the admin named goes first, then the first in the file that is still imported.
    """
    metrics: dict[str, list[Kpi]] = {}
    for kpi in kpis:
        if kpi.on <= on:
            metrics.setdefault(goal_key(kpi.metric), []).append(kpi)
    best: dict[Span, tuple[bool, bool, list[Kpi]]] = {}
    # A business year that begins in April 2026 is FY26 to some and FY27 to others: with both there, neither is taken.
    years = {key: year_named(key) for key in metrics if key not in named and goal_span(key, day, first_month) == "year"}
    unsure = {key for key, year in years.items() if year is not None} if len({*years.values()} - {None}) > 1 else set()
    newest = max((kpi.on for rows in metrics.values() for kpi in rows), default=on)
    for key, rows in metrics.items():
        rows.sort(key=lambda kpi: kpi.on, reverse=True)
        at = next((n for n, kpi in enumerate(rows) if kpi.target is not None and kpi.unit.isupper()), None)
        span = named.get(key) or goal_span(rows[0].metric, day, first_month)
        if at is None or span is None or key in unsure:
            continue
        rank = key not in named, newest - rows[at].on > _LIVING
        if span not in best or rank < best[span][:2]:
            best[span] = (*rank, [rows[at], *rows[:at], *rows[at + 1 :]])
    return {span: best[span][2] for span in SPANS if span in best}


def _currency(targets: Mapping[Span, Sequence[Kpi]]) -> str:
    """The currency of the nearest goal: what is worked out is worked out in it."""
    return next((rows[0].unit for rows in targets.values()), "")


def _won(
    figure: Iterable[Kpi], past: Sequence[Closed], begin: date, on: date, currency: str, as_of: date | None
) -> tuple[Decimal | None, date | None]:
    """What is won since `begin`, and the day of the figure that says so; None for the day when decided deals do."""
    if begin > on:
        return Decimal(0), None
    decided = won_between(past, begin, on, currency)
    said = [kpi for kpi in figure if kpi.value is not None and begin <= kpi.on <= on and kpi.unit == currency]
    newest = max(said, key=lambda kpi: kpi.on, default=None)
    if newest is None or newest.value is None:
        return decided, None
    # A figure may count what the CRM's deals do not hold; newer deals tell of wins since.
    if decided is not None and as_of is not None and as_of > newest.on and decided > newest.value:
        return decided, None
    return newest.value, newest.on


def bounds(span: Span, on: date, first_month: int = 1) -> tuple[date, date]:
    """First and last day of the month, quarter or year that `on` is in; years begin with `first_month`."""
    length = _MONTHS[span]
    into = (on.month - first_month) % 12 % length
    return _first(on.year, on.month - into), _first(on.year, on.month - into + length) - timedelta(days=1)


def _first(year: int, month: int) -> date:
    """The first day of a month; month 13 is January of the next year, month 0 December of the last."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def coverage(
    book: Book,
    kpis: Iterable[Kpi],
    on: date,
    first_month: int = 1,
    *,
    day: date | None = None,
    named: Mapping[str, Span] = MappingProxyType({}),
) -> Coverage:
    """The block: pipeline needed for each goal, what is open for it, and how this and the next quarter would end.

    Goals are those of `goals`, on the day of the 1:1. Needed is what is left ÷ the rep's own conversion by value, never
    a flat multiple (S3.21). Without goals, or with a history too thin for a conversion, the horizons lack the figures
    and `pace.thin` says why. A span with a target, but without what was won of it, is in `unknown`; one whose target is
    in another currency than the nearest goal's in `elsewhere`. Open deals that count for no goal are counted.
    """
    kpis, day = tuple(kpis), max(day or on, on)
    aims = goals(kpis, book.past, on, first_month, day=day, as_of=book.as_of, named=named)
    targets = _targets(kpis, on, day, first_month, named)
    currency = _currency(targets)
    shown = [goal for goal in aims if goal.currency == currency]
    elsewhere = tuple((span, rows[0].unit) for span, rows in targets.items() if rows[0].unit != currency)
    there = {goal.span for goal in shown} | {span for span, _ in elsewhere}
    frame = Coverage(
        as_of=book.as_of,
        source=book.source,
        old=book.as_of is not None and on - book.as_of > FRESH,
        slowing=slowing(book.past, book.deals, on),
        unknown=tuple(span for span in SPANS if targets and span not in there),
        currency=currency,
        elsewhere=elsewhere,
    )
    if not shown or book.as_of is None:
        return frame
    own = pace(book.past, book.deals, currency, on)
    still, left_out = in_currency(pipeline(book.deals), currency)
    horizons = tuple(_horizon(goal, still, own.conversion) for goal in shown)
    ahead = _ahead(horizons, still, own, on, first_month)
    find, by = _finding(horizons, ahead, own, day)
    ours, _ = in_currency(_open(book.deals), currency)
    return replace(
        frame,
        horizons=horizons,
        pace=replace(own, left_out=own.left_out + left_out),
        ahead=ahead,
        find=find,
        find_by=by,
        undated=sum(deal.close is None for deal in ours),
        unpriced=sum(deal.close is not None and not deal.amount for deal in ours),
    )


def pipeline(deals: Iterable[Deal]) -> list[Deal]:
    """The open deals that count for a goal: with an amount, and not left out of the forecast."""
    return [deal for deal in _open(deals) if deal.amount]


def _open(deals: Iterable[Deal]) -> list[Deal]:
    return [deal for deal in deals if outcome(deal) == "open" and folded(deal.category) not in _OMITTED]


def closing(deals: Iterable[Deal], until: date) -> Decimal:
    """The value of those that close until a day; an expected date that has passed still counts."""
    return sum((d.amount for d in deals if d.amount and d.close is not None and d.close <= until), Decimal(0))


def _horizon(goal: Goal, still: Sequence[Deal], conversion: Decimal | None) -> Horizon:
    there = closing(still, goal.until)
    if not goal.left:
        return Horizon(goal, there, needed=Decimal(0), gap=Decimal(0))
    if not conversion:
        return Horizon(goal, there)
    needed = goal.left / conversion
    return Horizon(goal, there, needed, max(needed - there, Decimal(0)))


def _ahead(
    horizons: Sequence[Horizon], still: Sequence[Deal], own: Pace, on: date, first_month: int
) -> tuple[tuple[date, Decimal], ...]:
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
        begin, end = end, bounds("quarter", end + timedelta(days=1), first_month)[1]
        to_win = quarter.target
    return tuple(ends)


def _finding(
    horizons: Sequence[Horizon], ahead: Sequence[tuple[date, Decimal]], own: Pace, day: date
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
        if gap and gap > 0 and by > day:
            return int((gap / own.each).to_integral_value(ROUND_CEILING)), by
    return 0, None
