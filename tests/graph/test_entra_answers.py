"""Every answer of Microsoft Entra (facts of MSAL 1.39) → what is raised: the person, the operator, or later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from oneone.errors import OneoneError, OperatorNeeded, SignInNeeded, TryLater
from oneone.graph.entra_answers import raised

DANA = "dana@contoso.com"
PERSON, OPERATOR, LATER = SignInNeeded, OperatorNeeded, TryLater


def said(error: str, *codes: int, **more: Any) -> dict[str, Any]:
    text = "AADSTS: Dana Reyes (dana@contoso.com) from 10.0.0.1 may not"
    return {"error": error, "error_description": text, "error_codes": list(codes), "correlation_id": "c-1", **more}


TABLE: list[tuple[dict[str, Any], int, type[OneoneError], str]] = [
    (said("invalid_grant", 50173, suberror="bad_token"), 400, PERSON, "password was changed"),
    (said("invalid_grant", 700082, suberror="token_expired"), 400, PERSON, "not used for 90 days"),
    (said("invalid_grant", 70008), 400, PERSON, "expired"),
    (said("invalid_grant", 70043), 400, PERSON, "every so often"),
    (
        said("invalid_grant", 50076, classification="basic_action", suberror="basic_action"),
        400,
        PERSON,
        "second factor",
    ),
    (said("interaction_required", 50079), 400, PERSON, "second factor"),
    (said("interaction_required", 53003, suberror="message_only", claims="{}"), 400, PERSON, "conditional access"),
    (said("invalid_grant", 53000, classification="additional_action"), 400, PERSON, "not compliant"),
    (said("invalid_grant", 65001, suberror="consent_required"), 400, PERSON, "not agreed to"),
    (said("invalid_grant", 50055, suberror="user_password_expired"), 400, PERSON, "password has expired"),
    (said("invalid_grant", 50057), 400, PERSON, "disabled"),
    (said("invalid_grant", 50105), 400, PERSON, "not assigned"),
    (said("invalid_grant", suberror="token_expired"), 400, PERSON, "expired"),
    (said("invalid_grant", classification="consent_required"), 400, PERSON, "not agreed to"),
    (said("invalid_grant", classification="user_password_expired"), 400, PERSON, "password has expired"),
    (said("invalid_grant", classification="message_only"), 400, PERSON, "one more step"),
    (said("invalid_grant", suberror="bad_token", classification=""), 400, PERSON, "no longer counts"),
    (said("access_denied", 65004), 0, PERSON, "declined"),
    (said("login_required"), 400, PERSON, "no longer counts"),
    (said("invalid_client", 7000215), 401, OPERATOR, "credential is refused"),
    (said("invalid_client", 7000222), 401, OPERATOR, "expired"),
    (said("invalid_client", 700027), 401, OPERATOR, "certificate"),
    (said("invalid_client", 70021), 401, OPERATOR, "federated credential"),
    (said("invalid_client", 700213), 401, OPERATOR, "subject"),
    (said("unauthorized_client", 700016), 400, OPERATOR, "ONEONE_CLIENT_ID"),
    (said("invalid_request", 90002), 400, OPERATOR, "ONEONE_TENANT"),
    (said("invalid_request", 50011), 400, OPERATOR, "register|registered"),
    (said("invalid_scope", 70011), 400, OPERATOR, "permission"),
    (said("invalid_resource", 500011), 400, OPERATOR, "Microsoft Graph"),
    (said("something_new", 123), 400, OPERATOR, "report"),
    (said("temporarily_unavailable"), 400, LATER, "busy"),
    (said("server_error"), 400, LATER, "busy"),
    (said("invalid_grant", 90033), 400, LATER, "busy"),
    (said("invalid_request", 50196), 400, LATER, "busy"),
    (said("invalid_grant", 50173), 503, LATER, "busy"),
    (said("too_many"), 429, LATER, "busy"),
    ({}, 500, LATER, "busy"),
]


@pytest.mark.parametrize(("answer", "status", "kind", "words"), TABLE)
def test_each_answer_is_somebody_s_to_act_on(
    answer: dict[str, Any], status: int, kind: type[OneoneError], words: str
) -> None:
    error = raised(answer, DANA, status=status)
    assert type(error) is kind
    import re

    assert re.search(words, str(error)), str(error)


@pytest.mark.parametrize("answer", [row[0] for row in TABLE])
def test_entra_s_own_text_which_names_people_is_never_shown(answer: dict[str, Any]) -> None:
    text = str(raised(answer, DANA))
    assert "Reyes" not in text
    assert "10.0.0.1" not in text


def test_the_number_and_the_correlation_id_are_shown() -> None:
    assert "AADSTS50173" in str(raised(said("invalid_grant", 50173), DANA))
    assert "c-1" in str(raised(said("invalid_client", 700027), DANA))


def test_the_claims_that_entra_wants_ride_on_the_error() -> None:
    error = raised(said("interaction_required", 53003, claims='{"access_token":{}}'), DANA)
    assert isinstance(error, SignInNeeded)
    assert error.claims == '{"access_token":{}}'


def test_a_busy_entra_says_how_long_to_wait() -> None:
    error = raised(said("too_many"), DANA, status=429, wait=37)
    assert isinstance(error, TryLater)
    assert error.wait == timedelta(seconds=37)
