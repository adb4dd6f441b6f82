"""`python -m tests.accuracy`: how well pages are read that people wrote; 1 when a part is under the goal."""

from __future__ import annotations

import argparse
import sys

from tests.accuracy.measure import PARTS, Report, measure
from tests.accuracy.scoring import Tally

COLUMNS = ("precision", "recall", "owner", "due", "state", "identity", "complete")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="one part; default: both")
    parser.add_argument("--details", action="store_true", help="list every miss, of held_back too")
    chosen = parser.parse_args()
    missed = False
    for part in [chosen.only] if chosen.only else PARTS:
        report = measure(part)
        show(report)
        if chosen.details:
            print("\n".join(report.whole.misses))
        if report.short:
            missed = True
            print(f"{part} is under the goal: {', '.join(report.short)}")
    return 1 if missed else 0


def show(report: Report) -> None:
    print(f"\n{report.part}: {report.whole.pages} pages, {report.whole.expected} commitments")
    print(f"{'':14}{'pages':>6}" + "".join(f"{name:>10}" for name in COLUMNS) + f"{'forbidden':>10}{'misses':>8}")
    for groups in (report.patterns, report.languages):
        for name, tally in sorted(groups.items()):
            print(_row(name, tally))
        print()
    print(_row("in all", report.whole))


def _row(name: str, tally: Tally) -> str:
    figures = "".join(f"{tally.figures[column]:>10.3f}" for column in COLUMNS)
    return f"{name:14}{tally.pages:>6}{figures}{tally.forbidden:>10}{len(tally.misses):>8}"


if __name__ == "__main__":
    sys.exit(main())
