"""Settings of the sources of figures: where the daily timer looks, and as whom.

What is wrong with one source is kept with it: the other sources and the pages go on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CONNECTORS: Mapping[str, tuple[str, ...]] = {
    "dynamics": ("ONEONE_DYNAMICS_URL", "ONEONE_TENANT", "ONEONE_DYNAMICS_CLIENT_ID", "ONEONE_DYNAMICS_SECRET"),
    "salesforce": ("ONEONE_SALESFORCE_URL", "ONEONE_SALESFORCE_CLIENT_ID", "ONEONE_SALESFORCE_SECRET"),
    "hubspot": ("ONEONE_HUBSPOT_TOKEN",),
}
"""The CRMs that can be named in ONEONE_NUMBERS, and the settings that each needs."""

_REFERENCE = "@Microsoft.KeyVault("
_LIGHTNING, _MY = ".lightning.force.com", ".my.salesforce.com"


@dataclass(frozen=True)
class SourceSettings:
    """Sources in their order: https addresses of files, and names of connectors."""

    names: tuple[str, ...] = ()
    account: str = ""  # who opens the files; empty: nobody
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)  # by variable
    problems: Mapping[str, str] = field(default_factory=dict)  # by source: what an admin has to set


def read_sources(text: Callable[[str], str]) -> SourceSettings:
    """The settings by `text(variable)`, which is empty when there is none."""
    said = text("ONEONE_NUMBERS").replace(";", " ").split()
    names = tuple(dict.fromkeys(name.lower() if name.lower() in CONNECTORS else name for name in said))
    account = text("ONEONE_NUMBERS_ACCOUNT").lower()
    credentials: dict[str, str] = {}
    problems: dict[str, str] = {}
    for name in names:
        if name in CONNECTORS:
            credentials |= {variable: text(variable) for variable in CONNECTORS[name]}
            wrong = [_wrong(variable, credentials[variable]) for variable in CONNECTORS[name]]
            if any(wrong):
                problems[name] = f"{name} is named in ONEONE_NUMBERS, but {'; '.join(filter(None, wrong))}."
        elif urlsplit(name).scheme != "https":
            known = ", ".join(CONNECTORS)
            problems[name] = f"ONEONE_NUMBERS: {name!r} is neither an https address of a file nor one of {known}."
        elif not account:
            problems[name] = "ONEONE_NUMBERS_ACCOUNT is missing: the user principal name of who opens the files."
    return SourceSettings(names, account, credentials, problems)


def _wrong(variable: str, value: str) -> str:
    if not value:
        return f"{variable} is missing"
    if value.startswith(_REFERENCE):
        return f"the Key Vault reference in {variable} was not resolved (the secret, or the identity's role on it)"
    if not variable.endswith("_URL"):
        return ""
    parts = urlsplit(value)
    if parts.scheme != "https":
        return f"{variable} does not begin with https://"
    if parts.path.strip("/") or parts.query or parts.fragment:
        return f"{variable} says more than the server: https://{parts.netloc} is enough"
    if (parts.hostname or "").endswith(_LIGHTNING):
        return (
            f"{variable} is the address of pages: My Domain is https://{(parts.hostname or '').partition('.')[0]}{_MY}"
        )
    return ""
