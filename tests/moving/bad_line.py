"""A way to the service on which answers get lost."""

import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.error import HTTPError

BUSY = b'{"code": "unavailable", "detail": "Busy.", "errors": []}'


class Line(ThreadingHTTPServer):
    """Hands requests on to a service."""

    daemon_threads = True

    def __init__(self, url: str) -> None:
        super().__init__(("127.0.0.1", 0), Call)
        self.url, self.posts = url, count(1)

    def handle_error(self, *_: object) -> None:
        """Say nothing: what is lost here is meant to be lost."""


class Call(BaseHTTPRequestHandler):
    """One request: it is busy for some, and every fifth answer to a change gets lost."""

    server: Line

    def do_GET(self) -> None:
        self.hand_on(None)

    def do_POST(self) -> None:
        number, body = next(self.server.posts), self.rfile.read(int(self.headers["Content-Length"]))
        if number % 7 == 3:
            self.send_response(503)
            self.send_header("Retry-After", "0")
            self.end_headers()
            self.wfile.write(BUSY)
        else:
            self.hand_on(body, lost=number % 5 == 1)

    do_PATCH = do_POST  # noqa: N815  # as the server calls it

    def hand_on(self, body: bytes | None, *, lost: bool = False) -> None:
        headers, url = dict(self.headers.items()), self.server.url + self.path
        asked = urllib.request.Request(url, body, headers, method=self.command)
        try:
            answer = urllib.request.urlopen(asked)
        except HTTPError as refused:
            answer = refused
        with answer:
            said = answer.read()
        if lost:
            self.connection.close()
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def bad_line(url: str) -> Iterator[str]:
    """Yield an address at which the service is found, more or less."""
    with Line(url) as line:
        threading.Thread(target=line.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{line.server_port}"
        line.shutdown()
