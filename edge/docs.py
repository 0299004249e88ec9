"""/docs: the documentation of every API, Swagger UI from its own package: no CDN, no inline script."""

from __future__ import annotations

from pathlib import Path

import flask_swagger_ui
from flask import Blueprint, Response, send_from_directory

bp = Blueprint("docs", __name__, url_prefix="/docs")
FILES = Path(flask_swagger_ui.__file__).parent / "dist"
PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>省事 · 接口文档</title>
    <link rel="icon" type="image/png" href="favicon-32x32.png">
    <link rel="stylesheet" href="swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="swagger-ui-bundle.js"></script>
    <script src="start.js"></script>
  </body>
</html>
"""
START = """SwaggerUIBundle({
  url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis], layout: 'BaseLayout',
})
"""


@bp.get("/")
def page() -> Response:
    """The page itself."""
    return Response(PAGE, content_type="text/html; charset=utf-8")


@bp.get("/start.js")
def start() -> Response:
    """What an inline script would do elsewhere."""
    return Response(START, content_type="text/javascript; charset=utf-8")


@bp.get("/<asset:path>")
def file(path: str) -> Response:
    """Swagger UI's own files."""
    return send_from_directory(FILES, path)
