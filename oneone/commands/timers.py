"""`due`, `run`, `prepare`, `scan`: by hand what the timers do."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

import typer

from oneone.commands.live import Manager, Now, On, Rep, day_of, entry_of, opened
from oneone.commands.terminal import Json, iso, moment, plural, progress, say, show, show_json, show_table
from oneone.errors import OneoneError

if TYPE_CHECKING:
    from oneone.bootstrap import Services
    from oneone.turn import Report

_PASSES = 3  # an account is worked at most so often in one run: what is left then waits


def due(now: Now = None, as_json: Json = False) -> None:
    """Show which accounts and pairs are due, and when the others are looked at next. Nothing is done."""
    from oneone.plan import is_due

    with opened(now) as live:
        at, zone = live.clock(), ZoneInfo(live.settings.timezone)
        accounts = live.plan()
        dues = {(one.account, one.pair): one for one in live.ledger.dues()}
        pairs = []
        for entry in live.roster():
            known = dues.get((entry.account, entry.key))
            attention = entry.problem or (known.attention if known else "")
            pairs.append((entry, is_due(known, entry.pair, entry.version, at), known, attention))
    if as_json:
        show_json(
            {
                "accounts": accounts,
                "pairs": [
                    {
                        "manager": entry.key.manager,
                        "rep": entry.key.rep,
                        "account": entry.account,
                        "due": is_now,
                        "next_due": iso(known.next_due) if known else None,
                        "attention": attention,
                    }
                    for entry, is_now, known, attention in pairs
                ],
            }
        )
        return
    if not pairs:
        show("No pairs yet. Import some: oneone pairs import FILE")
        return
    show_table(
        ("account", "manager", "rep", "due", "next look", "attention"),
        [
            (
                entry.account,
                entry.key.manager,
                entry.key.rep,
                "now" if is_now else "",
                moment(known.next_due, lambda t: t.astimezone(zone)) if known else "",
                attention.replace("\n", " "),
            )
            for entry, is_now, known, attention in pairs
        ],
    )
    show(f"{plural(len(accounts), 'account')} to work for now{': ' if accounts else ''}{', '.join(accounts)}.")


def run(now: Now = None, as_json: Json = False) -> None:
    """Do everything that is due, as the timers would."""
    with opened(now) as live:
        report = asyncio.run(everything_due(live))
        report.later.extend(sentence for sentence in live.waiting() if not _said(report, sentence))
    _show(report, as_json)


def _said(report: Report, sentence: str) -> bool:
    account = sentence.partition(":")[0]
    return any(line.startswith(f"{account}:") for line in (*report.later, *report.attention))


def prepare(manager: Manager, rep: Rep, date: On = None, now: Now = None, as_json: Json = False) -> None:
    """Make the page of one pair's next 1:1 now."""
    _by_hand("prepare", manager, rep, date, now, as_json)


def scan(manager: Manager, rep: Rep, date: On = None, now: Now = None, as_json: Json = False) -> None:
    """Read the page of one pair's last 1:1 now."""
    _by_hand("scan", manager, rep, date, now, as_json)


async def everything_due(live: Services) -> Report:
    """Plan and work until nothing is due, or only what has to wait; one account's failure stops no other."""
    from oneone.turn import Report

    total, passes, waiting = Report(), Counter[str](), set[str]()
    with progress("working") as advance:
        while accounts := [a for a in live.plan() if passes[a] < _PASSES and a not in waiting]:
            for account in accounts:
                advance(account)
                passes[account] += 1
                try:
                    report = await live.work(account)
                except OneoneError as problem:
                    total.attention.append(f"{account}: {problem}")
                    waiting.add(account)
                    continue
                if not report.requests:
                    waiting.add(account)  # another run has it, or the allowance is used up
                total.add(report)
    return total


def _by_hand(
    what: Literal["prepare", "scan"], manager: str, rep: str, date: str | None, now: str | None, as_json: bool
) -> None:
    from oneone.work import by_hand

    day = day_of(date) if date else None
    with opened(now) as live:
        entry = entry_of(live, manager, rep)

        async def step() -> Report:
            async with live.graph() as graph:
                return await by_hand(live.worker(graph), entry, what, day)

        report = asyncio.run(step())
    _show(report, as_json)


def _show(report: Report, as_json: bool) -> None:
    attention, later = _once(report.attention), _once(report.later)
    if as_json:
        show_json(
            {
                "heads_up": report.heads_up,
                "prepared": report.prepared,
                "scanned": report.scanned,
                "later": later,
                "attention": attention,
                "mails": report.mails,
                "requests": dict(sorted(report.requests.items())),
            }
        )
    else:
        told = (
            ("rep told", report.heads_up),
            ("page made", report.prepared),
            ("page read", report.scanned),
            ("later", later),
        )
        for what, lines in told:
            for line in lines:
                show(f"{what:<10} {line}")
        for line in attention:
            say(f"attention  {line}")
        show(_summary(report))
    if attention:
        raise typer.Exit(1)


def _summary(report: Report) -> str:
    done = report.heads_up or report.prepared or report.scanned or report.mails
    if not (done or report.later or report.attention):
        return "Nothing was due."
    parts = [f"{plural(len(report.heads_up), 'rep')} told first"] if report.heads_up else []
    parts += [
        f"{plural(len(report.prepared), 'page')} made",
        f"{plural(len(report.scanned), 'page')} read",
        f"{plural(report.mails, 'mail')} to attendees",
        f"{plural(sum(report.requests.values()), 'request')}",
    ]
    return f"{', '.join(parts)}."


def _once(lines: list[str]) -> list[str]:
    return list(dict.fromkeys(lines))
