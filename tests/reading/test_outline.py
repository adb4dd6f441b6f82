import pytest

from oneone.agenda.outline import content
from oneone.errors import NeedsAttention
from tests.reading.pages import LAST, TYPED, frame, outline, plain, todo


def texts(html: str) -> list[str]:
    return [paragraph.text for paragraph in content(html).paragraphs]


def test_outlines_are_read_from_top_to_bottom_not_as_they_are_stored() -> None:
    html = frame(
        outline(plain("third"), top=441),
        outline(plain("second"), top=277, left=400),
        outline(plain("first"), top=277, left=48),
    )
    assert texts(html) == ["first", "second", "third"]


def test_a_tag_is_read_from_a_paragraph_an_item_and_a_cell() -> None:
    html = frame(
        outline(
            todo("in the outline"),
            '<ul><li><span data-tag="to-do:completed">leaf</span></li></ul>',
            '<table><tr><td><span data-tag="to-do"><span style="color:black">cell</span></span></td>'
            "<td>Fri</td></tr></table>",
            '<table><tr><td><p data-tag="to-do">one</p><p data-tag="important">two</p></td></tr></table>',
        )
    )
    assert [(p.text, p.tags) for p in content(html).paragraphs] == [
        ("in the outline", ("to-do",)),
        ("leaf", ("to-do:completed",)),
        ("cell", ("to-do",)),
        ("Fri", ()),
        ("one", ("to-do",)),
        ("two", ("important",)),
    ]


def test_a_parent_item_does_not_swallow_its_children() -> None:
    html = frame(
        outline(
            f'<ul><li><p data-tag="to-do:completed" {TYPED}>Parent</p>'
            '<ul><li><span data-tag="to-do">Child</span></li></ul></li></ul>'
        )
    )
    assert [(p.text, p.tags, p.depth) for p in content(html).paragraphs] == [
        ("Parent", ("to-do:completed",), 1),
        ("Child", ("to-do",), 2),
    ]


def test_a_tag_on_an_item_and_on_its_paragraph_counts_once_and_only_for_its_first_paragraph() -> None:
    html = frame(outline('<ul><li data-tag="to-do"><p data-tag="to-do">Call Ana</p><p>about pricing</p></li></ul>'))
    assert [(p.text, p.tags) for p in content(html).paragraphs] == [("Call Ana", ("to-do",)), ("about pricing", ())]


def test_a_tagged_span_in_mid_sentence_marks_the_whole_line() -> None:
    (paragraph,) = content(frame(outline('<p>Ask <span data-tag="to-do">someone</span> about it</p>'))).paragraphs
    assert (paragraph.text, paragraph.tags) == ("Ask someone about it", ("to-do",))


def test_comma_lists_of_tags_are_taken_apart() -> None:
    (paragraph,) = content(frame(outline(todo("Call Ana", tag="important, to-do:completed,question")))).paragraphs
    assert paragraph.tags == ("important", "to-do:completed", "question")


def test_two_tagged_spans_in_one_cell_are_two_lines() -> None:
    html = frame(
        outline('<table><tr><td><span data-tag="to-do">a</span><br /><span data-tag="to-do">b</span></td></tr></table>')
    )
    assert texts(html) == ["a", "b"]


def test_soft_breaks_spaces_and_unseen_characters_are_folded() -> None:
    html = frame(outline(plain("Send\ufffc   deck<br />to\u00a0\u200bAna\u202e &amp; Tom&#160;")))
    assert texts(html) == ["Send deck to Ana & Tom"]


@pytest.mark.parametrize("element", ['<object data="x" type="y" />', '<iframe src="https://x" />', "<title />"])
def test_an_element_closed_in_itself_does_not_swallow_the_rest(element: str) -> None:
    assert texts(frame(outline(plain("before"), element, todo("after")), outline(plain("next"), top=500))) == [
        "before",
        "after",
        "next",
    ]


def test_text_recognised_in_a_picture_is_not_read() -> None:
    assert texts(frame(outline('<img alt="TODO: pay -> now&#10;[ ] Lee: x" src="x" />', plain("real")))) == ["real"]


def test_hidden_marks_of_other_tools_are_not_read() -> None:
    assert texts(frame(outline('<p>Deck <sub style="font-size:1pt;color:#979797">([10</sub></p>'))) == ["Deck"]


def test_bold_large_and_real_headings_look_like_headings() -> None:
    html = frame(
        outline(
            "<h1>One</h1>",
            '<p><span style="font-weight:bold">Agenda:</span></p>',
            '<p><span style="font-size:14pt">Risks</span></p>',
            '<p>Some <span style="font-weight:bold">bold</span> words</p>',
            '<p data-tag="to-do"><span style="font-weight:bold">Call</span></p>',
        )
    )
    assert [p.heading_like for p in content(html).paragraphs] == [True, True, True, False, False]


def test_only_a_line_struck_as_a_whole_is_struck() -> None:
    html = frame(
        outline(
            '<p><span style="text-decoration:line-through underline">all of it</span></p>',
            '<p>a <span style="text-decoration:line-through">part</span></p>',
            "<p><del>input form</del></p>",
        )
    )
    assert [p.struck for p in content(html).paragraphs] == [True, False, True]


def test_an_id_is_that_of_the_nearest_item_or_cell_and_not_of_the_parent_item() -> None:
    html = frame(
        outline(
            '<ul><li data-id="c-aaaabbbb"><p data-tag="to-do">Parent</p><ul><li>Child</li></ul></li></ul>',
            '<table data-id="kpi"><tr><td data-id="c-ccccdddd">Cell</td></tr></table>',
            '<ul><li><span data-id="c-eeeeffff" data-tag="to-do">Moved with its tag</span></li></ul>',
        )
    )
    assert [p.ids for p in content(html).paragraphs] == [("c-aaaabbbb",), (), ("c-ccccdddd",), ("c-eeeeffff",)]


@pytest.mark.parametrize("comment", ["<!-- InkNode is not supported -->", "<!-- Processing ParagraphNode failed -->"])
def test_ink_and_failed_paragraphs_make_a_page_partly_read(comment: str) -> None:
    assert not content(frame(outline(plain("a"), comment))).complete
    assert not content(frame(outline(plain("a")), comment)).complete
    assert content(frame(outline(plain("a"), "<!-- a comment -->"))).complete


def test_a_page_as_we_send_it_reads_like_one_that_came_back() -> None:
    body = "<body><h2>One</h2><p>two</p><table><tr><td>3</td></tr></table></body>"
    sent = f"<html><head><title>t</title></head>{body}</html>"
    assert texts(sent) == ["One", "two", "3"]


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>x" * 25_000,
        "x" * 5_000_001,
        "<body>" + "<div>" * 3_000 + "deep" + "</div>" * 3_000 + "</body>",
    ],
    ids=["empty", "lines", "size", "depth"],
)
def test_what_is_no_page_or_too_much_is_refused_not_read_as_empty(html: str) -> None:
    with pytest.raises(NeedsAttention):
        content(html)


def test_broken_markup_is_read_as_far_as_it_goes() -> None:
    assert texts('<body><div style="position:absolute;top:9px"><p>a<p>b<ul><li>c<li>d<ul><li>e') == list("abcde")
    assert texts(frame(outline("<p>one</b></p></td><p>two & three < four</p>", LAST)))[:2] == [
        "one",
        "two & three < four",
    ]
