"""Connect and disconnect a person: what a sign-in in a browser, or at the command line, leads to (design §8)."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from oneone.consent import may_connect as allowed
from oneone.consent import missing, needed
from oneone.errors import BadInput, Changed, Conflict, OneoneError, OperatorNeeded
from oneone.graph.entra import Entra, Redeemed
from oneone.model import Pair, SignIn
from oneone.store.ledger import Ledger
from oneone.store.tokens import SignIns

FLOW_LASTS = timedelta(minutes=10)
LONGEST_STATE = 200

Purpose = Literal["connect", "disconnect"]
Outcome = Literal["connected", "disconnected", "not_ours", "another_person", "declined", "over", "refused", "operator"]


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in under way: where the browser goes, and the secret that only this browser brings back."""

    url: str
    browser: str


@dataclass(frozen=True, slots=True)
class Ended:
    """How a sign-in ended; `why` is a sentence for the person, `missing` what the work needs and was not agreed to."""

    outcome: Outcome
    account: str = ""
    name: str = ""
    why: str = ""
    missing: tuple[str, ...] = ()
    reps: int = 0  # active pairs that now go on


class Connecting:
    """Keeps the sign-ins of those who may connect, and of nobody else."""

    def __init__(
        self,
        ledger: Ledger,
        sign_ins: SignIns,
        entra: Entra,
        pairs: Callable[[], Iterable[Pair]],
        clock: Callable[[], datetime],
        *,
        admins: tuple[str, ...] = (),
        files: bool = False,
        mail: bool = False,
    ) -> None:
        self._ledger = ledger
        self._sign_ins = sign_ins
        self._entra = entra
        self._pairs = pairs
        self._clock = clock
        self._admins = admins
        self._features = {"files": files, "mail": mail}

    def wanted(self, account: str) -> tuple[str, ...]:
        """The scopes an account is asked for; of one nobody knows, what a manager is asked for."""
        pairs = list(self._pairs())
        known = allowed(account, pairs, self._admins)
        who = account if known else next((pair.key.manager for pair in pairs if pair.active), account)
        return needed(who, pairs, **self._features)

    def begin(self, purpose: Purpose, redirect: str, account: str = "", *, nobody_else: bool = False) -> Begun:
        """Start a sign-in in a browser; it is good for ten minutes, once, and in this browser only.

        `account` is a hint, unless `nobody_else` may sign in.
        """
        now = self._clock()
        self._sign_ins.tidy(now)
        scopes: tuple[str, ...] = ()
        claims = ""
        if purpose == "connect":
            scopes = self.wanted(account)
            kept = self._sign_ins.binding(account) if account else None
            claims = kept.claims if kept else ""
        flow = self._entra.begin(scopes, redirect, hint=account, claims=claims)
        browser = secrets.token_urlsafe(32)
        kept_flow = {
            "flow": flow,
            "browser": _digest(browser),
            "purpose": purpose,
            "only": account if nobody_else else "",
        }
        self._sign_ins.begin(str(flow["state"]), json.dumps(kept_flow), now + FLOW_LASTS)
        return Begun(str(flow["auth_uri"]), browser)

    def end(self, answer: Mapping[str, str], browser: str) -> Ended:
        """What the browser brought back from Microsoft Entra; TryLater when Entra was not reached."""
        state = answer.get("state", "")
        if not state or len(state) > LONGEST_STATE or not browser:
            return Ended("over")
        taken = self._sign_ins.take(state, self._clock())
        if taken is None:
            return Ended("over")
        begun = json.loads(taken)
        if not hmac.compare_digest(begun["browser"], _digest(browser)):
            return Ended("over")
        if answer.get("error") == "access_denied":
            return Ended("declined")
        try:
            redeemed = self._entra.redeem(begun["flow"], answer)
        except BadInput as wrong:
            return Ended("refused", why=str(wrong))
        except OperatorNeeded as wrong:
            return Ended("operator", why=str(wrong))
        except OneoneError as wrong:
            return Ended("refused", why=str(wrong))
        if begun["purpose"] == "disconnect":
            return self._left(redeemed)
        return self.keep(redeemed, expected=begun["only"])

    def keep(self, redeemed: Redeemed, *, expected: str = "") -> Ended:
        """Keep a sign-in that Entra confirmed, when the person may connect; `expected` is who was to sign in."""
        account, name = redeemed.account, redeemed.name
        pairs = list(self._pairs())
        if not allowed(account, pairs, self._admins) or (expected and expected != account):
            return Ended("not_ours", account, name)
        if not self._kept(redeemed.sign_in):
            return Ended("another_person", account, name)
        self._ledger.connected(account, self._clock())
        lacking = missing(redeemed.sign_in.scopes, needed(account, pairs, **self._features))
        reps = sum(1 for pair in pairs if pair.active and pair.signs_in == account)
        return Ended("connected", account, name, missing=lacking, reps=reps)

    def disconnect(self, account: str) -> bool:
        """Forget the account's sign-in and do nothing more for it; False when there was none."""
        there = self._sign_ins.drop(account)
        if there:
            self._ledger.park(account, "It was disconnected.", self._clock())
        return there

    def _left(self, redeemed: Redeemed) -> Ended:
        bound = self._sign_ins.binding(redeemed.account)
        if bound is not None and bound.person != redeemed.sign_in.person:
            return Ended("another_person", redeemed.account, redeemed.name)
        self.disconnect(redeemed.account)
        return Ended("disconnected", redeemed.account, redeemed.name)

    def _kept(self, new: SignIn) -> bool:
        """Store the sign-in over the former one of the same person; False when the former one is another's."""
        for _ in range(5):
            old = self._sign_ins.binding(new.account)
            if old is not None and (old.person, old.tenant) != (new.person, new.tenant):
                return False
            try:
                self._sign_ins.keep(replace(new, version=old.version if old else ""))
            except Conflict:
                continue
            return True
        raise Changed("The account's sign-in is being changed by many at once; try again.")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
