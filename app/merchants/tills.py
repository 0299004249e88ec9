"""What happens at a till: an order is kept, with whom its invoice is for, and goes to the bureau; or its code is printed for later.

An order is one row for ever; the same again is the same answer, another content a conflict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
from sqlalchemy import Connection, insert, update
from sqlalchemy.exc import IntegrityError

from app.events.invoices import SaleToIssue
from app.identity import queries as identity
from app.invoices import goods, orders, sums
from app.invoices.orders import BadCode, Code
from app.invoices.sums import Sold, Wrong
from app.kernel import clock, crypto, db
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.events import emit
from app.kernel.ids import new_id
from app.merchants import queries, rules, service
from app.merchants.models import sale, shop
from app.merchants.queries import Merchant, Sale, Shop

MOST_PAID_AGO = timedelta(days=30)


@dataclass(frozen=True)
class Buyer:
    """For whom. `natural`: a person."""

    name: str
    tax_no: str
    natural: bool
    address: str = ""
    tel: str = ""
    bank: str = ""
    bank_no: str = ""

    def __repr__(self) -> str:
        return "Buyer()"


@dataclass(frozen=True)
class Order:
    """What was sold. `no`: the till's own number; `fen`: what was paid, None: what the rows come to."""

    no: str
    fen: int | None
    paid_at: datetime
    sold: Sequence[Sold]
    priced: str
    less: int = 0


def wrong(error: Wrong) -> Refused:
    """A mistake in a row as its field: rows[2].qty."""
    field = error.field if error.row is None else f"rows[{error.row}].{error.field}"
    return Refused("rows_wrong", error.words, "改一改再开", errors=[{"field": field, "say": error.words}])


def prepared(company: Merchant, order: Order, kind: str) -> list[sums.Row]:
    """The rows, all that can be known without the bureau checked. Raises Refused at the field."""
    try:
        sold = order.sold
        if order.less:
            gross = [sums.rounded(one.qty * one.price * 100) - one.less for one in sold]
            sold = [Sold(**{**vars(one), "less": one.less + part}) for one, part in zip(sold, sums.spread(order.less, gross), strict=True)]
        made = sums.rows(sold, order.priced)
        sums.balanced(made)
        if order.fen is not None:
            sums.paid(made, order.fen)
    except Wrong as error:
        raise wrong(error) from None
    return made


def buyer_checked(company: Merchant, buyer: Buyer, kind: str) -> None:
    """Raises Refused at the field for who cannot be given this invoice."""
    fault = goods.buyer_fault(kind, buyer.natural, buyer.tax_no, company.uscc)
    if fault is None and kind == goods.SPECIAL and not company.special:
        fault = ("kind", "本企业不能开专票")
    if fault:
        raise Refused("buyer_wrong", fault[1], "改一改再开", errors=[{"field": fault[0], "say": fault[1]}])


def issue(tx: Connection, at: Shop, company: Merchant, by: str, order: Order, buyer: Buyer, kind: str, remark: str) -> Sale:
    """The order goes to the bureau. The same again: the order as it is. Raises Refused, Conflict `order_taken`."""
    buyer_checked(company, buyer, kind)
    rows = prepared(company, order, kind)
    found = _kept(tx, at, by, order, sums.sums(rows).total)
    return _send(tx, found, company, rows, buyer, kind, remark, by)


def _kept(tx: Connection, at: Shop, by: str, order: Order, total: int) -> Sale:
    """The row of an order, made when there is none."""
    found = queries.find_sale(tx, at.no, order.no)
    if found is not None:
        return found
    row = {
        "id": new_id(),
        "shop_no": at.no,
        "order_no": order.no,
        "uscc": at.uscc,
        "fen": total if order.fen is None else order.fen,
        "paid_at": order.paid_at,
        "sold": rules.told(order.sold),
        "priced": order.priced,
        "key": rules.key_of(at.no, order.no),
        "state": rules.OPEN,
        "why": "",
        "code": "",
        "tries": 0,
        "cashier_id": by,
        "made_at": clock.now(),
    }
    try:
        with tx.begin_nested():
            tx.execute(insert(sale), row)
    except IntegrityError:
        raise db.Raced() from None  # the other till was faster: its order is the one
    return queries.get_sale(tx, str(row["id"]))


def _send(
    tx: Connection,
    found: Sale,
    company: Merchant,
    rows: Sequence[sums.Row],
    buyer: Buyer,
    kind: str,
    remark: str,
    drawer_id: str,
    holder: str | None = None,
) -> Sale:
    drawer, whole = identity.get_person(tx, drawer_id), sums.sums(rows)
    asked = {
        "key": found.key,
        "kind": kind,
        "seller": company.uscc,
        "buyer": {**vars(buyer), "natural": "Y" if buyer.natural else "N"},
        "priced": found.priced,
        "rows": [rules.wire(one) for one in rows],
        "amount": whole.amount,
        "tax": whole.tax,
        "total": whole.total,
        "remark": remark,
        "drawer": {"name": drawer.name, "id": drawer.id_number},
    }
    text = orjson.dumps(asked, option=orjson.OPT_SORT_KEYS).decode()
    print_ = crypto.blind("sale.print", orjson.dumps({**asked, "drawer": ""}, option=orjson.OPT_SORT_KEYS).decode())
    if found.state == rules.VOID:
        raise Conflict("order_void", "这一单作废了", "换一个单号再开")
    if found.state not in (rules.OPEN, rules.REFUSED):
        if found.print != print_:
            raise Conflict("order_taken", "这单已按另一内容开票", "看看已经开的那张")
        return found
    values = {
        "order": crypto.seal("sale.order", found.id, text),
        "print": print_,
        "buyer": crypto.seal("sale.buyer", found.id, buyer.name),
        "state": rules.ISSUING,
        "why": "",
        "code": "",
        "holder_id": holder,
        "next_at": None,
        "fen": whole.total,
    }
    still = (sale.c.id == found.id, sale.c.state == found.state)
    if tx.execute(update(sale).where(*still).values(**values)).rowcount != 1:
        raise db.Raced()
    emit(tx, SaleToIssue(found.id))
    return queries.get_sale(tx, found.id)


def code_key(at: Shop, paid_ms: int) -> bytes:
    """The shop's key of the month in which was paid: another each month, another after each revocation."""
    month = clock.china(datetime.fromtimestamp(paid_ms / 1000, UTC)).strftime("%Y-%m")
    return crypto.blind("shop.code", f"{at.no}\n{at.key_turn}\n{month}")


def print_code(tx: Connection, site: str, at: Shop, by: str, order: Order) -> tuple[Sale, str]:
    """An order kept for whoever scans its code within thirty days; (order, link)."""
    rows = prepared(queries.get(tx, at.uscc), order, goods.PLAIN)
    found = _kept(tx, at, by, order, sums.sums(rows).total)
    if found.fen != sums.sums(rows).total or found.state == rules.VOID:
        raise Conflict("order_taken", "这个单号已经有另一笔了", "换一个单号")
    return found, code_of(site, at, found)


def code_of(site: str, at: Shop, found: Sale) -> str:
    """The link in the code of an order: the same each time, until the shop's codes are revoked."""
    paid_ms = int(found.paid_at.timestamp() * 1000)
    return orders.link(site, code_key(at, paid_ms), at.no, found.order_no, found.fen, paid_ms)


def get(tx: Connection, at: Shop, order_no: str) -> Sale:
    """An order of a shop. Raises NotFound."""
    found = queries.find_sale(tx, at.no, order_no)
    if found is None:
        raise NotFound("order_unknown", "没有这个单号", "核对一下单号")
    return found


def void(tx: Connection, at: Shop, order_no: str) -> Sale:
    """The goods came back before anybody had the invoice: its code opens nothing any more. Raises Conflict `order_not_open`."""
    found = get(tx, at, order_no)
    still = (sale.c.id == found.id, sale.c.state.in_((rules.OPEN, rules.REFUSED)))
    if found.state != rules.VOID and tx.execute(update(sale).where(*still).values(state=rules.VOID, next_at=None)).rowcount != 1:
        raise Conflict("order_not_open", "这一单已经在开或者开好了", "要退，去冲红")
    return queries.get_sale(tx, found.id)


def revoke(tx: Connection, at: Shop) -> None:
    """A device was lost: no code printed so far opens anything."""
    tx.execute(update(shop).where(shop.c.no == at.no).values(key_turn=at.key_turn + 1))


def scanned(tx: Connection, text: str) -> tuple[Shop, Sale, Code]:
    """The order behind a code. Raises Refused with why it opens nothing, Conflict for one that was voided, NotFound for one that never came
    here."""
    code = orders.taken_apart(text)
    if code is None:
        raise Refused("code_wrong", "不是开票码", "请商家重新出示")
    at = queries.get_shop(tx, code.shop)
    try:
        orders.verify(code, [code_key(at, code.paid_ms)], int(clock.now().timestamp() * 1000))
    except BadCode as bad:
        do = "请联系商家" if bad.args[0] == orders.LATE else "请向商家要新的"
        raise Refused("code_wrong", str(bad.args[0]), do) from None
    found = queries.find_sale(tx, code.shop, code.order)
    if found is None:
        raise NotFound("order_unknown", "商家还没上传这一单", "过一会儿再扫")
    if found.state == rules.VOID:
        raise Conflict("order_void", "商家作废了这一单", "要开票，请联系商家")
    return at, found, code


def claim(tx: Connection, text: str, person_id: str, buyer: Buyer, kind: str, remark: str) -> Sale:
    """Who scanned the code has the invoice. Whoever comes second hears only that it was issued. Raises as `scanned`, Conflict."""
    at, found, _ = scanned(tx, text)
    if found.state not in (rules.OPEN, rules.REFUSED):
        if found.holder_id == person_id:
            return found
        raise Conflict("order_used", orders.USED, "要换开，请联系商家")
    company = service.require_open(tx, at.uscc)
    buyer_checked(company, buyer, kind)
    order = Order(found.order_no, found.fen, found.paid_at, rules.read(found.sold), found.priced)
    return _send(tx, found, company, prepared(company, order, kind), buyer, kind, remark, _drawer(tx, found), person_id)


def _drawer(tx: Connection, found: Sale) -> str:
    """In whose name it is issued: the cashier, where they issue; else the company's first who does."""
    posts = [one for one in queries.staff(tx, found.uscc) if one.person_id and one.ended_at is None and rules.DRAWER in one.roles]
    people = [one.person_id for one in posts if one.person_id]
    return found.cashier_id if found.cashier_id in people or not people else people[0]
