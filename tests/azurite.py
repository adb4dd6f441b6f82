"""Azurite, Microsoft's emulator of Azure Storage, for tests: in memory, on free ports of this machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

# Run by node itself: the link in node_modules/.bin is a shell script on Windows, whose child would outlive it.
SCRIPT = Path(__file__).parent.parent / ".azurite/node_modules/azurite/dist/src/azurite.js"
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="  # public, documented
START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Azurite:
    """Where a running Azurite answers."""

    blob: str
    queue: str
    table: str

    @property
    def connection_string(self) -> str:
        return (
            f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY};"
            f"BlobEndpoint={self.blob};QueueEndpoint={self.queue};TableEndpoint={self.table};"
        )


@contextmanager
def azurite() -> Iterator[Azurite]:
    """Runs Azurite while one is inside; without it a test is skipped, or fails if ONEONE_TESTS_NEED_AZURITE is set."""
    node = shutil.which("node")
    if node is None or not SCRIPT.exists():
        reason = "Azurite is not installed: `make test` installs it where npm is"
        if os.environ.get("ONEONE_TESTS_NEED_AZURITE"):
            pytest.fail(reason)
        pytest.skip(reason)
    with tempfile.TemporaryDirectory() as folder, Path(folder, "log").open("w+b") as log:
        ports = _free_ports()
        command = [
            node,
            str(SCRIPT),
            "--silent",
            "--disableTelemetry",
            "--skipApiVersionCheck",
            "--inMemoryPersistence",
        ]
        for service, port in ports.items():
            command += [f"--{service}Host", "127.0.0.1", f"--{service}Port", str(port)]
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + START_SECONDS
            while not all(_answers(port) for port in ports.values()):
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    pytest.fail(f"Azurite did not start: {log.read().decode(errors='replace')[-2000:]}")
                time.sleep(0.05)
            yield Azurite(**{service: f"http://127.0.0.1:{port}/{ACCOUNT}" for service, port in ports.items()})
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_ports() -> dict[str, int]:
    sockets = {service: socket.create_server(("127.0.0.1", 0)) for service in ("blob", "queue", "table")}
    ports = {service: listening.getsockname()[1] for service, listening in sockets.items()}
    for listening in sockets.values():
        listening.close()
    return ports


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
    except urllib.error.HTTPError as error:  # 400 without a signature: it is there
        error.close()
    except OSError:
        return False
    return True
