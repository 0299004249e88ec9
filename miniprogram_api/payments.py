"""Paying: the sheet for a case, and what became of an order."""

from __future__ import annotations

import time
from typing import Any

from flask import Response, g
from marshmallow import fields

from app.cases import queries as cases
from app.catalog import reference, words
from app.identity import queries as identity
from app.identity.rules import REAL_NAME
from app.kernel import clock, db
from app.kernel.errors import Conflict, NotFound, Unavailable
from miniprogram_api.auth import signed_in
from miniprogram_api.edge import Answer, Blueprint, reply
from payment import queries, service

bp = Blueprint("payments", __name__, url_prefix="/api", description="交费")

PATIENCE = 20  # tenths of a second
SAYS = {
    "open": "还没交。",
    "paying": "正在和微信核对，一般几秒钟。",
    "paid": "收到了，接下来制证。",
    "closed": "这笔费用不用交了。",
}


class Line(Answer):
    name = fields.String(required=True)
    text = fields.String(required=True)


class Bill(Answer):
    """What the pay page shows; `sheet` is for wx.requestPayment, empty when it is paid."""

    order_no = fields.String(required=True)
    amount_fen = fields.Integer(required=True)
    amount_text = fields.String(required=True)
    lines = fields.List(fields.Nested(Line), required=True)
    payee = fields.String(required=True)
    until = fields.String(required=True)
    refund_say = fields.String(required=True)
    sheet = fields.Dict(keys=fields.String(), values=fields.String(), allow_none=True)
    state = fields.String(required=True)


class Order(Answer):
    order_no = fields.String(required=True)
    state = fields.String(required=True)
    say = fields.String(required=True)
    amount_fen = fields.Integer(required=True)
    case_no = fields.String(required=True)


@bp.post("/cases/<no>/payment")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=Bill)
def pay(no: str) -> Response:
    """The pay sheet of a case. Asking again gives the same order; there is never a second one to pay."""
    with db.reading() as tx:
        _own(tx, f"case:{no}")
        openid = identity.get_account(tx, g.me.account).openid
    row = _bill(f"case:{no}")
    order, sheet = service.start(row.subject, openid)
    last = clock.china(order.expires_at).date()
    body = {
        "order_no": order.order_no,
        "amount_fen": order.amount_fen,
        "amount_text": f"{order.amount_fen // 100:,}.{order.amount_fen % 100:02d}",
        "lines": order.lines,
        "payee": reference.departments()[order.payee]["name"],
        "until": last.isoformat(),
        "refund_say": f"{words.day(last, clock.today(), False)}前交就行。交了不想办，制证前可以全退。",
        "sheet": sheet,
        "state": "paid" if sheet is None else order.state,
    }
    return reply(body)


@bp.get("/orders/<order_no>")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=Order)
def show(order_no: str) -> Response:
    """What we know of an order."""
    return reply(_view(order_no))


@bp.post("/orders/<order_no>/check")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=Order)
def check(order_no: str) -> Response:
    """Ask WeChat now: what the phone says does not count, and a notification may have been lost."""
    _view(order_no)
    service.check_for_page(order_no)
    return reply(_view(order_no))


def _bill(subject: str) -> Any:
    """The order of a subject. The relay opens it a moment after the department's word: who taps within that moment waits for it."""
    for _ in range(PATIENCE):
        with db.reading() as tx:
            row = queries.of_subject(tx, subject)
            due = row is not None or cases.awaits_payment(tx, subject)
        if row is not None:
            return row
        if not due:
            raise Conflict("nothing_to_pay", "这件事现在没有要交的费", "看看办件进度")
        time.sleep(0.1)
    raise Unavailable("bill_not_ready", "账单正在准备", "过几秒钟再点一次")


def _view(order_no: str) -> dict[str, Any]:
    with db.reading() as tx:
        row = queries.get_order(tx, order_no[:32])
        if row is None:
            raise NotFound()
        _own(tx, row.subject)
        no = row.subject.removeprefix("case:")
    return {"order_no": row.order_no, "state": row.state, "say": SAYS[row.state], "amount_fen": row.amount_fen, "case_no": no}


def _own(tx: Any, subject: str) -> None:
    """Somebody else's is as absent as none."""
    if not cases.owns(tx, subject, (g.me.person, g.me.account)):
        raise NotFound()
