"""At a till: what is under the lens, the order to the bureau, a code for later; and what becomes of each invoice."""

from __future__ import annotations

import secrets
from datetime import datetime

import segno
from flask import Response, current_app, g

from app.identity.rules import REAL_NAME
from app.invoices import scanned, sums, titles
from app.invoices.reds import Left
from app.invoices.sums import Sold
from app.kernel import clock, db, text
from app.kernel.errors import NotFound, Refused, Unavailable
from app.kernel.jsons import Json, a_list, an_object
from app.kernel.once import Reply
from app.kernel.ports import Who, outside
from app.kernel.web import Loaded, asked, reply
from app.merchants import files, giving, queries, redding, rules, service, tills
from app.merchants.queries import Issued
from app.merchants.tills import Buyer, Order
from edge.shapes import a_file
from miniprogram_api import merchant_shapes as shapes
from miniprogram_api import merchant_view as views
from miniprogram_api.auth import signed_in
from miniprogram_api.case_shapes import Nothing
from miniprogram_api.catalog_shapes import asked as asks
from miniprogram_api.edge import Blueprint, answer_once, keyed
from miniprogram_api.merchants import who

bp = Blueprint("tills", __name__, url_prefix="/api/merchant", description="商家开票：扫抬头、开票、开票码、冲红")

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
        found = queries.find_sale(tx, shop, sale)
        if found is None:
            raise NotFound("order_unknown", "没有这个单号", "核对一下单号")
        return reply(views.sale(found))


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
        found, link = tills.print_code(tx, site, at, g.me.person, order)
        until = clock.china(found.paid_at + tills.MOST_PAID_AGO).date()
        said = f"30 天内扫码开票，开一次，到 {until.month}月{until.day}日"
        return 201, {
            "order_no": found.order_no,
            "text": link,
            "svg": _qr(link),
            "total_fen": found.fen,
            "until": until.isoformat(),
            "note": said,
        }

    return answer_once(work)


@bp.post("/shops/<shop:shop>/revocation")
@signed_in(level=REAL_NAME)
@bp.arguments(Nothing)
@bp.alt_response(200, schema=shapes.ShopShape)
def revoke(body: Loaded, shop: str) -> Response:
    """A device was lost: no code printed so far opens anything."""

    def work(tx: db.Connection) -> Reply:
        at = queries.get_shop(tx, shop)
        queries.require(tx, at.uscc, g.me.person, "manage")
        tills.revoke(tx, at)
        return 200, views.shop(at)

    return answer_once(work)


def _qr(link: str) -> str:
    return str(segno.make(link, error="m").svg_data_uri(scale=8, border=2, dark="#14232A"))


def _mine(tx: db.Connection, number: str, what: str = "code") -> Issued:
    """An invoice of a company where I work. Raises NotFound for everybody else's."""
    one = queries.get_issued(tx, number)
    queries.require(tx, one.uscc, g.me.person, what, one.shop_no)
    return one


@bp.get("/invoices/<invoice:number>")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=shapes.Face)
def invoice(number: str) -> Response:
    """An invoice as the bureau has it now, and what of it can still be taken back."""
    with db.reading() as tx:
        one, given = _mine(tx, number), len(queries.holders(tx, [number]).get(number, []))
    face, left = outside().tax.face(number), redding.left(number)
    rows = [_row(an_object(row), left) for row in a_list(face["明细"])]
    state = "红字发票" if one.blue else str(face["状态"])
    used = face["用途"] != "未确认" or face["入账"] == "已"
    whole = {"amount_fen": one.amount, "tax_fen": one.tax, "total_fen": one.total, "taken_fen": face["已冲金额"]}
    head = {"number": number, "on": one.day.isoformat(), "kind": one.kind, "buyer": one.name, "blue": one.blue}
    return reply({**head, **whole, "state": state, "used": used, "rows": rows, "given": given})


def _row(row: dict[str, Json], left: dict[int, Left]) -> dict[str, object]:
    at = left.get(int(str(row["行号"])))
    told = {"no": row["行号"], "name": f"*{row['简称']}*{row['名称']}", "qty": row["数量"] or "", "rate": sums.percent(str(row["税率"]))}
    return {**told, "amount_fen": row["金额"], "tax_fen": row["税额"], "left_fen": max(at.amount, 0) if at else 0}


@bp.get("/invoices/<invoice:number>/file")
@signed_in(level=REAL_NAME)
@a_file(bp, list(files.KINDS.values()), "发票文件")
@bp.doc(parameters=[asks("kind", "xml、pdf 或 ofd")])
def file(number: str) -> Response:
    """The original or a face of it."""
    kind = asked("kind") or "pdf"
    if kind not in files.KINDS:
        raise Refused("kind_unknown", "没有这种文件", "换一种")
    with db.reading() as tx:
        _mine(tx, number)
    headers = {"Content-Disposition": f'attachment; filename="{number}.{kind}"', "Cache-Control": "no-store"}
    return Response(files.read(number, kind), content_type=files.KINDS[kind], headers=headers)


@bp.post("/invoices/<invoice:number>/collecting")
@signed_in(level=REAL_NAME)
@bp.arguments(Nothing)
@bp.alt_response(200, schema=shapes.CollectCode)
def show_code(body: Loaded, number: str) -> Response:
    """A code on the till's screen; who scans it has the invoice. As often as wanted: nothing is issued again."""
    site = current_app.config["SETTINGS"].public_url

    def work(tx: db.Connection) -> Reply:
        one = _mine(tx, number)
        word = giving.show_code(tx, one)
        link = f"{site}/c?w={word}"
        return 200, {"text": link, "svg": _qr(link), "until": clock.rfc3339(clock.now() + rules.COLLECTED_WITHIN)}

    return answer_once(work)


@bp.post("/invoices/<invoice:number>/reds")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.NewRed)
@bp.alt_response(202, schema=shapes.Red)
def take_back(body: Loaded, number: str) -> Response:
    """Take an invoice back, whole or in part."""
    keyed()
    with db.reading() as tx:
        _may_red(tx, number, body["reason"])
    wanted = {one["no"]: one["amount_fen"] for one in body["rows"]} if body["rows"] is not None else None
    parts = redding.parts(number, body["reason"], wanted)

    def work(tx: db.Connection) -> Reply:
        one, post = _may_red(tx, number, body["reason"])
        return 202, views.red(redding.ask(tx, post, one, body["reason"], parts))

    return answer_once(work)


def _may_red(tx: db.Connection, number: str, reason: str) -> tuple[Issued, rules.Post]:
    one = _mine(tx, number)
    post = queries.require(tx, one.uscc, g.me.person, "code", one.shop_no)
    redding.require(post, one, reason)
    return one, post


@bp.get("/companies/<uscc:uscc>/reds")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=shapes.Reds)
def reds(uscc: str) -> Response:
    """The company's red notes."""
    with db.reading() as tx:
        queries.require(tx, uscc, g.me.person, "issue")
        return reply({"reds": [views.red(one) for one in queries.notes(tx, uscc)[:MOST_LISTED]]})


@bp.post("/reds/<id:note>/withdrawal")
@signed_in(level=REAL_NAME)
@bp.arguments(Nothing)
@bp.alt_response(200, schema=shapes.Red)
def withdraw(body: Loaded, note: str) -> Response:
    """Take the wish back before the other side has answered."""
    keyed()
    with db.reading() as tx:
        found = queries.get_note(tx, note)
        queries.require(tx, found.uscc, g.me.person, "red")
    redding.withdraw(found, g.me.person)
    return answer_once(lambda tx: (200, views.red(queries.get_note(tx, note))))


@bp.post("/companies/<uscc:uscc>/confirmations/<invoice:number>")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.Yes)
@bp.alt_response(200, schema=shapes.Yes)
def decide(body: Loaded, uscc: str, number: str) -> Response:
    """The other side of somebody else's red note agrees or not."""
    keyed()
    with db.reading() as tx:
        queries.require(tx, uscc, g.me.person, "red")
    redding.decide(number, body["yes"], uscc, g.me.person)
    return answer_once(lambda tx: (200, {"yes": body["yes"]}))
