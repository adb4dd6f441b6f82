"""Which permissions an account's work needs, and what for: pure (design §8, scopes by feature)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from oneone.model import Pair

NOTES = "Notes.ReadWrite.All"
OWN_CALENDAR = "Calendars.ReadWrite"
SHARED_CALENDAR = "Calendars.ReadWrite.Shared"
PEOPLE = "User.ReadBasic.All"
FILES = "Files.Read.All"
MAIL = "Mail.Send"


@dataclass(frozen=True, slots=True)
class Permission:
    """A delegated permission of Microsoft Graph, in the words of the person who is asked for it."""

    scope: str
    asks: str
    why: str


PERMISSIONS = {
    permission.scope: permission
    for permission in (
        Permission(
            NOTES,
            "Read and write the OneNote notebooks that you can open",
            "to make the page of each 1:1, and to read that page afterwards for promises and ticks. "
            "Microsoft has no permission for one notebook alone.",
        ),
        Permission(
            OWN_CALENDAR,
            "Read and write your calendar",
            "to know when the next 1:1 is, and to put agenda and link into its invite once.",
        ),
        Permission(
            SHARED_CALENDAR,
            "Read and write calendars that were shared with you",
            "to do the same in the calendars of the managers you work for.",
        ),
        Permission(PEOPLE, "Read names of your colleagues", "to write their names on the pages."),
        Permission(
            FILES,
            "Read files that you can open",
            "to read the figures that your admin named, and to see who else can open a notebook.",
        ),
        Permission(
            MAIL,
            "Send mail as you",
            "to tell a rep, alone and before the page, which small things in the CRM are worth a minute. No other mail "
            "is sent, and none is ever read.",
        ),
    )
}


def needed(account: str, pairs: Iterable[Pair], *, files: bool = False, mail: bool = False) -> tuple[str, ...]:
    """The scopes that the account's work needs: notebook and calendar always, files and mail on demand."""
    wanted = {NOTES}
    for pair in pairs:
        if not pair.active or account not in (pair.signs_in, pair.key.manager):
            continue
        if not pair.rep_name or not pair.manager_name:
            wanted.add(PEOPLE)
        # The calendar says when the 1:1 is, also where no invite is written.
        if account == pair.signs_in:
            wanted |= {MAIL} if mail else set()
            wanted.add(OWN_CALENDAR if account == pair.key.manager else SHARED_CALENDAR)
    if files:
        wanted.add(FILES)
    return tuple(scope for scope in PERMISSIONS if scope in wanted)


def missing(scopes: Collection[str], wanted: Iterable[str]) -> tuple[str, ...]:
    """What is wanted and was not agreed to; a scope that covers more counts."""
    covers = {NOTES: {NOTES}, PEOPLE: {PEOPLE, "User.Read.All"}, FILES: {FILES, "Files.ReadWrite.All"}}
    return tuple(scope for scope in wanted if not covers.get(scope, {scope}) & set(scopes))


def may_connect(account: str, pairs: Iterable[Pair], admins: Collection[str]) -> bool:
    """Whether a sign-in of this person is kept: accounts and managers of active pairs, and the admins of oneone."""
    return account in admins or any(pair.active and account in (pair.signs_in, pair.key.manager) for pair in pairs)
