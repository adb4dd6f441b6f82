"""What each block shows, worked out before its template is filled: plain texts and links, no HTML (design §5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from oneone.agenda.figures import figures as shown_figures
from oneone.agenda.grid import (
    NAME,
    AskLine,
    Grid,
    amount,
    ask_line,
    close_day,
    deal_name,
    sentences,
    source,
    stage,
    together,
)
from oneone.agenda.marks import commitment_mark, fragment, link
from oneone.agenda.memory import NotedView, noted, told_later
from oneone.agenda.skills import skills
from oneone.agenda.templates import clean, cut
from oneone.agenda.words import NOTHING, Wording
from oneone.model import Deal, Draft, KeyDeals, Kpis, Move, Moved, Movement, Names, Promise, Promises, Side

_SIDES: tuple[Side, ...] = ("rep", "manager")  # the 1:1 is for the rep (S1.4)
_KEPT_SHOWN = 5
_MOVED_SHOWN = 5
_KPIS_SHOWN = 6
_DEALS_SHOWN = 5
_WORDS = 300  # characters of what a rep aspires to
_FORKS = ("fork_verifier", "fork_gap", "fork_growth")  # S3.32
_ROLES = ("economic buyer", "decision maker", "champion", "coach")  # S2.19


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One open promise: `text, due, late (from LINK)`."""

    mark: str
    text: str
    due: str
    late: str
    origin: str
    href: str | None


@dataclass(frozen=True, slots=True)
class PromisesView:
    """Block `promises`: a label and its promises for each owner."""

    note: str
    groups: tuple[tuple[str, tuple[PromiseLine, ...]], ...]
    empty: str
    kept: str
    gone: str
    asks: tuple[AskLine, ...]
    hints: tuple[str, ...] = ()


def blocks(draft: Draft, wording: Wording) -> Mapping[str, object]:
    """Work out the blocks that a draft has data for, by name; the others are room to write."""
    year = draft.date
    has = draft.blocks
    moved = None if has.movement is None else movement(has.movement, wording, year)
    figures = None if has.kpis is None else kpis(has.kpis, wording, year)
    if moved and moved.rows and figures and has.kpis and has.movement and together(draft.agenda, "kpis", "movement"):
        # One question, and one source where it is the same, for both tables.
        same = (has.kpis.source, has.kpis.as_of, has.kpis.old)
        told = same == (has.movement.source, has.movement.as_of, has.movement.old)
        figures = replace(figures, line="" if told else figures.line, ask="")
    answers = [commitment_mark(new) for new in draft.fork_ids[: len(_FORKS)]]
    return {
        "promises": None if has.promises is None else promises(has.promises, draft.names, wording, year),
        "movement": moved,
        "kpis": figures,
        "network": None if has.deals is None else network(has.deals, wording, year),
        "agreed": tuple((commitment_mark(new), draft.names.first(side)) for side, new in draft.new_ids),
        "forks": tuple(zip(map(wording.say, _FORKS), [*answers, *[""] * (len(_FORKS) - len(answers))], strict=True)),
        "skills": None if has.skills is None else skills(has.skills, draft.names, wording, year),
        "later": told_later(draft.memory, year, wording),
        **_with_own_words(noted(draft, wording), draft),
        **shown_figures(draft, wording),
    }


def _with_own_words(views: Mapping[str, NotedView], draft: Draft) -> Mapping[str, NotedView]:
    """Let the rep's aspirations begin with the words that came with the figures, until a page says others."""
    growth = draft.blocks.growth
    if growth is None or not growth.aspiration.definition or draft.memory.aspirations:
        return views
    words = (cut(growth.aspiration.definition, _WORDS),)
    return {**views, "aspirations": replace(views["aspirations"], lines=words)}


# ---------------------------------------------------------------- promises


def promises(block: Promises, names: Names, wording: Wording, year: date) -> PromisesView:
    """Group what is open by its owner, rep first, and say once what was kept, left and is to be confirmed (S4.14)."""
    groups = []
    for owner in (*_SIDES, None):
        lines = tuple(_promise(promise, wording, year) for promise in block.open if promise.owner == owner)
        if lines:
            groups.append((names.first(owner) if owner else wording.say("nobodys"), lines))
    empty = ""
    if not groups:
        empty = wording.say("first_page" if block.since is None else "nothing_open")
    return PromisesView(
        note=wording.say(block.note) if block.note else "",
        groups=tuple(groups),
        empty=empty,
        kept=_kept(block, names, wording, year),
        gone=wording.say("taken_off", texts=_listed(block.gone_texts, wording)) if block.gone_texts else "",
        asks=tuple(ask_line(ask, names, wording) for ask in block.asks),
        hints=tuple(wording.say(hint.key, text=cut(hint.text, 80)) for hint in block.hints),
    )


def _promise(promise: Promise, wording: Wording, year: date) -> PromiseLine:
    return PromiseLine(
        mark=commitment_mark(promise.id),
        text=clean(promise.text),
        due=wording.day(promise.due) if promise.due else "",
        late=wording.say("late") if promise.late else "",
        origin=wording.short(promise.origin, year),
        href=link(promise.origin_url, fragment(promise.id)) if promise.origin_url else None,
    )


def _kept(block: Promises, names: Names, wording: Wording, year: date) -> str:
    if block.since is None or not any(of for _, _, of in block.kept):
        return ""
    sides = ", ".join(
        wording.say("kept_of", name=names.first(side), kept=kept, all=of) for side, kept, of in block.kept if of
    )
    said = wording.say("kept", day=wording.short(block.since, year), sides=sides)
    if not block.kept_texts:
        return said
    return f"{wording.say('label', name=said)} {_listed(block.kept_texts, wording)}"


def _listed(texts: tuple[str, ...], wording: Wording) -> str:
    shown = [cut(text, 80) for text in texts[:_KEPT_SHOWN]]
    rest = len(texts) - len(shown)
    return "; ".join([*shown, wording.say("more", count=rest)] if rest else shown)


# ---------------------------------------------------------------- what moved


def movement(block: Movement, wording: Wording, year: date) -> Grid:
    """Show at most five moved deals, old beside new (S4.23), and the others as counts."""
    if block.as_of is None:
        return Grid((), (), wording.say("no_deals"))
    tail = source(block.source, block.as_of, block.old, wording, year)
    if block.since is None:
        return Grid((), (), sentences(wording.counted("first_deals", block.deals, deals=block.deals), *tail))
    if not block.moved:
        nothing = wording.say("nothing_moved", day=wording.short(block.was_as_of or block.since, year))
        return Grid((), (), sentences(nothing, wording.counted("open_deals", block.deals, deals=block.deals), *tail))
    shown = block.moved[:_MOVED_SHOWN]
    header = (
        wording.say("deal"),
        wording.say("was_on", day=wording.short(block.was_as_of or block.since, year)),
        wording.say("now_on", day=wording.short(block.as_of, year)),
    )
    rest = _rest(block.counts, shown, wording)
    quarter_end = block.quarter_end or _calendar_quarter_end(year)
    line = sentences(rest, wording.counted("open_deals", block.deals, deals=block.deals), *tail)
    rows = tuple(_moved(deal, wording, year, quarter_end) for deal in shown)
    return Grid(header, rows, line, wording.say("movement_ask"))


def _rest(counts: Iterable[tuple[Move, int]], shown: Iterable[Moved], wording: Wording) -> str:
    left = dict(counts)
    for moved in shown:
        if moved.kinds and moved.kinds[0] in left:
            left[moved.kinds[0]] -= 1
    counted = ((f"count_{kind}", count) for kind, count in left.items() if count > 0)
    said = ", ".join(wording.counted(key, count, count=count) for key, count in counted)
    return wording.say("rest", counts=said) if said else ""


def _moved(moved: Moved, wording: Wording, year: date, quarter_end: date) -> tuple[str, str, str]:
    deal = moved.now or moved.was
    name = NOTHING if deal is None else deal_name(deal)
    changes = [_change(kind, moved, wording, year, quarter_end) for kind in moved.kinds]
    # A deal that is new and won says its amount once.
    was = dict.fromkeys(part for old, _ in changes for part in old if part)
    now = dict.fromkeys(part for _, new in changes for part in new if part)
    return name, ", ".join(was) or NOTHING, ", ".join(now) or NOTHING


def _change(kind: Move, moved: Moved, wording: Wording, year: date, quarter_end: date) -> tuple[list[str], list[str]]:
    """Say one change as (was, now), in the words that forecasting tools use."""
    was, now = moved.was, moved.now
    say = wording.say
    match kind:
        case "new":
            closed = "won" in moved.kinds or "lost" in moved.kinds
            return [], [say("is_new"), amount(now, wording), "" if closed else _closes(now, wording, year)]
        case "won" | "lost":
            decided = wording.short(moved.on, year) if moved.on else ""
            return [stage(was)], [" ".join(filter(None, (say(f"closed_{kind}"), decided))), amount(now, wording)]
        case "slipped":
            pushes = now.pushes if now else 0
            key = "slipped_again" if pushes > 1 else "slipped_to"
            out = say("out_of_quarter") if _leaves(quarter_end, was, now) else ""
            return [_closes(was, wording, year)], [say(key, day=close_day(now, wording, year), pushes=pushes), out]
        case "pulled_in":
            return [_closes(was, wording, year)], [say("pulled_in_to", day=close_day(now, wording, year))]
        case "no_close":
            return [_closes(was, wording, year)], [say("no_close_date")]
        case "currency":
            return [amount(was, wording)], [amount(now, wording)]
        case "amount_up" | "amount_down":
            if "won" in moved.kinds:
                return [amount(was, wording)], [amount(now, wording)]
            return [amount(was, wording)], [say(f"{kind}_to", amount=amount(now, wording))]
        case "stage_forward" | "stage_back":
            return [stage(was)], [say(f"{kind}_to", stage=stage(now) or NOTHING)]
        case "category":
            return [_category(was) or NOTHING], [_category(now) or NOTHING]
        case "owner":
            return [amount(was, wording)], [say("owner_here" if was is None else "owner_away")]
        case "back":
            return [stage(was), amount(was, wording)], [say("back_in_data")]
        case "missing":
            return [stage(was), amount(was, wording), _closes(was, wording, year)], [say("not_in_data")]


def _leaves(quarter_end: date, was: Deal | None, now: Deal | None) -> bool:
    if was is None or now is None or was.close is None or now.close is None:
        return False
    return was.close <= quarter_end < now.close


def _calendar_quarter_end(day: date) -> date:
    following = (day.month - 1) // 3 * 3 + 4
    return date(day.year + following // 13, (following - 1) % 12 + 1, 1) - timedelta(days=1)


def _category(deal: Deal | None) -> str:
    return cut(deal.category, NAME) if deal else ""


def _closes(deal: Deal | None, wording: Wording, year: date) -> str:
    return wording.say("closes", day=close_day(deal, wording, year)) if deal and deal.close else ""


# ---------------------------------------------------------------- key deals and who is known there


def network(block: KeyDeals, wording: Wording, year: date) -> Grid:
    """Show who is known in each key deal and which role is not, and ask the manager for a door (S2.19, S2.20)."""
    if block.as_of is None:
        return Grid((), (), wording.say("no_deals"))
    rows = tuple((deal_name(deal), *_roles(deal.contact_roles, wording)) for deal in block.deals[:_DEALS_SHOWN])
    header = tuple(wording.say(key) for key in ("deal", "known", "unknown"))
    line = sentences(*source(block.source, block.as_of, block.old, wording, year))
    return Grid(header if rows else (), rows, line, wording.say("network_ask") if rows else "")


def _roles(written: str, wording: Wording) -> tuple[str, str]:
    """Tell the known people from the missing roles: `champion=Ana; economic buyer=`."""
    people = {
        clean(role): clean(person)
        for role, _, person in (part.partition("=") for part in written.split(";"))
        if role.strip()
    }
    filled = {role.casefold() for role, person in people.items() if person}

    def called(role: str) -> str:
        key = role.casefold()
        return wording.say(f"role_{key.replace(' ', '_')}") if key in _ROLES else cut(role, NAME)

    known = [f"{cut(person, NAME)} ({called(role)})" for role, person in people.items() if person]
    asked = {role.casefold(): role for role in (*people, *_ROLES)}
    missing = [called(role) for key, role in asked.items() if key not in filled]
    return ", ".join(known) or NOTHING, ", ".join(missing) or NOTHING


# ---------------------------------------------------------------- where we are


def kpis(block: Kpis, wording: Wording, year: date) -> Grid:
    """Show at most six figures with target and what the last page showed; no one else's figures (S3.46, S3.47)."""
    if block.begins is not None:
        return Grid((), (), wording.say("later_kpis", day=wording.short(block.begins, year)))
    if block.as_of is None or not block.lines:
        return Grid((), (), wording.say("no_kpis"))
    before = wording.short(block.before_on, year) if block.before_on else wording.say("before")
    header = (wording.say("kpi"), wording.say("now"), wording.say("target"), before)
    rows = tuple(
        (
            cut(line.metric, NAME),
            wording.figure(line.now, line.unit),
            wording.figure(line.target, line.unit),
            wording.figure(line.before, line.unit),
        )
        for line in block.lines[:_KPIS_SHOWN]
    )
    line = sentences(*source(block.source, block.as_of, block.old, wording, year))
    return Grid(header, rows, line, wording.say("kpis_ask"))
