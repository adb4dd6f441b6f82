"""Calendars and invites as Outlook shows them, and the mails that each attendee got."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from html import escape, unescape
from itertools import groupby
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.event_ids import event_id
from sandbox.mail_api import Letter
from sandbox.mailbox import Mail, Occurrence
from sandbox.tenant import Person, Tenant
from sandbox.view.drawing import answer, clock, href, long_day, name_of, not_found, short_day

WEEKS = 5
NEAR = timedelta(days=35)

_ANCHOR = re.compile(r"<a\b[^>]*>", re.I)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)
_CAUSES = {"update": "Updated", "moved": "Moved", "cancelled": "Cancelled", "invited": "Invitation"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting in somebody's list; `mails` went to its attendees."""

    link: str
    subject: str
    day: str
    time: str
    who: str
    cancelled: bool
    mails: int
    open: bool


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail as the list of an invite names it."""

    to: str
    what: str
    subject: str
    when: str
    link: str


def routes(tenant: Tenant) -> list[Route]:
    """A person's calendar, and one invite in it."""

    async def calendar(request: Request) -> Response:
        person = tenant.people.get(request.path_params["upn"].lower())
        if person is None:
            return not_found("calendar")
        return _answer(tenant, person, _first_day(request, tenant), None)

    async def event(request: Request) -> Response:
        person = tenant.people.get(request.path_params["upn"].lower())
        shown = tenant.mailboxes.find(person.upn, request.path_params["event"]) if person is not None else None
        if person is None or shown is None:
            return not_found("meeting")
        asked = "from" in request.query_params
        return _answer(tenant, person, _first_day(request, tenant) if asked else _midnight(_local_monday(shown)), shown)

    async def mail(request: Request) -> Response:
        person = tenant.people.get(request.path_params["upn"].lower())
        asked = request.path_params["letter"]
        letter = next(
            (one for one in tenant.letters if person and (one.id, one.to) == (asked, person.mail.lower())), None
        )
        if person is None or letter is None:
            return not_found("mail")
        sender = tenant.people[letter.sender]
        return answer(
            "mail.html.j2",
            person=person,
            calendar=f"/view/calendar/{quote(person.upn)}",
            subject=letter.subject,
            by=f"{sender.name} ({sender.mail})",
            when=_letter_day(letter),
            body=body_html(tenant, letter.html),
        )

    return [
        Route("/view/calendar/{upn}", calendar),
        Route("/view/calendar/{upn}/{event}", event),
        Route("/view/mail/{upn}/{letter}", mail),
    ]


def looking_at(tenant: Tenant) -> datetime:
    """The moment the view looks from: now, or the last week that was written to, when that is more than a month away.

    So a demo of two weeks in November shows its meetings in May as well.
    """
    now = tenant.clock()
    written = [
        shown.start
        for series in tenant.mailboxes.series.values()
        for place, copy in series.copies.items()
        if copy.body is not None and place == f"{series.organizer}|{(key := place.rpartition('|')[2])}"
        if (shown := tenant.mailboxes.occurrence(series.organizer, series, key)) is not None
    ]
    if not written or abs(max(written) - now) <= NEAR:
        return now
    return _monday(max(written))


def event_link(tenant: Tenant, upn: str, shown: Occurrence) -> str:
    """The view's address of a meeting in somebody's calendar."""
    return f"/view/calendar/{quote(upn)}/{quote(event_id(upn, shown.series.uid, shown.key, immutable=True))}"


def mails_about(tenant: Tenant, shown: Occurrence) -> list[Mail]:
    """The mails that attendees got about one meeting, earliest first."""
    ids = {event_id(upn, shown.series.uid, shown.key, immutable=True) for upn in shown.series.attendees}
    return [mail for mail in tenant.mails if mail.event in ids]


def body_html(tenant: Tenant, html: str) -> str:
    """An invite's HTML with links into the view, others to a new tab; its frame keeps scripts from running."""

    def anchor(found: re.Match[str]) -> str:
        address = _HREF.search(found[0])
        if address is None:
            return found[0]
        target = href(tenant, unescape(next(filter(None, address.groups()), "")))
        looks = "".join(re.findall(r"\sstyle\s*=\s*\"[^\"]*\"", found[0], re.I)[:1])
        if not target:
            return f"<a{looks}>"
        window = "_top" if target.startswith("/") else "_blank"
        return f'<a{looks} href="{escape(target)}" target="{window}" rel="noreferrer">'

    return _ANCHOR.sub(anchor, html)


def _answer(tenant: Tenant, person: Person, first: datetime, shown: Occurrence | None) -> Response:
    last = first + timedelta(weeks=WEEKS)
    # weeks are those of the meeting's own zone, which begin up to 14 hours before those of UTC
    found = [
        shown
        for shown in tenant.mailboxes.view(person.upn, first - timedelta(days=1), last + timedelta(days=1))
        if first.date() <= _local_monday(shown) < last.date()
    ]
    entries = [_entry(tenant, person, one, shown) for one in found]
    weeks = [
        (f"Week of {monday.day} {monday:%B}", [entry for _, entry in group])
        for monday, group in groupby(zip(found, entries, strict=True), key=lambda pair: _local_monday(pair[0]))
    ]
    return answer(
        "calendar.html.j2",
        person=person,
        weeks=weeks,
        earlier=(first - timedelta(weeks=WEEKS - 1)).date().isoformat(),
        later=(first + timedelta(weeks=WEEKS - 1)).date().isoformat(),
        here=f"/view/calendar/{quote(person.upn)}",
        invite=_invite(tenant, person, shown) if shown is not None else None,
        letters=[
            {"subject": one.subject, "by": name_of(tenant, one.sender), "when": _letter_day(one), "id": one.id}
            for one in reversed(tenant.letters)
            if one.to == person.mail.lower()
        ],
        inbox=[_mail_line(tenant, mail) for mail in reversed(tenant.mails) if mail.to == person.upn],
    )


def _entry(tenant: Tenant, person: Person, shown: Occurrence, chosen: Occurrence | None) -> Entry:
    zone = ZoneInfo(shown.series.timezone)
    others = [upn for upn in [shown.series.organizer, *shown.series.attendees] if upn != person.upn]
    return Entry(
        link=event_link(tenant, person.upn, shown),
        subject=tenant.mailboxes.copy(person.upn, shown.series, shown.key).subject or "",
        day=short_day(shown.start, zone),
        time=f"{clock(shown.start, zone)} – {clock(shown.end, zone)}",
        who=", ".join(name_of(tenant, upn) for upn in others),
        cancelled=shown.cancelled,
        mails=len(mails_about(tenant, shown)),
        open=chosen is not None and (chosen.series.uid, chosen.key) == (shown.series.uid, shown.key),
    )


def _invite(tenant: Tenant, person: Person, shown: Occurrence) -> dict[str, object]:
    series, zone = shown.series, ZoneInfo(shown.series.timezone)
    copy = tenant.mailboxes.copy(person.upn, series, shown.key)
    time = f"{clock(shown.start, zone)} – {clock(shown.end, zone)} ({series.timezone})"
    return {
        "subject": copy.subject or "",
        "when": f"{long_day(shown.start, zone)}, {time}",
        "repeats": series.repeat or "",
        "organizer": name_of(tenant, series.organizer),
        "organizes": series.organizer == person.upn,
        "attendees": [name_of(tenant, upn) for upn in series.attendees],
        "online": series.online and not copy.offline,
        "disabled": series.online and copy.offline,
        "cancelled": shown.cancelled,
        "body": body_html(tenant, copy.body or ""),
        "mails": [_mail_line(tenant, mail) for mail in mails_about(tenant, shown)],
    }


def _letter_day(letter: Letter) -> str:
    return f"{short_day(letter.when, UTC)} {clock(letter.when, UTC)}"


def _mail_line(tenant: Tenant, mail: Mail) -> MailLine:
    zone = _zone(tenant, mail)
    return MailLine(
        to=name_of(tenant, mail.to),
        what=_CAUSES[mail.cause],
        subject=mail.subject,
        when=f"{short_day(mail.when, zone)} {clock(mail.when, zone)}",
        link=f"/view/calendar/{quote(mail.to)}/{quote(mail.event)}",
    )


def _zone(tenant: Tenant, mail: Mail) -> tzinfo:
    shown = tenant.mailboxes.find(mail.to, mail.event)
    return ZoneInfo(shown.series.timezone) if shown is not None else UTC


def _first_day(request: Request, tenant: Tenant) -> datetime:
    try:
        day = date.fromisoformat(request.query_params["from"])
    except (KeyError, ValueError):
        return _monday(looking_at(tenant))
    return _monday(_midnight(day))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _local_monday(shown: Occurrence) -> date:
    day = shown.start.astimezone(ZoneInfo(shown.series.timezone)).date()
    return day - timedelta(days=day.weekday())


def _monday(at: datetime) -> datetime:
    day = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())
