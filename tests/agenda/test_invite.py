from dataclasses import replace
from time import perf_counter
from typing import Any, Literal

import pytest
from lxml import html as lxml_html

from oneone.agenda import invite
from oneone.errors import NeedsAttention
from oneone.model import Blocks, Names, Promise, Promises
from tests.agenda.drafts import LAST, NOV_16, NOV_20, PROMISES, draft

REF = "cwpj7q-20261123"
BLOCK = invite.block(draft(), LAST)
WRITTEN = invite.digest(BLOCK)

JOIN_OLD = (
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_NzA%40thread.v2/0"
    "?context=%7b%22Tid%22%3a%225c9a%22%2c%22Oid%22%3a%22aa10%22%7d"
)
JOIN_NEW = "https://teams.microsoft.com/meet/2614820091?p=Xk3Qz9&anon=true"
TEAMS_OLD = (
    '<html>\r\n<head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n'
    "<style><!-- p > table {margin:0} --></style></head>\r\n<body>\r\n<div>Hi Lee,<br>\r\nour weekly.</div>\r\n<br>\r\n"
    '<div style="width:100%"><span style="white-space:nowrap; color:#5F5F5F; opacity:.36">'
    "________________________________________________________________________________</span> </div>\r\n"
    f'<div class="me-email-text"><a class="me-email-headline" href="{JOIN_OLD}" target="_blank">Click here to join the '
    "meeting</a></div>\r\n<div><table><tr><td>Meeting ID: 261 482</td></tr></table></div></body>\r\n</html>\r\n"
)
TEAMS_NEW = (
    '<html><head>\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body dir="ltr">'
    '<div class="me-email-text" lang="en-GB"><span style="font-size:24px; font-weight:700">Microsoft Teams meeting'
    f'</span><div>Join: <a id="meet_invite_block.join_link" href="{JOIN_NEW.replace("&", "&amp;")}">link</a></div>'
    "<div>Meeting ID: 261 482 009 1</div></div></body></html>"
)
PLAIN = "<html><head><meta charset='utf-8'></head><body><p>Weekly &amp; more — ünïcode \U0001f44d</p></body></html>"
UPPER = '<!DOCTYPE HTML><HTML><HEAD><TITLE>x</TITLE></HEAD><BODY BGCOLOR="#FFF" onclick="a > b"><P>Hi</P></BODY></HTML>'


def as_outlook_returns(block: str) -> str:
    """The same block after Outlook: other attributes, ids, a tbody, line ends and non-breaking spaces."""
    return (
        block.replace("<table ", '<table id="x_divtagdefaultwrapper" class="x_MsoNormalTable" border="0" ')
        .replace('">\n<tr>', '"><tbody>\r\n<tr>', 1)
        .replace("</table>", "</tbody>\r\n</table>")
        .replace("5 min", "5&nbsp;min")
        .replace("color:#222222", "color:rgb(34,34,34)")
        .replace("This time is", "This\r\ntime is")
    )


def body(*parts: str) -> str:
    return f"<html><head></head><body>{''.join(parts)}<p>Hi</p></body></html>"


def tree(block: str) -> Any:
    return lxml_html.fromstring(block)


def lines(block: str) -> list[str]:
    rows = [[str(cell.xpath("string()")).strip() for cell in row] for row in tree(block).iter("tr")]
    return [" ".join(cells).strip() for cells in rows]


# ---------------------------------------------------------------- what it says


def test_the_block_says_purpose_agenda_open_promises_and_where_the_page_is() -> None:
    assert lines(BLOCK) == [
        "Agenda for our 1:1",
        "This time is for Lee's success, not a performance review.",
        "How are you?",
        "5 min Top of mind (Lee)",
        "3 min Promises",
        "Where we are, what moved",
        "7 min This week's three (Lee)",
        "10 min Forecast, matters arising, what is broken",
        "3 min From Dana",
        "2 min Agreed today",
        "Open: Lee 2 (1 late), Dana 1",
        "Open the page in OneNote Add your points before we meet.",
    ]


def test_the_block_is_one_table_and_nothing_else() -> None:
    assert BLOCK.startswith("<table") and BLOCK.endswith("</table>")  # noqa: PT018
    assert BLOCK.count("<table") == 1


def test_the_link_leads_to_the_page_and_ends_with_its_reference() -> None:
    (link,) = tree(invite.block(draft(), f"{LAST}#old")).iter("a")

    assert link.get("href") == f"{LAST}#oneone-{REF}"


def test_titles_are_shown_only_where_the_pair_wants_them() -> None:
    said = lines(invite.block(draft(invite_shows="titles"), LAST))

    assert "Lee: Send closure plan to Contoso; Book the security review with Fabrikam" in said
    assert "Dana: Introduce Lee to Northwind's CFO" in said
    assert "closure plan" not in BLOCK


@pytest.mark.parametrize("shows", ["counts", "titles"])
def test_a_coaching_goal_never_stands_in_an_invite(shows: Literal["counts", "titles"]) -> None:
    goal = Promise("bcdfgh23", "rep", "Ask two open questions", NOV_20, True, NOV_16, None, kind="coaching")
    of = draft(invite_shows=shows, blocks=Blocks(promises=Promises(open=(goal,), since=NOV_16)))

    assert lines(invite.block(of, LAST))[-2] == "Open: nothing from before"


def test_many_titles_are_cut() -> None:
    many = tuple(replace(PROMISES.open[0], text=f"Step {n} " + "x" * 200) for n in range(9))
    of = draft(invite_shows="titles", blocks=Blocks(promises=Promises(open=many, since=NOV_16)))

    line = lines(invite.block(of, LAST))[-2]

    assert line.endswith("; and 4 more")
    assert len(line) < 500


def test_names_and_promises_are_escaped() -> None:
    promise = replace(PROMISES.open[0], text="<img src=x onerror=alert(1)>")
    of = draft(
        names=Names("<b>Lee", "Dana"),
        invite_shows="titles",
        blocks=Blocks(promises=Promises(open=(promise,), since=NOV_16)),
    )

    tags = {element.tag for element in tree(invite.block(of, LAST)).iter()}

    assert tags == {"table", "tr", "td", "span", "a"}


@pytest.mark.parametrize("url", ["http://x.example/p", "onenote:https://x.example/p", ""])
def test_a_page_without_an_https_address_gets_no_block(url: str) -> None:
    with pytest.raises(NeedsAttention):
        invite.block(draft(), url)


# ---------------------------------------------------------------- how it is put in


@pytest.mark.parametrize(
    ("html", "before"),
    [
        (TEAMS_OLD, "<body>"),
        (TEAMS_NEW, '<body dir="ltr">'),
        (PLAIN, "<body>"),
        (UPPER, 'onclick="a > b">'),
        ("", ""),
        ("just words", ""),
        ("<p>no body</p>", ""),
        ("<html><head><title>a <body> b</title></head><p>x</p></html>", "</head>"),
        ("<!-- <body> --><html><body\n class=x>y", "class=x>"),
        ("<!DOCTYPE html>\n<p>x</p>", "<!DOCTYPE html>"),
        ("<html><p>x</p></html>", "<html>"),
    ],
)
def test_the_block_stands_on_top_and_every_other_byte_stays(html: str, before: str) -> None:
    at = html.index(before) + len(before)

    assert invite.place(html, BLOCK, None) == invite.Placed(f"{html[:at]}{BLOCK}<br>{html[at:]}", "new")


@pytest.mark.parametrize("html", [TEAMS_OLD, TEAMS_NEW, PLAIN, UPPER, ""])
def test_a_second_time_nothing_is_written(html: str) -> None:
    once = invite.place(html, BLOCK, None).html

    assert invite.place(once, BLOCK, WRITTEN) == invite.Placed(once, "same")
    assert invite.place(once, BLOCK, None) == invite.Placed(once, "same")


def test_the_block_is_known_again_after_outlook_rewrote_it() -> None:
    html = body(as_outlook_returns(BLOCK))

    assert as_outlook_returns(BLOCK) != BLOCK
    assert invite.digest(as_outlook_returns(BLOCK)) == WRITTEN
    assert invite.place(html, BLOCK, WRITTEN) == invite.Placed(html, "same")


def test_our_former_block_is_replaced_where_it_stands() -> None:
    former = invite.block(draft(blocks=Blocks(promises=Promises(since=NOV_16))), LAST)
    html = body("<p>Mine first</p>", as_outlook_returns(former), "<table><tr><td>other</td></tr></table>")

    placed = invite.place(html, BLOCK, invite.digest(former))

    assert placed == invite.Placed(html.replace(as_outlook_returns(former), BLOCK), "replaced")


def test_a_block_that_leads_to_another_page_is_replaced_though_its_text_is_the_same() -> None:
    moved = invite.block(draft(), "https://x.example/elsewhere")
    html = body(moved)

    assert invite.place(html, BLOCK, WRITTEN) == invite.Placed(body(BLOCK), "replaced")


@pytest.mark.parametrize(
    "edit",
    [
        lambda block: block.replace("Promises", "Promises, and the trip to Oslo"),
        lambda block: block.replace("How are you?", ""),
        lambda block: block.replace("</table>", "<tr><td>Bring the deck</td></tr></table>"),
        lambda block: block.replace("5 min", "<table><tr><td>15 min</td></tr></table>"),
        lambda block: block[block.index("<a ") : block.index("</a>") + 4],  # the table is gone, the link was kept
        lambda block: block.replace("</table>", ""),
    ],
)
def test_a_block_that_a_person_changed_stays_theirs(edit: object) -> None:
    former = invite.block(draft(blocks=Blocks(promises=Promises(since=NOV_16))), LAST)
    html = body(edit(former))  # type: ignore[operator]

    assert invite.place(html, BLOCK, invite.digest(former)) == invite.Placed(html, "edited")


def test_of_two_blocks_the_one_a_person_changed_decides() -> None:
    former = invite.block(draft(blocks=Blocks(promises=Promises(since=NOV_16))), LAST)
    html = body(former, former.replace("Promises", "Our promises"))

    assert invite.place(html, BLOCK, invite.digest(former)).state == "edited"


def test_a_block_of_another_week_is_left_alone() -> None:
    last_week = invite.block(draft(date=NOV_16), LAST)
    html = body(last_week)

    assert invite.place(html, BLOCK, None) == invite.Placed(body(f"{BLOCK}<br>", last_week), "new")


def test_a_block_inside_a_table_of_outlook_is_found_alone() -> None:
    former = invite.block(draft(blocks=Blocks(promises=Promises(since=NOV_16))), LAST)
    outer = "<table><tr><td>Left</td><td>{}</td></tr></table>"

    placed = invite.place(body(outer.format(former)), BLOCK, invite.digest(former))

    assert placed == invite.Placed(body(outer.format(BLOCK)), "replaced")


def test_a_link_whose_fragment_was_escaped_is_still_ours() -> None:
    html = body(BLOCK.replace("#oneone-", "%23oneone-"))

    assert invite.place(html, BLOCK, WRITTEN).state == "same"


def test_words_that_only_speak_of_us_are_no_block() -> None:
    html = body(f"<table><tr><td>see https://x.example/#oneone-{REF}</td></tr></table>")

    assert invite.place(html, BLOCK, WRITTEN).state == "new"


# ---------------------------------------------------------------- the link to join


@pytest.mark.parametrize(("html", "join"), [(TEAMS_OLD, JOIN_OLD), (TEAMS_NEW, JOIN_NEW)])
def test_the_link_to_join_is_kept(html: str, join: str) -> None:
    placed = invite.place(html, BLOCK, None)

    assert invite.keeps_join(placed.html, join)


def test_a_body_without_the_link_to_join_is_noticed() -> None:
    assert not invite.keeps_join(PLAIN, JOIN_NEW)
    assert not invite.keeps_join(TEAMS_OLD, JOIN_NEW)


def test_a_link_is_the_same_in_other_escapes() -> None:
    assert invite.keeps_join(TEAMS_OLD.replace("%3a", "%3A"), JOIN_OLD)


def test_a_meeting_in_a_room_has_no_link_to_keep() -> None:
    assert invite.keeps_join(PLAIN, None)


@pytest.mark.parametrize(
    "html", ['<a "' * 20_000, "<table>" * 5_000, "<" * 100_000, '<a href="' * 20_000, "<!--" * 50_000]
)
def test_a_broken_body_is_answered_at_once(html: str) -> None:
    started = perf_counter()

    placed = invite.place(html, BLOCK, None)

    assert placed == invite.Placed(f"{BLOCK}<br>{html}", "new")
    assert perf_counter() - started < 2
