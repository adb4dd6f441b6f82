"""Promises: as they are kept, and as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from oneone.model.pair import Side

State = Literal["open", "done", "dropped"]


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise of one of the two; id is derived from where it was first seen, so a second reading finds the same."""

    id: str
    owner: Side | None
    text: str
    due: date | None
    state: State
    origin: date  # the meeting on whose page it began
    reason: str = ""  # why it was dropped
    kind: Literal["action", "coaching"] = "action"
    sure: bool = True  # a `possible` one is asked once under "Did we agree these?"
    asked_on: date | None = None  # the meeting whose page asked
    closed_on: date | None = None  # the meeting on which it was seen done or dropped
    section: str = ""
    serves: str = ""
    missing_in: tuple[date, ...] = ()  # meetings on whose page it was looked for and not found
    seen_on: date | None = None  # the last meeting on whose page it stood
    due_said: bool = False  # the date was written by a person, not assumed


@dataclass(frozen=True, slots=True)
class Promise:
    """An open commitment as the page shows it."""

    id: str
    owner: Side | None
    text: str
    due: date | None
    late: bool
    origin: date
    origin_url: str | None  # https web link of the page it began on
    kind: Literal["action", "coaching"] = "action"  # coaching goals never stand in an invite


@dataclass(frozen=True, slots=True)
class Ask:
    """A line of the last page that is not sure: asked once."""

    id: str
    text: str
    owner: Side | None
    due: date | None


@dataclass(frozen=True, slots=True)
class Hint:
    """A kind thought about a promise, said once: `key` is a phrase of words.toml."""

    id: str
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Promises:
    """Block `promises`: what is open, what was kept since the last page, what is asked."""

    open: tuple[Promise, ...] = ()
    since: date | None = None
    kept: tuple[tuple[Side, int, int], ...] = ()  # side, kept, of how many
    kept_texts: tuple[str, ...] = ()
    gone_texts: tuple[str, ...] = ()  # dropped because they left two pages: named once
    asks: tuple[Ask, ...] = ()
    hints: tuple[Hint, ...] = ()
    note: str = ""  # key into words.toml when the last page could not be read in full, else empty
