"""The mail that tells a rep alone, before the page, what in the CRM is worth a minute (S4.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from oneone.agenda.figures import tidy, tidy_source
from oneone.agenda.templates import fill
from oneone.agenda.words import wording
from oneone.model import Hygiene, Meeting, Names, Pair


@dataclass(frozen=True, slots=True)
class HeadsUp:
    """A mail: plain subject, HTML body."""

    subject: str
    html: str


def heads_up(
    block: Hygiene,
    pair: Pair,
    names: Names,
    meeting: Meeting,
    page_at: datetime,
    *,
    folder: Path | None = None,
) -> HeadsUp:
    """Render the mail: what to mend, until when it stays between rep and CRM, and who is told of it (nobody).

    `page_at` is when the page is made. The subject names no deal, as it stands in lists and notices.
    """
    said = wording(pair.language, folder)
    zone = ZoneInfo(pair.timezone)
    day = meeting.start.astimezone(zone).date()
    first = {"rep": names.first("rep"), "manager": names.first("manager")}
    html = fill(
        "heads_up.html.j2",
        folder,
        opening=said.say("heads_up", day=said.day(day), moment=said.moment(page_at, zone), **first),
        lines=tidy(block, said, day),
        source=tidy_source(block, said, day),
        closing=said.say("heads_up_closing", **first),
    )
    return HeadsUp(said.say("heads_up_subject", day=said.day(day), **first), html.strip())
