"""Six checks of the CRM, one for each thing a rep keeps current (S4.5, S4.6); offered as help, never as a grade."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

from oneone.model import Check, Deal, Hygiene, Tidy, Told
from oneone.numbers.key_deals import potential
from oneone.numbers.snapshot import FRESH, outcome

CHECKS: tuple[Check, ...] = get_args(Check)
_MOST = 3
_SILENT = timedelta(days=21)
_NEAR = timedelta(days=30)  # deals that close so soon should have a close plan and known roles

# What of a deal a check looks at. An export in which no deal of the rep has it does not hold it: nothing to mend.
_FIELDS: Mapping[Check, Callable[[Deal], object]] = {
    "date": lambda deal: deal.close,
    "amount": lambda deal: deal.amount,
    "category": lambda deal: deal.category,
    "history": lambda deal: deal.last_activity,
    "roles": lambda deal: deal.contact_roles,
    "close_plan": lambda deal: deal.close_plan,
}


def hygiene(deals: Iterable[Deal], as_of: date | None, on: date, *, source: str = "") -> Hygiene:
    """The block: at most three things to mend, one a deal, the deal with most potential first; the rest counted."""
    still = [deal for deal in deals if outcome(deal) == "open"]
    exported = [check for check in CHECKS if any(_FIELDS[check](deal) for deal in still)]
    found = [item for deal in still for item in _first(deal, exported, as_of or on)]
    found.sort(key=lambda item: (CHECKS.index(item.check), -potential(item.deal), item.deal.id))
    # One of each kind first: three past dates in a row say less than three different things.
    turns: dict[Check, int] = {}
    ranked = []
    for place, item in enumerate(found):
        turns[item.check] = turns.get(item.check, -1) + 1
        ranked.append((turns[item.check], place, item))
    ranked.sort(key=lambda entry: entry[:2])
    return Hygiene(
        items=tuple(item for *_, item in ranked[:_MOST]),
        more=max(len(ranked) - _MOST, 0),
        as_of=as_of,
        source=source,
        old=as_of is not None and on - as_of > FRESH,
    )


def told(block: Hygiene, on: date) -> Told | None:
    """What a rep is told alone on a day; None when nothing is to be mended, or the figures are too old to say so."""
    if block.as_of is None or block.old or not block.items:
        return None
    return Told(on, block.as_of, tuple((item.check, item.deal.id) for item in block.items))


def left_over(deals: Iterable[Deal], told: Told | None, as_of: date | None, on: date, *, source: str = "") -> Hygiene:
    """The block for a page whose rep was told first: of what was told, only what newer figures still show (S4.6).

    Without newer figures nobody knows what was mended since: then nothing is said, as when nothing was told.
    """
    nothing = Hygiene(as_of=as_of, source=source, rep_first=True)
    if told is None or as_of is None or as_of <= told.as_of:
        return nothing
    still = {deal.id: deal for deal in deals if outcome(deal) == "open"}
    found = [_checked(check, still[deal], as_of) for check, deal in told.items if deal in still]
    return replace(nothing, items=tuple(item for item in found if item), told=told.on)


def _first(deal: Deal, exported: Sequence[Check], on: date) -> list[Tidy]:
    """The first thing of a deal to mend, if any."""
    return next(([item] for check in exported if (item := _checked(check, deal, on))), [])


def _checked(check: Check, deal: Deal, on: date) -> Tidy | None:
    near = deal.close is not None and deal.close - on <= _NEAR
    match check:
        case "date" if deal.close is None or deal.close < on:
            return Tidy(check, deal, (on - deal.close).days if deal.close else 0)
        case "history" if deal.last_activity is not None and on - deal.last_activity > _SILENT:
            return Tidy(check, deal, (on - deal.last_activity).days)
        case "amount" | "category" if not _FIELDS[check](deal):
            return Tidy(check, deal)
        case "roles" if near and not _known(deal.contact_roles):
            return Tidy(check, deal)
        case "close_plan" if near and deal.close_plan is None:
            return Tidy(check, deal)
    return None


def _known(roles: str) -> bool:
    return any(person.strip() for _, _, person in (part.partition("=") for part in roles.split(";")))
