"""Our block in an Outlook invite: what it says, and how it is put in without touching anybody's words (design §7)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from html import escape, unescape
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from oneone.agenda.marks import INVITE_LINK, heading, invite_fragment, link, named, reference
from oneone.agenda.templates import cut, fill
from oneone.agenda.words import Wording, wording
from oneone.errors import NeedsAttention
from oneone.model import Agenda, Draft, Names, Pair, Promise, Side

_GAP = "<br>"  # between our block and what stood there before
_TITLES_SHOWN = 5
_TITLE = 80
_STANDING = date(2000, 1, 1)  # in the reference of a standing agenda, which belongs to no one meeting

_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[^"'>]++|"[^"]*+"|'[^']*+')*+)>""")
_TAG_OPENS = re.compile("</?[a-zA-Z]")
_ATTRIBUTE = re.compile(r"""([^\s=/"'>]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'>]++))?""")
_UNSEEN = ("style", "script", "title", "textarea")  # what stands in them is no markup

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
    return _table(draft.agenda, draft.names, said, href, said.say("invite_link"), _open(draft, said), folder)


def standing(pair: Pair, agenda: Agenda, names: Names, section_url: str, folder: Path | None = None) -> str:
    """Render the block that stays in a series: the same agenda each time, and a link to the section with all pages.

    Raises NeedsAttention when the section's address is no https link.
    """
    href = link(section_url, invite_fragment(reference(pair.key, _STANDING)))
    if href is None:
        raise NeedsAttention("The section has no https web link, so the series cannot point to it.")
    said = wording(pair.language, folder)
    return _table(agenda, names, said, href, said.say("invite_section"), [], folder)


def opening(agenda: Agenda, names: Names) -> str:
    """Render what a series that we make says before its first page is there: what the time is for (S0.6)."""
    return f"<p>{escape(named(agenda.purpose, names))}</p>"


def _table(
    agenda: Agenda, names: Names, said: Wording, href: str, link_words: str, open: list[str], folder: Path | None
) -> str:
    html = fill(
        "invite.html.j2",
        folder,
        say=said.say,
        href=href,
        link_words=link_words,
        purpose=named(agenda.purpose, names),
        sections=[
            _SectionLine(heading(s, names), said.say("minutes", minutes=s.minutes) if s.minutes else "")
            for s in agenda.sections
        ],
        open=open,
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
    tables = _Body(text).tables
    if not tables:
        raise ValueError("a block of ours is a table with a link of ours")
    return tables[0].digest


def place(html: str, block: str, former: str | None) -> Placed:
    """Put a block at the top of a body exactly as Outlook returned it, by insertion only.

    `former` is the digest of the block we wrote before, None when never. Such a block is replaced while it is as we
    wrote it. `same`: it says all this already; `edited`: a person changed the block of this meeting, it stays theirs.
    """
    mine = _Body(block).tables[0]
    body = _Body(html)
    if any(t.digest == mine.digest and _comparable(t.href) == _comparable(mine.href) for t in body.tables):
        return Placed(html, "same")
    old = [t for t in body.tables if t.digest in (mine.digest, former)]
    if mine.reference in body.loose or any(t.reference == mine.reference and t not in old for t in body.tables):
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
    first: int  # of the texts that stand in it
    end: int = 0
    digest: str = ""
    href: str = ""
    reference: str | None = None


class _Body:
    """Finds in a body, as offsets into its text: where its content begins, and the innermost tables around our links.

    A tokenizer, no tree: a tree would write the body anew, and the join block must stay as it is byte for byte.
    """

    def __init__(self, html: str) -> None:
        self.top = 0
        self.tables: list[_Table] = []
        self.loose: set[str] = set()  # references of links of ours outside any whole table
        self.hrefs: list[str] = []
        self.said: list[str] = []
        self._open: list[_Table] = []
        self._in_body = False
        at = 0
        while at < len(html):
            at = self._next(html, at)
        self.loose.update(table.reference for table in self._open if table.reference)

    def _next(self, html: str, at: int) -> int:
        """Read one text, comment or tag and say where it ends."""
        if html[at] != "<":
            return self._text(html, at, html.find("<", at))
        if html.startswith("<!--", at):
            return _end(html.find("-->", at + 4), 3, html)
        if html.startswith(("<!", "<?"), at):
            end = _end(html.find(">", at), 1, html)
            if not self._in_body:
                self.top = end
            return end
        tag = _TAG.match(html, at)
        if tag is None:
            # A tag that is never closed swallows the rest, as in a browser; any other < is a letter.
            return len(html) if _TAG_OPENS.match(html, at) else self._text(html, at, html.find("<", at + 1))
        name = tag[2].lower()
        if tag[1]:
            self._close(name, at, tag.end())
        else:
            self._start(name, tag[3], at, tag.end())
            if name in _UNSEEN:
                closing = re.compile(f"</{name}", re.IGNORECASE).search(html, tag.end())
                return closing.start() if closing else len(html)
        return tag.end()

    def _text(self, html: str, at: int, end: int) -> int:
        end = _end(end, 0, html)
        self.said.append(unescape(html[at:end]))
        return end

    def _start(self, name: str, attributes: str, at: int, end: int) -> None:
        if name in ("html", "head", "body") and not self._in_body:
            self.top = end
            self._in_body = name == "body"
        elif name == "table":
            self._open.append(_Table(at, len(self.said)))
        elif name == "a":
            self._link(_href(attributes))

    def _link(self, href: str) -> None:
        self.hrefs.append(href)
        found = INVITE_LINK.search(href) or INVITE_LINK.search(unquote(href))
        if found and self._open:
            self._open[-1].href, self._open[-1].reference = href, found[1]
        elif found:
            self.loose.add(found[1])

    def _close(self, name: str, at: int, end: int) -> None:
        if name == "head" and not self._in_body:
            self.top = end
        elif name == "table" and self._open:
            table = self._open.pop()
            if table.reference:
                table.end = end
                table.digest = _digest("".join(self.said[table.first :]), table.reference)
                self.tables.append(table)


def _end(at: int, length: int, html: str) -> int:
    return at + length if at >= 0 else len(html)


def _href(attributes: str) -> str:
    for name, value in _ATTRIBUTE.findall(attributes):
        if name.lower() == "href":
            return unescape(value[1:-1] if value[:1] in ("'", '"') else value).strip()
    return ""
