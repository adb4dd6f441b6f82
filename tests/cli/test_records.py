"""`export` and `forget` as an admin types them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from oneone.store.ledger import Ledger
from oneone.store.table import open_store
from tests.cli.conftest import DANA, LEE, ZOE, LocalTenant, Shell


@pytest.fixture
def ran(oneone: Shell, tenant: LocalTenant) -> Shell:
    assert oneone("run", "--now", "2026-11-20T14:05").code == 0
    return oneone


def test_an_export_is_json_for_the_person_alone(ran: Shell) -> None:
    printed = ran("export", LEE)
    assert printed.code == 0
    assert printed.data["person"] == LEE
    assert ZOE not in printed.out
    file = ran.folder / "lee.json"
    written = ran("export", LEE, "--out", file)
    assert (written.code, written.out) == (0, "")
    assert json.loads(file.read_text(encoding="utf-8")) == printed.data


def test_forget_first_shows_what_would_go_and_removes_nothing(ran: Shell) -> None:
    said = ran("forget", LEE)
    assert said.code == 0
    assert "1 row of pairs, 1 row of due" in said.out
    assert "Pages in OneNote and invites in Outlook stay as they are" in said.out
    assert "say --yes" in said.out
    assert ran("export", LEE).data["pairs"]


def test_forget_removes_one_person_and_leaves_the_others(ran: Shell) -> None:
    said = ran("forget", LEE, "--yes")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Removed about {LEE}: 1 row of pairs, 1 row of due, ")
    assert ran("forget", LEE, "--yes").out == f"Nothing is kept about {LEE}.\n"
    assert [pair["rep"] for pair in ran("pairs", "list", "--json").data] == [ZOE]
    again = ran("run", "--now", "2026-11-23T15:00", "--json")
    assert again.code == 0
    assert [done for done in again.data["scanned"] if LEE in done] == []


def test_nothing_is_removed_while_another_run_works_for_the_pair(ran: Shell) -> None:
    store = open_store(f"sqlite:///{ran.folder / 'oneone.sqlite'}")
    Ledger(store).claim(DANA, "another", datetime.now(UTC))
    store.close()
    said = ran("forget", LEE, "--yes")
    assert said.code == 1
    assert f"Another run works for {DANA}" in said.err
    assert ran("export", LEE).data["pairs"]
