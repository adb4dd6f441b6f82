from __future__ import annotations

import io
import json
import sys
from types import SimpleNamespace

import pytest

from tests.cli.conftest import Said, Shell

NAMES = ("--manager", "Dana Reyes", "--rep", "Lee Park", "--date", "2026-11-23")
PAGE = """<html><head><title>2026-11-23 1:1 Lee Park – Dana Reyes</title></head><body><div>
<h2 data-id="s-how">How are you?</h2><p>worried about mother's surgery</p><p data-tag="to-do">see the doctor</p>
<h2 data-id="s-top">Top of mind (Lee)</h2><p>Lee: the new territory</p>
<h2 data-id="s-agreed">Agreed today</h2>
<p data-tag="to-do">Lee: send closure plan to Contoso by Fri</p>
<p data-tag="to-do:completed">Dana: introduce Lee to the CFO</p>
</div></body></html>"""


def read(oneone: Shell, *arguments: object) -> Said:
    return oneone("read", *map(str, arguments), *NAMES, "--json")


def test_a_page_is_answered_in_the_promised_shape(oneone: Shell) -> None:
    said = read(oneone, oneone.file("page.html", PAGE))
    assert (said.code, said.err) == (0, "")
    assert set(said.data) == {"complete", "unread", "commitments", "written"}
    assert (said.data["complete"], said.data["unread"]) == (True, ["How are you?"])
    assert set(said.data["written"]) == {"rep", "manager", "unknown"}
    assert said.data["commitments"] == [
        {
            "line": "Lee: send closure plan to Contoso by Fri",
            "text": "send closure plan to Contoso",
            "owner": "rep",
            "due": "2026-11-27",
            "state": "open",
            "id": None,
            "section": "Agreed today",
            "source": "tag",
            "confidence": "sure",
        },
        {
            "line": "Dana: introduce Lee to the CFO",
            "text": "introduce Lee to the CFO",
            "owner": "manager",
            "due": None,
            "state": "done",
            "id": None,
            "section": "Agreed today",
            "source": "tag",
            "confidence": "sure",
        },
    ]


def test_private_text_is_never_printed(oneone: Shell) -> None:
    page = oneone.file("page.html", PAGE)
    for said in (read(oneone, page), oneone("read", page, *NAMES)):
        assert "mother" not in said.out + said.err
        assert "doctor" not in said.out + said.err


def test_several_pages_are_a_list_in_their_order(oneone: Shell) -> None:
    first, second = oneone.file("a.html", PAGE), oneone.file("b.html", PAGE.replace("Contoso", "Adatum"))
    texts = [page["commitments"][0]["text"] for page in read(oneone, second, first).data]
    assert texts == ["send closure plan to Adatum", "send closure plan to Contoso"]


def test_a_page_that_cannot_be_read_keeps_its_place_and_is_named(oneone: Shell) -> None:
    latin = oneone.folder / "latin.html"
    latin.write_bytes(PAGE.encode("cp1252"))
    said = read(oneone, oneone.folder / "nope.html", latin, oneone.file("page.html", PAGE))
    assert said.code == 1
    assert [page is None for page in said.data] == [True, True, False]
    assert "nope.html: it cannot be opened" in said.err
    assert "latin.html: it is not UTF-8 text" in said.err


def test_stdin_is_a_page_too(oneone: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(PAGE.encode())))
    assert len(read(oneone, "-").data["commitments"]) == 2


def test_known_commitments_are_recognised_and_keep_their_id(oneone: Shell) -> None:
    known = [{"id": "bcdfghjk", "text": "send closure plan to Contoso", "owner": "rep", "due": None, "state": "open"}]
    file = oneone.file("known.json", json.dumps(known))
    [first, _] = read(oneone, oneone.file("page.html", PAGE), "--known", file).data["commitments"]
    assert (first["id"], first["source"]) == ("bcdfghjk", "carried")


def test_the_sections_of_a_draft_take_the_place_of_an_agenda(oneone: Shell) -> None:
    sections = [
        {"key": "talk", "heading": "Just us", "private": True, "collects": False, "notes": "none"},
        {"key": "deals", "heading": "Deals", "private": False, "collects": True, "notes": "both"},
    ]
    page = """<html><head><title>x</title></head><body><div><h2 data-id="s-talk">Just us</h2><p>secret</p>
    <h2 data-id="s-deals">Deals</h2><p>Lee to call Tailspin by Thursday</p></div></body></html>"""
    file = oneone.file("sections.json", json.dumps(sections))
    said = read(oneone, oneone.file("page.html", page), "--sections", file)
    assert said.data["unread"] == ["Just us"]
    [found] = said.data["commitments"]
    assert (found["owner"], found["due"], found["section"]) == ("rep", "2026-11-26", "Deals")


@pytest.mark.parametrize("text", ["{", '{"id": 1}', '[{"id": "x"}]', '[{"heading": "x"}]'])
@pytest.mark.parametrize("option", ["--known", "--sections"])
def test_a_list_that_is_none_is_one_sentence(oneone: Shell, option: str, text: str) -> None:
    said = read(oneone, oneone.file("page.html", PAGE), option, oneone.file("list.json", text))
    assert (said.code, said.out) == (1, "")
    assert "list.json: this is not the list that is needed here" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "wrong", [("--agenda", "quarterly"), ("--date", "Monday"), ("--rep", " ")], ids=lambda pair: pair[0]
)
def test_a_wrong_option_is_a_usage_error(oneone: Shell, wrong: tuple[str, str]) -> None:
    said = oneone("read", oneone.file("page.html", PAGE), *NAMES, *wrong)
    assert (said.code, said.out) == (2, "")
    assert wrong[0] in said.err


def test_people_get_a_table(oneone: Shell) -> None:
    said = oneone("read", oneone.file("page.html", PAGE), *NAMES)
    assert "2 promises; not read: How are you?." in said.out
    assert "Lee Park" in said.out
    assert "2026-11-27" in said.out


def test_the_agendas_are_listed_with_their_sections(oneone: Shell) -> None:
    [weekly] = [agenda for agenda in oneone("agenda", "list", "--json").data if agenda["name"] == "weekly"]
    assert weekly["minutes"] == 30
    assert "Agreed today" in [section["heading"] for section in weekly["sections"]]
    assert "Top of mind (the rep)" in oneone("agenda", "list").out
