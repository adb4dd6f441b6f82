"""Shapes that blocks of figures share: a table with its line and question, and how a deal is written in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from oneone.agenda.marks import ask_mark
from oneone.agenda.templates import clean, cut
from oneone.agenda.words import NOTHING, Wording
from oneone.model import Agenda, Ask, Deal, Names

NAME = 60
"""Characters of a CRM's text in a cell: a phone shows three columns."""


@dataclass(frozen=True, slots=True)
class AskLine:
    """One line to be confirmed, and what is missing in it."""

    mark: str
    text: str
    missing: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Blocks of figures: a table with its header, a question beside it (S3.44), and where the figures come from."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: str
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Proposing:
    """A table, sentences of their own below it, and what the rep may take on."""

    grid: Grid
    lines: tuple[str, ...] = ()
    invite: str = ""
    asks: tuple[AskLine, ...] = ()


def ask_line(ask: Ask, names: Names, wording: Wording) -> AskLine:
    """Word one line to be confirmed or accepted."""
    text = clean(ask.text)
    if ask.owner:
        text = f"{wording.say('label', name=names.first(ask.owner))} {text}"
    if ask.due:
        text = f"{text}, {wording.day(ask.due)}"
    missing = [wording.say(key) for key, known in (("ask_who", ask.owner), ("ask_when", ask.due)) if not known]
    return AskLine(ask_mark(ask.id), text, " ".join(missing))


def amount(deal: Deal | None, wording: Wording) -> str:
    """Write a deal's amount; empty for none."""
    return wording.money(deal.amount, clean(deal.currency)) if deal and deal.amount is not None else ""


def stage(deal: Deal | None) -> str:
    """Write a deal's stage; empty for none."""
    return cut(deal.stage, NAME) if deal else ""


def close_day(deal: Deal | None, wording: Wording, year: date) -> str:
    """Write the day a deal is to close; `–` for none."""
    return wording.short(deal.close, year) if deal and deal.close else NOTHING


def deal_name(deal: Deal) -> str:
    """Call a deal as people know it: its name, and the account when the name does not say it."""
    name = cut(deal.name, NAME) or cut(deal.id, NAME) or NOTHING
    account = cut(deal.account, NAME)
    return f"{name}, {account}" if account and account.casefold() not in name.casefold() else name


def likelihood(deal: Deal, wording: Wording) -> str:
    """Write a deal's likelihood; empty for none."""
    return "" if deal.probability is None else wording.percent(Decimal(deal.probability))


def source(source: str, as_of: date, old: bool, wording: Wording, year: date) -> tuple[str, ...]:
    """Say where figures come from and of which day they are, and that they are old when they are (S4.17)."""
    day = wording.day(as_of) if as_of.year == year.year else wording.short(as_of, year)
    name = cut(source, NAME)
    said = wording.say("source", source=name, day=day) if name else wording.say("source_unnamed", day=day)
    return (said, wording.say("old")) if old else (said,)


def period(since: date | None, wording: Wording, year: date) -> str:
    """Say of which time figures are: of twelve months, or of what is known of them."""
    return wording.say("since_day", day=wording.short(since, year)) if since else wording.say("twelve_months")


def together(agenda: Agenda, *blocks: str) -> bool:
    """Tell whether one section holds all of these blocks, so that what they share is said once."""
    return any(set(blocks) <= set(section.blocks) for section in agenda.sections)


def sentences(*parts: str) -> str:
    """Join what there is to say."""
    return " ".join(part for part in parts if part)
