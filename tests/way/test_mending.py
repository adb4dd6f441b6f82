"""What is not in the plan: emptied pages, mended rows, runs ahead of time, interrupted runs."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from oneone.errors import NeedsAttention
from oneone.model import Deal
from oneone.store.table import Row, key
from oneone.work import by_hand
from sandbox.faults import Fault
from tests.way.test_way import agree
from tests.way.town import DANA, FRIDAY, LEE, NOTEBOOK, PAIR, Town


def test_of_an_emptied_page_not_a_word_is_kept(town: Town) -> None:
    town.add_pair()
    town.run()
    editor = town.editor("2026-11-23")
    for line in editor.lines():
        editor.delete(line.handle)
    editor.add_text_box(left=60, top=200, lines=["How are you?", "see the doctor on Thursday"])
    editor.toggle_todo(editor.find("see the doctor"))
    report = town.at("2026-11-23T12:30")
    assert "emptied" in "\n".join(report.attention)
    town.at("2026-11-27T14:00")
    assert town.promises() == []
    stored = "\n".join(str(row.values) for row in town.store.table("ledger").query())
    assert "doctor" not in stored


def test_dates_are_read_from_the_day_the_meeting_really_takes_place(town: Town) -> None:
    town.add_pair()
    town.run()
    event = town.meeting("2026-11-23").event
    assert event is not None
    town.tenant.move_occurrence(DANA, event, datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    agree(town.editor("2026-11-23"), "Lee: send the plan by tomorrow")
    town.through("2026-11-25T13:00", timedelta(hours=1))
    assert [(c.text, c.due) for c in town.promises()] == [("send the plan", date(2026, 11, 26))]


def test_what_was_asked_on_a_page_that_nobody_touched_is_asked_again(town: Town) -> None:
    town.add_pair()
    town.run()
    editor = town.editor("2026-11-23")
    editor.type_over(editor.find("Lee: …", under="Agreed today"), "someone should talk to legal")
    town.at("2026-11-23T12:30")
    town.at("2026-11-27T14:00")
    assert town.editor("2026-11-30").find("someone should talk to legal", under="Promises")
    town.at("2026-11-30T12:30")
    town.at("2026-12-04T14:00")
    editor = town.editor("2026-12-07")
    assert editor.find("someone should talk to legal", under="Promises")
    agree(editor, "Dana: something else")  # somebody was there, and left the question alone
    town.at("2026-12-07T12:30")
    assert {c.text: c.state for c in town.promises()} == {
        "someone should talk to legal": "dropped",
        "something else": "open",
    }


def test_a_mended_address_is_tried_at_the_next_tick(town: Town) -> None:
    town.add_pair()
    row = {"manager": DANA, "rep": LEE, "timezone": "UTC", "notebook_url": "https://contoso.example/nowhere"}
    town.ledger.put_pair(PAIR, row)
    assert town.run().attention
    assert town.titles() == []
    town.ledger.put_pair(PAIR, {**row, "notebook_url": NOTEBOOK.replace("Lee", "lee")})
    town.through("2026-11-20T14:05", timedelta(minutes=5))
    assert len(town.titles()) == 1
    assert town.meeting("2026-11-23").attention == ""


def test_mending_one_of_two_pairs_that_share_a_notebook_frees_the_other_too(town: Town) -> None:
    url = NOTEBOOK.replace("Lee", "lee")
    town.add_pair(notebook_url=url)
    kim = town.add_pair("kim@contoso.example", "Kim Ito", notebook_url=url)
    assert len(town.run().attention) == 2
    own = NOTEBOOK.replace("Lee", "kim")
    town.tenant.add_notebook(own, owner=DANA, members=["kim@contoso.example"])
    town.ledger.put_pair(kim, {"manager": DANA, "rep": kim.rep, "notebook_url": own, "timezone": "UTC"})
    town.through("2026-11-20T14:05", timedelta(minutes=5))
    assert len(town.titles()) == 2


def test_two_pairs_whose_sections_turn_out_to_be_one_are_stopped(town: Town) -> None:
    url = NOTEBOOK.replace("Lee", "team")
    town.add_pair(notebook_url=url, shared_ok="yes")
    town.add_pair("lee2@contoso.example", "Lee Park", notebook_url=url, shared_ok="yes")
    town.run()
    report = town.at("2026-11-27T14:00")
    assert len(report.attention) == 2
    assert [title for title in town.titles() if title.startswith("2026-11-30")] == []


def test_a_page_read_by_hand_before_the_meeting_is_read_again_after_it(town: Town) -> None:
    town.add_pair()
    town.run()
    [entry] = town.services.roster()

    async def scan_now() -> None:
        async with town.services.graph() as graph:
            await by_hand(town.services.worker(graph), entry, "scan")

    with pytest.raises(NeedsAttention, match="no 1:1 with a page"):
        asyncio.run(scan_now())
    town.now = datetime(2026, 11, 23, 9, 10, tzinfo=UTC)
    asyncio.run(scan_now())
    agree(town.editor("2026-11-23"), "Lee: call Tailspin")
    town.at("2026-11-23T12:30")
    assert [c.text for c in town.promises()] == ["call Tailspin"]


def test_a_run_ahead_of_time_does_not_stop_the_timers(town: Town) -> None:
    town.add_pair()
    town.at("2026-12-18T15:00")
    town.at(FRIDAY)
    assert "2026-11-23 1:1 Lee Park – Dana Reyes" in town.titles()


def test_an_interrupted_pass_frees_the_account_at_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.add_pair()

    async def interrupted(*_: object, **__: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr("oneone.work.prepare", interrupted)
        with pytest.raises(asyncio.CancelledError):
            asyncio.run(town.services.work(DANA))
    assert town.run().prepared
    assert town.ledger.account(DANA).fails == 0


def test_a_due_row_that_was_spoiled_by_hand_is_made_anew(town: Town) -> None:
    town.add_pair()
    town.store.table("due").upsert(Row(key(DANA), key(DANA, LEE), {"pair": "not json"}))
    assert town.run().prepared


def test_a_rep_with_very_many_deals_gets_a_page(town: Town) -> None:
    town.add_pair()
    deals = [
        Deal(
            f"D{n}",
            f"Rollout number {n} for Contoso",
            "Contoso",
            Decimal("1234.50"),
            "EUR",
            "Proposal",
            date(2026, 12, 1),
        )
        for n in range(3000)
    ]
    town.ledger.figures.put_deals(LEE, deals, date(2026, 11, 20))
    assert town.run().attention == []
    assert len(town.titles()) == 1
    changed = [replace(deal, stage="Closed won") if n < 3 else deal for n, deal in enumerate(deals)]
    town.ledger.figures.put_deals(LEE, changed, date(2026, 11, 27))
    town.at("2026-11-23T12:30")
    town.at("2026-11-27T14:00")
    text = "\n".join(line.text for line in town.editor("2026-11-30").lines())
    assert "won" in text


def test_a_calendar_that_cannot_be_read_once_invents_no_meeting(town: Town) -> None:
    town.now = FRIDAY - timedelta(days=1)
    town.add_pair(start="2026-11-06T14:00")  # Fridays, while the row still says Monday
    town.through("2026-11-21T08:00", timedelta(hours=2))
    town.tenant.faults.add(Fault("GET */calendarView*", status=503, times=3))
    town.through("2026-11-23T14:00", timedelta(hours=2))
    assert town.titles() == ["2026-11-20 1:1 Lee Park – Dana Reyes"]


def test_two_series_side_by_side_are_never_taken_for_one(town: Town) -> None:
    town.add_pair()
    town.tenant.add_series(
        organizer=DANA,
        attendees=[LEE],
        subject="1:1 pipeline",
        start=datetime(2026, 11, 12, 15, 0),  # noqa: DTZ001  (local, as the organizer's calendar says it)
        timezone="UTC",
        minutes=30,
        repeat="weekly",
        online=False,
        body_html="",
    )
    report = town.run()
    assert "several series" in "\n".join(report.attention)
    town.through("2026-11-27T15:00", timedelta(hours=3))
    assert town.tenant.mails == []


def test_a_private_section_that_was_moved_and_lost_its_heading_stays_private(town: Town) -> None:
    town.add_pair()
    town.run()
    editor = town.editor("2026-11-23")
    notice = next(line for line in editor.lines() if line.text.startswith("Not read, not kept"))
    editor.delete(editor.find("How are you?"))
    editor.delete(notice.handle)
    place = editor.find("One per cent better")  # in the middle of another section
    moved = editor.insert_after(place, notice.text)
    secret = editor.insert_after(moved, "see the doctor about the knee", todo=True)
    assert editor.line(secret).box == "open"
    agree(editor, "Lee: call Tailspin")
    town.at("2026-11-23T12:30")
    assert [c.text for c in town.promises()] == ["call Tailspin"]
    stored = "\n".join(str(row.values) for row in town.store.table("ledger").query())
    assert "knee" not in stored


@pytest.mark.parametrize("own_line", [False, True], ids=["over our line", "on a line of its own"])
def test_what_is_ticked_and_promised_again_is_a_new_promise(town: Town, own_line: bool) -> None:
    town.add_pair()
    town.run()
    agree(town.editor("2026-11-23"), "Lee: send the weekly forecast by Fri")
    town.at("2026-11-23T12:30")
    town.at("2026-11-27T14:00")
    editor = town.editor("2026-11-30")
    editor.tick(editor.find("send the weekly forecast", under="Promises"))
    if own_line:
        agree(editor, "Lee: call Tailspin")
        editor.insert_after(editor.find("Lee: call Tailspin"), "Lee: send the weekly forecast by Fri", todo=True)
    else:
        agree(editor, "Lee: send the weekly forecast by Fri")
    town.at("2026-11-30T12:30")
    town.at("2026-12-04T14:00")
    found = sorted((c.state, str(c.due)) for c in town.promises() if c.text == "send the weekly forecast")
    assert found == [("done", "2026-11-27"), ("open", "2026-12-04")]
    assert town.editor("2026-12-07").find("send the weekly forecast", under="Promises")


def test_a_reading_that_failed_once_is_not_held_against_a_page_that_was_read_later(town: Town) -> None:
    town.add_pair()
    town.run()
    agree(town.editor("2026-11-23"), "Lee: call Tailspin")
    town.at("2026-11-23T12:30")
    town.tenant.faults.add(Fault("GET */content", status=403, code="40007"))
    town.tenant.faults.add(Fault("POST */pages", status=400, code="20001"))
    town.at("2026-11-27T14:00")
    assert town.meeting("2026-11-23").page_note == "not_read"
    town.through("2026-11-27T19:00", timedelta(hours=1))
    assert town.meeting("2026-11-23").page_note == ""
    text = "\n".join(line.text for line in town.editor("2026-11-30").lines())
    assert "could not be read" not in text
