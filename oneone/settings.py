"""Settings: the only reader of the environment; every problem in one message (design §10)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from oneone.errors import BadInput, Finding
from oneone.schedule import LEAST_LEAD, Timing

PUBLIC_GRAPH = "https://graph.microsoft.com/v1.0"


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


_DURATION = re.compile(r"(\d+)\s*(min|m|h|d)")
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

    in_azure = bool(env.get("WEBSITE_SITE_NAME"))  # set by App Service for every Function app
    store = text("ONEONE_STORE", "" if in_azure else Settings.store)
    if not store:
        wrong("ONEONE_STORE", "missing; in the Function app it is `azure`")
    graph_url = text("ONEONE_GRAPH_URL", PUBLIC_GRAPH).rstrip("/")
    parts = urlsplit(graph_url)
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
    if problems:
        raise BadInput("The settings cannot be used:", problems)
    return Settings(
        store=store,
        storage_account=text("AzureWebJobsStorage__accountName"),
        storage_connection=text("AzureWebJobsStorage"),
        identity=text("AzureWebJobsStorage__clientId"),
        graph_url=graph_url,
        sign_in=sign_in,
        templates=Path(folder) if folder else None,
        timezone=zone,
        timing=Timing(lead, scan_after if scan_after is not None else Timing().scan_after),
        keep_months=int(months),
    )


def _loopback(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")
