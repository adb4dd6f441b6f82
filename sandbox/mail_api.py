"""Outlook's endpoint for sending a mail (Microsoft Graph: user: sendMail), and the mails that people sent."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sandbox.answers import Answer, Call, Json, Refused, body_json, endpoint

_MESSAGE = {"subject", "body", "toRecipients", "ccRecipients", "bccRecipients", "replyTo", "importance"}


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as one recipient got it; `kept` says whether a copy is in the sender's Sent Items."""

    id: str
    sender: str  # UPN
    to: str  # address, lower case
    subject: str
    html: str
    when: datetime
    kept: bool = True


def send_mail(call: Call) -> Answer:
    """POST me/sendMail: 202 without a body. Nothing tells a repeated request from a second mail."""
    if "Mail.Send" not in call.person.scopes:
        raise Refused(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    # The SDKs write the names of an action's parameters with a capital letter.
    asked = {name[:1].lower() + name[1:]: value for name, value in body_json(call, "BadRequest").items()}
    message = asked.get("message")
    if set(asked) - {"message", "saveToSentItems"} or not isinstance(message, dict):
        raise Refused(400, "BadRequest", "The parameters are message and saveToSentItems.")
    unknown = sorted(set(message) - _MESSAGE - {"@odata.type"})
    if unknown:
        raise Refused(501, "notImplemented", f"This local tenant does not send {', '.join(unknown)} of messages.")
    body = message.get("body")
    if not isinstance(body, dict) or str(body.get("contentType")).lower() not in ("html", "text"):
        raise Refused(400, "ErrorInvalidRequest", "The body of a message is html or text.")
    addresses = [
        address for field in ("toRecipients", "ccRecipients", "bccRecipients") for address in _to(message, field)
    ]
    if not addresses:
        raise Refused(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.")
    for address in addresses:
        letter = Letter(
            id=str(uuid.uuid4()),
            sender=call.person.upn,
            to=address,
            subject=str(message.get("subject") or ""),
            html=str(body.get("content") or ""),
            when=call.tenant.clock(),
            kept=asked.get("saveToSentItems") is not False,
        )
        call.tenant.letters.append(letter)
        call.tenant.keep(letter)
    return Answer(202)


def _to(message: Json, field: str) -> list[str]:
    try:
        found = [str(entry["emailAddress"]["address"]).strip().lower() for entry in message.get(field) or ()]
    except (KeyError, TypeError) as wrong:
        raise Refused(400, "ErrorInvalidRecipients", "A recipient is an emailAddress with an address.") from wrong
    if any("@" not in address for address in found):
        raise Refused(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.")
    return found


ENDPOINTS = [endpoint("POST", "/me/sendMail", send_mail)]
