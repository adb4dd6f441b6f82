"""What stands below block `skill`: the activity and resources behind a skill, or two skills to choose from (S3.42)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from oneone.agenda.grid import AskLine, ask_line, period
from oneone.agenda.templates import cut
from oneone.agenda.words import Wording
from oneone.model import Names, Practice, Skills

_TEXT = 120  # characters of an activity
_NAME = 60  # of a skill, or a resource


@dataclass(frozen=True, slots=True)
class PathLine:
    """A skill with its activity, and (words, https address or nothing) of what it is learned from."""

    text: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SkillsView:
    """A sentence of its own, a line a skill, and what the rep may take on."""

    intro: str
    lines: tuple[PathLine, ...]
    invite: str = ""
    asks: tuple[AskLine, ...] = ()


def skills(block: Skills, names: Names, wording: Wording, year: date) -> SkillsView | None:
    """Show the chain behind what was chosen, else what may help this rep most; None when there is nothing to say."""
    practices = block.chosen or block.offered
    if not practices:
        return None
    intro = ""
    if not block.chosen and block.why:
        intro = wording.counted(
            f"skill_{block.why}",
            block.count,
            count=block.count,
            stage=cut(block.stage, _NAME),
            name=names.first("rep"),
            period=period(block.since, wording, year),
        )
        intro = f"{intro[:1].upper()}{intro[1:]}"
    return SkillsView(
        intro,
        tuple(_path(practice, wording) for practice in practices),
        wording.say("take_on", name=names.first("rep")) if block.proposals else "",
        tuple(ask_line(ask, names, wording) for ask in block.proposals),
    )


def _path(practice: Practice, wording: Wording) -> PathLine:
    said = wording.say("quoted", text=cut(practice.skill, _NAME))
    if practice.activity:
        said = wording.say("skill_serves", skill=said, activity=cut(practice.activity, _TEXT))
    links = tuple((cut(one.text, _NAME), one.url) for one in practice.resources)
    return PathLine(f"{said} {wording.say('skill_learn')}" if links else said, links)
