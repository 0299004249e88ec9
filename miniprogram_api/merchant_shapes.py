"""What a merchant's phone or till is told, and what it may ask."""

from __future__ import annotations

from marshmallow import fields, validate

from app.invoices import goods, scanned, sums
from app.kernel.plain import Day, Exactly, Line, Lines, Moment, Number
from app.kernel.plain import code as made
from app.kernel.web import Answer, Body
from app.merchants import rules
from edge.shapes import day, fen, many, moment, number, one, one_of, said, texts, tone, yes

USCC = Exactly("[0-9A-HJ-NP-RT-UW-Y]{18}", error="统一社会信用代码是 18 位")
PHONE = Exactly(r"1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}|400[0-9]{7}", error="电话像 020-12345678 或 11 位手机号")
RATE = Exactly(r"[0-9]{1,2}(\.[0-9])?%|免税", error="税率像 13%")  # on the wire as it is said
ORDER = Exactly("[A-Z][A-Za-z0-9-]{1,31}", error="单号由字母、数字和短横组成")
KINDS = (goods.PLAIN, goods.SPECIAL)


class Company(Answer):
    """What registers say: nothing of it is typed."""

    uscc = said()
    name = said()
    type = said()
    address = said()
    rep = said()
    payer = said()
    special = yes()
    quota_fen = fen()
    represented = yes()
    drawers = number()


class ShopShape(Answer):
    no = said()
    name = said()
    address = said()
    phone = said()


class MyCompany(Answer):
    """A company where I work. `may`: what I may do there now."""

    uscc = said()
    name = said()
    payer = said()
    special = yes()
    state = one_of(rules.STATES)
    word = said()
    roles = texts()
    role_words = texts()
    may = texts()
    shops = many(ShopShape)


class MyCompanies(Answer):
    companies = many(MyCompany)


class Person(Answer):
    """`word`: 在岗, 等他来, 已离开."""

    id = said()
    name = said()
    role_words = texts()
    shops = texts()
    until = day(none=True)
    word = said()
    tone = tone()
    may_end = yes()


class People(Answer):
    people = many(Person)


class Invitation(Answer):
    """`word`: what stands in the link."""

    id = said()
    word = said()
    path = said()


class Good(Answer):
    id = said()
    name = said()
    spec = said()
    unit = said()
    price_fen = fen()
    priced = one_of((sums.GROSS, sums.NET))
    code = said()
    short = said()
    rate = said()


class Goods(Answer):
    goods = many(Good)


class Classified(Answer):
    """A line of the tax classification, with the rates this company may choose."""

    code = said()
    short = said()
    name = said()
    rates = texts()


class Classification(Answer):
    lines = many(Classified)


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
    """`text`: what stands in the QR code, `svg` its picture as a data URI; `until`: the last day."""

    order_no = said()
    text = said()
    svg = said()
    total_fen = fen()
    until = day()
    note = said()


class CollectCode(Answer):
    """`text`: what stands in the QR code, `svg` its picture as a data URI."""

    text = said()
    svg = said()
    until = moment()


class FaceRow(Answer):
    """`left_fen`: what of it can still be taken back, without tax."""

    no = number()
    name = said()
    qty = said()
    amount_fen = fen()
    tax_fen = fen()
    rate = said()
    left_fen = fen()


class Face(Answer):
    """An invoice of the company. `buyer`: whole, for the seller has it in its books."""

    given = number()
    number = said()
    on = day()
    kind = said()
    buyer = said()
    blue = said(none=True)
    amount_fen = fen()
    tax_fen = fen()
    total_fen = fen()
    taken_fen = fen()
    state = said()
    used = yes()
    rows = many(FaceRow)


class DayRow(Answer):
    number = said()
    at = moment()
    buyer = said()
    kind = said()
    red = yes()
    total_fen = fen()
    given = yes()
    order_no = said()
    shop = said()


class Rate(Answer):
    rate = said()
    amount_fen = fen()
    tax_fen = fen()


class Kind(Answer):
    kind = said()
    count = number()
    total_fen = fen()


class Quota(Answer):
    """Of this month, without tax."""

    total_fen = fen()
    used_fen = fen()
    left_fen = fen()
    warn = yes()


class DayShape(Answer):
    """A day. `quota`: null while the bureau does not answer."""

    date = day()
    rows = many(DayRow)
    waiting = many(SaleShape)
    count = number()
    amount_fen = fen()
    tax_fen = fen()
    red_count = number()
    red_total_fen = fen()
    rates = many(Rate)
    kinds = many(Kind)
    quota = one(Quota, none=True)


class Checked(Answer):
    """Whether our books and the bureau's agree on a day: the numbers about which they differ."""

    same = yes()
    ours = number()
    theirs = number()
    differing = texts()


class Red(Answer):
    id = said()
    blue = said()
    reason = said()
    word = said()
    open = yes()
    red = said(none=True)
    at = moment()


class Reds(Answer):
    reds = many(Red)


class Look(Body):
    uscc = Number(required=True, validate=USCC)


class NewShop(Body):
    name = Line(required=True, validate=validate.Length(1, 20))
    address = Line(required=True, validate=validate.Length(1, 100))
    phone = Number(required=True, validate=PHONE)


class SignUp(Body):
    """`until`: of who is authorised; `agreed`: the agreement was read."""

    uscc = Number(required=True, validate=USCC)
    tel = Number(required=True, validate=PHONE)
    shop = fields.Nested(NewShop, required=True)
    until = Day(load_default=None, allow_none=True)
    agreed = fields.Boolean(required=True, validate=validate.Equal(True, error="先看一遍约定，再勾上"))


class Yes(Body):
    yes = fields.Boolean(required=True)


class Invite(Body):
    name = Line(required=True, validate=validate.Length(2, 40))
    roles = fields.List(fields.String(validate=validate.OneOf(list(rules.GIVEN))), required=True, validate=validate.Length(1, 4))
    shops = fields.List(fields.String(validate=Exactly("S[0-9]{4,6}")), load_default=list, validate=validate.Length(max=200))
    until = Day(load_default=None, allow_none=True)


class Invited(Body):
    word = made(40, 10, required=True)


class NewGood(Body):
    name = Line(required=True, validate=validate.Length(1, 40))
    spec = Line(load_default="", validate=validate.Length(max=40))
    unit = Line(load_default="", validate=validate.Length(max=10))
    price_fen = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10**10, error="价格要大于 0"))
    priced = fields.String(load_default=sums.GROSS, validate=validate.OneOf([sums.GROSS, sums.NET]))
    code = fields.String(required=True, validate=Exactly("[0-9]{19}"))
    rate = fields.String(required=True, validate=RATE)


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


class RedPart(Body):
    no = fields.Integer(required=True, strict=True, validate=validate.Range(1, 500))
    amount_fen = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10**12))


class NewRed(Body):
    """`rows`: what is taken back, without tax; null for all that is left."""

    reason = fields.String(required=True, validate=validate.OneOf(["01", "02", "03", "04"]))
    rows = fields.List(fields.Nested(RedPart), load_default=None, allow_none=True, validate=validate.Length(1, 500))


class Scanned(Body):
    code = made(500, 10, required=True)


class Claim(Body):
    code = made(500, 10, required=True)
    buyer = fields.Nested(BuyerBody, required=True)
    kind = fields.String(load_default=goods.PLAIN, validate=validate.OneOf(KINDS))
    remark = Line(load_default="", validate=validate.Length(max=100))


class OrderRow(Answer):
    name = said()
    qty = said()
    price_fen = fen()


class ScannedOrder(Answer):
    """An order behind a code. `special`: a 专票 may be asked for; `mine`: it was issued to me."""

    shop = said()
    seller = said()
    total_fen = fen()
    at = moment()
    until = day()
    state = one_of(rules.SALES)
    word = said()
    special = yes()
    mine = yes()
    number = said(none=True)
    rows = many(OrderRow)


class GotInvoice(Answer):
    number = said()
    seller = said()
    total_fen = fen()


class HeldInvoice(Answer):
    """An invoice of mine. `total_fen`: below zero for a red one; `red_fen`: what was taken back of it; `word`: how it stands."""

    number = said()
    seller = said()
    day = day()
    total_fen = fen()
    red_fen = fen()
    word = said()
    tone = tone()
    way = said()


class HeldInvoices(Answer):
    invoices = many(HeldInvoice)
    next = said(none=True)


class CardPage(Answer):
    """Where in WeChat the card is allowed: a mini-program and a path; null when the card is in already."""

    appid = said(none=True)
    path = said(none=True)
    state = one_of(rules.CARDS)
    word = said()
