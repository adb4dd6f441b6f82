from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from oneone.errors import Changed, Missing, NeedsAttention, Unknown
from oneone.graph.calendar import PROPERTY, Calendar
from oneone.model import Attendee, Event
from tests.graph.wire import BASE, Wire, answer, refusal, sent

START, END = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 12, 25, tzinfo=UTC)
FIELDS = (
    "id,subject,start,end,isOrganizer,organizer,attendees,type,seriesMasterId,originalStart,isCancelled,isAllDay,showAs"
)
LEE = "lee@contoso.com"


def occurrence(id: str = "AAk=", **more: object) -> dict[str, object]:
    return {
        "@odata.etag": 'W/"e1"',
        "id": id,
        "subject": "1:1 Lee and Dana",
        "start": {"dateTime": "2026-11-23T09:00:00.0000000", "timeZone": "UTC"},
        "end": {"dateTime": "2026-11-23T09:30:00.0000000", "timeZone": "UTC"},
        "isOrganizer": True,
        "organizer": {"emailAddress": {"name": "Dana Reyes", "address": "dana@contoso.com"}},
        "attendees": [
            {"type": "required", "emailAddress": {"name": "Lee Park", "address": LEE}},
            {"type": "resource", "emailAddress": {"name": "Room 1", "address": "room1@contoso.com"}},
        ],
        "type": "occurrence",
        "seriesMasterId": "AAm=",
        "originalStart": "2026-11-23T10:00:00+01:00",
        "isCancelled": False,
        "isAllDay": False,
        **more,
    }


def test_the_view_asks_for_utc_and_immutable_ids_on_every_call() -> None:
    link = f"{BASE}/me/calendarView?$skip=50"
    wire = Wire(
        [
            answer(200, {"value": [occurrence("A")], "@odata.nextLink": link}),
            answer(200, {"value": [occurrence("B"), occurrence("A")]}),
        ]
    )
    events = wire.run(lambda s: Calendar(s).view(None, START, END))
    assert [event.id for event in events] == ["A", "B"]
    first, second = wire.asked
    assert first.url.path == "/v1.0/me/calendarView"
    assert dict(first.url.params) == {
        "startDateTime": "2026-11-20T00:00:00Z",
        "endDateTime": "2026-12-25T00:00:00Z",
        "$select": FIELDS,
        "$top": "50",
    }
    assert str(second.url) == link
    for request in wire.asked:
        assert request.headers["prefer"] == 'IdType="ImmutableId", outlook.timezone="UTC"'
    assert wire.counts == {"outlook": 2}


def test_an_event_is_read_in_utc() -> None:
    wire = Wire([answer(200, {"value": [occurrence()]})])
    assert wire.run(lambda s: Calendar(s).view(None, START, END)) == [
        Event(
            id="AAk=",
            etag='W/"e1"',
            kind="occurrence",
            subject="1:1 Lee and Dana",
            start=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
            end=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
            is_organizer=True,
            organizer=Attendee("dana@contoso.com", "Dana Reyes"),
            attendees=(Attendee(LEE, "Lee Park"), Attendee("room1@contoso.com", "Room 1", "resource")),
            series="AAm=",
            original_start=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        )
    ]


def test_an_event_with_next_to_nothing_is_read_too() -> None:
    bare = {"id": "A", "start": occurrence()["start"], "end": occurrence()["end"], "isCancelled": True}
    nulls = dict.fromkeys(["subject", "organizer", "attendees", "seriesMasterId", "originalStart", "type"])
    wire = Wire([answer(200, {"value": [{**nulls, **bare}]})])
    (event,) = wire.run(lambda s: Calendar(s).view(None, START, END))
    assert (event.kind, event.cancelled, event.organizer.mail, event.attendees, event.series) == (
        "singleInstance",
        True,
        "",
        (),
        None,
    )


@pytest.mark.parametrize(
    ("zone", "hour"), [("UTC", 9), ("", 9), ("tzone://Microsoft/Utc", 9), ("Europe/Berlin", 8)]
)  # fmt: skip
def test_times_come_out_in_utc(zone: str, hour: int) -> None:
    start = {"dateTime": "2026-11-23T09:00:00.0000000", "timeZone": zone}
    wire = Wire([answer(200, {"value": [occurrence(start=start)]})])
    (event,) = wire.run(lambda s: Calendar(s).view(None, START, END))
    assert event.start == datetime(2026, 11, 23, hour, 0, tzinfo=UTC)


def test_a_time_in_an_unknown_zone_is_not_guessed() -> None:
    start = {"dateTime": "2026-11-23T09:00:00.0000000", "timeZone": "Customized Time Zone"}
    wire = Wire([answer(200, {"value": [occurrence(start=start)]})])
    with pytest.raises(NeedsAttention, match="zone"):
        wire.run(lambda s: Calendar(s).view(None, START, END))


def test_another_persons_calendar_is_asked_for_by_name() -> None:
    wire = Wire([answer(200, {"value": []})])
    assert wire.run(lambda s: Calendar(s).view("lee_ext#EXT#@contoso.com", START, END)) == []
    assert wire.request.url.raw_path.startswith(b"/v1.0/users/lee_ext%23EXT%23%40contoso.com/calendarView?")


def test_a_calendar_that_is_not_shared_needs_a_person() -> None:
    wire = Wire([refusal(403, "ErrorAccessDenied")])
    with pytest.raises(NeedsAttention, match="share it"):
        wire.run(lambda s: Calendar(s).view(LEE, START, END))


def test_one_event_comes_with_its_html_as_received_and_our_hash() -> None:
    html = "<html><head>\r\n<meta></head><body><div>join</div></body></html>"
    found = occurrence(
        body={"contentType": "html", "content": html},
        isOnlineMeeting=True,
        onlineMeeting={"joinUrl": "https://teams.microsoft.com/l/x"},
        singleValueExtendedProperties=[{"id": PROPERTY.replace("8f0d6a3e", "8F0D6A3E"), "value": "hash1"}],
    )
    wire = Wire([answer(200, found)])
    body = wire.run(lambda s: Calendar(s).event(None, "AAk/x="))
    assert (body.html, body.online, body.join_url, body.written) == (
        html,
        True,
        "https://teams.microsoft.com/l/x",
        "hash1",
    )
    assert body.event.etag == 'W/"e1"'
    assert wire.request.url.raw_path.startswith(b"/v1.0/me/events/AAk%2Fx%3D?")
    assert dict(wire.request.url.params) == {
        "$select": f"{FIELDS},body,isOnlineMeeting,onlineMeeting",
        "$expand": f"singleValueExtendedProperties($filter=id eq '{PROPERTY}')",
    }
    assert wire.request.headers["prefer"] == (
        'IdType="ImmutableId", outlook.timezone="UTC", outlook.body-content-type="html"'
    )


def test_an_event_we_never_wrote_has_no_hash() -> None:
    wire = Wire([answer(200, occurrence(body={"contentType": "html", "content": ""}, onlineMeeting=None))])
    body = wire.run(lambda s: Calendar(s).event(None, "A"))
    assert (body.written, body.join_url, body.online) == (None, None, False)


def test_an_event_that_is_gone_is_missing() -> None:
    wire = Wire([refusal(404, "ErrorItemNotFound")])
    with pytest.raises(Missing):
        wire.run(lambda s: Calendar(s).event(LEE, "A"))


def test_the_invite_is_one_patch_of_body_and_hash_that_names_its_etag() -> None:
    wire = Wire([answer(200, occurrence())])
    wire.run(lambda s: Calendar(s).write(LEE, "A=", 'W/"e1"', "<html>é</html>", "hash1"))
    assert wire.lines == ["PATCH /v1.0/users/lee%40contoso.com/events/A%3D"]
    assert sent(wire.request) == {
        "body": {"contentType": "html", "content": "<html>é</html>"},
        "singleValueExtendedProperties": [{"id": PROPERTY, "value": "hash1"}],
    }
    assert wire.request.headers["if-match"] == 'W/"e1"'
    assert wire.request.headers["content-type"] == "application/json"
    assert wire.request.headers["prefer"] == 'IdType="ImmutableId", outlook.timezone="UTC"'


@pytest.mark.parametrize(("status", "code"), [(412, "ErrorIrresolvableConflict"), (404, "ErrorItemNotFound")])
def test_an_event_that_changed_or_went_is_not_written(status: int, code: str) -> None:
    wire = Wire([refusal(status, code)])
    with pytest.raises(Changed):
        wire.run(lambda s: Calendar(s).write(None, "A", 'W/"e1"', "<html/>", "h"))
    assert len(wire.asked) == 1


@pytest.mark.parametrize("failure", [refusal(504), httpx.ReadTimeout("slow")], ids=["504", "timeout"])
def test_a_patch_without_a_clear_answer_is_not_repeated(failure: httpx.Response | httpx.RequestError) -> None:
    wire = Wire([failure])
    with pytest.raises(Unknown):
        wire.run(lambda s: Calendar(s).write(None, "A", 'W/"e1"', "<html/>", "h"))
    assert len(wire.asked) == 1
