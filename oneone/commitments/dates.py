"""Due dates as people write them: own rules, a date only where a line means one (design §6).

Decided: "next Fri" is the Friday of the next calendar week; a bare weekday is the next one after the meeting; end of
week, "this week" and "next week" are that week's Friday; end of month, quarter and year are their last days; of a range
("Mon or Tue", "28-30 June") the last day is due.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from oneone.commitments.grammar import Grammar, grammar
from oneone.commitments.languages import key_of

_ANY_MONDAY = date(2026, 1, 5)
_CUE = 60  # characters before a date in which the word that makes it due is looked for
_NEAR = (timedelta(days=-7), timedelta(days=120))  # a bare `12/3` further away is a fraction or a score


def due(text: str, meeting: date, language: str = "en-GB") -> tuple[date, tuple[int, int]] | None:
    """Find the due date a line says, relative to the meeting, and where its phrase stands (start and end in `text`).

    None when the line says none: a date counts after a word like "by", alone at an end of the line, in brackets or
    between commas, and never after "since" or "from". Teams of every language write "by Fri" and "EOW" too.
    """
    key = key_of(language)
    best = _best(grammar(key), text, meeting)
    if best is None and not key.startswith("en"):
        foreign = _best(grammar("en"), text, meeting)
        best = foreign if foreign is not None and (foreign[0] == _BY or foreign[4]) else None
    return None if best is None else (best[2], best[3])


def anew(text: str, meeting: date, language: str = "en-GB") -> tuple[date, tuple[int, int]] | None:
    """Find the date that is set by what somebody wrote behind a promise, and where its phrase stands.

    None where a date is a mere remark ("sent Tue").

    A new date says so ("moved to 12 March", "now Fri", "by Wed") or stands first and for itself ("-> 4 Dec").
    """
    grammars = [grammar(key) for key in dict.fromkeys((key_of(language), "en"))]
    for words in grammars:
        if (cue := words.anew.search(text)) and (set_ := _opening(words, text[cue.end() :], meeting)):
            return set_[0], (cue.start(), cue.end() + set_[1])
    for words in grammars:
        best = _best(words, text, meeting)
        if best is not None and best[0] == _BY:
            return best[2], best[3]
    first = _opening(grammars[0], text, meeting)
    alone = first is not None and not text[first[1] :].lstrip(" .)]")[:1].isalnum()
    return (first[0], (0, first[1])) if first is not None and alone and first[0] >= meeting else None


def opening(text: str, meeting: date, language: str = "en-GB") -> tuple[date, int] | None:
    """Find the date that a text begins with, but for punctuation, and where it ends."""
    return _opening(grammar(key_of(language)), text, meeting) or _opening(grammar("en"), text, meeting)


def _opening(words: Grammar, text: str, meeting: date) -> tuple[date, int] | None:
    found = next(words.dates(text), None)
    before = text[: found.start()] if found else ""
    on = words.on.search(before)
    if found is None or any(char.isalnum() for char in (before[: on.start()] if on else before)):
        return None
    day = words.day(found, meeting)
    return (day, found.end()) if day else None


def is_date(text: str, language: str = "en-GB") -> bool:
    """Tell whether a text says a date and nothing else."""
    found = due(text, _ANY_MONDAY, language)
    return found is not None and not any(char.isalnum() for char in text[: found[1][0]] + text[found[1][1] :])


# ---------------------------------------------------------------- where a date is a due date

_BY, _BRACKET, _ALONE, _LOOSE = 3, 2, 1, 0

_Best = tuple[int, int, date, tuple[int, int], bool]  # rank, start, day, span, whether it is a short form like EOW


def _best(words: Grammar, text: str, meeting: date) -> _Best | None:
    """The surest due date of a line, of equally sure ones the last."""
    best: _Best | None = None
    before: re.Match[str] | None = None  # the date before this one, that a range may begin with
    for found in words.dates(text):
        ranged = before is not None and words.between(text[before.end() : found.start()])
        joined = not ranged and text[max(0, found.start() - 1) : found.start()] in ("-", "/")  # "pre-June", "w/Fri"
        if joined:
            continue
        first, before = (before, None) if ranged else (None, found)
        day = words.day(found, meeting)
        if day is None:
            continue
        place = _place(words, text, found, day, meeting, first.start() if first else found.start())
        if place is None:
            continue
        rank, span = place
        if best is None or (rank, found.start()) >= best[:2]:
            short = found[0].isalpha() and found[0].isupper() and found.lastgroup == "end"
            best = (rank, found.start(), day, span, short)
    return best


def _place(
    words: Grammar, text: str, found: re.Match[str], day: date, meeting: date, start: int
) -> tuple[int, tuple[int, int]] | None:
    """How surely this date is a due date, and the whole phrase; None when it is not. A range starts before its end."""
    end = found.end()
    if start < found.start() and (both := words.bounds.search(text, max(0, start - _CUE), start)):
        start = both.start()
    if hour := words.hour.match(text, end):
        end = hour.end()
    before, after = text[:start], text[end:]
    near = max(0, start - _CUE)
    kind = found.lastgroup
    follows = words.then.match(after) is not None
    ends = not after.strip() or not after.strip()[0].isalnum()
    by = words.by.search(before, near)
    if kind == "ordinal" and not (ends or follows):
        return None  # "by the 2nd call"
    if by and not after.startswith(("-", "/")):
        return _BY, (by.start(), end)
    if day >= meeting and (meets := words.met(before, after)) is not None:
        return _LOOSE, (start - meets, end)
    if words.never.search(before, near) or after.startswith(("'", "’", "-", "/", "%")):
        return None
    closes = not after.strip(" .;!)]") or words.closing.match(after) is not None
    opens = not before.strip(" -–—,(") or before.rstrip().endswith((",", "(", "[", "-", "–", "—", ";", ":"))
    bracket = before.rstrip().endswith(("(", "[")) and after.lstrip().startswith((")", "]", ","))
    on = words.on.search(before, near)
    if kind in {"slash", "dotted"} and not meeting + _NEAR[0] <= day <= meeting + _NEAR[1]:
        return None
    if not (bracket or on) and _doubtful(
        words, found, after, opens=not before.strip(), apart=before.rstrip().endswith((",", ";", "-", "–", "—", "/"))
    ):
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


def _doubtful(words: Grammar, found: re.Match[str], after: str, *, opens: bool, apart: bool) -> bool:
    """Tell whether what looks like a date is rather another word or a number, where no cue says otherwise."""
    said = found[0]
    bare = said.strip(" .")
    if words.shy.fullmatch(bare) and not said[0].isupper():
        return True
    if words.weak.fullmatch(bare):
        last = apart and not after.strip(" .;!")  # ", gio"
        return not (said.endswith(".") or last or (opens and after[:1] == ":"))
    if found.lastgroup == "dotted" and "-" in said and not after.strip(" .;!"):
        return False  # where people write 3-12, it is a date at the end of a line
    return found.lastgroup == "dotted" or (found.lastgroup == "ordinal" and said[0].isdigit())
