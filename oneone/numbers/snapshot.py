"""What a page shows of the figures, and what is kept of them as fixed values with date and source (S4.17)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from oneone.model import Deal, Kpi, KpiLine, Kpis

FRESH = timedelta(days=8)  # older figures say so on the page
_LIVING = timedelta(days=45)  # a figure this much older than the newest is no longer imported; monthly ones are younger
_MOST = 6  # lines, to fit two phone screens

Outcome = Literal["open", "won", "lost"]

# Closed states as CRMs call them: stages, and the forecast categories that mean the same (Salesforce: closed is won).
_CLOSED: dict[Outcome, frozenset[str]] = {
    "won": frozenset(
        {
            "won", "win", "closed won", "closedwon", "close won", "deal won", "won closed", "gewonnen",
            "geschlossen gewonnen", "abgeschlossen gewonnen", "gagné", "gagnée", "fermé gagné", "ganada", "ganado",
            "cerrada ganada", "vinta", "vinto",
        }
    ),
    "lost": frozenset(
        {
            "lost", "loss", "closed lost", "closedlost", "close lost", "deal lost", "lost closed", "verloren",
            "geschlossen verloren", "abgeschlossen verloren", "closed no decision", "no decision", "cancelled",
            "canceled", "disqualified", "perdu", "perdue", "fermé perdu", "perdida", "perdido", "cerrada perdida",
            "persa", "perso",
        }
    ),
}  # fmt: skip
_CLOSED_CATEGORY: dict[str, Outcome] = {"won": "won", "closed won": "won", "closed": "won", "lost": "lost"}


@lru_cache(maxsize=2048)  # a few stages and categories, of very many deals
def folded(words: str) -> str:
    """A stage or category for comparison: lower case letters only, so `6 - Closed Won (100 %)` is `closed won`."""
    return re.sub(r"[\W\d_]+", " ", words.casefold()).strip()


def outcome(deal: Deal) -> Outcome:
    """Whether a deal is open, won or lost: its stage says so, else its forecast category."""
    return _outcome(deal.stage, deal.category)


@lru_cache(maxsize=2048)  # each block of a page asks it of each deal
def _outcome(stage: str, category: str) -> Outcome:
    said = folded(stage)
    for state, words in _CLOSED.items():
        if said in words:
            return state
    return _CLOSED_CATEGORY.get(folded(category), "open")


def latest(kpis: Iterable[Kpi], on: date) -> tuple[Kpi, ...]:
    """The newest figure of each metric up to `on`, in the order in which metrics are first met.

    A blank value says that nothing was known on its day: the last one that was known stays, with its own day.
    """
    newest: dict[str, Kpi] = {}
    for kpi in kpis:
        name = kpi.metric.casefold()
        if kpi.on <= on and (name not in newest or _counts(kpi) >= _counts(newest[name])):
            newest[name] = kpi
    return tuple(newest.values())


def _counts(kpi: Kpi) -> tuple[bool, date]:
    return kpi.value is not None, kpi.on


def kpi_lines(
    kpis: Sequence[Kpi], before: Sequence[Kpi], on: date, *, meeting: date | None = None, source: str = ""
) -> Kpis:
    """The block of figures on the day `on`: at most six, each beside its target and what the last written page showed.

    `before` are the figures kept with that page. `as_of` is the date of the oldest line, and `before_on` that of the
    oldest figure compared with, so that the page never claims more than it knows; `old` when `as_of` is more than 8
    days before the 1:1 on `meeting` (else before `on`). A figure of another unit is not compared. Where all are of
    later days, `begins` is the first of these.
    """
    shown = latest(kpis, on)
    if not shown:
        return Kpis(source=source, begins=min((kpi.on for kpi in kpis), default=None))
    newest = max(kpi.on for kpi in shown)
    shown = tuple(kpi for kpi in shown if newest - kpi.on <= _LIVING)[:_MOST]
    earlier = {(kpi.metric.casefold(), kpi.unit): kpi for kpi in latest(before, on)}
    compared = [earlier.get((kpi.metric.casefold(), kpi.unit)) for kpi in shown]
    as_of = min(kpi.on for kpi in shown)
    return Kpis(
        lines=tuple(
            KpiLine(kpi.metric, kpi.unit, kpi.value, kpi.target, was.value if was else None)
            for kpi, was in zip(shown, compared, strict=True)
        ),
        as_of=as_of,
        before_on=min((was.on for was in compared if was), default=None),
        source=source,
        old=(meeting or on) - as_of > FRESH,
    )


def compact(deals: Iterable[Deal]) -> tuple[Deal, ...]:
    """The deals with what a later movement compares or names, and nothing else: a snapshot stays small."""
    return tuple(
        replace(
            deal,
            created=None,
            last_activity=None,
            next_step="",
            close_plan=None,
            contact_roles="",
            verifiers="",
        )
        for deal in deals
    )
