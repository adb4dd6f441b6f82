"""Notebooks as OneNote shows them: sections, pages newest first, and the page to write on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.content import CHECKBOXES, Bullets, Paragraph, Table
from sandbox.onenote_output import HEADINGS
from sandbox.tenant import Notebook, Page, Section, Tenant
from sandbox.view.drawing import (
    answer,
    clock,
    fragment,
    inline,
    long_day,
    not_found,
    short_day,
    style,
    zone_among,
)

TITLE_ROOM = 104
"""Pixels that title and date take at the top of a page; outlines are placed from the page's very top."""

_SHOWN_MEDIA = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@dataclass(frozen=True, slots=True)
class Shelf:
    """A section group, or the notebook itself, with the sections in it."""

    name: str
    sections: tuple[Section, ...]


def routes(tenant: Tenant) -> list[Route]:
    """Notebooks, sections, pages and their pictures."""

    async def notebook(request: Request) -> Response:
        shown = tenant.notebooks.get(request.path_params["notebook"])
        if shown is None:
            return not_found("notebook")
        sections = [section for shelf in shelves(tenant, shown) for section in shelf.sections]
        section = next((section for section in sections if section.pages), next(iter(sections), None))
        return _open(tenant, shown, section, None)

    async def section(request: Request) -> Response:
        shown = tenant.sections.get(request.path_params["section"])
        if shown is None:
            return not_found("section")
        return _open(tenant, tenant.notebook_of(shown.id), shown, None)

    async def page(request: Request) -> Response:
        shown = tenant.pages.get(request.path_params["page"])
        if shown is None:
            return not_found("page")
        return _open(tenant, tenant.notebook_of(shown.id), tenant.sections[shown.section], shown)

    async def resource(request: Request) -> Response:
        shown = tenant.resources.get(request.path_params["resource"])
        if shown is None:
            return not_found("picture")
        headers = {"X-Content-Type-Options": "nosniff"}
        if shown.media not in _SHOWN_MEDIA:
            headers["Content-Disposition"] = "attachment"
        return Response(shown.data, media_type=shown.media, headers=headers)

    return [
        Route("/view/notebooks/{notebook}", notebook),
        Route("/view/sections/{section}", section),
        Route("/view/pages/{page}", page),
        Route("/view/resources/{resource}", resource),
    ]


def shelves(tenant: Tenant, notebook: Notebook) -> list[Shelf]:
    """The notebook's own sections, then those of its groups, `Group / Inner group` by `Group / Inner group`."""
    found = [Shelf("", tuple(tenant.sections_of(notebook.id)))]

    def below(parent: str, path: str) -> None:
        for group in tenant.groups_of(parent):
            name = f"{path} / {group.name}" if path else group.name
            found.append(Shelf(name, tuple(tenant.sections_of(group.id))))
            below(group.id, name)

    below(notebook.id, "")
    return [shelf for shelf in found if shelf.sections]


def newest_first(tenant: Tenant, section: Section) -> list[Page]:
    """Pages as the list shows them; those of one second stand by when they were added."""
    return sorted(tenant.pages_of(section.id), key=lambda page: page.created)[::-1]


def canvas(tenant: Tenant, page: Page) -> str:
    """The page's text boxes as HTML: every line is an element with `data-line`, its handle."""
    return fragment(
        "canvas.html.j2",
        outlines=sorted(page.content.outlines, key=lambda outline: (outline.top, outline.left)),
        title_room=TITLE_ROOM,
        kind=_kind,
        box=_box,
        icons=_icons,
        heading=lambda line: style(HEADINGS.get(line.tag, {})),
        struck=_struck,
        plain=_plain,
        inline=partial(inline, tenant),
    )


def _open(tenant: Tenant, notebook: Notebook, section: Section | None, page: Page | None) -> Response:
    pages = newest_first(tenant, section) if section is not None else []
    page = page or next(iter(pages), None)
    zone = zone_among(tenant, notebook.members)
    people = [person for upn in sorted(notebook.members, key=partial(_rank, tenant)) if (person := tenant.person(upn))]
    return answer(
        "notebook.html.j2",
        notebook=notebook,
        shelves=shelves(tenant, notebook),
        section=section,
        pages=[(one, short_day(one.created, zone)) for one in pages],
        page=page,
        written=_stamp(page, zone) if page is not None else ("", ""),
        canvas=canvas(tenant, page) if page is not None else "",
        people=people,
        title_room=TITLE_ROOM,
    )


def _rank(tenant: Tenant, upn: str) -> tuple[bool, str]:
    """Who invites comes first."""
    organizes = any(series.organizer == upn for series in tenant.mailboxes.series.values())
    return not organizes, upn


def _stamp(page: Page, zone: tzinfo) -> tuple[str, str]:
    return long_day(page.created, zone), clock(page.created, zone)


def _kind(block: object) -> str:
    if isinstance(block, Paragraph):
        return "line"
    if isinstance(block, Bullets):
        return "list"
    return "table" if isinstance(block, Table) else type(block).__name__.lower()


def _box(line: Paragraph) -> str:
    """`open`, `done`, or "" without a checkbox."""
    for tag in line.note_tags:
        shape, _, status = tag.partition(":")
        if shape in CHECKBOXES:
            return "done" if status == "completed" else "open"
    return ""


def _icons(line: Paragraph) -> list[str]:
    """Names of the note tags that are no checkbox."""
    shapes = [tag.partition(":")[0] for tag in line.note_tags]
    return [shape.replace("-", " ") for shape in shapes if shape not in CHECKBOXES]


def _struck(line: Paragraph) -> bool:
    words = [run for run in line.runs if run.text.strip()]
    return bool(words) and all("line-through" in run.style.get("text-decoration", "") for run in words)


def _plain(name: str, value: str) -> str:
    """One style property of a cell or item, "" when its value is not a plain one."""
    return style({name: value}) if name == "background-color" else ""
