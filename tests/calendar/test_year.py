"""A year of 20 pairs over both daylight-saving changes, with moves, cancellations, leave, a series made anew and one
dragged: every 1:1 is accounted for, none has two pages, no cancelled one gets a page, nobody gets a mail twice.

People act as they do: most changes come a week ahead, some on the morning of the day. The timers are those passes in
which something happens: at 14:00 of each working day in a manager's zone, and on mornings when somebody changed a 1:1.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from oneone.model import Meeting, PairKey
from sandbox.editing import Editor
from sandbox.mailbox import Series
from sandbox.recurrence import Repeat
from tests.calendar.office import Office
from tests.way.town import NOTEBOOK

BEGIN, END = date(2026, 9, 7), date(2027, 9, 3)
MANAGERS = {"bea@contoso.example": "Europe/Berlin", "nat@contoso.example": "America/New_York"}
RHYTHMS: tuple[Repeat, ...] = ("weekly",) * 3 + ("biweekly",) * 4 + ("monthly",) * 3  # of a manager's ten reps
LEAVE = 15  # working days of a rep
DRAGGED, REMADE = "bea@contoso.example", "nat@contoso.example"  # whose first rep's series changes in February


@dataclass
class Wish:
    """What people did to one 1:1, by its planned day."""

    cancelled: bool = False
    page_before: bool = False  # it was cancelled on its day, with the page made
    moved: bool = False
    written: bool = False


@dataclass
class Year:
    office: Office
    chance: random.Random = field(default_factory=lambda: random.Random(5))
    series: dict[PairKey, list[str]] = field(default_factory=dict)  # uids, the newest last
    wishes: dict[tuple[str, str], Wish] = field(default_factory=dict)  # by uid and planned day
    leave: dict[PairKey, tuple[date, date]] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)  # ids of the 1:1s that were over before anybody cancelled them
    mails: int = 0

    # ------------------------------------------------------------ the cast

    def furnish(self) -> None:
        for manager, zone in MANAGERS.items():
            self.office.tenant.add_person(manager, manager.partition("@")[0].title())
            for number, repeat in enumerate(RHYTHMS):
                rep = f"{manager[0]}{number}@contoso.example"
                self.office.tenant.add_person(rep, f"Rep {manager[0].upper()}{number}")
                url = NOTEBOOK.replace("Lee", rep.partition("@")[0])
                self.office.tenant.add_notebook(url, owner=manager, members=[rep])
                key = PairKey(manager, rep)
                row = {"manager": manager, "rep": rep, "notebook_url": url, "timezone": zone, "cadence": repeat}
                self.office.ledger.put_pair(key, row)
                self.book(key, BEGIN + timedelta(days=number % 4), time(9 + number % 3), repeat)
                away = BEGIN + timedelta(days=self.chance.randrange(20, 330))
                self.leave[key] = (away, away + timedelta(days=LEAVE * 7 // 5))
                self.office.busy(rep, f"{away}T00:00", f"{self.leave[key][1]}T00:00", "oof")

    def book(self, key: PairKey, day: date, at: time, repeat: Repeat) -> None:
        self.office.book(
            f"{day}T{at:%H:%M}", repeat, organizer=key.manager, attendees=(key.rep,),
            subject=f"1:1 {key.rep}", zone=MANAGERS[key.manager],
        )  # fmt: skip
        self.series.setdefault(key, []).append(list(self.office.tenant.mailboxes.series)[-1])

    # ------------------------------------------------------------ what people do

    def planned(self, key: PairKey, first: date, days: int) -> list[tuple[Series, str]]:
        """The 1:1s of a pair whose planned day lies in these days, as they stand in Outlook."""
        boxes, found = self.office.tenant.mailboxes, []
        for uid in self.series[key]:
            series = boxes.series[uid]
            zone = ZoneInfo(series.timezone)
            start = datetime.combine(first, time(0), zone)
            for day in boxes.keys(series, start, start + timedelta(days=days)):
                inside = first <= date.fromisoformat(day) < first + timedelta(days=days)
                if inside and boxes.occurrence(key.manager, series, day) is not None:
                    found.append((series, day))
        return found

    def act(self, key: PairKey, series: Series, day: str, *, late: bool) -> bool:
        """Perhaps cancel or move a 1:1; True when something was changed."""
        boxes, wish = self.office.tenant.mailboxes, self.wishes.setdefault((series.uid, day), Wish())
        shown = boxes.occurrence(key.manager, series, day)
        assert shown is not None
        begins, ends = self.leave[key]
        event = self.office.id_of(key.manager, series, day)
        dice = self.chance.random()
        if (not late and begins <= date.fromisoformat(day) < ends) or dice < (0.02 if late else 0.06):
            boxes.cancel(key.manager, event)
            wish.cancelled, wish.page_before = True, late
        elif dice < (0.06 if late else 0.16):
            hours = self.chance.choice([5, 6, 24, 48] if late else [-24, 5, 24, 26, 48])
            local = shown.start.astimezone(ZoneInfo(series.timezone)) + timedelta(hours=hours)
            if local.weekday() >= 5:
                return False
            boxes.move(key.manager, event, local.astimezone(UTC))
            wish.moved = True
        else:
            return False
        return True

    def write(self, meeting: Meeting) -> bool:
        """Perhaps write on a page that is about to be read, as somebody would in the 1:1."""
        if meeting.page_id is None or self.chance.random() < 0.3:
            return False
        editor = Editor(self.office.tenant, meeting.page_id, meeting.pair.rep)
        first = editor.find("Rep: …", under="Agreed today", box=True)
        editor.type_over(first, f"Rep: call number {self.chance.randrange(99)} by Friday")
        return True

    # ------------------------------------------------------------ the days

    def live(self) -> None:
        written: set[tuple[PairKey, date]] = set()
        day = BEGIN - timedelta(days=5)
        while day < END:
            for manager, zone in MANAGERS.items() if day.weekday() < 5 else ():
                mine = [key for key in self.series if key.manager == manager]
                if day.weekday() == 2:
                    monday = day + timedelta(days=5)
                    for key in mine:
                        for series, planned in self.planned(key, monday, 5):
                            self.act(key, series, planned, late=False)
                if day == date(2027, 2, 3):
                    self.change_series(manager)
                changed = [
                    self.act(key, series, planned, late=True)
                    for key in mine
                    for series, planned in self.planned(key, day, 1)
                    if not self.wishes.setdefault((series.uid, planned), Wish()).moved
                ]
                if any(changed):
                    self.work(manager, datetime.combine(day, time(8), ZoneInfo(zone)))
                at = datetime.combine(day, time(14), ZoneInfo(zone)).astimezone(UTC)
                for shown in self.office.tenant.mailboxes.view(manager, at - timedelta(days=4), at):
                    if shown.end <= at:
                        self.held.add(self.office.id_of(manager, shown.series, shown.key))
                for key in mine:
                    for kept in self.office.ledger.meetings(key, day - timedelta(days=20)):
                        one = kept.value
                        over = one.end <= at and one.scan == "no" and one.calendar != "cancelled"
                        if over and (key, one.date) not in written:
                            written.add((key, one.date))
                            if self.write(one) and one.original_start is not None:
                                self.wish_of(one).written = True
                self.work(manager, at)
            day += timedelta(days=1)

    def change_series(self, manager: str) -> None:
        """In February one weekly series is dragged to another weekday, and one is made anew on another."""
        key = next(key for key in self.series if key.manager == manager)
        series = self.office.tenant.mailboxes.series[self.series[key][-1]]
        master = self.office.id_of(manager, series, "")
        if manager == DRAGGED:
            for (uid, day), wish in list(self.wishes.items()):
                if uid == series.uid and day > "2027-02-03" and not wish.written:
                    del self.wishes[uid, day]  # Outlook loses what was changed in single ones
            self.office.tenant.mailboxes.drag(manager, master, series.start + timedelta(days=3, hours=1))
        elif manager == REMADE:
            self.office.tenant.mailboxes.end(manager, master, date(2027, 2, 7))
            self.book(key, date(2027, 2, 11), time(10), "weekly")

    def wish_of(self, meeting: Meeting) -> Wish:
        assert meeting.original_start is not None
        zone = ZoneInfo(MANAGERS[meeting.pair.manager])
        planned = meeting.original_start.astimezone(zone).date().isoformat()
        uid = next(
            uid
            for uid in self.series[meeting.pair]
            if meeting.series == self.office.id_of(meeting.pair.manager, self.office.tenant.mailboxes.series[uid], "")
        )
        return self.wishes.setdefault((uid, planned), Wish())

    def work(self, manager: str, at: datetime) -> None:
        self.office.now = at.astimezone(UTC)
        report = asyncio.run(self.office.services.work(manager))
        assert report.attention == []
        self.mails += report.mails


def test_a_year_of_twenty_pairs_is_accounted_for(tmp_path: Path) -> None:
    office = Office(tmp_path)
    year = Year(office)
    year.furnish()
    year.live()
    meetings = {key: [k.value for k in office.ledger.meetings(key, BEGIN)] for key in year.series}
    last = END - timedelta(days=4)
    outcomes: Counter[str] = Counter()
    pages: Counter[tuple[PairKey, str]] = Counter()
    accounted: set[str | None] = set()
    reasons: Counter[str] = Counter()

    for key, known in meetings.items():
        over = [one for one in known if one.start.date() < last]
        for one in over:
            assert one.outcome in ("written", "untouched", "cancelled"), one
            outcomes[one.outcome] += 1
            if one.page == "yes":
                assert one.page_id is not None
                pages[key, one.page_id] += 1
            wish = year.wish_of(one)
            if wish.cancelled:
                assert one.calendar == "cancelled"
                on_leave = year.leave[key][0] <= one.start.date() < year.leave[key][1]
                assert one.away == ("rep" if on_leave else ""), one
                reasons[one.away] += 1
                assert (one.page == "yes") == wish.page_before, one
            elif one.calendar != "cancelled":
                assert one.page == "yes", one
                assert one.outcome == ("written" if wish.written else "untouched"), one
                assert one.moves >= wish.moved
        # Every 1:1 that stood in Outlook is one meeting, and every meeting that was held stood there.
        held = [one.event for one in over if one.calendar != "cancelled"]
        assert len(held) == len(set(held))
        assert set(held) <= year.held, key
        accounted |= set(held)

    missed = [one for one in year.held - accounted if office.start_of(one) < last]
    assert missed == []
    assert max(pages.values()) == 1
    titles = Counter(page.title for page in office.tenant.pages.values())
    assert max(titles.values()) == 1
    assert len(office.tenant.pages) == sum(one.page == "yes" for known in meetings.values() for one in known)
    ours = Counter(
        (mail.to, mail.event) for mail in office.tenant.mails if "#oneone-" in mail.html and mail.cause == "update"
    )
    assert max(ours.values()) == 1
    assert sum(ours.values()) == year.mails
    assert reasons["rep"] > 20
    assert outcomes["written"] > 250 and outcomes["untouched"] > 80 and outcomes["cancelled"] > 40  # noqa: PT018
    office.store.close()
