"""Which accounts the timer nudges."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from oneone.model import Account, Due, Pair, PairKey
from oneone.plan import free, is_due
from oneone.store.ledger import CLAIM

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
KEY = PairKey("dana@contoso.example", "lee@contoso.example")
PAIR = Pair(KEY, "https://contoso.example/nb")
DUE = Due(KEY, KEY.manager, next_due=NOW + timedelta(hours=1), row_seen="7")


@pytest.mark.parametrize(
    ("due", "pair", "expected"),
    [
        (None, PAIR, True),  # never seen
        (None, replace(PAIR, active=False), False),
        (None, None, True),  # a bad row is noted once
        (DUE, PAIR, False),
        (replace(DUE, next_due=NOW), PAIR, True),
        (replace(DUE, row_seen="6"), PAIR, True),  # edited by hand
        (replace(DUE, next_due=None), PAIR, False),
        (replace(DUE, next_due=None, row_seen=""), PAIR, True),  # a first turn that ended early
    ],
)
def test_a_pair_is_due_when_new_edited_or_its_time_has_come(due: Due | None, pair: Pair | None, expected: bool) -> None:
    assert is_due(due, pair, "7", NOW) is expected


STATE = Account(KEY.manager)


def died(fails: int) -> Account:
    """Claimed just now, and never freed."""
    return replace(STATE, claimed_by="x", claimed_until=NOW + CLAIM, fails=fails)


@pytest.mark.parametrize(
    ("state", "after", "expected"),
    [
        (STATE, timedelta(), True),
        (replace(STATE, parked="sign in again"), timedelta(days=9), False),
        (died(1), timedelta(minutes=14), False),
        (died(1), timedelta(minutes=15), True),
        (died(2), timedelta(minutes=19), False),
        (died(2), timedelta(minutes=20), True),
        (died(5), timedelta(minutes=159), False),
        (died(5), timedelta(minutes=160), True),
        (died(60), timedelta(hours=6), True),  # never longer than six hours
    ],
)
def test_an_account_rests_while_parked_claimed_or_after_passes_that_died(
    state: Account, after: timedelta, expected: bool
) -> None:
    assert free(state, NOW + after) is expected
