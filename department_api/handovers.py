"""Certificates that are handed over by scanning: a window asks, and asks again until the holder has answered."""

from __future__ import annotations

from flask import Response, g
from marshmallow import fields, validate

from app.certificates import handing
from app.certificates.kinds import kinds
from app.kernel import db
from app.kernel.plain import Line, code
from app.kernel.web import Answer, Body, Loaded, reply
from department_api.auth import by_department
from edge.requests import Blueprint
from edge.shapes import many, one_of, said, yes

bp = Blueprint("department_handovers", __name__, url_prefix="/department/v1", description="部门窗口：扫码请人出示证照")

STATES = ("asked", "agreed", "refused", "over")


class WindowAsks(Body):
    """What was scanned, and what is asked for: labels of that kind's face, and for what. `window`: what this one calls itself."""

    code = code(64, required=True)
    kind = fields.String(required=True, validate=validate.OneOf([one.id for one in kinds().values() if one.show]))
    fields_ = fields.List(Line(validate=validate.Length(1, 40)), required=True, validate=validate.Length(1, 12), data_key="fields")
    purpose = Line(required=True, validate=validate.Length(2, 40))
    window = Line(load_default="", validate=validate.Length(max=20))


class HandedLine(Answer):
    label = said()
    text = said()


class WindowReads(Answer):
    """`valid` and `lines`: once the holder agreed, and nothing before; of what is not valid any more nothing is said. `over`: nobody
    answered in time."""

    state = one_of(STATES)
    valid = yes(none=True)
    lines = many(HandedLine)


@bp.post("/handovers")
@by_department
@bp.arguments(WindowAsks)
@bp.alt_response(200, schema=WindowReads)
def scan(body: Loaded) -> Response:
    """Ask by a code; the same again says what became of it."""
    labels = tuple(dict.fromkeys(body["fields_"]))
    asks = handing.Asks(body["kind"], labels, body["purpose"], handing.called(g.department, body["window"]))
    state, valid, lines = db.in_transaction(handing.ask, g.department, body["code"], asks)
    return reply({"state": state, "valid": valid, "lines": lines})
