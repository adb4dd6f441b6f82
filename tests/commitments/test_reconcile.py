from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneone.agenda import marks
from oneone.commitments.reconcile import NOT_CONFIRMED, REMOVED, STRUCK, asked, commitment_id, reconcile
from oneone.model import Commitment, Found, PairKey, Side, State

PAIR = PairKey("dana@contoso.com", "lee@contoso.com")
FIRST, SECOND, THIRD, FOURTH = (date(2026, 11, 9) + timedelta(weeks=week) for week in range(4))
PLAN = Commitment(
    "k7f3m2qd", "rep", "Send closure plan to Contoso", FIRST, "open", FIRST, seen_on=FIRST, section="Agreed today"
)


def says(
    text: str = PLAN.text,
    *,
    mark: str | None = None,
    state: State = "open",
    owner: Side | None = "rep",
    due: date | None = None,
    ask: bool = False,
    sure: bool = True,
    section: str = "Agreed today",
) -> Found:
    return Found(
        line=text,
        text=text,
        owner=owner,
        due=due,
        state=state,
        id=mark,
        section=section,
        source="carried" if mark else "tag",
        confidence="sure" if sure else "possible",
        ask=ask,
    )


def after(
    known: Sequence[Commitment],
    *found: Found,
    on: date = SECOND,
    complete: bool = True,
    ours: bool = True,
    page: Sequence[str] = (PLAN.id,),
) -> tuple[Commitment, ...]:
    return reconcile(PAIR, known, found, on, complete, ours, page)


def one(
    known: Sequence[Commitment], *found: Found, on: date = SECOND, complete: bool = True, ours: bool = True
) -> Commitment:
    (commitment,) = after(known, *found, on=on, complete=complete, ours=ours)
    return commitment


# ---------------------------------------------------------------- ids


def test_an_id_has_eight_characters_of_the_pages_alphabet_and_is_the_same_every_time() -> None:
    ident = commitment_id(PAIR, FIRST, "rep", "Send deck!", 0)
    assert ident == commitment_id(PAIR, FIRST, "rep", "send  DECK", 0)
    assert marks.COMMITMENT_ID.fullmatch(marks.commitment_mark(ident))
    assert set(ident) <= set(marks.ALPHABET)


def test_an_id_differs_by_pair_meeting_owner_text_and_number() -> None:
    ids = {
        commitment_id(PAIR, FIRST, "rep", "x", 0),
        commitment_id(PAIR, FIRST, "rep", "x", 1),
        commitment_id(PAIR, FIRST, "rep", "y", 0),
        commitment_id(PAIR, FIRST, "manager", "x", 0),
        commitment_id(PAIR, SECOND, "rep", "x", 0),
        commitment_id(PairKey("a", "b"), FIRST, "rep", "x", 0),
    }
    assert len(ids) == 6


# ---------------------------------------------------------------- new lines


def test_a_new_line_becomes_a_commitment_with_all_it_says() -> None:
    (new,) = after((), says("send deck", due=THIRD), on=FIRST)
    assert new == Commitment(
        id=commitment_id(PAIR, FIRST, "rep", "send deck", 0),
        owner="rep",
        text="send deck",
        due=THIRD,
        state="open",
        origin=FIRST,
        section="Agreed today",
        seen_on=FIRST,
        due_said=True,
    )


def test_two_equal_lines_are_two_commitments() -> None:
    new = after((), says("call a customer"), says("call a customer"), on=FIRST)
    assert len({commitment.id for commitment in new}) == 2
    assert after(new, says("call a customer"), says("call a customer"), on=FIRST) == new


def test_a_line_where_we_gave_an_id_gets_that_id_and_keeps_it_when_rewritten() -> None:
    (new,) = after((), says("send deck", mark="nnnn2222"), on=FIRST, page=["nnnn2222"])
    assert new.id == "nnnn2222"
    (again,) = after((new,), says("call Bob in May", mark="nnnn2222"), on=FIRST, page=["nnnn2222"])
    assert (again.id, again.text) == ("nnnn2222", "call Bob in May")


def test_an_id_that_nobody_knows_is_not_taken_over() -> None:
    (new,) = after((), says("send deck", mark="zzzz9999"), on=FIRST)
    assert new.id == commitment_id(PAIR, FIRST, "rep", "send deck", 0)
    assert after((), says("send deck", mark="zzzz9999", state="done"), on=FIRST) == ()


@pytest.mark.parametrize(("sure", "owner"), [(False, "rep"), (True, None)])
def test_what_is_not_sure_or_nobodys_is_to_be_asked(sure: bool, owner: Side | None) -> None:
    (new,) = after((), says("send deck", sure=sure, owner=owner), on=FIRST)
    assert not new.sure


# ---------------------------------------------------------------- done, struck, gone


def test_a_tick_is_done_on_the_meeting_it_was_seen_and_an_untick_there_opens_it() -> None:
    done = one([PLAN], says(mark=PLAN.id, state="done"))
    assert (done.state, done.closed_on) == ("done", SECOND)
    assert one([done], says(mark=PLAN.id, state="done"), on=SECOND) == done
    back = one([done], says(mark=PLAN.id))
    assert (back.state, back.closed_on, back.reason) == ("open", None, "")


def test_done_on_either_page_is_done() -> None:
    late_tick = one([replace(PLAN, seen_on=SECOND)], says(mark=PLAN.id, state="done"), on=FIRST)
    assert (late_tick.state, late_tick.closed_on) == ("done", FIRST)
    assert one([late_tick], says(mark=PLAN.id), on=SECOND).state == "done"


def test_a_struck_line_is_dropped_and_opens_again_when_unstruck() -> None:
    struck = one([PLAN], says(mark=PLAN.id, state="dropped"))
    assert (struck.state, struck.reason, struck.closed_on) == ("dropped", STRUCK, SECOND)
    assert one([struck], says(mark=PLAN.id)).state == "open"


def test_gone_once_is_carried_again_and_gone_from_two_pages_is_dropped() -> None:
    once = one([PLAN])
    assert (once.state, once.missing_in) == ("open", (SECOND,))
    assert one([once]) == once  # the same page twice is one page
    twice = one([once], on=THIRD)
    assert (twice.state, twice.reason, twice.closed_on) == ("dropped", REMOVED, THIRD)


def test_a_line_that_is_back_was_never_gone() -> None:
    once = one([PLAN])
    assert one([once], says(mark=PLAN.id)).missing_in == ()
    seen_later = one([once], says(mark=PLAN.id), on=THIRD)
    assert seen_later.missing_in == ()
    assert one([seen_later], on=FOURTH).state == "open"


def test_a_dropped_line_that_is_back_lives_again() -> None:
    dropped = one([one([PLAN])], on=THIRD)
    assert one([dropped], says(mark=PLAN.id), on=THIRD).state == "open"
    assert one([dropped], says(mark=PLAN.id), on=SECOND).state == "open"


@pytest.mark.parametrize(("complete", "ours"), [(False, True), (True, False)])
def test_a_page_partly_read_or_not_ours_makes_nothing_gone(complete: bool, ours: bool) -> None:
    assert one([PLAN], complete=complete, ours=ours) == PLAN


def test_what_was_not_on_a_page_is_not_missed_there() -> None:
    other = replace(PLAN, id="other222")
    assert after([other], on=SECOND) == (other,)


def test_a_line_seen_on_a_later_page_is_not_gone_from_an_older_one() -> None:
    seen = replace(PLAN, seen_on=THIRD)
    assert one([seen], on=SECOND) == seen


# ---------------------------------------------------------------- other words


@pytest.mark.parametrize(
    "text",
    ["send closure plan to Contoso", "E-mail the closure plan to Contoso", "Send 2 closure plans to Contoso team"],
)
def test_a_line_reworded_where_it_began_is_the_same_commitment(text: str) -> None:
    assert one([PLAN], says(text), on=FIRST).id == PLAN.id


def test_another_name_is_another_promise() -> None:
    old, new = after([PLAN], says("Send closure plan to Fabrikam"), on=FIRST)
    assert (old.missing_in, new.id != PLAN.id) == ((FIRST,), True)


def test_owner_and_date_are_taken_from_the_newest_page_only() -> None:
    moved = one([PLAN], says(mark=PLAN.id, owner="manager", due=FOURTH))
    assert (moved.owner, moved.due, moved.due_said) == ("manager", FOURTH, True)
    assert one([moved], says(mark=PLAN.id, due=FIRST), on=FIRST).due == FOURTH
    assert one([moved], says(mark=PLAN.id, owner=None), on=THIRD).owner == "manager"


def test_a_date_that_is_not_read_on_a_carried_line_is_kept() -> None:
    assert one([PLAN], says(mark=PLAN.id)).due == PLAN.due


def test_a_promise_promised_again_is_the_same_one_with_its_new_date() -> None:
    found = (says(mark=PLAN.id, due=PLAN.due), says("send closure plan to Contoso", due=FOURTH))
    assert (one([PLAN], *found).due, one([PLAN], *reversed(found)).due) == (FOURTH, FOURTH)


def test_a_new_line_like_one_closed_before_is_a_new_promise() -> None:
    done = replace(PLAN, state="done", closed_on=FIRST)
    _, new = after([done], says(), page=[])
    assert (new.origin, new.state) == (SECOND, "open")


def test_a_split_line_stays_the_one_whose_words_it_keeps_and_the_rest_is_new() -> None:
    both = replace(PLAN, text="Book the call with Contoso and send the prep doc")
    found = (says("Book the call with Contoso", mark=PLAN.id), says("send the prep doc"))
    old, new = after([both], *found)
    assert (old.id, old.text, new.text, new.origin) == (
        PLAN.id,
        "Book the call with Contoso",
        "send the prep doc",
        SECOND,
    )


def test_a_carried_line_copied_on_its_page_is_one_promise_done_when_either_is_ticked() -> None:
    assert one([PLAN], says(mark=PLAN.id), says(state="done")).state == "done"
    (same,) = after([PLAN], says(mark=PLAN.id), says(mark="nnnn2222"), page=[PLAN.id, "nnnn2222"])
    assert same.id == PLAN.id


def test_the_same_line_on_two_pages_is_one_promise_in_whatever_order_they_are_read() -> None:
    pages = ((FIRST, says(mark=PLAN.id)), (SECOND, says(mark=PLAN.id, state="done")))
    for order in (pages, pages[::-1]):
        known: tuple[Commitment, ...] = (PLAN,)
        for day, line in order:
            known = after(known, line, on=day)
        assert [(c.id, c.state, c.closed_on) for c in known] == [(PLAN.id, "done", SECOND)]


def test_a_tick_taken_back_on_last_weeks_page_opens_the_promise_again() -> None:
    done = one([replace(PLAN, seen_on=SECOND)], says(mark=PLAN.id, state="done"), on=FIRST)
    assert one([done], says(mark=PLAN.id), on=FIRST).state == "open"


# ---------------------------------------------------------------- asked ones

ASKED = replace(PLAN, id="bbbb2222", text="get the deck reviewed", owner=None, sure=False, due=None)


def answer(**said: object) -> Commitment:
    line = replace(says(ASKED.text, mark=ASKED.id, owner=None, ask=True, sure=False, section="Promises"), **said)  # type: ignore[arg-type]
    (commitment,) = after(asked([ASKED], [ASKED.id], SECOND), line, page=[ASKED.id])
    (again,) = after([commitment], line, page=[ASKED.id])
    assert again == commitment
    return commitment


@pytest.mark.parametrize(
    "said", [{"confidence": "sure"}, {"owner": "rep"}, {"due": THIRD}, {"text": "get deck v2 reviewed"}]
)
def test_a_tick_an_owner_a_date_or_other_words_confirm_what_was_asked(said: dict[str, object]) -> None:
    confirmed = answer(**said)
    assert (confirmed.sure, confirmed.state) == (True, "open")


def test_what_was_asked_and_left_alone_or_struck_or_deleted_is_dropped() -> None:
    assert (answer().state, answer().reason) == ("dropped", NOT_CONFIRMED)
    assert answer(state="dropped").reason == STRUCK
    (gone,) = after(asked([ASKED], [ASKED.id], SECOND), page=[ASKED.id])
    assert gone.reason == NOT_CONFIRMED


def test_a_late_answer_opens_it_again() -> None:
    no = answer()
    (yes,) = after([no], says(ASKED.text, mark=ASKED.id, owner="rep", ask=True), page=[ASKED.id])
    assert (yes.sure, yes.state, yes.owner) == (True, "open", "rep")


def test_its_line_on_the_older_page_does_not_open_it_again() -> None:
    (still,) = after([answer()], says(ASKED.text, owner=None), on=FIRST, page=[])
    assert still.state == "dropped"


# ---------------------------------------------------------------- for all pages

_TEXTS = (
    "send deck to Acme",
    "send the deck to Acme",
    "call Bob",
    "call Ana",
    "book 2 visits",
    "book 3 visits",
    "fix quota",
)
_FOUND = st.builds(
    says,
    st.sampled_from(_TEXTS),
    mark=st.sampled_from((None, None, PLAN.id, "nnnn2222", "zzzz9999")),
    state=st.sampled_from(("open", "done", "dropped")),
    owner=st.sampled_from(("rep", "manager", None)),
    due=st.sampled_from((None, SECOND, THIRD)),
    sure=st.booleans(),
)
_PAGES = st.lists(
    st.tuples(st.sampled_from((FIRST, SECOND, THIRD)), st.lists(_FOUND, max_size=5), st.booleans()),
    min_size=1,
    max_size=5,
)


def _clean(found: Sequence[Found]) -> list[Found]:
    """An id stands on one line of a page, as find gives them."""
    seen: set[str] = set()
    return [line for line in found if line.id is None or not (line.id in seen or seen.add(line.id))]  # type: ignore[func-returns-value]


def _each(pages: Sequence[tuple[date, list[Found], bool]], check: Callable[..., None]) -> None:
    known: tuple[Commitment, ...] = (PLAN,)
    for day, found, complete in pages:
        ids = {c.id for c in known if c.state == "open" and c.sure} | {"nnnn2222"}
        result = reconcile(PAIR, known, _clean(found), day, complete, True, ids)
        check(known, _clean(found), day, complete, ids, result)
        known = result


@settings(max_examples=300, deadline=None)
@given(_PAGES)
def test_reading_a_page_again_changes_nothing(pages: list[tuple[date, list[Found], bool]]) -> None:
    def check(_known: object, found: list[Found], day: date, complete: bool, ids: set[str], result: object) -> None:
        assert isinstance(result, tuple)
        assert reconcile(PAIR, result, found, day, complete, True, ids) == result

    _each(pages, check)


@settings(max_examples=300, deadline=None)
@given(_PAGES, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(pages: list[tuple[date, list[Found], bool]], random: object) -> None:
    def check(
        known: tuple[Commitment, ...], found: list[Found], day: date, complete: bool, ids: set[str], result: object
    ) -> None:
        mixed = list(found)
        random.shuffle(mixed)  # type: ignore[attr-defined]
        assert reconcile(PAIR, known, mixed, day, complete, True, ids) == result

    _each(pages, check)


@settings(max_examples=300, deadline=None)
@given(_PAGES)
def test_no_commitment_is_lost_but_by_a_tick_a_strike_or_two_pages_without_it(
    pages: list[tuple[date, list[Found], bool]],
) -> None:
    def check(
        known: tuple[Commitment, ...], found: list[Found], day: date, _complete: bool, _ids: set[str], result: object
    ) -> None:
        assert isinstance(result, tuple)
        after_ = {commitment.id: commitment for commitment in result}
        assert len(after_) == len(result)
        struck = any(line.state == "dropped" for line in found)
        ticked = any(line.state == "done" for line in found)
        for before in known:
            now = after_[before.id]
            if before.state == "open" and now.state != "open" and before.sure:
                assert (
                    (now.state == "done" and ticked)
                    or (now.reason == STRUCK and struck)
                    or (now.reason == REMOVED and (len(now.missing_in) == 2 or not now.sure))
                )
                assert now.closed_on == day

    _each(pages, check)


_SAME = "send deck to Acme"


@pytest.mark.parametrize(
    ("before", "lines"),
    [
        (_SAME, [says(_SAME, due=SECOND), says(_SAME, state="done"), says(_SAME, mark=PLAN.id, state="done")]),
        (_SAME, [says(_SAME), says(_SAME, mark=PLAN.id), says(_SAME, mark="nnnn2222", due=SECOND)]),
        ("send the deck to Acme", [says(_SAME), says(_SAME, state="done"), says(_SAME, mark=PLAN.id, state="done")]),
    ],
)
def test_lines_of_the_same_words_are_told_apart_again_at_the_second_reading(before: str, lines: list[Found]) -> None:
    known = reconcile(PAIR, (PLAN,), [says(before)], FIRST, False, True)
    ids = {commitment.id for commitment in known}
    once = reconcile(PAIR, known, lines, SECOND, False, True, ids)
    assert reconcile(PAIR, once, lines, SECOND, False, True, ids) == once
