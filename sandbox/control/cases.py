"""The reviewer at a department: see the cases it holds, send a node, or leave a case to the automatic course."""

from __future__ import annotations

from flask import Blueprint

from sandbox.control.answers import Refused, control
from sandbox.departments import course, outbox
from sandbox.departments.inbox import name as case_key
from sandbox.documents import Doc
from sandbox.world import World

bp = Blueprint("control_cases", __name__, url_prefix="/control")

SHOWN = (
    "department",
    "case_no",
    "office",
    "receipt_no",
    "received_at",
    "step",
    "decided",
    "withdrawn",
    "stopped",
    "refused",
    "files",
    "sent",
)


@bp.get("/cases")
@control
def cases(world: World, body: Doc) -> object:
    """The cases departments hold, newest first, with what a correction may name: `mendable`, where the platform says it, or `points`;
    `facts`: what a machine has decided of its points already; `shown`: the form in words, as a reviewer reads it; `office`: which of
    several it is, `before`: what those before it decided."""
    rows = sorted(world.tables["cases"].values(), key=lambda one: -one["received_at"])
    return [
        {
            **{name: one.get(name) for name in SHOWN},
            "item": one["body"]["item_name"],
            "situation": one["body"].get("situation", ""),
            "region": one["body"].get("region", ""),
            "unit": one["body"].get("unit", ""),
            "before": one["body"].get("before", []),
            "applicant": one["body"]["applicant"].get("name", ""),
            "points": one["body"].get("points", []),
            "mendable": one["body"].get("mendable"),
            "facts": one["body"].get("facts", []),
            "shown": one["body"].get("shown", []),
            "promised_by": one["body"].get("promised_by"),
            "fee_fen": one["body"]["fee_fen"],
            "paid": one["paid"] is not None,
            "manual": bool(one.get("manual")),
            "rest": course.rest(one),
            "decides": (one.get("verdict") or {}).get("kind"),
        }
        for one in rows
    ]


@bp.post("/departments/<department>/cases/<case_no>/nodes")
@control
def send_node(world: World, body: Doc, department: str, case_no: str) -> object:
    """A reviewer decides: send this node now; the course leaves the case alone from here on. `office`: which of several offices.

    The answer of the platform stands in /control/messages and in the case's `sent`.
    """
    office = str(body.get("office") or "")
    case = known(world, department, case_no, office)
    node = str(body.get("node", ""))
    if node in course.DECISIVE and not case.get("settled"):
        course.weigh(world, case)
    told = {name: value for name, value in body.items() if name != "office"}  # the case knows its own, and may have none
    made = course.node_body(world, case, node, told)
    case |= {"manual": True, "led": False}
    outbox.send(world, case_key(department, case_no, office), made)
    return {"event_id": made["event_id"], "node": node}


@bp.post("/departments/<department>/cases/<case_no>/course")
@control
def go_on(world: World, body: Doc, department: str, case_no: str) -> object:
    """The automatic course takes the case over again from where it stands."""
    office = str(body.get("office") or "")
    case = known(world, department, case_no, office)
    left = course.rest(case)
    course.resume(world, case_key(department, case_no, office))
    return {"nodes": left}


def known(world: World, department: str, case_no: str, office: str) -> Doc:
    """The case. Raises Refused 404."""
    case = world.tables["cases"].get(case_key(department, case_no, office))
    if case is None:
        raise Refused(404, "this department holds no such case")
    result: Doc = case
    return result
