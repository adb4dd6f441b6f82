"""What oneone remembers: one partition a pair, conditional writes, the admin's rows as typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from oneone.errors import Changed, Conflict, Taken
from oneone.model import Commitment, Deal, Kpi, Meeting
from oneone.store.ledger import Audit, Kept
from oneone.store.table import Row
from tests.way.town import DANA, LEE, PAIR, Town

DAY = date(2026, 11, 23)
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MEETING = Meeting(PAIR, DAY, START, 30, page_at=START - timedelta(microseconds=7), moves=2)


def promise(n: int) -> Commitment:
    return Commitment(f"bcdfgh{n:02d}", "rep" if n % 2 else None, f"text {n}", None, "open", DAY, missing_in=(DAY,))


def test_a_meeting_comes_back_as_it_was_stored(town: Town) -> None:
    kept = town.ledger.put_meeting(MEETING, "")
    assert town.ledger.meeting(PAIR, DAY) == kept
    assert town.ledger.meetings(PAIR, DAY) == [kept]
    assert town.ledger.meetings(PAIR, DAY + timedelta(days=1)) == []


def test_the_second_writer_of_a_meeting_is_told(town: Town) -> None:
    kept = town.ledger.put_meeting(MEETING, "")
    with pytest.raises(Taken):
        town.ledger.put_meeting(MEETING, "")
    town.ledger.put_meeting(replace(MEETING, moves=3), kept.etag)
    with pytest.raises(Changed):
        town.ledger.put_meeting(replace(MEETING, moves=4), kept.etag)


def test_a_scan_of_more_promises_than_a_batch_holds_is_kept_whole(town: Town) -> None:
    kept = town.ledger.put_meeting(MEETING, "")
    many = [Kept(replace(promise(n % 100), id=f"id{n:06d}"), "") for n in range(250)]
    after = town.ledger.save_scan(kept, replace(MEETING, scan="once"), many, Audit(START, "scanned", DAY))
    assert after.value.scan == "once"
    assert {c.value for c in town.ledger.commitments(PAIR)} == {c.value for c in many}


def test_a_scan_that_lost_the_race_writes_nothing_of_its_batch(town: Town) -> None:
    kept = town.ledger.put_meeting(MEETING, "")
    town.ledger.put_meeting(replace(MEETING, moves=3), kept.etag)
    with pytest.raises(Conflict):
        town.ledger.save_scan(kept, replace(MEETING, scan="once"), [Kept(promise(1), "")], Audit(START, "scanned", DAY))
    assert town.ledger.commitments(PAIR) == []


def test_a_row_typed_in_another_spelling_stays_the_one_row_of_its_pair(town: Town) -> None:
    town.store.table("pairs").insert(Row("Dana@Contoso.example", "Lee@Contoso.example", {"notebook_url": "https://a"}))
    [typed] = town.ledger.pair_rows()
    assert (typed.values["manager"], typed.values["rep"]) == ("Dana@Contoso.example", "Lee@Contoso.example")
    assert town.ledger.put_pair(PAIR, {"manager": DANA, "rep": LEE, "notebook_url": "https://b"})
    assert [row.values["notebook_url"] for row in town.ledger.pair_rows()] == ["https://b"]


def test_an_equal_row_keeps_its_version(town: Town) -> None:
    values = {"manager": DANA, "rep": LEE, "notebook_url": "https://a"}
    assert town.ledger.put_pair(PAIR, values)
    [before] = town.ledger.pair_rows()
    assert not town.ledger.put_pair(PAIR, values)
    assert [row.etag for row in town.ledger.pair_rows()] == [before.etag]


def test_figures_keep_their_order_and_their_exact_value(town: Town) -> None:
    kpis = [Kpi(name, DAY, Decimal("0.10"), None, "EUR") for name in ("Won", "Pipeline", "Calls")]
    assert town.ledger.figures.put_kpis(LEE, kpis) == 3
    assert town.ledger.figures.kpis(LEE) == kpis
    assert town.ledger.figures.put_kpis(LEE, kpis) == 0
    assert town.ledger.figures.put_kpis(LEE, [replace(kpis[0], value=Decimal("0.20")), *kpis[1:]]) == 1


def test_a_deal_that_is_not_in_the_file_leaves_and_case_tells_deals_apart(town: Town) -> None:
    deals = [Deal(id, f"Deal {id}", amount=Decimal("10.00"), close=DAY) for id in ("AbC", "abc", "x")]
    town.ledger.figures.put_deals(LEE, deals, DAY)
    stored, as_of = town.ledger.figures.deals(LEE)
    assert (sorted(deal.id for deal in stored), as_of) == (["AbC", "abc", "x"], DAY)
    town.ledger.figures.put_deals(LEE, deals[1:], DAY + timedelta(days=7))
    stored, as_of = town.ledger.figures.deals(LEE)
    assert (sorted(deal.id for deal in stored), as_of) == (["abc", "x"], DAY + timedelta(days=7))


def test_nothing_imported_is_told_from_an_empty_list(town: Town) -> None:
    assert town.ledger.figures.deals(LEE) == ([], None)
    town.ledger.figures.put_deals(LEE, [], DAY)
    assert town.ledger.figures.deals(LEE) == ([], DAY)


def test_no_change_of_a_budget_is_lost(town: Town) -> None:
    for _ in range(3):
        town.ledger.change_budget(DANA, lambda text: text + "x")
    row = town.store.table("accounts").get(DANA, "budget")
    assert row is not None
    assert row.values["body"] == "xxx"
