"""What the parts talk about: frozen data, standard library only, no input or output.

Datetimes are aware and in UTC unless a name says local; dates are the pair's local dates. Money is `Decimal`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

Side = Literal["rep", "manager"]
"""Who of the two: everything a person owns, writes or promises is the rep's or the manager's."""

# ---------------------------------------------------------------- pairs


@dataclass(frozen=True, slots=True, order=True)
class PairKey:
    """Two user principal names, lower case: whom a 1:1 is between."""

    manager: str
    rep: str

    def __str__(self) -> str:
        """For messages to the admin: `dana@contoso.com / lee@contoso.com`."""
        return f"{self.manager} / {self.rep}"


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of the admin's table (design §4), read leniently and checked."""

    key: PairKey
    notebook_url: str
    manager_name: str = ""  # empty: the directory says, else the part before @
    rep_name: str = ""
    manager_mail: str = ""  # empty: the user principal name
    rep_mail: str = ""
    section: str = ""  # `Section` or `Group/Section`; empty: the rep's name
    shared_ok: bool = False
    agenda: str = "weekly"
    level: Literal["first-line", "second-line"] = "first-line"
    cadence: Literal["weekly", "biweekly", "monthly"] = "weekly"
    weekday: int = 0  # Monday is 0
    time: time = time(9, 0)
    minutes: int = 30
    timezone: str = "UTC"
    starts_on: date | None = None
    account: str = ""  # empty: the manager
    invite: Literal["occurrence", "series", "create", "off"] = "occurrence"
    invite_shows: Literal["counts", "titles"] = "counts"
    language: str = "en-GB"
    active: bool = True

    @property
    def signs_in(self) -> str:
        """The account that works in OneNote for this pair."""
        return self.account or self.key.manager


@dataclass(frozen=True, slots=True)
class Names:
    """How the two are called on page and invite; never empty."""

    rep: str
    manager: str

    def of(self, side: Side) -> str:
        """The full name of one side."""
        return self.rep if side == "rep" else self.manager

    def first(self, side: Side) -> str:
        """The name for labels: first names, or full names when the first names are equal."""
        rep, manager = self.rep.split()[0], self.manager.split()[0]
        if rep.casefold() == manager.casefold():
            return self.of(side)
        return rep if side == "rep" else manager


# ---------------------------------------------------------------- calendar and meetings


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


@dataclass(frozen=True, slots=True)
class EventBody:
    """An event read alone, to write into it: its HTML exactly as received."""

    event: Event
    html: str
    online: bool
    join_url: str | None
    written: str | None  # our property: the hash of the block we wrote last, None when never


@dataclass(frozen=True, slots=True)
class Meeting:
    """One 1:1 of a pair and how far its four columns are (design §3); key is pair and `date`, never changed."""

    pair: PairKey
    date: date  # the local date at first sight
    start: datetime
    minutes: int
    # the event it belongs to
    event: str | None = None
    series: str | None = None
    original_start: datetime | None = None
    organized: bool = False  # the manager is organizer: the only case in which the invite is written
    calendar: Literal["unknown", "kept", "moved", "cancelled"] = "unknown"
    moves: int = 0
    # the page
    page: Literal["no", "writing", "yes", "gone"] = "no"
    page_at: datetime | None = None  # when the last attempt to create was recorded
    page_since: datetime | None = None  # the same on OneNote's clock, which a run with another `--now` does not share
    looked_at: datetime | None = None  # the first look that found no page after an unknown answer
    page_id: str | None = None
    page_url: str | None = None
    root: str | None = None  # where page and section live: `users/…`, `sites/…`, `groups/…`
    section: str | None = None
    # the invite
    invite: Literal["no", "writing", "yes", "off"] = "no"
    invite_why: str = ""
    invite_hash: str = ""
    invite_at: datetime | None = None
    # the scan
    scan: Literal["no", "once", "final"] = "no"
    outcome: Literal["", "written", "untouched", "cancelled"] = ""
    page_hash: str = ""
    page_note: str = ""  # what the next page says about reading this one ("partly readable", "could not be read")
    # failures
    attention: str = ""
    fails: int = 0
    next_try: datetime | None = None

    @property
    def end(self) -> datetime:
        """When it is over, UTC."""
        return self.start + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Due:
    """What we keep about a pair beside its meetings: when to look next, and ids that cost requests to find."""

    pair: PairKey
    account: str
    next_due: datetime | None = None  # may be early, never late; None: never (inactive)
    row_seen: str = ""  # the version of the admin's row this was computed from
    rep_name: str = ""  # from the directory
    manager_name: str = ""
    notebook_url: str = ""  # the address that `root`, `notebook` and `section` were resolved from
    section_path: str = ""
    root: str = ""
    notebook: str = ""
    section: str = ""
    section_url: str = ""
    app: str = ""  # createdByAppId of our pages, once one was made
    calendar_seen: datetime | None = None  # when the calendar last showed an event of the pair
    invite_off: str = ""  # why no invite is written for this pair; said once
    attention: str = ""  # what a person has to do for this pair


@dataclass(frozen=True, slots=True)
class Account:
    """Whose sign-in does the work, and who is working for it now."""

    account: str
    claimed_by: str = ""
    claimed_until: datetime | None = None
    fails: int = 0  # passes begun and not ended cleanly, in a row
    parked: str = ""  # why it waits for a sign-in
    parked_at: datetime | None = None
    last_pass: datetime | None = None
    poisoned_at: datetime | None = None  # when a message for it was given up after several failures


# ---------------------------------------------------------------- commitments

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


# ---------------------------------------------------------------- agenda and page


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


@dataclass(frozen=True, slots=True)
class Agenda:
    """An agenda as its TOML file says it, checked."""

    name: str
    purpose: str
    minutes: int
    sections: tuple[Section, ...]
    conduct: str = ""  # what both bring to each 1:1


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
class Promises:
    """Block `promises`: what is open, what was kept since the last page, what is asked."""

    open: tuple[Promise, ...] = ()
    since: date | None = None
    kept: tuple[tuple[Side, int, int], ...] = ()  # side, kept, of how many
    kept_texts: tuple[str, ...] = ()
    gone_texts: tuple[str, ...] = ()  # dropped because they left two pages: named once
    asks: tuple[Ask, ...] = ()
    note: str = ""  # key into words.toml when the last page could not be read in full, else empty


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal as the CRM says it on a day."""

    id: str
    name: str
    account: str = ""
    amount: Decimal | None = None
    currency: str = ""
    stage: str = ""
    close: date | None = None
    category: str = ""
    probability: int | None = None  # percent
    created: date | None = None
    last_activity: date | None = None
    next_step: str = ""
    close_plan: date | None = None
    contact_roles: str = ""
    verifiers: str = ""
    pushes: int = 0  # how often its close date moved later since we know it


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure of a rep on a day."""

    metric: str
    on: date
    value: Decimal | None
    target: Decimal | None
    unit: str  # `count`, `percent` (42 means 42 %), or a currency code


@dataclass(frozen=True, slots=True)
class KpiLine:
    """A figure on the page: now, target, and what the last written page showed."""

    metric: str
    unit: str
    now: Decimal | None
    target: Decimal | None
    before: Decimal | None


@dataclass(frozen=True, slots=True)
class Kpis:
    """Block `kpis`; no lines: the block says that nothing was imported."""

    lines: tuple[KpiLine, ...] = ()
    as_of: date | None = None
    before_on: date | None = None
    source: str = ""
    old: bool = False  # older than 8 days: said on the page


Move = Literal[
    "new", "won", "lost", "slipped", "pulled_in", "amount_up", "amount_down", "stage_forward", "stage_back",
    "category", "owner", "missing",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moved:
    """A deal that is not as it was; `kinds` most important first."""

    kinds: tuple[Move, ...]
    was: Deal | None
    now: Deal | None


@dataclass(frozen=True, slots=True)
class Movement:
    """Block `movement`: at most five deals, the rest as counts (S4.23)."""

    moved: tuple[Moved, ...] = ()
    counts: tuple[tuple[Move, int], ...] = ()  # over all deals, by their first kind
    since: date | None = None  # None: first page, nothing to compare with
    as_of: date | None = None
    source: str = ""
    old: bool = False
    deals: int = 0  # open deals in the data


@dataclass(frozen=True, slots=True)
class KeyDeals:
    """Blocks `deals` and `network`: the open deals that time should go to, most potential first (S2.18)."""

    deals: tuple[Deal, ...] = ()
    as_of: date | None = None  # None: nothing was imported
    source: str = ""
    old: bool = False
    open: int = 0  # open deals in the data


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


# ---------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph as a person sees it, with where it stands. Nothing of a private section ever becomes a Line."""

    text: str  # visible, white space folded, never empty
    box: Literal["open", "done"] | None = None  # only shapes that are tasks: to-do, to-do-priority-1, -2
    tags: tuple[str, ...] = ()  # all note tags as received
    section: str | None = None  # key of the agenda's section; None: outside
    heading: str = ""  # the heading it stands under, as visible
    collects: bool = False
    owner: Side | None = None  # by column, subheading or label, not by its own words
    depth: int = 0
    struck: bool = False  # the whole line is struck through
    ids: tuple[str, ...] = ()  # data-id, its own or the nearest around it
    links: tuple[str, ...] = ()
    row: tuple[str, ...] = ()  # the other cells of its table row
    ours: bool = False  # as we wrote it: a label, a prompt, a number, an untouched placeholder


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as read; not `complete` when ink, a failed paragraph or a private section hid a part."""

    lines: tuple[Line, ...]
    complete: bool
    unread: tuple[str, ...]  # headings of private sections
    reference: str | None  # `7q2k9d-20261123` when the last line is there
    ours: bool  # any mark of ours is on it; False: not our page any more, or wiped
    written: dict[str, int] = field(default_factory=dict)  # lines of people: rep, manager, unknown
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A commitment as a page says it, before it is matched with what is known."""

    line: str
    text: str
    owner: Side | None
    due: date | None
    state: State
    id: str | None  # of a known or pre-assigned commitment, when the line carries it
    section: str  # heading, as visible; empty: outside
    source: Literal["carried", "tag", "section", "mark"]
    confidence: Literal["sure", "possible"]
    ask: bool = False  # stood under "Did we agree these?": a tick there means yes, not done
