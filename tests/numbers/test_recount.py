"""Ten weeks of a CRM, imported and put on pages: what pages say moved is what the CRM logged that it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from oneone.figures import Numbers, numbers
from oneone.importing import import_file
from oneone.model import Agenda, Blocks, Draft, Names, Pair, PairKey, Section, Snapshot
from oneone.numbers.snapshot import compact
from oneone.store.ledger import Ledger
from oneone.store.table import open_store
from tests.numbers.crm import Crm, by_rep

REPS = ("lee@c.example", "ana@c.example", "zoe@c.example")
AGENDA = Agenda("numbers", "p", 30, (Section("n", "Numbers", blocks=("movement", "coverage", "deals", "hygiene")),))


def snapshot(pair: Pair, shown: Numbers, day: date) -> Snapshot:
    """What is kept with a page of that day."""
    at = datetime.combine(day, datetime.min.time(), UTC)
    names = Names("Lee", "Dana")
    draft = Draft(pair.key, day, names, "en-GB", at, 30, "UTC", AGENDA, Blocks(), at)
    return Snapshot(draft, (), compact(shown.deals), shown.as_of)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    store = open_store(f"sqlite:///{tmp_path.as_posix()}/store.sqlite")
    yield Ledger(store)
    store.close()


def test_ten_weeks_of_movement_are_what_the_crm_logged(ledger: Ledger, tmp_path: Path) -> None:
    crm = Crm(REPS, date(2026, 9, 7))
    pages: dict[str, Snapshot] = {}
    seen: set[str] = set()
    for week in range(11):
        if week:
            crm.week()
        [read] = import_file(ledger.figures, crm.write(tmp_path / "deals.csv"), crm.today)
        assert not read.findings
        shown = {}
        for rep in REPS:
            pair = Pair(PairKey("dana@c.example", rep), "https://x")
            page = numbers(ledger.figures.of(rep), pages.get(rep), AGENDA, pair, crm.today, crm.today)
            pages[rep] = snapshot(pair, page, crm.today)
            assert page.blocks.movement is not None
            shown[rep] = {str(kind): count for kind, count in page.blocks.movement.counts}
            seen |= shown[rep].keys()
        assert shown == (by_rep(crm.log) if week else {rep: {} for rep in REPS}), f"week {week}"
    assert seen >= {"new", "won", "lost", "slipped", "amount_up", "stage_forward", "category", "owner", "missing"}


def test_across_skipped_weeks_movement_is_from_the_last_written_page_to_now(ledger: Ledger, tmp_path: Path) -> None:
    crm = Crm(REPS, date(2026, 9, 7))
    import_file(ledger.figures, crm.write(tmp_path / "deals.csv"), crm.today)
    pair = Pair(PairKey("dana@c.example", REPS[0]), "https://x")
    first = numbers(ledger.figures.of(REPS[0]), None, AGENDA, pair, crm.today, crm.today)
    was = {deal.id: deal for deal in crm.of(REPS[0])}
    page = snapshot(pair, first, crm.today)
    for _ in range(3):
        crm.week()
        import_file(ledger.figures, crm.write(tmp_path / "deals.csv"), crm.today)
    now = {deal.id: deal for deal in crm.of(REPS[0])}
    block = numbers(ledger.figures.of(REPS[0]), page, AGENDA, pair, crm.today, crm.today).blocks.movement
    assert block is not None
    counts = dict(block.counts)
    won = [
        d for d in now.values() if d.stage == "Closed Won" and was.get(d.id, d).stage != "Closed Won" and d.id in was
    ]
    assert block.since == date(2026, 9, 7)
    assert counts.get("won", 0) >= len(won) > 0
    slipped = [d for d in now.values() if d.id in was and d.close and d.close > (was[d.id].close or date.max)]
    still_open = [d for d in slipped if not d.stage.startswith("Closed")]
    assert counts.get("slipped", 0) == len(still_open)


def test_whatever_was_decided_in_nine_weeks_without_a_written_page_is_told_though_it_left_the_export(
    ledger: Ledger, tmp_path: Path
) -> None:
    crm = Crm(REPS, date(2026, 9, 7))
    import_file(ledger.figures, crm.write(tmp_path / "deals.csv"), crm.today)
    pairs = {rep: Pair(PairKey("dana@c.example", rep), "https://x") for rep in REPS}
    first = {rep: numbers(ledger.figures.of(rep), None, AGENDA, pairs[rep], crm.today, crm.today) for rep in REPS}
    pages = {rep: snapshot(pairs[rep], shown, crm.today) for rep, shown in first.items()}
    decided: dict[str, Counter[str]] = {rep: Counter() for rep in REPS}
    seen: set[str] = set()
    for _ in range(9):
        crm.week()
        import_file(ledger.figures, crm.write(tmp_path / "deals.csv"), crm.today)
        for rep in REPS:
            decided[rep].update({kind: crm.log[rep][kind] for kind in ("won", "lost")})
            seen |= {deal.id for deal in crm.of(rep) if deal.stage.startswith("Closed")}
    for rep in REPS:
        block = numbers(ledger.figures.of(rep), pages[rep], AGENDA, pairs[rep], crm.today, crm.today).blocks.movement
        assert block is not None
        assert {kind: count for kind, count in block.counts if kind in ("won", "lost")} == decided[rep]
    assert len(seen - set(crm.deals)) > 10  # many of them are no longer in the export


def test_what_left_the_export_still_counts_for_the_reps_own_rates(ledger: Ledger, tmp_path: Path) -> None:
    crm = Crm(REPS, date(2026, 3, 2))
    won, decided = Decimal(0), Decimal(0)
    seen: set[str] = set()
    amounts: dict[str, Decimal] = {}
    for week in range(30):
        if week:
            crm.week()
        import_file(ledger.figures, crm.write(tmp_path / "deals.csv"), crm.today)
        for deal in crm.of(REPS[0]):
            if not deal.stage.startswith("Closed"):
                amounts[deal.id] = deal.amount or Decimal(0)
            elif deal.id not in seen:
                seen.add(deal.id)
                worth = deal.amount or amounts.get(deal.id, Decimal(0))
                decided += worth
                won += worth if deal.stage == "Closed Won" else 0
    past = ledger.figures.past(REPS[0])
    assert {entry.id for entry in past} == seen
    assert sum(entry.amount or 0 for entry in past) == decided
    assert sum(entry.amount or 0 for entry in past if entry.won) == won
    assert len(crm.of(REPS[0])) < len(seen) + 40  # most of them are no longer in the export
