"""A person connects: the whole flow with MSAL itself against the sandbox's sign-in over HTTPS."""

from __future__ import annotations

from datetime import timedelta

import pytest

from oneone.web.http import Request
from oneone.web.signin import COOKIE
from tests.way.town import DANA, LEE
from tests.web.browserless import Browser, sign_in
from tests.web.entra import SignInTown


@pytest.fixture(autouse=True)
def a_pair(here: SignInTown) -> None:
    here.town.add_pair()


def kept(here: SignInTown, upn: str = DANA) -> bool:
    return here.services.sign_ins().binding(upn) is not None


def test_without_a_sign_in_the_account_is_parked_and_says_so(here: SignInTown) -> None:
    report = here.town.run()
    assert report.attention == [f"{DANA}: Nobody has signed in for this account yet."]
    assert here.town.ledger.account(DANA).parked == "Nobody has signed in for this account yet."
    assert here.services.plan() == []


def test_a_finished_sign_in_lets_everything_go_on(here: SignInTown) -> None:
    here.town.run()
    here.connect(DANA)
    assert here.town.ledger.account(DANA).parked == ""
    report = here.town.run()
    assert (len(report.prepared), report.mails) == (1, 1)


def test_the_person_is_asked_for_what_the_pairs_need_and_no_more(here: SignInTown) -> None:
    address = Browser(here).begin()
    asked = Request(
        "GET", {}, {"content-type": "application/x-www-form-urlencoded"}, address.partition("?")[2].encode()
    )
    scopes = set(asked.form()["scope"].split())
    assert scopes == {
        "Notes.ReadWrite.All",
        "Calendars.ReadWrite",
        "User.ReadBasic.All",
        "openid",
        "profile",
        "offline_access",
    }


def test_a_service_account_is_asked_for_shared_calendars(here: SignInTown) -> None:
    here.town.add_pair("kim@contoso.example", "Kim Day", account="robot@contoso.example")
    connecting = here.services.connecting()
    assert "Calendars.ReadWrite.Shared" in connecting.wanted("robot@contoso.example")
    assert "Calendars.ReadWrite" not in connecting.wanted("robot@contoso.example")
    assert "Calendars.ReadWrite.Shared" not in connecting.wanted(DANA)


def test_who_is_in_no_pair_is_not_kept(here: SignInTown) -> None:
    ended = sign_in(here, LEE)
    assert (ended.outcome, kept(here, LEE)) == ("not_ours", False)


def test_another_person_of_the_same_name_is_not_let_in(here: SignInTown) -> None:
    here.connect(DANA)
    here.town.tenant.people[DANA].id = "0f4c1a6e-1f5e-4a55-9a8e-0d6f1d2b3c4d"
    assert sign_in(here, DANA).outcome == "another_person"


def test_another_organisation_is_refused(here: SignInTown) -> None:
    browser = Browser(here)
    address = browser.begin()
    form = browser.agree(address, DANA)
    here.authority.home = "0f4c1a6e-1f5e-4a55-9a8e-0d6f1d2b3c4d"
    answer = browser.end(form)
    assert answer.status == 400
    assert "another organisation" in answer.body
    assert not kept(here)


def test_a_declined_sign_in_keeps_nothing(here: SignInTown) -> None:
    browser = Browser(here)
    answer = browser.end(browser.agree(browser.begin(), DANA, "cancel"))
    assert "did not agree" in answer.body
    assert not kept(here)


def test_a_sign_in_is_good_once(here: SignInTown) -> None:
    browser = Browser(here)
    form = browser.agree(browser.begin(), DANA)
    cookie = dict(browser.cookies)
    assert browser.end(form).status == 200
    browser.cookies = cookie
    again = browser.end(form)
    assert (again.status, "This sign-in is over" in again.body) == (400, True)


def test_a_sign_in_is_good_for_ten_minutes(here: SignInTown) -> None:
    browser = Browser(here)
    form = browser.agree(browser.begin(), DANA)
    here.town.now += timedelta(minutes=10)
    assert "This sign-in is over" in browser.end(form).body
    assert not kept(here)


def test_a_sign_in_is_good_in_the_browser_that_began_it(here: SignInTown) -> None:
    mallory, dana = Browser(here), Browser(here)
    form = mallory.agree(mallory.begin(), DANA)
    dana.begin()  # has a cookie of her own
    assert "This sign-in is over" in dana.end(form).body
    assert not kept(here)


def test_without_the_cookie_nothing_is_redeemed(here: SignInTown) -> None:
    browser = Browser(here)
    form = browser.agree(browser.begin(), DANA)
    browser.cookies.clear()
    before = len(here.authority.asked)
    assert "This sign-in is over" in browser.end(form).body
    assert len(here.authority.asked) == before


@pytest.mark.parametrize("state", ["", "x" * 4000, "made-up", "a\x00b", "../../flows"])
def test_a_made_up_state_is_refused(here: SignInTown, state: str) -> None:
    browser = Browser(here)
    form = browser.agree(browser.begin(), DANA)
    assert browser.end({**form, "state": state}).status == 400
    assert not kept(here)


def test_another_nonce_is_refused(here: SignInTown) -> None:
    browser = Browser(here)
    form = browser.agree(browser.begin(), DANA)
    for code in here.authority._codes.values():
        code.nonce = "another"
    assert browser.end(form).status == 400
    assert not kept(here)


def test_a_stolen_code_is_worth_nothing_in_another_sign_in(here: SignInTown) -> None:
    dana, mallory = Browser(here), Browser(here)
    stolen = dana.agree(dana.begin(), DANA)["code"]
    own = mallory.agree(mallory.begin(), LEE)
    assert mallory.end({**own, "code": stolen}).status == 400  # PKCE: the verifier is another
    assert not kept(here)


def test_no_request_decides_where_people_are_sent(here: SignInTown) -> None:
    pages = here.services.sign_in_pages()
    tricks = {"redirect_uri": "https://evil.example", "redirect": "https://evil.example", "next": "//evil.example"}
    body = "&".join(f"{name}={value}" for name, value in tricks.items()).encode()
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "host": "evil.example",
        "x-forwarded-host": "evil.example",
    }
    answer = pages.signin(Request("POST", tricks, headers, body))
    assert answer.status == 303
    assert answer.headers["Location"].startswith(here.address)
    assert "evil.example" not in answer.headers["Location"] + answer.body


def test_another_site_s_form_starts_nothing(here: SignInTown) -> None:
    answer = Browser(here).post({"purpose": "connect"}, headers={"sec-fetch-site": "cross-site"})
    assert (answer.status, "Location" in answer.headers) == (403, False)


@pytest.mark.parametrize("account", ['"><script>alert(1)</script>@x', "a@b' onload=x", "x" * 500])
def test_what_a_link_says_cannot_become_markup(here: SignInTown, account: str) -> None:
    page = here.services.sign_in_pages().signin(Request("GET", {"account": account}))
    assert "<script" not in page.body
    assert "onload" not in page.body


def test_each_answer_has_the_headers_of_a_careful_site(here: SignInTown) -> None:
    pages = here.services.sign_in_pages()
    browser = Browser(here)
    browser.end(browser.agree(browser.begin(), DANA))
    for answer in [pages.signin(Request("GET")), pages.callback(Request("GET")), *browser.answers]:
        headers = answer.headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"


def test_the_cookie_is_for_this_site_alone_and_out_of_scripts_reach(here: SignInTown) -> None:
    browser = Browser(here)
    browser.begin()
    cookie = browser.answers[0].headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert COOKIE.startswith("__Host-")
    assert {"Path=/", "Secure", "HttpOnly", "SameSite=None", "Max-Age=600"} <= set(cookie.split("; "))


def test_the_page_says_what_is_asked_what_is_never_read_and_how_to_leave(here: SignInTown) -> None:
    body = here.services.sign_in_pages().signin(Request("GET")).body
    for words in ("Microsoft will ask you", "never read", "How are you?", "Disconnect my account"):
        assert words in body


def test_who_disconnects_leaves_no_token_behind(here: SignInTown) -> None:
    here.connect(DANA)
    assert sign_in(here, DANA, purpose="disconnect").outcome == "disconnected"
    assert not kept(here)
    assert here.town.run().prepared == []
    assert here.town.ledger.account(DANA).parked == "It was disconnected."


def test_nobody_disconnects_another_person(here: SignInTown) -> None:
    here.connect(DANA)
    sign_in(here, LEE, purpose="disconnect")
    assert kept(here)


def test_a_permission_that_was_not_given_is_named_on_the_last_page(here: SignInTown) -> None:
    here.authority.withheld.add("https://graph.microsoft.com/Calendars.ReadWrite")
    here.authority.withheld.add("Calendars.ReadWrite")
    browser = Browser(here)
    answer = browser.end(browser.agree(browser.begin(), DANA))
    assert "One thing is still missing" in answer.body
    assert "read and write your calendar" in answer.body


def test_an_unreachable_entra_is_told_kindly_and_nothing_is_kept(here: SignInTown) -> None:
    browser = Browser(here)
    form = browser.agree(browser.begin(), DANA)
    broken = here.entra()
    broken._wire.verify = True  # the throw-away authority is not trusted
    browser.pages._connecting._entra = broken
    answer = browser.end(form)
    assert answer.status == 500
    assert "not trusted" in answer.body
    assert not kept(here)
