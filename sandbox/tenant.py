"""The state of the tenant: people, notebooks with their pages, mailboxes, and what was asked and mailed.

Everything happens in one thread and at once, so each change is atomic; a `Journal` keeps changes on disk when there is
one.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, unquote, urlsplit

from sandbox.content import Content
from sandbox.faults import Faults
from sandbox.limits import Limits
from sandbox.mailbox import Mail, Mailboxes
from sandbox.recurrence import Repeat

if TYPE_CHECKING:
    from sandbox.mail_api import Letter
    from sandbox.sign_in import Authority

ALL_SCOPES = frozenset(
    {"Notes.ReadWrite.All", "Calendars.ReadWrite", "Calendars.ReadWrite.Shared"}
    | {"User.Read", "User.ReadBasic.All", "Files.Read.All", "Mail.Send"}
)


@dataclass(slots=True)
class Person:
    """Somebody of the directory; `upn` in lower case, `id` a GUID."""

    upn: str
    name: str
    mail: str
    id: str
    scopes: frozenset[str] = ALL_SCOPES
    signed_out: bool = False  # the token is refused: password changed, access revoked


@dataclass(frozen=True, slots=True)
class Issued:
    """An access token that was given out: for whom, what it allows, until when (seconds since 1970)."""

    upn: str
    scopes: frozenset[str]
    until: float
    answers_claims: bool  # its app can answer a claims challenge (xms_cc)
    number: int  # which request to the token endpoint it came from


@dataclass(slots=True)
class Page:
    """A page; `app` is empty when a person made it by hand. `link` is the GUID in web links, which is not the id."""

    id: str
    section: str
    title: str
    created: datetime
    modified: datetime
    link: str
    app: str = ""
    content: Content = field(default_factory=Content)
    meta_created: str = ""
    revision: int = 0
    resources: tuple[str, ...] = ()
    reads: int = 0  # asked for alone, for the lags
    titled: int = 0
    listings: int = 0
    made: datetime | None = None
    rendered: dict[str, str] = field(default_factory=dict)  # output HTML of this revision, by variant


@dataclass(slots=True)
class Section:
    """A section; `pages` hold ids, oldest first."""

    id: str
    name: str
    notebook: str
    parent: str  # id of the notebook or section group
    created: datetime
    modified: datetime
    link: str
    by: str = ""
    pages: list[str] = field(default_factory=list)
    encrypted: bool = False
    page_limit: int | None = None


@dataclass(slots=True)
class SectionGroup:
    """A section group."""

    id: str
    name: str
    notebook: str
    parent: str
    created: datetime
    modified: datetime
    by: str = ""


@dataclass(slots=True)
class Notebook:
    """A notebook; `root` is `users/{guid}`, `sites/{host,guid,guid}` or `groups/{guid}`; `members` are all who may open
    it.
    """

    id: str
    name: str
    url: str
    root: str
    owner: str | None
    members: set[str]
    created: datetime
    modified: datetime
    link: str
    link_scope: str = ""  # of a sharing link that somebody made: anonymous, organization


@dataclass(slots=True)
class Resource:
    """Bytes of a picture or an attachment."""

    id: str
    media: str
    data: bytes
    notebook: str


@dataclass(slots=True)
class SharedFile:
    """A file in SharePoint or OneDrive; `key` is the secret part of the address that it is downloaded from."""

    id: str
    url: str
    data: bytes
    members: set[str]
    key: str
    created: datetime
    modified: datetime
    version: int = 1

    @property
    def name(self) -> str:
        """The last part of its address."""
        return unquote(urlsplit(self.url).path.rpartition("/")[2])


@dataclass(frozen=True, slots=True)
class Called:
    """A request as it was answered; status 0: the connection broke. `path` is below /v1.0, without the query."""

    time: datetime
    upn: str
    method: str
    path: str
    status: int


class Journal(Protocol):
    """Where changes are kept."""

    def keep(self, thing: object) -> None:
        """Keeps the newest state of a thing of the tenant."""

    def forget_page(self, page_id: str) -> None:
        """Keeps a page no longer."""


class Tenant:
    """A Microsoft 365 tenant in memory; `clock` gives aware UTC datetimes."""

    def __init__(self, clock: Callable[[], datetime] | None = None) -> None:
        self.clock = clock or (lambda: datetime.now(UTC))
        self.people: dict[str, Person] = {}
        self.notebooks: dict[str, Notebook] = {}
        self.groups: dict[str, SectionGroup] = {}
        self.sections: dict[str, Section] = {}
        self.pages: dict[str, Page] = {}
        self.resources: dict[str, Resource] = {}
        self.files: dict[str, SharedFile] = {}  # by address; in memory only, put there by tests
        self.downloads = 0
        self.mailboxes = Mailboxes(self)
        self.letters: list[Letter] = []  # mails that people sent each other, oldest first
        self.faults = Faults()
        self.limits = Limits()
        self.calls: list[Called] = []
        self.journal: Journal | None = None
        self.authority: Authority | None = None  # where people sign in, when this tenant has a sign-in
        self.issued: dict[str, Issued] = {}
        self.challenged: dict[str, int] = {}  # person → tokens up to this number are refused with a claims challenge

    # ------------------------------------------------------------ people

    def add_person(self, upn: str, name: str, mail: str | None = None) -> Person:
        """Adds somebody, or returns who has this user principal name."""
        upn = upn.strip().lower()
        if upn not in self.people:
            self.people[upn] = Person(upn, name, mail or upn, str(uuid.uuid4()))
            self.keep(self.people[upn])
        return self.people[upn]

    def person(self, upn_or_id: str) -> Person | None:
        """Who has this user principal name or id."""
        key = upn_or_id.lower()
        return self.people.get(key) or next((person for person in self.people.values() if person.id == key), None)

    def sign_out(self, upn: str) -> None:
        """Refuses the person's token from now on."""
        self.people[upn.lower()].signed_out = True
        self.keep(self.people[upn.lower()])

    def challenge(self, upn: str) -> None:
        """Refuses the person's present tokens, and says which claims a new one needs (continuous access evaluation)."""
        assert self.authority is not None
        self.challenged[upn.lower()] = len(self.authority.asked)

    def limit_scopes(self, upn: str, scopes: Iterable[str]) -> None:
        """The person's token has only these delegated scopes."""
        self.people[upn.lower()].scopes = frozenset(scopes)
        self.keep(self.people[upn.lower()])

    # ------------------------------------------------------------ files

    def put_file(self, url: str, data: bytes, members: Iterable[str]) -> SharedFile:
        """Uploads a file, or a new version of it."""
        now, known = self.clock(), self.files.get(url)
        if known is not None:
            known.data, known.modified, known.version = data, now, known.version + 1
            return known
        names = {upn.lower() for upn in members}
        self.files[url] = SharedFile(str(uuid.uuid4()), url, data, names, uuid.uuid4().hex, now, now)
        return self.files[url]

    # ------------------------------------------------------------ notebooks

    def add_notebook(
        self, url: str, owner: str | None, members: Iterable[str] = (), name: str | None = None, *, group: bool = False
    ) -> Notebook:
        """Adds a notebook at a web address: a person's own when `owner` is given, else one of a SharePoint site or of a
        group.
        """
        known = self.notebook_at(url)
        if known is not None:
            known.members |= {upn.lower() for upn in members}
            self.keep(known)
            return known
        host, path = urlsplit(url).netloc, urlsplit(url).path
        if owner is not None:
            root = f"users/{self.people[owner.lower()].id}"
        elif group:
            root = f"groups/{uuid.uuid5(uuid.NAMESPACE_URL, _site(url))}"
        else:
            site = _site(url)
            root = f"sites/{host},{uuid.uuid5(uuid.NAMESPACE_URL, site)},{uuid.uuid5(uuid.NAMESPACE_DNS, site)}"
        now = self.clock()
        notebook = Notebook(
            id=f"1-{uuid.uuid4()}",
            name=name or unquote(path.rstrip("/").rpartition("/")[2]) or host,
            url=url,
            root=root,
            owner=owner.lower() if owner is not None else None,
            members={upn.lower() for upn in members} | ({owner.lower()} if owner is not None else set()),
            created=now,
            modified=now,
            link=str(uuid.uuid4()),
        )
        self.notebooks[notebook.id] = notebook
        self.keep(notebook)
        return notebook

    def notebook_at(self, url: str) -> Notebook | None:
        """The notebook with this web address; case, escapes, `onenote:` and a query do not matter."""
        wanted = _plain_address(url)
        return next((notebook for notebook in self.notebooks.values() if _plain_address(notebook.url) == wanted), None)

    def add_section(self, parent: str, name: str, by: str = "") -> Section:
        """Adds a section to a notebook or section group, by id. Names are the caller's to check."""
        now = self.clock()
        section = Section(
            f"1-{uuid.uuid4()}", name, self.notebook_of(parent).id, parent, now, now, str(uuid.uuid4()), by
        )
        self.sections[section.id] = section
        self.keep(section)
        return section

    def add_section_group(self, parent: str, name: str, by: str = "") -> SectionGroup:
        """Adds a section group to a notebook or section group, by id."""
        now = self.clock()
        group = SectionGroup(f"1-{uuid.uuid4()}", name, self.notebook_of(parent).id, parent, now, now, by)
        self.groups[group.id] = group
        self.keep(group)
        return group

    def sections_of(self, parent: str) -> list[Section]:
        """Sections of a notebook or section group, by name as OneNote lists them."""
        return sorted((s for s in self.sections.values() if s.parent == parent), key=lambda s: s.name.casefold())

    def groups_of(self, parent: str) -> list[SectionGroup]:
        """Section groups of a notebook or section group, by name."""
        return sorted((g for g in self.groups.values() if g.parent == parent), key=lambda g: g.name.casefold())

    def notebook_of(self, parent: str) -> Notebook:
        """The notebook of a notebook, section group, section or page id; KeyError when there is none."""
        if parent in self.notebooks:
            return self.notebooks[parent]
        if parent in self.groups:
            return self.notebooks[self.groups[parent].notebook]
        if parent in self.pages:
            parent = self.pages[parent].section
        return self.notebooks[self.sections[parent].notebook]

    def may_open(self, upn: str, notebook: Notebook) -> bool:
        """Whether the person is one of those the notebook is shared with."""
        return upn.lower() in notebook.members

    # ------------------------------------------------------------ pages

    def add_page(
        self,
        section: str,
        title: str,
        content: Content,
        *,
        app: str = "",
        created: datetime | None = None,
        meta: str = "",
    ) -> Page:
        """Adds a page; `meta` is the created time as the head of the output says it."""
        now = self.clock()
        seconds = now.replace(microsecond=0)  # page stamps are whole seconds (measured)
        place = self.sections[section]
        page = Page(
            # the business form of a page id: 1-<32 hex>!<n>-<guid of the section>
            id=f"1-{uuid.uuid4().hex}!{len(place.pages) + 1}-{section.removeprefix('1-')}",
            section=section,
            title=title,
            created=created or seconds,
            modified=seconds,
            link=str(uuid.uuid4()),
            app=app,
            content=content,
            meta_created=meta,
            made=now,
        )
        self.pages[page.id] = page
        place.pages.append(page.id)
        place.modified = now
        self.keep(page)
        self.keep(place)
        return page

    def add_resource(self, notebook: str, media: str, data: bytes) -> Resource:
        """Keeps the bytes of a picture or attachment."""
        resource = Resource(f"1-{uuid.uuid4().hex}!1-{uuid.uuid4()}", media, data, notebook)
        self.resources[resource.id] = resource
        self.keep(resource)
        return resource

    def pages_of(self, section: str) -> list[Page]:
        """Pages of a section, oldest first."""
        return [self.pages[page] for page in self.sections[section].pages]

    def edited(self, page: Page) -> None:
        """Notes that somebody changed a page: stamps move, generated ids will be others.

        The section's stamp moves always; the page's own does not where stamps are frozen (reported by tenants).
        """
        now = self.clock()
        page.revision += 1
        page.rendered.clear()
        if not self.faults.frozen_page_stamps:
            page.modified = now.replace(microsecond=0)
        section = self.sections[page.section]
        section.modified = now
        self.keep(page)
        self.keep(section)

    def delete_page(self, page_id: str) -> None:
        """Removes a page for good, as somebody in a client would."""
        page = self.pages.pop(page_id)
        section = self.sections[page.section]
        section.pages.remove(page_id)
        section.modified = self.clock()
        self.keep(section)
        if self.journal is not None:
            self.journal.forget_page(page_id)

    # ------------------------------------------------------------ web links

    def web_link(self, thing: Notebook | Section | Page) -> str:
        """The https link that opens it in OneNote for the web."""
        notebook = thing if isinstance(thing, Notebook) else self.notebook_of(thing.id)
        parts = urlsplit(notebook.url)
        site = urlsplit(_site(notebook.url)).path
        address = (
            f"{parts.scheme}://{parts.netloc}{site}/_layouts/15/Doc.aspx?sourcedoc=%7B{notebook.link}%7D&action=edit"
        )
        if isinstance(thing, Section):
            address += "&wd=" + quote(f"target({thing.name}.one|{thing.link}/)", safe="")
        elif isinstance(thing, Page):
            section = self.sections[thing.section]
            address += "&wd=" + quote(f"target({section.name}.one|{section.link}/{thing.title}|{thing.link}/)", safe="")
        return address

    def client_link(self, thing: Notebook | Section | Page) -> str:
        """The onenote: link that opens it in the desktop client."""
        notebook = thing if isinstance(thing, Notebook) else self.notebook_of(thing.id)
        if isinstance(thing, Notebook):
            return f"onenote:{notebook.url}"
        section = thing if isinstance(thing, Section) else self.sections[thing.section]
        address = f"onenote:{notebook.url}/{quote(section.name)}.one#"
        if isinstance(thing, Page):
            return f"{address}{quote(thing.title)}&section-id={{{section.link}}}&page-id={{{thing.link}}}&end"
        return f"{address}section-id={{{section.link}}}&end"

    def follow(self, url: str) -> Notebook | Section | Page | None:
        """What a web link of ours points to; a fragment does not matter. None when it is none of ours."""
        wanted = unquote(url.partition("#")[0])
        for things in (self.pages, self.sections, self.notebooks):
            for thing in things.values():
                if thing.link in wanted:
                    return thing
        return None

    # ------------------------------------------------------------ calendars

    @property
    def mails(self) -> list[Mail]:
        """Every meeting update that an attendee got."""
        return self.mailboxes.mails

    def add_series(
        self,
        organizer: str,
        attendees: Sequence[str],
        subject: str,
        start: datetime,
        timezone: str = "UTC",
        minutes: int = 30,
        repeat: Repeat | None = "weekly",
        *,
        online: bool = True,
        body_html: str = "",
    ) -> str:
        """Books a meeting; `start` is local in `timezone`. Returns the immutable id of the master in the organizer's
        mailbox.
        """
        return self.mailboxes.book(organizer, attendees, subject, start, timezone, minutes, repeat, online, body_html)

    def cancel_occurrence(self, upn: str, event_id: str) -> None:
        """Cancels one occurrence as its organizer would in Outlook: it leaves every calendar."""
        self.mailboxes.cancel(upn, event_id)

    def move_occurrence(self, upn: str, event_id: str, new_start: datetime) -> None:
        """Moves one occurrence to an aware time, as its organizer would in Outlook."""
        self.mailboxes.move(upn, event_id, new_start)

    def share_calendar(self, owner: str, with_: str) -> None:
        """Lets somebody read and write the owner's calendar."""
        self.mailboxes.share(owner, with_)

    # ------------------------------------------------------------ keeping

    def keep(self, thing: object) -> None:
        """Hands a changed thing to the journal, when there is one."""
        if self.journal is not None:
            self.journal.keep(thing)

    def all_sections(self, notebook: str) -> Iterator[Section]:
        """Every section of a notebook, those in groups too."""
        return (section for section in self.sections.values() if section.notebook == notebook)


def _site(url: str) -> str:
    """The address of the site or personal OneDrive that a notebook's address is in."""
    parts = urlsplit(url.removeprefix("onenote:"))
    segments = [segment for segment in parts.path.split("/") if segment]
    if len(segments) >= 2 and segments[0].lower() in ("sites", "teams", "personal"):
        return f"{parts.scheme}://{parts.netloc}/{segments[0]}/{segments[1]}"
    return f"{parts.scheme}://{parts.netloc}"


def _plain_address(url: str) -> str:
    parts = urlsplit(url.strip().removeprefix("onenote:"))
    return unquote(f"{parts.netloc}{parts.path}").rstrip("/").casefold()
