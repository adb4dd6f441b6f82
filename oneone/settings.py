"""Settings: the only reader of the environment; every problem in one message (design §10)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from oneone.errors import BadInput, Finding
from oneone.schedule import LEAST_LEAD, Timing
from oneone.source_settings import SourceSettings, read_sources

PUBLIC_GRAPH = "https://graph.microsoft.com/v1.0"
PUBLIC_AUTHORITY = "https://login.microsoftonline.com"


@dataclass(frozen=True)
class Settings:
    """What the environment says, checked."""

    store: str = "sqlite:///.oneone/oneone.sqlite"
    storage_account: str = ""  # the Function app's own: AzureWebJobsStorage__accountName
    storage_connection: str = ""  # Azurite: AzureWebJobsStorage
    identity: str = ""  # client id of the user-assigned identity
    graph_url: str = PUBLIC_GRAPH
    sign_in: str = "microsoft"
    templates: Path | None = None
    timezone: str = "UTC"
    timing: Timing = field(default_factory=Timing)
    keep_months: int = 24
    fiscal_year: int = 1  # the month it begins with
    tenant: str = ""  # id of the directory
    client_id: str = ""  # of the app registration
    authority: str = PUBLIC_AUTHORITY
    certificate: Path | None = None  # PEM: private key and certificate
    app_identity: str = ""  # client id of the managed identity whose federated credential stands for the app
    token_keys: tuple[str, ...] = field(default=(), repr=False)  # Fernet; the first one writes
    admins: tuple[str, ...] = ()
    public_url: str = ""  # where people reach /api/signin
    see_sharing: bool = False
    sources: SourceSettings = field(default_factory=SourceSettings)  # of figures
    unusable: tuple[Finding, ...] = ()  # why nobody can sign in through Microsoft with these settings


_DURATION = re.compile(r"(\d{1,4})\s*(min|m|h|d)")
_UNITS = {"m": timedelta(minutes=1), "min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process; BadInput lists every variable that is wrong or missing, and what is allowed."""
    env = os.environ if environment is None else environment
    problems: list[Finding] = []

    def wrong(name: str, allowed: str) -> None:
        problems.append(Finding("environment", None, name, allowed))

    def text(name: str, default: str = "") -> str:
        value = env.get(name, "").strip() or default
        if value.startswith("@Microsoft.KeyVault("):
            wrong(name, "the Key Vault reference was not resolved; check the secret and the identity's role on it")
        return value

    def duration(name: str) -> timedelta | None:
        value = text(name)
        if not value:
            return None
        match = _DURATION.fullmatch(value.lower())
        if match is None:
            wrong(name, f"{value!r} is no duration; write 3h, 90min or 2d")
            return None
        return int(match[1]) * _UNITS[match[2]]

    def switch(name: str) -> bool:
        value = text(name, "off").lower()
        if value not in ("on", "off"):
            wrong(name, f"{value!r}; on or off")
        return value == "on"

    in_azure = bool(env.get("WEBSITE_SITE_NAME"))  # set by App Service for every Function app
    store = text("ONEONE_STORE", "" if in_azure else Settings.store)
    if not store:
        wrong("ONEONE_STORE", "missing; in the Function app it is `azure`")
    graph_url = text("ONEONE_GRAPH_URL", PUBLIC_GRAPH).rstrip("/")
    try:
        parts = urlsplit(graph_url)
    except ValueError:  # as for `http://[::1`
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        wrong("ONEONE_GRAPH_URL", f"an address such as {PUBLIC_GRAPH}")
    elif parts.scheme == "http" and not _loopback(parts.hostname):
        wrong("ONEONE_GRAPH_URL", "http is only for the sandbox on this machine; use https")
    sign_in = text("ONEONE_SIGN_IN", Settings.sign_in)
    if sign_in not in ("microsoft", "local"):
        wrong("ONEONE_SIGN_IN", "microsoft, or local for the sandbox")
    elif sign_in == "local" and not _loopback(parts.hostname or ""):
        wrong("ONEONE_SIGN_IN", "local works only with a sandbox on this machine; set ONEONE_GRAPH_URL to it")
    zone = text("ONEONE_TIMEZONE", Settings.timezone)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        wrong("ONEONE_TIMEZONE", f"{zone!r} is no IANA time zone; write for example Europe/Berlin")
    folder = text("ONEONE_TEMPLATES")
    if folder and not Path(folder).is_dir():
        wrong("ONEONE_TEMPLATES", f"{folder} is no folder")
    lead = duration("ONEONE_LEAD")
    if lead is not None and lead < LEAST_LEAD:
        wrong("ONEONE_LEAD", "at least 3h, so that both have time to read the page")
    scan_after = duration("ONEONE_SCAN_AFTER")
    months = text("ONEONE_KEEP_MONTHS", str(Settings.keep_months))
    if not months.isdecimal() or not 1 <= int(months) <= 120:
        wrong("ONEONE_KEEP_MONTHS", f"{months!r}; a whole number of months from 1 to 120")
        months = "24"
    begins = _month(text("ONEONE_FISCAL_YEAR", str(Settings.fiscal_year)))
    if begins is None:
        wrong("ONEONE_FISCAL_YEAR", "the month that your business year begins with: 1 to 12, or its English name")
    unusable = _sign_in_problems(text) if sign_in == "microsoft" else []
    if in_azure:
        problems += unusable  # a Function app that cannot sign in is of no use: said at its start
    keys = tuple(key for key in re.split(r"[\s,;]+", text("ONEONE_TOKEN_KEY")) if key)
    authority = text("ONEONE_AUTHORITY", PUBLIC_AUTHORITY).rstrip("/")
    if urlsplit(authority).scheme != "https" or urlsplit(authority).path:
        wrong("ONEONE_AUTHORITY", f"an https address without a path, such as {PUBLIC_AUTHORITY}")
    host = text("WEBSITE_HOSTNAME")  # set by App Service
    public_url = text("ONEONE_PUBLIC_URL", f"https://{host}" if host else "").rstrip("/")
    if public_url and urlsplit(public_url).scheme != "https" and not _loopback(urlsplit(public_url).hostname or ""):
        wrong("ONEONE_PUBLIC_URL", "an https address, such as https://oneone.azurewebsites.net")
    see_sharing = switch("ONEONE_SEE_SHARING")
    heads_up = switch("ONEONE_HEADS_UP")
    if problems:
        raise BadInput("The settings cannot be used:", problems)
    return Settings(
        sources=read_sources(lambda name: env.get(name, "").strip()),
        store=store,
        storage_account=text("AzureWebJobsStorage__accountName"),
        storage_connection=text("AzureWebJobsStorage"),
        identity=text("AzureWebJobsStorage__clientId"),
        graph_url=graph_url,
        sign_in=sign_in,
        templates=Path(folder) if folder else None,
        timezone=zone,
        timing=Timing(lead, scan_after if scan_after is not None else Timing().scan_after, heads_up),
        keep_months=int(months),
        fiscal_year=begins or Settings.fiscal_year,
        tenant=text("ONEONE_TENANT").lower(),
        client_id=text("ONEONE_CLIENT_ID").lower(),
        authority=authority,
        certificate=Path(text("ONEONE_CERTIFICATE")) if text("ONEONE_CERTIFICATE") else None,
        app_identity=text("ONEONE_IDENTITY"),
        token_keys=keys,
        admins=tuple(name.lower() for name in re.split(r"[\s,;]+", text("ONEONE_ADMINS")) if name),
        public_url=public_url,
        see_sharing=see_sharing,
        unusable=tuple(unusable),
    )


_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_FERNET = re.compile(r"[A-Za-z0-9_-]{43}=")


_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def _month(said: str) -> int | None:
    """The number of a month: `4`, `04`, `April`, `apr`; None when it is none."""
    word = said.lower().rstrip(".")
    if word.isascii() and word.isdecimal():
        return int(word) if 1 <= int(word) <= 12 else None
    named = [at for at, name in enumerate(_MONTH_NAMES, 1) if len(word) >= 3 and name.startswith(word)]
    return named[0] if named else None


def _sign_in_problems(text: Callable[[str], str]) -> list[Finding]:
    """What keeps people from signing in through Microsoft; only asked for when somebody has to."""
    problems = []

    def wrong(name: str, allowed: str) -> None:
        problems.append(Finding("environment", None, name, allowed))

    if not _GUID.fullmatch(text("ONEONE_TENANT")):
        wrong("ONEONE_TENANT", "the id of the directory (a GUID; Entra admin center, Overview)")
    if not _GUID.fullmatch(text("ONEONE_CLIENT_ID")):
        wrong("ONEONE_CLIENT_ID", "the application id of the app registration (a GUID)")
    if text("ONEONE_CLIENT_SECRET"):
        wrong(
            "ONEONE_CLIENT_SECRET",
            "a client secret is not taken: it can be copied and used from anywhere until it expires unnoticed. Set "
            "ONEONE_IDENTITY in Azure, or ONEONE_CERTIFICATE elsewhere",
        )
    certificate = text("ONEONE_CERTIFICATE")
    if certificate and not Path(certificate).is_file():
        wrong("ONEONE_CERTIFICATE", "no such file; a PEM file with the private key and the certificate")
    keys = [key for key in re.split(r"[\s,;]+", text("ONEONE_TOKEN_KEY")) if key]
    if not keys or not all(_FERNET.fullmatch(key) for key in keys):
        wrong(
            "ONEONE_TOKEN_KEY",
            "one or more keys that sign-ins are encrypted with, the newest first; `oneone accounts new-key` makes one",
        )
    return problems


def _loopback(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")
