"""An import that breaks off loses nothing: killed around any write, the next one ends where an undisturbed one does."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from string import ascii_letters

import pytest

from oneone.crm_deals import store_changes
from oneone.errors import NeedsAttention
from oneone.importing import import_files
from oneone.model import Deal, Gone
from oneone.store.figures import Figures, Owners
from oneone.store.table import Row, Table, Value, open_store
from tests.way.test_killed import Fuse, Killed, MortalTable

ANA, LEE, ZOE = "ana@c.example", "lee@c.example", "zoe@c.example"
FRI = [date(2026, 11, 6) + timedelta(weeks=n) for n in range(6)]
OPEN = Deal("1", "Contoso", "Contoso AG", Decimal(40_000), "EUR", "Proposal", date(2026, 12, 2))
COLUMNS = ("rep", "deal_id", "name", "account", "amount", "currency", "stage", "close_date")
Picture = Mapping[str, Sequence[Deal]]
Taken = Callable[[Figures, Picture, date], None]


def deal(n: int | str, **changes: object) -> Deal:
    return replace(OPEN, id=f"{n}", name=f"Deal {n}", **changes)  # type: ignore[arg-type]


def pushed(n: int | str, days: int = 7) -> Deal:
    return deal(n, close=date(2026, 12, 2) + timedelta(days=days))


def lost(n: int | str) -> Deal:
    return deal(n, amount=Decimal(0), stage="Closed Lost", close=date(2026, 11, 18))


FIRST: Picture = {ANA: [deal(n) for n in range(10)], LEE: [deal(n) for n in range(10, 20)], ZOE: [deal("z")]}
SECOND: Picture = {ANA: [pushed(n) for n in range(10)], LEE: [pushed(n) for n in range(10, 20)], ZOE: [pushed("z")]}
NEXT: dict[str, Picture] = {
    "lost at nothing, and left undecided": {ANA: [lost(0), *map(pushed, range(2, 10))], LEE: SECOND[LEE], ZOE: []},
    "from the first rep to the next": {ANA: SECOND[ANA][2:], LEE: [*SECOND[LEE], pushed(0, 20), lost(1)]},
    "from the last rep to the first": {ANA: [*SECOND[ANA], pushed(10, 20), lost(11)], LEE: SECOND[LEE][2:]},
    "both ways": {ANA: [*SECOND[ANA][1:], pushed(10, 20)], LEE: [*SECOND[LEE][1:], pushed(0, 9)]},
    "all of one rep's to another": {LEE: [*SECOND[LEE], *(pushed(n, 20) for n in range(10))], ANA: []},
    "to nobody": {ANA: SECOND[ANA][1:], LEE: SECOND[LEE], "": [pushed(0)]},
}


def by_crm(figures: Figures, picture: Picture, on: date) -> None:
    store_changes(figures, picture, [ANA, LEE, ZOE], on, "HubSpot", full=True)


def by_changes(figures: Figures, picture: Picture, on: date) -> None:
    """Only those with deals have a pair: who has none is outside of the picture."""
    store_changes(figures, picture, [rep for rep in picture if rep and picture[rep]], on, "HubSpot", full=False)


def by_file(folder: Path) -> Taken:
    def taken(figures: Figures, picture: Picture, on: date) -> None:
        import_files(figures, [written(folder / "deals.csv", picture)], on)

    return taken


def written(path: Path, picture: Picture) -> Path:
    """A deals file of what somebody has."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for rep, deals in picture.items():
            for one in deals if rep else ():
                writer.writerow((rep, one.id, one.name, one.account, one.amount, one.currency, one.stage, one.close))
    return path


def everything(table: Table) -> list[tuple[str, str, dict[str, Value]]]:
    return [(row.pk, row.rk, dict(row.values)) for row in table.query()]


class Walk:
    """One import after two others, in a store of its own, killed where a fuse says and done again."""

    def __init__(self, folder: Path, taken: Taken) -> None:
        self._folder, self._taken, self._made = folder, taken, 0

    def end(self, picture: Picture, fuse: Fuse) -> list[tuple[str, str, dict[str, Value]]]:
        """All rows at the end."""
        self._made += 1
        with closing(open_store(f"sqlite:///{self._folder.as_posix()}/{self._made}.sqlite")) as store:
            table = store.table("numbers")
            for day, before in zip(FRI[:2], (FIRST, SECOND), strict=True):
                self._taken(Figures(table), before, day)
            try:
                self._taken(Figures(MortalTable(table, fuse)), picture, FRI[2])
            except Killed:
                self._taken(Figures(table), picture, FRI[2])
            return everything(table)


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    with closing(open_store(f"sqlite:///{tmp_path.as_posix()}/store.sqlite")) as store:
        yield store.table("numbers")


@pytest.fixture
def figures(table: Table) -> Figures:
    return Figures(table)


def broken_off(figures: Figures, picture: Picture, at: int) -> None:
    """Two imports, and a third that breaks off before each of its first writes and is then done."""
    by_crm(figures, FIRST, FRI[0])
    by_crm(figures, SECOND, FRI[1])
    for write in range(1, at + 1):
        with pytest.raises(Killed):
            by_crm(Figures(MortalTable(figures._table, Fuse(write))), picture, FRI[2])
    by_crm(figures, picture, FRI[2])


@pytest.fixture(params=["crm", "changes", "file"])
def walk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Walk:
    monkeypatch.setattr("oneone.store.figures._BATCH", 4)  # a rep's deals in more than one step
    return Walk(tmp_path, {"crm": by_crm, "changes": by_changes, "file": by_file(tmp_path)}[request.param])


@pytest.mark.parametrize("picture", NEXT.values(), ids=NEXT)
def test_an_import_killed_around_any_write_and_done_again_ends_as_if_nothing_had_been(
    walk: Walk, picture: Picture
) -> None:
    whole = Fuse()
    expected = walk.end(picture, whole)
    assert whole.seen > 3
    # After one write is before the next: only the last has an after of its own.
    for at in range(1, whole.seen + 1):
        assert walk.end(picture, Fuse(at)) == expected, f"killed before write {at} of {whole.seen}"
    assert walk.end(picture, Fuse(whole.seen, after=True)) == expected


def test_a_deal_lost_at_nothing_keeps_its_amount_and_stage_though_the_first_try_broke_off(figures: Figures) -> None:
    broken_off(figures, NEXT["lost at nothing, and left undecided"], 2)
    known = figures.of(ANA)
    assert [(entry.id, entry.amount, entry.stage) for entry in known.past] == [("0", Decimal(40_000), "Proposal")]
    assert [(entry.deal.id, entry.deal.pushes, entry.on) for entry in known.gone] == [("1", 1, FRI[2])]


def test_a_deal_that_changes_its_owner_keeps_its_pushes_though_the_import_broke_off_between_the_two(
    figures: Figures,
) -> None:
    broken_off(figures, NEXT["from the first rep to the next"], 4)
    [ana, lee] = [figures.of(rep) for rep in (ANA, LEE)]
    assert {one.id: one.pushes for one in lee.deals if one.id in ("0", "1")} == {"0": 2, "1": 1}
    assert (dict(lee.owners.here), ana.owners.away) == ({"0": FRI[2], "1": FRI[2]}, lee.owners.here)
    assert ([entry.amount for entry in lee.past], ana.gone) == ([Decimal(40_000)], ())


# ---------------------------------------------------------------- who comes back, and what does not fit


def test_a_deal_that_was_nobody_s_for_a_week_is_back_with_its_pushes_and_no_longer_away(figures: Figures) -> None:
    by_crm(figures, FIRST, FRI[0])
    by_crm(figures, SECOND, FRI[1])
    by_crm(figures, {**SECOND, ANA: SECOND[ANA][1:], "": [pushed(0)]}, FRI[2])
    assert figures.of(ANA).owners.away == {"0": FRI[2]}
    by_crm(figures, SECOND, FRI[3])
    known = figures.of(ANA)
    assert (known.owners.away, {one.id: one.pushes for one in known.deals}["0"]) == ({}, 1)
    assert [(entry.deal.id, entry.back) for entry in known.gone] == [("0", FRI[3])]


def test_a_deal_that_was_nobody_s_goes_to_the_next_rep_with_its_pushes(figures: Figures) -> None:
    by_crm(figures, FIRST, FRI[0])
    by_crm(figures, SECOND, FRI[1])
    nobody = {**SECOND, ANA: SECOND[ANA][1:], "": [pushed(0)]}
    by_crm(figures, nobody, FRI[2])
    by_crm(figures, nobody, FRI[3])
    assert figures.of(ANA).owners.away == {"0": FRI[2]}  # not anew each week
    by_crm(figures, {**SECOND, ANA: SECOND[ANA][1:], LEE: [*SECOND[LEE], pushed(0, 20)]}, FRI[4])
    assert {one.id: one.pushes for one in figures.of(LEE).deals}["0"] == 2
    assert (figures.of(ANA).gone, dict(figures.of(LEE).owners.here)) == ((), {"0": FRI[4]})


def test_thirteen_hundred_deals_that_leave_one_rep_at_once_are_all_noted(figures: Figures) -> None:
    rnd = random.Random(1)

    def text(length: int) -> str:
        return "".join(rnd.choices(ascii_letters, k=length))

    deals = [replace(OPEN, id=f"{n:04}", name=text(60), account=text(60)) for n in range(1_500)]
    store_changes(figures, {LEE: deals, ANA: [OPEN]}, [LEE, ANA], FRI[0], "HubSpot", full=True)
    changes = store_changes(
        figures, {LEE: deals[:200], ANA: []}, [LEE, ANA], FRI[1], "HubSpot", full=True, all_gone=True
    )
    assert (changes.failed, changes.notes) == ({}, [])
    assert (len(figures.of(LEE).gone), len(figures.of(LEE).deals)) == (1_300, 200)
    store_changes(figures, {LEE: [], ANA: deals[:1_300]}, [LEE, ANA], FRI[2], "HubSpot", full=True, all_gone=True)
    assert (len(figures.of(LEE).owners.away), len(figures.of(ANA).owners.here)) == (1_300, 1_300)


def test_of_more_deals_that_left_than_a_row_holds_the_newest_are_kept_and_it_is_said(
    figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_crm(figures, FIRST, FRI[0])
    by_crm(figures, {**FIRST, ANA: FIRST[ANA][5:]}, FRI[1])
    monkeypatch.setattr("oneone.store.figures._BODY_TEXT", 2_000)
    changes = store_changes(figures, {**FIRST, ANA: FIRST[ANA][9:]}, [ANA], FRI[2], "HubSpot", full=True)
    gone = figures.of(ANA).gone
    assert 4 <= len(gone) < 9
    assert {entry.deal.id for entry in gone if entry.on == FRI[2]} == {"5", "6", "7", "8"}
    said = f"of {ANA} {9 - len(gone)} of the deals that left the data are not kept: they are too many."
    assert changes.notes == [said]


def test_of_more_deals_that_changed_their_owner_than_a_row_holds_the_newest_are_kept(
    figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oneone.store.figures._BODY_TEXT", 1_000)
    days = {f"{n:03}": FRI[0] + timedelta(days=n % 30) for n in range(100)}
    figures.put_owners(LEE, Owners(away=days, here={"new": FRI[5]}))
    kept = figures.owners(LEE)
    assert (dict(kept.here), 10 < len(kept.away) < 100) == ({"new": FRI[5]}, True)
    assert min(kept.away.values()) >= max(day for deal, day in days.items() if deal not in kept.away)


class Refusing(MortalTable):
    """A table that takes no deals of some reps."""

    def __init__(self, table: Table, reps: Sequence[str]) -> None:
        super().__init__(table, Fuse())
        self._reps = reps

    def commit(
        self, pk: str, inserts: Sequence[Row] = (), replaces: Sequence[Row] = (), deletes: Sequence[Row] = ()
    ) -> None:
        if pk in self._reps:
            raise NeedsAttention("too large to be kept")
        super().commit(pk, inserts, replaces, deletes)


def test_one_rep_who_cannot_be_stored_is_named_and_gets_the_deals_the_next_time(table: Table) -> None:
    by_crm(Figures(table), FIRST, FRI[0])
    by_crm(Figures(table), SECOND, FRI[1])
    picture = NEXT["all of one rep's to another"]
    some = Figures(Refusing(table, [LEE]))
    changes = store_changes(some, {**picture, ZOE: [deal("y")]}, [ANA, LEE, ZOE], FRI[2], "HubSpot", full=True)
    assert changes.failed == {LEE: f"the deals of {LEE} could not be stored this time: too large to be kept"}
    assert [one.id for one in some.of(ZOE).deals] == ["y"]
    by_crm(Figures(table), picture, FRI[3])
    lee = Figures(table).of(LEE)
    assert {one.id: one.pushes for one in lee.deals} == {f"{n}": 2 if n < 10 else 1 for n in range(20)}
    assert (len(lee.owners.here), Figures(table).of(ANA).gone) == (10, ())


def test_one_rep_of_a_file_who_cannot_be_stored_is_named_and_the_others_go_on(table: Table, tmp_path: Path) -> None:
    some = Figures(Refusing(table, [ANA]))
    path = written(tmp_path / "deals.csv", {ANA: [OPEN], LEE: [deal(2)]})
    [read] = import_files(some, [path], FRI[0])
    said = f"deals.csv: the deals of {ANA} could not be stored this time: too large to be kept"
    assert ([str(found) for found in read.tables[0].findings], [one.id for one in some.of(LEE).deals]) == (
        [said],
        ["2"],
    )


def test_an_import_of_which_nobody_can_be_stored_fails_as_a_whole(table: Table, tmp_path: Path) -> None:
    none = Figures(Refusing(table, [ANA, LEE]))
    with pytest.raises(NeedsAttention, match="too large"):
        store_changes(none, {ANA: [OPEN]}, [ANA], FRI[0], "HubSpot", full=True)
    with pytest.raises(NeedsAttention, match="too large"):
        import_files(none, [written(tmp_path / "deals.csv", {ANA: [OPEN]})], FRI[0])


def test_a_crm_s_deal_whose_id_makes_no_key_is_named_and_the_others_are_stored(figures: Figures) -> None:
    changes = store_changes(figures, {LEE: [deal("订单" * 50), deal(2)]}, [LEE], FRI[0], "HubSpot", full=True)
    assert list(changes.unfit.values()) == [
        f"HubSpot, deal {'订单' * 20}: this id is too long to be kept: use a shorter one"
    ]
    assert [one.id for one in figures.of(LEE).deals] == ["2"]


def test_a_crm_s_deal_with_too_long_texts_stays_as_it_was(figures: Figures) -> None:
    by_crm(figures, {LEE: [deal(1)]}, FRI[0])
    for full in (True, False):
        long = {LEE: [deal(1, next_step="x" * 100_001)]}
        assert set(store_changes(figures, long, [LEE], FRI[1], "HubSpot", full=full).unfit) == {"1"}
        assert [one.next_step for one in figures.of(LEE).deals] == [""]


def test_rows_of_an_older_version_are_read(table: Table) -> None:
    table.insert(Row(LEE, "gone", {"body": '[{"deal":{"id":"1","name":"Contoso"},"on":"2026-11-06"}]'}))
    table.insert(Row(LEE, "owners", {"body": '{"away":{"2":"2026-11-06"},"here":{}}'}))
    known = Figures(table).of(LEE)
    assert known.gone == (Gone(Deal("1", "Contoso"), FRI[0]),)
    assert known.owners == Owners({"2": FRI[0]}, {})
