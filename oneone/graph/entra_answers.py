"""What an answer of Microsoft Entra means for the caller: pure functions of MSAL's result (design §8).

Entra names the reason as an AADSTS number, MSAL hands it on in `error_codes`; the word in `error` alone says too little
(Microsoft Entra authentication and authorization error codes; MSAL 1.39).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from oneone.errors import OneoneError, OperatorNeeded, SignInNeeded, TryLater

SOON, LATER = timedelta(minutes=2), timedelta(minutes=15)

_PERSON = frozenset({"invalid_grant", "interaction_required", "login_required", "consent_required", "access_denied"})
_BUSY = frozenset({"temporarily_unavailable", "server_error", "request_timeout", "slow_down"})
_BUSY_CODES = frozenset({90033, 90055, 50196, 90024})

_REASONS: Mapping[int, str] = {
    50173: "The password was changed, or the sign-in was revoked.",
    50133: "The password was changed, or the sign-in was revoked.",
    50132: "The password was changed, or the sign-in was revoked.",
    50055: "The password has expired. Set a new one first.",
    70043: "Your organisation asks for a new sign-in every so often, and that time is over.",
    70044: "Your organisation asks for a new sign-in every so often, and that time is over.",
    700082: "The sign-in was not used for 90 days.",
    70008: "The sign-in has expired.",
    50076: "Your organisation asks for a second factor.",
    50078: "The second factor has to be given again.",
    50079: "A second factor has to be set up first.",
    50074: "Your organisation asks for a second factor.",
    50158: "Your organisation asks for one more step at sign-in.",
    53000: "A rule of your organisation (conditional access) stopped the sign-in: the device is not compliant.",
    53001: "A rule of your organisation (conditional access) stopped the sign-in: the device is not joined.",
    53003: "A rule of your organisation (conditional access) stopped the sign-in; if it comes back, ask your admin.",
    530031: "A rule of your organisation (conditional access) stopped the sign-in; if it comes back, ask your admin.",
    530003: "A rule of your organisation (conditional access) asks for a managed device.",
    65001: "The permissions were not agreed to, or were withdrawn.",
    65004: "The permissions were declined.",
    90094: "An admin has to agree to these permissions first.",
    90095: "An admin has to agree to these permissions first.",
    50057: "The account is disabled. Ask your Microsoft 365 admin.",
    50034: "Microsoft 365 knows no such account. Ask your Microsoft 365 admin.",
    50053: "The account is locked after too many tries. Wait a while, then sign in.",
    50105: "The account is not assigned to this app. Ask your Microsoft 365 admin.",
    50020: "This account belongs to another organisation.",
    160021: "The browser was no longer signed in.",
}
_MENDS: Mapping[int, str] = {
    700016: "There is no such app in this directory: check ONEONE_CLIENT_ID and ONEONE_TENANT.",
    90002: "There is no such directory: check ONEONE_TENANT.",
    7000215: "The app's credential is refused.",
    7000222: "The app's credential has expired.",
    700027: "The certificate is not the one of the app registration, or has expired: upload it there.",
    70021: "No federated credential of the app registration fits: check issuer, subject and audience.",
    700211: "No federated credential of the app registration fits: check its issuer.",
    700212: "No federated credential of the app registration fits: check its audience.",
    700213: "No federated credential of the app registration fits: its subject is the identity's object id, as is.",
    700024: "The clock of this machine is wrong, or the credential is too old.",
    700025: "The app is registered as a public client: register the address of the sign-in under Web.",
    7000218: "The app must prove who it is: set ONEONE_CERTIFICATE, or allow public client flows to connect from here.",
    50011: "The address of the sign-in is not registered: add it to the app registration under Web.",
    500113: "The address of the sign-in is not registered: add it to the app registration under Web.",
    70011: "The app asks for a permission that it is not registered for.",
    650052: "The organisation has no licence for a service that the app asks for.",
    500011: "Microsoft Graph is unknown in this directory: check ONEONE_AUTHORITY.",
}
_WITHDRAWN = "The sign-in no longer counts."
_OURS = "Microsoft Entra refuses oneone itself. {} Nobody has to sign in again."


def raised(answer: Mapping[str, Any], account: str, *, status: int = 0, wait: float = 0) -> OneoneError:
    """The error for an answer without a token; `status` and `wait` (seconds) as sent, 0 when not known.

    SignInNeeded: only the person can mend it. OperatorNeeded: the app's own credential or registration. TryLater: Entra
    was busy. Facts hold AADSTS numbers and the correlation id, never Entra's text, which names people.
    """
    error = str(answer.get("error") or "")
    codes = [code for code in answer.get("error_codes") or () if isinstance(code, int)]
    facts: dict[str, Any] = {
        "error": error[:40] if re.fullmatch(r"[a-z_]+", error) else None,
        "code": ", ".join(f"AADSTS{code}" for code in codes[:3]) or None,
        "correlation_id": str(answer.get("correlation_id") or "")[:60] or None,
    }
    if status == 429 or status >= 500 or error in _BUSY or _BUSY_CODES & set(codes):
        return TryLater("Microsoft Entra is busy.", timedelta(seconds=wait) if wait else SOON, **facts)
    ours = next((_MENDS[code] for code in codes if code in _MENDS), "")
    if ours:
        return OperatorNeeded(_OURS.format(ours), **facts)
    if error in _PERSON:
        reason = next((_REASONS[code] for code in codes if code in _REASONS), _reason(answer))
        return SignInNeeded(reason, account, claims=str(answer.get("claims") or ""), **facts)
    return OperatorNeeded(_OURS.format("Look the code up, or report it."), **facts)


def _reason(answer: Mapping[str, Any]) -> str:
    """The reason by MSAL's words, when no number tells it."""
    told = {str(answer.get("suberror") or ""), str(answer.get("classification") or "")}
    if "consent_required" in told or answer.get("error") == "consent_required":
        return _REASONS[65001]
    if answer.get("error") == "access_denied":
        return _REASONS[65004]
    if "user_password_expired" in told:
        return _REASONS[50055]
    if told & {"basic_action", "additional_action", "message_only"} or answer.get("error") == "interaction_required":
        return "Your organisation asks for one more step at sign-in."
    if "token_expired" in told:
        return "The sign-in has expired."
    return _WITHDRAWN
