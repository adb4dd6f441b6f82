"""`python -m sandbox`: the local tenant over loopback, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import signal
import socket
import sys
from datetime import date, datetime
from pathlib import Path

import uvicorn

from sandbox.app import build
from sandbox.control import SetClock
from sandbox.pairs_file import FIRST_DAY, BadPairs, furnish
from sandbox.state import NotATenant, open_tenant
from sandbox.tenant import Tenant


def main(arguments: list[str] | None = None) -> int:
    """Serves the tenant; prints one line with its addresses when it is ready. 2: a file or port cannot be used."""
    options = _options(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn stops first, then hands the signal on
    clock = SetClock()
    if options.now is not None:
        clock.set(options.now)
    disk = None
    try:
        if options.data is not None:
            tenant, disk = open_tenant(options.data, clock)
        else:
            tenant = Tenant(clock)
        if options.pairs is not None:
            furnish(tenant, options.pairs, options.begin)
        listener = _listener(options.port)
    except (BadPairs, NotATenant, OSError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    tenant.limits.on = not options.no_limits
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        _serve(tenant, listener, f"Graph {address}/v1.0   view {address}/")
    finally:
        if disk is not None:
            disk.close()
    return 0


class _Server(uvicorn.Server):
    """Says its addresses once it answers."""

    def __init__(self, config: uvicorn.Config, ready: str) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        sys.stdout.write(f"{self._ready}\n")
        sys.stdout.flush()


def _serve(tenant: Tenant, listener: socket.socket, ready: str) -> None:
    config = uvicorn.Config(
        build(tenant, over_tcp=True),
        log_level="critical",  # no address of a page or person in a log
        access_log=False,
        date_header=False,  # the answers carry the tenant's own time
        timeout_graceful_shutdown=2,
    )
    try:
        _Server(config, ready).run(sockets=[listener])
    except KeyboardInterrupt:
        return


def _listener(port: int) -> socket.socket:
    """A socket on loopback only; port 0 picks a free one."""
    # The protocol is named so that asyncio switches Nagle off; without it each answer waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as taken:
        listener.close()
        raise OSError(f"Port {port} is in use. Give another one with --port, or --port 0 for any.") from taken
    return listener


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A Microsoft 365 tenant on this machine.")
    parser.add_argument("--port", type=int, default=8365, help="port on 127.0.0.1 (default 8365; 0 picks a free one)")
    parser.add_argument("--data", type=Path, help="directory that keeps the tenant (default: in memory)")
    parser.add_argument("--pairs", type=Path, help="pairs file (CSV): its people, 1:1 series and notebooks are added")
    parser.add_argument(
        "--from",
        dest="begin",
        type=date.fromisoformat,
        default=FIRST_DAY,
        help="first day of the series (default 2016-01-04)",
    )
    parser.add_argument("--now", type=_now, help="time the tenant's clock starts at, such as 2026-11-20T14:00:00Z")
    parser.add_argument("--no-limits", action="store_true", help="do not keep Microsoft's request limits")
    return parser.parse_args(arguments)


def _now(text: str) -> datetime:
    now = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if now.tzinfo is None:
        raise ValueError("a time with its offset is needed")
    return now


if __name__ == "__main__":
    sys.exit(main())
