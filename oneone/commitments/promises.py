"""The block `promises` of the next page: what is open, what was kept, what is asked (design §5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from oneone.commitments.reconcile import REMOVED
from oneone.model import Ask, Commitment, Promise, Promises, Side

_SIDES: tuple[Side, Side] = ("rep", "manager")


def promises(
    commitments: Sequence[Commitment],
    since: date | None,
    urls: Mapping[date, str],
    meeting: date,
    note: str = "",
) -> Promises:
    """Say what a meeting's page shows of all commitments; `since` is the last meeting whose page was written.

    `urls` are the web links of the pages promises began on, by meeting. Late is what was due before the meeting;
    without a date it is due at the next 1:1 and never late. Kept counts what was done on the last page, of that and
    what was due by now and is still open; what was struck or dropped is neither kept nor broken. What is not sure is
    asked: a page that was read has settled it, so only an answer nobody could read is asked for again.
    """
    live = [commitment for commitment in commitments if commitment.state == "open"]
    kept = [c for c in commitments if c.state == "done" and _lately(c, since)]
    gone = [c for c in commitments if c.state == "dropped" and c.reason == REMOVED and c.sure and _lately(c, since)]
    counts = [(side, *_count(side, kept, live, meeting)) for side in _SIDES]
    return Promises(
        open=tuple(_promise(c, urls, meeting) for c in _sorted(c for c in live if c.sure)),
        since=since,
        # Where nothing was kept there is nothing to say: a row of noughts would scold.
        kept=tuple((side, done, of) for side, done, of in counts if of) if kept else (),
        kept_texts=tuple(c.text for c in _sorted(kept)),
        gone_texts=tuple(c.text for c in _sorted(gone)),
        asks=tuple(Ask(c.id, c.text, c.owner, c.due) for c in _sorted(live) if not c.sure),
        note=note,
    )


def _lately(commitment: Commitment, since: date | None) -> bool:
    return commitment.closed_on is not None and (since is None or commitment.closed_on >= since)


def _count(side: Side, kept: Sequence[Commitment], live: Sequence[Commitment], meeting: date) -> tuple[int, int]:
    done = sum(commitment.owner == side for commitment in kept)
    owed = sum(c.owner == side and c.sure and c.origin < meeting and (c.due or meeting) <= meeting for c in live)
    return done, done + owed


def _promise(commitment: Commitment, urls: Mapping[date, str], meeting: date) -> Promise:
    return Promise(
        id=commitment.id,
        owner=commitment.owner,
        text=commitment.text,
        due=commitment.due,
        late=commitment.due is not None and commitment.due < meeting,
        origin=commitment.origin,
        origin_url=urls.get(commitment.origin),
        kind=commitment.kind,
    )


def _sorted(commitments: Iterable[Commitment]) -> list[Commitment]:
    """The rep first, then by date, those without one last."""
    sides = {"rep": 0, "manager": 1, None: 2}
    return sorted(commitments, key=lambda c: (sides[c.owner], c.due or date.max, c.origin, c.text.casefold(), c.id))
