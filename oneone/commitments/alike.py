"""When two lines say the same promise in other words (rapidfuzz token sets with guards; thresholds measured)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

SAME = 85.0
"""From this score (0 to 100) on, two lines are the same promise; raw likeness without the guards mistakes names."""

MARGIN = 8.0
"""By so much the best match must lead the next, else it is nobody's."""

REWORDED = 60.0
"""Enough for a line of the same owner and section that was reworded on the page it began on."""

_NEARLY = 99.0

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_SMALL = frozenset(
    (
        *("a", "an", "and", "as", "at", "by", "do", "for", "i", "in", "is", "it", "ll", "me", "my", "of", "on", "our"),
        *("out", "please", "pls", "s", "so", "that", "the", "their", "them", "then", "this", "to", "up", "we", "will"),
        "with",
    )
)
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8"}
_ALIKE = {
    **dict.fromkeys(["mail", "email", "forward", "share", "ship"], "send"),
    **dict.fromkeys(["phone", "ring"], "call"),
    **dict.fromkeys(["deck", "slide", "presentation"], "deck"),
    **dict.fromkeys(["schedule", "arrange", "setup", "organise", "organize"], "book"),
    **dict.fromkeys(["finalise", "finalize", "complete", "wrap"], "finish"),
    **dict.fromkeys(["doc", "document"], "document"),
    "mtg": "meeting",
}


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Fold a promise's text for exact comparing and for ids: words in lower case, single spaces, no punctuation."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def likeness(one: str, other: str, *, same_numbers: bool = True) -> float:
    """Score two texts from 0 to 100, which the same words alone reach.

    0 when their numbers differ or a name in one has no counterpart in the other.
    """
    if folded(one) == folded(other):
        return 100.0
    if same_numbers and _numbers(one) != _numbers(other):
        return 0.0
    if not (_named_in(one, other) and _named_in(other, one)):
        return 0.0
    mine, theirs = _content(one), _content(other)
    shorter, longer = sorted((len(mine.split()), len(theirs.split())))
    if not shorter or (shorter < 2 and longer > 1) or shorter * 2 < longer:
        return 0.0  # one word in common is no sameness, though a token set scores a subset 100
    return min(float(fuzz.token_set_ratio(mine, theirs)), _NEARLY)  # which scores a subset 100, too


@lru_cache(maxsize=4096)
def _content(text: str) -> str:
    words = (_ALIKE.get(word := _singular(said), word) for said in folded(text).split() if said not in _SMALL)
    return " ".join(words)


def _singular(word: str) -> str:
    word = _NUMBERS.get(word, word)
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=4096)
def _numbers(text: str) -> tuple[str, ...]:
    return tuple(sorted(word for word in _content(text).split() if word[0].isdigit()))


@lru_cache(maxsize=4096)
def _names(text: str) -> tuple[str, ...]:
    """Proper names as far as writing shows them: words with a capital that do not begin the line."""
    words = list(_WORD.finditer(text))[1:]
    return tuple(found[0].casefold() for found in words if found[0][0].isupper())


def _named_in(one: str, other: str) -> bool:
    theirs = folded(other).split()
    return all(any(fuzz.ratio(name, word) >= 80 for word in theirs) for name in _names(one))
