from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest
import typer

from oneone.commands.live import moment_of
from oneone.commands.terminal import show
from tests.cli.conftest import PAIRS, Shell, run_process

HEAVY = ("azure", "babel", "httpx", "jinja2", "lxml", "msgraph", "msgspec", "rich", "sqlite3")


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from oneone.__main__ import main; code = main(['--help'])\n"
        f"sys.exit(code or ' '.join(name for name in {HEAVY!r} if name in sys.modules) or 0)"
    )
    done = run_process(code=code)
    assert (done.returncode, done.stderr) == (0, "")
    assert "demo" in done.stdout


def test_without_the_extra_one_sentence_says_what_to_install() -> None:
    code = "import sys; sys.modules['typer'] = None; from oneone.__main__ import main; sys.exit(main(['status']))"
    done = run_process(code=code)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "pip install 'oneone[cli]'" in done.stderr


@pytest.mark.parametrize("verb", ["rename", "hand-over"])
def test_what_is_not_built_is_not_offered(oneone: Shell, verb: str) -> None:
    said = oneone(verb)
    assert (said.code, said.out) == (2, "")
    assert "No such command" in said.err


def test_every_wrong_setting_is_named_and_nothing_is_done(oneone: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEONE_TIMEZONE", "Mars")
    monkeypatch.setenv("ONEONE_LEAD", "soon")
    said = oneone("due")
    assert (said.code, said.out) == (2, "")
    assert "ONEONE_TIMEZONE" in said.err
    assert "ONEONE_LEAD" in said.err
    assert "Traceback" not in said.err
    assert not (oneone.folder / "oneone.sqlite").exists()


def test_a_store_file_that_is_not_ours_is_refused_with_a_sentence_and_kept(oneone: Shell) -> None:
    store = oneone.file("oneone.sqlite", "shopping list: milk, eggs, more than sixteen bytes of text")
    said = oneone("status")
    assert said.code in (1, 2)
    assert "Traceback" not in said.err
    assert "oneone.sqlite" in said.err
    assert store.read_text(encoding="utf-8").startswith("shopping list")


@pytest.mark.parametrize(
    ("text", "zone", "utc"),
    [
        ("2026-11-23T08:00", "Europe/Berlin", "2026-11-23T07:00"),
        ("2026-07-06 08:00", "Europe/Berlin", "2026-07-06T06:00"),
        ("2026-11-23T08:00+05:30", "Europe/Berlin", "2026-11-23T02:30"),
        ("2026-11-23T08:00Z", "America/Chicago", "2026-11-23T08:00"),
        ("2026-11-23", "America/Chicago", "2026-11-23T06:00"),
    ],
)
def test_now_is_local_unless_an_offset_is_given(text: str, zone: str, utc: str) -> None:
    assert moment_of(text, zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "23.11.2026", "2026-13-01"])
def test_a_time_that_is_none_is_a_usage_error(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="2026-11-23T08:00"):
        moment_of(text, "UTC")


def test_a_pair_nobody_knows_is_a_usage_error_that_says_where_to_look(oneone: Shell) -> None:
    said = oneone("prepare", "dana", "nobody")
    assert (said.code, said.out) == (2, "")
    assert "oneone pairs list" in said.err


def test_words_of_others_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show("Lee\x1b[2J\x9b31m\rPark")
    assert capsys.readouterr().out == "Lee [2J 31m Park\n"


def test_json_is_utf8_and_alone_on_stdout_in_a_real_process(oneone: Shell) -> None:
    oneone("pairs", "import", oneone.file("pairs.csv", PAIRS))
    done = run_process("pairs", "list", "--json", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert [row["rep_name"] for row in json.loads(done.stdout)] == ["Lee Park", "Zoë Lind"]
    assert done.stderr == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
def test_ctrl_c_ends_the_sandbox_quietly() -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "oneone", "sandbox", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # as a terminal does: the signal goes to both processes
    )
    assert child.stdout is not None
    assert "http://127.0.0.1:" in child.stdout.readline()
    os.killpg(child.pid, signal.SIGINT)
    out, err = child.communicate(timeout=20)
    assert (child.returncode, out, err) == (0, "", "")
