"""A web server on this machine that cuts, stalls, changes its mind and gives the wrong page."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Server(ThreadingHTTPServer):
    """Serves `content` at every address; `script` says how each of the first requests goes wrong.

    A fault is a status, or: `cut` and `stall` (after half of what is left), `page` (a web page that
    says it is a success), `no-range` (the whole, whatever is asked), `shifted` (another range than
    asked), `deaf` (a range of another version), `endless` (without length), `loop` (redirects).
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = b"[]"
        self.script: list[str | int] = []
        self.asked: list[tuple[str, str | None]] = []
        self.sent: list[int] = []  # bytes of each answer's body
        self.etag = '"v1"'
        self.modified = ""
        self.announced = 0  # bytes, where it says something else
        self.conditional = True  # whether it knows If-None-Match
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        server = self.server
        ranged = self.headers.get("Range")
        server.asked.append((self.path, ranged))
        fault = server.script.pop(0) if server.script else ""
        if self.path.startswith("/moved/"):
            return self.redirect("/" + self.path.removeprefix("/moved/"))
        if fault == "loop":
            return self.redirect(self.path)
        if isinstance(fault, int):
            return self.send_error(fault)
        if self.is_known() and server.conditional and not ranged:
            self.send_response(304)
            self.send_header("ETag", server.etag)
            return self.end_headers()
        body, start = server.content, 0
        headers = {"ETag": server.etag, "Last-Modified": server.modified}
        if fault == "page":
            body, headers = b"<!doctype html><title>Maintenance</title>", {}
            headers["Content-Type"] = "text/html; charset=utf-8"
        same = fault == "deaf" or self.headers.get("If-Range") in (server.etag, server.modified)
        status = 200
        if ranged and same and fault not in ("no-range", "page"):
            start = int(ranged.removeprefix("bytes=").removesuffix("-"))
            if start >= len(body):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(body)}")
                self.send_header("Content-Length", "0")
                return self.end_headers()
            start -= fault == "shifted"
            status = 206
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        return self.answer(status, headers, body[start:], fault)

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.send_header("ETag", self.server.etag)
        self.send_header("Content-Length", str(self.server.announced or len(self.server.content)))
        self.end_headers()

    def is_known(self) -> bool:
        return self.server.etag != "" and self.headers.get("If-None-Match") == self.server.etag

    def redirect(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer(self, status: int, headers: dict[str, str], body: bytes, fault: object) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        if fault != "endless":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault in ("cut", "stall"):
            body = body[: len(body) // 2]
        self.server.sent.append(len(body))
        try:
            self.wfile.write(body)
            self.wfile.flush()
        except OSError:  # whoever asked has gone
            return
        if fault == "stall":
            self.server.released.wait(20)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serve() -> Iterator[Server]:
    """Serve until the end of the block."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
