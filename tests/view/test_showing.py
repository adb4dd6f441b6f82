"""What the view shows of notebooks, pages and invites."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from sandbox.content import Run
from sandbox.event_ids import event_id
from sandbox.view.drawing import inline
from tests.view.conftest import DANA, LEE, Browser

HOSTILE = '<script>alert(1)</script><img src="x" onerror="alert(2)">'


def occurrence(browser: Browser, day: int) -> str:
    """The manager's event of a day in November 2026."""
    start, end = datetime(2026, 11, day, tzinfo=UTC), datetime(2026, 11, day + 1, tzinfo=UTC)
    shown = browser.tenant.mailboxes.view(DANA, start, end)[0]
    return event_id(DANA, shown.series.uid, shown.key, immutable=True)


def write(browser: Browser, event: str, html: str) -> None:
    body = {"body": {"contentType": "html", "content": html}}
    assert browser.ask("PATCH", f"/v1.0/me/events/{event}", DANA, json=body).status_code == 200


def test_the_start_page_names_people_next_1_1_and_newest_page(browser: Browser) -> None:
    seen = browser.seen("/")
    assert "Dana Reyes" in seen
    assert "Mon 23 Nov, 09:00" in seen
    assert f'href="/view/pages/{browser.page}"' in seen


def test_a_notebook_lists_its_pages_newest_first_and_opens_the_newest(browser: Browser) -> None:
    notebook = browser.tenant.notebook_of(browser.page)
    seen = browser.seen(f"/view/notebooks/{notebook.id}")
    listed = re.findall(r'<li><a href="/view/pages/([^"]+)"', seen)
    assert listed == [browser.page, browser.origin.id]
    assert f'data-page="{browser.page}"' in seen


def test_a_section_of_a_group_stands_under_the_name_of_its_group(browser: Browser) -> None:
    notebook = browser.tenant.notebook_of(browser.page)
    group = browser.tenant.add_section_group(notebook.id, "Team North")
    browser.tenant.add_section(group.id, "Ola")
    seen = browser.seen(f"/view/notebooks/{notebook.id}")
    assert seen.index("Lee Park</a>") < seen.index("<h2>Team North</h2>") < seen.index("Ola</a>")


def test_a_link_to_another_page_of_the_tenant_opens_it_in_the_view(browser: Browser) -> None:
    assert f'<a href="/view/pages/{browser.origin.id}">16 Nov</a>' in browser.seen(f"/view/pages/{browser.page}")


def test_text_of_a_page_is_shown_as_text(browser: Browser) -> None:
    browser.edit("append", text="plain", value=HOSTILE)
    browser.edit("rename", value=HOSTILE)
    seen = browser.seen(f"/view/pages/{browser.page}")
    assert "<script>alert" not in seen
    assert "onerror" in seen
    assert '<img src="x"' not in seen


@pytest.mark.parametrize(
    ("name", "value"),
    [("color", 'red" onmouseover="alert(1)'), ("background-color", "url(https://elsewhere.example/x)"), ("top", "0px")],
)
def test_a_style_that_is_no_plain_value_of_a_look_is_left_out(browser: Browser, name: str, value: str) -> None:
    shown = inline(browser.tenant, [Run("words", {name: value, "font-weight": "bold"})])
    assert shown == '<span style="font-weight:bold">words</span>'


@pytest.mark.parametrize("black", ["black", "#000000"])
def test_black_is_text_without_a_colour_which_a_dark_page_turns_white(browser: Browser, black: str) -> None:
    shown = inline(browser.tenant, [Run("words", {"color": black, "font-weight": "bold"})])
    assert shown == '<span style="color:var(--automatic);font-weight:bold">words</span>'
    bright, _, dark = browser.seen("/view/static/view.css").partition("@media (prefers-color-scheme: dark)")
    assert "--automatic: #000;" in bright
    assert "--automatic: #fff;" in dark
    assert "--sheet: #262626;" in dark


@pytest.mark.parametrize("style", [{"color": "#1e4e79"}, {"background-color": "black"}])
def test_other_colours_stay_on_a_dark_page_as_they_were_written(browser: Browser, style: dict[str, str]) -> None:
    [(name, value)] = style.items()
    assert inline(browser.tenant, [Run("words", style)]) == f'<span style="{name}:{value}">words</span>'


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//elsewhere.example", "file:///etc"])
def test_a_link_that_is_no_web_or_mail_address_is_text(browser: Browser, address: str) -> None:
    assert inline(browser.tenant, [Run("go", {}, address)]) == "go"


def test_a_link_to_the_web_opens_in_a_new_tab(browser: Browser) -> None:
    shown = inline(browser.tenant, [Run("<b>", {}, 'https://a.example/?q="x"')])
    assert shown == '<a href="https://a.example/?q=&#34;x&#34;" target="_blank" rel="noreferrer">&lt;b&gt;</a>'


@pytest.mark.parametrize("path", ["/", "/view/calendar/dana@contoso.example", "/view/pages/1-none"])
def test_every_page_of_the_view_forbids_scripts_and_hosts_other_than_its_own(browser: Browser, path: str) -> None:
    answer = browser.ask("GET", path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'" in policy
    assert not re.search(r'(?:src|href)="https?:', answer.text)


def test_an_invite_shows_its_body_apart_and_its_links_lead_into_the_view(browser: Browser) -> None:
    event = occurrence(browser, 23)
    link = browser.tenant.web_link(browser.origin).replace("&", "&amp;")
    write(
        browser, event, f'<p style="color:red">Agenda <a class="k" target="_self" href="{link}#oneone-1">here</a></p>'
    )
    seen = browser.seen(f"/view/calendar/{LEE}/{_copy(browser, event)}")
    frame = re.search(r'<iframe class="body"[^>]*sandbox="([^"]*)"[^>]*srcdoc="([^"]*)"', seen)
    assert frame is not None
    assert "allow-scripts" not in frame[1]
    assert f"&lt;a href=&#34;/view/pages/{browser.origin.id}&#34; target=&#34;_top&#34;" in frame[2]
    assert "Monday, 23 November 2026, 09:00 – 09:30 (Europe/London)" in seen


def test_update_mails_are_counted_for_the_meeting_and_for_the_person(browser: Browser) -> None:
    event = occurrence(browser, 23)
    write(browser, event, "<p>one</p>")
    write(browser, event, "<p>two</p>")
    assert "Mails about this meeting: 2" in browser.seen(f"/view/calendar/{DANA}/{event}")
    assert "Update mails to Lee: 2" in browser.seen(f"/view/calendar/{LEE}")
    assert "Update mails to Dana: 0" in browser.seen(f"/view/calendar/{DANA}")


def test_a_mail_is_seen_by_its_reader_alone_and_kept_apart_from_update_mails(browser: Browser) -> None:
    mail = {
        "subject": "For you alone",
        "body": {"contentType": "html", "content": '<p>Only you <script>"x"</script></p>'},
        "toRecipients": [{"emailAddress": {"address": LEE}}],
    }
    assert browser.ask("POST", "/v1.0/me/sendMail", who=DANA, json={"Message": mail}).status_code == 202
    [letter] = browser.tenant.letters
    assert "Mails to Lee: 1" in browser.seen(f"/view/calendar/{LEE}")
    assert "For you alone" not in browser.seen(f"/view/calendar/{DANA}")
    shown = browser.ask("GET", f"/view/mail/{LEE}/{letter.id}")
    assert "Only you" in shown.text
    assert '<script>"x' not in shown.text  # it stands in a frame that runs none
    assert browser.ask("GET", f"/view/mail/{DANA}/{letter.id}").status_code == 404


def test_a_lost_join_link_is_said(browser: Browser) -> None:
    event = occurrence(browser, 23)
    write(browser, event, "<p>no link left</p>")
    assert "the online meeting no longer works" in browser.seen(f"/view/calendar/{DANA}/{event}")


def test_a_cancelled_meeting_is_gone_from_the_calendar(browser: Browser) -> None:
    event = occurrence(browser, 23)
    browser.tenant.cancel_occurrence(DANA, event)
    assert "Mon 23 Nov" not in browser.seen(f"/view/calendar/{DANA}")
    assert browser.ask("GET", f"/view/calendar/{DANA}/{event}").status_code == 404


@pytest.mark.parametrize("now", [datetime(2026, 5, 4, 8, tzinfo=UTC), datetime(2027, 8, 2, 8, tzinfo=UTC)])
def test_weeks_that_were_written_to_are_shown_whatever_day_it_is(browser: Browser, now: datetime) -> None:
    write(browser, occurrence(browser, 23), "<p>agenda</p>")
    browser.tenant.clock = lambda: now
    assert "Week of 23 November" in browser.seen(f"/view/calendar/{DANA}")
    assert "Mon 23 Nov, 09:00" in browser.seen("/")


def test_a_calendar_can_be_turned_to_any_week(browser: Browser) -> None:
    assert "Week of 4 January" in browser.seen(f"/view/calendar/{DANA}?from=2027-01-06")
    assert "Week of 16 November" in browser.seen(f"/view/calendar/{DANA}?from=soon")


def _copy(browser: Browser, event: str) -> str:
    """The attendee's id of the manager's event."""
    shown = browser.tenant.mailboxes.find(DANA, event)
    assert shown is not None
    return event_id(LEE, shown.series.uid, shown.key, immutable=True)
