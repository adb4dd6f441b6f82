from datetime import date, timedelta

import pytest

from oneone.commitments.dates import due

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "expected", "phrase"),
    [
        ("send closure plan to Contoso by Fri", "2026-11-27", "by Fri"),
        ("send deck, due Thurs", "2026-11-26", ", due Thurs"),
        ("Fri: send deck", "2026-11-27", "Fri"),
        ("By Friday, send deck to Tom", "2026-11-27", "By Friday"),
        ("call Ana on Mon", "2026-11-30", "on Mon"),
        ("send on Friday with Ana", "2026-11-27", "on Friday"),
        ("Update it by next Fri 3pm", "2026-12-04", "by next Fri 3pm"),
        ("call next Tue about pricing", "2026-12-01", "next Tue"),
        ("this Wed", "2026-11-25", "this Wed"),
        ("before Thursday's call", "2026-11-26", "before Thursday"),
        ("Send revised quote (by Wed)", "2026-11-25", "by Wed"),
        ("send quote (Thu)", "2026-11-26", "Thu"),
        ("call Ana tomorrow to book", "2026-11-24", "tomorrow"),
        ("the day after tomorrow", "2026-11-25", "the day after tomorrow"),
        ("send by EOD", "2026-11-23", "by EOD"),
        ("send by EOD Thu", "2026-11-26", "by EOD Thu"),
        ("send deck EOW", "2026-11-27", "EOW"),
        ("by end of the week", "2026-11-27", "by end of the week"),
        ("end of next week", "2026-12-04", "end of next week"),
        ("next week", "2026-12-04", "next week"),
        ("EOM", "2026-11-30", "EOM"),
        ("before month end", "2026-11-30", "before month end"),
        ("by end of next month", "2026-12-31", "by end of next month"),
        ("by end of December", "2026-12-31", "by end of December"),
        ("EOQ", "2026-12-31", "EOQ"),
        ("by end of Q1", "2027-03-31", "by end of Q1"),
        ("book in two weeks", "2026-12-07", "in two weeks"),
        ("book within 3 days", "2026-11-26", "within 3 days"),
        ("in a month", "2026-12-23", "in a month"),
        ("in a fortnight", "2026-12-07", "in a fortnight"),
        ("draft 3 Dec", "2026-12-03", "3 Dec"),
        ("draft 3rd of December", "2026-12-03", "3rd of December"),
        ("draft Dec 3", "2026-12-03", "Dec 3"),
        ("draft (Dec 3, 2027)", "2027-12-03", "Dec 3, 2027"),
        ("draft Thursday 3 December latest", "2026-12-03", "Thursday 3 December latest"),
        ("by 15 Jan", "2027-01-15", "by 15 Jan"),
        ("by the 4th", "2026-12-04", "by the 4th"),
        ("2026-12-03 send", "2026-12-03", "2026-12-03"),
        ("by 12/3", "2027-03-12", "by 12/3"),
        ("by 12/25", "2026-12-25", "by 12/25"),
        ("by 3/12/26", "2026-12-03", "by 3/12/26"),
        ("by 3.12.", "2026-12-03", "by 3.12."),
        ("move close date to 10 Dec by Fri", "2026-11-27", "by Fri"),
    ],
)
def test_a_due_phrase_is_found_with_its_place(text: str, expected: str, phrase: str) -> None:
    found = due(text, MONDAY)
    assert found is not None
    assert (found[0].isoformat(), text[slice(*found[1])]) == (expected, phrase)


@pytest.mark.parametrize(
    "text",
    [
        "finish Q3 number",
        "3 of 5",
        "done 3/5",
        "ask May about Mark",
        "May send 3 decks",
        "talk to Mark",
        "since Monday",
        "every Friday",
        "prepare on Tuesdays",
        "follow up on Monday's call",
        "prep for the Friday meeting",
        "I am out until Thursday",
        "5 Mar 25 seats",
        "We sat together",
        "move close date to 10 Dec",
        "by the 2nd call",
        "24/7 support",
        "version 2.1 out",
        "10:30 call",
        "from 16 Nov",
        "31 June",
        "march on",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert due(text, MONDAY) is None


def test_slashes_follow_the_language() -> None:
    assert due("by 12/3", MONDAY, "en-US") == (date(2026, 12, 3), (0, 7))
    assert due("by 12/3", MONDAY, "en-GB") == (date(2027, 3, 12), (0, 7))
    assert due("by 12/3", MONDAY, "xx") == (date(2027, 3, 12), (0, 7))


@pytest.mark.parametrize("weekday", range(7))
def test_a_bare_weekday_is_the_next_one_and_on_that_day_itself_a_week_ahead(weekday: int) -> None:
    meeting = MONDAY + timedelta(days=weekday)
    assert due("by Monday", meeting) == (date(2026, 11, 30), (0, 9))


@pytest.mark.parametrize("back", [0, 3, 30, 75, 200, 350])
def test_a_date_as_a_page_shows_it_means_itself_however_late(back: int) -> None:
    day = MONDAY - timedelta(days=back)
    for shown in (f"{day:%a} {day.day} {day:%b}", f"{day:%a}, {day:%b} {day.day}"):
        found = due(f"Send closure plan, {shown}, late", MONDAY)
        assert found is not None
        assert found[0] == day


def test_a_day_without_a_year_lies_at_most_two_months_back() -> None:
    assert due("by 1 Oct", MONDAY) == (date(2026, 10, 1), (0, 8))
    assert due("by 1 Sep", MONDAY) == (date(2027, 9, 1), (0, 8))
    assert due("by 3 Jan", date(2026, 12, 28)) == (date(2027, 1, 3), (0, 8))


def test_after_friday_the_end_of_the_week_is_the_next_ones() -> None:
    assert due("EOW", date(2026, 11, 28)) == (date(2026, 12, 4), (0, 3))
