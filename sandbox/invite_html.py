"""HTML of events: how Exchange wraps and cleans it, and the block that Teams puts into online meetings."""

from __future__ import annotations

import html
import re

_HEAD = '<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
_DROPPED = re.compile(
    r"<!--.*?-->|<(script|style|iframe|object|form)\b.*?</\1\s*>|<(script|iframe|object|input|link|embed)\b[^>]*>",
    re.I | re.S,
)
_HANDLERS = re.compile(r"\s+on[a-z]+\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+)", re.I)
_TAG = re.compile(r"<[a-z][^>]*>", re.I)
_BODY = re.compile(r"<body\b[^>]*>(.*)</body\s*>", re.I | re.S)
_NAMED = re.compile(r"\b(id|class)=\"(?!x_)([^\"]*)\"")
_BREAKS = re.compile(r"<(br|/p|/div|/tr|/li|/h[1-6])\b[^>]*>", re.I)


def stored_body(content: str) -> str:
    """The HTML as Exchange keeps and returns it: wrapped in html, head and body; scripts, comments and handlers
    removed.
    """
    cleaned = _DROPPED.sub("", content)
    cleaned = _TAG.sub(lambda tag: _HANDLERS.sub("", tag[0]), cleaned)
    inside = _BODY.search(cleaned)
    if inside is None:
        cleaned = re.sub(r"</?(html|head|body|meta|title)\b[^>]*>", "", cleaned, flags=re.I)
        return f"{_HEAD}</head><body>{cleaned}</body></html>"
    opening = cleaned[inside.start() : inside.start(1)]
    return f"{_HEAD}</head>{opening}{inside[1]}</body></html>"


def attendee_copy(body: str) -> str:
    """The body in an attendee's mailbox: ids and classes come back with the prefix `x_`, as Outlook rewrites them."""
    return _TAG.sub(lambda tag: _NAMED.sub(r'\1="x_\2"', tag[0]), body)


def as_text(body: str) -> str:
    """The body as plain text, for bodyPreview and `Prefer: outlook.body-content-type="text"`."""
    text = html.unescape(re.sub(r"<[^>]*>", "", _BREAKS.sub("\n", body.partition("</head>")[2] or body)))
    return re.sub(r"\n\s*\n+", "\n", re.sub(r"[ \t\r\xa0]+", " ", text)).strip()


def teams_block(join_url: str, uid: str, *, old: bool = False) -> str:
    """The join block of an online Teams meeting; `old` as it was until 2024, which invites of that time still hold."""
    if old:
        rule = '<span style="white-space:nowrap; color:#5F5F5F; opacity:.36">' + "_" * 80 + "</span>"
        return (
            f'<br>\r\n<div style="width:100%">{rule} </div>\r\n'
            '<div class="me-email-text" lang="en-US" style="color:#252424; font-family:\'Segoe UI\',sans-serif">\r\n'
            '<div style="margin-top:24px; margin-bottom:20px"><span style="font-size:24px; color:#252424">'
            "Microsoft Teams meeting</span></div>\r\n"
            '<div style="margin-bottom:20px"><div style="margin-top:0px"><strong>Join on your computer, mobile app or '
            "room device</strong></div>\r\n"
            f'<a href="{html.escape(join_url)}" class="me-email-headline" target="_blank" rel="noreferrer noopener" '
            'style="font-size:14px; color:#6264A7">Click here to join the meeting</a></div>\r\n'
            "<table><tbody><tr><td>Meeting ID:</td><td>261 482 009 1</td></tr></tbody></table></div>\r\n"
            f'<div style="width:100%">{rule} </div>'
        )
    number = " ".join(f"{int(uid, 16) % 10**12:012d}"[i : i + 3] for i in range(0, 12, 3))
    secondary = 'class="me-email-text-secondary" style="font-size:14px; color:#616161"'
    rule = f'<div style="margin-bottom:24px; overflow:hidden; white-space:nowrap">{"_" * 80}</div>\r\n'
    return (
        '<br>\r\n<div class="me-email-text" lang="en-US" style="max-width:520px; color:#242424; '
        "font-family:'Segoe UI','Helvetica Neue',Helvetica,Arial,sans-serif\">\r\n"
        f"{rule}"
        '<div style="margin-bottom:12px"><span class="me-email-text" '
        'style="font-size:24px; font-weight:700; margin-right:12px">Microsoft Teams</span> '
        '<a href="https://aka.ms/JoinTeamsMeeting?omkt=en-US" class="me-email-link" '
        'style="font-size:14px; text-decoration:underline; color:#5B5FC7">Need help?</a></div>\r\n'
        f'<div style="margin-bottom:6px"><a href="{html.escape(join_url)}" id="meet_invite_block.action.join_link" '
        'class="me-email-headline" title="Meeting join link" target="_blank" rel="noreferrer noopener" '
        'style="font-size:20px; font-weight:600; text-decoration:underline; color:#5B5FC7">'
        "Join the meeting now</a></div>\r\n"
        f'<div style="margin-bottom:6px"><span {secondary}>Meeting ID: </span>'
        f'<span class="me-email-text" style="font-size:14px; color:#242424">{number}</span></div>\r\n'
        f"{rule}</div>"
    )
