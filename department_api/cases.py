"""What departments say of cases: one node at a time."""

from __future__ import annotations

from flask import Response, g
from marshmallow import fields, validate

from app.cases import nodes
from app.cases.rules import MOVES, NODES, OUTCOMES
from app.kernel import db
from app.kernel.plain import Day, Exactly, Line, Moment, code
from app.kernel.web import Answer, Body, reply
from department_api.auth import by_department
from edge.requests import Blueprint
from edge.shapes import ByKey, one_of, said

bp = Blueprint("department_cases", __name__, url_prefix="/department/v1", description="部门系统：办件节点")


class Point(Body):
    """What has to be put right: a published review point, or a `field` or `material` by its id (one of the hand-over's `mendable`),
    or both, where the words of the point may not say it; and what is wrong, in words."""

    point = Line(load_default="", validate=validate.Length(max=80))
    text = Line(load_default="", validate=validate.Length(max=200))
    field = Line(load_default="", validate=validate.Length(max=60))
    material = Line(load_default="", validate=validate.Length(max=60))


class Result(Body):
    """What was granted. What each kind of certificate must say is in app.certificates.faces."""

    number = Line(required=True, validate=validate.Length(1, 60))
    issued_on = Day(required=True)
    valid_until = Day(also=("长期",), load_default=None, allow_none=True)
    fields_ = ByKey(Line(allow_none=True), keys=Line(validate=validate.Length(1, 60)), required=False, load_default=dict, data_key="fields")


class Delivery(Body):
    company = Line(load_default="", validate=validate.Length(max=40))
    waybill = Line(load_default="", validate=Exactly(r"[^<>&\s]{0,40}", error="写运单号码"))
    phone = Line(load_default="", validate=Exactly("[^<>&]{0,20}", error="写电话号码"))


class HandedFact(Body):
    label = Line(required=True, validate=validate.Length(1, 40))
    text = Line(required=True, validate=validate.Length(1, 500))


class HandedPart(Body):
    head = Line(required=True, validate=validate.Length(1, 40))
    text = Line(required=True, validate=validate.Length(1, 1000))


class Handed(Body):
    """What is handed to the applicant with this step, in words: a decision. It is served with it. `number`: the department's own; one
    that comes again was served the first time."""

    number = Line(required=True, validate=validate.Length(1, 60))
    title = Line(required=True, validate=validate.Length(1, 40))
    facts = fields.List(fields.Nested(HandedFact), required=True, validate=validate.Length(1, 40))
    parts = fields.List(fields.Nested(HandedPart), load_default=list, validate=validate.Length(max=20))


class Sends(Body):
    """What an office passes on to those after it: facts in words, and the department's own seal over them."""

    facts = ByKey(Line(validate=validate.Length(max=200)), keys=Line(validate=validate.Length(1, 40)), validate=validate.Length(max=20))
    seal = fields.String(required=True, validate=Exactly("[0-9a-f]{64}"))


class Node(Body):
    """One step of a case (docs/protocols.md). `office`: which of several offices says it, where the item has more than one."""

    event_id = code(64, required=True)
    node = fields.String(required=True, validate=validate.OneOf(sorted(NODES)))
    at = Moment(required=True)
    unit = Line(required=True, validate=validate.Length(1, 60))
    by = Line(load_default="", validate=validate.Length(max=60))
    opinion = Line(load_default="", validate=validate.Length(max=500))
    points = fields.List(fields.Nested(Point), load_default=list, validate=validate.Length(max=50))
    result = fields.Nested(Result, load_default=None, allow_none=True)
    delivery = fields.Nested(Delivery, load_default=None, allow_none=True)
    papers = fields.List(fields.Nested(Handed), validate=validate.Length(max=20))
    reason = Line(load_default="", validate=validate.Length(max=500))
    days = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 365))
    office = code(20)
    sends = fields.Nested(Sends)


class Taken(Answer):
    """`outcome`: what the case was concluded with, by this node or before one that follows a conclusion."""

    case_no = said()
    status = one_of(MOVES)
    outcome = said(*sorted(OUTCOMES.values()), none=True)


@bp.post("/cases/<case:no>/nodes")
@by_department
@bp.arguments(Node)
@bp.alt_response(200, schema=Taken)
def node(body: nodes.Node, no: str) -> Response:
    """Move a case. The same event again gets the same answer."""
    if result := body.get("result"):
        result["fields"] = result.pop("fields_")
    return reply(db.in_transaction(nodes.take, g.department, no, body))
