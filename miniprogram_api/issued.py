"""What becomes of a merchant's invoice: looked at, handed over again, its files; taken back, whole or in part."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, current_app, g

from app.identity.rules import REAL_NAME
from app.invoices import picture, sums
from app.invoices.reds import REASONS, Left
from app.kernel import clock, db
from app.kernel.errors import Refused
from app.kernel.jsons import Json, a_list, an_object
from app.kernel.once import Reply
from app.kernel.ports import outside
from app.kernel.web import Loaded, asked, reply
from app.merchants import files, giving, hands, queries, redding, rules
from app.merchants.queries import Issued
from edge.shapes import a_file
from miniprogram_api import book_shapes as shapes
from miniprogram_api import merchant_view as views
from miniprogram_api.auth import signed_in
from miniprogram_api.case_shapes import Nothing
from miniprogram_api.catalog_shapes import asked as asks
from miniprogram_api.edge import Blueprint, answer_once, keyed
from miniprogram_api.merchant_shapes import Yes
from miniprogram_api.till_shapes import CollectCode, Showing

bp = Blueprint("issued", __name__, url_prefix="/api/merchant", description="商家开票：已经开的票、补送、冲红")

MOST_LISTED = 100


def _mine(tx: db.Connection, number: str, what: str = "code") -> Issued:
    """An invoice of a company where I work. Raises NotFound for everybody else's."""
    one = queries.get_issued(tx, number)
    queries.require(tx, one.uscc, g.me.person, what, one.shop_no)
    return one


@bp.get("/invoices/<invoice:number>")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=shapes.Face)
def invoice(number: str) -> Response:
    """An invoice as the bureau has it now, and what of it can still be taken back, and why by me."""
    with db.reading() as tx:
        one, given = _mine(tx, number), len(hands.holders(tx, [number]).get(number, []))
        post, note = queries.require(tx, one.uscc, g.me.person, "code", one.shop_no), queries.note_of(tx, number)
    face, left = outside().tax.face(number), redding.left(number)
    rows = [_row(an_object(row), left) for row in a_list(face["明细"])]
    back = any(at.amount for at in left.values()) and not (note and note.open)
    reasons = [{"code": code, "word": REASONS[code]} for code in redding.allowed(post, one)] if back else []
    whole = {"amount_fen": one.amount, "tax_fen": one.tax, "total_fen": one.total, "taken_fen": face["已冲金额"]}
    head = {"number": number, "on": one.day.isoformat(), "kind": one.kind, "buyer": one.name, "blue": one.blue}
    state, tone = rules.stands(one.total, -redding.taken(face), one.blue is not None)
    shown = {"state": state, "tone": tone, "used": _used(face), "reasons": reasons, "note": views.red(note) if note else None}
    return reply({**head, **whole, **shown, "rows": rows, "given": given})


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
@bp.arguments(Showing)
@bp.alt_response(200, schema=CollectCode)
def show_code(body: Loaded, number: str) -> Response:
    """A code on the till's screen; who scans it has the invoice. As often as wanted: nothing is issued again."""
    site = current_app.config["SETTINGS"].public_url

    def work(tx: db.Connection) -> Reply:
        one = _mine(tx, number)
        word = giving.show_code(tx, one)
        link, until = f"{site}/c?w={word}", clock.now() + rules.COLLECTED_WITHIN
        title = [queries.get(tx, one.uscc).name, f"发票 {sums.yuan(one.total)} 元"]
        note = [f"{clock.china(until):%H:%M} 前扫码取票，扫一次"]
        kept = picture.png(link, title, note) if body["picture"] else None
        return 200, {"text": link, "svg": picture.svg(link), "png": kept, "until": clock.rfc3339(until)}

    return answer_once(work)


@bp.post("/invoices/<invoice:number>/reds/preview")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.NewRed)
@bp.alt_response(200, schema=shapes.RedPreview)
def preview(body: Loaded, number: str) -> Response:
    """The red invoice as it would be, and what the customer would see. Nothing is asked of the bureau but what is left."""
    with db.reading() as tx:
        one, _ = _may_red(tx, number, body["reason"])
        holders = len(hands.holders(tx, [number]).get(number, []))
    face, wanted = outside().tax.face(number), _wanted(body)
    parts = redding.parts(number, body["reason"], wanted)
    names = {row["行号"]: f"*{row['简称']}*{row['名称']}" for row in map(an_object, a_list(face["明细"]))}
    rows = [{"no": part.no, "name": names[part.no], "amount_fen": -part.amount, "tax_fen": -part.tax} for part in parts]
    amount, tax = -sum(part.amount for part in parts), -sum(part.tax for part in parts)
    word, tone = rules.stands(one.total, amount + tax - redding.taken(face), False)
    whole = {"amount_fen": amount, "tax_fen": tax, "total_fen": amount + tax, "waits": _used(face), "holders": holders}
    return reply({"rows": rows, "word": word, "tone": tone} | whole)


def _wanted(body: Loaded) -> dict[int, int] | None:
    return {one["no"]: one["amount_fen"] for one in body["rows"]} if body["rows"] is not None else None


def _used(face: Mapping[str, Json]) -> bool:
    """Whether the other side used it already: then they must agree."""
    return face["用途"] != "未确认" or face["入账"] == "已"


@bp.post("/invoices/<invoice:number>/reds")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.NewRed)
@bp.alt_response(202, schema=shapes.Red)
def take_back(body: Loaded, number: str) -> Response:
    """Take an invoice back, whole or in part."""
    keyed()
    with db.reading() as tx:
        _may_red(tx, number, body["reason"])
    parts = redding.parts(number, body["reason"], _wanted(body))

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
    """The company's red notes, the latest first."""
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


@bp.get("/companies/<uscc:uscc>/confirmations")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=shapes.Wishes)
def wishes(uscc: str) -> Response:
    """What others ask of the company: to take back an invoice it has used."""
    with db.reading() as tx:
        queries.require(tx, uscc, g.me.person, "red")
    return reply({"wishes": [views.wish(one) for one in outside().tax.red_waiting(uscc)]})


@bp.post("/companies/<uscc:uscc>/confirmations/<invoice:number>")
@signed_in(level=REAL_NAME)
@bp.arguments(Yes)
@bp.alt_response(200, schema=Yes)
def decide(body: Loaded, uscc: str, number: str) -> Response:
    """The other side of somebody else's red note agrees or not."""
    keyed()
    with db.reading() as tx:
        queries.require(tx, uscc, g.me.person, "red")
    redding.decide(number, body["yes"], uscc, g.me.person)
    return answer_once(lambda tx: (200, {"yes": body["yes"]}))
