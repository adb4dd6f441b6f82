"""Whose promise a line says it is, by the names on it (design §6)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from oneone.commitments.dates import is_date
from oneone.commitments.languages import LANGUAGES, key_of
from oneone.commitments.languages.words import NEVER, SpeechWords, listed
from oneone.commitments.people import LEAD, SIDES, WHO, Masked, people_of, plain
from oneone.model import Names, Side

_MENTION = re.compile(rf"{LEAD}@{WHO}")
_BEHIND = re.compile(r"[()\[\]@:：→>|–—]|\s-")
_WORDS = listed("bill will rob bob nick sue drew rich jack pat ray wolf kit hank max mark frank grant chase")
"""Names that begin a sentence as words do: "Bill Contoso"."""
_END = 160  # characters at the end of a line in which a name behind it is looked for


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says about its owner, and the line without it; `both` or a person means the place does not decide."""

    owner: Side | None
    text: str
    both: bool = False
    mine: bool = False  # "I'll …": whoever writes here
    named: bool = False  # the line itself says whose it is
    loosely: bool = False  # it only begins with the name: "Lee dial list of 100 hospitals"
    yours: bool = False  # "you to …": not who writes here but the other one


def said(text: str, names: Names, language: str = "en-GB") -> Said:
    """Read the owner off a line: `Lee: …`, `Lee to …`, `… (Lee)`, `@Lee`, initials, `I'll …`; both names are nobody's.

    A third person ("ask Tom to …") owns nothing here: the promise is that of who wrote it.
    """
    line = Masked.of(text, people_of(names))
    speech = _speech(key_of(language))
    lead = speech.lead.match(line.text)
    begin = lead.end() if lead else 0
    return _both(line, speech, begin) or _named(line, speech, begin, language) or _speaking(line, speech, begin)


def is_name(text: str, names: Names) -> Side | None:
    """Tell whose name a whole text is, as in a table's column "Owner"."""
    return people_of(names).known.get(plain(text.strip(" \t@:.,()[]").casefold()))


def mentions(text: str, names: Names) -> bool:
    """Tell whether one of the two is named anywhere on a line."""
    return bool(Masked.of(text, people_of(names)).names)


def says_no(text: str, language: str = "en-GB") -> bool:
    """Tell whether a text answers no and says why: "no, not this week", but not "no, call Ana first"."""
    speech = _speech(key_of(language))
    found = speech.answers_no.match(text)
    return found is not None and not speech.doing_first(text[found.end() :])


def is_no(text: str, language: str = "en-GB") -> bool:
    """Tell whether a text answers no, or yes without a word about what: neither promises anything."""
    speech = _speech(key_of(language))
    return speech.no.fullmatch(text) is not None or speech.yes.fullmatch(f"{text},") is not None


def without_yes(text: str, language: str = "en-GB") -> str:
    """Take off a yes before what is promised."""
    found = _speech(key_of(language)).yes.match(text)
    return text[found.end() :] if found else text


def says_to_do(text: str, language: str = "en-GB") -> bool:
    """Tell whether a line says something to do, by its verb."""
    return _speech(key_of(language)).doing(text)


def starts_with_mention(text: str, names: Names) -> bool:
    """Tell whether a line begins with `@` and one of the two."""
    return "@" in text[:8] and _MENTION.match(Masked.of(text, people_of(names)).text) is not None


# ---------------------------------------------------------------- what a line says


def _both(line: Masked, speech: _Speech, begin: int) -> Said | None:
    if found := speech.both.match(line.text, begin):
        return Said(None, line.shown(found.end()) or line.original, both=True)
    if speech.somebody.match(line.text, begin):
        return Said(None, line.original, both=True)
    for pattern in speech.both_after if _BEHIND.search(line.text, max(0, len(line.text) - _END)) else ():
        if (found := pattern.search(line.text, max(0, len(line.text) - _END))) and line.text[: found.start()].strip():
            return Said(None, line.shown(0, found.start()), both=True)
    return None


def _named(line: Masked, speech: _Speech, begin: int, language: str) -> Said | None:
    if not line.names:
        return None
    text = line.text
    for pattern in speech.before:
        if (found := pattern.match(text, begin)) and text[found.end() :].strip():
            rest = line.shown(found.end())
            if speech.you.match(rest):
                return Said(None, line.original, both=True)  # "Lee: you to …": the one who writes it, or the other
            mine = speech.mine.match(rest)
            return Said(_side(found), rest[mine.end() :].strip() if mine and rest[mine.end() :] else rest, named=True)
    for pattern in speech.after:
        if (found := pattern.search(text, max(0, len(text) - _END))) and text[: found.start()].strip():
            rest = (found.groupdict().get("rest") or "").strip()
            if rest and not found.groupdict().get("gap", ",").strip() and not is_date(rest, language):
                continue  # "(Lee knows her)" tells something about Lee
            kept = line.shown(0, found.start())
            return Said(_side(found), f"{kept} ({rest})" if rest else kept, named=True)
    if (found := speech.last.search(text)) and _ends_small(text[: found.start()]):
        return Said(_side(found), line.shown(0, found.start()), named=True)  # not of guests: "invite Tom, Ana, Lee"
    large = line.names[0][0].isupper() and line.names[0].casefold() not in _WORDS
    if (
        large
        and (found := speech.please.match(text, begin))
        and (text[found.end()].islower() or speech.doing(line.shown(found.end())))
    ):
        return Said(_side(found), line.shown(found.end()), named=True)
    if large and (found := speech.does.match(text, begin) or speech.inverted.match(text, begin)):
        return Said(_side(found), line.original, named=True)
    if large and (found := speech.first.match(text, begin)) and speech.doing(line.shown(found.end())):
        return Said(_side(found), line.shown(found.end()), named=True)
    if large and (found := speech.loosely.match(text, begin)):
        return Said(_side(found), line.shown(found.end()), named=True, loosely=True)
    for found in speech.at.finditer(text):
        if not speech.aside.search(text[: found.start()]):
            return Said(_side(found), line.original, named=True)
    return None


def _ends_small(text: str) -> bool:
    words = text.split()
    return bool(words) and words[-1][0].islower()


def _speaking(line: Masked, speech: _Speech, begin: int) -> Said:
    """A line in the first person, or to the other one; else one that says nobody's name."""
    for pattern in (speech.mine, speech.you):
        if (found := pattern.match(line.text, begin)) and line.text[found.end() :].strip():
            yours = pattern is speech.you
            return Said(None, line.shown(found.end()), mine=not yours, yours=yours)
    return Said(None, line.original)


def _side(found: re.Match[str]) -> Side:
    return SIDES[found["who"]]


# ---------------------------------------------------------------- a language's expressions


class _Speech:
    """How one language says whose a promise is, built once; English is understood in every language."""

    def __init__(self, words: SpeechWords, english: SpeechWords) -> None:
        if words is not english:
            words = replace(
                words,
                shall=f"{words.shall}|{english.shall}",
                mine=f"{words.mine}|{english.mine}",
                owner=f"{words.owner}|{english.owner}",
                filler=f"{words.filler}|{english.filler}",
            )
        flags = re.IGNORECASE
        who = rf"(?P<who>{WHO})"
        shall = rf"(?:{words.shall})"
        # What stands before the first word that counts; every expression for a line's beginning starts behind it.
        self.lead = re.compile(rf"{LEAD}(?:(?:{words.filler})[,.]?\s+){{0,3}}", flags)
        arrow = "(?:->|=>|[→➔➜➡⇒⟶>])"
        either = rf"{WHO}\s*(?:{words.join})\s*@?{WHO}"
        self.both = re.compile(
            rf"(?:@?{either}(?:\s*[:：]|\s*{arrow}|['’]ll\b|\s+{shall}\b|\s+[-–—]\s|(?=\s+\w))"
            rf"|(?:{words.both})(?:\s*[:：]|['’]ll\b|\s+{shall}\b))\s*",
            flags,
        )
        self.both_after = (
            re.compile(rf"\s*[(\[](?:{either}|(?:{words.both}))[)\]]\s*\.?$", flags),
            re.compile(rf"\s*(?:\s[-–—]|→|->|\|)\s*(?:@?{either}|(?:{words.both}))\s*\.?$", flags),
            re.compile(rf"\s+@{WHO}\s*(?:(?:{words.join})\s*)?@{WHO}\s*\.?$", flags),
            re.compile(rf"[,;\s]\s*(?:{words.owner})\s*[:：]\s*(?:{either}|(?:{words.both}))\s*\.?$", flags),
        )
        owner = rf"(?:(?:{words.owner})\s*[:：]?\s*)"
        self.before = (
            re.compile(rf"@?{who}\s*(?:[:：]|{arrow}\ufe0f?|\s[-–—]\s|[–—])\s*(?:{shall}\s+)?", flags),
            re.compile(rf"@?{who}(?:['’]ll|\s+{shall})\s+", flags),
            re.compile(rf"[(\[]{who}[)\]]\s*[:\-–]?\s*", flags),
            re.compile(rf"@{who}[,:]?\s*(?:{shall}\s+)?", flags),
            re.compile(rf"(?:{words.owner})\s*[:：]\s*@?{who}\s*[,:;–—|/-]\s*", flags),
        )
        self.after = (
            re.compile(rf"\s*[(\[]\s*{owner}?@?{who}(?P<gap>\s*[,;:/–-]?)\s*(?P<rest>[^()\[\]]*)[)\]]\s*\.?$", flags),
            re.compile(rf"\s*[(\[](?P<rest>[^()\[\]]*?)\s*[,;/–-]\s*@?{who}\s*[)\]]\s*\.?$", flags),
            re.compile(rf"\s*(?:\s[-–—]|{arrow}\ufe0f?|\|)\s*@?{who}\s*\.?$", flags),
            re.compile(rf"[,;\s]\s*(?:{words.owner})\s*[:：]\s*@?{who}\s*\.?$", flags),
            re.compile(rf"\s+@{who}\s*\.?$", flags),
        )
        self.last = re.compile(rf",\s*{who}\s*\.?$")
        self.please = re.compile(rf"{who},\s+(?=\w)")
        self.no = re.compile(rf"\W*(?:{words.no}|{english.no})\W*", flags)
        self.answers_no = re.compile(rf"\W*(?:{words.no}|{english.no})\s*(?:[,:;.!–—]|\s-)\s*(?=\w)", flags)
        self.you = re.compile(rf"(?:{words.you})\s+(?=\w)", flags)
        self.loosely = re.compile(
            rf"{who}\s+(?!(?:{words.idle}|{english.idle}|{words.join})(?!\w)|['’(\[–—-])(?=\w+\W+\w)", flags
        )
        self.yes = re.compile(rf"(?:{words.yes}|{english.yes})\s*(?:[,:;.!–—]|\s-)\s*", flags)
        self.somebody = re.compile(rf"(?:{words.somebody})\s+(?=\w)", flags)
        self.first = re.compile(rf"{who}\s+(?=\w)")
        self.verbs = words.first | english.first
        self.begins, self.ends = re.compile(words.begins), re.compile(words.ends)
        self.does = re.compile(rf"{who}\s+(?:{words.does})\b(?!['’])")
        inverted = rf"(?:{words.does})\s+(?P<who>{WHO})(?=\s)" if words.inverts else NEVER  # "dann ruft Lee an"
        self.inverted = re.compile(inverted, flags)
        self.at = re.compile(rf"(?<![\w.])@{who}")
        self.aside = re.compile(rf"(?<!\w)(?:{words.aside}|{WHO}|[&/,])\s*$", flags)
        self.mine = re.compile(rf"(?:{words.mine})(?:\s+|(?<=['’]))", flags)

    def doing(self, text: str) -> bool:
        """Tell whether a line says something to do: by the verb it begins with, or ends with where verbs do."""
        words = text.split()
        return bool(words) and (
            self.doing_first(words[0]) or self.ends.fullmatch(words[-1].strip(",.;:!)")) is not None
        )

    def doing_first(self, text: str) -> bool:
        """Tell whether a text begins with a verb of something to do."""
        first, *_ = text.split(None, 1) or [""]
        first = first.strip(",.;:!").lower()
        return first in self.verbs or self.begins.fullmatch(first) is not None


@lru_cache(maxsize=len(LANGUAGES))
def _speech(key: str) -> _Speech:
    return _Speech(LANGUAGES[key].speech, LANGUAGES["en"].speech)
