"""`commitments` and `status`: how things stand. Nothing is asked of Microsoft 365."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast
from zoneinfo import ZoneInfo

import typer

from oneone import observe
from oneone.commands.accounts import standings
from oneone.commands.in_touch import calendar_facts, notes
from oneone.commands.live import Now, entry_of, opened
from oneone.commands.outcomes import commitment_facts, commitment_notes
from oneone.commands.rhythms import cadence_advice, source_rows
from oneone.commands.terminal import Json, iso, moment, plural, say, show, show_json, show_table
from oneone.errors import NotAllowed
from oneone.model import Commitment, Due, Meeting, Side

if TYPE_CHECKING:
    from oneone.bootstrap import Services
    from oneone.roster import Entry

T = TypeVar("T")

_BACK = timedelta(days=120)  # how far back a pair's last outcome is looked for
_ORDER = {"open": 0, "done": 1, "dropped": 2}


def commitments(
    pair: Annotated[
        tuple[str, str] | None, typer.Option(metavar="MANAGER REP", help="Only those of this pair.")
    ] = None,
    rep: Annotated[str | None, typer.Option(metavar="REP", help="Only those in the 1:1s of this rep.")] = None,
    as_json: Json = False,
) -> None:
    """Show what was promised, open first: who, what, until when, and on which page it began."""
    with opened() as live:
        entries = [entry_of(live, *pair)] if pair else live.roster()
        if rep:
            said = rep.strip().lower()
            entries = [e for e in entries if said in (e.key.rep, e.key.rep.partition("@")[0])]
        dues = {due.pair: due for due in live.ledger.dues()}
        rows = [
            _promise(entry, dues.get(entry.key), kept.value)
            for entry in entries
            for kept in live.ledger.commitments(entry.key)
        ]
    rows.sort(key=lambda row: (_ORDER[row["state"]], row["due"] or "9999", row["manager"], row["rep"], row["text"]))
    if as_json:
        show_json(rows)
    elif not rows:
        show("Nothing was promised yet.")
    else:
        show_table(
            ("who", "what", "until", "state", "from", "manager / rep"),
            [
                (
                    row["owner_name"] or "?",
                    row["text"],
                    row["due"],
                    row["state"] if row["sure"] else f"{row['state']}, to be confirmed",
                    row["origin"],
                    f"{row['manager']} / {row['rep']}",
                )
                for row in rows
            ],
        )
        counts = ", ".join(f"{sum(row['state'] == state for row in rows)} {state}" for state in _ORDER)
        show(f"{plural(len(rows), 'promise')}: {counts}.")


def _promise(entry: Entry, due: Due | None, one: Commitment) -> dict[str, Any]:
    return {
        "manager": entry.key.manager,
        "rep": entry.key.rep,
        "id": one.id,
        "owner": one.owner,
        "owner_name": name_of(entry, due, one.owner) if one.owner else None,
        "text": one.text,
        "due": one.due.isoformat() if one.due else None,
        "state": one.state,
        "reason": one.reason,
        "kind": one.kind,
        "sure": one.sure,
        "section": one.section,
        "origin": one.origin.isoformat(),
        "closed_on": one.closed_on.isoformat() if one.closed_on else None,
    }


def name_of(entry: Entry, due: Due | None, side: Side) -> str:
    """How one of the two is called: the admin's column, else what the directory said, else the part before @."""
    column = getattr(entry.pair, f"{side}_name") if entry.pair else ""
    known = getattr(due, f"{side}_name") if due else ""
    upn = entry.key.rep if side == "rep" else entry.key.manager
    return str(column or known or upn.partition("@")[0])


def status(now: Now = None, as_json: Json = False) -> None:
    """Show accounts and pairs: next 1:1, page, invite, last outcome, and what a person has to do."""
    with opened(now) as live:
        at, zone = live.clock(), live.settings.timezone
        accounts = [
            {
                "account": state.account,
                "log": observe.account_reference(state.account),
                "claimed_until": iso(state.claimed_until if state.claimed_by else None),
                "parked": state.parked,
                "last_pass": iso(state.last_pass),
                "fails": state.fails,
                "poisoned_at": iso(state.poisoned_at),
                "trouble": state.trouble,
            }
            for state in sorted(live.ledger.accounts(), key=lambda state: state.account)
        ]
        closed: list[str] = []  # tables that this admin may not read
        sign_ins = {row["account"]: row for row in _allowed("tokens", lambda: standings(live), closed)}
        for one in accounts:
            one["do"] = sign_ins.get(str(one["account"]), {}).get("do", "")
        dues = {(due.account, due.pair): due for due in live.ledger.dues()}
        pairs = [_pair(live, entry, dues.get((entry.account, entry.key)), at, closed) for entry in live.roster()]
        sources = _allowed("numbers", lambda: source_rows(live), closed)
    if as_json:
        show_json({"accounts": accounts, "pairs": pairs, "sources": sources, "not_open": closed})
    else:
        _show(accounts, pairs, zone)
        for one in sources:
            show(f"numbers {one['source']}: last read {_when(cast('str | None', one['read_at']), zone) or 'never'}")
            if one["problem"]:
                say(f"attention  numbers {one['source']}: {one['problem']}")
    if closed:
        say(f"Not open to you, and so not shown: {', '.join(closed)}. README, “The command line on Azure”, says why.")
    if (
        any(pair["attention"] for pair in pairs)
        or any(one["parked"] or one["poisoned_at"] or one["do"] for one in accounts)
        or any(one["problem"] for one in sources)
    ):
        raise typer.Exit(1)


def _allowed(table: str, read: Callable[[], list[T]], closed: list[str]) -> list[T]:
    """What `read` gives; nothing when the table is not open to this admin, which is noted in `closed` and told."""
    if table not in closed:
        try:
            return read()
        except NotAllowed:
            closed.append(table)
    return []


def _pair(live: Services, entry: Entry, due: Due | None, at: datetime, closed: list[str]) -> dict[str, Any]:
    since = (at - _BACK).date()
    kept = _allowed("ledger", lambda: live.ledger.meetings(entry.key, since), closed)
    meetings = [one.value for one in kept]
    coming, last = next_and_last(meetings, at)
    promised = [
        one.value for one in _allowed("ledger", lambda: live.ledger.commitments(entry.key) if meetings else [], closed)
    ]
    active = entry.pair is None or entry.pair.active
    seen = [one.attention for one in (coming, last) if one is not None and one.attention]
    attention = (entry.problem or (due.attention if due else "") or (seen[0] if seen else "")) if active else ""
    return {
        "manager": entry.key.manager,
        "rep": entry.key.rep,
        "account": entry.account,
        "log": observe.pair_reference(entry.key),
        "active": active,
        "timezone": entry.pair.timezone if entry.pair else live.settings.timezone,
        "next": _meeting(coming),
        "last": _meeting(last),
        "commitments": commitment_facts(last, meetings, promised),
        **calendar_facts(entry.pair, due, meetings, at),
        "notes": [
            *notes(entry.pair, due, meetings, at),
            *_told(coming),
            *commitment_notes(last, meetings, promised),
            *_advice(live, entry, at, closed),
        ]
        if active
        else [],
        "attention": attention,
        "next_due": iso(due.next_due) if due else None,
    }


def _told(coming: Meeting | None) -> list[str]:
    """Why the rep was not told first what the page may say."""
    from oneone.heads_up import IN_ORDER

    if coming is None or coming.heads_up_why in IN_ORDER:
        return []
    if coming.heads_up == "writing":
        return ["whether the mail to the rep went out is not known, so the page says nothing of the CRM's order"]
    return [f"the rep was not told first: {coming.heads_up_why}"] if coming.heads_up_why else []


def _advice(live: Services, entry: Entry, at: datetime, closed: list[str]) -> list[str]:
    pair = entry.pair
    if pair is None:
        return []
    said = _allowed("numbers", lambda: [cadence_advice(live, pair, at.date())], closed)
    return [sentence for sentence in said if sentence]


def next_and_last(meetings: list[Meeting], at: datetime) -> tuple[Meeting | None, Meeting | None]:
    """The next 1:1 that is not over or cancelled, and the last one that is over and has, or had, a page."""
    coming = [one for one in meetings if one.end > at and one.calendar != "cancelled"]
    over = [one for one in meetings if one.end <= at and one.page in ("yes", "gone")]
    return (
        min(coming, key=lambda one: one.start, default=None),
        max(over, key=lambda one: one.start, default=None),
    )


def _meeting(one: Meeting | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "date": one.date.isoformat(),
        "start": iso(one.start),
        "minutes": one.minutes,
        "calendar": one.calendar,
        "moves": one.moves,
        "away": one.away,
        "no_buffer": one.no_buffer,
        "heads_up": one.heads_up,
        "heads_up_why": one.heads_up_why,
        "page": one.page,
        "url": one.page_url,
        "invite": one.invite,
        "invite_why": one.invite_why,
        "scan": one.scan,
        "outcome": one.outcome,
    }


def _show(accounts: list[dict[str, Any]], pairs: list[dict[str, Any]], zone: str) -> None:
    if not pairs:
        show("No pairs yet. Import some: oneone pairs import FILE")
    else:
        show_table(
            ("manager", "rep", "next 1:1", "page", "invite", "last 1:1", "next look"),
            [
                (
                    pair["manager"],
                    pair["rep"],
                    _when(pair["next"]["start"], pair["timezone"]) if pair["next"] else "",
                    _page(pair),
                    _invite(pair),
                    f"{pair['last']['date']} {pair['last']['outcome'] or 'not read yet'}" if pair["last"] else "",
                    _when(pair["next_due"], pair["timezone"]) if pair["active"] else "inactive",
                )
                for pair in pairs
            ],
        )
        for pair in pairs:
            if pair["next"] and pair["next"]["url"]:
                show(f"{pair['next']['date']} {pair['rep']}: {pair['next']['url']}")
    for pair in pairs:
        if pair["notes"]:
            show(
                f"{pair['manager']} / {pair['rep']}: {'. '.join(note[0].upper() + note[1:] for note in pair['notes'])}."
            )
    for one in accounts:
        what = (
            f"waits for a sign-in: {one['parked']}" if one["parked"] else "at work" if one["claimed_until"] else "free"
        )
        if one["do"] and not one["parked"]:
            what += f"; {one['do']}"
        if one["poisoned_at"]:
            what += f"; a message was given up {_when(one['poisoned_at'], zone)}, see the log"
        show(f"account {one['account']}: {what}, last pass {_when(one['last_pass'], zone) or 'never'}")
    for pair in pairs:
        if pair["attention"]:
            say(f"attention  {pair['manager']} / {pair['rep']}: {pair['attention']}")


def _when(text: str | None, zone: str) -> str:
    at = datetime.fromisoformat(text) if text else None
    return moment(at, lambda t: t.astimezone(ZoneInfo(zone)))


def _page(pair: dict[str, Any]) -> str:
    words = {"no": "not yet", "writing": "being made", "yes": "made", "gone": "gone"}
    return words[pair["next"]["page"]] if pair["next"] else ""


def _invite(pair: dict[str, Any]) -> str:
    meeting = pair["next"]
    if meeting is None:
        return ""
    if meeting["invite"] == "no" and (pair["invite_off"] or pair["invite_mode"] == "off"):
        return "off"  # why stands among the notes
    words = {"no": "not yet", "writing": "being written", "yes": "written", "off": "off"}
    why = f": {meeting['invite_why']}" if meeting["invite_why"] else ""
    return f"{words[meeting['invite']]}{why}"
