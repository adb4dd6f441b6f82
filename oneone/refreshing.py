"""Read every source of figures, by the daily timer or by hand; a failing one stops no other and no page."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote, urlsplit

from oneone.agenda.templates import folders
from oneone.crm_deals import Changes, store_changes
from oneone.errors import BadInput, NeedsAttention, OneoneError, SignInNeeded
from oneone.graph.client import Session
from oneone.graph.files import download
from oneone.importing import Watch, import_file, plural, unwatched
from oneone.source_settings import CONNECTORS, SourceSettings
from oneone.store.figures import Figures, SourceState

if TYPE_CHECKING:
    import httpx

    from oneone.model import Deal
    from oneone.numbers.sources.crm import Fields, Name, Pulled, Question
    from oneone.numbers.sources.wire import Wire

FULL_EVERY = timedelta(days=6, hours=12)  # once a week, also when a daily timer comes some minutes early
_OVERLAP = timedelta(minutes=15)  # a CRM's own index lags
_HISTORY = timedelta(days=366)  # decided deals of a year, for a rep's own rates
_SAID = 5  # bad rows named; the others are counted
_KEPT_UNREAD = 100  # deals that stay named after the next reading
_LASTS = 480.0  # seconds for all sources: the Function ends after ten minutes
_KEPT_FREE = 30.0  # seconds of them for each source that is still to come


@dataclass(slots=True)
class Refreshed:
    """What a refresh did: a line for each source that was read, and what a person has to do."""

    done: list[str] = field(default_factory=list)
    attention: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Refresh:
    """What a refresh needs; `session` opens files and is None without an account, `reps` are those of active pairs."""

    figures: Figures
    settings: SourceSettings
    session: Session | None
    reps: Collection[str]
    clock: Callable[[], datetime]
    today: date
    templates: Path | None = None
    transport: httpx.AsyncBaseTransport | None = None
    zone: tzinfo | None = None
    sleep: Callable[[float], None] = time.sleep
    ticks: Callable[[], float] = time.monotonic
    watch: Watch = unwatched
    all_gone: bool = False  # a person says that deals are really gone, however many; never a timer


@dataclass(frozen=True, slots=True)
class _Turn:
    """One source's turn: what is known of it, and whose deals the other sources have.

    A rep's deals come from one source alone, since a source's deals are all that there are: the first in
    ONEONE_NUMBERS that has any of the rep. `before` are the reps whose deals come from sources before this one, and
    `others` those of whom any other source has deals.
    """

    name: str
    state: SourceState
    before: Mapping[str, str]
    others: frozenset[str]
    reps: frozenset[str]
    lasts: float
    full: bool

    @property
    def anew(self) -> bool:
        """Whether everything has to be read, though it may not have changed: other reps, or other sources before."""
        known = self.state.gave
        if self.full or known is None or not self.reps <= set(self.state.reps):
            return True
        return set(self.state.left) != {rep for rep in known if rep in self.before}

    def after(self, gave: Collection[str], problem: str, **changes: Any) -> SourceState:
        """The state after a reading that gave the deals of these reps."""
        left = sorted(rep for rep in gave if rep in self.before)
        said = [problem, self._said(left)]
        return replace(
            self.state, gave=tuple(sorted(gave)), left=tuple(left), problem=" ".join(filter(None, said)), **changes
        )

    def _said(self, left: list[str]) -> str:
        if not left:
            return ""
        more = f" and {len(left) - _SAID} more" if len(left) > _SAID else ""
        first = ", ".join(sorted({called(self.before[rep]) for rep in left}))
        return (
            f"The deals of {', '.join(left[:_SAID])}{more} are those of {first}, which stands before it in "
            f"ONEONE_NUMBERS; the ones here are left aside. Keep each person's deals in one source."
        )


async def refresh(work: Refresh, *, full: bool = False) -> Refreshed:
    """Read each source once; `full` (and `all_gone`) reads everything again, though nothing may have changed.

    What a source could not give is in the result and in its state, which `oneone status` shows; its former figures
    stay, with their date. Where two sources have deals of the same rep, those of the first in ONEONE_NUMBERS count.
    """
    report = Refreshed()
    names = work.settings.names
    states = {name: work.figures.source(name) for name in names}
    before: dict[str, str] = {}
    until = work.ticks() + _LASTS
    for at, name in enumerate(names):
        others = [states[other] for other in names if other != name]
        turn = _Turn(
            name,
            states[name],
            before=dict(before),
            others=frozenset(rep for other in others for rep in other.gave or ()),
            reps=frozenset(work.reps),
            lasts=until - work.ticks() - _KEPT_FREE * (len(names) - at - 1),
            full=full or work.all_gone,
        )
        states[name] = await _read(work, turn, report)
        work.figures.put_source(states[name])
        before |= {rep: name for rep in states[name].gave or () if rep not in before}
    return report


async def _read(work: Refresh, turn: _Turn, report: Refreshed) -> SourceState:
    """Read one source, and tell how it is now; whatever is wrong with it stops no other."""
    name, state, shown = turn.name, turn.state, called(turn.name)
    try:
        if name in work.settings.problems:
            raise NeedsAttention(work.settings.problems[name])
        after, said = await (_crm(work, turn) if name in CONNECTORS else _file(work, turn))
    except (BadInput, NeedsAttention, SignInNeeded) as problem:
        report.attention.append(f"{shown}: {problem}")
        return replace(state, problem=str(problem))
    except OneoneError as problem:
        report.later.append(f"{shown}: {problem}")
        return replace(state, problem=str(problem))
    report.done.append(said)
    report.attention += [f"{shown}: {after.problem}"] if after.problem else []
    return after


def called(name: str) -> str:
    """How a source is called in messages: the file's name, or the CRM's."""
    return name if name in CONNECTORS else unquote(urlsplit(name).path.rstrip("/").rpartition("/")[2]) or name


# ---------------------------------------------------------------- files


async def _file(work: Refresh, turn: _Turn) -> tuple[SourceState, str]:
    if work.session is None:
        raise NeedsAttention("ONEONE_NUMBERS_ACCOUNT is missing: the user principal name of who opens the files.")
    name, state, now = turn.name, turn.state, work.clock()
    # A file whose rows were wrong is read again: they may be mended by a pair that was added since.
    found = await download(work.session, name, "" if turn.anew else state.tag, work.transport)
    if found is None:
        return replace(state, read_at=now), f"{called(name)}: unchanged since it was last read."
    with tempfile.TemporaryDirectory(prefix="oneone-") as folder:
        path = Path(folder) / (Path(found.name).name or "file")
        path.write_bytes(found.data)
        read = import_file(work.figures, path, work.today, watch=work.watch, leave=turn.before, all_gone=work.all_gone)
    gave = {rep for one in read for rep in one.deals_of}.intersection(work.reps)
    after = turn.after(
        gave,
        _told([str(finding) for one in read for finding in one.findings]),
        tag=found.tag,
        read_at=now,
        reps=tuple(sorted(work.reps)),
    )
    return after, " ".join(one.summary for one in read)


def _told(problems: Sequence[str]) -> str:
    more = f" and {len(problems) - _SAID} more" if len(problems) > _SAID else ""
    return f"{'; '.join(problems[:_SAID])}{more}" if problems else ""


# ---------------------------------------------------------------- CRMs


async def _crm(work: Refresh, turn: _Turn) -> tuple[SourceState, str]:
    from oneone.numbers.sources import crm

    name, state, now = cast("Name", turn.name), turn.state, work.clock()
    due = turn.anew or state.full_at is None or now - state.full_at >= FULL_EVERY
    due = due or state.since is None or state.since > now
    asked = crm.Question(work.today - _HISTORY, None if due else state.since, frozenset(work.reps), work.zone)
    fields = crm.load(name, folders(work.templates))
    pulled = await asyncio.to_thread(_pull, work, turn, fields, asked)
    deals = {rep: found for rep, found in pulled.deals.items() if rep in work.reps}
    if due:
        _not_nothing(work, crm.NAMES[name], pulled, deals)
    gave = set(deals) if due else {*deals, *(state.gave or ())}.intersection(work.reps)
    changes = _stored(work, turn, crm.NAMES[name], pulled, gave, due)
    unread = _unread(pulled, () if due else state.unread) | changes.unfit
    doubted = {} if due else {rep: said for rep, said in state.doubted if rep in work.reps and rep not in turn.before}
    doubted |= changes.doubted
    # What could not be stored of one rep is read again the next time.
    since, full_at = (state.since, state.full_at) if changes.failed else (min(now, pulled.began or now) - _OVERLAP, now)
    notes = [*changes.failed.values(), *doubted.values(), *map(str, pulled.apart), *changes.notes, *unread.values()]
    after = turn.after(
        gave,
        _told(notes),
        unread=tuple(unread.items())[:_KEPT_UNREAD],
        doubted=tuple(doubted.items()),
        since=since,
        full_at=full_at if due else state.full_at,
        reps=tuple(sorted(work.reps)) if due else state.reps,
        read_at=now,
    )
    kind = "deal" if due else "changed deal"
    strangers = len(pulled) - len(pulled.unowned) - sum(map(len, deals.values()))
    apart = [
        f"{strangers:,} of people without a pair" if strangers else "",
        f"{len(pulled.unowned):,} of nobody with an address" if pulled.unowned else "",
    ]
    aside = ", ".join(filter(None, apart))
    said = f"{crm.NAMES[name]}: {plural(len(pulled), kind)} read, {changes.count:,} new, changed or gone"
    return after, f"{said}; left aside: {aside}." if aside else f"{said}."


def _unread(pulled: Pulled, before: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The deals that could not be used, and why: also those found so `before`, until something else is said of them."""
    still = {deal: said for deal, said in before if not pulled.met(deal)}
    return still | {deal: "; ".join(map(str, found)) for deal, found in pulled.wrong.items()}


def _not_nothing(work: Refresh, shown: str, pulled: Pulled, deals: Mapping[str, Collection[Deal]]) -> None:
    """Refuse a full read without a deal of anybody with a pair: an app without rights sees an empty CRM, too."""
    if deals or pulled.broken or not work.reps:
        return
    if not len(pulled) and any(work.figures.deals(rep)[0] for rep in work.reps):
        said = "sent no deal at all, where there were some before: may its app still read deals?"
    elif len(pulled) and len(pulled) == len(pulled.unowned):
        said = "names nobody with an address as the owner of a deal: may its app read users (HubSpot: owners)?"
    elif len(pulled):
        said = "has no deal of anybody with a pair: does `rep` in fields.toml give the addresses that the pairs have?"
    else:
        return
    raise NeedsAttention(f"{shown} {said} The figures of the last time stay.")


def _stored(work: Refresh, turn: _Turn, shown: str, pulled: Pulled, gave: set[str], due: bool) -> Changes:
    """Store the deals of those whose deals this CRM gives, and that others of its people have none any more."""
    reps = {
        rep
        for rep in work.reps
        if rep not in turn.before and (rep in gave or (rep not in turn.others and _were(work.figures, rep, shown)))
    }
    read = pulled.deals
    if due and pulled.broken:
        for rep in reps:
            former = [deal for deal in work.figures.deals(rep)[0] if deal.id in pulled.broken]
            read[rep] = [*read.get(rep, ()), *former]
    # What changed goes to what is known from this CRM; whoever has a first deal here leaves another source's behind.
    fresh = {rep for rep in reps if due or (rep in read and not _were(work.figures, rep, shown))}
    store = partial(store_changes, work.figures, {**read, "": pulled.unowned}, as_of=work.today, source=shown)
    changes = Changes()
    if fresh:
        changes.add(store(reps=fresh, full=True, watch=work.watch, all_gone=work.all_gone))
    if reps - fresh:
        changes.add(store(reps=reps - fresh, full=False, gone=pulled.gone, watch=work.watch))
    return changes


def _were(figures: Figures, rep: str, shown: str) -> bool:
    """Whether a rep's deals came from this CRM, or there are none; those of a file or by hand are not its to end."""
    known = figures.of(rep)
    return known.source == shown or not known.deals


def _pull(work: Refresh, turn: _Turn, fields: Fields, asked: Question) -> Pulled:
    from oneone.numbers.sources import dynamics, hubspot, salesforce
    from oneone.numbers.sources.crm import NEEDED
    from oneone.numbers.sources.wire import NoSuchField

    pull = {"dynamics": dynamics.pull, "salesforce": salesforce.pull, "hubspot": hubspot.pull}[turn.name]
    wire = _wire(work, turn)
    try:
        pulled = pull(wire, fields, asked)
    except NoSuchField as problem:
        columns = fields.named(problem.field)
        blank = "" if set(columns) & set(NEEDED) else ', or "" to leave it empty'
        todo = (
            f"fields.toml names it for {', '.join(columns)}: write another field there{blank}, or let the app read it."
        )
        raise NeedsAttention(f"{problem} {todo if columns else 'Is it in fields.toml?'}") from problem
    finally:
        wire.close()
    pulled.began = wire.began
    return pulled


def _wire(work: Refresh, turn: _Turn) -> Wire:
    from oneone.numbers.sources import dynamics, hubspot, salesforce
    from oneone.numbers.sources.wire import Wire

    given = work.settings.credentials
    made = partial(Wire, lasts=turn.lasts, sleep=work.sleep, ticks=work.ticks)
    match turn.name:
        case "dynamics":
            url, *rest = (given[variable] for variable in CONNECTORS[turn.name])
            return made(dynamics.CRM, url, lambda: dynamics.token(url, *rest))
        case "salesforce":
            url, client, secret = (given[variable] for variable in CONNECTORS[turn.name])
            return made(salesforce.CRM, url, lambda: salesforce.token(url, client, secret))
        case _:
            (token,) = (given[variable] for variable in CONNECTORS[turn.name])
            return made(hubspot.CRM, hubspot.BASE, lambda: token, pause=hubspot.PAUSE)
