"""The OneNote allowance of one account, shared by every run that works for it (pure; design §9).

Graph allows an app 120 OneNote requests a minute and 400 an hour for each user, counts refused ones too, and its 429
names no time to wait (Microsoft Graph service-specific throttling limits: OneNote). We stay below both.
"""

from __future__ import annotations

import json
from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from oneone.errors import Spent, TryLater

BUCKET = 10  # seconds
PER_MINUTE, MINUTE = 100, 7  # calls; buckets: six whole ones and the one that `now` stands in
PER_HOUR, HOUR = 360, 361
FIRST_BLOCK, LONGEST_BLOCK = timedelta(minutes=5), timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class Budget:
    """Calls reserved in the last hour, by bucket of 10 s since 1970, and until when nothing may be sent after a 429."""

    buckets: tuple[tuple[int, int], ...] = ()
    blocked_until: datetime | None = None
    blocks: int = 0

    def reserve(self, calls: int, now: datetime) -> Budget:
        """The budget with `calls` taken; raises TryLater with the time until they fit, or until a block ends.

        At most 100 calls in any 60 s and 360 in any 3,600 s are granted, whatever the order of the writers' clocks.
        """
        if not 0 <= calls <= PER_MINUTE:
            raise ValueError(f"{calls} calls can never be reserved at once; at most {PER_MINUTE}")
        if self.blocked_until is not None and now < self.blocked_until:
            raise TryLater("OneNote asked this account to wait.", self.blocked_until - now, throttled=True)
        here = _bucket(now)
        kept = _near(self.buckets, here)
        free = max(_free_at(kept, here, calls, PER_MINUTE, MINUTE), _free_at(kept, here, calls, PER_HOUR, HOUR))
        if free > here:
            wait = datetime.fromtimestamp(free * BUCKET, UTC) - now
            raise Spent("This account has used up its OneNote requests for now.", wait, throttled=True)
        return replace(self, buckets=_added(kept, here, calls))

    def give_back(self, calls: int, now: datetime) -> Budget:
        """The budget without `calls` that were reserved during the last minute and not sent.

        The oldest buckets of that minute are reduced first: what stays is then never older than what was really sent,
        so that no later window counts too little.
        """
        here = _bucket(now)
        kept: list[tuple[int, int]] = []
        for index, count in _near(self.buckets, here):
            less = min(calls, count) if here - MINUTE < index <= here else 0
            calls -= less
            if count > less:
                kept.append((index, count - less))
        return replace(self, buckets=tuple(kept))

    def block(self, now: datetime, retry_after: timedelta | None) -> Budget:
        """The budget after a 429: closed for `retry_after`, else 5 minutes, doubling to 60 with each 429 in a row."""
        if self.blocked_until is not None and now < self.blocked_until:
            return self  # another call of the same burst: one reason to wait, not two
        wait = retry_after or min(FIRST_BLOCK * 2 ** min(self.blocks, 8), LONGEST_BLOCK)
        return replace(self, blocked_until=now + wait, blocks=self.blocks + 1)

    def relax(self) -> Budget:
        """The budget after a call that went well: the next block starts at 5 minutes again."""
        return replace(self, blocks=0) if self.blocks else self

    def to_text(self) -> str:
        """One short line of JSON for the store; at most 6 KB."""
        until = self.blocked_until.astimezone(UTC).isoformat() if self.blocked_until else None
        return json.dumps([self.buckets, until, self.blocks], separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Budget:
        """What `to_text` wrote; empty text is an unused budget."""
        if not text:
            return cls()
        buckets, until, blocks = json.loads(text)
        return cls(tuple((i, n) for i, n in buckets), datetime.fromisoformat(until) if until else None, blocks)


class SharedPurse:
    """The purse of every account over stored text; `change(account, text → text)` loses no other writer's change."""

    def __init__(self, change: Callable[[str, Callable[[str], str]], None]) -> None:
        self._change = change

    def reserve(self, account: str, calls: int, now: datetime) -> None:
        """Take `calls`; raises TryLater when they do not fit."""
        self._apply(account, lambda budget: budget.reserve(calls, now))

    def give_back(self, account: str, calls: int, now: datetime) -> None:
        """Return `calls` reserved during the last minute and not sent."""
        self._apply(account, lambda budget: budget.give_back(calls, now))

    def block(self, account: str, now: datetime, retry_after: timedelta | None) -> timedelta:
        """Close the account after a 429 and say for how long."""
        until = now

        def blocked(budget: Budget) -> Budget:
            nonlocal until
            closed = budget.block(now, retry_after)
            until = closed.blocked_until or now
            return closed

        self._apply(account, blocked)
        return until - now

    def relax(self, account: str) -> None:
        """A call went well; nothing is written when there was no block."""
        self._apply(account, Budget.relax)

    def _apply(self, account: str, step: Callable[[Budget], Budget]) -> None:
        def change(text: str) -> str:
            before = Budget.from_text(text)
            after = step(before)
            return text if after == before else after.to_text()

        self._change(account, change)


def _bucket(now: datetime) -> int:
    return int(now.timestamp()) // BUCKET


def _near(buckets: tuple[tuple[int, int], ...], here: int) -> tuple[tuple[int, int], ...]:
    # A clock may run ahead of ours: its buckets count too, unless it is off by more than an hour and thus wrong.
    return tuple((index, count) for index, count in buckets if abs(here - index) < HOUR)


def _free_at(buckets: tuple[tuple[int, int], ...], here: int, calls: int, cap: int, window: int) -> int:
    """The first bucket in which `calls` fit under the cap."""
    counted = [(index, count) for index, count in buckets if index > here - window]
    total = sum(count for _, count in counted)
    free = here
    for index, count in counted:
        if total + calls <= cap:
            break
        total -= count
        free = index + window
    return free


def _added(buckets: tuple[tuple[int, int], ...], here: int, calls: int) -> tuple[tuple[int, int], ...]:
    if not calls:
        return buckets
    counts = dict(buckets)
    if here in counts:
        counts[here] += calls
        return tuple(counts.items())
    ordered = list(buckets)
    insort(ordered, (here, calls))
    return tuple(ordered)
