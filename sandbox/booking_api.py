"""Outlook's endpoints for making meetings: create event, get calendar, free/busy (Microsoft Graph: getSchedule)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.answers import Answer, Call, Json, Refused, answer_json, body_json, endpoint
from sandbox.calendar_api import DAYS, INDEXES, WINDOWS_ZONES, Prefer, body_of, date_time, event_json, mailbox, zoned
from sandbox.event_ids import event_id
from sandbox.mailbox import DuplicateTransaction
from sandbox.recurrence import Repeat
from sandbox.tenant import Person

_BOOKED = {
    *("subject", "body", "start", "end", "attendees", "recurrence", "isOnlineMeeting", "onlineMeetingProvider"),
    *("transactionId", "showAs", "isAllDay"),
}


def create_event(call: Call) -> Answer:
    """POST events: books a meeting or series and invites; a second one with the same transactionId is the first one."""
    owner = mailbox(call, write=True)
    prefer = Prefer(call)
    data = {name: value for name, value in body_json(call, "BadRequest").items() if name != "@odata.type"}
    unknown = set(data) - _BOOKED
    if unknown:
        raise Refused(501, "notImplemented", f"This local tenant does not book {', '.join(sorted(unknown))} of events.")
    mailboxes = call.tenant.mailboxes
    asked, transaction = json.dumps(data, sort_keys=True), str(data.get("transactionId") or "")
    try:
        series = mailboxes.make(owner.upn, transaction, asked)
    except DuplicateTransaction as wrong:
        raise Refused(409, "ErrorDuplicateTransactionId", str(wrong)) from wrong
    if series is None:
        series = mailboxes.made(_booked(call, owner, data), transaction, asked)
    shown = mailboxes.occurrence(owner.upn, series, "")
    if shown is None:
        raise Refused(404, "ErrorItemNotFound", "The specified object was not found in the store.")
    context = f"{call.base}/$metadata#users('{quote(owner.upn)}')/events/$entity"
    return answer_json({"@odata.context": context, **event_json(call, owner, shown, prefer)}, 201, prefer.applied)


def _booked(call: Call, owner: Person, data: Json) -> str:
    """Books what a request describes; the zone may be a Windows name, types of recurrence are those of the docs."""
    try:
        zone = str(data["start"]["timeZone"])
        start = datetime.fromisoformat(str(data["start"]["dateTime"])[:26])
        end = datetime.fromisoformat(str(data["end"]["dateTime"])[:26])
        iana = WINDOWS_ZONES.get(zone, zone)
        ZoneInfo(iana)
        if data["end"]["timeZone"] != zone or end <= start:
            raise ValueError(zone)
    except (KeyError, TypeError, ValueError, ZoneInfoNotFoundError) as wrong:
        raise Refused(400, "ErrorInvalidParameter", "start and end must be times of one zone, in order.") from wrong
    addresses = [str(entry["emailAddress"]["address"]) for entry in data.get("attendees") or ()]
    people = {person.mail.lower(): person.upn for person in call.tenant.people.values()}
    upns = [people.get(address.lower(), address.lower()) for address in addresses]
    repeat, nth = _repeats(data.get("recurrence"), start)
    online = bool(data.get("isOnlineMeeting")) and call.tenant.mailboxes.teams
    return call.tenant.mailboxes.book(
        owner.upn, upns, str(data.get("subject") or ""), start, iana, int((end - start).total_seconds() // 60),
        repeat, online, body_of(data) or "", zone_name=zone, nth=nth,
        all_day=bool(data.get("isAllDay")), show_as=data.get("showAs") or "busy",
    )  # fmt: skip


def _repeats(recurrence: Json | None, start: datetime) -> tuple[Repeat | None, int | None]:
    """How a series repeats; its range must begin on the day of its start (recurrenceRange)."""
    if recurrence is None:
        return None, None
    pattern, span = recurrence["pattern"], recurrence["range"]
    if span.get("startDate") != start.date().isoformat() or span.get("type") != "noEnd":
        raise Refused(400, "ErrorInvalidRecurrenceRange", "The series must begin on the day of its start.")
    day, kind, interval = DAYS[start.weekday()], pattern.get("type"), pattern.get("interval")
    if kind == "weekly" and pattern.get("daysOfWeek") == [day] and interval in (1, 2):
        return ("weekly" if interval == 1 else "biweekly"), None
    if kind == "relativeMonthly" and pattern.get("daysOfWeek") == [day] and interval == 1:
        nth = INDEXES.index(pattern["index"])
        if nth != (start.day - 1) // 7:
            raise Refused(400, "ErrorInvalidRecurrencePattern", "The first day does not fit the pattern.")
        return "monthly", nth
    if kind == "absoluteMonthly" and pattern.get("dayOfMonth") == start.day and interval == 1:
        return "monthly", None
    raise Refused(400, "ErrorInvalidRecurrencePattern", "This pattern does not fit the start, or is not known here.")


def calendar(call: Call) -> Answer:
    """GET calendar: what the default calendar allows."""
    owner = mailbox(call, write=False)
    allowed = ["teamsForBusiness"] if call.tenant.mailboxes.teams else []
    data: Json = {
        "id": event_id(owner.upn, "calendar", "", immutable=True),
        "name": "Calendar",
        "canEdit": True,  # calendars are shared here with the right to edit, or not at all
        "allowedOnlineMeetingProviders": allowed,
        "defaultOnlineMeetingProvider": "teamsForBusiness" if allowed else "unknown",
        "owner": {"name": owner.name, "address": owner.mail},
    }
    names = set(call.query.get("$select", ",".join(data)).split(","))
    if names - set(data):
        raise Refused(400, "RequestBroker--ParseUri", "Could not find a property of that name on type calendar.")
    context = f"{call.base}/$metadata#users('{quote(owner.upn)}')/calendar/$entity"
    return answer_json({"@odata.context": context, **{k: v for k, v in data.items() if k in names | {"id"}}})


def get_schedule(call: Call) -> Answer:
    """POST calendar/getSchedule: when people are not free, with what a colleague may see (scheduleInformation)."""
    prefer = Prefer(call)
    data = body_json(call, "BadRequest")
    try:
        start, end = (zoned(data[name]) for name in ("startTime", "endTime"))
        schedules = [str(address) for address in data["schedules"]]
    except (KeyError, TypeError, ValueError, ZoneInfoNotFoundError) as wrong:
        raise Refused(400, "ErrorInvalidParameter", "schedules, startTime and endTime are needed.") from wrong
    if not timedelta() < end - start <= timedelta(days=62):
        raise Refused(400, "ErrorInvalidParameter", "The requested time duration is invalid; at most 62 days.")
    if not {"Calendars.Read", "Calendars.ReadWrite"} & call.person.scopes:
        raise Refused(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    value = [_schedule(call, address, start, end, prefer) for address in schedules]
    context = f"{call.base}/$metadata#Collection(microsoft.graph.scheduleInformation)"
    return answer_json({"@odata.context": context, "value": value}, headers=prefer.applied)


def _schedule(call: Call, address: str, start: datetime, end: datetime, prefer: Prefer) -> Json:
    known = [p for p in call.tenant.people.values() if address.lower() in (p.mail.lower(), p.upn)]
    if not known:
        problem = {"message": "The mailbox was not found.", "responseCode": "ErrorMailRecipientNotFound"}
        return {"scheduleId": address, "availabilityView": "", "scheduleItems": [], "error": problem}
    shown = call.tenant.mailboxes.view(known[0].upn, start, end)
    items = [
        {
            "isPrivate": False,
            "status": one.series.show_as,
            "subject": one.series.subject,
            "location": "",
            "isMeeting": bool(one.series.attendees),
            "isRecurring": one.series.repeat is not None,
            "start": date_time(one.start, prefer),
            "end": date_time(one.end, prefer),
        }
        for one in shown
        if not one.cancelled
    ]
    return {"scheduleId": address, "availabilityView": "", "scheduleItems": items}


ENDPOINTS = [
    endpoint("GET", "/{mailbox}/calendar", calendar),
    endpoint("POST", "/{mailbox}/calendar/getSchedule", get_schedule),
    endpoint("POST", "/{mailbox}/events", create_event),
    endpoint("POST", "/{mailbox}/calendar/events", create_event),
]
