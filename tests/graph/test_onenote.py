from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import httpx
import pytest

from oneone.errors import Missing, NeedsAttention, TryLater, Unknown
from oneone.graph.answers import section_full
from oneone.graph.client import Session
from oneone.graph.onenote import Notebook, OneNote, PageRef, SectionRef, clean_name
from tests.graph.wire import BASE, Wire, answer, refusal, sent

WEB = "https://contoso-my.sharepoint.com/personal/dana/Documents/Notebooks/Sales"
NOTEBOOK = Notebook("users/u-1", "1-nb", "Sales", WEB)
SINCE = datetime(2026, 11, 20, 14, 0, 0, 900_000, tzinfo=UTC)


def links(href: str) -> dict[str, object]:
    return {"oneNoteClientUrl": {"href": "onenote:x"}, "oneNoteWebUrl": {"href": href}}


def named(id: str, name: str) -> dict[str, object]:
    return {"id": id, "displayName": name, "links": links(f"{WEB}?wd={id}")}


def listed(*items: dict[str, object]) -> httpx.Response:
    return answer(200, {"value": list(items)})


def item(number: int, created: str = "2026-11-20T14:00:05Z") -> dict[str, object]:
    return {
        "id": f"1-p{number}!1-s",
        "title": "",
        "createdDateTime": created,
        "createdByAppId": "WLID-1",
        "links": links(f"{WEB}?wd=p{number}"),
    }


# ------------------------------------------------------------ notebooks


def test_a_notebook_is_asked_for_by_its_web_address() -> None:
    found = {"id": "1-nb", "name": "Sales", "self": f"{BASE}/users/u-1/onenote/notebooks/1-nb", "links": links(WEB)}
    wire = Wire([answer(200, found)])
    assert wire.run(lambda s: OneNote(s).notebook(WEB)) == NOTEBOOK
    assert wire.lines == ["POST /v1.0/me/onenote/notebooks/GetNotebookFromWebUrl"]
    assert wire.request.headers["content-type"] == "application/json"
    assert sent(wire.request) == {"webUrl": WEB}


@pytest.mark.parametrize(
    ("self", "root"),
    [
        ("https://graph.microsoft.com/v1.0/users/u-1/onenote/notebooks/1-nb", "users/u-1"),
        ("https://graph.microsoft.com/v1.0/users/me/onenote/notebooks/1-nb", "me"),
        ("https://graph.microsoft.com/v1.0/me/onenote/notebooks/1-nb", "me"),
        ("https://graph.microsoft.com/v1.0/groups/g-1/onenote/notebooks/1-nb", "groups/g-1"),
        ("https://graph.microsoft.com/v1.0/sites/c.sharepoint.com%2Ca%2Cb/onenote/x", "sites/c.sharepoint.com,a,b"),
        ("https://www.onenote.com/api/v1.0/me/notes/notebooks/1-nb", "me"),
        ("", "me"),
    ],
)  # fmt: skip
def test_the_root_comes_from_the_notebooks_own_address(self: str, root: str) -> None:
    wire = Wire([answer(200, {"id": "1-nb", "displayName": "Sales", "self": self})])
    notebook = wire.run(lambda s: OneNote(s).notebook(WEB))
    assert (notebook.root, notebook.name) == (root, "Sales")


def test_a_notebook_that_cannot_be_opened_says_what_to_do() -> None:
    wire = Wire([refusal(404, "20102")])
    with pytest.raises(Missing, match="share the notebook"):
        wire.run(lambda s: OneNote(s).notebook(WEB))


def test_asking_for_a_notebook_may_be_repeated() -> None:
    wire = Wire([refusal(503), answer(200, {"id": "1-nb", "name": "Sales"})])
    assert wire.run(lambda s: OneNote(s).notebook(WEB)).id == "1-nb"


def test_an_answer_without_an_id_is_no_notebook() -> None:
    wire = Wire([answer(200, {})])
    with pytest.raises(TryLater):
        wire.run(lambda s: OneNote(s).notebook(WEB))


# ------------------------------------------------------------ sections


def test_a_section_is_found_by_name_in_any_case() -> None:
    wire = Wire([listed(named("1-a", "Ana"), named("1-s", "LEE park"))])
    found = wire.run(lambda s: OneNote(s).section(NOTEBOOK, "Lee Park"))
    assert found == SectionRef("users/u-1", "1-s", "LEE park", f"{WEB}?wd=1-s")
    assert wire.lines == [
        "GET /v1.0/users/u-1/onenote/notebooks/1-nb/sections?$select=id,displayName,links&$top=100"
    ]  # fmt: skip


def test_a_missing_section_is_created_in_its_group() -> None:
    wire = Wire([listed(named("1-g", "EMEA")), listed(), answer(201, named("1-s", "Lee Park"))])
    found = wire.run(lambda s: OneNote(s).section(NOTEBOOK, "emea/Lee Park"))
    assert found.id == "1-s"
    assert wire.lines == [
        "GET /v1.0/users/u-1/onenote/notebooks/1-nb/sectionGroups?$select=id,displayName&$top=100",
        "GET /v1.0/users/u-1/onenote/sectionGroups/1-g/sections?$select=id,displayName,links&$top=100",
        "POST /v1.0/users/u-1/onenote/sectionGroups/1-g/sections",
    ]
    assert sent(wire.asked[2]) == {"displayName": "Lee Park"}


def test_a_missing_group_is_created_too() -> None:
    answers = [listed(), answer(201, named("1-g", "EMEA")), listed(), answer(201, named("1-s", "Lee"))]
    wire = Wire(answers)
    assert wire.run(lambda s: OneNote(s).section(NOTEBOOK, "EMEA/Lee")).id == "1-s"
    assert wire.lines[1] == "POST /v1.0/users/u-1/onenote/notebooks/1-nb/sectionGroups"


def test_a_section_that_somebody_made_meanwhile_is_used() -> None:
    wire = Wire([listed(), refusal(409, "20117"), listed(named("1-s", "Lee"))])
    assert wire.run(lambda s: OneNote(s).section(NOTEBOOK, "Lee")).id == "1-s"


def test_a_name_that_is_taken_but_never_shown_needs_a_person() -> None:
    wire = Wire([listed(), refusal(400, "20117"), listed()])
    with pytest.raises(NeedsAttention, match="another section"):
        wire.run(lambda s: OneNote(s).section(NOTEBOOK, "Lee"))


def test_a_section_on_the_second_answer_is_found_even_after_an_empty_one() -> None:
    wire = Wire(
        [
            answer(200, {"value": [], "@odata.nextLink": f"{BASE}/next?$skiptoken=a%20b"}),
            answer(200, {"value": [named("1-s", "Lee")]}),
        ]
    )
    assert wire.run(lambda s: OneNote(s).section(NOTEBOOK, "Lee")).id == "1-s"
    assert wire.lines[1] == "GET /v1.0/next?$skiptoken=a%20b"


def test_an_answer_that_is_no_list_is_not_an_empty_notebook() -> None:
    wire = Wire([answer(200, {"error": None})])
    with pytest.raises(TryLater):
        wire.run(lambda s: OneNote(s).section(NOTEBOOK, "Lee"))


def test_an_unknown_create_of_a_section_is_not_repeated() -> None:
    wire = Wire([listed(), refusal(504)])
    with pytest.raises(Unknown):
        wire.run(lambda s: OneNote(s).section(NOTEBOOK, "Lee"))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Lee Park", "Lee Park"),
        ("  Lee\t Park ", "Lee Park"),
        ("Q1 50% & <R/D>: \"x\" 'y' #1 ~ a*b?c|d\\e", "Q1 50 R D x y 1 a b c d e"),
        ("Tim O’Brien", "Tim O Brien"),
        ("Zoe\u0308 Müller", "Zoë Müller"),
        ("x" * 49 + " yz", "x" * 49),
    ],
)
def test_a_section_name_is_made_as_onenote_takes_it(name: str, clean: str) -> None:
    assert clean_name(name) == clean
    assert clean_name(clean) == clean


@pytest.mark.parametrize("name", ["", " ", "???", "'"])
def test_a_name_without_a_legal_character_needs_a_person(name: str) -> None:
    with pytest.raises(NeedsAttention, match="section"):
        clean_name(name)


def test_a_section_named_by_hand_with_a_quote_is_found() -> None:
    wire = Wire([listed(named("1-s", "Tim O’Brien"))])
    assert wire.run(lambda s: OneNote(s).section(NOTEBOOK, "Tim O'Brien")).id == "1-s"


# ------------------------------------------------------------ pages


def test_a_page_is_one_post_of_utf8_html() -> None:
    wire = Wire([answer(201, item(1))])
    made = wire.run(lambda s: OneNote(s).create_page("users/u-1", "1-s!x", "<html>é</html>"))
    assert made == PageRef(
        "users/u-1", "1-p1!1-s", f"{WEB}?wd=p1", "", datetime(2026, 11, 20, 14, 0, 5, tzinfo=UTC), "WLID-1"
    )
    assert wire.lines == ["POST /v1.0/users/u-1/onenote/sections/1-s!x/pages"]
    assert wire.request.headers["content-type"] == "text/html; charset=utf-8"
    assert wire.request.content == "<html>é</html>".encode()


def test_images_travel_with_the_page_after_the_part_presentation() -> None:
    png = b"\x89PNG\r\n\x1a\n\x00"
    wire = Wire([answer(201, item(1))])
    wire.run(lambda s: OneNote(s).create_page("me", "1-s", "<html/>", {"chart": ("image/png", png)}))
    kind = wire.request.headers["content-type"]
    assert kind.startswith("multipart/form-data; boundary=")
    boundary = kind.partition("=")[2].encode()
    lines = [
        b"--" + boundary,
        b'Content-Disposition: form-data; name="Presentation"',
        b"Content-Type: text/html",
        b"",
        b"<html/>",
        b"--" + boundary,
        b'Content-Disposition: form-data; name="chart"',
        b"Content-Type: image/png",
        b"",
        png,
        b"--" + boundary + b"--",
        b"",
    ]
    assert wire.request.content == b"\r\n".join(lines)


def test_site_roots_keep_their_commas_and_odd_ids_are_escaped() -> None:
    wire = Wire([answer(201, item(1))])
    wire.run(lambda s: OneNote(s).create_page("sites/contoso.sharepoint.com,a,b", "1/../#?", "<html/>"))
    assert wire.lines == ["POST /v1.0/sites/contoso.sharepoint.com,a,b/onenote/sections/1%2F..%2F%23%3F/pages"]


def test_a_full_section_is_told_to_the_caller() -> None:
    wire = Wire([answer(507, b"")])
    with pytest.raises(NeedsAttention) as raised:
        wire.run(lambda s: OneNote(s).create_page("me", "1-s", "<html/>"))
    assert section_full(raised.value)


@pytest.mark.parametrize("href", ["https://www.onenote.com/notebooks", "onenote:https://x", "javascript:alert(1)", ""])
def test_a_link_that_does_not_lead_to_the_page_is_left_out(href: str) -> None:
    wire = Wire([answer(201, {**item(1), "links": links(href)})])
    assert wire.run(lambda s: OneNote(s).create_page("me", "1-s", "<html/>")).url == ""


def test_pages_are_listed_from_their_section_since_a_time_in_utc() -> None:
    cet = timezone(timedelta(hours=1))
    wire = Wire([listed(item(1), item(2, "2026-11-20T14:00:00Z"))])
    found = wire.run(lambda s: OneNote(s).pages_since("users/u-1", "1-s", SINCE.astimezone(cet)))
    assert [page.id for page in found] == ["1-p1!1-s", "1-p2!1-s"]
    assert wire.request.method == "GET"
    assert wire.request.url.path == "/v1.0/users/u-1/onenote/sections/1-s/pages"
    assert dict(wire.request.url.params) == {
        "$select": "id,title,createdDateTime,createdByAppId,links,self",
        "$filter": "createdDateTime ge 2026-11-20T14:00:00Z",
        "$top": "100",
    }


def test_older_pages_are_left_out_even_if_graph_lists_them() -> None:
    wire = Wire([listed(item(1, "2026-11-20T13:59:59Z"), item(2))])
    assert [p.id for p in wire.run(lambda s: OneNote(s).pages_since("me", "1-s", SINCE))] == ["1-p2!1-s"]


def test_a_list_that_goes_round_in_a_circle_ends() -> None:
    link = f"{BASE}/me/onenote/sections/1-s/pages?$skip=100"
    answers = [answer(200, {"value": [item(n)], "@odata.nextLink": link}) for n in range(2)]
    wire = Wire(answers)
    assert len(wire.run(lambda s: OneNote(s).pages_since("me", "1-s", SINCE))) == 2


def test_a_full_answer_without_a_next_link_is_continued_with_skip() -> None:
    wire = Wire([listed(*(item(n) for n in range(100))), listed(item(100))])
    assert len(wire.run(lambda s: OneNote(s).pages_since("me", "1-s", SINCE))) == 101
    assert [request.url.params.get("$skip") for request in wire.asked] == [None, "100"]


def test_a_server_that_ignores_skip_is_not_asked_for_ever() -> None:
    wire = Wire([listed(*(item(n) for n in range(100))) for _ in range(2)])
    assert len(wire.run(lambda s: OneNote(s).pages_since("me", "1-s", SINCE))) == 100


def test_a_list_without_end_needs_a_person() -> None:
    answers = [answer(200, {"value": [], "@odata.nextLink": f"{BASE}/x?$skip={n}"}) for n in range(102)]
    wire = Wire(answers)
    with pytest.raises(NeedsAttention, match="does not end"):
        wire.run(lambda s: OneNote(s).pages_since("me", "1-s", SINCE))


def test_a_page_is_read_as_html() -> None:
    wire = Wire([answer(200, "<html>é</html>".encode(), content_type="text/html")])

    async def read(session: Session) -> str:
        return await OneNote(session).page_html("users/u-1", "1-p!2-s")

    assert wire.run(read) == "<html>é</html>"
    assert wire.lines == ["GET /v1.0/users/u-1/onenote/pages/1-p!2-s/content"]
    assert wire.request.headers["accept"] == "text/html"


def test_an_empty_answer_is_no_page() -> None:
    wire = Wire([answer(200, b"")])
    with pytest.raises(TryLater):
        wire.run(lambda s: OneNote(s).page_html("me", "1-p"))
