"""Keep deals so that each is one rep's at a time: what came, what went to somebody else, what is decided, what left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from oneone.model import Closed, Deal
from oneone.numbers.pace import closed_deals
from oneone.numbers.picture import KEPT, counted, gone_after, named, same_deal
from oneone.store.figures import Figures, Head, Owners, Stored

_ZONES = timedelta(days=1)  # somewhere it is tomorrow already


class Keeping:
    """Stores the deals of `reps` out of one picture of a source; `owners` says who has each deal in it.

    A deal that comes to one of them from somebody outside the picture leaves that rep, too. First each rep is put, then
    `end` takes from the others and records who holds what: the next import makes good what broke off in between.
    """

    def __init__(
        self, figures: Figures, owners: Mapping[str, str], reps: Collection[str], source: str, today: date
    ) -> None:
        self._figures, self._owners, self._reps, self._source = figures, owners, frozenset(reps), source
        self._latest = today + _ZONES
        self._came: defaultdict[str, dict[str, date]] = defaultdict(dict)
        self._went: dict[str, Deal] = {}  # deals of reps in the picture that are somebody else's in it
        self._taken: defaultdict[str, dict[str, date]] = defaultdict(dict)  # from reps outside of it
        self._held: dict[str, frozenset[str]] = {}  # of those put, where it has to be recorded
        self._holders: Mapping[str, str] | None = None
        self._former: dict[str, tuple[Stored, dict[str, Deal]]] = {}  # other reps, and their deals by id
        self._told: list[str] = []

    def told(self) -> list[str]:
        """What is good to know of the reps put since this was last asked."""
        told, self._told = self._told, []
        return told

    def put(self, rep: str, read: Sequence[Deal], stored: Stored, as_of: date) -> int:
        """Make `read` the rep's deals instead of what is `stored`; returns how many are new, changed or gone.

        What was decided stays in the rep's past, what left undecided is noted, what somebody else has now goes there.
        """
        known, gone, past = stored.deals, stored.gone, stored.past
        ids = {deal.id for deal in read}
        held = self._figures.held(rep, self._source)
        from_others, not_ours = self._arrivals(rep, [deal for deal in read if deal.id not in held], as_of)
        now = [deal for deal in read if deal.id not in not_ours]
        before = {entry.deal.id: entry.deal for entry in gone} | from_others | {deal.id: deal for deal in known}
        now = counted(now, before, count=self._follows(stored.head, as_of))
        away = {deal.id: as_of for deal in known if deal.id not in ids and self._owners.get(deal.id, rep) != rep}
        away |= {i.deal.id: as_of for i in gone if i.back is None and self._owners.get(i.deal.id, rep) != rep}
        for deal_id in away:
            self._came[self._owners[deal_id]][deal_id] = as_of
            self._went[deal_id] = before[deal_id]
        decided = _without(closed_deals(past, [*from_others.values(), *known], now, as_of), away)
        decided = named(decided, [*known, *now], as_of)
        left = gone_after(gone, known, {deal.id for deal in now}, away, as_of)
        changed = self._figures.put_deals(rep, now, as_of, self._source)
        if decided != past:
            self._put_past(rep, decided)
        if left != gone:
            self._figures.put_gone(rep, left)
        if away:
            self._note(rep, away, {})
        holds = frozenset({deal.id for deal in now} | {i.deal.id for i in left if i.back is None})
        if holds != held:
            self._held[rep] = holds
        for other in self._reps & self._former.keys():  # put or to be put: not as they were, and many
            del self._former[other]
        return changed

    def end(self) -> None:
        """Take from reps outside the picture what is somebody else's in it, and record who holds what."""
        for rep, ids in self._taken.items():
            self._release(rep, ids)
        for rep, arrived in self._came.items():
            if rep in self._reps:
                self._note(rep, {}, arrived)
        for rep, holds in self._held.items():
            self._figures.put_held(rep, self._source, holds)

    def _follows(self, head: Head | None, as_of: date) -> bool:
        """Whether this picture comes after all that were stored: else dates that move are those of an older file."""
        if head is None or head.newest > self._latest:  # an older version took days that had not come yet
            return True
        return head.as_of == head.newest and as_of >= head.newest

    def _arrivals(self, rep: str, fresh: Sequence[Deal], as_of: date) -> tuple[dict[str, Deal], set[str]]:
        """What of the `fresh` deals was somebody else's, as it was there; and the ids of those that still are."""
        found, not_ours = dict[str, Deal](), set[str]()
        for deal in fresh:
            other = self._holder(deal.id)
            if not other or other == rep:
                continue
            former, there = self._of(other)
            was = self._went.get(deal.id) or there.get(deal.id) or _left(former, deal.id)
            if was is None or not same_deal(was, deal):
                continue
            if other not in self._reps:
                head = former.head
                if deal.id in there and head is not None and as_of < head.as_of <= self._latest:
                    not_ours.add(deal.id)
                    continue
                self._taken[other][deal.id] = as_of
                self._came[rep][deal.id] = as_of
            found[deal.id] = was
        if not_ours:
            few = ", ".join(sorted(not_ours)[:3])
            self._told.append(f"newer figures have {len(not_ours):,} of the deals of {rep} with somebody else ({few}).")
        return found, not_ours

    def _holder(self, deal_id: str) -> str:
        if self._holders is None:
            self._holders = self._figures.holders(self._source)
        return self._holders.get(deal_id, "")

    def _of(self, rep: str) -> tuple[Stored, dict[str, Deal]]:
        if rep not in self._former:
            stored = self._figures.stored(rep)
            self._former[rep] = stored, {deal.id: deal for deal in stored.deals}
        return self._former[rep]

    def _release(self, rep: str, ids: Mapping[str, date]) -> None:
        """Let deals leave a rep who is not in the picture; the rep's other deals keep their day."""
        former, _ = self._of(rep)
        left = [deal for deal in former.deals if deal.id not in ids]
        as_of = former.head.as_of if former.head and left else max(ids.values())
        self._figures.put_deals(rep, left, as_of, self._source)
        if any(entry.id in ids for entry in former.past):
            self._figures.put_past(rep, _without(former.past, ids))
        gone = tuple(entry for entry in former.gone if entry.deal.id not in ids)
        self._figures.put_gone(rep, gone)
        self._note(rep, ids, {})
        still = {entry.deal.id for entry in gone if entry.back is None}
        self._figures.put_held(rep, self._source, still.union(deal.id for deal in left))

    def _put_past(self, rep: str, past: Sequence[Closed]) -> None:
        dropped = self._figures.put_past(rep, past)
        if dropped:
            day = past[dropped - 1].on
            self._told.append(f"of {rep} the {dropped:,} deals decided until {day} are not kept: they are too many.")

    def _note(self, rep: str, away: Mapping[str, date], here: Mapping[str, date]) -> None:
        old = self._figures.owners(rep)
        newest = max((*away.values(), *here.values()))

        def joined(one: Mapping[str, date], more: Mapping[str, date], not_in: Mapping[str, date]) -> dict[str, date]:
            both = {**one, **more}
            return {deal: day for deal, day in both.items() if newest - day <= KEPT and deal not in not_in}

        self._figures.put_owners(rep, Owners(joined(old.away, away, here), joined(old.here, here, away)))


def _left(stored: Stored, deal_id: str) -> Deal | None:
    """A deal that has left the data undecided, as it was then."""
    return next((entry.deal for entry in stored.gone if entry.back is None and entry.deal.id == deal_id), None)


def _without(past: Iterable[Closed], away: Collection[str]) -> tuple[Closed, ...]:
    return tuple(entry for entry in past if entry.id not in away)
