"""What people and scripts see: results on stdout, everything else on stderr, bars on a terminal only."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout, and nothing else there.")]

_PIPED = 200  # columns of a table that goes into a file or another program
# Names and promises are other people's words: they must not steer the terminal.
_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), " ")


def say(text: str) -> None:
    """A note or a problem, on stderr."""
    sys.stderr.write(f"{text.translate(_CONTROLS)}\n")


def show(text: str = "") -> None:
    """A line of the result, on stdout."""
    sys.stdout.write(f"{text.translate(_CONTROLS)}\n")


def show_json(data: object) -> None:
    """The result as JSON on stdout."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def show_table(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> None:
    """The result as a table on stdout; an empty cell for None."""
    from rich import box
    from rich.table import Table

    table = Table(*columns, title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*("" if cell is None else str(cell).translate(_CONTROLS) for cell in row))
    _console().print(table)


def moment(at: datetime | None, clock_of: Callable[[datetime], datetime]) -> str:
    """A moment for people, `Mon 23 Nov 09:00`, on the clock that `clock_of` converts to; empty for None."""
    return clock_of(at).strftime("%a %d %b %H:%M") if at else ""


def iso(at: datetime | None) -> str | None:
    """A moment for scripts: ISO 8601, UTC, to the second."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else None


@contextmanager
def progress(title: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """A bar on stderr while a long run works; the yielded function moves it on and says what is worked on.

    `total` None: a bar that only moves. Away from a terminal nothing is shown.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn(title, markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def advance(what: str) -> None:
            bar.update(task, advance=1, description=what.translate(_CONTROLS))

        yield advance


def plural(count: int, one: str, many: str = "") -> str:
    """`1 page`, `2 pages`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def _console() -> Console:
    from rich.console import Console

    return Console(markup=False, highlight=False, emoji=False, width=None if sys.stdout.isatty() else _PIPED)
