"""What acts of the customer show about a deal's stage, and what is still to happen (S3.12 to S3.19)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from oneone.model import Deal, Evidence, Goal, Unproven, Winnable
from oneone.numbers.key_deals import must_win, potential
from oneone.numbers.process import Process, Verifier
from oneone.numbers.snapshot import FRESH, outcome

_MOST = 5
_SOON = timedelta(days=90)
_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_LINK = re.compile(r"https://\S+")


def winnable(
    deals: Iterable[Deal], process: Process, as_of: date | None, on: date, goal: Goal | None = None, *, source: str = ""
) -> Winnable:
    """The block without its proposals: at most five key short-term deals with the stage that evidence supports.

    Key are must-wins, then deals that close by the goal's end, most potential first; without any, those of 90 days.
    `recorded` is False when no deal has any verifier: then nothing is said about any stage.
    """
    still = [deal for deal in deals if outcome(deal) == "open"]
    frame = Winnable(as_of=as_of, source=source, old=as_of is not None and on - as_of > FRESH)
    if as_of is None:
        return frame
    needed = must_win(still, goal)
    ends = [goal.until] if goal else []
    soon = ([d for d in still if d.close is not None and d.close <= end] for end in (*ends, on + _SOON))
    near = next((found for found in soon if found), [])
    near.sort(key=lambda deal: (deal.id not in needed, -potential(deal), deal.close or date.max, deal.id))
    recorded = any(recorded_verifiers(deal, process, as_of) for deal in still)
    return Winnable(
        deals=tuple(evidence(deal, process, as_of, must_win=deal.id in needed) for deal in near[:_MOST]),
        recorded=recorded,
        as_of=as_of,
        source=source,
        old=frame.old,
    )


def evidence(deal: Deal, process: Process, as_of: date, *, must_win: bool = False) -> Evidence:
    """A deal's stage as claimed, and the latest one that holds without a gap in what the customer did until `as_of`.

    A stage that the process does not know is shown as it is, without a judgement.
    """
    there = recorded_verifiers(deal, process, as_of)
    place = process.place(deal.stage)
    supported = ""
    for stage in process.stages:
        if not all(verifier.key in there for verifier in stage.verifiers):
            break
        supported = stage.name
    upto = process.stages[: place + 1] if place is not None else ()
    wanted = [verifier for stage in upto for verifier in stage.verifiers]
    return Evidence(
        deal=deal,
        claimed=deal.stage,
        supported=supported,
        missing=tuple(_unproven(verifier, deal) for verifier in wanted if verifier.key not in there),
        present=sum(verifier.key in there for verifier in wanted),
        known=place is not None,
        must_win=must_win,
    )


def recorded_verifiers(deal: Deal, process: Process, as_of: date) -> Mapping[str, date | None]:
    """The verifiers of a deal that happened until `as_of`, each with its day; a bare "yes" is no evidence (S3.17).

    `deal.verifiers` reads `discovery=2026-10-02; proposal=https://…`: a day that is not in the future, or a link.
    """
    if not deal.verifiers and deal.close_plan is None:
        return {}
    written: dict[str, str] = {}
    for part in deal.verifiers.split(";"):
        name, _, value = part.partition("=")
        written["_".join(name.casefold().split())] = value.strip()
    found: dict[str, date | None] = {}
    for verifier in (verifier for stage in process.stages for verifier in stage.verifiers):
        value = written.get(verifier.key.casefold(), "")
        if not value and not verifier.column:
            continue
        day = _day(value) or (deal.close_plan if verifier.column == "close_plan" else None)
        if day is not None and (day <= as_of or verifier.column == "close_plan"):
            found[verifier.key] = day
        elif day is None and _LINK.search(value):
            found[verifier.key] = None
    return found


def _day(text: str) -> date | None:
    match = _DAY.search(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _unproven(verifier: Verifier, deal: Deal) -> Unproven:
    said = verifier.proposal.replace("{account}", deal.account or deal.name).replace("{deal}", deal.name)
    return Unproven(verifier.key, verifier.text, " ".join(said.split()))
