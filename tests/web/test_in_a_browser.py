"""The whole sign-in in a real Chromium, through the Function app's own triggers; its pictures stand in the README.

`ONEONE_PICTURES=docs` writes them anew.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

import function_app
from tests.way.town import DANA
from tests.web.chromium import PROGRAM, chromium
from tests.web.entra import SignInTown
from tests.web.site import site

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed")


def test_a_manager_connects_and_disconnects(here: SignInTown, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pictures = Path(os.environ.get("ONEONE_PICTURES", tmp_path))
    here.town.add_pair()
    here.town.run()
    with site(here.files.server) as address, chromium() as browser:
        here.settings = replace(here.settings, public_url=address)
        here.authority.app.redirects.add(f"{address}/api/signin/callback")
        here.again()
        monkeypatch.setattr(function_app, "_services", here.services)

        browser.open(f"{address}/api/signin?account={DANA}")
        browser.wait_for("Connect your Microsoft 365 account")
        browser.picture(pictures / "signin.png", height=1180)
        browser.click("form button")

        text = browser.wait_for("Pick an account")
        assert "Notes.ReadWrite.All" in text
        assert browser.says("document.querySelector('input[name=upn]:checked').value") == DANA  # the hint
        browser.picture(pictures / "signin-entra.png", height=700)
        browser.click("button[value=accept]")

        text = browser.wait_for("You are connected")
        assert "Dana Reyes" in text
        browser.picture(pictures / "signin-done.png", height=420)
        assert browser.says("location.href") == f"{address}/api/signin/callback"  # no code in any address
        assert [cookie for cookie in browser.cookies() if cookie["name"].endswith("oneone")] == []
        assert len(here.town.run().prepared) == 1

        browser.open(f"{address}/api/signin")
        browser.wait_for("Disconnect my account")
        browser.click("button.quiet")
        browser.wait_for("Pick an account")
        browser.says(f"document.querySelector('input[value=\"{DANA}\"]').click()")
        browser.click("button[value=accept]")
        browser.wait_for("You are disconnected")
        assert here.services.sign_ins().binding(DANA) is None


def test_a_sign_in_begun_elsewhere_does_not_end_in_this_browser(
    here: SignInTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.town.add_pair()
    with site(here.files.server) as address, chromium() as browser:
        here.settings = replace(here.settings, public_url=address)
        here.authority.app.redirects.add(f"{address}/api/signin/callback")
        here.again()
        monkeypatch.setattr(function_app, "_services", here.services)
        begun = here.services.connecting().begin("connect", f"{address}/api/signin/callback", DANA)
        browser.open(begun.url)  # a link that somebody sent
        browser.wait_for("Pick an account")
        browser.click("button[value=accept]")
        browser.wait_for("This sign-in is over")
        assert here.services.sign_ins().binding(DANA) is None
