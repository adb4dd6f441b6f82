"""What oneone does in each situation of the calendar: one row each, on a tenant with a real clock and real mails.

Every row begins on Friday 20 November 2026 (UTC). Its people act in Outlook, the timers run for a week, and `does` says
what became of the meetings until Monday 30 November: when they are, what the calendar says of them, page, invite and
outcome. `mails` counts update mails with our agenda.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from oneone.model import PairKey
from sandbox.faults import Fault
from tests.calendar.office import DANA, KIM, LEE, ROOM, Office

Play = Callable[[Office], None]
END = datetime(2026, 11, 27, 12, 55, tzinfo=UTC)  # before the page of the 30th
BEFORE = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)  # Thursday: the page is not made yet


@dataclass(frozen=True)
class Situation:
    name: str
    play: Play
    does: list[str]
    mails: int = 0
    row: dict[str, str] = field(default_factory=dict)
    says: str = ""  # part of what the runs report for a person
    found: str | None = None  # part of the reason that `status` shows


TABLE: list[Situation] = []


def situation(
    name: str, does: list[str], mails: int = 0, *, says: str = "", found: str | None = None, **row: str
) -> Callable[[Play], Play]:
    def add(play: Play) -> Play:
        TABLE.append(Situation(name, play, does, mails, row, says, found))
        return play

    return add


def the_page_is_made(office: Office) -> None:
    office.run()
    assert office.told("2026-11-23")[-1].count("page yes, invite yes") == 1


# ---------------------------------------------------------------- which event it is


@situation(
    "the manager's weekly series",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
    found="the series with just these two people",
)
def _(office: Office) -> None:
    office.book()


@situation(
    "a series without a name of its own",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
    found="the series with just these two people",
)
def _(office: Office) -> None:
    office.book(subject="Weekly")


@situation(
    "a room is invited too",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book(others=[ROOM])


@situation(
    "an old address of the rep is invited beside the new one",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    2,
)
def _(office: Office) -> None:
    office.book(others=[("lee.park@old.example", "Lee Park", "required")])


@situation(
    "the rep stands there by a directory name of a former Exchange too",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book(others=[("/o=Contoso/ou=First/cn=Recipients/cn=lpark", "L. Park", "optional")])


@situation(
    "the rep's address is another one than the user principal name, as the row says",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
    rep="lee@corp.example",
    rep_mail="lee.park@contoso.example",
)
def _(office: Office) -> None:
    office.book(attendees=("lee@corp.example",))


@situation(
    "the same, and only the directory knows",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
    rep="lee@corp.example",
)
def _(office: Office) -> None:
    office.book(attendees=("lee@corp.example",))


@situation(
    "a team meeting of three beside it",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.tenant.add_person(KIM, "Kim Ito")
    office.book("2026-11-09T08:00", attendees=(LEE, KIM), subject="Team 1:1 prep")
    office.book()


@situation(
    "only a meeting of three: the row's day and time count",
    ["23 at Mon 23 09:00 unknown, page yes, invite no, untouched", "30 at Mon 30 09:00 unknown, page no, invite no"],
    found="",
)
def _(office: Office) -> None:
    office.tenant.add_person(KIM, "Kim Ito")
    office.book("2026-11-10T08:00", attendees=(LEE, KIM), subject="1:1 and Kim")


@situation(
    "nothing in the calendar: the row's day and time count",
    ["25 at Wed 25 15:00 unknown, page yes, invite no, untouched"],
    found="",
    weekday="wed",
    time="15:00",
)
def _(office: Office) -> None:
    pass


@situation(
    "a third person joins one 1:1 after its page was made: it is none any more",
    ["23 at Mon 23 09:00 cancelled, page yes, invite yes, cancelled", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book()
    the_page_is_made(office)
    office.tenant.mailboxes.invite(DANA, office.event("2026-11-23"), KIM)


@situation(
    "one single event, named 1:1",
    ["24 at Tue 24 15:00 kept, page yes, invite yes, untouched"],
    1,
    found="single events",
)
def _(office: Office) -> None:
    office.book("2026-11-24T15:00", None, subject="One-on-one")


@situation(
    "one single event without such a name",
    ["24 at Tue 24 15:00 kept, page yes, invite yes, untouched"],
    1,
    found="the only event",
)
def _(office: Office) -> None:
    office.book("2026-11-24T15:00", None, subject="Catch up")


@situation(
    "single events of one name, week by week",
    ["24 at Tue 24 15:00 kept, page yes, invite yes, untouched"],
    1,
    found="of one name",
)
def _(office: Office) -> None:
    office.book("2026-11-24T15:00", None, subject="Catch up")
    office.book("2026-12-01T15:00", None, subject="Catch  Up")


@situation(
    "single events of two names: a tie, nothing is written until one is left",
    [
        "23 at Mon 23 09:00 unknown, page yes, invite no, untouched",
        "26 at Thu 26 15:00 kept, page yes, invite yes, untouched",
        "30 at Mon 30 09:00 cancelled, page no, invite no, cancelled",
    ],
    1,
    says="name one of them 1:1",
)
def _(office: Office) -> None:
    office.book("2026-11-24T15:00", None, subject="Catch up")
    office.book("2026-11-26T15:00", None, subject="Contoso plan")


@situation(
    "two series without a name: a tie, nothing is written",
    ["23 at Mon 23 09:00 unknown, page yes, invite no, untouched", "30 at Mon 30 09:00 unknown, page no, invite no"],
    says="name one of them 1:1",
)
def _(office: Office) -> None:
    office.book(subject="Weekly")
    office.book("2026-11-09T15:00", subject="Pipeline")


@situation(
    "two series, one of them named 1:1",
    ["24 at Tue 24 15:00 kept, page yes, invite yes, untouched"],
    1,
    found="and a 1:1 title",
)
def _(office: Office) -> None:
    office.book("2026-11-10T15:00")
    office.book(subject="Pipeline")


@situation(
    "a second series appears beside the known one: the known one stays",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
    found="were in so far",
)
def _(office: Office) -> None:
    office.book(subject="Weekly")
    the_page_is_made(office)
    office.book("2026-11-23T15:00", subject="Pipeline")


@situation(
    "an extra single 1:1 beside the series gets a page of its own",
    [
        "23 at Mon 23 09:00 kept, page yes, invite yes, untouched",
        "25 at Wed 25 15:00 kept, page yes, invite yes, untouched",
        "30 at Mon 30 09:00 kept, page no, invite no",
    ],
    2,
)
def _(office: Office) -> None:
    office.book()
    office.book("2026-11-25T15:00", None, subject="1:1 on the Contoso deal")


@situation(
    "a single event of another name beside the series is no 1:1",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book()
    office.book("2026-11-25T15:00", None, subject="Contoso plan")


@situation(
    "two 1:1s on one day: one page",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book()
    office.book("2026-11-23T15:00", None, subject="1:1 continued")


@situation(
    "the rep organizes: timed by it, never written",
    ["23 at Mon 23 09:00 kept, page yes, invite off, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    found="organized by the rep",
)
def _(office: Office) -> None:
    office.book(organizer=LEE, attendees=(DANA,))


@situation(
    "an assistant's mailbox organizes for the two: timed by it, never written",
    ["23 at Mon 23 09:00 kept, page yes, invite off, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    found="somebody for them",
)
def _(office: Office) -> None:
    office.tenant.add_person(KIM, "Kim Ito")
    office.book(organizer=KIM, attendees=(DANA, LEE))


@situation(
    "somebody's meeting with both is none of their 1:1s",
    ["23 at Mon 23 09:00 unknown, page yes, invite no, untouched", "30 at Mon 30 09:00 unknown, page no, invite no"],
    found="",
)
def _(office: Office) -> None:
    office.tenant.add_person(KIM, "Kim Ito")
    office.book("2026-11-10T09:00", organizer=KIM, attendees=(DANA, LEE), subject="Deal review")


@situation(
    "an all-day event with both is none",
    ["23 at Mon 23 09:00 unknown, page yes, invite no, untouched", "30 at Mon 30 09:00 unknown, page no, invite no"],
    found="",
)
def _(office: Office) -> None:
    office.book("2026-11-25T00:00", None, minutes=1440, all_day=True, subject="1:1 day out", online=False)


@situation(
    "a calendar of more events than one answer holds",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    for day in range(20, 31):
        for hour in range(10, 17):
            office.busy(DANA, f"2026-11-{day}T{hour}:00", f"2026-11-{day}T{hour}:30")
    office.book()


# ---------------------------------------------------------------- moved


@situation(
    "moved to Wednesday before its page is made",
    ["23 at Wed 25 11:00 moved 1x, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book()
    office.at(BEFORE)
    office.move("2026-11-23", "2026-11-25T11:00")


@situation(
    "moved to Wednesday after: the page stays, no second agenda is mailed",
    ["23 at Wed 25 11:00 moved 1x, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book()
    the_page_is_made(office)
    office.move("2026-11-23", "2026-11-25T11:00")


@situation(
    "moved, and moved back",
    ["23 at Mon 23 09:00 kept 2x, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book()
    the_page_is_made(office)
    office.move("2026-11-23", "2026-11-25T11:00")
    office.at("2026-11-21T08:00")
    office.move("2026-11-25", "2026-11-23T09:00")


@situation(
    "moved on its day, an hour before",
    ["23 at Mon 23 17:00 moved 1x, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book()
    the_page_is_made(office)
    office.at("2026-11-23T08:00")
    office.move("2026-11-23", "2026-11-23T17:00")


@situation(
    "brought forward into the week before",
    ["23 at Fri 20 17:30 moved 1x, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book()
    office.at(BEFORE)
    office.move("2026-11-23", "2026-11-20T17:30")


@situation(
    "moved into the next slot, which was cancelled",
    ["23 at Mon 30 09:00 moved 1x, page no, invite no", "30 at Mon 30 09:00 cancelled, page no, invite no, cancelled"],
)
def _(office: Office) -> None:
    office.book()
    office.at(BEFORE)
    office.cancel("2026-11-30")
    office.move("2026-11-23", "2026-11-30T09:00")


@situation(
    "a fortnightly one moved by a week", ["23 at Mon 30 09:00 moved 1x, page no, invite no"], 0, cadence="biweekly"
)
def _(office: Office) -> None:
    office.book(repeat="biweekly")
    office.at(BEFORE)
    office.move("2026-11-23", "2026-11-30T09:00")


@situation(
    "the series dragged to another hour before the page",
    ["23 at Mon 23 11:00 kept 1x, page yes, invite yes, untouched", "30 at Mon 30 11:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    master = office.book()
    office.at(BEFORE)
    office.tenant.mailboxes.drag(DANA, master, datetime(2026, 11, 9, 11, 0))  # noqa: DTZ001 - local


@situation(
    "the series dragged from Monday to Friday after the page: one page, the agenda follows",
    ["23 at Fri 27 11:00 kept 1x, page yes, invite yes", "30 at Fri 04 11:00 kept, page no, invite no"],
    2,
)
def _(office: Office) -> None:
    master = office.book()
    the_page_is_made(office)
    office.tenant.mailboxes.drag(DANA, master, datetime(2026, 11, 13, 11, 0))  # noqa: DTZ001 - local


@situation(
    "the series made anew at the same time",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    2,
)
def _(office: Office) -> None:
    master = office.book()
    the_page_is_made(office)
    office.tenant.mailboxes.end(DANA, master, date(2026, 11, 16))
    office.book("2026-11-23T09:00")


@situation(
    "the series made anew on Fridays",
    ["23 at Fri 27 09:00 kept 1x, page yes, invite yes, untouched", "30 at Fri 04 09:00 kept, page no, invite no"],
    2,
    found="a 1:1 title",
)
def _(office: Office) -> None:
    master = office.book()
    the_page_is_made(office)
    office.tenant.mailboxes.end(DANA, master, date(2026, 11, 16))
    office.book("2026-11-27T09:00")


@situation(
    "the series made anew from next week on",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Tue 01 10:00 kept 1x, page no, invite no"],
    1,
    found="continues it",
)
def _(office: Office) -> None:
    master = office.book()
    the_page_is_made(office)
    office.tenant.mailboxes.end(DANA, master, date(2026, 11, 23))
    office.book("2026-12-01T10:00")


@situation(
    "the rep makes the series anew: the organizer changed",
    ["23 at Mon 23 09:00 kept, page yes, invite off, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
    found="organized by the rep",
)
def _(office: Office) -> None:
    master = office.book()
    the_page_is_made(office)
    office.tenant.mailboxes.cancel(DANA, master)
    office.book("2026-11-23T09:00", organizer=LEE, attendees=(DANA,))


@situation(
    "the series loses its name",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    master = office.book()
    the_page_is_made(office)
    office.tenant.mailboxes.rename(DANA, master, "Sync")


# ---------------------------------------------------------------- cancelled


@situation(
    "one 1:1 deleted before its page: no page",
    ["23 at Mon 23 09:00 cancelled, page no, invite no, cancelled", "30 at Mon 30 09:00 kept, page no, invite no"],
)
def _(office: Office) -> None:
    office.book()
    office.at(BEFORE)
    office.cancel("2026-11-23")


@situation(
    "one 1:1 deleted after its page",
    ["23 at Mon 23 09:00 cancelled, page yes, invite yes, cancelled", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book()
    the_page_is_made(office)
    office.cancel("2026-11-23")


@situation(
    "deleted half an hour before it begins",
    ["23 at Mon 23 09:00 cancelled, page yes, invite yes, cancelled", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book()
    the_page_is_made(office)
    office.at("2026-11-23T08:30")
    office.cancel("2026-11-23")


@situation(
    "the rep's copy stays as a cancelled one",
    ["23 at Mon 23 09:00 cancelled, page no, invite no, cancelled", "30 at Mon 30 09:00 kept, page no, invite no"],
    found="organized by the rep",
)
def _(office: Office) -> None:
    office.book(organizer=LEE, attendees=(DANA,))
    office.at(BEFORE)
    office.tenant.mailboxes.cancel(LEE, office.event("2026-11-23", LEE), attendees_keep_it=True)


@situation(
    "cancelled, and made up for by a single 1:1: its page is used",
    ["23 at Wed 25 15:00 moved 1x, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    2,
)
def _(office: Office) -> None:
    office.book()
    the_page_is_made(office)
    office.cancel("2026-11-23")
    office.at("2026-11-21T08:00")
    office.book("2026-11-25T15:00", None, subject="1:1 instead")


@situation(
    "cancelled, and made up for in the proposed slot, whatever its name",
    ["23 at Tue 24 09:00 moved 1x, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book()
    office.at(BEFORE)
    office.cancel("2026-11-23")
    office.at("2026-11-20T16:00")
    slot = office.meeting("2026-11-23").make_up
    assert slot is not None
    office.book(f"{slot:%Y-%m-%dT%H:%M}", None, subject="Lee and Dana")


@situation(
    "the whole series cancelled",
    [
        "23 at Mon 23 09:00 cancelled, page yes, invite yes, cancelled",
        "30 at Mon 30 09:00 cancelled, page no, invite no, cancelled",
    ],
    1,
)
def _(office: Office) -> None:
    master = office.book()
    the_page_is_made(office)
    office.tenant.mailboxes.cancel(DANA, master)


@situation(
    "cancelled as the rep is out of office",
    [
        "23 at Mon 23 09:00 cancelled, page no, invite no, cancelled rep away",
        "30 at Mon 30 09:00 kept, page no, invite no",
    ],
)
def _(office: Office) -> None:
    office.busy(LEE, "2026-11-23T00:00", "2026-11-25T00:00", "oof")
    office.book()
    office.at(BEFORE)
    office.cancel("2026-11-23")


@situation(
    "cancelled as both are out of office",
    [
        "23 at Mon 23 09:00 cancelled, page no, invite no, cancelled both away",
        "30 at Mon 30 09:00 kept, page no, invite no",
    ],
)
def _(office: Office) -> None:
    office.busy(LEE, "2026-11-23T00:00", "2026-11-25T00:00", "oof")
    office.busy(DANA, "2026-11-20T00:00", "2026-11-24T00:00", "oof")
    office.book()
    office.at(BEFORE)
    office.cancel("2026-11-23")


@situation(
    "nobody wrote, as the manager was out of office",
    [
        "23 at Mon 23 09:00 kept, page yes, invite yes, untouched manager away",
        "30 at Mon 30 09:00 kept, page no, invite no",
    ],
    1,
)
def _(office: Office) -> None:
    office.busy(DANA, "2026-11-23T00:00", "2026-11-24T00:00", "oof")
    office.book()


# ---------------------------------------------------------------- rhythms and zones


@situation("a fortnightly series", ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched"], 1, cadence="biweekly")
def _(office: Office) -> None:
    office.book(repeat="biweekly")


@situation(
    "a monthly series on the fourth Tuesday",
    ["24 at Tue 24 09:00 kept, page yes, invite yes, untouched"],
    1,
    cadence="monthly",
)
def _(office: Office) -> None:
    office.book("2026-10-27T09:00", "monthly", nth=3)


@situation(
    "a series in Chicago",
    ["23 at Mon 23 15:00 kept, page yes, invite yes, untouched", "30 at Mon 30 15:00 kept, page no, invite no"],
    1,
    timezone="America/Chicago",
)
def _(office: Office) -> None:
    office.book(zone="America/Chicago")


@situation(
    "a series whose zone Outlook calls W. Europe Standard Time",
    ["23 at Mon 23 08:00 kept, page yes, invite yes, untouched", "30 at Mon 30 08:00 kept, page no, invite no"],
    1,
    timezone="Europe/Berlin",
)
def _(office: Office) -> None:
    office.book(zone="Europe/Berlin", zone_name="W. Europe Standard Time")


@situation(
    "after midnight in UTC, still Monday evening for the two",
    ["23 at Tue 24 01:30 kept, page yes, invite yes, untouched", "30 at Tue 01 01:30 kept, page no, invite no"],
    1,
    timezone="America/Los_Angeles",
)
def _(office: Office) -> None:
    office.book("2026-11-09T17:30", zone="America/Los_Angeles")


# ---------------------------------------------------------------- what is written


@situation(
    "an invite with a Teams block of the old form",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book(old_teams=True, html="<p>Hi Lee</p>")


@situation(
    "a meeting in a room, without Teams",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book(online=False, others=[ROOM])


@situation(
    "somebody dropped the join link: nothing is written",
    ["23 at Mon 23 09:00 kept, page yes, invite off, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
)
def _(office: Office) -> None:
    master = office.book()
    uid = next(iter(office.tenant.mailboxes.series))
    assert master
    office.tenant.mailboxes.series[uid].body = "<html><body><p>Call me</p></body></html>"


@situation(
    "somebody else changes the event while we write: read again, one mail",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book()
    office.tenant.faults.add(Fault("PATCH */events/*", status=412, code="ErrorIrresolvableConflict"))


@situation(
    "the answer to our change is lost: looked at later, one mail",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book()
    office.tenant.faults.add(Fault("PATCH */events/*", status=504, commit=True))


@situation(
    "invite = off: timed by the calendar, nothing is written",
    ["23 at Mon 23 09:00 kept, page yes, invite no, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    invite="off",
)
def _(office: Office) -> None:
    office.book()


@situation(
    "invite = series: the standing agenda, once",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
    invite="series",
)
def _(office: Office) -> None:
    office.book()


@situation(
    "invite = series and a single event", ["24 at Tue 24 15:00 kept, page yes, invite off, untouched"], invite="series"
)
def _(office: Office) -> None:
    office.book("2026-11-24T15:00", None)


@situation(
    "invite = create and an empty calendar: the series is made, once",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
    invite="create",
)
def _(office: Office) -> None:
    pass


@situation(
    "invite = create and a series is there already: nothing is made",
    ["24 at Tue 24 10:00 kept, page yes, invite yes, untouched"],
    1,
    invite="create",
)
def _(office: Office) -> None:
    office.book("2026-11-10T10:00")


# ---------------------------------------------------------------- whose calendar


@situation(
    "another account works, and the manager shares the calendar with it",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
    account=KIM,
)
def _(office: Office) -> None:
    office.tenant.share_calendar(DANA, KIM)
    office.book()


@situation(
    "another account works, and the calendar is not shared: invite off, said once",
    ["23 at Mon 23 09:00 unknown, page yes, invite no, untouched", "30 at Mon 30 09:00 unknown, page no, invite no"],
    account=KIM,
    says="share it",
    found="",
)
def _(office: Office) -> None:
    office.book()


@situation(
    "no right to the calendar in the token: invite off, said once",
    ["23 at Mon 23 09:00 unknown, page yes, invite no, untouched", "30 at Mon 30 09:00 unknown, page no, invite no"],
    says="calendar",
    found="",
)
def _(office: Office) -> None:
    office.book()
    office.tenant.limit_scopes(DANA, {"Notes.ReadWrite.All", "User.Read"})


@situation(
    "the calendar is away on Friday: the last known time holds",
    ["23 at Mon 23 09:00 kept, page yes, invite yes, untouched", "30 at Mon 30 09:00 kept, page no, invite no"],
    1,
)
def _(office: Office) -> None:
    office.book()
    office.at(BEFORE)
    office.tenant.faults.add(Fault("GET */calendarView", status=400, code="", times=2))


# ---------------------------------------------------------------- the table, run


def played(row: Situation, folder: Path) -> tuple[Office, PairKey, list[str], list[str]]:
    """The office after the week of a row, its pair, what the runs said to a person, and which events were found."""
    office = Office(folder)
    values = dict(row.row)
    rep = values.pop("rep", LEE)
    office.tenant.add_person(rep, "Lee Park", "lee.park@contoso.example" if rep != LEE else None)
    office.tenant.add_person(KIM, "Kim Ito")
    key = office.pair(rep, **values)
    if values.get("account"):
        [notebook] = office.tenant.notebooks.values()
        notebook.members.add(values["account"])
    row.play(office)
    said: list[str] = []
    found: list[str] = []
    for report in office.until(END):
        said += report.attention
        found.append(office.due(key).found)
    return office, key, said, found


@pytest.mark.parametrize("row", TABLE, ids=[row.name for row in TABLE])
def test_situation(row: Situation, tmp_path: Path) -> None:
    office, key, said, found = played(row, tmp_path)
    assert office.told(pair=key) == row.does
    assert office.agendas_mailed == row.mails
    assert [row.says in line for line in said].count(True) == (1 if row.says else len(said)), said
    if row.found is not None:
        assert any(row.found in why for why in found) if row.found else not any(found)
    office.store.close()


def test_the_table_has_no_row_twice() -> None:
    assert len({row.name for row in TABLE}) == len(TABLE) >= 40
