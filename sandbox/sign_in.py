"""Microsoft Entra as far as oneone signs in there: codes, tokens and who may have them (OAuth 2.0, OpenID Connect).

One directory with one app registration. Every secret that it hands out is remembered in `handed_out`, so that a test
can look for each of them in everything that was written anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.tenant import Issued, Person, Tenant

GRAPH = "https://graph.microsoft.com/"
OPEN_ID = frozenset({"openid", "profile", "offline_access", "email"})
EXCHANGE = "api://AzureADTokenExchange"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


class Denied(Exception):
    """A refusal of the token endpoint, in Entra's words: `error`, `suberror`, AADSTS number, the claims it wants."""

    def __init__(
        self, error: str, code: int, *, suberror: str = "", claims: str = "", status: int = 400, wait: int = 0
    ) -> None:
        super().__init__(error)
        self.error = error
        self.code = code
        self.suberror = suberror
        self.claims = claims
        self.status = status
        self.wait = wait


@dataclass(slots=True)
class App:
    """The app registration: `redirects` of the platform Web, certificates by thumbprint, the trusted identity."""

    client_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    redirects: set[str] = field(default_factory=set)
    certificates: dict[str, x509.Certificate] = field(default_factory=dict)
    identity: str = ""  # object id of the managed identity that a federated credential names
    public: bool = False  # public client flows are allowed: device code

    def trust(self, pem: bytes) -> None:
        """Uploads a certificate."""
        certificate = x509.load_pem_x509_certificate(pem[pem.index(b"-----BEGIN CERTIFICATE") :])
        digest = base64.urlsafe_b64encode(certificate.fingerprint(hashes.SHA256())).decode().rstrip("=")
        self.certificates[digest] = certificate


@dataclass(slots=True)
class _Code:
    upn: str
    scopes: frozenset[str]
    redirect: str
    nonce: str
    challenge: str
    until: float
    used: bool = False


@dataclass(slots=True)
class _Device:
    user_code: str
    scopes: frozenset[str]
    until: float
    upn: str = ""


class Authority:
    """The directory's sign-in; `issuer` is its own address without the tenant, such as https://localhost:8366."""

    def __init__(self, tenant: Tenant, issuer: str = "", key: rsa.RSAPrivateKey | None = None) -> None:
        self.tenant = tenant
        self.issuer = issuer
        self.id = str(uuid.uuid4())
        self.home = self.id  # the directory that people come from; another one for guests
        self.app = App()
        self.key = key or rsa.generate_private_key(public_exponent=65_537, key_size=2048)
        self.key_id = secrets.token_hex(8)
        self.token_lasts = 3_900  # seconds
        self.refresh_lasts: int | None = None  # told with each refresh token; Entra mostly does not
        self.refusals: dict[str, Denied] = {}
        """What a person's next renewals are answered with, by user principal name; "" for everybody."""
        self.consents: dict[str, set[str]] = {}
        self.withheld: set[str] = set()  # scopes that nobody can agree to here
        self.handed_out: set[str] = set()
        self.asked: list[dict[str, str]] = []  # requests to the token endpoint
        self._codes: dict[str, _Code] = {}
        self._refresh: dict[str, str] = {}  # refresh token → user principal name
        self._devices: dict[str, _Device] = {}
        tenant.authority = self

    # ------------------------------------------------------------ in the browser

    def authorized(self, asked: Mapping[str, str], upn: str) -> str:
        """The code for somebody who signed in and agreed; `asked` as it stood in the address of `authorize`."""
        scopes = frozenset(asked["scope"].split()) - self.withheld
        self.consents.setdefault(upn, set()).update(scopes)
        code = self._secret("0.code-")
        self._codes[code] = _Code(
            upn, scopes, asked["redirect_uri"], asked.get("nonce", ""), asked["code_challenge"], time.time() + 600
        )
        self.handed_out.add(asked["state"])
        return code

    def problem(self, asked: Mapping[str, str]) -> str:
        """Why `authorize` cannot go on; shown to the person, since nothing is ever sent to an unknown address."""
        if asked.get("client_id") != self.app.client_id:
            return "AADSTS700016: there is no such app in this directory."
        if not self._known_address(asked.get("redirect_uri", "")):
            return "AADSTS50011: the redirect address does not match those of the app."
        if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
            return "AADSTS9002325: a code with proof of possession (PKCE, S256) is required."
        if not asked.get("code_challenge") or not asked.get("state") or not asked.get("scope"):
            return "AADSTS900144: the request lacks state, scope or code_challenge."
        return ""

    def _known_address(self, address: str) -> bool:
        # http://localhost is matched whatever the port (redirect URI restrictions: localhost exceptions).
        bare = f"http://localhost{address.removeprefix('http://localhost:').lstrip('0123456789')}"
        return address in self.app.redirects or (address.startswith("http://localhost:") and bare in self.app.redirects)

    def approve(self, user_code: str, upn: str) -> bool:
        """Somebody typed the code of a device and agreed."""
        for device in self._devices.values():
            if device.user_code == user_code and device.until > time.time():
                device.upn = upn
                self.consents.setdefault(upn, set()).update(device.scopes)
                return True
        return False

    # ------------------------------------------------------------ the token endpoint

    def device_code(self, form: Mapping[str, str]) -> dict[str, Any]:
        """A code for another device."""
        if not self.app.public:
            raise Denied("invalid_client", 7_000_218, status=401)
        code, user_code = self._secret("0.device-"), secrets.token_hex(4).upper()
        self._devices[code] = _Device(user_code, frozenset(form["scope"].split()), time.time() + 600)
        where = f"{self.issuer}/{self.id}/oauth2/deviceauth"
        return {
            "user_code": user_code,
            "device_code": code,
            "verification_uri": where,
            "expires_in": 600,
            "interval": 1,
            "message": f"To sign in, open the page {where} and enter the code {user_code}.",
        }

    def token(self, form: Mapping[str, str]) -> dict[str, Any]:
        """The answer of the token endpoint; raises Denied."""
        self.asked.append(dict(form))
        grant = form.get("grant_type", "")
        self._prove(form, grant)
        if grant == "authorization_code":
            return self._by_code(form)
        if grant == "refresh_token":
            return self._by_refresh(form)
        if grant == DEVICE:
            return self._by_device(form)
        raise Denied("unsupported_grant_type", 70_003)

    def _prove(self, form: Mapping[str, str], grant: str) -> None:
        """Whether the app is who it says: a certificate's signature, or the managed identity's token."""
        if form.get("client_id") != self.app.client_id:
            raise Denied("unauthorized_client", 700_016)
        assertion = form.get("client_assertion", "")
        if not assertion:
            if self.app.public and grant in (DEVICE, "refresh_token"):
                return
            raise Denied("invalid_client", 7_000_218, status=401)
        if form.get("client_assertion_type") != ASSERTION:
            raise Denied("invalid_client", 7_000_218, status=401)
        self.handed_out.add(assertion)
        header = jwt.get_unverified_header(assertion)
        try:
            if header.get("kid") == self.key_id:
                told = jwt.decode(assertion, self.key.public_key(), ["RS256"], audience=EXCHANGE)
                if told["sub"] != self.app.identity or not self.app.identity:
                    raise Denied("invalid_client", 700_213, status=401)
                return
            certificate = self.app.certificates.get(str(header.get("x5t#S256")).rstrip("="))
            key = certificate.public_key() if certificate is not None else None
            if not isinstance(key, rsa.RSAPublicKey):
                raise Denied("invalid_client", 700_027, status=401)
            told = jwt.decode(assertion, key, ["PS256"], audience=f"{self.issuer}/{self.id}/oauth2/v2.0/token")
        except jwt.InvalidTokenError as wrong:
            raise Denied("invalid_client", 700_024, status=401) from wrong
        if told["iss"] != self.app.client_id or told["sub"] != self.app.client_id:
            raise Denied("invalid_client", 700_027, status=401)

    def identity_token(self) -> str:
        """What the managed identity's own endpoint gives for the exchange."""
        now = int(time.time())
        claims = {
            "iss": f"https://login.microsoftonline.com/{self.id}/v2.0",
            "sub": self.app.identity,
            "aud": EXCHANGE,
            "iat": now,
            "exp": now + 3600,
        }
        token = jwt.encode(claims, self.key, "RS256", {"kid": self.key_id})
        self.handed_out.add(token)
        return token

    def _by_code(self, form: Mapping[str, str]) -> dict[str, Any]:
        code = self._codes.get(form.get("code", ""))
        self.handed_out.add(form.get("code_verifier", ""))
        if code is None or code.used or code.until < time.time():
            raise Denied("invalid_grant", 54_005 if code is not None and code.used else 70_008)
        code.used = True
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if form.get("redirect_uri") != code.redirect or challenge.decode().rstrip("=") != code.challenge:
            raise Denied("invalid_grant", 501_481)
        return self._tokens(code.upn, code.scopes, code.nonce, "CP1" in form.get("claims", ""))

    def _by_refresh(self, form: Mapping[str, str]) -> dict[str, Any]:
        upn = self._refresh.get(form.get("refresh_token", ""), "")
        person = self.tenant.people.get(upn)
        refusal = self.refusals.get(upn) or self.refusals.get("")
        if refusal is not None:
            raise refusal
        if person is None or person.signed_out:
            raise Denied("invalid_grant", 50_173, suberror="bad_token")
        scopes = frozenset(form.get("scope", "").split()) or frozenset(self.consents[upn])
        if not scopes <= self.consents[upn] | OPEN_ID:
            raise Denied("invalid_grant", 65_001, suberror="consent_required")
        return self._tokens(upn, scopes, "", "CP1" in form.get("claims", ""))

    def _by_device(self, form: Mapping[str, str]) -> dict[str, Any]:
        device = self._devices.get(form.get("device_code", ""))
        if device is None or device.until < time.time():
            raise Denied("expired_token", 70_020)
        if not device.upn:
            raise Denied("authorization_pending", 70_016)
        del self._devices[form["device_code"]]
        return self._tokens(device.upn, device.scopes, "", "CP1" in form.get("claims", ""))

    def _tokens(self, upn: str, scopes: frozenset[str], nonce: str, answers_claims: bool) -> dict[str, Any]:
        person, now = self.tenant.people[upn], int(time.time())
        access, refresh = self._secret("eyJ0.sandbox-"), self._secret("0.refresh-")
        short = frozenset(scope.removeprefix(GRAPH) for scope in scopes)
        self.tenant.issued[access] = Issued(
            upn, short - OPEN_ID, now + self.token_lasts, answers_claims, len(self.asked)
        )
        self._refresh[refresh] = upn
        answer: dict[str, Any] = {
            "token_type": "Bearer",
            "scope": " ".join(sorted(short - {"offline_access"})),
            "expires_in": self.token_lasts,
            "ext_expires_in": self.token_lasts,
            "access_token": access,
            "id_token": self._id_token(person, nonce, now),
            "client_info": _url_safe(json.dumps({"uid": person.id, "utid": self.id}).encode()),
        }
        if "offline_access" in scopes:
            answer["refresh_token"] = refresh
            if self.refresh_lasts is not None:
                answer["refresh_token_expires_in"] = self.refresh_lasts
        return answer

    def _id_token(self, person: Person, nonce: str, now: int) -> str:
        claims = {
            "aud": self.app.client_id,
            "iss": f"{self.issuer}/{self.id}/v2.0",
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
            "name": person.name,
            "oid": person.id,
            "preferred_username": person.upn,
            "sub": hashlib.sha256(person.id.encode()).hexdigest(),
            "tid": self.home,
            "ver": "2.0",
            **({"nonce": nonce} if nonce else {}),
        }
        token = jwt.encode(claims, self.key, "RS256", {"kid": self.key_id})
        self.handed_out.add(token)
        return token

    def _secret(self, kind: str) -> str:
        made = f"{kind}{secrets.token_urlsafe(40)}"
        self.handed_out.add(made)
        return made


def _url_safe(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
