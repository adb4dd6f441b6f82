"""Errors, named by what the caller does about them (design: limits and failures).

OneoneError
├─ TryLater          the same step again, not before `wait`
│  └─ Spent          our own allowance is used up for so long
├─ Unknown           a write whose result nobody knows: look before doing it again
├─ NeedsAttention    a person has to change something; others go on
│  ├─ Missing        the page, section or event is not where it was
│  └─ NotAllowed     a table of the store is not open to this identity
├─ SignInNeeded      this account must sign in again; others go on
├─ OperatorNeeded    the app's own registration or credential is refused: no person's fault; the pass ends
├─ BadInput          a file or table row that cannot be used, every problem listed
└─ Conflict          somebody else wrote first
   ├─ Taken          a row of that key exists
   └─ Changed        the row or event is not as it was read
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta


class OneoneError(Exception):
    """Every error this project raises on purpose; `facts` hold what a log may show: ids and codes, never text."""

    def __init__(self, message: str, **facts: str | int | None) -> None:
        super().__init__(message)
        self.facts: dict[str, str | int] = {k: v for k, v in facts.items() if v is not None}

    def __str__(self) -> str:
        """The sentence for a person, with the facts in brackets."""
        shown = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in self.facts.items())
        return f"{super().__str__()} ({shown})" if shown else super().__str__()


class TryLater(OneoneError):
    """Nothing was written; do the step again after `wait`. `throttled` ends the account's pass."""

    def __init__(self, message: str, wait: timedelta, *, throttled: bool = False, **facts: str | int | None) -> None:
        super().__init__(message, **facts)
        self.wait = wait
        self.throttled = throttled


class Spent(TryLater):
    """Our own allowance for the account is used up for `wait`; Microsoft 365 refused nothing."""


class Unknown(OneoneError):
    """A write may or may not have happened: look in a later pass, never repeat it blindly."""


class NeedsAttention(OneoneError):
    """A person has to act; the message says what to do. Tried again after hours."""


class Missing(NeedsAttention):
    """What was asked for is not there (any more)."""


class NotAllowed(NeedsAttention):
    """This identity may not read or write that table of the store; what does not need it can go on."""


class SignInNeeded(OneoneError):
    """The account's sign-in no longer works: the account is parked until the person signs in.

    `claims` (JSON) are what Microsoft Entra wants to see at the next sign-in, where it says so.
    """

    def __init__(self, message: str, account: str, *, claims: str = "", **facts: str | int | None) -> None:
        super().__init__(message, **facts)
        self.account = account
        self.claims = claims


class OperatorNeeded(OneoneError):
    """Who runs oneone has to mend the app's own registration, credential or key; tried again with growing waits."""


class Conflict(OneoneError):
    """Somebody else wrote first: read again, decide again."""


class Taken(Conflict):
    """A row with this key exists already."""


class Changed(Conflict):
    """The row or event is no longer as it was read, or is gone."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of an input: where it stands and what is allowed there."""

    file: str
    row: int | None  # as an editor counts: the header is row 1
    column: str | None
    problem: str

    def __str__(self) -> str:
        """`pairs.csv, row 3, timezone: …` for a person."""
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(self.column)
        return f"{', '.join(place)}: {self.problem}"


class BadInput(OneoneError):
    """An input that cannot be used; `findings` name file, row, column and what is allowed."""

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)

    def __str__(self) -> str:
        """The message and each finding on a line of its own."""
        return "\n".join([super().__str__(), *(str(finding) for finding in self.findings)])
