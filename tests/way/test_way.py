"""The way of a meeting from the timer's point of view: page, invite, notes of people, promises, next page."""

from __future__ import annotations

import asyncio
import logging
from datetime import date, timedelta

import pytest

from oneone.turn import Report
from sandbox.editing import Editor
from sandbox.faults import Fault
from tests.way.town import DANA, FRIDAY, LEE, NOTEBOOK, PAIR, Town


def agree(editor: Editor, *lines: str) -> None:
    """Fill the empty to-do lines under "Agreed today"."""
    for line in lines:
        editor.type_over(editor.find(f"{line.partition(':')[0]}: …", under="Agreed today", box=True), line)


def test_on_friday_afternoon_monday_s_page_is_made_and_the_invite_carries_it(town: Town) -> None:
    town.add_pair()
    report = town.run()
    assert town.titles() == ["2026-11-23 1:1 Lee Park – Dana Reyes"]
    assert (len(report.prepared), report.mails, report.attention) == (1, 1, [])
    meeting = town.meeting("2026-11-23")
    assert (meeting.calendar, meeting.page, meeting.invite) == ("kept", "yes", "yes")
    [mail] = town.tenant.mails
    assert mail.to == LEE
    assert str(meeting.page_url).partition("#")[0] in mail.html.replace("&amp;", "&")


def test_before_its_time_nothing_is_made(town: Town) -> None:
    town.add_pair()
    town.at(FRIDAY - timedelta(minutes=1))
    assert town.titles() == []
    assert town.tenant.mails == []


def test_running_again_changes_nothing_and_mails_nobody(town: Town) -> None:
    town.add_pair()
    town.run()
    page = next(iter(town.tenant.pages.values()))
    content, calls = page.content, len(town.tenant.calls)
    report = town.run()
    assert (report.prepared, report.mails, len(town.tenant.calls)) == ([], 0, calls)
    assert (page.content, len(town.tenant.mails), len(town.tenant.pages)) == (content, 1, 1)


def test_promises_written_on_the_page_are_collected_and_stand_on_the_next_one(town: Town) -> None:
    town.add_pair()
    town.run()
    editor = town.editor("2026-11-23")
    agree(editor, "Lee: send closure plan to Contoso by Fri", "Dana: introduce Lee to Northwind's CFO")
    town.at("2026-11-23T12:30")
    found = {(c.owner, c.text, c.due, c.state) for c in town.promises()}
    assert found == {
        ("rep", "send closure plan to Contoso", date(2026, 11, 27), "open"),
        ("manager", "introduce Lee to Northwind's CFO", None, "open"),
    }
    assert town.meeting("2026-11-23").outcome == "written"

    town.at("2026-11-27T14:00")
    lines = town.editor("2026-11-30").lines()
    carried = [line for line in lines if line.heading.startswith("Promises") and line.box]
    assert [(line.text.partition(",")[0], line.box) for line in carried] == [
        ("send closure plan to Contoso", "open"),
        ("introduce Lee to Northwind's CFO (from 23 Nov)", "open"),
    ]
    link = next(run.href for line in carried for run in line.runs if run.href)
    assert link.startswith("https://")
    assert "#oneone-c-" in link


def test_a_tick_before_the_next_page_is_made_counts_as_kept(town: Town) -> None:
    town.add_pair()
    town.run()
    agree(town.editor("2026-11-23"), "Lee: send closure plan by Thu")
    town.at("2026-11-23T12:30")
    editor = town.editor("2026-11-23")
    editor.tick(editor.find("Lee: send closure plan"))
    town.at("2026-11-27T14:00")
    assert [(c.state, c.text) for c in town.promises()] == [("done", "send closure plan")]
    text = "\n".join(line.text for line in town.editor("2026-11-30").lines())
    assert "Lee 1 of 1" in text
    assert "send closure plan" in text


def test_a_promise_ticked_on_the_page_that_carries_it_is_done(town: Town) -> None:
    town.add_pair()
    town.run()
    agree(town.editor("2026-11-23"), "Lee: call Tailspin")
    town.at("2026-11-23T12:30")
    town.at("2026-11-27T14:00")
    editor = town.editor("2026-11-30")
    editor.tick(editor.find("call Tailspin", under="Promises"))
    town.at("2026-11-30T12:30")
    assert [(c.state, c.closed_on) for c in town.promises()] == [("done", date(2026, 11, 30))]


def test_a_struck_line_is_dropped_and_a_deleted_one_is_carried_once_more(town: Town) -> None:
    town.add_pair()
    town.run()
    editor = town.editor("2026-11-23")
    agree(editor, "Lee: rewrite the deck", "Lee: book the demo room")
    town.at("2026-11-23T12:30")
    town.at("2026-11-27T14:00")
    editor = town.editor("2026-11-30")
    editor.strike(editor.find("rewrite the deck", under="Promises"))
    editor.delete(editor.find("book the demo room", under="Promises"))
    town.at("2026-11-30T12:30")
    assert {(c.text, c.state, c.reason) for c in town.promises()} == {
        ("rewrite the deck", "dropped", "struck"),
        ("book the demo room", "open", ""),
    }
    town.at("2026-12-04T14:00")
    assert town.editor("2026-12-07").find("book the demo room", under="Promises")


def test_nothing_private_reaches_store_log_mail_report_or_another_page(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    town.add_pair()
    town.run()
    editor = town.editor("2026-11-23")
    secret = "worried about mother's surgery"
    editor.insert_after(editor.find("How are you"), secret)
    editor.insert_after(editor.find(secret), "to-do: see the doctor", todo=True)
    reports = [town.at("2026-11-23T12:30"), town.at("2026-11-27T14:00")]
    for name in ("pairs", "due", "ledger", "accounts", "tokens", "numbers"):
        for row in town.store.table(name).query():
            assert secret not in str(row.values)
    pages = [str(page.content) for page in town.tenant.pages.values()]
    assert sum(secret in page for page in pages) == 1
    for word in (secret, "doctor"):
        assert word not in caplog.text
        assert not any(word in mail.html for mail in town.tenant.mails)
        assert word not in str(reports)


def test_an_untouched_page_is_said_to_be_untouched(town: Town) -> None:
    town.add_pair()
    town.run()
    town.at("2026-11-23T12:30")
    assert (town.meeting("2026-11-23").outcome, town.promises()) == ("untouched", [])


def test_a_moved_meeting_keeps_its_page_and_is_read_at_its_new_time(town: Town) -> None:
    town.add_pair()
    town.run()
    event = town.meeting("2026-11-23").event
    assert event is not None
    town.tenant.move_occurrence(DANA, event, FRIDAY + timedelta(days=5, hours=-4))
    town.through("2026-11-23T18:00", timedelta(hours=1))
    meeting = town.meeting("2026-11-23")
    assert (meeting.calendar, meeting.moves, meeting.scan) == ("moved", 1, "no")
    town.through("2026-11-25T16:00", timedelta(hours=1))
    assert town.meeting("2026-11-23").scan == "once"
    assert len(town.tenant.pages) == 1


def test_a_cancelled_meeting_gets_no_page(town: Town) -> None:
    town.add_pair()
    town.at(FRIDAY - timedelta(hours=7))
    event = town.meeting("2026-11-23").event
    assert event is not None
    town.tenant.cancel_occurrence(DANA, event)
    town.through("2026-11-23T18:00", timedelta(hours=1))
    assert town.titles() == []
    assert town.meeting("2026-11-23").outcome == "cancelled"
    town.at("2026-11-27T14:00")
    assert town.titles() == ["2026-11-30 1:1 Lee Park – Dana Reyes"]


def test_without_any_event_the_row_s_rhythm_opens_the_meeting(town: Town) -> None:
    town.add_pair(start="", weekday="wed", time="15:00")
    town.at("2026-11-24T14:00")
    assert town.titles() == ["2026-11-25 1:1 Lee Park – Dana Reyes"]
    assert town.tenant.mails == []


def test_one_bad_pair_never_stops_the_others(town: Town) -> None:
    town.add_pair("kim@contoso.example", "Kim Ito", notebook_url=NOTEBOOK.replace("Lee", "Kim"), timezone="Mars/Base")
    town.add_pair("ola@contoso.example", "Ola Berg", agenda="nonsense")
    town.tenant.add_person("tom@contoso.example", "Tom Fox")
    town.ledger.put_pair(
        type(PAIR)(DANA, "tom@contoso.example"),
        {"manager": DANA, "rep": "tom@contoso.example", "notebook_url": "https://contoso.example/nowhere"},
    )
    town.add_pair()
    report = town.run()
    assert [title for title in town.titles() if "Lee Park" in title] == ["2026-11-23 1:1 Lee Park – Dana Reyes"]
    said = "\n".join(report.attention)
    assert "timezone" in said
    assert "agenda" in said
    assert "tom@contoso.example" in said


def test_two_reps_in_one_notebook_are_refused_unless_the_admin_says_so(town: Town) -> None:
    url = NOTEBOOK.replace("Lee", "Team")
    town.add_pair(notebook_url=url)
    town.add_pair("kim@contoso.example", "Kim Ito", notebook_url=url)
    report = town.run()
    assert town.titles() == []
    assert "shared_ok" in "\n".join(report.attention)
    for rep in (LEE, "kim@contoso.example"):
        row = {"manager": DANA, "rep": rep, "notebook_url": url, "timezone": "UTC", "shared_ok": "yes"}
        town.ledger.put_pair(type(PAIR)(DANA, rep), row)
    town.run()
    assert len(town.titles()) == 2


def test_an_encrypted_section_is_named_and_the_page_comes_when_it_is_opened(town: Town) -> None:
    town.add_pair()
    town.add_pair("kim@contoso.example", "Kim Ito")
    town.at(FRIDAY - timedelta(hours=7))
    notebook = town.tenant.notebook_at(NOTEBOOK.replace("Lee", "lee"))
    assert notebook is not None
    section = town.tenant.add_section(notebook.id, "Lee Park")
    section.encrypted = True
    report = town.at(FRIDAY)
    assert town.titles() == ["2026-11-23 1:1 Kim Ito – Dana Reyes"]
    assert "password" in "\n".join(report.attention)
    section.encrypted = False
    town.through("2026-11-20T19:00", timedelta(hours=1))
    assert len(town.titles()) == 2


def test_a_wiped_page_is_raised_and_not_read_as_all_done(town: Town) -> None:
    town.add_pair()
    town.run()
    agree(town.editor("2026-11-23"), "Lee: call Tailspin")
    town.at("2026-11-23T12:30")
    town.at("2026-11-27T14:00")
    editor = town.editor("2026-11-30")
    for line in editor.lines():
        editor.delete(line.handle)
    report = town.at("2026-11-30T12:30")
    assert [(c.text, c.state, c.missing_in) for c in town.promises()] == [("call Tailspin", "open", ())]
    assert "emptied" in "\n".join(report.attention)
    town.at("2026-12-04T14:00")
    assert town.editor("2026-12-07").find("call Tailspin", under="Promises")


def test_a_deleted_page_loses_nothing_that_was_known(town: Town) -> None:
    town.add_pair()
    town.run()
    agree(town.editor("2026-11-23"), "Lee: call Tailspin")
    town.at("2026-11-23T12:30")
    page_id = town.meeting("2026-11-23").page_id
    assert page_id is not None
    town.tenant.delete_page(page_id)
    town.at("2026-11-27T14:00")
    town.through("2026-11-27T18:00", timedelta(hours=1))
    assert town.editor("2026-11-30").find("call Tailspin", under="Promises")


def test_a_create_answered_504_after_it_was_committed_leaves_one_page(town: Town) -> None:
    town.add_pair()
    town.tenant.faults.add(Fault("POST */pages", status=504, commit=True))
    report = town.run()
    assert (report.prepared, len(town.tenant.pages), town.tenant.mails) == ([], 1, [])
    town.through("2026-11-20T15:00", timedelta(minutes=5))
    assert town.titles() == ["2026-11-23 1:1 Lee Park – Dana Reyes"]
    assert town.meeting("2026-11-23").page == "yes"
    assert len(town.tenant.mails) == 1


def test_a_create_answered_504_that_made_nothing_is_done_again_after_two_looks(town: Town) -> None:
    town.add_pair()
    town.tenant.faults.add(Fault("POST */pages", status=504))
    town.run()
    town.through("2026-11-20T14:15", timedelta(minutes=5))
    assert town.titles() == []
    town.through("2026-11-20T15:00", timedelta(minutes=5))
    assert len(town.titles()) == 1


def test_a_page_that_is_listed_late_is_still_found(town: Town) -> None:
    town.add_pair()
    town.tenant.faults.listing_lag = 1
    town.tenant.faults.add(Fault("POST */pages", drop=True, commit=True))
    town.run()
    town.through("2026-11-20T15:00", timedelta(minutes=5))
    assert len(town.titles()) == 1
    assert town.meeting("2026-11-23").page == "yes"


def test_a_page_made_ahead_of_time_by_hand_is_still_found_after_a_lost_answer(town: Town) -> None:
    town.ahead = timedelta(days=30)  # `oneone run --now` a month ahead of the tenant's clock
    town.add_pair()
    town.tenant.faults.add(Fault("POST */pages", status=504, commit=True))
    town.run()
    town.through("2026-11-20T15:00", timedelta(minutes=5))
    assert (len(town.titles()), town.meeting("2026-11-23").page) == (1, "yes")


def test_an_invite_whose_answer_was_lost_is_not_written_twice(town: Town) -> None:
    town.add_pair()
    town.tenant.faults.add(Fault("PATCH *", status=504, commit=True))
    town.run()
    town.through("2026-11-20T16:00", timedelta(minutes=5))
    assert town.meeting("2026-11-23").invite == "yes"
    assert len(town.tenant.mails) == 1


def test_a_lost_sign_in_parks_the_account_and_stops_nobody_else(town: Town) -> None:
    town.add_pair()
    town.tenant.sign_out(DANA)
    report = town.run()
    assert "sign in" in "\n".join(report.attention).lower()
    assert town.ledger.account(DANA).parked
    assert town.run().attention == []  # said once, not every five minutes


def test_throttling_ends_the_pass_and_the_work_is_done_later(town: Town) -> None:
    town.add_pair()
    town.add_pair("kim@contoso.example", "Kim Ito")
    town.tenant.faults.add(Fault("POST */pages", status=429, code="20166"))
    report = town.run()
    assert (report.prepared, len(report.later)) == ([], 1)
    assert town.at("2026-11-20T14:04").requests["onenote"] == 0
    town.through("2026-11-20T15:00", timedelta(minutes=5))
    assert len(town.titles()) == 2


def test_a_pair_week_costs_three_requests_in_onenote(town: Town) -> None:
    town.add_pair()
    town.run()
    town.at("2026-11-23T12:30")
    before = len(town.tenant.calls)
    town.at("2026-11-27T14:00")
    town.at("2026-11-30T12:30")
    asked = [call.path for call in town.tenant.calls[before:] if "/onenote/" in call.path]
    assert len(asked) == 3, asked


def test_two_runs_at_once_make_one_page_and_send_one_mail(town: Town) -> None:
    for rep in ("lee", "kim", "ola"):
        town.add_pair(f"{rep}@contoso.example", f"{rep.title()} Smith")

    async def both() -> tuple[Report, Report]:
        return await asyncio.gather(town.services.work(DANA), town.services.work(DANA))

    first, second = asyncio.run(both())
    assert (len(first.prepared), second.prepared) == (3, [])
    assert "another run" in second.later[0]
    assert len(town.titles()) == len(town.tenant.mails) == 3


def test_a_run_whose_claim_was_lost_does_not_write_over_the_other(town: Town) -> None:
    town.add_pair()
    town.run()
    town.at("2026-11-23T12:30")
    taken = town.ledger.claim(DANA, "somebody", town.now)
    assert taken is not None
    assert town.ledger.claim(DANA, "another", town.now) is None
    town.ledger.release(DANA, "another", town.now)
    assert town.ledger.account(DANA).claimed_by == "somebody"
    later = town.now + timedelta(minutes=16)
    assert town.ledger.claim(DANA, "another", later) is not None
    town.ledger.release(DANA, "somebody", later)
    assert town.ledger.account(DANA).claimed_by == "another"


def test_the_point_of_improvement_and_a_late_update_are_handed_on_to_the_next_page(town: Town) -> None:
    town.add_pair()
    town.run()
    editor = town.editor("2026-11-23")
    editor.append(editor.find("One per cent better"), "ask for the next step before hanging up")
    editor.type_over(editor.find("…", under="From Dana"), "travel rules (later)")
    editor.insert_after(editor.find("travel rules"), "(sensitive) reorganisation in March")
    town.at("2026-11-23T12:30")
    town.at("2026-11-27T14:00")
    text = "\n".join(line.text for line in town.editor("2026-11-30").lines())
    assert "ask for the next step before hanging up" in text
    assert "travel rules (from 23 Nov)" in text
    assert "reorganisation" not in text
    stored = "\n".join(str(row.values) for row in town.store.table("ledger").query())
    assert "reorganisation" not in stored


def test_a_page_of_a_cancelled_meeting_is_pointed_to_from_the_next_one(town: Town) -> None:
    town.add_pair()
    town.run()
    event, url = town.meeting("2026-11-23").event, town.meeting("2026-11-23").page_url
    assert event is not None
    town.tenant.cancel_occurrence(DANA, event)
    town.through("2026-11-23T18:00", timedelta(hours=2))
    town.at("2026-11-27T14:00")
    links = {run.href for line in town.editor("2026-11-30").lines() for run in line.runs if run.href}
    assert url in links


def test_another_agenda_is_announced_on_one_page_before_it_takes_effect(town: Town) -> None:
    town.add_pair()
    town.run()
    [row] = town.ledger.pair_rows()
    town.ledger.put_pair(PAIR, {**row.values, "agenda": "reinforce"})
    town.at("2026-11-27T14:00")
    announced = [line.text for line in town.editor("2026-11-30").lines()]
    assert any("Promises" in line for line in announced)
    assert any(line.startswith("From the next page on we follow the agenda “reinforce”") for line in announced)
    town.at("2026-12-04T14:00")
    assert any(line.text.startswith("What went well") for line in town.editor("2026-12-07").lines())
