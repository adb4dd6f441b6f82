"""The app registration that people sign in to, by Azure CLI: `azd up` runs this before and after it provisions.

`register` makes the registration with the delegated permissions that oneone asks people for. `trust` lets the Function
app's identity stand for it (a federated credential: there is no secret), tells it the address of the sign-in, and puts
the first key that sign-ins are encrypted with into the vault. Both can be run again; what is there stays.

It needs `az login` as a person who may register applications in the tenant. README says what to click instead.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

GRAPH = "00000003-0000-0000-c000-000000000000"  # Microsoft Graph's application id, the same in every tenant
SCOPES = (
    "Notes.ReadWrite.All",
    "Calendars.ReadWrite",
    "Calendars.ReadWrite.Shared",
    "User.ReadBasic.All",
    "Files.Read.All",
    "openid",
    "profile",
    "offline_access",
)
"""Delegated permissions of oneone/consent.py, and those of every sign-in; a test keeps them equal."""

OPTIONAL = {"ONEONE_HEADS_UP": "Mail.Send"}
"""What a setting adds when it is `on` in the azd environment; not asked for otherwise."""

CALLBACK = "/api/signin/callback"
KEY = "token-key"
_TRIES, _PAUSE = 20, 15  # a role on the vault takes some minutes to be known there


class CannotConnect(Exception):
    """A step failed; the message says what to do."""


def register(environment: Mapping[str, str]) -> str:
    """Make or find the registration and note its application id in the azd environment; returns the id."""
    known = environment.get("ONEONE_CLIENT_ID", "").strip()
    if known:
        return known
    name = f"oneone-{_needed(environment, 'AZURE_ENV_NAME')}"
    found = _az("ad", "app", "list", "--filter", f"displayName eq '{name}'", "--query", "[].appId")
    if len(found) > 1:
        raise CannotConnect(
            f"There are {len(found)} app registrations called {name}. Say which one is meant: "
            "azd env set ONEONE_CLIENT_ID <its application id>"
        )
    client = str(found[0]) if found else _created(name, environment)
    _run("azd", "env", "set", "ONEONE_CLIENT_ID", client)
    return client


def _created(name: str, environment: Mapping[str, str]) -> str:
    offered = _az("ad", "sp", "show", "--id", GRAPH, "--query", "oauth2PermissionScopes[].{id:id,value:value}")
    ids = {str(scope["value"]): str(scope["id"]) for scope in offered}
    added = [scope for setting, scope in OPTIONAL.items() if environment.get(setting, "").strip().lower() == "on"]
    access = [{"id": ids[scope], "type": "Scope"} for scope in (*SCOPES, *added)]
    with _file([{"resourceAppId": GRAPH, "resourceAccess": access}]) as asked:
        made = _az(
            *("ad", "app", "create", "--display-name", name, "--sign-in-audience", "AzureADMyOrg"),
            *("--required-resource-accesses", f"@{asked}", "--query", "appId"),
        )
    _az("ad", "sp", "create", "--id", str(made))
    return str(made)


def trust(environment: Mapping[str, str]) -> None:
    """Address, federated credential and key, for what was provisioned."""
    client = _needed(environment, "ONEONE_CLIENT_ID")
    host = _needed(environment, "ONEONE_HOST")
    identity = _needed(environment, "ONEONE_IDENTITY_OBJECT_ID")
    tenant = _needed(environment, "AZURE_TENANT_ID")
    here = str(_az("account", "show", "--query", "tenantId"))
    if here != tenant:
        raise CannotConnect(f"The Azure CLI is signed in to the directory {here}. Run: az login --tenant {tenant}")
    address = f"https://{host}{CALLBACK}"
    addresses = [str(one) for one in _az("ad", "app", "show", "--id", client, "--query", "web.redirectUris")]
    if address not in addresses:
        _az("ad", "app", "update", "--id", client, "--web-redirect-uris", *addresses, address)
    if identity not in _az("ad", "app", "federated-credential", "list", "--id", client, "--query", "[].subject"):
        credential = {
            "name": f"oneone-{_needed(environment, 'AZURE_ENV_NAME')}",
            "issuer": f"https://login.microsoftonline.com/{tenant}/v2.0",
            "subject": identity,
            "audiences": ["api://AzureADTokenExchange"],
        }
        with _file(credential) as described:
            _az("ad", "app", "federated-credential", "create", "--id", client, "--parameters", f"@{described}")
    _put_key(_needed(environment, "AZURE_KEY_VAULT_NAME"))


def _put_key(vault: str) -> None:
    """A key is put there once and never replaced: with another one every person would have to sign in again."""
    for attempt in range(_TRIES):
        try:
            if KEY in _az("keyvault", "secret", "list", "--vault-name", vault, "--query", "[].name"):
                return
            with _file(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(), plain=True) as key:
                _az("keyvault", "secret", "set", "--vault-name", vault, "--name", KEY, "--file", str(key),
                    "--query", "name")  # fmt: skip
            return
        except CannotConnect as problem:
            if "Forbidden" not in str(problem) or attempt == _TRIES - 1:
                raise
            time.sleep(_PAUSE)


# ---------------------------------------------------------------- Azure CLI


class _file:
    """A file that only this user can read, gone at the end: values do not stand in the list of processes."""

    def __init__(self, content: Any, *, plain: bool = False) -> None:
        self._text = content if plain else json.dumps(content)

    def __enter__(self) -> Path:
        handle, name = tempfile.mkstemp(suffix=".json")
        self._path = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(self._text)
        return self._path

    def __exit__(self, *_: object) -> None:
        self._path.unlink()


def _az(*arguments: str) -> Any:
    said = _run("az", *arguments, "--output", "json")
    return json.loads(said) if said.strip() else None


def _run(tool: str, *arguments: str) -> str:
    found = shutil.which(tool)
    if found is None:
        raise CannotConnect(f"{tool} is not installed; README, “Set it up”, says what is needed.")
    done = subprocess.run((found, *arguments), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CannotConnect(f"{tool} {' '.join(arguments[:3])} failed:\n{done.stderr.strip()}")
    return done.stdout


def _needed(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "").strip()
    if not value:
        raise CannotConnect(f"{name} is not set: run this by `azd up` or `azd provision`.")
    return value


def main(arguments: list[str]) -> int:
    """`register` or `trust`; 0 done, 1 failed with what to do, 2 wrong use."""
    if arguments not in (["register"], ["trust"]):
        sys.stderr.write("Usage: connect.py register | trust\n")
        return 2
    try:
        if arguments == ["register"]:
            sys.stdout.write(f"App registration: {register(os.environ)}\n")
        else:
            trust(os.environ)
            sys.stdout.write("The Function app can stand for the app registration, and people can sign in.\n")
    except CannotConnect as problem:
        sys.stderr.write(f"{problem}\nREADME, “Set it up”, says what to click instead.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
