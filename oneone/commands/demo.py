"""`oneone demo`: two weeks of 1:1s of a sample team, on a tenant of this machine; nothing is left behind."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from oneone.commands.sandbox import Port, command, folder, free_port, served
from oneone.commands.standing import name_of
from oneone.commands.terminal import plural, say, show
from oneone.commands.timers import everything_due
from oneone.errors import BadInput, NeedsAttention

if TYPE_CHECKING:
    from oneone.bootstrap import Services
    from oneone.model import Commitment, Promises
    from oneone.roster import Entry
    from oneone.turn import Report

_ZONE = ZoneInfo("Europe/London")  # where the sample team's manager sits
_MONDAY = date(2026, 11, 16)  # of the first week
_WEEK = timedelta(days=7)
_ANSWERS_WITHIN = 10.0  # seconds

# On Fridays the demo makes the pages of the whole coming week, so that there is something to see of everybody;
# otherwise a page is made the working day before its 1:1.
_WEEK_AHEAD = {"ONEONE_LEAD": "6d"}
_REP_FIRST = {"ONEONE_HEADS_UP": "on"}


def demo(
    port: Port = 8365,
    once: Annotated[bool, typer.Option("--once", help="End after the story instead of serving the view.")] = False,
) -> None:
    """Show two weeks of 1:1s of a sample team on this machine: pages, invites, notes, promises."""
    team = folder() / "team"
    first = _at(_MONDAY - timedelta(days=3), 16)
    start = ("--pairs", str(team / "pairs.csv"), "--now", first.isoformat())
    with (
        tempfile.TemporaryDirectory(prefix="oneone-demo-") as temp,
        served(command("--port", str(free_port(port)), *start)) as (child, address),
    ):
        attention = Story(team, address, f"sqlite:///{Path(temp).as_posix()}/oneone.sqlite").tell()
        if not once:
            show(f"Open {address}/ to see the notebooks, pages and invites, and to type in them. Ctrl-C ends the demo.")
            sys.stdout.flush()
            with suppress(KeyboardInterrupt):
                child.wait()
                raise NeedsAttention("The local tenant ended by itself; start the demo again.")
    if attention:
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class Story:
    """Two weeks told while they happen; `team` is the folder of the sample data, `address` the tenant's."""

    team: Path
    address: str
    store: str

    def tell(self) -> list[str]:
        """Let it happen and tell it; returns what needed attention, which is nothing when all is well."""
        first, second = _MONDAY - timedelta(days=3), _MONDAY + timedelta(days=4)
        attention: list[str] = []
        with self._oneone(_at(first, 16), _WEEK_AHEAD) as live:
            self._import_pairs(live)
            self._opening(live)
            self._heading(first, 16, "the pages of the coming week")
            self._import_numbers(live, "1")
            report = asyncio.run(everything_due(live))
            attention += report.attention
            self._tell_pages(live, report, _MONDAY)
        thursday = _MONDAY + timedelta(days=3)
        self._set_clock(_at(thursday, 16))
        self._heading(_MONDAY, None, "the 1:1s take place, and people type in OneNote as they talk")
        self._people_type("meeting")
        with self._oneone(_at(thursday, 16), _REP_FIRST) as live:
            self._heading(thursday, 16, "a day before their page, reps alone learn what in the CRM is worth a minute")
            report = asyncio.run(everything_due(live))
            self._tell_letters()
        with self._oneone(_at(thursday, 20)) as live:
            self._heading(thursday, 20, "every page has been read")
            report.add(asyncio.run(everything_due(live)))
            attention += report.attention
            self._tell_promises(live, report)
        self._set_clock(_at(second, 12))
        self._heading(second, 12, "some things are done, and people tick them")
        self._people_type("later")
        with self._oneone(_at(second, 16), _WEEK_AHEAD) as live:
            self._heading(second, 16, "new figures, and next week's pages")
            self._import_numbers(live, "2")
            report = asyncio.run(everything_due(live))
            attention += report.attention
            self._tell_pages(live, report, _MONDAY + _WEEK)
            self._tell_carried(live)
        for line in dict.fromkeys(attention):
            say(f"attention  {line}")
        return attention

    # ------------------------------------------------------------ what happens

    @contextmanager
    def _oneone(self, now: datetime, changes: dict[str, str] | None = None) -> Iterator[Services]:
        """oneone and the tenant, both at this time."""
        from oneone import settings
        from oneone.bootstrap import clock_from, services

        self._set_clock(now)
        environment = {
            "ONEONE_STORE": self.store,
            "ONEONE_GRAPH_URL": f"{self.address}/v1.0",
            "ONEONE_SIGN_IN": "local",
            "ONEONE_TIMEZONE": str(_ZONE),
            **(changes or {}),
        }
        live = services(settings.read(environment), clock_from(now))
        try:
            yield live
        finally:
            live.close()

    def _set_clock(self, now: datetime) -> None:
        self._ask("PUT", "/sandbox/clock", {"now": now.isoformat()})

    def _import_pairs(self, live: Services) -> None:
        from oneone.pairs import read_pairs, to_row

        file = self.team / "pairs.csv"
        pairs, findings = read_pairs(file, default_timezone=live.settings.timezone, agendas=live.agendas())
        if findings:
            raise BadInput("The sample team cannot be used:", findings)
        for pair in pairs:
            live.ledger.put_pair(pair.key, to_row(pair))

    def _import_numbers(self, live: Services, week: str) -> None:
        from oneone.importing import import_file

        for name in ("kpis", "deals"):
            [read] = import_file(live.ledger.figures, self.team / f"{name}-{week}.csv", live.clock().date())
            if read.findings:
                raise BadInput("The sample figures cannot be used:", read.findings)
            show(f"  {read.summary}")

    def _people_type(self, when: str) -> None:
        notes = ("--url", self.address, "--week", "1", "--when", when)
        typed = subprocess.run(  # noqa: S603
            command(str(self.team / "notes.toml"), *notes, module="sandbox.play"),
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
            check=False,
        )
        if typed.returncode:
            raise NeedsAttention(f"The sample notes could not be typed: {typed.stderr.strip()}")
        pages: dict[str, int] = {}
        title = ""
        for line in typed.stdout.splitlines():
            if not line.startswith(" "):
                title = line
            pages[title] = pages.get(title, 0) + line.startswith(" ")
        for title, actions in pages.items():
            show(f"    {title:<48} {plural(actions, 'change')}")

    def _ask(self, method: str, path: str, data: object = None) -> Any:
        """Ask the tenant itself."""
        tenant = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=_ANSWERS_WITHIN)
        try:
            tenant.request(method, path, json.dumps(data), {"Content-Type": "application/json"})
            answer = tenant.getresponse()
            body = answer.read()
        except OSError as problem:
            raise NeedsAttention("The local tenant does not answer any more; start the demo again.") from problem
        finally:
            tenant.close()
        if answer.status != 200:
            raise NeedsAttention("The local tenant refused what the demo asked of it.", status=answer.status)
        return json.loads(body)

    # ------------------------------------------------------------ what is told

    def _opening(self, live: Services) -> None:
        reps = [name_of(entry, None, "rep") for entry in live.roster()]
        managers = dict.fromkeys(name_of(entry, None, "manager") for entry in live.roster())
        show(f"{_and(list(managers))} leads {_and(reps)}. Their notebooks and calendars live on this machine:")
        show(f"{self.address}/")

    def _heading(self, day: date, hour: int | None, what: str) -> None:
        when = f"{day:%a %d %b}, {hour}:00" if hour else f"From {day:%a %d %b}"
        show()
        typer.secho(f"{when}: {what}", bold=True)

    def _tell_pages(self, live: Services, report: Report, monday: date) -> None:
        mails = len(self._ask("GET", "/sandbox/happened")["mails"]) if report.mails else 0
        told = f"{plural(len(report.prepared), 'page')} made, {plural(report.mails, 'invite')} updated"
        show(f"  {told}; {plural(mails, 'mail')} so far to tell people of it")
        for entry in live.roster():
            for kept in live.ledger.meetings(entry.key, monday):
                if kept.value.page == "yes":
                    at = kept.value.start.astimezone(ZoneInfo(entry.pair.timezone) if entry.pair else _ZONE)
                    moved = self._movement(live, entry, kept.value.date)
                    show(f"    {name_of(entry, None, 'rep'):<16} {at:%a %d %b %H:%M}   {moved}")

    def _movement(self, live: Services, entry: Entry, day: date) -> str:
        snapshot = live.ledger.snapshot(entry.key, day)
        block = snapshot.draft.blocks.movement if snapshot else None
        if block is None:
            return ""
        moved = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in block.counts)
        return f"{plural(block.deals, 'open deal')}{f'; {moved}' if moved else ''}"

    def _tell_letters(self) -> None:
        for letter in self._ask("GET", "/sandbox/happened")["letters"]:
            show(f"    to {letter['to']}: {letter['subject']}")

    def _tell_promises(self, live: Services, report: Report) -> None:
        found = [(entry, kept.value) for entry in live.roster() for kept in live.ledger.commitments(entry.key)]
        sure = [one for _, one in found if one.sure]
        done = sum(one.state == "done" for one in sure)
        told = f"{plural(len(report.scanned), 'page')} read, {plural(len(sure), 'promise')} collected"
        show(f"  {told}, {done} of them done; {plural(len(found) - len(sure), 'line')} to be asked about")
        for entry, one in sorted(found, key=lambda row: (not row[1].sure, row[0].key)):
            show(f"    {_promise(entry, one)}")
        for entry in live.roster():
            for kept in live.ledger.meetings(entry.key, _MONDAY):
                if kept.value.outcome == "untouched":
                    show(f"    {name_of(entry, None, 'rep')}: nobody wrote anything on this page")

    def _tell_carried(self, live: Services) -> None:
        blocks: list[tuple[Entry, Promises]] = []
        for entry in live.roster():
            for kept in live.ledger.meetings(entry.key, _MONDAY + _WEEK):
                snapshot = live.ledger.snapshot(entry.key, kept.value.date)
                if snapshot is not None and snapshot.draft.blocks.promises is not None:
                    blocks.append((entry, snapshot.draft.blocks.promises))
        carried = sum(len(block.open) for _, block in blocks)
        kept_count = sum(done for _, block in blocks for _, done, _ in block.kept)
        late = sum(promise.late for _, block in blocks for promise in block.open)
        asked = sum(len(block.asks) for _, block in blocks)
        show(
            f"  {plural(carried, 'open promise')} carried to the new pages ({late} late), {kept_count} kept, "
            f"{asked} asked about: “Did we agree these?”"
        )
        show()


def _promise(entry: Entry, one: Commitment) -> str:
    who = name_of(entry, None, one.owner).split()[0] if one.owner else "?"
    until = f"until {one.due:%a %d %b}" if one.due else "until the next 1:1"
    state = {"open": until, "done": "done", "dropped": "crossed out"}[one.state]
    return f"{who:<8} {one.text}, {state}{'' if one.sure else ' (was that agreed?)'}"


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), _ZONE).astimezone(UTC)


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
