"""Take what a CRM sent into the store: all of its deals, or those that changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from oneone.errors import Missing, NeedsAttention, NotAllowed
from oneone.importing import Watch, unwatched
from oneone.keeping import Keeping, not_stored
from oneone.model import Deal
from oneone.numbers.leaving import in_doubt, were_kept
from oneone.numbers.snapshot import outcome
from oneone.store.figures import Figures, unfit

_CLOSED_KEPT = timedelta(days=90)  # decided deals that a CRM's changes leave among a rep's deals
_INSIST = "may its app still read them? If they are really gone: `oneone numbers refresh --all-gone`"
_SHOWN = 40  # characters of an id that is too long


@dataclass(slots=True)
class Changes:
    """What came of a CRM's deals: how many are new, changed or gone, and what was not done, by rep or deal."""

    count: int = 0
    doubted: dict[str, str] = field(default_factory=dict)  # rep: that deals which left were kept
    failed: dict[str, str] = field(default_factory=dict)  # rep: that nothing could be stored
    unfit: dict[str, str] = field(default_factory=dict)  # deal: why it cannot be kept
    notes: list[str] = field(default_factory=list)

    def add(self, more: Changes) -> None:
        """Take in what came of other reps' deals."""
        self.count += more.count
        self.doubted |= more.doubted
        self.failed |= more.failed
        self.unfit |= more.unfit
        self.notes += more.notes


def store_changes(
    figures: Figures,
    changed: Mapping[str, Collection[Deal]],
    reps: Collection[str],
    as_of: date,
    source: str,
    *,
    full: bool,
    gone: Collection[str] = (),
    watch: Watch = unwatched,
    all_gone: bool = False,
) -> Changes:
    """Store what a CRM sent for `reps`, and for nobody else.

    `full`: `changed` is all there is; but where half or more of the open deals that a rep had from this source are
    with nobody any more they are kept and named, unless `all_gone`: an app that lost the right to read them sees as
    much. Else it is what changed: a rep's other deals stay, but for those that somebody else has now, those in `gone`
    (deleted), and ones decided 90 days ago. All of them are then as of `as_of`. NeedsAttention when the deals of
    nobody can be stored; one rep whose rows cannot is named, and one deal too long to be kept stays as it was.
    """
    owners = {deal.id: rep for rep, deals in changed.items() for deal in deals}
    dropped = {*owners, *gone}
    keeping, done = Keeping(figures, owners, reps, source, as_of), Changes()
    failed: NeedsAttention | None = None
    with watch(f"{source}, storing", len(reps)) as advance:
        for rep in sorted(reps):
            bad = {deal.id: said for deal in changed.get(rep, ()) if (said := unfit(deal))}
            done.unfit.update({id: f"{source}, deal {id[:_SHOWN]}: {said}" for id, said in bad.items()})
            try:
                stored = figures.stored(rep)
                now = [deal for deal in changed.get(rep, ()) if deal.id not in bad]
                stays = {deal.id for deal in stored.deals if deal.id in bad}
                if not full:
                    others = (deal for deal in stored.deals if deal.id not in dropped)
                    stays |= {deal.id for deal in others if not _long_decided(deal, as_of)}
                elif not all_gone and stored.head is not None and stored.head.source == source:
                    left = {deal.id for deal in stored.deals if deal.id not in owners}
                    many, of = in_doubt(stored.deals, left)
                    if many:
                        done.doubted[rep] = f"{were_kept(many, of, rep)}; {_INSIST}."
                        stays |= left
                now += [deal for deal in stored.deals if deal.id in stays]
                done.count += keeping.put(rep, now, stored, as_of)
            except (Missing, NotAllowed):
                raise
            except NeedsAttention as problem:
                done.failed[rep] = not_stored(rep, problem)
                failed = problem
            advance(rep)
    if failed is not None and not keeping.any_put:
        raise failed
    keeping.end()
    done.notes += keeping.told()
    return done


def _long_decided(deal: Deal, as_of: date) -> bool:
    return outcome(deal) != "open" and deal.close is not None and as_of - deal.close > _CLOSED_KEPT
