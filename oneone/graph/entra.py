"""The app at Microsoft Entra, through MSAL: people's sign-ins begun, redeemed and renewed (design §8).

MSAL is asked for one account at a time, each with a cache of its own, and its own throttle is shared by all, so that
the addresses of Entra are asked for once a process. Importing this module loads MSAL (0.07 s).
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msal
import requests
from msal.exceptions import MsalServiceError

from oneone.errors import BadInput, Conflict, OneoneError, OperatorNeeded, SignInNeeded, TryLater
from oneone.graph.accounts import TokenCache
from oneone.graph.entra_answers import SOON, raised
from oneone.model import SignIn

_CONNECT, _READ = 3.0, 15.0  # seconds
_EARLY = 300  # a token that ends within these seconds is asked for anew, as MSAL does
_EXCHANGE = "api://AzureADTokenExchange"
_CLAIMS_ARE_ANSWERED = ["CP1"]

# MSAL prints an answer that it cannot read, and such an answer may hold a token.
logging.getLogger("msal").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Registration:
    """Which app we are, in which directory, and how we prove it: an identity in Azure, a certificate elsewhere."""

    tenant: str
    client_id: str
    authority: str  # without the tenant
    certificate: Path | None = None  # PEM: private key and certificate
    identity: str = ""  # client id of the managed identity


class Wire(requests.Session):
    """What MSAL sends with: short timeouts, and the last answer of this thread remembered, which MSAL does not tell."""

    def __init__(self) -> None:
        super().__init__()
        self._last = threading.local()

    def request(self, *args: Any, **options: Any) -> requests.Response:
        """As in requests, with a timeout."""
        options["timeout"] = (_CONNECT, _READ)
        options["allow_redirects"] = False
        answer = super().request(*args, **options)
        self._last.status = answer.status_code
        after = answer.headers.get("retry-after", "")
        self._last.wait = min(float(after), 3600.0) if after.isdecimal() else 0.0
        return answer

    def last(self) -> tuple[int, float]:
        """Status and seconds to wait of the last answer since this was asked; 0 when there was none."""
        found = getattr(self._last, "status", 0), getattr(self._last, "wait", 0.0)
        self._last.status, self._last.wait = 0, 0.0
        return found


class _Cache(msal.SerializableTokenCache):  # type: ignore[misc]
    """One account's cache, which notes what each answer tells about the sign-in itself."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.renewed = False
        self.lapses_in: int | None = None
        self.granted: tuple[str, ...] = ()
        if text:
            self.deserialize(text)

    def add(self, event: Mapping[str, Any], **options: Any) -> None:
        answer = event.get("response", {})
        told = str(answer.get("refresh_token_expires_in") or "")
        self.lapses_in = int(told) if told.isdecimal() else None
        self.granted = tuple(str(answer.get("scope") or "").split())
        super().add(event, **options)

    def update_rt(self, rt_item: Mapping[str, Any], new_rt: str) -> None:
        """Entra gave a new refresh token for an old one."""
        self.renewed = True
        super().update_rt(rt_item, new_rt)

    def can_renew(self) -> bool:
        return any(True for _ in self.search(self.CredentialType.REFRESH_TOKEN))


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A sign-in that Entra confirmed; `person` and `tenant` as Entra says them, `account` the user principal name."""

    account: str
    name: str
    sign_in: SignIn


class Entra:
    """One app registration; used by many threads. Raises what `entra_answers.raised` names."""

    def __init__(
        self,
        registration: Registration,
        *,
        wire: Wire | None = None,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._registration = registration
        self._wire = wire or Wire()
        self._wall = wall
        self._shared: dict[Any, Any] = {}  # MSAL's own: addresses, and errors that it does not ask for again at once
        self._credential: object = None

    # ------------------------------------------------------------ signing in

    def begin(self, scopes: Sequence[str], redirect: str, *, hint: str = "", claims: str = "") -> dict[str, Any]:
        """A sign-in in a browser (authorization code, PKCE): `auth_uri` leads there, the rest is kept until its end."""
        with self._told(hint):
            flow = self._app(_Cache(), proven=True).initiate_auth_code_flow(
                list(scopes),
                redirect_uri=redirect,
                login_hint=hint or None,
                prompt="select_account",
                response_mode="form_post",  # the code in a body: addresses end up in logs and histories
                claims_challenge=claims or None,
            )
        if "auth_uri" not in flow:
            raise raised(flow, hint)
        return dict(flow)

    def redeem(self, flow: Mapping[str, Any], answer: Mapping[str, str]) -> Redeemed:
        """The end of a sign-in: what the browser brought back, against what `begin` gave.

        Raises BadInput when the two do not belong together; nobody is signed in then.
        """
        cache = _Cache()
        with self._told(""):
            app = self._app(cache, proven=True)
            try:
                result = app.acquire_token_by_auth_code_flow(dict(flow), dict(answer))
            except (ValueError, RuntimeError) as wrong:  # another state, another nonce
                raise BadInput("The answer does not belong to the sign-in that was begun.") from wrong
            return self._confirmed(result, cache)

    def by_device(self, scopes: Sequence[str], show: Callable[[str], None]) -> Redeemed:
        """A sign-in on another device with a code, shown by `show`; waits for it. Tenants may not allow it."""
        cache = _Cache()
        with self._told(""):
            app = self._app(cache, proven=False)
            flow = app.initiate_device_flow(list(scopes))
            if "user_code" not in flow:
                raise raised(flow, "")
            show(str(flow["message"]))
            return self._confirmed(app.acquire_token_by_device_flow(flow), cache)

    def _confirmed(self, result: Mapping[str, Any], cache: _Cache) -> Redeemed:
        if "access_token" not in result:
            status, wait = self._wire.last()
            raise raised(result, "", status=status, wait=wait)
        claims = result.get("id_token_claims") or {}
        registration, now = self._registration, self._wall()
        # MSAL looks at the nonce only (1.38 on); the answer came from Entra itself over TLS, so its signature is not
        # needed, but whom it is about is for us to check (OpenID Connect Core 3.1.3.7).
        tenant, person = str(claims.get("tid") or ""), str(claims.get("oid") or "")
        issuer = str(claims.get("iss") or "").rstrip("/")
        if (
            tenant != registration.tenant
            or claims.get("aud") != registration.client_id
            or issuer != f"{registration.authority}/{tenant}/v2.0"
            or not person
        ):
            raise BadInput("This account belongs to another organisation, so it was not connected.")
        account = str(claims.get("preferred_username") or "").strip().lower()
        if "@" not in account or not cache.can_renew():
            raise BadInput(
                "Microsoft Entra did not give what lasts; ask who runs oneone to look at the app's settings."
            )
        kept = SignIn(
            account=account,
            person=person,
            tenant=tenant,
            scopes=_named(cache.granted),
            connected_at=now,
            renewed_at=now,
            lapses_at=now + timedelta(seconds=cache.lapses_in) if cache.lapses_in else None,
            cache=cache.serialize(),
        )
        return Redeemed(account, str(claims.get("name") or account), kept)

    # ------------------------------------------------------------ renewing

    def renewed(self, kept: SignIn, claims: str | None) -> tuple[str, int, SignIn]:
        """An access token of a kept sign-in, the second (since 1970) it ends at, and the sign-in as it is now.

        A refused renewal leaves the kept sign-in as it was: the refresh token may be good again tomorrow.
        """
        cache = _Cache(kept.cache)
        account = {
            "home_account_id": f"{kept.person}.{kept.tenant}",
            "environment": self._registration.authority.removeprefix("https://"),
            "username": kept.account,
        }
        with self._told(kept.account):
            result = self._app(cache, proven=True).acquire_token_silent_with_error(
                list(kept.scopes), account=account, claims_challenge=claims
            )
        status, wait = self._wire.last()
        if result is None:
            raise SignInNeeded("The kept sign-in is not for this app.", kept.account)
        if "access_token" not in result:
            raise raised(result, kept.account, status=status, wait=wait)
        if not cache.has_state_changed or not cache.can_renew():
            return result["access_token"], int(time.time()) + int(result["expires_in"]), kept
        now = self._wall()
        after = replace(kept, cache=cache.serialize(), claims="")
        if cache.renewed:
            lapses = now + timedelta(seconds=cache.lapses_in) if cache.lapses_in else None
            after = replace(after, renewed_at=now, lapses_at=lapses)
        return result["access_token"], int(time.time()) + int(result["expires_in"]), after

    # ------------------------------------------------------------ MSAL

    def _app(self, cache: _Cache, *, proven: bool) -> Any:
        registration = self._registration
        options = {
            "authority": f"{registration.authority}/{registration.tenant}",
            "token_cache": cache,
            "http_client": self._wire,
            "http_cache": self._shared,
            "client_capabilities": _CLAIMS_ARE_ANSWERED,
            "instance_discovery": False,  # the authority is the admin's own setting: nothing to be told about it
        }
        self._wire.last()
        credential = self._proof() if proven else None
        if credential is None:
            return msal.PublicClientApplication(registration.client_id, **options)
        return msal.ConfidentialClientApplication(registration.client_id, client_credential=credential, **options)

    def _proof(self) -> object:
        """How the app proves who it is; None on a machine that has neither identity nor certificate."""
        registration = self._registration
        if self._credential is None and registration.certificate is not None:
            self._credential = _certificate(registration.certificate)
        elif self._credential is None and registration.identity:
            identity = msal.ManagedIdentityClient(
                msal.UserAssignedManagedIdentity(client_id=registration.identity), http_client=self._wire
            )
            self._credential = {"client_assertion": lambda: _assertion(identity)}
        return self._credential

    def _told(self, account: str) -> _Told:
        return _Told(self._wire, account)


class _Told:
    """Turns what MSAL and its network raise into errors of ours."""

    def __init__(self, wire: Wire, account: str) -> None:
        self._wire = wire
        self._account = account

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, problem: BaseException | None, _trace: object) -> None:
        if problem is None or isinstance(problem, OneoneError):
            return
        status, wait = self._wire.last()
        if isinstance(problem, requests.exceptions.SSLError):
            raise OperatorNeeded(
                "The certificate of Microsoft Entra is not trusted here. Behind a proxy, name its authority in "
                "REQUESTS_CA_BUNDLE; nothing was sent."
            ) from None
        if isinstance(problem, requests.RequestException):
            raise TryLater("Microsoft Entra was not reached.", SOON, reason=type(problem).__name__) from None
        if isinstance(problem, (MsalServiceError, json.JSONDecodeError)) or status == 429 or status >= 500:
            wait_for = timedelta(seconds=wait) if wait else SOON
            raise TryLater("Microsoft Entra is busy.", wait_for, status=status or None) from None
        if isinstance(problem, ValueError):
            # The one ValueError left: the tenant's own description was refused.
            raise OperatorNeeded(
                "Microsoft Entra knows no such directory: check ONEONE_TENANT and ONEONE_AUTHORITY.",
                status=status or None,
            ) from None


class EntraTokens:
    """Access tokens of kept sign-ins, for one pass: each sign-in is opened and, where needed, renewed once."""

    def __init__(self, entra: Entra, kept: TokenCache) -> None:
        self._entra = entra
        self._kept = kept
        self._held: dict[str, tuple[str, int]] = {}
        self._one_at_a_time = threading.Lock()

    def token(self, account: str, claims: str | None) -> str:
        """A token for the account, past `claims` when given.

        Raises SignInNeeded (the person), OperatorNeeded (the app's own credential) or TryLater.
        """
        with self._one_at_a_time:
            token, until = self._held.get(account, ("", 0))
            if claims is None and until - _EARLY > time.time():
                return token
            token, until = self._renewed(account, claims)
            self._held[account] = token, until
            return token

    def _renewed(self, account: str, claims: str | None) -> tuple[str, int]:
        kept = self._kept.sign_in(account)
        if kept is None:
            raise SignInNeeded("Nobody has signed in for this account yet.", account)
        try:
            token, until, after = self._entra.renewed(kept, claims)
        except SignInNeeded as refused:
            if refused.claims:
                with suppress(Conflict):
                    self._kept.keep(replace(kept, claims=refused.claims))
            raise
        if after != kept:
            # Another run was first: its refresh token is as good as ours, which Entra does not take back.
            with suppress(Conflict):
                self._kept.keep(after)
        return token, until


def _named(granted: Sequence[str]) -> tuple[str, ...]:
    """Graph's scopes by their short names, without those that MSAL adds itself."""
    short = (scope.rpartition("/")[2] if scope.startswith("https://") else scope for scope in granted)
    return tuple(
        sorted({scope for scope in short if scope not in ("openid", "profile", "offline_access", "email", "")})
    )


def _certificate(path: Path) -> dict[str, str]:
    try:
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadInput(f"ONEONE_CERTIFICATE: {path} cannot be read as a PEM file.") from wrong
    if "PRIVATE KEY-----" not in text or "-----BEGIN CERTIFICATE-----" not in text:
        raise BadInput(f"ONEONE_CERTIFICATE: {path} must hold the private key and the certificate, both as PEM.")
    return {"private_key": text, "public_certificate": text}


def _assertion(identity: msal.ManagedIdentityClient) -> str:
    """The managed identity's own token, which Entra takes as the app's (a federated identity credential)."""
    answer = identity.acquire_token_for_client(resource=_EXCHANGE)
    if "access_token" not in answer:
        raise OperatorNeeded(
            "The managed identity gave no token: is it assigned to this app, and is ONEONE_IDENTITY its client id?",
            error=str(answer.get("error") or "")[:40] or None,
        )
    return str(answer["access_token"])
