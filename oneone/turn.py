"""A pair's turn in a pass: what is known of the pair, what may be called, and what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from oneone.errors import NeedsAttention
from oneone.graph.answers import no_access
from oneone.graph.calendar import Calendar
from oneone.graph.client import Session
from oneone.graph.onenote import OneNote, clean_name, numbered
from oneone.graph.people import person
from oneone.model import Due, Event, Meeting, Names, Pair
from oneone.schedule import Timing, next_due
from oneone.store.ledger import Audit, Kept, Ledger

SPREADS_WITHIN = timedelta(hours=6)  # a permission on a new site reaches OneNote
SPREADING_AGAIN = timedelta(minutes=30)
TOLD_BEFORE = timedelta(hours=2)  # the 1:1: then a person is told all the same
KNOWN_BACK = timedelta(days=120)  # meetings older than this are read one by one when a promise points to them


@dataclass(slots=True)
class Report:
    """What a pass did, for the command line, the log and the tests."""

    heads_up: list[str] = field(default_factory=list)  # 1:1s whose rep was told alone, before the page
    prepared: list[str] = field(default_factory=list)
    scanned: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    attention: list[str] = field(default_factory=list)
    promises: int = 0  # collected or changed by reading pages
    mails: int = 0  # update mails and invitations that attendees got by our changes of events
    requests: Counter[str] = field(default_factory=Counter)

    def add(self, other: Report) -> None:
        """Take in what another pass did."""
        for name in ("heads_up", "prepared", "scanned", "later", "attention"):
            getattr(self, name).extend(getattr(other, name))
        self.promises += other.promises
        self.mails += other.mails
        self.requests.update(other.requests)


@dataclass(slots=True)
class Turn:
    """One pair in one pass; `meetings` and `due` are always as stored last."""

    pair: Pair
    version: str  # of the admin's row
    due: Due
    ledger: Ledger
    session: Session
    onenote: OneNote
    calendar: Calendar
    clock: Callable[[], datetime]
    wall: Callable[[], datetime]  # the real time, also in a run with `--now`
    timing: Timing
    templates: Path | None
    keep_months: int
    several: bool = False  # the rep has 1:1s with more than one manager
    first_month: int = 1  # of the business year, 1 to 12
    meetings: dict[date, Kept[Meeting]] = field(default_factory=dict)
    look_again: datetime | None = None  # earlier than the meetings ask for
    events: tuple[Event, ...] = ()  # the pair's 1:1s as the calendar showed them in this pass
    report: Report = field(default_factory=Report)

    @property
    def known(self) -> list[Meeting]:
        """The pair's meetings, by key date."""
        return [kept.value for kept in self.meetings.values()]

    @property
    def calendar_owner(self) -> str | None:
        """Whose calendar is asked for: None is the account's own, else the manager's, shared with the account."""
        return None if self.pair.signs_in == self.pair.key.manager else self.pair.key.manager

    def put(self, meeting: Meeting) -> None:
        """Store a meeting's new state; Changed when another run wrote first."""
        kept = self.meetings.get(meeting.date)
        if kept is None or kept.value != meeting:
            self.meetings[meeting.date] = self.ledger.put_meeting(meeting, kept.etag if kept else "")

    def done(self, meeting: Meeting, what: str) -> None:
        """Store a step that is done, with the audit line that says so."""
        audit = Audit(self.clock(), what, meeting.date)
        self.meetings[meeting.date] = self.ledger.save_step(self.meetings[meeting.date], meeting, audit)

    def remember(self, **changes: object) -> None:
        """Store facts about the pair: ids that cost requests to find, what was said once."""
        due = replace(self.due, **changes)  # type: ignore[arg-type]
        if due != self.due:
            self.due = due
            self.ledger.put_due(due)

    def take_up_again(self) -> None:
        """The admin changed the row: what needed attention is tried now, not in some hours."""
        if self.due.row_seen != self.version:
            for meeting in self.known:
                if meeting.attention:
                    self.put(replace(meeting, attention="", next_try=None))

    def finish(self) -> None:
        """Note when to look next. Only this marks the row as seen: a turn that ended early is taken up again."""
        now = self.clock()
        due = next_due(self.pair, self.known, self.timing, now)
        if due is not None and self.look_again is not None:
            due = min(due, self.look_again)
        self.remember(row_seen=self.version, next_due=due)

    async def names(self) -> Names:
        """How the two are called: the admin's columns, else the directory (asked once), else the part before @."""
        pair = self.pair
        for side, upn, column in (
            ("rep", pair.key.rep, pair.rep_name),
            ("manager", pair.key.manager, pair.manager_name),
        ):
            if not column and not getattr(self.due, f"{side}_name"):
                # A guest, or no right to read the directory: the address says who it is, until the directory does.
                with suppress(NeedsAttention):
                    self.remember(**{f"{side}_name": (await person(self.session, upn)).name})
        return Names(
            rep=pair.rep_name or self.due.rep_name or pair.key.rep.partition("@")[0],
            manager=pair.manager_name or self.due.manager_name or pair.key.manager.partition("@")[0],
        )

    async def with_mails(self) -> Pair:
        """The pair with both addresses: the admin's columns, else the directory (asked once), else the UPN."""
        mails = {}
        for side, upn in (("rep", self.pair.key.rep), ("manager", self.pair.key.manager)):
            mail = getattr(self.pair, f"{side}_mail") or getattr(self.due, f"{side}_mail")
            if not mail:
                try:
                    mail = (await person(self.session, upn)).mail
                except NeedsAttention:
                    mail = ""  # a guest, or no right to read the directory
                mail = mail or upn
                self.remember(**{f"{side}_mail": mail})
            mails[f"{side}_mail"] = mail
        return replace(self.pair, **mails)

    async def section(self) -> tuple[str, str]:
        """Root and id of the pair's section: resolved (and created) once per address and column, then kept by id."""
        wanted = (self.pair.notebook_url, self.pair.section)
        if not self.due.section or (self.due.notebook_url, self.due.section_path) != wanted:
            notebook = await self.onenote.notebook(self.pair.notebook_url)
            same = (self.due.notebook_url, self.due.section_path) == wanted
            number = self.due.section_number if same else 1
            name = self.pair.section or clean_name((await self.names()).rep)
            section = await self.onenote.section(notebook, numbered(name, number))
            self.remember(
                notebook_url=self.pair.notebook_url,
                section_path=self.pair.section,
                root=section.root,
                notebook=notebook.id,
                section=section.id,
                section_url=section.url,
                section_number=number,
            )
        return self.due.root, self.due.section

    def section_is_full(self) -> None:
        """The next page goes into a new section, `Lee Park 2`; the pages of the old one stay where they are."""
        self.remember(section="", section_number=self.due.section_number + 1)

    def may_still_come(self, refusal: NeedsAttention, meeting: Meeting) -> bool:
        """Whether a refused notebook may only be waiting for a new permission, which takes Microsoft 365 hours.

        For six hours it is tried again and no fault is told, unless the 1:1 is near.
        """
        if not no_access(refusal):
            return False
        now = self.clock()
        if self.due.refused_since is None:
            self.remember(refused_since=now)
        since = self.due.refused_since or now
        return now - since < SPREADS_WITHIN and meeting.start - now > TOLD_BEFORE

    def meeting_on(self, day: date) -> Meeting | None:
        """A meeting by key date, also an old one."""
        if day not in self.meetings:
            kept = self.ledger.meeting(self.pair.key, day)
            return kept.value if kept else None
        return self.meetings[day].value
