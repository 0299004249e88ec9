"""Handing a certificate to a window that scans: a code, who asks what for, yes or no."""

from __future__ import annotations

import segno
from flask import Response, current_app, g
from marshmallow import fields

from app.certificates import handing, rules
from app.identity.rules import REAL_NAME
from app.kernel import clock, db
from app.kernel.once import Reply
from app.kernel.web import Answer, Body, reply
from edge.shapes import moment, number, one_of, said
from miniprogram_api.auth import require_proved, signed_in
from miniprogram_api.certificates import ask_again
from miniprogram_api.edge import Blueprint, answer_once

bp = Blueprint("handovers", __name__, url_prefix="/api", description="窗口扫码用证")

STATES = ("open", "asked", "agreed", "refused", "over")


class WindowCode(Answer):
    """A code for a window; it lives `seconds`. `svg` is a data URI of its QR picture."""

    id = said()
    code = said()
    svg = said()
    seconds = number()


class Handover(Answer):
    """Who asks what for: `unit`, `purpose` and `fields` are empty while nobody has asked. `until`: when the code dies, or an answer comes
    too late."""

    state = one_of(STATES)
    until = moment()
    name = said()
    unit = said()
    purpose = said()
    fields_ = fields.List(fields.String(), required=True, data_key="fields")


class HolderSays(Body):
    yes = fields.Boolean(required=True)


class HandoverState(Answer):
    state = one_of(STATES)


@bp.post("/certificates/<id:certificate_id>/handovers")
@signed_in(level=REAL_NAME)
@bp.alt_response(201, schema=WindowCode)
def present(certificate_id: str) -> Response:
    """A code by which a window can ask; it shows nothing by itself."""
    require_proved()
    ask_again(certificate_id)

    def make(tx: db.Connection) -> Reply:
        new, code = handing.present(tx, g.me.person, certificate_id)
        page = f"{current_app.config['SETTINGS'].public_url}/h5/#/pages/verify/index?c={code}"
        svg = segno.make(page, error="m").svg_data_uri(scale=8, border=1, dark="#14232A")
        return 201, {"id": new, "code": code, "svg": svg, "seconds": int(rules.CODE_LIVES.total_seconds())}

    return answer_once(make, key_needed=False)


@bp.get("/handovers/<id:handover_id>")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=Handover)
def look(handover_id: str) -> Response:
    """Whether somebody asks, looked at while the code is shown."""
    with db.reading() as tx:
        state, until, name, asks = handing.look(tx, g.me.person, handover_id)
    asked = {"unit": asks.unit, "purpose": asks.purpose, "fields": list(asks.fields)} if asks else {"unit": "", "purpose": "", "fields": []}
    return reply({"state": state, "until": clock.rfc3339(until), "name": name, **asked})


@bp.post("/handovers/<id:handover_id>/answer")
@signed_in(level=REAL_NAME)
@bp.arguments(HolderSays)
@bp.alt_response(200, schema=HandoverState)
def answer(body: dict[str, bool], handover_id: str) -> Response:
    """Yes or no; said again it is the same."""
    require_proved()
    return reply({"state": db.in_transaction(handing.answer, g.me.person, handover_id, body["yes"])})
