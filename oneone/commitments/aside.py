"""Plain lines among promises that are none of the two's: of others, decided against, or only closing the talk."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from oneone.commitments.alike import folded
from oneone.commitments.languages import LANGUAGES, key_of
from oneone.commitments.languages.words import SpeechWords
from oneone.commitments.owner import mentions, says_to_do
from oneone.commitments.people import LEAD
from oneone.model import Names, Side

_SIDES: tuple[Side, Side] = ("rep", "manager")
_SLIP = 75  # likeness of a name with two letters exchanged, one left out or doubled


def is_others(text: str, names: Names, language: str = "en-GB") -> bool:
    """Tell whether a line says what a third person does or promises: "Proseware will send the PO", "legal signs it".

    Only where somebody acts: "the contract goes out by Fri" leaves open who sends it. In languages where the subject
    may stand behind the verb, a line that names one of the two is theirs.
    """
    asides = _asides(key_of(language))
    found = asides.others.match(text)
    # "Check Contoso signs": told to do. A single word right before what it does is no verb, however it ends.
    if found is None or (" " in found["who"].strip() and says_to_do(found["who"].split()[0], language)):
        return False
    return not (asides.inverts and mentions(text, names)) and not _misspelt(found["who"], names)


def _misspelt(who: str, names: Names) -> bool:
    """Tell whether a third person's name is rather one of the two's with a slip: "Dnaa will send the deck"."""
    ours = [folded(word) for side in _SIDES for word in names.of(side).split()]
    return any(fuzz.ratio(folded(word), name) >= _SLIP for word in who.split() if len(word) > 2 for name in ours)


def is_refused(text: str, language: str = "en-GB", *, whole: bool = True) -> bool:
    """Tell whether a line decides against something or puts it off: "not doing X", "X parked till Feb".

    With `whole` False only how it begins counts. "Don't forget to …" and "put X on hold" are things to do.
    """
    asides = _asides(key_of(language))
    if asides.refused.match(text):
        return True
    return whole and asides.parked.search(text) is not None and not says_to_do(text, language)


def is_chat(text: str, language: str = "en-GB") -> bool:
    """Tell whether a line only closes the talk: "good session, same time next week"."""
    return _asides(key_of(language)).chat.match(text) is not None and not says_to_do(text, language)


class _Asides:
    """One language's expressions, built once; English is understood in every language, but for third persons."""

    def __init__(self, words: SpeechWords, english: SpeechWords) -> None:
        flags = re.IGNORECASE
        lead = rf"{LEAD}(?i:(?:{words.filler}|{english.filler})[,.]?\s+){{0,2}}"
        capital = r"[^\W\d_a-zß-ÿ][\w&.’'-]*"
        part = rf"\s+(?i:{words.of})(?:\s+|(?<=['’]))(?:(?i:{words.article})\s+)?[\w&.’'-]+"
        named = (
            rf"(?:(?i:{words.article})(?:\s+|(?<=['’])))?(?:(?i:{words.title})\.?\s+)?"
            rf"{capital}(?:\s+{capital}|(?<=s)\s+[\w&.’'-]+|{part}){{0,3}}?"
        )
        self.others = re.compile(
            rf"{lead}(?P<who>{named}|(?i:{words.they})(?:{part})?)\s*(?<![^\W_](?=[^\W_]))(?i:{words.others})"
        )
        self.refused = re.compile(
            rf"{LEAD}(?:(?:{words.filler}|{english.filler})[,.]?\s+)?(?:{_both(words, english, 'refused')})", flags
        )
        self.parked = re.compile(rf"(?<!\w)(?:{_both(words, english, 'parked')})", flags)
        self.chat = re.compile(rf"{LEAD}(?:{_both(words, english, 'chat')})", flags)
        self.inverts = words.inverts


def _both(words: SpeechWords, english: SpeechWords, field: str) -> str:
    return "|".join(dict.fromkeys((str(getattr(words, field)), str(getattr(english, field)))))


@lru_cache(maxsize=len(LANGUAGES))
def _asides(key: str) -> _Asides:
    return _Asides(LANGUAGES[key].speech, LANGUAGES["en"].speech)
