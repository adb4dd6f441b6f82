from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from oneone.agenda.reading import digests, read
from oneone.errors import NeedsAttention
from oneone.model import Names
from tests.reading.pages import (
    AGREED,
    HOW,
    LAST,
    MATTERS,
    NAMES,
    PROMISES,
    REF,
    SECTIONS,
    TOP,
    frame,
    head,
    line,
    ours,
    outline,
    people,
    plain,
    quiet,
    reading,
    texts,
    todo,
)

BOLD = '<p style="margin-top:0pt"><span style="font-weight:bold">{}</span></p>'


# ---------------------------------------------------------------- sections


def test_a_section_begins_at_its_id_whatever_its_heading_says_now() -> None:
    html = frame(outline(HOW, TOP, head("promises", "What we owe each other"), plain("note"), AGREED, LAST))
    assert (line(html, "note").section, line(html, "note").heading) == ("promises", "What we owe each other")


def test_a_section_without_its_id_begins_at_its_heading() -> None:
    html = frame(outline(BOLD.format("Agreed today"), plain("Lee: send deck"), LAST))
    assert line(html, "Lee: send deck").section == "agreed"
    assert line(html, "Lee: send deck").collects


def test_a_plain_line_with_the_words_of_a_heading_begins_its_section_when_no_other_does() -> None:
    assert line(frame(outline(plain("Agreed today"), plain("x y"), LAST)), "x y").section == "agreed"


def test_a_reworded_heading_is_found_when_alike_enough() -> None:
    html = frame(outline(TOP, BOLD.format("Agreed today!! (both)"), plain("x y"), LAST))
    assert line(html, "x y").section == "agreed"


def test_minutes_behind_a_heading_do_not_matter() -> None:
    html = frame(outline("<h2>Agreed today   2 min</h2>", plain("x y"), LAST))
    assert (line(html, "x y").section, line(html, "x y").heading) == ("agreed", "Agreed today")


def test_reordered_sections_keep_their_lines() -> None:
    html = frame(outline(AGREED, plain("a a"), HOW, plain("secret"), PROMISES, plain("b b"), LAST))
    assert [(each.text, each.section) for each in reading(html).lines if not each.ours] == [
        ("a a", "agreed"),
        ("b b", "promises"),
    ]


def test_another_outline_has_no_section_and_no_owner() -> None:
    html = ours("", "", "", "", "", outline(plain("Lee:"), plain("beside the agenda"), todo("x"), top=900, ours=False))
    beside = line(html, "beside the agenda")
    assert (beside.section, beside.owner, beside.collects) == (None, None, False)
    assert line(html, "x").box == "open"


def test_a_page_that_never_was_ours_is_read_under_its_own_headings() -> None:
    html = frame(
        outline(BOLD.format("Action items"), plain("send deck"), BOLD.format("News"), plain("hello"), ours=False)
    )
    read_ = reading(html)
    assert (read_.ours, read_.complete, read_.unread) == (False, True, ())
    assert [(each.text, each.heading, each.collects) for each in read_.lines] == [
        ("Action items", "Action items", True),
        ("send deck", "Action items", True),
        ("News", "News", False),
        ("hello", "News", False),
    ]


# ---------------------------------------------------------------- private


def test_nothing_of_the_private_section_leaves_the_reader() -> None:
    html = ours(how=plain("my father is ill") + todo("call the clinic") + "<ul><li>tired</li></ul>")
    without = ours()
    assert reading(html) == reading(without)
    assert reading(html).unread == ("How are you?",)


def test_a_private_section_whose_heading_was_renamed_fills_the_gap() -> None:
    html = frame(
        outline(plain("Mon 23 Nov 09:00, 30 min."), BOLD.format("Life"), plain("secret"), TOP, plain("x y"), LAST)
    )
    assert people(html) == ["x y"]
    assert reading(html).complete
    assert "secret" not in repr(reading(html))
    assert "Life" not in repr(reading(html))


def test_a_private_section_without_heading_between_two_others_hides_all_that_may_be_it() -> None:
    sections = (SECTIONS[1], SECTIONS[0], SECTIONS[4])
    html = frame(outline(TOP, plain("maybe"), plain("secret"), AGREED, plain("x y"), LAST))
    read_ = read(html, sections, NAMES)
    assert [each.text for each in read_.lines if not each.ours] == ["x y"]
    assert read_.complete


def test_checkboxes_hidden_with_a_lost_private_heading_make_the_page_partly_read() -> None:
    sections = (SECTIONS[1], SECTIONS[0], SECTIONS[4])
    html = frame(outline(TOP, todo("send deck"), plain("secret"), AGREED, LAST))
    assert not read(html, sections, NAMES).complete


def test_our_promise_lines_are_read_even_in_the_gap() -> None:
    sections = (SECTIONS[2], SECTIONS[0], SECTIONS[4])
    html = frame(outline(PROMISES, todo("Send deck", "c-k7f3m2qd"), plain("secret"), AGREED, LAST))
    assert [each.text for each in read(html, sections, NAMES).lines] == [
        "Promises",
        "Send deck",
        "Agreed today",
        LAST_TEXT,
    ]


def test_without_any_heading_the_private_text_cannot_be_told_and_nothing_but_our_lines_is_read() -> None:
    html = frame(outline(plain("secret"), todo("Send deck", "c-k7f3m2qd"), plain("more"), LAST))
    read_ = reading(html)
    assert not read_.complete
    assert [each.text for each in read_.lines] == ["Send deck", LAST_TEXT]


def test_a_private_heading_that_nothing_ends_makes_the_page_partly_read() -> None:
    read_ = reading(frame(outline(HOW, plain("secret"), plain("agreed things"), LAST)))
    assert not read_.complete
    assert [each.text for each in read_.lines] == [LAST_TEXT]


def test_promises_moved_under_the_private_heading_do_not_look_gone() -> None:
    assert not reading(ours(how=todo("Send deck", "c-k7f3m2qd"))).complete


def test_a_private_heading_in_another_outline_is_private_there_too() -> None:
    html = frame(
        outline(TOP, plain("x y"), AGREED, LAST),
        outline(BOLD.format("How are you?"), plain("secret"), top=900, ours=False),
    )
    assert people(html) == ["x y"]


def test_a_copied_private_heading_hides_both_places() -> None:
    html = frame(outline(HOW, plain("secret one"), TOP, plain("x y"), HOW, plain("secret two"), AGREED, LAST))
    assert people(html) == ["x y"]


LAST_TEXT = f"Made by oneone for Dana and Lee on Fri 20 Nov 14:02. Kept for 24 months. ref {REF}"


# ---------------------------------------------------------------- owners


def test_columns_named_in_the_first_row_say_who_wrote() -> None:
    html = ours(
        matters='<table><tr><td style="background-color:#f2f2f2">Lee</td><td>Dana</td></tr>'
        "<tr><td><p>Contoso slips</p><p>Adatum too</p></td><td>discount ok</td></tr></table>"
    )
    assert [(each.text, each.owner) for each in reading(html).lines if not each.ours] == [
        ("Contoso slips", "rep"),
        ("Adatum too", "rep"),
        ("discount ok", "manager"),
    ]


def test_what_is_typed_into_the_heading_cell_belongs_to_its_column() -> None:
    html = ours(matters="<table><tr><td><p>Lee</p><p>Contoso slips</p></td><td>Dana</td></tr></table>")
    assert line(html, "Contoso slips").owner == "rep"


def test_a_label_owns_the_lines_below_until_the_next_label() -> None:
    html = ours(promises=quiet("Lee") + todo("a a") + plain("b b") + BOLD.format("Dana:") + todo("c c"))
    owners = {each.text: each.owner for each in reading(html).lines}
    assert (owners["a a"], owners["b b"], owners["c c"]) == ("rep", "rep", "manager")


def test_a_quiet_line_of_ours_ends_a_label() -> None:
    html = ours(promises=quiet("Dana") + todo("a a") + quiet("Did we agree these?") + todo("b b", "q-bbbb2222"))
    assert (line(html, "a a").owner, line(html, "b b").owner) == ("manager", None)


def test_a_section_for_one_of_them_is_written_by_that_one() -> None:
    assert line(ours(top=plain("hiring")), "hiring").owner == "rep"


def test_in_sections_with_a_line_for_each_the_label_holds_for_what_follows() -> None:
    sections = (replace(SECTIONS[3], notes="lines"),)
    html = frame(outline(MATTERS, plain("Lee: deck"), plain("more"), plain("Dana: budget"), plain("again"), LAST))
    assert [(each.text, each.owner) for each in read(html, sections, NAMES).lines if not each.ours] == [
        ("Lee: deck", "rep"),
        ("more", "rep"),
        ("Dana: budget", "manager"),
        ("again", "manager"),
    ]


def test_equal_first_names_are_told_apart_by_full_names() -> None:
    names = Names(rep="Lee Park", manager="Lee Moss")
    html = frame(outline(AGREED, plain("Lee Moss:"), plain("a a"), plain("Lee:"), plain("b b"), LAST))
    owners = {each.text: each.owner for each in read(html, SECTIONS, names).lines}
    assert owners["a a"] == "manager"
    assert owners["Lee:"] == "manager"  # "Lee" alone is nobody's label, so it is a line under the one above


# ---------------------------------------------------------------- state and what is ours


def test_only_task_shapes_are_boxes_and_their_own_state_counts() -> None:
    shapes = [
        "to-do",
        "to-do-priority-1:completed",
        "important,to-do:completed",
        "discuss-with-person-a:completed",
        "idea",
    ]
    html = ours(agreed="".join(todo(f"line {at}", tag=tag) for at, tag in enumerate(shapes)))
    boxes = [each.box for each in reading(html).lines if each.text.startswith("line")]
    assert boxes == ["open", "done", "done", None, None]


def test_untouched_lines_are_ours_and_typed_ones_are_not() -> None:
    page = ours(agreed=todo("Lee: …", "c-nnnn2222") + todo("Dana: …", "c-nnnn2223"))
    made = digests(page, SECTIONS, NAMES)
    after = ours(top=plain("hiring"), agreed=todo("Lee: send deck", "c-nnnn2222") + todo("Dana: …", "c-nnnn2223"))
    read_ = reading(after, made)
    assert [each.text for each in read_.lines if not each.ours] == ["hiring", "Lee: send deck"]
    assert read_.written == {"rep": 2, "manager": 0, "unknown": 0}


def test_a_line_of_ours_that_a_person_wrote_once_more_is_theirs_the_second_time() -> None:
    made = digests(ours(matters=plain("Contoso 5,000 EUR")), SECTIONS, NAMES)
    read_ = reading(ours(matters=plain("Contoso 5,000 EUR") + plain("Contoso 5,000 EUR")), made)
    assert [each.ours for each in read_.lines if each.text.startswith("Contoso")] == [True, False]


def test_ticks_and_strikes_do_not_make_a_line_of_ours_a_written_one() -> None:
    made = digests(ours(promises=todo("Send deck", "c-k7f3m2qd")), SECTIONS, NAMES)
    ticked = ours(promises=todo("Send deck", "c-k7f3m2qd", tag="to-do:completed"))
    assert reading(ticked, made).written == {"rep": 0, "manager": 0, "unknown": 0}
    assert reading(ticked, made).hash != reading(ours(promises=todo("Send deck", "c-k7f3m2qd")), made).hash


def test_without_digests_labels_placeholders_prompts_and_tables_of_numbers_are_told_by_their_shape() -> None:
    table = "<table><tr><td>KPI</td><td>Now</td></tr><tr><td>Calls</td><td>31</td></tr></table>"
    html = ours(
        top=quiet("What is on your mind?") + plain("Lee:"), promises=table, agreed=todo("Lee: …") + plain("1 …")
    )
    assert people(html) == []


def test_a_table_of_actions_collects_its_action_column_only() -> None:
    html = ours(
        matters="<table><tr><td>Action</td><td>Owner</td><td>Due</td></tr>"
        "<tr><td>send deck</td><td>Lee</td><td>Fri</td></tr></table>"
    )
    assert (line(html, "send deck").collects, line(html, "send deck").row) == (True, ("Lee", "Fri"))
    assert not line(html, "Fri").collects
    assert not line(html, "Action").collects


def test_the_reference_and_any_mark_of_ours_say_that_the_page_is_ours() -> None:
    assert reading(ours()).reference == REF
    assert reading(frame(outline(plain("x"), ours=False))).ours is False
    assert reading(frame(outline(todo("x", "c-k7f3m2qd")))).ours
    link = '<a href="https://c.sharepoint.com/p#oneone-c-k7f3m2qd">16 Nov</a>'
    assert reading(frame(outline(plain(f"x (from {link})")))).ours


def test_a_wiped_page_is_not_ours_and_says_nothing() -> None:
    read_ = reading(frame(outline("<br />", ours=False)))
    assert (read_.ours, read_.lines, read_.reference) == (False, (), None)


def test_ink_makes_the_reading_incomplete() -> None:
    assert not reading(ours(top="<!-- InkNode is not supported -->")).complete
    assert reading(ours()).complete


# ---------------------------------------------------------------- hostile input

_BITS = st.sampled_from(
    (
        *(HOW, TOP, AGREED, LAST, "<p>", "</p>", "<ul><li>", "</li></ul>", "<table><tr><td>", "</td></tr></table>"),
        *(
            '<span data-tag="to-do">',
            "</span>",
            "<!--",
            "-->",
            "&#0;",
            "&lt;b&gt;",
            "<script>alert(1)</script>",
            "\u202e",
        ),
        *(
            '<p data-id="c-k7f3m2qd" data-tag="to-do:completed,">',
            "\x00",
            "\ud800",
            "😀",
            "<object/>",
            "<",
            ">",
            '"',
            "&",
        ),
    )
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_BITS, max_size=40))
def test_no_soup_of_markup_breaks_the_reader(bits: list[str]) -> None:
    try:
        read_ = reading(frame(outline(*bits)))
    except NeedsAttention:
        return
    assert all(each.text == " ".join(each.text.split()) != "" for each in read_.lines)


def test_markup_in_text_stays_text() -> None:
    assert "<script>alert(1)</script>" in texts(ours(top=plain("&lt;script&gt;alert(1)&lt;/script&gt;")))
