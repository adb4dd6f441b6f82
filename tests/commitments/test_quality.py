from dataclasses import replace
from datetime import date, timedelta

import pytest

from oneone.commitments.quality import accepted, hints, needs_the_customer
from oneone.commitments.reconcile import reconcile
from oneone.model import Commitment, Found, PairKey, Promise, Side, State

SINCE, NEXT = date(2026, 11, 16), date(2026, 11, 23)
GOAL = Promise("aaaa2222", "rep", "call 5 CFOs at Contoso", NEXT, False, SINCE, None, "coaching")
ACTION = replace(GOAL, id="bbbb2222", text="send deck", due=None, kind="action")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en-GB", "close Contoso"),
        ("en-GB", "get the signature"),
        ("de", "Contoso abschließen"),
        ("de", "Unterschrift von Hartmann"),
        ("fr", "signer Contoso"),
        ("es", "cerrar Olivar"),
        ("pt", "fechar a Contoso"),
        ("it", "ottenere l'ordine"),
        ("nl", "handtekening van Hoekstra"),
        ("de", "close Contoso"),
    ],
)
def test_what_needs_the_customers_yes_is_known(language: str, text: str) -> None:
    assert needs_the_customer(text, language)


@pytest.mark.parametrize("text", ["send closure plan", "update close date", "close plan with Ana", "wine for the team"])
def test_what_only_sounds_like_it_is_not(text: str) -> None:
    assert not needs_the_customer(text)


@pytest.mark.parametrize(
    ("promise", "key"),
    [
        (replace(GOAL, text="close Contoso"), "hint_customer"),
        (replace(ACTION, text="close Contoso"), "hint_customer"),
        (replace(GOAL, due=None), "hint_date"),
        (replace(GOAL, text="call CFOs at Contoso"), "hint_number"),
        (replace(GOAL, text="read 5 books"), "hint_link"),
    ],
)
def test_a_new_promise_of_the_rep_gets_the_thought_that_matters_most(promise: Promise, key: str) -> None:
    assert [hint.key for hint in hints([promise], SINCE, "en-GB", ["Contoso"])] == [key]


def test_good_goals_plain_actions_older_ones_and_the_managers_get_none() -> None:
    older = replace(GOAL, text="close Contoso", origin=date(2026, 11, 9))
    assert (
        hints([GOAL, ACTION, older, replace(older, origin=SINCE, owner="manager")], SINCE, "en-GB", ["Contoso"]) == ()
    )


def test_no_link_is_missed_where_nothing_is_known_to_link_to() -> None:
    assert hints([replace(GOAL, text="read 5 books")], SINCE, "en-GB") == ()


def test_a_page_says_two_thoughts_at_most_the_weightiest_first() -> None:
    many = [replace(GOAL, due=None), replace(GOAL, text="call CFOs"), replace(GOAL, text="win Contoso")]
    assert [hint.key for hint in hints(many, SINCE, "en-GB")] == ["hint_customer", "hint_date"]


# ---------------------------------------------------------------- the three questions

PAIR = PairKey("dana@contoso.com", "lee@contoso.com")
FORK = "ffff2222"


def answered(
    text: str, owner: Side | None = "rep", state: State = "open", known: tuple[Commitment, ...] = ()
) -> Commitment:
    line = Found(text, text, owner, None, state, FORK, "Three questions", "tag", "sure")
    (one,) = reconcile(PAIR, known, [line], NEXT, True, True, [FORK], [FORK])
    return one


def test_what_the_rep_writes_under_a_question_is_a_coaching_goal_that_the_rep_accepted() -> None:
    goal = answered("call 5 CFOs")
    assert (goal.kind, goal.owner, goal.origin, goal.sure) == ("coaching", "rep", NEXT, True)
    assert accepted([goal], NEXT) == (goal,)


@pytest.mark.parametrize("owner", ["manager", None])
def test_nobody_else_accepts_it_for_the_rep(owner: Side | None) -> None:
    assert answered("call 5 CFOs", owner).kind == "action"
    assert accepted([answered("call 5 CFOs", owner)], NEXT) == ()


@pytest.mark.parametrize(
    ("commitment", "counts"),
    [
        (Commitment("a", "rep", "call 5 CFOs", None, "open", NEXT), True),
        (Commitment("a", "rep", "call 5 CFOs", None, "done", NEXT), True),
        (Commitment("a", "manager", "call 5 CFOs", None, "open", NEXT), False),
        (Commitment("a", "rep", "call 5 CFOs", None, "open", NEXT, sure=False), False),
        (Commitment("a", "rep", "call 5 CFOs", None, "open", SINCE), False),
        (Commitment("a", "rep", "call 5 CFOs", None, "dropped", NEXT, closed_on=NEXT), False),
        (Commitment("a", "rep", "call 5 CFOs", None, "dropped", NEXT, closed_on=NEXT + timedelta(7)), True),
    ],
)
def test_any_sure_promise_of_the_rep_counts_as_accepted_and_one_taken_back_on_its_page_does_not(
    commitment: Commitment, counts: bool
) -> None:
    assert bool(accepted([commitment], NEXT)) is counts


def test_a_tick_there_means_yes_and_stays_a_yes_when_the_page_is_read_again() -> None:
    goal = answered("call 5 CFOs", state="done")
    assert (goal.state, goal.kind) == ("open", "coaching")
    assert answered("call 5 CFOs", state="done", known=(goal,)) == goal


def test_a_goal_handed_to_the_manager_later_is_an_action() -> None:
    assert answered("call 5 CFOs", "manager", known=(answered("call 5 CFOs"),)).kind == "action"
