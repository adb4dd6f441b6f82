"""Sign-ins, encrypted: one row an account, and those under way, each used once (design §3, §8)."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from oneone.errors import BadInput, Conflict, OperatorNeeded
from oneone.model import SignIn
from oneone.store.table import Row, Store, Value, key

_UNDER_WAY = "flows"  # the partition of sign-ins that have begun: whose they are is not known yet


class SignIns:
    """The kept sign-ins of one store; nothing in a row can be used without one of the keys.

    The first key writes, every key reads: a new key goes in front, and the old one leaves when all were written anew.
    """

    def __init__(self, store: Store, keys: Sequence[str]) -> None:
        self._tokens = store.table("tokens")
        try:
            self._box = MultiFernet([Fernet(key) for key in keys])
        except ValueError as wrong:
            raise BadInput("ONEONE_TOKEN_KEY holds no usable key; `oneone accounts new-key` makes one.") from wrong

    # ------------------------------------------------------------ kept

    def sign_in(self, account: str) -> SignIn | None:
        """The kept sign-in of an account; None: nobody signed in. Raises OperatorNeeded when no key opens it."""
        row = self._tokens.get(key(account), "cache")
        if row is None:
            return None
        found = _sign_in(row)
        opened = json.loads(self._open(str(row.values["body"])))
        if opened["account"] != account or opened["person"] != found.person:
            raise OperatorNeeded(
                "A kept sign-in does not belong to the row that it stands in; its person signs in anew."
            )
        return replace(found, account=account, cache=opened["cache"])

    def keep(self, sign_in: SignIn) -> SignIn:
        """Store it in place of its version (none: a new row); raises Taken or Changed when somebody was first."""
        if not sign_in.cache:
            raise ValueError("a sign-in is never blanked")
        whole = {"account": sign_in.account, "person": sign_in.person, "cache": sign_in.cache}
        values: dict[str, Value] = {
            "account": sign_in.account,
            "person": sign_in.person,
            "tenant": sign_in.tenant,
            "scopes": " ".join(sign_in.scopes),
            "connected_at": sign_in.connected_at,
            "renewed_at": sign_in.renewed_at,
            "lapses_at": sign_in.lapses_at,
            "claims": sign_in.claims or None,
            "body": self._close(json.dumps(whole)),
        }
        row = Row(key(sign_in.account), "cache", values, sign_in.version)
        stored = self._tokens.replace(row) if sign_in.version else self._tokens.insert(row)
        return replace(sign_in, version=stored.etag)

    def binding(self, account: str) -> SignIn | None:
        """Whose sign-in is kept for an account, without its secret, and so also when no key opens it."""
        row = self._tokens.get(key(account), "cache")
        return _sign_in(row) if row is not None else None

    def drop(self, account: str) -> bool:
        """Forget the sign-in for good; False when there was none."""
        row = self._tokens.get(key(account), "cache")
        if row is None:
            return False
        self._tokens.delete(Row(row.pk, row.rk, {}))
        return True

    # ------------------------------------------------------------ under way

    def begin(self, state: str, flow: str, until: datetime) -> None:
        """Keep what a sign-in under way needs at its end, under its `state`."""
        self._tokens.insert(Row(_UNDER_WAY, _flow_key(state), {"until": until, "body": self._close(flow)}))

    def take(self, state: str, now: datetime) -> str | None:
        """What `begin` kept, once: None for one that is unknown, over, or taken by somebody else."""
        row = self._tokens.get(_UNDER_WAY, _flow_key(state))
        if row is None:
            return None
        until, body = row.values["until"], row.values.get("body")
        try:
            # Emptied, not deleted: of two who take it at once only one can replace it, but both could delete it.
            self._tokens.replace(Row(row.pk, row.rk, {"until": until}, row.etag))
        except Conflict:
            return None
        if body is None or not isinstance(until, datetime) or until <= now:
            return None
        return self._open(str(body))

    def tidy(self, now: datetime) -> None:
        """Forget the sign-ins that were begun and not ended in time."""
        for row in list(self._tokens.query(_UNDER_WAY)):
            until = row.values["until"]
            if isinstance(until, datetime) and until <= now:
                self._tokens.delete(Row(row.pk, row.rk, {}))

    def _close(self, text: str) -> str:
        return self._box.encrypt(zlib.compress(text.encode())).decode()

    def _open(self, closed: str) -> str:
        try:
            return zlib.decompress(self._box.decrypt(closed)).decode()
        except InvalidToken as wrong:
            raise OperatorNeeded(
                "None of the keys in ONEONE_TOKEN_KEY opens a kept sign-in. Put the former key behind the new one; if "
                "it is lost, everybody signs in again."
            ) from wrong


def known(store: Store) -> Iterator[SignIn]:
    """Every kept sign-in without its secret, for lists; needs no key."""
    for row in store.table("tokens").query():
        if row.rk == "cache":
            yield _sign_in(row)


def new_key() -> str:
    """A key for ONEONE_TOKEN_KEY."""
    return Fernet.generate_key().decode()


def _flow_key(state: str) -> str:
    # The state itself is half of what a callback must show; the row does not give it away.
    return f"flow_{hashlib.sha256(state.encode()).hexdigest()[:40]}"


def _sign_in(row: Row) -> SignIn:
    values = row.values

    def moment(name: str) -> datetime | None:
        value = values.get(name)
        return value if isinstance(value, datetime) else None

    connected = moment("connected_at")
    renewed = moment("renewed_at") or connected
    if connected is None or renewed is None:
        raise OperatorNeeded("A row of the table `tokens` was written by another version, or by hand.")
    return SignIn(
        account=str(values.get("account") or ""),
        person=str(values.get("person") or ""),
        tenant=str(values.get("tenant") or ""),
        scopes=tuple(str(values.get("scopes") or "").split()),
        connected_at=connected,
        renewed_at=renewed,
        lapses_at=moment("lapses_at"),
        claims=str(values.get("claims") or ""),
        version=row.etag,
    )
