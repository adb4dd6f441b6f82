"""Mailboxes: meetings, their occurrences, each person's copy, and the update mails that writing one causes.

A meeting is kept once; what differs per mailbox (ids, the body as it was last sent or locally edited, our property) is
a `Copy`. An occurrence is named by its key, the local date it was planned for; master and single meetings have the key
"".
"""

from __future__ import annotations

import base64
import html
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from sandbox.event_ids import decode, event_id
from sandbox.invite_html import attendee_copy, stored_body, teams_block
from sandbox.recurrence import Repeat, days

if TYPE_CHECKING:
    from sandbox.tenant import Tenant

ShowAs = Literal["free", "tentative", "busy", "oof", "workingElsewhere"]
Cause = Literal["update", "moved", "cancelled", "invited"]
Kind = Literal["singleInstance", "occurrence", "exception", "seriesMaster"]


@dataclass(frozen=True, slots=True)
class Mail:
    """A meeting update as an attendee got it; `event` is the immutable id in that mailbox, `html` the body."""

    to: str
    subject: str
    event: str
    html: str
    when: datetime
    cause: Cause = "update"


@dataclass(slots=True)
class Copy:
    """One mailbox's own state of a meeting or occurrence; None where it shows what the meeting says."""

    version: int
    body: str | None = None
    subject: str | None = None
    properties: dict[str, str] = field(default_factory=dict)  # singleValueExtendedProperties; they never travel
    offline: bool = False  # the join link was dropped from the body: the online meeting is disabled


@dataclass(slots=True)
class Series:
    """A meeting, repeated or not; `start` is local and naive, moved starts are UTC."""

    uid: str
    organizer: str
    attendees: list[str]
    subject: str
    start: datetime
    timezone: str
    minutes: int
    repeat: Repeat | None
    online: bool
    join_url: str
    body: str
    version: int = 0
    zone_name: str = ""  # the zone as its organizer's Outlook calls it: a Windows name, or empty for `timezone`
    all_day: bool = False
    show_as: ShowAs = "busy"
    nth: int | None = None  # monthly on the nth such weekday (from 0), else on the same day of the month
    until: str = ""  # the last day of the series; empty: it does not end
    others: list[list[str]] = field(default_factory=list)  # address, name, type: rooms, and people of no directory
    guests: dict[str, list[str]] = field(default_factory=dict)  # by key: who was added to one occurrence
    transaction: str = ""
    asked: str = ""  # what was asked for with the transaction id, to tell a repetition from something else
    cancelled: dict[str, bool] = field(default_factory=dict)  # key: whether attendees keep a cancelled copy
    moved: dict[str, datetime] = field(default_factory=dict)
    copies: dict[str, Copy] = field(default_factory=dict)  # by `upn|key`


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What one mailbox shows: times in UTC; `original` is None unless it belongs to a series."""

    series: Series
    key: str
    kind: Kind
    start: datetime
    end: datetime
    original: datetime | None
    cancelled: bool = False


class CrossesNeighbour(ValueError):
    """An occurrence cannot move past the one before or after it (ErrorOccurrenceCrossingBoundary)."""


class Mailboxes:
    """Every mailbox of the tenant."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self.series: dict[str, Series] = {}
        self.mails: list[Mail] = []
        self.shared: set[tuple[str, str]] = set()  # owner, with whom
        self.disabled_meetings: list[str] = []  # ids whose body lost the join link
        self.teams = True  # the tenant allows meetings in Teams
        self._version = 0

    # ------------------------------------------------------------ what people do in Outlook

    def book(
        self,
        organizer: str,
        attendees: Sequence[str],
        subject: str,
        start: datetime,
        timezone: str,
        minutes: int,
        repeat: Repeat | None,
        online: bool,
        body_html: str,
        *,
        zone_name: str = "",
        all_day: bool = False,
        show_as: ShowAs = "busy",
        nth: int | None = None,
        until: str = "",
        others: Sequence[tuple[str, str, str]] = (),
        old_teams: bool = False,
    ) -> str:
        """Books a meeting; returns the immutable id of master or single meeting in the organizer's mailbox.

        `others` are addresses with name and type (`resource` for rooms) that no mailbox here belongs to.
        """
        organizer = organizer.lower()
        if start.tzinfo is not None:
            raise ValueError("start is local time in `timezone`, without an offset")
        ZoneInfo(timezone)
        uid = uuid.uuid4().hex
        who = self._tenant.people[organizer]
        context = f'{{"Tid":"{uuid.uuid5(uuid.NAMESPACE_DNS, organizer.partition("@")[2])}","Oid":"{who.id}"}}'
        thread = base64.b64encode(uid.encode()).decode().rstrip("=")
        join = (
            f"https://teams.microsoft.com/l/meetup-join/19%3ameeting_{thread}%40thread.v2/0?context={_percent(context)}"
        )
        body = stored_body(body_html + (teams_block(join, uid, old=old_teams) if online else ""))
        series = Series(
            uid, organizer, [a.lower() for a in attendees], subject, start, timezone, minutes, repeat, online,
            join if online else "", body, self._next_version(), zone_name, all_day, show_as, nth, until,
            [list(other) for other in others],
        )  # fmt: skip
        self.series[uid] = series
        self._tenant.keep(series)
        return event_id(organizer, uid, "", immutable=True)

    def cancel(self, upn: str, event: str, *, attendees_keep_it: bool = False) -> None:
        """Cancels a meeting or one occurrence; attendees are told. `attendees_keep_it`: as a copy with isCancelled
        true.
        """
        series, key = self._known(upn, event)
        self._tell(series, key, "cancelled")
        series.cancelled[key] = attendees_keep_it
        self._tenant.keep(series)

    def move(self, upn: str, event: str, new_start: datetime) -> None:
        """Moves a single meeting or one occurrence; attendees are told. CrossesNeighbour when it would pass another
        one.
        """
        series, key = self._known(upn, event)
        new = new_start.astimezone(UTC)
        if series.repeat is not None:
            for other in self.keys(series, new - timedelta(days=40), new + timedelta(days=40)):
                if other in series.cancelled:
                    continue
                before, after = other < key, other > key
                theirs = self._start(series, other)
                if (before and new <= theirs) or (after and new >= theirs):
                    raise CrossesNeighbour("An occurrence cannot be moved past the one before or after it.")
        series.moved[key] = new
        self._touch(series, key)
        self._tell(series, key, "moved")
        self._tenant.keep(series)

    def drag(self, upn: str, event: str, new_start: datetime) -> None:
        """Gives a whole series another day and time, `new_start` local: its occurrences are planned anew, and what
        was changed in single ones is lost, as Outlook says when one drags a series.
        """
        series, _ = self._known(upn, event)
        series.start = new_start
        series.moved.clear()
        series.cancelled.clear()
        series.copies = {place: copy for place, copy in series.copies.items() if place.endswith("|")}
        self._touch(series, "")
        self._tell(series, "", "moved")
        self._tenant.keep(series)

    def end(self, upn: str, event: str, until: date) -> None:
        """Ends a series after a day; later occurrences are gone."""
        series, _ = self._known(upn, event)
        series.until = until.isoformat()
        self._touch(series, "")
        self._tell(series, "", "update")
        self._tenant.keep(series)

    def invite(self, upn: str, event: str, guest: str) -> None:
        """Adds somebody to one occurrence; only that person is told (event-update)."""
        series, key = self._known(upn, event)
        series.guests.setdefault(key, []).append(guest.lower())
        self._touch(series, key)
        self._tenant.keep(series)

    def rename(self, upn: str, event: str, subject: str) -> None:
        """Gives a meeting another subject; attendees are told."""
        series, _ = self._known(upn, event)
        series.subject = subject
        self._touch(series, "")
        self._tell(series, "", "update")
        self._tenant.keep(series)

    def share(self, owner: str, with_: str) -> None:
        """Lets somebody read and write the owner's calendar."""
        self.shared.add((owner.lower(), with_.lower()))
        self._tenant.keep(self)

    def may_open(self, upn: str, owner: str) -> bool:
        """Whether a person may use a mailbox."""
        return upn == owner or (owner, upn) in self.shared

    # ------------------------------------------------------------ looking

    def view(self, upn: str, start: datetime, end: datetime) -> list[Occurrence]:
        """What lies in a calendar between two times: single meetings, occurrences and exceptions, earliest first; never
        masters.
        """
        found = [
            shown
            for series in self.series.values()
            if upn == series.organizer or upn in series.attendees or series.guests
            for key in self.keys(series, start, end)
            if upn == series.organizer or upn in series.attendees or upn in series.guests.get(key, ())
            if (shown := self.occurrence(upn, series, key)) is not None and shown.start < end and shown.end > start
        ]
        return sorted(found, key=lambda shown: (shown.start, shown.series.uid))

    def occurrence(self, upn: str, series: Series, key: str) -> Occurrence | None:
        """One occurrence (or the master of a series: key "") as a mailbox has it; None when it was cancelled."""
        cancelled = key in series.cancelled or "" in series.cancelled
        kept = series.cancelled.get(key, series.cancelled.get("", False))
        if cancelled and (upn == series.organizer or not kept):
            return None
        start = self._start(series, key)
        end = start + timedelta(minutes=series.minutes)
        if series.repeat is None:
            return Occurrence(series, key, "singleInstance", start, end, None, cancelled)
        if key == "":
            return Occurrence(series, key, "seriesMaster", start, end, None, cancelled)
        changed = key in series.moved or key in series.guests or f"{upn}|{key}" in series.copies
        kind: Kind = "exception" if changed else "occurrence"
        return Occurrence(series, key, kind, start, end, self._planned(series, key), cancelled)

    def find(self, upn: str, event: str) -> Occurrence | None:
        """The event of an id in a mailbox; None when the id belongs elsewhere or the event is gone."""
        place = decode(event)
        if place is None or place[0] != upn or place[1] not in self.series:
            return None
        series = self.series[place[1]]
        if place[2] and not self._has(series, place[2]):
            return None
        return self.occurrence(upn, series, place[2])

    def copy(self, upn: str, series: Series, key: str) -> Copy:
        """The mailbox's own state, with the body and subject it shows."""
        own = series.copies.get(f"{upn}|{key}")
        master = series.copies.get(f"{upn}|") if key else None
        body = own.body if own is not None and own.body is not None else None
        if body is None and master is not None:
            body = master.body
        if body is None:
            body = series.body if upn == series.organizer else attendee_copy(series.body)
        subject = own.subject if own is not None and own.subject is not None else series.subject
        if own is None:
            offline = master is not None and master.offline
            return Copy(master.version if master is not None else series.version, body, subject, offline=offline)
        return Copy(own.version, body, subject, dict(own.properties), own.offline)

    def keys(self, series: Series, start: datetime, end: datetime) -> Iterator[str]:
        """Keys of the occurrences that may lie between two times."""
        if series.repeat is None:
            yield ""
            return
        zone = ZoneInfo(series.timezone)
        first = start.astimezone(zone).date() - timedelta(days=1)
        last = end.astimezone(zone).date() + timedelta(days=1)
        if series.until:
            last = min(last, date.fromisoformat(series.until))
        near = [day.isoformat() for day in days(series.repeat, series.start.date(), series.nth, first, last)]
        yield from near
        yield from (key for key in series.moved if key and key not in near)

    # ------------------------------------------------------------ writing through the API

    def write(
        self, upn: str, shown: Occurrence, *, body: str | None, subject: str | None, start: datetime | None,
        properties: dict[str, str],
    ) -> None:  # fmt: skip
        """Writes into one mailbox's copy, as PATCH does; an occurrence becomes an exception.

        Changes of body, subject or time by the organizer go to every attendee as a mail; of a master with exceptions
        once more for each exception. Attendees' edits stay local. Properties never travel (Update event; community
        reports).
        """
        series, key = shown.series, shown.key
        if start is not None:
            self.move(upn, event_id(upn, series.uid, key, immutable=True), start)
        own = self._touch(series, key, upn)
        own.properties.update(properties)
        if body is not None:
            own.body = stored_body(body)
            if series.online and not _has_link(own.body, series.join_url):
                own.offline = True
                self.disabled_meetings.append(event_id(upn, series.uid, key, immutable=True))
                self._tenant.keep(self)
        if subject is not None:
            own.subject = subject
        if upn == series.organizer and (body is not None or subject is not None):
            self._send(series, key, own)
        self._tenant.keep(series)

    def _send(self, series: Series, key: str, own: Copy) -> None:
        if key == "":
            series.subject = own.subject or series.subject
            series.body = own.body or series.body
        for attendee in series.attendees:
            theirs = self._touch(series, key, attendee)
            theirs.body = attendee_copy(own.body) if own.body is not None else theirs.body
            theirs.subject = own.subject if own.subject is not None else theirs.subject
        self._tell(series, key, "update")
        if key == "" and series.repeat is not None:
            exceptions = {place.rpartition("|")[2] for place in series.copies} | set(series.moved)
            for other in sorted(exceptions - {""}):
                self._tell(series, other, "update")

    def _tell(self, series: Series, key: str, cause: Cause) -> None:
        known = [guest for guest in series.guests.get(key, ()) if guest in self._tenant.people]
        for attendee in [*series.attendees, *known]:
            shown = self.copy(attendee, series, key)
            event = event_id(attendee, series.uid, key, immutable=True)
            mail = Mail(attendee, shown.subject or "", event, shown.body or "", self._tenant.clock(), cause)
            self._sent(mail)
        for address, _, kind in series.others:
            if kind != "resource" and "@" in address:  # somebody outside gets the mail all the same
                own = self.copy(series.organizer, series, key)
                event = event_id(series.organizer, series.uid, key, immutable=True)
                self._sent(Mail(address, own.subject or "", event, own.body or "", self._tenant.clock(), cause))

    def _sent(self, mail: Mail) -> None:
        self.mails.append(mail)
        self._tenant.keep(mail)

    def make(self, owner: str, transaction: str, asked: str) -> Series | None:
        """The series that this transaction made in a mailbox, None when there is none (event: transactionId).

        DuplicateTransaction when it made another one: the id is taken, and the second request is dropped.
        """
        for series in self.series.values():
            if transaction and (series.organizer, series.transaction) == (owner, transaction):
                if series.asked != asked:
                    raise DuplicateTransaction("The transaction id was used for something else.")
                return series
        return None

    def made(self, event: str, transaction: str, asked: str) -> Series:
        """Notes what a new series was asked for with, and sends its invitations."""
        place = decode(event)
        assert place is not None
        series = self.series[place[1]]
        series.transaction, series.asked = transaction, asked
        self._tell(series, "", "invited")
        self._tenant.keep(series)
        return series

    # ------------------------------------------------------------ inside

    def _known(self, upn: str, event: str) -> tuple[Series, str]:
        shown = self.find(upn.lower(), event)
        if shown is None:
            raise LookupError(f"{upn} has no such event")
        if shown.series.organizer != upn.lower():
            raise PermissionError(f"{upn} is not the organizer of this meeting")
        return shown.series, shown.key

    def _touch(self, series: Series, key: str, upn: str | None = None) -> Copy:
        """Gives a copy a new version; without `upn` the organizer's and every attendee's."""
        for who in [upn] if upn is not None else [series.organizer, *series.attendees]:
            own = series.copies.setdefault(f"{who}|{key}", Copy(0))
            own.version = self._next_version()
        return own

    def _next_version(self) -> int:
        self._version += 1
        return self._version

    def seen_version(self, version: int) -> None:
        """Versions given later are higher than this one."""
        self._version = max(self._version, version)

    def _planned(self, series: Series, key: str) -> datetime:
        local = series.start
        if key:
            local = datetime.combine(date.fromisoformat(key), series.start.time())
        return local.replace(tzinfo=ZoneInfo(series.timezone)).astimezone(UTC)

    def _start(self, series: Series, key: str) -> datetime:
        return series.moved.get(key) or self._planned(series, key)

    def _has(self, series: Series, key: str) -> bool:
        planned = self._planned(series, key)
        return key in set(self.keys(series, planned, planned))


class DuplicateTransaction(ValueError):
    """The transaction id was used before, for something else (ErrorDuplicateTransactionId)."""


def _has_link(body: str, link: str) -> bool:
    return link in body or html.escape(link) in body


def _percent(text: str) -> str:
    return "".join(c if c.isalnum() or c in "-._~" else f"%{ord(c):02x}" for c in text)
