"""Search an order, see its whole story. Whoever opens one is written down, also where the resident sees it."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Response, g
from marshmallow import fields, validate

from app import reference
from app.cases import queries as cases
from app.identity import queries as identity
from app.kernel import clock, db, masks, web
from app.kernel.plain import Number
from app.kernel.web import Body, Loaded, Paged, reply
from app.staff import queries as staff_queries
from app.staff import service as staff_service
from console_api import reads, shapes, wording
from console_api.auth import staff
from edge.requests import Blueprint
from payment import queries as payment
from payment import story
from payment.bills import queries as bills
from payment.rules import bill_of

bp = Blueprint("console_orders", __name__, url_prefix="/console/v1", description="运营台：订单、账单、结算")


class Search(Paged):
    q = Number(required=True, validate=validate.Length(6, 80))


class Opening(Body):
    """What for: the person reads it."""

    why = fields.String(required=True, validate=validate.OneOf(list(reads.PURPOSES)))


class Day(Body):
    day = web.Day(load_default=None, allow_none=True)


class Earlier(Paged, Opening):
    """Both: what for, and from where on."""

    class Meta(Opening.Meta):
        pass


@bp.get("/orders")
@staff("orders.read")
@bp.arguments(Search, location="query")
@bp.alt_response(200, schema=shapes.Found)
def search(asked: dict[str, str]) -> Response:
    """Orders by a whole number: the order's, WeChat's, a refund's, the case's. No names: a desk is no directory."""
    found, following = db.in_transaction(_found, asked)
    return reply({"orders": [_named(one) for one in found], "next": following})


def _found(tx: db.Connection, asked: dict[str, str]) -> tuple[list[story.Head], str | None]:
    found, following = story.search(tx, asked["q"], asked.get("after"))
    reads.note(tx, reads.MONEY, reads.SEARCH, [one["order_no"] for one in found])
    return found, following


@bp.get("/orders/<order:order_no>")
@staff("orders.read")
@bp.arguments(Opening, location="query")
@bp.alt_response(200, schema=shapes.Story)
def show(asked: dict[str, str], order_no: str) -> Response:
    """The whole story of one order, for a purpose the person reads."""
    return reply(db.in_transaction(_opened, order_no, asked["why"]))


def _opened(tx: db.Connection, order_no: str, why: str) -> dict[str, object]:
    """The story, and whose desk opened it, in one transaction: neither without the other."""
    told = story.of_order(tx, order_no)
    found = told["order"]["order_no"]  # as it is stored, never as it was asked for
    trail, earlier = staff_queries.trail(tx, _numbers(told))
    bill = bill_of(told["order"]["subject"])
    owner = cases.owners(tx, [bill]).get(bill)
    payer = {"name": masks.mask_name(identity.get_person(tx, owner[0]).name)} if owner else None
    people = _people(tx, told)
    staff_service.note(tx, g.staff.id, "order.read", found, why=why)
    reads.note(tx, reads.STORY, reads.PURPOSES[why], [found])
    return {
        **told,
        "order": _named(told["order"]),
        "payer": payer,
        "refunds": [wording.refund(one, people) for one in told["refunds"]],
        "bill_rows": [wording.bill_row(one) for one in told["bill_rows"]],
        "work_orders": [wording.work_order(one, people) for one in told["work_orders"]],
        "trail": trail,
        "trail_next": earlier,
    }


@bp.get("/orders/<order:order_no>/trail")
@staff("orders.read")
@bp.arguments(Earlier, location="query")
@bp.alt_response(200, schema=shapes.Trail)
def earlier(asked: dict[str, str], order_no: str) -> Response:
    """What was done about an order before what its story shows, page by page."""
    return reply(db.in_transaction(_trail, order_no, asked["why"], asked.get("after")))


def _trail(tx: db.Connection, order_no: str, why: str, after: str | None) -> dict[str, object]:
    told = story.of_order(tx, order_no)
    trail, before = staff_queries.trail(tx, _numbers(told), after)
    reads.note(tx, reads.MONEY, reads.PURPOSES[why], [told["order"]["order_no"]])
    return {"trail": trail, "next": before}


def _numbers(told: story.Story) -> list[str]:
    refunds, works = (one["refund_no"] for one in told["refunds"]), (one["id"] for one in told["work_orders"])
    return [told["order"]["order_no"], *refunds, *works]


@bp.get("/bills")
@staff("bills.read")
@bp.arguments(Paged, location="query")
@bp.alt_response(200, schema=shapes.BillDays)
def bill_days(asked: dict[str, str]) -> Response:
    """Days whose bill was compared with our books."""
    with db.reading() as tx:
        days, following = bills.days(tx, asked.get("after"))
    return reply({"days": days, "next": following})


@bp.get("/settlement")
@staff("bills.read")
@bp.arguments(Day, location="query")
@bp.alt_response(200, schema=shapes.Settlement)
def settlement(asked: Loaded) -> Response:
    """What each department collected, gave back and is owed for one day, from the ledger."""
    day = asked["day"] or clock.today() - timedelta(days=1)
    begin = datetime.combine(day, datetime.min.time(), clock.CHINA)
    with db.reading() as tx:
        rows = payment.settlement(tx, begin, begin + timedelta(days=1))
    return reply({"day": day.isoformat(), "payees": [{**row, "name": _payee(row["payee"])} for row in rows]})


def _people(tx: db.Connection, told: story.Story) -> dict[str, str]:
    """Names of whoever has had to do with it, by id: colleagues know each other."""
    refunds, works = told["refunds"], told["work_orders"]
    ids = {one["asked_by"] for one in refunds} | {one["approved_by"] for one in refunds} | {one["owner"] for one in works}
    ids |= {step["by"] for one in works for step in one["trail"]}
    return staff_queries.names(tx, {one for one in ids if one})


def _named(one: story.Head) -> dict[str, object]:
    return {**one, "payee_name": _payee(one["payee"])}


def _payee(department: str) -> str:
    known = reference.departments().get(department)
    return str(known["name"]) if known else department
