"""Drafts to render: the one that design §5 draws, and parts to change in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from oneone.agenda.definition import load
from oneone.model import (
    Ask,
    Blocks,
    Deal,
    Draft,
    KpiLine,
    Kpis,
    Moved,
    Movement,
    Names,
    PairKey,
    Promise,
    Promises,
)

PAIR = PairKey("dana@contoso.com", "lee@contoso.com")
NAMES = Names(rep="Lee Park", manager="Dana Reyes")
LAST = "https://contoso-my.sharepoint.com/personal/dana/Documents/Lee?wd=target%28Lee.one%7C1%2F&d=2"
NOV_16, NOV_20, NOV_23 = date(2026, 11, 16), date(2026, 11, 20), date(2026, 11, 23)


def deal(name: str, amount: int | None = 40_000, close: date | None = NOV_20, stage: str = "Proposal") -> Deal:
    return Deal(
        id=f"006-{name}",
        name=name,
        amount=None if amount is None else Decimal(amount),
        currency="EUR",
        stage=stage,
        close=close,
    )


PROMISES = Promises(
    open=(
        Promise("bcdfgh23", "rep", "Send closure plan to Contoso", NOV_20, True, NOV_16, LAST),
        Promise("bcdfgh24", "rep", "Book the security review with Fabrikam", date(2026, 11, 25), False, NOV_16, LAST),
        Promise("bcdfgh25", "manager", "Introduce Lee to Northwind's CFO", NOV_23, False, NOV_16, LAST),
    ),
    since=NOV_16,
    kept=(("rep", 2, 3), ("manager", 1, 2)),
    kept_texts=("pricing sheet to Adatum", "call Tailspin", "discount approved"),
    asks=(Ask("bcdfgh26", "get the deck reviewed", None, None),),
)
MOVEMENT = Movement(
    moved=(
        Moved(("lost",), deal("Adatum renewal", 25_000, stage="Negotiation"), deal("Adatum renewal", 25_000)),
        Moved(
            ("slipped", "amount_down"),
            deal("Contoso rollout", 120_000, date(2026, 11, 27)),
            Deal("006", "Contoso rollout", "Contoso", Decimal(95_000), "EUR", "Proposal", date(2027, 1, 15), pushes=2),
        ),
        Moved(("new",), None, deal("Fabrikam pilot", 18_000, date(2026, 12, 18), "Discovery")),
    ),
    counts=(("lost", 1), ("slipped", 3), ("new", 2)),
    since=NOV_16,
    as_of=NOV_20,
    source="CRM",
    deals=61,
)
KPIS = Kpis(
    lines=(
        KpiLine("Closed this quarter", "EUR", Decimal(182_500), Decimal(400_000), Decimal(140_000)),
        KpiLine("Pipeline created", "EUR", Decimal(310_000), Decimal(500_000), Decimal(295_000)),
        KpiLine("First meetings", "count", Decimal(7), Decimal(10), Decimal(4)),
        KpiLine("Win rate", "percent", Decimal("23.5"), None, Decimal(21)),
    ),
    as_of=NOV_20,
    before_on=NOV_16,
    source="CRM",
)


def draft(**changes: object) -> Draft:
    """The page that design §5 draws, with single fields changed."""
    values: dict[str, object] = {
        "pair": PAIR,
        "date": NOV_23,
        "names": NAMES,
        "language": "en-GB",
        "start": datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        "minutes": 30,
        "timezone": "Europe/London",
        "agenda": load("weekly", "first-line", "en-GB"),
        "blocks": Blocks(PROMISES, KPIS, MOVEMENT),
        "made_on": datetime(2026, 11, 20, 14, 2, tzinfo=UTC),
        "last_page_url": LAST,
        "new_ids": (("rep", "bcdfgh27"), ("rep", "bcdfgh28"), ("manager", "bcdfgh29")),
    }
    return Draft(**{**values, **changes})  # type: ignore[arg-type]
