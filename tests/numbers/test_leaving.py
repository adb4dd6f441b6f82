"""Half a file looks like half a pipeline: half of a rep's open deals are not believed to be gone at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from oneone.importing import import_files
from oneone.model import Deal
from oneone.numbers.leaving import in_doubt
from oneone.numbers.sources.figure_files import DEAL_COLUMNS
from oneone.store.figures import Figures
from oneone.store.ledger import Ledger
from oneone.store.table import open_store

LEE, ANA = "lee@c.com", "ana@c.com"
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("open_", "decided", "left", "expected"),
    [
        (20, 0, 11, (11, 20)),
        (20, 0, 10, (10, 20)),
        (21, 0, 10, (0, 0)),  # less than half
        (9, 0, 9, (0, 0)),  # few
        (10, 0, 10, (10, 10)),
        (12, 30, 42, (12, 12)),
        (12, 30, 9, (0, 0)),
    ],
)
def test_ten_and_more_of_the_open_deals_are_in_doubt_if_they_are_half_or_more(
    open_: int, decided: int, left: int, expected: tuple[int, int]
) -> None:
    known = [Deal(str(n), "Deal", stage="Proposal" if n < open_ else "Closed Won") for n in range(open_ + decided)]
    assert in_doubt(known, {str(n) for n in range(left)}) == expected


@pytest.fixture
def figures(tmp_path: Path) -> Iterator[Figures]:
    store = open_store(f"sqlite:///{tmp_path.as_posix()}/s.sqlite")
    yield Ledger(store).figures
    store.close()


def file(tmp_path: Path, deals: dict[str, int], *, cut: int = 0) -> Path:
    """A deals file with so many deals of each rep, as a CRM exports it; its last characters may be cut off."""
    path = tmp_path / "deals.csv"
    rows = [
        f"{rep},{rep[0]}{n},Deal {n},,100,EUR,Proposal,2026-12-01,,50,,,,,,,2026-11-20\n"
        for rep, many in deals.items()
        for n in range(many)
    ]
    text = ",".join(DEAL_COLUMNS) + "\n" + "".join(rows)
    path.write_text(text[: len(text) - cut], encoding="utf-8")
    return path


def many(figures: Figures, rep: str) -> int:
    return len(figures.deals(rep)[0])


def test_most_deals_of_a_rep_stay_when_they_are_not_in_the_file_and_this_is_said(
    figures: Figures, tmp_path: Path
) -> None:
    import_files(figures, [file(tmp_path, {LEE: 30, ANA: 30})], TODAY)
    [read] = import_files(figures, [file(tmp_path, {LEE: 10, ANA: 20})], TODAY)
    [table] = read.tables
    assert (many(figures, LEE), many(figures, ANA)) == (30, 20)
    assert [str(finding) for finding in table.findings] == [
        f"deals.csv: 20 of the 30 open deals of {LEE} are not in it any more, and were kept; is the file whole? "
        "If they are really gone: `oneone numbers import --all-gone FILE`"
    ]


def test_who_insists_is_believed(figures: Figures, tmp_path: Path) -> None:
    import_files(figures, [file(tmp_path, {LEE: 30})], TODAY)
    [read] = import_files(figures, [file(tmp_path, {LEE: 3})], TODAY, all_gone=True)
    assert (many(figures, LEE), read.tables[0].findings) == (3, [])


@pytest.mark.parametrize("cut", [3, 20, 80])
def test_a_file_cut_inside_a_row_takes_nothing_away_from_anybody_and_its_line_says_so(
    figures: Figures, tmp_path: Path, cut: int
) -> None:
    import_files(figures, [file(tmp_path, {LEE: 30, ANA: 30})], TODAY)
    [read] = import_files(figures, [file(tmp_path, {LEE: 28, ANA: 25}, cut=cut)], TODAY, all_gone=True)
    [table] = read.tables
    assert (many(figures, LEE), many(figures, ANA)) == (30, 30)
    row = 54 if cut < 80 else 53
    assert any(finding.row == row and "may have been cut off" in finding.problem for finding in table.findings)
    assert f"deals that left were kept for 2 reps, since row {row} could not be read" in table.summary


def test_deals_that_went_to_somebody_else_in_the_same_file_are_not_in_doubt(figures: Figures, tmp_path: Path) -> None:
    import_files(figures, [file(tmp_path, {LEE: 30, ANA: 1})], TODAY)
    path = file(tmp_path, {LEE: 30, ANA: 1})
    path.write_text(path.read_text().replace(f"\n{LEE}", f"\n{ANA}").replace(f"{ANA},l0,", f"{LEE},l0,"))
    [read] = import_files(figures, [path], TODAY)
    assert (many(figures, LEE), many(figures, ANA), read.tables[0].findings) == (1, 30, [])
