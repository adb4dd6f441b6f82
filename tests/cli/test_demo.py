"""The demo as a newcomer runs it: a process of its own, and nothing left behind."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from oneone.commands.sandbox import free_port
from tests.cli.conftest import run_process


def left_behind() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("oneone-demo-*"))


def answers(address: str) -> int:
    view = http.client.HTTPConnection(address.removeprefix("http://"), timeout=5)
    try:
        view.request("GET", "/")
        return view.getresponse().status
    finally:
        view.close()


def test_the_demo_tells_two_weeks_and_leaves_nothing(tmp_path: Path) -> None:
    before = left_behind()
    done = run_process("demo", "--once", "--port", "0", env={"TMPDIR": str(tmp_path)})
    assert (done.returncode, done.stderr) == (0, "")
    story = done.stdout
    assert story.count("4 pages made, 4 invites updated") == 2
    assert "8 mails so far" in story
    assert "to priya.nair@contoso.example: For you alone, before your 1:1 on Mon 23 Nov" in story
    assert re.search(r"1[0-9] promises collected", story)
    assert re.search(r"Lee +pricing sheet to Adatum, until Tue 17 Nov", story)
    assert re.search(r"[5-9] open promises carried to the new pages .*, [3-9] kept", story)
    assert "both kids ill" not in story  # what stands under "How are you?"
    address = re.search(r"http://127\.0\.0\.1:\d+", story)
    assert address is not None
    with pytest.raises(OSError):  # noqa: PT011
        answers(address[0])
    assert list(tmp_path.iterdir()) == []
    assert left_behind() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM for another process")
def test_the_view_is_served_until_the_demo_is_told_to_end(tmp_path: Path) -> None:
    demo = subprocess.Popen(
        [sys.executable, "-m", "oneone", "demo", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert demo.stdout is not None
    story = ""
    while "Ctrl-C ends" not in story:
        line = demo.stdout.readline()
        assert line, story
        story += line
    address = re.search(r"Open (http://127\.0\.0\.1:\d+)/", story)
    assert address is not None
    assert answers(address[1]) == 200
    demo.send_signal(signal.SIGTERM)
    _, errors = demo.communicate(timeout=30)
    assert (demo.returncode, errors) == (0, "")
    with pytest.raises(OSError):  # noqa: PT011
        answers(address[1])
    assert list(tmp_path.iterdir()) == []


def test_a_busy_port_gives_way_to_the_next_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        taken: int = busy.getsockname()[1]
        assert taken < free_port(taken) < taken + 50
