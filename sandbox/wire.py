"""HTTP/1.1 as WeChat's front door speaks it: connections are kept, and closed after eight idle seconds.

Werkzeug's own handler closes after every answer; a client with a pool would never meet a kept connection here.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from werkzeug.serving import WSGIRequestHandler

IDLE = 8


class Wire(WSGIRequestHandler):
    """One connection. The journal keeps the messages, the terminal need not."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE
    wbufsize = -1  # head and body leave in one piece
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Answer one request; its body is read to the end first, so that the next one begins where it should."""
        if self.headers.get("Expect", "").lower().strip() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        self.environ = environ = self.make_environ()
        length = environ.get("CONTENT_LENGTH") or "0"
        read = environ["wsgi.input"].read
        body = read() if environ.get("wsgi.input_terminated") else read(int(length)) if length.isdigit() else b""
        environ.update({"wsgi.input": BytesIO(body), "wsgi.input_terminated": True})
        parts = self.server.app(environ, self.start)
        try:
            self.answer(b"".join(parts))
        except OSError:
            self.close_connection = True  # cut off, by the caller or by a fault
        finally:
            if close := getattr(parts, "close", None):
                close()

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None, /) -> Callable[[bytes], object]:
        """What WSGI calls when an answer begins."""
        self.status, self.given = status, headers
        return self.wfile.write

    def answer(self, data: bytes) -> None:
        """Send the answer."""
        code, _, words = self.status.partition(" ")
        self.send_response(int(code), words)
        names = {name.lower() for name, _ in self.given}
        for name, value in self.given:
            self.send_header(name, value)
        bare = code in ("204", "304") or code.startswith("1")
        if not bare and "content-length" not in names:
            self.send_header("Content-Length", str(len(data)))
        if "keep-alive" not in names:
            self.send_header("Keep-Alive", f"timeout={IDLE}")
        self.send_header("Connection", "close" if self.close_connection else "keep-alive")
        self.end_headers()
        if not bare and self.command != "HEAD":
            self.wfile.write(data)
        self.wfile.flush()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """The journal keeps what is asked; nothing on the terminal."""

    def log_error(self, format: str, *args: object) -> None:
        """An idle connection that ends is no error."""
        # an idle connection that ends is no error
