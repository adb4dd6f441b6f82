"""What the log says: one JSON object a line, for queries and alarms (README, "What to do when").

People and pairs stand there by their references alone, the same as in `oneone status` and in a page's last line. No
name, address, token or text of a page is ever in a line. A line is told from other log lines by its beginning.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal

from oneone.agenda.marks import reference
from oneone.model import PairKey

if TYPE_CHECKING:
    from oneone.refreshing import Refreshed
    from oneone.turn import Report

MARK = "oneone"
"""First key of every line: what the line is about."""

Outcome = Literal["done", "later", "throttled", "unknown", "attention", "sign-in", "conflict", "failed"]


def account_reference(account: str) -> str:
    """Name an account in the log: 8 hex digits of a hash of its user principal name."""
    return hashlib.sha256(account.strip().lower().encode()).hexdigest()[:8]


def pair_reference(pair: PairKey) -> str:
    """Name a pair: what all references of its pages begin with."""
    return reference(pair, date.min).partition("-")[0]


def planned(pairs: int, accounts: int, nudged: int) -> str:
    """The timer's pass: active pairs in the table, accounts that work for them, accounts nudged."""
    return _line("plan", pairs=pairs, accounts=accounts, nudged=nudged)


def stepped(
    account: str, pair: PairKey, day: date, step: str, outcome: Outcome, requests: Mapping[str, int], seconds: float
) -> str:
    """One step of one meeting: how it ended, the requests it sent by kind, and its time in milliseconds."""
    return _line(
        "step",
        account=account_reference(account),
        pair=reference(pair, day),
        step=step,
        outcome=outcome,
        requests={kind: count for kind, count in sorted(requests.items()) if count},
        ms=round(seconds * 1000),
    )


def passed(account: str, report: Report, outcome: Literal["done", "later", "parked"], seconds: float) -> str:
    """A pass over one account that ended cleanly; one that died leaves no such line."""
    return _line(
        "pass",
        account=account_reference(account),
        outcome=outcome,
        pages=len(report.prepared),
        scans=len(report.scanned),
        promises=report.promises,
        mails=report.mails,
        later=len(report.later),
        attention=len(report.attention),
        throttled=report.requests["throttled"],
        requests=sum(count for kind, count in report.requests.items() if kind != "throttled"),
        ms=round(seconds * 1000),
    )


def refreshed(report: Refreshed) -> str:
    """A reading of the sources of figures."""
    return _line("numbers", read=len(report.done), later=len(report.later), attention=len(report.attention))


def forgotten(rows: Mapping[str, int]) -> str:
    """What was deleted because its time was over, rows by kind."""
    return _line("retention", rows=dict(sorted(rows.items())))


def parked(account: str) -> str:
    """An account that waits for its person to sign in again."""
    return _line("parked", account=account_reference(account))


def poisoned(account: str) -> str:
    """A message that was given up after several failures."""
    return _line("poison", account=account_reference(account))


def _line(what: str, **values: object) -> str:
    return json.dumps({MARK: what, **values}, separators=(",", ":"))
