"""At a till: what is under the lens, the order to the bureau, a code for later."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask import Response, current_app, g

from app.identity.rules import REAL_NAME
from app.invoices import picture, scanned, sums, titles
from app.invoices.sums import Sold
from app.kernel import clock, db, text
from app.kernel.errors import Conflict, Refused, Unavailable
from app.kernel.once import Reply
from app.kernel.ports import Who, outside
from app.kernel.web import Loaded, asked, reply
from app.merchants import queries, rules, service, tills
from app.merchants.queries import Sale, Shop
from app.merchants.tills import Buyer, Order
from miniprogram_api import merchant_view as views
from miniprogram_api import till_shapes as shapes
from miniprogram_api.auth import signed_in
from miniprogram_api.case_shapes import Nothing
from miniprogram_api.catalog_shapes import asked as asks
from miniprogram_api.edge import Blueprint, answer_once, keyed
from miniprogram_api.merchant_shapes import ShopShape
from miniprogram_api.merchants import who

bp = Blueprint("tills", __name__, url_prefix="/api/merchant", description="商家开票：扫抬头、开票、开票码")

CHECK = "核对抬头"
MOST_LISTED = 100


@bp.post("/scan")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.Text)
@bp.alt_response(200, schema=shapes.Scan)
def scan(body: Loaded) -> Response:
    """What the lens saw. A title fills the fields; a payment code is told so and kept nowhere."""
    with db.reading() as tx:
        if not any(one.may("code", clock.today()) for one in queries.posts(tx, g.me.person)):
            queries.require(tx, "", g.me.person, "code")
    said = body["text"].strip()
    seen = scanned.look(said)
    title, warning, words = None, "", seen.words
    if seen.kind == scanned.TITLE:
        try:
            read = titles.read(said)
        except titles.NoTitle as no:
            raise Refused("title_unread", str(no.args[0]), "请客人重新显示") from None
        title = {**vars(read), "natural": titles.personal(read.name, read.tax_no)}
        warning = str(title.pop("doubt"))
    elif seen.kind == scanned.TAX_NO:
        title = dict.fromkeys(("name", "address", "tel", "bank", "bank_no"), "") | {"tax_no": said.upper(), "natural": False}
    elif seen.kind == scanned.WECHAT:
        title = vars(outside().cards.title(said))
    check, registered = _registered(title, who()) if title else ("none", "")
    if title and seen.kind == scanned.TAX_NO:
        title["name"] = registered
    return reply(
        {
            "kind": seen.kind,
            "words": words,
            "title": title,
            "warning": warning,
            "check": check,
            "registered": registered,
            "invoice_no": seen.invoice_no,
        }
    )


def _registered(title: dict[str, object], me: Who) -> tuple[str, str]:
    """(verdict, registered name): what the register of companies says of a tax number."""
    number = str(title["tax_no"])
    if len(number) != 18 or title["natural"]:
        return "none", ""
    if text.uscc_fault(number):
        return "wrong", ""
    try:
        rows = outside().sources.lookup("scjg.names", {"uscc": number}, me, CHECK).rows
    except Unavailable:
        return "off", ""
    if not rows:
        return "other", ""
    name = str(rows[0].columns["名称"])
    return ("same" if _folded(name) == _folded(str(title["name"])) or not title["name"] else "other"), name


def _folded(name: str) -> str:
    return text.plain(name).replace("（", "(").replace("）", ")").replace(" ", "")


def _order(body: Loaded) -> Order:
    """What was sold, as the till says it. Raises Refused at the field."""
    sold = []
    for place, one in enumerate(body["rows"]):
        price, qty = rules.decimal(one["price"], 8), rules.decimal(one["qty"], 6)
        if price is None or qty is None:
            field, say = ("price", "价格像 56.50") if price is None else ("qty", "数量像 2 或 0.735")
            raise Refused("rows_wrong", say, "改一改再开", errors=[{"field": f"rows[{place}].{field}", "say": say}])
        line = service.classified(one["code"], who())
        sold.append(
            Sold(one["name"], qty, price, sums.rate_of(one["rate"]), line.code, line.short, one["spec"], one["unit"], one["less_fen"])
        )
    at = text.moment(body["paid_at"]) if body["paid_at"] else None
    return Order(body["order_no"] or _number(), body["paid_fen"], _paid(at), sold, body["priced"], body["less_fen"])


def _paid(at: datetime | None) -> datetime:
    now = clock.now()
    if at is not None and not now - tills.MOST_PAID_AGO <= at:
        raise Refused("paid_long_ago", "收款超过 30 天了", "超过的请到税务处理", errors=[{"field": "paid_at", "say": "超过 30 天了"}])
    return now if at is None or at > now else at


def _number() -> str:
    return f"T{clock.today():%Y%m%d}-{secrets.token_hex(4)}"


@bp.post("/shops/<shop:shop>/sales")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.NewSale)
@bp.alt_response(202, schema=shapes.SaleShape)
def sell(body: Loaded, shop: str) -> Response:
    """The order goes to the tax bureau. The same order again is the same invoice."""
    keyed()
    order, buyer = _order(body), Buyer(**body["buyer"])

    def work(tx: db.Connection) -> Reply:
        at = queries.get_shop(tx, shop)
        queries.require(tx, at.uscc, g.me.person, "issue", shop)
        company = service.require_open(tx, at.uscc)
        before = queries.find_sale(tx, shop, order.no)
        found = tills.issue(tx, at, company, g.me.person, order, buyer, body["kind"], body["remark"])
        return 202, views.sale(found, again=before is not None and before.state not in (rules.OPEN, rules.REFUSED))

    return answer_once(work)


@bp.get("/shops/<shop:shop>/sales/<sale:sale>")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=shapes.SaleShape)
def show(shop: str, sale: str) -> Response:
    """How far an order is."""
    with db.reading() as tx:
        at = queries.get_shop(tx, shop)
        queries.require(tx, at.uscc, g.me.person, "code", shop)
        return reply(views.sale(tills.get(tx, at, sale)))


@bp.get("/shops/<shop:shop>/sales")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=shapes.Sales)
def open_sales(shop: str) -> Response:
    """Orders whose code nobody has used yet."""
    with db.reading() as tx:
        queries.require(tx, queries.get_shop(tx, shop).uscc, g.me.person, "code", shop)
        return reply({"sales": [views.sale(one) for one in queries.sales(tx, [shop], (rules.OPEN,), MOST_LISTED)]})


@bp.post("/shops/<shop:shop>/codes")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.OrderBody)
@bp.alt_response(201, schema=shapes.OrderCode)
def print_code(body: Loaded, shop: str) -> Response:
    """A code for the receipt: scanned within thirty days, once."""
    keyed()
    order, site = _order(body), current_app.config["SETTINGS"].public_url

    def work(tx: db.Connection) -> Reply:
        at = queries.get_shop(tx, shop)
        queries.require(tx, at.uscc, g.me.person, "code", shop)
        service.require_open(tx, at.uscc)
        found, _ = tills.print_code(tx, site, at, g.me.person, order)
        return 201, _code(tx, site, at, found, False)

    return answer_once(work)


def _code(tx: db.Connection, site: str, at: Shop, found: Sale, keep: bool) -> dict[str, object]:
    link, until = tills.code_of(site, at, found), clock.china(found.paid_at + tills.MOST_PAID_AGO).date()
    said = f"30 天内扫码开票，开一次，到 {until.month}月{until.day}日"
    title = [queries.get(tx, at.uscc).name, f"{at.name}  {sums.yuan(found.fen)} 元"]
    whole = {"total_fen": found.fen, "until": until.isoformat(), "note": said, "png": picture.png(link, title, [said]) if keep else None}
    return {"order_no": found.order_no, "text": link, "svg": picture.svg(link)} | whole


@bp.get("/shops/<shop:shop>/sales/<sale:sale>/code")
@signed_in(level=REAL_NAME)
@bp.doc(parameters=[asks("picture", "1：要一张能存的图")])
@bp.alt_response(200, schema=shapes.OrderCode)
def code_again(shop: str, sale: str) -> Response:
    """The code of an order that nobody has used yet, once more; or a picture of it to keep and to send."""
    with db.reading() as tx:
        at = queries.get_shop(tx, shop)
        queries.require(tx, at.uscc, g.me.person, "code", shop)
        found = tills.get(tx, at, sale)
        if found.state not in (rules.OPEN, rules.REFUSED):
            raise Conflict("order_not_open", "这一单的码用过了", "刷新看看")
        return reply(_code(tx, current_app.config["SETTINGS"].public_url, at, found, asked("picture") == "1"))


@bp.post("/shops/<shop:shop>/sales/<sale:sale>/voiding")
@signed_in(level=REAL_NAME)
@bp.arguments(Nothing)
@bp.alt_response(200, schema=shapes.SaleShape)
def void(body: Loaded, shop: str, sale: str) -> Response:
    """The goods came back before anybody had the invoice: the code opens nothing any more."""

    def work(tx: db.Connection) -> Reply:
        at = queries.get_shop(tx, shop)
        queries.require(tx, at.uscc, g.me.person, "code", shop)
        return 200, views.sale(tills.void(tx, at, sale))

    return answer_once(work)


@bp.post("/shops/<shop:shop>/revocation")
@signed_in(level=REAL_NAME)
@bp.arguments(Nothing)
@bp.alt_response(200, schema=ShopShape)
def revoke(body: Loaded, shop: str) -> Response:
    """A device was lost: no code printed so far opens anything."""

    def work(tx: db.Connection) -> Reply:
        at = queries.get_shop(tx, shop)
        queries.require(tx, at.uscc, g.me.person, "manage")
        tills.revoke(tx, at)
        return 200, views.shop(at)

    return answer_once(work)
