"""Find a page again that people moved to another section: OneNote gives it a new id, and the old one is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from oneone.agenda.marks import reference
from oneone.agenda.page import render
from oneone.agenda.reading import read
from oneone.errors import NeedsAttention
from oneone.model import Meeting, Snapshot
from oneone.turn import Turn

MOST_SECTIONS = 12  # looked through for one page; each is a request
_CLOCKS_DIFFER = timedelta(days=1)  # generous: a list that is too long costs nothing


async def found_again(turn: Turn, meeting: Meeting, snapshot: Snapshot) -> tuple[Meeting, str] | None:
    """The meeting with its page's new place, and the page's HTML; None when no section of the notebook has it.

    A page is taken for ours by its title first and by the reference in its last line for certain: no other page is
    opened. Raises TryLater when OneNote has no answer now.
    """
    title = render(snapshot.draft, turn.templates).title
    mark = reference(meeting.pair, meeting.date)
    since = (meeting.page_since or meeting.page_at or snapshot.draft.made_on) - _CLOCKS_DIFFER
    try:
        root, here = await turn.section()
        others = await turn.onenote.sections(root, turn.due.notebook)
        sections = [here, *(other.id for other in others if other.id != here)]
        for section in sections[:MOST_SECTIONS]:
            for page in await turn.onenote.pages_since(root, section, since):
                if page.title != title or page.id == meeting.page_id:
                    continue
                html = await turn.onenote.page_html(root, page.id)
                if read(html, snapshot.draft.agenda.sections, snapshot.draft.names).reference == mark:
                    url = page.url or meeting.page_url
                    return replace(meeting, page_id=page.id, root=root, section=section, page_url=url), html
    except NeedsAttention:
        return None  # the notebook itself is out of reach: the page is not to be found now
    return None
