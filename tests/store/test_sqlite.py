"""What the SQLite backend promises beyond the contract: its file, and several processes on it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from oneone.errors import BadInput, NeedsAttention, TryLater
from oneone.store import sqlite
from oneone.store.sqlite import SqliteStore
from oneone.store.table import Row

COUNTING = """
import sys
from oneone.errors import Conflict
from oneone.store.sqlite import SqliteStore
from oneone.store.table import Row
store = SqliteStore(sys.argv[1])
table = store.table("accounts")
for _ in range(40):
    while True:
        try:
            row = table.get("a", "counter")
            if row is None:
                table.insert(Row("a", "counter", {"n": 1}))
            else:
                table.replace(Row("a", "counter", {"n": row.values["n"] + 1}, row.etag))
            break
        except Conflict:
            pass
store.close()
"""


def test_what_was_stored_is_there_when_opened_again(tmp_path: Path) -> None:
    first = SqliteStore(tmp_path / "new" / "folder" / "s.sqlite")
    written = first.table("due").insert(Row("a", "b", {"n": 1}))
    first.close()
    again = SqliteStore(tmp_path / "new" / "folder" / "s.sqlite")
    assert again.table("due").get("a", "b") == written
    again.close()


def test_no_update_is_lost_between_processes_that_also_make_the_file(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    processes = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", COUNTING, str(path)], stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [process.communicate(timeout=60)[1].decode() for process in processes] == [""] * 3
    store = SqliteStore(path)
    counter = store.table("accounts").get("a", "counter")
    store.close()
    assert counter is not None
    assert counter.values == {"n": 120}


def test_a_reader_does_not_keep_writers_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    store = SqliteStore(tmp_path / "s.sqlite")
    reader = sqlite3.connect(tmp_path / "s.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM rows").fetchall()
    written = store.table("due").insert(Row("a", "b", {"n": 1}))
    reader.close()
    assert store.table("due").get("a", "b") == written
    store.close()


def test_a_step_that_reads_before_it_writes_waits_its_turn(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "s.sqlite")
    table = store.table("due")

    def forget(n: int) -> None:
        table.commit("a", deletes=[table.insert(Row("a", f"{n}", {}))])

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(forget, range(300)))
    assert list(table.query()) == []
    store.close()


def test_a_store_that_was_removed_does_not_come_back_empty(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "s.sqlite").close()
    again = SqliteStore(tmp_path / "s.sqlite")
    (tmp_path / "s.sqlite").unlink()
    with pytest.raises(NeedsAttention, match="still there"):
        again.table("due").get("a", "b")
    assert list(tmp_path.iterdir()) == []
    again.close()


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows keeps a profile's files to its user already")
    SqliteStore(tmp_path / "s.sqlite").close()
    assert (tmp_path / "s.sqlite").stat().st_mode & 0o077 == 0


def sqlite3_of(path: Path, sql: str) -> object:
    connection = sqlite3.connect(path)
    found = connection.execute(sql).fetchone()
    connection.commit()
    connection.close()
    return found[0] if found else None


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_bytes(b"manager,rep,notebook_url\r\n")
    with pytest.raises(BadInput, match="no SQLite file"):
        SqliteStore(file)
    assert file.read_bytes() == b"manager,rep,notebook_url\r\n"
    assert os.listdir(tmp_path) == ["pairs.csv"]


def test_the_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "crm.db"
    sqlite3_of(file, "CREATE TABLE deals (id)")
    before = file.read_bytes()
    with pytest.raises(BadInput, match="another program"):
        SqliteStore(file)
    assert file.read_bytes() == before
    assert os.listdir(tmp_path) == ["crm.db"]


def test_a_file_of_a_newer_oneone_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "s.sqlite"
    SqliteStore(file).close()
    sqlite3_of(file, "PRAGMA user_version = 2")
    sqlite3_of(file, "PRAGMA wal_checkpoint(TRUNCATE)")
    before = file.read_bytes()
    with pytest.raises(BadInput, match="newer oneone"):
        SqliteStore(file)
    assert file.read_bytes() == before


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        SqliteStore(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="Name another file"):
        SqliteStore(tmp_path / "file" / "s.sqlite")


def test_a_writer_that_never_ends_makes_others_try_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    store = SqliteStore(tmp_path / "s.sqlite")
    other = sqlite3.connect(tmp_path / "s.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TryLater) as raised:
        store.table("due").insert(Row("a", "b", {}))
    assert raised.value.wait.total_seconds() == 60
    other.close()
    store.table("due").insert(Row("a", "b", {}))
    store.close()


def test_a_damaged_file_needs_attention(tmp_path: Path) -> None:
    file = tmp_path / "s.sqlite"
    store = SqliteStore(file)
    for n in range(200):
        store.table("due").upsert(Row("a", f"{n}", {"text": "x" * 2_000}))
    store.close()
    damaged = bytearray(file.read_bytes())
    damaged[4096:] = b"\xff" * (len(damaged) - 4096)
    file.write_bytes(damaged)
    store = SqliteStore(file)
    with pytest.raises(NeedsAttention, match="damaged"):
        list(store.table("due").query())
    store.close()


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "s.sqlite")
    store.close()
    with pytest.raises(ValueError, match="closed"):
        store.table("due").get("a", "b")


def test_memory_stays_flat_over_many_rows(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "s.sqlite")
    table = store.table("ledger")
    for part in range(20):
        table.commit("a", inserts=[Row("a", f"{part:02}{n:03}", {"text": "x" * 10_000}) for n in range(100)])
    tracemalloc.start()
    try:
        assert sum(len(str(row.values["text"])) for row in table.query("a")) == 20_000_000
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
        store.close()
