"""A real Chromium, driven through its debugging pipe: nothing to install beside the browser."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_WAITS = 20.0  # seconds for a page


class Chromium:
    """One tab."""

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read = write, read
        self._buffer = b""
        self._number = 0
        self._session = ""
        target = self("Target.createTarget", url="about:blank")["targetId"]
        self._session = self("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self("Page.enable")

    def __call__(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                found = answer["result"]
                assert isinstance(found, dict)
                return found

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            piece = os.read(self._read, 65_536)
            assert piece, "Chromium ended"
            self._buffer += piece
        message, _, self._buffer = self._buffer.partition(b"\0")
        found = json.loads(message)
        assert isinstance(found, dict)
        return found

    def open(self, address: str) -> None:
        self("Page.navigate", url=address)

    def says(self, expression: str) -> Any:
        return self("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def wait_for(self, words: str) -> str:
        """The text of the page, once it holds these words."""
        until = time.monotonic() + _WAITS
        text = ""
        while time.monotonic() < until:
            text = str(self.says("document.body ? document.body.innerText : ''"))
            if words in text:
                return text
            time.sleep(0.05)
        raise AssertionError(f"{words!r} never came; the page says: {text[:500]}")

    def click(self, selector: str) -> None:
        assert self.says(f"!!document.querySelector({json.dumps(selector)})"), selector
        self.says(f"document.querySelector({json.dumps(selector)}).click()")

    def picture(self, path: Path, width: int = 900, height: int = 1100) -> None:
        self("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        shot = self("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(shot))

    def cookies(self) -> list[dict[str, Any]]:
        return list(self("Network.getAllCookies")["cookies"])


@contextmanager
def chromium() -> Iterator[Chromium]:
    """A browser of its own, gone at the end; it trusts the throw-away certificate."""
    assert PROGRAM is not None
    to_read, to_write = os.pipe(), os.pipe()

    def arrange() -> None:
        # Chromium reads its commands from descriptor 3 and answers on 4.
        os.dup2(to_read[0], 3)
        os.dup2(to_write[1], 4)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--ignore-certificate-errors", "--no-first-run"]
        command = [PROGRAM, *flags, "--remote-debugging-pipe", f"--user-data-dir={folder}", "about:blank"]
        process = subprocess.Popen(
            command,
            preexec_fn=arrange,
            close_fds=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (to_read[0], to_write[1]):
            os.close(end)
        try:
            yield Chromium(to_read[1], to_write[0])
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for end in (to_read[1], to_write[0]):
                os.close(end)
