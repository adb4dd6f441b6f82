"""Kept sign-ins are renewed for ever, never blanked, and every refusal of Entra ends where it belongs."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
import responses

from oneone.errors import OperatorNeeded, SignInNeeded, TryLater
from oneone.graph.entra import Entra, EntraTokens, Registration
from oneone.model import SignIn
from oneone.store.tokens import SignIns, new_key
from sandbox.sign_in import Denied
from tests.way.town import DANA, FRIDAY, MONDAY, Town
from tests.web.entra import SignInTown


@pytest.fixture(autouse=True)
def connected(request: pytest.FixtureRequest) -> None:
    if "here" in request.fixturenames:
        here: SignInTown = request.getfixturevalue("here")
        here.town.add_pair()
        here.connect(DANA)


def refreshes(here: SignInTown) -> int:
    return sum(asked["grant_type"] == "refresh_token" for asked in here.authority.asked)


def a_token(here: SignInTown, claims: str | None = None) -> str:
    return EntraTokens(here.entra(), here.services.sign_ins()).token(DANA, claims)


def expire(here: SignInTown) -> None:
    """The kept access token is over, the refresh token is not."""
    sign_ins = here.services.sign_ins()
    kept = sign_ins.sign_in(DANA)
    assert kept is not None
    cache = json.loads(kept.cache)
    for token in cache["AccessToken"].values():
        token["expires_on"] = "1"
    sign_ins.keep(replace(kept, cache=json.dumps(cache)))


def test_a_token_that_still_counts_is_not_asked_for_again(here: SignInTown) -> None:
    assert a_token(here) == a_token(here)
    assert refreshes(here) == 0


def test_each_renewal_keeps_the_new_refresh_token(here: SignInTown) -> None:
    old = here.services.sign_ins().sign_in(DANA)
    expire(here)
    here.town.now += timedelta(days=3)
    a_token(here)
    new = here.services.sign_ins().sign_in(DANA)
    assert old is not None
    assert new is not None
    assert new.renewed_at - old.renewed_at == timedelta(days=3)
    assert json.loads(new.cache)["RefreshToken"] != json.loads(old.cache)["RefreshToken"]


def test_eight_renewals_at_once_lose_nothing(here: SignInTown) -> None:
    expire(here)
    start, tokens = threading.Barrier(8), []

    def renew() -> None:
        mine = EntraTokens(here.entra(), here.services.sign_ins())
        start.wait()
        tokens.append(mine.token(DANA, None))

    threads = [threading.Thread(target=renew) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tokens) == 8
    kept = here.services.sign_ins().sign_in(DANA)
    assert kept is not None
    assert len(json.loads(kept.cache)["RefreshToken"]) == 1
    expire(here)
    assert a_token(here)


REFUSALS = [
    (Denied("invalid_grant", 50173, suberror="bad_token"), SignInNeeded, "password was changed"),
    (Denied("invalid_grant", 700082), SignInNeeded, "90 days"),
    (Denied("interaction_required", 53003, suberror="message_only"), SignInNeeded, "conditional access"),
    (Denied("invalid_client", 700027, status=401), OperatorNeeded, "certificate"),
    (Denied("temporarily_unavailable", 90033, status=503), TryLater, "busy"),
    (Denied("invalid_request", 90055, status=429, wait=9), TryLater, "busy"),
]


@pytest.mark.parametrize(("refusal", "kind", "words"), REFUSALS, ids=lambda value: str(value)[:20])
def test_a_refused_renewal_is_told_and_leaves_the_kept_sign_in(
    here: SignInTown, refusal: Denied, kind: type[Exception], words: str
) -> None:
    expire(here)
    before = here.services.sign_ins().sign_in(DANA)
    here.authority.refusals[DANA] = refusal
    with pytest.raises(kind, match=words):
        a_token(here)
    assert here.services.sign_ins().sign_in(DANA) == before
    here.authority.refusals.clear()
    assert a_token(here)


def test_a_refused_person_is_parked_with_the_reason_and_goes_on_after_signing_in(here: SignInTown) -> None:
    here.town.add_pair("kim@contoso.example", "Kim Day")
    expire(here)
    here.authority.refusals[DANA] = Denied("invalid_grant", 50173, suberror="bad_token")
    report = here.town.run()
    assert "password was changed" in report.attention[0]
    assert "AADSTS50173" in here.town.ledger.account(DANA).parked
    assert here.services.plan() == []
    here.authority.refusals.clear()
    here.again()
    here.connect(DANA)
    assert len(here.town.run().prepared) == 2


def test_an_operator_s_fault_parks_nobody_and_is_tried_again(here: SignInTown) -> None:
    expire(here)
    here.authority.refusals[""] = Denied("invalid_client", 700027, status=401)
    here.town.run()
    state = here.town.ledger.account(DANA)
    assert (state.parked, "certificate" in state.trouble) == ("", True)
    assert here.services.plan() == []
    here.town.now += timedelta(minutes=16)
    here.authority.refusals.clear()
    here.again()
    assert len(here.town.run().prepared) == 1
    assert here.town.ledger.account(DANA).trouble == ""


def test_a_busy_entra_parks_nobody(here: SignInTown) -> None:
    expire(here)
    here.authority.refusals[""] = Denied("temporarily_unavailable", 90033, status=503)
    report = here.town.run()
    assert here.town.ledger.account(DANA).parked == ""
    assert report.prepared == []
    here.authority.refusals.clear()
    here.again()
    here.town.now += timedelta(minutes=16)
    assert len(here.town.run().prepared) == 1


def test_graph_s_claims_challenge_is_answered_with_a_newer_token(here: SignInTown) -> None:
    here.town.tenant.challenge(DANA)
    assert len(here.town.run().prepared) == 1
    assert refreshes(here) == 1


def test_claims_that_only_the_person_can_meet_are_part_of_the_next_sign_in(here: SignInTown) -> None:
    expire(here)
    wanted = '{"access_token":{"capolids":{"essential":true,"values":["7"]}}}'
    here.authority.refusals[DANA] = Denied("interaction_required", 53003, claims=wanted)
    with pytest.raises(SignInNeeded):
        a_token(here)
    begun = here.services.connecting().begin("connect", "https://localhost:7443/api/signin/callback", DANA)
    assert "capolids" in begun.url


def test_a_sign_in_that_ends_soon_is_seen_a_week_ahead(here: SignInTown) -> None:
    from oneone.commands.accounts import standings

    assert standings(here.services)[0]["do"] == ""
    here.authority.refresh_lasts = 6 * 86_400
    expire(here)
    a_token(here)
    assert "sign in again before 26 Nov" in standings(here.services)[0]["do"]


def test_a_sign_in_that_nobody_used_for_83_days_is_seen(here: SignInTown) -> None:
    from oneone.commands.accounts import standings

    here.town.now = FRIDAY + timedelta(days=84)
    assert "sign in again before 18 Feb" in standings(here.services)[0]["do"]


def test_the_managed_identity_stands_for_the_app_without_any_secret(
    here: SignInTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.authority.app.certificates.clear()
    here.authority.app.identity = "5d1a0f3e-0000-4000-8000-000000000001"
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{here.address}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "header")
    here.registration = Registration(here.authority.id, here.authority.app.client_id, here.address, identity="uami-1")
    expire(here)
    assert a_token(here)
    assert here.authority.asked[-1]["client_assertion"]


def test_a_federated_credential_that_does_not_fit_is_the_operator_s(
    here: SignInTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.authority.app.identity = "5d1a0f3e-0000-4000-8000-000000000001"
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{here.address}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "header")
    here.registration = Registration(here.authority.id, here.authority.app.client_id, here.address, identity="uami-1")
    tokens = EntraTokens(here.entra(), here.services.sign_ins())
    issue = here.authority.identity_token
    here.authority.identity_token = lambda: _of_another(here, issue)  # type: ignore[method-assign]
    expire(here)
    with pytest.raises(OperatorNeeded, match="subject"):
        tokens.token(DANA, None)


def _of_another(here: SignInTown, issue: object) -> str:
    mine, here.authority.app.identity = here.authority.app.identity, "another"
    try:
        return issue()  # type: ignore[operator, no-any-return]
    finally:
        here.authority.app.identity = mine


# ------------------------------------------------------------ the rows


def a_sign_in(cache: str = "secret-cache") -> SignIn:
    return SignIn(DANA, "oid-1", "tid-1", ("Notes.ReadWrite.All",), MONDAY, MONDAY, cache=cache)


def test_a_row_shows_nothing_of_the_secret(town: Town) -> None:
    SignIns(town.store, [new_key()]).keep(a_sign_in())
    row = town.store.table("tokens").get(DANA, "cache")
    assert row is not None
    assert "secret-cache" not in str(row.values)


def test_a_new_key_writes_and_the_old_one_still_reads(town: Town) -> None:
    old, new = new_key(), new_key()
    SignIns(town.store, [old]).keep(a_sign_in())
    both = SignIns(town.store, [new, old])
    kept = both.sign_in(DANA)
    assert kept is not None
    both.keep(kept)
    assert SignIns(town.store, [new]).sign_in(DANA) is not None


def test_a_lost_key_is_the_operator_s(town: Town) -> None:
    SignIns(town.store, [new_key()]).keep(a_sign_in())
    with pytest.raises(OperatorNeeded, match="None of the keys"):
        SignIns(town.store, [new_key()]).sign_in(DANA)


def test_a_row_moved_to_another_account_is_not_used(town: Town) -> None:
    sign_ins = SignIns(town.store, [new_key()])
    sign_ins.keep(a_sign_in())
    row = town.store.table("tokens").get(DANA, "cache")
    assert row is not None
    town.store.table("tokens").insert(replace(row, pk="lee@contoso.example", etag=""))
    with pytest.raises(OperatorNeeded, match="does not belong"):
        sign_ins.sign_in("lee@contoso.example")


def test_a_sign_in_is_never_blanked(town: Town) -> None:
    with pytest.raises(ValueError, match="never blanked"):
        SignIns(town.store, [new_key()]).keep(a_sign_in(""))


def test_a_sign_in_under_way_is_taken_by_one_of_two(town: Town) -> None:
    sign_ins = SignIns(town.store, [new_key()])
    sign_ins.begin("state-1", "flow", MONDAY)
    start, taken = threading.Barrier(8), []

    def take() -> None:
        start.wait()
        taken.append(sign_ins.take("state-1", FRIDAY))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, taken)) == ["None"] * 7 + ["flow"]


# ------------------------------------------------------------ Microsoft's own host, as MSAL asks it


PUBLIC = "https://login.microsoftonline.com"
TENANT = "0f4c1a6e-1f5e-4a55-9a8e-0d6f1d2b3c4d"


def tokens_of(here: SignInTown) -> EntraTokens:
    """The kept sign-in as Microsoft's own authority gave it."""
    sign_ins = here.services.sign_ins()
    kept = sign_ins.sign_in(DANA)
    assert kept is not None
    host = here.address.removeprefix("https://")
    cache = (
        kept.cache.replace(host, "login.microsoftonline.com")
        .replace("localhost", "login.microsoftonline.com")
        .replace(here.authority.id, TENANT)
    )
    moved = json.loads(cache)
    for token in moved["AccessToken"].values():
        token["expires_on"] = "1"
    sign_ins.keep(replace(kept, cache=json.dumps(moved), tenant=TENANT))
    registration = Registration(TENANT, here.authority.app.client_id, PUBLIC, here.registration.certificate)
    return EntraTokens(Entra(registration), sign_ins)


def microsoft(status: int = 200, **options: object) -> None:
    base = f"{PUBLIC}/{TENANT}/oauth2/v2.0"
    described = {
        "authorization_endpoint": f"{base}/authorize",
        "token_endpoint": f"{base}/token",
        "issuer": f"{PUBLIC}/{TENANT}/v2.0",
    }
    responses.get(f"{PUBLIC}/{TENANT}/v2.0/.well-known/openid-configuration", json=described)
    responses.post(f"{base}/token", status=status, **options)


@responses.activate
@pytest.mark.parametrize(
    ("status", "options", "kind"),
    [
        (500, {"body": "<html>oops</html>"}, TryLater),
        (503, {"json": {"error": "temporarily_unavailable"}}, TryLater),
        (200, {"body": "<html>hotel wifi</html>"}, TryLater),
        (429, {"json": {"error": "x"}, "headers": {"Retry-After": "60"}}, TryLater),
        (400, {"json": {"error": "invalid_grant", "error_codes": [50076]}}, SignInNeeded),
        (401, {"json": {"error": "invalid_client", "error_codes": [7000222]}}, OperatorNeeded),
        (200, {"body": ConnectionError("reset")}, TryLater),
    ],
)
def test_what_microsoft_s_token_endpoint_answers_is_told(
    here: SignInTown, status: int, options: dict[str, object], kind: type[Exception]
) -> None:
    import requests

    if isinstance(options.get("body"), ConnectionError):
        options = {"body": requests.ConnectionError("reset")}
    microsoft(status, **options)
    with pytest.raises(kind):
        tokens_of(here).token(DANA, None)


@responses.activate
def test_an_unknown_directory_is_the_operator_s(here: SignInTown) -> None:
    responses.get(
        f"{PUBLIC}/{TENANT}/v2.0/.well-known/openid-configuration",
        status=400,
        json={"error": "invalid_tenant", "error_codes": [90002]},
    )
    with pytest.raises(OperatorNeeded, match="no such directory"):
        tokens_of(here).token(DANA, None)


@responses.activate
def test_entra_s_addresses_are_asked_for_once(here: SignInTown) -> None:
    microsoft(400, json={"error": "invalid_grant", "error_codes": [50076]})
    tokens = tokens_of(here)
    for _ in range(3):
        with pytest.raises(SignInNeeded):
            tokens.token(DANA, None)
    assert sum(".well-known" in str(call.request.url) for call in responses.calls) == 1
