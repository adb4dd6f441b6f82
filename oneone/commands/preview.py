"""`oneone preview MANAGER REP`: page and invite of the next 1:1 as one HTML file; nothing is written anywhere else."""

from __future__ import annotations

import asyncio
import html
import re
from base64 import b64encode
from dataclasses import replace
from datetime import date as Date
from datetime import datetime
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from oneone.commands.live import Manager, Now, On, Rep, day_of, entry_of, opened
from oneone.commands.terminal import say
from oneone.errors import Missing, NeedsAttention

if TYPE_CHECKING:
    from oneone.bootstrap import Services
    from oneone.graph.client import Session
    from oneone.model import Due, Meeting, Pair, Snapshot
    from oneone.roster import Entry

_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
_NO_PAGE_YET = "https://example.invalid/the-page-is-not-made-yet"  # RFC 2606: an address that never exists

_FRAME = Template("""<!DOCTYPE html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>Preview: $title</title>
<style>
body { margin: 0; background: #f3f2f1; color: #222; font: 11pt Calibri, Carlito, "Segoe UI", sans-serif; }
main { max-width: 800px; margin: 0 auto; padding: 16px; }
.note { color: #555; margin: 4px 0 16px; }
article { background: #fff; border: 1px solid #e1dfdd; padding: 24px 28px; margin-bottom: 24px; overflow-x: auto; }
.page h1 { font-size: 20pt; font-weight: normal; margin: 0; padding-bottom: 4px; border-bottom: 1px solid #c8c6c4; }
.page .date { color: #767676; font-size: 9pt; margin: 4px 0 20px; }
.page h2 { margin: 14px 0 2px; }
.page p { margin: 2px 0; }
.page table { border-collapse: collapse; max-width: 100%; margin: 4px 0; }
.page td { border: 1px solid #a3a3a3; padding: 2px 6px; vertical-align: top; }
.page ol, .page ul { margin: 2px 0; }
.page [data-tag^="to-do"]::before { content: "\\2610"; color: #1e4e79; font-size: 13pt; margin-right: 6px; }
.mail dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; margin: 0 0 16px; }
.mail dt { color: #767676; }
.mail dd { margin: 0; }
</style>
</head>
<body>
<main>
<p class="note">Preview, drafted $made. Nothing was written to OneNote or Outlook.</p>
<article class="page">
<h1>$title</h1>
<p class="date">$made</p>
$page
</article>
<article class="mail">
<dl><dt>Invite</dt><dd>1:1 $names</dd><dt>When</dt><dd>$when</dd></dl>
$invite
</article>
</main>
</body>
</html>
""")


def preview(
    manager: Manager,
    rep: Rep,
    date: On = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write there instead of stdout.")] = None,
    now: Now = None,
) -> None:
    """Draft page and invite of the next 1:1 as they would be made now, as one HTML file. Nothing else is written."""
    day = day_of(date) if date else None
    with opened(now) as live:
        entry = entry_of(live, manager, rep)
        text = asyncio.run(drafted_as_html(live, entry, day))
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise typer.BadParameter(f"{out} cannot be written: {problem.strerror}", param_hint="--out") from None
    say(f"Written to {out}.")


async def drafted_as_html(live: Services, entry: Entry, day: Date | None) -> str:
    """The preview of a pair's next 1:1, or of the one on `day`; NeedsAttention when there is none, or a bad row."""
    from oneone.drafting import drafted
    from oneone.graph.calendar import Calendar
    from oneone.graph.onenote import OneNote
    from oneone.model import Due
    from oneone.schedule import local
    from oneone.turn import KNOWN_BACK, Turn

    if entry.pair is None:
        raise NeedsAttention(entry.problem)
    if entry.problem:
        say(entry.problem)
    at = live.clock()
    since = local(at - KNOWN_BACK, entry.pair).date()
    meetings = {kept.value.date: kept for kept in live.ledger.meetings(entry.key, since)}
    known = next((due for due in live.ledger.dues(entry.account) if due.pair == entry.key), None)
    due = known or Due(entry.key, entry.account)
    async with live.graph() as graph:
        session = graph.session(entry.account)
        turn = Turn(
            # With both names in it the draft has nothing to ask for, and so nothing to remember.
            pair=await _named(entry.pair, due, session),
            version=entry.version,
            several=entry.several,
            due=due,
            ledger=live.ledger,
            session=session,
            onenote=OneNote(session),
            calendar=Calendar(session),
            clock=live.clock,
            wall=live.wall,
            timing=live.settings.timing,
            templates=live.settings.templates,
            keep_months=live.settings.keep_months,
            first_month=live.settings.fiscal_year,
            meetings=meetings,
        )
        meeting = _chosen(turn.pair, turn.known, at, day)
        earlier = [one for one in turn.known if one.page in ("yes", "gone") and one.start < meeting.start]
        previous = max(earlier, key=lambda one: one.start, default=None)
        snapshot = await drafted(turn, meeting, previous)
    return framed(snapshot, meeting.page_url or due.section_url or _NO_PAGE_YET, live.settings.templates)


def framed(snapshot: Snapshot, page_url: str, templates: Path | None) -> str:
    """Page and invite block of a draft in one HTML document that loads nothing from anywhere."""
    from oneone.agenda import invite
    from oneone.agenda.page import render
    from oneone.agenda.words import wording
    from oneone.figures import pictures

    draft = snapshot.draft
    page = render(draft, templates)
    zone, said = ZoneInfo(draft.timezone), wording(draft.language, templates)
    found = _BODY.search(page.html)
    body = found[1] if found else page.html
    for name, (media, data) in pictures(draft, templates).items():
        body = body.replace(f'src="name:{name}"', f'src="data:{media};base64,{b64encode(data).decode()}"')
    when = f"{said.day(draft.start.astimezone(zone).date())} {said.clock(draft.start, zone)}, {draft.minutes} min"
    return _FRAME.substitute(
        language=html.escape(draft.language),
        title=html.escape(page.title),
        made=html.escape(said.moment(draft.made_on, zone)),
        page=body,
        names=html.escape(f"{draft.names.rep} – {draft.names.manager}"),
        when=html.escape(f"{when} ({draft.timezone})"),
        invite=invite.block(draft, page_url, templates),
    )


async def _named(pair: Pair, due: Due, session: Session) -> Pair:
    from oneone.graph.people import person

    async def name(known: str, upn: str) -> str:
        if known:
            return known
        try:
            found = (await person(session, upn)).name
        except (Missing, NeedsAttention):
            found = ""  # a guest, or no right to read the directory: the address says who it is
        return found or upn.partition("@")[0]

    return replace(
        pair,
        rep_name=await name(pair.rep_name or due.rep_name, pair.key.rep),
        manager_name=await name(pair.manager_name or due.manager_name, pair.key.manager),
    )


def _chosen(pair: Pair, meetings: list[Meeting], now: datetime, day: Date | None) -> Meeting:
    from oneone.schedule import opened_by_cadence

    if day is not None:
        for one in meetings:
            if one.date == day:
                return one
        raise NeedsAttention(f"{pair.key}: no 1:1 on {day.isoformat()} is known.")
    coming = [one for one in meetings if one.end > now and one.calendar != "cancelled"]
    fresh = [one for one in coming if one.page in ("no", "writing")]
    known = min(fresh or coming, key=lambda one: one.start, default=None)
    chosen = known or opened_by_cadence(pair, meetings, now)
    if chosen is None:
        raise NeedsAttention(f"{pair.key}: no coming 1:1 is known.")
    return chosen
