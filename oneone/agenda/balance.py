"""Block `coverage` as its template sees it: what is left, what this rep needs, formula and inputs (S3.21 to S3.26)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from oneone.agenda.grid import Grid, Proposing, ask_line, period, sentences, source
from oneone.agenda.words import Wording
from oneone.model import Coverage, Horizon, Names, Pace


def coverage(block: Coverage, names: Names, wording: Wording, year: date) -> Proposing:
    """Show for each goal what is left, the pipeline this rep needs, and what is open; formula and inputs below it."""
    if block.as_of is None:
        return Proposing(Grid((), (), wording.say("no_deals")))
    tail = source(block.source, block.as_of, block.old, wording, year)
    pace = block.pace
    if pace is None or not block.horizons:
        slowed = _slowing(block, wording)
        why = sentences(_unknown(block, wording), _elsewhere(block, wording)) or wording.say("no_goals")
        return Proposing(Grid((), (), sentences(why, *tail)), (slowed,) if slowed else ())
    # What is needed and what is there share a column: a phone shows three.
    both = f"{wording.say('pipeline_needed')} / {wording.say('pipeline_open')}"
    header = (wording.say("goal"), wording.say("still_to_win"), both)
    rows = tuple(_horizon(horizon, pace, wording, year) for horizon in block.horizons)
    derived = next((h.goal.from_ for h in block.horizons if h.goal.from_), None)
    line = sentences(
        _formula(pace, names, wording, year),
        _won_as_of(block, wording, year),
        wording.say("derived", span=wording.say(f"span_{derived}")) if derived else "",
        _unknown(block, wording),
        _elsewhere(block, wording),
        wording.counted("left_out", pace.left_out, count=pace.left_out) if pace.left_out else "",
        _uncounted(block, wording),
        *tail,
    )
    lines = tuple(
        filter(
            None,
            (
                wording.say("young") if pace.young and not pace.thin else _ahead(block, pace, wording, year),
                _slowing(block, wording),
                _find(block, wording, year),
            ),
        )
    )
    return Proposing(
        Grid(header, rows, line, wording.say("coverage_ask")),
        tuple(filter(None, lines)),
        wording.say("take_on", name=names.first("rep")) if block.proposals else "",
        tuple(ask_line(ask, names, wording) for ask in block.proposals),
    )


def _horizon(horizon: Horizon, pace: Pace, wording: Wording, year: date) -> tuple[str, ...]:
    goal = horizon.goal
    said = wording.money(horizon.open, pace.currency)
    if horizon.gap:
        said = f"{said}, {wording.say('short_by', amount=wording.money(horizon.gap, pace.currency))}"
    elif horizon.gap is not None:
        said = f"{said}, {wording.say('enough')}"
    left, target = (wording.money(value, pace.currency) for value in (goal.left, goal.target))
    return (
        wording.say("goal_until", span=wording.say(f"span_{goal.span}"), day=wording.short(goal.until, year)),
        wording.say("left_of", left=left, target=target),
        f"{wording.money(horizon.needed, pace.currency)} / {said}",
    )


def _formula(pace: Pace, names: Names, wording: Wording, year: date) -> str:
    reach = period(pace.since, wording, year)
    if pace.conversion is None:
        decided, name = pace.won + pace.lost, names.first("rep")
        if not decided:
            return wording.say("thin_none", name=name)
        key, counts = f"thin_{pace.thin or 'decided'}", pace.won if pace.thin == "won" else decided
        return wording.counted(key, counts, name=name, decided=decided, won=pace.won, period=reach)
    return wording.say(
        "formula",
        name=names.first("rep"),
        rate=_share(pace.conversion, wording),
        won=wording.money(pace.won_value, pace.currency),
        decided=wording.money(pace.decided_value, pace.currency),
        deals=pace.won + pace.lost,
        period=reach,
    )


def _unknown(block: Coverage, wording: Wording) -> str:
    spans = ", ".join(wording.say(f"span_{span}") for span in block.unknown)
    return wording.say("won_unknown", spans=spans, currency=block.currency) if spans else ""


def _elsewhere(block: Coverage, wording: Wording) -> str:
    said: dict[str, list[str]] = {}
    for span, currency in block.elsewhere:
        said.setdefault(currency, []).append(wording.say(f"span_{span}"))
    return sentences(
        *(wording.say("goal_elsewhere", spans=", ".join(spans), currency=currency) for currency, spans in said.items())
    )


def _won_as_of(block: Coverage, wording: Wording, year: date) -> str:
    """Say of which day a figure is that counts what is won, when the deals beside it are of another."""
    said: dict[date, list[str]] = {}
    for goal in (horizon.goal for horizon in block.horizons):
        if goal.as_of is not None and goal.as_of != block.as_of:
            said.setdefault(goal.as_of, []).append(wording.say(f"span_{goal.span}"))
    return sentences(
        *(
            wording.say("won_as_of", spans=", ".join(spans), day=wording.short(day, year))
            for day, spans in sorted(said.items())
        )
    )


def _uncounted(block: Coverage, wording: Wording) -> str:
    counts = [
        wording.say(key, count=count)
        for key, count in (("without_date", block.undated), ("without_amount", block.unpriced))
        if count
    ]
    return wording.say("uncounted", counts=", ".join(counts)) if counts else ""


def _ahead(block: Coverage, pace: Pace, wording: Wording, year: date) -> str:
    if not block.ahead or pace.cycle is None:
        return ""
    ends = [
        wording.say(
            "ends_short" if over < 0 else "ends_over",
            day=wording.short(day, year),
            amount=wording.money(abs(over), pace.currency),
        )
        for day, over in block.ahead
    ]
    return wording.counted(
        "ahead",
        pace.cycle,
        new=wording.money(pace.created_a_week, pace.currency),
        days=pace.cycle,
        ends="; ".join(ends),
    )


def _slowing(block: Coverage, wording: Wording) -> str:
    return wording.say("slowing", now=block.slowing[0], before=block.slowing[1]) if block.slowing else ""


def _find(block: Coverage, wording: Wording, year: date) -> str:
    if not block.find or block.find_by is None or block.pace is None:
        return ""
    each = wording.money(block.pace.each, block.pace.currency)
    return wording.say("find", count=block.find, each=each, day=wording.short(block.find_by, year))


def _share(share: Decimal, wording: Wording) -> str:
    return wording.percent((share * 100).quantize(Decimal(1)))
