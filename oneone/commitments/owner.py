"""Whose promise a line says it is, by the names on it (design §6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from oneone.model import Names, Side

_VERBS = (
    "to|will|shall|must|should|needs to|has to|is going to|is to|agrees to|agreed to|promises to|promised to|commits to"
)
_MINE = re.compile(
    r"(?:I['’]ll|I will|I['’]m going to|I am going to|I need to|I have to|I must|I should|I promised? to|Let me)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says about its owner, and the line without it; `both` or a person means the place does not decide."""

    owner: Side | None
    text: str
    both: bool = False
    mine: bool = False  # "I'll …": whoever writes here
    named: bool = False  # the line itself says whose it is


def said(text: str, names: Names) -> Said:
    """Read the owner off a line: `Lee: …`, `Lee to …`, `… (Lee)`, `@Lee`, initials, `I'll …`; both names are nobody's.

    A third person ("ask Tom to …") owns nothing here: the promise is that of who wrote it.
    """
    people = _people(names)
    if found := people.both.match(text):
        return Said(None, text[found.end() :].strip() or text, both=True)
    for pattern in people.before:
        if (found := pattern.match(text)) and text[found.end() :].strip():
            return Said(people.side(found["name"]), text[found.end() :].strip(), named=True)
    for pattern in people.after:
        if (found := pattern.search(text)) and text[: found.start()].strip():
            rest = found.groupdict().get("rest") or ""
            kept = text[: found.start()].rstrip() + (f" ({rest.strip()})" if rest.strip() else "")
            return Said(people.side(found["name"]), kept, named=True)
    if found := people.verb.match(text):
        return Said(people.side(found["name"]), text, named=True)
    if found := people.at.search(text):
        return Said(people.side(found["name"]), text, named=True)
    if (found := _MINE.match(text)) and text[found.end() :].strip():
        return Said(None, text[found.end() :].strip(), mine=True)
    return Said(None, text)


def is_name(text: str, names: Names) -> Side | None:
    """Tell whose name a whole text is, as in a table's column "Owner"."""
    return _people(names).side(text.strip(" \t@:.,()[]"))


def starts_with_mention(text: str, names: Names) -> bool:
    """Tell whether a line begins with `@` and one of the two."""
    found = _people(names).at.search(text)
    return found is not None and found.start() == 0


class _People:
    """The expressions for one pair's names."""

    def __init__(self, names: Names) -> None:
        self.known: dict[str, Side] = {}
        forms: dict[Side, list[str]] = {"rep": [], "manager": []}
        for side in ("rep", "manager"):
            for form in _forms(names, side):
                forms[side].append(form)
                self.known[form.casefold()] = side
        full = sorted((form for side in forms.values() for form in side), key=len, reverse=True)
        initials = _initials(names)
        for side, letters in initials.items():
            self.known.setdefault(letters.casefold(), side)
        name = "|".join(re.escape(form) for form in full)
        # Initials only as capitals: "lp" and "dr" are words elsewhere.
        short = "|".join(f"(?-i:{re.escape(letters)})" for letters in initials.values())
        any_name = rf"(?P<name>{name}{'|' + short if short else ''})"
        flags = re.IGNORECASE
        lead = r"[-*•–]?\s*"
        self.before = (
            re.compile(rf"{lead}@?{any_name}\s*(?:[:：>→]|\s[-–—]\s|[–—])\s*(?:{_VERBS}\s+)?", flags),
            re.compile(rf"{lead}@?{any_name}(?:['’]ll|\s+(?:{_VERBS}))\s+", flags),
            re.compile(rf"{lead}[(\[]{any_name}[)\]]\s*[:\-–]?\s*", flags),
            re.compile(rf"{lead}@{any_name}\b[,:]?\s*", flags),
        )
        self.after = (
            re.compile(
                rf"\s*[(\[]\s*(?:owner:?\s*)?@?{any_name}\s*(?:[,;:\-–]?\s*(?P<rest>[^()\[\]]*))?[)\]]\s*\.?$", flags
            ),
            re.compile(rf"\s*[(\[](?P<rest>[^()\[\]]*?)\s*[,;]\s*@?{any_name}\s*[)\]]\s*\.?$", flags),
            re.compile(rf"\s*(?:\s[-–—]|→|->|\|)\s*@?{any_name}\s*\.?$", flags),
            re.compile(rf"[,;\s]\s*(?:owner|who|by whom)\s*:\s*@?{any_name}\s*\.?$", flags),
            re.compile(rf"\s+@{any_name}\s*\.?$", flags),
        )
        self.verb = re.compile(rf"(?P<name>{'|'.join(re.escape(form) for form in full)})\s+[a-z]{{2,}}s\b(?!['’])")
        self.at = re.compile(rf"(?<!\w)@{any_name}\b", flags)
        two = rf"(?:{name})\s*(?:and|&|/|\+|,)\s*(?:{name})"
        self.both = re.compile(rf"{lead}(?:{two}|both|we)(?:\s*[:：]|['’]ll\b|\s+(?:{_VERBS})\b)\s*", flags)

    def side(self, name: str) -> Side | None:
        return self.known.get(name.casefold().strip())


@lru_cache(maxsize=64)
def _people(names: Names) -> _People:
    return _People(names)


def _forms(names: Names, side: Side) -> list[str]:
    """Full name, first name, last name: what belongs to one of the two only; "Park, Lee" is Lee Park."""
    other: Side = "manager" if side == "rep" else "rep"
    theirs = {word.casefold() for word in re.findall(r"[^\s,]+", names.of(other))}
    words = _words(names.of(side))
    forms = [names.of(side), names.first(side), " ".join(words), words[0], words[-1]]
    return [form for form in dict.fromkeys(forms) if form == names.of(side) or form.casefold() not in theirs]


def _initials(names: Names) -> dict[Side, str]:
    letters: dict[Side, str] = {}
    for side in ("rep", "manager"):
        words = _words(names.of(side))
        if len(words) > 1:
            letters[side] = "".join(word[0] for word in (words[0], words[-1])).upper()
    return letters if len(set(letters.values())) == len(letters) else {}


def _words(name: str) -> list[str]:
    last, comma, first = name.partition(",")
    return (f"{first} {last}" if comma and first.strip() else name.replace(",", " ")).split() or [name]
