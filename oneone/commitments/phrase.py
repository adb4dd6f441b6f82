"""A line taken apart: its box in words, its owner, its date, and what is to be done."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from oneone.commitments.alike import folded
from oneone.commitments.dates import anew, due, opening
from oneone.commitments.languages import LANGUAGES, key_of
from oneone.commitments.owner import Said, is_name, is_no, said, says_no, without_yes
from oneone.model import Names, State

_GLYPH = re.compile(r"[-*•–]?\s*(?:(?P<done>\[[xX✓✔]\]|[☑☒✅✓✔🗹])|(?P<open>\[\s?\]|[☐□⬜▢]))\ufe0f?\s*")

# A page shows what it carries in its own language, and a notebook's language may change: all are understood.
_LATE_WORDS = "|".join(language.speech.late for language in LANGUAGES.values())
_FROM_WORDS = "|".join(language.speech.carried for language in LANGUAGES.values())
_LATE = re.compile(rf"[\s,]+(?:{_LATE_WORDS})\s*$", re.IGNORECASE)
_FROM = re.compile(rf"\s*\((?:{_FROM_WORDS})\s[^()]*\d[^()]*\)", re.IGNORECASE)
# Pictures at the ends of a line; not the boxes above, nor arrows.
_PICTURE = (
    "[\u2600-\u260f\u2613-\u2704\u2706-\u2712\u2715-\u2793\U0001f000-\U0001faff][\ufe0f\u200d\U0001f3fb-\U0001f3ff]*"
)
_PICTURES = re.compile(rf"^(?:{_PICTURE}\s*)+|(?:\s*{_PICTURE})+$")
_LINKED = re.compile(r"\s*\([^()]*\d[^()]*\)(?=[^()]*$)")
_REMARK = re.compile(r",\s*[^\W\d_]+(?:\s[^\W\d_]+){0,2}\s*$")  # "late" in a language of the customer's own
_ASKED = re.compile(r"\s*\([^()]*\?\s*\)")

_QUOTES = '"“”„«» '
_EDGES = re.compile(r"^[\s,;:.–—…→>-]+|[\s,;:–—…→-]+$|\s*\.{2,}\s*$")
_WORD = re.compile(r"\w+")
_PUNCTUATION = re.compile(r'[(\["“”]| [,;.]')
_HOLLOW = re.compile(r"\s*[(\[][\s,;:.]*[)\]]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a line says: `text` is what is to be done, without owner, date and marks."""

    said: Said
    text: str
    due: date | None = None
    glyph: State | None = None  # a box typed as text
    worded: bool = False  # opened by a word like "Action:"


def phrase(
    line: str, names: Names, meeting: date, language: str, known: str | None = None, *, linked: bool, asked: bool
) -> Phrase:
    """Take a line apart; `known` is the text of the promise it carries, which is not read for names and dates again.

    `linked` lines end as our page shows what it carries, `asked` ones stand under "Did we agree these?".
    """
    head, tail = _asked(line) if asked else _shown(line, meeting, language, linked=linked)
    glyph = _GLYPH.match(head)
    if glyph:
        head = head[glyph.end() :]
    worded = _marks(key_of(language)).match(head)
    if worded:
        head = head[worded.end() :]
    found = _read(head if head.isascii() else _PICTURES.sub("", head), tail, names, meeting, language, known, asked)
    if glyph is None and worded is None:
        return found
    state: State | None = None if glyph is None else "done" if glyph["done"] else "open"
    return replace(found, glyph=state, worded=worded is not None)


def opens_with_mark(line: str, language: str) -> bool:
    """Tell whether a line begins with a typed box or a word like "Action:"."""
    return _GLYPH.match(line) is not None or _marks(key_of(language)).match(line) is not None


def _asked(text: str) -> tuple[str, str]:
    """What is before and behind the question, "(who? when?)": behind it people answer."""
    found = _ASKED.search(text)
    if found is None:
        return text.strip(_QUOTES), ""
    return text[: found.start()].strip(_QUOTES), text[found.end() :].strip()


def _shown(text: str, meeting: date, language: str, *, linked: bool) -> tuple[str, str]:
    """Take off what our page puts behind a carried promise, "late (from 16 Nov)": what is before and behind it."""
    if "(" not in text:
        return text, ""
    places = list((_LINKED if linked else _FROM).finditer(text))
    if not places:
        return text, ""
    last = places[-1]
    head, tail = text[: last.start()], text[last.end() :].strip()
    short = _LATE.sub("", head)
    if short == head and linked and (remark := _REMARK.search(head)):
        when = due(head[: remark.start()], meeting, language)
        if when and not head[when[1][1] : remark.start()].strip(" ."):
            short = head[: remark.start()]
    return short, tail


def _read(head: str, tail: str, names: Names, meeting: date, language: str, known: str | None, asked: bool) -> Phrase:
    if known is not None and (same := _unchanged(head, known, meeting, language)):
        return _with(same, tail, names, meeting, language, asked)
    whose = said(head, names, language)
    if (bare := without_yes(whose.text, language)) != whose.text and bare:
        whose = replace(whose, text=bare)
    if known is not None and (same := _unchanged(whose.text, known, meeting, language)):
        return _with(replace(same, said=replace(whose, text=same.text)), tail, names, meeting, language, asked)
    text, when = _dated(whose.text, meeting, language)
    if is_no(whose.text, language):
        return Phrase(whose, "")
    if known is None and (says_no(whose.text, language) or (when and is_no(_tidy(text), language))):
        return Phrase(whose, "")
    if when and not (whose.named or whose.both or whose.mine or whose.yours):
        # "send deck – Lee, by Fri": the date hid the name.
        whose = said(_tidy(text), names, language)
        text = whose.text
    found = Phrase(whose, _tidy(text), when)
    if known is not None and (edited := _edited(head, known, meeting, language)):
        found = replace(found, due=edited[0])
    if not tail:
        return found
    more = _with(replace(found, text=""), tail, names, meeting, language, asked)
    return replace(more, text=_tidy(f"{found.text} {more.said.text or tail}") if known is None else found.text)


def _with(found: Phrase, tail: str, names: Names, meeting: date, language: str, asked: bool) -> Phrase:
    """Add what somebody wrote behind a carried promise: another date, another owner; the rest is a remark.

    Behind a question every date is an answer.
    """
    if not tail:
        return found
    rest = _tidy(_dated(tail, meeting, language)[0])
    when = due(tail, meeting, language) if asked else anew(tail, meeting, language)
    side = is_name(rest, names) or said(rest, names, language).owner or said(f"… {rest}", names, language).owner
    return replace(
        found,
        due=when[0] if when else found.due,
        said=Said(side, found.text, named=True) if side and not found.said.named else found.said,
    )


def _unchanged(text: str, known: str, meeting: date, language: str) -> Phrase | None:
    """A line that still says its promise, with nothing but dates behind; the last of them counts."""
    wanted = folded(known)
    newest: date | None = None
    whole = text
    for _ in range(3):
        if folded(text) == wanted:
            return Phrase(Said(None, known), known, newest)
        when = due(text, meeting, language)
        if when is None or folded(text[when[1][1] :]):
            edited = _edited(whole, known, meeting, language)
            return Phrase(Said(None, known), known, edited[0]) if edited and edited[1] else None
        newest = newest or when[0]
        text = text[: when[1][0]]
    return None


def _edited(text: str, known: str, meeting: date, language: str) -> tuple[date, bool] | None:
    """The date behind a known promise's words, and whether nothing else stands there; None when none does.

    The one that our page showed, unless a new one is set: "…, Fri 20 Nov, moved to 4 Dec"; a remark's date sets none.
    """
    words = len(folded(known).split())
    ends = [found.end() for found in _WORD.finditer(text)]
    rest = next((text[end:] for end in ends[max(0, words - 2) : words + 3] if folded(text[:end]) == folded(known)), "")
    shown = opening(rest, meeting, language) if rest else None
    later = rest[shown[1] :] if shown else rest
    set_ = anew(later, meeting, language) if later else None
    if set_ is None and shown is None:
        return None
    left = f"{later[: set_[1][0]]} {later[set_[1][1] :]}" if set_ else later
    on = set_[0] if set_ else shown[0] if shown else meeting
    return on, not any(char.isalnum() for char in _LATE.sub("", f" {left.rstrip(' ,;')}"))


def _dated(text: str, meeting: date, language: str) -> tuple[str, date | None]:
    when = due(text, meeting, language)
    if when is None:
        return text, None
    start, end = when[1]
    return f"{text[:start].rstrip()} {text[end:].lstrip()}".strip(), when[0]


_DANGLING = re.compile(r"\s*[,;]\s*\)")  # a date was taken out of the bracket: `(Lee, )`


def _tidy(text: str) -> str:
    before = None
    if text[:1].isalnum() and text[-1:].isalnum() and not _PUNCTUATION.search(text):
        return text
    while text != before:
        before = text
        text = _EDGES.sub("", _HOLLOW.sub("", _DANGLING.sub(")", text))).strip()
    return re.sub(r"\s+([,;.])", r"\1", text).strip('"“” ') if text.count('"') != 1 else text


@lru_cache(maxsize=len(LANGUAGES))
def _marks(key: str) -> re.Pattern[str]:
    """The words that open a promise; AP, AI and TODO are written large, since "ai" and "todo" are words."""
    action = f"{LANGUAGES['en'].speech.action}|{LANGUAGES[key].speech.action}"
    return re.compile(
        r"[-*•–]?\s*(?:(?:AP|AI|TD)(?:\s?#?\d{1,2})?\s*[:：\-–—]\s*|(?:AP|TODO)\s+(?!list\b)(?=\S)"
        rf"|(?i:(?:{action})(?:\s?#?\d{{1,2}})?)\s*[:：]\s*)"
    )
