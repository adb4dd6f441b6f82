"""The environment, read once: every problem in one message."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from oneone.errors import BadInput
from oneone.settings import PUBLIC_GRAPH, read

GUID = "0f4c1a6e-1f5e-4a55-9a8e-0d6f1d2b3c4d"
SIGN_IN = {"ONEONE_TENANT": GUID, "ONEONE_CLIENT_ID": GUID, "ONEONE_TOKEN_KEY": f"{'k' * 43}="}
AZURE = {"WEBSITE_SITE_NAME": "oneone", "ONEONE_STORE": "azure", **SIGN_IN}


def test_a_laptop_needs_no_settings() -> None:
    settings = read({})
    assert (settings.store, settings.graph_url, settings.sign_in) == (
        "sqlite:///.oneone/oneone.sqlite",
        PUBLIC_GRAPH,
        "microsoft",
    )
    assert settings.timing.lead is None
    assert settings.timing.scan_after == timedelta(hours=3)


def test_in_azure_a_missing_store_is_an_error_and_never_a_local_file() -> None:
    with pytest.raises(BadInput, match="ONEONE_STORE"):
        read({"WEBSITE_SITE_NAME": "oneone"})
    assert read(AZURE).store == "azure"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ONEONE_GRAPH_URL", "graph", "an address"),
        ("ONEONE_GRAPH_URL", "http://[::1", "an address"),
        ("ONEONE_GRAPH_URL", "http://graph.example/v1.0", "use https"),
        ("ONEONE_SIGN_IN", "token", "microsoft, or local"),
        ("ONEONE_SIGN_IN", "local", "sandbox on this machine"),
        ("ONEONE_TIMEZONE", "Mars/Base", "IANA"),
        ("ONEONE_TEMPLATES", "/nowhere/at/all", "no folder"),
        ("ONEONE_LEAD", "soon", "write 3h"),
        ("ONEONE_LEAD", "30min", "at least 3h"),
        ("ONEONE_SCAN_AFTER", "-1h", "write 3h"),
        ("ONEONE_KEEP_MONTHS", "0", "from 1 to 120"),
        ("ONEONE_FISCAL_YEAR", "13", "1 to 12, or its English name"),
        ("ONEONE_FISCAL_YEAR", "0", "1 to 12"),
        ("ONEONE_FISCAL_YEAR", "Februar y", "1 to 12"),
        ("ONEONE_FISCAL_YEAR", "ju", "1 to 12"),
        ("ONEONE_AUTHORITY", "http://login.example", "an https address"),
        ("ONEONE_PUBLIC_URL", "http://oneone.example", "an https address"),
        ("ONEONE_SEE_SHARING", "maybe", "on or off"),
        ("ONEONE_STORE", "@Microsoft.KeyVault(SecretUri=https://v.example/s)", "was not resolved"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(name: str, value: str, said: str) -> None:
    with pytest.raises(BadInput) as problem:
        read({name: value})
    assert name in str(problem.value)
    assert said in str(problem.value)


def test_all_problems_come_in_one_message() -> None:
    with pytest.raises(BadInput) as problem:
        read({"ONEONE_LEAD": "x", "ONEONE_TIMEZONE": "y", "ONEONE_SIGN_IN": "z"})
    assert len(problem.value.findings) == 3


def test_local_sign_in_goes_with_a_sandbox_on_this_machine(tmp_path: Path) -> None:
    settings = read(
        {
            "ONEONE_SIGN_IN": "local",
            "ONEONE_GRAPH_URL": "http://127.0.0.1:8365/v1.0/",
            "ONEONE_TEMPLATES": str(tmp_path),
            "ONEONE_LEAD": "1d",
            "ONEONE_SCAN_AFTER": "90min",
        }
    )
    assert settings.graph_url == "http://127.0.0.1:8365/v1.0"
    assert (settings.timing.lead, settings.timing.scan_after) == (timedelta(days=1), timedelta(minutes=90))
    assert settings.templates == tmp_path


@pytest.mark.parametrize(
    ("said", "month"), [("", 1), ("2", 2), ("04", 4), ("April", 4), ("SEPTEMBER", 9), ("Oct", 10), ("sept.", 9)]
)
def test_the_business_year_begins_with_a_month_by_number_or_name(said: str, month: int) -> None:
    assert read({"ONEONE_FISCAL_YEAR": said}).fiscal_year == month


def test_every_setting_that_is_read_stands_in_the_readme() -> None:
    root = Path(__file__).parents[1]
    code = (root / "oneone/settings.py").read_text(encoding="utf-8")
    readme = (root / "README.md").read_text(encoding="utf-8")
    import re

    names = set(re.findall(r'"(ONEONE_[A-Z_]+|AzureWebJobsStorage\w*)"', code))
    assert len(names) > 8
    assert not {name for name in names if f"`{name}`" not in readme}


def test_in_azure_the_sign_in_must_be_set_up_at_the_start() -> None:
    with pytest.raises(BadInput) as problem:
        read({"WEBSITE_SITE_NAME": "oneone", "ONEONE_STORE": "azure"})
    assert {finding.column for finding in problem.value.findings} == set(SIGN_IN)


def test_on_a_laptop_a_missing_sign_in_stops_only_what_needs_it() -> None:
    settings = read({})
    assert {finding.column for finding in settings.unusable} == set(SIGN_IN)
    assert read(SIGN_IN).unusable == ()


def test_a_client_secret_is_refused_with_the_reason() -> None:
    with pytest.raises(BadInput, match="a client secret is not taken: it can be copied"):
        read({**AZURE, "ONEONE_CLIENT_SECRET": "s3cret"})
    assert "s3cret" not in str(read({**SIGN_IN, "ONEONE_CLIENT_SECRET": "s3cret"}).unusable)


def test_keys_are_read_newest_first_and_never_shown() -> None:
    new, old = f"{'n' * 43}=", f"{'o' * 43}="
    settings = read({**SIGN_IN, "ONEONE_TOKEN_KEY": f"{new} {old}"})
    assert settings.token_keys == (new, old)
    assert new not in repr(settings)


def test_the_function_app_s_own_address_is_where_people_sign_in() -> None:
    assert (
        read({**AZURE, "WEBSITE_HOSTNAME": "oneone.azurewebsites.net"}).public_url == "https://oneone.azurewebsites.net"
    )
