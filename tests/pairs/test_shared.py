"""Pairs that meet in one notebook or section."""

import pytest

from oneone.model import Pair, PairKey
from oneone.pairs import shared

NOTEBOOK = "https://contoso.sharepoint.com/sites/sales/SiteAssets/Team%20Notes"


def one(
    rep: str, url: str = NOTEBOOK, *, manager: str = "dana", section: str = "", ok: bool = False, active: bool = True
) -> Pair:
    key = PairKey(f"{manager}@contoso.com", f"{rep}@contoso.com")
    return Pair(key, url, section=section, shared_ok=ok, active=active)


def stopped(*pairs: Pair) -> set[str]:
    return {key.rep.split("@")[0] for key in shared(pairs)}


def test_a_notebook_of_their_own_stops_nobody() -> None:
    assert shared([one("lee"), one("ana", NOTEBOOK + "2")]) == {}


def test_pairs_of_different_reps_in_one_notebook_are_stopped_with_the_way_out() -> None:
    reasons = shared([one("lee"), one("ana"), one("kim")])
    assert len(reasons) == 3
    reason = reasons[PairKey("dana@contoso.com", "lee@contoso.com")]
    assert "dana@contoso.com / ana@contoso.com and 1 more" in reason
    assert "shared_ok" in reason


def test_who_agreed_to_share_goes_on_and_who_did_not_is_stopped() -> None:
    assert stopped(one("lee", ok=True), one("ana", ok=True)) == set()
    assert stopped(one("lee", ok=True), one("ana")) == {"ana"}


def test_an_inactive_pair_stops_nobody() -> None:
    assert stopped(one("lee"), one("ana", active=False)) == set()


def test_two_managers_of_one_rep_share_a_notebook_but_no_section() -> None:
    assert shared([one("lee", section="Dana"), one("lee", section="Kai", manager="kai")]) == {}
    assert len(shared([one("lee"), one("lee", manager="kai")])) == 2


def test_one_section_stops_both_pairs_even_where_sharing_is_agreed() -> None:
    pairs = [one("lee", section="Team/Both", ok=True), one("ana", section="team/both", ok=True)]
    assert all("section" in reason for reason in shared(pairs).values())
    assert stopped(*pairs) == {"lee", "ana"}


def test_a_section_known_by_its_id_stops_both_pairs_whatever_their_addresses() -> None:
    lee, ana = one("lee"), one("ana", NOTEBOOK + "2")
    assert set(shared([lee, ana], {lee.key: "1-abc", ana.key: "1-abc"})) == {lee.key, ana.key}
    assert shared([lee, ana], {lee.key: "1-abc", ana.key: "1-def"}) == {}


@pytest.mark.parametrize(
    "other",
    [
        "https://contoso.sharepoint.com/sites/sales/SiteAssets/Team Notes".replace(" ", "%20") + "/",
        "HTTPS://Contoso.SharePoint.com/Sites/Sales/siteassets/team%20notes",
        "https://contoso.sharepoint.com:443/sites/sales/SiteAssets/Team%20Notes?web=1",
        "https://contoso.sharepoint.com/sites/sales/SiteAssets/T%65am%20Notes#page",
        "https://contoso.sharepoint.com/sites/sales/_layouts/OneNote.aspx"
        "?id=%2Fsites%2Fsales%2FSiteAssets%2FTeam%20Notes&wd=target%28Lee.one%7C1%2F%29",
    ],
)
def test_two_spellings_of_an_address_are_one_notebook(other: str) -> None:
    assert stopped(one("lee"), one("ana", other)) == {"lee", "ana"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://onedrive.live.com/redir?resid=A1", "https://onedrive.live.com/redir?resid=B2"),
        (
            "https://c.sharepoint.com/_layouts/15/Doc.aspx?sourcedoc=%7B1%7D&action=edit",
            "https://c.sharepoint.com/_layouts/15/Doc.aspx?sourcedoc=%7B2%7D&action=edit",
        ),
        ("https://a.sharepoint.com/x", "https://b.sharepoint.com/x"),
    ],
)
def test_addresses_that_differ_only_in_what_names_the_notebook_are_two(first: str, second: str) -> None:
    assert stopped(one("lee", first), one("ana", second)) == set()
