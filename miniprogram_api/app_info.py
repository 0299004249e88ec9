"""What the phone asks first."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, current_app
from marshmallow import fields

from app.kernel.web import Answer, reply
from app.notices.templates import templates
from edge.shapes import many, number, said
from miniprogram_api.auth import anyone
from miniprogram_api.edge import Blueprint

bp = Blueprint("app_info", __name__, url_prefix="/api", description="启动")


class Template(Answer):
    """A subscribe message the phone may ask for."""

    id = said()
    title = said()
    for_ = fields.String(required=True, data_key="for")


class App(Answer):
    """`sandbox_port`: where the demo's WeChat stands in; null in production."""

    name = said()
    sandbox_port = number(none=True)
    hotline = said()
    templates = many(Template)


@bp.get("/app")
@anyone
@bp.alt_response(200, schema=App)
def show() -> Response:
    """Name, hotline, subscribe templates; in the demo also where the sandbox stands in for WeChat."""
    settings = current_app.config["SETTINGS"]
    port = urlsplit(settings.credentials["wechat"]["base"]).port if settings.sandboxed else None
    known = [{"id": one.id, "title": one.title, "for": one.kind} for one in templates().values()]
    return reply({"name": "省事", "sandbox_port": port, "hotline": "12345", "templates": known})
