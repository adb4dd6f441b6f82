"""Who a request is made as: delegated tokens only, since OneNote takes no others (OneNote API overview, March 2025)."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlsplit

from oneone.errors import BadInput
from oneone.model import SignIn

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Tokens(Protocol):
    """Hands out access tokens; whatever holds a person's real sign-in stands behind this one method.

    Called outside the event loop, since it may wait for the network.
    """

    def token(self, account: str, claims: str | None) -> str:
        """A token for the account (UPN), for `claims` (JSON that Graph demanded) when given.

        Raises SignInNeeded (the person), OperatorNeeded (the app's own credential) or TryLater.
        """
        ...


class TokenCache(Protocol):
    """Where sign-ins are kept, one row an account, each write conditional (`store.tokens.SignIns`)."""

    def sign_in(self, account: str) -> SignIn | None:
        """The kept sign-in; None: nobody signed in. Raises OperatorNeeded when no key opens it."""
        ...

    def keep(self, sign_in: SignIn) -> SignIn:
        """Store it in place of its version (none: a new row); raises Taken or Changed when somebody was first."""
        ...


class LocalTokens:
    """The sandbox's sign-in: everybody is who they say they are. Raises BadInput unless Graph is on this machine."""

    def __init__(self, base_url: str) -> None:
        if not loopback(base_url):
            raise BadInput(
                "ONEONE_SIGN_IN=local works only with a sandbox on this machine: set ONEONE_GRAPH_URL to it, "
                "for example http://127.0.0.1:8365/v1.0."
            )

    def token(self, account: str, claims: str | None) -> str:
        """`local:UPN`; claims add nothing to it."""
        return f"local:{account}"


def loopback(url: str) -> bool:
    """Whether the address is on this machine."""
    return urlsplit(url).hostname in LOOPBACK
