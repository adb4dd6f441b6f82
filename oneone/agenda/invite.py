"""Our block in an Outlook invite: what it says, and how it is put in without touching anybody's words (design §7)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import accumulate
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from oneone.agenda.marks import INVITE_LINK, heading, invite_fragment, link, named, reference
from oneone.agenda.templates import cut, environment
from oneone.agenda.words import Wording, wording
from oneone.errors import NeedsAttention
from oneone.model import Draft, Promise, Side

_GAP = "<br>"  # between our block and what stood there before
_TITLES_SHOWN = 5
_TITLE = 80

# ---------------------------------------------------------------- what it says


@dataclass(frozen=True, slots=True)
class _SectionLine:
    heading: str
    minutes: str


def block(draft: Draft, page_url: str, folder: Path | None = None) -> str:
    """Render the block for a page: purpose, sections with minutes, what is open, and the link ending `#oneone-REF`.

    It stands on its own in any body, as one table (S0.6, S4.4). Raises NeedsAttention when the page's address is no
    https link.
    """
    href = link(page_url, invite_fragment(reference(draft.pair, draft.date)))
    if href is None:
        raise NeedsAttention("The page has no https web link, so the invite cannot point to it.")
    said = wording(draft.language, folder)
    html = (
        environment(folder)
        .get_template("invite.html.j2")
        .render(
            say=said.say,
            href=href,
            purpose=named(draft.agenda.purpose, draft.names),
            sections=[
                _SectionLine(heading(s, draft.names), said.say("minutes", minutes=s.minutes) if s.minutes else "")
                for s in draft.agenda.sections
            ],
            open=_open(draft, said),
        )
    )
    return html.strip()


def _open(draft: Draft, said: Wording) -> list[str]:
    if draft.blocks.promises is None:
        return []
    sides: tuple[Side, ...] = ("rep", "manager")
    # Coaching goals are between the two; an invite may be seen by delegates and on shared screens.
    actions = [promise for promise in draft.blocks.promises.open if promise.kind == "action"]
    of = {side: [promise for promise in actions if promise.owner == side] for side in sides}
    if not any(of.values()):
        return [said.say("invite_nothing_open")]
    first = draft.names.first
    if draft.invite_shows == "titles":
        return [_titles(first(side), of[side], said) for side in sides if of[side]]
    return [said.say("invite_open", sides=", ".join(_count(first(side), of[side], said) for side in sides))]


def _count(name: str, promises: list[Promise], said: Wording) -> str:
    late = sum(promise.late for promise in promises)
    return said.say("invite_count_late" if late else "invite_count", name=name, open=len(promises), late=late)


def _titles(name: str, promises: list[Promise], said: Wording) -> str:
    shown = [cut(promise.text, _TITLE) for promise in promises[:_TITLES_SHOWN]]
    rest = len(promises) - len(shown)
    titles = "; ".join([*shown, said.say("more", count=rest)] if rest else shown)
    return said.say("invite_titles", name=name, titles=titles)


# ---------------------------------------------------------------- how it is put in


@dataclass(frozen=True, slots=True)
class Placed:
    """A body after our block was put in: the same bytes but for ours. Only `new` and `replaced` need to be sent."""

    html: str
    state: Literal["new", "replaced", "same", "edited"]


def digest(text: str) -> str:
    """Hash a block by what people see of it, so that Outlook's rewriting of tags and white space does not count."""
    body = _Body(text)
    return _digest("".join(body.said), body.tables[0].reference if body.tables else None)


def place(html: str, block: str, former: str | None) -> Placed:
    """Put a block at the top of a body exactly as Outlook returned it, by insertion only.

    `former` is the digest of the block we wrote before, None when never. Such a block is replaced while it is as we
    wrote it. `same`: it says all this already; `edited`: a person changed the block of this meeting, it stays theirs.
    """
    mine = _Body(block)
    new = digest(block)
    ref, href = (mine.tables[0].reference, mine.tables[0].href) if mine.tables else (None, "")
    body = _Body(html)
    if any(t.digest == new and _comparable(t.href) == _comparable(href) for t in body.tables):
        return Placed(html, "same")
    old = [t for t in body.tables if t.digest == new or (former is not None and t.digest == former)]
    if ref in body.loose or any(t.reference == ref and t not in old for t in body.tables):
        return Placed(html, "edited")
    if old:
        first = old[0]
        return Placed(f"{html[: first.start]}{block}{html[first.end :]}", "replaced")
    return Placed(f"{html[: body.top]}{block}{_GAP}{html[body.top :]}", "new")


def keeps_join(html: str, join_url: str | None) -> bool:
    """Tell whether a body still holds the link by which people join; without it Graph ends the online meeting."""
    if not join_url:
        return True
    wanted = _comparable(join_url)
    return any(wanted in _comparable(href) for href in _Body(html).hrefs)


def _comparable(url: str) -> str:
    # Outlook changes the case of percent escapes, and safe links escape once more.
    return unquote(unquote(url.strip())).casefold()


def _digest(said: str, ref: str | None) -> str:
    seen = re.sub(r"[\s\u00a0\u200b-\u200f\ufeff]+", "", said)
    return hashlib.sha256(f"{ref}\n{seen}".encode()).hexdigest()[:32]


@dataclass(slots=True)
class _Table:
    start: int
    end: int = 0
    said: list[str] = field(default_factory=list)
    href: str = ""
    reference: str | None = None

    @property
    def digest(self) -> str:
        return _digest("".join(self.said), self.reference)


class _Body(HTMLParser):
    """Finds in a body, as offsets into its text: where its content begins, and the innermost tables around our links.

    A tokenizer, no tree: a tree would write the body anew, and the join block must stay as it is byte for byte.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.top = 0
        self.tables: list[_Table] = []
        self.loose: set[str] = set()  # references of links of ours outside any whole table
        self.hrefs: list[str] = []
        self.said: list[str] = []
        self._html = html
        self._lines = [0, *accumulate(len(line) for line in html.split("\n"))]
        self._open: list[_Table] = []
        self._in_body = False
        self._quiet = 0  # inside style, script, title: not seen by people
        self.feed(html)
        self.close()
        self.loose.update(table.reference for table in self._open if table.reference)

    def _at(self) -> int:
        line, column = self.getpos()
        # The lengths do not count the line feeds.
        return self._lines[line - 1] + line - 1 + column

    def _after(self) -> int:
        return self._at() + len(self.get_starttag_text() or "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body" and not self._in_body:
            self._in_body = True
            self.top = self._after()
        elif tag in ("html", "head") and not self._in_body:
            self.top = self._after()
        elif tag in ("style", "script", "title"):
            self._quiet += 1
        elif tag == "table":
            self._open.append(_Table(self._at()))
        elif tag == "a":
            self._link(dict(attrs).get("href") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._link(dict(attrs).get("href") or "")

    def _link(self, href: str) -> None:
        self.hrefs.append(href)
        found = INVITE_LINK.search(href) or INVITE_LINK.search(unquote(href))
        if found and self._open:
            self._open[-1].href, self._open[-1].reference = href, found[1]
        elif found:
            self.loose.add(found[1])

    def handle_endtag(self, tag: str) -> None:
        if tag == "head" and not self._in_body:
            self.top = self._html.find(">", self._at()) + 1
        elif tag in ("style", "script", "title"):
            self._quiet = max(0, self._quiet - 1)
        elif tag == "table" and self._open:
            table = self._open.pop()
            table.end = self._html.find(">", self._at()) + 1
            if table.reference and not table.end:
                self.loose.add(table.reference)
            elif table.reference:
                self.tables.append(table)
            if self._open:
                self._open[-1].said += table.said

    def handle_decl(self, decl: str) -> None:
        if not self._in_body:
            self.top = self._html.find(">", self._at()) + 1

    def handle_data(self, data: str) -> None:
        if self._quiet:
            return
        self.said.append(data)
        if self._open:
            self._open[-1].said.append(data)
