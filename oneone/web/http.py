"""A web request and its answer, as any framework can carry them; every answer with the headers of a careful site."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl

MOST_BYTES = 64 * 1024  # of a form: a code of Microsoft Entra is below 4 KB


@dataclass(frozen=True, slots=True)
class Request:
    """Method, query and headers (names in lower case) as they came; the body is a form or nothing."""

    method: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def form(self) -> dict[str, str]:
        """The fields of a form, the first of each name; none of another kind of body, or of one too large."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded" or len(self.body) > MOST_BYTES:
            return {}
        fields: dict[str, str] = {}
        for name, value in parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50):
            fields.setdefault(name, value)
        return fields

    def cookie(self, name: str) -> str:
        """A cookie, empty when it was not sent."""
        try:
            found = SimpleCookie(self.headers.get("cookie", "")).get(name)
        except CookieError:
            return ""
        return found.value if found else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def headers(style: str, forms_go_to: str) -> dict[str, str]:
    """The headers of a page: nothing is loaded, framed, kept or told to others; forms go here and to one origin.

    `style` is the one style sheet of the page, allowed by its hash.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self' {forms_go_to}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy,
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "X-Robots-Tag": "noindex, nofollow",
    }
