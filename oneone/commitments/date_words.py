"""The words that dates are made of, a table for each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language that dates are made of, as regular expressions, and so are a mapping's keys."""

    weekdays: Mapping[str, int]  # Monday is 0
    months: Mapping[str, int]
    numbers: Mapping[str, int]
    units: Mapping[str, str]  # → d, w, m
    today: str
    tomorrow: str
    overmorrow: str
    next: str
    this: str
    of: str  # joins day and month: "3rd of December"
    the: str
    ordinal: str  # after a day's number
    end_of: str
    week: str
    month: str
    quarter: str
    year: str
    ends: Mapping[str, str]  # short forms → week, month, quarter, year
    within: str  # "in two weeks"
    from_now: str
    by: str  # after these a date is due, wherever it stands
    on: str  # after these when nothing but an end or a small word follows
    never: str  # before these a date is no due date
    then: str  # small words that may follow a date
    hour: str  # a time of day, part of the phrase
    shy: str  # weekdays that are words too: only written large
    month_first: bool = False


ENGLISH = Words(
    weekdays={
        "mon(?:day)?": 0,
        "tue(?:s|sday)?": 1,
        "wed(?:s|nesday)?": 2,
        "thu(?:r|rs|rsday)?": 3,
        "fri(?:day)?": 4,
        "sat(?:urday)?": 5,
        "sun(?:day)?": 6,
    },
    months={
        "jan(?:uary)?": 1,
        "feb(?:ruary)?": 2,
        "mar(?:ch)?": 3,
        "apr(?:il)?": 4,
        "may": 5,
        "june?": 6,
        "july?": 7,
        "aug(?:ust)?": 8,
        "sept?(?:ember)?": 9,
        "oct(?:ober)?": 10,
        "nov(?:ember)?": 11,
        "dec(?:ember)?": 12,
    },
    numbers={
        "an?|one": 1,
        "two|a couple of|a couple": 2,
        "three": 3,
        "four": 4,
        "five": 5,
        "six": 6,
        "seven": 7,
        "eight": 8,
        "nine": 9,
        "ten": 10,
    },
    units={"days?": "d", "w(?:ee)?ks?": "w", "months?": "m", "fortnight": "f"},
    today="today|tonight|eod|cob|end of (?:the )?day|close of (?:business|play)",
    tomorrow="tomorrow|tmrw|tmr|tomorow",
    overmorrow="(?:the )?day after tomorrow",
    next="next|following",
    this="this|this coming|coming",
    of="of",
    the="the",
    ordinal="st|nd|rd|th",
    end_of="(?:the )?end[- ]of|end",
    week="week|wk",
    month="month",
    quarter="quarter|qtr",
    year="year",
    ends={
        "eow": "week",
        "eom": "month",
        "eoq": "quarter",
        "eoy": "year",
        "month[- ]end": "month",
        "quarter[- ]end": "quarter",
        "year[- ]end": "year",
        "week[- ]end": "week",
    },
    within="in|within",
    from_now="from (?:now|today)",
    by="by|due(?: (?:by|on|date|in))?:?|before|no later than|not later than|latest(?: by)?|deadline:?|eta:?"
    "|on or before",
    on="on|for|at",
    never="since|until|till|from|last|past|of|after|to|was|were|every|each|as of|starting|than|and|between|q",
    then="to|with|about|at|so|then|or|if|via|latest|for|in|and|please|pls|at the latest|early|late",
    hour=r"(?:at )?(?:[01]?\d|2[0-3])(?::[0-5]\d)?\s?(?:am|pm)|(?:at )?(?:[01]?\d|2[0-3]):[0-5]\d|(?:at )?noon|midday"
    r"|morning|lunch(?:time)?|afternoon|evening|night|eod|cob|end of day|close of business|(?:at (?:the )?)?latest",
    shy="sat|sun|wed|mon|mar|may",
)

LANGUAGES: Mapping[str, Words] = {"en": ENGLISH, "en-us": replace(ENGLISH, month_first=True)}
"""By language tag in lower case; a tag not here uses its base language, then English with the day first."""
