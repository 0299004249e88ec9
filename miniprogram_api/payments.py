"""Paying: the sheet for a case, what became of an order, what came back, the fiscal receipt."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date

from flask import Response, g
from marshmallow import fields

from app import reference
from app.cases import pricing
from app.cases import queries as cases
from app.identity import queries as identity
from app.identity.rules import REAL_NAME
from app.kernel import clock, db
from app.kernel.errors import Conflict, NotFound, Unavailable
from app.kernel.web import Answer, Body, Loaded, Paged, reply
from app.words import cases as case_words
from edge.shapes import day, fen, many, one, said, yes
from miniprogram_api import receipts
from miniprogram_api.auth import owners, signed_in
from miniprogram_api.catalog_shapes import Charge
from miniprogram_api.edge import Blueprint
from payment import channels, orders, queries, service
from payment import rules as money_rules
from payment.opening import Again
from payment.refunds import queries as refunds
from payment.refunds import rules
from payment.refunds.queries import Refund

bp = Blueprint("payments", __name__, url_prefix="/api", description="交费")

STATES = (*money_rules.MOVES, "refunding", "stuck", "refunded")  # of an order, and of what came back of it or could not
PATIENCE = 20  # tenths of a second
SAYS = {"open": "还没交。", "paying": "还没有收到。", "closed": "这笔费用不用交了。"}
KEPT = "收到了。"
BACK = "收到了，正在办退款，原路退回。"


class AsOrdered(Body):
    """What is paid, to whom and how much is the order's: a phone that sends any of it is refused."""


class ForASheet(AsOrdered):
    """`dead`: the sheet shown last did not open, another one is needed."""

    dead = fields.Boolean(load_default=False)


class Sheet(Answer):
    """What wx.requestPayment takes."""

    appId = said()  # noqa: N815
    timeStamp = said()  # noqa: N815
    nonceStr = said()  # noqa: N815
    package = said()
    signType = said("RSA")  # noqa: N815
    paySign = said()  # noqa: N815


class Bill(Answer):
    """What the pay page shows; `shown_as`: what WeChat's sheet calls who is paid, null where it is the payee's own name or not known;
    `until_say`: until when it is so and what comes after; `promise`: how long it takes from the day it is paid; `starts`: from when days
    count; `sheet` is for wx.requestPayment, null when there is nothing left to pay.
    `state`, `say`: as Order's."""

    order_no = said()
    amount_fen = fen()
    lines = many(Charge)
    payee = said()
    shown_as = said(none=True)
    until = day()
    until_say = said()
    refund_say = said()
    promise = said()
    starts = said()
    sheet = one(Sheet, none=True)
    state = said(*STATES)
    say = said()
    receipt = yes()


class Order(Answer):
    """`receipt`: whether there is one to show; `asked`: whether WeChat itself was asked for this answer, so that "not paid" is its
    word and not only that we have not heard."""

    order_no = said()
    state = said(*STATES)
    say = said()
    amount_fen = fen()
    refunded_fen = fen()
    receipt = yes()
    case_no = said()
    asked = yes()


@bp.post("/cases/<case:no>/payment")
@signed_in(level=REAL_NAME)
@bp.arguments(ForASheet)
@bp.alt_response(200, schema=Bill)
def pay(body: Loaded, no: str) -> Response:
    """The pay sheet of a case. Asking again gives the same order; there is never a second one to pay. A bill that lapsed is
    written anew as long as the case waits for its fee."""
    with db.reading() as tx:
        stand = _own(tx, f"case:{no}")
        openid = identity.get_account(tx, g.me.account).openid
    row = _bill(f"case:{no}")
    if row.state == "closed":
        raise Conflict("order_closed", _not_due(stand), "看看办件进度")
    order, sheet = service.start(row.subject, openid, body["dead"])
    last = clock.china(order.expires_at).date()
    told = _view(order.order_no)
    payee, shown_as = reference.departments()[order.payee]["name"], channels.shown_as(order.mchid, order.sub_mchid)
    bill = {
        "order_no": order.order_no,
        "amount_fen": order.amount_fen,
        "lines": order.charges,
        "payee": payee,
        "shown_as": shown_as if shown_as != payee else None,
        "until": last.isoformat(),
        "until_say": case_words.bill_text(last, clock.today(), stand.grows, False, stand.pay_by),
        "refund_say": _until(last, stand),
        "promise": stand.after,
        "starts": stand.starts,
        "sheet": sheet,
        "state": told["state"],
        "say": told["say"],
        "receipt": told["receipt"],
    }
    return reply(bill)


@bp.get("/orders/<order:order_no>")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=Order)
def show(order_no: str) -> Response:
    """What we know of an order."""
    return reply(_view(order_no))


@bp.post("/orders/<order:order_no>/check")
@signed_in(level=REAL_NAME)
@bp.arguments(AsOrdered)
@bp.alt_response(200, schema=Order)
def check(body: Loaded, order_no: str) -> Response:
    """Ask WeChat now: what the phone says does not count, and a notification may have been lost."""
    _view(order_no)
    _, asked = service.check_for_page(order_no)
    return reply(_view(order_no, asked))


def _bill(subject: str) -> orders.Order:
    """The order of a subject that can be paid, or was. The relay opens it a moment after the department's word: who taps within
    that moment waits for it. One that lapsed while the case still waits is written anew."""
    for _ in range(PATIENCE):
        with db.reading() as tx:
            row = queries.of_subject(tx, subject)
            due = cases.awaits_payment(tx, subject)
        if row is not None and due and service.is_over(row):
            service.renew(subject, lambda tx: _again(tx, subject.removeprefix("case:")))
            continue
        if row is not None and (due or row.state not in money_rules.LIVE):
            return row
        if not due:
            with db.reading() as tx:
                raise Conflict("nothing_to_pay", _not_due(_own(tx, subject)), "看看办件进度")
        time.sleep(0.1)
    raise Unavailable("bill_not_ready", "账单正在准备", "过几秒钟再点一次")


def _not_due(stand: cases.Stand) -> str:
    return case_words.not_due(stand.state, stand.moved, clock.today())


def _until(last: date, stand: cases.Stand) -> str:
    """Until when, and what then: a fee comes back to who does not want it any more; a fine is owed, and grows."""
    said = case_words.pay_by(last, clock.today(), stand.grows)
    return said if stand.priced else f"{said}交了不想办，{case_words.BACK_BEFORE}。"


def _again(tx: db.Connection, no: str) -> Again:
    """What a case comes to now that its bill is over."""
    fresh = pricing.anew(tx, no)
    return Again(fresh.until, fresh.amount_fen, fresh.lines)


@bp.get("/orders/<order:order_no>/receipt")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=receipts.Receipt)
def receipt(order_no: str) -> Response:
    """The one receipt of what was paid, whoever gives it; 404 while there is none."""
    with db.reading() as tx:
        row, stand = _get(tx, order_no)
        issued = receipts.of_order(tx, row, g.me.person) if row.paid_at else None
        if issued is None:
            raise NotFound("receipt_not_ready", "票据还没开出来", "过几分钟再看")
        payer = identity.get_person(tx, g.me.person).name
    return reply(receipts.view(row, issued, cases.Charged(stand.short, stand.nothing), payer))


@bp.get("/me/receipts")
@signed_in(level=REAL_NAME)
@bp.arguments(Paged, location="query")
@bp.alt_response(200, schema=receipts.Receipts)
def mine(asked: dict[str, str]) -> Response:
    """What I have paid here, one receipt for each payment."""
    with db.reading() as tx:
        charged, following = cases.charged(tx, owners(), asked.get("after"))
        return reply({"receipts": receipts.mine(tx, charged, g.me.person), "next": following})


def _view(order_no: str, asked: bool = False) -> dict[str, object]:
    """Two statements while it is to be paid: pages ask again and again."""
    with db.reading() as tx:
        row, stand = _get(tx, order_no)
        owed = row.state == "paid" and stand.nothing and row.refunded_fen < row.amount_fen
        asked_for = refunds.of_order(tx, row.order_no) if row.reserved_fen or owed else []
        issued = receipts.of_order(tx, row, g.me.person) if row.state == "paid" else None
    state, say = row.state, SAYS.get(row.state) or _kept(stand)
    if found := _back(asked_for, row.amount_fen - row.refunded_fen if owed else 0):
        state, say = found
    elif row.refunded_fen:
        state = "refunded" if row.refunded_fen == row.amount_fen else state
        say = f"退给您 {_yuan(row.refunded_fen)} 元，回到付款的账户了。"
    elif stand.state == "to_pay" and service.is_over(row):
        say = case_words.BILL_OVER
    sums = {"amount_fen": row.amount_fen, "refunded_fen": row.refunded_fen, "receipt": issued is not None}
    case_no = money_rules.bill_of(row.subject).removeprefix("case:")
    return {"order_no": row.order_no, "state": state, "say": say, **sums, "case_no": case_no, "asked": asked}


def _back(asked_for: Sequence[Refund], owed: int) -> tuple[str, str] | None:
    """State and sentence of what is on its way back; what the account that paid would not take, and what WeChat closed of what is `owed`
    (fen), comes another way, and nobody knows how soon. None while nothing is."""
    open_ = [one for one in asked_for if one.state in rules.OPEN]
    stuck = [one for one in open_ if one.state == "abnormal"]
    if stuck or not open_ and owed and any(one.state == "closed" for one in asked_for):
        total = _yuan(sum(one.amount_fen for one in stuck) or owed)
        return "stuck", f"{total} 元没能退到付款的账户，工作人员在另外办，不用您再申请。问进度打 12345。"
    total = _yuan(sum(one.amount_fen for one in open_))
    return ("refunding", f"正在退 {total} 元，原路退回，一般 1 到 3 天到账。") if open_ else None


def _kept(stand: cases.Stand) -> str:
    """What became of a fee that was paid, by where its case stands."""
    if stand.nothing:
        return BACK
    if stand.state in ("to_pay", "approving"):
        return f"收到了，{case_words.then(stand.priced)}。"
    return f"收到了，{case_words.now(stand.making)}。" if stand.state == "approved" else KEPT


def _get(tx: db.Connection, order_no: str) -> tuple[orders.Order, cases.Stand]:
    """An order of the caller's, and where the case stands that it belongs to."""
    row = queries.of_number(tx, order_no)
    if row is None:
        raise NotFound()
    return row, _own(tx, money_rules.bill_of(row.subject))


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


def _own(tx: db.Connection, subject: str) -> cases.Stand:
    """Where the caller's case stands. Somebody else's is as absent as none."""
    stand = cases.standing(tx, subject, (g.me.person, g.me.account))
    if stand is None:
        raise NotFound()
    return stand
