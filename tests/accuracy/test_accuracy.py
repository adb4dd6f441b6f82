import pytest

from tests.accuracy.measure import PARTS, labels, measure


@pytest.mark.parametrize("part", PARTS)
def test_pages_of_people_are_read_well_enough(part: str) -> None:
    report = measure(part)
    assert report.whole.pages >= 32
    assert report.short == []


def test_at_least_a_third_is_held_back_with_the_mix_of_the_rest() -> None:
    tuning, held_back = ([label for _, label in labels(part)] for part in PARTS)
    assert len(tuning) <= 2 * len(held_back)
    for trait in (lambda label: {label["language"][:2]}, lambda label: set(label["patterns"])):
        assert set().union(*map(trait, tuning)) == set().union(*map(trait, held_back))


def test_no_page_stands_in_both_parts() -> None:
    names = [name for part in PARTS for name, _ in labels(part)]
    assert len(names) == len(set(names))
