"""The two backends of the contract, each empty at the start of a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from azure.data.tables import TableServiceClient

from oneone.store.azure import AzureStore
from oneone.store.sqlite import SqliteStore
from oneone.store.table import Store, Table
from tests.azurite import Azurite


@pytest.fixture
def empty_azurite(azurite: Azurite) -> Azurite:
    with TableServiceClient.from_connection_string(azurite.connection_string) as client:
        for table in client.list_tables():
            client.delete_table(table.name)
    return azurite


@pytest.fixture(params=["sqlite", "azure"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened: Store
    if request.param == "sqlite":
        opened = SqliteStore(tmp_path / "store.sqlite")
    else:
        running: Azurite = request.getfixturevalue("empty_azurite")
        opened = AzureStore(connection_string=running.connection_string)
    yield opened
    opened.close()


@pytest.fixture
def table(store: Store) -> Table:
    return store.table("ledger")
