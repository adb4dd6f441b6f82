"""Due dates as people write them: own rules, a date only where a line means one (design §6).

Decided: "next Fri" is the Friday of the next calendar week; a bare weekday is the next one after the meeting; end of
week, "this week" and "next week" are that week's Friday; end of month, quarter and year are their last days.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Generic, TypeVar

from oneone.commitments.languages import LANGUAGES, key_of
from oneone.commitments.languages.words import DateWords, End

_T = TypeVar("_T")

BACK = timedelta(days=62)
"""A day and month without a year is the first such date from two months before the meeting on."""

_ANY_MONDAY = date(2026, 1, 5)
_TOKEN = re.compile(r"\w+")
_SEEN = 20_000  # words remembered
_NEAR = (timedelta(days=-7), timedelta(days=120))  # a bare `12/3` further away is a fraction or a score


def due(text: str, meeting: date, language: str = "en-GB") -> tuple[date, tuple[int, int]] | None:
    """Find the due date a line says, relative to the meeting, and where its phrase stands (start and end in `text`).

    None when the line says none: a date counts after a word like "by", alone at an end of the line, in brackets or
    between commas, and never after "since" or "from". Teams of every language write "by Fri" and "EOW" too.
    """
    key = key_of(language)
    best = _best(_grammar(key), text, meeting)
    if best is None and not key.startswith("en"):
        foreign = _best(_grammar("en"), text, meeting)
        best = foreign if foreign is not None and (foreign[0] == _BY or foreign[4]) else None
    return None if best is None else (best[2], best[3])


def is_date(text: str, language: str = "en-GB") -> bool:
    """Tell whether a text says a date and nothing else."""
    found = due(text, _ANY_MONDAY, language)
    return found is not None and not any(char.isalnum() for char in text[: found[1][0]] + text[found[1][1] :])


# ---------------------------------------------------------------- where a date is a due date

_BY, _BRACKET, _ALONE, _LOOSE = 3, 2, 1, 0

_Best = tuple[int, int, date, tuple[int, int], bool]  # rank, start, day, span, whether it is a short form like EOW


def _best(grammar: _Grammar, text: str, meeting: date) -> _Best | None:
    """The surest due date of a line, of equally sure ones the last."""
    best: _Best | None = None
    if not grammar.may_say_a_date(text):
        return None
    for found in grammar.date.finditer(text):
        day = grammar.day(found, meeting)
        if day is None:
            continue
        place = _place(grammar, text, found, day, meeting)
        if place is None:
            continue
        rank, span = place
        if best is None or (rank, found.start()) >= best[:2]:
            short = found[0].isalpha() and found[0].isupper() and found.lastgroup == "end"
            best = (rank, found.start(), day, span, short)
    return best


def _place(
    grammar: _Grammar, text: str, found: re.Match[str], day: date, meeting: date
) -> tuple[int, tuple[int, int]] | None:
    """How surely this date is a due date, and the whole phrase; None when it is not."""
    start, end = found.start(), found.end()
    if hour := grammar.hour.match(text, end):
        end = hour.end()
    before, after = text[:start], text[end:]
    kind = found.lastgroup
    follows = grammar.then.match(after) is not None
    ends = not after.strip() or not after.strip()[0].isalnum()
    by = grammar.by.search(before)
    if kind == "ordinal" and not (ends or follows):
        return None  # "by the 2nd call"
    if by and not after.startswith(("-", "/")):
        return _BY, (by.start(), end)
    if grammar.never.search(before) or after.startswith(("'", "’", "-", "/", "%")):
        return None
    closes = not after.strip(" .;!)]") or grammar.closing.match(after) is not None
    opens = not before.strip(" -–—,(") or before.rstrip().endswith((",", "(", "[", "-", "–", "—", ";", ":"))
    bracket = before.rstrip().endswith(("(", "[")) and after.lstrip().startswith((")", "]", ","))
    on = grammar.on.search(before)
    if kind in {"slash", "dotted"} and not meeting + _NEAR[0] <= day <= meeting + _NEAR[1]:
        return None
    if not (bracket or on) and _doubtful(grammar, found, after, opens=not before.strip()):
        return None
    if bracket:
        return _BRACKET, (start, end)
    if opens and closes:
        return _ALONE, (start, end)
    begin = on.start() if on else start
    if closes:
        return _ALONE, (begin, end)
    if opens and (after[:1] in {":", ","} or follows or re.match(r"\s[-–—]\s", after)) and not before.strip():
        return _ALONE, (begin, end)
    if kind in {"plain", "nextday", "iso", "ordinal"} or ((on or kind in {"within", "today"}) and follows):
        return _LOOSE, (begin, end)
    return None


def _doubtful(grammar: _Grammar, found: re.Match[str], after: str, *, opens: bool) -> bool:
    """Tell whether what looks like a date is rather another word or a number, where no cue says otherwise."""
    said = found[0]
    bare = said.strip(" .")
    if grammar.shy.fullmatch(bare) and not said[0].isupper():
        return True
    if grammar.weak.fullmatch(bare):
        return not (said.endswith(".") or (opens and after[:1] == ":"))
    if found.lastgroup == "dotted" and "-" in said and not after.strip(" .;!"):
        return False  # where people write 3-12, it is a date at the end of a line
    return found.lastgroup == "dotted" or (found.lastgroup == "ordinal" and said[0].isdigit())


# ---------------------------------------------------------------- what a date is


class _Grammar:
    """One language's expressions, built once."""

    def __init__(self, words: DateWords) -> None:
        self.words = words
        weekday, month = _any(words.weekdays), _any(words.months)
        number, unit = _any(words.numbers), _any(words.units)
        day_number, month_number = r"(?:3[01]|[12]\d|0?[1-9])", r"(?:1[0-2]|0?[1-9])"
        day = rf"{day_number}(?:{words.ordinal})?"
        year = rf"(?:,?\s+(?:(?:{words.of})\s+)?(?:20\d\d|['’]\d\d)(?!\d))?"
        count = rf"(?:\d{{1,2}}|{number})\s+(?:{unit})"
        dated = (
            rf"{day}\.?\s+(?:(?:{words.of})\s+)?(?:{month})\b\.?{year}"
            rf"|(?:{month})\b\.?\s+{day}(?!\d|[.,:]\d){year}"
        )
        named = rf"(?:(?:{weekday})\b\.?,?\s+(?:(?:{words.the})\s+)?)?"
        sooner = rf"{words.next_before}|{words.this_before}"
        in_numbers = (
            rf"{day_number}/{day_number}(?:/(?:20)?\d\d)?|{day_number}\.{month_number}\.(?:(?:20)?\d\d)?"
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
            rf"|(?:{weekday})\b\.?,?\s+(?:{words.next_after}|{words.next_week})\b"
            rf"|(?:{words.next_week}),?\s+(?:(?:{words.on}|{words.the})\s+)?(?:{weekday})\b)",
            "end": rf"(?:{_any(words.ends)})\b",
            "plain": rf"(?:{words.overmorrow}|{words.tomorrow})\b",
            "today": rf"(?:{words.today})(?:\s+(?:on\s+)?(?:(?P<eod>{weekday})|(?P<eodt>{words.tomorrow})))?\b",
            "within": rf"(?:{words.within})\s+{count}\b(?:\s+time)?|{count}\s+(?:{words.from_now})\b",
            "weekday": rf"(?:{weekday})\b"
            rf"(?:\.?,?\s+(?:(?:{words.the})\s+)?(?P<nth>(?:3[01]|[12]?\d)(?:{words.ordinal})))?\.?(?!\w)",
            "ordinal": rf"(?:{words.nth})(?!\w|\s*(?:(?:{words.of})\s+)?(?:{month})\b|[.,:/-]?\d)",
        }
        alternatives = "|".join(f"(?P<{kind}>{expression})" for kind, expression in kinds.items())
        flags = re.IGNORECASE
        # lastgroup must be the kind: the inner names are closed before it.
        self.date = re.compile(rf"(?<![\w/.€$£-])(?:{alternatives})(?![\w%€$£])", flags)
        the = rf"(?:(?:{words.the})(?:\s+|(?<=['’])))?"
        self.by = re.compile(rf"(?:[,;]\s*)?(?<!\w)(?:{words.by})(?:\s+|(?<=[:'’])){the}$", flags)
        self.on = re.compile(rf"(?<!\w)(?:{words.on})\s+{the}$", flags)
        self.never = re.compile(rf"(?<!\w)(?:{words.never})(?:\s+|(?<=['’])){the}$", flags)
        self.then = re.compile(rf"\s+(?:{words.then})\b", flags)
        self.closing = re.compile(r"\s*(?:[,;)\]]|\s[-–—]\s|\((?!\d))", flags)
        self.hour = re.compile(rf",?\s+(?:{words.hour})(?![\w:])", flags)
        self.shy = re.compile(words.shy, flags)
        self.weak = re.compile(words.weak, flags)
        self.weekday = re.compile(rf"\b(?:{weekday})\b", flags)
        self.month = re.compile(rf"(?<![^\W\d_])(?:{month})\b", flags)
        self.keys = re.compile(
            rf"(?:{weekday}|{month}|{unit}|{words.tomorrow}|{words.overmorrow}|{words.today}|{words.spans})(?!\w)",
            flags,
        )
        self.numbers = re.compile(rf"\d[./-]\d|\b(?:{words.nth})", flags)
        self.seen: dict[str, bool] = {}
        self.weekdays, self.months = _Meanings(words.weekdays), _Meanings(words.months)
        self.amounts, self.units = _Meanings(words.numbers), _Meanings(words.units)
        self.ends = _Meanings(words.ends)
        self.following = re.compile(rf"\b(?:{words.next_before}|{words.next_after}|{words.next_week})\b", flags)
        self.coming = re.compile(rf"(?:{words.this_before})\b", flags)

    def may_say_a_date(self, text: str) -> bool:
        """Tell in a fraction of the time that a text without number and without a date's words says none."""
        for word in _TOKEN.findall(text):
            known = self.seen.get(word)
            if known is None:
                if len(self.seen) > _SEEN:
                    self.seen.clear()
                letters = word.isalpha() and self.keys.match(word) is None
                known = self.seen[word] = not (letters or word.isdigit())
            if known:
                return True
        return self.numbers.search(text) is not None

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
                return _nth(int(re.findall(r"\d+", said)[0]), meeting)

    def _month(self, said: str) -> int:
        found = self.month.search(said)
        return self.months.of(found[0]) if found else 0

    def _named(self, said: str, meeting: date) -> date | None:
        year = _year(said)
        weekday = self.weekday.match(said)
        rest = said[weekday.end() :] if weekday else said
        month, day = self._month(rest), int(re.findall(r"\d+", rest)[0])
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
        parts = [int(part) for part in re.findall(r"\d+", said[weekday.end() :] if weekday else said)]
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
        count = int(amount) if amount.strip().isdigit() else self.amounts.of(amount.strip())
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
def _grammar(key: str) -> _Grammar:
    return _Grammar(LANGUAGES[key].dates)


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
    found = re.search(r"(?<!\d)(20\d\d)(?!\d)|['’](\d\d)$", said)
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
