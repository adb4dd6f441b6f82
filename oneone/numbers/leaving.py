"""Whether deals that an import no longer has may be believed to be gone: half a file looks like half a pipeline."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from oneone.model import Deal
from oneone.numbers.snapshot import outcome

_FEW = 10  # a few open deals may leave at once in any week


def in_doubt(known: Iterable[Deal], left: Collection[str]) -> tuple[int, int]:
    """How many of a rep's open deals an import would remove, of how many, when that is hard to believe; else (0, 0).

    Hard to believe are ten and more, if they are half or more: a file cut off at the end of a line looks whole.
    """
    still = [deal.id for deal in known if outcome(deal) == "open"]
    away = sum(deal_id in left for deal_id in still)
    return (away, len(still)) if away >= _FEW and 2 * away >= len(still) else (0, 0)


def were_kept(many: int, of: int, rep: str) -> str:
    """What is said of open deals in doubt: how many, and that they are still there."""
    return f"{many} of the {of} open deals of {rep} are not in it any more, and were kept"
