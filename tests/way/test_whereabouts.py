"""Where notebooks live: sections renamed, full or refused, pages moved, links that lead nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.way.test_way import agree
from tests.way.town import DANA, FRIDAY, LEE, Town


@pytest.fixture(autouse=True)
def a_pair(town: Town) -> None:
    town.add_pair()


def the_section(town: Town) -> str:
    [section] = town.tenant.sections
    return section


def move(town: Town, section: str) -> None:
    """Moves the one page as a client does: a new id in another section, the old one gone."""
    [page] = town.tenant.pages.values()
    town.tenant.add_page(section, page.title, page.content, app=page.app, created=page.created)
    town.tenant.delete_page(page.id)


def test_a_renamed_section_is_kept_by_its_id(town: Town) -> None:
    town.run()
    town.tenant.sections[the_section(town)].name = "Our 1:1s"
    town.at("2026-11-23T12:30")
    town.at("2026-11-27T14:00")
    assert [len(section.pages) for section in town.tenant.sections.values()] == [2]


def test_a_page_moved_to_another_section_is_found_again_and_read(town: Town) -> None:
    town.run()
    agree(town.editor("2026-11-23"), "Lee: call Tailspin")
    notebook = next(iter(town.tenant.notebooks))
    archive = town.tenant.add_section(notebook, "Archive")
    move(town, archive.id)
    town.at("2026-11-23T12:30")
    assert [promise.text for promise in town.promises()] == ["call Tailspin"]
    meeting = town.meeting("2026-11-23")
    assert (meeting.section, meeting.page_id) == (archive.id, town.tenant.pages_of(archive.id)[0].id)


def test_a_page_moved_into_a_section_group_is_found_again(town: Town) -> None:
    town.run()
    agree(town.editor("2026-11-23"), "Lee: call Tailspin")
    group = town.tenant.add_section_group(next(iter(town.tenant.notebooks)), "2026")
    move(town, town.tenant.add_section(group.id, "Old").id)
    town.at("2026-11-23T12:30")
    assert [promise.text for promise in town.promises()] == ["call Tailspin"]


def test_a_page_that_is_nowhere_is_gone_only_after_two_looks(town: Town) -> None:
    town.run()
    town.tenant.delete_page(next(iter(town.tenant.pages)))
    town.at("2026-11-23T12:30")
    assert town.meeting("2026-11-23").page == "yes"
    town.at("2026-11-23T19:00")
    assert town.meeting("2026-11-23").page == "gone"


def test_when_a_section_is_full_the_page_goes_into_a_new_one(town: Town) -> None:
    town.run()
    town.tenant.sections[the_section(town)].page_limit = 1
    town.at("2026-11-23T12:30")
    town.at("2026-11-27T14:00")
    town.at("2026-11-27T14:05")
    assert [(section.name, len(section.pages)) for section in town.tenant.sections.values()] == [
        ("Lee Park", 1),
        ("Lee Park 2", 1),
    ]
    town.at("2026-11-30T12:30")
    town.at("2026-12-04T14:00")
    assert [len(section.pages) for section in town.tenant.sections.values()] == [1, 2]


def test_a_permission_that_takes_hours_is_waited_for(town: Town) -> None:
    notebook = next(iter(town.tenant.notebooks.values()))
    notebook.owner, members = None, set(notebook.members)
    notebook.members = {LEE}
    report = town.through("2026-11-20T19:30", timedelta(minutes=30))
    assert report.attention == []
    assert report.later
    notebook.members = members
    town.through("2026-11-20T20:30", timedelta(minutes=30))
    assert town.titles() == ["2026-11-23 1:1 Lee Park – Dana Reyes"]
    assert next(town.ledger.dues(DANA)).refused_since is None


def test_after_six_hours_a_refused_notebook_is_a_person_s_to_mend(town: Town) -> None:
    notebook = next(iter(town.tenant.notebooks.values()))
    notebook.owner, notebook.members = None, {LEE}
    report = town.through("2026-11-20T21:00", timedelta(minutes=30))
    assert "Share the notebook with it" in report.attention[0]


def test_a_wrong_address_is_told_at_once(town: Town) -> None:
    town.tenant.notebooks.clear()
    report = town.run()
    assert "Copy the address again" in report.attention[0]


def test_links_that_lead_to_the_start_page_are_not_used(town: Town) -> None:
    town.tenant.faults.link_free_pages = True
    town.run()
    url = str(town.meeting("2026-11-23").page_url)
    assert "onenote.com/notebooks" not in url
    assert url.startswith("https://contoso-my.sharepoint.example/")
    assert all("onenote.com/notebooks" not in mail.html for mail in town.tenant.mails)


def test_a_name_that_onenote_does_not_take_is_cleaned(town: Town) -> None:
    town.add_pair("kim@contoso.example", "Kim", rep_name="Kim O'Neil/Day: #1 " + "x" * 60)
    town.at(FRIDAY)
    names = {section.name for section in town.tenant.sections.values()}
    assert any(name.startswith("Kim O Neil Day 1 xxx") and len(name) <= 50 for name in names)
