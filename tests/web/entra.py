"""The sandbox with its sign-in, served over HTTPS on loopback, and the product set up against it."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import requests
import uvicorn
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from oneone.bootstrap import Services
from oneone.graph.entra import Entra, Registration, Wire
from oneone.settings import Settings
from oneone.store.tokens import new_key
from sandbox import build
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
        town, old = self.town, self.town.services
        network = httpx.ASGITransport(build(town.tenant))
        self.town.services = Services(
            self.settings,
            old.store,
            old.ledger,
            town.clock,
            network,
            town.real_time,
            sleep=town.sleep,
            app=self.entra(),
        )

    def connect(self, upn: str) -> None:
        """A whole sign-in of a person, without a browser: what the pages and the browser do."""
        from tests.web.browserless import sign_in

        assert sign_in(self, upn).outcome == "connected"


def wire(files: Served) -> Wire:
    """MSAL's network, which trusts the throw-away authority and no proxy of this machine."""
    made = Wire()
    made.trust_env = False
    made.verify = str(files.authority)
    _open.append(made)
    return made


_open: list[requests.Session] = []


class Server:
    """One HTTPS server for many tests; each test puts its own tenant behind it."""

    def __init__(self, folder: Path) -> None:
        self.files = for_loopback(folder)
        self.certificate = for_app(folder / "app.pem")
        self.key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
        self.app: ASGIApp = PlainTextResponse("nothing here", 503)
        self.address = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)

    @contextmanager
    def running(self) -> Iterator[Server]:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.bind(("127.0.0.1", 0))
        self.address = f"https://localhost:{listener.getsockname()[1]}"
        config = uvicorn.Config(
            self, log_level="critical", access_log=False, ssl_certfile=str(self.files.server), lifespan="off"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.005)
        try:
            yield self
        finally:
            server.should_exit = True
            thread.join(10)
            listener.close()


@contextmanager
def sign_in_town(folder: Path, server: Server) -> Iterator[SignInTown]:
    town = Town(folder)
    server.app = build(town.tenant, over_tcp=True)
    authority = Authority(town.tenant, server.address, server.key)
    authority.app.trust(server.certificate.read_bytes())
    authority.app.redirects |= {f"{PUBLIC}/api/signin/callback", "http://localhost/"}
    settings = Settings(
        store="test",
        graph_url=f"{server.address}/v1.0",
        tenant=authority.id,
        client_id=authority.app.client_id,
        authority=server.address,
        certificate=server.certificate,
        token_keys=(new_key(),),
        public_url=PUBLIC,
    )
    registration = Registration(authority.id, authority.app.client_id, server.address, server.certificate)
    here = SignInTown(town, authority, server.address, server.files, settings, registration)
    here.again()
    try:
        yield here
    finally:
        town.store.close()
        while _open:
            _open.pop().close()
