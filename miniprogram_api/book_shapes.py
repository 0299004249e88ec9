"""A merchant's books: an invoice, a day and its sums, red notes."""

from __future__ import annotations

from marshmallow import fields, validate

from app.kernel.web import Answer, Body
from edge.shapes import day, fen, many, moment, number, one, said, texts, tone, yes
from miniprogram_api.till_shapes import SaleShape


class Red(Answer):
    """`may_withdraw`: the other side has not answered yet."""

    id = said()
    blue = said()
    reason = said()
    word = said()
    open = yes()
    may_withdraw = yes()
    red = said(none=True)
    at = moment()


class Reason(Answer):
    code = said()
    word = said()


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
    """An invoice of the company. `buyer`: whole, for the seller has it in its books. `reasons`: for which I may take it back; `note`: the
    latest wish to."""

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
    tone = tone()
    used = yes()
    reasons = many(Reason)
    note = one(Red, none=True)
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


class MonthDay(Answer):
    """A day of a month that has invoices."""

    date = day()
    count = number()
    total_fen = fen()
    red_count = number()
    red_total_fen = fen()


class MonthShape(Answer):
    """A month, the latest day first. Sums are of blue invoices, reds apart."""

    month = said()
    days = many(MonthDay)
    count = number()
    amount_fen = fen()
    tax_fen = fen()
    red_count = number()
    red_total_fen = fen()
    rates = many(Rate)
    kinds = many(Kind)


class Checked(Answer):
    """Whether our books and the bureau's agree on a day: the numbers about which they differ."""

    same = yes()
    ours = number()
    theirs = number()
    differing = texts()


class Wish(Answer):
    """A red invoice that another company asks for. Sums below zero; `until`: then it lapses."""

    confirmation = said()
    blue = said()
    reason = said()
    asker = said()
    amount_fen = fen()
    tax_fen = fen()
    until = moment()


class Wishes(Answer):
    wishes = many(Wish)


class Reds(Answer):
    reds = many(Red)


class RedPart(Body):
    no = fields.Integer(required=True, strict=True, validate=validate.Range(1, 500))
    amount_fen = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10**12))


class RedRow(Answer):
    """What would be taken back of a row."""

    no = number()
    name = said()
    amount_fen = fen()
    tax_fen = fen()


class RedPreview(Answer):
    """The red invoice before it is asked for, sums below zero. `waits`: the other side must agree; `holders`: how many have it in their
    wallet; `word`: how the blue one stands with them afterwards."""

    rows = many(RedRow)
    amount_fen = fen()
    tax_fen = fen()
    total_fen = fen()
    waits = yes()
    holders = number()
    word = said()
    tone = tone()


class NewRed(Body):
    """`rows`: what is taken back, without tax; null for all that is left."""

    reason = fields.String(required=True, validate=validate.OneOf(["01", "02", "03", "04"]))
    rows = fields.List(fields.Nested(RedPart), load_default=None, allow_none=True, validate=validate.Length(1, 500))
