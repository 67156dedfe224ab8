"""Serves the preview to this machine alone.

It listens on the loopback address, and answers only a request that names that address as its host: a page of another site that gets
its name resolved to 127.0.0.1 reads nothing.
"""

from __future__ import annotations

import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any, Final

from legpain_graph.errors import Issue, RequestError
from legpain_graph.preview.follow import Follower, Showing

LOOPBACK: Final = "127.0.0.1"
STILL_HERE: Final = 10.0
"""Seconds after which a listener is told that nothing changed, so that one who left is noticed."""


class Server(ThreadingHTTPServer):
    """The server of one preview. `serve` answers until it is interrupted."""

    daemon_threads = True
    request_queue_size = 1024  # of callers who wait to be taken: the five that are usual leave the sixth for seconds
    follower: Follower

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.server_port}/"

    @property
    def hosts(self) -> frozenset[str]:
        """What a request may call this server."""
        return frozenset(f"{name}:{self.server_port}" for name in (LOOPBACK, "localhost"))

    def serve(self) -> None:
        """Follows the files and answers, until KeyboardInterrupt; then everything is closed."""
        watching = threading.Thread(target=self.follower.run, name="follow", daemon=True)
        watching.start()
        try:
            self.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            pass
        finally:
            self.follower.stop()
            self.server_close()

    def server_bind(self) -> None:
        """As its base does, but asks no name server what the machine is called."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A listener that is gone is no error; anything else is a bug and keeps its traceback."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def server(follower: Follower, port: int) -> Server:
    """A server on the loopback address; port 0 takes a free one. errors: RequestError where the port cannot be used"""
    try:
        made = Server((LOOPBACK, port), Handler)
    except OSError as error:
        message = f"port {port} cannot be used: {error.strerror}"
        raise RequestError([Issue("port", message, hint="--port 0 takes a free one")]) from None
    made.follower = follower
    return made


class Handler(BaseHTTPRequestHandler):
    """The page at `/`, and at `/events` the version that is shown, each time it changes."""

    server: Server
    server_version = "legpain-graph"
    sys_version = ""

    def do_GET(self) -> None:
        if self._refused():
            return
        path = self.path.partition("?")[0]
        if path == "/events":
            self._events()
        elif path == "/":
            self._send(HTTPStatus.OK, self.server.follower.shown.page, "text/html; charset=utf-8")
        else:
            self._send(HTTPStatus.NOT_FOUND, b"Not found\n")

    do_HEAD = do_GET

    def _refused(self) -> bool:
        if self.headers.get("Host", "").lower() in self.server.hosts:
            return False
        self._send(HTTPStatus.FORBIDDEN, b"This is served to this machine alone.\n")
        return True

    def _send(self, status: HTTPStatus, body: bytes, kind: str = "text/plain; charset=utf-8") -> None:
        self.send_response(status)
        self._headers(kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _headers(self, kind: str) -> None:
        for name, value in (
            ("Content-Type", kind),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", "frame-ancestors 'none'"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
        ):
            self.send_header(name, value)

    def _events(self) -> None:
        """Server-sent events: the version at once and at each change; `working` while the next one is made."""
        self.send_response(HTTPStatus.OK)
        self._headers("text/event-stream; charset=utf-8")
        self.end_headers()
        follower, seen = self.server.follower, None
        while self.command != "HEAD" and not follower.stopped:
            now: Showing = follower.wait(seen, STILL_HERE)
            if now is seen:
                said = ": still here\n\n"
            elif now.working:
                said = f"event: working\ndata: {now.version}\n\n"
            else:
                said = f"data: {now.version}\n\n"
            self.wfile.write(said.encode())
            self.wfile.flush()
            seen = now

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not logged."""
