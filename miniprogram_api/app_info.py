"""What the phone asks first."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, current_app
from flask_smorest import Blueprint

from app.notices.templates import TEMPLATES
from miniprogram_api.auth import anyone
from miniprogram_api.edge import reply

bp = Blueprint("app_info", __name__, url_prefix="/api", description="启动")


@bp.get("/app")
@anyone
def show() -> Response:
    """Name, hotline, subscribe templates; in the demo also where the sandbox stands in for WeChat."""
    settings = current_app.config["SETTINGS"]
    port = urlsplit(settings.credentials["wechat"]["base"]).port if settings.sandboxed else None
    templates = [{"id": one["id"], "title": one["title"], "for": kind} for kind, one in TEMPLATES.items()]
    return reply({"name": "省事", "sandbox_port": port, "hotline": "12345", "templates": templates})
