"""Notebooks, sections and pages: the five OneNote calls of the main job (Microsoft Graph v1.0, `onenote`).

HTML goes in and out as it is: the SDK has no way to post a page, and its models cost 0.85 s to load.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from oneone.errors import Missing, NeedsAttention, Taken, TryLater, Unknown
from oneone.graph.answers import SOON
from oneone.graph.client import Session

MOST = 100  # items an answer; more is refused (code 20129)
NAME_LENGTH = 50  # of a section or section group
APART = re.compile(
    r"[\s\x00-\x1f?*\\/:<>|&#'\"%~\u2018\u2019\u201c\u201d]+"
)  # illegal in either of Microsoft's two lists

_ROOT = re.compile(r"/(me|(?:users|sites|groups)/[^/]+)/onenote/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook as found by its web address; `root` leads to its sections: `me`, `users/…`, `sites/…`, `groups/…`."""

    root: str
    id: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class SectionRef:
    """A section; keep `root` and `id`, names change."""

    root: str
    id: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class PageRef:
    """A page as created or listed; `url` is its https web link, empty when Graph gave none that leads to the page."""

    root: str
    id: str
    url: str
    title: str
    created: datetime | None
    app: str  # createdByAppId; empty: made by hand


class OneNote:
    """OneNote as one account; every method raises what `answers.raised` names."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def notebook(self, web_url: str) -> Notebook:
        """The notebook of a web address as copied from the browser; Missing when the account cannot see one there."""
        request = self._session.request(
            "POST", "me", "onenote", "notebooks", "GetNotebookFromWebUrl", body=_body({"webUrl": web_url})
        )
        try:
            found = await self._session.json(request, "open the notebook")  # a POST, but it only looks
        except Missing as error:
            raise Missing(
                "There is no notebook at this address, or the account cannot open it. Copy the address again from "
                "OneNote in the browser, and share the notebook with the account.",
                **error.facts,
            ) from error
        name = str(found.get("name") or found.get("displayName") or "")  # copyNotebookModel or notebook: both were seen
        return Notebook(_root(found), _id(found, "open the notebook"), name, web_link(found))

    async def section(self, notebook: Notebook, path: str) -> SectionRef:
        """The section `Section` or `Group/Section` of a notebook, found by name in any case; created when missing."""
        parent = ("notebooks", notebook.id)
        *groups, name = [clean_name(part) for part in path.split("/")]
        for group in groups:
            found = await self._child(notebook.root, parent, "sectionGroups", group)
            parent = ("sectionGroups", _id(found, "open the section group"))
        found = await self._child(notebook.root, parent, "sections", name)
        shown = str(found.get("displayName") or name)
        return SectionRef(notebook.root, _id(found, "open the section"), shown, web_link(found))

    async def existing_section(self, notebook: Notebook, path: str) -> SectionRef | None:
        """The section `Section` or `Group/Section`, found by name in any case; None when there is none yet."""
        parent = ("notebooks", notebook.id)
        *groups, name = [clean_name(part) for part in path.split("/")]
        for group in groups:
            found = await self._named(notebook.root, parent, "sectionGroups", group)
            if found is None:
                return None
            parent = ("sectionGroups", _id(found, "open the section group"))
        found = await self._named(notebook.root, parent, "sections", name)
        if found is None:
            return None
        shown = str(found.get("displayName") or name)
        return SectionRef(notebook.root, _id(found, "open the section"), shown, web_link(found))

    async def count_pages(self, root: str, section_id: str) -> int:
        """How many pages a section holds; Microsoft publishes no limit."""
        query = {"$select": "id", "$count": "true", "$top": "1"}
        request = self._session.request(
            "GET", *root.split("/"), "onenote", "sections", section_id, "pages", query=query
        )
        found = await self._session.json(request, "count the pages of the section")
        return int(found.get("@odata.count") or len(found.get("value") or ()))

    async def sections(self, root: str, notebook_id: str) -> list[SectionRef]:
        """Every section of a notebook, those in its section groups too (one level)."""
        parents = [("notebooks", notebook_id)]
        parents += [
            ("sectionGroups", _id(item, "list the section groups"))
            for item in await self._listed(root, parents[0], "sectionGroups")
        ]
        return [
            SectionRef(root, _id(item, "list the sections"), str(item.get("displayName") or ""), web_link(item))
            for parent in parents
            for item in await self._listed(root, parent, "sections")
        ]

    async def create_page(
        self, root: str, section_id: str, html: str, parts: Mapping[str, tuple[str, bytes]] | None = None
    ) -> PageRef:
        """A new page of XHTML, with images as `parts` (name → content type, bytes); one POST, never repeated.

        Raises Unknown when nobody knows whether the page was made: look for it with `pages_since`, later. Any other
        error: no page was made; `answers.section_full` tells a full section.
        """
        body, content_type = html.encode(), "text/html; charset=utf-8"
        if parts:
            body, content_type = multipart(body, parts, f"part{uuid4().hex}")
        request = self._session.request(
            "POST",
            *root.split("/"),
            *("onenote", "sections", section_id, "pages"),
            body=body,
            content_type=content_type,
        )
        what = "create the page"
        made = await self._session.json(request, what, repeatable=False)
        if not made.get("id"):
            raise Unknown(f"Nobody knows yet whether Microsoft 365 did {what}: it named no page.")
        return _page(root, made)

    async def pages_since(self, root: str, section_id: str, since: datetime) -> list[PageRef]:
        """Every page of a section created at or after `since`, to the second; new pages may be missing for minutes."""
        begin = since.astimezone(UTC).replace(microsecond=0)
        query = {
            "$select": "id,title,createdDateTime,createdByAppId,links,self",
            "$filter": f"createdDateTime ge {begin:%Y-%m-%dT%H:%M:%SZ}",
            "$top": str(MOST),
        }
        pages: dict[str, PageRef] = {}
        while True:
            request = self._session.request(
                "GET", *root.split("/"), "onenote", "sections", section_id, "pages", query=query
            )
            answers = await self._session.batches(request, "list the pages of the section")
            before = len(pages)
            for item in (item for answer in answers for item in answer):
                page = _page(root, item)
                if page.created is None or page.created >= begin:
                    pages[page.id] = page
            # With $top given, Graph may leave out the next link of a list that goes on: then $skip leads further.
            if len(answers) > 1 or len(answers[0]) < MOST or len(pages) == before:
                return list(pages.values())
            query["$skip"] = str(int(query.get("$skip", "0")) + MOST)

    async def page_html(self, root: str, page_id: str) -> str:
        """The page's HTML; Missing when it is gone, or was made only seconds ago (code 20102)."""
        request = self._session.request(
            "GET", *root.split("/"), "onenote", "pages", page_id, "content", headers={"Accept": "text/html"}
        )
        body = await self._session.content(request, "read the page")
        if not body.strip():
            raise TryLater("Could not read the page: Microsoft 365 sent nothing.", SOON)
        return body.decode("utf-8-sig", "replace")

    async def _child(self, root: str, parent: tuple[str, str], kind: str, name: str) -> dict[str, Any]:
        found = await self._named(root, parent, kind, name)
        if found is not None:
            return found
        body = _body({"displayName": name})
        request = self._session.request("POST", *root.split("/"), "onenote", *parent, kind, body=body)
        try:
            return await self._session.json(request, "create the section", repeatable=False)
        except Taken as error:
            found = await self._named(root, parent, kind, name)
            if found is not None:
                return found
            raise NeedsAttention(
                "OneNote says that a section of this name exists, but does not show it. Give the pair another section.",
                **error.facts,
            ) from error

    async def _named(self, root: str, parent: tuple[str, str], kind: str, name: str) -> dict[str, Any] | None:
        for item in await self._listed(root, parent, kind):
            if _legal(str(item.get("displayName") or "")).casefold() == name.casefold():
                return item
        return None

    async def _listed(self, root: str, parent: tuple[str, str], kind: str) -> list[dict[str, Any]]:
        fields = "id,displayName,links" if kind == "sections" else "id,displayName"
        query = {"$select": fields, "$top": str(MOST)}
        request = self._session.request("GET", *root.split("/"), "onenote", *parent, kind, query=query)
        answers = await self._session.batches(request, "list the sections of the notebook")
        return [item for answer in answers for item in answer]


def clean_name(name: str) -> str:
    """The name as OneNote takes it: illegal characters become spaces, at most 50; NeedsAttention for an empty one."""
    clean = _legal(name)
    if not clean:
        raise NeedsAttention("The section has no name that OneNote takes. Write one into the column `section`.")
    return clean


def numbered(path: str, number: int) -> str:
    """The name of the section that follows full ones: `Lee Park 2`, cut so that it still fits."""
    if number < 2:
        return path
    group, slash, name = path.rpartition("/")
    return f"{group}{slash}{clean_name(name)[: NAME_LENGTH - 1 - len(str(number))].rstrip()} {number}"


def multipart(html: bytes, parts: Mapping[str, tuple[str, bytes]], boundary: str) -> tuple[bytes, str]:
    """A page and its binary parts as one body, with its content type: CRLF, and `Presentation` first."""
    pieces = [("Presentation", "text/html", html), *((name, kind, data) for name, (kind, data) in parts.items())]
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\nContent-Type: {kind}\r\n\r\n'.encode()
        + data
        + b"\r\n"
        for name, kind, data in pieces
    )
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def web_link(item: Mapping[str, Any]) -> str:
    """The https link of a notebook, section or page; empty for the bare start page that site roots may give."""
    href = str(((item.get("links") or {}).get("oneNoteWebUrl") or {}).get("href") or "")
    parts = urlsplit(href)
    generic = (parts.hostname or "").endswith("onenote.com") and not parts.query
    return href if parts.scheme == "https" and parts.hostname and not generic else ""


def _page(root: str, item: Mapping[str, Any]) -> PageRef:
    return PageRef(
        root,
        str(item.get("id") or ""),
        web_link(item),
        str(item.get("title") or ""),
        _time(str(item.get("createdDateTime") or "")),
        str(item.get("createdByAppId") or ""),
    )


def _root(item: Mapping[str, Any]) -> str:
    found = _ROOT.search(urlsplit(str(item.get("self") or "")).path)
    if found is None:
        return "me"
    kind, _, id = unquote(found[1]).partition("/")
    kind = kind.casefold()
    return "me" if kind == "me" or id.casefold() == "me" else f"{kind}/{id}"


def _id(item: Mapping[str, Any], what: str) -> str:
    id = str(item.get("id") or "")
    if not id:
        raise TryLater(f"Could not {what}: Microsoft 365 named no id.", SOON)
    return id


def _time(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def _body(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _legal(name: str) -> str:
    return APART.sub(" ", unicodedata.normalize("NFC", name)).strip()[:NAME_LENGTH].strip()
