"""The way to a CRM: what is asked again and how long, what a person is told, and where no token goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import responses

from oneone.errors import NeedsAttention, TryLater
from oneone.numbers.sources.wire import Wire, signed_in

BASE = "https://api.crm.example"
URL = f"{BASE}/deals"
SIGN_IN = "https://login.crm.example/token"


class Hours:
    """Time that passes while somebody sleeps or an answer takes its time."""

    def __init__(self, answer: float = 0.0) -> None:
        self.now, self.slept, self.answer = 0.0, list[float](), answer

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def wire(self, **more: Any) -> Wire:
        return Wire("CRM", BASE, lambda: "token", sleep=self.sleep, ticks=lambda: self.now, **more)

    def answering(self, status: int, headers: dict[str, str] | None = None, body: str = "{}") -> Any:
        def answer(_: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
            self.now += self.answer
            return status, headers or {}, body

        return answer


@pytest.fixture
def net() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


# ---------------------------------------------------------------- how long


def test_nothing_is_asked_once_the_time_is_over(net: responses.RequestsMock) -> None:
    hours = Hours(answer=50)
    net.add_callback("GET", URL, hours.answering(200))
    wire = hours.wire(lasts=120)
    for _ in range(3):
        wire.get("deals")
    with pytest.raises(TryLater, match="not read to the end in the time there is"):
        wire.get("deals")
    assert len(net.calls) == 3


def test_a_wait_that_ends_after_the_time_is_not_begun(net: responses.RequestsMock) -> None:
    hours = Hours()
    net.add("GET", URL, status=429, headers={"Retry-After": "25"})
    with pytest.raises(TryLater, match="not read to the end"):
        hours.wire(lasts=60).get("deals")
    assert sum(hours.slept) == 50


def test_an_answer_is_waited_for_no_longer_than_the_time_that_is_left(
    net: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []

    def request(self: requests.Session, *_: Any, **how: Any) -> requests.Response:
        given.append(how["timeout"])
        raise requests.ConnectTimeout

    monkeypatch.setattr(requests.Session, "request", request)
    hours = Hours()
    with pytest.raises(TryLater):
        hours.wire(lasts=9).get("deals")
    assert [read for _, read in given] == [9, 8, 6, 2]  # after 1, 2 and 4 seconds; 8 more are not there


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        ({"headers": {"Retry-After": "7"}}, 7.0),
        ({"headers": {"Retry-After": "Fri, 20 Nov 2026 10:00:09 GMT", "Date": "Fri, 20 Nov 2026 10:00:00 GMT"}}, 9.0),
        ({"headers": {"Retry-After": "soon"}}, 1.0),
        ({"json": {"category": "RATE_LIMITS", "policyName": "SECONDLY"}}, 1.0),
        ({"json": {"category": "RATE_LIMITS", "policyName": "TEN_SECONDLY_ROLLING"}}, 10.0),
    ],
)
def test_too_many_requests_are_waited_for_as_the_crm_says(
    net: responses.RequestsMock, answer: dict[str, Any], seconds: float
) -> None:
    hours = Hours()
    net.add("GET", URL, status=429, **answer)
    net.add("GET", URL, json={"whole": True})
    assert hours.wire().get("deals") == {"whole": True}
    assert hours.slept == [seconds]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (429, {"policyName": "DAILY", "message": "You have reached your daily limit."}),
        (403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests Limit exceeded."}]),
    ],
)
def test_a_day_without_requests_is_waited_out_and_nobody_is_called(
    net: responses.RequestsMock, status: int, body: Any
) -> None:
    hours = Hours()
    net.add("GET", URL, status=status, json=body)
    with pytest.raises(TryLater, match="no requests left for today") as caught:
        hours.wire().get("deals")
    assert (hours.slept, caught.value.wait) == ([], timedelta(hours=12))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (423, {}),
        (477, {}),
        (524, {}),
        (400, [{"errorCode": "QUERY_TIMEOUT", "message": "Your query request was running for too long."}]),
    ],
)
def test_what_passes_by_itself_is_asked_again(net: responses.RequestsMock, status: int, body: Any) -> None:
    net.add("GET", URL, status=status, json=body)
    net.add("GET", URL, json={"whole": True})
    assert Hours().wire().get("deals") == {"whole": True}


# ---------------------------------------------------------------- what a person is told


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 404}, "Is its address in the settings right"),
        (
            {"status": 302, "headers": {"Location": "https://elsewhere.example/"}},
            "Is its address in the settings right",
        ),
        ({"status": 403, "json": [{"errorCode": "API_DISABLED_FOR_ORG"}]}, "API_DISABLED_FOR_ORG"),
        ({"status": 400, "json": {"message": "a filter\nis wrong"}}, "It says: a filter is wrong"),
    ],
)
def test_what_a_person_has_to_mend_is_said(net: responses.RequestsMock, answer: dict[str, Any], said: str) -> None:
    net.add("GET", URL, **answer)
    with pytest.raises(NeedsAttention) as caught:
        Hours().wire().get("deals")
    assert said in str(caught.value)
    assert len(net.calls) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 400, "json": {"error": "invalid_grant"}}, "a user to run as"),
        ({"status": 400, "json": {"error": "invalid_resource"}}, "Check its address"),
        ({"status": 400, "json": {"error": "invalid_client_id"}}, "Check client id and secret"),
        ({"status": 404, "body": "<html>"}, "Is its address right"),
    ],
)
def test_a_refused_sign_in_says_what_to_check(net: responses.RequestsMock, answer: dict[str, Any], said: str) -> None:
    net.add("POST", SIGN_IN, **answer)
    with pytest.raises(NeedsAttention) as caught:
        signed_in("CRM", SIGN_IN, {"client_secret": "s3cret"})
    assert said in str(caught.value)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("status", [429, 503])
def test_a_sign_in_that_is_busy_is_no_ones_fault(net: responses.RequestsMock, status: int) -> None:
    net.add("POST", SIGN_IN, status=status, body="busy")
    with pytest.raises(TryLater):
        signed_in("CRM", SIGN_IN, {})


# ---------------------------------------------------------------- where a token goes


def test_the_same_server_is_known_whatever_the_case_of_its_name(net: responses.RequestsMock) -> None:
    net.add("GET", "https://API.crm.example/deals", json={"whole": True})
    assert Hours().wire().get("https://API.crm.example/deals") == {"whole": True}


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/deals",
        "http://api.crm.example/deals",
        "https://api.crm.example:8443/deals",
        "https://api.crm.example@evil.example/deals",
        "https://evil.example@api.crm.example/deals",
        "https://api.crm.example:port/deals",
    ],
)
def test_another_server_gets_no_token(net: responses.RequestsMock, address: str) -> None:
    with pytest.raises(NeedsAttention, match="another server"):
        Hours().wire().get(address)
    assert len(net.calls) == 0


def test_a_read_begins_at_the_crms_own_time(net: responses.RequestsMock) -> None:
    net.add("GET", URL, json={}, headers={"Date": "Fri, 20 Nov 2026 10:00:00 GMT"})
    net.add("GET", URL, json={}, headers={"Date": "Fri, 20 Nov 2026 10:05:00 GMT"})
    wire = Hours().wire()
    assert wire.began is None
    wire.get("deals")
    wire.get("deals")
    assert wire.began == datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
