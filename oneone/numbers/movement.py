"""What moved in a rep's deals between two snapshots, in the words that forecasting tools use (S4.22, S4.23)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from oneone.model import Closed, Deal, Move, Moved, Movement
from oneone.numbers.coverage import bounds
from oneone.numbers.snapshot import FRESH, folded, outcome

_MOST = 5  # deals on a page
_REACH = timedelta(days=14)  # figures behind a page may be this much older than its 1:1

# What matters most in a 1:1 comes first: results, then downgrades (S4.23), then what is new or better.
_ORDER: tuple[Move, ...] = (
    "won", "lost", "stage_back", "missing", "slipped", "no_close", "amount_down", "new", "back", "pulled_in",
    "stage_forward", "amount_up", "currency", "category", "owner",
)  # fmt: skip
_LEAVES_QUARTER = 1.5  # a close date that slips out of the quarter: right after won and lost
_RANK: dict[Move, float] = {kind: float(rank) for rank, kind in enumerate(_ORDER)}

# Stages as CRMs and sales processes call them, early to late; one place may have several names.
_STAGES: tuple[tuple[str, ...], ...] = (
    ("prospecting", "prospect", "lead", "new", "identified"),
    ("qualification", "qualify", "qualifying", "qualified", "qualified to buy", "qualifiedtobuy", "qualifizierung"),
    ("engaging", "engaged", "develop", "appointment scheduled", "appointmentscheduled", "meeting scheduled"),
    ("discovery", "discover", "needs analysis", "bedarfsanalyse"),
    ("demo", "demonstration", "value proposition", "presentation", "presentation scheduled", "presentationscheduled",
     "evaluation", "proof of concept", "id decision makers", "perception analysis", "decisionmakerboughtin"),
    ("proposal", "propose", "proposal price quote", "quote", "angebot"),
    ("negotiation", "negotiate", "negotiating", "negotiation review", "contract sent", "contractsent", "verhandlung"),
    ("approved", "approval", "verbal", "verbal agreement", "commit", "committed", "close", "closing"),
)  # fmt: skip
_PLACE = {name: place for place, names in enumerate(_STAGES) for name in names}
_NUMBERED = re.compile(r"\s*(?:stage|phase|s)?\s*(\d{1,2})\b", re.IGNORECASE)


def movement(
    was: Sequence[Deal] | None,
    now: Sequence[Deal],
    *,
    since: date | None,
    as_of: date | None,
    on: date,
    source: str,
    away: Collection[str] = (),
    here: Collection[str] = (),
    first_month: int = 1,
    was_as_of: date | None = None,
    past: Iterable[Closed] = (),
    back: Mapping[str, Deal] | None = None,
) -> Movement:
    """The five deals that moved most since the snapshot `was`, and how many moved in all, by their first kind.

    `was` None: no snapshot, nothing to compare with; it holds deals as of `was_as_of`. `as_of` None: nothing was ever
    imported, so nothing is said to have moved. `on` is the day of the 1:1: figures are old by it, and the period is its
    quarter, in a business year that begins with `first_month`. A deal that left the data is `missing`, and won or lost
    when it is among the decided ones in `past`; one that another rep has now is in `away`, one that came from another
    rep in `here` (ids): both are `owner`; one that had left and is there again is in `back`, as it was when it left.
    Amounts of different currencies are not compared. Among the five, each kind has its first deal before any has its
    second, so that a good week does not hide what slipped; deals of one kind stand by value times likelihood (S2.18).
    """
    frame = Movement(
        since=since if was is not None else None,
        as_of=as_of,
        source=source,
        old=as_of is not None and on - as_of > FRESH,
        deals=sum(outcome(deal) == "open" for deal in now),
        was_as_of=was_as_of if was is not None else None,
    )
    if was is None or as_of is None:
        return frame
    quarter_end = bounds("quarter", on, first_month)[1]
    owners = frozenset(away), frozenset(here)
    seen = _Seen({deal.id: deal for deal in was}, {deal.id: deal for deal in pushed(was, now)}, dict(back or {}))
    decided = _decided(seen, past, was_as_of)
    ranked = sorted(_all_moved(seen, decided, since, quarter_end, owners))
    by_kind: Counter[Move] = Counter()
    turns = []
    for rank, worth, deal_id, moved in ranked:
        turns.append((by_kind[moved.kinds[0]], rank, worth, deal_id, moved))
        by_kind[moved.kinds[0]] += 1
    picked = sorted(turn[1:] for turn in sorted(turns)[:_MOST])
    counts = tuple((kind, by_kind[kind]) for kind in _ORDER if by_kind[kind])
    return replace(frame, moved=tuple(moved for *_, moved in picked), counts=counts, quarter_end=quarter_end)


def pushed(was: Sequence[Deal] | None, now: Sequence[Deal]) -> tuple[Deal, ...]:
    """The deals of now with how often each close date moved later so far: the counter a snapshot hands on (S4.22).

    The import counts each push; what an older version showed, which counted from page to page, is never taken back.
    """
    before = {deal.id: deal for deal in was or ()}
    return tuple(_counted(before.get(deal.id), deal) for deal in now)


def _counted(old: Deal | None, deal: Deal) -> Deal:
    """Most deals did not slip and are not copied: a page of 300 deals took twice as long."""
    pushes = max(deal.pushes, old.pushes + int(slipped(old, deal))) if old is not None else deal.pushes
    return deal if pushes == deal.pushes else replace(deal, pushes=pushes)


_Owners = tuple[frozenset[str], frozenset[str]]  # ids that went to, and came from, another rep
_Ranked = tuple[float, Decimal, str, Moved]  # rank, minus worth, deal id: sorted, most important first


@dataclass(frozen=True, slots=True)
class _Seen:
    """Deals by their id: on the last written page, now, and as they were when they left and came back."""

    before: Mapping[str, Deal]
    after: Mapping[str, Deal]
    back: Mapping[str, Deal]


def _decided(seen: _Seen, past: Iterable[Closed], was_as_of: date | None) -> dict[str, Closed]:
    """The deals that were decided after the last written page and have left the data since, whether it had them or not.

    Of one that it had, whatever is in the past came later: a deal that is open is not kept there.
    """
    return {
        entry.id: entry
        for entry in past
        if entry.id not in seen.after and (entry.id in seen.before or (was_as_of is not None and was_as_of < entry.on))
    }


def _all_moved(
    seen: _Seen, decided: Mapping[str, Closed], since: date | None, quarter_end: date, owners: _Owners
) -> Iterable[_Ranked]:
    for deal_id in seen.before.keys() | seen.after.keys() | decided.keys():
        old, new = seen.before.get(deal_id), seen.after.get(deal_id)
        closed = decided.get(deal_id)
        if closed is not None:
            new = _closed_deal(closed, old)
        again = old is None and deal_id in seen.back and deal_id not in owners[1]
        old = seen.back[deal_id] if again else old
        kinds = _kinds(old, new, since, quarter_end)
        if again and outcome(new or seen.back[deal_id]) == "open":
            kinds = ["back", *kinds]
        if (kinds == ["missing"] and deal_id in owners[0]) or (old is None and kinds and deal_id in owners[1]):
            kinds = ["owner", *(kind for kind in kinds if kind in ("won", "lost"))]
        if not kinds:
            continue
        leaves = "slipped" in kinds and old and new and _within(old, quarter_end) and not _within(new, quarter_end)
        ranks = {kind: _LEAVES_QUARTER if kind == "slipped" and leaves else _RANK[kind] for kind in kinds}
        ordered = tuple(sorted(kinds, key=ranks.__getitem__))
        yield ranks[ordered[0]], -_worth(old, new), deal_id, Moved(ordered, old, new, closed.on if closed else None)


def _closed_deal(closed: Closed, old: Deal | None) -> Deal:
    """A decided deal that is no longer in the data, as far as it is known."""
    deal = old or Deal(closed.id, closed.name or closed.id, closed.account, stage=closed.stage)
    amount = deal.amount if closed.amount is None else closed.amount
    stage = "Won" if closed.won else "Lost"
    return replace(deal, amount=amount, currency=closed.currency, stage=stage, close=closed.on, category="")


def _kinds(old: Deal | None, new: Deal | None, since: date | None, quarter_end: date) -> list[Move]:
    if new is None:
        return ["missing"] if old is not None and outcome(old) == "open" else []
    state = outcome(new)
    if old is None:
        if state == "open":
            return ["new"]
        # Closed and never seen: it came and closed since then, unless an import only now reaches further back.
        long_ago = since is not None and new.close is not None and new.close < since - _REACH
        return [] if long_ago else [state, "new"]
    if state != "open":
        return [] if outcome(old) == state else [state, *(_amount(old, new) if state == "won" else [])]
    if outcome(old) != "open":  # closed before, open again
        return ["stage_back" if outcome(old) == "won" else "stage_forward", *_amount(old, new)]
    return [*_close(old, new, quarter_end), *_stage(old, new), *_amount(old, new), *_category(old, new)]


def slipped(old: Deal, new: Deal) -> bool:
    """Whether the close date of a deal that is open both times moved later: a push (S4.22)."""
    if old.close is None or new.close is None or outcome(old) != "open" or outcome(new) != "open":
        return False
    return new.close > old.close


def _close(old: Deal, new: Deal, quarter_end: date) -> list[Move]:
    if slipped(old, new):
        return ["slipped"]
    if old.close is not None and new.close is None:
        return ["no_close"]
    earlier = old.close is not None and new.close is not None and new.close < old.close
    return ["pulled_in"] if earlier and _within(new, quarter_end) else []


def _amount(old: Deal, new: Deal) -> list[Move]:
    if old.amount is None or new.amount is None:
        return []
    if old.currency and new.currency and old.currency != new.currency:
        return ["currency"]
    if old.amount == new.amount:
        return []
    return ["amount_up" if new.amount > old.amount else "amount_down"]


def _stage(old: Deal, new: Deal) -> list[Move]:
    if folded(old.stage) == folded(new.stage) and _number(old.stage) == _number(new.stage):
        return []
    steps = _steps(old, new)
    if steps == 0:
        return []
    return ["stage_forward" if steps > 0 else "stage_back"]


def _steps(old: Deal, new: Deal) -> int:
    """Above 0 when the stage is later than it was, below when earlier; 0 when nobody can tell.

    Numbered stages say it themselves, known names by their place; of unknown ones the probability tells.
    """
    numbers = _number(old.stage), _number(new.stage)
    if numbers[0] is not None and numbers[1] is not None and numbers[0] != numbers[1]:
        return numbers[1] - numbers[0]
    places = _PLACE.get(folded(old.stage)), _PLACE.get(folded(new.stage))
    if places[0] is not None and places[1] is not None and places[0] != places[1]:
        return places[1] - places[0]
    if old.probability is not None and new.probability is not None:
        return new.probability - old.probability
    return 0


def _number(stage: str) -> int | None:
    match = _NUMBERED.match(stage)
    return int(match[1]) if match else None


def _category(old: Deal, new: Deal) -> list[Move]:
    return ["category"] if folded(old.category) != folded(new.category) else []


def _within(deal: Deal, quarter_end: date) -> bool:
    return deal.close is not None and deal.close <= quarter_end


def _worth(old: Deal | None, new: Deal | None) -> Decimal:
    """Value times likelihood of an open deal, the whole value of one that closed or left (S2.18).

    An unknown likelihood counts in full: better looked at than hidden.
    """
    deal = new or old
    if deal is None:
        return Decimal(0)
    if new is None or outcome(new) == "lost":
        deal = old or deal  # a lost deal may already be set to nothing
    amount = deal.amount or Decimal(0)
    if new is None or outcome(new) != "open" or new.probability is None:
        return amount
    return amount * new.probability / 100
