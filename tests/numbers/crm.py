"""A made-up CRM that lives week by week and keeps a log of what it did: the log is what movement is recounted from."""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from oneone.model import Deal

STAGES = ("Prospecting", "Qualification", "Discovery", "Proposal", "Negotiation")
COLUMNS = (
    "rep", "deal_id", "name", "account", "amount", "currency", "stage", "close_date", "forecast_category",
    "probability", "created_on", "last_activity_on", "next_step", "close_plan_on", "contact_roles", "verifiers",
    "as_of",
)  # fmt: skip


@dataclass
class Crm:
    """Deals of some reps; every deal has at most one event a week, noted in `log` as (rep, kind)."""

    reps: tuple[str, ...]
    today: date
    seed: int = 7
    deals: dict[str, tuple[str, Deal]] = field(default_factory=dict)  # id → rep, deal
    log: dict[str, Counter[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._count = 0
        for rep in self.reps:
            for _ in range(12):
                self._open(rep)
        self.log = {rep: Counter() for rep in self.reps}

    def fill(self, rep: str, deals: int) -> None:
        """A rep opens this many deals, of which the log says nothing."""
        for _ in range(deals):
            self._open(rep)

    def week(self) -> None:
        """Seven days pass."""
        self.today += timedelta(days=7)
        self.log = {rep: Counter() for rep in self.reps}
        for deal_id in list(self.deals):
            rep, deal = self.deals[deal_id]
            if deal.stage.startswith("Closed"):
                if deal.close is not None and self.today - deal.close > timedelta(days=21):
                    del self.deals[deal_id]  # leaves the export: nothing to tell
                continue
            self._live(rep, deal)
        for rep in self.reps:
            for _ in range(self._random.randint(0, 3)):
                self._open(rep)
                self.log[rep]["new"] += 1

    def write(self, path: Path) -> Path:
        """The CRM's export as of today."""
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, COLUMNS)
            out.writeheader()
            out.writerows(row(rep, deal, self.today) for rep, deal in self.deals.values())
        return path

    def of(self, rep: str) -> list[Deal]:
        """The deals of a rep."""
        return [deal for owner, deal in self.deals.values() if owner == rep]

    def _open(self, rep: str) -> None:
        self._count += 1
        deal = Deal(
            id=f"006{self._count:05d}",
            name=f"Deal {self._count}",
            account=f"Company {self._count % 37}",
            amount=Decimal(self._random.randrange(2_000, 60_000, 500)),
            currency="EUR",
            stage=self._random.choice(STAGES[:3]),
            close=self.today + timedelta(days=self._random.randint(10, 120)),
            category="Pipeline",
            probability=self._random.choice((10, 30, 60)),
            created=self.today - timedelta(days=self._random.randint(0, 6)),
        )
        self.deals[deal.id] = (rep, deal)

    def _live(self, rep: str, deal: Deal) -> None:
        kind = self._random.choices(
            (
                "idle",
                "won",
                "lost",
                "slipped",
                "amount_up",
                "amount_down",
                "stage_forward",
                "category",
                "owner",
                "missing",
            ),
            (55, 6, 5, 12, 3, 3, 10, 3, 2, 1),
        )[0]
        amount = deal.amount or Decimal(0)
        match kind:
            case "idle":
                return
            case "won" | "lost":
                stage = "Closed Won" if kind == "won" else "Closed Lost"
                deal = replace(deal, stage=stage, close=self.today, amount=amount if kind == "won" else Decimal(0))
            case "slipped":
                close = deal.close or self.today
                deal = replace(deal, close=close + timedelta(days=self._random.randint(1, 60)))
            case "amount_up" | "amount_down":
                deal = replace(deal, amount=amount + (500 if kind == "amount_up" else -500))
            case "stage_forward":
                at = STAGES.index(deal.stage)
                if at == len(STAGES) - 1:
                    return
                deal = replace(deal, stage=STAGES[at + 1])
            case "category":
                deal = replace(deal, category="Commit" if deal.category == "Pipeline" else "Pipeline")
            case "owner":
                other = self._random.choice([one for one in self.reps if one != rep])
                self.log[other]["owner"] += 1
                self.deals[deal.id] = (other, deal)
            case "missing":
                del self.deals[deal.id]
        self.log[rep][kind] += 1
        if kind not in ("owner", "missing"):
            self.deals[deal.id] = (rep, deal)


def row(rep: str, deal: Deal, as_of: date) -> dict[str, object]:
    """A deal as deals.csv has it."""
    values = (
        rep, deal.id, deal.name, deal.account, deal.amount, deal.currency, deal.stage, deal.close, deal.category,
        deal.probability, deal.created, deal.last_activity, deal.next_step, deal.close_plan, deal.contact_roles,
        deal.verifiers, as_of,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def by_rep(log: dict[str, Counter[str]]) -> dict[str, dict[str, int]]:
    """The log without zeros."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for rep, counts in log.items():
        found[rep] = {kind: count for kind, count in counts.items() if count}
    return dict(found)
