"""Work orders: list, take, note, resolve."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, g
from marshmallow import fields, validate

from app.kernel import db, web
from app.kernel.errors import NotFound
from app.kernel.ids import is_id
from app.kernel.plain import Lines
from app.kernel.web import Body, Loaded, Paged, reply
from app.staff import queries as staff_queries
from app.staff import service as staff_service
from console_api import reads, shapes, wording
from console_api.auth import staff
from edge.requests import Blueprint
from payment.workorders import queries, service

bp = Blueprint("console_work_orders", __name__, url_prefix="/console/v1/work-orders", description="运营台：差异工单")


class Which(Paged):
    state = fields.String(validate=validate.OneOf(shapes.WORK_STATES))
    kind = fields.String(validate=validate.OneOf(shapes.EVERY_KIND))
    day = web.Day()


class Said(Body):
    """What was found."""

    text = Lines(required=True, validate=validate.Length(max=1000))


@bp.get("")
@staff("work_orders.handle")
@bp.arguments(Which, location="query")
@bp.alt_response(200, schema=shapes.WorkOrders)
def listed(which: Loaded) -> Response:
    """Those that fit, latest first."""
    return reply(db.in_transaction(_listed, which))


def _listed(tx: db.Connection, which: Loaded) -> dict[str, object]:
    day = which["day"].isoformat() if "day" in which else None
    rows, following = queries.listed(tx, which.get("state"), which.get("kind"), day, which.get("after"))
    reads.note(tx, reads.MONEY, reads.HANDLE, [one["order_no"] for one in rows])
    names = staff_queries.names(tx, {one["owner"] for one in rows if one["owner"]})
    return {"work_orders": [wording.work_order(one, names) for one in rows], "next": following}


@bp.get("/<id:work_order_id>")
@staff("work_orders.handle")
@bp.alt_response(200, schema=shapes.WorkOrder)
def show(work_order_id: str) -> Response:
    """One with its trail."""
    return reply(_shown(work_order_id))


@bp.post("/<id:work_order_id>/taking")
@staff("work_orders.handle")
@bp.alt_response(200, schema=shapes.WorkOrder)
def take(work_order_id: str) -> Response:
    """I answer for it from now on."""
    return _do(work_order_id, "work_order.take", service.take)


@bp.post("/<id:work_order_id>/notes")
@staff("work_orders.handle")
@bp.arguments(Said)
@bp.alt_response(200, schema=shapes.WorkOrder)
def note(body: dict[str, str], work_order_id: str) -> Response:
    """Write down what was found."""
    return _do(work_order_id, "work_order.note", service.note, body["text"])


@bp.post("/<id:work_order_id>/resolution")
@staff("work_orders.handle")
@bp.arguments(Said)
@bp.alt_response(200, schema=shapes.WorkOrder)
def resolve(body: dict[str, str], work_order_id: str) -> Response:
    """It is explained; only whoever has taken it says so."""
    return _do(work_order_id, "work_order.resolve", service.resolve, body["text"])


def _do(work_order_id: str, what: str, work: Callable[..., None], *said: str) -> Response:
    def all_of_it(tx: db.Connection) -> None:
        work(tx, _known(work_order_id), g.staff.id, *said)
        staff_service.note(tx, g.staff.id, what, work_order_id)

    db.in_transaction(all_of_it)
    return reply(_shown(work_order_id))


def _shown(work_order_id: str) -> dict[str, object]:
    return db.in_transaction(_opened, _known(work_order_id))


def _opened(tx: db.Connection, work_order_id: str) -> dict[str, object]:
    found = queries.get(tx, work_order_id)
    reads.note(tx, reads.MONEY, reads.HANDLE, [found["order_no"]])
    people = {found["owner"], *(step["by"] for step in found["trail"])}
    names = staff_queries.names(tx, {one for one in people if one})
    return wording.work_order(found, names)


def _known(work_order_id: str) -> str:
    if not is_id(work_order_id):
        raise NotFound()
    return work_order_id
