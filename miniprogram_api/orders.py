"""A code on a receipt, scanned by the customer: the order behind it, and its invoice, once; the code on a till's screen."""

from __future__ import annotations

from flask import Response, g

from app.identity.rules import REAL_NAME
from app.invoices import sums
from app.invoices.reimbursing import CLOSED, LOCKED
from app.kernel import clock, db
from app.kernel.once import Reply
from app.kernel.web import Loaded, Paged, reply
from app.merchants import cards, giving, hands, queries, reimbursing, rules, tills
from app.merchants.hands import Held
from app.merchants.queries import Sale, Shop
from app.merchants.tills import Buyer
from miniprogram_api import held_shapes as shapes
from miniprogram_api.auth import signed_in
from miniprogram_api.case_shapes import Nothing
from miniprogram_api.edge import Blueprint, answer_once, keyed
from miniprogram_api.merchant_shapes import Invited

CLAIMS = {LOCKED: "交给{}报销，还没答复", CLOSED: "{}报销了"}
bp = Blueprint("orders", __name__, url_prefix="/api/orders", description="扫码开票")
held = Blueprint("invoices", __name__, url_prefix="/api/invoices", description="我的发票")


@bp.post("/look")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.Scanned)
@bp.alt_response(200, schema=shapes.ScannedOrder)
def look(body: Loaded) -> Response:
    """The order behind a code: amount, goods and rate are the shop's word."""
    with db.reading() as tx:
        at, found, _ = tills.scanned(tx, body["code"])
        return reply(_shown(tx, at, found))


def _shown(tx: db.Connection, at: Shop, found: Sale) -> dict[str, object]:
    company = queries.get(tx, at.uscc)
    mine = found.holder_id == g.me.person
    return {
        "shop": at.name,
        "seller": company.name,
        "total_fen": found.fen,
        "at": clock.rfc3339(found.paid_at),
        "until": clock.china(found.paid_at + tills.MOST_PAID_AGO).date().isoformat(),
        "state": found.state,
        "word": rules.SALES[found.state],
        "special": company.special,
        "mine": mine,
        "number": found.number if mine else None,
        "rows": [{"name": one.name, "qty": f"{one.qty:f}", "price_fen": sums.rounded(one.price * 100)} for one in rules.read(found.sold)],
    }


@bp.post("")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.Claim)
@bp.alt_response(202, schema=shapes.ScannedOrder)
def claim(body: Loaded) -> Response:
    """The invoice of this order, for this title, into my wallet. Who comes second hears that it was issued."""

    def work(tx: db.Connection) -> Reply:
        found = tills.claim(tx, body["code"], g.me.person, Buyer(**body["buyer"]), body["kind"], body["remark"])
        return 202, _shown(tx, queries.get_shop(tx, found.shop_no), found)

    return answer_once(work)


@bp.post("/collecting")
@signed_in(level=REAL_NAME)
@bp.arguments(Invited)
@bp.alt_response(200, schema=shapes.GotInvoice)
def collect(body: Loaded) -> Response:
    """I scanned the code on the till's screen."""

    def work(tx: db.Connection) -> Reply:
        one = giving.collect(tx, body["word"], g.me.person)
        return 200, {"number": one.number, "seller": queries.get(tx, one.uscc).name, "total_fen": one.total}

    return answer_once(work)


@held.get("")
@signed_in(level=REAL_NAME)
@held.arguments(Paged, location="query")
@held.alt_response(200, schema=shapes.HeldInvoices)
def mine(asked: Loaded) -> Response:
    """The invoices that came to me, the latest first."""
    with db.reading() as tx:
        found, following = hands.held(tx, g.me.person, asked.get("after"))
        lies = reimbursing.states(tx, [one.number for one in found])
    return reply({"invoices": [_held(one, lies.get(one.number)) for one in found], "next": following})


def _held(one: Held, lies: tuple[str, str] | None) -> dict[str, object]:
    word, tone = rules.stands(one.total, one.red_fen, one.blue is not None)
    return {
        "number": one.number,
        "seller": one.seller,
        "day": one.day.isoformat(),
        "total_fen": one.total,
        "red_fen": one.red_fen,
        "word": word,
        "tone": tone,
        "way": rules.WAYS[one.way],
        "claim": CLAIMS[lies[0]].format(lies[1]) if lies else "",
    }


@bp.post("/cards/<invoice:number>")
@signed_in(level=REAL_NAME)
@bp.arguments(Nothing)
@bp.alt_response(200, schema=shapes.CardPage)
def to_wechat(body: Loaded, number: str) -> Response:
    """An invoice of mine into WeChat's cards: where I allow it there. Asked again: how far it is."""
    keyed()
    with db.reading() as tx:
        one = cards.held(tx, number, g.me.person)
    page = cards.ask(one, g.me.person)

    def work(tx: db.Connection) -> Reply:
        found = cards.find(tx, number)
        state = found.state if found else rules.ASKED
        at = {"appid": page.appid, "path": page.path} if page else {"appid": None, "path": None}
        return 200, {**at, "state": state, "word": rules.CARDS[state]}

    return answer_once(work)
