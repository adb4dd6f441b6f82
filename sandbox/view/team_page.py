"""The start page: who meets whom, when next, and where their pages are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.mailbox import Occurrence, Series
from sandbox.tenant import Notebook, Page, Tenant
from sandbox.view.drawing import answer, clock, name_of, short_day
from sandbox.view.outlook_pages import event_link, looking_at

AHEAD = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Meets:
    """Two people, their next 1:1, and their newest page."""

    manager: str
    rep: str
    rep_calendar: str
    next: str
    invite: str
    notebook: str
    notebook_link: str
    page: str
    page_link: str
    mails: int


def routes(tenant: Tenant) -> list[Route]:
    """The start page."""

    async def start(request: Request) -> Response:
        meets = sorted(_meets(tenant), key=lambda one: (one.manager, one.next == "", one.rep))
        used = {one.notebook_link for one in meets}
        notebooks = [(book.name, f"/view/notebooks/{book.id}") for book in tenant.notebooks.values()]
        return answer(
            "team.html.j2",
            teams=[
                (name_of(tenant, manager), _calendar(tenant, manager), list(group))
                for manager, group in groupby(meets, key=lambda one: one.manager)
            ],
            others=[(name, link) for name, link in notebooks if link not in used],
            pages=len(tenant.pages),
            mails=len(tenant.mails),
        )

    return [Route("/", start)]


def _meets(tenant: Tenant) -> list[Meets]:
    moment = looking_at(tenant)
    mails = Counter(mail.to for mail in tenant.mails)
    found = []
    for series in tenant.mailboxes.series.values():
        shown = _next(tenant, series, moment)
        for rep in series.attendees:
            if tenant.person(rep) is None:
                continue
            zone = ZoneInfo(series.timezone)
            notebook = _notebook(tenant, series, rep)
            page = _newest(tenant, notebook, name_of(tenant, rep)) if notebook is not None else None
            found.append(
                Meets(
                    manager=series.organizer,
                    rep=name_of(tenant, rep),
                    rep_calendar=_calendar(tenant, rep),
                    next=f"{short_day(shown.start, zone)}, {clock(shown.start, zone)}" if shown is not None else "",
                    invite=event_link(tenant, series.organizer, shown) if shown is not None else "",
                    notebook=notebook.name if notebook is not None else "",
                    notebook_link=f"/view/notebooks/{notebook.id}" if notebook is not None else "",
                    page=page.title if page is not None else "",
                    page_link=f"/view/pages/{page.id}" if page is not None else "",
                    mails=mails[rep],
                )
            )
    return found


def _next(tenant: Tenant, series: Series, moment: datetime) -> Occurrence | None:
    """The first meeting that is not over and not cancelled."""
    boxes = tenant.mailboxes
    all_shown = [boxes.occurrence(series.organizer, series, key) for key in boxes.keys(series, moment, moment + AHEAD)]
    coming = [one for one in all_shown if one is not None and not one.cancelled and moment < one.end < moment + AHEAD]
    return min(coming, key=lambda one: one.start, default=None)


def _notebook(tenant: Tenant, series: Series, rep: str) -> Notebook | None:
    """The notebook both can open that fewest others can."""
    shared = [book for book in tenant.notebooks.values() if {series.organizer, rep} <= book.members]
    return min(shared, key=lambda book: len(book.members), default=None)


def _newest(tenant: Tenant, notebook: Notebook, rep: str) -> Page | None:
    """The newest page of the rep's section; of any section where none is called after the rep."""
    sections = list(tenant.all_sections(notebook.id))
    own = [section for section in sections if section.name.casefold() == rep.casefold()] or sections
    pages = [page for section in own for page in tenant.pages_of(section.id)]
    return max(reversed(pages), key=lambda page: page.created, default=None)


def _calendar(tenant: Tenant, upn: str) -> str:
    return f"/view/calendar/{quote(upn)}"
