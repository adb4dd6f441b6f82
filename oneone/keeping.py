"""Keep deals so that each is one rep's at a time: what came, what went to somebody else, what is decided, what left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from oneone.errors import NeedsAttention
from oneone.model import Closed, Deal, Gone
from oneone.numbers.pace import closed_deals
from oneone.numbers.picture import KEPT, counted, gone_after, named, same_deal
from oneone.numbers.snapshot import compact
from oneone.store.figures import Figures, Head, Owners, Stored

_ZONES = timedelta(days=1)  # somewhere it is tomorrow already


class Keeping:
    """Stores the deals of `reps` out of one picture of a source; `owners` says who has each deal in it, "" nobody.

    A deal that comes to one of them from somebody outside the picture leaves that rep, too. First each rep is put, then
    `end` takes from the others and records who holds what. The next import makes good what broke off in between: what
    can be known from the former deals alone is written before they change, and a deal that goes to somebody else
    stays noted with its giver as one that left, until its receiver is stored.
    """

    def __init__(
        self, figures: Figures, owners: Mapping[str, str], reps: Collection[str], source: str, today: date
    ) -> None:
        self._figures, self._owners, self._reps, self._source = figures, owners, frozenset(reps), source
        self._latest = today + _ZONES
        self._put: set[str] = set()  # whose deals are stored
        self._came: defaultdict[str, dict[str, date]] = defaultdict(dict)
        self._went: dict[str, Deal] = {}  # deals of reps in the picture that are somebody else's in it
        self._taken: defaultdict[str, dict[str, date]] = defaultdict(dict)  # from reps outside of it
        self._stale: set[str] = set()  # reps outside of it whose record of holding is behind
        self._waiting: dict[str, tuple[tuple[Gone, ...], tuple[Gone, ...]]] = {}  # what left, and what goes to others
        self._held: dict[str, frozenset[str]] = {}  # of those put, where it has to be recorded
        self._holders: Mapping[str, str] | None = None
        self._former: dict[str, tuple[Stored, dict[str, Deal]]] = {}  # other reps, and their deals by id
        self._told: list[str] = []

    def told(self) -> list[str]:
        """What is good to know of the reps put since this was last asked."""
        told, self._told = self._told, []
        return told

    @property
    def any_put(self) -> bool:
        """Whether the deals of any rep could be stored."""
        return bool(self._put)

    def put(self, rep: str, read: Sequence[Deal], stored: Stored, as_of: date) -> int:
        """Make `read` the rep's deals instead of what is `stored`; returns how many are new, changed or gone.

        What was decided stays in the rep's past, what left undecided is noted, what somebody else has now goes there.
        Raises NeedsAttention when the rep's rows cannot be stored; the other reps may go on.
        """
        known, gone, past = stored.deals, stored.gone, stored.past
        ids = {deal.id for deal in read}
        held = self._figures.held(rep, self._source)
        came = self._arrivals(rep, [deal for deal in read if deal.id not in held], as_of)
        now = [deal for deal in read if deal.id not in came.not_ours]
        there = {deal.id for deal in now}
        before = {entry.deal.id: entry.deal for entry in gone} | came.found | {deal.id: deal for deal in known}
        now = counted(now, before, count=self._follows(stored.head, as_of))
        away = self._away(rep, stored, ids, as_of)
        given = {deal_id for deal_id in away if self._owners[deal_id]}
        decided = _without(closed_deals(past, [*came.found.values(), *known], now, as_of), away)
        decided = named(decided, [*known, *now], as_of)
        left = gone_after(gone, known, there, given, as_of)
        going = tuple(Gone(compact([before[deal_id]])[0], as_of) for deal_id in sorted(given))
        owners = _owners_after(stored.owners, away, {}, there)
        if (noted := _by_id(left, going)) != gone:
            self._put_gone(rep, noted)
        if decided != past:
            self._put_past(rep, decided)
        if owners != stored.owners:
            self._figures.put_owners(rep, owners)
        changed = self._figures.put_deals(rep, now, as_of, self._source)
        self._put.add(rep)
        for deal_id in away:
            self._came[self._owners[deal_id]][deal_id] = as_of
            self._went[deal_id] = before[deal_id]
        for other, taken in came.taken.items():
            self._taken[other] |= taken
            self._came[rep] |= taken
        if going:
            self._waiting[rep] = left, going
        holds = frozenset(there | {entry.deal.id for entry in left if entry.back is None})
        if holds != held:
            self._held[rep] = holds
        for other in self._reps & self._former.keys():  # put or to be put: not as they were, and many
            del self._former[other]
        return changed

    def end(self) -> None:
        """Take from reps outside the picture what is somebody else's in it, and record who holds what.

        In this order: a deal is forgotten with its giver when its receiver is noted, and last of all it is recorded
        where it is, so that an end that broke off is gone through again.
        """
        for rep, arrived in self._came.items():
            if rep in self._put:
                self._figures.put_owners(rep, _owners_after(self._figures.owners(rep), {}, arrived))
        for rep, ids in self._taken.items():
            self._release(rep, ids)
        for rep in self._stale - self._taken.keys():
            former, deals = self._of(rep)
            self._record(rep, former.gone, deals)
        for rep, (left, going) in self._waiting.items():
            still = tuple(entry for entry in going if self._is_expected(self._owners[entry.deal.id]))
            self._figures.put_gone(rep, _by_id(left, still))
            self._held[rep] = self._held.get(rep, frozenset()) | {entry.deal.id for entry in still}
        for rep, holds in self._held.items():
            self._figures.put_held(rep, self._source, holds)

    def _is_expected(self, rep: str) -> bool:
        """Whether a rep of the picture could not be stored this time."""
        return rep in self._reps and rep not in self._put

    def _away(self, rep: str, stored: Stored, ids: Collection[str], as_of: date) -> dict[str, date]:
        """What of a rep's deals is somebody else's now, or nobody's; also what had left the data before."""

        def elsewhere(deal_id: str) -> bool:
            return self._owners.get(deal_id, rep) != rep

        known = {deal.id: as_of for deal in stored.deals if deal.id not in ids and elsewhere(deal.id)}
        # One that went to nobody stays noted as one that left: it may come back, or go to somebody, with its pushes.
        return known | {
            entry.deal.id: as_of
            for entry in stored.gone
            if entry.back is None
            and elsewhere(entry.deal.id)
            and (self._owners[entry.deal.id] or entry.deal.id not in stored.owners.away)
        }

    def _follows(self, head: Head | None, as_of: date) -> bool:
        """Whether this picture comes after all that were stored: else dates that move are those of an older file."""
        if head is None or head.newest > self._latest:  # an older version took days that had not come yet
            return True
        return head.as_of == head.newest and as_of >= head.newest

    def _arrivals(self, rep: str, fresh: Sequence[Deal], as_of: date) -> _Arrivals:
        """What of the `fresh` deals was somebody else's, as it was there; and what is still, or leaves there."""
        came = _Arrivals()
        for deal in fresh:
            other = self._holder(deal.id)
            if not other or other == rep:
                continue
            former, there = self._of(other)
            was = self._went.get(deal.id) or there.get(deal.id) or _left(former, deal.id)
            if was is None and other not in self._reps:
                self._stale.add(other)
            if was is None or not same_deal(was, deal):
                continue
            if other not in self._reps:
                head = former.head
                if deal.id in there and head is not None and as_of < head.as_of <= self._latest:
                    came.not_ours.add(deal.id)
                    continue
                came.taken[other][deal.id] = as_of
            came.found[deal.id] = was
        if came.not_ours:
            few = ", ".join(sorted(came.not_ours)[:3])
            many = f"{len(came.not_ours):,} of the deals of {rep}"
            self._told.append(f"newer figures have {many} with somebody else ({few}).")
        return came

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
        former, deals = self._of(rep)
        left = [deal for deal in former.deals if deal.id not in ids]
        as_of = former.head.as_of if former.head and left else max(ids.values())
        gone = tuple(entry for entry in former.gone if entry.deal.id not in ids)
        noted = {entry.deal.id: entry for entry in former.gone if entry.deal.id in ids and entry.back is None}
        noted |= {deal_id: Gone(compact([deals[deal_id]])[0], ids[deal_id]) for deal_id in ids if deal_id in deals}
        self._figures.put_gone(rep, _by_id(gone, noted.values()))
        if any(entry.id in ids for entry in former.past):
            self._figures.put_past(rep, _without(former.past, ids))
        self._figures.put_owners(rep, _owners_after(former.owners, ids, {}))
        self._figures.put_deals(rep, left, as_of, self._source)
        self._figures.put_gone(rep, gone)
        self._record(rep, gone, (deal.id for deal in left))

    def _record(self, rep: str, gone: Iterable[Gone], ids: Iterable[str]) -> None:
        """Record that a rep outside the picture holds these deals, and those that left undecided."""
        self._figures.put_held(rep, self._source, {entry.deal.id for entry in gone if entry.back is None}.union(ids))

    def _put_past(self, rep: str, past: Sequence[Closed]) -> None:
        dropped = self._figures.put_past(rep, past)
        if dropped:
            day = past[dropped - 1].on
            self._told.append(f"of {rep} the {dropped:,} deals decided until {day} are not kept: they are too many.")

    def _put_gone(self, rep: str, gone: Sequence[Gone]) -> None:
        dropped = self._figures.put_gone(rep, gone)
        if dropped:
            self._told.append(f"of {rep} {dropped:,} of the deals that left the data are not kept: they are too many.")


@dataclass(slots=True)
class _Arrivals:
    """Deals new to a rep: as they were with others, what others still have, and what leaves reps outside."""

    found: dict[str, Deal] = field(default_factory=dict)
    not_ours: set[str] = field(default_factory=set)
    taken: defaultdict[str, dict[str, date]] = field(default_factory=lambda: defaultdict(dict))


def _owners_after(
    old: Owners, away: Mapping[str, date], here: Mapping[str, date], home: Collection[str] = ()
) -> Owners:
    """The deals that went and came, after more did; those that are `home` are away no more."""
    newest = max((*away.values(), *here.values()), default=None)

    def joined(one: Mapping[str, date], more: Mapping[str, date], but: Collection[str]) -> dict[str, date]:
        both = {**one, **more}
        return {id: day for id, day in both.items() if id not in but and (newest is None or newest - day <= KEPT)}

    return Owners(joined(old.away, away, {*here, *home}), joined(old.here, here, away))


def _by_id(*entries: Iterable[Gone]) -> tuple[Gone, ...]:
    return tuple(sorted((entry for some in entries for entry in some), key=lambda entry: entry.deal.id))


def not_stored(rep: str, problem: NeedsAttention) -> str:
    """What is said of one rep whose rows cannot be stored."""
    return f"the deals of {rep} could not be stored this time: {problem}"


def _left(stored: Stored, deal_id: str) -> Deal | None:
    """A deal that has left the data undecided, as it was then."""
    return next((entry.deal for entry in stored.gone if entry.back is None and entry.deal.id == deal_id), None)


def _without(past: Iterable[Closed], away: Collection[str]) -> tuple[Closed, ...]:
    return tuple(entry for entry in past if entry.id not in away)
