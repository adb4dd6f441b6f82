"""Microsoft's limits, kept as the services keep them (Microsoft Graph service-specific throttling limits)."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Limits:
    """Windows and requests under way; everything in memory, by user for OneNote and by mailbox for Outlook."""

    on: bool = True
    a_minute: int = 120
    an_hour: int = 400
    at_once: int = 5
    mailbox_at_once: int = 4
    _seen: defaultdict[str, deque[datetime]] = field(default_factory=lambda: defaultdict(deque))
    _busy: Counter[str] = field(default_factory=Counter)

    def enter_onenote(self, user: str, now: datetime) -> bool:
        """Counts a request and says whether it may pass.

        OneNote, delegated: 120 a minute, 400 an hour, 5 at once per app and user. Refused requests count too (Microsoft
        Graph throttling guidance), so that hammering prolongs the refusal.
        """
        seen = self._seen[user]
        if seen and seen[-1] > now:  # the clock was set back
            seen.clear()
        while seen and seen[0] <= now - HOUR:
            seen.popleft()
        seen.append(now)
        last_minute = 0
        for when in reversed(seen):
            if when <= now - MINUTE:
                break
            last_minute += 1
        self._busy[f"onenote {user}"] += 1
        fits = (
            last_minute <= self.a_minute and len(seen) <= self.an_hour and self._busy[f"onenote {user}"] <= self.at_once
        )
        return fits or not self.on

    def leave_onenote(self, user: str) -> None:
        """The request is answered."""
        self._busy[f"onenote {user}"] -= 1

    def enter_mailbox(self, mailbox: str) -> bool:
        """Counts a request under way and says whether it may pass: 4 at once per app and mailbox."""
        self._busy[f"mailbox {mailbox}"] += 1
        return not self.on or self._busy[f"mailbox {mailbox}"] <= self.mailbox_at_once

    def leave_mailbox(self, mailbox: str) -> None:
        """The request is answered."""
        self._busy[f"mailbox {mailbox}"] -= 1
