"""No change of an event touches a byte outside our block, whatever stands in the invite."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneone.agenda import invite
from sandbox import build
from tests.agenda.drafts import LAST, NOV_16, draft
from tests.calendar.office import Office

BLOCK = invite.block(draft(), LAST)
FORMER = invite.block(draft(minutes=45, announces=None), f"{LAST}&older")
OTHER_WEEK = invite.block(draft(date=NOV_16), LAST)
EDITED = BLOCK.replace("Promises", "Promises and cake")

tags = st.sampled_from(
    [
        *(
            "<html>",
            "<head>",
            "</head>",
            "<body>",
            '<BODY dir="ltr" onclick="a > b">',
            "</body>",
            "</html>",
            "<br>",
            "<p>",
        ),
        *("</p>", "<table>", "</table>", "<tr><td>", "</td></tr>", "<!-- <body> -->", "<!doctype html>", "<?xml ?>"),
        *(
            "<style>td > a {}</style>",
            "<script>'<table>'</script>",
            "<title>a <body></title>",
            "<a href=x>",
            "</a>",
            "<",
        ),
        *(
            '<a href="https://teams.microsoft.com/l/meetup-join/19%3ameeting">Join</a>',
            "<div",
            "&nbsp;",
            "&lt;",
            "\r\n",
        ),
        *(
            "<a href='https://x.example/#oneone-cwpj7q-20261123'>page</a>",
            "<td title='<body>'>",
            "</",
            "\u00e9\U0001f44d",
        ),
    ]
)
pieces = st.one_of(tags, st.text(max_size=12), st.sampled_from([BLOCK, FORMER, OTHER_WEEK, EDITED]))
bodies = st.lists(pieces, max_size=25).map("".join)
formers = st.sampled_from([None, invite.digest(BLOCK), invite.digest(FORMER), "0" * 32])


def outside(before: str, after: str, inserted: str) -> tuple[str, str] | None:
    """What stands around the inserted text in `after`, when `before` begins and ends so; None when it does not."""
    for at in range(len(after) - len(inserted) + 1):
        if after.startswith(inserted, at):
            head, tail = after[:at], after[at + len(inserted) :]
            if before.startswith(head) and before.endswith(tail) and len(head) + len(tail) <= len(before):
                return head, tail
    return None


@settings(max_examples=400, deadline=None)
@given(html=bodies, former=formers)
def test_only_our_block_is_ever_inserted_or_replaced(html: str, former: str | None) -> None:
    placed = invite.place(html, BLOCK, former)
    if placed.state in ("same", "edited"):
        assert placed.html == html
        return
    inserted = BLOCK if placed.state == "replaced" else f"{BLOCK}<br>"
    around = outside(html, placed.html, inserted)
    assert around is not None
    gone = html[len(around[0]) : len(html) - len(around[1])]
    if placed.state == "new":
        assert gone == ""
    else:
        assert invite.digest(gone) in (former, invite.digest(BLOCK))
        assert gone.startswith("<table")
        assert gone.endswith("</table>")


@settings(max_examples=100, deadline=None)
@given(html=bodies)
def test_what_was_placed_is_found_again(html: str) -> None:
    once = invite.place(html, BLOCK, None)
    if once.state == "new":
        again = invite.place(once.html, BLOCK, invite.digest(BLOCK))
        assert again.html == once.html


class Wire(httpx.ASGITransport):
    """Remembers the HTML of each event as answered, and as sent back."""

    def __init__(self, office: Office) -> None:
        super().__init__(build(office.tenant))
        self.received = ""
        self.sent: list[tuple[str, str]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        if "/events/" in request.url.path:
            if request.method == "GET":
                self.received = json.loads(await answer.aread())["body"]["content"]
            elif request.method == "PATCH":
                self.sent.append((self.received, json.loads(request.content)["body"]["content"]))
        return answer


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>Hi Lee,<br>our weekly &amp; more \u2013 \u00fcn\u00efcode \U0001f44d</p>",
        "<TABLE border=0><TR><TD>Agenda<TD>of old</TABLE>",
        f"<p>before</p>{OTHER_WEEK}<p>after</p>",
        '<div style="a:url(&quot;x&quot;)"><p>unclosed<table><tr><td>',
    ],
)
@pytest.mark.parametrize("old_teams", [False, True])
def test_what_is_sent_is_what_was_received_and_our_block(html: str, old_teams: bool, tmp_path: Path) -> None:
    office = Office(tmp_path)
    wire = Wire(office)
    office.services = office.serve(office.store, wire)
    office.pair()
    office.book(html=html, old_teams=old_teams)
    report = office.run()
    [(received, sent)] = wire.sent
    start = sent.index("<table cellpadding")
    end = sent.index("</table>", start) + len("</table><br>")
    assert sent[:start] + sent[end:] == received
    assert "teams.microsoft.com" in received
    assert (report.mails, office.tenant.mailboxes.disabled_meetings) == (1, [])
    office.store.close()
