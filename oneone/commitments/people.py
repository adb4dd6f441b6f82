"""The two people's names on a line, in whatever form they are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from oneone.commitments.languages.words import listed
from oneone.model import Names, Side, name_words

# Names are exchanged for these before a line is read, so that a language's expressions are built once for all pairs.
STANDS: Mapping[Side, str] = {"rep": "\ue000", "manager": "\ue001"}
SIDES: Mapping[str, Side] = {stand: side for side, stand in STANDS.items()}
WHO = "[\ue000\ue001]"
WHOEVER = re.compile(WHO)
LEAD = r"[^\w\s@()\[\]\"'“”„«…\ue000\ue001]{0,6}\s*(?:\d{1,2}[.)]\s+)?"
"""What may stand before a line's first word: a bullet, a number, a picture."""

_LEADS = re.compile(rf"{LEAD}@?")


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to call one of the two: its words in lower case without accents."""

    words: tuple[str, ...]
    side: Side
    comma: bool = False  # "Park, Lee"
    mixed: str = ""  # initials as they are also written: "FdV"
    initials: bool = False  # only as capitals: "lp" and "dr" are words elsewhere, but before a colon


@dataclass(frozen=True, slots=True)
class People:
    """One pair's names; told from the words of a line, since an expression for each pair costs more than a page."""

    known: Mapping[str, Side]
    forms: Mapping[str, Sequence[_Form]]  # by first word, the longest first
    hints: tuple[str, ...]  # one of these stands in every line that names one of them
    letters: Mapping[str, Side]  # how their first names begin; empty when alike

    def at(self, text: str, words: Sequence[re.Match[str]], place: int) -> tuple[_Form, int] | None:
        """The form that begins at a word of a line, and where it ends."""
        if (start := words[place].start()) and text[start - 1] == ".":
            return None
        for form in self.forms.get(plain(words[place][0].casefold()), ()):
            taken = words[place : place + len(form.words)]
            if len(form.words) > 1 and [plain(word[0].casefold()) for word in taken] != list(form.words):
                continue
            end = taken[-1].end()
            end += len(taken[-1][0]) == 1 and text[end : end + 1] == "."  # "Lee P."
            gaps = [text[one.end() : other.start()] for one, other in pairwise(taken)]
            joined = all(
                _JOINT.fullmatch(gap) and ("," in gap) == (form.comma and at == 0) for at, gap in enumerate(gaps)
            )
            if not joined or _GOES_ON.match(text, end):
                continue
            if not form.initials or taken[0][0].isupper() or taken[0][0] == form.mixed or _labels(text, start, end):
                return form, end
        return None


def _labels(text: str, start: int, end: int) -> bool:
    """Tell whether small letters stand as initials do, first and before a colon; "re:" and "it:" are words."""
    stands = text[end : end + 2].lstrip()[:1] in (":", "：") and _LEADS.fullmatch(text[:start]) is not None
    return stands and text[start:end] not in _WORDS


_WORDS = listed("re fw fwd it hr pr us uk eu am pm nb ps ok id no so an as at be by do if in is me my of on or to")
_NAME_WORD = re.compile(r"[^\W_]+")
_JOINT = re.compile(r"[ \-'’]|[.,] ")
_GOES_ON = re.compile(r"[@_]|\.\w")


@lru_cache(maxsize=256)
def people_of(names: Names) -> People:
    """Say all forms that the two are called in: full names, parts, short forms, initials."""
    known: dict[str, Side] = {}
    forms: dict[str, list[_Form]] = {}
    said = [(form, side, "") for side in STANDS for form in names.forms(side)]
    said += [(letters.upper(), side, letters) for letters, side in _initials(names).items()]
    for form, side, initials in said:
        words = tuple(plain(word.casefold()) for word in _NAME_WORD.findall(form))
        if words and known.setdefault(plain(form.casefold()).strip("."), side) == side:
            forms.setdefault(words[0], []).append(_Form(words, side, "," in form, initials, bool(initials)))
    ordered = {first: sorted(some, key=lambda form: -len(form.words)) for first, some in forms.items()}
    hints = {word.casefold() for form, *_ in said for word in _NAME_WORD.findall(form)[:1]}
    letters = {name_words(names.of(side))[0][0].upper(): side for side in STANDS}
    return People(known, ordered, tuple(hints | ordered.keys()), letters if len(letters) == len(STANDS) else {})


def _initials(names: Names) -> dict[str, Side]:
    """First and last letter, and those of all words: FV and FdV; none that are those of both."""
    letters: dict[Side, set[str]] = {}
    for side in STANDS:
        words = [word for word in name_words(names.of(side)) if word[0].isalpha()]
        if len(words) > 1:
            letters[side] = {words[0][0] + words[-1][0], "".join(word[0] for word in words)}
    shared = {form.upper() for form in letters.get("rep", ())} & {form.upper() for form in letters.get("manager", ())}
    return {form: side for side, forms in letters.items() for form in sorted(forms) if form.upper() not in shared}


_LETTERS = re.compile(
    rf"({LEAD})(?:(?P<one>[^\W\d_])(?P<two>\s*[+&/]\s*)(?P<other>[^\W\d_])(?!\w)|(?P<alone>[^\W\d_])(?=\s*[:：→>]"
    rf"|\s[-–]\s))"
)


def _lettered(text: str, letters: Mapping[str, Side]) -> tuple[str, str] | None:
    """A line that begins with one letter for a person, "T: …" or "N+K …": these letters, and the line masked."""
    found = _LETTERS.match(text)
    if found is None:
        return None
    said = [found[part] for part in ("one", "other", "alone") if found[part]]
    if any(letter not in letters for letter in said):
        return None
    stands = (found["two"] or "").join(STANDS[letters[letter]] for letter in said)
    return "".join(said), f"{found[1]}{stands}{text[found.end() :]}"


def plain(text: str) -> str:
    """Without accents: people leave them out."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(char for char in parts if not unicodedata.combining(char)))


@dataclass(frozen=True, slots=True)
class Masked:
    """A line with the two people's names exchanged for one character each."""

    original: str
    text: str
    names: tuple[str, ...]  # as they stood there, in order

    @staticmethod
    def of(text: str, people: People) -> Masked:
        """Find the names of a pair on a line."""
        clean = text if text.isascii() else WHOEVER.sub(" ", text)
        if lettered := _lettered(clean, people.letters):
            return Masked(clean, lettered[1], tuple(lettered[0]))
        lower = clean.casefold()
        words = list(_NAME_WORD.finditer(clean)) if any(hint in lower for hint in people.hints) else []
        names: list[str] = []
        parts: list[str] = []
        upto = 0
        for place, word in enumerate(words):
            start, key = word.start(), word[0].casefold()
            if start < upto or (key not in people.forms and (key.isascii() or plain(key) not in people.forms)):
                continue
            if (found := people.at(clean, words, place)) is None:
                continue
            form, end = found
            name = clean[start:end]
            if name.islower() and not _stands_out(clean[:start], clean[end:]):
                continue  # "will", "mark": a word, unless it stands where only a name does
            names.append(name)
            parts += [clean[upto:start], STANDS[form.side]]
            upto = end
        return Masked(clean, "".join([*parts, clean[upto:]]) if names else clean, tuple(names))

    def shown(self, start: int, end: int | None = None) -> str:
        """A part of the line, with the names back in it."""
        left = iter(self.names[len(WHOEVER.findall(self.text[:start])) :])
        return WHOEVER.sub(lambda _: next(left), self.text[start:end]).strip()


def _stands_out(before: str, after: str) -> bool:
    after = after.lstrip()
    return (
        _LEADS.fullmatch(before) is not None
        or before.endswith(("@", "(", "["))
        or after.startswith((")", "]"))
        or (not after.strip(" .") and before.rstrip().endswith(("-", "–", "—", "→", ">", "|", ":")))
    )
