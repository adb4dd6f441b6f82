"""A tenant on disk comes back as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox import Tenant
from sandbox.editing import Editor
from sandbox.state import NotATenant, open_tenant
from tests.sandbox.conftest import NOTEBOOK, Caller, Clock
from tests.sandbox.test_calendar_api import DANA, LEE, PROPERTY, first, patch


def furnished(folder: Path, clock: Clock) -> tuple[Tenant, str]:
    tenant, disk = open_tenant(folder, clock)
    tenant.add_person(DANA, "Dana Reyes")
    tenant.add_person(LEE, "Lee Park")
    notebook = tenant.add_notebook(NOTEBOOK, owner=None, members=[DANA, LEE])
    group = tenant.add_section_group(notebook.id, "Team")
    section = tenant.add_section(group.id, "Lee").id
    tenant.add_series(DANA, [LEE], "1:1", datetime(2026, 9, 7, 9, 0), "America/Chicago")  # noqa: DTZ001
    dana = Caller(tenant)
    body = (
        b'--b\r\nContent-Disposition: form-data; name="Presentation"\r\nContent-Type: text/html\r\n\r\n'
        b'<html><head><title>T</title></head><body><p data-tag="to-do">x <b>y</b></p><ul><li>a</li></ul>'
        b'<div data-id="d"><table><tr><td><br/></td></tr></table></div><img src="name:i"/></body></html>'
        b'\r\n--b\r\nContent-Disposition: form-data; name="i"\r\nContent-Type: image/png\r\n\r\n\x00\xff\r\n--b--\r\n'
    )
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    page = dana.ask("POST", f"/me/onenote/sections/{section}/pages", content=body, headers=headers).json()["id"]
    Editor(tenant, page, by=LEE).tick(Editor(tenant, page, by=LEE).find("x"))
    event = first(dana)
    patch(dana, event["id"], {"subject": "new", "singleValueExtendedProperties": [{"id": PROPERTY, "value": "h"}]})
    tenant.move_occurrence(DANA, event["id"], datetime(2026, 11, 23, 20, 0, tzinfo=UTC))
    tenant.share_calendar(DANA, LEE)
    mail = {"body": {"contentType": "text", "content": "x"}, "toRecipients": [{"emailAddress": {"address": LEE}}]}
    dana.ask("POST", "/me/sendMail", json={"Message": mail})
    disk.close()
    return tenant, page


def test_pages_events_and_mails_are_kept(tmp_path: Path, clock: Clock) -> None:
    before, page = furnished(tmp_path, clock)
    after, disk = open_tenant(tmp_path, clock)
    one, other = Caller(before), Caller(after)
    assert other.content(page, "?includeIDs=true") == one.content(page, "?includeIDs=true")
    assert "to-do:completed" in other.content(page)
    assert first(other) == first(one)
    assert after.mails == before.mails
    assert [letter.to for letter in after.letters] == [LEE]
    assert after.letters == before.letters
    assert after.resources == before.resources
    assert after.mailboxes.shared == before.mailboxes.shared
    assert {s.id: s.pages for s in after.sections.values()} == {s.id: s.pages for s in before.sections.values()}
    disk.close()


def test_versions_go_on_rising_after_a_restart(tmp_path: Path, clock: Clock) -> None:
    furnished(tmp_path, clock)
    after, disk = open_tenant(tmp_path, clock)
    dana = Caller(after)
    etag = first(dana)["@odata.etag"]
    assert patch(dana, first(dana)["id"], {"subject": "again"}).json()["@odata.etag"] > etag
    disk.close()


def test_a_file_that_is_not_a_tenant_is_named_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "tenant.sqlite").write_text("not a database, but long enough to be one " * 100)
    with pytest.raises(NotATenant, match="another --data directory"):
        open_tenant(tmp_path)


def test_a_deleted_page_stays_deleted(tmp_path: Path, clock: Clock) -> None:
    _, page = furnished(tmp_path, clock)
    tenant, disk = open_tenant(tmp_path, clock)
    tenant.delete_page(page)
    disk.close()
    again, disk = open_tenant(tmp_path, clock)
    assert again.pages == {}
    disk.close()
