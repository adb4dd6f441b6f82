"""What an import makes of a rep's deals: each is one rep's, none is lost in silence, every push counts."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from oneone.agenda.blocks import kpis
from oneone.agenda.blocks import movement as shown
from oneone.agenda.words import wording
from oneone.crm_deals import store_changes
from oneone.errors import BadInput
from oneone.figures import numbers
from oneone.importing import FileRead, import_file, import_files
from oneone.model import Agenda, Deal, Kpi, Movement, Pair, PairKey, Section, Snapshot
from oneone.store.figures import Figures, Stored
from oneone.store.ledger import Ledger
from oneone.store.records import Records, exported
from oneone.store.table import Row, Store, open_store
from tests.numbers.test_recount import snapshot

LEE, ANA, ZOE = "lee@c.example", "ana@c.example", "zoe@c.example"
AGENDA = Agenda("n", "p", 30, (Section("n", "N", blocks=("movement", "kpis", "coverage")),))
COLUMNS = ("rep", "deal_id", "name", "account", "amount", "currency", "stage", "close_date", "as_of")
FRI = [date(2026, 11, 6) + timedelta(weeks=n) for n in range(6)]
Cells = Mapping[str, object]


def line(rep: str, deal: object, **changes: object) -> dict[str, object]:
    cells = {"rep": rep, "deal_id": deal, "name": f"Deal {deal}", "account": "", "amount": 1000, "currency": "EUR"}
    return {**cells, "stage": "Proposal", "close_date": "2026-12-01", "as_of": "", **changes}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path.as_posix()}/store.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def figures(store: Store) -> Figures:
    return Ledger(store).figures


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def written(*rows: Cells, name: str = "deals.csv") -> Path:
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return tmp_path / name

    return written


@pytest.fixture
def take(figures: Figures, file: Callable[..., Path]) -> Callable[..., FileRead]:
    """Import one deals file on a day."""

    def taken(day: date, *rows: Cells) -> FileRead:
        [read] = import_files(figures, [file(*rows)], day)
        return read

    return taken


Take = Callable[..., FileRead]


class Pages:
    """The written pages of some reps, each compared with the one before."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self._last: dict[str, Snapshot] = {}

    def page(self, rep: str, day: date) -> Movement:
        pair = Pair(PairKey("dana@c.example", rep), "https://x")
        made = numbers(self._figures.of(rep), self._last.get(rep), AGENDA, pair, day + timedelta(days=3), day)
        self._last[rep] = snapshot(pair, made, day)
        assert made.blocks.movement is not None
        return made.blocks.movement

    def moved(self, rep: str, day: date) -> dict[str, int]:
        """How many deals moved, by kind."""
        return {str(kind): count for kind, count in self.page(rep, day).counts}


@pytest.fixture
def pages(figures: Figures) -> Pages:
    return Pages(figures)


def ids(figures: Figures, rep: str) -> set[str]:
    return {deal.id for deal in figures.deals(rep)[0]}


# ---------------------------------------------------------------- one rep at a time


def test_all_deals_of_a_rep_who_is_no_longer_in_the_file_go_to_the_one_who_has_them(
    figures: Figures, take: Take, pages: Pages
) -> None:
    take(FRI[0], *(line(LEE, n) for n in range(3)), line(ANA, "a"))
    pages.page(LEE, FRI[0])
    pages.page(ANA, FRI[0])
    take(FRI[1], *(line(ANA, n) for n in range(3)), line(ANA, "a"))
    assert (ids(figures, LEE), len(ids(figures, ANA))) == (set(), 4)
    assert pages.moved(LEE, FRI[1]) == {"owner": 3}
    assert pages.moved(ANA, FRI[1]) == {"owner": 3}
    assert figures.deals(LEE)[1] == FRI[1]


@pytest.mark.parametrize("lee_first", [True, False])
def test_a_deal_that_goes_from_one_rep_s_file_to_another_s_changes_its_owner_in_either_order(
    figures: Figures, take: Take, pages: Pages, lee_first: bool
) -> None:
    take(FRI[0], *(line(LEE, n) for n in range(3)))
    take(FRI[0], line(ANA, "a"))
    pages.page(LEE, FRI[0])
    pages.page(ANA, FRI[0])
    both = [[line(LEE, 1), line(LEE, 2)], [line(ANA, "a"), line(ANA, 0, close_date="2026-12-20")]]
    for rows in both if lee_first else both[::-1]:
        take(FRI[1], *rows)
    assert (ids(figures, LEE), ids(figures, ANA)) == ({"1", "2"}, {"a", "0"})
    assert (pages.moved(LEE, FRI[1]), pages.moved(ANA, FRI[1])) == ({"owner": 1}, {"owner": 1})
    assert {deal.id: deal.pushes for deal in figures.deals(ANA)[0]} == {"a": 0, "0": 1}


def test_a_deal_that_one_file_lacks_and_the_next_has_with_somebody_else_changed_its_owner(
    figures: Figures, take: Take, pages: Pages
) -> None:
    both = [line(LEE, 2), line(ANA, "a")]
    take(FRI[0], line(LEE, 1), *both)
    pages.page(LEE, FRI[0])
    pages.page(ANA, FRI[0])
    take(FRI[1], *both)
    take(FRI[2], *both, line(ANA, 1, close_date="2026-12-20"))
    assert (pages.moved(LEE, FRI[2]), pages.moved(ANA, FRI[2])) == ({"owner": 1}, {"owner": 1})
    assert {deal.id: deal.pushes for deal in figures.deals(ANA)[0]} == {"a": 0, "1": 1}
    assert figures.of(LEE).gone == ()


def test_the_decided_deals_that_go_with_a_handover_are_no_longer_the_former_rep_s(figures: Figures, take: Take) -> None:
    take(FRI[0], line(LEE, 1, stage="Won", close_date="2026-11-01"), line(LEE, 2))
    take(FRI[1], line(ANA, 1, stage="Won", close_date="2026-11-01"))
    assert [entry.id for entry in figures.past(LEE)] == []
    assert [entry.id for entry in figures.past(ANA)] == ["1"]
    assert ids(figures, LEE) == {"2"}


def test_two_files_that_count_their_rows_from_one_do_not_take_each_other_s_deals(figures: Figures, take: Take) -> None:
    take(FRI[0], line(LEE, 1, name="Contoso"))
    take(FRI[0], line(ANA, 1, name="Fabrikam"))
    assert (ids(figures, LEE), ids(figures, ANA)) == ({"1"}, {"1"})


def test_an_older_file_takes_no_deal_from_a_rep_with_newer_figures_and_says_so(figures: Figures, take: Take) -> None:
    take(FRI[1], line(ANA, 1, as_of="2026-11-13"))
    read = take(FRI[1], line(LEE, 1, as_of="2026-11-06"), line(LEE, 2, as_of="2026-11-06"))
    assert (ids(figures, LEE), ids(figures, ANA)) == ({"2"}, {"1"})
    said = f"deals.csv: newer figures have 1 of the deals of {LEE} with somebody else (1)."
    assert read.tables[0].notes == [said]


def test_an_import_that_broke_off_before_its_end_is_made_good_by_the_next(
    figures: Figures, take: Take, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(FRI[0], line(LEE, 1))
    pages.page(LEE, FRI[0])
    with monkeypatch.context() as broken:
        broken.setattr("oneone.keeping.Keeping.end", lambda _: None)
        take(FRI[1], line(ANA, 1))
    assert ids(figures, LEE) == {"1"}
    take(FRI[1], line(ANA, 1))
    assert ids(figures, LEE) == set()
    assert pages.moved(LEE, FRI[1]) == {"owner": 1}


def test_what_an_older_version_stored_is_known_to_the_first_import_of_this_one(store: Store, take: Take) -> None:
    numbers_table = store.table("numbers")
    numbers_table.insert(Row(LEE, "deals", {"as_of": "2026-11-06", "source": ""}))
    numbers_table.insert(Row(LEE, "d_1", {"id": "1", "name": "Deal 1", "close": "2026-12-01", "stage": "Proposal"}))
    assert Ledger(store).figures.holders("") == {"1": LEE}
    take(FRI[1], line(ANA, 1, close_date="2026-12-10"))
    figures = Ledger(store).figures
    assert ids(figures, LEE) == set()
    assert [(deal.id, deal.pushes) for deal in figures.deals(ANA)[0]] == [("1", 1)]


def test_a_crm_s_deal_leaves_a_rep_without_a_pair_when_somebody_with_one_has_it(figures: Figures) -> None:
    deal = Deal("1", "Deal 1", stage="Proposal")
    store_changes(figures, {LEE: [deal]}, [LEE, ANA], FRI[0], "HubSpot", full=True)
    store_changes(figures, {ANA: [deal]}, [ANA], FRI[1], "HubSpot", full=False)
    assert (ids(figures, LEE), ids(figures, ANA)) == (set(), {"1"})
    assert (set(figures.owners(LEE).away), set(figures.owners(ANA).here)) == ({"1"}, {"1"})


def test_thirty_five_files_of_one_rep_each_read_no_deals_of_others(
    figures: Figures, file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    reps = [f"r{n}@c.example" for n in range(35)]
    seen: list[str] = []
    stored = Figures.stored

    def watched(figures: Figures, rep: str) -> Stored:
        seen.append(rep)
        return stored(figures, rep)

    monkeypatch.setattr(Figures, "stored", watched)
    for rep in reps:
        import_file(figures, file(*(line(rep, f"{rep}-{n}") for n in range(3))), FRI[0])
    assert seen == reps


# ---------------------------------------------------------------- what left, came back, was pushed


def test_what_was_won_and_left_the_export_since_the_last_written_page_is_won_on_its_day(
    take: Take, pages: Pages
) -> None:
    take(FRI[0], line(LEE, 1), line(LEE, 2))
    pages.page(LEE, FRI[0])
    take(FRI[1], line(LEE, 1, stage="Won", amount=900, close_date="2026-11-12"), line(LEE, 2))
    take(FRI[4], line(LEE, 2))
    block = pages.page(LEE, FRI[4])
    [row] = shown(block, wording("en-GB"), FRI[4]).rows
    assert row == ("Deal 1", "Proposal, €1,000", "won 12 Nov, €900")


def test_a_deal_that_came_and_was_lost_and_left_between_two_pages_is_told_by_name(take: Take, pages: Pages) -> None:
    take(FRI[0], line(LEE, 1))
    pages.page(LEE, FRI[0])
    take(FRI[1], line(LEE, 1), line(LEE, 7, name="Quick", stage="Lost", close_date="2026-11-12"))
    take(FRI[2], line(LEE, 1))
    [row] = shown(pages.page(LEE, FRI[2]), wording("en-GB"), FRI[2]).rows
    assert row[::2] == ("Quick", "lost 12 Nov, €1,000, new")


def test_a_deal_that_an_import_lacked_and_the_next_has_again_is_back_and_keeps_its_pushes(
    take: Take, pages: Pages, figures: Figures
) -> None:
    take(FRI[0], line(LEE, 1), line(LEE, 2))
    take(FRI[1], line(LEE, 1, close_date="2026-12-10"), line(LEE, 2))
    take(FRI[2], line(LEE, 2))
    pages.page(LEE, FRI[2])
    take(FRI[3], line(LEE, 1, close_date="2026-12-20"), line(LEE, 2))
    assert pages.moved(LEE, FRI[3]) == {"slipped": 1}
    assert {deal.id: deal.pushes for deal in figures.deals(LEE)[0]} == {"1": 2, "2": 0}
    take(FRI[4], line(LEE, 1, close_date="2026-12-20"), line(LEE, 2))
    assert pages.moved(LEE, FRI[4]) == {}


def test_two_pushes_between_two_written_pages_are_two(take: Take, pages: Pages) -> None:
    take(FRI[0], line(LEE, 1))
    pages.page(LEE, FRI[0])
    for week, close in ((1, "2026-12-05"), (2, "2026-12-15"), (3, "2026-12-12")):
        take(FRI[week], line(LEE, 1, close_date=close))
    [row] = shown(pages.page(LEE, FRI[3]), wording("en-GB"), FRI[3]).rows
    assert row[2] == "slipped again to 12 Dec (2 pushes)"


def test_an_old_file_by_mistake_and_then_the_right_one_again_is_no_push(figures: Figures, take: Take) -> None:
    first, second = line(LEE, 1, as_of=FRI[0]), line(LEE, 1, as_of=FRI[1], close_date="2026-12-10")
    for rows in (first, second, first, second):
        take(FRI[1], rows)
    assert figures.deals(LEE)[0][0].pushes == 1
    take(FRI[2], line(LEE, 1, close_date="2026-12-20"))
    assert figures.deals(LEE)[0][0].pushes == 2


def test_another_currency_and_a_close_date_that_is_gone_are_said(take: Take, pages: Pages) -> None:
    take(FRI[0], line(LEE, 1), line(LEE, 2))
    pages.page(LEE, FRI[0])
    take(FRI[1], line(LEE, 1, amount=900, currency="USD"), line(LEE, 2, close_date=""))
    block = pages.page(LEE, FRI[1])
    assert shown(block, wording("en-GB"), FRI[1]).rows == (
        ("Deal 2", "closes 1 Dec", "no close date any more"),
        ("Deal 1", "€1,000", "US$900"),
    )
    header = shown(block, wording("en-GB"), FRI[1]).header
    assert header == ("Deal", "Was (6 Nov)", "Now (13 Nov)")


def test_what_leaves_the_quarter_is_that_of_the_one_to_one_in_rank_and_words(
    figures: Figures, take: Take, pages: Pages
) -> None:
    friday = date(2026, 10, 2)
    pair = Pair(PairKey("dana@c.example", LEE), "https://x")
    take(friday - timedelta(weeks=1), line(LEE, 1, close_date="2026-09-30"))
    pages.page(LEE, friday - timedelta(weeks=1))
    take(date(2026, 9, 30), line(LEE, 1, close_date="2026-10-20"))
    before = pages._last[LEE]
    made = numbers(figures.of(LEE), before, AGENDA, pair, date(2026, 10, 1), date(2026, 9, 30))
    assert made.blocks.movement is not None
    assert made.blocks.movement.quarter_end == date(2026, 12, 31)
    [row] = shown(made.blocks.movement, wording("en-GB"), date(2026, 10, 1)).rows
    assert "out of the quarter" not in row[2]


def test_every_block_counts_the_age_of_figures_to_the_one_to_one(figures: Figures, take: Take) -> None:
    take(FRI[0], line(LEE, 1))
    figures.put_kpis(LEE, [Kpi("Won", FRI[0], Decimal(1), None, "count")])
    pair = Pair(PairKey("dana@c.example", LEE), "https://x")
    for days, old in ((5, False), (6, True)):
        drafted = FRI[0] + timedelta(days=days)
        blocks = numbers(figures.of(LEE), None, AGENDA, pair, drafted + timedelta(days=3), drafted).blocks
        assert blocks.movement is not None
        assert blocks.coverage is not None
        assert blocks.kpis is not None
        assert (blocks.movement.old, blocks.coverage.old, blocks.kpis.old) == (old, old, old)


# ---------------------------------------------------------------- rows that cannot be taken


def test_a_deal_under_two_reps_in_one_file_counts_once_and_the_row_is_named(figures: Figures, take: Take) -> None:
    [read] = take(FRI[0], line(LEE, 1), line(ANA, 1), line(ANA, 2)).tables
    assert (ids(figures, LEE), ids(figures, ANA)) == ({"1"}, {"2"})
    [finding] = read.findings
    assert str(finding) == (
        f"deals.csv, row 3, deal_id: a deal is one person's: this one stands in row 2 of deals.csv, with {LEE}, and "
        "that row was taken"
    )
    assert read.summary == "deals.csv: 2 deals of 2 reps, 2 new, changed or gone, 1 row not taken."


def test_two_files_of_one_import_are_one_picture_of_a_rep_in_both(figures: Figures, file: Callable[..., Path]) -> None:
    north = file(line(LEE, 1), line(LEE, 2), name="north.csv")
    south = file(line(LEE, 3), line(ANA, 4), line(LEE, 1), name="south.csv")
    first, second = import_files(figures, [north, south], FRI[0])
    assert (ids(figures, LEE), ids(figures, ANA)) == ({"1", "2", "3"}, {"4"})
    assert [one.summary for read in (first, second) for one in read.tables] == [
        "north.csv: 2 deals of 1 rep, 3 new, changed or gone.",
        "south.csv: 2 deals of 2 reps, 1 new, changed or gone, 1 row not taken.",
    ]
    assert [str(found) for one in second.tables for found in one.findings] == [
        f"south.csv, row 4, deal_id: a deal is one person's: this one stands in row 2 of north.csv, with {LEE}, and "
        "that row was taken"
    ]


def test_a_file_that_cannot_be_used_does_not_stop_the_others_of_the_import(
    figures: Figures, file: Callable[..., Path]
) -> None:
    bad = file({"product": "x", "price": 1}, name="prices.csv")
    first, second = import_files(figures, [bad, file(line(LEE, 1))], FRI[0])
    assert isinstance(first.problem, BadInput)
    assert second.problem is None
    assert ids(figures, LEE) == {"1"}


def test_a_row_that_does_not_say_whose_it_is_keeps_what_left_and_the_summary_says_so(
    figures: Figures, take: Take
) -> None:
    take(FRI[0], *(line(LEE, n) for n in range(3)), line(ANA, "a"))
    [read] = take(FRI[1], line(LEE, 0), line("", 7), line(ANA, "a")).tables
    assert ids(figures, LEE) == {"0", "1", "2"}
    assert read.summary == (
        "deals.csv: 2 deals of 2 reps, 0 new, changed or gone, 1 row not taken; deals that left were kept for 1 rep, "
        "since row 3 could not be read."
    )


def test_a_row_that_nobody_can_read_keeps_nothing_of_people_in_other_files(
    figures: Figures, take: Take, file: Callable[..., Path]
) -> None:
    take(FRI[0], line(LEE, 0), line(LEE, 1), line(ANA, "a"), line(ANA, "b"))
    import_files(figures, [file(line(LEE, 0), line("", 7), name="lee.csv"), file(line(ANA, "a"))], FRI[1])
    assert (ids(figures, LEE), ids(figures, ANA)) == ({"0", "1"}, {"a"})


def test_a_row_without_an_id_keeps_what_left_of_its_rep_alone(figures: Figures, take: Take) -> None:
    take(FRI[0], line(LEE, 0), line(LEE, 1), line(ANA, "a"), line(ANA, "b"))
    [read] = take(FRI[1], line(LEE, 0), line(LEE, ""), line(ANA, "a")).tables
    assert (ids(figures, LEE), ids(figures, ANA)) == ({"0", "1"}, {"a"})
    assert "deals that left were kept for 1 rep, since row 3 could not be read" in read.summary


def test_a_row_of_totals_is_named_and_keeps_nothing(figures: Figures, take: Take) -> None:
    take(FRI[0], line(LEE, 0), line(LEE, 1))
    [read] = take(FRI[1], line(LEE, 0), line("", "", name="Total")).tables
    assert ids(figures, LEE) == {"0"}
    assert "deals.csv, row 3 names neither rep nor deal and was taken for a total." in read.notes
    assert "kept" not in read.summary


def test_a_deal_that_stands_with_somebody_else_is_not_kept_by_a_row_that_cannot_be_read(
    figures: Figures, take: Take
) -> None:
    take(FRI[0], line(LEE, 0), line(LEE, 1), line(ANA, "a"))
    take(FRI[1], line(LEE, 0), line(ANA, 1), line(ANA, "a"), line("", 7))
    assert (ids(figures, LEE), ids(figures, ANA)) == ({"0"}, {"1", "a"})


def test_a_day_that_has_not_come_yet_is_refused_by_row_and_tomorrow_is_a_matter_of_zones(
    figures: Figures, take: Take
) -> None:
    take(FRI[0], line(LEE, 1), line(LEE, 2))
    rows = (line(LEE, 1, as_of="2027-06-01", amount=5), line(LEE, 2, as_of=FRI[1] + timedelta(days=1)))
    [read] = take(FRI[1], *rows).tables
    assert [str(found) for found in read.findings] == [
        'deals.csv, row 2, as_of: "2027-06-01" has not come yet; allowed is 2026-11-13 at most'
    ]
    deals, as_of = figures.deals(LEE)
    assert ({deal.id: str(deal.amount) for deal in deals}, as_of) == (
        {"1": "1000", "2": "1000"},
        FRI[1] + timedelta(days=1),
    )


def test_an_id_that_makes_no_key_is_refused_by_row_and_the_other_rows_go_on(figures: Figures, take: Take) -> None:
    [read] = take(FRI[0], line(ANA, 1), line(LEE, 2), line(LEE, "订单" * 50), line(ZOE, 3)).tables
    assert [ids(figures, rep) for rep in (ANA, LEE, ZOE)] == [{"1"}, {"2"}, {"3"}]
    assert [str(found) for found in read.findings] == [
        "deals.csv, row 4, deal_id: this id is too long to be kept: use a shorter one"
    ]


def test_a_figure_whose_name_makes_no_key_is_refused_by_row_and_the_others_go_on(
    figures: Figures, file: Callable[..., Path]
) -> None:
    head = ("rep", "metric", "date", "value")
    rows = [(LEE, "Won", "2026-11-06", 1), (LEE, "Выручка" * 20, "2026-11-06", 2), (LEE, "Calls", "2026-11-06", 3)]
    [read] = import_file(figures, file(*(dict(zip(head, row, strict=True)) for row in rows)), FRI[0])
    assert [kpi.metric for kpi in figures.kpis(LEE)] == ["Won", "Calls"]
    assert [str(found) for found in read.findings] == [
        "deals.csv, row 3, metric: this name is too long to be kept: use a shorter one"
    ]
    assert read.summary == "deals.csv: 2 figures of 1 rep, 2 new or changed, 1 row not taken."


def test_a_hundred_deals_with_long_notes_are_stored_in_steps_that_azure_takes(figures: Figures) -> None:
    deals = [Deal(f"{n}", f"Deal {n}", next_step="né" * 30_000) for n in range(100)]
    assert figures.put_deals(LEE, deals, FRI[0]) == 100
    assert len(figures.deals(LEE)[0]) == 100


def test_six_thousand_decided_deals_of_one_rep_in_a_year_are_kept_and_read(figures: Figures, take: Take) -> None:
    def decided(n: int) -> Cells:
        close = FRI[0] - timedelta(days=n % 360)
        return line(LEE, f"0064x00000{n:08d}", stage="Won" if n % 2 else "Lost", close_date=close, amount=1000 + n)

    [read] = take(FRI[0], *(decided(n) for n in range(6_000))).tables
    past = figures.past(LEE)
    assert len(past) == 6_000
    assert read.notes == []
    recent = FRI[0] - timedelta(days=120)  # of older ones no page has to say the name: a row stays small
    assert {bool(entry.name) == (entry.on >= recent) for entry in past} == {True}


def test_of_more_decided_deals_than_a_row_holds_the_newest_are_kept_and_the_day_is_said(
    figures: Figures, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oneone.store.figures._BODY_TEXT", 20_000)
    days = [FRI[0] - timedelta(days=300 - n) for n in range(300)]
    [read] = take(FRI[0], *(line(LEE, n, stage="Won", close_date=on) for n, on in enumerate(days))).tables
    kept = figures.past(LEE)
    assert 0 < len(kept) < 300
    assert [entry.on for entry in kept] == days[-len(kept) :]
    until = days[299 - len(kept)]
    said = f"deals.csv: of {LEE} the {300 - len(kept)} deals decided until {until} are not kept: they are too many."
    assert read.notes == [said]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en-GB", "The imported figures begin on 1 Dec."),
        ("de", "Die importierten Zahlen beginnen am 1. Dez."),
        ("fr", "Les chiffres importés commencent le 1 déc."),
        ("es", "Las cifras importadas empiezan el 1 dic."),
    ],
)
def test_figures_that_are_all_of_later_days_are_not_denied(figures: Figures, language: str, said: str) -> None:
    figures.put_kpis(LEE, [Kpi("Won", date(2026, 12, 1), Decimal(1), None, "count")])
    pair = Pair(PairKey("dana@c.example", LEE), "https://x")
    block = numbers(figures.of(LEE), None, AGENDA, pair, FRI[0], FRI[0]).blocks.kpis
    assert block is not None
    assert kpis(block, wording(language), FRI[0]).line.rstrip(".") == said.rstrip(".")


# ---------------------------------------------------------------- a person's records


def test_who_holds_which_deal_is_forgotten_with_the_person(store: Store, figures: Figures, take: Take) -> None:
    take(FRI[0], line(LEE, 1), line(ANA, 2))
    records = Records(store)
    found = records.about(LEE)
    assert any(row["row"] == LEE for row in exported(found)["numbers"])
    records.forget(found)
    assert LEE not in set(figures.holders("").values())
    assert figures.holders("") == {"2": ANA}
    records.forget_before(date(2029, 1, 1))
    assert figures.holders("") == {}
