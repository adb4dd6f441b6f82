from dataclasses import replace
from datetime import date

import pytest

from oneone.agenda import marks
from oneone.agenda.reading import read
from oneone.agenda.words import wording
from oneone.commitments import identity
from oneone.commitments.find import find
from oneone.model import Commitment, Found, Names, Side
from tests.reading.pages import MEETING, NAMES, SECTIONS, frame, ours, outline, plain, quiet, todo

FRIDAY = date(2026, 11, 27)
ORIGIN = date(2026, 11, 16)
PLAN = Commitment("k7f3m2qd", "rep", "Send closure plan to Contoso", date(2026, 11, 20), "open", ORIGIN)
INTRO = Commitment("w4x5r6tb", "manager", "Introduce Lee to Northwind's CFO", MEETING, "open", ORIGIN)
LINK = '<a href="https://c.sharepoint.com/p#oneone-c-{}">16 Nov</a>'
SHOWN = f"Send closure plan to Contoso, Fri 20 Nov, late (from {LINK.format('k7f3m2qd')})"


def on(html: str, *known: Commitment, names: Names = NAMES) -> tuple[Found, ...]:
    return find(read(html, SECTIONS, names), names, MEETING, "en-GB", known)


def one(html: str, *known: Commitment) -> Found:
    (found,) = on(html, *known)
    return found


def said(text: str) -> Found:
    return one(ours(agreed=todo(text)))


# ---------------------------------------------------------------- which lines


def test_a_to_do_is_a_promise_wherever_it_stands() -> None:
    html = ours(
        todo("in private"),
        todo("hire Tom"),
        "",
        '<table><tr><td>Lee</td><td>Dana</td></tr><tr><td><span data-tag="to-do">call Ana</span></td>'
        '<td><p data-tag="to-do">fix quota</p><p>note</p></td></tr></table>',
        '<ul><li><p data-tag="to-do">prepare QBR</p>'
        '<ul><li><span data-tag="to-do:completed">book room</span></li></ul></li></ul>',
        outline(todo("own box"), top=900, ours=False),
    )
    assert [(f.text, f.owner, f.state, f.source) for f in on(html)] == [
        ("hire Tom", "rep", "open", "tag"),
        ("call Ana", "rep", "open", "tag"),
        ("fix quota", "manager", "open", "tag"),
        ("prepare QBR", None, "open", "tag"),
        ("book room", None, "done", "tag"),
        ("own box", None, "open", "tag"),
    ]


def test_boxes_that_are_not_tasks_are_no_promises() -> None:
    tags = ["discuss-with-person-a:completed", "important", "call-back", "idea"]
    assert on(ours(matters="".join(todo(f"line of {tag}", tag=tag) for tag in tags))) == ()


def test_plain_lines_count_only_where_a_section_collects() -> None:
    html = ours(top=plain("Lee: send deck by Fri"), agreed=plain("Lee: send deck by Fri"))
    assert [(f.section, f.source, f.confidence) for f in on(html)] == [("Agreed today", "section", "sure")]


@pytest.mark.parametrize(
    "text",
    [
        "Lee: …",
        "Dana:",
        "…",
        "Lee: ...",
        "&#160;",
        "-",
        "1 …",
        "Lee",
        "What about Acme?",
        "https://x.com/y",
        "done",
        "Fri",
    ],
)
def test_placeholders_labels_questions_and_bare_words_are_no_promises(text: str) -> None:
    assert on(ours(agreed=plain(text))) == ()


@pytest.mark.parametrize("text", ["Lee: …", "…", "Dana:", "&#160;"])
def test_an_untouched_to_do_is_nothing(text: str) -> None:
    assert on(ours(agreed=todo(text, "c-nnnn2222"))) == ()


def test_a_plain_line_is_sure_with_owner_and_something_to_do_else_possible() -> None:
    html = ours(
        agreed=plain("Lee:") + plain("send deck") + plain("pricing for Acme") + quiet("x") + plain("budget round")
    )
    assert [(f.text, f.owner, f.confidence) for f in on(html)] == [
        ("send deck", "rep", "sure"),
        ("pricing for Acme", "rep", "possible"),
        ("budget round", None, "possible"),
    ]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Action: send deck", "open"),
        ("AP: send deck", "open"),
        ("AI: send deck", "open"),
        ("TODO send deck", "open"),
        ("todo: send deck", "open"),
        ("- [ ] send deck", "open"),
        ("[x] send deck", "done"),
        ("☐ send deck", "open"),
        ("☑ send deck", "done"),
        ("@Lee send deck", "open"),
    ],
)
def test_a_line_that_opens_with_a_mark_is_a_promise_anywhere(text: str, state: str) -> None:
    found = one(ours(matters=plain(text)))
    assert (found.text, found.state, found.source, found.confidence) == ("send deck", state, "mark", "sure")


@pytest.mark.parametrize("text", ["AI tools are useful", "Action was good", "Todos os dias", "@Tom asked for it"])
def test_words_that_only_begin_like_a_mark_are_none(text: str) -> None:
    assert on(ours(matters=plain(text))) == ()


def test_bullets_under_a_promise_are_its_details() -> None:
    html = ours(
        agreed="<ul><li><p>Lee: prepare QBR</p><ul><li>book the room</li></ul></li><li>Dana: invite Tom</li></ul>"
    )
    assert [f.text for f in on(html)] == ["prepare QBR", "invite Tom"]


def test_a_table_of_actions_is_read_by_row() -> None:
    html = ours(
        matters="<table><tr><td><b>Action</b></td><td>Owner</td><td>Due</td><td>Status</td></tr>"
        "<tr><td>send deck</td><td>Lee</td><td>3 Dec</td><td>open</td></tr>"
        "<tr><td>fix quota</td><td>Dana Reyes</td><td></td><td>Done</td></tr></table>"
    )
    assert [(f.text, f.owner, f.due, f.state) for f in on(html)] == [
        ("send deck", "rep", date(2026, 12, 3), "open"),
        ("fix quota", "manager", None, "done"),
    ]


# ---------------------------------------------------------------- owner


@pytest.mark.parametrize(
    ("line", "owner", "text"),
    [
        ("Lee: send deck", "rep", "send deck"),
        ("lee - send deck", "rep", "send deck"),
        ("Dana to send deck", "manager", "send deck"),
        ("Dana Reyes will send deck", "manager", "send deck"),
        ("Dana'll send deck", "manager", "send deck"),
        ("send deck (Lee)", "rep", "send deck"),
        ("send deck (Lee, Fri)", "rep", "send deck"),
        ("send deck [Dana]", "manager", "send deck"),
        ("send deck - Dana", "manager", "send deck"),
        ("@Dana send deck", "manager", "send deck"),
        ("send deck @Lee", "rep", "send deck"),
        ("LP: send deck", "rep", "send deck"),
        ("send deck (DR)", "manager", "send deck"),
        ("send deck, owner: Lee", "rep", "send deck"),
        ("Lee and Dana: send deck", None, "send deck"),
        ("both to send deck", None, "send deck"),
        ("send deck", None, "send deck"),
        ("All deals updated", None, "All deals updated"),
        ("ask Tom to send deck", None, "ask Tom to send deck"),
    ],
)
def test_the_owner_is_read_off_the_line(line: str, owner: Side | None, text: str) -> None:
    found = said(line)
    assert (found.owner, found.text, found.line) == (owner, text, line)


def test_the_line_says_more_than_the_column_and_the_column_more_than_nothing() -> None:
    table = "<table><tr><td>Lee</td><td>Dana</td></tr><tr><td>{}</td><td>x</td></tr></table>"
    cell = '<span data-tag="to-do">{}</span>'
    assert one(ours(matters=table.format(cell.format("Dana to approve")))).owner == "manager"
    assert one(ours(matters=table.format(cell.format("I'll send deck")))).owner == "rep"
    assert one(ours(matters=table.format(cell.format("ask Tom to join")))).owner == "rep"
    assert one(ours(matters=table.format(cell.format("both: read it")))).owner is None


def test_people_called_alike_are_told_apart_by_full_names_only() -> None:
    names = Names(rep="Lee Park", manager="Lee Moss")
    html = ours(agreed=todo("Lee: send deck") + todo("Lee Moss: fix quota"))
    assert [(f.owner, f.text) for f in on(html, names=names)] == [(None, "Lee: send deck"), ("manager", "fix quota")]


# ---------------------------------------------------------------- due and state


def test_the_due_phrase_is_taken_off_the_text() -> None:
    found = said("Lee: send closure plan to Contoso by Fri")
    assert (found.text, found.due, found.line) == (
        "send closure plan to Contoso",
        FRIDAY,
        "Lee: send closure plan to Contoso by Fri",
    )
    assert (said("By Fri, send deck (Dana)").text, said("send deck (Fri)").text) == ("send deck", "send deck")
    assert said("send deck").due is None


@pytest.mark.parametrize(
    ("html", "state"),
    [
        (todo("send deck", tag="to-do:completed"), "done"),
        (todo("send deck", tag="important,to-do:completed"), "done"),
        (todo("send deck", tag="to-do,important"), "open"),
        (todo('<span style="text-decoration:line-through">send deck</span>'), "dropped"),
        (todo('<span style="text-decoration:line-through">send deck</span>', tag="to-do:completed"), "done"),
        (todo('<span style="color:green">send deck done</span>'), "open"),
        (todo("☑ send deck"), "open"),
    ],
)
def test_a_tick_is_done_a_strike_without_it_dropped_and_nothing_else_counts(html: str, state: str) -> None:
    assert one(ours(agreed=html)).state == state


# ---------------------------------------------------------------- carried ones


def test_a_carried_promise_is_known_by_its_id_and_its_suffix_is_no_text() -> None:
    found = one(ours(promises=quiet("Lee") + todo(SHOWN, "c-k7f3m2qd")), PLAN)
    assert (found.id, found.text, found.owner, found.due) == (PLAN.id, PLAN.text, "rep", PLAN.due)
    assert (found.source, found.confidence, found.ask) == ("carried", "sure", False)


def test_a_carried_promise_that_lost_its_id_is_known_by_its_link() -> None:
    found = one(ours(promises=todo(SHOWN)), PLAN)
    assert (found.id, found.source) == (PLAN.id, "carried")
    assert one(ours(promises=todo(SHOWN))).source == "carried"


@pytest.mark.parametrize(
    "text",
    ["Send closure plan to Contoso", "send the closure plan to Contoso by Fri", "Lee: e-mail closure plan to Contoso"],
)
def test_a_promise_without_id_and_link_is_known_by_its_words(text: str) -> None:
    found = one(ours(agreed=todo(text)), PLAN, INTRO)
    assert (found.id, found.source) == (PLAN.id, "carried")


@pytest.mark.parametrize(
    "text",
    [
        "send closure plan to Fabrikam",
        "Dana: send closure plan to Contoso",
        "Send deck",
        "send 2 closure plans to Contoso",
    ],
)
def test_another_name_number_or_owner_is_another_promise(text: str) -> None:
    assert one(ours(agreed=todo(text)), PLAN, INTRO).id is None


def test_words_of_a_known_promise_are_never_read_for_names_or_dates_again() -> None:
    odd = replace(PLAN, text="ask about the deal (Dana)", due=None)
    found = one(
        ours(promises=quiet("Lee") + todo(f"ask about the deal (Dana) (from {LINK.format(PLAN.id)})", f"c-{PLAN.id}")),
        odd,
    )
    assert (found.text, found.owner, found.due) == (odd.text, "rep", None)


def test_a_carried_line_that_a_person_rewrote_says_its_new_words_and_date() -> None:
    found = one(ours(promises=todo("Send closure plan v2 to Contoso, Mon 30 Nov", "c-k7f3m2qd")), PLAN)
    assert (found.id, found.text, found.due) == (PLAN.id, "Send closure plan v2 to Contoso", date(2026, 11, 30))


def test_a_line_split_in_two_keeps_its_id_on_the_half_that_says_it() -> None:
    html = ours(promises=todo("and book Ana", "c-k7f3m2qd") + todo("Send closure plan to Contoso", "c-k7f3m2qd"))
    assert [(f.text, f.id) for f in on(html, PLAN)] == [("and book Ana", None), (PLAN.text, PLAN.id)]


def test_the_same_words_twice_are_one_carried_and_one_new_line() -> None:
    html = ours(promises=todo(SHOWN, "c-k7f3m2qd"), agreed=todo("Lee: send closure plan to Contoso by Fri"))
    assert [(f.id, f.source, f.due) for f in on(html, PLAN)] == [
        (PLAN.id, "carried", PLAN.due),
        (None, "tag", FRIDAY),
    ]


def test_a_line_written_where_we_gave_an_id_is_new_and_carries_it() -> None:
    found = one(ours(agreed=todo("Lee: send deck", "c-nnnn2222")))
    assert (found.id, found.source, found.text) == ("nnnn2222", "tag", "send deck")


def test_a_line_that_lost_its_box_but_not_its_id_is_still_a_promise() -> None:
    assert one(ours(top='<p data-id="c-nnnn2222">send deck</p>')).id == "nnnn2222"


def test_an_asked_line_says_that_it_was_asked_and_gets_no_owner_from_its_place() -> None:
    html = ours(promises=quiet("Dana") + todo("“get the deck reviewed” (who? when?)", "q-bbbb2222", "to-do:completed"))
    found = one(html)
    assert (found.text, found.id, found.ask, found.state) == ("get the deck reviewed", "bbbb2222", True, "open")
    assert (found.owner, found.confidence) == (None, "sure")
    assert one(ours(promises=todo("get the deck reviewed (Lee, Fri)", "q-bbbb2222"))).owner == "rep"


def test_the_ids_on_lines_are_spelled_as_the_page_spells_them() -> None:
    ident = "k7f3m2qd"
    assert [identity._OWN.fullmatch(mark(ident)) is not None for mark in (marks.commitment_mark, marks.ask_mark)] == [
        True,
        True,
    ]
    found = identity._LINK.search(f"https://x/p#{marks.fragment(ident)}")
    assert found is not None
    assert found[1] == ident


def test_a_page_of_300_lines_is_read_and_searched_quickly() -> None:
    import time

    lines = "".join(
        todo(f"Lee: send deck {at} to customer {at} by Fri") + plain(f"a note about deal {at}") for at in range(150)
    )
    html = ours(matters=lines)
    known = [replace(PLAN, id=f"k7f3m{at:03}", text=f"Send plan {at} to customer {at}") for at in range(30)]
    on(html, *known)
    began = time.process_time()
    assert len(on(html, *known)) == 150
    assert time.process_time() - began < 0.5


# ---------------------------------------------------------------- every language, every shape


@pytest.mark.parametrize("language", ["en-GB", "en-US", "de", "fr", "es", "pt-BR", "it", "nl"])
@pytest.mark.parametrize("late", [False, True])
def test_a_carried_line_says_its_promise_again_in_every_language(language: str, late: bool) -> None:
    words = wording(language)
    day = date(2026, 11, 20 if late else 27)
    shown = f"{words.day(day)}, {words.say('late')}" if late else words.day(day)
    origin = LINK.format("k7f3m2qd").replace("16 Nov", words.short(ORIGIN))
    html = ours(promises=todo(f"Angebot 3 of 5 für May, {shown} ({words.say('carried_from')} {origin})", "c-k7f3m2qd"))
    known = replace(PLAN, text="Angebot 3 of 5 für May", due=day)
    (found,) = find(read(html, SECTIONS, NAMES), NAMES, MEETING, language, [known])
    assert (found.text, found.due, found.owner, found.source) == (known.text, day, "rep", "carried")


@pytest.mark.parametrize(
    ("behind", "due", "owner"),
    [
        ("", date(2026, 11, 20), "rep"),
        (" -> 4 Dec", date(2026, 12, 4), "rep"),
        (" by next Fri, waiting for legal", date(2026, 12, 4), "rep"),
        (" @Dana", date(2026, 11, 20), "manager"),
        (" Dana, by Wed", date(2026, 11, 25), "manager"),
        (" - Tom is on leave", date(2026, 11, 20), "rep"),
    ],
)
def test_what_is_written_behind_a_carried_line_is_an_answer_not_new_words(behind: str, due: date, owner: Side) -> None:
    found = one(ours(promises=todo(SHOWN + behind, "c-k7f3m2qd")), PLAN)
    assert (found.text, found.due, found.owner) == (PLAN.text, due, owner)


def test_late_in_words_of_the_customers_own_is_no_part_of_the_text() -> None:
    found = one(ours(promises=todo(SHOWN.replace("late", "en souffrance").replace("Send", "Mail"), "c-k7f3m2qd")), PLAN)
    assert (found.text, found.due) == ("Mail closure plan to Contoso", date(2026, 11, 20))


@pytest.mark.parametrize("text", ["no", "No thanks", "not this week", "yes", "Lee: nope"])
def test_a_bare_yes_or_no_promises_nothing(text: str) -> None:
    assert on(ours(agreed=todo(text))) == ()


def test_a_yes_before_a_promise_is_no_part_of_it() -> None:
    assert said("Lee: yes, call Ana by Fri").text == "call Ana"


def test_what_is_struck_within_a_line_is_not_read() -> None:
    strike = '<span style="text-decoration:line-through">{}</span>'
    found = one(ours(agreed=todo(f"Lee: {strike.format('call')} visit Ana by {strike.format('Thu')} Fri")))
    assert (found.text, found.due, found.state) == ("visit Ana", FRIDAY, "open")


def test_a_carried_line_struck_up_to_what_we_put_behind_it_is_struck() -> None:
    text, _, origin = SHOWN.partition(" (from")
    html = ours(promises=todo(f"<s>{text}</s> (from{origin}", "c-k7f3m2qd"))
    assert one(html, PLAN).state == "dropped"


def test_code_and_contacts_are_no_promises() -> None:
    code = '<p><span style="font-family:Consolas">TODO: fix the build</span></p>'
    assert on(ours(matters=code, agreed=code + todo("Jo Hartley, ext 4471", tag="contact"))) == ()


@pytest.mark.parametrize(
    "heading",
    ["Next steps", "Nächste Schritte", "À faire", "Próximos pasos", "Próximos passos", "Da fare", "Actiepunten"],
)
def test_lists_of_actions_are_known_by_their_heading_in_every_language(heading: str) -> None:
    html = frame(outline(f'<p><span style="font-weight:bold">{heading}</span></p>', plain("Lee: x y z"), ours=False))
    assert one(html).owner == "rep"


def test_a_row_of_somebody_else_is_nobodys_promise_here() -> None:
    html = ours(
        matters="<table><tr><td>Aufgabe</td><td>Wer</td><td>Bis wann</td></tr>"
        "<tr><td>Bericht</td><td>Lee</td><td>3.12.</td></tr>"
        "<tr><td>Zugang legen</td><td>IT (Rolf)</td><td></td></tr>"
        "<tr><td>Messe planen</td><td>Lee / Dana</td><td></td></tr></table>"
    )
    assert [(f.text, f.owner) for f in on(html)] == [("Bericht", "rep"), ("Messe planen", None)]


def test_a_known_promise_is_rather_on_the_line_that_is_a_promise_than_on_a_note() -> None:
    html = ours(top=plain("send closure plan to Contoso"), agreed=todo("Lee: send closure plan to Contoso"))
    assert [(f.section, f.id) for f in on(html, PLAN)] == [("Agreed today", PLAN.id)]


def test_what_is_written_once_more_into_an_empty_line_of_ours_is_the_known_promise() -> None:
    found = one(ours(agreed=todo("Lee: send the closure plan to Contoso by Fri", "c-nnnn2222")), PLAN)
    assert (found.id, found.due) == (PLAN.id, FRIDAY)


# ---------------------------------------------------------------- what is no promise of the two


@pytest.mark.parametrize(
    "text",
    [
        "Proseware will send the PO by Fri",
        "the customer will confirm next week",
        "not doing the Adatum lunch",
        "everything else parked till Feb",
        "good session, same time next week",
        "Lee: not doing the Adatum lunch",
    ],
)
def test_a_plain_line_of_others_or_against_something_is_no_promise(text: str) -> None:
    assert on(ours(agreed=plain(text))) == ()


@pytest.mark.parametrize("text", ["Proseware will send the PO by Fri", "not doing the Adatum lunch"])
def test_the_same_with_a_box_is_asked(text: str) -> None:
    html = ours(
        agreed="<table><tr><td>Lee</td><td>Dana</td></tr><tr><td>{}</td><td></td></tr></table>".format(
            f'<span data-tag="to-do">{text}</span>'
        )
    )
    assert [(f.source, f.confidence) for f in on(html)] == [("tag", "possible")]
    assert said("Lee: send the PO to Proseware").confidence == "sure"


def test_a_thing_that_is_to_happen_without_an_owner_is_asked() -> None:
    found = one(ours(agreed=plain("Contract goes out by Fri")))
    assert (found.owner, found.confidence, found.due) == (None, "possible", FRIDAY)


@pytest.mark.parametrize("text", ["Lee: no, not this week", "Lee: no - pipeline is fine", "nothing this week"])
def test_an_answer_no_with_a_reason_is_no_promise(text: str) -> None:
    assert on(ours(agreed=todo(text, "c-nnnn2222"))) == ()


def test_a_line_that_only_begins_with_a_name_is_sure_with_a_box_and_asked_without() -> None:
    assert said("Lee dial list of 100 hospitals").confidence == "sure"
    found = one(ours(agreed=plain("Lee dial list of 100 hospitals")))
    assert (found.owner, found.confidence) == ("rep", "possible")


def test_you_in_a_persons_column_is_the_other_one_and_elsewhere_nobody() -> None:
    table = "<table><tr><td>Lee</td><td>Dana</td></tr><tr><td>{}</td><td>{}</td></tr></table>"
    box = '<span data-tag="to-do">{}</span>'
    html = ours(matters=table.format(box.format("you to ask legal"), box.format("you send me the deck")))
    assert [(f.text, f.owner) for f in on(html)] == [("ask legal", "manager"), ("send me the deck", "rep")]
    assert one(ours(agreed=quiet("Lee") + todo("you to ask legal"))).owner is None


# ---------------------------------------------------------------- a carried line that was edited


@pytest.mark.parametrize(
    ("shown", "due"),
    [
        (SHOWN + " sent tues", date(2026, 11, 20)),
        (SHOWN + " left vm 19/11", date(2026, 11, 20)),
        (SHOWN + " moved to 12 Dec", date(2026, 12, 12)),
        (SHOWN.replace("Fri 20 Nov, late", "moved to 12 Dec"), date(2026, 12, 12)),
        (SHOWN.replace("late", "late, now Fri 4 Dec"), date(2026, 12, 4)),
        (SHOWN.replace("late", "late, sent tues"), date(2026, 11, 20)),
    ],
)
def test_a_new_date_counts_and_a_remark_with_a_date_does_not(shown: str, due: date) -> None:
    found = one(ours(promises=todo(shown, "c-k7f3m2qd")), PLAN)
    assert (found.id, found.due, found.state) == (PLAN.id, due, "open")


def test_a_carried_line_moved_to_another_day_keeps_its_words() -> None:
    html = ours(promises=todo(SHOWN.replace("Fri 20 Nov, late", "moved to 12 Dec"), "c-k7f3m2qd"))
    assert one(html, PLAN).text == PLAN.text


def test_pictures_around_a_line_are_no_part_of_it() -> None:
    found = said("🔥 Dana → price floor by Fri 🙏")
    assert (found.owner, found.text, found.due) == ("manager", "price floor", FRIDAY)
