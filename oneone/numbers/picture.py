"""From one picture of a rep's deals to the next: pushes counted, what left noted, what was decided kept by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from oneone.model import Closed, Deal, Gone
from oneone.numbers.movement import slipped
from oneone.numbers.snapshot import compact, folded, outcome

KEPT = timedelta(days=120)  # how long it is told that a deal left, came back or changed its owner


def counted(now: Iterable[Deal], before: Mapping[str, Deal], *, count: bool) -> list[Deal]:
    """The deals with how often each close date moved later so far, by what was known of them `before` (S4.22).

    `count` False: these deals are older than what is known, or follow such ones; dates that move are no pushes then.
    """
    found = []
    for deal in now:
        old = before.get(deal.id)
        pushes = 0 if old is None else old.pushes + int(count and slipped(old, deal))
        found.append(deal if pushes == deal.pushes else replace(deal, pushes=pushes))
    return found


def gone_after(
    gone: Iterable[Gone], known: Iterable[Deal], now: Collection[str], away: Collection[str], as_of: date
) -> tuple[Gone, ...]:
    """The deals that left undecided, after figures of the day `as_of` with the ids `now`; `away` went to other reps.

    One that is there again keeps its entry with that day. Entries of 120 days ago go.
    """
    entries = {entry.deal.id: entry for entry in gone}
    for deal in known:
        if deal.id not in now and outcome(deal) == "open":
            entries[deal.id] = Gone(compact([deal])[0], as_of)
    for deal_id in entries.keys() & now:
        if entries[deal_id].back is None:
            entries[deal_id] = replace(entries[deal_id], back=as_of)
    return tuple(
        entry
        for deal_id, entry in sorted(entries.items())
        if deal_id not in away and as_of - (entry.back or entry.on) <= KEPT
    )


def same_deal(one: Deal, other: Deal) -> bool:
    """Whether two deals of one id are the same one: files that count their rows from 1 share ids, not names."""
    names, accounts = ((folded(one.name), folded(other.name)), (folded(one.account), folded(other.account)))
    return names[0] == names[1] or (accounts[0] != "" and accounts[0] == accounts[1])


def named(past: Iterable[Closed], deals: Iterable[Deal], as_of: date) -> tuple[Closed, ...]:
    """The decided deals, those of 120 days with name and account from `deals`; older ones without, to stay small."""
    of = {deal.id: deal for deal in deals}

    def entry(one: Closed) -> Closed:
        deal = of.get(one.id)
        name, account = (deal.name, deal.account) if deal else (one.name, one.account)
        if as_of - one.on > KEPT:
            name = account = ""
        return one if (name, account) == (one.name, one.account) else replace(one, name=name, account=account)

    return tuple(map(entry, past))
