"""Budget and claim hold between real processes on Azure Tables (Azurite)."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from uuid import uuid4

from tests.azurite import Azurite

NOW = datetime(2026, 11, 20, 14, 0, 3, tzinfo=UTC)
PROCESSES = 6


def at_once(azurite: Azurite, what: str) -> list[int]:
    account = f"{uuid4().hex}@contoso.com"
    command = [
        sys.executable,
        "-m",
        "tests.graph.budget_process",
        azurite.connection_string,
        what,
        account,
        NOW.isoformat(),
    ]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * PROCESSES
    return [int(answer) for answer in answers]


def test_six_processes_together_are_granted_what_one_may_send(azurite: Azurite) -> None:
    granted = at_once(azurite, "reserve")
    assert sum(granted) <= 100
    assert sum(granted) >= 90  # nearly all: the last few do not fit a whole job


def test_one_of_six_processes_gets_the_account(azurite: Azurite) -> None:
    assert sorted(at_once(azurite, "claim")) == [0] * (PROCESSES - 1) + [1]
