"""`doctor`: what stands between an account, its notebooks and its calendars, each finding with what mends it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from oneone.agenda.templates import folders
from oneone.consent import FILES
from oneone.errors import Missing, NeedsAttention, OneoneError, OperatorNeeded, SignInNeeded, TryLater
from oneone.graph.accounts import Tokens
from oneone.graph.client import Graph, Session
from oneone.graph.onenote import OneNote, clean_name, numbered
from oneone.graph.sharing import Sharing, calendar_writable, sharing
from oneone.model import Due, Pair
from oneone.numbers.process import problems
from oneone.roster import Entry

CALLS = 6  # OneNote requests for one pair, at most

State = Literal["ok", "fault", "unknown"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: whose, what, how it stands, and the sentence that mends it when it is a fault."""

    account: str  # empty: of the templates
    pair: str  # empty: of the account itself
    what: Literal["process", "sign-in", "permissions", "row", "notebook", "section", "readers", "calendar", "probe"]
    state: State
    said: str


@dataclass(frozen=True, slots=True)
class Patient:
    """An account with all that is known of it before anybody is asked."""

    account: str
    entries: Sequence[Entry]
    dues: dict[str, Due]  # by pair
    lacking: tuple[str, ...] = ()  # permissions that were not agreed to
    sees_files: bool = False  # whether Files.Read.All was agreed to


def examine_process(templates: Path | None) -> list[Check]:
    """What is wrong with the sales process of these templates (None: the shipped ones); pages go on without it."""
    return [Check("", "", "process", "fault", said) for said in problems(folders(templates))]


async def examine(patient: Patient, graph: Graph, tokens: Tokens, everybody: frozenset[str]) -> list[Check]:
    """Look at an account and its pairs; nothing is written. `everybody` are the reps and managers of all pairs."""
    account = patient.account
    try:
        await asyncio.to_thread(tokens.token, account, None)
    except SignInNeeded as problem:
        return [
            Check(account, "", "sign-in", "fault", f"{problem} Sign in at /api/signin, or: accounts connect {account}")
        ]
    except OperatorNeeded as problem:
        return [Check(account, "", "sign-in", "fault", str(problem))]
    except TryLater as problem:
        return [Check(account, "", "sign-in", "unknown", str(problem))]
    found = [Check(account, "", "sign-in", "ok", "A token was given.")]
    if patient.lacking:
        said = f"Not agreed to: {', '.join(patient.lacking)}. Sign in again at /api/signin?account={account}"
        found.append(Check(account, "", "permissions", "fault", said))
    else:
        found.append(Check(account, "", "permissions", "ok", "Everything that the pairs need was agreed to."))
    session = graph.session(account)
    calendars: set[str] = set()
    for entry in patient.entries:
        if entry.problem or entry.pair is None:
            found.append(Check(account, str(entry.key), "row", "fault", entry.problem or "The row cannot be used."))
        if entry.pair is None:
            continue
        found += await _notebook(entry.pair, patient, session, everybody)
        if entry.key.manager not in calendars:
            calendars.add(entry.key.manager)
            found.append(await _calendar(entry.pair, session))
    return found


async def _notebook(pair: Pair, patient: Patient, session: Session, everybody: frozenset[str]) -> list[Check]:
    onenote, found = OneNote(session), []
    name = str(pair.key)

    def add(what: Literal["notebook", "section", "readers"], state: State, said: str) -> None:
        found.append(Check(patient.account, name, what, state, said))

    try:
        notebook = await onenote.notebook(pair.notebook_url)
        add("notebook", "ok", f"Notebook “{notebook.name}” opens.")
    except OneoneError as problem:
        add("notebook", _state(problem), str(problem))
        return found
    due = patient.dues.get(name)
    path = pair.section or clean_name(pair.rep_name or (due.rep_name if due else "") or pair.key.rep.partition("@")[0])
    try:
        section = await onenote.existing_section(notebook, numbered(path, due.section_number if due else 1))
        if section is None:
            add("section", "ok", f"Section “{path}” is made with the first page.")
        else:
            count = await onenote.count_pages(section.root, section.id)
            full = "; sections before it were full" if due and due.section_number > 1 else ""
            add(
                "section",
                "ok",
                f"Section “{section.name}” holds {count} pages{full}. A full one is followed by a new one.",
            )
    except OneoneError as problem:
        add("section", _state(problem), str(problem))
    if not patient.sees_files:
        add(
            "readers",
            "unknown",
            f"Who else can open it is not known: needs {FILES} (ONEONE_SEE_SHARING=on, sign in again).",
        )
        return found
    try:
        state, said = _readers(pair, await sharing(session, pair.notebook_url), everybody)
        add("readers", state, said)
    except OneoneError as problem:
        add("readers", "unknown", str(problem))
    return found


def _readers(pair: Pair, shared: Sharing, everybody: frozenset[str]) -> tuple[State, str]:
    two = {pair.key.manager, pair.key.rep, pair.signs_in, pair.manager_mail.lower(), pair.rep_mail.lower()}
    others = sorted(shared.people - two)
    theirs = sorted(name for name in others if name in everybody)
    if theirs and not pair.shared_ok:
        return "fault", (
            f"{', '.join(theirs)} can open this notebook and read everything in it. Take the sharing back, or give the "
            "pair a notebook of its own."
        )
    if "anonymous" in shared.links or "organization" in shared.links:
        whom = "anybody" if "anonymous" in shared.links else "everybody in the organisation"
        return "fault", f"A link lets {whom} who has it open this notebook. Remove the link in its sharing settings."
    if not shared.whole:
        return "unknown", "Only its owner sees who else can open this notebook; ask the owner to look."
    if others:
        return "fault", f"Beside the two, {', '.join(others)} can open this notebook. Is that meant?"
    return "ok", "Only the two, and the account, can open it."


async def _calendar(pair: Pair, session: Session) -> Check:
    account, owner = pair.signs_in, None if pair.signs_in == pair.key.manager else pair.key.manager
    try:
        if await calendar_writable(session, owner):
            return Check(
                account, str(pair.key), "calendar", "ok", f"The calendar of {pair.key.manager} can be written."
            )
        said = f"The calendar of {pair.key.manager} can be read only: share it with the right to edit."
    except OneoneError as problem:
        return Check(account, str(pair.key), "calendar", _state(problem), str(problem))
    return Check(account, str(pair.key), "calendar", "fault" if pair.invite != "off" else "ok", said)


def _state(problem: OneoneError) -> State:
    return "fault" if isinstance(problem, (NeedsAttention, SignInNeeded, OperatorNeeded)) else "unknown"


# ---------------------------------------------------------------- the probe

_PROBE = """<!DOCTYPE html>
<html lang="en"><head><title>{title}</title></head><body>
<h2 data-id="s-probe">A test page of oneone</h2>
<p>It shows how this tenant keeps what oneone relies on. You can delete it.</p>
<p data-tag="to-do" data-id="c-probe">A task</p>
<p data-tag="to-do:completed">A done task</p>
<table border="1"><tr><td>a</td><td>b</td></tr></table>
</body></html>"""

PATIENCE = 6  # looks at the new page, with growing pauses


async def probe(
    account: str,
    session: Session,
    notebook_url: str,
    section: str,
    now: datetime,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> list[Check]:
    """Write one page where the admin says, read it back, and say what only this tenant can show."""
    onenote = OneNote(session)
    found = await onenote.notebook(notebook_url)
    place = await onenote.section(found, section)
    title = f"oneone test page {now:%Y-%m-%d %H:%M}"
    page = await onenote.create_page(place.root, place.id, _PROBE.format(title=title))
    html = ""
    for attempt in range(PATIENCE):
        try:
            html = await onenote.page_html(place.root, page.id)
            break
        except Missing:
            await sleep(0.5 * 2**attempt)  # a new page is missing for seconds (code 20102)
    listed = any(one.id == page.id for one in await onenote.pages_since(place.root, place.id, now - timedelta(hours=1)))

    def check(good: bool, yes: str, no: str) -> Check:
        return Check(account, "", "probe", "ok" if good else "fault", yes if good else no)

    return [
        check(bool(html), "The new page could be read.", "The new page could not be read within 30 s."),
        check('data-id="s-probe"' in html, "Marks of headings stay.", "Marks of headings are lost: headings decide."),
        check('data-id="c-probe"' in html, "Marks of tasks stay.", "Marks of tasks are lost: links and text decide."),
        check('data-tag="to-do"' in html, "Boxes stay.", "Boxes are lost: please report it."),
        check('data-tag="to-do:completed"' in html, "Ticks stay.", "Ticks are lost: please report it."),
        check("1px solid" in html, "Tables keep their borders.", "Tables lose their borders: please report it."),
        check(
            bool(page.url),
            f"The page has a link of its own: {page.url}",
            "The page has no link of its own: the section's stands in.",
        ),
        check(listed, "The new page is listed at once.", "The new page is listed late; oneone waits for that."),
    ]
