"""What people do in Outlook to a pair's 1:1s, and what oneone made of it, told in one line a meeting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from oneone.model import Due, PairKey
from oneone.store.table import Value
from oneone.turn import Report
from sandbox.event_ids import event_id
from sandbox.mailbox import Series
from sandbox.recurrence import Repeat
from tests.way.town import DANA, LEE, NOTEBOOK, PAIR, Town

KIM = "kim@contoso.example"
ROOM = ("room4@contoso.example", "Room 4", "resource")


class Office(Town):
    """A manager and a rep with a notebook; what stands in their calendars is up to the test."""

    def pair(self, rep: str = LEE, name: str = "Lee Park", **row: str) -> PairKey:
        return self.add_pair(rep, name, start="", **row)

    def book(
        self,
        start: str = "2026-11-09T09:00",
        repeat: Repeat | None = "weekly",
        *,
        organizer: str = DANA,
        attendees: tuple[str, ...] = (LEE,),
        subject: str = "1:1 Lee / Dana",
        zone: str = "UTC",
        minutes: int = 30,
        online: bool = True,
        html: str = "",
        **more: object,
    ) -> str:
        """A meeting in Outlook; the id of its master, or of the single event, in the organizer's mailbox."""
        begin = datetime.fromisoformat(start)
        return self.tenant.mailboxes.book(
            organizer,
            attendees,
            subject,
            begin,
            zone,
            minutes,
            repeat,
            online,
            html,
            **more,  # type: ignore[arg-type]
        )

    def busy(self, who: str, start: str, end: str, show_as: str = "busy") -> None:
        """An appointment of one person alone."""
        begin, until = datetime.fromisoformat(start), datetime.fromisoformat(end)
        minutes = int((until - begin).total_seconds() // 60)
        self.tenant.mailboxes.book(
            who,
            (),
            "Blocked",
            begin,
            "UTC",
            minutes,
            None,
            False,
            "",
            show_as=show_as,  # type: ignore[arg-type]
        )

    def event(self, day: str, of: str = DANA) -> str:
        """The id of the first 1:1 of that day in somebody's calendar."""
        return self.events(day, of)[0]

    def events(self, day: str, of: str = DANA) -> list[str]:
        start = datetime.fromisoformat(day).replace(tzinfo=UTC)
        shown = self.tenant.mailboxes.view(of, start, start + timedelta(days=1))
        return [event_id(of, one.series.uid, one.key, immutable=True) for one in shown if one.series.attendees]

    def id_of(self, who: str, series: Series, day: str) -> str:
        """The id of an occurrence in somebody's mailbox by its planned day, or of the master ("")."""
        return event_id(who, series.uid, day, immutable=True)

    def row(self, pair: PairKey) -> dict[str, Value]:
        """The admin's columns of a pair, as stored."""
        return next(dict(row.values) for row in self.ledger.pair_rows() if row.values["rep"] == pair.rep)

    def start_of(self, event: str) -> date:
        """The day on which an event of one of the mailboxes is."""
        boxes = self.tenant.mailboxes
        return next(shown.start.date() for upn in self.tenant.people if (shown := boxes.find(upn, event)) is not None)

    def cancel(self, day: str, of: str = DANA) -> None:
        self.tenant.mailboxes.cancel(of, self.event(day, of))

    def move(self, day: str, to: str, of: str = DANA) -> None:
        self.tenant.mailboxes.move(of, self.event(day, of), datetime.fromisoformat(to).replace(tzinfo=UTC))

    # ------------------------------------------------------------ what came of it

    def until(self, end: datetime) -> Iterator[Report]:
        """The timer every five minutes until a moment; the runs that had nothing to do are skipped, as time is."""
        while self.now < end:
            yield self.run()
            dues = [due.next_due for due in self.ledger.dues() if due.next_due is not None]
            coming = max(min(dues, default=end), self.now + timedelta(minutes=5))
            self.now = min(coming + timedelta(minutes=-coming.minute % 5, seconds=-coming.second), end)

    def told(self, until: str = "2026-11-30", pair: PairKey = PAIR) -> list[str]:
        """Each meeting up to a key date: when, what the calendar says, its moves, page, invite, outcome."""
        last = date.fromisoformat(until)
        lines = []
        for kept in self.ledger.meetings(pair, date(2026, 11, 1)):
            one = kept.value
            if one.date > last:
                continue
            moved = f" {one.moves}x" if one.moves else ""
            why = f" {one.away} away" if one.away else ""
            lines.append(
                f"{one.date:%d} at {one.start:%a %d %H:%M} {one.calendar}{moved}, page {one.page}, "
                f"invite {one.invite}{f', {one.outcome}' if one.outcome else ''}{why}"
            )
        return lines

    def due(self, pair: PairKey = PAIR) -> Due:
        [found] = [due for due in self.ledger.dues() if due.pair == pair]
        return found

    @property
    def agendas_mailed(self) -> int:
        """Update mails that hold our block."""
        return sum("#oneone-" in mail.html for mail in self.tenant.mails if mail.cause == "update")


__all__ = ["DANA", "KIM", "LEE", "NOTEBOOK", "PAIR", "ROOM", "Office"]
