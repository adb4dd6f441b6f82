"""`export` and `forget`: what is kept about a person, for that person to read, or to be gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from oneone.commands.live import opened
from oneone.commands.terminal import plural, say, show
from oneone.errors import NeedsAttention

if TYPE_CHECKING:
    from oneone.bootstrap import Services
    from oneone.store.records import Found

Person = Annotated[str, typer.Argument(metavar="PERSON", help="User principal name, as in the table of pairs.")]
_STAYS = (
    "Pages in OneNote and invites in Outlook stay as they are: they belong to the two people. What the other person "
    "of a pair promised goes, too: a pair is kept as one."
)


def export(
    person: Person,
    out: Annotated[Path | None, typer.Option("--out", help="A file to write; else it is printed.")] = None,
) -> None:
    """Write out, as JSON, all that is kept about a person: pairs, 1:1s, promises, figures, sign-in (no secret)."""
    from oneone.store.records import Records, exported

    with opened() as live:
        text = json.dumps(exported(Records(live.store).about(person)), ensure_ascii=False, indent=2)
    if out is None:
        show(text)
        return
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as problem:
        raise NeedsAttention(f"{out} cannot be written: {problem.strerror}.") from problem
    say(f"Written to {out}.")


def forget(
    person: Person,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without it, only what would go is shown.")] = False,
) -> None:
    """Delete all that is kept about a person: pairs, 1:1s, promises, figures, sign-in."""
    from oneone.store.records import Records

    with opened() as live:
        records = Records(live.store)
        found = records.about(person)
        if not found.any:
            show(f"Nothing is kept about {found.person}.")
            return
        if not yes:
            show(f"Kept about {found.person}: {_counted(found)}.")
            show(f"{_STAYS} Nothing was removed; say --yes to remove it.")
            return
        with _nobody_works(live, found):
            found = records.about(person)
            records.forget(found)
        show(f"Removed about {found.person}: {_counted(found)}. {_STAYS}")


def _counted(found: Found) -> str:
    named = sum(len(rows) for rows in found.mentions.values())
    parts = [f"{plural(count, 'row')} of {table}" for table, count in found.counts.items()]
    return ", ".join([*parts, *([f"the name in {plural(named, 'row')} of others"] if named else [])])


@contextmanager
def _nobody_works(live: Services, found: Found) -> Iterator[None]:
    """Hold the accounts of the person's pairs meanwhile, so that no pass writes anew what is removed."""
    held: list[str] = []
    by = uuid4().hex
    try:
        for account in found.accounts:
            if live.ledger.claim(account, by, live.clock()) is None:
                raise NeedsAttention(f"Another run works for {account} just now. Try again in 15 minutes.")
            held.append(account)
        yield
    finally:
        for account in held:
            live.ledger.abandon(account, by, live.clock())
