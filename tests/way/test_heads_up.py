"""What in the CRM is worth a minute: the rep learns it alone first; the page says only what is left of it (S4.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from oneone.model import Deal
from sandbox.faults import Fault
from tests.way.town import DANA, LEE, PAIR, Town

CONTOSO = Deal("006A", "Contoso rollout", "Contoso", Decimal(40_000), "EUR", "Proposal", date(2026, 11, 2))
ADATUM = Deal("006B", "Adatum add-on", "Adatum", None, "EUR", "Proposal", date(2027, 3, 1))
NORTHWIND = Deal("006C", "Northwind pilot", "Northwind", Decimal(9_000), "EUR", "Discovery", date(2027, 2, 1))
THURSDAY, FRIDAY = "2026-11-19T14:00", "2026-11-20T14:00"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path, heads_up=True)
    town.add_pair()
    town.ledger.figures.put_deals(LEE, [CONTOSO, ADATUM, NORTHWIND], date(2026, 11, 18))
    yield town
    town.store.close()


def page(town: Town, day: str = "2026-11-23") -> str:
    return "\n".join(line.text for line in town.editor(day).lines())


def test_the_rep_alone_is_told_a_working_day_before_the_page(town: Town) -> None:
    town.at("2026-11-19T13:45")
    assert town.tenant.letters == []
    report = town.at(THURSDAY)
    assert report.heads_up == [f"{PAIR} 2026-11-23"]
    [letter] = town.tenant.letters
    assert (letter.to, letter.sender, letter.kept) == (LEE, DANA, False)
    assert letter.subject == "For you alone, before your 1:1 on Mon 23 Nov"
    assert "Contoso rollout: the expected date, 2 Nov, has passed. When will they decide?" in letter.html
    assert "Adatum add-on: no amount yet." in letter.html
    assert "Northwind" not in letter.html
    assert "is made (Fri 20 Nov 14:00)" in letter.html
    assert town.titles() == []
    assert town.meeting("2026-11-23").page == "no"


def test_nobody_is_told_twice(town: Town) -> None:
    town.at(THURSDAY)
    town.through("2026-11-23T16:00")
    assert len(town.tenant.letters) == 1


def test_the_page_shows_only_what_newer_figures_still_show(town: Town) -> None:
    town.at(THURSDAY)
    mended = replace(CONTOSO, close=date(2026, 12, 4))
    late = replace(NORTHWIND, amount=None)
    town.ledger.figures.put_deals(LEE, [mended, ADATUM, late], date(2026, 11, 20))
    town.at(FRIDAY)
    shown = page(town)
    assert "Lee, a minute in the CRM each, as in your mail of 19 Nov." in shown
    assert "Adatum add-on: no amount yet. A rough one helps the forecast." in shown
    assert "Contoso rollout: the expected date" not in shown  # mended
    assert "Northwind pilot: no amount" not in shown  # Lee was not told of it


def test_a_page_with_the_same_figures_says_nothing_as_nobody_knows_what_was_mended(town: Town) -> None:
    town.at(THURSDAY)
    town.at(FRIDAY)
    assert "no amount yet" not in page(town)
    assert "in the CRM" not in page(town)


def test_all_mended_leaves_no_trace_on_the_page(town: Town) -> None:
    town.at(THURSDAY)
    town.ledger.figures.put_deals(LEE, [NORTHWIND], date(2026, 11, 20))
    town.at(FRIDAY)
    assert "in the CRM" not in page(town)
    assert "your mail" not in page(town)


def test_without_the_setting_there_is_no_mail_and_nothing_on_the_page(town: Town) -> None:
    town.heads_up = False
    town.services = town.serve(town.store, town.services.transport)  # type: ignore[arg-type]
    town.at(THURSDAY)
    town.ledger.figures.put_deals(LEE, [CONTOSO, ADATUM], date(2026, 11, 20))
    town.at(FRIDAY)
    assert town.tenant.letters == []
    assert "no amount yet" not in page(town)


def test_an_agenda_that_does_not_ask_for_it_sends_none(town: Town) -> None:
    town.add_pair("sam@contoso.example", "Sam Hill", agenda="three-rs")
    town.ledger.figures.put_deals("sam@contoso.example", [ADATUM], date(2026, 11, 18))
    town.at(THURSDAY)
    assert [letter.to for letter in town.tenant.letters] == [LEE]


def test_nothing_to_mend_is_no_mail(town: Town) -> None:
    town.ledger.figures.put_deals(LEE, [NORTHWIND], date(2026, 11, 18))
    town.at(THURSDAY)
    assert town.tenant.letters == []
    assert town.meeting("2026-11-23").heads_up == "off"


def test_old_figures_are_no_reason_for_a_mail(town: Town) -> None:
    town.ledger.figures.put_deals(LEE, [CONTOSO], date(2026, 11, 2))
    town.at(THURSDAY)
    assert town.tenant.letters == []


def test_without_the_permission_the_page_comes_all_the_same_and_the_admin_is_told_once(town: Town) -> None:
    dana = town.tenant.people[DANA]
    dana.scopes = dana.scopes - {"Mail.Send"}
    report = town.at(THURSDAY)
    assert len(report.attention) == 1
    assert "Mail.Send" in report.attention[0]
    later = town.through("2026-11-20T16:00")
    assert later.attention == []
    assert town.titles() == ["2026-11-23 1:1 Lee Park – Dana Reyes"]
    assert "no amount yet" not in page(town)


@pytest.mark.parametrize("fault", [{"drop": True}, {"status": 504, "commit": True}, {"status": 504}])
def test_a_lost_answer_is_never_followed_by_a_second_mail(town: Town, fault: dict[str, object]) -> None:
    town.tenant.faults.add(Fault("POST */sendMail", times=1, **{"commit": True, **fault}))  # type: ignore[arg-type]
    town.at(THURSDAY)
    town.ledger.figures.put_deals(LEE, [CONTOSO, ADATUM], date(2026, 11, 20))
    town.through("2026-11-23T16:00")
    assert len(town.tenant.letters) == 1
    assert "no amount yet" not in page(town)  # nobody knows whether Lee read it


def test_a_refusal_for_the_moment_is_tried_again_and_sends_one_mail(town: Town) -> None:
    town.tenant.faults.add(Fault("POST */sendMail", status=429, times=1, headers={"Retry-After": "60"}))
    town.at(THURSDAY)
    assert town.tenant.letters == []
    town.through("2026-11-19T16:00")
    assert len(town.tenant.letters) == 1


def test_a_new_pair_shortly_before_its_page_is_not_told_as_there_is_no_time_to_mend(town: Town) -> None:
    town.at("2026-11-20T11:00")
    assert town.tenant.letters == []
    town.through("2026-11-20T14:30")
    assert town.tenant.letters == []
    assert town.meeting("2026-11-23").page == "yes"
