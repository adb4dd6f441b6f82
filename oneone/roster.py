"""The roster: every row of the admin's table, checked, with the account that works for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

from oneone.errors import BadInput
from oneone.model import Pair, PairKey
from oneone.pairs import pair as checked
from oneone.pairs import shared
from oneone.store.ledger import Ledger, PairRow


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: its pair, or None with the problem that a person must mend; `problem` may also stop a good pair."""

    key: PairKey
    pair: Pair | None
    account: str
    version: str
    problem: str = ""
    several: bool = False  # the rep has 1:1s with more than one manager


# Parsed rows by version: the same rows are read by every pass of a process. A cache, never state.
_parsed: dict[tuple[str, ...], Entry] = {}


def roster(ledger: Ledger, timezone: str, agendas: Collection[str]) -> list[Entry]:
    """All rows of `pairs` in table order; a bad row stands there with its problem, the others go on.

    The version of a row with a problem differs from that of the same row without: when the cure was not in the row
    (an agenda added, another pair's notebook changed), it is looked at again at once.
    """
    entries = []
    known = tuple(sorted(agendas))
    for row in ledger.pair_rows():
        cached = (row.pk, row.rk, row.etag, timezone, *known)
        if cached not in _parsed:
            if len(_parsed) > 20_000:
                _parsed.clear()
            _parsed[cached] = _entry(row, timezone, agendas)
        entries.append(_parsed[cached])
    active = [entry.pair for entry in entries if entry.pair is not None and entry.pair.active]
    stopped = shared(active, {due.pair: due.section for due in ledger.dues() if due.section})
    # Also by rows that cannot be used: what a rep keeps for one manager is not shown because of a slip in another row.
    managers = Counter(entry.key.rep for entry in entries if entry.pair is None or entry.pair.active)
    found = []
    for entry in entries:
        one = replace(entry, several=True) if managers[entry.key.rep] > 1 else entry
        if one.pair is not None and one.key in stopped:
            one = replace(one, version=f"{one.version}!", problem=stopped[one.key])
        found.append(one)
    return found


def _entry(row: PairRow, timezone: str, agendas: Collection[str]) -> Entry:
    manager, rep, account = (str(row.values.get(name) or "").strip().lower() for name in ("manager", "rep", "account"))
    try:
        pair = checked(
            row.values,
            where=("table pairs", None),
            default_timezone=timezone,
            agendas=agendas,
        )
    except BadInput as problem:
        return Entry(PairKey(manager, rep), None, account or manager, f"{row.etag}!", str(problem))
    return Entry(pair.key, pair, pair.signs_in, row.etag)
