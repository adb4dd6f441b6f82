"""What the Azure backend promises beyond the contract: own success, refusals in our words, columns of the portal."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import responses
from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError, ServiceRequestError, ServiceResponseError
from azure.core.pipeline.transport import RequestsTransport

from oneone.errors import Changed, NeedsAttention, Taken, TryLater, Unknown
from oneone.store.azure import AzureStore
from oneone.store.table import Row, Table, Value
from tests.azurite import Azurite

PK = "dana@contoso.com|lee@contoso.com"


class LossyTransport(RequestsTransport):  # type: ignore[misc]  # azure-core loads it by name, so it is Any
    """A network between us and Azurite that loses answers: the write is done, but what comes back is told by `lose`."""

    def __init__(self) -> None:
        super().__init__()
        self.lose: Callable[[], int] | None = None  # gives a status instead of the answer, or raises
        self.times = 0
        self.down = False
        self.sent: list[str] = []
        self.between: Callable[[], object] = lambda: None  # what another writer does before we hear

    def send(self, request: Any, **kwargs: Any) -> Any:
        if self.down:
            raise ServiceRequestError("no route to host")
        answer: Any = super().send(request, **kwargs)
        self.sent.append(request.method)
        if self.lose is not None and self.times and request.method != "GET":
            self.times -= 1
            answer.internal_response.content  # noqa: B018  read to its end, so that its connection is free
            self.between()
            answer.status_code = self.lose()
        return answer


def lost() -> int:
    raise ServiceResponseError("connection lost")


def unavailable() -> int:
    return 503


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """azure-core waits with time.sleep before it asks again."""
    monkeypatch.setattr(time, "sleep", lambda seconds: None)


@pytest.fixture
def network() -> LossyTransport:
    return LossyTransport()


@pytest.fixture
def table(empty_azurite: Azurite, network: LossyTransport) -> Iterator[Table]:
    store = AzureStore(connection_string=empty_azurite.connection_string, transport=network)
    table = store.table("ledger")
    table.upsert(Row("other", "a", {}))  # the table is there
    yield table
    store.close()


@pytest.mark.parametrize("answer", [lost, unavailable])
class TestOwnSuccess:
    def test_of_an_insert_is_no_conflict(
        self, table: Table, network: LossyTransport, answer: Callable[[], int]
    ) -> None:
        network.lose, network.times = answer, 1
        written = table.insert(Row(PK, "claim", {"n": 1}))
        assert list(table.query(PK)) == [written]

    def test_of_a_replace_is_no_conflict(
        self, table: Table, network: LossyTransport, answer: Callable[[], int]
    ) -> None:
        first = table.insert(Row(PK, "claim", {"n": 1}))
        network.lose, network.times = answer, 1
        network.sent.clear()
        second = table.replace(Row(PK, "claim", {"n": 2}, first.etag))
        assert network.sent == ["PUT", "PUT", "GET"]
        assert list(table.query(PK)) == [second]
        assert table.replace(Row(PK, "claim", {"n": 3}, second.etag)).etag != second.etag

    def test_of_a_commit_is_no_conflict(self, table: Table, network: LossyTransport, answer: Callable[[], int]) -> None:
        old = table.insert(Row(PK, "old", {"n": 1}))
        gone = table.insert(Row(PK, "gone", {"n": 1}))
        network.lose, network.times = answer, 1
        table.commit(PK, [Row(PK, "new", {"n": 2})], [Row(PK, "old", {"n": 2}, old.etag)], [gone])
        assert [(row.rk, row.values) for row in table.query(PK)] == [("new", {"n": 2}), ("old", {"n": 2})]

    def test_of_a_commit_that_only_replaces_is_no_conflict(
        self, table: Table, network: LossyTransport, answer: Callable[[], int]
    ) -> None:
        old = table.insert(Row(PK, "old", {"n": 1}))
        network.lose, network.times = answer, 1
        table.commit(PK, replaces=[Row(PK, "old", {"n": 2}, old.etag)])
        assert [row.values for row in table.query(PK)] == [{"n": 2}]

    def test_of_deletes_is_no_conflict(self, table: Table, network: LossyTransport, answer: Callable[[], int]) -> None:
        gone = [table.insert(Row(PK, rk, {})) for rk in ("a", "b", "c")]
        network.lose, network.times = answer, 1
        table.commit(PK, deletes=gone[:2])
        network.times = 1
        table.delete(gone[2])
        assert list(table.query(PK)) == []

    def test_is_not_taken_from_another_who_wrote_the_same_values(
        self, table: Table, network: LossyTransport, answer: Callable[[], int], azurite: Azurite
    ) -> None:
        store = AzureStore(connection_string=azurite.connection_string)
        another = store.table("ledger")
        first = another.insert(Row(PK, "claim", {"n": 1}))
        second = another.replace(Row(PK, "claim", {"n": 2}, first.etag))
        network.lose, network.times = answer, 1
        with pytest.raises(Changed):
            table.replace(Row(PK, "claim", {"n": 2}, first.etag))
        network.times = 0
        with pytest.raises(Taken):
            table.insert(Row(PK, "claim", {"n": 2}))
        with pytest.raises(Taken):
            table.commit(PK, [Row(PK, "claim", {"n": 2}), Row(PK, "z", {})])
        assert list(another.query(PK)) == [second]
        store.close()

    def test_overwritten_by_another_before_we_hear_is_a_conflict(
        self, table: Table, network: LossyTransport, answer: Callable[[], int], azurite: Azurite
    ) -> None:
        store = AzureStore(connection_string=azurite.connection_string)
        another = store.table("ledger")
        first = table.insert(Row(PK, "claim", {"n": 1}))
        network.lose, network.times = answer, 1
        network.between = lambda: another.upsert(Row(PK, "claim", {"n": 99}))
        with pytest.raises(Changed):
            table.replace(Row(PK, "claim", {"n": 2}, first.etag))
        assert [row.values for row in another.query(PK)] == [{"n": 99}]
        store.close()


class TestLostWrite:
    def test_that_cannot_be_looked_up_is_unknown(self, table: Table, network: LossyTransport) -> None:
        def cut() -> int:
            network.down = True
            raise ServiceResponseError("connection lost")

        first = table.insert(Row(PK, "a", {"n": 1}))
        writes: list[Callable[[], object]] = [
            lambda: table.insert(Row(PK, "b", {"n": 1})),
            lambda: table.replace(Row(PK, "a", {"n": 2}, first.etag)),
            lambda: table.commit(PK, inserts=[Row(PK, "c", {"n": 1})]),
        ]
        for write in writes:
            network.lose, network.times = cut, 1
            with pytest.raises(Unknown):
                write()
            network.down = False
        assert [(row.rk, row.values["n"]) for row in table.query(PK)] == [("a", 2), ("b", 1), ("c", 1)]

    def test_of_rows_with_one_writer_is_tried_later(self, table: Table, network: LossyTransport) -> None:
        network.down = True
        first = Row(PK, "a", {"n": 1})
        acts: list[Callable[[], object]] = [
            lambda: table.upsert(first),
            lambda: table.delete(first),
            lambda: table.get(PK, "a"),
        ]
        for act in acts:
            with pytest.raises(TryLater) as raised:
                act()
            assert raised.value.wait == timedelta(minutes=1)
        with pytest.raises(TryLater):
            list(table.query(PK))


# ---------------------------------------------------------------- answers of the service, told by hand

URL = "https://contosooneone.table.core.windows.net"


class SignedIn:
    """A credential as azure-identity has them."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get_token(self, *scopes: str, **kwargs: Any) -> AccessToken:
        self.asked += scopes
        return AccessToken("token-of-the-app", int(time.time()) + 3600)


@pytest.fixture
def answers() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def who() -> SignedIn:
    return SignedIn()


@pytest.fixture
def remote(who: SignedIn, answers: responses.RequestsMock) -> Iterator[Table]:
    store = AzureStore(endpoint=URL, credential=who)
    yield store.table("pairs")
    store.close()


def refusal(status: int, code: str) -> dict[str, Any]:
    body = {"odata.error": {"code": code, "message": {"lang": "en-US", "value": f"{code}."}}}
    return {"status": status, "json": body, "headers": {"x-ms-error-code": code}}


def every_step(table: Table) -> list[Callable[[], object]]:
    row = Row("a", "b", {"n": 1}, 'W/"1"')
    return [
        lambda: table.get("a", "b"),
        lambda: list(table.query("a")),
        lambda: table.insert(row),
        lambda: table.replace(row),
        lambda: table.upsert(row),
        lambda: table.delete(row),
    ]


def answer_all(answers: responses.RequestsMock, **answer: Any) -> None:
    for method in (responses.GET, responses.PUT, responses.POST, responses.DELETE):
        answers.add(method, re.compile(f"{URL}/.*"), **answer)


def test_a_missing_role_is_named_with_the_account(remote: Table, answers: responses.RequestsMock) -> None:
    answer_all(answers, **refusal(403, "AuthorizationPermissionMismatch"))
    for step in every_step(remote):
        with pytest.raises(NeedsAttention, match=r"contosooneone .* “Storage Table Data Contributor”"):
            step()


def test_a_table_that_may_not_be_made_names_the_role(remote: Table, answers: responses.RequestsMock) -> None:
    answers.post(f"{URL}/pairs", **refusal(404, "TableNotFound"))
    answers.post(f"{URL}/Tables", **refusal(403, "AuthorizationPermissionMismatch"))
    with pytest.raises(NeedsAttention, match="Storage Table Data Contributor"):
        remote.insert(Row("a", "b", {}))


def test_a_sign_in_that_is_refused_needs_attention(remote: Table, answers: responses.RequestsMock) -> None:
    answer_all(answers, **refusal(401, "InvalidAuthenticationInfo"))
    for step in every_step(remote):
        with pytest.raises(NeedsAttention, match="az login"):
            step()


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_service_that_fails_is_asked_three_times_then_tried_later(
    remote: Table, answers: responses.RequestsMock, status: int
) -> None:
    answer_all(answers, **refusal(status, "ServerBusy"))
    with pytest.raises(TryLater) as raised:
        remote.get("a", "b")
    assert raised.value.wait == timedelta(minutes=1)
    assert raised.value.facts == {"status": status, "code": "ServerBusy"}
    assert len(answers.calls) == 3


def test_a_failing_page_is_raised_after_the_rows_before_it(remote: Table, answers: responses.RequestsMock) -> None:
    row = {"odata.etag": 'W/"1"', "PartitionKey": "a", "RowKey": "b"}
    more = {"x-ms-continuation-NextPartitionKey": "a", "x-ms-continuation-NextRowKey": "c"}
    answers.get(f"{URL}/pairs()", json={"value": [row]}, headers=more)
    for _ in range(3):
        answers.get(f"{URL}/pairs()", **refusal(500, "InternalError"))
    found = remote.query("a")
    assert next(found).rk == "b"
    with pytest.raises(TryLater):
        next(found)


def test_a_page_without_rows_is_not_the_end(remote: Table, answers: responses.RequestsMock) -> None:
    row = {"odata.etag": 'W/"1"', "PartitionKey": "a", "RowKey": "b"}
    more = {"x-ms-continuation-NextPartitionKey": "a", "x-ms-continuation-NextRowKey": "b"}
    answers.get(f"{URL}/pairs()", json={"value": []}, headers=more)
    answers.get(f"{URL}/pairs()", json={"value": [row]})
    assert [found.rk for found in remote.query("a")] == ["b"]


def test_a_request_that_the_service_finds_wrong_is_our_mistake(remote: Table, answers: responses.RequestsMock) -> None:
    answer_all(answers, **refusal(400, "InvalidInput"))
    for step in every_step(remote):
        with pytest.raises(HttpResponseError):
            step()


def test_an_account_that_is_being_changed_is_not_a_taken_key(remote: Table, answers: responses.RequestsMock) -> None:
    answers.post(f"{URL}/pairs", **refusal(409, "TableBeingDeleted"))
    answers.get(f"{URL}/pairs(PartitionKey='a',RowKey='b')", **refusal(404, "ResourceNotFound"))
    with pytest.raises(TryLater):
        remote.insert(Row("a", "b", {}))


def test_requests_are_signed_by_the_identity_and_give_up_soon(
    remote: Table, answers: responses.RequestsMock, who: SignedIn
) -> None:
    answers.get(f"{URL}/pairs(PartitionKey='a',RowKey='b')", **refusal(404, "ResourceNotFound"))
    assert remote.get("a", "b") is None
    request: Any = answers.calls[0].request
    assert request.headers["Authorization"] == "Bearer token-of-the-app"
    assert request.req_kwargs["timeout"] == (5, 15)
    assert set(who.asked) == {"https://storage.azure.com/.default"}


def test_names_in_keys_are_not_logged(table: Table, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    written = table.insert(Row(PK, "a", {"n": 1}))
    assert table.replace(written) == table.get(PK, "a")
    assert "contoso" not in caplog.text


def test_a_query_asks_for_each_value_by_its_type(remote: Table, answers: responses.RequestsMock) -> None:
    answers.get(f"{URL}/pairs()", json={"value": []})
    where: dict[str, Value] = {
        "minutes": 30, "zero": 0, "one": 1, "active": True, "rep": "o'brien or 1 eq 1",
        "on": datetime(2026, 11, 23, tzinfo=UTC)
    }  # fmt: skip
    assert list(remote.query("a'b", start="m_", before="m`", where=where)) == []
    request: Any = answers.calls[0].request
    assert request.params["$filter"] == (
        "PartitionKey eq 'a''b' and RowKey ge 'm_' and RowKey lt 'm`' and minutes eq 30 and zero eq 0 and one eq 1 "
        "and active eq true and rep eq 'o''brien or 1 eq 1' and on eq datetime'2026-11-23T00:00:00.000000Z'"
    )


def test_columns_as_the_portal_writes_them_are_read(remote: Table, answers: responses.RequestsMock) -> None:
    answers.get(
        f"{URL}/pairs(PartitionKey='Dana%40contoso.com',RowKey='Lee')",
        json={
            "odata.etag": "W/\"datetime'2026-11-20T08%3A00%3A00.1Z'\"",
            "PartitionKey": "Dana@contoso.com",
            "RowKey": "Lee",
            "Timestamp": "2026-11-20T08:00:00.1234567Z",
            "minutes": 30,
            "long@odata.type": "Edm.Int64",
            "long": "9007199254740993",
            "whole@odata.type": "Edm.Double",
            "whole": 45.0,
            "part@odata.type": "Edm.Double",
            "part": 22.5,
            "none@odata.type": "Edm.Double",
            "none": "NaN",
            "starts_on@odata.type": "Edm.DateTime",
            "starts_on": "2026-11-23T00:00:00Z",
            "fine@odata.type": "Edm.DateTime",
            "fine": "2026-11-23T00:00:00.1234567Z",
            "id@odata.type": "Edm.Guid",
            "id": "c9da6455-213d-42c9-9a79-3e9149a57833",
            "raw@odata.type": "Edm.Binary",
            "raw": "AAE=",
            "active": True,
            "Größe": "L",
        },
    )
    row = remote.get("Dana@contoso.com", "Lee")
    assert row is not None
    assert row.etag == "W/\"datetime'2026-11-20T08%3A00%3A00.1Z'\""
    assert row.values == {
        "minutes": 30, "long": 9007199254740993, "whole": 45, "part": "22.5", "none": "nan",
        "starts_on": datetime(2026, 11, 23, tzinfo=UTC), "fine": datetime(2026, 11, 23, 0, 0, 0, 123456, tzinfo=UTC),
        "id": "c9da6455-213d-42c9-9a79-3e9149a57833", "raw": "AAE=", "active": True, "Größe": "L",
    }  # fmt: skip
    assert type(row.values["starts_on"]) is datetime
    assert type(row.values["long"]) is int
