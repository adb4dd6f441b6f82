"""What tests of several parts share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.azurite import Azurite
from tests.azurite import azurite as running_azurite

pytest_plugins = ["tests.at_home"]  # no test leaves this machine


@pytest.fixture(scope="session")
def azurite() -> Iterator[Azurite]:
    """One Azurite for the whole run; tests clean up what they need clean."""
    with running_azurite() as running:
        yield running
