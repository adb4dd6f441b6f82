"""A business year that begins in February: what leaves the period, on the page as in the rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from oneone.agenda.blocks import movement as shown
from oneone.agenda.words import wording
from oneone.model import Deal, Movement
from oneone.numbers.movement import movement

SINCE, TODAY = date(2026, 11, 16), date(2026, 11, 20)
WAS = Deal("1", "Renewal", "Adatum", Decimal(1_000), "EUR", "Proposal", date(2026, 12, 1))


def slipped(to: date, first_month: int) -> Movement:
    now = [replace(WAS, close=to)]
    return movement([WAS], now, since=SINCE, as_of=TODAY, on=TODAY, source="CRM", first_month=first_month)


def said(block: Movement) -> str:
    return shown(block, wording("en-GB"), TODAY).rows[0][2]


@pytest.mark.parametrize(
    ("to", "first_month", "leaves"),
    [
        (date(2027, 1, 29), 1, True),
        (date(2027, 1, 29), 2, False),
        (date(2027, 2, 1), 2, True),
        (date(2026, 12, 20), 12, False),
    ],
)
def test_a_deal_slips_out_of_the_quarter_of_the_business_year(to: date, first_month: int, leaves: bool) -> None:
    assert ("out of the quarter" in said(slipped(to, first_month))) is leaves


def test_a_page_of_an_older_version_still_means_the_calendar_s_quarter() -> None:
    old = replace(slipped(date(2027, 1, 29), 2), quarter_end=None)
    assert "out of the quarter" in said(old)


def test_a_deal_pulled_into_the_quarter_of_the_business_year_is_told() -> None:
    before, now = replace(WAS, close=date(2027, 3, 1)), replace(WAS, close=date(2027, 1, 29))
    kinds = {
        month: [
            one.kinds
            for one in movement([before], [now], since=SINCE, as_of=TODAY, on=TODAY, source="", first_month=month).moved
        ]
        for month in (1, 2)
    }
    assert kinds == {1: [], 2: [("pulled_in",)]}
