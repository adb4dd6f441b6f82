"""The sandbox with its sign-in, served over HTTPS on loopback, and the product set up against it."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn

from oneone.bootstrap import Services
from oneone.graph.entra import Entra, Registration, Wire
from oneone.settings import Settings
from oneone.store.tokens import new_key
from sandbox import Tenant, build
from sandbox.certificates import Served, for_app, for_loopback
from sandbox.sign_in import Authority
from tests.way.town import Town

PUBLIC = "https://localhost:7443"


@dataclass
class SignInTown:
    """A town whose people sign in through Microsoft Entra as the sandbox plays it; Graph is asked by its tokens."""

    town: Town
    authority: Authority
    address: str  # https://localhost:PORT
    files: Served
    settings: Settings
    registration: Registration

    @property
    def services(self) -> Services:
        return self.town.services

    def entra(self) -> Entra:
        """The app at Entra, new: MSAL's own throttle of an earlier one is not remembered."""
        return Entra(self.registration, wire=wire(self.files), wall=self.town.real_time)

    def again(self) -> None:
        """A new process: the same store and settings, nothing remembered."""
        old = self.town.services
        self.town.services = Services(
            self.settings, old.store, old.ledger, old.clock, old.transport, old.wall, app=self.entra()
        )

    def connect(self, upn: str) -> None:
        """A whole sign-in of a person, without a browser: what the pages and the browser do."""
        from tests.web.browserless import sign_in

        assert sign_in(self, upn).outcome == "connected"


def wire(files: Served) -> Wire:
    made = Wire()
    made.trust_env = False
    made.verify = str(files.authority)
    return made


@contextmanager
def sign_in_town(folder: Path) -> Iterator[SignInTown]:
    town = Town(folder)
    files = for_loopback(folder / "tls")
    with https(town.tenant, files) as address:
        authority = Authority(town.tenant, address)
        certificate = for_app(folder / "app.pem")
        authority.app.trust(certificate.read_bytes())
        authority.app.redirects |= {f"{PUBLIC}/api/signin/callback", "http://localhost/"}
        settings = Settings(
            store="test",
            graph_url=f"{address}/v1.0",
            tenant=authority.id,
            client_id=authority.app.client_id,
            authority=address,
            certificate=certificate,
            token_keys=(new_key(),),
            public_url=PUBLIC,
        )
        registration = Registration(authority.id, authority.app.client_id, address, certificate)
        here = SignInTown(town, authority, address, files, settings, registration)
        old = town.services
        town.services = Services(
            settings,
            old.store,
            old.ledger,
            town.clock,
            httpx.ASGITransport(build(town.tenant)),
            town.real_time,
            app=here.entra(),
        )
        try:
            yield here
        finally:
            town.store.close()


@contextmanager
def https(tenant: Tenant, files: Served) -> Iterator[str]:
    """The tenant over TLS in a thread of its own; yields its address."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        build(tenant, over_tcp=True),
        log_level="critical",
        access_log=False,
        ssl_certfile=str(files.server),
        ssl_version=ssl.PROTOCOL_TLS_SERVER,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield f"https://localhost:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
