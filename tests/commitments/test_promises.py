from dataclasses import replace
from datetime import date

from oneone.commitments.promises import promises
from oneone.commitments.reconcile import REMOVED, STRUCK
from oneone.model import Ask, Commitment, Promises

NINTH, LAST, MEETING = date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23)
PLAN = Commitment("aaaa2222", "rep", "Send closure plan", date(2026, 11, 20), "open", LAST)
INTRO = Commitment("bbbb2222", "manager", "Introduce Lee", MEETING, "open", LAST)
URLS = {LAST: "https://c.sharepoint.com/p16"}


def block(*commitments: Commitment, since: date | None = LAST) -> Promises:
    return promises(commitments, since, URLS, MEETING)


def done(ident: str, text: str, side: str = "rep") -> Commitment:
    base = PLAN if side == "rep" else INTRO
    return replace(base, id=ident, text=text, state="done", closed_on=LAST)


def test_open_ones_stand_by_owner_and_date_the_rep_first_and_the_undated_last() -> None:
    undated = replace(PLAN, id="cccc2222", due=None)
    later = replace(PLAN, id="dddd2222", due=date(2026, 12, 1))
    assert [p.id for p in block(INTRO, undated, later, PLAN).open] == [PLAN.id, later.id, undated.id, INTRO.id]


def test_late_is_what_was_due_before_the_meeting_and_never_what_has_no_date() -> None:
    old = replace(PLAN, id="cccc2222", due=None, origin=NINTH)
    assert [(p.id, p.late) for p in block(PLAN, INTRO, old).open] == [
        (PLAN.id, True),
        (old.id, False),
        (INTRO.id, False),
    ]


def test_a_promise_links_to_the_page_it_began_on_when_that_is_known() -> None:
    assert [p.origin_url for p in block(PLAN, replace(INTRO, origin=NINTH)).open] == [URLS[LAST], None]


def test_kept_counts_what_was_done_of_that_and_what_was_due_and_is_open() -> None:
    ahead = replace(PLAN, id="cccc2222", due=date(2026, 12, 1))
    found = block(
        PLAN, INTRO, ahead, done("e", "pricing sheet"), done("f", "call Tailspin"), done("g", "discount", "manager")
    )
    assert found.kept == (("rep", 2, 3), ("manager", 1, 2))
    assert found.kept_texts == ("call Tailspin", "pricing sheet", "discount")


def test_what_was_kept_before_the_last_page_is_not_said_again() -> None:
    assert block(replace(done("e", "old"), closed_on=NINTH)).kept_texts == ()


def test_struck_ones_are_neither_kept_nor_broken_and_not_named() -> None:
    found = block(replace(PLAN, state="dropped", reason=STRUCK, closed_on=LAST))
    assert (found.open, found.kept, found.gone_texts) == ((), (), ())


def test_ones_taken_off_two_pages_are_named_once() -> None:
    gone = replace(PLAN, state="dropped", reason=REMOVED, closed_on=LAST)
    assert block(gone).gone_texts == (PLAN.text,)
    assert block(replace(gone, closed_on=NINTH)).gone_texts == ()


def test_what_is_not_sure_is_asked_and_not_carried() -> None:
    found = block(replace(PLAN, sure=False, owner=None, due=None))
    assert (found.open, found.asks) == ((), (Ask(PLAN.id, PLAN.text, None, None),))
