"""An agenda, and all that a page is rendered from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from oneone.model.commitment import Ask, Promises
from oneone.model.numbers import (
    Charts,
    Coverage,
    Deal,
    Growth,
    Hygiene,
    KeyDeals,
    Kpi,
    Kpis,
    Movement,
    Skills,
    Winnable,
)
from oneone.model.pair import Names, PairKey, Side


@dataclass(frozen=True, slots=True)
class Section:
    """One part of an agenda, as stored with the draft of each page."""

    key: str
    heading: str
    minutes: int = 0
    looks: Literal["past", "future"] = "future"
    prompt: str = ""
    questions: str = ""
    blocks: tuple[str, ...] = ()
    notes: Literal["both", "lines", "rep", "manager", "none"] = "none"
    private: bool = False
    collects: bool = False
    levels: tuple[str, ...] = ()  # empty: every level
    lines: tuple[str, ...] = ()  # labels, each with room behind it
    serves: Literal["", "relationship", "learning", "deals"] = ""  # what it is for, when its blocks do not say so
    again: bool = False  # left empty, it is offered first next time
    rep_first: bool = False  # block `hygiene`: the rep is told alone, a working day before the page (S4.6)
    charts: tuple[str, ...] = ()  # figures that block `charts` draws; empty: the first ones with a history


@dataclass(frozen=True, slots=True)
class Agenda:
    """An agenda as its TOML file says it, checked."""

    name: str
    purpose: str
    minutes: int
    sections: tuple[Section, ...]
    conduct: str = ""  # what both bring to each 1:1


@dataclass(frozen=True, slots=True)
class Noted:
    """Words that a page keeps for the next ones, and the meeting on whose page they were first written."""

    text: str
    on: date


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of the pair: its date and https web link."""

    on: date
    url: str


@dataclass(frozen=True, slots=True)
class Memory:
    """What the earlier pages of a pair hand on to its next one; nothing of a private section, nothing `sensitive`."""

    motivations: tuple[Noted, ...] = ()  # as they stand (S0.3)
    aspirations: tuple[Noted, ...] = ()  # the rep's own words (S3.27)
    skill: tuple[Noted, ...] = ()
    one_per_cent: tuple[Noted, ...] = ()  # newest first (S0.23)
    later: tuple[Noted, ...] = ()  # updates that were marked "later" on the last page (S0.19)
    uncovered: tuple[str, ...] = ()  # keys of sections that stayed empty on the last page (S0.22)


@dataclass(frozen=True, slots=True)
class Blocks:
    """What the blocks of a page are filled with; None: the agenda has no such block."""

    promises: Promises | None = None
    kpis: Kpis | None = None
    movement: Movement | None = None
    deals: KeyDeals | None = None
    coverage: Coverage | None = None
    winnable: Winnable | None = None
    hygiene: Hygiene | None = None
    growth: Growth | None = None
    charts: Charts | None = None
    skills: Skills | None = None

    @property
    def proposals(self) -> tuple[Ask, ...]:
        """What the page proposes to the rep: accepted by a tick, forgotten otherwise (S3.19, S3.33)."""
        return (
            *(self.winnable.proposals if self.winnable else ()),
            *(self.coverage.proposals if self.coverage else ()),
            *(self.skills.proposals if self.skills else ()),
        )


@dataclass(frozen=True, slots=True)
class MakeUp:
    """A time in the week of a cancelled 1:1 at which both are free: a proposal, never booked (S2.4)."""

    of: date  # the cancelled meeting
    start: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """All that page and invite are rendered from; stored before the page is created: a retry renders the same."""

    pair: PairKey
    date: date
    names: Names
    language: str
    start: datetime
    minutes: int
    timezone: str
    agenda: Agenda  # sections of the pair's level only
    blocks: Blocks
    made_on: datetime
    last_page_url: str | None = None
    keep_months: int = 24
    invite_shows: Literal["counts", "titles"] = "counts"
    new_ids: tuple[tuple[Side, str], ...] = ()  # ids of the empty to-do lines, in the order of the page
    memory: Memory = Memory()
    announces: Agenda | None = None  # the agenda that takes effect with the next page (S3.5)
    unheld: tuple[PageLink, ...] = ()  # pages written for meetings that were cancelled since the last one held
    make_up: MakeUp | None = None  # a coming 1:1 was cancelled, and both are free then
    number: int | None = None  # of this page in the pair's row of pages: questions rotate by it; None: by the week
    fork_ids: tuple[str, ...] = ()  # ids of the rep's three answers under `forks` (coaching goals)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is kept with a meeting: the draft, the figures behind it, and what we wrote ourselves."""

    draft: Draft
    made: tuple[str, ...]  # digests of the lines that we wrote (page.digests)
    deals: tuple[Deal, ...] = ()
    deals_as_of: date | None = None
    kpis: tuple[Kpi, ...] = ()
