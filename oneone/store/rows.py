"""Dataclasses ↔ the columns of a row: single values as they are, what is nested as JSON text."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar, cast

import msgspec

from oneone.errors import NeedsAttention
from oneone.store.table import Value

T = TypeVar("T")

_LARGE = 60_000  # characters; a page's figures are far below, those of a rep with a thousand deals are not
_PLAIN = ("str", "int", "bool", "date", "datetime", "Decimal", "Side", "State", "Literal")


_shapes: dict[Any, tuple[frozenset[str], tuple[str, ...]]] = {}  # of each dataclass, worked out once


def _shape(kind: Any) -> tuple[frozenset[str], tuple[str, ...]]:
    """The fields kept as JSON text, since they are no single value, and those without a default."""
    if kind not in _shapes:
        entries = fields(kind)
        nested = frozenset(f.name for f in entries if not str(f.type).startswith(_PLAIN))
        needed = tuple(f.name for f in entries if f.default is MISSING and f.default_factory is MISSING)
        _shapes[kind] = nested, needed
    return _shapes[kind]


def values(value: object) -> dict[str, Value]:
    """The columns of a dataclass; None is left out."""
    nested, _ = _shape(type(value))
    plain = msgspec.to_builtins(value)
    return {
        name: msgspec.json.encode(entry).decode() if name in nested else cast("Value", entry)
        for name, entry in plain.items()
        if entry is not None
    }


def read(kind: type[T], columns: Mapping[str, Value]) -> T:
    """The dataclass of these columns; raises NeedsAttention when they were not written as such."""
    nested, needed = _shape(kind)
    plain: dict[str, Any] = dict.fromkeys(needed)  # None was left out when the row was written
    try:
        plain |= {name: msgspec.json.decode(str(entry)) if name in nested else entry for name, entry in columns.items()}
        return msgspec.convert(plain, kind, strict=False)
    except msgspec.MsgspecError as problem:
        raise NeedsAttention(
            f"A stored {kind.__name__} cannot be read: {problem}. "
            "Was the table edited by hand, or written by a newer version?"
        ) from problem


def packed(body: bytes) -> str:
    """JSON as it is stored: as it is, or compressed when it is long."""
    return body.decode() if len(body) < _LARGE else f"z{base64.b64encode(zlib.compress(body)).decode()}"


def unpacked(text: str) -> bytes:
    """The JSON of a stored text, which may be compressed; ValueError when it is neither."""
    return zlib.decompress(base64.b64decode(text[1:])) if text.startswith("z") else text.encode()
