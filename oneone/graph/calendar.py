"""The manager's calendar: what is planned, and one event read and written (Microsoft Graph v1.0, `event`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from oneone.errors import Changed, Conflict, Missing, NeedsAttention
from oneone.graph.client import Session
from oneone.graph.zones import iana, windows
from oneone.model import Attendee, Busy, Event, EventBody

if TYPE_CHECKING:
    from kiota_abstractions.request_information import RequestInformation
    from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder

PROPERTY = "String {8f0d6a3e-5c1b-4a57-9e26-7b4c2d90e1f5} Name OneOneBlock"
"""Our named property of an event: the hash of the block that we wrote; never renamed, as mailboxes have a quota."""

# Ids of events change when they move between folders, unless immutable ones are asked for on every single call.
_PREFER = {"Prefer": 'IdType="ImmutableId", outlook.timezone="UTC"'}
_PREFER_HTML = {"Prefer": f'{_PREFER["Prefer"]}, outlook.body-content-type="html"'}
_FIELDS = [
    *("id", "subject", "start", "end", "isOrganizer", "organizer", "attendees"),
    *("type", "seriesMasterId", "originalStart", "isCancelled", "isAllDay", "showAs"),
]
_UTC = frozenset({"", "utc", "etc/utc", "etc/gmt", "tzone://microsoft/utc"})

_NOT_FREE = ("tentative", "busy", "oof", "unknown")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKS = ("first", "second", "third", "fourth")
_TEAMS = "teamsForBusiness"

_ShowAs = Literal["free", "tentative", "busy", "oof", "workingElsewhere", "unknown"]
_Type = Literal["singleInstance", "occurrence", "exception", "seriesMaster"]
_Presence = Literal["required", "optional", "resource"]
_TYPES: Mapping[str, _Type] = {name: name for name in get_args(_Type)}
_PRESENCES: Mapping[str, _Presence] = {name: name for name in get_args(_Presence)}
_SHOWN: Mapping[str, _ShowAs] = {name: name for name in get_args(_ShowAs)}


@dataclass(frozen=True, slots=True)
class Booking:
    """A series to make: `start` is local in `zone` (IANA), `week` counts from 0 and matters for monthly ones.

    `transaction` is a GUID: Exchange drops a second create with the same one, so a lost answer books nothing twice.
    """

    subject: str
    html: str
    start: datetime
    zone: str
    minutes: int
    attendee: Attendee
    repeats: Literal["weekly", "biweekly", "monthly"]
    week: int
    online: bool
    transaction: str


class Calendar:
    """Calendars as one account sees them; `owner` None is its own, else the UPN of somebody who shares theirs.

    Raises what `answers.raised` names; NeedsAttention when the owner's calendar is not shared with the account.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    async def view(self, owner: str | None, start: datetime, end: datetime) -> list[Event]:
        """Every single event and occurrence between two times; cancelled ones too, where a copy still shows them."""
        from kiota_abstractions.base_request_configuration import RequestConfiguration
        from msgraph.generated.users.item.calendar_view.calendar_view_request_builder import CalendarViewRequestBuilder

        asked = CalendarViewRequestBuilder.CalendarViewRequestBuilderGetQueryParameters(
            start_date_time=_stamp(start), end_date_time=_stamp(end), select=_FIELDS, top=50
        )
        view = self._of(owner).calendar_view
        request = view.to_get_request_information(RequestConfiguration(query_parameters=asked))
        answers = await self._session.batches(request, "read the calendar", headers=_PREFER)
        events = (_event(item) for answer in answers for item in answer)
        return list({event.id: event for event in events}.values())

    async def event(self, owner: str | None, id: str) -> EventBody:
        """One event with its HTML exactly as received, and the hash that we wrote into it; Missing when it is gone."""
        from kiota_abstractions.base_request_configuration import RequestConfiguration
        from msgraph.generated.users.item.events.item.event_item_request_builder import EventItemRequestBuilder

        asked = EventItemRequestBuilder.EventItemRequestBuilderGetQueryParameters(
            select=[*_FIELDS, "body", "isOnlineMeeting", "onlineMeeting"],
            expand=[f"singleValueExtendedProperties($filter=id eq '{PROPERTY}')"],
        )
        item = self._of(owner).events.by_event_id(id)
        request = item.to_get_request_information(RequestConfiguration(query_parameters=asked))
        request.headers.add("Prefer", _PREFER_HTML["Prefer"])
        found = await self._session.json(request, "read the event")
        return EventBody(
            event=_event(found),
            html=str((found.get("body") or {}).get("content") or ""),
            online=bool(found.get("isOnlineMeeting")),
            join_url=(found.get("onlineMeeting") or {}).get("joinUrl") or None,
            written=_written(found),
        )

    async def write(self, owner: str | None, id: str, etag: str, html: str, hash: str) -> None:
        """Put `html` and its hash into the event as read with `etag`; one PATCH, never repeated: each one is a mail.

        Raises Changed when the event is no longer as read, or gone, and Unknown when nobody knows: read it again.
        """
        from kiota_abstractions.method import Method
        from kiota_abstractions.request_information import RequestInformation

        item = self._of(owner).events.by_event_id(id)
        request = RequestInformation(Method.PATCH, item.url_template, dict(item.path_parameters))
        body = {
            "body": {"contentType": "html", "content": html},
            "singleValueExtendedProperties": [{"id": PROPERTY, "value": hash}],
        }
        request.set_stream_content(json.dumps(body, ensure_ascii=False).encode(), "application/json")
        request.headers.add("Accept", "application/json")
        request.headers.add("Prefer", _PREFER["Prefer"])
        request.headers.add("If-Match", etag)
        try:
            await self._session.content(request, "write the invite", repeatable=False)
        except Missing as error:
            raise Changed("The event is gone; the invite was not written.", **error.facts) from error

    async def busy(self, mail: str, start: datetime, end: datetime) -> list[Busy] | None:
        """When somebody is not free, as colleagues see it; None when that cannot be seen (Graph: getSchedule).

        Subjects and places, which the answer may hold, are not looked at.
        """
        asked = {
            "schedules": [mail],
            "startTime": _zoned(start),
            "endTime": _zoned(end),
            "availabilityViewInterval": 30,
        }
        request = self._post(("me", "calendar", "getSchedule"), asked)
        answer = await self._session.json(request, "look for a time that suits both")
        for schedule in answer.get("value") or ():
            if not schedule.get("error"):
                return [
                    Busy(_time(item["start"]), _time(item["end"]), away=item.get("status") == "oof")
                    for item in schedule.get("scheduleItems") or ()
                    if item.get("status") in _NOT_FREE
                ]
        return None

    async def has_teams(self, owner: str | None) -> bool:
        """Whether meetings of this calendar may be held in Teams (Graph: calendar, allowedOnlineMeetingProviders)."""
        request = self._session.request(
            "GET", *_root(owner), "calendar", query={"$select": "allowedOnlineMeetingProviders"}, headers=_PREFER
        )
        found = await self._session.json(request, "look whether Teams is there")
        return _TEAMS in (found.get("allowedOnlineMeetingProviders") or ())

    async def book(self, owner: str | None, booking: Booking) -> None:
        """Make a series; the attendee gets an invitation. Safe to ask again with the same booking (transactionId).

        Raises Unknown when nobody knows: look at the calendar, then ask again. NeedsAttention when it is refused.
        """
        request = self._post((*_root(owner), "events"), _series(booking))
        try:
            await self._session.content(request, "make the series", repeatable=False)
        except (Conflict, NeedsAttention) as refusal:
            # Made before, when the row said other things: once ever is once.
            if refusal.facts.get("code") != "ErrorDuplicateTransactionId":
                raise

    def _post(self, path: tuple[str, ...], body: Mapping[str, Any]) -> RequestInformation:
        content = json.dumps(body, ensure_ascii=False).encode()
        return self._session.request("POST", *path, body=content, headers=_PREFER)

    def _of(self, owner: str | None) -> UserItemRequestBuilder:
        sdk = self._session.sdk
        return sdk.me if owner is None else sdk.users.by_user_id(owner)


def _event(item: Mapping[str, Any]) -> Event:
    original = str(item.get("originalStart") or "")
    return Event(
        id=str(item["id"]),
        etag=str(item.get("@odata.etag") or ""),
        kind=_TYPES.get(str(item.get("type")), "singleInstance"),
        subject=str(item.get("subject") or ""),
        start=_time(item["start"]),
        end=_time(item["end"]),
        is_organizer=bool(item.get("isOrganizer")),
        organizer=_person(item.get("organizer") or {}),
        attendees=tuple(_person(attendee) for attendee in item.get("attendees") or ()),
        series=item.get("seriesMasterId") or None,
        original_start=_aware(datetime.fromisoformat(original)) if original else None,
        cancelled=bool(item.get("isCancelled")),
        all_day=bool(item.get("isAllDay")),
        show_as=_SHOWN.get(str(item.get("showAs")), "busy"),
    )


def _root(owner: str | None) -> tuple[str, ...]:
    return ("me",) if owner is None else ("users", owner)


def _series(booking: Booking) -> dict[str, Any]:
    """The event of a booking (Graph: create event); the same booking gives the same bytes."""
    zone = windows(booking.zone, booking.start.replace(tzinfo=UTC))
    end = booking.start + timedelta(minutes=booking.minutes)
    day = _DAYS[booking.start.weekday()]
    pattern: dict[str, Any] = {"type": "weekly", "interval": 2 if booking.repeats == "biweekly" else 1}
    pattern |= {"daysOfWeek": [day], "firstDayOfWeek": "monday"}
    if booking.repeats == "monthly":
        pattern = {"type": "relativeMonthly", "interval": 1, "daysOfWeek": [day], "index": _WEEKS[booking.week]}
    online = {"isOnlineMeeting": True, "onlineMeetingProvider": _TEAMS} if booking.online else {}
    who = {"address": booking.attendee.mail, "name": booking.attendee.name}
    return {
        "subject": booking.subject,
        "body": {"contentType": "html", "content": booking.html},
        "start": {"dateTime": booking.start.isoformat(timespec="seconds"), "timeZone": zone},
        "end": {"dateTime": end.isoformat(timespec="seconds"), "timeZone": zone},
        "attendees": [{"type": "required", "emailAddress": who}],
        "recurrence": {
            "pattern": pattern,
            "range": {
                "type": "noEnd",
                "startDate": booking.start.date().isoformat(),
                "recurrenceTimeZone": zone,
            },
        },
        **online,
        "transactionId": booking.transaction,
    }


def _zoned(when: datetime) -> dict[str, str]:
    return {"dateTime": when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"}


def _person(item: Mapping[str, Any]) -> Attendee:
    address = item.get("emailAddress") or {}
    return Attendee(
        mail=str(address.get("address") or ""),
        name=str(address.get("name") or ""),
        kind=_PRESENCES.get(str(item.get("type")), "required"),
    )


def _written(item: Mapping[str, Any]) -> str | None:
    for entry in item.get("singleValueExtendedProperties") or ():
        if str(entry.get("id")).casefold() == PROPERTY.casefold():
            return str(entry.get("value") or "") or None
    return None


def _time(value: Mapping[str, Any]) -> datetime:
    """A dateTimeTimeZone in UTC; asked for in UTC, but a zone by its IANA or Windows name is understood too."""
    when, zone = datetime.fromisoformat(str(value["dateTime"])), str(value.get("timeZone") or "")
    if when.tzinfo is not None or zone.casefold() in _UTC:
        return _aware(when)
    try:
        return when.replace(tzinfo=ZoneInfo(iana(zone))).astimezone(UTC)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise NeedsAttention("The calendar gave a time in a zone that cannot be read, though asked for UTC.") from error


def _aware(when: datetime) -> datetime:
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def _stamp(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
