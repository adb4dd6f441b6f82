"""Charts: a picture as wide as a phone, in which the words are really drawn and which says what its alt text says."""

from __future__ import annotations

import re
import struct
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import resvg_py

from oneone.agenda.figures import chart_words, pictures
from oneone.agenda.page import render
from oneone.agenda.words import wording
from oneone.model import Agenda, Blocks, Charts, Section, Trend
from oneone.numbers.chart import CARD, FONT, GOAL, HEIGHT, INK, LINE, QUIET, WIDTH, Labels, png, svg
from tests.agenda.drafts import draft
from tests.colours import contrast

POINTS = [(date(2026, 9, 7) + timedelta(weeks=n), Decimal(value)) for n, value in enumerate((60, 75, 70, 93))]
LABELS = Labels("Pipeline – é Ł", "€93", "Target €90", "7 Sep", "28 Sep")
PHONE = 390
MARGIN = 48  # where OneNote's outline begins on a page; a phone shows less of it


def drawn(words: str, size: float) -> float:
    """How wide resvg draws words in our font, in pixels of the page, to 2."""

    def spans(width: float) -> bool:
        """Whether something is drawn right of this."""
        picture = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="40" viewBox="{width} 0 900 40">'
            f'<text y="30" font-family="DejaVu Sans" font-size="{size}">{words}</text></svg>'
        )
        return bytes(resvg_py.svg_to_bytes(svg_string=picture, skip_system_fonts=True, font_files=[str(FONT)])) != empty

    empty = bytes(resvg_py.svg_to_bytes(svg_string='<svg xmlns="http://www.w3.org/2000/svg" width="900" height="40"/>'))
    low, high = 0.0, 900.0
    while high - low > 2:
        middle = (low + high) / 2
        low, high = (middle, high) if spans(middle) else (low, middle)
    return high


def sizes(picture: str) -> dict[str, float]:
    """Words on a picture, with the size of their letters."""
    return {words: float(size) for size, words in re.findall(r'font-size="([\d.]+)"[^>]*>([^<]*)</text>', picture)}


def test_a_chart_is_a_png_twice_as_large_as_on_the_page_and_the_same_each_time() -> None:
    picture = png(POINTS, Decimal(90), LABELS)
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (2 * WIDTH, 2 * HEIGHT)
    assert picture == png(POINTS, Decimal(90), LABELS)


def test_a_page_gives_a_chart_its_own_size_which_a_phone_shows_whole_behind_the_margin() -> None:
    block = Blocks(charts=Charts((Trend("Pipeline", "EUR", tuple(POINTS)),)))
    page = render(draft(blocks=block, agenda=Agenda("one", "", 30, (Section("one", "One", blocks=("charts",)),)))).html
    assert re.findall(r'<img [^>]*width="(\d+)" height="(\d+)"', page) == [(str(WIDTH), str(HEIGHT))]
    assert MARGIN + WIDTH <= PHONE


def test_letters_are_large_enough_for_a_phone_which_shows_a_picture_as_it_is() -> None:
    assert min(sizes(svg(POINTS, Decimal(90), LABELS)).values()) >= 12


@pytest.mark.parametrize("colour", [INK, QUIET, GOAL])
def test_words_on_a_chart_stand_out_from_its_own_ground_on_a_dark_page_too(colour: str) -> None:
    assert contrast(colour, CARD) >= 4.5


def test_a_chart_is_opaque_so_that_no_page_shines_through() -> None:
    assert contrast(LINE, CARD) >= 4.5
    clear = svg(POINTS, Decimal(90), LABELS)
    on_card = bytes(
        resvg_py.svg_to_bytes(svg_string=clear, zoom=2, background=CARD, skip_system_fonts=True, font_files=[str(FONT)])
    )
    assert png(POINTS, Decimal(90), LABELS) == on_card


def test_words_are_drawn_with_the_font_that_comes_along() -> None:
    bare = Labels("", "", "", "", "")
    assert len(png(POINTS, Decimal(90), LABELS)) > len(png(POINTS, Decimal(90), bare)) + 3_000


@pytest.mark.parametrize(
    ("last", "goal"),
    [
        ("€93", "Target €90"),
        ("PLN 182,500,000.00", "Target PLN 400,000,000.00"),
        ("1 182 500 000 000 MWK", "Objectif 4 000 000 000 000 MWK"),
    ],
)
def test_value_and_goal_never_meet_however_long_they_are(last: str, goal: str) -> None:
    size = sizes(svg(POINTS, Decimal(90), replace(LABELS, last=last, goal=goal)))
    assert drawn(last, size[last]) + drawn(goal, size[goal]) < WIDTH - 24


def test_a_long_name_is_cut_before_the_edge() -> None:
    [(title, size)] = [
        (words, size)
        for words, size in sizes(svg(POINTS, None, replace(LABELS, title="Monthly orders weighted " * 4))).items()
        if words.startswith("Monthly")
    ]
    assert title.endswith("…")
    assert drawn(title, size) < WIDTH - 24


@pytest.mark.parametrize("language", ["en-GB", "de-DE", "fr-FR", "es-ES"])
def test_the_text_beside_a_chart_says_all_that_stands_on_it(language: str) -> None:
    trend = Trend("Open pipeline", "EUR", tuple(POINTS), Decimal(90))
    said = wording(language)
    words = chart_words(trend, said, date(2026, 11, 23))
    [picture] = pictures(Charts((trend,)), said, date(2026, 11, 23))
    for label in fields(words):
        assert getattr(words, label.name) in picture.alt, label.name


def test_names_from_a_crm_stay_words() -> None:
    picture = svg(POINTS, None, Labels('<script x="', "&", "", "", ""))
    assert "<script" not in picture
    assert "&lt;script" in picture


def test_equal_values_and_values_below_nothing_can_be_drawn() -> None:
    flat = [(day, Decimal(5)) for day, _ in POINTS]
    assert png(flat, Decimal(5), LABELS).startswith(b"\x89PNG")
    assert png([(day, -value) for day, value in POINTS], None, LABELS).startswith(b"\x89PNG")
