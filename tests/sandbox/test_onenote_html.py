"""How OneNote rewrites what it is sent."""

from __future__ import annotations

import re

import pytest

from sandbox.onenote_html import read
from sandbox.onenote_output import page_html
from sandbox.onenote_styles import BadTag
from sandbox.xhtml import Malformed

WRITTEN = ' lang="en-US" style="margin-top:5.5pt;margin-bottom:5.5pt"'


def output(body: str, *, ids: bool = False) -> str:
    """What is inside the default box, white space between elements left out."""
    sent = read(f"<html><head><title>T</title></head><body>{body}</body></html>")
    text = page_html(
        "T", sent.content, "2026-11-20T14:00:00.0000000", lambda name: f"/{name}", seed="s", include_ids=ids
    )
    inside = text.partition('width:624px">')[2].rpartition("</div>")[0]
    return re.sub(r">\s+<", "><", inside).strip()


def test_the_composite_example_of_a_one_on_one_page_comes_back_as_onenote_returns_it() -> None:
    text = output(
        '<h2 data-id="open-actions">Open actions</h2>\n'
        '<p data-tag="to-do" data-id="act-17">Send <b>ACME</b> offer (Bob, 18 Sep)</p>\n'
        '<table border="1" data-id="kpi"><tr><td><b>Calls</b></td><td>42</td></tr></table>\n'
        '<ul data-id="notes"><li>free text</li></ul>',
        ids=True,
    )
    text = re.sub(r"\{[0-9a-f-]{36}\}\{\d+\}", "#", text)
    assert text == (
        '<h2 id="h2:#" data-id="open-actions" style="font-size:14pt;color:#2e75b5;margin-top:11pt;margin-bottom:11pt">'
        "Open actions</h2>"
        f'<p id="p:#" data-id="act-17" data-tag="to-do"{WRITTEN}>Send <span style="font-weight:bold">ACME</span> offer '
        "(Bob, 18 Sep)</p>"
        '<table id="table:#" data-id="kpi" style="border:1px solid;border-collapse:collapse"><tr id="tr:#">'
        '<td id="td:#" style="border:1px solid"><span style="font-weight:bold">Calls</span></td>'
        '<td id="td:#" style="border:1px solid">42</td></tr></table>'
        '<ul id="ul:#" data-id="notes"><li id="li:#">free text</li></ul>'
    )


@pytest.mark.parametrize(
    ("sent", "returned"),
    [
        ("<p><b>x</b></p>", f'<p{WRITTEN}><span style="font-weight:bold">x</span></p>'),
        ("<p><i>x</i></p>", f'<p{WRITTEN}><span style="font-style:italic">x</span></p>'),
        (
            "<p><u><del>x</del></u></p>",
            f'<p{WRITTEN}><span style="text-decoration:line-through underline">x</span></p>',
        ),
        (
            "<h1>One</h1>",
            '<h1 style="font-size:16pt;color:#1e4e79;margin-top:11pt;margin-bottom:11pt">One</h1>',
        ),
        (
            '<p style="font-size:8pt;color:green;font-family:Courier;text-align:center">x</p>',
            '<p lang="en-US" style="text-align:center;margin-top:5.5pt;margin-bottom:5.5pt">'
            '<span style="font-family:Courier;font-size:8pt;color:green">x</span></p>',
        ),
        (
            '<p style="color:#ff0000;font-size:16px">x</p>',
            f'<p{WRITTEN}><span style="font-size:12pt;color:red">x</span></p>',
        ),
        (
            '<ol style="list-style-type:upper-roman;color:blue"><li style="font-weight:bold">x</li></ol>',
            '<ol><li style="list-style-type:upper-roman"><span style="color:blue;font-weight:bold">x</span></li></ol>',
        ),
        (
            "<table><tr><td>a</td></tr></table>",
            '<table style="border:0px"><tr><td style="border:0px">a</td></tr></table>',
        ),
        (
            '<table style="border:1px solid black"><tr><td>a</td></tr></table>',
            '<table style="border:0px"><tr><td style="border:0px">a</td></tr></table>',
        ),
        (
            '<table border="1" width="500" bgcolor="#ffff00"><tr><td>a</td><td>b</td><td>c</td></tr></table>',
            '<table style="border:1px solid;border-collapse:collapse"><tr>'
            + "".join(f'<td style="background-color:yellow;width:166;border:1px solid">{c}</td>' for c in "abc")
            + "</tr></table>",
        ),
        ("<div><div><p>x</p></div></div>", f"<p{WRITTEN}>x</p>"),
        ('<div data-id="d"><p>x</p></div>', f'<div data-id="d"><p{WRITTEN}>x</p></div>'),
        ('<p style="margin-top:40pt">x</p>', f"<p{WRITTEN}>x</p>"),
        ("<p>a</p><p>&nbsp;</p><p>b</p>", f"<p{WRITTEN}>a</p><p{WRITTEN}>b</p>"),
        ("<p>a</p><br /><br /><p>b</p>", f"<p{WRITTEN}>a</p><br /><br /><p{WRITTEN}>b</p>"),
        ('<p data-id="x"><br/></p>', "<br />"),
        (
            "<p>&uuml; &amp; it's \u201cok\u201d \u2013 5 &lt; 6</p>",
            f"<p{WRITTEN}>&#252; &amp; it&#39;s \u201cok\u201d \u2013 5 &lt; 6</p>",
        ),
        ("<p>one<br/>two</p>", f"<p{WRITTEN}>one<br />two</p>"),
        ("<!-- note --><p id='i' class='c' data-mine='m'>x</p><script>y()</script>", f"<p{WRITTEN}>x</p>"),
        (
            '<p>see <a href="https://x.example/?a=1&amp;b=2">this <b>page</b></a></p>',
            f'<p{WRITTEN}>see <a href="https://x.example/?a=1&amp;b=2">this '
            '<span style="font-weight:bold">page</span></a></p>',
        ),
        ("<p>  much\n   space  </p>", f"<p{WRITTEN}>much space</p>"),
        (
            "<table><tr><th>gone</th><td>a</td></tr></table>",
            '<table style="border:0px"><tr><td style="border:0px">a</td></tr></table>',
        ),
    ],
)  # fmt: skip
def test_onenote_returns_what_it_was_sent_in_its_own_form(sent: str, returned: str) -> None:
    assert output(sent) == returned


@pytest.mark.parametrize(
    ("sent", "returned"),
    [
        # a tag belongs to a paragraph, and a paragraph that stands alone in a cell or item collapses
        (
            '<table><tr><td><p data-tag="to-do" data-id="c-1">x</p></td></tr></table>',
            '<td style="border:0px"><span data-id="c-1" data-tag="to-do">x</span></td>',
        ),
        (
            '<table><tr><td><p data-tag="to-do"><span style="color:black">x</span></p></td></tr></table>',
            '<td style="border:0px"><span data-tag="to-do"><span style="color:black">x</span></span></td>',
        ),
        (
            '<table><tr><td><p data-tag="to-do">x</p><p>y</p></td></tr></table>',
            f'<td style="border:0px"><p data-tag="to-do"{WRITTEN}>x</p><p{WRITTEN}>y</p></td>',
        ),
        (
            '<table><tr><td><p>Yes</p><br /></td></tr></table>',
            f'<td style="border:0px"><p{WRITTEN}>Yes</p><br /></td>',
        ),
        ('<table><tr><td><span data-tag="to-do">x</span></td></tr></table>', '<td style="border:0px">x</td>'),
        ("<table><tr><td></td></tr></table>", '<td style="border:0px"><br /></td>'),
        ('<ul data-tag="to-do"><li>a</li></ul>', '<ul><li><span data-tag="to-do">a</span></li></ul>'),
        ('<ul><li data-tag="to-do">a</li></ul>', "<ul><li>a</li></ul>"),
        ('<ul data-tag="important"><li data-tag="to-do">a</li></ul>', '<li><span data-tag="important">a</span></li>'),
        ('<li data-tag="to-do">a</li><li>b</li>', '<ul><li><span data-tag="to-do">a</span></li><li>b</li></ul>'),
        (
            '<ul data-tag="to-do" data-id="agenda"><li>a<ul><li>in</li></ul></li></ul>',
            f'<ul><li><p data-tag="to-do"{WRITTEN}>a</p><ul><li>in</li></ul></li></ul>',
        ),
        ('<p data-tag="important, to-do:completed">x</p>', f'<p data-tag="important,to-do:completed"{WRITTEN}>x</p>'),
        ('<p data-tag="definition">x</p>', f'<p data-tag="remember-for-later"{WRITTEN}>x</p>'),
        ("<ul><li></li></ul>", "<li><br /></li>"),
    ],
)  # fmt: skip
def test_note_tags_come_back_where_onenote_puts_them(sent: str, returned: str) -> None:
    assert returned in output(sent)


@pytest.mark.parametrize("ending", ["<p>open", "<p>a & b</p>", "<p>&nosuch;</p>", "<p a=b>x</p>", "<p>\x01</p>"])
def test_html_that_is_not_well_formed_is_refused(ending: str) -> None:
    with pytest.raises(Malformed):
        read(f"<html><head><title>T</title></head><body>{ending}</body></html>")


@pytest.mark.parametrize(
    ("tag", "code"), [("todo", "20139"), ("to-do:done", "20140"), ("important:completed", "20140")]
)
def test_an_unknown_tag_or_status_is_refused_with_its_code(tag: str, code: str) -> None:
    with pytest.raises(BadTag) as refused:
        read(f'<html><body><p data-tag="{tag}">x</p></body></html>')
    assert refused.value.code == code


def test_positioned_boxes_are_kept_only_when_the_body_asks_for_it() -> None:
    box = '<div style="position:absolute;left:300px;top:200px;width:200px"><p>x</p></div><p>rest</p>'
    asked = read(f'<html><body data-absolute-enabled="true">{box}</body></html>')
    plain = read(f"<html><body>{box}</body></html>")
    assert [(o.left, o.top, o.width, o.data_id) for o in asked.content.outlines] == [
        (48, 120, 624, "_default"), (300, 200, 200, ""),
    ]  # fmt: skip
    assert [(o.left, o.top) for o in plain.content.outlines] == [(48, 120)]
    assert [code for code, _ in plain.warnings] == ["20146"]


def test_the_frame_carries_title_and_created_time() -> None:
    sent = read(
        '<html><head><title>A &amp; B</title><meta name="created" content="2026-09-14T09:00:00+02:00"/></head></html>'
    )
    assert (sent.title, sent.created) == ("A & B", "2026-09-14T09:00:00+02:00")
    text = page_html(sent.title, sent.content, "2026-09-14T09:00:00.0000000", str)
    assert "<title>A &amp; B</title>" in text
    assert '<meta name="created" content="2026-09-14T09:00:00.0000000" />' in text
    assert '<body data-absolute-enabled="true" style="font-family:Calibri;font-size:11pt">' in text
