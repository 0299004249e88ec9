"""Work orders: list, take, note, resolve."""

from __future__ import annotations

from typing import Any

from flask import Response, g
from marshmallow import fields, validate

from app.kernel import db, web
from app.kernel.errors import NotFound
from app.kernel.ids import is_id
from app.kernel.plain import Lines
from app.kernel.web import Answer, Body, Paged, reply
from app.staff import queries as staff_queries
from app.staff import service as staff_service
from console_api import reads
from console_api.auth import staff
from edge.requests import Blueprint
from payment.bills.rules import KINDS
from payment.workorders import queries, service

bp = Blueprint("console_work_orders", __name__, url_prefix="/console/v1/work-orders", description="运营台：差异工单")

EVERY_KIND = (*KINDS, *service.REFUND_KINDS)


class Which(Paged):
    state = fields.String(validate=validate.OneOf(("open", "taken", "resolved")))
    kind = fields.String(validate=validate.OneOf(EVERY_KIND))
    day = web.Day()


class Said(Body):
    """What was found."""

    text = Lines(required=True, validate=validate.Length(max=1000))


class WorkOrder(Answer):
    """`evidence`: their side and ours; `trail`: who did what about it."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    means = fields.String(required=True)
    order_no = fields.String(required=True, allow_none=True)
    day = fields.String(required=True, allow_none=True)
    role = fields.String(required=True)
    owner = fields.String(required=True, allow_none=True)
    evidence = fields.Dict(required=True)
    state = fields.String(required=True)
    created_at = fields.String(required=True)
    resolved_at = fields.String(required=True, allow_none=True)
    trail = fields.List(fields.Dict())


class Listed(Answer):
    work_orders = fields.List(fields.Nested(WorkOrder), required=True)
    next = fields.String(required=True, allow_none=True)


@bp.get("")
@staff("work_orders.handle")
@bp.arguments(Which, location="query")
@bp.alt_response(200, schema=Listed)
def listed(which: dict[str, Any]) -> Response:
    """Those that fit, latest first."""
    return reply(db.in_transaction(_listed, which))


def _listed(tx: Any, which: dict[str, Any]) -> dict[str, Any]:
    day = which["day"].isoformat() if "day" in which else None
    rows, following = queries.listed(tx, which.get("state"), which.get("kind"), day, which.get("after"))
    reads.note(tx, reads.MONEY, reads.HANDLE, [one["order_no"] for one in rows])
    names = staff_queries.names(tx, {one["owner"] for one in rows} - {None})
    return {"work_orders": [_told(one, names) for one in rows], "next": following}


@bp.get("/<id:work_order_id>")
@staff("work_orders.handle")
@bp.alt_response(200, schema=WorkOrder)
def show(work_order_id: str) -> Response:
    """One with its trail."""
    return reply(_shown(work_order_id))


@bp.post("/<id:work_order_id>/taking")
@staff("work_orders.handle")
@bp.alt_response(200, schema=WorkOrder)
def take(work_order_id: str) -> Response:
    """I answer for it from now on."""
    return _do(work_order_id, "work_order.take", service.take)


@bp.post("/<id:work_order_id>/notes")
@staff("work_orders.handle")
@bp.arguments(Said)
@bp.alt_response(200, schema=WorkOrder)
def note(body: dict[str, str], work_order_id: str) -> Response:
    """Write down what was found."""
    return _do(work_order_id, "work_order.note", service.note, body["text"])


@bp.post("/<id:work_order_id>/resolution")
@staff("work_orders.handle")
@bp.arguments(Said)
@bp.alt_response(200, schema=WorkOrder)
def resolve(body: dict[str, str], work_order_id: str) -> Response:
    """It is explained; only whoever has taken it says so."""
    return _do(work_order_id, "work_order.resolve", service.resolve, body["text"])


def _do(work_order_id: str, what: str, work: Any, *said: str) -> Response:
    def all_of_it(tx: Any) -> None:
        work(tx, _known(work_order_id), g.staff.id, *said)
        staff_service.note(tx, g.staff.id, what, work_order_id)

    db.in_transaction(all_of_it)
    return reply(_shown(work_order_id))


def _shown(work_order_id: str) -> dict[str, Any]:
    return db.in_transaction(_opened, _known(work_order_id))


def _opened(tx: Any, work_order_id: str) -> dict[str, Any]:
    found = queries.get(tx, work_order_id)
    reads.note(tx, reads.MONEY, reads.HANDLE, [found["order_no"]])
    names = staff_queries.names(tx, {found["owner"], *(step["by"] for step in found["trail"])} - {None})
    return _told(found, names)


def _known(work_order_id: str) -> str:
    if not is_id(work_order_id):
        raise NotFound()
    return work_order_id


def _told(one: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    means = KINDS[one["kind"]][1] if one["kind"] in KINDS else "微信没有照办这笔退款"
    shown = {**one, "owner": names.get(one["owner"]), "means": means}
    return {**shown, "trail": [{**step, "by": names.get(step["by"])} for step in one["trail"]]} if "trail" in one else shown
