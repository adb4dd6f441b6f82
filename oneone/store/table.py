"""The table port: rows found by two keys, written by one hand at a time, within limits that both backends keep alike.

Azure Tables sets the limits (learn.microsoft.com: "Understanding the Table service data model"); Azurite and SQLite
would take more, so what is checked here is what keeps a laptop from storing what the Function app could not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, Protocol, get_args

from oneone.errors import BadInput, NeedsAttention

Stored = str | int | bool | datetime
Value = Stored | None
TableName = Literal["pairs", "due", "ledger", "accounts", "tokens", "numbers"]
TABLES: tuple[TableName, ...] = get_args(TableName)

WRITER = "by"
"""Property that tells whose write a row is (Azure); kept out of `Row.values`, so no caller may use the name."""

KEY_LENGTH = 512
TEXT_UNITS = 30_000  # UTF-16 units a property; Azure takes 32,768
ROW_BYTES = 900 * 1024  # as Azure counts; it takes 1 MiB
COMMIT_BYTES = 3_500 * 1024  # as sent; Azure takes 4 MiB
COMMIT_ROWS = 100
PROPERTIES = 200  # Azure takes 252
FIRST_YEAR = 1601  # Edm.DateTime begins there


@dataclass(frozen=True, slots=True)
class Row:
    """One row; datetimes in `values` are aware and come back in UTC, a value that is None is left out when stored.

    `etag` is the version that was read; empty: not read from the store.
    """

    pk: str
    rk: str
    values: Mapping[str, Value]
    etag: str = ""


class Table(Protocol):
    """One table of a store.

    Every method raises TryLater when the store cannot be reached, and NeedsAttention when a person has to change
    something (a role, a full disk, a row too large). Writes raise ValueError for what no store takes: keys with
    `/ \\ # ?` or control characters, names that are no identifiers, whole numbers beyond 32 bit, naive datetimes.
    Insert, replace and commit raise Unknown when their answer was lost and the row could not be read back.
    """

    def get(self, pk: str, rk: str) -> Row | None:
        """The row, or None when there is none."""

    def query(
        self,
        pk: str | None = None,
        *,
        start: str | None = None,
        before: str | None = None,
        where: Mapping[str, Value] | None = None,
    ) -> Iterator[Row]:
        """All rows with row keys in [start, before) whose properties equal `where`, ordered by pk and rk.

        Read page by page while one iterates: rows written meanwhile may or may not be seen.
        """

    def insert(self, row: Row) -> Row:
        """Stores a new row and gives it back with its etag; raises Taken when the key exists."""

    def replace(self, row: Row) -> Row:
        """Stores the whole row in place of the one with this etag; raises Changed when that is no longer there."""

    def upsert(self, row: Row) -> Row:
        """Stores the whole row whatever is there; only for rows that have one writer."""

    def delete(self, row: Row) -> None:
        """Removes the row, none is fine; with an etag only that version, else Changed."""

    def commit(
        self, pk: str, inserts: Sequence[Row] = (), replaces: Sequence[Row] = (), deletes: Sequence[Row] = ()
    ) -> None:
        """Writes at most 100 rows of one partition, all or nothing.

        Raises Taken for an insert whose key exists, Changed for a replace or delete whose row is not as read, or gone.
        A commit of deletes alone whose rows are all gone is done.
        """


class Store(Protocol):
    """Six tables in one place; can be used by several threads and processes at once."""

    def table(self, name: TableName) -> Table:
        """The table of this name; made when it is first needed."""

    def close(self) -> None:
        """Gives its files and connections back; nothing can be read or written afterwards."""


_ALLOWED = (
    "sqlite:///FILE (a path from here), sqlite:////FILE (from the root), azure (in the Function app), "
    "or azure://ACCOUNT (from a laptop)"
)
_ACCOUNT = re.compile(r"[a-z0-9]{3,24}")


def open_store(url: str, *, storage_account: str = "", connection_string: str = "", identity: str = "") -> Store:
    """Opens the store that ONEONE_STORE names; raises BadInput saying what is allowed, or what is wrong with the file.

    For `azure`: the Function app's storage account and the client id of its identity (empty: the system-assigned one),
    or a connection string (Azurite). The Azure libraries are imported for Azure alone: that is cold start.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest.startswith("/") and rest != "/":
        from oneone.store.sqlite import SqliteStore

        return SqliteStore(rest[1:])
    if scheme != "azure":
        # Not echoed: it may be a connection string in the wrong place.
        raise BadInput(f"ONEONE_STORE is not the address of a store. Allowed is {_ALLOWED}.")
    account = rest or storage_account
    if not account and not connection_string:
        raise BadInput(
            "ONEONE_STORE is azure, but the Function app's settings name no storage account: set "
            "AzureWebJobsStorage__accountName. From a laptop use azure://ACCOUNT."
        )
    if account and not _ACCOUNT.fullmatch(account):
        raise BadInput(f"“{account}” is not the name of a storage account: that is 3 to 24 small letters and digits.")
    from oneone.store.azure import AzureStore, credential

    if not account:
        return AzureStore(connection_string=connection_string)
    who = credential(identity, own_sign_in=bool(rest))
    return AzureStore(endpoint=f"https://{account}.table.core.windows.net", credential=who)


# ---------------------------------------------------------------- keys

_SAFE = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789@._-!^~' ")
_ESCAPED = re.compile(rb"=([0-9a-f]{2})")
_FORBIDDEN = re.compile(r"[/\\#?\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def key(*parts: str) -> str:
    """One key of these parts: equal for spellings that differ only in case, outer space or Unicode form.

    ASCII letters, digits, space and ``@._-!^~'`` stay, each other byte of the UTF-8 becomes `=xx` (the UPN of a guest
    contains `#`). Raises NeedsAttention when the key gets longer than 512 characters, ValueError for an empty part.
    """
    escaped = [_escape(part) for part in parts]
    if not parts or not all(escaped):
        raise ValueError("every part of a key needs a text")
    made = "|".join(escaped)
    if len(made) > KEY_LENGTH:
        longest = max(zip(escaped, parts, strict=True), key=lambda pair: len(pair[0]))[1].strip()
        raise NeedsAttention(
            f"“{longest[:60]}…” is too long to be kept. Use a shorter name.",
            characters=len(made),
            at_most=KEY_LENGTH,
        )
    return made


def parts(made: str) -> tuple[str, ...]:
    """The parts of a key that `key` made, in their folded spelling."""
    return tuple(
        _ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()), part.encode()).decode("utf-8", "surrogatepass")
        for part in made.split("|")
    )


def is_key(text: str) -> bool:
    """Whether a store takes this text as pk or rk; a key as an admin typed it may not be one of ours, but is fine."""
    return not _FORBIDDEN.search(text) and _units(text) <= KEY_LENGTH


def _escape(part: str) -> str:
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", part).strip().lower())
    return "".join(chr(byte) if byte in _SAFE else f"={byte:02x}" for byte in folded.encode("utf-8", "surrogatepass"))


# ---------------------------------------------------------------- rows as stored

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}")
_PIECE = re.compile(r".*__[0-9]+")
_RESERVED = frozenset({WRITER, "PartitionKey", "RowKey", "Timestamp"})


def is_name(name: str) -> bool:
    """Whether a caller may use this property name."""
    return bool(_NAME.fullmatch(name)) and not _PIECE.fullmatch(name) and name not in _RESERVED


def pack(row: Row) -> dict[str, Stored]:
    """The properties to store, long texts cut into `name`, `name__1`, …; raises what `Table` says about limits."""
    for text in (row.pk, row.rk):
        if not is_key(text):
            raise ValueError("a key may not contain / \\ # ? or control characters, nor be longer than 512")
    packed: dict[str, Stored] = {}
    for name, value in row.values.items():
        if not is_name(name):
            raise ValueError(f"{name!r} cannot be the name of a property")
        if isinstance(value, str):
            for count, piece in enumerate(_cut(name, value)):
                packed[f"{name}__{count}" if count else name] = piece
        elif value is not None:
            packed[name] = _plain(name, value)
    if len(packed) > PROPERTIES:
        raise ValueError(f"{len(packed)} properties in a row, at most {PROPERTIES} are possible")
    if (size := _bytes(row, packed)) > ROW_BYTES:
        raise NeedsAttention(
            f"The row “{row.rk}” of “{row.pk}” is too large to be kept. Shorten what it holds.",
            kib=size // 1024,
            at_most=ROW_BYTES // 1024,
        )
    return packed


def unpack(properties: Mapping[str, Stored]) -> dict[str, Value]:
    """The values that `pack` was given; a property that only looks like a piece of a text stays itself."""
    values: dict[str, Value] = dict(properties)
    for name, value in properties.items():
        text = [value] if isinstance(value, str) else []
        while text and _is_full(text[-1]) and isinstance(piece := values.get(f"{name}__{len(text)}"), str):
            del values[f"{name}__{len(text)}"]
            text.append(piece)
        if len(text) > 1:
            values[name] = "".join(text)
    return values


def check_commit(pk: str, inserts: Sequence[Row], replaces: Sequence[Row], deletes: Sequence[Row]) -> None:
    """Raises ValueError when these rows cannot be one commit, NeedsAttention when they are too large together."""
    rows = (*inserts, *replaces, *deletes)
    if len(rows) > COMMIT_ROWS:
        raise ValueError(f"{len(rows)} rows in a commit, at most {COMMIT_ROWS} are possible")
    if any(row.pk != pk for row in rows):
        raise ValueError("all rows of a commit stand in its partition")
    if len({row.rk for row in rows}) < len(rows):
        raise ValueError("a row stands twice in a commit")
    check_read(*replaces)
    # JSON as sent: a character beyond ASCII takes six bytes, and each row comes with about 1 KiB of headers.
    sent = sum(
        1024 + sum(_sent(name, value) for name, value in row.values.items() if value is not None)
        for row in (*inserts, *replaces)
    )
    if sent > COMMIT_BYTES:
        raise NeedsAttention(
            f"{len(rows)} rows of “{pk}” are too large to be kept in one step. Shorten what they hold.",
            kib=sent // 1024,
            at_most=COMMIT_BYTES // 1024,
        )


def check_read(*rows: Row) -> None:
    """Raises ValueError when a row to be replaced was never read."""
    if not all(row.etag for row in rows):
        raise ValueError("a row is replaced as it was read: it needs its etag")


def check_where(where: Mapping[str, Value] | None) -> dict[str, Stored]:
    """The properties that a query asks for; raises ValueError for what cannot be compared: None, a cut text."""
    asked: dict[str, Stored] = {}
    for name, value in (where or {}).items():
        if not is_name(name) or value is None or (isinstance(value, str) and _units(value) > TEXT_UNITS):
            raise ValueError(f"rows cannot be looked for by this value of {name!r}")
        asked[name] = str.__str__(value) if isinstance(value, str) else _plain(name, value)
    return asked


def iso(moment: datetime) -> str:
    """`2026-11-23T09:00:00.000000Z`: UTC and always as long, so equal times are equal texts."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _is_full(text: str) -> bool:
    # One unit less: a cut never parts the two halves of an emoji.
    return 2 * len(text) >= TEXT_UNITS - 1 and _units(text) >= TEXT_UNITS - 1


def _cut(name: str, text: str) -> Iterator[str]:
    text = str.__str__(text)  # the SDK knows str alone, not a StrEnum
    if text.isascii():
        data, width = text.encode(), 1
    else:
        try:
            data, width = text.encode("utf-16-le"), 2
        except UnicodeEncodeError:
            raise ValueError(f"the text of {name} is broken: it holds half an emoji") from None
    if len(data) <= TEXT_UNITS * width:
        yield text
        return
    at = 0
    while at < len(data):
        end = min(at + TEXT_UNITS * width, len(data))
        if width == 2 and end < len(data) and 0xD8 <= data[end - 1] <= 0xDB:
            end -= 2
        yield data[at:end].decode("ascii" if width == 1 else "utf-16-le")
        at = end


def _plain(name: str, value: int | bool | datetime) -> Stored:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        if not -(2**31) <= value < 2**31:
            raise ValueError(f"the number in {name} is beyond 32 bit: keep it as text")
        return int(value)
    if not isinstance(value, datetime):
        raise ValueError(f"{name} is {type(value).__name__}: text, whole numbers, yes/no and datetimes can be kept")
    if value.tzinfo is None or value.year <= FIRST_YEAR:
        raise ValueError(f"the time in {name} needs a time zone, and a year after {FIRST_YEAR}")
    return value.astimezone(UTC)


def _bytes(row: Row, packed: Mapping[str, Stored]) -> int:
    # As "Azure Tables: estimating capacity" counts: 4 + keys + 8 a property + name + value, text in UTF-16.
    size = 4 + 2 * (_units(row.pk) + _units(row.rk))
    for name, value in packed.items():
        size += 8 + 2 * len(name) + (4 + 2 * _units(value) if isinstance(value, str) else 8)
    return size


def _sent(name: str, value: Stored) -> int:
    if not isinstance(value, str):
        return len(name) + 64
    return len(name) + 8 + (2 * len(value) if value.isascii() else 6 * _units(value))
