"""Ids of events: one for each mailbox and occurrence, in two forms (Outlook immutable identifiers)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import date


def event_id(upn: str, uid: str, key: str, *, immutable: bool) -> str:
    """The id of an event in one mailbox; the immutable form is another one (Outlook immutable identifiers)."""
    place = base64.urlsafe_b64encode(f"{uid}|{key}|{upn}".encode()).decode()
    return ("AAkALgAA" if immutable else "AAMkADAw") + place


def ical_uid(uid: str, key: str) -> str:
    """The iCalUId: the same in every copy, another one for each occurrence (event resource type)."""
    day = date.fromisoformat(key) if key else None
    stamp = f"{day.year:04X}{day.month:02X}{day.day:02X}" if day is not None else "00000000"
    return "040000008200E00074C5B7101A82E008" + stamp + hashlib.sha256(uid.encode()).hexdigest()[:64].upper()


def decode(event: str) -> tuple[str, str, str] | None:
    """Mailbox, series and key of an id; None when it is none of ours."""
    try:
        uid, key, upn = base64.urlsafe_b64decode(event[8:].encode()).decode().split("|")
        if key:
            date.fromisoformat(key)
    except (binascii.Error, ValueError):
        return None
    return upn, uid, key
