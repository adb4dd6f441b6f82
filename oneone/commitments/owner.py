"""Whose promise a line says it is, by the names on it (design §6)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from oneone.commitments.dates import is_date
from oneone.commitments.languages import LANGUAGES, key_of
from oneone.commitments.languages.words import SpeechWords
from oneone.model import Names, Side, name_words

# Names are exchanged for these before a line is read, so that a language's expressions are built once for all pairs.
_STANDS: Mapping[Side, str] = {"rep": "\ue000", "manager": "\ue001"}
_SIDES: Mapping[str, Side] = {stand: side for side, stand in _STANDS.items()}
_WHO = "[\ue000\ue001]"
_WHOEVER = re.compile(_WHO)
_LEAD = r"[-*•–]?\s*(?:\d{1,2}[.)]\s+)?"
_MENTION = re.compile(rf"{_LEAD}@{_WHO}")
_BEHIND = re.compile(r"[()\[\]@:：→>|–—]|\s-")
_END = 160  # characters at the end of a line in which a name behind it is looked for
_LEADS = re.compile(rf"{_LEAD}@?")


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says about its owner, and the line without it; `both` or a person means the place does not decide."""

    owner: Side | None
    text: str
    both: bool = False
    mine: bool = False  # "I'll …": whoever writes here
    named: bool = False  # the line itself says whose it is


def said(text: str, names: Names, language: str = "en-GB") -> Said:
    """Read the owner off a line: `Lee: …`, `Lee to …`, `… (Lee)`, `@Lee`, initials, `I'll …`; both names are nobody's.

    A third person ("ask Tom to …") owns nothing here: the promise is that of who wrote it.
    """
    line = _Masked.of(text, _people(names))
    speech = _speech(key_of(language))
    return _both(line, speech) or _named(line, speech, language) or _mine(line.text, speech, line) or Said(None, text)


def is_name(text: str, names: Names) -> Side | None:
    """Tell whose name a whole text is, as in a table's column "Owner"."""
    return _people(names).known.get(_plain(text.strip(" \t@:.,()[]").casefold()))


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
    return "@" in text[:8] and _MENTION.match(_Masked.of(text, _people(names)).text) is not None


# ---------------------------------------------------------------- what a line says


def _both(line: _Masked, speech: _Speech) -> Said | None:
    if found := speech.both.match(line.text):
        return Said(None, line.shown(found.end()) or line.original, both=True)
    if speech.somebody.match(line.text):
        return Said(None, line.original, both=True)
    for pattern in speech.both_after if _BEHIND.search(line.text, max(0, len(line.text) - _END)) else ():
        if (found := pattern.search(line.text, max(0, len(line.text) - _END))) and line.text[: found.start()].strip():
            return Said(None, line.shown(0, found.start()), both=True)
    return None


def _named(line: _Masked, speech: _Speech, language: str) -> Said | None:
    if not line.names:
        return None
    text = line.text
    for pattern in speech.before:
        if (found := pattern.match(text)) and text[found.end() :].strip():
            rest = line.shown(found.end())
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
    large = line.names[0][0].isupper()
    if (
        large
        and (found := speech.please.match(text))
        and (text[found.end()].islower() or speech.doing(line.shown(found.end())))
    ):
        return Said(_side(found), line.shown(found.end()), named=True)
    if large and (found := speech.does.match(text)):
        return Said(_side(found), line.original, named=True)
    if large and (found := speech.first.match(text)) and speech.doing(line.shown(found.end())):
        return Said(_side(found), line.shown(found.end()), named=True)
    for found in speech.at.finditer(text):
        if not speech.aside.search(text[: found.start()]):
            return Said(_side(found), line.original, named=True)
    return None


def _ends_small(text: str) -> bool:
    words = text.split()
    return bool(words) and words[-1][0].islower()


def _mine(text: str, speech: _Speech, line: _Masked) -> Said | None:
    found = speech.mine.match(text)
    if found is None or not text[found.end() :].strip():
        return None
    return Said(None, line.shown(found.end()), mine=True)


def _side(found: re.Match[str]) -> Side:
    return _SIDES[found["who"]]


# ---------------------------------------------------------------- names


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to call one of the two: its words in lower case without accents."""

    words: tuple[str, ...]
    side: Side
    comma: bool = False  # "Park, Lee"
    initials: bool = False  # only as capitals: "lp" and "dr" are words elsewhere


@dataclass(frozen=True, slots=True)
class _People:
    """One pair's names; told from the words of a line, since an expression for each pair costs more than a page."""

    known: Mapping[str, Side]
    forms: Mapping[str, Sequence[_Form]]  # by first word, the longest first
    hints: tuple[str, ...]  # one of these stands in every line that names one of them

    def at(self, text: str, words: Sequence[re.Match[str]], place: int) -> tuple[_Form, int] | None:
        """The form that begins at a word of a line, and where it ends."""
        if (start := words[place].start()) and text[start - 1] == ".":
            return None
        for form in self.forms.get(_plain(words[place][0].casefold()), ()):
            taken = words[place : place + len(form.words)]
            if [_plain(word[0].casefold()) for word in taken] != list(form.words):
                continue
            end = taken[-1].end()
            end += len(taken[-1][0]) == 1 and text[end : end + 1] == "."  # "Lee P."
            gaps = [text[one.end() : other.start()] for one, other in pairwise(taken)]
            joined = all(
                _JOINT.fullmatch(gap) and ("," in gap) == (form.comma and at == 0) for at, gap in enumerate(gaps)
            )
            if joined and not _GOES_ON.match(text, end) and (taken[0][0].isupper() or not form.initials):
                return form, end
        return None


_NAME_WORD = re.compile(r"[^\W_]+")
_JOINT = re.compile(r"[ \-'’]|[.,] ")
_GOES_ON = re.compile(r"[@_]|\.\w")


@lru_cache(maxsize=256)
def _people(names: Names) -> _People:
    known: dict[str, Side] = {}
    forms: dict[str, list[_Form]] = {}
    said = [(form, side, False) for side in _STANDS for form in names.forms(side)]
    said += [(letters, side, True) for side, letters in _initials(names).items() if letters.casefold() not in known]
    for form, side, initials in said:
        words = tuple(_plain(word.casefold()) for word in _NAME_WORD.findall(form))
        if words and known.setdefault(_plain(form.casefold()).strip("."), side) == side:
            forms.setdefault(words[0], []).append(_Form(words, side, "," in form, initials))
    ordered = {first: sorted(some, key=lambda form: -len(form.words)) for first, some in forms.items()}
    hints = {word.casefold() for form, *_ in said for word in _NAME_WORD.findall(form)[:1]}
    return _People(known, ordered, tuple(hints | ordered.keys()))


def _initials(names: Names) -> dict[Side, str]:
    letters: dict[Side, str] = {}
    for side in _STANDS:
        words = name_words(names.of(side))
        if len(words) > 1:
            letters[side] = (words[0][0] + words[-1][0]).upper()
    return letters if len(set(letters.values())) == len(letters) else {}


def _plain(text: str) -> str:
    """Without accents: people leave them out."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(char for char in parts if not unicodedata.combining(char)))


@dataclass(frozen=True, slots=True)
class _Masked:
    """A line with the two people's names exchanged for one character each."""

    original: str
    text: str
    names: tuple[str, ...]  # as they stood there, in order

    @staticmethod
    def of(text: str, people: _People) -> _Masked:
        clean = _WHOEVER.sub(" ", text)
        lower = clean.casefold()
        words = list(_NAME_WORD.finditer(clean)) if any(hint in lower for hint in people.hints) else []
        names: list[str] = []
        parts: list[str] = []
        upto = 0
        for place, word in enumerate(words):
            start = word.start()
            if start < upto or _plain(word[0].casefold()) not in people.forms:
                continue
            if (found := people.at(clean, words, place)) is None:
                continue
            form, end = found
            name = clean[start:end]
            if name.islower() and not _stands_out(clean[:start], clean[end:]):
                continue  # "will", "mark": a word, unless it stands where only a name does
            names.append(name)
            parts += [clean[upto:start], _STANDS[form.side]]
            upto = end
        return _Masked(clean, "".join([*parts, clean[upto:]]) if names else clean, tuple(names))

    def shown(self, start: int, end: int | None = None) -> str:
        """A part of the line, with the names back in it."""
        left = iter(self.names[len(_WHOEVER.findall(self.text[:start])) :])
        return _WHOEVER.sub(lambda _: next(left), self.text[start:end]).strip()


def _stands_out(before: str, after: str) -> bool:
    after = after.lstrip()
    return (
        _LEADS.fullmatch(before) is not None
        or before.endswith(("@", "(", "["))
        or after.startswith((")", "]"))
        or (not after.strip(" .") and before.rstrip().endswith(("-", "–", "—", "→", ">", "|", ":")))
    )


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
            )
        flags = re.IGNORECASE
        who = rf"(?P<who>{_WHO})"
        shall = rf"(?:{words.shall})"
        either = rf"{_WHO}\s*(?:{words.join})\s*@?{_WHO}"
        self.both = re.compile(
            rf"{_LEAD}(?:@?{either}(?:\s*[:：>→]|['’]ll\b|\s+{shall}\b|\s+[-–—]\s|(?=\s+\w))"
            rf"|(?:{words.both})(?:\s*[:：]|['’]ll\b|\s+{shall}\b))\s*",
            flags,
        )
        self.both_after = (
            re.compile(rf"\s*[(\[](?:{either}|(?:{words.both}))[)\]]\s*\.?$", flags),
            re.compile(rf"\s*(?:\s[-–—]|→|->|\|)\s*(?:@?{either}|(?:{words.both}))\s*\.?$", flags),
            re.compile(rf"\s+@{_WHO}\s*(?:(?:{words.join})\s*)?@{_WHO}\s*\.?$", flags),
            re.compile(rf"[,;\s]\s*(?:{words.owner})\s*[:：]\s*(?:{either}|(?:{words.both}))\s*\.?$", flags),
        )
        owner = rf"(?:(?:{words.owner})\s*[:：]?\s*)"
        self.before = (
            re.compile(rf"{_LEAD}@?{who}\s*(?:[:：>→]|->|=>|\s[-–—]\s|[–—])\s*(?:{shall}\s+)?", flags),
            re.compile(rf"{_LEAD}@?{who}(?:['’]ll|\s+{shall})\s+", flags),
            re.compile(rf"{_LEAD}[(\[]{who}[)\]]\s*[:\-–]?\s*", flags),
            re.compile(rf"{_LEAD}@{who}[,:]?\s*(?:{shall}\s+)?", flags),
            re.compile(rf"{_LEAD}(?:{words.owner})\s*[:：]\s*@?{who}\s*[,:;–—|/-]\s*", flags),
        )
        self.after = (
            re.compile(rf"\s*[(\[]\s*{owner}?@?{who}(?P<gap>\s*[,;:/–-]?)\s*(?P<rest>[^()\[\]]*)[)\]]\s*\.?$", flags),
            re.compile(rf"\s*[(\[](?P<rest>[^()\[\]]*?)\s*[,;/–-]\s*@?{who}\s*[)\]]\s*\.?$", flags),
            re.compile(rf"\s*(?:\s[-–—]|→|->|=>|\|)\s*@?{who}\s*\.?$", flags),
            re.compile(rf"[,;\s]\s*(?:{words.owner})\s*[:：]\s*@?{who}\s*\.?$", flags),
            re.compile(rf"\s+@{who}\s*\.?$", flags),
        )
        self.last = re.compile(rf",\s*{who}\s*\.?$")
        self.please = re.compile(rf"{_LEAD}{who},\s+(?=\w)")
        self.no = re.compile(rf"\W*(?:{words.no}|{english.no})\W*", flags)
        self.yes = re.compile(rf"(?:{words.yes}|{english.yes})\s*(?:[,:;.!–—]|\s-)\s*", flags)
        self.somebody = re.compile(rf"{_LEAD}(?:{words.somebody})\s+(?=\w)", flags)
        self.first = re.compile(rf"{_LEAD}{who}\s+(?=\w)")
        self.verbs = words.first | english.first
        self.begins, self.ends = re.compile(words.begins), re.compile(words.ends)
        self.does = re.compile(rf"{_LEAD}{who}\s+(?:{words.does})\b(?!['’])")
        self.at = re.compile(rf"(?<![\w.])@{who}")
        self.aside = re.compile(rf"(?<!\w)(?:{words.aside}|{_WHO}|[&/,])\s*$", flags)
        self.mine = re.compile(rf"{_LEAD}(?:{words.mine})(?:\s+|(?<=['’]))", flags)

    def doing(self, text: str) -> bool:
        """Tell whether a line says something to do: by the verb it begins with, or ends with where verbs do."""
        words = text.split()
        if not words:
            return False
        first, last = words[0].strip(",.;:!").lower(), words[-1].strip(",.;:!)")
        return first in self.verbs or bool(self.begins.fullmatch(first) or self.ends.fullmatch(last))


@lru_cache(maxsize=len(LANGUAGES))
def _speech(key: str) -> _Speech:
    return _Speech(LANGUAGES[key].speech, LANGUAGES["en"].speech)
