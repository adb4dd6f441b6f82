"""What a language's table says: all texts are regular expressions without anchors, matched whatever their case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

End = Literal["week", "next week", "month", "next month", "quarter", "next quarter", "year", "next year"]
"""A stretch of time that a phrase names the end of: a week ends on its Friday, the others on their last day."""

NEVER = "(?!)"
"""Matches nothing: for what a language does not have."""


def listed(words: str) -> frozenset[str]:
    """Take words apart at their spaces."""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class DateWords:
    """The words that dates are made of."""

    weekdays: Mapping[str, int]  # Monday is 0
    months: Mapping[str, int]
    numbers: Mapping[str, int]
    units: Mapping[str, str]  # → d, w, f (a fortnight), m
    spans: str  # the words without which no `ends` and no `today` is said; also short forms
    today: str
    tomorrow: str
    overmorrow: str
    next_before: str  # "next Friday": of the next calendar week
    this_before: str  # "this Friday": the coming one
    next_after: str  # the same behind the weekday: "vendredi prochain"
    next_week: str  # beside a weekday: "Tuesday next week"
    of: str  # joins day and month: "3rd of December"
    the: str
    ordinal: str  # after a day's number
    nth: str  # a day without its month: "the 4th"
    end_of: str  # before a month or quarter
    middle_of: str  # before a month: its 15th
    quarter: str  # before a quarter's number
    ends: Mapping[str, End]
    within: str  # "in two weeks"
    from_now: str
    iso_week: str  # before the number of a week of the year
    by: str  # after these a date is due, wherever it stands
    on: str  # after these when nothing but an end or a small word follows
    never: str  # before these a date is no due date
    then: str  # words that may follow a date in mid-sentence
    hour: str  # a time of day, part of the phrase
    shy: str = NEVER  # weekdays that are words too: only written large
    weak: str = NEVER  # weekdays that are words or names too: only after a cue, in brackets or with a full stop
    either: str = NEVER  # between the ends of a range: "Mon or Tue"; the later one is due
    between: str = NEVER  # before a range
    anew: str = NEVER  # before a date that takes the place of another: "moved to"
    meets: str = NEVER  # before a date on which people meet, and something is done there: "at the 3 Dec review"
    meeting: str = ""  # what such a meeting is called, where its name follows the date
    month_first: bool = False  # 12/3 is the 3rd of December
    dashes: bool = False  # 3-12 is a date


@dataclass(frozen=True, slots=True)
class SpeechWords:
    """The words in which people say whose a promise is, and how far it is."""

    shall: str  # between a name and what this one does: "to", "will"
    does: str  # a verb right after a name: "sends"
    mine: str  # how a line in the first person begins
    both: str  # words for the two together
    somebody: str  # who does it is yet to be said
    join: str  # between their names
    owner: str  # labels before a name
    aside: str  # before a name that is no owner: "with @Dana"
    action: str  # labels that open a promise
    customer: str  # what only the customer's yes brings about
    no: str  # an answer that promises nothing
    yes: str  # an answer before what is promised
    late: str  # behind a date that has passed, as our pages say it and as people do
    carried: str  # before the date of the page a promise comes from
    done: frozenset[str]  # what a table's status says
    dropped: frozenset[str]
    open: frozenset[str]
    first: frozenset[str]  # verbs that a promise begins with
    filler: str = NEVER  # words before the first name of a line that was spoken: "okay so Lee …"
    idle: str = NEVER  # words after a name that tell something about this one: "Lee is …"
    you: str = NEVER  # how a line begins that speaks to the other one
    others: str = NEVER  # what third persons promise, right behind their name: "will send", "signs"
    they: str = NEVER  # third persons without a name: "the customer", "they"
    article: str = NEVER  # before a third one's name
    title: str = NEVER
    of: str = NEVER  # between a part and the firm it is of
    inverts: bool = False  # who does it may stand behind the verb
    refused: str = NEVER  # how a line begins that decides against something
    parked: str = NEVER  # what is said of something left for later
    chat: str = NEVER  # how a line begins that only closes the talk
    begins: str = NEVER  # how such verbs look
    ends: str = NEVER  # how the last word looks where the verb comes last


@dataclass(frozen=True, slots=True)
class Language:
    """One language's tables."""

    dates: DateWords
    speech: SpeechWords
