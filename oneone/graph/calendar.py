"""The manager's calendar: what is planned, and one event read and written (Microsoft Graph v1.0, `event`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from oneone.errors import Changed, Missing, NeedsAttention
from oneone.graph.client import Session
from oneone.model import Attendee, Event, EventBody

if TYPE_CHECKING:
    from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder

PROPERTY = "String {8f0d6a3e-5c1b-4a57-9e26-7b4c2d90e1f5} Name OneOneBlock"
"""Our named property of an event: the hash of the block that we wrote; never renamed, as mailboxes have a quota."""

# Ids of events change when they move between folders, unless immutable ones are asked for on every single call.
_PREFER = {"Prefer": 'IdType="ImmutableId", outlook.timezone="UTC"'}
_PREFER_HTML = {"Prefer": f'{_PREFER["Prefer"]}, outlook.body-content-type="html"'}
_FIELDS = [
    *("id", "subject", "start", "end", "isOrganizer", "organizer", "attendees"),
    *("type", "seriesMasterId", "originalStart", "isCancelled", "isAllDay"),
]
_UTC = frozenset({"", "utc", "etc/utc", "etc/gmt", "tzone://microsoft/utc"})

_Type = Literal["singleInstance", "occurrence", "exception", "seriesMaster"]
_Presence = Literal["required", "optional", "resource"]
_TYPES: Mapping[str, _Type] = {name: name for name in get_args(_Type)}
_PRESENCES: Mapping[str, _Presence] = {name: name for name in get_args(_Presence)}


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
    )


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
    """A dateTimeTimeZone in UTC; asked for in UTC, but a zone by its IANA name is understood too."""
    when, zone = datetime.fromisoformat(str(value["dateTime"])), str(value.get("timeZone") or "")
    if when.tzinfo is not None or zone.casefold() in _UTC:
        return _aware(when)
    try:
        return when.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise NeedsAttention("The calendar gave a time in a zone that cannot be read, though asked for UTC.") from error


def _aware(when: datetime) -> datetime:
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def _stamp(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
