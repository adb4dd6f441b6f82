"""A mail from the account to one person (Microsoft Graph v1.0, `user: sendMail`; needs Mail.Send)."""

from __future__ import annotations

import json

from oneone.graph.client import Session
from oneone.model import Attendee


async def send(session: Session, to: Attendee, subject: str, html: str) -> None:
    """Send one mail, never twice, and leave no copy in the sender's mailbox: it is for its reader alone.

    Graph answers 202 when it has taken the mail and knows no idempotency key: a lost answer raises Unknown, and is not
    asked again. NeedsAttention when it is refused; code ErrorAccessDenied means that Mail.Send was not agreed to.
    """
    mail = {
        "Message": {
            "subject": subject,
            "body": {"contentType": "html", "content": html},
            "toRecipients": [{"emailAddress": {"address": to.mail, "name": to.name}}],
        },
        "SaveToSentItems": False,
    }
    request = session.request("POST", "me", "sendMail", body=json.dumps(mail, ensure_ascii=False).encode())
    await session.content(request, "send the mail", repeatable=False)
