"""Events and free times as calendars show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person or room of an event."""

    mail: str
    name: str
    kind: Literal["required", "optional", "resource"] = "required"


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the manager's calendar as calendarView shows it; ids are immutable ids."""

    id: str
    etag: str
    kind: Literal["singleInstance", "occurrence", "exception", "seriesMaster"]
    subject: str
    start: datetime
    end: datetime
    is_organizer: bool
    organizer: Attendee
    attendees: tuple[Attendee, ...]
    series: str | None = None
    original_start: datetime | None = None
    cancelled: bool = False
    all_day: bool = False
    show_as: Literal["free", "tentative", "busy", "oof", "workingElsewhere", "unknown"] = "busy"


@dataclass(frozen=True, slots=True)
class Busy:
    """A time at which somebody is not free; `away` means out of office. Nothing is known of what they do."""

    start: datetime
    end: datetime
    away: bool = False


@dataclass(frozen=True, slots=True)
class EventBody:
    """An event read alone, to write into it: its HTML exactly as received."""

    event: Event
    html: str
    online: bool
    join_url: str | None
    written: str | None  # our property: the hash of the block we wrote last, None when never
