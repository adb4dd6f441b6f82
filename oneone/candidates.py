"""Which events of the manager's calendar are a pair's 1:1: candidates, scored, with the reason said (design §7). Pure.

A pair is tied to two people, never to one series: series are made anew, dragged and handed to another organizer.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from oneone.model import Attendee, Event, Meeting, Pair
from oneone.schedule import cadence, local

_TITLE = re.compile(r"\b(1\s*[:\-/]\s*1s?|1on1|one[\s-]*(on|to|2)[\s-]*one|one-?on-?ones?|jour fixe)\b", re.IGNORECASE)

NONE = "no event with just these two people"
TIE_SERIES = "several series have just these two people; name one of them 1:1"
TIE_SINGLE = "several events have just these two people; name one of them 1:1, or make it recurring"


@dataclass(frozen=True, slots=True)
class OneOnOnes:
    """The events that are this pair's 1:1, earliest first, and why these; a tie has no events and says what to do."""

    events: tuple[Event, ...]
    why: str
    tie: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A series, or single events of one name, with just the two; the higher score is taken."""

    events: tuple[Event, ...]
    recurring: bool
    titled: bool  # named as 1:1s are
    theirs: bool  # one of the two organizes it, not somebody for them
    known: bool  # meetings of the pair were in it before

    @property
    def score(self) -> tuple[bool, bool, bool]:
        """Recurring first, then title words, then who organizes it."""
        return (self.recurring, self.titled, self.theirs)


def one_on_ones(pair: Pair, events: Iterable[Event], meetings: Sequence[Meeting] = ()) -> OneOnOnes:
    """The pair's 1:1 among the manager's events: by people, then recurring, then title words, then where it was before.

    Rooms do not count as people, nor does an old address of one of the two. An event with a third person is no 1:1,
    unless that person only arranged it for the two and it is named so. All-day events are none. A tie takes nothing.
    """
    candidates = _candidates(pair, events, meetings)
    if not candidates:
        return OneOnOnes((), NONE)
    best = max(candidate.score for candidate in candidates)
    chosen = [candidate for candidate in candidates if candidate.score == best]
    if chosen[0].recurring:
        return _of_series(pair, chosen, [c for c in candidates if not c.recurring], meetings)
    if chosen[0].titled:
        return OneOnOnes(_sorted(chosen), f"single events with just these two people and a 1:1 title{_by(chosen)}")
    if len(chosen) == 1:
        many = len(chosen[0].events) > 1
        why = "single events of one name with just these two people" if many else "the only event with just these two"
        return OneOnOnes(chosen[0].events, (why if many else f"{why} people") + _by(chosen))
    known = [candidate for candidate in chosen if candidate.known]
    if len(known) == 1:
        return OneOnOnes(known[0].events, f"single events named as their meetings were so far{_by(known)}")
    return OneOnOnes((), TIE_SINGLE, tie=True)


def _of_series(pair: Pair, chosen: list[Candidate], singles: list[Candidate], meetings: Sequence[Meeting]) -> OneOnOnes:
    why = "the series with just these two people"
    if chosen[0].titled:
        why += " and a 1:1 title"
    if len(chosen) > 1:
        alive = [candidate for candidate in chosen if any(not event.cancelled for event in candidate.events)]
        chosen = alive or chosen
    if not _apart(pair, chosen):
        known = [candidate for candidate in chosen if candidate.known]
        if len(known) != 1:
            return OneOnOnes((), TIE_SERIES, tie=True)
        others = [candidate for candidate in chosen if _apart(pair, [known[0], candidate])]
        chosen = [known[0], *(candidate for candidate in others if candidate is not known[0])]
        why = "the series that their meetings were in so far"
        if not _apart(pair, chosen):
            chosen = known
    if len(chosen) > 1:
        why += ", and the one that continues it"  # a series that was made anew
    taken = {_day(pair, event) for candidate in chosen for event in candidate.events if not event.cancelled}
    extra = [
        event
        for single in singles
        for event in single.events
        if _day(pair, event) not in taken and _belongs(pair, event, single, chosen, meetings)
    ]
    return OneOnOnes(tuple(sorted([*_sorted(chosen), *extra], key=lambda event: event.start)), why + _by(chosen))


def _belongs(pair: Pair, event: Event, single: Candidate, chosen: list[Candidate], meetings: Sequence[Meeting]) -> bool:
    """Whether a single event beside the series is a 1:1 too: named as one, or what makes up for a cancelled one."""
    if single.titled or any(event.id == m.event or event.start == m.make_up for m in meetings):
        return True
    near = [m for m in meetings if m.calendar == "cancelled" and abs(m.start - event.start) <= cadence(pair) / 2]
    return bool(near) and _name(event) in {_name(other) for candidate in chosen for other in candidate.events}


def _candidates(pair: Pair, events: Iterable[Event], meetings: Sequence[Meeting]) -> list[Candidate]:
    ids = {meeting.event for meeting in meetings} | {meeting.series for meeting in meetings}
    groups: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        if not event.all_day and _between(event, pair):
            groups.setdefault(("series", event.series) if event.series else ("single", _name(event)), []).append(event)
    return [
        Candidate(
            events=tuple(sorted(group, key=lambda event: event.start)),
            recurring=kind == "series",
            titled=_titled(group[0]),
            theirs=_one_of(pair, group[0].organizer),
            known=any({event.id, event.series} & ids for event in group),
        )
        for (kind, _), group in groups.items()
    ]


def _sorted(chosen: list[Candidate]) -> tuple[Event, ...]:
    return tuple(sorted((event for one in chosen for event in one.events), key=lambda event: event.start))


def _apart(pair: Pair, chosen: list[Candidate]) -> bool:
    """Whether each of these series ends before the next begins, as when one is made anew; two side by side are two."""
    spans = sorted((_day(pair, one.events[0]), _day(pair, one.events[-1])) for one in chosen)
    return all(before[1] < after[0] for before, after in itertools.pairwise(spans))


def _day(pair: Pair, event: Event) -> date:
    return local(event.start, pair).date()


def _by(chosen: list[Candidate]) -> str:
    if chosen[-1].events[0].is_organizer:
        return ", organized by the manager"
    return ", organized by the rep" if chosen[-1].theirs else ", arranged by somebody for them"


def _name(event: Event) -> str:
    return " ".join(event.subject.casefold().split())


def _titled(event: Event) -> bool:
    return _TITLE.search(event.subject) is not None


# ---------------------------------------------------------------- people


def _addresses(pair: Pair) -> tuple[frozenset[str], frozenset[str]]:
    of = {"rep": (pair.key.rep, pair.rep_mail), "manager": (pair.key.manager, pair.manager_mail)}
    rep, manager = (frozenset(a.casefold() for a in of[side] if a) for side in ("rep", "manager"))
    return rep, manager


def _one_of(pair: Pair, person: Attendee) -> bool:
    rep, manager = _addresses(pair)
    return person.mail.casefold() in rep | manager


def _between(event: Event, pair: Pair) -> bool:
    """Whether the event is between the two alone."""
    rep, manager = _addresses(pair)
    attending = [person for person in event.attendees if person.kind != "resource"]
    people = [event.organizer, *attending]
    here = [person for person in people if person.mail.casefold() in rep | manager]
    names = {person.name.casefold() for person in here if person.name}
    strangers = [person for person in people if person not in here and not _double(person, names)]
    mails = {person.mail.casefold() for person in here}
    if not (mails & rep and mails & manager):
        return False
    # Somebody who books for the two but does not come: their assistant's own mailbox is then the organizer.
    arranged = [event.organizer] == strangers and event.organizer not in attending and _titled(event)
    return not strangers or arranged


def _double(person: Attendee, names: set[str]) -> bool:
    """An old address of one of the two: a directory name of a former Exchange, or the same name once more."""
    return "@" not in person.mail or person.name.casefold() in names
