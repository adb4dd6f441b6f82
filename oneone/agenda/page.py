"""The page of a 1:1: rendered from its draft and nothing else, so that a retry makes the same page (design §5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from oneone.agenda import memory, questions
from oneone.agenda.blocks import blocks
from oneone.agenda.marks import (
    HEADING_STYLE,
    PLACEHOLDER,
    PROMPT_STYLE,
    heading,
    link,
    named,
    reference,
    section_id,
    title,
)
from oneone.agenda.templates import clean, fill
from oneone.agenda.words import Wording, wording
from oneone.model import Draft, Section

_WRITTEN_IN = {"three", "updates", "agreed", "forks", *memory.KINDS}  # blocks that are themselves the room to write


@dataclass(frozen=True, slots=True)
class Page:
    """A page to create: its title, and the whole XHTML document, which says the title again."""

    title: str
    html: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section as its template sees it."""

    mark: str
    heading: str
    prompts: tuple[str, ...]
    blocks: tuple[str, ...]
    lines: tuple[str, ...]  # labels with room behind them
    room: str  # both, lines, rep, manager, free or none


@dataclass(frozen=True, slots=True)
class Notice:
    """One quiet sentence above the sections; `links` are (address, words) behind it."""

    text: str
    links: tuple[tuple[str, str], ...] = ()


def render(draft: Draft, folder: Path | None = None) -> Page:
    """Render a draft as the XHTML that OneNote takes (Graph: create page); the same draft gives the same bytes.

    `folder` holds an admin's own templates. Raises BadInput when its words cannot be used.
    """
    said = wording(draft.language, folder)
    zone = ZoneInfo(draft.timezone)
    name = title(draft)
    asked = questions.asked(draft, folder)
    html = fill(
        "page.html.j2",
        folder,
        title=name,
        language=str(said.locale).replace("_", "-"),
        say=said.say,
        quiet=PROMPT_STYLE,
        heading=HEADING_STYLE,
        placeholder=PLACEHOLDER,
        rep=draft.names.first("rep"),
        manager=draft.names.first("manager"),
        when=_when(draft, said, zone),
        purpose=named(draft.agenda.purpose, draft.names),
        last=_last(draft, said),
        notices=tuple(_notices(draft, said)),
        sections=tuple(_section(part, draft, asked.get(part.key, ()), said) for part in draft.agenda.sections),
        has=blocks(draft, said),
        closing=_closing(draft, said, zone),
    )
    return Page(name, html)


def _when(draft: Draft, said: Wording, zone: ZoneInfo) -> str:
    day = said.day(draft.start.astimezone(zone).date())
    when = said.say("when", day=day, time=said.clock(draft.start, zone), minutes=draft.minutes)
    return f"{when[:1].upper()}{when[1:]}"  # French and Spanish weekdays are small


def _last(draft: Draft, said: Wording) -> tuple[str, str] | None:
    url = link(draft.last_page_url, "") if draft.last_page_url else None
    if url is None:
        return None
    since = draft.blocks.promises.since if draft.blocks.promises else None
    return url, said.short(since, draft.date) if since else said.say("before")


def _notices(draft: Draft, said: Wording) -> Iterator[Notice]:
    """Say once, above the sections, what both should know before they begin."""
    if draft.agenda.conduct:
        yield Notice(named(draft.agenda.conduct, draft.names))  # S4.5, S4.10
    headings = {section.key: heading(section, draft.names) for section in draft.agenda.sections}
    empty = [said.say("quoted", text=headings[key]) for key in draft.memory.uncovered if key in headings]
    if empty:
        yield Notice(said.say("uncovered", headings=", ".join(empty)))  # S0.22
    pages = [(link(page.url, ""), said.short(page.on, draft.date)) for page in draft.unheld]
    links = tuple((url, day) for url, day in pages if url)
    if links:
        yield Notice(said.say("unheld"), links)
    if draft.make_up is not None:
        of, moment = draft.make_up.of, said.moment(draft.make_up.start, ZoneInfo(draft.timezone))
        yield Notice(said.say("make_up", day=said.short(of, draft.date), moment=moment))  # S2.4
    if draft.announces is not None:
        parts = ", ".join(said.say("quoted", text=heading(part, draft.names)) for part in draft.announces.sections)
        yield Notice(said.say("announced", name=clean(draft.announces.name), headings=parts))  # S3.5


def _section(section: Section, draft: Draft, asked: tuple[str, ...], said: Wording) -> SectionView:
    minutes = said.say("minutes", minutes=section.minutes) if section.minutes else ""
    own = named(section.prompt, draft.names)
    private = said.say("private") if section.private else ""
    past = memory.history(draft.memory, draft.date, said) if "one_per_cent" in section.blocks else ""
    # Several questions stand one a line; a single one, or the first where nothing else is said, beside the minutes.
    more = [named(question, draft.names) for question in asked]
    beside = 1 if len(more) == 1 or not own else 0
    parts = [f"{minutes}." if minutes else "", own, *more[:beside], past, private]
    prompts = [" ".join(part for part in parts if part), *more[beside:]]
    room: str = section.notes
    if section.private and room == "none":
        room = "free"  # S2.13
    elif room in ("rep", "manager") and (section.lines or not _WRITTEN_IN.isdisjoint(section.blocks)):
        room = "none"
    return SectionView(
        mark=section_id(section.key),
        heading=heading(section, draft.names),
        prompts=tuple(filter(None, prompts)),
        blocks=section.blocks,
        lines=tuple(said.say("label", name=named(label, draft.names)) for label in section.lines),
        room=room,
    )


def _closing(draft: Draft, said: Wording, zone: ZoneInfo) -> str:
    """Say who made the page, what is read of it and what is not, and whose page it is (the reference comes last)."""
    first = draft.names.first
    unread = [said.say("quoted", text=heading(s, draft.names)) for s in draft.agenda.sections if s.private]
    reads = said.say("reads_but", headings=said.say("and").join(unread)) if unread else said.say("reads")
    months = draft.keep_months
    kept = said.say("kept_for_one") if months == 1 else said.say("kept_for", months=months)
    made = said.say("made_by", manager=first("manager"), rep=first("rep"), moment=said.moment(draft.made_on, zone))
    return f"{made} {reads} {said.say('opens')} {kept} ref {reference(draft.pair, draft.date)}"
