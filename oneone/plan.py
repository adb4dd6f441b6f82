"""The timer's pass: which accounts have something due. Reads tables only; the work is done by `work` (design §1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from oneone.model import Account, Due, Pair, PairKey
from oneone.schedule import RECHECK
from oneone.store.ledger import CLAIM, Ledger

_BACK_OFF = timedelta(minutes=5)


def plan(ledger: Ledger, accounts_of: Mapping[PairKey, tuple[Pair | None, str, str]], now: datetime) -> list[str]:
    """The accounts to nudge, in order.

    `accounts_of` holds, for every row of the pairs table, the pair (None when the row is bad), its account and the
    row's version.
    """
    dues = {(due.account, due.pair): due for due in ledger.dues()}
    states = {state.account: state for state in ledger.accounts()}
    waiting = {account for account, state in states.items() if not free(state, now)}
    wanted = set()
    for key, (pair, account, version) in accounts_of.items():
        if account not in waiting and is_due(dues.get((account, key)), pair, version, now):
            wanted.add(account)
    for (account, key), due in dues.items():
        gone = key not in accounts_of or accounts_of[key][1] != account
        if gone and due.next_due is not None and account not in waiting:
            wanted.add(account)  # the row was removed, or another account works for it now: tidied by the pass
    return sorted(wanted)


def is_due(due: Due | None, pair: Pair | None, version: str, now: datetime) -> bool:
    """Whether a pair needs a pass: never seen, edited since, or its time has come."""
    if due is None:
        return pair is None or pair.active
    if due.row_seen != version:
        return True
    # A time further ahead than we ever look was written by a run with `--now` in the future.
    return due.next_due is not None and not now < due.next_due <= now + 2 * RECHECK


def free(state: Account, now: datetime) -> bool:
    """Whether an account may be nudged: not parked, not claimed, not backing off after passes that died."""
    if state.parked:
        return False
    if state.claimed_until is None:
        return True
    if now < state.claimed_until <= now + 2 * CLAIM:
        return False
    begun = state.claimed_until - CLAIM
    return state.claimed_until > now or now >= begun + min(_BACK_OFF * (1 << min(state.fails, 10)), RECHECK)
