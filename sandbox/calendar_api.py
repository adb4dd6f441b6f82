"""Outlook's calendar endpoints (Microsoft Graph: list calendarView, get event, update event)."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.answers import Answer, Call, Json, Refused, answer_json, body_json, endpoint, stamp
from sandbox.event_ids import event_id, ical_uid
from sandbox.invite_html import as_text
from sandbox.mailbox import Copy, CrossesNeighbour, Occurrence, Series
from sandbox.tenant import Person

PAGE_SIZE = 10
"""calendarView without $top answers ten events and a nextLink (Microsoft Q&A; measured)."""

WINDOWS_ZONES = {
    "AUS Eastern Standard Time": "Australia/Sydney",
    "Central Europe Standard Time": "Europe/Budapest",
    "Central Standard Time": "America/Chicago",
    "E. South America Standard Time": "America/Sao_Paulo",
    "Eastern Standard Time": "America/New_York",
    "FLE Standard Time": "Europe/Kyiv",
    "GMT Standard Time": "Europe/London",
    "India Standard Time": "Asia/Kolkata",
    "Mountain Standard Time": "America/Denver",
    "Pacific Standard Time": "America/Los_Angeles",
    "Romance Standard Time": "Europe/Paris",
    "Singapore Standard Time": "Asia/Singapore",
    "Tokyo Standard Time": "Asia/Tokyo",
    "W. Europe Standard Time": "Europe/Berlin",
}
INDEXES = ("first", "second", "third", "fourth", "last")
_WRITABLE = {"body", "subject", "start", "end", "singleValueExtendedProperties"}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def calendar_view(call: Call) -> Answer:
    """GET calendarView: what lies between two times, never masters; both times are needed, without an offset they are
    UTC.
    """
    owner = mailbox(call, write=False)
    prefer = Prefer(call)
    start, end = _moment(call, "startDateTime"), _moment(call, "endDateTime")
    if end <= start:
        raise Refused(400, "ErrorInvalidParameter", "The end of the view lies before its start.")
    unsupported = set(call.query) - {
        "startDateTime",
        "endDateTime",
        "$select",
        "$top",
        "$skip",
        "$orderby",
        "$expand",
        "$count",
    }
    if unsupported:
        raise Refused(501, "notImplemented", f"This local tenant does not know {', '.join(sorted(unsupported))} here.")
    if call.query.get("$orderby", "start/dateTime") not in ("start/dateTime", "start/dateTime asc"):
        raise Refused(501, "notImplemented", "This local tenant orders calendarView by start/dateTime only.")
    hidden = {"createdDateTime", "lastModifiedDateTime"} & set(call.query.get("$select", "").split(","))
    if hidden:
        raise Refused(400, "ErrorInvalidProperty", f"{', '.join(sorted(hidden))} cannot be selected in calendarView.")
    found = call.tenant.mailboxes.view(owner.upn, start, end)
    size, skip = int(call.query.get("$top", PAGE_SIZE)), int(call.query.get("$skip", 0))
    data: Json = {
        "@odata.context": f"{call.base}/$metadata#users('{quote(owner.upn)}')/calendarView",
        "value": [_selected(call, event_json(call, owner, shown, prefer)) for shown in found[skip : skip + size]],
    }
    if len(found) > skip + size:
        others = "&".join(f"{name}={quote(value, safe='')}" for name, value in call.query.items() if name != "$skip")
        data["@odata.nextLink"] = f"{call.base}{quote(call.path)}?{others}&$skip={skip + size}"
    return answer_json(data, headers=prefer.applied)


def event(call: Call) -> Answer:
    """GET events/{id}."""
    owner = mailbox(call, write=False)
    prefer = Prefer(call)
    shown = _shown(call, owner)
    data = _selected(call, event_json(call, owner, shown, prefer))
    context = f"{call.base}/$metadata#users('{quote(owner.upn)}')/events/$entity"
    return answer_json({"@odata.context": context, **data}, headers=prefer.applied)


def change_event(call: Call) -> Answer:
    """PATCH events/{id}: 412 unless If-Match is its ETag; what the organizer changes goes to attendees by mail."""
    owner = mailbox(call, write=True)
    prefer = Prefer(call)
    shown = _shown(call, owner)
    mailboxes = call.tenant.mailboxes
    expected = call.headers.get("if-match")
    if expected not in (None, "*", _etag(mailboxes.copy(owner.upn, shown.series, shown.key))):
        raise Refused(
            412,
            "ErrorIrresolvableConflict",
            "The send or update operation could not be performed: the change key is not current.",
        )
    data = {name: value for name, value in body_json(call, "BadRequest").items() if name != "@odata.type"}
    unknown = set(data) - _WRITABLE
    if unknown:
        raise Refused(
            501, "notImplemented", f"This local tenant does not write {', '.join(sorted(unknown))} of events."
        )
    try:
        mailboxes.write(
            owner.upn,
            shown,
            body=body_of(data),
            subject=data.get("subject"),
            start=_written_start(data, shown),
            properties=_properties(data),
        )
    except CrossesNeighbour as wrong:
        raise Refused(400, "ErrorOccurrenceCrossingBoundary", str(wrong)) from wrong
    except PermissionError as wrong:
        raise Refused(403, "ErrorAccessDenied", str(wrong)) from wrong
    now_shown = _shown(call, owner)
    context = f"{call.base}/$metadata#users('{quote(owner.upn)}')/events/$entity"
    return answer_json(
        {"@odata.context": context, **event_json(call, owner, now_shown, prefer)}, headers=prefer.applied
    )


# ---------------------------------------------------------------- what is asked


class Prefer:
    """The Prefer header: several values, comma-separated; what was applied is answered."""

    def __init__(self, call: Call) -> None:
        text = call.headers.get("prefer", "")
        self.immutable = re.search(r'IdType\s*=\s*"ImmutableId"', text, re.I) is not None
        zone = re.search(r'outlook\.timezone\s*=\s*"([^"]+)"', text, re.I)
        self.zone_name = zone[1] if zone is not None else "UTC"
        try:
            self.zone = ZoneInfo(WINDOWS_ZONES.get(self.zone_name, self.zone_name))
        except (ZoneInfoNotFoundError, ValueError) as wrong:
            raise Refused(
                400, "TimeZoneNotSupportedException", f"The time zone {self.zone_name} is not supported."
            ) from wrong
        body = re.search(r'outlook\.body-content-type\s*=\s*"(\w+)"', text, re.I)
        self.text = body is not None and body[1].lower() == "text"
        applied = [f'outlook.timezone="{self.zone_name}"'] if zone is not None else []
        applied += ['IdType="ImmutableId"'] if self.immutable else []
        applied += ['outlook.body-content-type="text"'] if self.text else []
        self.applied = {"Preference-Applied": ", ".join(applied)} if applied else {}


def mailbox(call: Call, *, write: bool) -> Person:
    """Whose calendar it is; another's only when it is shared and the token has a `.Shared` scope."""
    kind, _, name = call.names["mailbox"].partition("/")
    owner = call.person if kind.lower() == "me" else call.tenant.person(name)
    if owner is None:
        raise Refused(404, "ErrorInvalidUser", "The requested user is invalid.")
    wanted = {"Calendars.ReadWrite"} if write else {"Calendars.ReadWrite", "Calendars.Read"}
    if owner is not call.person:
        wanted = {f"{scope}.Shared" for scope in wanted}
    if not wanted & call.person.scopes or not call.tenant.mailboxes.may_open(call.person.upn, owner.upn):
        raise Refused(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    return owner


def _moment(call: Call, name: str) -> datetime:
    try:
        when = datetime.fromisoformat(call.query[name].replace("Z", "+00:00").replace(" ", "+"))
    except (KeyError, ValueError) as wrong:
        raise Refused(400, "ErrorInvalidParameter", f"This request requires a time: {name}.") from wrong
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)


def _shown(call: Call, owner: Person) -> Occurrence:
    shown = call.tenant.mailboxes.find(owner.upn, call.names["id"])
    if shown is None:
        raise Refused(404, "ErrorItemNotFound", "The specified object was not found in the store.")
    return shown


def body_of(data: Json) -> str | None:
    """The HTML of a sent itemBody, None when none was sent; text becomes HTML as Exchange makes it."""
    body = data.get("body")
    if body is None:
        return None
    if not isinstance(body, dict) or not isinstance(body.get("content"), str):
        raise Refused(400, "RequestBodyRead", "body must be an itemBody with content.")
    if str(body.get("contentType", "html")).lower() == "text":
        text = body["content"].replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
        return f"<div>{text}</div>"
    return str(body["content"])


def _properties(data: Json) -> dict[str, str]:
    """Named properties, `String {GUID} Name X`; their ids are case-sensitive in the name."""
    properties: dict[str, str] = {}
    for entry in data.get("singleValueExtendedProperties") or []:
        identifier = str(entry.get("id", ""))
        if re.fullmatch(r"String \{[0-9A-Fa-f-]{36}\} Name .+", identifier) is None or not isinstance(
            entry.get("value"), str
        ):
            raise Refused(
                400, "ErrorInvalidProperty", "An extended property needs the id `String {GUID} Name X` and a value."
            )
        properties[identifier] = entry["value"]
    return properties


def _written_start(data: Json, shown: Occurrence) -> datetime | None:
    if "start" not in data:
        return None
    try:
        when = zoned(data["start"])
    except (KeyError, TypeError, ValueError, ZoneInfoNotFoundError) as wrong:
        raise Refused(400, "ErrorInvalidParameter", "start must be a dateTimeTimeZone.") from wrong
    return when.astimezone(UTC) if when.astimezone(UTC) != shown.start else None


def zoned(value: Json) -> datetime:
    """A dateTimeTimeZone as it was sent; KeyError, TypeError or ValueError when it is none."""
    zone = str(value["timeZone"])
    return datetime.fromisoformat(str(value["dateTime"])[:26]).replace(tzinfo=ZoneInfo(WINDOWS_ZONES.get(zone, zone)))


# ---------------------------------------------------------------- what is answered


def event_json(call: Call, owner: Person, shown: Occurrence, prefer: Prefer) -> Json:
    """An event as one mailbox shows it (event resource type)."""
    series = shown.series
    copy = call.tenant.mailboxes.copy(owner.upn, series, shown.key)
    online = series.online and not copy.offline
    identifier = event_id(owner.upn, series.uid, shown.key, immutable=prefer.immutable)
    organizer = call.tenant.people[series.organizer]
    body = copy.body or ""
    text = as_text(body)
    data: Json = {
        "@odata.etag": _etag(copy),
        "id": identifier,
        "changeKey": _change_key(copy),
        "createdDateTime": stamp(series.start.replace(tzinfo=UTC) - timedelta(days=7)),
        "lastModifiedDateTime": stamp(series.start.replace(tzinfo=UTC) - timedelta(days=7)),
        "categories": [],
        "iCalUId": ical_uid(series.uid, shown.key),
        "subject": copy.subject,
        "bodyPreview": text[:255],
        "importance": "normal",
        "sensitivity": "normal",
        "isAllDay": series.all_day,
        "isCancelled": shown.cancelled,
        "isDraft": False,
        "isOrganizer": owner.upn == series.organizer,
        "responseRequested": True,
        "showAs": series.show_as,
        "type": shown.kind,
        "seriesMasterId": None,
        "webLink": f"https://outlook.office365.com/calendar/item/{quote(identifier, safe='')}",
        "onlineMeetingUrl": None,
        "isOnlineMeeting": online,
        "onlineMeetingProvider": "teamsForBusiness" if series.online else "unknown",
        "allowNewTimeProposals": True,
        "hideAttendees": False,
        "hasAttachments": False,
        "originalStartTimeZone": series.zone_name or series.timezone,
        "originalEndTimeZone": series.zone_name or series.timezone,
        "recurrence": _recurrence(series) if shown.kind == "seriesMaster" else None,
        "body": {"contentType": "text", "content": text} if prefer.text else {"contentType": "html", "content": body},
        "start": date_time(shown.start, prefer),
        "end": date_time(shown.end, prefer),
        "location": {"displayName": "Microsoft Teams Meeting" if series.online else ""},
        "organizer": {"emailAddress": {"name": organizer.name, "address": organizer.mail}},
        "attendees": [
            *(_attendee(call, upn) for upn in [*series.attendees, *series.guests.get(shown.key, ())]),
            *(
                {
                    "type": kind,
                    "status": {"response": "none", "time": "0001-01-01T00:00:00Z"},
                    "emailAddress": {"name": name, "address": address},
                }
                for address, name, kind in series.others
            ),
        ],
        "transactionId": series.transaction or None,
        "onlineMeeting": {"joinUrl": series.join_url} if online else None,
    }
    if shown.original is not None:
        data["seriesMasterId"] = event_id(owner.upn, series.uid, "", immutable=prefer.immutable)
        data["originalStart"] = stamp(shown.original)
    expanded = _expanded(call, copy)
    if expanded:
        data["singleValueExtendedProperties"] = expanded
    return data


def _expanded(call: Call, copy: Copy) -> list[Json]:
    """`$expand=singleValueExtendedProperties($filter=id eq '…')`; without it the properties are not answered."""
    expand = call.query.get("$expand")
    if not expand:
        return []
    match = re.fullmatch(r"singleValueExtendedProperties\(\$filter=id eq '([^']+)'\)", expand)
    if match is None:
        raise Refused(400, "ErrorInvalidProperty", "Expand singleValueExtendedProperties with a filter on its id.")
    return [{"id": name, "value": value} for name, value in copy.properties.items() if name == match[1]]


def _selected(call: Call, data: Json) -> Json:
    """$select; id and ETag are always there, and what was expanded."""
    query = call.query.get("$select")
    if not query:
        return data
    names = {name.strip() for name in query.split(",")}
    known = {*data, "originalStart", "singleValueExtendedProperties"}
    if names - known:
        raise Refused(
            400,
            "RequestBroker--ParseUri",
            f"Could not find a property named '{sorted(names - known)[0]}' on type event.",
        )
    return {
        name: value
        for name, value in data.items()
        if name in names | {"@odata.etag", "id", "singleValueExtendedProperties"}
    }


def _attendee(call: Call, upn: str) -> Json:
    who = call.tenant.people.get(upn)
    return {
        "type": "required",
        "status": {"response": "accepted", "time": "0001-01-01T00:00:00Z"},
        "emailAddress": {"name": who.name if who else upn, "address": who.mail if who else upn},
    }


def date_time(when: datetime, prefer: Prefer) -> Json:
    """A dateTimeTimeZone: seven digits of fraction, no offset."""
    return {
        "dateTime": when.astimezone(prefer.zone).strftime("%Y-%m-%dT%H:%M:%S.0000000"),
        "timeZone": prefer.zone_name,
    }


def _recurrence(series: Series) -> Json | None:
    if series.repeat is None:
        return None
    pattern: Json = {"type": "weekly", "interval": 2 if series.repeat == "biweekly" else 1}
    if series.repeat == "monthly":
        pattern |= {"type": "absoluteMonthly", "dayOfMonth": series.start.day}
        if series.nth is not None:
            day_name = DAYS[series.start.weekday()]
            pattern = {
                "type": "relativeMonthly",
                "interval": 1,
                "daysOfWeek": [day_name],
                "index": INDEXES[series.nth],
            }
    else:
        pattern |= {"daysOfWeek": [DAYS[series.start.weekday()]], "firstDayOfWeek": "sunday"}
    day = series.start.date().isoformat()
    span: Json = {"type": "noEnd", "startDate": day, "recurrenceTimeZone": series.zone_name or series.timezone}
    if series.until:
        span |= {"type": "endDate", "endDate": series.until}
    return {"pattern": pattern, "range": span}


def _change_key(copy: Copy) -> str:
    return base64.b64encode(f"CQAAABYAAAD{copy.version:016d}".encode()).decode()


def _etag(copy: Copy) -> str:
    return f'W/"{_change_key(copy)}"'


ENDPOINTS = [
    endpoint("GET", "/{mailbox}/calendarView", calendar_view),
    endpoint("GET", "/{mailbox}/calendar/calendarView", calendar_view),
    endpoint("GET", "/{mailbox}/events/{id}", event),
    endpoint("PATCH", "/{mailbox}/events/{id}", change_event),
    endpoint("GET", "/{mailbox}/calendar/events/{id}", event),
    endpoint("PATCH", "/{mailbox}/calendar/events/{id}", change_event),
]
