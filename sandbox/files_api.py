"""Files in SharePoint and OneDrive by their web address (Microsoft Graph: access shared items, driveItem)."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import unquote, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox import odata
from sandbox.answers import Answer, Call, Refused, answer_json, endpoint, stamp
from sandbox.tenant import SharedFile, Tenant

_SCOPES = {"Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All"}


def drive_item(call: Call) -> Answer:
    """GET shares/u!{address}/driveItem; `downloadUrl` needs no token and must not be sent one."""
    if not _SCOPES & call.person.scopes:
        raise Refused(403, "accessDenied", "Access denied")
    file = _file(call)
    host = call.base.removesuffix("/v1.0")
    item = {
        "@microsoft.graph.downloadUrl": f"{host}/sandbox/download/{file.key}",
        "id": f"01{file.id.replace('-', '').upper()[:32]}",
        "name": file.name,
        "webUrl": file.url,
        "size": len(file.data),
        "eTag": f'"{{{file.id.upper()}}},{file.version}"',
        "cTag": f'"c:{{{file.id.upper()}}},{file.version}"',
        "createdDateTime": stamp(file.created),
        "lastModifiedDateTime": stamp(file.modified),
        "file": {"mimeType": "application/octet-stream"},
    }
    asked = call.query.get("$select")
    if asked and "@microsoft.graph.downloadUrl" in asked.split(","):
        named = ",".join(name for name in asked.split(",") if not name.startswith("@"))
        chosen = {name: value for name, value in odata.select(item, named).items() if not name.startswith("@")}
        item = {"@microsoft.graph.downloadUrl": item["@microsoft.graph.downloadUrl"], **chosen}
    return answer_json({"@odata.context": f"{call.base}/$metadata#driveItems/$entity", **item})


def _file(call: Call) -> SharedFile:
    share = call.names["share"]
    try:
        encoded = share.removeprefix("u!")
        address = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError) as broken:
        raise Refused(400, "invalidRequest", "The sharing URL is not encoded as it must be.") from broken
    wanted = plain(address)
    found = next((f for f in call.tenant.files.values() if plain(f.url) == wanted), None)
    if found is None or call.person.upn not in found.members:
        raise Refused(404, "itemNotFound", "The sharing link no longer exists, or you do not have permission.")
    return found


def plain(address: str) -> str:
    """An address as two of the same file are equal."""
    parts = urlsplit(address)
    return f"{parts.netloc}{unquote(parts.path)}".casefold()


def routes(tenant: Tenant) -> list[Route]:
    """The pre-authenticated download address; a token sent there is refused, as SharePoint does."""

    async def download(request: Request) -> Response:
        found = next((f for f in tenant.files.values() if f.key == request.path_params["key"]), None)
        if "authorization" in request.headers or found is None:
            return Response(status_code=401)
        tenant.downloads += 1
        return Response(found.data, media_type="application/octet-stream")

    return [Route("/sandbox/download/{key}", download, methods=["GET"])]


ENDPOINTS = [endpoint("GET", "/shares/{share}/driveItem", drive_item)]
