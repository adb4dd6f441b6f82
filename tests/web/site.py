"""The Function app's HTTP triggers behind a real HTTPS server, called as the worker calls them."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import azure.functions as func

from tests.functions.host import FUNCTIONS

ROUTES = {"/api/signin": "signin", "/api/signin/callback": "signin_callback"}


class _Site(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        name = ROUTES.get(parts.path)
        if name is None:
            self.send_error(404)
            return
        headers = {header.lower(): value for header, value in self.headers.items()}
        request = func.HttpRequest(
            method=self.command, url=self.path, headers=headers, params=dict(parse_qsl(parts.query)), body=body
        )
        answer = FUNCTIONS[name].get_user_function()(request)
        content = answer.get_body()
        self.send_response(answer.status_code)
        for header, value in answer.headers.items():
            self.send_header(header, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _answer

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def site(certificate: Path) -> Iterator[str]:
    """The address of the running site."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
