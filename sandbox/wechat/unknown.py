"""Paths of the open platform that nobody here answers."""

from __future__ import annotations

from flask import Blueprint, Response

from sandbox.wechat.gate import WxError, refusal

bp = Blueprint("wx_unknown", __name__)


@bp.route("/cgi-bin/<path:rest>", methods=["GET", "POST"])
@bp.route("/wxa/<path:rest>", methods=["GET", "POST"])
@bp.route("/sns/<path:rest>", methods=["GET", "POST"])
@bp.route("/cityservice/<path:rest>", methods=["GET", "POST"])
@bp.route("/nontax/<path:rest>", methods=["GET", "POST"])
@bp.route("/card/<path:rest>", methods=["GET", "POST"])
def unknown(rest: str) -> Response:
    """Anything else is an invalid url."""
    return refusal(WxError(40066, "invalid url"))
