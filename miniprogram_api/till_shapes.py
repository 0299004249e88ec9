"""At a till: what was under the lens, an order and how far it is, codes to show; what the till sends."""

from __future__ import annotations

from marshmallow import fields, validate

from app.invoices import goods, scanned, sums
from app.kernel.plain import Exactly, Line, Lines, Moment, Number
from app.kernel.web import Answer, Body
from app.merchants import rules
from edge.shapes import day, fen, many, moment, one, one_of, said, tone, yes
from miniprogram_api.merchant_shapes import RATE

ORDER = Exactly("[A-Z][A-Za-z0-9-]{1,31}", error="单号由字母、数字和短横组成")
KINDS = (goods.PLAIN, goods.SPECIAL)


class Title(Answer):
    name = said()
    tax_no = said()
    natural = yes(none=True)
    address = said()
    tel = said()
    bank = said()
    bank_no = said()


class Scan(Answer):
    """What was under the lens. `warning`: said in yellow; `check`: what the register says of name and number."""

    kind = said(*sorted({scanned.TITLE, scanned.WECHAT, scanned.ORDER, scanned.INVOICE, scanned.PAYMENT, scanned.TAX_NO, scanned.OTHER}))
    words = said()
    title = one(Title, none=True)
    warning = said()
    check = said("same", "other", "wrong", "none", "off")
    registered = said()
    invoice_no = said()


class SaleShape(Answer):
    """An order. `again`: it was there already; `buyer`: shortened."""

    shop = said()
    order_no = said()
    state = one_of(rules.SALES)
    word = said()
    tone = tone()
    why = said()
    code = said()
    buyer = said()
    total_fen = fen()
    number = said(none=True)
    at = moment()
    again = yes()


class Sales(Answer):
    sales = many(SaleShape)


class OrderCode(Answer):
    """`text`: what stands in the QR code, `svg` its picture as a data URI, `png` one to keep, with shop and sum on it, where it was asked
    for; `until`: the last day."""

    order_no = said()
    text = said()
    svg = said()
    png = said(none=True)
    total_fen = fen()
    until = day()
    note = said()


class CollectCode(Answer):
    """`text`: what stands in the QR code, `svg` its picture as a data URI, `png` one to keep where it was asked for."""

    text = said()
    svg = said()
    png = said(none=True)
    until = moment()


class Text(Body):
    """What the lens saw."""

    text = Lines(required=True, validate=validate.Length(1, 2000))


class BuyerBody(Body):
    """For whom the invoice is."""

    name = Line(required=True, validate=validate.Length(1, 100))
    tax_no = Number(load_default="", validate=Exactly("([0-9A-Z]{15}|[0-9A-Z]{17,18}|[0-9A-Z]{20})?", error="税号是 15、17、18 或 20 位"))
    natural = fields.Boolean(required=True)
    address = Line(load_default="", validate=validate.Length(max=100))
    tel = Line(load_default="", validate=validate.Length(max=20))
    bank = Line(load_default="", validate=validate.Length(max=60))
    bank_no = Number(load_default="", validate=Exactly("([0-9]{6,30})?", error="账号是 6 到 30 位数字"))


class RowBody(Body):
    """`good`: of the price list; else the rest. `less_fen`: a discount on this row."""

    name = Line(required=True, validate=validate.Length(1, 40))
    spec = Line(load_default="", validate=validate.Length(max=40))
    unit = Line(load_default="", validate=validate.Length(max=10))
    code = fields.String(required=True, validate=Exactly("[0-9]{19}"))
    rate = fields.String(required=True, validate=RATE)
    price = Number(required=True, validate=validate.Length(1, 20))
    qty = Number(load_default="1", validate=validate.Length(1, 20))
    less_fen = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, 10**12))


class OrderBody(Body):
    """`order_no`: the till's own, else one is made; `paid_fen`: what was paid; `less_fen`: a discount on the whole."""

    order_no = fields.String(load_default=None, allow_none=True, validate=ORDER)
    paid_fen = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 10**12))
    paid_at = Moment(load_default=None, allow_none=True)
    priced = fields.String(load_default=sums.GROSS, validate=validate.OneOf([sums.GROSS, sums.NET]))
    rows = fields.List(fields.Nested(RowBody), required=True, validate=validate.Length(1, 250))
    less_fen = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, 10**12))


class NewSale(OrderBody):
    buyer = fields.Nested(BuyerBody, required=True)
    kind = fields.String(load_default=goods.PLAIN, validate=validate.OneOf(KINDS))
    remark = Line(load_default="", validate=validate.Length(max=100))


class Showing(Body):
    """`picture`: one to keep or to send is wanted too."""

    picture = fields.Boolean(load_default=False)
