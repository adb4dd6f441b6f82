from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from oneone.agenda.definition import load
from oneone.agenda.page import render
from oneone.agenda.questions import asked, bank, tags, week
from oneone.errors import BadInput
from oneone.model import Agenda, Draft, PairKey, Section
from tests.agenda.drafts import draft

LANGUAGES = ("en", "de", "fr", "es")


def one(tag: str, **changes: object) -> Draft:
    agenda = Agenda("one", "", 30, (Section("one", "One", questions=tag),))
    return replace(draft(agenda=agenda), **changes)  # type: ignore[arg-type]


def turning(of: Draft) -> str:
    return asked(of)["one"][-1]


def test_the_bank_holds_at_least_forty_questions_each_in_four_languages() -> None:
    assert len(bank()) >= 40
    assert {question.key: sorted(question.said) for question in bank()} == {
        question.key: sorted(LANGUAGES) for question in bank()
    }


def test_no_two_questions_say_the_same_in_any_language() -> None:
    for language in LANGUAGES:
        said = [question.words(language) for question in bank()]
        assert len(set(said)) == len(said)


@pytest.mark.parametrize("tag", tags())
@pytest.mark.parametrize("rep", ["lee@contoso.com", "zoe@contoso.com", "kim@contoso.com"])
def test_no_question_comes_back_within_twelve_meetings(tag: str, rep: str) -> None:
    pair = PairKey("dana@contoso.com", rep)
    said = [turning(one(tag, number=number, pair=pair)) for number in range(60)]

    for at in range(len(said) - 12):
        assert len(set(said[at : at + 13])) == 13


@pytest.mark.parametrize("tag", tags())
def test_weekly_pages_that_are_not_numbered_rotate_by_the_week_over_new_year_too(tag: str) -> None:
    start = date(2026, 10, 5)
    said = [turning(one(tag, date=start + timedelta(weeks=n))) for n in range(13)]

    assert len(set(said)) == 13
    assert [week(start + timedelta(weeks=n)) - week(start) for n in range(13)] == list(range(13))


def test_pinned_questions_stand_on_every_page() -> None:
    for number in range(30):
        assert asked(one("confidence", number=number))["one"][:2] == (
            "What was the best conversation you had this week?",
            "What is one thing you look forward to next week?",
        )


def test_each_pair_has_an_order_of_its_own() -> None:
    orders = {
        tuple(turning(one("open", number=n, pair=PairKey("dana@contoso.com", rep))) for n in range(13))
        for rep in ("lee@contoso.com", "zoe@contoso.com", "kim@contoso.com")
    }

    assert len(orders) == 3


def test_a_second_render_asks_the_same() -> None:
    of = replace(draft(agenda=load("reinforce", "first-line", "en")), number=7)

    assert render(of) == render(of)


def test_two_sections_of_a_tag_ask_different_questions_and_the_pinned_ones_once() -> None:
    sections = (Section("a", "A", questions="forward"), Section("b", "B", questions="forward"))
    said = asked(draft(agenda=Agenda("two", "", 30, sections)))

    assert len({*said["a"], *said["b"]}) == len(said["a"]) + len(said["b"]) == 3


def test_questions_are_asked_in_the_pairs_language_and_else_in_english() -> None:
    keys = {q.words("de"): q.words("en") for q in bank()}
    german, austrian, italian = (turning(one("skill", language=tongue)) for tongue in ("de", "de-AT", "it"))

    assert (german, keys[german]) == (austrian, italian)


def test_own_questions_are_added_and_take_the_place_of_those_of_their_key(tmp_path: Path) -> None:
    (tmp_path / "questions.toml").write_text(
        '[[question]]\nkey = "light"\ntag = "open"\nen = "Mine?"\n'
        '[[question]]\nkey = "new"\ntag = "own"\nen = "New?"\n',
        encoding="utf-8",
    )
    said = {question.key: question.words("en") for question in bank(tmp_path)}

    assert (said["light"], said["new"], len(said)) == ("Mine?", "New?", len(bank()) + 1)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[question]]\nkey = "a"\ntag = "open"\n', "a: en is needed, a text"),
        ('[[question]]\ntag = "open"\nen = "?"\n', "question 1: key is needed, a text"),
        ('[[question]]\nkey = "a"\ntag = "open"\nen = "?"\nklingon = "?"\n', "klingon is neither key"),
        ('[[question]]\nkey = "a"\ntag = "open"\nen = "?"\npinned = "yes"\n', "pinned is true or false"),
        (
            '[[question]]\nkey = "a"\ntag = "o"\nen = "?"\n[[question]]\nkey = "a"\ntag = "o"\nen = "?"\n',
            "there already",
        ),
        ('[[questions]]\nkey = "a"\n', "written as [[question]]"),
        ("[[question\n", "not TOML"),
    ],
)
def test_own_questions_that_cannot_be_used_are_named(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "questions.toml").write_text(text, encoding="utf-8")

    with pytest.raises(BadInput) as raised:
        bank(tmp_path)

    assert problem in str(raised.value)


def test_a_bank_that_cannot_be_read_leaves_agendas_without_questions_alone(tmp_path: Path) -> None:
    (tmp_path / "agendas").mkdir()
    (tmp_path / "questions.toml").write_text("[[question\n", encoding="utf-8")
    (tmp_path / "agendas" / "mine.toml").write_text(
        'name = "mine"\npurpose = "x"\n[[section]]\nkey = "a"\nheading = "A"\n', encoding="utf-8"
    )

    assert load("mine", "first-line", "en", tmp_path).name == "mine"
