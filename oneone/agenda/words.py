"""What page and invite say, in the pair's language: words.toml, dates and figures."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import TypeGuard

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, format_percent

from oneone.agenda.templates import templates_folder
from oneone.errors import BadInput, Finding

NOTHING = "–"
_GAP = re.compile(r"\{(\w+)\}")
_MOST_DIGITS = 18  # beyond that a figure is a slip of an import, and its zeros would fill the page


@dataclass(frozen=True, slots=True)
class Wording:
    """One language: how things are called, how dates and figures are written."""

    words: Mapping[str, str]
    locale: Locale

    def say(self, key: str, **values: object) -> str:
        """Say a phrase of words.toml with its gaps filled; raises KeyError for a key or gap that is not there."""
        phrase = self.words[key]

        def value(gap: re.Match[str]) -> str:
            said = str(values[gap[1]])
            # "16. Nov." at the end of a sentence brings its full stop along.
            return said[:-1] if said.endswith(".") and phrase.startswith(".", gap.end()) else said

        return _GAP.sub(value, phrase)

    def counted(self, key: str, count: int | Decimal, /, **values: object) -> str:
        """Say a phrase that counts: `KEY_one` where the language has one form for so many (French also for 0)."""
        one = f"{key}_one"
        return self.say(one if one in self.words and self.locale.plural_form(count) == "one" else key, **values)

    def day(self, on: date) -> str:
        """Write a date with its weekday: `Fri 20 Nov`."""
        skeletons = self.locale.datetime_skeletons
        pattern = str(skeletons["MMMEd"] if "MMMEd" in skeletons else skeletons["MEd"])
        # "Fri, 20 Nov, late" would read as three things.
        return format_date(on, re.sub(r"(E+),? d", r"\1 d", pattern), self.locale)

    def short(self, on: date, beside: date | None = None) -> str:
        """Write a date without weekday, `20 Nov`, and with its year when that is not the year of `beside`."""
        skeletons = self.locale.datetime_skeletons
        name = "MMMd" if beside is None or on.year == beside.year else "yMMMd"
        return format_date(on, str(skeletons[name]), self.locale)

    def clock(self, at: datetime, zone: tzinfo) -> str:
        """Write a time of day in a zone: `09:00`."""
        return format_time(at, "short", tzinfo=zone, locale=self.locale)

    def moment(self, at: datetime, zone: tzinfo) -> str:
        """Write a moment in a zone: `Fri 20 Nov 14:02`."""
        return f"{self.day(at.astimezone(zone).date())} {self.clock(at, zone)}"

    def money(self, amount: Decimal | None, currency: str) -> str:
        """Write an amount of money, from 100 on without its cents; `–` for none."""
        if not _writable(amount):
            return _unwritable(amount)
        if not currency:
            return self.count(amount)
        cents = _rounded(amount, 2)
        if abs(cents) < 100 and cents != cents.to_integral_value():
            return format_currency(cents, currency, locale=self.locale)
        pattern = re.sub(r"\.0+", "", str(self.locale.currency_formats["standard"].pattern))
        return format_currency(_rounded(amount, 0), currency, pattern, locale=self.locale, currency_digits=False)

    def count(self, amount: Decimal | None) -> str:
        """Write a number with at most two decimals; `–` for none."""
        if not _writable(amount):
            return _unwritable(amount)
        return format_decimal(_rounded(amount, 2), locale=self.locale)

    def percent(self, amount: Decimal | None) -> str:
        """Write a percentage, 42 as `42%`, with at most one decimal; `–` for none."""
        if not _writable(amount):
            return _unwritable(amount)
        return format_percent(_rounded(amount, 1) / 100, locale=self.locale, decimal_quantization=False)

    def figure(self, amount: Decimal | None, unit: str) -> str:
        """Write a KPI in its unit: `count`, `percent` or a currency code; `–` for none."""
        if unit == "percent":
            return self.percent(amount)
        return self.count(amount) if unit == "count" else self.money(amount, unit)


@lru_cache(maxsize=32)
def in_every_language(key: str, own: Path | None = None) -> frozenset[str]:
    """What a key says in every language: to know our own words on a page again, or names that an admin gave.

    `own` holds an admin's words, over those that we ship; raises BadInput when they cannot be used.
    """
    return frozenset(_table(own)[key].values())


def wording(language: str, own: Path | None = None) -> Wording:
    """Load a language (BCP 47), each phrase from it, else its base language, else English.

    Raises BadInput when a words.toml cannot be used, every problem named.
    """
    table = _table(own)
    base = language.split("-")[0]
    tongues = (language, base, "en")
    words = {key: next(said[t] for t in tongues if t in said) for key, said in table.items()}
    return Wording(words, _locale(language))


def is_language(tag: str) -> bool:
    """Tell whether a tag (BCP 47: de, pt-BR) names a language whose dates and figures can be written."""
    try:
        return Locale.parse(tag, sep="-") is not None
    except (UnknownLocaleError, ValueError):
        return False


def missing(language: str, own: Path | None = None) -> tuple[str, ...]:
    """List the phrases that a language says in English, for want of its own."""
    base = language.split("-")[0]
    return tuple(key for key, said in _table(own).items() if language not in said and base not in said)


def _locale(language: str) -> Locale:
    for name in (language, language.split("-")[0]):
        try:
            return Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en", "GB")


@lru_cache(maxsize=8)
def _table(own: Path | None) -> dict[str, dict[str, str]]:
    shipped = _shipped()
    if own is None or not (own / "words.toml").is_file():
        return {key: dict(said) for key, said in shipped.items()}
    return _over(shipped, _read(own / "words.toml"), str(own / "words.toml"))


@lru_cache(maxsize=1)
def _shipped() -> dict[str, dict[str, str]]:
    """Read the shipped words once a process, whoever's own words go over them: TOML of this size takes some 5 ms."""
    return _read(templates_folder() / "words.toml")


def _over(
    shipped: Mapping[str, Mapping[str, str]], mine: Mapping[str, Mapping[str, str]], file: str
) -> dict[str, dict[str, str]]:
    findings = []
    for key, said in mine.items():
        if key not in shipped:
            findings.append(Finding(file, None, key, f"no such phrase; there are {', '.join(sorted(shipped))}"))
            continue
        gaps = set(_GAP.findall(shipped[key]["en"]))
        findings += [
            Finding(file, None, f"{key}.{tongue}", "not a language: write its tag, like de or pt-BR")
            for tongue in said
            if not is_language(tongue)
        ]
        findings += [
            Finding(file, None, f"{key}.{tongue}", f"{{{gap}}} is not known; allowed: {sorted(gaps) or 'no gap'}")
            for tongue, text in said.items()
            for gap in sorted(set(_GAP.findall(text)) - gaps)
        ]
    if findings:
        raise BadInput("The words of your templates folder cannot be used.", findings)
    return {key: {**said, **mine.get(key, {})} for key, said in shipped.items()}


def _read(file: Path) -> dict[str, dict[str, str]]:
    try:
        data = tomllib.loads(file.read_bytes().decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise BadInput(
            "The words cannot be read.", [Finding(str(file), None, None, f"not TOML in UTF-8: {wrong}")]
        ) from wrong
    findings = [
        Finding(str(file), None, key, 'a table of languages is needed: [key] en = "…"')
        for key, said in data.items()
        if not isinstance(said, dict) or not all(isinstance(text, str) for text in said.values())
    ]
    if findings:
        raise BadInput("The words cannot be used.", findings)
    return data


def _writable(amount: Decimal | None) -> TypeGuard[Decimal]:
    # A division may leave a zero of any exponent: 0 ÷ 0.667 is 0E+28.
    return amount is not None and amount.is_finite() and (not amount or amount.adjusted() < _MOST_DIGITS)


def _unwritable(amount: Decimal | None) -> str:
    return NOTHING if amount is None or not amount.is_finite() else str(amount)


def _rounded(amount: Decimal, places: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0  # no -0
