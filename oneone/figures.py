"""A page's numbers, from what was imported of the rep: each block the agenda asks for, and what it proposes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from oneone.agenda.figures import chart_words, part_name
from oneone.agenda.templates import folders
from oneone.agenda.words import wording
from oneone.commitments.reconcile import commitment_id
from oneone.errors import BadInput
from oneone.model import Agenda, Ask, Blocks, Coverage, Deal, Draft, Goal, Growth, Kpi, Pair, Snapshot, Winnable
from oneone.numbers import chart
from oneone.numbers.aspirations import growth
from oneone.numbers.coverage import Book, coverage, goals
from oneone.numbers.hygiene import hygiene
from oneone.numbers.key_deals import key_deals
from oneone.numbers.movement import movement, pushed
from oneone.numbers.pace import main_currency, pace, with_amounts
from oneone.numbers.process import load
from oneone.numbers.snapshot import kpi_lines
from oneone.numbers.trends import charts
from oneone.numbers.verifiers import winnable
from oneone.store.figures import Known

SOURCE = "CRM"  # of what came in files, which do not say
_PROPOSED = 3  # missing verifiers offered on a page, at most one a deal
_A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The blocks, and the deals and figures behind them as they are kept with the page; `problems` are the admin's."""

    blocks: Blocks
    deals: tuple[Deal, ...]
    kpis: tuple[Kpi, ...]
    as_of: date | None
    problems: tuple[str, ...] = ()


def numbers(
    known: Known,
    before: Snapshot | None,
    agenda: Agenda,
    pair: Pair,
    meeting: date,
    on: date,
    promises: Iterable[str] = (),
    templates: Path | None = None,
) -> Numbers:
    """Work out the numbers of a page on the day `on` (local), compared with the snapshot of the last written page.

    `promises` are the texts of what is open between the two. A sales process that cannot be read is a problem for the
    admin; the page is made without its block.
    """
    wanted = {block for section in agenda.sections for block in section.blocks}
    source = known.source or SOURCE
    was = before.deals if before is not None and before.deals_as_of is not None else None
    since = before.draft.date if before else None
    deals = with_amounts(pushed(was or (), known.deals), known.past)
    blocks = Blocks()
    if "kpis" in wanted:
        earlier = before.kpis if before else ()
        blocks = replace(blocks, kpis=kpi_lines(known.kpis, earlier, on, before_on=since, source=source))
    if wanted & {"movement", "deals", "network"}:
        moved = movement(
            was,
            deals,
            since=since,
            as_of=known.as_of,
            on=on,
            source=source,
            away=_since(known.owners.away, before),
            here=_since(known.owners.here, before),
        )
        if "movement" in wanted:
            blocks = replace(blocks, movement=moved)
        if wanted & {"deals", "network"}:
            shown = key_deals(
                deals,
                known.as_of,
                on,
                source=source,
                was=was or (),
                moved=[deal.id for change in moved.moved if (deal := change.now)],
                goal=_nearest(known, on),
                promises=promises,
            )
            blocks = replace(blocks, deals=shown)
    if "coverage" in wanted:
        blocks = replace(blocks, coverage=_coverage(known, deals, source, pair, meeting, on, templates))
    problems: tuple[str, ...] = ()
    if "verifiers" in wanted:
        try:
            blocks = replace(blocks, winnable=_winnable(known, deals, source, pair, meeting, on, templates))
        except BadInput as problem:
            problems = (str(problem),)
    if "hygiene" in wanted:
        blocks = replace(blocks, hygiene=hygiene(deals, known.as_of, on, source=source))
    if "aspirations" in wanted:
        blocks = replace(blocks, growth=_growth(known, deals, on))
    if "charts" in wanted:
        chosen = [name for section in agenda.sections if "charts" in section.blocks for name in section.charts]
        blocks = replace(blocks, charts=charts(known.kpis, chosen, on))
    return Numbers(blocks, tuple(deals), known.kpis, known.as_of, problems)


def pictures(draft: Draft, templates: Path | None = None) -> dict[str, tuple[str, bytes]]:
    """Draw the picture parts of a page (name → content type, bytes); the same draft gives the same pictures."""
    block = draft.blocks.charts
    if block is None or not block.trends:
        return {}
    said = wording(draft.language, templates)
    drawn = {}
    for at, trend in enumerate(block.trends):
        words = chart_words(trend, said, draft.date)
        labels = chart.Labels(words.title, words.last, words.goal, words.first_day, words.last_day)
        drawn[part_name(at)] = ("image/png", chart.png(trend.points, trend.target, labels))
    return drawn


def _since(seen: Mapping[str, date], before: Snapshot | None) -> Collection[str]:
    """The ids whose change of owner was seen after the deals that the last written page showed."""
    as_of = before.deals_as_of if before else None
    return [deal for deal, day in seen.items() if as_of is not None and day >= as_of]


def _nearest(known: Known, on: date) -> Goal | None:
    """The nearest goal with something left to win."""
    return next((goal for goal in goals(known.kpis, known.past, on) if goal.left), None)


def _coverage(
    known: Known, deals: Sequence[Deal], source: str, pair: Pair, meeting: date, on: date, templates: Path | None
) -> Coverage:
    block = coverage(Book(deals, known.past, known.as_of, source), known.kpis, on)
    if not block.find or block.find_by is None:
        return block
    # What the rep can do until next time: a week's share of what is to be found (S3.24, S3.35).
    weeks = max((block.find_by - on) // _A_WEEK, 1)
    text = wording(pair.language, templates).say("propose_find", count=-(-block.find // weeks))
    return replace(block, proposals=(_proposal(pair, meeting, text),))


def _winnable(
    known: Known, deals: Sequence[Deal], source: str, pair: Pair, meeting: date, on: date, templates: Path | None
) -> Winnable:
    process = load(folders(templates), pair.language)
    block = winnable(deals, process, known.as_of, on, _nearest(known, on), source=source)
    if not block.recorded:
        return block
    texts = [one.missing[0].proposal for one in block.deals if one.known and one.missing]
    return replace(block, proposals=tuple(_proposal(pair, meeting, text) for text in dict.fromkeys(texts[:_PROPOSED])))


def _proposal(pair: Pair, meeting: date, text: str) -> Ask:
    """A line that becomes the rep's commitment when it is ticked; due at the next 1:1 of a weekly pair."""
    line = " ".join(text.split())
    return Ask(commitment_id(pair.key, meeting, "rep", line, 0), line, "rep", meeting + _A_WEEK)


def _growth(known: Known, deals: Sequence[Deal], on: date) -> Growth | None:
    wish = known.aspiration
    if wish is None:
        return None
    currency = wish.currency or main_currency(deals, known.past)
    return growth(replace(wish, currency=currency), pace(known.past, deals, currency, on), on)
