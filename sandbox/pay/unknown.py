"""Paths below /v3 that nobody answers, and known paths with a wrong method."""

from __future__ import annotations

from flask import Blueprint

from sandbox.documents import Doc
from sandbox.pay.errors import PayError
from sandbox.pay.gate import signed
from sandbox.world import World

bp = Blueprint("pay_unknown", __name__)


@bp.route("/v3/", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
@bp.route("/v3/<path:rest>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
@signed()
def unknown(world: World, merchant: Doc, rest: str = "") -> None:
    """Anything else is 404."""
    raise PayError(404, "NOT_FOUND", "您请求的URL不存在")
