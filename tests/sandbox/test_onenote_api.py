"""OneNote's endpoints answer as the service does."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import unquote

import pytest

from sandbox import Tenant
from tests.sandbox.conftest import NOTEBOOK, Caller, Clock

WHERE = "/me/onenote/notebooks/GetNotebookFromWebUrl"


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def test_a_notebook_is_found_by_its_web_address_and_says_where_it_lives(dana: Caller) -> None:
    found = dana.ask("POST", WHERE, json={"webUrl": NOTEBOOK.replace(" ", "%20") + "/"}).json()
    assert found["name"] == "1-1 Lee Park"
    assert re.fullmatch(r"1-[0-9a-f-]{36}", found["id"])
    root = r"https://graph\.example/v1\.0/sites/contoso\.sharepoint\.example,[0-9a-f-]{36},[0-9a-f-]{36}/onenote"
    assert re.fullmatch(rf"{root}/notebooks/{found['id']}", found["self"])
    assert dana.ask("GET", found["sectionsUrl"]).json()["value"] == []


def test_a_personal_notebook_lives_under_its_owner(tenant: Tenant, dana: Caller) -> None:
    url = "https://contoso-my.sharepoint.example/personal/dana_contoso/Documents/Notebooks/Team"
    tenant.add_notebook(url, owner="dana@contoso.example")
    found = dana.ask("POST", WHERE, json={"webUrl": f"onenote:{url}?web=1"}).json()
    assert f"/users/{tenant.people['dana@contoso.example'].id}/onenote/" in found["self"]


def test_who_the_notebook_is_not_shared_with_is_refused_and_an_unknown_address_is_missing(
    tenant: Tenant, dana: Caller
) -> None:
    kim = Caller(tenant, "local:kim@contoso.example")
    assert code(kim.ask("POST", WHERE, json={"webUrl": NOTEBOOK})) == (401, "40003")
    assert code(dana.ask("POST", WHERE, json={"webUrl": "https://contoso.sharepoint.example/none"})) == (404, "20102")


def test_sections_and_groups_are_made_once_and_listed_by_name(tenant: Tenant, dana: Caller) -> None:
    [notebook] = tenant.notebooks
    base = f"/me/onenote/notebooks/{notebook}"
    made = dana.ask("POST", f"{base}/sections", json={"displayName": "Lee Park"})
    group = dana.ask("POST", f"{base}/sectionGroups", json={"displayName": "Team"})
    inside = dana.ask("POST", f"/me/onenote/sectionGroups/{group.json()['id']}/sections", json={"displayName": "Ann"})
    assert [made.status_code, group.status_code, inside.status_code] == [201, 201, 201]
    assert inside.json()["parentSectionGroup"]["displayName"] == "Team"
    assert code(dana.ask("POST", f"{base}/sections", json={"displayName": "lee park"})) == (409, "20117")
    assert [s["displayName"] for s in dana.ask("GET", f"{base}/sections").json()["value"]] == ["Lee Park"]


@pytest.mark.parametrize(
    ("name", "wrong"), [(" ", "20152"), ("a/b", "20153"), ("it's", "20153"), (" a", "20154"), ("a" * 51, "20155")]
)
def test_a_section_name_is_checked(tenant: Tenant, dana: Caller, name: str, wrong: str) -> None:
    [notebook] = tenant.notebooks
    assert code(dana.ask("POST", f"/me/onenote/notebooks/{notebook}/sections", json={"displayName": name})) == (
        400,
        wrong,
    )


def test_a_created_page_is_described_and_linked(tenant: Tenant, dana: Caller, section: str) -> None:
    html = b"<html><head><title>1:1 Lee \xe2\x80\x93 Dana</title></head><body><p>x</p></body></html>"
    answered = dana.ask(
        "POST", f"/me/onenote/sections/{section}/pages", content=html, headers={"Content-Type": "text/html"}
    )
    page = answered.json()
    assert answered.status_code == 201
    assert re.fullmatch(rf"1-[0-9a-f]{{32}}!1-{section.removeprefix('1-')}", page["id"])
    assert answered.headers["location"] == page["self"]
    assert page["title"] == "1:1 Lee – Dana"
    assert page["createdDateTime"] == "2026-11-20T14:00:00Z"
    assert page["createdByAppId"].startswith("WLID-")
    link = page["links"]["oneNoteWebUrl"]["href"]
    assert link.startswith("https://contoso.sharepoint.example/sites/sales/_layouts/15/Doc.aspx?sourcedoc=")
    assert "wd=target(Lee Park.one|" in unquote(link)
    assert tenant.follow(link + "#oneone-c-1") is tenant.pages[page["id"]]
    assert page["id"].partition("!")[0] not in link
    assert "request-id" in answered.headers


def test_two_equal_creates_make_two_pages(tenant: Tenant, dana: Caller, section: str) -> None:
    assert dana.create(section, "<p>x</p>") != dana.create(section, "<p>x</p>")
    assert len(tenant.pages_of(section)) == 2


def test_generated_ids_are_answered_on_request_and_are_others_after_a_change(
    tenant: Tenant, dana: Caller, section: str
) -> None:
    page = dana.create(section, "<p>x</p>")
    before = re.findall(r' id="(p:\{[^"]+)"', dana.content(page, "?includeIDs=true"))
    assert len(before) == 1
    assert ' id="' not in dana.content(page)
    tenant.edited(tenant.pages[page])
    assert re.findall(r' id="(p:\{[^"]+)"', dana.content(page, "?includeIDs=true")) != before


def test_a_picture_travels_as_a_named_part_byte_for_byte(dana: Caller, section: str) -> None:
    picture = bytes(range(256)) + b"\r\n--not the boundary\r\n"
    body = (
        b'--b1\r\nContent-Disposition: form-data; name="Presentation"\r\nContent-Type: text/html\r\n\r\n'
        b'<html><head><title>T</title></head><body><img src="name:chart" alt="a &lt; b" width="600"/></body></html>'
        b'\r\n--b1\r\nContent-Disposition: form-data; name="chart"\r\nContent-Type: image/png\r\n\r\n'
        + picture
        + b"\r\n--b1--\r\n"
    )
    headers = {"Content-Type": "multipart/form-data; boundary=b1"}
    page = dana.ask("POST", f"/me/onenote/sections/{section}/pages", content=body, headers=headers).json()["id"]
    html = dana.content(page)
    source = re.search(
        r'<img width="600" alt="a &lt; b" src="([^"]+/resources/[^"]+/\$value)" data-src-type="image/png"', html
    )
    assert source is not None
    assert dana.ask("GET", source[1]).content == picture


PART = b'--b\r\nContent-Disposition: form-data; name="Presentation"\r\nContent-Type: text/html\r\n\r\n<html/>\r\n'


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (PART.replace(b"Presentation", b"presentation") + b"--b--\r\n", "20001"),
        (PART + PART + b"--b--\r\n", "20002"),
        (PART.replace(b"text/html", b"text/plain") + b"--b--\r\n", "20003"),
        (PART.replace(b"\r\n", b"\n") + b"--b--\n", "20011"),
        (PART, "20011"),
        (PART.replace(b"Content-Type: text/html\r\n", b"") + b"--b--\r\n", "20012"),
        (PART.replace(b'Content-Disposition: form-data; name="Presentation"\r\n', b"") + b"--b--\r\n", "20010"),
    ],
)
def test_a_multipart_body_is_read_strictly(dana: Caller, section: str, body: bytes, wrong: str) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert code(dana.ask("POST", f"/me/onenote/sections/{section}/pages", content=body, headers=headers)) == (
        400,
        wrong,
    )


@pytest.mark.parametrize(
    ("content", "media", "expected"),
    [
        (b"<html><body><p>open</body></html>", "text/html", (400, "20132")),
        (b"<html><body>\xff</body></html>", "text/html", (400, "20132")),
        (b"", "text/html", (400, "20132")),
        (b"<html/>", "text/plain", (400, "20131")),
        (b"{}", "application/json", (415, "20110")),
        (b'<html><body><p data-tag="todo">x</p></body></html>', "text/html", (400, "20139")),
        (b"<html><!--" + b"x" * 4 * 1024 * 1024 + b"--></html>", "text/html", (413, "RequestEntityTooLarge")),
    ],
)
def test_a_page_that_cannot_be_read_is_refused_and_not_made(
    tenant: Tenant, dana: Caller, section: str, content: bytes, media: str, expected: tuple[int, str]
) -> None:
    response = dana.ask(
        "POST", f"/me/onenote/sections/{section}/pages", content=content, headers={"Content-Type": media}
    )
    assert code(response) == expected
    assert tenant.pages == {}


def test_a_listing_is_twenty_pages_newest_change_first_with_a_next_link(
    dana: Caller, clock: Clock, section: str
) -> None:
    made = []
    for number in range(25):
        made.append(dana.create(section, "<p>x</p>", f"P{number}"))
        clock.pass_by(seconds=5)
    first = dana.ask("GET", f"/me/onenote/sections/{section}/pages?$select=id,title").json()
    second = dana.ask("GET", first["@odata.nextLink"]).json()
    assert [page["id"] for page in first["value"] + second["value"]] == made[::-1]
    assert set(first["value"][0]) == {"id", "title"}
    assert "@odata.nextLink" not in second


def test_with_top_one_pages_on_by_skip_and_a_hundred_is_the_most(dana: Caller, section: str) -> None:
    made = {dana.create(section, "<p>x</p>") for _ in range(5)}
    address = f"/me/onenote/sections/{section}/pages"
    parts = [dana.ask("GET", f"{address}?$top=2&$skip={skip}").json() for skip in (0, 2, 4)]
    assert not any("@odata.nextLink" in part for part in parts)
    assert {page["id"] for part in parts for page in part["value"]} == made
    assert code(dana.ask("GET", f"{address}?$top=101")) == (400, "20129")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("createdDateTime ge 2026-11-20T14:05:00Z", ["B", "C"]),
        ("createdDateTime ge 2026-11-20T15:05:00+01:00 and title ne 'C'", ["B"]),
        ("tolower(title) eq 'b'", ["B"]),
        ("title eq 'b'", []),
        ("contains(title,'A') or startswith(title,'C')", ["A", "C"]),
        ("not (title eq 'A')", ["B", "C"]),
    ],
)
def test_pages_are_filtered(dana: Caller, clock: Clock, section: str, query: str, titles: list[str]) -> None:
    for title in "ABC":
        dana.create(section, "<p>x</p>", title)
        clock.pass_by(minutes=5)
    found = dana.ask("GET", f"/me/onenote/sections/{section}/pages", params={"$filter": query, "$orderby": "title"})
    assert [page["title"] for page in found.json()["value"]] == titles


@pytest.mark.parametrize(
    ("query", "wrong"),
    [("title eq", "20128"), ("nosuch eq 'x'", "20127"), ("createdDateTime ge '2026-11-20'", "20128")],
)
def test_a_wrong_filter_is_refused(dana: Caller, section: str, query: str, wrong: str) -> None:
    dana.create(section, "<p>x</p>")
    response = dana.ask("GET", f"/me/onenote/sections/{section}/pages", params={"$filter": query})
    assert code(response) == (400, wrong)


def test_what_is_not_there_is_missing_and_what_is_no_id_is_invalid(dana: Caller) -> None:
    assert code(dana.ask("GET", "/me/onenote/pages/1-0123!1-4567/content")) == (404, "20102")
    assert code(dana.ask("GET", "/me/onenote/sections/nonsense/pages")) == (400, "20112")
    assert code(dana.ask("GET", "/me/onenote/pages")) == (400, "20266")


def test_another_persons_root_shows_only_what_is_that_persons(tenant: Tenant, dana: Caller, section: str) -> None:
    page = dana.create(section, "<p>x</p>")
    notebook = tenant.notebook_of(page)
    assert dana.ask("GET", f"/{notebook.root}/onenote/pages/{page}/content").status_code == 200
    assert code(dana.ask("GET", f"/users/lee@contoso.example/onenote/pages/{page}/content")) == (404, "20102")


def test_a_full_section_takes_no_page(tenant: Tenant, dana: Caller, section: str) -> None:
    tenant.sections[section].page_limit = 1
    dana.create(section, "<p>x</p>")
    headers = {"Content-Type": "text/html"}
    assert (
        dana.ask("POST", f"/me/onenote/sections/{section}/pages", content=b"<html/>", headers=headers).status_code
        == 507
    )


def test_an_encrypted_section_is_neither_written_nor_read(tenant: Tenant, dana: Caller, section: str) -> None:
    page = dana.create(section, "<p>x</p>")
    tenant.sections[section].encrypted = True
    headers = {"Content-Type": "text/html"}
    assert code(dana.ask("POST", f"/me/onenote/sections/{section}/pages", content=b"<html/>", headers=headers)) == (
        403,
        "10004",
    )
    assert code(dana.ask("GET", f"/me/onenote/pages/{page}/content")) == (403, "20185")


def test_the_token_decides_who_calls_and_what_may_be_done(tenant: Tenant, dana: Caller, section: str) -> None:
    address = f"/me/onenote/sections/{section}/pages"
    assert code(Caller(tenant, "local:nobody@contoso.example").ask("GET", address)) == (
        401,
        "InvalidAuthenticationToken",
    )
    assert code(Caller(tenant, "app:123").ask("GET", address)) == (401, "40001")
    tenant.limit_scopes("dana@contoso.example", {"Notes.Create"})
    assert code(dana.ask("GET", address)) == (403, "40004")
    tenant.sign_out("dana@contoso.example")
    assert code(dana.ask("GET", address)) == (401, "InvalidAuthenticationToken")


def test_errors_carry_the_request_ids_and_the_tenants_time(dana: Caller) -> None:
    headers = {"client-request-id": "mine"}
    response = dana.ask("GET", "/me/onenote/pages/1-1!1-1", headers=headers)
    inner = response.json()["error"]["innerError"]
    assert inner["client-request-id"] == "mine" == response.headers["client-request-id"]
    assert inner["request-id"] == response.headers["request-id"]
    assert (inner["date"], response.headers["date"]) == ("2026-11-20T14:00:00", "Fri, 20 Nov 2026 14:00:00 GMT")


def test_every_call_is_noted_with_who_what_and_how_it_ended(tenant: Tenant, dana: Caller) -> None:
    dana.ask("GET", "/me")
    dana.ask("GET", "/me/onenote/pages")
    assert [(c.upn, c.method, c.path, c.status) for c in tenant.calls] == [
        ("dana@contoso.example", "GET", "/me", 200),
        ("dana@contoso.example", "GET", "/me/onenote/pages", 400),
    ]


def test_a_page_of_usual_size_is_created_and_read_quickly(tenant: Tenant, dana: Caller, section: str) -> None:
    tenant.limits.on = False
    rows = "".join(f"<tr><td>deal {n}</td><td><b>was</b> {n}</td><td>is <i>now</i></td></tr>" for n in range(20))
    todos = "".join(f'<p data-tag="to-do" data-id="c-{n}">Lee: send plan {n} to Contoso</p>' for n in range(20))
    html = f'<h2 data-id="s-a">What moved</h2><table border="1">{rows}</table>{todos}'
    content = f"<html><head><title>T</title></head><body>{html}</body></html>".encode()
    address = f"/me/onenote/sections/{section}/pages"
    creates: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", address, {"content": content, "headers": {"Content-Type": "text/html"}}) for _ in range(50)
    ]
    begun = time.process_time()
    made = dana.all_at_once(creates)
    a_create = (time.process_time() - begun) / 50
    page = made[0].json()["id"]
    dana.content(page)
    reads: list[tuple[str, str, dict[str, Any]]] = [("GET", f"/me/onenote/pages/{page}/content", {}) for _ in range(50)]
    begun = time.process_time()
    dana.all_at_once(reads)
    a_read = (time.process_time() - begun) / 50
    # with httpx, ASGI and the check of names around it; the tenant's own share is about half
    assert a_create < 0.012
    assert a_read < 0.006
