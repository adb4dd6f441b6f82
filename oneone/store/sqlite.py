"""The table port in one SQLite file: the store of a laptop, of the demo and of the tests."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import msgspec

from oneone.errors import BadInput, Changed, NeedsAttention, OneoneError, Taken, TryLater
from oneone.store.table import (
    TABLES,
    Row,
    Stored,
    TableName,
    Value,
    check_commit,
    check_read,
    check_where,
    iso,
    pack,
    unpack,
)

APPLICATION_ID = 0x316F6E31  # "1on1"
FORMAT = 1
CHUNK = 100  # rows read at once: a row is at most 900 KiB
BUSY_SECONDS = 10

_SCHEMA = """
CREATE TABLE rows (
    tbl TEXT NOT NULL, pk TEXT NOT NULL, rk TEXT NOT NULL, etag TEXT NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (tbl, pk, rk)
)
"""
_SELECT = "SELECT pk, rk, etag, json FROM rows WHERE "
_INSERT = "INSERT INTO rows (tbl, pk, rk, etag, json) VALUES (?, ?, ?, ?, ?)"
_UPSERT = _INSERT + " ON CONFLICT DO UPDATE SET etag = excluded.etag, json = excluded.json"
_REPLACE = "UPDATE rows SET etag = ?, json = ? WHERE tbl = ? AND pk = ? AND rk = ? AND etag = ?"
_DELETE = "DELETE FROM rows WHERE tbl = ? AND pk = ? AND rk = ? AND (? = '' OR etag = ?)"
_EXISTS = "SELECT 1 FROM rows WHERE tbl = ? AND pk = ? AND rk = ?"

_Tagged = str | int | bool | dict[str, str]
_decoder = msgspec.json.Decoder(dict[str, _Tagged])


class SqliteStore:
    """A store in the file `path`, made with its folder when missing.

    Raises BadInput when the file is not a store of ours, which is then left as it is. Each connection is used by one
    thread at a time; writers of other threads and processes are waited for up to 10 seconds, then TryLater.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path).absolute()
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        if not _is_ours(self._path):
            self._create()

    def table(self, name: TableName) -> SqliteTable:
        """The table of this name."""
        if name not in TABLES:
            raise ValueError(f"there is no table {name}")
        return SqliteTable(self, name)

    def close(self) -> None:
        """Closes the file; a connection at work is closed when its step ends."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for one step; SQLite's errors leave it as TryLater or NeedsAttention."""
        with _in_our_words(self._path):
            connection = self._take()
            try:
                yield connection
            except sqlite3.Error:
                connection.close()
                raise
            except BaseException:
                self._give_back(connection)
                raise
            self._give_back(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction that no other writer shares: all of it is stored, or nothing."""
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def _take(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise ValueError("the store is closed")
            if self._idle:
                return self._idle.pop()
        # Never made here: a store that somebody removed must not come back empty. Durable at each commit (synchronous
        # FULL is the default): a step is recorded before a page or mail is made.
        return sqlite3.connect(
            f"{self._path.as_uri()}?mode=rw",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _create(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch(mode=0o600)  # what two people promised each other is nobody else's
        except OSError as error:
            raise BadInput(f"The store {self._path} cannot be made: {error.strerror}. Name another file.") from error
        with self.writing() as connection:
            # Another process may have been first: nothing is made twice.
            if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                connection.execute(_SCHEMA)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {FORMAT}")
        # Kept in the file. Only now, so that the header read by `_is_ours` is in the file itself and never in the log
        # beside it. Refused while another process reads: its own opening then does it.
        with self.reading() as connection:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
        _is_ours(self._path)  # a file that somebody else has filled in between


class SqliteTable:
    """One table of a SqliteStore; promises and errors are those of `Table`."""

    def __init__(self, store: SqliteStore, name: TableName) -> None:
        self._store = store
        self._name = name

    def get(self, pk: str, rk: str) -> Row | None:
        """The row, or None."""
        with self._store.reading() as connection:
            found = connection.execute(f"{_SELECT} tbl = ? AND pk = ? AND rk = ?", (self._name, pk, rk)).fetchone()
        return _row(*found) if found else None

    def query(
        self,
        pk: str | None = None,
        *,
        start: str | None = None,
        before: str | None = None,
        where: Mapping[str, Value] | None = None,
    ) -> Iterator[Row]:
        """Rows in [start, before), a hundred at a time; no transaction stays open between two of them."""
        clauses, bound = _conditions(pk, start, before, check_where(where))
        return self._chunks(" AND ".join(["tbl = ?", *clauses]), [self._name, *bound])

    def _chunks(self, condition: str, bound: list[str | int]) -> Iterator[Row]:
        behind, last = "", list[str | int]()
        while True:
            sql = f"{_SELECT} {condition} {behind} ORDER BY pk, rk LIMIT {CHUNK}"
            with self._store.reading() as connection:
                found = connection.execute(sql, [*bound, *last]).fetchall()
            for fields in found:
                yield _row(*fields)
            if len(found) < CHUNK:
                return
            behind, last = "AND (pk, rk) > (?, ?)", list(found[-1][:2])

    def insert(self, row: Row) -> Row:
        """Stores a new row; raises Taken."""
        with self._store.writing() as connection:
            return self._insert(connection, row)

    def replace(self, row: Row) -> Row:
        """Stores the whole row in place of the version read; raises Changed."""
        check_read(row)
        with self._store.writing() as connection:
            return self._replace(connection, row)

    def upsert(self, row: Row) -> Row:
        """Stores the whole row whatever is there."""
        stored, etag = _json(row), uuid4().hex
        with self._store.writing() as connection:
            connection.execute(_UPSERT, (self._name, row.pk, row.rk, etag, stored))
        return Row(row.pk, row.rk, row.values, etag)

    def delete(self, row: Row) -> None:
        """Removes the row; with an etag only that version, else Changed."""
        with self._store.writing() as connection:
            if not self._delete(connection, row) and self._exists(connection, row):
                raise Changed("The row changed since it was read. Read it again.", table=self._name)

    def commit(
        self, pk: str, inserts: Sequence[Row] = (), replaces: Sequence[Row] = (), deletes: Sequence[Row] = ()
    ) -> None:
        """Writes the rows of one partition, all or nothing."""
        check_commit(pk, inserts, replaces, deletes)
        if not (inserts or replaces or deletes):
            return
        with self._store.writing() as connection:
            for row in inserts:
                self._insert(connection, row)
            for row in replaces:
                self._replace(connection, row)
            if not (inserts or replaces) and not any(self._exists(connection, row) for row in deletes):
                return
            for row in deletes:
                if not self._delete(connection, row):
                    raise Changed("A row to delete changed or is gone. Read again.", table=self._name)

    def _insert(self, connection: sqlite3.Connection, row: Row) -> Row:
        stored, etag = _json(row), uuid4().hex
        try:
            connection.execute(_INSERT, (self._name, row.pk, row.rk, etag, stored))
        except sqlite3.IntegrityError as error:
            raise Taken("A row with this key exists already.", table=self._name) from error
        return Row(row.pk, row.rk, row.values, etag)

    def _replace(self, connection: sqlite3.Connection, row: Row) -> Row:
        stored, etag = _json(row), uuid4().hex
        done = connection.execute(_REPLACE, (etag, stored, self._name, row.pk, row.rk, row.etag))
        if not done.rowcount:
            raise Changed("The row changed since it was read, or is gone. Read it again.", table=self._name)
        return Row(row.pk, row.rk, row.values, etag)

    def _delete(self, connection: sqlite3.Connection, row: Row) -> bool:
        return bool(connection.execute(_DELETE, (self._name, row.pk, row.rk, row.etag, row.etag)).rowcount)

    def _exists(self, connection: sqlite3.Connection, row: Row) -> bool:
        return connection.execute(_EXISTS, (self._name, row.pk, row.rk)).fetchone() is not None


def _conditions(
    pk: str | None, start: str | None, before: str | None, where: Mapping[str, Stored]
) -> tuple[list[str], list[str | int]]:
    clauses, bound = list[str](), list[str | int]()
    for clause, key in (("pk = ?", pk), ("rk >= ?", start), ("rk < ?", before)):
        if key is not None:
            clauses.append(clause)
            bound.append(key)
    for name, value in where.items():
        clause, asked = _equals(name, value)
        clauses.append(clause)
        bound += asked
    return clauses, bound


def _equals(name: str, value: Stored) -> tuple[str, list[str | int]]:
    path = f"$.{name}"
    match value:
        case bool():
            return "json_type(json, ?) = ?", [path, "true" if value else "false"]
        case int():
            return "json_type(json, ?) = 'integer' AND json_extract(json, ?) = ?", [path, path, value]
        case datetime():
            return "json_extract(json, ?) = ?", [f"{path}.utc", iso(value)]
        case _:
            return "json_type(json, ?) = 'text' AND json_extract(json, ?) = ?", [path, path, value]


def _json(row: Row) -> str:
    tagged = {name: {"utc": iso(value)} if isinstance(value, datetime) else value for name, value in pack(row).items()}
    return msgspec.json.encode(tagged).decode()


def _row(pk: str, rk: str, etag: str, stored: str) -> Row:
    properties: dict[str, Stored] = {
        name: datetime.fromisoformat(value["utc"]) if isinstance(value, dict) else value
        for name, value in _decoder.decode(stored).items()
    }
    return Row(pk, rk, unpack(properties), etag)


def _is_ours(path: Path) -> bool:
    """Whether the file is a store of ours; False when there is none yet. Looks at its header and touches nothing."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise BadInput(f"The store {path} cannot be read: {error.strerror}. Name another file.") from error
    if not header:
        return False
    # https://www.sqlite.org/fileformat.html, 1.3: the user version stands at 60, the application id at 68
    version, application = (int.from_bytes(header[at : at + 4], "big") for at in (60, 68))
    if not header.startswith(b"SQLite format 3\0"):
        raise BadInput(f"{path} is not a store: it is no SQLite file. Name another file in ONEONE_STORE.")
    if application != APPLICATION_ID:
        raise BadInput(f"{path} is the database of another program. Name another file in ONEONE_STORE.")
    if version > FORMAT:
        raise BadInput(f"{path} was made by a newer oneone (format {version}, known here is {FORMAT}). Update oneone.")
    return True


@contextmanager
def _in_our_words(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        failure = _said(error, path)
        if failure is None:
            raise
        raise failure from error


def _said(error: sqlite3.Error, path: Path) -> OneoneError | None:
    """SQLite's error by what one does about it; None for a mistake of ours (www.sqlite.org/rescode.html)."""
    code = getattr(error, "sqlite_errorcode", None)
    match None if code is None else code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return TryLater("Another program has been writing to the store for too long.", timedelta(minutes=1))
        case sqlite3.SQLITE_FULL:
            return NeedsAttention(f"The disk of {path} is full. Make room.")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return NeedsAttention(
                f"The store {path} cannot be opened for writing. Is it still there, and may this user write to it?"
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return NeedsAttention(f"The store {path} is damaged. Put a copy of it in its place.")
        case sqlite3.SQLITE_IOERR:
            return NeedsAttention(
                f"The disk of {path} fails. Look after it.", code=getattr(error, "sqlite_errorname", "")
            )
        case _:
            return None
