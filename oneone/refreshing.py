"""Read every source of figures, by the daily timer or by hand; a failing one stops no other and no page."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

from oneone.agenda.templates import folders
from oneone.errors import BadInput, NeedsAttention, OneoneError, SignInNeeded
from oneone.graph.client import Session
from oneone.graph.files import download
from oneone.importing import Imported, Watch, import_file, plural, store_changes, unwatched
from oneone.source_settings import CONNECTORS, SourceSettings
from oneone.store.figures import Figures, SourceState

if TYPE_CHECKING:
    import httpx

    from oneone.numbers.sources.crm import Fields, Name, Pulled, Question
    from oneone.numbers.sources.wire import Wire

FULL_EVERY = timedelta(days=7)  # deleted deals show at a full read only, in most CRMs
_OVERLAP = timedelta(minutes=15)  # a CRM's own index lags, and so may its clock
_HISTORY = timedelta(days=366)  # decided deals of a year, for a rep's own rates
_SAID = 5  # bad rows named; the others are counted


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
    sleep: Callable[[float], None] = time.sleep
    watch: Watch = unwatched


async def refresh(work: Refresh, *, full: bool = False) -> Refreshed:
    """Read each source once; `full` reads everything again, though nothing may have changed.

    What a source could not give is in the result and in its state, which `oneone status` shows; its former figures
    stay, with their date.
    """
    report = Refreshed()
    for name in work.settings.names:
        state = work.figures.source(name)
        shown = called(name)
        try:
            if name in work.settings.problems:
                raise NeedsAttention(work.settings.problems[name])
            after, said = await (
                _crm(work, name, state, full) if name in CONNECTORS else _file(work, name, state, full)
            )
        except (BadInput, NeedsAttention, SignInNeeded) as problem:
            report.attention.append(f"{shown}: {problem}")
            work.figures.put_source(replace(state, problem=str(problem)))
        except OneoneError as problem:
            report.later.append(f"{shown}: {problem}")
            work.figures.put_source(replace(state, problem=str(problem)))
        else:
            report.done.append(said)
            report.attention += [f"{shown}: {after.problem}"] if after.problem else []
            work.figures.put_source(after)
    return report


def called(name: str) -> str:
    """How a source is called in messages: the file's name, or the CRM's."""
    return name if name in CONNECTORS else unquote(urlsplit(name).path.rstrip("/").rpartition("/")[2]) or name


# ---------------------------------------------------------------- files


async def _file(work: Refresh, name: str, state: SourceState, full: bool) -> tuple[SourceState, str]:
    if work.session is None:
        raise NeedsAttention("ONEONE_NUMBERS_ACCOUNT is missing: the user principal name of who opens the files.")
    now = work.clock()
    # A file whose rows were wrong is read again: they may be mended by a pair that was added since.
    found = await download(work.session, name, "" if full else state.tag, work.transport)
    if found is None:
        return replace(state, read_at=now), f"{called(name)}: unchanged since it was last read."
    with tempfile.TemporaryDirectory(prefix="oneone-") as folder:
        path = Path(folder) / (Path(found.name).name or "file")
        path.write_bytes(found.data)
        read = import_file(work.figures, path, work.today, watch=work.watch)
    after = replace(state, tag=found.tag, read_at=now, problem=_wrong(read))
    return after, " ".join(one.summary for one in read)


def _wrong(read: list[Imported]) -> str:
    findings = [str(finding) for one in read for finding in one.findings]
    more = f" and {len(findings) - _SAID} more" if len(findings) > _SAID else ""
    return f"{'; '.join(findings[:_SAID])}{more}" if findings else ""


# ---------------------------------------------------------------- CRMs


async def _crm(work: Refresh, name: str, state: SourceState, full: bool) -> tuple[SourceState, str]:
    from oneone.numbers.sources import crm

    now = work.clock()
    due = full or state.full_at is None or state.since is None or now - state.full_at >= FULL_EVERY
    # Reps of pairs that were added since have deals that did not change lately.
    due = due or not set(work.reps) <= set(state.reps)
    asked = crm.Question(work.today - _HISTORY, None if due else state.since)
    fields = crm.load(cast("Name", name), folders(work.templates))
    pulled = await asyncio.to_thread(_pull, work, name, fields, asked)
    shown = crm.NAMES[cast("Name", name)]
    changed = store_changes(
        work.figures, pulled.deals, work.reps, work.today, shown, full=due, gone=pulled.gone, watch=work.watch
    )
    count = sum(map(len, pulled.deals.values()))
    after = replace(
        state,
        since=now - _OVERLAP,
        full_at=now if due else state.full_at,
        reps=tuple(sorted(work.reps)) if due else state.reps,
        read_at=now,
        problem=_wrong([Imported(findings=pulled.findings)]),
    )
    kind = "" if due else " changed"
    return after, f"{shown}: {plural(count, f'{kind} deal'.strip())} read, {changed:,} new, changed or gone."


def _pull(work: Refresh, name: str, fields: Fields, asked: Question) -> Pulled:
    from oneone.numbers.sources import dynamics, hubspot, salesforce

    pull = {"dynamics": dynamics.pull, "salesforce": salesforce.pull, "hubspot": hubspot.pull}[name]
    wire = _wire(work, name)
    try:
        return pull(wire, fields, asked)
    finally:
        wire.close()


def _wire(work: Refresh, name: str) -> Wire:
    from oneone.numbers.sources import dynamics, hubspot, salesforce
    from oneone.numbers.sources.wire import Wire

    given = work.settings.credentials
    match name:
        case "dynamics":
            url, *rest = (given[variable] for variable in CONNECTORS[name])
            return Wire(dynamics.CRM, url, lambda: dynamics.token(url, *rest), sleep=work.sleep)
        case "salesforce":
            url, client, secret = (given[variable] for variable in CONNECTORS[name])
            return Wire(salesforce.CRM, url, lambda: salesforce.token(url, client, secret), sleep=work.sleep)
        case _:
            (token,) = (given[variable] for variable in CONNECTORS[name])
            return Wire(hubspot.CRM, hubspot.BASE, lambda: token, pause=hubspot.PAUSE, sleep=work.sleep)
