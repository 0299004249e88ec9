"""The doors of the house itself: health, metrics, documentation, the built front end."""

from __future__ import annotations

import json
import mimetypes
import os
from html import escape
from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, Flask, Response, current_app, jsonify, redirect, request, send_from_directory
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess
from prometheus_client import REGISTRY as ONE_PROCESS
from sqlalchemy import text
from werkzeug.exceptions import NotFound
from werkzeug.wrappers.response import Response as Reply

from app.kernel import db, relay, tickets
from app.kernel.web import asked
from edge import docs

bp = Blueprint("house", __name__)
PACKED = (".js", ".css", ".html", ".svg", ".json")  # frontend/mp/h5/build.ts writes a .br and a .gz beside each


def register(app: Flask) -> None:
    """Mount the doors."""
    app.register_blueprint(bp)
    app.register_blueprint(docs.bp)


@bp.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Whether requests can be served: the database answers. Redis may be gone, so it is not asked."""
    try:
        with db.reading() as tx:
            tx.execute(text("SELECT 1"))
    except Exception:
        return jsonify(status="no database"), 503
    return jsonify(status="ready"), 200


@bp.get("/metrics")
def metrics() -> Response:
    """Prometheus text, of all workers when gunicorn.conf.py gave them a common folder."""
    registry = ONE_PROCESS
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry) + _backlog(), content_type=CONTENT_TYPE_LATEST)


def _backlog() -> bytes:
    """Events that wait to be told, and those given up: an operator wants to hear of either. Nothing while the database is away."""
    try:
        with db.reading() as tx:
            waiting, stuck, age = relay.backlog(tx)
    except Exception:
        return b""
    lines = {"outbox_waiting": waiting, "outbox_given_up": stuck, "outbox_oldest_seconds": round(age, 3)}
    return "".join(f"# TYPE {name} gauge\n{name} {value}\n" for name, value in lines.items()).encode()


@bp.get("/")
def front_door() -> Reply:
    """People land on the mini-program's page."""
    return redirect("/h5/")


@bp.get("/i")
@bp.get("/c")
@bp.get("/j")
def code_of_a_shop() -> Reply:
    """The codes of a shop, opened by any camera: its order, its invoice, who is to work there. What they say the page asks about."""
    if request.path == "/j":
        return redirect(f"/h5/#/pages-merchant/home/index?word={quote(asked('w')[:40])}")
    if request.path == "/c":
        return redirect(f"/h5/#/pages-invoice/got/index?w={quote(asked('w')[:40])}")
    return redirect(f"/h5/#/pages-invoice/order/index?code={quote(request.url[:500], safe='')}")


@bp.get("/h5/check/")
def check() -> Response:
    """The page that checks a shown code without a network, with the public keys inside. Built with the H5 (frontend/mp/h5/check)."""
    file = Path(current_app.config["SETTINGS"].frontend_dir).absolute() / "check" / "index.html"
    if not file.is_file():
        raise NotFound("the front end is not built: make setup")
    page = file.read_text("utf-8").replace("%KEYS%", escape(json.dumps(tickets.public())))
    reply = Response(page, content_type="text/html; charset=utf-8")
    reply.headers["Cache-Control"] = "no-cache"
    return reply


@bp.get("/h5/")
@bp.get("/h5/<asset:path>")
def front_end(path: str = "index.html") -> Response:
    """The built H5. Hashed assets are kept for a year, the page itself is always asked for again."""
    folder = Path(current_app.config["SETTINGS"].frontend_dir).absolute()
    if not folder.is_dir():
        raise NotFound("the front end is not built: make setup")
    reply = _packed(folder, path)
    hashed = path.startswith("assets/")
    reply.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
    return reply


@bp.get("/console/")
@bp.get("/console/assets/<asset:path>")
def console(path: str = "") -> Response:
    """The built console of the desk, from beside the H5."""
    folder = Path(current_app.config["SETTINGS"].frontend_dir).absolute().parent / "console"
    if not folder.is_dir():
        raise NotFound("the console is not built: make setup")
    reply = _packed(folder, f"assets/{path}" if path else "index.html")
    reply.headers["Cache-Control"] = "public, max-age=31536000, immutable" if path else "no-cache"
    return reply


def _packed(folder: Path, path: str) -> Response:
    """The file as the build packed it, in the densest way the caller reads; its type and name are those of the file itself."""
    for coding, suffix in (("br", ".br"), ("gzip", ".gz")):
        if request.accept_encodings.quality(coding) and path.endswith(PACKED) and (folder / (path + suffix)).is_file():
            reply = send_from_directory(folder, path + suffix, mimetype=mimetypes.guess_type(path)[0], download_name=Path(path).name)
            reply.headers["Content-Encoding"] = coding
            break
    else:
        reply = send_from_directory(folder, path)
    if path.endswith(PACKED):
        reply.vary.add("Accept-Encoding")
    return reply
