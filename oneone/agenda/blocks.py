"""What each block shows, worked out before its template is filled: plain texts and links, no HTML (design §5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from oneone.agenda.marks import ask_mark, commitment_mark, fragment, link
from oneone.agenda.memory import noted, told_later
from oneone.agenda.templates import clean, cut
from oneone.agenda.words import NOTHING, Wording
from oneone.model import Ask, Deal, Draft, KeyDeals, Kpis, Move, Moved, Movement, Names, Promise, Promises, Side

_SIDES: tuple[Side, ...] = ("rep", "manager")  # the 1:1 is for the rep (S1.4)
_KEPT_SHOWN = 5
_MOVED_SHOWN = 5
_KPIS_SHOWN = 6
_DEALS_SHOWN = 5
_FORKS = ("fork_verifier", "fork_gap", "fork_growth")  # S3.32
_ROLES = ("economic buyer", "decision maker", "champion", "coach")  # S2.19
_NAME = 60  # characters of a CRM's text in a cell: a phone shows three columns


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
class AskLine:
    """One line to be confirmed, and what is missing in it."""

    mark: str
    text: str
    missing: str


@dataclass(frozen=True, slots=True)
class PromisesView:
    """Block `promises`: a label and its promises for each owner."""

    note: str
    groups: tuple[tuple[str, tuple[PromiseLine, ...]], ...]
    empty: str
    kept: str
    gone: str
    asks: tuple[AskLine, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Blocks of figures: a table with its header, a question beside it (S3.44), and where the figures come from."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: str
    ask: str = ""


def blocks(draft: Draft, wording: Wording) -> Mapping[str, object]:
    """Work out the blocks that a draft has data for, by name; the others are room to write."""
    year = draft.date
    has = draft.blocks
    moved = None if has.movement is None else movement(has.movement, wording, year)
    figures = None if has.kpis is None else kpis(has.kpis, wording, year)
    if moved and moved.rows and figures and has.kpis and has.movement and _stand_together(draft):
        # One question, and one source where it is the same, for both tables.
        same = (has.kpis.source, has.kpis.as_of, has.kpis.old)
        told = same == (has.movement.source, has.movement.as_of, has.movement.old)
        figures = replace(figures, line="" if told else figures.line, ask="")
    answers = [commitment_mark(new) for new in draft.fork_ids[: len(_FORKS)]]
    return {
        "promises": None if has.promises is None else promises(has.promises, draft.names, wording, year),
        "movement": moved,
        "kpis": figures,
        "deals": None if has.deals is None else key_deals(has.deals, wording, year),
        "network": None if has.deals is None else network(has.deals, wording, year),
        "agreed": tuple((commitment_mark(new), draft.names.first(side)) for side, new in draft.new_ids),
        "forks": tuple(zip(map(wording.say, _FORKS), [*answers, *[""] * (len(_FORKS) - len(answers))], strict=True)),
        "later": told_later(draft.memory, year, wording),
        **noted(draft, wording),
    }


def _stand_together(draft: Draft) -> bool:
    """Tell whether the figures stand right above what moved."""
    return any({"kpis", "movement"} <= set(section.blocks) for section in draft.agenda.sections)


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
        asks=tuple(_ask(ask, names, wording) for ask in block.asks),
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
    return f"{said}: {_listed(block.kept_texts, wording)}" if block.kept_texts else said


def _ask(ask: Ask, names: Names, wording: Wording) -> AskLine:
    text = clean(ask.text)
    if ask.owner:
        text = f"{wording.say('label', name=names.first(ask.owner))} {text}"
    if ask.due:
        text = f"{text}, {wording.day(ask.due)}"
    missing = [wording.say(key) for key, known in (("ask_who", ask.owner), ("ask_when", ask.due)) if not known]
    return AskLine(ask_mark(ask.id), text, " ".join(missing))


def _listed(texts: tuple[str, ...], wording: Wording) -> str:
    shown = [cut(text, 80) for text in texts[:_KEPT_SHOWN]]
    rest = len(texts) - len(shown)
    return "; ".join([*shown, wording.say("more", count=rest)] if rest else shown)


# ---------------------------------------------------------------- what moved


def movement(block: Movement, wording: Wording, year: date) -> Grid:
    """Show at most five moved deals, old beside new (S4.23), and the others as counts."""
    if block.as_of is None:
        return Grid((), (), wording.say("no_deals"))
    tail = _source(block.source, block.as_of, block.old, wording, year)
    if block.since is None:
        return Grid((), (), _sentences(wording.say("first_deals", deals=block.deals), *tail))
    if not block.moved:
        nothing = wording.say("nothing_moved", day=wording.short(block.since, year))
        return Grid((), (), _sentences(nothing, wording.say("open_deals", deals=block.deals), *tail))
    shown = block.moved[:_MOVED_SHOWN]
    header = (
        wording.say("deal"),
        wording.say("was_on", day=wording.short(block.since, year)),
        wording.say("now_on", day=wording.short(block.as_of, year)),
    )
    rest = _rest(block.counts, shown, wording)
    line = _sentences(rest, wording.say("open_deals", deals=block.deals), *tail)
    return Grid(header, tuple(_moved(deal, wording, year) for deal in shown), line, wording.say("movement_ask"))


def _rest(counts: Iterable[tuple[Move, int]], shown: Iterable[Moved], wording: Wording) -> str:
    left = dict(counts)
    for moved in shown:
        if moved.kinds and moved.kinds[0] in left:
            left[moved.kinds[0]] -= 1
    said = ", ".join(wording.say(f"count_{kind}", count=count) for kind, count in left.items() if count > 0)
    return wording.say("rest", counts=said) if said else ""


def _moved(moved: Moved, wording: Wording, year: date) -> tuple[str, str, str]:
    deal = moved.now or moved.was
    name = NOTHING if deal is None else _deal_name(deal)
    changes = [_change(kind, moved, wording, year) for kind in moved.kinds]
    # A deal that is new and won says its amount once.
    was = dict.fromkeys(part for old, _ in changes for part in old if part)
    now = dict.fromkeys(part for _, new in changes for part in new if part)
    return name, ", ".join(was) or NOTHING, ", ".join(now) or NOTHING


def _change(kind: Move, moved: Moved, wording: Wording, year: date) -> tuple[list[str], list[str]]:
    """Say one change as (was, now), in the words that forecasting tools use."""
    was, now = moved.was, moved.now
    say = wording.say
    match kind:
        case "new":
            closed = "won" in moved.kinds or "lost" in moved.kinds
            return [], [say("is_new"), _amount(now, wording), "" if closed else _closes(now, wording, year)]
        case "won" | "lost":
            return [_stage(was)], [say(f"closed_{kind}"), _amount(now, wording)]
        case "slipped":
            pushes = now.pushes if now else 0
            key = "slipped_again" if pushes > 1 else "slipped_to"
            return [_closes(was, wording, year)], [say(key, day=_close(now, wording, year), pushes=pushes)]
        case "pulled_in":
            return [_closes(was, wording, year)], [say("pulled_in_to", day=_close(now, wording, year))]
        case "amount_up" | "amount_down":
            if "won" in moved.kinds:
                return [_amount(was, wording)], [_amount(now, wording)]
            return [_amount(was, wording)], [say(f"{kind}_to", amount=_amount(now, wording))]
        case "stage_forward" | "stage_back":
            return [_stage(was)], [say(f"{kind}_to", stage=_stage(now) or NOTHING)]
        case "category":
            return [_category(was) or NOTHING], [_category(now) or NOTHING]
        case "owner":
            return [_amount(was, wording)], [say("owner_here" if was is None else "owner_away")]
        case "missing":
            return [_stage(was), _amount(was, wording), _closes(was, wording, year)], [say("not_in_data")]


def _amount(deal: Deal | None, wording: Wording) -> str:
    return wording.money(deal.amount, clean(deal.currency)) if deal and deal.amount is not None else ""


def _stage(deal: Deal | None) -> str:
    return cut(deal.stage, _NAME) if deal else ""


def _category(deal: Deal | None) -> str:
    return cut(deal.category, _NAME) if deal else ""


def _close(deal: Deal | None, wording: Wording, year: date) -> str:
    return wording.short(deal.close, year) if deal and deal.close else NOTHING


def _closes(deal: Deal | None, wording: Wording, year: date) -> str:
    return wording.say("closes", day=_close(deal, wording, year)) if deal and deal.close else ""


# ---------------------------------------------------------------- key deals and who is known there


def key_deals(block: KeyDeals, wording: Wording, year: date) -> Grid:
    """Show at most five open deals, most potential first, and ask which deserves no more time (S2.17, S2.18)."""
    if block.as_of is None:
        return Grid((), (), wording.say("no_deals"))
    rows = tuple(
        (
            _deal_name(deal),
            _stage(deal) or NOTHING,
            ", ".join(filter(None, (_amount(deal, wording), _likelihood(deal, wording)))) or NOTHING,
            _close(deal, wording, year),
        )
        for deal in block.deals[:_DEALS_SHOWN]
    )
    header = tuple(wording.say(key) for key in ("deal", "stage", "worth", "close"))
    open_deals = wording.say("open_deals", deals=block.open)
    line = _sentences(open_deals, *_source(block.source, block.as_of, block.old, wording, year))
    return Grid(header if rows else (), rows, line, wording.say("deals_ask") if rows else "")


def network(block: KeyDeals, wording: Wording, year: date) -> Grid:
    """Show who is known in each key deal and which buying role is not, and ask the manager for a door (S2.19, S2.20)."""
    if block.as_of is None:
        return Grid((), (), wording.say("no_deals"))
    rows = tuple((_deal_name(deal), *_roles(deal.contact_roles, wording)) for deal in block.deals[:_DEALS_SHOWN])
    header = tuple(wording.say(key) for key in ("deal", "known", "unknown"))
    line = _sentences(*_source(block.source, block.as_of, block.old, wording, year))
    return Grid(header if rows else (), rows, line, wording.say("network_ask") if rows else "")


def _roles(written: str, wording: Wording) -> tuple[str, str]:
    """Tell the known people from the missing roles: `champion=Ana; economic buyer=`."""
    people = {
        " ".join(role.split()).casefold(): clean(person)
        for role, _, person in (part.partition("=") for part in written.split(";"))
        if role.strip()
    }

    def called(role: str) -> str:
        return wording.say(f"role_{role.replace(' ', '_')}") if role in _ROLES else cut(role, _NAME)

    known = [f"{cut(person, _NAME)} ({called(role)})" for role, person in people.items() if person]
    missing = [called(role) for role in dict.fromkeys((*people, *_ROLES)) if not people.get(role)]
    return ", ".join(known) or NOTHING, ", ".join(missing) or NOTHING


def _deal_name(deal: Deal) -> str:
    name = cut(deal.name, _NAME) or cut(deal.id, _NAME) or NOTHING
    account = cut(deal.account, _NAME)
    return f"{name}, {account}" if account and account.casefold() not in name.casefold() else name


def _likelihood(deal: Deal, wording: Wording) -> str:
    return "" if deal.probability is None else wording.percent(Decimal(deal.probability))


# ---------------------------------------------------------------- where we are


def kpis(block: Kpis, wording: Wording, year: date) -> Grid:
    """Show at most six figures with target and what the last page showed; no one else's figures (S3.46, S3.47)."""
    if block.as_of is None or not block.lines:
        return Grid((), (), wording.say("no_kpis"))
    before = wording.short(block.before_on, year) if block.before_on else wording.say("before")
    header = (wording.say("kpi"), wording.say("now"), wording.say("target"), before)
    rows = tuple(
        (
            cut(line.metric, _NAME),
            wording.figure(line.now, line.unit),
            wording.figure(line.target, line.unit),
            wording.figure(line.before, line.unit),
        )
        for line in block.lines[:_KPIS_SHOWN]
    )
    line = _sentences(*_source(block.source, block.as_of, block.old, wording, year))
    return Grid(header, rows, line, wording.say("kpis_ask"))


def _source(source: str, as_of: date, old: bool, wording: Wording, year: date) -> tuple[str, ...]:
    day = wording.day(as_of) if as_of.year == year.year else wording.short(as_of, year)
    name = cut(source, _NAME)
    said = wording.say("source", source=name, day=day) if name else wording.say("source_unnamed", day=day)
    return (said, wording.say("old")) if old else (said,)


def _sentences(*parts: str) -> str:
    return " ".join(part for part in parts if part)
