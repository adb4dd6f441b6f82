"""A figure's trend as a picture: one line, its goal, first and last day; large type, since phones show it small.

The card is opaque, so that it reads on OneNote's dark background too. What it shows stands beside it in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from pathlib import Path

FONT = Path(__file__).parent / "fonts" / "DejaVuSans-subset.ttf"
WIDTH, HEIGHT = 600, 250
"""Of the picture on the page, in its own units; `_ZOOM` times as many pixels: sharp on a phone, 20 ms each."""

_ZOOM = 1.5

_LEFT, _RIGHT, _TOP, _BOTTOM = 24, 24, 74, 48
_SIZE = 22  # a phone shows 600 as about 340: that leaves 12 points
_INK, _QUIET, _LINE, _GOAL = "#1f1f1f", "#5c5c5c", "#1e4e79", "#8a5a00"


@dataclass(frozen=True, slots=True)
class Labels:
    """What is written on a chart, worded and formatted already."""

    title: str
    last: str
    goal: str
    first_day: str
    last_day: str


def png(points: Sequence[tuple[date, Decimal]], goal: Decimal | None, labels: Labels) -> bytes:
    """The picture of two points or more, oldest first; the same arguments give the same bytes."""
    import resvg_py

    picture = resvg_py.svg_to_bytes(
        svg_string=svg(points, goal, labels), zoom=_ZOOM, skip_system_fonts=True, font_files=[str(FONT)]
    )
    return bytes(picture)


def svg(points: Sequence[tuple[date, Decimal]], goal: Decimal | None, labels: Labels) -> str:
    """The picture as SVG; texts are escaped, days stand at their true distances."""
    low, high = _range([value for _, value in points], goal)
    first, last = points[0][0], points[-1][0]
    days = max((last - first).days, 1)

    def x(day: date) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (day - first).days / days

    def y(value: Decimal) -> float:
        return _TOP + (HEIGHT - _TOP - _BOTTOM) * float((high - value) / (high - low))

    path = " ".join(f"{x(day):.1f},{y(value):.1f}" for day, value in points)
    parts = [
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="8" fill="#ffffff" stroke="#d0d0d0"/>',
        _text(_LEFT, 36, _cut(labels.title, 24), _QUIET),
        _text(WIDTH - _RIGHT, 36, labels.last, _INK, "end", 28),
    ]
    if goal is not None:
        at = y(goal)
        parts.append(
            f'<line x1="{_LEFT}" y1="{at:.1f}" x2="{WIDTH - _RIGHT}" y2="{at:.1f}" stroke="{_GOAL}" '
            'stroke-width="2" stroke-dasharray="8 6"/>'
        )
        # Above the dashes, or below them where the title is near.
        parts.append(_text(_LEFT, at - 7 if at > _TOP + _SIZE else at + _SIZE, labels.goal, _GOAL, size=18))
    parts += [
        f'<polyline points="{path}" fill="none" stroke="{_LINE}" stroke-width="4" stroke-linejoin="round"/>',
        *_dots((x(day), y(value)) for day, value in points),
        _text(_LEFT, HEIGHT - 16, labels.first_day, _QUIET, size=18),
        _text(WIDTH - _RIGHT, HEIGHT - 16, labels.last_day, _QUIET, "end", 18),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="DejaVu Sans">{"".join(parts)}</svg>'
    )


def _dots(places: Iterable[tuple[float, float]]) -> list[str]:
    every = list(places)
    return [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{7 if at == len(every) - 1 else 4}" fill="{_LINE}"/>'
        for at, (x, y) in enumerate(every)
    ]


def _range(values: Sequence[Decimal], goal: Decimal | None) -> tuple[Decimal, Decimal]:
    """From nothing where that is near, so that a small change does not look like a fall."""
    shown = [*values, *([goal] if goal is not None else [])]
    low, high = min(shown), max(shown)
    if low >= 0 and low <= high / 2:
        low = Decimal(0)
    return (low, high) if high > low else (low - 1, high + 1)


def _text(x: float, y: float, words: str, colour: str, anchor: str = "start", size: int = _SIZE) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}" '
        f'paint-order="stroke" stroke="#ffffff" stroke-width="5">{escape(words)}</text>'
    )


def _cut(words: str, length: int) -> str:
    return words if len(words) <= length else f"{words[: length - 1].rstrip()}…"
