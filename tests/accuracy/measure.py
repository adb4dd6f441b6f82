"""Reads every labelled page through `oneone read --json` and adds up the scores."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from oneone.__main__ import main
from tests.accuracy.scoring import Tally, score

FOLDER = Path(__file__).parent
PARTS = ("tuning", "held_back")
GOAL = {"precision": 0.97, "recall": 0.97, "owner": 0.97, "due": 0.97, "state": 0.99}


@dataclass(slots=True)
class Report:
    """The figures of one part: in all, per pattern, per language."""

    part: str
    whole: Tally = field(default_factory=Tally)
    patterns: dict[str, Tally] = field(default_factory=dict)
    languages: dict[str, Tally] = field(default_factory=dict)

    @property
    def short(self) -> list[str]:
        """What is under the goal, as sentences; empty when the goal is met."""
        figures = self.whole.figures
        under = [f"{name} {figures[name]:.3f} (goal {goal})" for name, goal in GOAL.items() if figures[name] < goal]
        return under + ([f"{self.whole.forbidden} forbidden lines (goal 0)"] if self.whole.forbidden else [])


def measure(part: str) -> Report:
    """Read and score the pages of `tuning` or `held_back`."""
    report = Report(part)
    for name, label in labels(part):
        tally = score(name, label, answer(FOLDER / part / f"{name}.html", label))
        report.whole.add(tally)
        for pattern in label["patterns"]:
            report.patterns.setdefault(pattern, Tally()).add(tally)
        report.languages.setdefault(label["language"][:2], Tally()).add(tally)
    return report


def labels(part: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each page's name and label, in the order of names."""
    for file in sorted((FOLDER / part).glob("*.json")):
        yield file.stem, json.loads(file.read_text(encoding="utf-8"))


def answer(page: Path, label: dict[str, Any]) -> dict[str, Any]:
    """What the command line says of a page; RuntimeError when it says nothing."""
    said = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(said):
        known = Path(folder) / "known.json"
        known.write_text(json.dumps(label.get("known", [])), encoding="utf-8")
        names = ("--manager", label["manager"], "--rep", label["rep"], "--date", label["date"])
        sections = FOLDER / "sections" / f"{label['sections']}.json"
        lists = ("--sections", str(sections), "--known", str(known), "--language", label["language"])
        code = main(["read", str(page), *names, *lists, "--json"])
    if code:
        raise RuntimeError(f"{page.name}: `oneone read` ended with {code}")
    result: dict[str, Any] = json.loads(said.getvalue())
    return result
