"""Money of any size and counts of one: how figures that are worked out stand on a page."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oneone.agenda.blocks import movement
from oneone.agenda.figures import key_deals
from oneone.agenda.templates import templates_folder
from oneone.agenda.words import wording
from oneone.model import Deal, KeyDeals, Movement

TODAY = date(2026, 11, 20)
LANGUAGES = ("en-GB", "de", "fr", "es")
SAID = {language: wording(language) for language in LANGUAGES}
WORDS: dict[str, dict[str, str]] = tomllib.loads((templates_folder() / "words.toml").read_text(encoding="utf-8"))

amounts = st.builds(
    lambda sign, digits, exponent: Decimal((sign, tuple(map(int, str(digits))), exponent)),
    st.sampled_from((0, 1)),
    st.integers(0, 10**18),
    st.integers(-60, 60),
).filter(lambda amount: not amount or amount.adjusted() < 18)


@given(amounts)
@example(Decimal(0) / Decimal("0.667"))
@example(Decimal("-0E+60"))
def test_money_is_written_with_its_currency_and_its_whole_value_at_any_exponent(amount: Decimal) -> None:
    written = SAID["en-GB"].money(amount, "EUR")
    assert re.fullmatch(r"-?€[\d,]+(\.\d\d)?", written)
    places = Decimal("0.01") if "." in written else Decimal(1)
    assert Decimal(re.sub("[€,]", "", written)) == amount.quantize(places, ROUND_HALF_UP)
    assert not re.fullmatch(r"-€0(\.00)?", written)


@pytest.mark.parametrize("zero", [Decimal(0) / Decimal("0.667"), Decimal("0E+28"), Decimal("-0"), Decimal("0E-40")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_0_in_every_language(zero: Decimal, language: str) -> None:
    said = SAID[language]
    assert said.money(zero, "EUR") == said.money(Decimal(0), "EUR")
    assert (said.count(zero), said.percent(zero)) == (said.count(Decimal(0)), said.percent(Decimal(0)))


@pytest.mark.parametrize(
    ("language", "one", "more"),
    [
        ("en-GB", "1 open deal.", "2 open deals."),
        ("de", "1 offener Deal.", "2 offene Deals."),
        ("fr", "1 affaire en cours.", "2 affaires en cours."),
        ("es", "1 oportunidad abierta.", "2 oportunidades abiertas."),
    ],
)
def test_one_deal_is_not_counted_as_several(language: str, one: str, more: str) -> None:
    lines = [movement(Movement(since=TODAY, as_of=TODAY, deals=count), SAID[language], TODAY).line for count in (1, 2)]
    assert (one in lines[0], more in lines[1]) == (True, True)


def test_one_more_deal_than_fits_is_one() -> None:
    deals = tuple(Deal(str(n), f"D{n}") for n in range(5))
    assert key_deals(KeyDeals(deals, TODAY, open=6), SAID["en-GB"], TODAY).line.startswith("1 more open deal.")


def test_french_counts_none_as_it_counts_one() -> None:
    assert [SAID["fr"].counted("open_deals", n, deals=n) for n in (0, 1, 2)] == [
        "0 affaire en cours.",
        "1 affaire en cours.",
        "2 affaires en cours.",
    ]


@pytest.mark.parametrize(
    "key", sorted(key for key in WORDS if key.endswith("_one") and key.removesuffix("_one") in WORDS)
)
def test_a_form_for_one_fills_no_gap_that_the_phrase_does_not_have(key: str) -> None:
    gaps = [set(re.findall(r"\{(\w+)\}", WORDS[name]["en"])) for name in (key, key.removesuffix("_one"))]
    assert gaps[0] <= gaps[1]


@pytest.mark.parametrize("language", ["fr", "es"])
def test_no_phrase_leaves_the_reader_to_choose_between_one_and_several(language: str) -> None:
    assert [key for key, said in WORDS.items() if "(s)" in said[language]] == []
