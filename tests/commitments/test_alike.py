import pytest

from oneone.commitments.alike import SAME, folded, likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Send closure plan to Contoso", "send the closure plan to Contoso"),
        ("Send closure plan to Contoso", "E-mail closure plans to Contoso"),
        ("Book two visits at Adatum", "schedule 2 visits at Adatum"),
        ("call Ana about pricing", "phone Ana about the pricing"),
    ],
)
def test_other_words_for_the_same_promise_are_alike(one: str, other: str) -> None:
    assert likeness(one, other) >= SAME
    assert likeness(one, other) == likeness(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Send deck to Contoso", "Send deck to Fabrikam"),
        ("Book 2 visits", "Book 3 visits"),
        ("Send deck", "Send deck to Tom and call Ana about the renewal"),
        ("Call Ana", "Call Bob"),
        ("Update forecast", "Review pipeline"),
    ],
)
def test_another_name_number_or_thing_is_not_alike(one: str, other: str) -> None:
    assert likeness(one, other) < SAME


def test_case_width_and_punctuation_do_not_count() -> None:
    assert folded("  Send “closure-plan”, now! ") == folded("ｓend closure plan now") == "send closure plan now"


def test_nothing_but_the_same_words_is_a_hundred() -> None:
    assert likeness("call Ana today", "call Ana") < 100 == likeness("Call Ana!", "call ana")
