"""No test leaves this machine: a connection to another one is refused, and fails the test that tried."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

NOWHERE = "http://127.0.0.1:9"  # the port "discard": what child processes ask for the outside through
HERE = "127.0.0.1,localhost,::1"

_WAY_OUT = ("127.0.0.1", 9)
_tried: list[str] = []


class LeavesTheMachine(ConnectionRefusedError):
    """A test tried to reach another machine."""


def pytest_configure() -> None:
    """Shut the doors before the first test is collected; child processes read the environment for theirs."""
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, _only_here(name, getattr(socket.socket, name)))
    socket.getaddrinfo = _names_here(socket.getaddrinfo)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        os.environ[name] = os.environ[name.lower()] = NOWHERE
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = HERE


@pytest.fixture(autouse=True)
def _at_home() -> Iterator[None]:
    """Fail a test that tried, also when the code under test took the refusal for a bad connection."""
    _tried.clear()
    yield
    if _tried:
        pytest.fail(f"this test reaches for another machine: {', '.join(dict.fromkeys(_tried))}", pytrace=False)


def _only_here(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def refusing(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(str(address[0])):
            _refuse(f"{address[0]}:{address[1]}")
        if tuple(address[:2]) == _WAY_OUT:
            _refuse(f"an address asked for through {NOWHERE}")
        return real(self, *arguments)

    refusing.__name__ = name
    return refusing


def _names_here(real: Callable[..., Any]) -> Callable[..., Any]:
    def refusing(host: Any, port: Any, *arguments: Any, **more: Any) -> Any:
        asked = host.decode() if isinstance(host, bytes) else host
        if asked and not _is_here(asked):
            _refuse(f"{asked}:{port}")
        return real(host, port, *arguments, **more)

    return refusing


def _is_here(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host.lower() in ("", "localhost") or host.lower() == socket.gethostname().lower()
    return address.is_loopback or address.is_unspecified


def _refuse(where: str) -> None:
    _tried.append(where)
    raise LeavesTheMachine(f"no test leaves this machine: {where}")
