from datetime import date

import pytest

from oneone.agenda import marks
from oneone.model import Names, PairKey
from tests.agenda.drafts import NOV_23, PAIR, draft


def test_a_reference_is_the_same_for_a_pair_and_day_for_ever() -> None:
    # Pages out there carry it: a changed hash would make every one of them a stranger's.
    assert marks.reference(PAIR, NOV_23) == "cwpj7q-20261123"


def test_pairs_and_days_have_references_of_their_own() -> None:
    pairs = [PairKey(f"m{n}@contoso.com", f"r{n}@contoso.com") for n in range(500)]

    assert len({marks.reference(pair, NOV_23) for pair in pairs}) == 500
    assert marks.reference(PAIR, date(2026, 11, 30)) != marks.reference(PAIR, NOV_23)


def test_manager_and_rep_the_other_way_round_are_another_pair() -> None:
    assert marks.reference(PairKey(PAIR.rep, PAIR.manager), NOV_23) != marks.reference(PAIR, NOV_23)


def test_the_reference_is_found_in_the_last_line_whatever_the_spaces() -> None:
    found = marks.REFERENCE.search("Kept for 24 months. ref\u00a0 cwpj7q-20261123")

    assert found is not None
    assert found[1] == "cwpj7q-20261123"


@pytest.mark.parametrize("text", ["xref cwpj7q-20261123", "ref cwpj7q-202611234", "ref cwpj7q", "ref aeiouy-20261123"])
def test_what_only_looks_like_a_reference_is_none(text: str) -> None:
    assert marks.REFERENCE.search(text) is None


@pytest.mark.parametrize(
    "style",
    [marks.PROMPT_STYLE, "font-size:9pt;color:#767676", "Font-Size: 9pt; COLOR: #767676; font-family:Calibri;"],
)
def test_quiet_text_is_known_however_onenote_writes_its_style(style: str) -> None:
    assert marks.is_quiet(style)


@pytest.mark.parametrize("style", ["", "color:#767676", "color:#767676;font-size:19pt", "color:#7676767;font-size:9pt"])
def test_other_grey_or_small_text_is_not_ours(style: str) -> None:
    assert not marks.is_quiet(style)


def test_a_link_loses_any_fragment_it_had() -> None:
    assert marks.link("https://x.example/a?b=c#old", "oneone-c-bcdfgh23") == "https://x.example/a?b=c#oneone-c-bcdfgh23"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "http://x.example/", "onenote:https://x", "https://x.example/a b", "https://x/\x00", ""],
)
def test_only_an_https_address_becomes_a_link(url: str) -> None:
    assert marks.link(url, "oneone-x") is None


def test_the_title_has_day_rep_and_manager() -> None:
    assert marks.title(draft()) == "2026-11-23 1:1 Lee Park – Dana Reyes"


def test_a_title_is_one_line_without_control_characters() -> None:
    assert marks.title(draft(names=Names("Lee\n\x07 Park", "Dana"))) == "2026-11-23 1:1 Lee Park – Dana"


def test_equal_first_names_are_told_apart_by_full_names() -> None:
    assert marks.named("{rep} and {manager}", Names("Kim Ito", "Kim Sato")) == "Kim Ito and Kim Sato"
