"""One invoice, whole: as the tax bureau has it, its files to keep; any other held against the bureau."""

from __future__ import annotations

from datetime import date

from flask import Response, g
from marshmallow import fields, validate

from app.identity import queries as identity
from app.identity.rules import PHONE, REAL_NAME
from app.invoices import typed
from app.kernel import clock, db
from app.kernel.bureau import Verified
from app.kernel.errors import Refused
from app.kernel.limits import Limit
from app.kernel.plain import Day, Number
from app.kernel.ports import outside
from app.kernel.web import Answer, Body, Loaded, asked, reply
from app.merchants import bringing, files, hands, rules
from edge.shapes import a_file, many, number, one, one_of, said, yes
from miniprogram_api import claims
from miniprogram_api.auth import signed_in
from miniprogram_api.bringing import InvoiceCode, read
from miniprogram_api.case_shapes import Nothing
from miniprogram_api.catalog_shapes import asked as asks
from miniprogram_api.claims import ClaimOffer, MyClaim
from miniprogram_api.edge import Blueprint, answer_once, keyed
from miniprogram_api.invoice_view import RESULTS, Whole, whole

bp = Blueprint("my-invoices", __name__, url_prefix="/api/invoices", description="一张发票")
MOST_FEN = 10**13
OLD = {"作废": "是真的，可是已经作废了", "红冲": "是真的，可是已经冲红了"}  # of an invoice with a code
HOURLY = Limit("invoice-checks", 60, 3600)  # of one account: each counts for the invoice, over everybody


class MyInvoice(Answer):
    """`way`: how it came to me; `claim`: with which company it lies; `offers`: to whom it may be handed in."""

    face = one(Whole)
    way = said()
    claim = one(MyClaim, none=True)
    offers = many(ClaimOffer)


class Verification(Answer):
    """What the bureau says now: the how-manieth time today over everybody, and when. `mine`: it is with mine; `can_keep`: it can be put
    there; `face`: only where all is the same, names shortened for whom it is not."""

    result = one_of(RESULTS)
    word = said()
    times = number()
    at = said()
    mine = yes()
    can_keep = yes()
    face = one(Whole, none=True)


class TypedInvoice(Body):
    """What stands on an invoice. Without `code` a 数电票, `amount_fen` with tax; with it one of the kinds before, without tax, and
    `check6`, the last six of its check code, where it has one."""

    number = Number(required=True, validate=validate.Length(max=30))
    day = Day(required=True)
    amount_fen = fields.Integer(required=True, strict=True, validate=validate.Range(-MOST_FEN, MOST_FEN))
    code = Number(load_default="", validate=validate.Length(max=20))
    check6 = Number(load_default="", validate=validate.Length(max=20))


@bp.get("/<invoice:number>")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=MyInvoice)
def mine(number: str) -> Response:
    """An invoice of mine as the bureau has it now."""
    with db.reading() as tx:
        hands.kept(tx, number, g.me.person)
        way = hands.way_of(tx, number, g.me.person)
    face = outside().tax.face(number)
    db.in_transaction(bringing.see, face)
    with db.reading() as tx:
        told = whole(face)
        offers = claims.offers(tx, str(told["buyer_no"]), bool(told["natural"]))
        return reply({"face": told, "way": rules.WAYS[way], "claim": claims.shown(tx, number), "offers": offers})


@bp.get("/<invoice:number>/file")
@signed_in(level=REAL_NAME)
@a_file(bp, list(files.KINDS.values()), "发票文件")
@bp.doc(parameters=[asks("kind", "xml、pdf 或 ofd")])
def file(number: str) -> Response:
    """A file of an invoice of mine."""
    kind = asked("kind") or "pdf"
    if kind not in files.KINDS:
        raise Refused("kind_unknown", "没有这种文件", "换一种")
    with db.reading() as tx:
        here = hands.kept(tx, number, g.me.person).here
    headers = {"Content-Disposition": f'attachment; filename="{number}.{kind}"', "Cache-Control": "no-store"}
    return Response(files.read(number, kind, here), content_type=files.KINDS[kind], headers=headers)


@bp.post("/<invoice:number>/verification")
@signed_in(level=REAL_NAME)
@bp.arguments(Nothing)
@bp.alt_response(200, schema=Verification)
def verify(body: Loaded, number: str) -> Response:
    """Is this one of mine still good? Five times a day for one invoice, over everybody."""
    keyed()
    with db.reading() as tx:
        held = hands.kept(tx, number, g.me.person)
    told = outside().tax.verify(number, held.day.isoformat(), held.total)
    return answer_once(lambda tx: (200, _told(tx, number, told)))


@bp.post("/look")
@signed_in(level=REAL_NAME)
@bp.arguments(InvoiceCode)
@bp.alt_response(200, schema=Verification)
def look(body: Loaded) -> Response:
    """The code on any invoice, held against the bureau."""
    found = read(body["code"])
    told = outside().tax.verify(found.number, found.day, found.total)
    with db.reading() as tx:
        return reply(_told(tx, found.number, told))


@bp.post("/check")
@signed_in(level=PHONE)
@bp.arguments(TypedInvoice)
@bp.alt_response(200, schema=Verification)
def check(body: Loaded) -> Response:
    """Any invoice by what stands on it: is it real, and is it still good?"""
    said = typed.Typed(body["number"], date.fromisoformat(body["day"]), body["amount_fen"], body["code"], body["check6"])
    if wrong := typed.wrong(said, clock.today()):
        raise Refused(errors=[{"field": field, "say": f"{say}，{do}" if do else say} for field, say, do in wrong])
    HOURLY.spend(g.me.account)
    told = outside().tax.verify(said.number, body["day"], said.fen, said.code, said.check6)
    with db.reading() as tx:
        return reply(_told(tx, said.number, told))


def _told(tx: db.Connection, number: str, told: Verified) -> dict[str, object]:
    """Whose invoice it is, sees it whole. `number` of an invoice with a code is nobody's here."""
    own = told.face is not None and g.me.person in hands.holders(tx, [number]).get(number, [])
    known = g.me.person and told.face is not None
    named = known and told.face is not None and told.face["购方代码"] == identity.get_person(tx, g.me.person).id_number
    face = whole(told.face, own or bool(named)) if told.face is not None else None
    word = OLD.get(str(told.old["状态"]), "") if told.old else ""
    head = {"result": told.result, "word": word or RESULTS[told.result], "times": told.times, "at": told.at}
    return {**head, "mine": own, "can_keep": face is not None and not own, "face": face}
