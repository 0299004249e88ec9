"""`/tax`: the tax bureau's own system. Signed like every call of a department (docs/protocols.md)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, Response, g, request

from sandbox import accounts
from sandbox.departments.inbox import Refused, answer, read, verify
from sandbox.documents import Doc, View
from sandbox.registers.declared import Row
from sandbox.registers.store import store
from sandbox.tax import book, check, files, issue, red
from sandbox.world import World, here

bp = Blueprint("tax", __name__, url_prefix="/tax")
BUREAU = "dept-sw"


def signed(view: Callable[..., tuple[Doc, int] | Response]) -> View:
    """The view gets (world, body). A bad signature ends here with 401; a bureau that is down with 503."""

    @wraps(view)
    def call(**path: str) -> Response:
        world = here()
        try:
            if world.settings["tax_mood"] == "dead":
                raise Refused(503, "bureau_off", "税务系统暂停服务")
            verify(world, request, accounts.department_key(world, BUREAU))
            told = view(world, read(), **path)
            return told if isinstance(told, Response) else answer(*told)
        except Refused as refused:
            status, code, message = refused.args
            g.note = f"{code}: {message}"
            return answer({"code": code, "message": message}, status)

    return call


@bp.post("/einvoices")
@signed
def issue_one(world: World, body: Doc) -> tuple[Doc, int]:
    """Issue an invoice, once for a key."""
    return issue.issue(world, body)


@bp.get("/einvoices")
@signed
def ask(world: World, body: Doc) -> tuple[Doc, int]:
    """?key=: what became of a call. ?seller=&day=: the invoices of a day."""
    with world.lock:
        if "key" in request.args:
            return issue.asked(world, request.args["key"])
        seller, day = request.args.get("seller", ""), request.args.get("day", "")
        rows = [row for row in store(world).rows("sw.einvoices").values() if row["销方代码"] == seller and row["开票时间"][:10] == day]
    return {"rows": [_sums(row) for row in rows]}, 200


def _sums(row: Row) -> Doc:
    sums = {"amount": row["合计金额"], "tax": row["合计税额"], "total": row["价税合计"]}
    return {"number": row["number"], "kind": row["kind"], "red": row["颜色"] == "红", **sums}


@bp.get("/einvoices/<number>")
@signed
def one(world: World, body: Doc, number: str) -> tuple[Doc, int]:
    """The invoice as the register has it."""
    with world.lock:
        return {"invoice": found(world, number)}, 200


@bp.get("/einvoices/<number>/files/<kind>")
@signed
def file(world: World, body: Doc, number: str, kind: str) -> Response:
    """The original (xml), or its face (pdf, ofd)."""
    if kind not in files.KINDS:
        raise Refused(404, "U002", "xml、pdf、ofd 之一")
    with world.lock:
        return Response(files.file_of(world, found(world, number), kind), content_type=files.KINDS[kind])


@bp.post("/einvoices/<number>/booking")
@signed
def booking(world: World, body: Doc, number: str) -> tuple[Doc, int]:
    """{company, booked: bool}: the buyer has entered it in its books."""
    with world.lock:
        row, held = found(world, number), store(world)
        if body.get("company") != row["购方代码"] and row["购方"]["自然人"] == "N":
            raise Refused(403, "R002", "不是您企业的发票")
        booked = {"入账": "已", "入账日": book.moment(world)[:10]} if body.get("booked") else {"入账": "未", "入账日": None}
        held.change("sw.einvoices", number, **booked)
    return {"number": number, "booked": bool(body.get("booked"))}, 200


def found(world: World, number: str) -> Row:
    """The row of an invoice. Refused U001."""
    row = store(world).get("sw.einvoices", number)
    if row is None:
        raise Refused(404, "U001", "没有这张发票")
    return row


@bp.get("/quota")
@signed
def quota(world: World, body: Doc) -> tuple[Doc, int]:
    """?seller=: this month's quota, amounts without tax."""
    with world.lock:
        held, seller = store(world), request.args.get("seller", "")
        book.seller(held, seller)
        row = book.quota(world, held, seller)
    return {"month": row["month"], "total": row["总额度"], "used": row["已用"], "frozen": row["冻结"]}, 200


@bp.post("/verify")
@signed
def verify_one(world: World, body: Doc) -> tuple[Doc, int]:
    """Is it real, and is it still good?"""
    with world.lock:
        return check.verify(world, body), 200


@bp.post("/red")
@signed
def enter(world: World, body: Doc) -> tuple[Doc, int]:
    """Ask for a red invoice."""
    with world.lock:
        return red.enter(world, body), 200


@bp.get("/red")
@signed
def waiting(world: World, body: Doc) -> tuple[Doc, int]:
    """?company=: what waits for its word."""
    with world.lock:
        return red.waiting(world, request.args.get("company", "")), 200


@bp.get("/red/<number>")
@signed
def confirmation(world: World, body: Doc, number: str) -> tuple[Doc, int]:
    """How far a confirmation is."""
    with world.lock:
        return red.told(red.now(world, number)), 200


@bp.post("/red/<number>/<any(confirm,refuse,withdraw):verb>")
@signed
def decide(world: World, body: Doc, number: str, verb: str) -> tuple[Doc, int]:
    """The other side agrees or refuses; who asked takes it back."""
    with world.lock:
        return red.decide(world, number, verb, body), 200
