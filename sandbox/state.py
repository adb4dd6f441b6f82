"""The tenant on disk: one SQLite file in the data directory, one row for each thing, written as it changes."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.content import dump, load
from sandbox.mail_api import Letter
from sandbox.mailbox import Copy, Mail, Mailboxes, Series
from sandbox.tenant import Notebook, Page, Person, Resource, Section, SectionGroup, Tenant

FILE = "tenant.sqlite"
VERSION = 1
_TIMES = {"created", "modified", "made", "start", "when"}
_MEMORY_ONLY = {"rendered", "pages", "reads", "titled", "listings"}


class NotATenant(RuntimeError):
    """The file in the data directory is not one of ours; the message says which."""


class Disk:
    """The journal of a data directory."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / FILE
        self._db = sqlite3.connect(self._path, isolation_level=None)
        try:
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            tables = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if version != VERSION and (version or tables):
                raise NotATenant(f"{self._path} was not written by this sandbox. Give another --data directory.")
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS things "
                "(kind TEXT, key TEXT, data TEXT, bytes BLOB, PRIMARY KEY (kind, key))"
            )
            self._db.execute(f"PRAGMA user_version={VERSION}")
        except sqlite3.DatabaseError as broken:
            self._db.close()
            raise NotATenant(f"{self._path} is not a SQLite file. Give another --data directory.") from broken
        except NotATenant:
            self._db.close()
            raise

    def keep(self, thing: object) -> None:
        """Keeps the newest state of a thing of the tenant."""
        kind, key, data = _row(thing)
        content = thing.data if isinstance(thing, Resource) else None
        self._db.execute(
            "INSERT INTO things (kind, key, data, bytes) VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET data = excluded.data",
            (kind, key, json.dumps(data, ensure_ascii=False), content),
        )

    def forget_page(self, page_id: str) -> None:
        """Keeps a page no longer."""
        self._db.execute("DELETE FROM things WHERE kind = 'page' AND key = ?", (page_id,))

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def things(self, kind: str) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Everything of a kind, in the order it was first written."""
        for data, content in self._db.execute("SELECT data, bytes FROM things WHERE kind = ? ORDER BY rowid", (kind,)):
            yield json.loads(data), content or b""


def open_tenant(folder: Path, clock: Callable[[], datetime] | None = None) -> tuple[Tenant, Disk]:
    """The tenant of a data directory, empty when it is new; NotATenant when the file there is something else."""
    disk = Disk(folder)
    tenant = Tenant(clock)
    for data, _ in disk.things("person"):
        person = Person(**{**data, "scopes": frozenset(data["scopes"])})
        tenant.people[person.upn] = person
    for data, _ in disk.things("notebook"):
        notebook = Notebook(**{**_timed(data), "members": set(data["members"])})
        tenant.notebooks[notebook.id] = notebook
    for data, _ in disk.things("group"):
        group = SectionGroup(**_timed(data))
        tenant.groups[group.id] = group
    for data, _ in disk.things("section"):
        section = Section(**_timed(data))
        tenant.sections[section.id] = section
    for data, content in disk.things("resource"):
        tenant.resources[data["id"]] = Resource(data["id"], data["media"], content, data["notebook"])
    for data, _ in disk.things("page"):
        page = Page(**{**_timed(data), "content": load(data["content"])})
        tenant.pages[page.id] = page
        tenant.sections[page.section].pages.append(page.id)
    for data, _ in disk.things("series"):
        series = _series(data)
        tenant.mailboxes.series[series.uid] = series
        tenant.mailboxes.seen_version(max([series.version, *(copy.version for copy in series.copies.values())]))
    tenant.mailboxes.mails.extend(Mail(**_timed(data)) for data, _ in disk.things("mail"))
    tenant.letters.extend(Letter(**_timed(data)) for data, _ in disk.things("letter"))
    for data, _ in disk.things("sharing"):
        tenant.mailboxes.shared = {(owner, with_) for owner, with_ in data["shared"]}
        tenant.mailboxes.disabled_meetings = data["disabled_meetings"]
    tenant.journal = disk
    return tenant, disk


def _row(thing: object) -> tuple[str, str, dict[str, Any]]:
    """Kind, key and JSON values of a thing."""
    if isinstance(thing, Person):
        return "person", thing.upn, {**_plain(thing), "scopes": sorted(thing.scopes)}
    if isinstance(thing, Notebook):
        return "notebook", thing.id, {**_plain(thing), "members": sorted(thing.members)}
    if isinstance(thing, SectionGroup):
        return "group", thing.id, _plain(thing)
    if isinstance(thing, Section):
        return "section", thing.id, _plain(thing)
    if isinstance(thing, Page):
        return "page", thing.id, {**_plain(thing), "content": dump(thing.content)}
    if isinstance(thing, Resource):
        return "resource", thing.id, {"id": thing.id, "media": thing.media, "notebook": thing.notebook}
    if isinstance(thing, Series):
        moved = {key: when.isoformat() for key, when in thing.moved.items()}
        copies = {place: _plain(copy) for place, copy in thing.copies.items()}
        return "series", thing.uid, {**_plain(thing), "moved": moved, "copies": copies}
    if isinstance(thing, Mail):
        return "mail", str(uuid.uuid4()), _plain(thing)  # written once
    if isinstance(thing, Letter):
        return "letter", thing.id, _plain(thing)
    if isinstance(thing, Mailboxes):
        data = {"shared": sorted(thing.shared), "disabled_meetings": thing.disabled_meetings}
        return "sharing", "", data
    raise TypeError(f"{type(thing).__name__} is not kept")


def _plain(thing: Person | Notebook | SectionGroup | Section | Page | Series | Copy | Mail | Letter) -> dict[str, Any]:
    values = {field.name: getattr(thing, field.name) for field in fields(thing) if field.name not in _MEMORY_ONLY}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _timed(data: dict[str, Any]) -> dict[str, Any]:
    return {name: datetime.fromisoformat(value) if name in _TIMES and value else value for name, value in data.items()}


def _series(data: dict[str, Any]) -> Series:
    moved = {key: datetime.fromisoformat(when) for key, when in data["moved"].items()}
    copies = {place: Copy(**copy) for place, copy in data["copies"].items()}
    return Series(**{**_timed(data), "moved": moved, "copies": copies})
