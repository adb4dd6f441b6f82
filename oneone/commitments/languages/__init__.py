"""The words of each language that pages are written in; a new language is a new table here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from oneone.commitments.languages.dutch import DUTCH
from oneone.commitments.languages.english import AMERICAN, ENGLISH
from oneone.commitments.languages.french import FRENCH
from oneone.commitments.languages.german import GERMAN
from oneone.commitments.languages.italian import ITALIAN
from oneone.commitments.languages.portuguese import PORTUGUESE
from oneone.commitments.languages.spanish import SPANISH
from oneone.commitments.languages.words import Language

LANGUAGES: Mapping[str, Language] = {
    "en": ENGLISH,
    "en-us": AMERICAN,
    "de": GERMAN,
    "fr": FRENCH,
    "es": SPANISH,
    "pt": PORTUGUESE,
    "it": ITALIAN,
    "nl": DUTCH,
}
"""By language tag in lower case."""


@lru_cache(maxsize=64)
def key_of(tag: str) -> str:
    """Say under which key the tables of a tag (BCP 47) stand: its own, its base language's, else English."""
    lower = tag.lower()
    base = lower.partition("-")[0]
    return lower if lower in LANGUAGES else base if base in LANGUAGES else "en"
