"""The worker's pass over one account: claim it, read the calendar once, do what is due, one call at a time."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Literal
from uuid import uuid4

from oneone import observe, occurrences, schedule
from oneone.errors import BadInput, Conflict, NeedsAttention, OperatorNeeded, SignInNeeded, Spent, TryLater, Unknown
from oneone.graph.calendar import Calendar
from oneone.graph.client import Graph, Session
from oneone.graph.onenote import OneNote
from oneone.heads_up import tell_first
from oneone.inviting import make_series, write_invite
from oneone.model import Due, Meeting, Pair
from oneone.occurrences import Calendars
from oneone.plan import is_due
from oneone.prepare import prepare
from oneone.roster import Entry
from oneone.scan import scan
from oneone.schedule import Step, Timing
from oneone.store.ledger import Ledger
from oneone.turn import SPREADING_AGAIN, Report, Turn

log = logging.getLogger(__name__)

PASS = timedelta(minutes=8)
_ATTENTION_AGAIN = timedelta(hours=4)
SHORT_WAIT = timedelta(seconds=90)  # for the budget, in place: the next nudge may be five minutes away
WAITS_IN_A_PASS = timedelta(minutes=3)
_SAME_STEP = 2  # a step that left its meeting as it was is not done over and over in one pass
_COSTS = {"prepare": 4, "look": 3, "scan": 1}  # OneNote requests of the worst planned case; an invite needs none


@dataclass(frozen=True, slots=True)
class Worker:
    """What a pass needs; made by bootstrap."""

    ledger: Ledger
    graph: Graph
    clock: Callable[[], datetime]
    wall: Callable[[], datetime]
    timing: Timing
    templates: Path | None
    keep_months: int
    first_month: int = 1  # of the business year
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


async def work(worker: Worker, account: str, entries: Sequence[Entry]) -> Report:
    """Do everything that is due for the account now, earliest meeting first.

    `entries` are the account's rows. Returns what was done; one bad pair or meeting never stops the others. When
    another run holds the account nothing is done and nothing is lost. Errors of the store itself go to the caller and
    leave the claim: the account is tried again after a while.
    """

    async def everything_due(session: Session, report: Report) -> None:
        await _pass(worker, account, entries, session, report)

    return await _claimed(worker, account, everything_due)


async def by_hand(worker: Worker, entry: Entry, what: Literal["prepare", "scan"], day: date | None = None) -> Report:
    """One step for one pair now, whatever the schedule says, by the same claim and the same use case.

    `day` is the meeting's key date; without it the next 1:1 without a page, or the last one with a page. Raises
    NeedsAttention when there is no such meeting or the row cannot be used.
    """
    if entry.pair is None or entry.problem:
        raise NeedsAttention(entry.problem or "The row of this pair cannot be used.")
    pair = entry.pair

    async def one_step(session: Session, report: Report) -> None:
        dues = {due.pair: due for due in worker.ledger.dues(entry.account)}
        turn = _turn(worker, pair, entry, dues.get(entry.key, Due(entry.key, entry.account)), session, report)
        if not await _is_up_to_date(turn, {}, worker.clock()):
            return
        meeting = _asked_for(turn, what, day)
        await _do(turn, meeting, Step(what, worker.clock()), session)
        turn.finish()

    return await _claimed(worker, entry.account, one_step)


def _asked_for(turn: Turn, what: Literal["prepare", "scan"], day: date | None) -> Meeting:
    now = turn.clock()
    if what == "prepare":
        fitting = [m for m in turn.known if m.page in ("no", "writing") and m.end > now and m.calendar != "cancelled"]
    else:
        fitting = [m for m in reversed(turn.known) if m.page == "yes" and m.start <= now]
    fitting = [m for m in fitting if day is None or m.date == day]
    if not fitting:
        lacking = "coming 1:1 without a page" if what == "prepare" else "1:1 with a page"
        raise NeedsAttention(f"{turn.pair.key}: there is no {lacking}{f' on {day.isoformat()}' if day else ''}.")
    return fitting[0]


async def _claimed(worker: Worker, account: str, act: Callable[[Session, Report], Awaitable[None]]) -> Report:
    report = Report()
    by = uuid4().hex
    if worker.ledger.claim(account, by, worker.clock()) is None:
        report.later.append(f"{account}: another run works for it")
        return report
    session = worker.graph.session(account)
    parked, trouble, began = None, None, perf_counter()
    outcome: Literal["done", "later", "parked"] = "done"
    try:
        await act(session, report)
    except SignInNeeded as problem:
        parked = str(problem)
        report.attention.append(f"{account}: {problem}")
        outcome = "parked"
        log.info("%s", observe.parked(account))
    except OperatorNeeded as problem:
        trouble, outcome = str(problem), "later"
        report.attention.append(f"{account}: {problem}")
        log.error("sign-in: Microsoft Entra refuses oneone itself; `oneone status` says why")
    except TryLater as problem:
        outcome = "later"
        report.later.append(f"{account}: {problem}")
    except NeedsAttention:
        worker.ledger.release(account, by, worker.clock())
        raise
    except (KeyboardInterrupt, asyncio.CancelledError):
        worker.ledger.abandon(account, by, worker.clock())  # every step is recorded: the next run goes on from there
        raise
    report.requests.update(session.counts)
    worker.ledger.release(account, by, worker.clock(), parked=parked, trouble=trouble)
    log.info("%s", observe.passed(account, report, outcome, perf_counter() - began))
    return report


async def _pass(worker: Worker, account: str, entries: Sequence[Entry], session: Session, report: Report) -> None:
    begun = worker.clock()
    calendars: Calendars = {}
    claimed = _turns(worker, account, entries, session, report)
    turns = [turn for turn in claimed if await _is_up_to_date(turn, calendars, begun)]
    done: Counter[tuple[object, ...]] = Counter()
    waited = timedelta()
    while worker.clock() - begun < PASS:
        now = worker.clock()
        todo = [
            (meeting.start, step, turn, meeting)
            for turn in turns
            for meeting in turn.known
            if (step := schedule.next_step(turn.pair, meeting, turn.known, turn.timing, now)) and step.at <= now
        ]
        if not todo:
            break
        _, step, turn, meeting = min(todo, key=lambda job: (job[0], job[1].at, str(job[2].pair.key)))
        state = (meeting.pair, meeting.date, step.what, meeting.heads_up, meeting.page, meeting.invite, meeting.scan)
        done[state] += 1
        if done[state] > _SAME_STEP:
            log.error("step %s changes nothing; it waits for an hour", step.what)
            _record(turn, meeting, now + timedelta(hours=1))
            continue
        try:
            await _do(turn, meeting, step, session)
        except Spent as problem:
            # An account with a thousand pairs would lose 8 % of its hours at the nudges between (simulated).
            waited += problem.wait
            too_long = problem.wait > SHORT_WAIT or waited > WAITS_IN_A_PASS
            if too_long or worker.clock() - begun + problem.wait > PASS:
                raise
            done[state] -= 1
            await worker.sleep(problem.wait.total_seconds())
    for turn in turns:
        turn.finish()


def _turns(worker: Worker, account: str, entries: Sequence[Entry], session: Session, report: Report) -> list[Turn]:
    """The pairs whose time has come; rows that cannot be used are noted with what mends them."""
    now, turns = worker.clock(), []
    dues = {due.pair: due for due in worker.ledger.dues(account)}
    for key in dues.keys() - {entry.key for entry in entries}:
        worker.ledger.drop_due(dues[key])  # the row was removed, or another account works for the pair now
    for entry in entries:
        if not is_due(dues.get(entry.key), entry.pair, entry.version, now):
            continue
        due = dues.get(entry.key, Due(entry.key, account))
        problem = entry.problem if entry.pair is None or entry.pair.active else ""
        if entry.pair is None or problem or not entry.pair.active:
            again = now + _ATTENTION_AGAIN if problem and entry.pair is not None else None
            worker.ledger.put_due(replace(due, row_seen=entry.version, next_due=again, attention=problem))
            if problem:
                report.attention.append(f"{entry.key}: {problem}")
            continue
        turns.append(_turn(worker, entry.pair, entry, due, session, report))
    return turns


def _turn(worker: Worker, pair: Pair, entry: Entry, due: Due, session: Session, report: Report) -> Turn:
    return Turn(
        pair=pair,
        version=entry.version,
        several=entry.several,
        due=due,
        ledger=worker.ledger,
        session=session,
        onenote=OneNote(session),
        calendar=Calendar(session),
        clock=worker.clock,
        wall=worker.wall,
        timing=worker.timing,
        templates=worker.templates,
        keep_months=worker.keep_months,
        first_month=worker.first_month,
        report=report,
    )


async def _is_up_to_date(turn: Turn, calendars: Calendars, now: datetime) -> bool:
    """Whether the pair's meetings are known and up to date; when not, the pair waits and the others go on."""
    try:
        updated = await occurrences.update(turn, calendars, now)
        turn.take_up_again()
        if updated:
            await make_series(turn)
    except (SignInNeeded, OperatorNeeded, TryLater):
        raise
    except Conflict:
        turn.report.later.append(f"{turn.pair.key}: another run wrote first")
        return False
    except Exception as problem:
        said = str(problem)
        if not isinstance(problem, NeedsAttention):
            said = _own_error(problem)
            log.error("a pair's meetings could not be read", exc_info=_without_text(problem))
        turn.remember(row_seen=turn.version, next_due=now + _ATTENTION_AGAIN, attention=said)
        turn.report.attention.append(f"{turn.pair.key}: {said}")
        return False
    return True


async def _do(turn: Turn, meeting: Meeting, step: Step, session: Session) -> None:
    """One step of one meeting, and the log line that says how it ended."""
    began, before = perf_counter(), Counter(session.counts)
    outcome: observe.Outcome = "failed"
    try:
        outcome = await _attempt(turn, meeting, step, session)
    except SignInNeeded:
        outcome = "sign-in"
        raise
    except TryLater:
        outcome = "throttled"
        raise
    finally:
        sent, took = session.counts - before, perf_counter() - began
        log.info("%s", observe.stepped(session.account, turn.pair.key, meeting.date, step.what, outcome, sent, took))


async def _attempt(turn: Turn, meeting: Meeting, step: Step, session: Session) -> observe.Outcome:
    """Do the step; what it raises is recorded on the meeting with its next try (design §9)."""
    where = f"{turn.pair.key} {meeting.date.isoformat()}"
    now = turn.clock()
    try:
        if step.what == "heads_up":
            await tell_first(turn, meeting.date)
        elif step.what == "invite":
            await write_invite(turn, meeting.date)
        elif step.what == "prepare":
            async with session.budget(_COSTS["look" if meeting.page == "writing" else "prepare"]):
                await prepare(turn, meeting.date)
        else:
            async with session.budget(_COSTS["scan"]):
                await scan(turn, meeting.date)
            turn.report.scanned.append(where)
    except (SignInNeeded, OperatorNeeded):
        raise
    except TryLater as problem:
        if problem.throttled:
            raise
        _record(turn, meeting, now + problem.wait)
        turn.report.later.append(f"{where}: {problem}")
        return "later"
    except Unknown as problem:
        wait = schedule.INVITE_LOOK_AFTER if step.what == "invite" else schedule.LOOK_AFTER
        _record(turn, meeting, now + wait)
        turn.report.later.append(f"{where}: {problem}")
        return "unknown"
    except (NeedsAttention, BadInput) as problem:  # bad input here: the agenda or a template of the pair
        if isinstance(problem, NeedsAttention) and turn.may_still_come(problem, meeting):
            _record(turn, meeting, now + SPREADING_AGAIN)
            turn.report.later.append(f"{where}: {problem} A permission given lately may take hours.")
            return "later"
        _record(turn, meeting, now + _ATTENTION_AGAIN, attention=str(problem))
        turn.report.attention.append(f"{where}: {problem}")
        return "attention"
    except Conflict:
        _record(turn, meeting, now + schedule.LOOK_AFTER)
        turn.report.later.append(f"{where}: another run wrote first")
        return "conflict"
    except Exception as bug:
        fails = turn.meetings[meeting.date].value.fails
        log.error("step %s failed: %s", step.what, type(bug).__name__, exc_info=_without_text(bug))
        _record(turn, meeting, now + timedelta(hours=1 << min(fails, 2)), attention=_own_error(bug), failed=True)
        turn.report.attention.append(f"{where}: {_own_error(bug)}")
        return "failed"
    return "done"


def _record(turn: Turn, meeting: Meeting, next_try: datetime, *, attention: str = "", failed: bool = False) -> None:
    """Note on the meeting when it is tried again and why; another run's writes are kept."""
    for _ in range(2):
        current = turn.meetings[meeting.date].value
        changed = replace(
            current,
            next_try=max(next_try, current.next_try) if current.next_try else next_try,
            attention=attention or current.attention,
            fails=current.fails + (1 if failed else 0),
        )
        try:
            turn.put(changed)
        except Conflict:
            stored = turn.ledger.meeting(turn.pair.key, meeting.date)
            if stored is None:
                break
            turn.meetings[meeting.date] = stored
            continue
        return
    del turn.meetings[meeting.date]  # being written by others all the time: theirs, for this pass


def _own_error(bug: Exception) -> str:
    return f"An error of oneone itself ({type(bug).__name__}). It is tried again; please report it with the log."


def _without_text(bug: Exception) -> BaseException:
    """The same traceback without the message, which may hold text of a page."""
    return RuntimeError(type(bug).__name__).with_traceback(bug.__traceback__)
