"""The one way to a CRM's API: reads only, tokens only to its own host, waits within reason, errors named.

Nothing is logged: addresses and answers hold names of customers.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests

from oneone.errors import NeedsAttention, TryLater

Json = dict[str, Any]

LASTS = 480.0  # seconds that one read may take; a Function is ended after ten minutes

_TIMEOUT = (10.0, 60.0)  # seconds to connect, and between two parts of an answer
_SIGN_IN_TIMEOUT = (10.0, 30.0)
_TRIES = 5
_LONGEST_WAIT = 30.0  # seconds for one wait; a CRM that wants more is asked another day
_PAUSES = (1.0, 2.0, 4.0, 8.0)
_LATER = timedelta(minutes=30)
_TOMORROW = timedelta(hours=12)
_LARGEST = 30  # decimal places of a number; more is no amount

# Asked again in place: too many requests, locked or moving data (HubSpot: 423, 477), and the server's own faults.
_BUSY = frozenset({408, 423, 429, 477})
_BUSY_CODES = frozenset({"QUERY_TIMEOUT", "SERVER_UNAVAILABLE"})  # Salesforce, whatever the status
# HubSpot names the limit that was reached, and no time: https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
_LIMITS = {"SECONDLY": 1.0, "TEN_SECONDLY_ROLLING": 10.0}
_SPENT = frozenset({"REQUEST_LIMIT_EXCEEDED", "DAILY"})  # Salesforce (a 403), HubSpot: the allowance of the day

_NO_FIELD = re.compile(
    r"(?:No such column|property named|Didn't understand relationship) '([\w.]{1,100})'", re.IGNORECASE
)

_SIGN_IN = {
    "invalid_client": "Check client id and secret; has the secret run out?",
    "invalid_resource": "Check its address: no environment of this tenant has it.",
    "invalid_scope": "Check its address: no environment of this tenant has it.",
    "invalid_grant": "The address must be My Domain; the app needs the client credentials flow and a user to run as.",
}


class NoSuchField(NeedsAttention):
    """The CRM has no such field, or does not show it to its app: somebody has to change one of the two."""

    def __init__(self, message: str, field: str, **facts: str | int | None) -> None:
        super().__init__(message, **facts)
        self.field = field


class Wire:
    """Asks one CRM; `name` is how messages call it.

    `token` gives a bearer token and, called again, a newer one: that is tried once after a 401. `pause` is the least
    time between two requests and `lasts` the time for everything that is asked, both in seconds. Raises TryLater when
    the CRM has no whole answer now, NeedsAttention when an admin has to change something: nothing of an unfinished
    read is to be kept.
    """

    def __init__(
        self,
        name: str,
        base: str,
        token: Callable[[], str],
        *,
        pause: float = 0.0,
        lasts: float = LASTS,
        sleep: Callable[[float], None] = time.sleep,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name, self._base, self._token = name, base.rstrip("/"), token
        self._pause, self._sleep, self._ticks = pause, sleep, ticks
        self._until = ticks() + lasts
        self._bearer = ""
        self._http = requests.Session()
        self.began: datetime | None = None
        """When the first answer was sent, by the CRM's own clock."""
        if urlsplit(self._base).scheme != "https":
            raise NeedsAttention(f"The address of {name} must begin with https://.")

    def close(self) -> None:
        """Close every connection."""
        self._http.close()

    def get(self, path: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Json:
        """The JSON object at a path, or at a whole address of the same host as a next link gives it."""
        return self._ask("GET", path, params, None, headers)

    def post(self, path: str, body: Json) -> Json:
        """The JSON object that a question by POST is answered with."""
        return self._ask("POST", path, None, body, None)

    def _ask(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        body: Json | None,
        headers: Mapping[str, str] | None,
    ) -> Json:
        url = self._address(path)
        renewed = False
        for attempt in range(_TRIES):
            if self._pause:
                self._sleep(self._pause)
            if not self._bearer:
                self._bearer = self._token()
            sent = {"Authorization": f"Bearer {self._bearer}", "Accept": "application/json", **(headers or {})}
            connect, read = _TIMEOUT
            timeout = (connect, min(read, self._left()))
            try:
                answer = self._http.request(
                    method, url, params=params, json=body, headers=sent, timeout=timeout, allow_redirects=False
                )
                if answer.ok and not answer.is_redirect:
                    self.began = self.began or _sent_at(answer)
                    return self._whole(answer)
            except requests.RequestException:
                self._wait(attempt, None)
                continue
            if answer.status_code == HTTPStatus.UNAUTHORIZED and not renewed:
                renewed, self._bearer = True, ""
                continue
            code, said = _told(answer)
            if code in _SPENT:
                raise TryLater(f"{self.name} has no requests left for today.", _TOMORROW, code=code)
            if answer.status_code in _BUSY or answer.status_code >= 500 or code in _BUSY_CODES:
                self._wait(attempt, _asked_for(answer, code))
                continue
            raise self._refused(answer.status_code, code, said)
        raise self._not_now()

    def _left(self) -> float:
        left = self._until - self._ticks()
        if left <= 0:
            raise self._too_long()
        return left

    def _too_long(self) -> TryLater:
        said = f"{self.name} was not read to the end in the time there is. The figures of the last time stay."
        return TryLater(said, _LATER)

    def _address(self, path: str) -> str:
        if not path.startswith("https://") and not path.startswith("http://"):
            return f"{self._base}/{path.lstrip('/')}"
        if _server(path) != _server(self._base):
            raise NeedsAttention(f"{self.name} pointed to another server; nothing was sent there.")
        return path

    def _whole(self, answer: requests.Response) -> Json:
        """The answer's object; numbers as they are written. A cut-off one is asked for again."""
        found = answer.json(parse_float=_plain, parse_int=str)
        if not isinstance(found, dict):
            raise requests.exceptions.JSONDecodeError("no object", "", 0)
        return found

    def _wait(self, attempt: int, told: float | None) -> None:
        seconds = max(_PAUSES[min(attempt, len(_PAUSES) - 1)], told or 0.0)
        if seconds > _LONGEST_WAIT:
            raise TryLater(f"{self.name} asked to slow down.", timedelta(seconds=seconds))
        if attempt + 1 < _TRIES:
            if seconds >= self._left():
                raise self._too_long()
            self._sleep(seconds)

    def _not_now(self) -> TryLater:
        return TryLater(f"{self.name} gave no whole answer just now. The figures of the last time stay.", _LATER)

    def _refused(self, status: int, code: str, said: str) -> NeedsAttention:
        if status == HTTPStatus.UNAUTHORIZED:
            return NeedsAttention(
                f"{self.name} no longer accepts its credentials. Renew the secret in the Key Vault.",
                status=status,
                code=code or None,
            )
        if status == HTTPStatus.FORBIDDEN:
            return NeedsAttention(
                f"{self.name} does not let its app read this. Give it that right.", status=status, code=code or None
            )
        if status < 400 or status == HTTPStatus.NOT_FOUND:
            return NeedsAttention(
                f"{self.name} has nothing there. Is its address in the settings right?", status=status
            )
        if match := _NO_FIELD.search(said):
            return NoSuchField(
                f"{self.name} has no field {match[1]}, or does not show it to its app.", match[1], status=status
            )
        return NeedsAttention(
            f"{self.name} cannot answer what it was asked. Is every field in fields.toml there? It says: {said}",
            status=status,
        )


def _server(address: str) -> tuple[str, str | None, int]:
    """Scheme, host and port; `@` before the host makes it another one."""
    parts = urlsplit(address)
    try:
        port = parts.port or 443
    except ValueError:
        port = 0
    return parts.scheme, None if "@" in parts.netloc else parts.hostname, port


def _plain(number: str) -> str:
    """A number of JSON without exponent: Salesforce writes 1.0E7 for ten million."""
    if "e" not in number.lower():
        return number
    value = Decimal(number)
    return f"{value:f}" if abs(value.adjusted()) <= _LARGEST else number


def _sent_at(answer: requests.Response) -> datetime | None:
    try:
        return parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return None


def _asked_for(answer: requests.Response, code: str) -> float | None:
    """Seconds that a CRM asks to wait: Retry-After in seconds or as a date, else by the limit it names."""
    told = answer.headers.get("Retry-After", "").strip()
    if told.isdecimal():
        return float(told)
    try:
        until = parsedate_to_datetime(told).astimezone(UTC)
    except ValueError:
        return _LIMITS.get(code)
    sent = _sent_at(answer)
    return (until - sent).total_seconds() if sent else None


def _told(answer: requests.Response) -> tuple[str, str]:
    """Code and words of an error: of Dataverse, Salesforce (a list) or HubSpot; both may be empty."""
    try:
        found = answer.json()
    except requests.RequestException:
        found = None
    if isinstance(found, list) and found:
        found = found[0]
    if isinstance(found, dict) and isinstance(found.get("error"), dict):
        found = found["error"]
    if not isinstance(found, dict):
        return "", _visible(answer.text)
    code = next((str(found[key]) for key in ("policyName", "errorCode", "code", "category") if found.get(key)), "")
    return _visible(code)[:60], _visible(str(found.get("message") or answer.text))


def _visible(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text[:300])


def signed_in(name: str, url: str, form: Mapping[str, str]) -> str:
    """An access token for an app's own credentials (OAuth 2.0 client credentials), asked for at `url`.

    NeedsAttention when they are refused, TryLater when nobody answers. The secret is in no message.
    """
    try:
        answer = requests.post(url, data=dict(form), timeout=_SIGN_IN_TIMEOUT, allow_redirects=False)
    except requests.RequestException as problem:
        raise TryLater(f"The sign-in of {name} was not reached.", _LATER, reason=type(problem).__name__) from None
    status = answer.status_code
    if status >= 500 or status == HTTPStatus.TOO_MANY_REQUESTS:
        raise TryLater(f"The sign-in of {name} has no answer just now.", _LATER, status=status)
    try:
        found = answer.json()
    except requests.RequestException:
        raise NeedsAttention(f"Nobody signs in to {name} there. Is its address right?", status=status) from None
    token = found.get("access_token") if isinstance(found, dict) else None
    if not answer.ok or not isinstance(token, str):
        code = _visible(str(found.get("error", "")))[:60] if isinstance(found, dict) else ""
        hint = _SIGN_IN.get(code, "Check client id and secret.")
        raise NeedsAttention(f"{name} refused the app's credentials. {hint}", status=status, code=code)
    return token


def incomplete(name: str) -> TryLater:
    """The error for a read that ended before everything was sent."""
    return TryLater(f"{name} sent only a part of its deals. The figures of the last time stay.", _LATER)


def counted(name: str, number: object, missing: int) -> int:
    """A count in an answer; TryLater when it is none."""
    if number is None:
        return missing
    if not str(number).isdecimal():
        raise incomplete(name)
    return int(str(number))
