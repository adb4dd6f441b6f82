"""Tell the rep alone, a working day before the page, what in the CRM is worth mending (S4.6); one mail at most."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from oneone.agenda import definition
from oneone.agenda.heads_up import heads_up as mail
from oneone.errors import NeedsAttention, OperatorNeeded, SignInNeeded, TryLater
from oneone.figures import heads_up, rep_first
from oneone.graph.mail import send
from oneone.model import Attendee, Meeting
from oneone.numbers.hygiene import told
from oneone.schedule import before, local, prepare_at
from oneone.turn import Turn

_NOT_ASKED = "the agenda does not ask for it"
_NOTHING = "there was nothing to mend, or no fresh figures"
IN_ORDER = frozenset((_NOT_ASKED, _NOTHING))
"""Reasons for no mail that nobody has to do anything about."""

_NO_CONSENT = "the account did not agree to Mail.Send; it is asked for at the next sign-in"


async def tell_first(turn: Turn, day: date) -> None:
    """Send the heads-up for the meeting `day` once, or note why there is none; the page never waits for it.

    What is told is stored before the mail is sent. When the answer is lost, `writing` stays, no second mail is sent and
    the page says nothing of it, as nobody knows whether the rep had time. Raises TryLater and SignInNeeded when nothing
    was sent, Unknown when that is not known.
    """
    meeting, pair = turn.meetings[day].value, turn.pair
    today = local(turn.clock(), pair).date()
    agenda = definition.load(pair.agenda, pair.level, pair.language, turn.templates)
    if not rep_first(agenda):
        _none(turn, meeting, _NOT_ASKED)
        return
    block = heads_up(turn.ledger.figures.of(pair.key.rep), today)
    news = told(block, today)
    if news is None:
        _none(turn, meeting, _NOTHING)
        return
    names = await turn.names()
    to = Attendee((await turn.with_mails()).rep_mail, names.rep)
    page_at = prepare_at(pair, meeting, before(meeting, turn.known), turn.timing)
    letter = mail(block, pair, names, meeting, page_at, folder=turn.templates)
    turn.put(replace(meeting, heads_up="writing", told=news, next_try=None))
    try:
        await send(turn.session, to, letter.subject, letter.html)
    except (TryLater, SignInNeeded, OperatorNeeded):
        turn.put(replace(turn.meetings[day].value, heads_up="no", told=None))
        raise
    except NeedsAttention as refusal:
        why = _NO_CONSENT if refusal.facts.get("code") == "ErrorAccessDenied" else str(refusal)
        _none(turn, turn.meetings[day].value, why)
        turn.report.attention.append(f"{pair.key} {day.isoformat()}: the rep was not told before the page: {why}")
        return
    turn.done(replace(turn.meetings[day].value, heads_up="yes"), "heads-up")
    turn.report.heads_up.append(f"{pair.key} {day.isoformat()}")


def _none(turn: Turn, meeting: Meeting, why: str) -> None:
    turn.put(replace(meeting, heads_up="off", heads_up_why=why, told=None))
