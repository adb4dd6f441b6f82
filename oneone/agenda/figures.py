"""Blocks whose numbers lead to a next step, as their templates see them: coverage, evidence, order, growth, trends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from oneone.agenda.grid import (
    AskLine,
    Grid,
    amount,
    ask_line,
    close_day,
    deal_name,
    likelihood,
    sentences,
    source,
    stage,
)
from oneone.agenda.templates import clean, cut
from oneone.agenda.words import NOTHING, Wording
from oneone.model import (
    Charts,
    Coverage,
    Deal,
    Draft,
    Evidence,
    Growth,
    Horizon,
    Hygiene,
    KeyDeals,
    Names,
    Pace,
    Trend,
    Why,
    Winnable,
)

_DEALS_SHOWN = 5
_TEXT = 90  # characters of a sentence in a cell
_SAID: Mapping[Why, str] = {"must_win": "must_win", "asked": "promised", "changed": "has_moved"}  # the others show it


@dataclass(frozen=True, slots=True)
class Proposing:
    """A table, sentences of their own below it, and what the rep may take on."""

    grid: Grid
    lines: tuple[str, ...] = ()
    invite: str = ""
    asks: tuple[AskLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture part of the page, and what it shows in words."""

    part: str
    alt: str


@dataclass(frozen=True, slots=True)
class ChartWords:
    """What is written on a trend's picture."""

    title: str
    last: str
    goal: str
    first_day: str
    last_day: str


def figures(draft: Draft, wording: Wording) -> Mapping[str, object]:
    """Work out these blocks by name; None where a draft has no data for one."""
    has, day, names = draft.blocks, draft.date, draft.names
    return {
        "deals": None if has.deals is None else key_deals(has.deals, wording, day),
        "coverage": None if has.coverage is None else coverage(has.coverage, names, wording, day),
        "verifiers": None if has.winnable is None else winnable(has.winnable, names, wording, day),
        "hygiene": None if has.hygiene is None else hygiene(has.hygiene, names, wording, day),
        "growth": None if has.growth is None else growth(has.growth, wording, day),
        "charts": pictures(has.charts or Charts(), wording, day),
    }


# ---------------------------------------------------------------- key deals


def key_deals(block: KeyDeals, wording: Wording, year: date) -> Grid:
    """Show at most five open deals that matter this week, and ask which deserves no more time (S2.17, S2.18, S4.22)."""
    if block.as_of is None:
        return Grid((), (), wording.say("no_deals"))
    shown = block.deals[:_DEALS_SHOWN]
    rows = tuple(
        (
            _marked(deal, block.why[at] if at < len(block.why) else (), wording),
            _process(deal, wording, year),
            _worth(deal, block.before[at] if at < len(block.before) else None, wording),
            _timing(deal, wording, year),
        )
        for at, deal in enumerate(shown)
    )
    header = tuple(wording.say(key) for key in ("deal", "stage", "worth", "close"))
    more = block.open - len(shown)
    counted = wording.say("more_deals", deals=more) if more > 0 else ""
    line = sentences(counted, *source(block.source, block.as_of, block.old, wording, year))
    return Grid(header if rows else (), rows, line, wording.say("deals_ask") if rows else "")


def _marked(deal: Deal, why: tuple[Why, ...], wording: Wording) -> str:
    said = [wording.say(_SAID[reason]) for reason in why if reason in _SAID]
    return f"{deal_name(deal)} ({', '.join(said)})" if said else deal_name(deal)


def _process(deal: Deal, wording: Wording, year: date) -> str:
    plan = wording.say("close_plan_on", day=wording.short(deal.close_plan, year)) if deal.close_plan else ""
    return ", ".join(filter(None, (stage(deal), cut(deal.category, _TEXT), plan))) or NOTHING


def _worth(deal: Deal, before: Decimal | None, wording: Wording) -> str:
    was = ""
    if before is not None and deal.amount is not None and before != deal.amount:
        was = wording.say("amount_before", amount=wording.money(before, clean(deal.currency)))
    return ", ".join(filter(None, (amount(deal, wording), likelihood(deal, wording), was))) or NOTHING


def _timing(deal: Deal, wording: Wording, year: date) -> str:
    pushed = wording.say("pushed", count=deal.pushes) if deal.pushes else ""
    return ", ".join(filter(None, (close_day(deal, wording, year), pushed)))


# ---------------------------------------------------------------- balance


def coverage(block: Coverage, names: Names, wording: Wording, year: date) -> Proposing:
    """Show for each goal what is left, the pipeline this rep needs, and what is open; formula and inputs below it."""
    if block.as_of is None:
        return Proposing(Grid((), (), wording.say("no_deals")))
    tail = source(block.source, block.as_of, block.old, wording, year)
    pace = block.pace
    if pace is None or not block.horizons:
        slowed = _slowing(block, wording)
        return Proposing(Grid((), (), sentences(wording.say("no_goals"), *tail)), (slowed,) if slowed else ())
    header = tuple(wording.say(key) for key in ("goal", "still_to_win", "pipeline_needed", "pipeline_open"))
    rows = tuple(_horizon(horizon, pace, wording, year) for horizon in block.horizons)
    derived = next((h.goal.from_ for h in block.horizons if h.goal.from_), None)
    line = sentences(
        _formula(pace, names, wording),
        wording.say("derived", span=wording.say(f"span_{derived}")) if derived else "",
        wording.say("left_out", count=pace.left_out) if pace.left_out else "",
        *tail,
    )
    lines = tuple(
        filter(None, (_ahead(block, pace, wording, year), _slowing(block, wording), _find(block, wording, year)))
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
        wording.money(horizon.needed, pace.currency),
        said,
    )


def _formula(pace: Pace, names: Names, wording: Wording) -> str:
    if pace.conversion is None:
        key = f"thin_{pace.thin or 'decided'}"
        return wording.say(key, name=names.first("rep"), decided=pace.won + pace.lost, won=pace.won)
    return wording.say(
        "formula",
        name=names.first("rep"),
        rate=_share(pace.conversion, wording),
        won=wording.money(pace.won_value, pace.currency),
        decided=wording.money(pace.decided_value, pace.currency),
        deals=pace.won + pace.lost,
    )


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
    return wording.say(
        "ahead",
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


# ---------------------------------------------------------------- evidence


def winnable(block: Winnable, names: Names, wording: Wording, year: date) -> Proposing:
    """Show the stage a deal claims beside the one that acts of the customer support, and propose what is missing."""
    if block.as_of is None:
        return Proposing(Grid((), (), wording.say("no_deals")))
    tail = source(block.source, block.as_of, block.old, wording, year)
    if not block.recorded or not block.deals:
        return Proposing(Grid((), (), sentences(wording.say("no_verifiers"), *tail)))
    header = tuple(wording.say(key) for key in ("deal", "crm_says", "evidence_says", "still_missing"))
    return Proposing(
        Grid(
            header,
            tuple(_evidence(one, wording) for one in block.deals[:_DEALS_SHOWN]),
            sentences(*tail),
            wording.say("verifiers_ask"),
        ),
        (),
        wording.say("take_on", name=names.first("rep")) if block.proposals else "",
        tuple(ask_line(ask, names, wording) for ask in block.proposals),
    )


def _evidence(one: Evidence, wording: Wording) -> tuple[str, ...]:
    name = deal_name(one.deal)
    if one.must_win:
        name = f"{name} ({wording.say('must_win')})"
    claimed = cut(one.claimed, _TEXT) or NOTHING
    if not one.known:
        return name, claimed, NOTHING, wording.say("unknown_stage")
    missing = cut(one.missing[0].text, _TEXT) if one.missing else wording.say("nothing_missing")
    if len(one.missing) > 1:
        missing = f"{missing}; {wording.say('more', count=len(one.missing) - 1)}"
    return name, claimed, cut(one.supported, _TEXT) or wording.say("nothing_shown"), missing


# ---------------------------------------------------------------- order in the CRM


def hygiene(block: Hygiene, names: Names, wording: Wording, year: date) -> Proposing:
    """Offer at most three things that a minute in the CRM mends (S4.6), never as a reproach (S4.3)."""
    if block.as_of is None:
        return Proposing(Grid((), (), wording.say("no_deals")))
    lines = tuple(
        wording.say(
            f"tidy_{item.check}" if item.check != "date" or item.deal.close else "tidy_no_date",
            deal=deal_name(item.deal),
            day=close_day(item.deal, wording, year),
            days=item.days,
        )
        for item in block.items
    )
    said = wording.say("tidy_for", name=names.first("rep")) if lines else wording.say("tidy_nothing")
    more = wording.say("tidy_more", count=block.more) if block.more else ""
    tail = source(block.source, block.as_of, block.old, wording, year)
    return Proposing(Grid((), (), sentences(said, more, *tail)), lines)


# ---------------------------------------------------------------- growth


def growth(block: Growth, wording: Wording, year: date) -> Proposing:
    """Show the four drivers now and as aspired to, the worth of each, and what it means in the rep's money."""
    wish = block.aspiration
    money = wish.currency
    rows = tuple(
        (
            wording.say(f"driver_{driver.name}"),
            _driven(driver.name, driver.now, money, wording),
            _driven(driver.name, driver.goal, money, wording),
            _gain(driver.worth, driver.earned, money, wording),
        )
        for driver in block.drivers
        if driver.goal is not None
    )
    header = tuple(wording.say(key) for key in ("driver", "now", "aspired", "worth_a_year"))
    line = sentences(
        wording.say("drivers_thin")
        if block.thin
        else wording.say("drivers_of", day=wording.short(block.since, year))
        if block.since
        else "",
    )
    earned = ""
    if wish.earnings_now is not None and wish.earnings_goal is not None:
        earned = wording.say(
            "earnings", now=wording.money(wish.earnings_now, money), goal=wording.money(wish.earnings_goal, money)
        )
    change = wording.say("change", text=cut(wish.change, 2 * _TEXT)) if wish.change else ""
    ask = wording.say("growth_ask") if rows else ""
    return Proposing(Grid(header if rows else (), rows, line, ask), tuple(filter(None, (earned, change))))


def _driven(name: str, value: Decimal | None, money: str, wording: Wording) -> str:
    match name:
        case "revenue_per_customer":
            return wording.money(value, money)
        case "win_rate":
            return wording.percent(value)
        case "cycle_days":
            return NOTHING if value is None else wording.say("days", days=wording.count(value))
        case _:
            return wording.count(value)


def _gain(worth: Decimal | None, earned: Decimal | None, money: str, wording: Wording) -> str:
    if worth is None:
        return NOTHING
    said = wording.money(worth, money)
    return said if earned is None else wording.say("gain", worth=said, earned=wording.money(earned, money))


# ---------------------------------------------------------------- trends


def pictures(block: Charts, wording: Wording, year: date) -> tuple[Picture, ...]:
    """Name the picture part of each trend, with the same said in words for who does not see it."""
    return tuple(Picture(part_name(at), _alt(trend, wording, year)) for at, trend in enumerate(block.trends))


def part_name(at: int) -> str:
    """Name the n-th picture (from 0) of a page."""
    return f"chart{at + 1}"


def chart_words(trend: Trend, wording: Wording, year: date) -> ChartWords:
    """Word what stands on a trend's picture."""
    (first, _), (last, value) = trend.points[0], trend.points[-1]
    goal = wording.say("goal_line", value=wording.figure(trend.target, trend.unit)) if trend.target is not None else ""
    return ChartWords(
        clean(trend.metric),
        wording.figure(value, trend.unit),
        goal,
        wording.short(first, year),
        wording.short(last, year),
    )


def _alt(trend: Trend, wording: Wording, year: date) -> str:
    (first, began), (last, value) = trend.points[0], trend.points[-1]
    values = [value for _, value in trend.points]
    said = wording.say(
        "chart_alt",
        metric=cut(trend.metric, _TEXT),
        value=wording.figure(value, trend.unit),
        day=wording.short(last, year),
        began=wording.figure(began, trend.unit),
        first=wording.short(first, year),
        low=wording.figure(min(values), trend.unit),
        high=wording.figure(max(values), trend.unit),
    )
    goal = wording.say("goal_line", value=wording.figure(trend.target, trend.unit)) if trend.target is not None else ""
    return f"{said} {goal}.".strip() if goal else said
