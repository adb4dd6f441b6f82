"""A file at its SharePoint or OneDrive address (Microsoft Graph v1.0, `shares` and `driveItem`): two GETs, or one."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from oneone.errors import Missing, NeedsAttention, TryLater
from oneone.graph.accounts import loopback
from oneone.graph.answers import SOON
from oneone.graph.client import Session

if TYPE_CHECKING:
    import httpx

LARGEST = 50 * 1024 * 1024
"""Bytes of a file of figures; a larger one is something else."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as downloaded; `tag` changes whenever its content does."""

    name: str
    tag: str
    data: bytes


async def download(
    session: Session, address: str, tag: str = "", transport: httpx.AsyncBaseTransport | None = None
) -> File | None:
    """The file at a web address as copied from the browser or a sharing link; None when its content still has `tag`.

    Raises Missing when the account cannot see it, NeedsAttention when it is no file to be read, else as
    `answers.raised`. Needs Files.Read.All; the content comes from an address that needs no token, so it gets none.
    """
    what = "open the file of figures"
    query = {"$select": "id,name,cTag,eTag,size,file,@microsoft.graph.downloadUrl"}
    request = session.request("GET", "shares", _share(address), "driveItem", query=query)
    try:
        item = await session.json(request, what)
    except Missing as error:
        raise Missing(
            "There is no file at this address of ONEONE_NUMBERS, or the account cannot open it. Copy its address again "
            "from SharePoint or OneDrive, and share it with the account.",
            **error.facts,
        ) from error
    if "file" not in item:
        raise NeedsAttention("The address in ONEONE_NUMBERS leads to a folder. Give the address of one file.")
    now = str(item.get("cTag") or item.get("eTag") or "")
    if tag and now == tag:
        return None
    if int(item.get("size") or 0) > LARGEST:
        raise NeedsAttention("The file of figures is larger than 50 MB.", bytes=int(item["size"]))
    link = str(item.get("@microsoft.graph.downloadUrl") or "")
    if urlsplit(link).scheme != "https" and not loopback(link):
        raise TryLater("Could not read the file of figures: Microsoft 365 named no address for it.", SOON)
    return File(str(item.get("name") or "file"), now, await _content(link, transport))


async def _content(link: str, transport: httpx.AsyncBaseTransport | None) -> bytes:
    import httpx

    try:
        async with httpx.AsyncClient(transport=transport, timeout=httpx.Timeout(60, connect=10)) as http:
            answer = await http.get(link)
    except httpx.RequestError as error:
        raise TryLater("Could not read the file of figures.", SOON, reason=type(error).__name__) from error
    if not answer.is_success:
        raise TryLater("Could not read the file of figures just now.", SOON, status=answer.status_code)
    return answer.content


def _share(address: str) -> str:
    """The address as Graph takes it ("Encoding sharing URLs")."""
    return "u!" + base64.urlsafe_b64encode(address.strip().encode()).decode().rstrip("=")
