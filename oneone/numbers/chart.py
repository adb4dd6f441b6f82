"""A figure's trend as a picture: one line, its goal, first and last day; as wide as a phone shows without panning.

OneNote gives a picture the width it was sent with, on a phone too, and leaves it as it is on a dark page: so the card
is narrow and opaque. What it shows stands beside it in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from pathlib import Path

FONT = Path(__file__).parent / "fonts" / "DejaVuSans-subset.ttf"
WIDTH, HEIGHT = 320, 140
"""On the page, in its pixels: a phone is 360 to 430 wide, of which OneNote's margin takes up to 40."""

CARD, INK, QUIET, LINE, GOAL = "#ffffff", "#1f1f1f", "#5c5c5c", "#1e4e79", "#8a5a00"
_EDGE = "#d0d0d0"

_ZOOM = 2  # pixels of the picture for one of the page: sharp on a phone; time goes with their number, 10 ms a picture
_SIDE, _TOP, _BOTTOM = 12, 58, 28  # room around the line
_TITLE, _VALUE, _SMALL = 13.0, 18.0, 12.0  # letters, in pixels of the page
_LETTER = 0.64  # of its size: how wide a digit of the font is; few letters are wider


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
        svg_string=svg(points, goal, labels),
        zoom=_ZOOM,
        background=CARD,  # as a shape it would take longer
        skip_system_fonts=True,
        font_files=[str(FONT)],
    )
    return bytes(picture)


def svg(points: Sequence[tuple[date, Decimal]], goal: Decimal | None, labels: Labels) -> str:
    """The picture as SVG, its ground left out; texts are escaped, days stand at their true distances."""
    low, high = _range([value for _, value in points], goal)
    first, last = points[0][0], points[-1][0]
    days = max((last - first).days, 1)
    left, right = _SIDE, WIDTH - _SIDE

    def x(day: date) -> float:
        return left + (right - left) * (day - first).days / days

    def y(value: Decimal) -> float:
        return _TOP + (HEIGHT - _TOP - _BOTTOM) * float((high - value) / (high - low))

    # Value and goal share a line; long sums make both smaller rather than meet.
    room = right - left - _SIDE
    wanted = _LETTER * (len(labels.last) * _VALUE + len(labels.goal) * _SMALL)
    scale = min(1.0, room / wanted) if wanted else 1.0
    path = " ".join(f"{x(day):.1f},{y(value):.1f}" for day, value in points)
    parts = [
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" fill="none" stroke="{_EDGE}" '
        'shape-rendering="crispEdges"/>',
        _text(left, 20, _cut(labels.title, round((right - left) / (_TITLE * _LETTER))), QUIET, _TITLE),
        _text(left, 43, labels.last, INK, _VALUE * scale),
        _text(right, 43, labels.goal, GOAL, _SMALL * scale, "end") if goal is not None else "",
        "" if goal is None else _dashes(left, right, y(goal)),
        f'<polyline points="{path}" fill="none" stroke="{LINE}" stroke-width="2.5" stroke-linejoin="round"/>',
        f'<circle cx="{x(last):.1f}" cy="{y(points[-1][1]):.1f}" r="4" fill="{LINE}"/>',
        _text(left, HEIGHT - 10, labels.first_day, QUIET, _SMALL),
        _text(right, HEIGHT - 10, labels.last_day, QUIET, _SMALL, "end"),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="DejaVu Sans">{"".join(parts)}</svg>'
    )


def _dashes(left: float, right: float, at: float) -> str:
    return (
        f'<line x1="{left}" y1="{at:.1f}" x2="{right}" y2="{at:.1f}" stroke="{GOAL}" stroke-width="1.5" '
        'stroke-dasharray="5 4"/>'
    )


def _range(values: Sequence[Decimal], goal: Decimal | None) -> tuple[Decimal, Decimal]:
    """From nothing where that is near, so that a small change does not look like a fall."""
    shown = [*values, *([goal] if goal is not None else [])]
    low, high = min(shown), max(shown)
    if low >= 0 and low <= high / 2:
        low = Decimal(0)
    return (low, high) if high > low else (low - 1, high + 1)


def _text(x: float, y: float, words: str, colour: str, size: float, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" fill="{colour}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )


def _cut(words: str, length: int) -> str:
    return words if len(words) <= length else f"{words[: length - 1].rstrip()}…"
