from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.way.town import Town
from tests.web.entra import Server, SignInTown, sign_in_town


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("tls")).running() as made:
        yield made


@pytest.fixture
def here(tmp_path: Path, server: Server) -> Iterator[SignInTown]:
    with sign_in_town(tmp_path, server) as made:
        yield made


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path)
    yield made
    made.store.close()
