"""The inbox, and what a person asked WeChat to tell."""

from __future__ import annotations

from flask import Response, g
from marshmallow import fields, pre_load, validate

from app.cases import turns
from app.kernel import db
from app.kernel.jsons import Json
from app.kernel.plain import Exactly, code
from app.kernel.web import Answer, Body, Loaded, Paged, reply
from app.notices import queries, service
from edge.shapes import ByKey, IdsOrAll, many, moment, number, said, tone, yes
from miniprogram_api.auth import owners, signed_in
from miniprogram_api.edge import Blueprint

bp = Blueprint("messages", __name__, url_prefix="/api", description="消息")


class Message(Answer):
    """`to`: the page a tap opens."""

    id = said()
    at = moment()
    title = said()
    say = said()
    tone = tone()
    case_no = said(none=True)
    to = said()
    read = yes()


class Wanted(Paged):
    """Which messages: all, or of one kind."""

    kind = fields.String(validate=validate.OneOf(list(queries.KINDS)))


class Inbox(Answer):
    """`unread` counts all of them, not only this page's; `next`: send it as `after`."""

    messages = many(Message)
    next = said(none=True)
    unread = number()


class Unread(Answer):
    unread = number()


class Read(Body):
    """Which of them: ids, or all."""

    ids = IdsOrAll()


class Consent(Body):
    """What wx.requestSubscribeMessage returned, as it is: by template id accept…, reject, ban, filter; and its errMsg."""

    results = ByKey(
        fields.String(validate=Exactly("accept(With(Audio|Alert|Force))?|reject|ban|filter")),
        keys=code(64),
        validate=validate.Length(max=10),
    )

    @pre_load
    def without_status(self, body: Json, **_: object) -> Json:
        """WeChat's own status stands among the templates."""
        if not isinstance(body, dict) or not isinstance(results := body.get("results"), dict):
            return body
        return {**body, "results": {key: value for key, value in results.items() if key not in ("errMsg", "errCode")}}


@bp.get("/messages")
@signed_in()
@bp.arguments(Wanted, location="query")
@bp.alt_response(200, schema=Inbox)
def inbox(asked: dict[str, str]) -> Response:
    """My messages, latest first: to the person, and to this account by itself."""
    with db.reading() as tx:
        shown, following = queries.inbox(tx, owners(), asked.get("kind"), asked.get("after"), turns.asked(tx, owners()))
        return reply({"messages": shown, "next": following, "unread": queries.unread(tx, owners())})


@bp.post("/messages/read")
@signed_in()
@bp.arguments(Read)
@bp.alt_response(200, schema=Unread)
def mark_read(body: Loaded) -> Response:
    """Mark as read."""
    db.in_transaction(service.mark_read, owners(), body["ids"])
    with db.reading() as tx:
        return reply({"unread": queries.unread(tx, owners())})


@bp.post("/subscriptions")
@signed_in()
@bp.arguments(Consent)
@bp.alt_response(204, description="记下了")
def subscriptions(body: Loaded) -> Response:
    """WeChat keeps the consent itself; we take the answer so that we do not call it in vain."""
    db.in_transaction(service.subscribe, g.me.account, body["results"])
    return Response(status=204)
