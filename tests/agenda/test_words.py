from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from oneone.agenda.words import wording
from oneone.errors import BadInput
from oneone.model import Move

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("language", "day", "short"),
    [
        ("en-GB", "Fri 20 Nov", "20 Nov"),
        ("en-US", "Fri, Nov 20", "Nov 20"),
        ("de-DE", "Fr. 20. Nov.", "20. Nov."),
        ("xx-unknown", "Fri 20 Nov", "20 Nov"),
    ],
)
def test_dates_are_written_as_the_language_does(language: str, day: str, short: str) -> None:
    said = wording(language)

    assert (said.day(FRIDAY), said.short(FRIDAY)) == (day, short)


def test_a_date_of_another_year_says_its_year() -> None:
    assert wording("en-GB").short(date(2027, 1, 15), FRIDAY) == "15 Jan 2027"


def test_a_moment_is_told_in_the_pairs_zone() -> None:
    at = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)

    assert wording("en-GB").moment(at, ZoneInfo("Europe/Berlin")) == "Sat 21 Nov 00:30"


@pytest.mark.parametrize(
    ("amount", "unit", "written"),
    [
        ("182500", "EUR", "€182,500"),
        ("182500.49", "EUR", "€182,500"),
        ("99.5", "USD", "US$99.50"),
        ("-1200", "GBP", "-£1,200"),
        ("5000", "EURO", "EURO5,000"),
        ("23.45", "percent", "23.5%"),
        ("42", "percent", "42%"),
        ("7", "count", "7"),
        ("1234.567", "count", "1,234.57"),
        ("NaN", "count", "–"),
        ("1E+999999", "EUR", "1E+999999"),
        ("1E-40", "count", "0"),
    ],
)
def test_figures_are_written_in_their_unit(amount: str, unit: str, written: str) -> None:
    assert wording("en-GB").figure(Decimal(amount), unit).replace("\u00a0", "") == written


@pytest.mark.parametrize("unit", ["EUR", "percent", "count"])
def test_a_figure_that_is_not_there_is_a_dash_and_not_zero(unit: str) -> None:
    assert wording("en-GB").figure(None, unit) == "–"


def test_money_is_written_as_the_language_does() -> None:
    assert wording("de-DE").money(Decimal(182500), "EUR") == "182.500\u00a0€"


def test_a_phrase_comes_from_the_language_then_its_base_then_english(tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text('[late]\nde = "spät"\nde-AT = "z’spät"\n', encoding="utf-8")

    assert [wording(tongue, tmp_path).say("late") for tongue in ("de-AT", "de-CH", "it")] == ["z’spät", "spät", "late"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[latte]\nen = "x"\n', "no such phrase"),
        ('[kept]\nen = "Kept by {who}"\n', "{who} is not known"),
        ('late = "x"\n', "a table of languages"),
        ("[late\n", "not TOML"),
    ],
)
def test_own_words_that_cannot_be_used_are_named(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "words.toml").write_text(text, encoding="utf-8")

    with pytest.raises(BadInput) as raised:
        wording("en", tmp_path)

    assert problem in str(raised.value)


@pytest.mark.parametrize("kind", get_args(Move))
def test_each_kind_of_move_can_be_counted(kind: str) -> None:
    assert wording("en").say(f"count_{kind}", count=3).startswith("3 ")
