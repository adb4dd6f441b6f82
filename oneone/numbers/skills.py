"""The chain behind a rep's deals: outcome ← stage ← activity ← skill ← resource (S3.38 to S3.42)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Literal

from oneone.model import Closed, Deal, Practice, Skills
from oneone.numbers.pace import YEAR, main_currency, short_since
from oneone.numbers.process import Process, Skill, Stage
from oneone.numbers.snapshot import folded, outcome
from oneone.numbers.verifiers import recorded_verifiers

_OFFERED = 2
_SHOWN = 3  # resources of a skill
_LEAST_LOST = 3  # at one stage: fewer say more about luck than about the rep
_ALIKE = 0.85  # difflib: a slip of the pen, not another skill


def skills(
    process: Process,
    written: Iterable[str],
    deals: Sequence[Deal],
    past: Sequence[Closed],
    as_of: date | None,
    on: date,
) -> Skills:
    """The chain behind the skills that the pair wrote down last, as far as the process knows them (S3.42).

    Nothing written: at most two skills of the stage at which most value of this rep's lost deals of 365 days before
    `on` ended (at least three deals there), else of the stage at which most open deals wait for an act of the customer.
    Deals that say neither offer nothing.
    """
    texts = [text for text in written if folded(text)]
    if texts:
        known = [found for text in texts if (found := _known(process, text))]
        return Skills(chosen=tuple(_practice(stage, skill) for stage, skill in dict.fromkeys(known)))
    why: Literal["lost", "lacking"] = "lost"
    since = short_since(past, on)
    weak = _lost_at(process, past, on, since)
    if weak is None:
        why, since, weak = "lacking", None, _lacking_at(process, deals, as_of)
    if weak is None:
        return Skills()
    stage, count = weak
    offered = tuple(_practice(stage, skill) for skill in stage.skills[:_OFFERED])
    return Skills(offered=offered, stage=stage.name, why=why, count=count, since=since)


def _known(process: Process, text: str) -> tuple[Stage, Skill] | None:
    """The skill that a line names: in these words, with more around them, or with a slip of the pen."""
    said = folded(text)
    best: tuple[float, Stage, Skill] | None = None
    for stage in process.stages:
        for skill in stage.skills:
            name = folded(skill.name)
            within = f" {name} " in f" {said} "
            score = 1.0 if within else SequenceMatcher(None, said, name, autojunk=False).ratio()
            if name and score >= _ALIKE and (best is None or score > best[0]):
                best = (score, stage, skill)
    return best[1:] if best else None


def _practice(stage: Stage, skill: Skill) -> Practice:
    activity = skill.activity or next(iter(stage.activities), "")
    return Practice(skill.name, activity, (skill.resources or stage.resources)[:_SHOWN])


def _lost_at(process: Process, past: Sequence[Closed], on: date, since: date | None) -> tuple[Stage, int] | None:
    """The stage at which most value was lost, most deals when no amount is known, and how many deals that were."""
    begin = since or on - YEAR + timedelta(days=1)
    lost = [entry for entry in past if not entry.won and begin <= entry.on <= on]
    counts: Counter[int] = Counter()
    values: Counter[int] = Counter()
    currency = main_currency((), lost)
    for entry in lost:
        place = process.place(entry.stage) if entry.stage else None
        if place is not None and process.stages[place].skills:
            counts[place] += 1
            ours = not entry.currency or entry.currency == currency
            values[place] += int(entry.amount or Decimal(0)) if ours else 0
    enough = [place for place, count in counts.items() if count >= _LEAST_LOST]
    if not enough:
        return None
    weakest = min(enough, key=lambda place: (-values[place], -counts[place], place))
    return process.stages[weakest], counts[weakest]


def _lacking_at(process: Process, deals: Sequence[Deal], as_of: date | None) -> tuple[Stage, int] | None:
    """The stage whose verifiers most open deals lack, the earliest of equals: what comes later rests on it."""
    still = [deal for deal in deals if outcome(deal) == "open"]
    if as_of is None or not any(recorded_verifiers(deal, process, as_of) for deal in still):
        return None
    counts: Counter[str] = Counter()
    for deal in still:
        there, place = recorded_verifiers(deal, process, as_of), process.place(deal.stage)
        claimed = process.stages[: place + 1] if place is not None else ()
        lacking = (stage for stage in claimed if any(verifier.key not in there for verifier in stage.verifiers))
        counts.update(stage.key for stage in lacking if stage.skills)
    for stage in sorted(process.stages, key=lambda stage: -counts[stage.key]):
        return (stage, counts[stage.key]) if counts[stage.key] else None
    return None
