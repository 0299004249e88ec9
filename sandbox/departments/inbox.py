"""What the platform sends: hand-over, corrections, payments, withdrawals. All signed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import orjson
from flask import Blueprint, Request, Response, g, request

from sandbox import accounts
from sandbox.departments import course
from sandbox.documents import Doc, View
from sandbox.pay.caller import raw_target
from sandbox.signing import BadSignature, check, seal
from sandbox.world import World, here

bp = Blueprint("departments", __name__)

WANTED = {
    "case_no": str,
    "item": str,
    "item_name": str,
    "submitted_at": str,
    "applicant": dict,
    "form": dict,
    "fee_fen": int,
    "materials": list,
    "callback": str,
}


def answer(body: object, status: int) -> Response:
    """A body with its status."""
    return Response(orjson.dumps(body), status=status, content_type="application/json; charset=utf-8")


class Refused(Exception):
    """(status, code, sentence)"""


def signed(view: Callable[..., tuple[object, int]]) -> View:
    """The view gets (world, department, body); bad signatures end here with 401."""

    @wraps(view)
    def call(department: str, **path: str) -> Response:
        world = here()
        try:
            if not any(one["id"] == department for one in accounts.departments()):
                raise Refused(404, "unknown_department", "没有这个部门")
            if department in world.settings["departments_dead"]:
                raise Refused(503, "department_off", "系统暂停服务")
            verify(world, request, accounts.department_key(world, department))
            with world.lock:
                body, status = view(world, department, read(), **path)
            return answer(body, status)
        except Refused as refused:
            status, code, message = refused.args
            g.note = f"{code}: {message}"
            return answer({"code": code, "message": message}, status)

    return call


def verify(world: World, request: Request, secret: str) -> None:
    """Check the X-Shengshi signature of this request; Refused(401) when it is bad."""
    try:
        with world.lock:
            check(request.headers, secret, request.method, raw_target(request.environ), request.get_data(), world.nonces)
        g.verified = True
    except BadSignature as error:
        g.verified = False
        raise Refused(401, "bad_signature", str(error)) from None


def read() -> Doc:
    """The body, an object. Raises Refused 422."""
    try:
        body = orjson.loads(request.get_data() or b"{}")
    except orjson.JSONDecodeError:
        raise Refused(422, "bad_body", "请求体不是JSON") from None
    if not isinstance(body, dict):
        raise Refused(422, "bad_body", "请求体应为对象")
    return body


def name(department: str, case_no: str, office: str = "") -> str:
    """What a department's record of a case is called; of a case that passes several offices each has a record of its own."""
    return f"{department}/{case_no}/{office}" if office else f"{department}/{case_no}"


def office_of(body: Doc) -> str:
    """Which of several offices is meant: {"office": {"id", …}} in an application, {"office": id} elsewhere; empty for none."""
    said = body.get("office") or ""
    return str(said.get("id", "")) if isinstance(said, dict) else str(said)


@bp.post("/departments/<department>/cases")
@signed
def hand_over(world: World, department: str, body: Doc) -> tuple[Doc, int]:
    """202 {receipt_no}; the same case again gets the same answer."""
    complete(world, body)
    cases = world.tables["cases"]
    office = office_of(body)
    key = name(department, body["case_no"], office)
    if key not in cases:
        cases[key] = {
            "department": department,
            "office": office,
            "case_no": body["case_no"],
            "body": body,
            "paid": None,
            "withdrawn": False,
            "receipt_no": f"{department.removeprefix('dept-').upper()}{len(cases) + 1:08d}",
            "sent": [],
            "files": [],
            "received_at": world.clock.now(),
            "decided": False,
            "step": None,
            "stopped": "",
            "refused": None,
        }
        course.received(world, key)
    return {"receipt_no": cases[key]["receipt_no"]}, 202


@bp.post("/departments/<department>/cases/<case_no>/corrections")
@signed
def corrections(world: World, department: str, body: Doc, case_no: str) -> tuple[Doc, int]:
    """Take what was put right. The same again changes nothing."""
    case = known(world, department, case_no, office_of(body))
    complete(world, body)
    if case["body"] != body:
        case["body"] = body
        course.corrected(world, name(department, case_no, case.get("office", "")))
    return {"receipt_no": case["receipt_no"]}, 202


@bp.post("/departments/<department>/cases/<case_no>/payments")
@signed
def payments(world: World, department: str, body: Doc, case_no: str) -> tuple[Doc, int]:
    """Take that the fee is paid. Raises Refused for another sum than is owed."""
    case = known(world, department, case_no)
    for field, kind in (("order_no", str), ("amount_fen", int), ("paid_at", str)):
        require(body, field, kind)
    due = case["paid"]["amount_fen"] if case["paid"] else course.owed(world, case)
    if body["amount_fen"] != due:
        raise Refused(422, "wrong_amount", f"应缴 {due} 分，收到 {body['amount_fen']} 分")
    if case["paid"] is None:
        case["paid"] = body
        course.paid(world, name(department, case_no))
    return {"receipt_no": case["receipt_no"]}, 202


@bp.post("/departments/<department>/cases/<case_no>/withdrawal")
@signed
def withdrawal(world: World, department: str, body: Doc, case_no: str) -> tuple[Doc, int]:
    """Take a case back. Raises Refused 409 once it is decided; one of several offices that has agreed may still lose it."""
    case = known(world, department, case_no, office_of(body))
    if case["decided"] and not case.get("through"):
        raise Refused(409, "already_decided", "已作出决定，不能撤回")
    case["withdrawn"], case["reason"] = True, str(body.get("reason", ""))
    course.fall(world, case)
    return {"case_no": case_no, "status": "withdrawn"}, 200


@bp.post("/departments/<department>/cases/<case_no>/reminders")
@signed
def reminders(world: World, department: str, body: Doc, case_no: str) -> tuple[Doc, int]:
    """The platform says that a day was missed: noted, and nothing else happens."""
    case = known(world, department, case_no, str(body.get("office") or ""))
    for field in ("light", "due_on"):
        require(body, field, str)
    if case["decided"]:
        raise Refused(409, "already_decided", "已作出决定")
    if body not in case.setdefault("reminders", []):
        case["reminders"].append(body)
    return {"receipt_no": case["receipt_no"]}, 202


def known(world: World, department: str, case_no: str, office: str = "") -> Doc:
    """The case. Raises Refused 404."""
    case = world.tables["cases"].get(name(department, case_no, office))
    if case is None:
        raise Refused(404, "unknown_case", "没有这个办件")
    result: Doc = case
    return result


def complete(world: World, body: Doc) -> None:
    """Raises Refused 422 for a case that lacks something."""
    for field, kind in WANTED.items():
        require(body, field, kind)
    if isinstance(body["fee_fen"], bool) or body["fee_fen"] < 0:
        raise Refused(422, "bad_body", "fee_fen 应为不小于零的整数")
    for material in body["materials"]:
        if isinstance(material, dict) and material.get("fetched") is not None and not genuine(world, material["fetched"]):
            raise Refused(422, "bad_seal", f"{material.get('name')}：取来的数据和提供部门的签章对不上")
    for decided in body.get("before") or []:
        if not passed_on(world, body["case_no"], decided):
            raise Refused(422, "bad_seal", f"{decided.get('name')}转来的，和它的签章对不上")


def passed_on(world: World, case_no: str, decided: object) -> bool:
    """Is what an office before this one passes on its own word? Its department's seal says so; one may pass on nothing."""
    if not isinstance(decided, dict) or not (sends := decided.get("sends")):
        return True
    if decided.get("department") not in {one["id"] for one in accounts.departments()}:
        return False
    secret = accounts.department_key(world, decided["department"])
    return seal(secret, case_no, str(decided.get("office")), [sends.get("facts")]) == str(sends.get("seal"))


def genuine(world: World, fetched: object) -> bool:
    """Is this what a register really answered? Its provider's seal says so."""
    if not isinstance(fetched, dict):
        return False
    known = {one["id"] for one in accounts.departments()}
    if fetched.get("provider") not in known or not isinstance(fetched.get("rows"), list):
        return False
    secret = accounts.department_key(world, fetched["provider"])
    return seal(secret, str(fetched.get("register")), str(fetched.get("as_of")), fetched["rows"]) == fetched.get("seal")


def require(body: Doc, field: str, kind: type) -> None:
    """Raises Refused 422 when a field is missing or of another type."""
    if not isinstance(body.get(field), kind):
        raise Refused(422, "bad_body", f"{field} 缺失或类型不对")
