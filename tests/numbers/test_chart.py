"""Charts: a picture of fixed size in which the words are really drawn."""

from __future__ import annotations

import struct
from datetime import date, timedelta
from decimal import Decimal

from oneone.numbers.chart import Labels, png, svg

POINTS = [(date(2026, 9, 7) + timedelta(weeks=n), Decimal(value)) for n, value in enumerate((60, 75, 70, 93))]
LABELS = Labels("Pipeline – é Ł", "€93", "Target €90", "7 Sep", "28 Sep")


def test_a_chart_is_a_png_half_again_as_large_as_on_the_page_and_the_same_each_time() -> None:
    picture = png(POINTS, Decimal(90), LABELS)
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (900, 375)
    assert picture == png(POINTS, Decimal(90), LABELS)


def test_words_are_drawn_with_the_font_that_comes_along() -> None:
    bare = Labels("", "", "", "", "")
    assert len(png(POINTS, Decimal(90), LABELS)) > len(png(POINTS, Decimal(90), bare)) + 3_000


def test_names_from_a_crm_stay_words() -> None:
    drawn = svg(POINTS, None, Labels('<script x="', "&", "", "", ""))
    assert "<script" not in drawn
    assert "&lt;script" in drawn


def test_equal_values_and_values_below_nothing_can_be_drawn() -> None:
    flat = [(day, Decimal(5)) for day, _ in POINTS]
    assert png(flat, Decimal(5), LABELS).startswith(b"\x89PNG")
    assert png([(day, -value) for day, value in POINTS], None, LABELS).startswith(b"\x89PNG")
