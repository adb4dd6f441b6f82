"""Lags, failures and limits happen when they are switched on, and as the service shows them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sandbox import ConnectionLost, Fault, Tenant
from tests.sandbox.conftest import Caller, Clock

HTML = {
    "content": b"<html><head><title>T</title></head><body><p>x</p></body></html>",
    "headers": {"Content-Type": "text/html"},
}


def test_a_create_answered_504_after_it_was_committed_leaves_the_page(
    tenant: Tenant, dana: Caller, section: str
) -> None:
    tenant.faults.add(Fault(match="POST */pages", status=504, commit=True))
    address = f"/me/onenote/sections/{section}/pages"
    lost = dana.ask("POST", address, **HTML)
    assert (lost.status_code, lost.json()["error"]["code"], len(tenant.pages)) == (504, "UnknownError", 1)
    assert dana.ask("POST", address, **HTML).status_code == 201


def test_a_fault_without_commit_does_no_work_and_may_wait_and_repeat(
    tenant: Tenant, dana: Caller, section: str
) -> None:
    tenant.faults.add(Fault(match="POST */pages", status=503, code="10002", times=2, after=1))
    address = f"/me/onenote/sections/{section}/pages"
    assert [dana.ask("POST", address, **HTML).status_code for _ in range(4)] == [201, 503, 503, 201]
    assert len(tenant.pages) == 2


def test_a_dropped_connection_is_a_transport_error_for_the_client(tenant: Tenant, dana: Caller, section: str) -> None:
    tenant.faults.add(Fault(match="POST */pages", drop=True, commit=True))
    with pytest.raises(httpx.RemoteProtocolError) as lost:
        dana.ask("POST", f"/me/onenote/sections/{section}/pages", **HTML)
    assert isinstance(lost.value, ConnectionLost)
    assert len(tenant.pages) == 1
    assert tenant.calls[-1].status == 0


def test_a_fault_can_be_for_one_person_and_with_a_gateways_body(tenant: Tenant, dana: Caller) -> None:
    tenant.faults.add(
        Fault(match="GET /me", status=502, body="<html>Bad Gateway</html>", upn="lee@contoso.example", times=None)
    )
    assert dana.ask("GET", "/me").status_code == 200
    answered = Caller(tenant, "local:lee@contoso.example").ask("GET", "/me")
    assert (answered.status_code, answered.text) == (502, "<html>Bad Gateway</html>")


def test_a_new_page_can_be_late_in_listings_in_reads_and_in_its_title(
    tenant: Tenant, dana: Caller, clock: Clock, section: str
) -> None:
    tenant.faults.listing_lag, tenant.faults.read_lag, tenant.faults.title_lag = 2, 1, 1
    page = dana.create(section, "<p>x</p>")
    listings = [dana.ask("GET", f"/me/onenote/sections/{section}/pages").json()["value"] for _ in range(3)]
    assert [len(listing) for listing in listings] == [0, 0, 1]
    assert [dana.ask("GET", f"/me/onenote/pages/{page}/content").status_code for _ in range(2)] == [404, 200]
    assert [dana.ask("GET", f"/me/onenote/pages/{page}").json()["title"] for _ in range(2)] == ["", "T"]
    tenant.faults.listing_lag, tenant.faults.listing_lag_seconds = 0, 60
    clock.pass_by(seconds=61)
    dana.create(section, "<p>y</p>")
    assert len(dana.ask("GET", f"/me/onenote/sections/{section}/pages").json()["value"]) == 1
    clock.pass_by(seconds=61)
    assert len(dana.ask("GET", f"/me/onenote/sections/{section}/pages").json()["value"]) == 2


def test_the_121st_request_of_a_minute_is_refused_without_retry_after_and_counts(
    tenant: Tenant, dana: Caller, clock: Clock
) -> None:
    address = "/me/onenote/notebooks"
    assert {dana.ask("GET", address).status_code for _ in range(120)} == {200}
    refused = dana.ask("GET", address)
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "20166")
    assert "retry-after" not in refused.headers
    assert Caller(tenant, "local:lee@contoso.example").ask("GET", address).status_code == 200
    clock.pass_by(seconds=30)
    dana.all_at_once([("GET", address, {}) for _ in range(4)])
    clock.pass_by(seconds=31)
    assert dana.ask("GET", address).status_code == 200


def test_400_requests_an_hour_are_the_most(dana: Caller, clock: Clock) -> None:
    statuses = []
    for _ in range(4):
        statuses += [dana.ask("GET", "/me/onenote/notebooks").status_code for _ in range(100)]
        clock.pass_by(minutes=2)
    assert set(statuses) == {200}
    assert dana.ask("GET", "/me/onenote/notebooks").status_code == 429
    clock.pass_by(minutes=61)
    assert dana.ask("GET", "/me/onenote/notebooks").status_code == 200


def test_a_sixth_request_at_once_is_refused(dana: Caller) -> None:
    requests: list[tuple[str, str, dict[str, Any]]] = [("GET", "/me/onenote/notebooks", {}) for _ in range(6)]
    assert sorted(response.status_code for response in dana.all_at_once(requests)) == [200] * 5 + [429]


def test_a_fifth_request_at_once_to_a_mailbox_is_refused_with_retry_after(dana: Caller) -> None:
    view = "/me/calendarView?startDateTime=2026-11-01T00:00:00Z&endDateTime=2026-12-01T00:00:00Z"
    answers = dana.all_at_once([("GET", view, {}) for _ in range(5)])
    refused = [answer for answer in answers if answer.status_code == 429]
    assert [answer.headers["retry-after"] for answer in refused] == ["10"]


def test_limits_can_be_switched_off(tenant: Tenant, dana: Caller) -> None:
    tenant.limits.on = False
    requests: list[tuple[str, str, dict[str, Any]]] = [("GET", "/me/onenote/notebooks", {}) for _ in range(150)]
    assert {response.status_code for response in dana.all_at_once(requests)} == {200}


def test_a_delayed_request_is_under_way_until_it_is_answered(tenant: Tenant, dana: Caller) -> None:
    tenant.faults.add(Fault(match="GET */notebooks", delay=0.05, times=5))
    requests: list[tuple[str, str, dict[str, Any]]] = [("GET", "/me/onenote/notebooks", {}) for _ in range(6)]
    assert [response.status_code for response in dana.all_at_once(requests)] == [200] * 5 + [429]
    assert dana.ask("GET", "/me/onenote/notebooks").status_code == 200


def test_page_links_can_be_generic_and_listings_can_have_a_next_link_beside_top(
    tenant: Tenant, dana: Caller, section: str
) -> None:
    tenant.faults.link_free_pages = tenant.faults.next_link_with_top = True
    made = {dana.create(section, "<p>x</p>") for _ in range(3)}
    first = dana.ask("GET", f"/me/onenote/sections/{section}/pages?$top=2").json()
    second = dana.ask("GET", first["@odata.nextLink"]).json()
    found = first["value"] + second["value"]
    assert {page["id"] for page in found} == made
    assert {page["links"]["oneNoteWebUrl"]["href"] for page in found} == {"https://www.onenote.com/notebooks"}
