"""What is kept about a person can be read, is gone when asked for, and ends when the page says that it ends."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from oneone.errors import Changed, NeedsAttention
from oneone.model import Aspiration, Closed, Deal, Kpi, Meeting, PairKey, Told
from oneone.store.figures import SourceState
from oneone.store.records import Records, exported
from oneone.store.table import TABLES, Row, key
from tests.way.test_way import agree
from tests.way.town import DANA, LEE, PAIR, Town

SAM = "sam@contoso.example"
DEALS = [Deal("006A", "Contoso rollout", "Contoso", Decimal(40_000), "EUR", "Proposal", date(2026, 12, 2))]


def furnished(town: Town) -> None:
    """Two reps with a page, promises and figures each."""
    for rep, name in ((LEE, "Lee Park"), (SAM, "Sam Hill")):
        town.add_pair(rep, name)
        town.ledger.figures.put_deals(rep, DEALS, date(2026, 11, 20))
        town.ledger.figures.put_kpis(rep, [Kpi("Won", date(2026, 11, 20), Decimal(1), None, "count")])
        town.ledger.figures.put_aspiration(rep, Aspiration("Free Fridays"))
    town.at("2026-11-20T14:00")
    for rep, name in ((LEE, "Lee Park"), (SAM, "Sam Hill")):
        agree(town.editor("2026-11-23", rep, PairKey(DANA, rep)), f"{name.split()[0]}: send closure plan by Fri")
    town.at("2026-11-23T13:00")


def about(town: Town, person: str) -> dict[str, int]:
    return Records(town.store).about(person).counts


def test_a_person_reads_all_that_is_kept_and_nothing_of_others(town: Town) -> None:
    furnished(town)
    town.store.table("tokens").insert(Row(key(LEE), "cache", {"account": LEE, "scopes": "x", "body": "gAAAsecret"}))
    written = exported(Records(town.store).about(LEE.upper()))
    text = json.dumps(written, ensure_ascii=False)
    assert written["person"] == LEE
    assert "send closure plan" in text
    assert "Free Fridays" in text
    assert "Contoso rollout" in text
    assert [row["rep"] for row in written["pairs"]] == [LEE]
    assert {row["row"][:2] for row in written["ledger"]} == {"m_", "s_", "c_", "a_"}
    snapshot = next(row for row in written["ledger"] if row["row"] == "s_2026-11-23")
    assert snapshot["body"]["draft"]["names"] == {"rep": "Lee Park", "manager": "Dana Reyes"}
    assert SAM not in text
    assert "gAAAsecret" not in text


def test_what_is_forgotten_is_gone_from_every_table_and_does_not_come_back(town: Town) -> None:
    furnished(town)
    sam = about(town, SAM)
    records = Records(town.store)
    records.forget(records.about(LEE))
    town.through("2026-11-27T16:00", timedelta(hours=1))
    assert about(town, LEE) == {}
    for table in TABLES:
        for row in town.store.table(table).query():
            assert LEE not in f"{row.pk} {row.rk} {json.dumps(dict(row.values), default=str)}"
    left = about(town, SAM)
    assert left.keys() == sam.keys()
    assert left["ledger"] >= sam["ledger"]
    assert "2026-11-23 1:1 Lee Park – Dana Reyes" in town.titles()  # pages belong to the two people


def test_rows_written_while_they_are_removed_are_told(town: Town) -> None:
    furnished(town)
    records = Records(town.store)
    found = records.about(LEE)
    meeting = town.ledger.meeting(PAIR, date(2026, 11, 23))
    assert meeting is not None
    town.ledger.put_meeting(replace(meeting.value, fails=1), meeting.etag)
    with pytest.raises(Changed, match="Run it again"):
        records.forget(found)
    records.forget(records.about(LEE))
    assert about(town, LEE) == {}


def test_what_is_older_than_the_page_says_is_deleted_and_the_rest_stays(town: Town) -> None:
    furnished(town)
    figures = town.ledger.figures
    figures.put_past(LEE, [Closed("a", date(2026, 11, 2), True), Closed("b", date(2026, 12, 2), True)])
    figures.put_kpis(LEE, [Kpi("Won", date(2026, 12, 4), Decimal(2), None, "count")])
    town.through("2026-12-07T16:00", timedelta(hours=1))
    town.now = datetime(2028, 11, 29, 3, 30, tzinfo=UTC)  # 24 months and some days after the first 1:1
    gone = town.services.forget_old()
    days = [kept.value.date for kept in town.ledger.meetings(PAIR, date(2026, 1, 1))]
    assert date(2026, 11, 23) not in days
    assert date(2026, 12, 7) in days
    assert town.ledger.snapshot(PAIR, date(2026, 11, 23)) is None
    assert town.ledger.snapshot(PAIR, date(2026, 12, 7)) is not None
    assert [promise.text for promise in town.promises()] == ["send closure plan"]  # still open, and on the last page
    assert [kpi.on for kpi in figures.kpis(LEE)] == [date(2026, 12, 4)]
    assert [one.id for one in figures.past(LEE)] == ["b"]
    assert figures.deals(LEE) == ([], None)  # last imported on 20 November 2026
    assert figures.of(LEE).aspiration is not None
    assert figures.of(SAM).aspiration is None  # nothing else is known of Sam any more
    assert gone["meetings"] >= 4
    assert all(audit.at.date() >= date(2026, 11, 28) for audit in town.ledger.audits(PAIR))
    town.now = datetime(2029, 3, 4, 3, 30, tzinfo=UTC)
    town.services.forget_old()
    assert [promise.text for promise in town.promises()] == ["send closure plan"]  # the next page carries it
    assert [kept.value.date for kept in town.ledger.meetings(PAIR, date(2026, 1, 1))] == [date(2026, 12, 7)]
    row = next(row for row in town.ledger.pair_rows() if row.values["rep"] == LEE)
    town.ledger.put_pair(PAIR, {**row.values, "active": "no"})
    town.services.forget_old()
    assert town.promises() == []
    assert {*about(town, LEE)} == {"pairs", "due"}


def test_what_a_rep_aspires_to_is_not_deleted_for_want_of_figures(town: Town) -> None:
    town.add_pair()
    town.ledger.figures.put_aspiration(LEE, Aspiration("Free Fridays"))
    town.services.forget_old()
    assert town.ledger.figures.of(LEE).aspiration is not None


def test_an_account_that_signs_in_for_others_is_not_forgotten_before_they_have_another(town: Town) -> None:
    service = "one@contoso.example"
    town.add_pair(account=service)
    records = Records(town.store)
    with pytest.raises(NeedsAttention, match=f"signs in for 1 pairs of others .*{LEE}"):
        records.forget(records.about(service))
    assert about(town, LEE)["pairs"] == 1


def test_what_a_rep_was_told_alone_is_in_nobody_else_s_export(town: Town) -> None:
    town.add_pair()
    meeting = Meeting(PAIR, date(2026, 11, 23), datetime(2026, 11, 23, 9, tzinfo=UTC), 30)
    told = Told(date(2026, 11, 19), date(2026, 11, 18), (("amount", "006A"),))
    town.ledger.put_meeting(replace(meeting, heads_up="yes", told=told), "")
    assert "006A" in json.dumps(exported(Records(town.store).about(LEE)))
    assert "006A" not in json.dumps(exported(Records(town.store).about(DANA)))


def test_the_name_leaves_what_is_kept_about_others(town: Town) -> None:
    furnished(town)
    figures = town.ledger.figures
    others = (f"ash{LEE}", f"{LEE}.org", SAM)  # people whose names only end or begin so
    figures.put_source(SourceState("dynamics", reps=(LEE, *others), gave=(LEE, SAM), problem=f"{LEE}: no deals."))
    figures.put_source(SourceState("hubspot", reps=others))
    figures.put_aspiration(SAM, Aspiration(f"A house near {LEE}", manager=LEE))
    records = Records(town.store)
    assert exported(records.about(LEE))["named_in"] == {"numbers": ["person", "dynamics"]}
    records.forget(records.about(LEE))
    state = figures.source("dynamics")
    assert (state.reps, state.gave, state.problem) == (others, (SAM,), "")
    assert figures.source("hubspot").reps == others
    wish = figures.of(SAM).aspiration
    assert wish is not None
    assert wish.definition == f"A house near {LEE}"  # Sam's own words are Sam's
    assert wish.manager not in ("", LEE, DANA)  # nobody may read it before Sam says who


def test_nothing_young_is_touched(town: Town) -> None:
    furnished(town)
    before = {table: list(town.store.table(table).query()) for table in TABLES}
    assert town.services.forget_old() == {}
    assert {table: list(town.store.table(table).query()) for table in TABLES} == before


def test_a_forgetting_that_broke_off_is_finished_by_the_next(town: Town) -> None:
    furnished(town)
    town.ledger.figures.put_source(SourceState("dynamics", reps=(LEE, SAM)))
    records = Records(town.store)
    found = records.about(LEE)
    for row in found.rows["pairs"]:
        town.store.table("pairs").delete(row)  # another hand was faster
    with pytest.raises(Changed):
        records.forget(replace(found, rows={**found.rows, "due": (replace(found.rows["due"][0], etag="old"),)}))
    again = records.about(LEE)
    assert again.any
    records.forget(again)
    assert not records.about(LEE).any
    assert town.ledger.figures.source("dynamics").reps == (SAM,)


def test_a_blank_account_is_nobody_s(town: Town) -> None:
    town.add_pair(account=" ")
    assert Records(town.store).about(SAM).signs_in_for == ()
