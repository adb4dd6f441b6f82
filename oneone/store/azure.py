"""The table port in Azure Tables, with an identity in Azure or a connection string for Azurite."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from azure.core import MatchConditions
from azure.core.credentials import TokenCredential
from azure.core.exceptions import AzureError, ClientAuthenticationError, HttpResponseError, ResourceNotFoundError
from azure.core.pipeline.transport import HttpTransport
from azure.data.tables import EntityProperty, TableClient, TableEntity, TableServiceClient, UpdateMode

from oneone.errors import BadInput, Changed, Conflict, NeedsAttention, NotAllowed, OneoneError, Taken, TryLater, Unknown
from oneone.store.table import (
    TABLES,
    WRITER,
    Row,
    Stored,
    TableName,
    Value,
    check_commit,
    check_read,
    check_where,
    is_key,
    iso,
    pack,
    unpack,
)

_T = TypeVar("_T")

# The SDK logs each address at INFO, and row keys are people's names.
logging.getLogger("azure.core.pipeline.policies.http_logging_policy").setLevel(logging.WARNING)

# A pass has 8 minutes and many rows: a store that does not answer is left for the next pass.
_PATIENCE: dict[str, Any] = {
    "retry_total": 2,
    "retry_connect": 2,
    "retry_read": 2,
    "retry_status": 2,
    "retry_backoff_factor": 0.8,
    "connection_timeout": 5,
    "read_timeout": 15,
}
_WAIT = timedelta(minutes=1)


def credential(client_id: str, *, own_sign_in: bool = False) -> TokenCredential:
    """Who asks: the Function app's managed identity, or with `own_sign_in` the person signed in on this laptop."""
    from azure.identity import DefaultAzureCredential, ManagedIdentityCredential

    if own_sign_in:
        return DefaultAzureCredential()
    return ManagedIdentityCredential(client_id=client_id) if client_id else ManagedIdentityCredential()


class AzureStore:
    """The tables of one storage account.

    Raises BadInput for a connection string or endpoint that is none. `transport` sends the requests, else the SDK does.
    """

    def __init__(
        self,
        *,
        endpoint: str = "",
        credential: TokenCredential | None = None,
        connection_string: str = "",
        transport: HttpTransport[Any, Any] | None = None,
    ) -> None:
        options = _PATIENCE | ({} if transport is None else {"transport": transport})
        try:
            if connection_string:
                self._client = TableServiceClient.from_connection_string(connection_string, **options)
            else:
                self._client = TableServiceClient(endpoint, credential=credential, **options)
        except ValueError as error:
            raise BadInput(f"The storage account of ONEONE_STORE cannot be used: {error}") from error

    @property
    def endpoint(self) -> str:
        """Where the account's tables are."""
        return self._client.url

    def table(self, name: TableName) -> AzureTable:
        """The table of this name; made in the account when a step finds it missing."""
        if name not in TABLES:
            raise ValueError(f"there is no table {name}")
        return AzureTable(self._client.get_table_client(name))

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()


class AzureTable:
    """One table of an AzureStore; promises and errors are those of `Table`.

    azure-core repeats a write whose answer was an error or came too late, and is then refused by its own first success.
    So each write carries a fresh mark, and what was refused or not answered is read back: our mark there means success.
    """

    def __init__(self, client: TableClient) -> None:
        self._client = client

    def get(self, pk: str, rk: str) -> Row | None:
        """The row, or None."""
        entity = self._get(pk, rk)
        return None if entity is None else _row(entity)

    def query(
        self,
        pk: str | None = None,
        *,
        start: str | None = None,
        before: str | None = None,
        where: Mapping[str, Value] | None = None,
    ) -> Iterator[Row]:
        """Rows in [start, before), page by page, every continuation followed."""
        return self._pages(*_filter(pk, start, before, check_where(where)))

    def _pages(self, asked: str, parameters: dict[str, Stored]) -> Iterator[Row]:
        # An empty filter is sent as it is, and refused.
        entities = iter(
            self._client.query_entities(asked, parameters=parameters) if asked else self._client.list_entities()
        )
        while True:
            with self._in_our_words():
                try:
                    entity = next(entities, None)
                except HttpResponseError as error:
                    if _code(error) != "TableNotFound":
                        raise
                    return  # made by the first write; until then it has no rows
            if entity is None:
                return
            yield _row(entity)

    def insert(self, row: Row) -> Row:
        """Stores a new row; raises Taken."""
        entity = _entity(row)
        return self._written(row, entity, lambda: self._client.create_entity(entity)["etag"])

    def replace(self, row: Row) -> Row:
        """Stores the whole row in place of the version read; raises Changed."""
        check_read(row)
        entity = _entity(row)
        return self._written(
            row,
            entity,
            lambda: self._client.update_entity(
                entity, UpdateMode.REPLACE, etag=row.etag, match_condition=MatchConditions.IfNotModified
            )["etag"],
        )

    def upsert(self, row: Row) -> Row:
        """Stores the whole row whatever is there."""
        entity = _entity(row)
        with self._in_our_words():
            etag = self._run(lambda: self._client.upsert_entity(entity, UpdateMode.REPLACE)["etag"])
        return Row(row.pk, row.rk, row.values, etag)

    def delete(self, row: Row) -> None:
        """Removes the row; with an etag only that version, else Changed."""
        with self._in_our_words():
            self._client.delete_entity(row.pk, row.rk, **_only(row))

    def commit(
        self, pk: str, inserts: Sequence[Row] = (), replaces: Sequence[Row] = (), deletes: Sequence[Row] = ()
    ) -> None:
        """Writes the rows of one partition, all or nothing."""
        check_commit(pk, inserts, replaces, deletes)
        mark = uuid4().hex
        operations: list[Any] = [("create", _entity(row, mark)) for row in inserts]
        operations += [("update", _entity(row, mark), {"mode": UpdateMode.REPLACE} | _only(row)) for row in replaces]
        operations += [("delete", _keys(row), _only(row)) for row in deletes]
        if not operations:
            return
        try:
            with self._in_our_words():
                self._run(lambda: self._client.submit_transaction(operations))
        except (Conflict, TryLater):
            # All or nothing: one row tells of all. Deletes leave no mark, but what is gone need not be deleted.
            witness = next(iter([*inserts, *replaces]), None)
            if not (self._ours(witness, mark) if witness else self._are_gone(deletes)):
                raise

    def _written(self, row: Row, entity: dict[str, Stored], write: Callable[[], str]) -> Row:
        try:
            with self._in_our_words():
                etag = self._run(write)
        except (Conflict, TryLater):
            found = self._ours(row, str(entity[WRITER]))
            if found is None:
                raise
            etag = found
        return Row(row.pk, row.rk, row.values, etag)

    def _ours(self, row: Row, mark: str) -> str | None:
        """The etag of the row when it is what we wrote under this mark."""
        entity = self._read_back(row)
        return entity.metadata["etag"] if entity is not None and entity.get(WRITER) == mark else None

    def _are_gone(self, rows: Sequence[Row]) -> bool:
        return all(self._read_back(row) is None for row in rows)

    def _read_back(self, row: Row) -> TableEntity | None:
        try:
            return self._get(row.pk, row.rk)
        except OneoneError as error:
            raise Unknown(
                "The store did not answer a write, and could not be asked about it.", table=self._client.table_name
            ) from error

    def _get(self, pk: str, rk: str) -> TableEntity | None:
        if not (is_key(pk) and is_key(rk)):
            return None  # Azure answers 400; no row can have such a key
        with self._in_our_words():
            try:
                return self._client.get_entity(pk, rk)
            except ResourceNotFoundError:
                return None

    def _run(self, write: Callable[[], _T]) -> _T:
        """What the write gives; a table that is missing is made first (in Azure the deployment has made it)."""
        try:
            return write()
        except HttpResponseError as error:
            if _code(error) != "TableNotFound":
                raise
        try:
            self._client.create_table()
        except HttpResponseError as error:
            if _code(error) != "TableAlreadyExists":
                raise
        return write()

    @contextmanager
    def _in_our_words(self) -> Iterator[None]:
        try:
            yield
        except AzureError as error:
            failure = _said(error, self._client.account_name or "", self._client.table_name)
            if failure is None:
                raise
            raise failure from error


def _said(error: AzureError, account: str, table: str) -> OneoneError | None:
    """Azure's error by what one does about it; None for a request that the service calls wrong: that is our mistake.

    Codes: learn.microsoft.com/rest/api/storageservices/table-service-error-codes.
    """
    code = _code(error)
    status = error.status_code if isinstance(error, HttpResponseError) else None
    if code == "EntityAlreadyExists":
        return Taken("A row with this key exists already.", table=table)
    if status == 412 or code in ("ResourceNotFound", "EntityNotFound"):
        return Changed("The row changed since it was read, or is gone. Read it again.", table=table)
    if status == 403 and code != "AuthenticationFailed":
        return NotAllowed(
            f"The storage account {account} refuses this identity. Give it the role “Storage Table Data Contributor” "
            f"on the table {table} or the account, and look at the account's network rules. A new role takes some "
            "minutes.",
            code=code,
        )
    if isinstance(error, ClientAuthenticationError) or status in (401, 403):
        return NeedsAttention(
            f"The sign-in to the storage account {account} failed. In Azure: does the Function app have its managed "
            "identity? On a laptop: sign in, for example with `az login`.",
            code=code,
        )
    if status is None or status in (408, 409, 429) or status >= 500:
        return TryLater(f"The storage account {account} does not answer as it should.", _WAIT, status=status, code=code)
    return None


def _code(error: AzureError) -> str | None:
    code = getattr(error, "error_code", None)
    if code is None:  # not every call of the SDK decodes its errors
        code = getattr(getattr(error, "response", None), "headers", {}).get("x-ms-error-code")
    return None if code is None else str(getattr(code, "value", code))


def _filter(
    pk: str | None, start: str | None, before: str | None, where: Mapping[str, Stored]
) -> tuple[str, dict[str, Stored]]:
    clauses, parameters = list[str](), dict[str, Stored]()
    for clause, name, key in (
        ("PartitionKey eq", "pk", pk),
        ("RowKey ge", "start", start),
        ("RowKey lt", "before", before),
    ):
        if key is not None:
            clauses.append(f"{clause} @{name}")
            parameters[name] = key
    for count, (name, value) in enumerate(where.items()):
        clauses.append(f"{name} eq @w{count}")
        parameters[f"w{count}"] = value
    return " and ".join(clauses), parameters


def _keys(row: Row) -> dict[str, Stored]:
    return {"PartitionKey": row.pk, "RowKey": row.rk}


def _entity(row: Row, mark: str = "") -> dict[str, Stored]:
    return {**pack(row), WRITER: mark or uuid4().hex, **_keys(row)}


def _only(row: Row) -> dict[str, Any]:
    """If-Match for a row that was read."""
    return {"etag": row.etag, "match_condition": MatchConditions.IfNotModified} if row.etag else {}


def _row(entity: TableEntity) -> Row:
    properties = {
        name: _stored(value) for name, value in entity.items() if name not in ("PartitionKey", "RowKey", WRITER)
    }
    return Row(entity["PartitionKey"], entity["RowKey"], unpack(properties), entity.metadata["etag"] or "")


def _stored(value: object) -> Stored:
    """A property as the port gives it, also of types that only the portal or another program writes."""
    match value:
        case EntityProperty():
            return _stored(value.value)
        case datetime():
            return datetime.fromisoformat(iso(value)).astimezone(UTC)  # a plain one: the SDK's carries its text with it
        case bool() | int() | str():
            return value
        case float():
            return int(value) if value.is_integer() else repr(value)
        case UUID():
            return str(value)
        case bytes():
            return base64.b64encode(value).decode()
        case _:
            raise TypeError(f"Azure Tables gave a property of type {type(value).__name__}")
