"""What the admin sees of the mail that reps alone get before the page."""

from __future__ import annotations

import pytest

from tests.cli.conftest import LEE, LocalTenant, Shell

THURSDAY = "2026-11-19T14:05"
HEAD = "rep,deal_id,name,amount,currency,stage,close_date,forecast_category,as_of\n"


@pytest.fixture
def ready(oneone: Shell, tenant: LocalTenant, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A Thursday on which Lee has a deal without an amount, and another deal with one."""
    monkeypatch.setenv("ONEONE_HEADS_UP", "on")
    tenant.ask("PUT", "/sandbox/clock", {"now": f"{THURSDAY}:00Z"})
    rest = "EUR,Demo,2027-02-01,Pipeline,2026-11-18\n"
    rows = f"{LEE},1,Adatum,,{rest}{LEE},2,Contoso,9,{rest}"
    assert oneone("numbers", "import", oneone.file("deals.csv", HEAD + rows), "--now", THURSDAY).code == 0
    return oneone


def test_a_run_says_who_was_told_and_status_that_all_is_well(ready: Shell, tenant: LocalTenant) -> None:
    said = ready("run", "--now", THURSDAY)
    assert said.code == 0
    assert f"{LEE} 2026-11-23" in said.out.splitlines()[0]
    assert said.out.splitlines()[0].startswith("rep told")
    assert "1 rep told first" in said.out
    [letter] = tenant.happened["letters"]
    assert letter["to"] == LEE
    lee, zoe = ready("status", "--now", THURSDAY, "--json").data["pairs"]
    assert (lee["next"]["heads_up"], zoe["next"]["heads_up"]) == ("yes", "off")
    assert not [note for note in [*lee["notes"], *zoe["notes"]] if "told" in note]
    assert "Adatum" not in str(lee)


def test_status_says_why_a_rep_was_not_told(ready: Shell, tenant: LocalTenant) -> None:
    tenant.ask("POST", "/sandbox/faults", {"match": "POST */sendMail", "status": 403, "code": "ErrorAccessDenied"})
    said = ready("run", "--now", THURSDAY)
    assert said.code == 1
    assert "did not agree to Mail.Send" in said.err
    [note] = [note for note in ready("status", "--now", THURSDAY, "--json").data["pairs"][0]["notes"] if "told" in note]
    assert note.startswith("the rep was not told first: the account did not agree to Mail.Send")
