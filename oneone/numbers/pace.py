"""A rep's own pace: what is won of what is decided, how long a win takes, how much is new a week (S3.21, S3.23).

Everything is of this one rep: no team, no average of others (S3.47).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Literal

from oneone.model import Closed, Deal, Pace
from oneone.numbers.snapshot import outcome

YEAR = timedelta(days=365)
_LATELY = timedelta(weeks=13)
_LEAST_DECIDED, _LEAST_WON = 10, 3  # fewer say more about luck than about the rep
_KNOWN_AMOUNTS = Decimal("0.8")  # of the decided deals: with fewer, no share of their value can be told
_HALF_A_YEAR = timedelta(days=182)  # below it, a good or slow season passes for the year
_ABOUT_A_YEAR = timedelta(days=335)  # what is read of a year begins with the first deal that was decided in it
_SILENCE = timedelta(days=122)
_STRAYS = 10  # one in so many
_FOUR_WEEKS = timedelta(weeks=4)
_SLOWER = 2 / 3


def closed_deals(
    past: Iterable[Closed], known: Iterable[Deal], deals: Iterable[Deal], as_of: date, keep: timedelta = 2 * YEAR
) -> tuple[Closed, ...]:
    """The rep's decided deals after an import of `deals`, oldest first; `known` are the deals before it.

    One that leaves the export stays, for `keep`; one that is open again goes. CRMs often set a decided deal's amount to
    nothing or 0: then the amount last known stays, and so does the stage in which it was last open. Without a close
    date it counts as of `as_of`, the day it was first seen.
    """
    amounts = {deal.id: deal.amount for deal in known}
    stages = {deal.id: deal.stage for deal in known if outcome(deal) == "open"}
    now = {deal.id: deal for deal in deals}
    kept = {entry.id: entry for entry in past if entry.id not in now or outcome(now[entry.id]) != "open"}
    for deal in now.values():
        state = outcome(deal)
        if state == "open":
            continue
        before = kept.get(deal.id)
        amount = deal.amount or (before.amount if before else None) or amounts.get(deal.id) or deal.amount
        on = min(deal.close or (before.on if before else as_of), as_of)
        created = deal.created or (before.created if before else None)
        stage = stages.get(deal.id) or (before.stage if before else "")
        kept[deal.id] = Closed(deal.id, on, state == "won", created, amount, deal.currency, stage)
    return tuple(sorted((c for c in kept.values() if as_of - c.on <= keep), key=lambda c: (c.on, c.id)))


def main_currency(deals: Iterable[Deal], past: Iterable[Closed]) -> str:
    """The currency of most deals, empty when none names one."""
    counts = Counter([deal.currency for deal in deals if deal.currency])
    counts.update(entry.currency for entry in past if entry.currency)
    return min(counts, key=lambda code: (-counts[code], code)) if counts else ""


def pace(past: Sequence[Closed], deals: Sequence[Deal], currency: str, on: date) -> Pace:
    """The rep's figures of the 365 days before `on` in `currency`; deals without a currency count as if in it.

    `conversion` is won ÷ decided value, None with the reason in `thin` below 10 decided or 3 won deals, or when more
    than a fifth of them has no known value. A lost deal of 0 has none: CRMs write that over what it was worth. A won
    one of 0 is a real 0: what was given away. `cycle` is the median of days from creation to the win of at least 3
    wins. What is known for less than a year is told by `since`; for less than half a year, it gives no `cycle` and no
    `new_a_year`, and between them the new deals are reckoned up to a year. No `cycle` either before deals are known for
    twice as long: until then only quick ones can have been won.
    """
    since = known_since(past, on)
    known = on - since if since else timedelta()
    year = [e for e in past if timedelta() <= on - e.on < YEAR and (since is None or e.on >= since)]
    ours = [entry for entry in year if _in(currency, entry.currency)]
    won = [entry for entry in ours if entry.won]
    priced = [entry for entry in ours if entry.amount or (entry.won and entry.amount is not None)]
    won_value = sum((e.amount for e in priced if e.won and e.amount), Decimal(0))
    decided = sum((e.amount for e in priced if e.amount), Decimal(0))
    thin = _thin(len(ours), len(won), len(priced), won_value)
    cycles = [(entry.on - entry.created).days for entry in won if entry.created and entry.created <= entry.on]
    cycle = round(median(cycles)) if len(cycles) >= _LEAST_WON else None
    new = _created(past, deals, currency)
    young = known < _HALF_A_YEAR
    first = min((day for day, _ in new), default=on)
    long_enough = cycle is not None and not young and on - first >= 2 * timedelta(days=cycle)
    valued = [e.amount for e in won if e.amount]
    lately = [amount for day, amount in new if timedelta() <= on - day < _LATELY]
    return Pace(
        currency=currency,
        won=len(won),
        lost=len(ours) - len(won),
        won_value=won_value,
        decided_value=decided,
        conversion=None if thin else won_value / decided,
        win_rate=Decimal(len(won)) / len(ours) if len(ours) >= _LEAST_DECIDED else None,
        cycle=cycle if long_enough else None,
        created_a_week=sum(lately, Decimal(0)) / (_LATELY // timedelta(weeks=1)),
        new_a_year=0 if young else _a_year([day for day, _ in new], min(known, YEAR), on),
        each=sum(valued, Decimal(0)) / len(valued) if len(valued) >= _LEAST_WON else None,
        thin=thin,
        left_out=len(year) - len(ours),
        since=None if known >= _ABOUT_A_YEAR else since,
        young=cycle is not None and not long_enough,
    )


def known_since(past: Iterable[Closed], on: date) -> date | None:
    """The day on which the record of decided deals begins; None when there is none.

    A few deals long before all others are strays, as an export of two weeks may hold one with an old date: at most a
    tenth of all, with four months of silence behind them.
    """
    days = sorted(entry.on for entry in past if entry.on <= on)
    begin = 0
    for at in range(1, len(days) // _STRAYS + 1):
        if days[at] - days[at - 1] > _SILENCE:
            begin = at
    return days[begin] if days else None


def short_since(past: Iterable[Closed], on: date) -> date | None:
    """The day on which the record begins, when that is clearly less than twelve months ago; else None."""
    since = known_since(past, on)
    return since if since is not None and on - since < _ABOUT_A_YEAR else None


def young(since: date | None, on: date) -> bool:
    """Whether a record that begins on a day is too short for what is told of a year."""
    return since is not None and on - since < _HALF_A_YEAR


def _a_year(created: Iterable[date], known: timedelta, on: date) -> int:
    """How many deals are new a year: from those created while decided ones are known, else some would be missing."""
    known = YEAR if known >= _ABOUT_A_YEAR else known
    return round(sum(timedelta() <= on - day < known for day in created) * YEAR / known)


def slowing(past: Sequence[Closed], deals: Sequence[Deal], on: date) -> tuple[int, int] | None:
    """New deals of the last four weeks and of the four before, when they fell by a third while deals were won (S3.26).

    None when all is well: an up and down of the pipeline begins with a good month.
    """
    new = [day for day, _ in _created(past, deals, None)]
    lately = sum(timedelta() <= on - day < _FOUR_WEEKS for day in new)
    before = sum(_FOUR_WEEKS <= on - day < 2 * _FOUR_WEEKS for day in new)
    won = sum(entry.won and timedelta() <= on - entry.on < _FOUR_WEEKS for entry in past)
    return (lately, before) if won and before >= _LEAST_WON and lately <= before * _SLOWER else None


def won_between(past: Iterable[Closed], begin: date, end: date, currency: str) -> Decimal | None:
    """The value won from `begin` to `end`, both counted; None when what is known does not reach back to `begin`."""
    entries = list(past)
    since = known_since(entries, end)
    if since is None or since > begin:
        return None
    won = (e.amount for e in entries if e.won and e.amount and begin <= e.on <= end and _in(currency, e.currency))
    return sum(won, Decimal(0))


def in_currency(deals: Iterable[Deal], currency: str) -> tuple[list[Deal], int]:
    """The deals of a currency, or of none, and how many others there are."""
    everything = list(deals)
    ours = [deal for deal in everything if _in(currency, deal.currency)]
    return ours, len(everything) - len(ours)


def _in(currency: str, code: str) -> bool:
    return not code or not currency or code == currency


def _created(past: Sequence[Closed], deals: Sequence[Deal], currency: str | None) -> list[tuple[date, Decimal]]:
    """When each deal was created, and its amount; a deal that is also among the decided ones counts once."""
    closed: Collection[str] = {entry.id for entry in past}
    both = [
        *((e.created, e.amount, e.currency) for e in past),
        *((d.created, d.amount, d.currency) for d in deals if d.id not in closed),
    ]
    return [
        (created, amount or Decimal(0))
        for created, amount, code in both
        if created is not None and (currency is None or _in(currency, code))
    ]


def _thin(decided: int, won: int, priced: int, won_value: Decimal) -> Literal["", "decided", "won", "amounts"]:
    if decided < _LEAST_DECIDED:
        return "decided"
    if won < _LEAST_WON:
        return "won"
    return "amounts" if not won_value or Decimal(priced) / decided < _KNOWN_AMOUNTS else ""


def with_amounts(deals: Iterable[Deal], past: Iterable[Closed]) -> list[Deal]:
    """The deals, decided ones with the amount they had when they were open, where the CRM has cleared it."""
    amounts = {entry.id: entry.amount for entry in past}
    return [replace(d, amount=amounts[d.id]) if not d.amount and amounts.get(d.id) else d for d in deals]
