"""A company that issues invoices here: what a phone is told of it, its shops, people and price list, and what may be asked."""

from __future__ import annotations

from marshmallow import fields, validate

from app.invoices import sums
from app.kernel.plain import Day, Exactly, Line, Number
from app.kernel.plain import code as made
from app.kernel.web import Answer, Body
from app.merchants import rules
from edge.shapes import day, fen, many, number, one_of, said, texts, tone, yes

USCC = Exactly("[0-9A-HJ-NP-RT-UW-Y]{18}", error="统一社会信用代码是 18 位")
PHONE = Exactly(r"1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}|400[0-9]{7}", error="电话像 020-12345678 或 11 位手机号")
RATE = Exactly(r"[0-9]{1,2}(\.[0-9])?%|免税", error="税率像 13%")  # on the wire as it is said


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
    roles = texts()
    role_words = texts()
    shops = texts()
    until = day(none=True)
    word = said()
    tone = tone()
    may_end = yes()


class People(Answer):
    people = many(Person)


class Invitation(Answer):
    """`word`: what stands in the link; `svg`, `png`: its code as data URIs."""

    id = said()
    word = said()
    path = said()
    svg = said()
    png = said()


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


class Roles(Body):
    roles = fields.List(fields.String(validate=validate.OneOf(list(rules.GIVEN))), required=True, validate=validate.Length(1, 4))


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
