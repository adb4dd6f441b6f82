"""Multipart bodies read as OneNote reads them: byte for byte, CRLF only (Create OneNote pages; OneNote error codes).

No form parser of a web framework is used: those decode parts without a file name as text and so damage pictures
(measured).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.answers import Refused


@dataclass(frozen=True, slots=True)
class Part:
    """One named part."""

    name: str
    media: str
    data: bytes


def parts(content_type: str, body: bytes) -> list[Part]:
    """The parts of a body; refused with the code OneNote gives for what is wrong."""
    boundary = re.search(r'boundary="?([^";]+)"?', content_type)
    if boundary is None:
        raise Refused(400, "20011", "The multipart payload is malformed: no boundary.")
    mark = b"--" + boundary[1].strip().encode()
    if not body.startswith(mark + b"\r\n") or not body.rstrip(b"\r\n").endswith(mark + b"--"):
        raise Refused(400, "20011", "The multipart payload is malformed: it must begin and end with the boundary.")
    pieces = (b"\r\n" + body).split(b"\r\n" + mark)
    found = [_part(piece.removeprefix(b"\r\n")) for piece in pieces[1:-1]]
    names = [part.name for part in found]
    if any(name != "Presentation" and names.count(name) > 1 for name in names):
        raise Refused(400, "20009", "The request contains parts with duplicate names.")
    return found


def presentation(found: list[Part]) -> Part:
    """The one part that is the page."""
    pages = [part for part in found if part.name == "Presentation"]
    if not pages:
        raise Refused(400, "20001", 'The request is missing the required "Presentation" part.')
    if len(pages) > 1:
        raise Refused(400, "20002", 'The request contains two or more "Presentation" parts.')
    if pages[0].media.partition(";")[0].strip().lower() not in ("text/html", "application/xhtml+xml"):
        raise Refused(400, "20003", 'The "Presentation" part can be only text/html or application/xhtml+xml.')
    return pages[0]


def _part(piece: bytes) -> Part:
    head, blank, data = piece.partition(b"\r\n\r\n")
    if not blank:
        raise Refused(400, "20011", "The multipart payload is malformed: a blank line is missing.")
    headers = {
        name.strip().lower(): value.strip()
        for name, colon, value in (line.partition(":") for line in head.decode("utf-8", "replace").split("\r\n"))
        if colon
    }
    disposition, media = headers.get("content-disposition"), headers.get("content-type")
    if disposition is None and media is None:
        raise Refused(400, "20013", "A part has neither Content-Type nor Content-Disposition.")
    if disposition is None:
        raise Refused(400, "20010", "A part has no Content-Disposition.")
    if media is None:
        raise Refused(400, "20012", "A part has no Content-Type.")
    name = re.search(r'name="?([^";]+)"?', disposition)
    if name is None:
        raise Refused(400, "20011", "The multipart payload is malformed: a part has no name.")
    if len(data) > 25 * 1024 * 1024:
        raise Refused(400, "20014", "A part is longer than 25 MB.")
    return Part(name[1], media, data)
