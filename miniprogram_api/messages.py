"""The inbox, and what a person asked WeChat to tell."""

from __future__ import annotations

from typing import Any

from flask import Response, g
from flask_smorest import Blueprint
from marshmallow import fields

from app.identity.rules import REAL_NAME
from app.kernel import db
from app.notices import queries, service
from miniprogram_api.auth import signed_in
from miniprogram_api.edge import Body, reply

bp = Blueprint("messages", __name__, url_prefix="/api", description="消息")


class Read(Body):
    ids = fields.Raw(required=True)  # a list of ids, or "all"


class Answers(Body):
    """What wx.requestSubscribeMessage returned."""

    results = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


@bp.get("/messages")
@signed_in(level=REAL_NAME)
def inbox() -> Response:
    """My messages, latest first."""
    with db.reading() as tx:
        return reply({"messages": queries.inbox(tx, g.me.person), "unread": queries.unread(tx, g.me.person)})


@bp.post("/messages/read")
@signed_in(level=REAL_NAME)
@bp.arguments(Read)
def mark_read(body: dict[str, Any]) -> Response:
    """Mark as read."""
    ids = body["ids"] if body["ids"] == "all" else [str(one) for one in body["ids"]][:200]
    db.in_transaction(service.mark_read, g.me.person, ids)
    with db.reading() as tx:
        return reply({"unread": queries.unread(tx, g.me.person)})


@bp.post("/subscriptions")
@signed_in()
@bp.arguments(Answers)
@bp.alt_response(204, description="记下了")
def subscriptions(body: dict[str, Any]) -> Response:
    """WeChat keeps the consent itself; we take the answer so that a declined one needs no second asking."""
    return Response(status=204)
