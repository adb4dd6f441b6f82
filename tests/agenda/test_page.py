import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from oneone.agenda import marks
from oneone.agenda.definition import load
from oneone.agenda.page import render
from oneone.errors import BadInput
from oneone.model import (
    Agenda,
    Ask,
    Blocks,
    Deal,
    Draft,
    KeyDeals,
    KpiLine,
    Kpis,
    Memory,
    Move,
    Moved,
    Movement,
    Names,
    Noted,
    PageLink,
    Promise,
    Promises,
    Section,
)
from tests.agenda.drafts import KPIS, LAST, MOVEMENT, NOV_16, NOV_20, NOV_23, PROMISES, deal, draft

HOSTILE = (
    "<script>alert(1)</script> & \"'</p></body>\x00\x0b\x1b[31m \u202eevil \u200f \U0001f600 \uffff ]]> {{ x }} %s"
)


def tree(of: Draft) -> Any:
    return etree.fromstring(render(of).html.encode(), etree.XMLParser(resolve_entities=False, no_network=True))


def seen(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def texts(of: Draft) -> list[str]:
    """Every line a person sees, a table row as its cells."""
    found = []
    for element in tree(of).find("body").iter("p", "h2", "li", "tr"):
        said = " | ".join(seen(cell) for cell in element) if element.tag == "tr" else seen(element)
        if said.strip(" |"):
            found.append(said)
    return found


def only(blocks: Blocks, *names: str) -> Draft:
    return draft(blocks=blocks, agenda=Agenda("one", "", 30, (Section("one", "One", blocks=names),)))


def boxes(of: Draft) -> list[tuple[str, str]]:
    return [(p.get("data-id"), seen(p)) for p in tree(of).iter("p") if p.get("data-tag") == "to-do"]


# ---------------------------------------------------------------- the whole page


def test_the_same_draft_gives_the_same_bytes() -> None:
    assert render(draft()) == render(draft())


def test_the_page_is_what_the_design_draws() -> None:
    assert texts(draft()) == [
        "Mon 23 Nov 09:00, 30 min. This time is for Lee's success, not a performance review. Last time: 16 Nov.",
        "Lee brings a current CRM (close plans, history, contact roles, dates, categories, amounts), questions on "
        "deals and a view of last week; Dana has read the deals and brings precise questions that move them or open "
        "the territory; both have kept their promises.",
        "How are you?",
        "Not read, not kept: this stays between the two of you.",
        "Top of mind (Lee)",
        "5 min. What is on your mind, at work or beyond it? Which moment of the week made you smile?",
        "Lee:",
        "Promises",
        "3 min. Tick what is done, strike through what no longer matters.",
        "Lee",
        "Send closure plan to Contoso, Fri 20 Nov, late (from 16 Nov)",
        "Book the security review with Fabrikam, Wed 25 Nov (from 16 Nov)",
        "Dana",
        "Introduce Lee to Northwind's CFO, Mon 23 Nov (from 16 Nov)",
        "Kept since 16 Nov: Lee 2 of 3, Dana 1 of 2: pricing sheet to Adatum; call Tailspin; discount approved",
        "Did we agree these? A tick means yes; say who and when.",
        "get the deck reviewed (who? when?)",
        "Where we are, what moved",
        "KPI | Now | Target | 16 Nov",
        "Closed this quarter | €182,500 | €400,000 | €140,000",
        "Pipeline created | €310,000 | €500,000 | €295,000",
        "First meetings | 7 | 10 | 4",
        "Win rate | 23.5% | – | 21%",
        "Deal | Was (16 Nov) | Now (20 Nov)",
        "Adatum renewal | Negotiation | lost, €25,000",
        "Contoso rollout | closes 27 Nov, €120,000 | "
        "slipped again to 15 Jan 2027 (2 pushes), out of the quarter, down to €95,000",
        "Fabrikam pilot | – | new, €18,000, closes 18 Dec",
        "Also moved: 2 slipped, 1 new. 61 open deals. CRM, Fri 20 Nov. Which one needs a step this week?",
        "This week's three (Lee)",
        "7 min. What moves the needle this week, and what can wait for it?",
        "…",
        "…",
        "…",
        "One per cent better: …",
        "Forecast, matters arising, what is broken",
        "10 min. Lee: deals I need help with, how I see last week, what came up, what is broken. Dana: what I want to "
        "understand.",
        "Lee | Dana",
        "From Dana",
        "3 min. Feedback and news. Mark a line (later) when time runs out, (sensitive) when it stays here.",
        "…",
        "Agreed today",
        "2 min. Who does what, by when? One line each; next time it stands under Promises.",
        "Lee: …",
        "Lee: …",
        "Dana: …",
        "Made by oneone for Dana and Lee on Fri 20 Nov 14:02. It reads this page afterwards for promises and ticks, "
        "nothing under “How are you?”. It opens no page it did not make. Kept for 24 months. ref cwpj7q-20261123",
    ]


def test_an_ordinary_page_fits_two_phone_screens() -> None:
    of = draft(blocks=Blocks(replace(PROMISES, asks=()), KPIS, MOVEMENT))

    assert len(texts(of)) <= 45


def test_hostile_text_everywhere_stays_text() -> None:
    bad = Deal("1", HOSTILE, HOSTILE, Decimal(1), HOSTILE, HOSTILE, NOV_20, HOSTILE)
    kinds: tuple[Move, ...] = ("slipped", "stage_back", "category", "amount_up")
    of = draft(
        names=Names(HOSTILE, "Dana " + HOSTILE),
        blocks=Blocks(
            replace(
                PROMISES,
                open=(Promise("bcdfgh23", "rep", HOSTILE, NOV_20, True, NOV_16, 'https://x.example/"><b>'),),
                asks=(Ask("bcdfgh24", HOSTILE, None, None),),
                kept_texts=(HOSTILE,),
                gone_texts=(HOSTILE,),
            ),
            replace(KPIS, lines=(KpiLine(HOSTILE, HOSTILE, Decimal(1), None, Decimal("Infinity")),), source=HOSTILE),
            replace(MOVEMENT, moved=(Moved(kinds, bad, bad),), source=HOSTILE),
        ),
        memory=Memory(
            motivations=(Noted(HOSTILE, NOV_16),),
            one_per_cent=(Noted(HOSTILE, NOV_16),),
            later=(Noted(HOSTILE, NOV_16),),
            uncovered=("top",),
        ),
        unheld=(PageLink(NOV_16, 'https://x.example/"><b>'),),
        announces=Agenda(HOSTILE, HOSTILE, 30, (Section("x", HOSTILE),)),
        agenda=replace(load("weekly", "first-line", "en"), purpose=HOSTILE, conduct=HOSTILE),
    )

    page = tree(of)

    assert {element.tag for element in page.iter()} <= {
        "html", "head", "title", "meta", "body", "p", "h2", "a", "span", "br", "table", "tr", "td", "ol", "ul", "li",
    }  # fmt: skip
    assert seen(next(page.iter("title"))).count("<script>") == 2
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202e\uffff]", render(of).html)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=80))
def test_any_text_at_all_gives_a_document_that_onenote_can_read(text: str) -> None:
    promise = Promise("bcdfgh23", None, text, None, False, NOV_16, text)

    assert len(boxes(only(Blocks(promises=Promises(open=(promise,), since=NOV_16)), "promises"))) == 1


def test_the_page_is_not_positioned_so_that_it_is_one_outline() -> None:
    html = render(draft()).html

    assert "data-absolute-enabled" not in html
    assert "position:" not in html


def test_nothing_on_the_page_is_of_a_kind_that_onenote_drops() -> None:
    for p in tree(draft()).iter("p", "li"):
        assert seen(p), "OneNote drops an empty paragraph, and a data-id with it"
    assert not {e.tag for e in tree(draft()).iter()} & {"th", "thead", "tbody", "hr", "style", "script", "input"}


def test_every_section_starts_with_its_mark() -> None:
    found = [(h.get("data-id"), seen(h)) for h in tree(draft()).iter("h2")]

    assert found == [(marks.section_id(s.key), marks.heading(s, draft().names)) for s in draft().agenda.sections]


def test_the_first_line_tells_the_time_where_the_pair_is() -> None:
    of = draft(start=datetime(2026, 11, 23, 14, 0, tzinfo=UTC), timezone="America/New_York", language="en-US")

    assert texts(of)[0].startswith("Mon, Nov 23 9:00 AM, 30 min.")


def test_the_last_line_says_whose_page_it_is() -> None:
    found = marks.REFERENCE.search(texts(draft())[-1])

    assert found is not None
    assert found[1] == marks.reference(draft().pair, NOV_23)


def test_the_last_line_speaks_of_unread_parts_only_when_there_are_some() -> None:
    open_agenda = Agenda("one", "", 30, (Section("one", "One"),))

    assert "promises and ticks. It opens" in texts(draft(agenda=open_agenda))[-1]


def test_a_last_page_that_is_no_https_link_is_not_linked() -> None:
    of = draft(last_page_url="onenote:https://x", blocks=Blocks())

    assert not list(tree(of).iter("a"))


# ---------------------------------------------------------------- room to write


def room(notes: str, *, private: bool = False, blocks: tuple[str, ...] = ()) -> list[str]:
    section = Section("one", "One", notes=notes, private=private, blocks=blocks)  # type: ignore[arg-type]
    return texts(draft(agenda=Agenda("one", "", 30, (section,)), last_page_url=None))[2:-1]


@pytest.mark.parametrize(
    ("notes", "lines"),
    [
        ("both", ["Lee | Dana"]),
        ("lines", ["Lee:", "Dana:"]),
        ("rep", ["Lee:"]),
        ("manager", ["Dana:"]),
        ("none", []),
    ],
)
def test_room_to_write_says_who_writes_there(notes: str, lines: list[str]) -> None:
    assert room(notes) == lines


def test_people_with_one_first_name_have_their_full_names_over_the_columns() -> None:
    section = Section("one", "One", notes="both")
    of = draft(names=Names("Kim Ito", "Kim Sato"), agenda=Agenda("one", "", 30, (section,)))

    assert "Kim Ito | Kim Sato" in texts(of)


def test_a_private_section_says_that_it_is_not_read() -> None:
    assert room("none", private=True) == ["Not read, not kept: this stays between the two of you."]


def test_a_list_to_write_in_needs_no_label_of_its_owner_below_it() -> None:
    assert room("rep", blocks=("three",)) == ["…", "…", "…"]


# ---------------------------------------------------------------- promises


def test_each_promise_carries_its_id_and_a_link_to_where_it_began() -> None:
    (line,) = [p for p in tree(draft()).iter("p") if p.get("data-id") == "c-bcdfgh23"]
    (link,) = line.iter("a")

    assert link.get("href") == f"{LAST}#oneone-c-bcdfgh23"
    assert (link.text, link.tail) == ("16 Nov", ")")


def test_a_fragment_of_the_origin_is_cut_off() -> None:
    promise = Promise("bcdfgh23", "rep", "x", None, False, NOV_16, "https://x.example/p#section-id=1")
    page = tree(only(Blocks(promises=Promises(open=(promise,), since=NOV_16)), "promises"))

    assert [a.get("href") for a in page.iter("a")][-1] == "https://x.example/p#oneone-c-bcdfgh23"


@pytest.mark.parametrize("url", [None, "javascript:alert(1)", "http://x.example/p"])
def test_an_origin_without_an_https_link_is_still_named(url: str | None) -> None:
    promise = Promise("bcdfgh23", "rep", "Call Ana", None, False, NOV_16, url)

    assert boxes(only(Blocks(promises=Promises(open=(promise,), since=NOV_16)), "promises")) == [
        ("c-bcdfgh23", "Call Ana (from 16 Nov)")
    ]


def test_the_reps_promises_come_first_and_nobodys_last() -> None:
    open_ = (
        Promise("bcdfgh21", None, "ask", None, False, NOV_16, None),
        Promise("bcdfgh22", "manager", "approve", None, False, NOV_16, None),
        Promise("bcdfgh23", "rep", "call", None, False, NOV_16, None),
    )
    of = only(Blocks(promises=Promises(open=open_, since=NOV_16)), "promises")

    assert texts(of)[2:-1] == [
        "Lee", "call (from 16 Nov)", "Dana", "approve (from 16 Nov)", "Nobody's yet", "ask (from 16 Nov)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (Promises(), "What the two of you agree today stands here next time."),
        (Promises(since=NOV_16), "Nothing is open."),
        (Promises(since=NOV_16, gone_texts=("call Ana",)), "No longer carried, as it was taken off twice: call Ana"),
        (Promises(since=NOV_16, kept=(("rep", 0, 0), ("manager", 1, 1))), "Kept since 16 Nov: Dana 1 of 1"),
        (Promises(since=NOV_16, note="not_read"), "The last page could not be read. These are the promises known "
         "before; add at the end what is missing."),
        (Promises(since=NOV_16, asks=(Ask("bcdfgh26", "send deck", "rep", None),)), "Lee: send deck (when?)"),
        (Promises(since=NOV_16, asks=(Ask("bcdfgh26", "send deck", None, NOV_20),)), "send deck, Fri 20 Nov (who?)"),
    ],
)  # fmt: skip
def test_what_there_is_to_say_about_promises_is_said(block: Promises, line: str) -> None:
    assert line in texts(only(Blocks(promises=block), "promises"))


@pytest.mark.parametrize("note", ["partly_read", "not_read", "wiped", "gone"])
def test_each_reason_why_a_page_was_not_read_has_words(note: str) -> None:
    said = texts(only(Blocks(promises=Promises(since=NOV_16, note=note)), "promises"))

    assert any("last page" in line for line in said)


def test_many_kept_promises_are_named_by_the_first_and_counted() -> None:
    block = Promises(since=NOV_16, kept=(("rep", 9, 9),), kept_texts=tuple(f"p{n}" for n in range(9)))

    assert "Kept since 16 Nov: Lee 9 of 9: p0; p1; p2; p3; p4; and 4 more" in texts(
        only(Blocks(promises=block), "promises")
    )


def test_a_question_has_a_mark_of_its_own_so_that_a_tick_there_means_yes() -> None:
    assert ("q-bcdfgh26", "get the deck reviewed (who? when?)") in boxes(draft())


def test_each_empty_line_has_its_id_and_its_owner() -> None:
    assert boxes(draft())[-3:] == [("c-bcdfgh27", "Lee: …"), ("c-bcdfgh28", "Lee: …"), ("c-bcdfgh29", "Dana: …")]


# ---------------------------------------------------------------- what moved


def moved_row(*kinds: Move, was: Deal | None, now: Deal | None) -> str:
    block = replace(MOVEMENT, moved=(Moved(kinds, was, now),), counts=())
    return texts(only(Blocks(movement=block), "movement"))[3]


OLD, NEW = deal("Fab", 40_000, NOV_20), deal("Fab", 55_000, date(2026, 12, 18), "Negotiation")


@pytest.mark.parametrize(
    ("kinds", "was", "now", "row"),
    [
        (("new",), None, OLD, "Fab | – | new, €40,000, closes 20 Nov"),
        (("won",), OLD, NEW, "Fab | Proposal | won, €55,000"),
        (("won", "amount_up"), OLD, NEW, "Fab | Proposal, €40,000 | won, €55,000"),
        (("won", "new"), None, NEW, "Fab | – | won, €55,000, new"),
        (("lost",), OLD, NEW, "Fab | Proposal | lost, €55,000"),
        (("slipped",), OLD, NEW, "Fab | closes 20 Nov | slipped to 18 Dec"),
        (("slipped",), OLD, replace(NEW, pushes=3), "Fab | closes 20 Nov | slipped again to 18 Dec (3 pushes)"),
        (("pulled_in",), NEW, OLD, "Fab | closes 18 Dec | pulled in to 20 Nov"),
        (("amount_up",), OLD, NEW, "Fab | €40,000 | up to €55,000"),
        (("amount_down",), NEW, OLD, "Fab | €55,000 | down to €40,000"),
        (("stage_forward",), OLD, NEW, "Fab | Proposal | forward to Negotiation"),
        (("stage_back",), NEW, OLD, "Fab | Negotiation | back to Proposal"),
        (("category",), replace(OLD, category="Commit"), OLD, "Fab | Commit | –"),
        (("owner",), OLD, None, "Fab | €40,000 | now with somebody else"),
        (("owner",), None, OLD, "Fab | – | taken over from somebody else"),
        (("missing",), OLD, None, "Fab | Proposal, €40,000, closes 20 Nov | not in the data any more"),
        (("missing",), deal("Fab", None, None, ""), None, "Fab | – | not in the data any more"),
    ],
)
def test_a_move_is_told_as_it_was_and_as_it_is(
    kinds: tuple[Move, ...], was: Deal | None, now: Deal | None, row: str
) -> None:
    assert moved_row(*kinds, was=was, now=now) == row


def test_a_deal_is_named_with_its_account_unless_it_says_it() -> None:
    assert moved_row("new", was=None, now=replace(OLD, account="Contoso")).startswith("Fab, Contoso |")
    assert moved_row("new", was=None, now=replace(OLD, account="fab")).startswith("Fab |")


def test_a_deal_without_a_name_is_shown_by_its_id() -> None:
    assert moved_row("new", was=None, now=replace(OLD, name="", id="0061")).startswith("0061 |")


def test_a_rep_with_hundreds_of_moves_gets_five_rows_and_counts() -> None:
    moved = tuple(Moved(("slipped",), OLD, replace(NEW, name=f"Deal {n}")) for n in range(280))
    block = replace(MOVEMENT, moved=moved, counts=(("slipped", 280),), deals=280)
    lines = texts(only(Blocks(movement=block), "movement"))

    assert sum(line.startswith("Deal ") for line in lines) == 5 + 1  # and the header
    assert any(line.startswith("Also moved: 275 slipped. 280 open deals.") for line in lines)


def test_a_very_long_name_does_not_fill_the_phone() -> None:
    row = moved_row("new", was=None, now=replace(OLD, name="x" * 5000))

    assert row.startswith("x" * 59 + "… |")


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (Movement(), "No deals have been imported yet."),
        (
            Movement(as_of=NOV_20, source="CRM", deals=61),
            "61 open deals noted. From next time on, this shows what moved. CRM, Fri 20 Nov.",
        ),
        (
            Movement(since=NOV_16, as_of=NOV_20, deals=61),
            "Nothing moved since 16 Nov. 61 open deals. As of Fri 20 Nov.",
        ),
        (
            Movement(since=NOV_16, as_of=date(2025, 12, 30), deals=2, old=True),
            "Nothing moved since 16 Nov. 2 open deals. As of 30 Dec 2025. Careful: these figures are old.",
        ),
    ],
)
def test_without_moves_the_block_is_one_line_that_says_why(block: Movement, line: str) -> None:
    of = only(Blocks(movement=block), "movement")

    assert texts(of)[2:-1] == [line]
    assert not list(tree(of).iter("table"))


# ---------------------------------------------------------------- where we are


def test_without_figures_the_block_says_so_and_asks_nothing() -> None:
    assert texts(only(Blocks(kpis=Kpis()), "kpis"))[2:-1] == ["No figures have been imported yet."]


def test_figures_stand_beside_a_question_for_the_next_step() -> None:
    assert "What is the one thing that moves one of these?" in texts(only(Blocks(kpis=KPIS), "kpis"))[-2]


def test_figures_that_are_old_say_so() -> None:
    assert "Careful: these figures are old." in texts(only(Blocks(kpis=replace(KPIS, old=True)), "kpis"))[-2]


def test_at_most_six_figures_stand_on_a_page() -> None:
    block = replace(KPIS, lines=KPIS.lines * 3)

    assert len(list(tree(only(Blocks(kpis=block), "kpis")).iter("tr"))) == 1 + 6


def test_figures_are_written_in_the_pairs_language() -> None:
    of = replace(only(Blocks(kpis=KPIS), "kpis"), language="de-DE")

    assert "Closed this quarter | 182.500 € | 400.000 € | 140.000 €" in texts(of)


# ---------------------------------------------------------------- key deals and who is known there

KEY = KeyDeals((replace(deal("Contoso rollout", 120_000), probability=70, contact_roles="champion=Ana; CFO=Bo"),),
               as_of=NOV_20, source="CRM", open=61)  # fmt: skip


def test_key_deals_stand_in_four_columns_beside_the_question_which_deserves_no_more_time() -> None:
    assert texts(only(Blocks(deals=KEY), "deals"))[2:-1] == [
        "Deal | Stage | Worth | Closes",
        "Contoso rollout | Proposal | €120,000, 70% | 20 Nov",
        "60 more open deals. CRM, Fri 20 Nov. "
        "Which one wins or loses the quarter, and which deserves no more time? Why?",
    ]


def test_known_people_stand_beside_the_roles_that_nobody_fills() -> None:
    said = texts(only(Blocks(deals=KEY), "network"))[2:-1]

    assert said[:2] == [
        "Deal | We know | Still unknown",
        "Contoso rollout | Ana (champion), Bo (CFO) | economic buyer, decision maker, coach",
    ]
    assert said[2].endswith("Whom do we know who could open one of these doors?")


def test_a_warm_introduction_is_a_ready_line_of_the_manager() -> None:
    assert [said for _, said in boxes(only(Blocks(deals=KEY), "network"))] == ["Dana: …"]


@pytest.mark.parametrize("block", ["deals", "network"])
@pytest.mark.parametrize("data", [None, KeyDeals()])
def test_without_deals_the_block_says_so_in_one_line(block: str, data: KeyDeals | None) -> None:
    assert texts(only(Blocks(deals=data), block))[2] == "No deals have been imported yet."


def test_hostile_roles_stay_text() -> None:
    of = replace(KEY, deals=(replace(KEY.deals[0], contact_roles=f"<b>={HOSTILE};=;;a=b=c;{HOSTILE}"),))

    assert "b" not in {element.tag for element in tree(only(Blocks(deals=of), "network")).iter()}


# ---------------------------------------------------------------- the three questions


def test_the_three_questions_are_asked_and_only_the_rep_answers() -> None:
    of = only(Blocks(), "forks")
    said = texts(of)[2:-1]

    assert [line.partition(":")[0] for line in said[::2]] == ["Win", "Fill", "Grow"]
    assert said[1::2] == ["Lee: …"] * 3


def test_each_answer_has_its_id_when_the_draft_gives_one() -> None:
    of = replace(only(Blocks(), "forks"), fork_ids=("bcdfgh31", "bcdfgh32"))

    assert [mark for mark, _ in boxes(of)] == ["c-bcdfgh31", "c-bcdfgh32", None]


# ---------------------------------------------------------------- lines, questions, figures side by side


def test_labels_of_an_agenda_have_room_behind_them_and_take_the_place_of_the_label_below() -> None:
    section = Section("one", "One", notes="manager", lines=("Ideas from {manager}", "Latest"))

    assert texts(draft(agenda=Agenda("one", "", 30, (section,))))[2:-1] == ["Ideas from Dana: …", "Latest: …"]


def test_several_questions_stand_one_a_line() -> None:
    section = Section("one", "One", minutes=5, prompt="Open.", questions="confidence")
    said = texts(draft(agenda=Agenda("one", "", 30, (section,))))[2:-1]

    assert said[:2] == ["5 min. Open.", "What was the best conversation you had this week?"]
    assert len(said) == 4


def test_figures_above_what_moved_leave_source_and_question_to_it() -> None:
    said = texts(only(Blocks(kpis=KPIS, movement=MOVEMENT), "kpis", "movement"))

    assert sum("CRM, Fri 20 Nov." in line for line in said) == 1
    assert sum(line.rstrip().endswith("?") for line in said) == 1


def test_figures_of_another_day_keep_their_own_source() -> None:
    said = texts(only(Blocks(kpis=replace(KPIS, as_of=NOV_16), movement=MOVEMENT), "kpis", "movement"))

    assert "CRM, Mon 16 Nov." in said


# ---------------------------------------------------------------- own templates


@pytest.mark.parametrize(
    ("text", "row", "problem"),
    [
        ("<p>\n{% if %}</p>\n", 2, "Expected an expression"),
        ("<p>\n\n{{ nobody.name }}</p>\n", 3, "'nobody' is undefined"),
    ],
)
def test_a_slip_in_an_own_template_is_named_with_file_and_line(
    tmp_path: Path, text: str, row: int, problem: str
) -> None:
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "wins.html.j2").write_text(text, encoding="utf-8")

    with pytest.raises(BadInput) as raised:
        render(only(Blocks(), "wins"), tmp_path)

    (found,) = raised.value.findings
    assert (found.file, found.row) == (str(tmp_path / "blocks" / "wins.html.j2"), row)
    assert problem in found.problem


def test_a_block_without_a_template_is_named() -> None:
    with pytest.raises(BadInput, match=r"blocks/wins.html.j2: there is no template"):
        render(only(Blocks(), "wins"))
