"""What an answer of Graph means for the caller: pure functions of status, code and headers (design §9).

OneNote's codes are numbers in text and come with statuses that nobody documents: the code decides, then the status
(Microsoft: "Error codes for OneNote APIs in Microsoft Graph", and answers measured by others).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from oneone.errors import Changed, Missing, NeedsAttention, OneoneError, SignInNeeded, Taken, TryLater, Unknown

Kind = Literal["onenote", "outlook", "people", "files"]

SECTION_FULL = "507"
SOON, LATER = timedelta(minutes=2), timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=6)

_THROTTLED = frozenset({"20166", "10007", "TooManyRequests", "ApplicationThrottled"})
_TRANSIENT = frozenset(
    {
        *("10001", "10002", "10003", "10014", "10015", "10017", "19999", "20280", "40009"),
        *("UnknownError", "serviceNotAvailable", "ServiceUnavailable", "generalException"),
        *("ErrorInternalServerTransientError", "ErrorMailboxStoreUnavailable", "ErrorServerBusy"),
    }
)
_SLOW_DOWN = frozenset({"30103"})  # too much at once on one site
_PROVISIONING = frozenset({"30105", "30106"})  # OneDrive is being made: refused for sure, minutes from now it works
_SIGN_IN = frozenset({"40001", "40004", "40006", "InvalidAuthenticationToken"})
_MISSING = frozenset(
    {"20102", "20113", "itemNotFound", "ErrorItemNotFound", "Request_ResourceNotFound", "ResourceNotFound"}
    | {"ErrorInvalidUser"}
)
_CHANGED = frozenset({"ErrorIrresolvableConflict"})
_TAKEN = frozenset({"20117"})

_PROTECTED = "The section is protected by a password. Remove the password in OneNote, or give the pair another section."
_FULL = "The section is full. Give the pair another section; the pages of the old one stay."
_NO_ACCESS = "The account may not use this notebook. Share the notebook with it, with the right to edit."
_NO_CALENDAR = "The account may not use this calendar. Let its owner share it with the right to edit."
_LIBRARY = "The library of this notebook is too large for OneNote ({}). Move the notebook to a small site of its own."
_WRONG_PLACE = "The notebook's address does not fit this account. Copy it again from OneNote in the browser."
_NO_ACCESS_CODES = frozenset({"40002", "40003", "40007", "40008"})
_ATTENTION: Mapping[str, str] = {
    "10004": _PROTECTED,
    "20185": _PROTECTED,
    "10006": "The section is damaged. Repair it in OneNote, or give the pair another section.",
    "10008": _LIBRARY.format("more than 5,000 items"),
    "10013": _LIBRARY.format("more than 20,000 items"),
    "10016": _LIBRARY.format("more than 50,000 items shared on their own"),
    "10012": "The library of this notebook asks for check-out before each change. Switch that off in its settings.",
    "20150": _WRONG_PLACE,
    "20151": _WRONG_PLACE,
    "20156": _WRONG_PLACE,
    "20157": _WRONG_PLACE,
    "20158": _WRONG_PLACE,
    "20160": _WRONG_PLACE,
    "20161": _WRONG_PLACE,
    "20258": "OneNote cannot sync this section, as its file was uploaded by hand. Make a new section in OneNote.",
    "30101": "The OneDrive or site of this notebook is full. Make room there.",
    "30102": _FULL,
    "30104": "The account is suspended. Ask your Microsoft 365 admin.",
    "30108": "The account has no OneDrive, or no licence for it. Ask your Microsoft 365 admin.",
    "30109": "Microsoft 365 knows no such person. Check the names in the pairs table.",
    "40002": _NO_ACCESS,
    "40003": _NO_ACCESS,
    "40007": _NO_ACCESS,
    "40008": _NO_ACCESS,
    "ErrorAccessDenied": _NO_CALENDAR,
    "MailboxNotEnabledForRESTAPI": "This person has no mailbox in Exchange Online: no calendar and no mail to use.",
    "Authorization_RequestDenied": "The account may not read the directory. Let it sign in again and agree to that.",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is not a success, without its text: texts may hold names."""

    status: int
    code: str = ""  # empty: an empty or HTML body, as gateways send
    request_id: str = ""
    retry_after: timedelta | None = None


def refusal(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> Refusal:
    """Code and request id of a refusal; any body is fine, `innerError` in either spelling."""
    code, request_id = "", headers.get("request-id", "")
    try:
        error = json.loads(body)["error"]
        code = str(error.get("code") or "")
        inner = error.get("innerError") or error.get("innererror") or {}
        request_id = request_id or str(inner.get("request-id") or inner.get("requestId") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        pass  # not Graph's own shape: the status alone speaks
    return Refusal(status, code[:60], request_id[:60], retry_after(headers.get("retry-after", ""), now))


def retry_after(value: str, now: datetime) -> timedelta | None:
    """The wait of a Retry-After header, in seconds or as a date, at most 6 h; None when there is none to read."""
    try:
        if value.strip().isdecimal():
            wait = timedelta(seconds=min(int(value), 86_400))
        else:
            date = parsedate_to_datetime(value)
            wait = (date if date.tzinfo else date.replace(tzinfo=UTC)) - now
    except (ValueError, TypeError):
        return None
    return min(wait, LONGEST_WAIT) if wait > timedelta() else None


def throttled(refused: Refusal) -> bool:
    """Whether Graph asks this account to slow down; OneNote says so with a code when the status differs."""
    return refused.status == 429 or refused.code in _THROTTLED


def raised(refused: Refusal, *, write: bool, what: str, account: str) -> OneoneError:
    """The error for a refusal of `what`, a few words such as `create the page`; a `write` must not be done twice.

    A write is Unknown unless the answer proves that nothing was done. Facts: status, code, request_id.
    """
    status, code = refused.status, refused.code
    facts: dict[str, Any] = {"status": status, "code": code or None, "request_id": refused.request_id or None}
    wait = refused.retry_after
    if throttled(refused):
        return TryLater("Microsoft 365 asked this account to slow down.", wait or SOON, throttled=True, **facts)
    if code in _SIGN_IN:
        return _sign_in(account, facts)
    if status == 507 or code == "30102":
        return NeedsAttention(_FULL, **{**facts, "code": SECTION_FULL})
    if code in _ATTENTION:
        return NeedsAttention(_ATTENTION[code], **facts)
    if code in _TAKEN:
        return Taken("The name is taken already.", **facts)
    if code in _CHANGED or status in (409, 412):
        return Changed(f"Somebody else changed it first; could not {what}.", **facts)
    if code in _MISSING or status in (404, 410):
        return Missing(f"Could not {what}: it is not there, or the account cannot see it.", **facts)
    if code in _PROVISIONING or status == 423 or (status == 400 and not code):
        return TryLater(f"Microsoft 365 could not {what} yet.", wait or LATER, **facts)
    if code in _TRANSIENT | _SLOW_DOWN or status == 408 or status >= 500:
        if write:
            return Unknown(f"Nobody knows yet whether Microsoft 365 did {what}.", **facts)
        return TryLater(
            f"Microsoft 365 could not {what} just now.", wait or (LATER if code in _SLOW_DOWN else SOON), **facts
        )
    if status == 401:
        return _sign_in(account, facts)
    if status == 403:
        return NeedsAttention(f"The account may not {what}. Give it access, or let another account do it.", **facts)
    if status == 413:
        return NeedsAttention(f"Could not {what}: more than the 4 MB that Microsoft 365 takes at once.", **facts)
    return NeedsAttention(f"Microsoft 365 refused to {what}. Status and code say why; please report it.", **facts)


def lost(*, sent: bool, write: bool, what: str, reason: str) -> OneoneError:
    """The error for a connection that gave no answer; `sent` is False when the request surely never left."""
    if write and sent:
        return Unknown(f"Nobody knows yet whether Microsoft 365 did {what}: its answer was lost.", reason=reason)
    return TryLater(f"Could not {what}: Microsoft 365 was not reached.", SOON, reason=reason)


def section_full(error: OneoneError) -> bool:
    """Whether a page was refused because its section holds no more (HTTP 507, or code 30102)."""
    return isinstance(error, NeedsAttention) and error.facts.get("code") == SECTION_FULL


def no_access(error: OneoneError) -> bool:
    """Whether the notebook was refused as one the account may not use: a permission given lately may take hours."""
    return isinstance(error, NeedsAttention) and error.facts.get("code") in _NO_ACCESS_CODES


def kind_of(path: str) -> Kind:
    """Whose limits a request counts against, by its path."""
    parts = {part.casefold() for part in path.split("/")}
    if "onenote" in parts:
        return "onenote"
    if parts & {"events", "calendarview", "calendar", "calendars", "sendmail", "messages"}:
        return "outlook"
    if parts & {"drive", "drives", "shares"}:
        return "files"
    return "people"


def _sign_in(account: str, facts: Mapping[str, Any]) -> SignInNeeded:
    return SignInNeeded("Microsoft 365 no longer accepts this account's sign-in. Sign in again.", account, **facts)
