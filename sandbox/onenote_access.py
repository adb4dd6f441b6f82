"""Which notebook, section or page a request names, and whether this person may have it."""

from __future__ import annotations

import re

from sandbox.answers import Call, Refused
from sandbox.tenant import Notebook, Page, Section

_ID = re.compile(r"[01]-[A-Za-z0-9!._~-]+")


def need(call: Call, *any_of: str) -> None:
    """The token has one of these scopes; other people's and sites' notebooks need an `.All` one (Permissions
    reference).
    """
    have = set(any_of) & call.person.scopes
    if call.names.get("root", "me").lower() != "me":
        have = {scope for scope in have if scope.endswith(".All") or scope == "Notes.Create"}
    if not have:
        raise Refused(
            403, "40004", "The OAuth token provided does not have the necessary scopes to complete the request."
        )


def opened(call: Call, notebook: Notebook) -> None:
    """Refused when the person is not one the notebook is shared with, or it lies elsewhere."""
    if not call.tenant.may_open(call.person.upn, notebook):
        raise Refused(
            401, "40003", "The user does not have access to the requested resource."
        )  # 401 is what was measured
    if not under_root(call, notebook):
        raise missing()


def under_root(call: Call, notebook: Notebook) -> bool:
    """/me is own and shared content; the others are what belongs to that user, site or group."""
    root = call.names["root"]
    kind, _, name = root.partition("/")
    if kind.lower() == "me":
        return True
    if kind.lower() != "users":
        return notebook.root.casefold() == root.casefold()
    owner = call.tenant.person(name)
    if owner is None:
        raise Refused(404, "ResourceNotFound", "User not found.")
    return owner.upn == call.person.upn or notebook.root == f"users/{owner.id}"


def readable(call: Call, place: Section) -> None:
    """Refused when the token may not read pages, or the section is encrypted."""
    need(call, "Notes.Read", "Notes.Read.All", "Notes.ReadWrite", "Notes.ReadWrite.All")
    if place.encrypted:
        raise Refused(403, "20185", "The section is encrypted.")


def _checked(call: Call) -> str:
    identifier = call.names["id"]
    if _ID.fullmatch(identifier) is None:
        raise Refused(400, "20112", "The request contains an invalid ID.")
    return identifier


def missing() -> Refused:
    """What is not there."""
    return Refused(404, "20102", "The specified resource ID does not exist.")


def the_notebook(call: Call) -> Notebook:
    """The notebook in the path."""
    found = call.tenant.notebooks.get(_checked(call))
    if found is None:
        raise missing()
    opened(call, found)
    return found


def the_parent(call: Call) -> str:
    """The id of the notebook or section group in the path."""
    if "/sectiongroups/" in call.path.lower():
        group = call.tenant.groups.get(_checked(call))
        if group is None:
            raise missing()
        opened(call, call.tenant.notebook_of(group.id))
        return group.id
    return the_notebook(call).id


def the_section(call: Call) -> Section:
    """The section in the path."""
    found = call.tenant.sections.get(_checked(call))
    if found is None:
        raise missing()
    opened(call, call.tenant.notebook_of(found.id))
    return found


def the_page(call: Call) -> Page:
    """The page in the path; a new one may be missing for its first reads."""
    found = call.tenant.pages.get(_checked(call))
    if found is None:
        raise missing()
    opened(call, call.tenant.notebook_of(found.id))
    readable(call, call.tenant.sections[found.section])
    if found.reads < call.tenant.faults.read_lag:
        found.reads += 1
        raise missing()
    return found
