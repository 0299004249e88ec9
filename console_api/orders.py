"""Search an order, see its whole story. Whoever opens one is written down, also where the resident sees it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Response, g
from flask_smorest import Blueprint
from marshmallow import fields, validate

from app.cases import queries as cases
from app.catalog import reference
from app.identity import queries as identity
from app.kernel import audit, clock, db, masks
from app.kernel.web import Answer, Body, reply
from app.staff import queries as staff_queries
from app.staff import service as staff_service
from console_api.auth import staff
from payment import queries as payment
from payment import story
from payment.bills import queries as bills

bp = Blueprint("console_orders", __name__, url_prefix="/console/v1", description="运营台：订单、账单、结算")


class Search(Body):
    q = fields.String(required=True, validate=validate.Length(6, 80))


class Day(Body):
    day = fields.Date(load_default=None, allow_none=True)


class Head(Answer):
    """An order on one line, in fen."""

    order_no = fields.String(required=True)
    subject = fields.String(required=True)
    description = fields.String(required=True)
    payee = fields.String(required=True)
    payee_name = fields.String(required=True)
    mchid = fields.String(required=True)
    sub_mchid = fields.String(required=True)
    amount_fen = fields.Integer(required=True)
    reserved_fen = fields.Integer(required=True)
    refunded_fen = fields.Integer(required=True)
    state = fields.String(required=True)
    transaction_id = fields.String(required=True, allow_none=True)
    created_at = fields.String(required=True)
    paid_at = fields.String(required=True, allow_none=True)
    expires_at = fields.String(required=True)


class Found(Answer):
    orders = fields.List(fields.Nested(Head), required=True)


class Story(Answer):
    """Everything about an order on one page."""

    order = fields.Nested(Head, required=True)
    payer = fields.Dict(required=True, allow_none=True)
    ledger = fields.List(fields.Dict(), required=True)
    messages = fields.List(fields.Dict(), required=True)
    extra_payments = fields.List(fields.Dict(), required=True)
    refunds = fields.List(fields.Dict(), required=True)
    receipt = fields.Dict(required=True, allow_none=True)
    bill_rows = fields.List(fields.Dict(), required=True)
    work_orders = fields.List(fields.Dict(), required=True)
    trail = fields.List(fields.Dict(), required=True)


class BillDays(Answer):
    days = fields.List(fields.Dict(), required=True)


class Settlement(Answer):
    day = fields.String(required=True)
    payees = fields.List(fields.Dict(), required=True)


@bp.get("/orders")
@staff("orders.read")
@bp.arguments(Search, location="query")
@bp.alt_response(200, schema=Found)
def search(asked: dict[str, str]) -> Response:
    """Orders by a whole number: the order's, WeChat's, a refund's, the case's. No names: a desk is no directory."""
    with db.reading() as tx:
        found = story.search(tx, asked["q"])
    return reply({"orders": [_named(one) for one in found]})


@bp.get("/orders/<order_no>")
@staff("orders.read")
@bp.alt_response(200, schema=Story)
def show(order_no: str) -> Response:
    """The whole story of one order."""
    with db.reading() as tx:
        told = story.of_order(tx, order_no[:32])
        numbers = [order_no, *(one["refund_no"] for one in told["refunds"]), *(one["id"] for one in told["work_orders"])]
        trail = staff_queries.trail(tx, numbers)
        owner = cases.owner(tx, told["order"]["subject"])
        payer = {"name": masks.mask_name(identity.get_person(tx, owner[0]).name)} if owner else None
        _name_people(tx, told)
    db.in_transaction(_note_read, order_no, owner)
    return reply({**told, "order": _named(told["order"]), "payer": payer, "trail": trail})


@bp.get("/bills")
@staff("bills.read")
@bp.alt_response(200, schema=BillDays)
def bill_days() -> Response:
    """Days whose bill was compared with our books."""
    with db.reading() as tx:
        return reply({"days": bills.days(tx)})


@bp.get("/settlement")
@staff("bills.read")
@bp.arguments(Day, location="query")
@bp.alt_response(200, schema=Settlement)
def settlement(asked: dict[str, Any]) -> Response:
    """What each department collected, gave back and is owed for one day, from the ledger."""
    day = asked["day"] or clock.today() - timedelta(days=1)
    begin = datetime.combine(day, datetime.min.time(), clock.CHINA)
    with db.reading() as tx:
        rows = payment.settlement(tx, begin, begin + timedelta(days=1))
    return reply({"day": day.isoformat(), "payees": [{**row, "name": _payee(row["payee"])} for row in rows]})


def _note_read(tx: Any, order_no: str, owner: tuple[str, str] | None) -> None:
    staff_service.note(tx, g.staff.id, "order.read", order_no)
    if owner:
        audit.note_use(tx, owner[0], g.staff.unit, ["姓名（部分遮住）", "缴费和退费记录"], "核对缴费", owner[1])


def _name_people(tx: Any, told: dict[str, Any]) -> None:
    """Names instead of ids: colleagues know each other."""
    ids = {one[key] for one in told["refunds"] for key in ("asked_by", "approved_by")}
    ids |= {one["owner"] for one in told["work_orders"]} | {step["by"] for one in told["work_orders"] for step in one["trail"]}
    names = staff_queries.names(tx, ids - {None})
    for one in told["refunds"]:
        one["asked_by"], one["approved_by"] = names.get(one["asked_by"]), names.get(one["approved_by"])
    for one in told["work_orders"]:
        one["owner"] = names.get(one["owner"])
        for step in one["trail"]:
            step["by"] = names.get(step["by"])


def _named(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "payee_name": _payee(one["payee"])}


def _payee(department: str) -> str:
    known = reference.departments().get(department)
    return str(known["name"]) if known else department
