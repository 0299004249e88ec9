"""Where somebody is signed in: all phones of all WeChat accounts that are this person, and ending one of them."""

from __future__ import annotations

from flask import Response, g

from app.identity import queries, service, tokens
from app.kernel import clock, db
from app.kernel.errors import NotFound
from app.kernel.ids import is_id
from app.kernel.masks import mask_phone
from app.kernel.web import Answer, Paged, reply
from edge.shapes import many, moment, said, yes
from miniprogram_api.auth import signed_in
from miniprogram_api.edge import Blueprint

bp = Blueprint("sessions", __name__, url_prefix="/api/me", description="我的")


class Session(Answer):
    """`here`: this very phone; `mine`: of the WeChat account that asks; `phone`: of its account, masked; `since`: when it signed in;
    `last_seen`: to five minutes."""

    id = said()
    device = said()
    phone = said(none=True)
    since = moment()
    last_seen = moment()
    here = yes()
    mine = yes()


class Sessions(Answer):
    """`next`: send it as `after`."""

    sessions = many(Session)
    next = said(none=True)


@bp.get("/sessions")
@signed_in()
@bp.arguments(Paged, location="query")
@bp.alt_response(200, schema=Sessions)
def sessions(asked: dict[str, str]) -> Response:
    """This phone first, then the latest."""
    with db.reading() as tx:
        rows, following = queries.logins(tx, g.me.account, g.me.person, g.me.login, asked.get("after"))
    return reply({"sessions": [_view(row) for row in rows], "next": following})


@bp.delete("/sessions/<id:login_id>")
@signed_in()
@bp.alt_response(204, description="退出了")
def end_session(login_id: str) -> Response:
    """Sign another phone out, at once. One of another WeChat account of the same person: that account everywhere, and it must show its
    face before it is this person again; whoever does that has shown their own (403 `face_needed`)."""
    if not is_id(login_id):
        raise NotFound()
    tokens.end(db.in_transaction(service.throw_out, g.me, login_id))
    return Response(status=204)


def _view(row: queries.Login) -> dict[str, object]:
    here = row.id == g.me.login
    return {
        "id": row.id,
        "device": row.device,
        "phone": mask_phone(row.phone) if row.phone else None,
        "since": clock.rfc3339(row.since),
        "last_seen": clock.rfc3339(clock.now() if here else row.last_seen),
        "here": here,
        "mine": row.account == g.me.account,
    }
