"""The suite's own promise: no test leaves this machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

SWALLOWED = """
import requests

def test_a_crm_is_asked_and_its_failure_is_taken_as_bad_luck():
    try:
        requests.get("https://api.hubapi.com/crm/v3/objects/deals", timeout=1)
    except requests.RequestException:
        pass
"""
ADDRESS = """
import socket

def test_an_address_is_reached_without_a_name():
    with socket.socket() as found:
        found.settimeout(1)
        found.connect_ex(("192.0.2.1", 443))
"""
LOOP = """
import asyncio, httpx

def test_an_asynchronous_client_leaves():
    async def ask():
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.get("https://graph.microsoft.com/v1.0/me")
    try:
        asyncio.run(ask())
    except httpx.TransportError:
        pass
"""
CHILD = """
import subprocess, sys

def test_a_child_process_finds_no_way_out():
    code = "import requests; requests.get('http://192.0.2.1/', timeout=5)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "127.0.0.1" in done.stderr and "port=9" in done.stderr, done.stderr
"""
HERE = """
import socket

def test_a_server_on_this_machine_is_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=5).close()
"""


def run(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_tries.py").write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.at_home", str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (SWALLOWED, "an address asked for through http://127.0.0.1:9"),
        (ADDRESS, "192.0.2.1:443"),
        (LOOP, "graph.microsoft.com:443"),
    ],
)
def test_a_test_that_reaches_for_another_machine_fails_though_its_code_caught_the_error(
    tmp_path: Path, text: str, where: str
) -> None:
    done = run(tmp_path, text)
    assert done.returncode == 1
    assert f"this test reaches for another machine: {where}" in done.stdout


@pytest.mark.parametrize("text", [HERE, CHILD])
def test_what_stays_on_this_machine_goes_on_and_a_child_process_finds_no_way_out(tmp_path: Path, text: str) -> None:
    done = run(tmp_path, text)
    assert done.returncode == 0, done.stdout
