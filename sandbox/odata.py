"""OData query options as OneNote supports them (Get OneNote content: supported OData query string options)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.answers import Json, Refused

Value = str | int | bool | datetime | None
Expression = Callable[[Json], Any]

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<time>\d{4}-\d\d-\d\d(?:T[0-9:.]+(?:Z|[+-]\d\d:\d\d)?)?)|(?P<number>\d+)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_/]*)|(?P<mark>[(),]))"
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: bool(a == b),
    "ne": lambda a, b: bool(a != b),
    "gt": lambda a, b: bool(a > b),
    "ge": lambda a, b: bool(a >= b),
    "lt": lambda a, b: bool(a < b),
    "le": lambda a, b: bool(a <= b),
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "contains": lambda a, b: b in a,
    "startswith": lambda a, b: a.startswith(b),
    "endswith": lambda a, b: a.endswith(b),
    "tolower": lambda a: a.lower(),
    "toupper": lambda a: a.upper(),
    "trim": lambda a: a.strip(),
    "length": len,
    "indexof": lambda a, b: a.find(b),
    "substring": lambda a, start, length=None: a[start:] if length is None else a[start : start + length],
    "concat": lambda a, b: a + b,
}


def select(entity: Json, query: str | None) -> Json:
    """Only the properties that $select names; 20145 for a name the entity does not have."""
    if not query:
        return entity
    names = [name.strip() for name in query.split(",") if name.strip()]
    unknown = [name for name in names if name not in entity]
    if unknown:
        raise Refused(400, "20145", f"The select or expand expression contains an invalid term: {', '.join(unknown)}.")
    return {name: value for name, value in entity.items() if name in names or name.startswith("@odata.etag")}


def ordered(entities: list[Json], query: str) -> list[Json]:
    """Sorted as $orderby says; strings in any case, times as times."""
    for part in reversed(query.split(",")):
        name, _, direction = part.strip().partition(" ")
        if direction.strip() not in ("", "asc", "desc"):
            raise Refused(400, "20128", "The orderby expression has a syntax error.")

        def key(entity: Json, name: str = name) -> Any:
            value = _property(entity, name)
            return value.casefold() if isinstance(value, str) else value

        entities = sorted(entities, key=key, reverse=direction.strip() == "desc")
    return entities


def whole_number(query: str | None, name: str) -> int | None:
    """$top or $skip; 20128 when it is not a number."""
    if query is None:
        return None
    if not query.isdigit():
        raise Refused(400, "20128", f"The {name} option must be a whole number.")
    return int(query)


def matching(query: str) -> Callable[[Json], bool]:
    """The test that $filter describes; 20128 for a syntax error, 20127 for an unknown property."""
    parser = _Parser(query)
    expression = parser.either()
    parser.end()
    return lambda entity: bool(expression(entity))


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[tuple[str, str]] = []
        place = 0
        while place < len(text.rstrip()):
            match = _TOKEN.match(text, place)
            if match is None:
                raise self._broken(place)
            self._tokens.append((match.lastgroup or "", match[match.lastgroup or 0]))
            place = match.end()
        self._next = 0

    def either(self) -> Expression:
        left = self._both()
        while self._take("name", "or"):
            left = _joined(left, self._both(), any_of=True)
        return left

    def end(self) -> None:
        if self._next != len(self._tokens):
            raise self._broken(self._next)

    def _both(self) -> Expression:
        left = self._single()
        while self._take("name", "and"):
            left = _joined(left, self._single(), any_of=False)
        return left

    def _single(self) -> Expression:
        if self._take("name", "not"):
            inner = self._single()
            return lambda entity: not inner(entity)
        left = self._operand()
        kind, word = self._peek()
        if kind == "name" and word in _COMPARE:
            self._next += 1
            right = self._operand()
            compare = _COMPARE[word]

            def compared(entity: Json) -> bool:
                a, b = left(entity), right(entity)
                try:
                    return compare(a, b)
                except TypeError as wrong:
                    raise Refused(400, "20128", "The filter compares values of different types.") from wrong

            return compared
        return left

    def _operand(self) -> Expression:
        kind, word = self._peek()
        self._next += 1
        if kind == "mark" and word == "(":
            inner = self.either()
            self._expect(")")
            return inner
        if kind == "text":
            text = word[1:-1].replace("''", "'")
            return lambda _: text
        if kind == "time":
            when = _time(word)
            return lambda _: when
        if kind == "number":
            number = int(word)
            return lambda _: number
        if kind != "name":
            raise self._broken(self._next)
        if self._peek() == ("mark", "("):
            return self._function(word)
        if word in ("true", "false", "null"):
            constant = {"true": True, "false": False, "null": None}[word]
            return lambda _: constant
        return lambda entity: _property(entity, word)

    def _function(self, name: str) -> Expression:
        if name not in _FUNCTIONS:
            raise Refused(400, "20106", f"The request contains a query operator that is not supported: {name}.")
        self._expect("(")
        arguments = [self._operand()]
        while self._take("mark", ","):
            arguments.append(self._operand())
        self._expect(")")
        function = _FUNCTIONS[name]
        return lambda entity: function(*(argument(entity) for argument in arguments))

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._next] if self._next < len(self._tokens) else ("", "")

    def _take(self, kind: str, word: str) -> bool:
        if self._peek() != (kind, word):
            return False
        self._next += 1
        return True

    def _expect(self, mark: str) -> None:
        if not self._take("mark", mark):
            raise self._broken(self._next)

    def _broken(self, place: int) -> Refused:
        return Refused(400, "20128", f"The filter has a syntax error at position {place}.")


def _joined(left: Expression, right: Expression, *, any_of: bool) -> Expression:
    if any_of:
        return lambda entity: left(entity) or right(entity)
    return lambda entity: left(entity) and right(entity)


def _property(entity: Json, path: str) -> Any:
    value: Any = entity
    for name in path.split("/"):
        if not isinstance(value, dict) or name not in value:
            raise Refused(400, "20127", f"The request names an unknown property: {path}.")
        value = value[name]
    return _time(value) if path.endswith("DateTime") and value is not None else value


def _time(text: str) -> datetime:
    try:
        when = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as wrong:
        raise Refused(400, "20128", "The filter has an unreadable time.") from wrong
    if when.tzinfo is None:
        return datetime.fromisoformat(f"{when.isoformat()}+00:00")
    return when
