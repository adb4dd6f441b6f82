"""The one way to a CRM's API: reads only, tokens only to its own host, waits within reason, errors named.

Nothing is logged: addresses and answers hold names of customers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import requests

from oneone.errors import NeedsAttention, TryLater

Json = dict[str, Any]

_TIMEOUT = (10, 60)  # seconds to connect, and between two parts of an answer
_TRIES = 5
_LONGEST_WAIT = 30.0  # seconds for one wait; a CRM that wants more is asked another day
_PAUSES = (1.0, 2.0, 4.0, 8.0)
_LATER = timedelta(minutes=30)


class Wire:
    """Asks one CRM; `name` is how messages call it.

    `token` gives a bearer token and, called again, a newer one: that is tried once after a 401. `pause` is the least
    time between two requests in seconds. Raises TryLater when the CRM has no whole answer now, NeedsAttention when
    an admin has to change something: nothing of an unfinished read is to be kept.
    """

    def __init__(
        self,
        name: str,
        base: str,
        token: Callable[[], str],
        *,
        pause: float = 0.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name, self._base, self._token = name, base.rstrip("/"), token
        self._pause, self._sleep = pause, sleep
        self._bearer = ""
        self._http = requests.Session()
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
            try:
                answer = self._http.request(
                    method, url, params=params, json=body, headers=sent, timeout=_TIMEOUT, allow_redirects=False
                )
                if answer.ok and not answer.is_redirect:
                    return self._whole(answer)
            except requests.RequestException:
                self._wait(attempt, None)
                continue
            if answer.status_code == 401 and not renewed:
                renewed, self._bearer = True, ""
                continue
            if answer.status_code == 429 or answer.status_code >= 500:
                self._wait(attempt, answer.headers.get("Retry-After"))
                continue
            raise self._refused(answer)
        raise self._not_now()

    def _address(self, path: str) -> str:
        if not path.startswith("https://") and not path.startswith("http://"):
            return f"{self._base}/{path.lstrip('/')}"
        if urlsplit(path)[:2] != urlsplit(self._base)[:2]:
            raise NeedsAttention(f"{self.name} pointed to another server; nothing was sent there.")
        return path

    def _whole(self, answer: requests.Response) -> Json:
        """The answer's object; numbers as they are written. A cut-off one is asked for again."""
        found = answer.json(parse_float=str, parse_int=str)
        if not isinstance(found, dict):
            raise requests.exceptions.JSONDecodeError("no object", "", 0)
        return found

    def _wait(self, attempt: int, told: str | None) -> None:
        seconds = _PAUSES[min(attempt, len(_PAUSES) - 1)]
        if told is not None and told.strip().isdecimal():
            seconds = max(float(told), seconds)
        if seconds > _LONGEST_WAIT:
            raise TryLater(f"{self.name} asked to slow down.", timedelta(seconds=seconds))
        if attempt + 1 < _TRIES:
            self._sleep(seconds)

    def _not_now(self) -> TryLater:
        return TryLater(f"{self.name} gave no whole answer just now. The figures of the last time stay.", _LATER)

    def _refused(self, answer: requests.Response) -> NeedsAttention:
        status = answer.status_code
        if status == 401:
            return NeedsAttention(
                f"{self.name} no longer accepts its credentials. Renew the secret in the Key Vault.", status=status
            )
        if status == 403:
            return NeedsAttention(f"{self.name} does not let its app read deals. Give it that right.", status=status)
        said = answer.text[:300].replace("\n", " ")  # of our own question: fields it does not have, a wrong filter
        return NeedsAttention(
            f"{self.name} cannot answer what it was asked. Is every field in fields.toml there? It says: {said}",
            status=status,
        )


def signed_in(name: str, url: str, form: Mapping[str, str]) -> str:
    """An access token for an app's own credentials (OAuth 2.0 client credentials), asked for at `url`.

    NeedsAttention when they are refused, TryLater when nobody answers. The secret is in no message.
    """
    try:
        answer = requests.post(url, data=dict(form), timeout=_TIMEOUT, allow_redirects=False)
        found = answer.json()
    except requests.RequestException as problem:
        raise TryLater(f"The sign-in of {name} was not reached.", _LATER, reason=type(problem).__name__) from None
    token = found.get("access_token") if isinstance(found, dict) else None
    if answer.status_code >= 500 or answer.status_code == 429:
        raise TryLater(f"The sign-in of {name} has no answer just now.", _LATER, status=answer.status_code)
    if not answer.ok or not isinstance(token, str):
        code = str(found.get("error", ""))[:60] if isinstance(found, dict) else ""
        raise NeedsAttention(
            f"{name} refused the app's credentials. Check client id and secret.", status=answer.status_code, code=code
        )
    return token


def incomplete(name: str) -> TryLater:
    """The error for a read that ended before everything was sent."""
    return TryLater(f"{name} sent only a part of its deals. The figures of the last time stay.", _LATER)
