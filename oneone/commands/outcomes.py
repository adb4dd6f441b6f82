"""What `status` says came of a pair's 1:1s: held beside promised and kept, as counts and never a text (S3.8, S3.36)."""

from __future__ import annotations

from collections.abc import Sequence

from oneone.commitments.quality import accepted
from oneone.model import Commitment, Meeting


def commitment_facts(
    last: Meeting | None, meetings: Sequence[Meeting], promised: Sequence[Commitment]
) -> dict[str, int | bool | None]:
    """How many of `meetings` were written, what both promised in them, and what of it is done; dropped ones count not.

    `accepted` is what the rep took on in the last one, None while it is not held and read; `no_commitment` is true
    when that is nothing.
    """
    held = {one.date for one in meetings if one.outcome == "written"}
    made = [one for one in promised if one.sure and one.owner and one.origin in held and one.state != "dropped"]
    taken = len(accepted(promised, last.date)) if last is not None and _is_read(last) else None
    return {
        "held": len(held),
        "made": len(made),
        "kept": sum(one.state == "done" for one in made),
        "accepted": taken,
        "no_commitment": taken == 0,
    }


def commitment_notes(last: Meeting | None, meetings: Sequence[Meeting], promised: Sequence[Commitment]) -> list[str]:
    """The same as sentences; empty before the first written 1:1."""
    facts = commitment_facts(last, meetings, promised)
    said = []
    if facts["held"]:
        said.append(
            f"written 1:1s in four months: {facts['held']}, promises made: {facts['made']}, kept: {facts['kept']}"
        )
    if facts["no_commitment"] and last is not None:
        day = last.date.isoformat()
        said.append(f"no commitment of the rep from the 1:1 of {day}; the next page has room for one")
    return said


def _is_read(one: Meeting) -> bool:
    return one.outcome == "written" and one.scan != "no"
