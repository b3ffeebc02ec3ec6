"""A real web server on this machine, for links that answer, are gone, turn in circles or are slow to come."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Pages(BaseHTTPRequestHandler):
    """What each path answers; `asked` keeps every request's method, path and headers."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        server: Any = self.server
        server.asked.append((self.command, self.path, dict(self.headers)))
        if self.path == "/hang":
            server.let_go.wait(20)
            return
        status, location = server.pages.get(self.path, (404, ""))
        if self.path == "/get-only" and self.command == "HEAD":
            status = 405
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the test reads `asked`."""


@contextmanager
def link_server(pages: dict[str, tuple[int, str]]) -> Iterator[Any]:
    """The running server, with `url`, `asked`, `let_go` and its (host, port) as `place`."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.daemon_threads = True
    server.pages, server.asked, server.let_go = pages, [], threading.Event()
    server.place = ("127.0.0.1", server.server_port)
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.let_go.set()
        server.shutdown()
        thread.join()
        server.server_close()
