"""A rep's figures and deals, and what the rules make of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from oneone.model.commitment import Ask


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
    before_on: date | None = None  # the oldest of what the last written page showed
    source: str = ""
    old: bool = False  # older than 8 days at the 1:1: said on the page
    begins: date | None = None  # without lines: the first day of figures that are of later days


Move = Literal[
    "new", "won", "lost", "slipped", "pulled_in", "amount_up", "amount_down", "stage_forward", "stage_back",
    "category", "owner", "missing", "no_close", "currency", "back",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moved:
    """A deal that is not as it was; `kinds` most important first."""

    kinds: tuple[Move, ...]
    was: Deal | None
    now: Deal | None
    on: date | None = None  # of one that was decided and has left the data since: when


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
    quarter_end: date | None = None  # of the business year; None (older pages): the calendar's
    was_as_of: date | None = None  # the day of the deals compared with; None (older pages): not kept


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


@dataclass(frozen=True, slots=True)
class Closed:
    """A decided deal as it is kept when it has left the CRM's export: what a rep's own rates are computed from."""

    id: str
    on: date
    won: bool
    created: date | None = None
    amount: Decimal | None = None
    currency: str = ""
    stage: str = ""  # the last one it was open in; empty: not known
    name: str = ""  # of one decided lately, and its account: a page may still have to name it
    account: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """A deal that left the data undecided, as it was then; `on` is the day of the first figures without it."""

    deal: Deal
    on: date
    back: date | None = None  # the day of the first figures that have it again


@dataclass(frozen=True, slots=True)
class Pace:
    """A rep's own figures of the last twelve months in one currency (S3.21, S3.29); None where history is too thin.

    `since`: the first day of what is known, when that is less than twelve months; None: twelve months are known.
    """

    currency: str
    won: int = 0
    lost: int = 0
    won_value: Decimal = Decimal(0)
    decided_value: Decimal = Decimal(0)
    conversion: Decimal | None = None  # share of the decided value that was won, 0 to 1
    win_rate: Decimal | None = None  # share of the decided deals that were won, 0 to 1
    cycle: int | None = None  # days from creation to the win, median
    created_a_week: Decimal = Decimal(0)  # value of new deals, average of 13 weeks
    new_a_year: int = 0  # deals created in twelve months, reckoned from those known; 0: too little is known
    each: Decimal | None = None  # average value of a won deal
    thin: Literal["", "decided", "won", "amounts"] = ""  # why there is no conversion
    left_out: int = 0  # deals in another currency
    since: date | None = None
    young: bool = False  # wins are known, but not long enough to tell what a win takes, or what is new a year


Span = Literal["month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a rep is to win until a day, and what is won of it; `from_`: the target was worked out from that span's.

    `as_of`: the day of the figure that says what is won; None: the decided deals say it, as of their own day.
    """

    span: Span
    until: date
    target: Decimal
    won: Decimal
    currency: str
    from_: Span | None = None
    as_of: date | None = None

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
    unknown: tuple[Span, ...] = ()  # with a target, but what was won of it in this currency is not known
    currency: str = ""  # of the targets
    elsewhere: tuple[tuple[Span, str], ...] = ()  # goals in another currency than the nearest one, not shown
    undated: int = 0  # open deals that count for no goal: without close date
    unpriced: int = 0  # with one, but without amount


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


@dataclass(frozen=True, slots=True)
class Resource:
    """What a skill is learned from; `url` is https, or empty."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """A skill of the sales process, the activity it serves, and what it is learned from (S3.38)."""

    skill: str
    activity: str = ""
    resources: tuple[Resource, ...] = ()


@dataclass(frozen=True, slots=True)
class Skills:
    """Beside block `skill`: the chain behind the skill that the two chose, else at most two to choose from (S3.42)."""

    chosen: tuple[Practice, ...] = ()
    offered: tuple[Practice, ...] = ()
    stage: str = ""  # where the offered ones help
    why: Literal["", "lost", "lacking"] = ""  # the rep's own deals ended there, or wait there for the customer
    count: int = 0  # of these deals
    proposals: tuple[Ask, ...] = ()
    since: date | None = None  # the lost ones are those since then; None: of twelve months


Check = Literal["date", "amount", "category", "history", "roles", "close_plan"]


@dataclass(frozen=True, slots=True)
class Tidy:
    """One thing in the CRM that a minute of the rep's mends (S4.6)."""

    check: Check
    deal: Deal
    days: int = 0  # of what the check counts: overdue, or without a word


@dataclass(frozen=True, slots=True)
class Told:
    """What a rep was told alone, before the page (S4.6): a check and the id of its deal each."""

    on: date
    as_of: date  # of the figures it was taken from
    items: tuple[tuple[Check, str], ...]


@dataclass(frozen=True, slots=True)
class Hygiene:
    """Block `hygiene`: at most three, the others as a count; with `told` only what was told and is still so."""

    items: tuple[Tidy, ...] = ()
    more: int = 0
    as_of: date | None = None
    source: str = ""
    old: bool = False
    rep_first: bool = False  # the rep learns it alone first; nothing left over: nothing on the page
    told: date | None = None  # when the rep was told


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
    goal: Decimal | None = None  # what the rep wants to win a year: apart from the quota (S3.48)
    manager: str = ""  # who may read it beside the rep; empty: the rep's only manager


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
    young: bool = False  # what is known since then is too short for figures of a year
    quota: Decimal | None = None  # the company's target for this year, beside the rep's own goal (S3.48)


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
