"""What typing inside a line does to its text: only the changed part becomes new, the looks and links around it stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sandbox.content import Run


def retyped(runs: Sequence[Run], text: str) -> list[Run]:
    """The runs after somebody typed in the line until it read `text`, line breaks as `\\n`.

    New letters look like those before them, as in a client; they never become part of a link.
    """
    before = "".join(run.text for run in runs)
    start = 0
    while start < min(len(before), len(text)) and before[start] == text[start]:
        start += 1
    end = 0
    while end < min(len(before), len(text)) - start and before[-1 - end] == text[-1 - end]:
        end += 1
    head, tail = _cut(runs, 0, start), _cut(runs, len(before) - end, len(before))
    typed = text[start : len(text) - end]
    beside = next((run for run in reversed(head) if run.text != "\n"), None) or next(iter(runs), None)
    look = dict(beside.style) if beside is not None else {}
    return _joined([*head, *_lines(typed, look), *tail])


def _cut(runs: Sequence[Run], start: int, end: int) -> list[Run]:
    found: list[Run] = []
    at = 0
    for run in runs:
        part = run.text[max(0, start - at) : max(0, end - at)]
        if part:
            found.append(replace(run, text=part, style=dict(run.style)))
        at += len(run.text)
    return found


def _lines(text: str, look: dict[str, str]) -> list[Run]:
    runs: list[Run] = []
    for number, part in enumerate(text.split("\n")):
        if number:
            runs.append(Run("\n"))
        if part:
            runs.append(Run(part, dict(look)))
    return runs


def _joined(runs: list[Run]) -> list[Run]:
    """Neighbours of one look as one run."""
    found: list[Run] = []
    for run in runs:
        last = found[-1] if found else None
        alike = last is not None and (last.style, last.href, last.script) == (run.style, run.href, run.script)
        if last is not None and alike and "\n" not in (run.text, last.text):
            last.text += run.text
        else:
            found.append(run)
    return found
