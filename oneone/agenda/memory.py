"""What one page hands on to the next: notes that stay, a history, updates for later, and what was left empty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from oneone.agenda.marks import NOTE_ID, PLACEHOLDER, note_mark
from oneone.agenda.templates import clean, cut
from oneone.agenda.words import Wording, wording
from oneone.model import Draft, Line, Memory, Noted, Reading, Section

Kind = Literal["motivations", "aspirations", "skill", "one_per_cent"]

KINDS: tuple[Kind, ...] = ("motivations", "aspirations", "skill", "one_per_cent")
"""The blocks whose words are kept; each is named like its field of Memory."""

_REVIEW = timedelta(weeks=12)  # after which motivations and aspirations are asked about (S0.3)
_HISTORY, _STANDING, _LATER = 26, 3, 5  # how many are kept: half a year of weekly 1:1s
_LENGTH = 300
_HISTORY_SHOWN = 3

_LATER_WORDS = "later|send later|später|später senden|plus tard|más tarde|después"
_SENSITIVE_WORDS = (
    "sensitive|only here|vertraulich|nur hier|confidentiel|confidentielle|sensible|confidencial|solo aquí"
)
_MAIL_TAG = "send-in-email"  # OneNote's own note tag says the same as "later"


def _mark(words: str) -> re.Pattern[str]:
    return re.compile(rf"\s*[(\[]\s*(?:{words})\s*[)\]]\s*|^\W*(?:{words})\s*[:：]\s*", re.IGNORECASE)


_IS_LATER, _IS_SENSITIVE = _mark(_LATER_WORDS), _mark(_SENSITIVE_WORDS)
_FROM = re.compile(r"\s*\([^()]*\d[^()]*\)\s*$")


# ---------------------------------------------------------------- what is shown


@dataclass(frozen=True, slots=True)
class NotedView:
    """One block of kept words: its lines (the first with a label), and a quiet sentence below."""

    mark: str
    label: str
    lines: tuple[str, ...]
    quiet: str


def noted(draft: Draft, said: Wording) -> Mapping[str, NotedView]:
    """Show the kept words of each block: as they stand, or an empty line to write (S0.3, S3.27)."""
    first = draft.names.first("rep")
    shown: dict[str, NotedView] = {}
    for kind in KINDS:
        # The one-per-cent line is new each time; its history stands in the section's prompt.
        kept: tuple[Noted, ...] = () if kind == "one_per_cent" else getattr(draft.memory, kind)
        shown[kind] = NotedView(
            mark=note_mark(kind),
            label=said.say(kind, name=first),
            lines=tuple(cut(note.text, _LENGTH) for note in kept) or (PLACEHOLDER,),
            quiet=_quiet(kind, kept, draft.date, said),
        )
    return shown


def _quiet(kind: Kind, kept: tuple[Noted, ...], today: date, said: Wording) -> str:
    if not kept:
        return ""
    last = max(note.on for note in kept)
    if kind == "skill":
        return said.say("since", day=said.short(last, today))
    return said.say("still_true", day=said.short(last, today)) if today - last >= _REVIEW else ""


def history(memory: Memory, today: date, said: Wording) -> str:
    """Say the last points of improvement in one sentence, newest first; empty before the first (S0.23)."""
    points = [
        said.say("noted_on", text=cut(note.text, _LENGTH // 3), day=said.short(note.on, today))
        for note in memory.one_per_cent[:_HISTORY_SHOWN]
    ]
    return said.say("so_far", points="; ".join(points)) if points else ""


# ---------------------------------------------------------------- what is handed on


def remembered(reading: Reading, draft: Draft) -> Memory:
    """Say what the next page of a pair remembers, from the page made of `draft` as it was read.

    Reading a page again gives the same. A page that is not wholly readable, or on which nobody wrote, changes nothing.
    What is marked sensitive is never among it (S0.21), nor anything of a private section.
    """
    memory = draft.memory
    if not (reading.ours and reading.complete):
        return replace(memory, uncovered=())
    if not any(not line.ours for line in reading.lines):
        return memory
    said = wording(draft.language)
    written = {kind: _written(kind, reading.lines, said.say(kind, name=draft.names.first("rep"))) for kind in KINDS}
    points = [Noted(text, draft.date) for text in written["one_per_cent"]]
    return Memory(
        motivations=_standing(memory.motivations, written["motivations"], draft.date),
        aspirations=_standing(memory.aspirations, written["aspirations"], draft.date),
        skill=_standing(memory.skill, written["skill"], draft.date),
        one_per_cent=(*points, *(note for note in memory.one_per_cent if note.on != draft.date))[:_HISTORY],
        later=_later(reading.lines, draft.agenda.sections, memory.later, draft.date),
        uncovered=tuple(section.key for section in draft.agenda.sections if _left_empty(section, reading.lines)),
    )


def _written(kind: str, lines: Iterable[Line], label: str) -> list[str]:
    """The words of a block as they stand, ours or not, without label and placeholder."""
    heads = re.compile(rf"\W*{re.escape(label.rstrip(': '))}\s*[:：]\s*", re.IGNORECASE)
    texts = []
    for line in lines:
        named = any(found[1] == kind for mark in line.ids if (found := NOTE_ID.fullmatch(mark)))
        begins = heads.match(line.text)
        if (named or begins) and not line.struck and not is_sensitive(line.text):
            text = (line.text[begins.end() :] if begins else line.text).strip().strip(PLACEHOLDER).strip()
            if any(char.isalnum() for char in text):
                texts.append(cut(text, _LENGTH))
    return texts[:_STANDING]


def _standing(before: tuple[Noted, ...], texts: list[str], today: date) -> tuple[Noted, ...]:
    """Words that stay until somebody changes them; a line that is only gone from the page is not forgotten."""
    since = {note.text: note.on for note in before}
    return tuple(Noted(text, since.get(text, today)) for text in texts) or before


def _later(
    lines: Iterable[Line], sections: Iterable[Section], before: tuple[Noted, ...], today: date
) -> tuple[Noted, ...]:
    places = {section.key for section in sections if "updates" in section.blocks}
    since = {note.text: note.on for note in before}
    kept = []
    for line in lines:
        if line.section not in places or line.ours or line.struck or is_sensitive(line.text):
            continue
        tagged = any(tag.partition(":")[0].strip() == _MAIL_TAG for tag in line.tags)
        if tagged or _IS_LATER.search(line.text):
            text = cut(_FROM.sub("", _IS_LATER.sub(" ", line.text).strip()).strip(f"{PLACEHOLDER} "), _LENGTH)
            if any(char.isalnum() for char in text):
                kept.append(Noted(text, since.get(text, today)))
    return tuple(kept[:_LATER])


def is_sensitive(text: str) -> bool:
    """Tell whether a line is marked to stay on its page: `(sensitive)`, in any language of ours (S0.21)."""
    return _IS_SENSITIVE.search(text) is not None


def _left_empty(section: Section, lines: Iterable[Line]) -> bool:
    if not section.again or section.private:
        return False
    return not any(line.section == section.key and (not line.ours or line.box == "done") for line in lines)


def told_later(memory: Memory, today: date, said: Wording) -> tuple[tuple[str, str], ...]:
    """The updates that wait since an earlier page, each with where it comes from: `(from 16 Nov)`."""
    return tuple(
        (clean(note.text), f"({said.say('carried_from')} {said.short(note.on, today)})") for note in memory.later
    )
