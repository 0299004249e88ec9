"""The control page: a person sees what goes by and takes part."""

from __future__ import annotations

import os

from flask import Blueprint, Response, send_from_directory

bp = Blueprint("control_page", __name__)
FOLDER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "page")


@bp.get("/")
def page() -> Response:
    """The page itself."""
    return send_from_directory(FOLDER, "index.html", max_age=0)


@bp.get("/page/<path:file>")
def part(file: str) -> Response:
    """A script or a style of the page."""
    return send_from_directory(FOLDER, file, max_age=0)
