"""Who we may be called, what of a body arrives, and what a browser may do with what we answer: before and after everything, hot
reads included.

Named(wsgi_app, names)      a request for a host that is not ours ends here: links and caches never learn a stranger's name
Whole(wsgi_app)             a body that breaks off, or whose chunks are none, is the caller's fault (400), not ours
Closed(wsgi_app, page)      no answer of an API is kept by anybody unless it says so; pages run scripts from files of ours alone
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import orjson
from werkzeug.exceptions import ClientDisconnected

from app.kernel.config import Settings
from app.kernel.errors import BadRequest
from app.kernel.observe import REQUEST_ID

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

HERE = ("127.0.0.1", "localhost", "[::1]")
ASKED_BY_MACHINES = ("/healthz", "/readyz", "/metrics")  # a probe knows an address, not our name
PERSONAL = ("/api/", "/console/v1/", "/department/", "/notify/")
PAGES = ("/h5/", "/docs/", "/console/")
# Data is shown to nobody as a page: not in a frame, not as a script.
DATA = "default-src 'none'; frame-ancestors 'none'"


def names(settings: Settings) -> frozenset[str]:
    """The hosts we answer to: that of PUBLIC_URL, this machine, and those of HOSTS; `*` alone is everybody's."""
    given = (one.strip().lower() for one in settings.hosts.split(","))
    return frozenset({_name(urlsplit(settings.public_url).netloc), *HERE, *(one for one in given if one)})


def page_policy(settings: Settings) -> str:
    """What a page of ours may do. Styles stand in elements (uni-app, Swagger UI), scripts never. In the demo the page also asks
    the sandbox, which stands in for WeChat on a port of its own."""
    ask = "'self' blob: data:"  # a picture just taken is read back from the page's own memory before it is sent
    if settings.sandboxed and (port := urlsplit(str(settings.card("wechat")["base"])).port):
        shown_at = {*HERE, _name(urlsplit(settings.public_url).netloc)}
        ask += "".join(f" http://{name}:{port}" for name in sorted(shown_at) if name and "[" not in name)  # CSP knows no [::1]
    return (
        f"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        f"connect-src {ask}; media-src 'self' blob:; worker-src 'self' blob:; frame-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'"
    )


class Named:
    """`Named(wsgi_app, names(settings))`: 400 `host_unknown` for a Host that is not ours."""

    def __init__(self, app: WSGIApplication, ours: frozenset[str]) -> None:
        self.app, self.ours, self.anybody = app, ours, "*" in ours

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        if self.anybody or host in self.ours or _name(host) in self.ours or environ["PATH_INFO"] in ASKED_BY_MACHINES:
            return self.app(environ, start_response)
        refused = BadRequest("host_unknown", "这个网址不是我们的", "回微信里重新进一次")
        start_response("400 Bad Request", [("Content-Type", "application/problem+json; charset=utf-8")])
        return [orjson.dumps(refused.document(environ.get(REQUEST_ID, "")))]


class Whole:
    """`Whole(wsgi_app)`: what the server raises while a body is read (InvalidChunkSize and its like) is ClientDisconnected: 400."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if "HTTP_TRANSFER_ENCODING" in environ or environ.get("CONTENT_LENGTH"):
            environ["wsgi.input"] = _Body(environ["wsgi.input"])
        return self.app(environ, start_response)


class _Body:
    def __init__(self, stream: InputStream) -> None:
        self.stream = stream

    def read(self, size: int = -1) -> bytes:
        return self._do(self.stream.read, size)

    def readline(self, size: int = -1) -> bytes:
        return self._do(self.stream.readline, size)

    @staticmethod
    def _do(work: Callable[[int], bytes], size: int) -> bytes:
        try:
            return work(size)
        except Exception:  # whatever a server calls it: nothing of ours runs in there
            raise ClientDisconnected from None


class Closed:
    """`Closed(wsgi_app, page_policy(settings))`: adds Cache-Control and Content-Security-Policy where the answer has none."""

    def __init__(self, app: WSGIApplication, page: str) -> None:
        self.app, self.page = app, page

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]

        def start(line: str, headers: list[tuple[str, str]], exc_info: OptExcInfo | None = None, /) -> Callable[[bytes], object]:
            told = {name for name, _ in headers}
            if "Content-Security-Policy" not in told:
                headers.append(("Content-Security-Policy", self.page if path.startswith(PAGES) and not path.startswith(PERSONAL) else DATA))
            if "Cache-Control" not in told and path.startswith(PERSONAL):
                headers.append(("Cache-Control", "no-store"))
            return start_response(line, headers, exc_info)

        return self.app(environ, start)


def _name(host: str) -> str:
    """A host without its port, as names compare. An IPv6 address keeps its brackets."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isascii() and port.isdigit() else host).lower().removesuffix(".")
