"""Who a 1:1 is between, and what the admin says of the two."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from oneone.model.nicknames import nicknames

Side = Literal["rep", "manager"]
"""Who of the two: everything a person owns, writes or promises is the rep's or the manager's."""


@dataclass(frozen=True, slots=True, order=True)
class PairKey:
    """Two user principal names, lower case: whom a 1:1 is between."""

    manager: str
    rep: str

    def __str__(self) -> str:
        """For messages to the admin: `dana@contoso.com / lee@contoso.com`."""
        return f"{self.manager} / {self.rep}"


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of the admin's table (design §4), read leniently and checked."""

    key: PairKey
    notebook_url: str
    manager_name: str = ""  # empty: the directory says, else the part before @
    rep_name: str = ""
    manager_mail: str = ""  # empty: the user principal name
    rep_mail: str = ""
    section: str = ""  # `Section` or `Group/Section`; empty: the rep's name
    shared_ok: bool = False
    agenda: str = "weekly"
    level: Literal["first-line", "second-line"] = "first-line"
    cadence: Literal["weekly", "biweekly", "monthly"] = "weekly"
    weekday: int = 0  # Monday is 0
    time: time = time(9, 0)
    minutes: int = 30
    timezone: str = "UTC"
    starts_on: date | None = None
    account: str = ""  # empty: the manager
    invite: Literal["occurrence", "series", "create", "off"] = "occurrence"
    invite_shows: Literal["counts", "titles"] = "counts"
    language: str = "en-GB"
    active: bool = True

    @property
    def signs_in(self) -> str:
        """The account that works in OneNote for this pair."""
        return self.account or self.key.manager


@dataclass(frozen=True, slots=True)
class Names:
    """How the two are called on page and invite; never empty."""

    rep: str
    manager: str

    def of(self, side: Side) -> str:
        """The full name of one side."""
        return self.rep if side == "rep" else self.manager

    def first(self, side: Side) -> str:
        """The name for labels: first names, or full names when the first names are equal."""
        rep, manager = name_words(self.rep)[0], name_words(self.manager)[0]
        if rep.casefold() == manager.casefold():
            return self.of(side)
        return rep if side == "rep" else manager

    def forms(self, side: Side) -> tuple[str, ...]:
        """What this one may be called, the full name first, common short forms ("mike") last.

        Without what could be the other one, too.
        """
        theirs = self.of("manager" if side == "rep" else "rep")
        other = {form.casefold() for form in _forms(theirs)}
        own = dict.fromkeys([self.of(side), *_forms(self.of(side))])
        short = set(_short(self.of(side))) - set(_short(theirs)) - other
        real = tuple(form for form in own if form == self.of(side) or form.casefold() not in other)
        return (*real, *sorted(short - {form.casefold() for form in real}))


def name_words(name: str) -> list[str]:
    """Take a shown name apart, first name first: "Park, Lee" and "Dr. Lee Park (Contoso)" are Lee Park."""
    bare = re.sub(r"\s*[(\[][^()\[\]]*[)\]]", "", name)
    last, comma, first = bare.partition(",")
    words = (f"{first} {last}" if comma and first.strip() else bare.replace(",", " ")).split()
    while len(words) > 1 and words[0].casefold().strip(".") in _TITLES:
        words = words[1:]
    return words or name.split() or [name]


_TITLES = frozenset(("dr", "prof", "mr", "mrs", "ms", "mx", "herr", "frau", "ing", "dipl-ing", "mme", "sr", "sra"))


def _forms(name: str) -> list[str]:
    words = name_words(name)
    if len(words) < 2:
        return words
    first, last = words[0], words[-1]
    forms = [" ".join(words), f"{first} {last}", f"{last}, {first}", f"{last} {first}", first, last]
    forms += [f"{first} {last[0]}.", f"{first} {last[0]}"]
    return [*forms, first.split("-")[0]] if "-" in first else forms


def _short(name: str) -> tuple[str, ...]:
    """Short forms of a first name, alone and before the last name, in lower case."""
    words = name_words(name)
    last = f" {words[-1].casefold()}" if len(words) > 1 else ""
    return tuple(form for short in nicknames(words[0]) for form in dict.fromkeys((short, short + last)))
