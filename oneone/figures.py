"""A page's numbers, from what was imported of the rep: each block the agenda asks for, and what it proposes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from oneone.agenda.figures import chart_words, part_name
from oneone.agenda.templates import folders
from oneone.agenda.words import in_every_language, wording
from oneone.commitments.alike import SAME, likeness
from oneone.commitments.reconcile import commitment_id
from oneone.errors import BadInput
from oneone.model import (
    Agenda,
    Ask,
    Blocks,
    Deal,
    Draft,
    Goal,
    Growth,
    Hygiene,
    Kpi,
    Pace,
    Pair,
    Snapshot,
    Span,
    Told,
)
from oneone.numbers import chart
from oneone.numbers.aspirations import growth
from oneone.numbers.coverage import SPANS, Book, coverage, goal_key, goals
from oneone.numbers.hygiene import hygiene, left_over
from oneone.numbers.key_deals import decisive, key_deals
from oneone.numbers.movement import movement, pushed
from oneone.numbers.pace import YEAR, main_currency, pace, with_amounts
from oneone.numbers.process import load
from oneone.numbers.skills import skills
from oneone.numbers.snapshot import FRESH, kpi_lines
from oneone.numbers.trends import charts
from oneone.numbers.verifiers import winnable
from oneone.store.figures import Known

SOURCE = "CRM"  # of what came in files, which do not say
_PROPOSED = 3  # first steps on a page, of all kinds; at most one a deal
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
    told: Told | None = None,
    *,
    skill: Iterable[str] = (),
    first_month: int = 1,
    day: date | None = None,
) -> Numbers:
    """Work out the numbers of a page on the day `on` (local), compared with the snapshot of the last written page.

    `promises` are the texts of what is open between the two, `told` is what the rep was told alone before, `skill` what
    the two last wrote as the skill to build, `first_month` (1 to 12) begins the business year. `day` is when
    the 1:1 takes place (else `meeting`, the day it is kept under): goals are of that day. A sales process that cannot
    be read is a problem for the admin; the page is made without its blocks.
    """
    promises = tuple(promises)
    wanted = {block for section in agenda.sections for block in section.blocks}
    source = known.source or SOURCE
    reading = max(day or meeting, on)  # when the page is read: figures are old by that day, goals are that day's
    named = _goal_names(templates)
    aims = goals(known.kpis, known.past, on, first_month, day=reading, as_of=known.as_of, named=named)
    was = before.deals if before is not None and before.deals_as_of is not None else None
    since = before.draft.date if before else None
    deals = with_amounts(pushed(was or (), known.deals), known.past)
    blocks = Blocks()
    if "kpis" in wanted:
        earlier = before.kpis if before else ()
        blocks = replace(blocks, kpis=kpi_lines(known.kpis, earlier, on, meeting=reading, source=source))
    if wanted & {"movement", "deals", "network"}:
        moved = movement(
            was,
            deals,
            since=since,
            as_of=known.as_of,
            on=reading,
            source=source,
            away=_since(known.owners.away, before),
            here=_since(known.owners.here, before),
            first_month=first_month,
            was_as_of=before.deals_as_of if before else None,
            past=known.past,
            back={entry.deal.id: entry.deal for entry in known.gone if entry.back is not None},
        )
        if "movement" in wanted:
            blocks = replace(blocks, movement=moved)
        if wanted & {"deals", "network"}:
            shown = key_deals(
                deals,
                known.as_of,
                reading,
                source=source,
                was=was or (),
                moved=[deal.id for change in moved.moved if (deal := change.now)],
                goal=decisive(aims, deals),
                promises=promises,
            )
            blocks = replace(blocks, deals=shown)
    if "coverage" in wanted:
        book = Book(deals, known.past, known.as_of, source)
        blocks = replace(blocks, coverage=coverage(book, known.kpis, on, first_month, day=reading, named=named))
    problems: tuple[str, ...] = ()
    if wanted & {"verifiers", "skill"}:
        try:
            process = load(folders(templates), pair.language)
        except BadInput as problem:
            problems = (str(problem),)
        else:
            if "verifiers" in wanted:
                goal = decisive(aims, deals)
                blocks = replace(blocks, winnable=winnable(deals, process, known.as_of, reading, goal, source=source))
            if "skill" in wanted:
                blocks = replace(blocks, skills=skills(process, skill, deals, known.past, known.as_of, on))
    if "hygiene" in wanted:
        if rep_first(agenda):
            blocks = replace(blocks, hygiene=left_over(deals, told, known.as_of, on, source=source))
        else:
            blocks = replace(blocks, hygiene=hygiene(deals, known.as_of, on, source=source))
    if "aspirations" in wanted:
        blocks = replace(blocks, growth=_growth(known, deals, aims, on))
    if "charts" in wanted:
        chosen = [name for section in agenda.sections if "charts" in section.blocks for name in section.charts]
        blocks = replace(blocks, charts=charts(known.kpis, chosen, on))
    blocks = _with_starters(_aged(blocks, reading), pair, meeting, reading, promises, templates)
    return Numbers(blocks, tuple(deals), known.kpis, known.as_of, problems)


def _goal_names(templates: Path | None) -> dict[str, Span]:
    """The figures that are goals by their exact name, as words.toml says (an admin's own over the shipped one)."""
    said = ((span, text) for span in SPANS for text in in_every_language(f"goal_{span}", templates))
    return {goal_key(name): span for span, text in said for name in text.split(";") if name.strip()}


def confided(known: Known, pair: Pair, *, several: bool) -> Known:
    """What of a rep's figures this pair's page may show: what the rep aspires to is for the rep and one manager alone.

    A rep with `several` managers says whose it is (column `manager` of people.csv); a notebook that other reps can open
    (`shared_ok`) never shows it.
    """
    wish = known.aspiration
    whose = wish.manager if wish else ""
    if wish is None or (not pair.shared_ok and whose in ((pair.key.manager,) if several else ("", pair.key.manager))):
        return known
    return replace(known, aspiration=None)


def _aged(blocks: Blocks, reading: date) -> Blocks:
    """Let every block of deals say that its figures are old by the day on which the page is read."""

    def old(as_of: date | None) -> bool:
        return as_of is not None and reading - as_of > FRESH

    return replace(
        blocks,
        deals=replace(blocks.deals, old=old(blocks.deals.as_of)) if blocks.deals else None,
        coverage=replace(blocks.coverage, old=old(blocks.coverage.as_of)) if blocks.coverage else None,
        winnable=replace(blocks.winnable, old=old(blocks.winnable.as_of)) if blocks.winnable else None,
        hygiene=replace(blocks.hygiene, old=old(blocks.hygiene.as_of)) if blocks.hygiene else None,
    )


def rep_first(agenda: Agenda) -> bool:
    """Whether the rep learns alone, before the page, what in the CRM is worth mending (S4.6)."""
    return any(section.rep_first for section in agenda.sections if "hygiene" in section.blocks)


def heads_up(known: Known, on: date) -> Hygiene:
    """What a rep is told alone on a day, from what was imported."""
    return hygiene(with_amounts(known.deals, known.past), known.as_of, on, source=known.source or SOURCE)


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


def _with_starters(
    blocks: Blocks, pair: Pair, meeting: date, on: date, promises: Sequence[str], templates: Path | None
) -> Blocks:
    """Propose at most three first steps in all, each the rep's own to do (S3.35, S3.41).

    A thin quarter gives one that starts new deals, a skill in view one to practise it, and the key deals, must-wins
    first, have the rest: each the step towards its first missing verifier. What is promised already is not proposed.
    """

    def asks(texts: Iterable[str], most: int, *, same_numbers: bool = True) -> tuple[Ask, ...]:
        new = [
            text
            for text in dict.fromkeys(texts)
            if not any(likeness(text, promise, same_numbers=same_numbers) >= SAME for promise in promises)
        ]
        return tuple(_proposal(pair, meeting, text) for text in new[: max(most, 0)])

    said = wording(pair.language, templates)
    find: tuple[Ask, ...] = ()
    skill: tuple[Ask, ...] = ()
    if blocks.coverage is not None and blocks.coverage.find and blocks.coverage.find_by is not None:
        share = _share_of_a_week(blocks.coverage.find, blocks.coverage.find_by, blocks.coverage.pace, on)
        words = said.say("propose_find", count=share) if share > 1 else said.say("propose_find_one")
        find = asks([words], 1, same_numbers=False)
        blocks = replace(blocks, coverage=replace(blocks.coverage, proposals=find))
    if blocks.skills is not None:
        practices = blocks.skills.chosen or (blocks.skills.offered if _wins_more(blocks.growth) else ())
        skill = asks([said.say("propose_skill", skill=one.skill) for one in practices], 1)
        blocks = replace(blocks, skills=replace(blocks.skills, proposals=skill))
    if blocks.winnable is not None and blocks.winnable.recorded:
        steps = [one.missing[0].proposal for one in blocks.winnable.deals if one.known and one.missing]
        offered = asks(steps, _PROPOSED - len(find) - len(skill))
        blocks = replace(blocks, winnable=replace(blocks.winnable, proposals=offered))
    return blocks


def _share_of_a_week(find: int, by: date, own: Pace | None, on: date) -> int:
    """What the rep can do until next time: a week's share (S3.24), at most twice the own pace of a year (S3.35)."""
    weeks = max((by - on) // _A_WEEK, 1)
    twice = -(-2 * own.new_a_year * _A_WEEK // YEAR) if own else 0
    return min(-(-find // weeks), max(twice, 1))


def _wins_more(block: Growth | None) -> bool:
    """Whether the rep aspires to win a larger share of what is decided."""
    drivers = block.drivers if block is not None else ()
    rates = [one for one in drivers if one.name == "win_rate" and one.now is not None and one.goal is not None]
    return any(one.goal > one.now for one in rates if one.goal is not None and one.now is not None)


def _proposal(pair: Pair, meeting: date, text: str) -> Ask:
    """A line that becomes the rep's commitment when it is ticked; due at the next 1:1 of a weekly pair."""
    line = " ".join(text.split())
    return Ask(commitment_id(pair.key, meeting, "rep", line, 0), line, "rep", meeting + _A_WEEK)


def _growth(known: Known, deals: Sequence[Deal], aims: Iterable[Goal], on: date) -> Growth | None:
    wish = known.aspiration
    if wish is None:
        return None
    currency = wish.currency or main_currency(deals, known.past)
    quota = next((goal.target for goal in aims if goal.span == "year" and goal.currency == currency), None)
    return growth(replace(wish, currency=currency), pace(known.past, deals, currency, on), on, quota)
