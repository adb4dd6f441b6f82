"""Half a file looks like half a pipeline: half of a rep's open deals are not believed to be gone at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from oneone.crm_deals import Changes, store_changes
from oneone.errors import NeedsAttention
from oneone.importing import import_files
from oneone.model import Deal
from oneone.numbers.leaving import in_doubt
from oneone.numbers.sources.figure_files import DEAL_COLUMNS
from oneone.source_settings import read_sources
from oneone.store.figures import Figures
from oneone.store.ledger import Ledger
from oneone.store.table import open_store
from tests.numbers.test_refresh import SECRETS, crm, owned, refreshed
from tests.way.town import LEE as LEE_PARK
from tests.way.town import Town

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


# ---------------------------------------------------------------- a file of several that cannot be used


def two_files(tmp_path: Path, east: str, west: int) -> list[Path]:
    """East as it is written here, and west with so many deals of Lee and one of Ana."""
    head = "rep,deal_id,name\n"
    rows = "".join(f"{LEE},w{n},West {n}\n" for n in range(west)) + f"{ANA},a,Ana's\n"
    paths = [tmp_path / "east.csv", tmp_path / "west.csv"]
    for path, text in zip(paths, (head + east, head + rows), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


@pytest.mark.parametrize("all_gone", [False, True])
def test_a_file_that_cannot_be_used_makes_no_deal_gone_and_the_others_say_so(
    figures: Figures, tmp_path: Path, all_gone: bool
) -> None:
    import_files(figures, two_files(tmp_path, f"{LEE},e1,East 1\n{LEE},e2,East 2\n", 3), TODAY)
    east, west = import_files(figures, two_files(tmp_path, "", 2), TODAY, all_gone=all_gone)
    assert str(east.problem) == "east.csv has no row under its header. Nothing was changed."
    assert {deal.id for deal in figures.deals(LEE)[0]} == {"e1", "e2", "w0", "w1", "w2"}
    assert figures.of(LEE).gone == ()
    assert [table.summary for table in west.tables] == [
        "west.csv: 3 deals of 2 reps, 0 new, changed or gone; deals that left were kept for 1 rep, "
        "since east.csv could not be read."
    ]


def test_a_deal_that_stands_with_somebody_else_goes_there_though_another_file_cannot_be_used(
    figures: Figures, tmp_path: Path
) -> None:
    import_files(figures, two_files(tmp_path, f"{ANA},e1,East 1\n", 1), TODAY)
    [east, west] = two_files(tmp_path, "", 1)
    west.write_text(f"{west.read_text()}{LEE},e1,East 1\n", encoding="utf-8")
    import_files(figures, [east, west], TODAY)
    assert ({deal.id for deal in figures.deals(LEE)[0]}, many(figures, ANA)) == ({"w0", "e1"}, 1)


# ---------------------------------------------------------------- a CRM


def read(figures: Figures, deals: dict[str, range], week: int, *, all_gone: bool = False) -> Changes:
    """A full reading of a CRM."""
    found = {rep: [Deal(f"{n}", f"Deal {n}", stage="Proposal") for n in some] for rep, some in deals.items()}
    on = TODAY + timedelta(weeks=week)
    return store_changes(figures, found, [LEE, ANA], on, "Salesforce", full=True, all_gone=all_gone)


def test_most_deals_of_a_rep_that_a_crm_no_longer_shows_stay_and_are_named(figures: Figures) -> None:
    read(figures, {LEE: range(40), ANA: range(40, 60)}, 0)
    changes = read(figures, {LEE: range(1), ANA: range(40, 58)}, 1)
    assert (many(figures, LEE), many(figures, ANA), changes.count) == (40, 18, 2)
    assert changes.doubted == {
        LEE: f"39 of the 40 open deals of {LEE} are not in it any more, and were kept; may its app still read them? "
        "If they are really gone: `oneone numbers refresh --all-gone`."
    }
    assert read(figures, {LEE: range(1), ANA: range(40, 58)}, 2).doubted.keys() == {LEE}  # time alone says nothing
    assert read(figures, {LEE: range(1), ANA: range(40, 58)}, 3, all_gone=True).doubted == {}
    assert (many(figures, LEE), len(figures.of(LEE).gone)) == (1, 39)


def test_a_crm_s_deals_that_went_to_anybody_are_not_in_doubt(figures: Figures) -> None:
    read(figures, {LEE: range(40)}, 0)
    changes = read(figures, {LEE: range(1), ANA: range(1, 20), "stranger@c.com": range(20, 30), "": range(30, 40)}, 1)
    assert (many(figures, LEE), changes.doubted) == (1, {})


def test_the_deals_of_a_file_are_not_kept_when_a_crm_takes_over(figures: Figures, tmp_path: Path) -> None:
    import_files(figures, [file(tmp_path, {LEE: 30})], TODAY)
    changes = read(figures, {LEE: range(5)}, 1)
    assert (many(figures, LEE), changes.doubted) == (5, {})


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path)
    town.add_pair()
    yield town
    town.store.close()


def test_status_names_the_rep_in_doubt_until_all_is_read_again(town: Town) -> None:
    def state() -> str:
        [source] = town.ledger.figures.sources()
        return source.problem

    with crm(*(owned(n, LEE_PARK) for n in range(40))):
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    town.now += timedelta(days=7)
    with crm(owned(1, LEE_PARK)):
        report = refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    said = f"39 of the 40 open deals of {LEE_PARK} are not in it any more, and were kept"
    assert [one.partition(";")[0] for one in report.attention] == [f"dynamics: {said}"]
    town.now += timedelta(days=1)
    with crm():  # nothing changed since: the doubt stays
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    assert said in state()
    assert many(town.ledger.figures, LEE_PARK) == 40
    town.now += timedelta(days=7)
    with crm(*(owned(n, LEE_PARK) for n in range(40))):  # the app may read them again
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    assert (state(), town.ledger.figures.of(LEE_PARK).gone) == ("", ())


def test_a_person_who_insists_has_everything_read_and_is_believed(town: Town) -> None:
    with crm(*(owned(n, LEE_PARK) for n in range(40))):
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    town.now += timedelta(days=1)  # only changes would be due
    with crm(owned(1, LEE_PARK)):
        sources = read_sources(lambda name: {"ONEONE_NUMBERS": "dynamics", **SECRETS}.get(name, ""))
        services = replace(town.services, settings=replace(town.services.settings, sources=sources))
        report = asyncio.run(services.refresh_numbers(all_gone=True))
    assert (many(town.ledger.figures, LEE_PARK), report.attention) == (1, [])


def test_what_could_not_be_stored_of_one_rep_is_read_again_the_next_day(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.add_pair(ANA, "Ana Silva", start="2026-11-09T11:00")
    put_deals = Figures.put_deals

    def refusing(figures: Figures, rep: str, *more: object) -> int:
        if rep == ANA:
            raise NeedsAttention("too large to be kept")
        return put_deals(figures, rep, *more)  # type: ignore[arg-type]

    with crm(owned(1, LEE_PARK), owned(2, ANA)), monkeypatch.context() as broken:
        broken.setattr(Figures, "put_deals", refusing)
        report = refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
    assert report.attention == [f"dynamics: the deals of {ANA} could not be stored this time: too large to be kept"]
    town.now += timedelta(days=1)
    with crm(owned(1, LEE_PARK), owned(2, ANA)) as net:
        refreshed(town, ONEONE_NUMBERS="dynamics", **SECRETS)
        assert "modifiedon+ge" not in str(net.calls[-1].request.url)
    assert (many(town.ledger.figures, LEE_PARK), many(town.ledger.figures, ANA)) == (1, 1)
