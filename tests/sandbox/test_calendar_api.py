"""The calendar answers as Outlook's does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox import Tenant
from sandbox.mailbox import CrossesNeighbour
from tests.sandbox.conftest import Caller

DANA, LEE = "dana@contoso.example", "lee@contoso.example"
PREFER = {"Prefer": 'outlook.timezone="UTC", IdType="ImmutableId"'}
PROPERTY = "String {6f1a6a3e-1f0d-4b0e-9a36-6c8f4f0b7b11} Name OneOneBlock"


@pytest.fixture
def series(tenant: Tenant) -> str:
    start = datetime(2026, 9, 7, 9, 0)  # noqa: DTZ001 - local in the series' own zone
    return tenant.add_series(
        DANA, [LEE], "1:1 Dana / Lee", start, "America/Chicago", 30, "weekly", body_html="<p>Hello</p>"
    )


def view(caller: Caller, start: str, end: str, query: str = "", box: str = "me") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    address = f"/{box}/calendarView?startDateTime={start}&endDateTime={end}{query}"
    while address:
        answered = caller.ask("GET", address, headers=PREFER)
        assert answered.status_code == 200, answered.text
        found += answered.json()["value"]
        address = answered.json().get("@odata.nextLink", "")
    return found


def first(caller: Caller) -> dict[str, Any]:
    return view(caller, "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z")[0]


def patch(caller: Caller, event: str, data: dict[str, Any], **headers: str) -> Any:
    return caller.ask("PATCH", f"/me/events/{event}", json=data, headers={**PREFER, **headers})


def test_a_weekly_series_keeps_its_local_time_over_the_end_of_summer_time(dana: Caller, series: str) -> None:
    found = view(dana, "2026-10-26T00:00:00Z", "2026-11-10T00:00:00Z")
    assert [event["start"] for event in found] == [
        {"dateTime": "2026-10-26T14:00:00.0000000", "timeZone": "UTC"},
        {"dateTime": "2026-11-02T15:00:00.0000000", "timeZone": "UTC"},
        {"dateTime": "2026-11-09T15:00:00.0000000", "timeZone": "UTC"},
    ]
    assert [event["originalStart"] for event in found][1] == "2026-11-02T15:00:00Z"
    assert {event["type"] for event in found} == {"occurrence"}
    assert {event["seriesMasterId"] for event in found} == {series}
    assert len({event["iCalUId"] for event in found}) == 3


@pytest.mark.parametrize(
    ("repeat", "days"),
    [("biweekly", ["2026-10-19", "2026-11-02", "2026-11-16"]), ("monthly", ["2026-10-31", "2026-11-30"]), (None, [])],
)
def test_other_rhythms_are_expanded(tenant: Tenant, dana: Caller, repeat: Any, days: list[str]) -> None:
    begin = datetime(2026, 8, 31, 9, 0) if repeat == "monthly" else datetime(2026, 9, 7, 9, 0)  # noqa: DTZ001
    tenant.add_series(DANA, [LEE], "1:1", begin, "Europe/Berlin", 30, repeat)
    found = view(dana, "2026-10-15T00:00:00Z", "2026-12-01T00:00:00Z")
    assert [event["start"]["dateTime"][:10] for event in found] == [*days, "2026-11-30"][
        : len(days) + (repeat == "biweekly")
    ]


def test_ten_events_come_at_a_time(dana: Caller, series: str) -> None:
    address = "/me/calendarView?startDateTime=2026-09-01T00:00:00Z&endDateTime=2026-12-31T00:00:00Z"
    answered = dana.ask("GET", address).json()
    assert len(answered["value"]) == 10
    assert "$skip=10" in answered["@odata.nextLink"]
    assert len(view(dana, "2026-09-01T00:00:00Z", "2026-12-31T00:00:00Z")) == 17
    assert "@odata.nextLink" not in dana.ask("GET", address + "&$top=50").json()


def test_the_reps_copy_has_its_own_id_and_is_not_the_organizers(tenant: Tenant, dana: Caller, series: str) -> None:
    mine, theirs = first(dana), first(Caller(tenant, f"local:{LEE}"))
    assert (mine["isOrganizer"], theirs["isOrganizer"]) == (True, False)
    assert mine["id"] != theirs["id"]
    assert mine["iCalUId"] == theirs["iCalUId"]
    assert theirs["attendees"][0]["emailAddress"] == {"name": "Lee Park", "address": "lee.park@contoso.example"}


def test_ids_are_other_ones_without_the_preference_for_immutable_ids(dana: Caller, series: str) -> None:
    event = first(dana)["id"]
    other = dana.ask("GET", f"/me/events/{event}").json()["id"]
    assert other != event
    assert dana.ask("GET", f"/me/events/{other}", headers=PREFER).json()["id"] == event


def test_writing_an_occurrence_makes_it_an_exception_and_mails_each_attendee_once(
    tenant: Tenant, dana: Caller, series: str
) -> None:
    before = first(dana)
    body = before["body"]["content"].replace("<body>", "<body><table><tr><td>Agenda</td></tr></table>")
    data = {
        "body": {"contentType": "html", "content": body},
        "singleValueExtendedProperties": [{"id": PROPERTY, "value": "hash"}],
    }
    assert patch(dana, before["id"], data, **{"If-Match": before["@odata.etag"]}).status_code == 200
    after = first(dana)
    assert (after["type"], after["id"], after["body"]["content"]) == ("exception", before["id"], body)
    assert after["@odata.etag"] != before["@odata.etag"]
    assert [(mail.to, mail.subject, "Agenda" in mail.html) for mail in tenant.mails] == [(LEE, "1:1 Dana / Lee", True)]
    next_week = view(dana, "2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z")[0]
    assert (next_week["type"], "Agenda" in next_week["body"]["content"]) == ("occurrence", False)
    assert "Agenda" in first(Caller(tenant, f"local:{LEE}"))["body"]["content"]


def test_our_property_is_answered_when_expanded_and_does_not_travel(tenant: Tenant, dana: Caller, series: str) -> None:
    event = first(dana)
    patch(dana, event["id"], {"singleValueExtendedProperties": [{"id": PROPERTY, "value": "hash"}]})
    expand = {"$expand": f"singleValueExtendedProperties($filter=id eq '{PROPERTY}')", "$select": "id,body"}
    answered = dana.ask("GET", f"/me/events/{event['id']}", params=expand, headers=PREFER).json()
    assert answered["singleValueExtendedProperties"] == [{"id": PROPERTY, "value": "hash"}]
    assert tenant.mails == []
    lee = Caller(tenant, f"local:{LEE}")
    theirs = lee.ask("GET", f"/me/events/{first(lee)['id']}", params=expand, headers=PREFER).json()
    assert "singleValueExtendedProperties" not in theirs


def test_a_change_meanwhile_is_a_conflict_and_sends_nothing(tenant: Tenant, dana: Caller, series: str) -> None:
    event = first(dana)
    patch(dana, event["id"], {"subject": "other"})
    answered = patch(dana, event["id"], {"subject": "mine"}, **{"If-Match": event["@odata.etag"]})
    assert (answered.status_code, answered.json()["error"]["code"]) == (412, "ErrorIrresolvableConflict")
    assert len(tenant.mails) == 1


def test_bodies_are_wrapped_and_cleaned(dana: Caller, series: str) -> None:
    event = first(dana)
    join = event["onlineMeeting"]["joinUrl"]
    data = {
        "body": {
            "contentType": "html",
            "content": f'<p onclick="x()">a</p><!-- b --><script>c()</script><a href="{join}">j</a>',
        }
    }
    patch(dana, event["id"], data)
    content = first(dana)["body"]["content"]
    assert content.startswith('<html><head>\r\n<meta http-equiv="Content-Type"')
    assert content.endswith(f'<body><p>a</p><a href="{join}">j</a></body></html>')


def test_dropping_the_join_link_disables_the_online_meeting(tenant: Tenant, dana: Caller, series: str) -> None:
    event = first(dana)
    assert event["isOnlineMeeting"]
    assert event["onlineMeeting"]["joinUrl"] in event["body"]["content"]
    patch(dana, event["id"], {"body": {"contentType": "html", "content": "<p>agenda</p>"}})
    assert (first(dana)["isOnlineMeeting"], tenant.mailboxes.disabled_meetings) == (False, [event["id"]])


def test_a_body_on_the_master_mails_once_and_once_more_for_each_exception(
    tenant: Tenant, dana: Caller, series: str
) -> None:
    patch(dana, first(dana)["id"], {"subject": "changed"})
    tenant.mails.clear()
    master = dana.ask("GET", f"/me/events/{series}", headers=PREFER).json()
    assert master["recurrence"]["pattern"]["daysOfWeek"] == ["monday"]
    patch(
        dana,
        series,
        {"body": {"contentType": "html", "content": master["body"]["content"].replace("</body>", "standing</body>")}},
    )
    assert len(tenant.mails) == 2
    assert "standing" in view(dana, "2026-12-07T00:00:00Z", "2026-12-08T00:00:00Z")[0]["body"]["content"]


def test_an_attendees_edit_stays_in_the_attendees_mailbox(tenant: Tenant, dana: Caller, series: str) -> None:
    lee = Caller(tenant, f"local:{LEE}")
    patch(lee, first(lee)["id"], {"subject": "my own"})
    assert (first(lee)["subject"], first(dana)["subject"], tenant.mails) == ("my own", "1:1 Dana / Lee", [])


def test_a_cancelled_occurrence_leaves_both_calendars(tenant: Tenant, dana: Caller, series: str) -> None:
    event = first(dana)["id"]
    tenant.cancel_occurrence(DANA, event)
    for caller in (dana, Caller(tenant, f"local:{LEE}")):
        assert view(caller, "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z") == []
    assert dana.ask("GET", f"/me/events/{event}").json()["error"]["code"] == "ErrorItemNotFound"
    assert [mail.cause for mail in tenant.mails] == ["cancelled"]


def test_a_moved_occurrence_keeps_id_and_planned_start(tenant: Tenant, dana: Caller, series: str) -> None:
    event = first(dana)
    tenant.move_occurrence(DANA, event["id"], datetime(2026, 11, 25, 16, 0, tzinfo=UTC))
    assert view(dana, "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z") == []
    [moved] = view(dana, "2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z")
    assert (moved["id"], moved["type"], moved["originalStart"]) == (event["id"], "exception", event["originalStart"])
    with pytest.raises(CrossesNeighbour):
        tenant.move_occurrence(DANA, event["id"], datetime(2026, 12, 1, 16, 0, tzinfo=UTC))


def test_another_mailbox_is_closed_until_it_is_shared(tenant: Tenant, dana: Caller, series: str) -> None:
    kim = Caller(tenant, "local:kim@contoso.example")
    address = f"/users/{DANA}/calendarView?startDateTime=2026-11-23T00:00:00Z&endDateTime=2026-11-24T00:00:00Z"
    refused = kim.ask("GET", address)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "ErrorAccessDenied")
    tenant.share_calendar(DANA, "kim@contoso.example")
    assert len(kim.ask("GET", address).json()["value"]) == 1


def test_times_and_properties_that_cannot_be_are_refused(dana: Caller, series: str) -> None:
    window = "startDateTime=2026-11-23T00:00:00Z&endDateTime=2026-11-24T00:00:00Z"
    assert dana.ask("GET", "/me/calendarView").status_code == 400
    assert dana.ask("GET", f"/me/calendarView?{window}&$select=nosuch").status_code == 400
    assert dana.ask("GET", f"/me/calendarView?{window}&$select=createdDateTime").status_code == 400
    assert (
        dana.ask("GET", f"/me/calendarView?{window}", headers={"Prefer": 'outlook.timezone="Nowhere"'}).status_code
        == 400
    )


def test_people_are_found_by_name_and_id(tenant: Tenant, dana: Caller) -> None:
    found = dana.ask("GET", f"/users/{LEE}?$select=displayName,mail,userPrincipalName").json()
    assert {k: v for k, v in found.items() if "@" not in k} == {
        "displayName": "Lee Park", "mail": "lee.park@contoso.example", "userPrincipalName": LEE,
    }  # fmt: skip
    assert dana.ask("GET", f"/users/{tenant.people[LEE].id}").json()["userPrincipalName"] == LEE
    assert dana.ask("GET", "/users/nobody@contoso.example").json()["error"]["code"] == "Request_ResourceNotFound"
