"""What couriers say of parcels: one word at a time."""

from __future__ import annotations

from flask import Response, g
from marshmallow import fields, validate

from app.cases import arriving
from app.cases.parcels import Said
from app.kernel import clock, db, text
from app.kernel.plain import Exactly, Line, Moment, code
from app.kernel.web import Answer, Body, reply
from app.words.parcels import KINDS, SENT
from department_api.auth import by_courier
from edge.requests import Blueprint
from edge.shapes import one_of

bp = Blueprint("department_couriers", __name__, url_prefix="/department/v1", description="快递公司：运单轨迹")


class Word(Body):
    """What happened to a parcel (docs/protocols.md). The number stands in the body: paths are written into logs."""

    waybill = Line(required=True, validate=Exactly(r"[^<>&\s]{1,40}", error="写运单号码"))
    event_id = code(64, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    at = Moment(required=True)
    say = Line(load_default="", validate=validate.Length(max=120))


class Heard(Answer):
    """How far the parcel is by all that was said."""

    state = one_of((SENT, *KINDS))


@bp.post("/parcels/events")
@by_courier
@bp.arguments(Word)
@bp.alt_response(200, schema=Heard)
def heard(body: dict[str, str]) -> Response:
    """A word on a parcel. The same event again gets the same answer."""
    at = text.moment(body["at"]) or clock.now()  # as the shape has it there is one
    told: Said = {"id": body["event_id"], "kind": body["kind"], "at": clock.rfc3339(at), "say": body["say"]}
    return reply({"state": db.in_transaction(arriving.take, g.courier, body["waybill"], told)})
