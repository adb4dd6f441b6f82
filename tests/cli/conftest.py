"""The command line as one types it: `main` with arguments, an environment, a store, and a tenant on loopback."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from oneone.__main__ import main
from oneone.commands.sandbox import command, served

DANA, LEE, ZOE = "dana@contoso.example", "lee@contoso.example", "zoe@contoso.example"
NOTEBOOK = "https://contoso-my.sharepoint.example/personal/dana/Documents/Notebooks/{}"
PAIRS = "manager,rep,manager_name,rep_name,notebook_url,weekday,time,timezone\n" + "".join(
    f"{DANA},{rep},Dana Reyes,{name},{NOTEBOOK.format(name.split()[0])},mon,{at},UTC\n"
    for rep, name, at in ((LEE, "Lee Park", "09:00"), (ZOE, "Zoë Lind", "11:00"))
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a verb left: exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


class Shell:
    """Runs verbs in a folder of their own."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capture = capture

    def __call__(self, *arguments: str | Path) -> Said:
        self._capture.readouterr()
        code = main([str(argument) for argument in arguments])
        return Said(code, *self._capture.readouterr())

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


class LocalTenant:
    """A running sandbox, asked as its view asks."""

    def __init__(self, address: str) -> None:
        self.address = address

    def ask(self, method: str, path: str, data: object = None) -> Any:
        tenant = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=10)
        try:
            tenant.request(method, path, json.dumps(data), {"Content-Type": "application/json"})
            return json.loads(tenant.getresponse().read())
        finally:
            tenant.close()

    @property
    def happened(self) -> Any:
        return self.ask("GET", "/sandbox/happened")

    def type_over(self, title: str, line: str, text: str) -> None:
        """Somebody types on the page whose title begins so, over the first line under "Agreed today" that does."""
        [page] = self.ask("GET", f"/view/api/pages?title={title.replace(' ', '%20')}")["pages"]
        edit = {"by": LEE, "op": "type", "text": line, "under": "Agreed today", "value": text}
        answer = self.ask("POST", f"/view/api/pages/{page['id']}/edit", edit)
        assert "line" in answer, answer


@pytest.fixture
def oneone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    for name in [name for name in os.environ if name.startswith("ONEONE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ONEONE_STORE", f"sqlite:///{tmp_path.as_posix()}/oneone.sqlite")
    monkeypatch.setenv("ONEONE_SIGN_IN", "local")
    monkeypatch.setenv("ONEONE_GRAPH_URL", "http://127.0.0.1:9/v1.0")  # nobody answers there
    return Shell(tmp_path, capsys)


@pytest.fixture
def tenant(oneone: Shell, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalTenant]:
    """A tenant with the people, 1:1s and notebooks of PAIRS, on a Friday afternoon; the pairs are imported."""
    pairs = oneone.file("pairs.csv", PAIRS)
    start = command("--port", "0", "--pairs", str(pairs), "--now", "2026-11-20T14:00:00Z")
    with served(start) as (_, address):
        monkeypatch.setenv("ONEONE_GRAPH_URL", f"{address}/v1.0")
        assert oneone("pairs", "import", pairs).code == 0
        yield LocalTenant(address)


def run_process(*arguments: str, code: str = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """`python -m oneone …`, or a piece of Python, in a process of its own."""
    what = ["-c", code] if code else ["-m", "oneone"]
    return subprocess.run(
        [sys.executable, *what, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        env={**os.environ, **(env or {})},
        check=False,
    )
