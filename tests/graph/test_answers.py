from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from oneone.errors import Changed, Missing, NeedsAttention, OneoneError, SignInNeeded, Taken, TryLater, Unknown
from oneone.graph.answers import Refusal, kind_of, lost, raised, refusal, retry_after, section_full

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)

# status, code → on a read, on a write
TABLE: list[tuple[int, str, type[OneoneError], type[OneoneError]]] = [
    (401, "40001", SignInNeeded, SignInNeeded),
    (401, "InvalidAuthenticationToken", SignInNeeded, SignInNeeded),
    (401, "", SignInNeeded, SignInNeeded),
    (403, "40004", SignInNeeded, SignInNeeded),
    (403, "40006", SignInNeeded, SignInNeeded),
    (401, "40003", NeedsAttention, NeedsAttention),
    (403, "40002", NeedsAttention, NeedsAttention),
    (403, "40007", NeedsAttention, NeedsAttention),
    (403, "40008", NeedsAttention, NeedsAttention),
    (403, "ErrorAccessDenied", NeedsAttention, NeedsAttention),
    (403, "Authorization_RequestDenied", NeedsAttention, NeedsAttention),
    (403, "", NeedsAttention, NeedsAttention),
    (403, "20185", NeedsAttention, NeedsAttention),
    (400, "10004", NeedsAttention, NeedsAttention),
    (400, "10006", NeedsAttention, NeedsAttention),
    (400, "10008", NeedsAttention, NeedsAttention),
    (400, "10012", NeedsAttention, NeedsAttention),
    (400, "10013", NeedsAttention, NeedsAttention),
    (400, "10016", NeedsAttention, NeedsAttention),
    (507, "", NeedsAttention, NeedsAttention),
    (400, "30102", NeedsAttention, NeedsAttention),
    (400, "30101", NeedsAttention, NeedsAttention),
    (400, "30104", NeedsAttention, NeedsAttention),
    (400, "30108", NeedsAttention, NeedsAttention),
    (400, "20258", NeedsAttention, NeedsAttention),
    (400, "20001", NeedsAttention, NeedsAttention),
    (413, "", NeedsAttention, NeedsAttention),
    (302, "", NeedsAttention, NeedsAttention),
    (404, "20102", Missing, Missing),
    (400, "20113", Missing, Missing),
    (404, "ErrorItemNotFound", Missing, Missing),
    (404, "Request_ResourceNotFound", Missing, Missing),
    (404, "", Missing, Missing),
    (410, "", Missing, Missing),
    (412, "ErrorIrresolvableConflict", Changed, Changed),
    (412, "", Changed, Changed),
    (409, "", Changed, Changed),
    (400, "20117", Taken, Taken),
    (409, "20117", Taken, Taken),
    (429, "", TryLater, TryLater),
    (429, "20166", TryLater, TryLater),
    (503, "20166", TryLater, TryLater),
    (503, "10007", TryLater, TryLater),
    (400, "", TryLater, TryLater),
    (423, "resourceLocked", TryLater, TryLater),
    (400, "30105", TryLater, TryLater),
    (408, "", TryLater, Unknown),
    (500, "", TryLater, Unknown),
    (500, "19999", TryLater, Unknown),
    (502, "", TryLater, Unknown),
    (503, "", TryLater, Unknown),
    (503, "10002", TryLater, Unknown),
    (400, "10003", TryLater, Unknown),
    (400, "10014", TryLater, Unknown),
    (400, "10015", TryLater, Unknown),
    (400, "20280", TryLater, Unknown),
    (400, "30103", TryLater, Unknown),
    (504, "UnknownError", TryLater, Unknown),
    (504, "", TryLater, Unknown),
]


@pytest.mark.parametrize(("status", "code", "read", "write"), TABLE, ids=[f"{s}-{c or 'bare'}" for s, c, _, _ in TABLE])
def test_each_refusal_says_what_the_caller_does(
    status: int, code: str, read: type[OneoneError], write: type[OneoneError]
) -> None:
    refused = Refusal(status, code, "req-1")
    for expected, is_write in ((read, False), (write, True)):
        error = raised(refused, write=is_write, what="create the page", account="dana@contoso.com")
        assert type(error) is expected
        assert error.facts["status"] == status
        assert error.facts["request_id"] == "req-1"
        assert str(error)[0].isupper()


def test_a_refused_sign_in_names_its_account() -> None:
    error = raised(Refusal(401, "40001"), write=False, what="open the notebook", account="dana@contoso.com")
    assert isinstance(error, SignInNeeded)
    assert error.account == "dana@contoso.com"


@pytest.mark.parametrize(("status", "code"), [(507, ""), (400, "30102")])
def test_a_full_section_is_told_from_other_refusals(status: int, code: str) -> None:
    assert section_full(raised(Refusal(status, code), write=True, what="create the page", account="a"))


def test_a_protected_section_is_not_a_full_one() -> None:
    assert not section_full(raised(Refusal(403, "20185"), write=True, what="create the page", account="a"))


def test_only_a_429_ends_the_pass_of_the_account() -> None:
    throttled = raised(Refusal(429), write=False, what="read the page", account="a")
    broken = raised(Refusal(503), write=False, what="read the page", account="a")
    assert isinstance(throttled, TryLater)
    assert isinstance(broken, TryLater)
    assert (throttled.throttled, broken.throttled) == (True, False)


def test_a_named_wait_is_kept() -> None:
    error = raised(Refusal(503, retry_after=timedelta(minutes=7)), write=False, what="read the page", account="a")
    assert isinstance(error, TryLater)
    assert error.wait == timedelta(minutes=7)


@pytest.mark.parametrize("name", ["innerError", "innererror"])
def test_code_and_request_id_are_found_in_either_spelling(name: str) -> None:
    body = f'{{"error":{{"code":"20102","message":"secret","{name}":{{"request-id":"abc"}}}}}}'.encode()
    assert refusal(404, {}, body, NOW) == Refusal(404, "20102", "abc")


@pytest.mark.parametrize(
    "body", [b"", b"<html>Bad gateway</html>", b"[]", b'{"error":null}', b'{"error":"x"}', b"\xff"]
)
def test_a_body_that_is_not_graphs_leaves_the_status(body: bytes) -> None:
    assert refusal(502, {"request-id": "r"}, body, NOW) == Refusal(502, "", "r")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30),
        ("Fri, 20 Nov 2026 14:01:00 GMT", 60),
        ("Fri, 20 Nov 2026 13:00:00 GMT", None),
        ("0", None),
        ("", None),
        ("soon", None),
        ("99999999", 6 * 3600),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str, seconds: int | None) -> None:
    assert retry_after(value, NOW) == (None if seconds is None else timedelta(seconds=seconds))


def test_a_write_that_never_left_may_be_done_again() -> None:
    assert isinstance(lost(sent=False, write=True, what="create the page", reason="ConnectError"), TryLater)
    assert isinstance(lost(sent=True, write=True, what="create the page", reason="ReadTimeout"), Unknown)
    assert isinstance(lost(sent=True, write=False, what="read the page", reason="ReadTimeout"), TryLater)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1.0/users/a%40b/onenote/pages/1/content", "onenote"),
        ("/v1.0/sites/x,y,z/onenote/sections/1/pages", "onenote"),
        ("/v1.0/me/calendarView", "outlook"),
        ("/v1.0/users/a%40b/events/1", "outlook"),
        ("/v1.0/users/a%40b", "people"),
        ("/v1.0/shares/u!x/driveItem/content", "files"),
    ],
)
def test_each_address_counts_against_its_own_limit(path: str, kind: str) -> None:
    assert kind_of(path) == kind
