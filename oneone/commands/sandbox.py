"""`oneone sandbox`: the local tenant as a child process, since the product never imports it."""

from __future__ import annotations

import importlib.util
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Annotated, AnyStr

import typer

from oneone.commands.live import WrongCall
from oneone.errors import NeedsAttention

Port = Annotated[int, typer.Option(min=0, max=65_535, help="Port on 127.0.0.1.")]

_STARTS_WITHIN = 60  # seconds, on a slow machine too
_STOPS_WITHIN = 10  # seconds; then it is ended


def sandbox(
    port: Port = 8365,
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="Keep the tenant there; else in memory.")] = None,
    pairs: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A pairs file whose people, 1:1s and notebooks it gets.")
    ] = None,
) -> None:
    """Serve a Microsoft 365 tenant on this machine: Graph, and a view of notebooks and invites."""
    arguments = ["--port", str(port)]
    if data is not None:
        arguments += ["--data", str(data)]
    if pairs is not None:
        arguments += ["--pairs", str(pairs)]
    with _stopping_with_us(subprocess.Popen(command(*arguments))) as child:  # noqa: S603
        try:
            code = child.wait()
        except KeyboardInterrupt:
            return
    if code:
        raise typer.Exit(code if code > 0 else 1)


@contextmanager
def served(started: Sequence[str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running sandbox and its address, `http://127.0.0.1:PORT`; stopped at the end, however that comes.

    Raises NeedsAttention when it does not start.
    """
    child = subprocess.Popen(started, stdout=subprocess.PIPE, text=True, encoding="utf-8")  # noqa: S603
    with _stopping_with_us(child):
        watch = Timer(_STARTS_WITHIN, child.kill)
        watch.start()
        assert child.stdout is not None
        ready = child.stdout.readline()
        watch.cancel()
        found = re.search(r"http://127\.0\.0\.1:\d+", ready)
        if found is None:
            raise NeedsAttention("The local tenant did not start; what it says stands above.")
        yield child, found[0]


def free_port(wanted: int) -> int:
    """`wanted` when it is free, else the next free port above it; 0, which stands for any, when none of 50 is."""
    for port in range(wanted, min(wanted + 50, 65_536)):
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
    return 0


@contextmanager
def _stopping_with_us(child: subprocess.Popen[AnyStr]) -> Iterator[subprocess.Popen[AnyStr]]:
    def end(*_: object) -> None:
        raise KeyboardInterrupt  # as Ctrl-C: everything on the way is closed

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield child
    finally:
        signal.signal(signal.SIGTERM, before)
        _stop(child)


def command(*arguments: str, module: str = "sandbox") -> Sequence[str]:
    """The command that runs a module of the sandbox, never a shell; WrongCall when it is not installed."""
    folder()
    return (sys.executable, "-m", module, *arguments)


def folder() -> Path:
    """Where the sandbox and its sample team are; WrongCall says how to install them."""
    for needed in ("sandbox", "starlette", "uvicorn"):
        found = importlib.util.find_spec(needed)
        if found is None or not found.submodule_search_locations:
            raise WrongCall("The local tenant is not installed. Install it with: pip install 'oneone[cli,sandbox]'")
    spec = importlib.util.find_spec("sandbox")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


def _stop(child: subprocess.Popen[AnyStr]) -> None:
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(_STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdout is not None:
        child.stdout.close()
