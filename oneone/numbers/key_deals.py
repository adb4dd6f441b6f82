"""Which open deals the talk should go to: what matters this week, and most potential first (S2.18, S3.12, S4.22)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from oneone.model import Deal, Goal, KeyDeals, Why
from oneone.numbers.coverage import closing, pipeline
from oneone.numbers.pace import in_currency
from oneone.numbers.snapshot import FRESH, outcome

_MOST = 5
_EVEN = Decimal(50)  # percent, for a deal whose likelihood nobody has written
_SOON = timedelta(days=14)
_LARGE = Decimal("0.2")  # of what is left to win (S3.12)
_ORDER: tuple[Why, ...] = ("must_win", "asked", "changed", "closing", "large")
_SHORTEST_NAME = 4  # characters: shorter names stand in many a promise by chance


def key_deals(
    deals: Iterable[Deal],
    as_of: date | None,
    on: date,
    *,
    source: str = "",
    was: Iterable[Deal] = (),
    moved: Collection[str] = (),
    goal: Goal | None = None,
    promises: Iterable[str] = (),
) -> KeyDeals:
    """The block of at most five open deals that matter this week, as imported on `as_of`.

    A deal is there because the goal cannot be reached without it, an open promise names it, it moved since the last
    written page (`moved` holds ids), it closes within 14 days, or it is a fifth of what is left to win. When nothing
    singles any out, those with most potential (amount × likelihood) are there; equal ones by their close date.
    `as_of` None: nothing was imported.
    """
    still = [deal for deal in deals if outcome(deal) == "open"]
    texts = [" ".join(text.casefold().split()) for text in promises]
    needed = must_win(still, goal)
    why = {deal.id: _why(deal, on, needed, moved, goal, texts) for deal in still}
    amounts = {deal.id: deal.amount for deal in was}
    chosen = [deal for deal in still if why[deal.id]] or still
    chosen.sort(key=lambda deal: (_rank(why[deal.id]), -potential(deal), deal.close or date.max, deal.id))
    chosen = chosen[:_MOST]
    return KeyDeals(
        deals=tuple(chosen),
        as_of=as_of,
        source=source,
        old=as_of is not None and on - as_of > FRESH,
        open=len(still),
        why=tuple(why[deal.id] for deal in chosen),
        before=tuple(amounts.get(deal.id) for deal in chosen),
    )


def must_win(deals: Iterable[Deal], goal: Goal | None) -> frozenset[str]:
    """The ids of deals without which the goal cannot be reached, even if all others that close in time are won (S3.13).

    None is when the goal is reached already, or when even all of them together would not reach it: then no single deal
    decides, and the missing pipeline does.
    """
    if goal is None or not goal.left:
        return frozenset()
    ours, _ = in_currency(pipeline(deals), goal.currency)
    all_of_them = closing(ours, goal.until)
    if all_of_them < goal.left:
        return frozenset()
    in_time = (d for d in ours if d.close is not None and d.close <= goal.until)
    return frozenset(d.id for d in in_time if d.amount and all_of_them - d.amount < goal.left)


def decisive(goals: Iterable[Goal], deals: Iterable[Deal]) -> Goal | None:
    """The goal that singles deals out: the nearest that open deals can still reach, else the nearest not yet reached.

    A month that is out of reach must not hide the deal on which the quarter hangs.
    """
    left = [goal for goal in goals if goal.left]
    still = pipeline(deals)
    within = (goal for goal in left if closing(in_currency(still, goal.currency)[0], goal.until) >= goal.left)
    return next(within, left[0] if left else None)


def potential(deal: Deal) -> Decimal:
    """Amount × likelihood (S2.18); a likelihood that nobody has written counts as even."""
    likely = _EVEN if deal.probability is None else Decimal(deal.probability)
    return (deal.amount or Decimal(0)) * likely


def _why(
    deal: Deal, on: date, needed: Collection[str], moved: Collection[str], goal: Goal | None, texts: Iterable[str]
) -> tuple[Why, ...]:
    in_goal = goal is not None and deal.close is not None and deal.close <= goal.until
    large = bool(in_goal and goal and goal.left and deal.amount and deal.amount >= goal.left * _LARGE)
    holds: Mapping[Why, bool] = {
        "must_win": deal.id in needed,
        "asked": _named(deal, texts),
        "changed": deal.id in moved,
        "closing": deal.close is not None and deal.close - on <= _SOON,
        "large": large,
    }
    return tuple(reason for reason in _ORDER if holds[reason])


def _named(deal: Deal, texts: Iterable[str]) -> bool:
    names = [" ".join(name.casefold().split()) for name in (deal.account, deal.name)]
    return any(
        len(name) >= _SHORTEST_NAME and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
        for text in texts
        for name in names
    )


def _rank(why: tuple[Why, ...]) -> int:
    return min((_ORDER.index(reason) for reason in why), default=len(_ORDER))
