"""One invoice, whole: as the tax bureau has it, its files to keep; another's code scanned, held against the bureau, and put with mine."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, g
from marshmallow import fields

from app.identity import queries as identity
from app.identity.rules import REAL_NAME
from app.invoices import scanned, sums
from app.invoices.scanned import OnFace
from app.kernel import db
from app.kernel.bureau import Verified
from app.kernel.errors import Refused
from app.kernel.jsons import Json, a_list, an_object
from app.kernel.once import Reply
from app.kernel.plain import Line
from app.kernel.ports import outside
from app.kernel.web import Answer, Body, Loaded, asked, reply
from app.merchants import cards, files, giving, queries, redding, rules
from edge.shapes import a_file, day, fen, many, number, one, one_of, said, tone, yes
from miniprogram_api.auth import signed_in
from miniprogram_api.case_shapes import Nothing
from miniprogram_api.catalog_shapes import asked as asks
from miniprogram_api.edge import Blueprint, answer_once, keyed

bp = Blueprint("my-invoices", __name__, url_prefix="/api/invoices", description="一张发票")

KINDS = {"31": "增值税专用发票", "32": "普通发票"}
RESULTS = {
    "same": "是真的",
    "differs": "号码找到了，但金额或日期不一致",
    "none": "税务没有这张票。先核对号码和日期，不一定是假票",
}


class Bought(Answer):
    """A line. `qty`, `unit`, `price`: empty where the seller said none."""

    name = said()
    spec = said()
    unit = said()
    qty = said()
    price = said()
    rate = said()
    amount_fen = fen()
    tax_fen = fen()


class Whole(Answer):
    """An invoice as it looks. `natural`: the buyer is a person; `reds`: numbers of what took back of it; `left_fen`: what is left of it,
    with tax; `blue`: what a red one takes back."""

    number = said()
    kind = said()
    day = day()
    seller = said()
    seller_no = said()
    buyer = said()
    buyer_no = said()
    natural = yes()
    rows = many(Bought)
    amount_fen = fen()
    tax_fen = fen()
    total_fen = fen()
    left_fen = fen()
    capital = said()
    remark = said()
    drawer = said()
    word = said()
    tone = tone()
    blue = said(none=True)
    reds = fields.List(fields.String(), required=True)


class MyInvoice(Answer):
    """`way`: how it came to me."""

    face = one(Whole)
    way = said()


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


class InvoiceCode(Body):
    """The text of the code on an invoice."""

    code = Line(required=True, validate=lambda value: 10 <= len(value) <= 300)


class KeptInvoice(Answer):
    number = fields.String(required=True)


@bp.get("/<invoice:number>")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=MyInvoice)
def mine(number: str) -> Response:
    """An invoice of mine as the bureau has it now."""
    with db.reading() as tx:
        cards.held(tx, number, g.me.person)
        way = queries.way_of(tx, number, g.me.person)
    return reply({"face": _whole(outside().tax.face(number)), "way": rules.WAYS[way]})


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
        cards.held(tx, number, g.me.person)
    headers = {"Content-Disposition": f'attachment; filename="{number}.{kind}"', "Cache-Control": "no-store"}
    return Response(files.read(number, kind), content_type=files.KINDS[kind], headers=headers)


@bp.post("/<invoice:number>/verification")
@signed_in(level=REAL_NAME)
@bp.arguments(Nothing)
@bp.alt_response(200, schema=Verification)
def verify(body: Loaded, number: str) -> Response:
    """Is this one of mine still good? Five times a day for one invoice, over everybody."""
    keyed()
    with db.reading() as tx:
        held = cards.held(tx, number, g.me.person)
    told = outside().tax.verify(number, held.day.isoformat(), held.total)
    return answer_once(lambda tx: (200, _told(tx, number, told)))


@bp.post("/look")
@signed_in(level=REAL_NAME)
@bp.arguments(InvoiceCode)
@bp.alt_response(200, schema=Verification)
def look(body: Loaded) -> Response:
    """The code on any invoice, held against the bureau."""
    found = _read(body["code"])
    told = outside().tax.verify(found.number, found.day, found.total)
    with db.reading() as tx:
        return reply(_told(tx, found.number, told))


@bp.post("")
@signed_in(level=REAL_NAME)
@bp.arguments(InvoiceCode)
@bp.alt_response(201, schema=KeptInvoice)
def keep(body: Loaded) -> Response:
    """Put the invoice of this code with mine, once; only as the bureau has it."""
    keyed()
    found = _read(body["code"])
    face = outside().tax.face(found.number)
    if (str(face["开票时间"])[:10], face["价税合计"]) != (found.day, found.total):
        raise Refused("invoice_differs", RESULTS["differs"], "请对着发票再看一遍")

    def work(tx: db.Connection) -> Reply:
        giving.give(tx, queries.get_issued(tx, found.number), g.me.person, rules.BROUGHT)
        return 201, {"number": found.number}

    return answer_once(work)


def _read(code: str) -> OnFace:
    found = scanned.on_face(code)
    if found is None:
        raise Refused("invoice_code_wrong", "这不是数电发票上的码", "对准发票左上角的码再扫一次")
    return found


def _told(tx: db.Connection, number: str, told: Verified) -> dict[str, object]:
    holders = queries.holders(tx, [number]).get(number, [])
    own = g.me.person in holders
    named = told.face is not None and told.face["购方代码"] == identity.get_person(tx, g.me.person).id_number
    face = _whole(told.face, own or named) if told.face is not None else None
    can_keep = face is not None and not own and queries.find_issued(tx, number) is not None
    head = {"result": told.result, "word": RESULTS[told.result], "times": told.times, "at": told.at}
    return {**head, "mine": own, "can_keep": can_keep, "face": face}


def _whole(face: Mapping[str, Json], all_names: bool = True) -> dict[str, object]:
    seller, buyer = an_object(face["销方"]), an_object(face["购方"])
    total, red = int(str(face["价税合计"])), redding.taken(face)
    word, tone = rules.stands(total, -red, face["颜色"] == "红")
    names = (str(seller["名称"]), str(buyer["名称"]))
    shown = names if all_names else (rules.shortened(names[0]), rules.shortened(names[1]))
    return {
        "number": face["number"],
        "kind": KINDS[str(face["kind"])],
        "day": str(face["开票时间"])[:10],
        "seller": shown[0],
        "seller_no": face["销方代码"] if all_names else "",
        "buyer": shown[1],
        "buyer_no": (face["购方代码"] or "") if all_names else "",
        "natural": buyer["自然人"] == "Y",
        "rows": [_row(an_object(row)) for row in a_list(face["明细"])],
        "amount_fen": face["合计金额"],
        "tax_fen": face["合计税额"],
        "total_fen": total,
        "left_fen": total - red,
        "capital": sums.cn_money(total),
        "remark": (face["备注"] or "") if all_names else "",
        "drawer": face["开票人"] if all_names else rules.shortened(str(face["开票人"])),
        "word": word,
        "tone": tone,
        "blue": face["蓝票号"],
        "reds": face["红票号"],
    }


def _row(row: Mapping[str, Json]) -> dict[str, object]:
    texts = {key: row[name] or "" for key, name in (("spec", "规格"), ("unit", "单位"), ("qty", "数量"), ("price", "单价"))}
    name = f"*{row['简称']}*{row['名称']}"
    return {"name": name, **texts, "rate": sums.percent(str(row["税率"])), "amount_fen": row["金额"], "tax_fen": row["税额"]}
