"""`python -m sandbox` over the wire."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from sandbox.pairs_file import BadPairs, read

PAIRS = """manager,rep,manager_name,rep_name,notebook_url,weekday,time,timezone
Dana@contoso.example,lee@contoso.example,Dana Reyes,Lee Park,https://contoso.sharepoint.example/sites/s/SiteAssets/NB,tue,9:30,Europe/Berlin
"""


@contextmanager
def running(*options: str) -> Iterator[str]:
    command = [sys.executable, "-m", "sandbox", "--port", "0", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONWARNINGS": "error"}
    ) as process:
        assert process.stdout is not None
        try:
            ready = process.stdout.readline()
            address = re.fullmatch(r"Graph (http://127\.0\.0\.1:\d+)/v1\.0   view \1/\n", ready)
            assert address is not None, ready
            yield address[1]
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0


def test_the_command_serves_a_pairs_file_keeps_it_and_stops_cleanly(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text(PAIRS, encoding="utf-8")
    options = ("--pairs", str(file), "--data", str(tmp_path / "data"))
    headers = {"Authorization": "Bearer local:dana@contoso.example"}
    window = {"startDateTime": "2017-09-11T00:00:00Z", "endDateTime": "2017-09-18T00:00:00Z"}
    ids = []
    for _ in range(2):
        with running(*options) as address, httpx.Client(base_url=address, headers=headers) as client:
            [event] = client.get("/v1.0/me/calendarView", params=window).json()["value"]
            assert (event["subject"], event["start"]["dateTime"]) == (
                "1:1 Dana Reyes / Lee Park",
                "2017-09-12T07:30:00.0000000",
            )
            ids.append(event["id"])
            assert client.get("/").status_code == 200
    assert ids[0] == ids[1]


def test_a_dropped_connection_is_broken_on_the_wire_and_the_clock_can_be_set(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text(PAIRS, encoding="utf-8")
    headers = {"Authorization": "Bearer local:dana@contoso.example"}
    with (
        running("--pairs", str(file), "--now", "2017-09-11T00:00:00Z") as address,
        httpx.Client(base_url=address, headers=headers) as client,
    ):
        assert client.get("/v1.0/me").headers["date"].startswith("Mon, 11 Sep 2017 00:00:0")
        assert client.get("/sandbox/clock", headers={"Host": "elsewhere.example"}).status_code == 400
        client.put("/sandbox/clock", json={"now": "2017-09-18T08:00:00Z"}).raise_for_status()
        assert client.get("/sandbox/clock").json()["now"].startswith("2017-09-18T08:00:0")
        client.post("/sandbox/faults", json={"match": "GET /me", "drop": True}).raise_for_status()
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("/v1.0/me")
        assert client.get("/v1.0/me").status_code == 200


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("manager,rep\n", "notebook_url is missing"),
        (PAIRS.replace("tue", "someday"), "row 2, weekday: someday is not one of mon to sun"),
        (PAIRS.replace("Europe/Berlin", "Mars"), "row 2, timezone: Mars"),
        (PAIRS.replace("lee@contoso.example", ""), "row 2, rep: nothing"),
    ],
)
def test_a_bad_pairs_file_is_refused_with_row_and_column(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadPairs, match=re.escape(message)):
        read(file)
