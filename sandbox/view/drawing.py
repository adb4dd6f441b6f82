"""How the view draws: templates, dates in words, and text of a page as HTML that cannot do harm.

Everything from a page or an invite is untrusted: text is escaped, of styles only plain values of known properties are
kept, links go to the view's own pages or, as web and mail addresses, to a new tab.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from sandbox.content import Run
from sandbox.onenote_output import STYLE_ORDER
from sandbox.tenant import Page, Tenant

FOLDER = Path(__file__).parent
SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""No script but ours runs, and nothing is fetched from elsewhere, whatever stands on a page."""

_PLAIN = re.compile(r"[\w\s#%.,'\"+-]*")
_BLACK = {"black", "#000000", "#000"}  # to OneNote it is text without a colour: white on a dark page
_SCRIPTS = {"sub": Markup("<sub>{}</sub>"), "sup": Markup("<sup>{}</sup>")}
_HREF = re.compile(r"(?:https?://|mailto:)", re.I)

_environment = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def fragment(template: str, **values: object) -> str:
    """A template as text."""
    return _environment.get_template(template).render(values)


def answer(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """A template as a page of the view."""
    headers = {"Content-Security-Policy": SECURITY, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return HTMLResponse(fragment(template, **values), status, headers)


def not_found(what: str) -> HTMLResponse:
    """A page that says what is not there."""
    return answer("nothing.html.j2", 404, what=what)


def long_day(at: datetime, zone: tzinfo) -> str:
    """`Monday, 23 November 2026`."""
    local = at.astimezone(zone)
    return f"{local:%A}, {local.day} {local:%B %Y}"


def short_day(at: datetime, zone: tzinfo) -> str:
    """`Mon 23 Nov`."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}"


def clock(at: datetime, zone: tzinfo) -> str:
    """`09:00`."""
    return f"{at.astimezone(zone):%H:%M}"


def zone_among(tenant: Tenant, people: set[str]) -> tzinfo:
    """The time zone in which these people meet; UTC when they do not."""
    for series in tenant.mailboxes.series.values():
        if series.organizer in people and people.intersection(series.attendees):
            return ZoneInfo(series.timezone)
    return ZoneInfo("UTC")


def name_of(tenant: Tenant, upn: str) -> str:
    """Somebody's name, else the address."""
    person = tenant.person(upn)
    return person.name if person is not None else upn


def style(values: dict[str, str]) -> str:
    """A style attribute's text: OneNote's own properties with plain values."""
    kept = [(name, values.get(name, "")) for name in STYLE_ORDER]
    shown = {name: value for name, value in kept if value and _PLAIN.fullmatch(value)}
    if shown.get("color") in _BLACK:
        shown["color"] = "var(--automatic)"
    return ";".join(f"{name}:{value}" for name, value in shown.items())


def href(tenant: Tenant, address: str) -> str:
    """Where a link leads: a page of the view, else its own address when a browser may open it, else ""."""
    there = tenant.follow(address)
    if there is not None:
        kind = "pages" if isinstance(there, Page) else f"{type(there).__name__.lower()}s"
        return f"/view/{kind}/{quote(there.id, safe='!')}"
    return address if _HREF.match(address) else ""


def inline(tenant: Tenant, runs: Sequence[Run]) -> Markup:
    """The text of a line with its looks and links."""
    parts = []
    for run in runs:
        text = Markup("<br>") if run.text == "\n" else escape(run.text)
        if run.script in _SCRIPTS:
            text = _SCRIPTS[run.script].format(text)
        if look := style(run.style):
            text = Markup('<span style="{}">{}</span>').format(look, text)
        if target := (href(tenant, run.href) if run.href else ""):
            outside = Markup("") if target.startswith("/") else Markup(' target="_blank" rel="noreferrer"')
            text = Markup('<a href="{}"{}>{}</a>').format(target, outside, text)
        parts.append(text)
    return Markup("").join(parts)
