"""Ask for a refund; a second person decides. Neither can do the other's part for the same refund."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, g
from marshmallow import fields, validate

from app.kernel import crypto, db
from app.kernel.errors import BadRequest
from app.kernel.once import Reply
from app.kernel.web import Body, Loaded, Paged, reply
from app.staff import queries as staff_queries
from app.staff import service as staff_service
from console_api import reads, shapes, wording
from console_api.auth import staff
from console_api.edge import answer_once, key
from edge.requests import Blueprint
from payment import story
from payment.refunds import queries, rules, service

bp = Blueprint("console_refunds", __name__, url_prefix="/console/v1", description="运营台：退款")


class Ask(Body):
    """How much of an order to give back, and why."""

    amount_fen = fields.Integer(required=True, strict=True, validate=validate.Range(1, 2**53))
    reason = fields.String(required=True, validate=validate.OneOf(rules.BY_STAFF))


@bp.post("/orders/<order:order_no>/refunds")
@staff("refunds.ask")
@bp.arguments(Ask)
@bp.alt_response(201, schema=shapes.Asked)
def ask(body: Loaded, order_no: str) -> Response:
    """Reserve a refund; it waits for a second person. The same Idempotency-Key, the same refund."""
    if not 8 <= len(key()) <= 64:
        raise BadRequest("idempotency_key_missing", "这次请求没有带编号", "刷新页面再试")
    cause = f"{g.staff.id[-12:]}:{crypto.blind('payment_refund.cause', key()).hex()}"[:80]  # the key is the caller's own words

    def work(tx: db.Connection) -> Reply:
        refund_no = service.request(tx, order_no, body["amount_fen"], body["reason"], cause, g.staff.id)
        found = queries.get(tx, refund_no)
        staff_service.note(tx, g.staff.id, "refund.ask", found.refund_no, order_no=found.order_no, **body)
        reads.note(tx, reads.MONEY, reads.PURPOSES["refund"], [found.order_no])
        return 201, {"refund_no": refund_no, "state": "asked"}

    return answer_once(work)


@bp.get("/refunds")
@staff("orders.read")
@bp.arguments(Paged, location="query")
@bp.alt_response(200, schema=shapes.Waiting)
def waiting(asked: dict[str, str]) -> Response:
    """Refunds that wait for a second person, oldest first."""
    return reply(db.in_transaction(_waiting, asked.get("after")))


def _waiting(tx: db.Connection, after: str | None) -> dict[str, object]:
    found, following = queries.waiting(tx, after)
    rows, mine = [story.refund_view(one) for one in found], g.staff.id
    names = staff_queries.names(tx, {one["asked_by"] for one in rows if one["asked_by"]})
    reads.note(tx, reads.MONEY, reads.DECIDE, [one["order_no"] for one in rows])
    shown = [{**wording.refund(one, names), "mine": one["asked_by"] == mine} for one in rows]
    return {"refunds": shown, "next": following}


@bp.post("/refunds/<refund:refund_no>/approval")
@staff("refunds.decide")
@bp.alt_response(200, schema=shapes.Asked)
def approve(refund_no: str) -> Response:
    """Yes: it goes to WeChat now. 403 `same_person` for whoever asked for it."""
    return reply(db.in_transaction(_decided, refund_no, service.approve, "refund.approve", "ready"))


@bp.post("/refunds/<refund:refund_no>/refusal")
@staff("refunds.decide")
@bp.alt_response(200, schema=shapes.Asked)
def decline(refund_no: str) -> Response:
    """No: nothing is given back, and the sum may be asked for again."""
    return reply(db.in_transaction(_decided, refund_no, service.decline, "refund.decline", "declined"))


@bp.post("/refunds/<refund:refund_no>/repetition")
@staff("refunds.ask")
@bp.alt_response(201, schema=shapes.Asked)
def again(refund_no: str) -> Response:
    """WeChat closed this refund: the same sum once more, under a new number, for a second person to decide."""
    return reply(db.in_transaction(_again, refund_no), 201)


def _again(tx: db.Connection, refund_no: str) -> dict[str, str]:
    new = service.again(tx, refund_no, g.staff.id)
    found = queries.get(tx, refund_no)
    staff_service.note(tx, g.staff.id, "refund.again", new, instead_of=found.refund_no)
    reads.note(tx, reads.MONEY, reads.PURPOSES["refund"], [found.order_no])
    return {"refund_no": new, "state": "asked"}


def _decided(tx: db.Connection, refund_no: str, decide: Callable[[db.Connection, str, str], None], what: str, state: str) -> dict[str, str]:
    decide(tx, refund_no, g.staff.id)
    found = queries.get(tx, refund_no)  # what is written down is what is stored, never what was sent
    staff_service.note(tx, g.staff.id, what, found.refund_no)
    reads.note(tx, reads.MONEY, reads.DECIDE, [found.order_no])
    return {"refund_no": found.refund_no, "state": state}
