"""What people are told about their 1:1s: on the page and in `status`, as facts and without blame."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from oneone.commands.in_touch import calendar_facts, notes
from oneone.model import Meeting
from oneone.store.table import TableName
from tests.calendar.office import DANA, LEE, PAIR, Office
from tests.way.test_way import agree


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


def lived(office: Office, until: str) -> None:
    for _ in office.until(moment(until)):
        pass


def known(office: Office) -> list[Meeting]:
    return [kept.value for kept in office.ledger.meetings(PAIR, date(2026, 8, 1))]


def said(office: Office) -> str:
    [entry] = office.services.roster()
    return ". ".join(notes(entry.pair, office.due(), known(office), office.now))


def page_text(office: Office, day: str) -> str:
    return "\n".join(line.text for line in office.editor(day).lines())


# ---------------------------------------------------------------- make-up slots


def test_a_slot_for_a_cancelled_1_1_stands_in_status_and_on_the_page_before_and_is_not_booked(office: Office) -> None:
    office.pair()
    office.busy(LEE, "2026-12-01T08:00", "2026-12-01T18:00")
    office.busy(DANA, "2026-12-02T08:30", "2026-12-02T09:30")
    office.book()
    office.at("2026-11-19T10:00")
    office.cancel("2026-11-30")
    office.at("2026-11-20T14:00")
    assert office.meeting("2026-11-30").make_up == moment("2026-12-03T09:00")
    assert "1:1 of 2026-11-30 cancelled; both are free Thu 2026-12-03 09:00" in said(office)
    assert "The 1:1 of 30 Nov is cancelled. You are both free on Thu 3 Dec 09:00; nothing is booked." in page_text(
        office, "2026-11-23"
    )
    assert len(office.tenant.mailboxes.series) == 3  # the series and two appointments: nothing was booked


def test_a_slot_that_was_taken_meanwhile_is_exchanged_in_its_week(office: Office) -> None:
    office.pair()
    office.book()
    office.at("2026-11-19T10:00")
    office.cancel("2026-11-23")
    lived(office, "2026-11-20T14:00")
    assert office.meeting("2026-11-23").make_up == moment("2026-11-24T09:00")
    office.busy(LEE, "2026-11-24T09:00", "2026-11-24T12:00")
    lived(office, "2026-11-21T20:00")
    assert office.meeting("2026-11-23").make_up == moment("2026-11-25T09:00")


def test_of_another_calendar_only_times_are_kept(office: Office) -> None:
    office.pair()
    office.busy(LEE, "2026-11-23T00:00", "2026-11-25T00:00", "oof")
    office.book()
    office.at("2026-11-19T10:00")
    office.cancel("2026-11-23")
    office.at("2026-11-20T14:00")
    assert "1:1 of 2026-11-23 cancelled (the rep out of office); both are free Wed" in said(office)
    names: tuple[TableName, ...] = ("due", "ledger", "accounts")
    for name in names:
        for row in office.store.table(name).query():
            assert "Blocked" not in str(row.values)


def test_without_a_view_of_the_rep_s_calendar_nothing_is_proposed(office: Office) -> None:
    office.pair("guest@elsewhere.example", "Gail Guest")
    office.book(attendees=("guest@elsewhere.example",))
    office.tenant.people["guest@elsewhere.example"].mail = "other@elsewhere.example"
    key = type(PAIR)(DANA, "guest@elsewhere.example")
    office.ledger.put_pair(key, {**office.row(key), "rep_mail": "guest@elsewhere.example"})
    del office.tenant.people["guest@elsewhere.example"]
    office.at("2026-11-19T10:00")
    office.cancel("2026-11-23")
    office.at("2026-11-20T14:00")
    gone = office.meeting("2026-11-23", key)
    assert (gone.calendar, gone.make_up, gone.asked_at) == ("cancelled", None, office.now)


def test_calendars_are_asked_once_a_day_at_most(office: Office) -> None:
    office.pair()
    office.book()
    office.at("2026-11-19T10:00")
    office.cancel("2026-11-23")
    lived(office, "2026-11-27T12:00")
    asked = [call.time.date() for call in office.tenant.calls if call.path.endswith("getSchedule")]
    assert len(asked) == len(set(asked)) <= 8


# ---------------------------------------------------------------- how they are in touch


def test_status_says_days_moves_and_the_gap_ahead(office: Office) -> None:
    office.pair(cadence="biweekly")
    office.book(repeat="biweekly")
    office.run()
    agree(office.editor("2026-11-23"), "Lee: call Tailspin")
    lived(office, "2026-11-24T10:00")
    office.move("2026-12-07", "2026-12-08T09:00")
    lived(office, "2026-11-25T10:00")
    [entry] = office.services.roster()
    facts = calendar_facts(entry.pair, office.due(), known(office), office.now)
    assert (facts["days_since_written"], facts["moves"], facts["warning"], facts["asleep"]) == (2, 1, "", False)
    assert "last written 1:1 2 days ago" in said(office)
    office.cancel("2026-12-08")
    lived(office, "2026-11-26T10:00")
    assert "no written 1:1 since 2026-11-23; the next one is on 2026-12-21, 28 days later" in said(office)


def test_status_says_that_there_is_no_buffer_after_the_next_1_1(office: Office) -> None:
    office.busy(DANA, "2026-11-23T09:30", "2026-11-23T10:00")
    office.pair()
    office.book()
    office.run()
    assert office.meeting("2026-11-23").no_buffer
    assert "the manager's next meeting begins when the next 1:1 ends" in said(office)


def test_a_skipped_week_loses_nothing(office: Office) -> None:
    office.pair()
    office.book()
    office.run()
    agree(office.editor("2026-11-23"), "Lee: send the plan by Fri", "Dana: talk to legal")
    lived(office, "2026-11-24T10:00")
    office.cancel("2026-11-30")
    lived(office, "2026-12-05T10:00")
    assert [page.title[:10] for page in office.tenant.pages.values()] == ["2026-11-23", "2026-12-07"]
    text = page_text(office, "2026-12-07")
    assert "send the plan" in text
    assert "talk to legal" in text


# ---------------------------------------------------------------- sleep


def test_a_pair_whose_pages_nobody_touches_sleeps_until_the_calendar_shows_a_1_1(office: Office) -> None:
    office.pair()
    office.now = moment("2026-10-30T10:00")
    lived(office, "2026-12-10T10:00")
    assert [page.title[:10] for page in office.tenant.pages.values()] == ["2026-11-02", "2026-11-09", "2026-11-16"]
    assert "three pages in a row stayed untouched" in said(office)
    office.book("2026-12-15T09:00", None)
    lived(office, "2026-12-14T18:00")
    assert office.titles()[-1][:10] == "2026-12-15"
    assert "untouched" not in said(office)


def test_a_pair_that_writes_is_never_put_to_sleep(office: Office) -> None:
    office.pair()
    office.now = moment("2026-10-30T10:00")
    lived(office, "2026-11-13T15:00")
    agree(office.editor("2026-11-16"), "Lee: call Tailspin")
    lived(office, "2026-12-07T15:00")
    assert len(office.tenant.pages) == 6


def test_the_rows_a_pass_reads_again_stay_as_they_are(office: Office) -> None:
    office.pair()
    office.book()
    office.cancel("2026-11-30")
    office.run()
    before = [row.etag for row in office.store.table("ledger").query()]
    office.at(office.now + timedelta(hours=6))
    assert [row.etag for row in office.store.table("ledger").query()] == before
