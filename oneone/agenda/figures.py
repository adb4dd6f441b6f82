"""Blocks whose numbers lead to a next step, as their templates see them: coverage, evidence, order, growth, trends."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from oneone.agenda.balance import coverage
from oneone.agenda.grid import (
    Grid,
    Proposing,
    amount,
    ask_line,
    close_day,
    deal_name,
    likelihood,
    sentences,
    source,
    stage,
    together,
)
from oneone.agenda.templates import clean, cut
from oneone.agenda.words import NOTHING, Wording
from oneone.model import (
    Charts,
    Deal,
    Draft,
    Evidence,
    Growth,
    Hygiene,
    KeyDeals,
    Names,
    Trend,
    Why,
    Winnable,
)

_DEALS_SHOWN = 5
_TEXT = 90  # characters of a sentence in a cell
_SAID: Mapping[Why, str] = {"must_win": "must_win", "asked": "promised", "changed": "has_moved"}  # the others show it


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
    deals = None if has.deals is None else key_deals(has.deals, wording, day)
    proven = None if has.winnable is None else winnable(has.winnable, names, wording, day)
    if has.deals and has.winnable and proven and proven.grid.rows and together(draft.agenda, "deals", "verifiers"):
        # A deal whose evidence is shown says there what it is worth, and stands once (a phone is short).
        seen = {one.deal.id for one in has.winnable.deals[:_DEALS_SHOWN]}
        deals = key_deals(has.deals, wording, day, elsewhere=seen)
        proven = winnable(has.winnable, names, wording, day, beside=has.deals)
    balance = None if has.coverage is None else coverage(has.coverage, names, wording, day)
    if balance and proven and proven.asks:
        balance = replace(balance, invite="")  # what a tick means was said above
    return {
        "deals": deals,
        "coverage": balance,
        "verifiers": proven,
        "hygiene": None if has.hygiene is None else hygiene(has.hygiene, names, wording, day),
        "growth": None if has.growth is None else growth(has.growth, wording, day),
        "charts": pictures(has.charts or Charts(), wording, day),
    }


# ---------------------------------------------------------------- key deals


def key_deals(block: KeyDeals, wording: Wording, year: date, *, elsewhere: Collection[str] = ()) -> Grid:
    """Show at most five open deals that matter this week, and ask which deserves no more time (S2.17, S2.18, S4.22).

    Deals whose ids are `elsewhere` stand in a table below; when that is all of them, nothing is left to say here.
    """
    if block.as_of is None:
        return Grid((), (), wording.say("no_deals"))
    shown = [(at, deal) for at, deal in enumerate(block.deals[:_DEALS_SHOWN]) if deal.id not in elsewhere]
    if elsewhere and not shown:
        return Grid((), (), "")
    rows = tuple(
        (
            _marked(deal, block.why[at] if at < len(block.why) else (), wording),
            _process(deal, wording, year),
            _worth(deal, block.before[at] if at < len(block.before) else None, wording),
            _timing(deal, wording, year),
        )
        for at, deal in shown
    )
    header = tuple(wording.say(key) for key in ("deal", "stage", "worth", "close"))
    more = block.open - len(shown) - len(elsewhere)
    counted = wording.counted("more_deals", more, deals=more) if more > 0 else ""
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


# ---------------------------------------------------------------- evidence


def winnable(
    block: Winnable, names: Names, wording: Wording, year: date, *, beside: KeyDeals | None = None
) -> Proposing:
    """Show the stage a deal claims beside the one that acts of the customer support, and propose what is missing.

    `beside` are the key deals of the same section: then worth and closing day stand here, and how many more there are.
    """
    if block.as_of is None:
        return Proposing(Grid((), (), wording.say("no_deals")))
    tail = source(block.source, block.as_of, block.old, wording, year)
    shown = block.deals[:_DEALS_SHOWN]
    if beside is not None and {deal.id for deal in beside.deals[:_DEALS_SHOWN]} <= {one.deal.id for one in shown}:
        more = beside.open - len(shown)
        tail = (wording.counted("more_deals", more, deals=more), *tail) if more > 0 else tail
    if not block.recorded or not block.deals:
        why = wording.say("none_closes_soon" if block.recorded else "no_verifiers")
        return Proposing(Grid((), (), sentences(why, *tail)))
    # Both stages share a column: a phone shows three.
    both = f"{wording.say('crm_says')} / {wording.say('evidence_says')}"
    header = (wording.say("deal"), both, wording.say("still_missing"))
    return Proposing(
        Grid(
            header,
            tuple(_evidence(one, wording, year, worth=beside is not None) for one in shown),
            sentences(*tail),
            wording.say("verifiers_ask"),
        ),
        (),
        wording.say("take_on", name=names.first("rep")) if block.proposals else "",
        tuple(ask_line(ask, names, wording) for ask in block.proposals),
    )


def _evidence(one: Evidence, wording: Wording, year: date, *, worth: bool) -> tuple[str, ...]:
    name = deal_name(one.deal)
    if one.must_win:
        name = f"{name} ({wording.say('must_win')})"
    if worth:
        name = f"{name}: {_worth(one.deal, None, wording)}, {_timing(one.deal, wording, year)}"
    claimed = cut(one.claimed, _TEXT) or NOTHING
    if not one.known:
        return name, claimed, wording.say("unknown_stage")
    missing = cut(one.missing[0].text, _TEXT) if one.missing else wording.say("nothing_missing")
    if len(one.missing) > 1:
        missing = f"{missing}; {wording.say('more', count=len(one.missing) - 1)}"
    supported = cut(one.supported, _TEXT) or wording.say("nothing_shown")
    return name, f"{claimed} / {supported}", missing


# ---------------------------------------------------------------- order in the CRM


def hygiene(block: Hygiene, names: Names, wording: Wording, year: date) -> Proposing:
    """Offer at most three things that a minute in the CRM mends (S4.6), never as a reproach (S4.3)."""
    if block.rep_first and not block.items:
        return Proposing(Grid((), (), ""))  # what was mended in time is nobody's business
    if block.as_of is None:
        return Proposing(Grid((), (), wording.say("no_deals")))
    rep = names.first("rep")
    if block.told is not None:
        said = wording.say("tidy_left", name=rep, day=wording.short(block.told, year))
    else:
        said = wording.say("tidy_for", name=rep) if block.items else wording.say("tidy_nothing")
    return Proposing(Grid((), (), sentences(said, tidy_source(block, wording, year))), tidy(block, wording, year))


def tidy(block: Hygiene, wording: Wording, year: date) -> tuple[str, ...]:
    """Word each thing to mend as a question that a look into the CRM answers."""
    return tuple(
        wording.say(
            f"tidy_{item.check}" if item.check != "date" or item.deal.close else "tidy_no_date",
            deal=deal_name(item.deal),
            day=close_day(item.deal, wording, year),
            days=item.days,
        )
        for item in block.items
    )


def tidy_source(block: Hygiene, wording: Wording, year: date) -> str:
    """Say how many more there are, and where it was seen."""
    more = wording.counted("tidy_more", block.more, count=block.more) if block.more else ""
    return sentences(more, *(source(block.source, block.as_of, block.old, wording, year) if block.as_of else ()))


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
    line = _known(block, wording, year)
    earned = ""
    if wish.earnings_now is not None and wish.earnings_goal is not None:
        earned = wording.say(
            "earnings", now=wording.money(wish.earnings_now, money), goal=wording.money(wish.earnings_goal, money)
        )
    change = wording.say("change", text=cut(wish.change, 2 * _TEXT)) if wish.change else ""
    said = sentences(earned, _own_goal(block, wording), change)
    ask = wording.say("growth_ask") if rows else ""
    return Proposing(Grid(header if rows else (), rows, line, ask), (said,) if said else ())


def _known(block: Growth, wording: Wording, year: date) -> str:
    """Say of which time the figures of now are, and why they are too few to tell what each is worth."""
    if block.young and block.since:
        return wording.say("drivers_young", day=wording.short(block.since, year))
    if block.thin:
        return wording.say("drivers_thin")
    return wording.say("drivers_of", day=wording.short(block.since, year)) if block.since else ""


def _own_goal(block: Growth, wording: Wording) -> str:
    """Say the rep's own goal apart from the quota, and ask beyond it when the two are one (S3.48)."""
    money = block.aspiration.currency
    if block.aspiration.goal is None:
        return ""
    goal = wording.money(block.aspiration.goal, money)
    if block.quota is None:
        return wording.say("own_goal", goal=goal)
    said = wording.say("own_goal_quota", goal=goal, quota=wording.money(block.quota, money))
    return sentences(said, wording.say("goal_is_quota") if block.aspiration.goal == block.quota else "")


def _driven(name: str, value: Decimal | None, money: str, wording: Wording) -> str:
    match name:
        case "revenue_per_customer":
            return wording.money(value, money)
        case "win_rate":
            return wording.percent(value)
        case "cycle_days":
            return NOTHING if value is None else wording.counted("days", value, days=wording.count(value))
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
