"""A request as the endpoints see it, and the shapes of Graph's answers and errors (Microsoft Graph error responses)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.tenant import Person, Tenant

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One request of one signed-in person; `path` is below /v1.0, `base` the address up to and with /v1.0."""

    tenant: Tenant
    person: Person
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    base: str
    names: Mapping[str, str]  # parts of the path


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes = b""
    media: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """The request is answered with an error; `code` is a number in words for OneNote."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = headers or {}


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A method and path, and who answers it; fixed parts of a path match in any case, as Graph's do."""

    method: str
    path: re.Pattern[str]
    handler: Handler


def endpoint(method: str, path: str, handler: Handler) -> Endpoint:
    """An endpoint; `{name}` stands for one part of the path, `{root}` for me, users/…, sites/… or groups/…."""
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", re.escape(path).replace(r"\{", "{").replace(r"\}", "}"))
    pattern = pattern.replace("(?P<root>[^/]+)", "(?P<root>me|(?:users|sites|groups)/[^/]+)")
    pattern = pattern.replace("(?P<mailbox>[^/]+)", "(?P<mailbox>me|users/[^/]+)")
    return Endpoint(method, re.compile(pattern, re.I), handler)


def answer_json(data: Json, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """A JSON answer."""
    return Answer(status, json.dumps(data, ensure_ascii=False).encode(), headers=headers or {})


def error(status: int, code: str, message: str, now: datetime, request_id: str, client_request_id: str) -> bytes:
    """The body of an error."""
    inner = {
        "date": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
        "request-id": request_id,
        "client-request-id": client_request_id,
    }
    return json.dumps({"error": {"code": code, "message": message, "innerError": inner}}).encode()


def body_json(call: Call, code: str) -> Json:
    """The JSON object of the request; refused with this code when it is none."""
    try:
        data = json.loads(call.body)
    except (ValueError, UnicodeDecodeError) as broken:
        raise Refused(400, code, "The request body is not valid JSON.") from broken
    if not isinstance(data, dict):
        raise Refused(400, code, "The request body must be a JSON object.")
    return data


def stamp(when: datetime, *, fractions: bool = False) -> str:
    """An Edm.DateTimeOffset in UTC."""
    when = when.astimezone(UTC)
    if fractions and when.microsecond:
        return when.strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0") + "Z"
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
