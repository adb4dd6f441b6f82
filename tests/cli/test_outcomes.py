"""What `status` says came of the 1:1s: held beside promised and kept, in counts, and "no commitment" kindly."""

from __future__ import annotations

from tests.cli.conftest import LocalTenant, Shell

FRIDAY, MONDAY, NEXT_FRIDAY = "2026-11-20T14:00", "2026-11-23T13:00", "2026-11-27T14:00"
NONE = "no commitment of the rep from the 1:1 of 2026-11-23; the next page has room for one"


def test_a_read_1_1_without_a_promise_of_the_rep_is_reported_without_a_word_of_it(
    oneone: Shell, tenant: LocalTenant
) -> None:
    oneone("run", "--now", FRIDAY)
    before = oneone("status", "--now", FRIDAY, "--json").data["pairs"][0]["commitments"]
    assert before == {"held": 0, "made": 0, "kept": 0, "accepted": None, "no_commitment": False}
    tenant.type_over("2026-11-23 1:1 Lee Park", "Dana: …", "Dana: ask about the secret bonus")
    oneone("run", "--now", MONDAY)
    said = oneone("status", "--now", MONDAY, "--json")
    lee, zoe = said.data["pairs"]
    assert lee["commitments"] == {"held": 1, "made": 1, "kept": 0, "accepted": 0, "no_commitment": True}
    assert NONE in lee["notes"]
    assert zoe["commitments"]["no_commitment"] is False  # nobody wrote on that page: no 1:1 to speak of
    assert "bonus" not in said.out
    plain = oneone("status", "--now", MONDAY).out
    assert "No commitment of the rep from the 1:1 of 2026-11-23" in " ".join(plain.split())


def test_held_stands_beside_what_was_promised_and_kept(oneone: Shell, tenant: LocalTenant) -> None:
    oneone("run", "--now", FRIDAY)
    tenant.type_over("2026-11-23 1:1 Lee Park", "Lee: …", "Lee: call Tailspin")
    tenant.type_over("2026-11-23 1:1 Lee Park", "Dana: …", "Dana: ask the CFO")
    oneone("run", "--now", MONDAY)
    pair = oneone("status", "--now", MONDAY, "--json").data["pairs"][0]
    assert pair["commitments"] == {"held": 1, "made": 2, "kept": 0, "accepted": 1, "no_commitment": False}
    assert "written 1:1s in four months: 1, promises made: 2, kept: 0" in pair["notes"]
    assert not any("no commitment" in note for note in pair["notes"])


def test_nothing_of_it_stands_on_a_page(oneone: Shell, tenant: LocalTenant) -> None:
    oneone("run", "--now", FRIDAY)
    tenant.type_over("2026-11-23 1:1 Lee Park", "Dana: …", "Dana: ask the CFO")
    oneone("run", "--now", NEXT_FRIDAY)
    page = oneone("preview", "dana", "lee", "--date", "2026-11-30", "--now", NEXT_FRIDAY).out
    assert "2026-11-30 1:1 Lee Park" in page
    assert "commitment" not in page.casefold()
