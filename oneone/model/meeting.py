"""A 1:1 and how far it is; what is kept of pairs, accounts and sign-ins beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from oneone.model.numbers import Told
from oneone.model.page import Memory
from oneone.model.pair import PairKey


@dataclass(frozen=True, slots=True)
class Meeting:
    """One 1:1 of a pair and how far its columns are (design §3); key is pair and `date`, never changed."""

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
    # the heads-up to the rep alone, before the page; `writing` without a later word: its answer was lost
    heads_up: Literal["no", "writing", "yes", "off"] = "no"
    heads_up_why: str = ""
    told: Told | None = None
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
