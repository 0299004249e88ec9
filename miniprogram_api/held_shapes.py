"""What a customer sees: the order behind a code, the invoices that are theirs, the card in WeChat."""

from __future__ import annotations

from marshmallow import fields, validate

from app.invoices import goods
from app.kernel.plain import Line
from app.kernel.plain import code as made
from app.kernel.web import Answer, Body
from app.merchants import rules
from edge.shapes import day, fen, many, moment, one_of, said, tone, yes
from miniprogram_api.till_shapes import KINDS, BuyerBody


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
    """An invoice of mine. `total_fen`: below zero for a red one; `red_fen`: what was taken back of it; `word`: how it stands; `claim`: that
    it was handed in or written off, and with whom, empty where it was not."""

    number = said()
    seller = said()
    day = day()
    total_fen = fen()
    red_fen = fen()
    word = said()
    tone = tone()
    way = said()
    claim = said()


class HeldInvoices(Answer):
    invoices = many(HeldInvoice)
    next = said(none=True)


class CardPage(Answer):
    """Where in WeChat the card is allowed: a mini-program and a path; null when the card is in already."""

    appid = said(none=True)
    path = said(none=True)
    state = one_of(rules.CARDS)
    word = said()
