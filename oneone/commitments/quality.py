"""Kind thoughts about promises on the next page: rules, no judgement of a person (S3.34, S3.35, S3.49).

A coaching goal is what the rep does alone; a sales goal needs the customer's yes. Numbers are not asked of every
action: "call Ana" is clear. They are asked of coaching goals, which say what is to change.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache

from oneone.commitments.alike import folded
from oneone.commitments.languages import LANGUAGES, key_of
from oneone.commitments.languages.words import Language
from oneone.model import Commitment, Hint, Promise

MOST = 2
"""Thoughts on a page: more would scold."""

_SHORT = 4  # characters: a deal called "IT" is in too many texts


def hints(
    promises: Sequence[Promise], since: date | None, language: str, linked_to: Collection[str] = ()
) -> tuple[Hint, ...]:
    """Say at most two thoughts about the rep's promises that began on the page of `since`: each once, when it is new.

    `linked_to` names what a goal may point at: deals, accounts, figures, the skill in view; empty, no link is missed.
    The most important comes first: it needs the customer's yes; it has no date; no number; no link (S3.34, S3.35).
    """
    if since is None:
        return ()
    new = [promise for promise in promises if promise.owner == "rep" and promise.origin == since]
    named = [key for name in linked_to if len(key := folded(name)) >= _SHORT]
    thoughts = [Hint(promise.id, promise.text, key) for promise in new if (key := _hint(promise, language, named))]
    return tuple(sorted(thoughts, key=lambda hint: _ORDER.index(hint.key))[:MOST])


def needs_the_customer(text: str, language: str = "en-GB") -> bool:
    """Tell whether only the customer's yes can keep this promise: "close Contoso", "get the signature" (S3.34)."""
    return _words(key_of(language))[0].search(text) is not None


def accepted(commitments: Sequence[Commitment], meeting: date) -> tuple[Commitment, ...]:
    """What the rep took on in a meeting (S3.33); none: a 1:1 without commitment (S3.36).

    Coaching goals and actions alike, since most agendas ask no three questions; only what is sure and the rep's own. A
    line that was struck on that very page was taken back there.
    """
    return tuple(
        c
        for c in commitments
        if c.owner == "rep" and c.sure and c.origin == meeting
        if c.state != "dropped" or c.closed_on != meeting
    )


_ORDER = ("hint_customer", "hint_date", "hint_number", "hint_link")


def _hint(promise: Promise, language: str, named: Sequence[str]) -> str:
    if needs_the_customer(promise.text, language):
        return "hint_customer"
    if promise.kind != "coaching":
        return ""
    if promise.due is None:
        return "hint_date"
    if not _words(key_of(language))[1].search(promise.text):
        return "hint_number"
    said = f" {folded(promise.text)} "
    return "" if not named or any(f" {name} " in said for name in named) else "hint_link"


@lru_cache(maxsize=len(LANGUAGES))
def _words(key: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What needs the customer's yes, and numbers; English is understood in every language."""
    own, english = LANGUAGES[key], LANGUAGES["en"]
    customer = f"{own.speech.customer}|{english.speech.customer}"
    return (
        re.compile(rf"(?<!\w)(?:{customer})(?!\w)", re.IGNORECASE),
        re.compile(rf"\d|(?<!\w)(?:{_numbers(own)})(?!\w)", re.IGNORECASE),
    )


def _numbers(language: Language) -> str:
    return "|".join(word for word, value in language.dates.numbers.items() if value > 1)
