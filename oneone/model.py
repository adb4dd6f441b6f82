"""What the parts talk about: frozen data, standard library only, no input or output.

Datetimes are aware and in UTC unless a name says local; dates are the pair's local dates. Money is `Decimal`.
"""

from __future__ import annotations

import re
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
        rep, manager = name_words(self.rep)[0], name_words(self.manager)[0]
        if rep.casefold() == manager.casefold():
            return self.of(side)
        return rep if side == "rep" else manager

    def forms(self, side: Side) -> tuple[str, ...]:
        """What this one may be called, the full name first; without what could be the other one, too."""
        other = {form.casefold() for form in _forms(self.of("manager" if side == "rep" else "rep"))}
        own = dict.fromkeys([self.of(side), *_forms(self.of(side))])
        return tuple(form for form in own if form == self.of(side) or form.casefold() not in other)


def name_words(name: str) -> list[str]:
    """Take a shown name apart, first name first: "Park, Lee" and "Dr. Lee Park (Contoso)" are Lee Park."""
    bare = re.sub(r"\s*[(\[][^()\[\]]*[)\]]", "", name)
    last, comma, first = bare.partition(",")
    words = (f"{first} {last}" if comma and first.strip() else bare.replace(",", " ")).split()
    while len(words) > 1 and words[0].casefold().strip(".") in _TITLES:
        words = words[1:]
    return words or name.split() or [name]


_TITLES = frozenset(("dr", "prof", "mr", "mrs", "ms", "mx", "herr", "frau", "ing", "dipl-ing", "mme", "sr", "sra"))


def _forms(name: str) -> list[str]:
    words = name_words(name)
    if len(words) < 2:
        return words
    first, last = words[0], words[-1]
    forms = [" ".join(words), f"{first} {last}", f"{last}, {first}", f"{last} {first}", first, last]
    forms += [f"{first} {last[0]}.", f"{first} {last[0]}"]
    return [*forms, first.split("-")[0]] if "-" in first else forms


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
    handed_on: Memory | None = None  # what the next page remembers of this one; text of people
    page_note: str = ""  # what the next page says about reading this one ("partly readable", "could not be read")
    # what the calendars say about it (S2.4, S2.28)
    away: Literal["", "rep", "manager", "both"] = ""  # out of office then: why it was cancelled, or left untouched
    asked_at: datetime | None = None  # when both calendars were asked why, and for a slot to make up for it
    make_up: datetime | None = None  # both are free then: a proposal, never booked
    no_buffer: bool = False  # the manager's next meeting begins when this one ends
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
    section_number: int = 1  # 2 and on: sections before it were full
    refused_since: datetime | None = None  # when the notebook was first refused, and ever since
    app: str = ""  # createdByAppId of our pages, once one was made
    calendar_seen: datetime | None = None  # when the calendar last showed an event of the pair
    invite_off: str = ""  # why no invite is written for this pair; said once
    found: str = ""  # which events are the pair's 1:1, and why these
    rep_mail: str = ""  # addresses as the directory has them, asked for once when no event was found without
    manager_mail: str = ""
    made: Literal["no", "writing", "yes"] = "no"  # the series of `invite = create`: made once ever, or found
    made_at: datetime | None = None  # when the last attempt to make it was recorded
    made_from: date | None = None  # its first day: a repeated attempt asks for the very same series
    standing: Literal["no", "writing", "yes", "off"] = "no"  # the agenda in the series of `invite = series`
    standing_in: str = ""  # the series that this is about: a series made anew gets it once, too
    standing_at: datetime | None = None
    standing_why: str = ""
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
    connected_at: datetime | None = None  # when the person last signed in
    trouble: str = ""  # what who runs oneone has to mend; gone with the next clean pass


@dataclass(frozen=True, slots=True)
class SignIn:
    """A person's kept sign-in; `cache` is the secret, in MSAL's own form."""

    account: str
    person: str  # object id in the directory: another person of the same name is not let in
    tenant: str
    scopes: tuple[str, ...]  # what the person agreed to
    connected_at: datetime
    renewed_at: datetime  # when Microsoft Entra last gave a new refresh token
    lapses_at: datetime | None = None  # when that one ends, where the answer told
    claims: str = ""  # what Entra demands at the next sign-in (JSON)
    cache: str = field(default="", repr=False)
    version: str = ""  # of the row; empty: never stored


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


Why = Literal["must_win", "asked", "changed", "closing", "large"]
"""What brings an open deal into the talk: indispensable, named in a promise, moved, closing soon, or large."""


@dataclass(frozen=True, slots=True)
class KeyDeals:
    """Blocks `deals` and `network`: the open deals that time should go to, most potential first (S2.18)."""

    deals: tuple[Deal, ...] = ()
    as_of: date | None = None  # None: nothing was imported
    source: str = ""
    old: bool = False
    open: int = 0  # open deals in the data
    why: tuple[tuple[Why, ...], ...] = ()  # for each deal what brings it here, most important first
    before: tuple[Decimal | None, ...] = ()  # for each deal the amount that the last written page knew


# ---------------------------------------------------------------- numbers that lead to a next step


@dataclass(frozen=True, slots=True)
class Closed:
    """A decided deal as it is kept when it has left the CRM's export: what a rep's own rates are computed from."""

    id: str
    on: date
    won: bool
    created: date | None = None
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """A rep's own figures of the last twelve months in one currency (S3.21, S3.29); None where history is too thin."""

    currency: str
    won: int = 0
    lost: int = 0
    won_value: Decimal = Decimal(0)
    decided_value: Decimal = Decimal(0)
    conversion: Decimal | None = None  # share of the decided value that was won, 0 to 1
    win_rate: Decimal | None = None  # share of the decided deals that were won, 0 to 1
    cycle: int | None = None  # days from creation to the win, median
    created_a_week: Decimal = Decimal(0)  # value of new deals, average of 13 weeks
    new_a_year: int = 0  # deals created in the last twelve months
    each: Decimal | None = None  # average value of a won deal
    thin: Literal["", "decided", "won", "amounts"] = ""  # why there is no conversion
    left_out: int = 0  # deals in another currency


Span = Literal["month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a rep is to win until a day, and what is won of it; `from_`: the target was worked out from that span's."""

    span: Span
    until: date
    target: Decimal
    won: Decimal
    currency: str
    from_: Span | None = None

    @property
    def left(self) -> Decimal:
        """What is still to win; never negative."""
        return max(self.target - self.won, Decimal(0))


@dataclass(frozen=True, slots=True)
class Horizon:
    """One goal and the pipeline it needs: `needed` = left ÷ the rep's own conversion (S3.21, S3.22)."""

    goal: Goal
    open: Decimal  # open deals that close until then
    needed: Decimal | None = None
    gap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Block `coverage`: how much pipeline this rep needs; no horizon: the block says which figures are missing."""

    horizons: tuple[Horizon, ...] = ()
    pace: Pace | None = None
    ahead: tuple[tuple[date, Decimal], ...] = ()  # end of a quarter, what is then expected over (or under) its target
    slowing: tuple[int, int] | None = None  # new deals of the last four weeks, and of the four before (S3.26)
    find: int = 0  # new opportunities that close the gap (S3.24)
    find_by: date | None = None  # later ones would close too late, at the rep's own cycle time
    proposals: tuple[Ask, ...] = ()
    as_of: date | None = None
    source: str = ""
    old: bool = False


@dataclass(frozen=True, slots=True)
class Unproven:
    """An act of the customer that a stage needs and nobody has recorded (S3.15)."""

    key: str
    text: str
    proposal: str  # what the rep can do so that it happens


@dataclass(frozen=True, slots=True)
class Evidence:
    """A deal's stage as the CRM says it, and the one that acts of the customer support (S3.16)."""

    deal: Deal
    claimed: str
    supported: str  # empty: not even the first one
    missing: tuple[Unproven, ...]  # up to the claimed stage
    present: int
    known: bool = True  # the sales process knows the claimed stage
    must_win: bool = False


@dataclass(frozen=True, slots=True)
class Winnable:
    """Block `verifiers`: key short-term deals with their evidence, and proposals to accept or leave (S3.12-S3.19)."""

    deals: tuple[Evidence, ...] = ()
    proposals: tuple[Ask, ...] = ()
    recorded: bool = False  # any deal of the rep has a verifier; else nothing can be said about evidence
    as_of: date | None = None
    source: str = ""
    old: bool = False


Check = Literal["date", "amount", "category", "history", "roles", "close_plan"]


@dataclass(frozen=True, slots=True)
class Tidy:
    """One thing in the CRM that a minute of the rep's mends (S4.6)."""

    check: Check
    deal: Deal
    days: int = 0  # of what the check counts: overdue, or without a word


@dataclass(frozen=True, slots=True)
class Hygiene:
    """Block `hygiene`: at most three, the others as a count."""

    items: tuple[Tidy, ...] = ()
    more: int = 0
    as_of: date | None = None
    source: str = ""
    old: bool = False


@dataclass(frozen=True, slots=True)
class Aspiration:
    """What a rep wants to reach, in the rep's own words and figures (people.csv; S3.27, S3.28); for the two only."""

    definition: str = ""
    currency: str = ""
    earnings_now: Decimal | None = None  # a year
    earnings_goal: Decimal | None = None
    commission: Decimal | None = None  # percent of a won deal's value that the rep earns
    opportunities: Decimal | None = None  # a year
    revenue_per_customer: Decimal | None = None
    win_rate: Decimal | None = None  # percent
    cycle_days: Decimal | None = None
    change: str = ""  # the activity or skill that has to change (S3.31)


@dataclass(frozen=True, slots=True)
class Driver:
    """One growth driver: now, as aspired to, and what reaching it alone is worth a year (S3.29)."""

    name: Literal["opportunities", "revenue_per_customer", "win_rate", "cycle_days"]
    now: Decimal | None
    goal: Decimal | None
    worth: Decimal | None  # won value a year
    earned: Decimal | None = None  # of that, the rep's own, when the commission is known


@dataclass(frozen=True, slots=True)
class Growth:
    """Block `aspirations`: the four drivers of growth (S3.29, S3.30)."""

    aspiration: Aspiration
    drivers: tuple[Driver, ...] = ()
    since: date | None = None  # the figures of now are those of the time from here
    thin: bool = False


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure over time: one point for each day it was imported on, oldest first."""

    metric: str
    unit: str
    points: tuple[tuple[date, Decimal], ...]
    target: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Charts:
    """Block `charts`: one picture a trend; none: too few weeks are known."""

    trends: tuple[Trend, ...] = ()


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

    @property
    def proposals(self) -> tuple[Ask, ...]:
        """What the page proposes to the rep: accepted by a tick, forgotten otherwise (S3.19, S3.33)."""
        return (
            *(self.winnable.proposals if self.winnable else ()),
            *(self.coverage.proposals if self.coverage else ()),
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
    cited: bool = False  # a quotation, code, or the stamp of a clipping: a promise only when it has a box


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
