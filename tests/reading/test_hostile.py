"""Hostile pages are read or refused, in bounded time; `python -m tests.reading.fuzz` does so for minutes."""

import random
import time

import pytest

from oneone.agenda.reading import read
from oneone.commitments.find import MAX_PROMISES, find
from oneone.errors import NeedsAttention
from tests.reading.fuzz import LANGUAGES, NAMES, outcome
from tests.reading.hostile import SHAPES, pages
from tests.reading.pages import MEETING, SECTIONS, frame, ours, outline, todo
from tests.reading.pages import NAMES as PEOPLE


@pytest.mark.parametrize("seed", range(8))
def test_hostile_pages_are_read_or_refused_and_the_same_again_changes_nothing(seed: int) -> None:
    pick = random.Random(seed)
    some = pages(pick, 2_000)
    for _ in range(12):
        assert outcome(next(some), pick.choice(NAMES), pick.choice(LANGUAGES)) in ("read", "refused")


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_a_page_ten_times_as_long_takes_no_hundred_times_as_long(shape) -> None:  # type: ignore[no-untyped-def]
    spent = []
    for size in (400, 4_000):
        html = frame(outline(shape(random.Random(3), size)))
        before = time.process_time()
        outcome(html, PEOPLE, "en-GB")
        spent.append(time.process_time() - before)
    assert spent[1] < 40 * max(spent[0], 0.01)


def test_more_to_dos_than_people_agree_are_refused_with_a_reason() -> None:
    html = ours(agreed="".join(todo(f"call customer {at}") for at in range(MAX_PROMISES + 1)))
    with pytest.raises(NeedsAttention, match="too many to-dos"):
        find(read(html, SECTIONS, PEOPLE), PEOPLE, MEETING)


def test_a_line_without_end_is_cut() -> None:
    (found,) = find(read(ours(agreed=todo("Lee: send " + "deck " * 10_000)), SECTIONS, PEOPLE), PEOPLE, MEETING)
    assert len(found.text) <= 600
