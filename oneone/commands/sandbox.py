"""`oneone sandbox`: the local tenant as a child process, since the product never imports it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from oneone.commands.live import WrongCall

Port = Annotated[int, typer.Option(min=0, max=65_535, help="Port on 127.0.0.1.")]

STOPS_WITHIN = 10  # seconds; then it is ended


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
    child = subprocess.Popen(command(*arguments))  # noqa: S603: our own module
    try:
        code = child.wait()
    except KeyboardInterrupt:
        stop(child)
        code = 0
    if code:
        raise typer.Exit(code if code > 0 else 1)


def command(*arguments: str) -> Sequence[str]:
    """The command that runs the sandbox's module with arguments; WrongCall when it is not installed."""
    folder()
    return (sys.executable, "-m", "sandbox", *arguments)


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


def stop(child: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    """End the child and wait for it; harmless when it has ended."""
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
