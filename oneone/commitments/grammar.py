"""What a date is, in words and numbers: one language's expressions, and the day each of them means."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Generic, TypeVar

from oneone.commitments.languages import LANGUAGES
from oneone.commitments.languages.words import DateWords, End

_T = TypeVar("_T")

BACK = timedelta(days=62)
"""A day and month without a year is the first such date from two months before the meeting on."""

_TOKEN = re.compile(r"\w+")
_SEEN = 20_000  # words remembered
_GAP, _CUE = 12, 120  # characters between the ends of a range, and before a date in which its cue is looked for
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)|['’](\d\d)$")
_UNTIL = re.compile(r"^\d{1,2}\.?\s?[-–]\s?(?=\d{1,2}[./])")  # of a range in numbers its end counts
_DAYS = re.compile(r"/\d{1,2}\s?[-–]\s?(\d{1,2})$")  # 6/28-30


_STRETCHES = frozenset({"endquarter", "week", "end", "today", "within"})


def _alternatives(kinds: Mapping[str, str], flags: re.RegexFlag) -> re.Pattern[str]:
    """One expression for all kinds; lastgroup must be the kind: names within one are closed before it."""
    said = "|".join(f"(?P<{kind}>{expression})" for kind, expression in kinds.items())
    return re.compile(rf"(?<![\w.€$£])(?=\w)(?:{said})(?![\w%€$£])", flags)


class Grammar:
    """One language's expressions, built once."""

    def __init__(self, words: DateWords) -> None:
        self.words = words
        weekday, month = _any(words.weekdays), _any(words.months)
        number, unit = _any(words.numbers), _any(words.units)
        day_number, month_number = r"(?:3[01]|[12]\d|0?[1-9])", r"(?:1[0-2]|0?[1-9])"
        day = rf"{day_number}(?:{words.ordinal})?"
        sep = rf"(?:\s?[-–/]\s?|\s+(?:{words.either})\s+(?:(?:{words.the})\s+)?)"  # within a range
        year = rf"(?:,?\s+(?:(?:{words.of})\s+)?(?:20\d\d|['’]\d\d)(?!\d))?"
        count = rf"(?:\d{{1,2}}\s?(?:-|–|{words.either})\s?)?(?:\d{{1,2}}|{number})\s+(?:{unit})"
        dated = (
            rf"(?:{day}\.?{sep})?{day}\.?\s+(?:(?:{words.of})\s+)?(?:{month})\b\.?{year}"
            rf"|(?:{month})\b\.?\s+(?:{day}{sep})?{day}(?!\d|[.,:]\d){year}"
        )
        named = rf"(?:(?:{weekday})\b\.?,?\s+(?:(?:{words.the})\s+)?)?"
        sooner = rf"{words.next_before}|{words.this_before}"
        in_numbers = rf"{day_number}/{day_number}\s?[-–]\s?{day_number}(?![\d/.])|" if words.month_first else ""
        in_numbers += (
            rf"(?:{day_number}\.?\s?[-–]\s?)?{day_number}/{day_number}(?:/(?:20)?\d\d)?"
            rf"|(?:{day_number}\.?\s?[-–]\s?)?{day_number}\.{month_number}\.(?:(?:20)?\d\d)?"
            rf"|{day_number}-{day_number}-20\d\d"
        )
        kinds = {
            "iso": rf"20\d\d[-/.]{month_number}[-/.]{day_number}",
            "named": rf"{named}(?:{dated})",
            "slash": rf"{named}(?:{in_numbers})",
            "dotted": rf"{named}{day_number}{'[.-]' if words.dashes else '[.]'}{month_number}(?![.\d])",
            "enddate": rf"(?:{words.end_of})\s*(?:(?:{words.of})\s+)?(?:{month})\b{year}",
            "middle": rf"(?:{words.middle_of})\s*(?:{month})\b{year}",
            "endquarter": rf"(?:{words.end_of})\s+(?:(?:{words.of}|{words.the})\s+)?(?:{words.quarter})[1-4]\b",
            "week": rf"(?:{words.iso_week})\s?(?:5[0-3]|[1-4]?\d)\b",
            "nextday": rf"(?:(?:{sooner})\s+(?:{weekday})\b"
            rf"|(?:{weekday})\b\.?,?\s+(?:{words.next_after}|{words.next_week})(?!\w)"
            rf"|(?:{words.next_week}),?\s+(?:(?:{words.on}|{words.the})\s+)?(?:{weekday})\b)",
            "end": rf"(?:{_any(words.ends)})(?!\w)",
            "plain": rf"(?:{words.overmorrow}|{words.tomorrow})(?!\w)",
            "today": rf"(?:{words.today})(?:\s+(?:on\s+)?(?:(?P<eod>{weekday})|(?P<eodt>{words.tomorrow})))?(?!\w)",
            "within": rf"(?:{words.within})\s+{count}\b(?:\s+time)?|{count}\s+(?:{words.from_now})\b",
            "weekday": rf"(?:{weekday})\b"
            rf"(?:\.?,?\s+(?:(?:{words.the})\s+)?(?P<nth>(?:3[01]|[12]?\d)(?:{words.ordinal})))?\.?(?!\w)",
            "ordinal": rf"(?:{words.nth})(?!\w|\s*(?:(?:{words.of})\s+)?(?:{month})\b|[.,:/-]?\d)",
        }
        flags = re.IGNORECASE
        self.date = _alternatives(kinds, flags)
        # Without a word for a stretch of time none of these is said, and trying them costs as much as all the others.
        self.day_only = _alternatives({kind: said for kind, said in kinds.items() if kind not in _STRETCHES}, flags)
        the = rf"(?:(?:{words.the})(?:\s+|(?<=['’])))?"
        self.by = re.compile(rf"(?:[,;]\s*)?(?<!\w)(?:{words.by})(?:\s+|(?<=[:'’/])){the}$", flags)
        self.on = re.compile(rf"(?<!\w)(?:{words.on})\s+{the}$", flags)
        self.never = re.compile(rf"(?<!\w)(?:{words.never})(?:\s+|(?<=['’])){the}$", flags)
        self.anew = re.compile(
            rf"(?<!\w)(?:{words.anew})(?:(?!\w)|(?<=['’]))\s*[:=]?\s*(?:(?:{words.on})\s+)?{the}", flags
        )
        self.gap = re.compile(sep, flags)
        self.bounds = re.compile(rf"(?<!\w)(?:{words.between})\s+{the}$", flags)
        self.meets = re.compile(rf"(?<!\w)(?:{words.meets})$", flags)
        self.meeting = re.compile(rf"\s+(?:[\w-]+\s+){{0,2}}?(?:{words.meeting})\b", flags)
        self.then = re.compile(rf"\s+(?:{words.then})\b", flags)
        self.closing = re.compile(r"\s*(?:[,;)\]]|\s[-–—]\s|\((?!\d))", flags)
        self.hour = re.compile(rf",?\s+(?:{words.hour})(?![\w:])", flags)
        self.shy = re.compile(words.shy, flags)
        self.weak = re.compile(words.weak, flags)
        self.weekday = re.compile(rf"\b(?:{weekday})\b", flags)
        self.month = re.compile(rf"(?<![^\W\d_])(?:{month})\b", flags)
        self.keys = re.compile(
            rf"(?:(?P<stretch>{unit}|{words.today}|{words.spans})|{weekday}|{month}|{words.tomorrow}"
            rf"|{words.overmorrow})(?!\w)",
            flags,
        )
        self.numbers = re.compile(rf"\d[./-]\d|\b(?:{words.nth})", flags)
        self.seen: dict[str, int] = {}
        self.weekdays, self.months = _Meanings(words.weekdays), _Meanings(words.months)
        self.amounts, self.units = _Meanings(words.numbers), _Meanings(words.units)
        self.ends = _Meanings(words.ends)
        self.following = re.compile(rf"\b(?:{words.next_before}|{words.next_after}|{words.next_week})\b", flags)
        self.coming = re.compile(rf"(?:{words.this_before})\b", flags)

    def dates(self, text: str) -> Iterator[re.Match[str]]:
        """Find all that looks like a date; in a fraction of the time where no number and no date's word stands."""
        most = 0
        for word in _TOKEN.findall(text):
            known = self.seen.get(word)
            if known is None:
                if len(self.seen) > _SEEN:
                    self.seen.clear()
                known = self.seen[word] = self._says(word)
            most = max(most, known)
        if not most and self.numbers.search(text) is None:
            return iter(())
        return (self.date if most > 1 else self.day_only).finditer(text)

    def _says(self, word: str) -> int:
        """0 for no word of a date, 1 for that of a day, 2 for one that may say a stretch of time."""
        if word.isdigit():
            return 0
        found = self.keys.match(word)
        return (2 if found["stretch"] else 1) if found else 0 if word.isalpha() else 2

    def between(self, text: str) -> bool:
        """Tell whether the text between two dates makes them a range, as in "Mon or Tue"."""
        return len(text) < _GAP and self.gap.fullmatch(text) is not None

    def met(self, before: str, after: str) -> int | None:
        """Whether something is done at a meeting of a day: the length of the word between the two, None for no."""
        found = self.meets.search(before[-_CUE:])
        if found is None or (self.words.meeting and not self.meeting.match(after)):
            return None
        return len(found["of"]) if "of" in found.re.groupindex else 0

    def day(self, found: re.Match[str], meeting: date) -> date | None:
        """The date that a match means; None when there is no such day."""
        said = found[0]
        match found.lastgroup:
            case "iso":
                year, month, day = (int(part) for part in re.findall(r"\d+", said))
                return _date(year, month, day)
            case "named":
                return self._named(said, meeting)
            case "slash" | "dotted":
                return self._slash(said, meeting)
            case "enddate" | "middle":
                return self._of_month(said, meeting, middle=found.lastgroup == "middle")
            case "endquarter":
                month = 3 * int(said[-1])
                last = _last_of(meeting.year, month)
                return last if last >= meeting else _last_of(meeting.year + 1, month)
            case "week":
                return _week(int(re.findall(r"\d+", said)[-1]), meeting)
            case "end":
                return _end(self.ends.of(said), meeting)
            case "plain":
                over = re.fullmatch(self.words.overmorrow, said, re.IGNORECASE)
                return meeting + timedelta(days=2 if over else 1)
            case "today":
                if found["eod"]:
                    return _next_weekday(meeting, self.weekdays.of(found["eod"]))
                return meeting + timedelta(days=1) if found["eodt"] else meeting
            case "nextday":
                return self._next_day(said, meeting)
            case "within":
                return self._within(said, meeting)
            case "weekday":
                return self._weekday(found, meeting)
            case _:
                return _nth(int(re.findall(r"\d+", said)[-1]), meeting)

    def _month(self, said: str) -> int:
        found = self.month.search(said)
        return self.months.of(found[0]) if found else 0

    def _named(self, said: str, meeting: date) -> date | None:
        year = _year(said)
        weekday = self.weekday.match(said)
        rest = said[weekday.end() :] if weekday else said
        month, day = self._month(rest), int(re.findall(r"\d+", _YEAR.sub("", rest))[-1])
        if year:
            return _date(year, month, day)
        near = [on for delta in (-1, 0, 1) if (on := _date(meeting.year + delta, month, day))]
        if weekday:
            # A date shown with its weekday says its own year, however late it is.
            wanted = self.weekdays.of(weekday[0])
            fits = [on for on in near if on.weekday() == wanted]
            if fits:
                return min(fits, key=lambda on: abs(on - meeting))
        return next((on for on in near if on >= meeting - BACK), None)

    def _slash(self, said: str, meeting: date) -> date | None:
        weekday = self.weekday.match(said)
        bare = _UNTIL.sub("", (said[weekday.end() :] if weekday else said).strip())
        bare = _DAYS.sub(r"/\1", bare)
        parts = [int(part) for part in re.findall(r"\d+", bare)]
        first, second = parts[:2]
        month_first = self.words.month_first and "." not in said
        orders = [(first, second), (second, first)] if month_first else [(second, first), (first, second)]
        for month, day in orders:
            if len(parts) == 3:
                on = _date(parts[2] + (2000 if parts[2] < 100 else 0), month, day)
            else:
                near = (_date(meeting.year + delta, month, day) for delta in (-1, 0, 1))
                on = next((day_ for day_ in near if day_ and day_ >= meeting - BACK), None)
            if on:
                return on
        return None

    def _of_month(self, said: str, meeting: date, *, middle: bool) -> date:
        said_year, month = _year(said), self._month(said)
        for year in (said_year or meeting.year, meeting.year + 1):
            on = date(year, month, 15) if middle else _last_of(year, month)
            if said_year or on >= meeting:
                break
        return on

    def _next_day(self, said: str, meeting: date) -> date:
        days = list(self.weekday.finditer(said))
        weekday = self.weekdays.of(days[-1][0]) if days else 0
        monday = meeting - timedelta(days=meeting.weekday())
        if self.following.search(said) and not self.coming.match(said):
            return monday + timedelta(days=7 + weekday)
        on = monday + timedelta(days=weekday)
        return on if on >= meeting else on + timedelta(days=7)

    def _within(self, said: str, meeting: date) -> date | None:
        words = self.words
        bare = re.sub(rf"^(?:{words.within})\s+|\s+(?:{words.from_now})$|\s+time$", "", said, flags=re.IGNORECASE)
        amount, _, unit = bare.rpartition(" ")
        digits = re.findall(r"\d+", amount)
        count = int(digits[-1]) if digits else self.amounts.of(amount.strip())
        match self.units.of(unit):
            case "d":
                return meeting + timedelta(days=count)
            case "w":
                return meeting + timedelta(weeks=count)
            case "f":
                return meeting + timedelta(weeks=2 * count)
        months = meeting.month - 1 + count
        year, month = meeting.year + months // 12, months % 12 + 1
        return _date(year, month, min(meeting.day, monthrange(year, month)[1]))

    def _weekday(self, found: re.Match[str], meeting: date) -> date | None:
        if found["nth"]:
            return _nth(int(re.findall(r"\d+", found["nth"])[0]), meeting)
        named = self.weekday.match(found[0])
        return _next_weekday(meeting, self.weekdays.of(named[0])) if named else None


@lru_cache(maxsize=len(LANGUAGES))
def grammar(key: str) -> Grammar:
    """Say the expressions of a language by its key (languages.key_of)."""
    return Grammar(LANGUAGES[key].dates)


def _any(words: Mapping[str, object]) -> str:
    return "|".join(words)


class _Meanings(Generic[_T]):
    """What the words of a table mean, remembered: a language has few of them."""

    def __init__(self, words: Mapping[str, _T]) -> None:
        self.words = words
        self.known: dict[str, _T] = {}

    def of(self, said: str) -> _T:
        bare = said.strip(" .").casefold()
        if bare not in self.known:
            self.known[bare] = next(
                value for word, value in self.words.items() if re.fullmatch(word, bare, re.IGNORECASE)
            )
        return self.known[bare]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # 31 June, 29 February of most years
        return None


def _week(number: int, meeting: date) -> date | None:
    """The Friday of a week of the year (ISO 8601), of the next year when this one's is over."""
    for year in (meeting.year, meeting.year + 1):
        try:
            friday = date.fromisocalendar(year, number, 5)
        except ValueError:  # week 53 of most years, week 0
            continue
        if friday >= meeting - timedelta(days=7):
            return friday
    return None


def _end(stretch: End, meeting: date) -> date:
    ahead, _, kind = stretch.rpartition(" ")
    following = bool(ahead)
    if kind == "week":
        friday = meeting + timedelta(days=4 - meeting.weekday())
        return friday + timedelta(days=7) if following or friday < meeting else friday
    if kind == "year":
        return date(meeting.year + following, 12, 31)
    months = meeting.month + following
    if kind == "quarter":
        months = 3 * ((meeting.month + 2) // 3) + 3 * following
    return _last_of(meeting.year + (months - 1) // 12, (months - 1) % 12 + 1)


def _last_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _year(said: str) -> int | None:
    found = _YEAR.search(said)
    if not found:
        return None
    return int(found[1]) if found[1] else 2000 + int(found[2])


def _next_weekday(meeting: date, weekday: int) -> date:
    return meeting + timedelta(days=(weekday - meeting.weekday() - 1) % 7 + 1)


def _nth(day: int, meeting: date) -> date | None:
    """The next such day of a month, from the meeting on."""
    return next(_nth_days(day, meeting), None)


def _nth_days(day: int, meeting: date) -> Iterator[date]:
    for ahead in range(12):
        months = meeting.month - 1 + ahead
        on = _date(meeting.year + months // 12, months % 12 + 1, day)
        if on and on >= meeting:
            yield on
