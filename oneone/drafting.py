"""Gather what a page shows: numbers as imported, promises as known, the agenda of today; frozen with the draft."""

from __future__ import annotations

from datetime import date

from oneone.agenda import definition
from oneone.agenda.page import render
from oneone.agenda.reading import digests
from oneone.commitments.promises import promises
from oneone.commitments.reconcile import commitment_id
from oneone.model import Agenda, Blocks, Draft, Meeting, PairKey, Promises, Side, Snapshot
from oneone.numbers.movement import movement, pushed
from oneone.numbers.snapshot import compact, kpi_lines, latest
from oneone.schedule import local
from oneone.turn import Turn

NEW_LINES: tuple[Side, ...] = ("rep", "rep", "manager")  # the empty to-dos under "Agreed today"


async def drafted(turn: Turn, meeting: Meeting, previous: Meeting | None) -> Snapshot:
    """The draft of a meeting's page with the figures behind it; nothing is stored or sent.

    Numbers are compared with the last written 1:1 of the pair, else with its last page (S4.23).
    """
    pair, ledger, now = turn.pair, turn.ledger, turn.clock()
    names = await turn.names()
    agenda = definition.load(pair.agenda, pair.level, pair.language, turn.templates)
    wanted = {block for section in agenda.sections for block in section.blocks}
    today = local(now, pair).date()

    compared = _compared_with(turn, meeting)
    before = ledger.snapshot(pair.key, compared.date) if compared else None
    kpis = ledger.kpis(pair.key.rep)
    deals, as_of = ledger.deals(pair.key.rep)
    was = before.deals if before is not None and before.deals_as_of is not None else None
    deals = list(pushed(was or (), deals))
    since = before.draft.date if before else None

    blocks = Blocks(
        promises=_promises(turn, meeting, previous, since) if "promises" in wanted else None,
        kpis=kpi_lines(kpis, before.kpis if before else (), today, before_on=since, source="CRM")
        if "kpis" in wanted
        else None,
        movement=movement(was, deals, since=since, as_of=as_of, on=today, source="CRM")
        if "movement" in wanted
        else None,
    )
    draft = Draft(
        pair=pair.key,
        date=meeting.date,
        names=names,
        language=pair.language,
        start=meeting.start,
        minutes=meeting.minutes,
        timezone=pair.timezone,
        agenda=agenda,
        blocks=blocks,
        made_on=now,
        last_page_url=previous.page_url if previous else None,
        keep_months=turn.keep_months,
        invite_shows=pair.invite_shows,
        new_ids=new_ids(pair.key, meeting.date, agenda),
    )
    made = digests(render(draft, turn.templates).html, agenda.sections, names)
    return Snapshot(draft, made, compact(deals), as_of, tuple(latest(kpis, today)))


def new_ids(pair: PairKey, day: date, agenda: Agenda) -> tuple[tuple[Side, str], ...]:
    """Ids for the empty to-do lines of a page, the same at every render."""
    if not any("agreed" in section.blocks for section in agenda.sections):
        return ()
    return tuple(
        (side, commitment_id(pair, day, side, "", NEW_LINES[:at].count(side))) for at, side in enumerate(NEW_LINES)
    )


def _compared_with(turn: Turn, meeting: Meeting) -> Meeting | None:
    pages = [m for m in turn.known if m.page in ("yes", "gone") and m.start < meeting.start]
    written = [m for m in pages if m.outcome == "written"]
    return max(written or pages, key=lambda m: m.start, default=None)


def _promises(turn: Turn, meeting: Meeting, previous: Meeting | None, since: date | None) -> Promises:
    commitments = [kept.value for kept in turn.ledger.commitments(turn.pair.key)]
    origins = {commitment.origin for commitment in commitments if commitment.state == "open"}
    pages = {day: turn.meeting_on(day) for day in origins}
    urls = {day: page.page_url for day, page in pages.items() if page is not None and page.page_url}
    return promises(commitments, since, urls, meeting.date, previous.page_note if previous else "")
