"""A notebook as the folder it is, and who may open that (Microsoft Graph: driveItem, list permissions)."""

from __future__ import annotations

import base64
import binascii

from sandbox import files_api
from sandbox.answers import Answer, Call, Json, Refused, answer_json, endpoint
from sandbox.tenant import Notebook

_SCOPES = {"Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All"}


def drive_item(call: Call) -> Answer:
    """GET shares/u!{address}/driveItem of a notebook; files have their own."""
    coded = call.names["share"].removeprefix("u!")
    try:
        address = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return files_api.drive_item(call)
    notebook = call.tenant.notebook_at(address)
    if notebook is None:
        return files_api.drive_item(call)
    _allowed(call, notebook)
    item: Json = {
        "id": f"01{notebook.link.replace('-', '').upper()}",
        "name": notebook.name,
        "package": {"type": "oneNote"},
        "parentReference": {"driveType": "business", "driveId": _drive(notebook)},
    }
    return answer_json({"@odata.context": f"{call.base}/$metadata#driveItems/$entity", **item})


def permissions(call: Call) -> Answer:
    """GET drives/{drive}/items/{id}/permissions: the owner sees all, others their own alone."""
    found = next(
        (
            notebook
            for notebook in call.tenant.notebooks.values()
            if f"01{notebook.link.replace('-', '').upper()}" == call.names["id"]
            and _drive(notebook) == call.names["drive"]
        ),
        None,
    )
    if found is None:
        raise Refused(404, "itemNotFound", "The resource could not be found.")
    _allowed(call, found)
    everything = found.owner in (None, call.person.upn)
    shown: list[Json] = []
    for upn in sorted(found.members):
        if not everything and upn != call.person.upn:
            continue
        person = call.tenant.people.get(upn)
        user = {"id": person.id if person else "", "displayName": person.name if person else upn, "email": upn}
        role = "owner" if upn == found.owner or found.owner is None else "write"
        shown.append({"id": f"p-{len(shown)}", "roles": [role], "grantedToV2": {"user": user}})
    if found.link_scope and everything:
        link = {"scope": found.link_scope, "type": "view", "webUrl": f"{found.url}?share=1"}
        shown.append({"id": "p-link", "roles": ["read"], "link": link})
    return answer_json({"@odata.context": f"{call.base}/$metadata#permissions", "value": shown})


def _allowed(call: Call, notebook: Notebook) -> None:
    if not _SCOPES & call.person.scopes:
        raise Refused(403, "accessDenied", "Access denied")
    if not call.tenant.may_open(call.person.upn, notebook):
        raise Refused(404, "itemNotFound", "The sharing link no longer exists, or you do not have permission.")


def _drive(notebook: Notebook) -> str:
    return f"b!{notebook.root.replace('/', '-').replace(',', '-')}"


ENDPOINTS = [
    endpoint("GET", "/shares/{share}/driveItem", drive_item),
    endpoint("GET", "/drives/{drive}/items/{id}/permissions", permissions),
]
