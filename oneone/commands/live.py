"""What a verb works with: the services of the settings, the time that `--now` says, and the pair that was named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from oneone.errors import BadInput, OneoneError

if TYPE_CHECKING:
    from oneone.bootstrap import Services
    from oneone.roster import Entry
    from oneone.settings import Settings

Now = Annotated[
    str | None,
    typer.Option("--now", metavar="TIME", help="Work as if it were this time: 2026-11-23T08:00, or a date."),
]
On = Annotated[str | None, typer.Option("--date", metavar="DATE", help="The date of the 1:1, as in its page's title.")]
Manager = Annotated[str, typer.Argument(metavar="MANAGER", help="User principal name, or the part before @.")]
Rep = Annotated[str, typer.Argument(metavar="REP", help="User principal name, or the part before @.")]


class WrongCall(OneoneError):
    """The call or the settings must change before anything can be done: exit code 2."""


def settings() -> Settings:
    """The settings of this process; WrongCall lists what is wrong with them."""
    from oneone.settings import read

    try:
        return read()
    except BadInput as problem:
        raise WrongCall(str(problem)) from problem


@contextmanager
def opened(now: str | None = None) -> Iterator[Services]:
    """The services, closed at the end; WrongCall when the settings do not allow any."""
    from oneone.bootstrap import clock_from, services
    from oneone.bootstrap import now as real_time

    live = settings()
    clock = clock_from(moment_of(now, live.timezone)) if now else real_time
    try:
        plugged = services(live, clock)
    except BadInput as problem:
        raise WrongCall(str(problem)) from problem
    try:
        yield plugged
    finally:
        plugged.close()


def moment_of(text: str, timezone: str) -> datetime:
    """What `--now` says, in UTC: local in `timezone` unless an offset is given; a date alone is its midnight."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no time; write 2026-11-23T08:00, or 2026-11-23", param_hint="--now"
        ) from None
    if not 2000 <= moment.year < 2200:
        raise typer.BadParameter(f"{text!r} is not of this or the last century", param_hint="--now")
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))).astimezone(UTC)


def day_of(text: str) -> date:
    """A date that was typed as `--date`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write 2026-11-23", param_hint="--date") from None


def entry_of(live: Services, manager: str, rep: str) -> Entry:
    """The row of the pair that was named, by whole user principal names or by the parts before @ when only one fits."""
    wanted = (manager.strip().lower(), rep.strip().lower())
    entries = live.roster()
    for entry in entries:
        if (entry.key.manager, entry.key.rep) == wanted:
            return entry
    near = [e for e in entries if _names(e.key.manager, wanted[0]) and _names(e.key.rep, wanted[1])]
    if len(near) == 1:
        return near[0]
    if near:
        raise WrongCall(
            f"{manager} / {rep} may be {' or '.join(str(entry.key) for entry in near)}: write them in full."
        )
    raise WrongCall(f"There is no pair {manager} / {rep}. `oneone pairs list` shows the pairs.")


def _names(upn: str, said: str) -> bool:
    return said in (upn, upn.partition("@")[0])
