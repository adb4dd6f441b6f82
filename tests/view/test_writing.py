"""What people do in the view stands in the page that the Graph API answers."""

from __future__ import annotations

import pytest

from tests.view.conftest import DANA, LEE, MIA, Browser

NEW = 'style="margin-top:0pt;margin-bottom:0pt"'  # typed in a client


def test_a_tick_and_its_undoing_reach_the_stored_page(browser: Browser) -> None:
    line = browser.edit("tick", text="Send the plan", under="Promises")["line"]
    assert 'data-id="c-1" data-tag="to-do:completed"' in browser.stored()
    browser.edit("untick", line=line)
    assert 'data-id="c-1" data-tag="to-do"' in browser.stored()


def test_typing_into_a_carried_line_keeps_its_link_and_its_mark(browser: Browser) -> None:
    line = browser.edit("change", text="Send the plan", value="Send the whole plan, late (from 16 Nov)")["line"]
    stored = browser.stored()
    assert "Send the whole plan, late (from <a href=" in stored
    assert 'data-id="c-1"' in stored
    browser.edit("change", line=line, value="")
    assert "c-1" not in browser.stored()


def test_enter_in_a_to_do_makes_another_one_and_a_toggle_makes_it_plain(browser: Browser) -> None:
    browser.edit("type", text="Lee:", under="Agreed", value="Lee: call Adatum")
    line = browser.edit("enter", text="Lee: call", under="Agreed", value="ask Rita")["line"]
    assert f'<p data-tag="to-do" {NEW}>ask Rita</p>' in browser.stored()
    browser.edit("todo", line=line)
    assert f"<p {NEW}>ask Rita</p>" in browser.stored()


def test_a_line_is_struck_through_and_deleted_and_the_cursor_goes_to_the_line_before(browser: Browser) -> None:
    line = browser.edit("type", text="Lee:", under="Agreed", value="Lee: rebuild the demo")["line"]
    browser.edit("strike", line=line)
    assert '<span style="text-decoration:line-through">Lee: rebuild the demo</span>' in browser.stored()
    gone = browser.edit("delete", text="plain")
    assert gone["line"] == line
    assert "plain" not in browser.stored()


def test_an_empty_cell_takes_a_text_and_more_lines_below_it(browser: Browser) -> None:
    line = browser.edit("write", under="Matters", column="Lee", value="Nobody met the CFO")["line"]
    browser.edit("enter", line=line, value="second line")
    assert f"Nobody met the CFO</p>\n<p {NEW}>second line</p></td>" in browser.stored()


def test_a_text_box_is_added_where_it_was_put(browser: Browser) -> None:
    browser.edit("box", left=690, top=190, lines=["one", "two"])
    assert (
        f'style="position:absolute;left:690px;top:190px;width:720px">\n<p {NEW}>one</p>\n<p {NEW}>two</p>'
        in browser.stored()
    )


def test_the_answer_to_an_action_shows_the_stored_page(browser: Browser) -> None:
    told = browser.edit("tick", text="Send the plan")
    assert 'aria-checked="true"' in told["canvas"]
    assert told["canvas"].strip() in browser.seen(f"/view/pages/{browser.page}")


def test_a_title_is_renamed(browser: Browser) -> None:
    assert browser.edit("rename", value=" Our 1:1 ")["title"] == "Our 1:1"
    assert "<title>Our 1:1</title>" in browser.stored()


@pytest.mark.parametrize(
    ("values", "status", "says"),
    [
        ({"op": "shred", "text": "plain"}, 400, "allowed are append, box"),
        ({"op": "tick", "text": "nowhere"}, 404, "nowhere"),
        ({"op": "tick", "line": "9999"}, 404, "no line 9999"),
        ({"op": "tick", "text": "plain"}, 404, "no checkbox"),
        ({"op": "type", "text": "plain"}, 400, '"value"'),
        ({"op": "box", "lines": "one"}, 400, '"lines"'),
        ({"op": "tick", "text": "Send", "by": MIA}, 403, MIA),
    ],
)  # fmt: skip
def test_an_action_that_cannot_be_done_is_refused_with_the_reason_and_changes_nothing(
    browser: Browser, values: dict[str, object], status: int, says: str
) -> None:
    before = browser.stored()
    by = str(values.pop("by", LEE))
    found, reason = browser.refused(by, **values)
    assert (found, says in reason) == (status, True), reason
    assert browser.stored() == before


def test_an_action_that_another_site_could_send_is_refused(browser: Browser) -> None:
    path = f"/view/api/pages/{browser.page}/edit"
    forged = browser.ask("POST", path, content='{"by": "x", "op": "wipe"}', headers={"Content-Type": "text/plain"})
    assert forged.status_code == 415


def test_scripts_find_a_page_by_its_title_and_its_lines_with_their_places(browser: Browser) -> None:
    pages = browser.ask("GET", "/view/api/pages", params={"title": "2026-11-23"}).json()["pages"]
    assert [page["id"] for page in pages] == [browser.page]
    lines = browser.ask("GET", f"/view/api/pages/{browser.page}").json()["lines"]
    assert [(line["under"], line["column"], line["box"]) for line in lines if line["text"].startswith("Send")] == [
        ("Promises", "", "open")
    ]
    assert [line["column"] for line in lines if line["under"] == "Matters" and line["row"] == 1] == ["Lee", "Dana"]
    assert browser.ask("GET", "/view/api/pages/1-none").status_code == 404


def test_a_manager_writes_as_well(browser: Browser) -> None:
    browser.edit("write", by=DANA, under="Matters", column="Dana", value="27 Nov is early")
    assert "27 Nov is early" in browser.stored()
