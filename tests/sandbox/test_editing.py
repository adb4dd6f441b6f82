"""What people do on a page arrives in its content as from a client."""

from __future__ import annotations

import re

import pytest

from sandbox import Tenant
from sandbox.editing import Editor, NoSuchLine, NotShared
from tests.sandbox.conftest import Caller, Clock

LEE = "lee@contoso.example"
TYPED = 'style="margin-top:0pt;margin-bottom:0pt"'
PAGE = (
    '<h2 data-id="s-open">Promises</h2><p data-tag="to-do" data-id="c-1">Send <b>plan</b></p>'
    '<h2 data-id="s-notes">Forecast</h2>'
    '<table border="1"><tr><td>Lee</td><td>Dana</td></tr><tr><td><br/></td><td><br/></td></tr></table>'
    '<h2 data-id="s-agreed">Agreed today</h2><p data-tag="to-do" data-id="c-2">Lee: …</p><ul><li>one</li></ul>'
)


@pytest.fixture
def page(dana: Caller, section: str) -> str:
    return dana.create(section, PAGE)


@pytest.fixture
def edit(tenant: Tenant, page: str) -> Editor:
    return Editor(tenant, page, by=LEE)


def flat(dana: Caller, page: str) -> str:
    return re.sub(r">\s+<", "><", dana.content(page))


def test_a_tick_changes_nothing_but_the_tag(dana: Caller, page: str, edit: Editor) -> None:
    before = flat(dana, page)
    edit.tick(edit.find("Send"))
    assert flat(dana, page) == before.replace('data-tag="to-do" lang', 'data-tag="to-do:completed" lang', 1)
    edit.untick(edit.find("Send"))
    assert flat(dana, page) == before


def test_typing_over_a_line_keeps_its_tag_and_data_id(dana: Caller, page: str, edit: Editor) -> None:
    edit.type_over(edit.find("Lee:", under="Agreed today"), "Lee: call Tailspin by Fri")
    assert 'data-id="c-2" data-tag="to-do" lang="en-US"' in flat(dana, page)
    assert ">Lee: call Tailspin by Fri</p>" in flat(dana, page)


def test_an_emptied_line_loses_its_data_id(dana: Caller, page: str, edit: Editor) -> None:
    edit.type_over(edit.find("Lee:"), "")
    assert "c-2" not in flat(dana, page)


def test_words_typed_at_the_end_follow_a_space(dana: Caller, page: str, edit: Editor) -> None:
    edit.append(edit.find("Lee:"), "sent")
    assert ">Lee: … sent</p>" in flat(dana, page)


def test_a_new_line_has_no_margins_and_no_data_id(dana: Caller, page: str, edit: Editor) -> None:
    edit.insert_after(edit.find("Lee:"), "Dana: intro to CFO", todo=True)
    assert f'<p data-tag="to-do" {TYPED}>Dana: intro to CFO</p>' in flat(dana, page)


def test_an_empty_cell_is_written_into_and_a_second_line_makes_paragraphs(
    dana: Caller, page: str, edit: Editor
) -> None:
    first = edit.room(under="Forecast", column="Lee")
    edit.type_over(first, "commit is safe")
    assert '<td style="border:1px solid">commit is safe</td>' in flat(dana, page)
    edit.insert_after(first, "need help on Adatum", todo=True)
    cell = flat(dana, page).partition('<tr><td style="border:1px solid"><p')[2].partition("</td>")[0]
    assert cell.endswith(f'>commit is safe</p><p data-tag="to-do" {TYPED}>need help on Adatum</p>')


def test_enter_in_a_list_makes_another_item(dana: Caller, page: str, edit: Editor) -> None:
    edit.toggle_todo(edit.insert_after(edit.find("one"), "two"))
    assert '<ul><li>one</li><li><span data-tag="to-do">two</span></li></ul>' in flat(dana, page)


def test_a_struck_line_is_struck_in_every_run_and_keeps_its_box(dana: Caller, page: str, edit: Editor) -> None:
    line = edit.find("Send")
    edit.strike(line)
    struck = (
        '<span style="text-decoration:line-through">Send </span>'
        '<span style="font-weight:bold;text-decoration:line-through">plan'
    )
    assert f'data-tag="to-do" lang="en-US" style="margin-top:5.5pt;margin-bottom:5.5pt">{struck}' in flat(dana, page)
    assert (edit.line(line).struck, edit.line(line).box) == (True, "open")
    edit.unstrike(line)
    assert "line-through" not in flat(dana, page)


def test_a_deleted_line_is_gone_and_a_cell_keeps_an_empty_one(dana: Caller, page: str, edit: Editor) -> None:
    edit.delete(edit.find("Send"))
    edit.delete(edit.find("one"))
    edit.delete(edit.room(under="Forecast", column="Dana"))
    text = flat(dana, page)
    assert "c-1" not in text
    assert "<ul>" not in text
    assert text.count('<td style="border:1px solid"><br /></td>') == 2


def test_a_text_box_of_a_client_has_no_data_id(dana: Caller, page: str, edit: Editor) -> None:
    edit.add_text_box(700, 200, ["parking lot", "travel"])
    box = '<div style="position:absolute;left:700px;top:200px;width:720px">'
    assert f"{box}<p {TYPED}>parking lot</p><p {TYPED}>travel</p></div>" in flat(dana, page)


def test_handles_live_on_through_other_changes(edit: Editor) -> None:
    line = edit.find("Lee:", under="Agreed today")
    edit.delete(edit.find("Send"))
    edit.insert_after(edit.find("Promises"), "new first line")
    assert edit.line(line).text == "Lee: …"


def test_the_sections_stamp_moves_with_an_edit_and_the_pages_too_unless_frozen(
    tenant: Tenant, dana: Caller, clock: Clock, page: str, section: str, edit: Editor
) -> None:
    def stamps() -> tuple[str, str]:
        of_page = dana.ask("GET", f"/me/onenote/pages/{page}").json()["lastModifiedDateTime"]
        return of_page, dana.ask("GET", f"/me/onenote/sections/{section}").json()["lastModifiedDateTime"]

    clock.pass_by(minutes=1)
    edit.tick(edit.find("Send"))
    assert stamps() == ("2026-11-20T14:01:00Z", "2026-11-20T14:01:00Z")
    tenant.faults.frozen_page_stamps = True
    clock.pass_by(minutes=1)
    edit.untick(edit.find("Send"))
    assert stamps() == ("2026-11-20T14:01:00Z", "2026-11-20T14:02:00Z")


def test_a_new_title_does_not_move_the_pages_stamp(dana: Caller, clock: Clock, page: str, edit: Editor) -> None:
    clock.pass_by(minutes=1)
    edit.rename("Our talk")
    answered = dana.ask("GET", f"/me/onenote/pages/{page}").json()
    assert (answered["title"], answered["lastModifiedDateTime"]) == ("Our talk", "2026-11-20T14:00:00Z")


def test_only_those_the_notebook_is_shared_with_can_edit(tenant: Tenant, page: str) -> None:
    with pytest.raises(NotShared):
        Editor(tenant, page, by="kim@contoso.example")


def test_a_line_that_is_not_there_is_named_with_what_is(edit: Editor) -> None:
    with pytest.raises(
        NoSuchLine, match=r"No line beginning with 'nothing like it' under 'Forecast'(?s:.*)\[Promises \| \] Send plan"
    ):
        edit.find("nothing like it", under="Forecast")
