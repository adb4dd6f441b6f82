"""The command line on the deployed storage account, with the roles that infra gives the admin."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from oneone import bootstrap
from oneone.__main__ import main
from oneone.errors import NotAllowed
from oneone.observe import account_reference, pair_reference
from oneone.store.table import Row, Store, Table, TableName, Value
from tests.way.town import DANA, GRAPH, PAIR, Town

STATE = (Path(__file__).parents[2] / "infra/state.bicep").read_text(encoding="utf-8")


def granted(variable: str) -> set[str]:
    found = re.search(rf"^var {variable} = \[(.*)\]$", STATE, re.MULTILINE)
    assert found is not None
    return set(re.findall(r"'(\w+)'", found[1]))


class Guarded:
    """A table as the admin's roles open it."""

    def __init__(self, name: TableName, table: Table) -> None:
        self._name, self._table = name, table

    def _read(self) -> Table:
        if self._name not in granted("written") | granted("read"):
            raise NotAllowed("refused", code="AuthorizationPermissionMismatch")
        return self._table

    def _write(self) -> Table:
        if self._name not in granted("written"):
            raise NotAllowed("refused", code="AuthorizationPermissionMismatch")
        return self._table

    def get(self, pk: str, rk: str) -> Row | None:
        return self._read().get(pk, rk)

    def query(
        self,
        pk: str | None = None,
        *,
        start: str | None = None,
        before: str | None = None,
        where: Mapping[str, Value] | None = None,
    ) -> Iterator[Row]:
        return self._read().query(pk, start=start, before=before, where=where)

    def insert(self, row: Row) -> Row:
        return self._write().insert(row)

    def replace(self, row: Row) -> Row:
        return self._write().replace(row)

    def upsert(self, row: Row) -> Row:
        return self._write().upsert(row)

    def delete(self, row: Row) -> None:
        self._write().delete(row)

    def commit(self, pk: str, *rows: object) -> None:
        self._write().commit(pk, *rows)  # type: ignore[arg-type]


class AdminsStore:
    def __init__(self, store: Store) -> None:
        self._store = store

    def table(self, name: TableName) -> Guarded:
        return Guarded(name, self._store.table(name))

    def close(self) -> None: ...


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    made = Town(tmp_path)
    monkeypatch.setattr(bootstrap, "open_store", lambda *_, **__: AdminsStore(made.store))
    monkeypatch.setenv("ONEONE_STORE", "azure://contosooneone")
    yield made
    made.store.close()


def test_pairs_and_numbers_can_be_filled(town: Town, tmp_path: Path) -> None:
    pairs, kpis = tmp_path / "pairs.csv", tmp_path / "kpis.csv"
    pairs.write_text(f"manager,rep,notebook_url\n{PAIR.manager},{PAIR.rep},https://x.sharepoint.com/sites/s/Book\n")
    kpis.write_text(f"rep,metric,date,value,target,unit\n{PAIR.rep},Calls,2026-11-20,3,5,count\n")
    assert main(["pairs", "import", str(pairs)]) == 0
    assert main(["pairs", "list"]) == 0
    assert main(["numbers", "import", str(kpis)]) == 0
    assert [row.values["rep"] for row in town.ledger.pair_rows()] == [PAIR.rep]


def test_status_shows_what_is_open_and_says_what_is_not(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    town.add_pair()
    town.run()
    main(["status", "--json", "--now", "2026-11-20T14:10"])
    said = json.loads(capsys.readouterr().out)
    assert said["not_open"] == ["tokens", "ledger"]
    [pair], [account] = said["pairs"], said["accounts"]
    assert (pair["rep"], pair["next"], pair["attention"]) == (PAIR.rep, None, "")
    assert pair["next_due"] is not None
    assert (account["account"], account["last_pass"]) == (DANA, "2026-11-20T14:00:00Z")


def test_status_says_by_what_references_the_log_names_people(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    town.add_pair()
    town.run()
    main(["status", "--json"])
    said = json.loads(capsys.readouterr().out)
    assert [pair["log"] for pair in said["pairs"]] == [pair_reference(PAIR)]
    assert [account["log"] for account in said["accounts"]] == [account_reference(DANA)]


def test_what_people_promised_is_not_open_to_the_admin(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    town.add_pair()
    assert main(["commitments"]) == 1
    assert "refused" in capsys.readouterr().err
    assert GRAPH.startswith("http://127.0.0.1")
