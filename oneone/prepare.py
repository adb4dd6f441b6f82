"""Make the page of a coming 1:1, exactly once. Each step is recorded before it acts (design §3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from oneone.agenda.marks import reference
from oneone.agenda.page import render
from oneone.agenda.reading import read
from oneone.drafting import drafted
from oneone.errors import Missing, NeedsAttention, OperatorNeeded, SignInNeeded, TryLater, Unknown
from oneone.figures import pictures
from oneone.graph.answers import section_full
from oneone.graph.onenote import PageRef
from oneone.model import Meeting
from oneone.scan import scan
from oneone.schedule import LOOK_AFTER
from oneone.turn import Turn

SEND_WITHIN = timedelta(seconds=45)  # a create may start this long after it was recorded, and never later
_CLOCKS_DIFFER = timedelta(minutes=5)  # between ours and OneNote's
_NEW_SECTION = timedelta(minutes=1)
_PATIENCE = timedelta(hours=2)  # with less time than this to the start, a page without last week's news beats none


async def prepare(turn: Turn, day: date) -> None:
    """Create the page of the meeting `day`, exactly once.

    Raises Unknown when OneNote's answer was lost: a later pass looks for the page before anything is created again.
    TryLater, NeedsAttention and SignInNeeded mean that no page was made.
    """
    if turn.meetings[day].value.page == "writing":
        if await _found(turn, day):
            return
        meeting = turn.meetings[day].value
        if meeting.end <= turn.clock() or meeting.calendar == "cancelled":
            turn.put(replace(meeting, page="no", page_at=None, looked_at=None))  # too late to make one
            return
    snapshot = turn.ledger.snapshot(turn.pair.key, day)
    fresh = None
    if snapshot is None:
        snapshot = fresh = await drafted(turn, turn.meetings[day].value, await _read_last_page(turn, day))
    root, section = await turn.section()
    page = render(snapshot.draft, turn.templates)
    parts = pictures(snapshot.draft, turn.templates)
    now = turn.clock()
    writing = replace(
        turn.meetings[day].value,
        page="writing",
        page_at=now,
        page_since=min(now, turn.wall()),
        looked_at=None,
        root=root,
        section=section,
    )
    turn.meetings[day] = turn.ledger.begin_page(turn.meetings[day], writing, fresh)
    try:
        if turn.clock() - now > SEND_WITHIN:
            raise TryLater("The store answered too slowly to create the page safely.", LOOK_AFTER)
        made = await turn.onenote.create_page(root, section, page.html, parts)
    except (TryLater, NeedsAttention, SignInNeeded, OperatorNeeded) as refusal:
        if isinstance(refusal, Missing):
            turn.remember(section="")  # moved or deleted: resolved anew at the next try
        full = section_full(refusal)
        if full:
            turn.section_is_full()
        turn.meetings[day] = turn.ledger.refuse_page(turn.meetings[day], replace(writing, page="no", page_at=None))
        if full:
            raise TryLater("The section is full: the page goes into a new one.", _NEW_SECTION) from refusal
        raise
    _have_page(turn, day, made)


async def _read_last_page(turn: Turn, day: date) -> Meeting | None:
    """Read the last page once more, so that late ticks count; returns that meeting, as read, or None without one."""
    meeting = turn.meetings[day].value
    pages = [m for m in turn.known if m.page in ("yes", "gone") and m.start < meeting.start]
    last = max(pages, key=lambda m: m.start, default=None)
    if last is None or last.page == "gone" or last.scan == "final":
        return last
    try:
        await scan(turn, last.date, final=True)
    except TryLater as problem:
        if problem.throttled or meeting.start - turn.clock() > _PATIENCE:
            raise
        turn.put(replace(turn.meetings[last.date].value, page_note="not_read"))
    except NeedsAttention as problem:
        # The page is there for both without last week's reading; what the ledger knows is carried.
        turn.report.attention.append(f"{turn.pair.key} {last.date.isoformat()}: {problem}")
        turn.put(replace(turn.meetings[last.date].value, page_note="not_read", attention=str(problem)))
    return turn.meetings[last.date].value


async def _found(turn: Turn, day: date) -> bool:
    """Look for a page whose creation was never answered. True: it is ours now. False: it does not exist, make it.

    A page is adopted by the reference in its last line only; that there is none is believed after two looks ten
    minutes apart, since OneNote lists new pages late. Until then Unknown is raised.
    """
    meeting, now = turn.meetings[day].value, turn.clock()
    snapshot = turn.ledger.snapshot(turn.pair.key, day)
    since = meeting.page_since or meeting.page_at
    if meeting.page_at is None or since is None or meeting.root is None or meeting.section is None or snapshot is None:
        raise NeedsAttention("The record of this page is incomplete: look in the notebook whether the page is there.")
    if now < (meeting.looked_at or meeting.page_at) + LOOK_AFTER:
        raise Unknown("The page may have been created; it is looked for ten minutes after the attempt.")
    mark = reference(turn.pair.key, day)
    others = {m.page_id for m in turn.known}
    title = render(snapshot.draft, turn.templates).title
    for page in await turn.onenote.pages_since(meeting.root, meeting.section, since - _CLOCKS_DIFFER):
        ours = page.title == title or (turn.due.app != "" and page.app == turn.due.app)
        if page.id in others or not ours:
            continue  # only pages made by us are opened
        try:
            html = await turn.onenote.page_html(meeting.root, page.id)
        except Missing:
            if meeting.looked_at is None:
                turn.put(replace(meeting, looked_at=now))
                raise Unknown("A page that may be this one cannot be read yet; it is looked at once more.") from None
            continue  # listed but gone, which OneNote does for a while after a page was deleted
        if read(html, snapshot.draft.agenda.sections, snapshot.draft.names).reference == mark:
            _have_page(turn, day, page)
            return True
    if meeting.looked_at is None:
        turn.put(replace(meeting, looked_at=now))
        raise Unknown("The page was not found; it is looked for once more before it is created again.")
    return False


def _have_page(turn: Turn, day: date, page: PageRef) -> None:
    meeting = turn.meetings[day].value
    turn.done(
        replace(
            meeting,
            page="yes",
            page_id=page.id,
            page_url=page.url or turn.due.section_url or turn.pair.notebook_url,
            looked_at=None,
            attention="",
            fails=0,
            next_try=None,
        ),
        "page",
    )
    turn.remember(app=page.app or turn.due.app, refused_since=None)
    turn.report.prepared.append(f"{turn.pair.key} {day.isoformat()}")
