"""Gather what a page shows: numbers as imported, promises as known, the agenda of today; frozen with the draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from oneone.agenda import definition
from oneone.agenda.page import render
from oneone.agenda.reading import digests
from oneone.commitments.promises import promises
from oneone.commitments.quality import hints
from oneone.commitments.reconcile import commitment_id
from oneone.contact import for_page
from oneone.figures import confided, numbers
from oneone.model import Agenda, Draft, Meeting, Memory, PageLink, PairKey, Promises, Side, Snapshot
from oneone.numbers.snapshot import compact, latest
from oneone.schedule import local
from oneone.turn import Turn

NEW_LINES: tuple[Side, ...] = ("rep", "rep", "manager")  # the empty to-dos under "Agreed today"


async def drafted(turn: Turn, meeting: Meeting, previous: Meeting | None) -> Snapshot:
    """The draft of a meeting's page with the figures behind it; nothing is stored or sent.

    Numbers are compared with the last written 1:1 of the pair, else with its last page (S4.23).
    """
    pair, ledger, now = turn.pair, turn.ledger, turn.clock()
    names = await turn.names()
    last = ledger.snapshot(pair.key, previous.date) if previous else None
    agenda, announces = definition.in_effect(
        definition.load(pair.agenda, pair.level, pair.language, turn.templates),
        last.draft if last else None,
        turn.templates,
    )
    wanted = {block for section in agenda.sections for block in section.blocks}
    today = local(now, pair).date()

    compared = _compared_with(turn, meeting)
    before = ledger.snapshot(pair.key, compared.date) if compared else None
    since = before.draft.date if before else None

    open_promises = _promises(turn, meeting, previous, since)
    known = confided(ledger.figures.of(pair.key.rep), pair, several=turn.several)
    texts = [promise.text for promise in open_promises.open]
    told = meeting.told if meeting.heads_up == "yes" else None
    memory = _memory(previous, last)
    shown = numbers(
        known,
        before,
        agenda,
        pair,
        meeting.date,
        today,
        texts,
        turn.templates,
        told,
        skill=[note.text for note in memory.skill],
        first_month=turn.first_month,
        day=local(meeting.start, pair).date(),
    )
    turn.report.attention.extend(f"{pair.key}: {problem}" for problem in shown.problems)
    linked_to = [name for deal in shown.deals for name in (deal.name, deal.account)] + [
        kpi.metric for kpi in shown.kpis
    ]
    linked_to += [note.text for note in memory.skill]
    if shown.blocks.skills is not None:  # a goal may point at a node of the chain, too (S3.39)
        linked_to += [one.skill for one in (*shown.blocks.skills.chosen, *shown.blocks.skills.offered)]
    thoughts = hints(open_promises.open, previous.date if previous else None, pair.language, linked_to)
    open_promises = replace(open_promises, hints=thoughts)
    blocks = replace(shown.blocks, promises=open_promises if "promises" in wanted else None)
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
        fork_ids=_fork_ids(pair.key, meeting.date) if "forks" in wanted else (),
        memory=memory,
        announces=announces,
        unheld=_unheld(turn, meeting),
        make_up=for_page(pair, meeting, turn.known, now),
        number=(last.draft.number or 0) + 1 if last else 0,
    )
    made = digests(render(draft, turn.templates).html, agenda.sections, names)
    return Snapshot(draft, made, compact(shown.deals), shown.as_of, latest(shown.kpis, today))


def new_ids(pair: PairKey, day: date, agenda: Agenda) -> tuple[tuple[Side, str], ...]:
    """Ids for the empty to-do lines of a page, the same at every render."""
    if not any("agreed" in section.blocks for section in agenda.sections):
        return ()
    return tuple(
        (side, commitment_id(pair, day, side, "", NEW_LINES[:at].count(side))) for at, side in enumerate(NEW_LINES)
    )


def _fork_ids(pair: PairKey, day: date) -> tuple[str, ...]:
    """Ids for the three yes-or-no lines that only the rep accepts (S3.32, S3.33)."""
    return tuple(commitment_id(pair, day, "rep", "fork", n) for n in range(3))


def _memory(previous: Meeting | None, last: Snapshot | None) -> Memory:
    """What the last page handed on; one that could not be read hands on what it was made with."""
    if previous is not None and previous.handed_on is not None:
        return previous.handed_on
    return last.draft.memory if last else Memory()


def _unheld(turn: Turn, meeting: Meeting) -> tuple[PageLink, ...]:
    """Pages that were made for 1:1s cancelled since the last one held: what stands there is not lost."""
    earlier = sorted((m for m in turn.known if m.page == "yes" and m.start < meeting.start), key=lambda m: m.start)
    held = max((m.start for m in earlier if m.calendar != "cancelled"), default=None)
    return tuple(
        PageLink(m.date, m.page_url)
        for m in earlier
        if m.calendar == "cancelled" and m.page_url and (held is None or m.start > held)
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
    on = local(meeting.start, turn.pair).date()  # late is what was due before the day it really takes place
    return promises(commitments, since, urls, on, previous.page_note if previous else "")
