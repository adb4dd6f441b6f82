"""What is sent and answered, checked against Microsoft's published names of properties and enum values.

`Published(inner)` wraps an httpx transport: every JSON body that passes and is of a known kind is checked.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

_NAMES = json.loads((Path(__file__).parent / "graph_names.json").read_text(encoding="utf-8"))
TYPES: dict[str, dict[str, str]] = _NAMES["types"]
ENUMS: dict[str, list[str]] = _NAMES["enums"]

_ONENOTE = r"/v1\.0/(?:me|(?:users|sites|groups)/[^/]+)/onenote"
_MAILBOX = r"/v1\.0/(?:me|users/[^/]+)(?:/calendar)?"
KINDS: list[tuple[str, str, str | None, str | None]] = [  # method, path, type of the body sent, type answered
    ("POST", rf"{_ONENOTE}/notebooks/getNotebookFromWebUrl", None, "CopyNotebookModel"),
    ("GET", rf"{_ONENOTE}/notebooks", None, "Collection(notebook)"),
    ("GET", rf"{_ONENOTE}/notebooks/[^/]+", None, "notebook"),
    ("GET", rf"{_ONENOTE}/(?:notebooks|sectionGroups)/[^/]+/sections", None, "Collection(onenoteSection)"),
    ("POST", rf"{_ONENOTE}/(?:notebooks|sectionGroups)/[^/]+/sections", "onenoteSection", "onenoteSection"),
    ("GET", rf"{_ONENOTE}/(?:notebooks|sectionGroups)/[^/]+/sectionGroups", None, "Collection(sectionGroup)"),
    ("POST", rf"{_ONENOTE}/(?:notebooks|sectionGroups)/[^/]+/sectionGroups", "sectionGroup", "sectionGroup"),
    ("GET", rf"{_ONENOTE}/sections/[^/]+", None, "onenoteSection"),
    ("GET", rf"{_ONENOTE}/sections/[^/]+/pages", None, "Collection(onenotePage)"),
    ("POST", rf"{_ONENOTE}/sections/[^/]+/pages", None, "onenotePage"),
    ("GET", rf"{_ONENOTE}/pages/[^/]+", None, "onenotePage"),
    ("GET", rf"{_MAILBOX}/calendarView", None, "Collection(event)"),
    ("GET", rf"{_MAILBOX}/events/[^/]+", None, "event"),
    ("PATCH", rf"{_MAILBOX}/events/[^/]+", "event", "event"),
    ("POST", rf"{_MAILBOX}/events", "event", "event"),
    ("POST", r"/v1\.0/me/sendMail", "sendMail", None),
    ("GET", r"/v1\.0/me", None, "user"),
    ("GET", r"/v1\.0/users/[^/]+", None, "user"),
]


def check(kind: str, value: Any, place: str = "") -> None:
    """AssertionError names the first place where a value does not fit the published type."""
    place = place or kind
    if kind.startswith("Collection("):
        assert isinstance(value, list), f"{place} is not a collection"
        for number, entry in enumerate(value):
            check(kind[len("Collection(") : -1], entry, f"{place}[{number}]")
    elif value is None:
        return
    elif kind in TYPES:
        assert isinstance(value, dict), f"{place} is not an object"
        for name, entry in value.items():
            if "@" in name:  # annotations of OData and OneNote
                continue
            assert name in TYPES[kind], f"{place}.{name}: {kind} has no such property"
            check(TYPES[kind][name], entry, f"{place}.{name}")
    elif kind in ENUMS:
        assert value in ENUMS[kind], f"{place}: {value} is not one of {ENUMS[kind]}"
    elif kind == "String":
        assert isinstance(value, str), f"{place} is not text"
    elif kind == "Boolean":
        assert isinstance(value, bool), f"{place} is neither true nor false"
    elif kind == "DateTimeOffset":
        assert datetime.fromisoformat(value.replace("Z", "+00:00")).tzinfo is not None, f"{place} has no offset"


class Published(httpx.AsyncBaseTransport):
    """Passes requests on to `inner` and checks what goes through; `checked` counts bodies."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.checked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        body = await response.aread()
        for method, path, sent, answered in KINDS:
            if request.method == method and re.fullmatch(path, request.url.path, re.I):
                if sent is not None:
                    check(sent, json.loads(await request.aread()), f"{method} {sent}")
                if response.is_success and answered is not None:
                    data = json.loads(body)
                    check(
                        answered, data["value"] if answered.startswith("Collection(") else data, f"{method} {answered}"
                    )
                self.checked += 1
                break
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()
