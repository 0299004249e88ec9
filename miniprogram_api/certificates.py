"""The wallet: certificates, showing one as a code, verifying somebody's."""

from __future__ import annotations

from typing import Any

import segno
from flask import Response, current_app, g, request
from flask_smorest import Blueprint
from marshmallow import fields, validate

from app.certificates import queries, rules, service
from app.identity import queries as identity
from app.identity.rules import REAL_NAME
from app.kernel import clock, db
from app.kernel.errors import NotFound
from app.kernel.ids import is_id
from app.kernel.limits import Limit
from miniprogram_api.auth import anyone, signed_in
from miniprogram_api.edge import Body, reply

bp = Blueprint("certificates", __name__, url_prefix="/api", description="卡包")

GUESSES = Limit("verify", 30, 60)


class Shown(Body):
    """Which fields the holder lets the other side see."""

    fields_ = fields.List(fields.String(validate=validate.OneOf(list(rules.SHOWN))), data_key="fields", load_default=["name", "adult", "valid"])


@bp.get("/certificates")
@signed_in(level=REAL_NAME)
def wallet() -> Response:
    """What I hold."""
    with db.reading() as tx:
        name = identity.get_person(tx, g.me.person).name
        return reply({"certificates": queries.wallet(tx, g.me.person, name, clock.today())})


@bp.get("/certificates/<certificate_id>")
@signed_in(level=REAL_NAME)
def one(certificate_id: str) -> Response:
    """One certificate; somebody else's is as absent as none."""
    if not is_id(certificate_id):
        raise NotFound()
    with db.reading() as tx:
        found = queries.get(tx, g.me.person, certificate_id)
        return reply(queries.view(found, identity.get_person(tx, g.me.person).name, clock.today()))


@bp.post("/certificates/<certificate_id>/codes")
@signed_in(level=REAL_NAME)
@bp.arguments(Shown)
def show(body: dict[str, Any], certificate_id: str) -> Response:
    """A code that lives 60 seconds; a screenshot of it is worth nothing after that."""
    if not is_id(certificate_id):
        raise NotFound()
    code, shown = db.in_transaction(service.present, g.me.person, certificate_id, tuple(body["fields_"]))
    url = f"{current_app.config['SETTINGS'].public_url}/h5/#/pages/verify/index?c={code}"
    answer = {
        "code": code,
        "url": url,
        "svg": segno.make(url, error="m").svg_data_uri(scale=8, border=1, dark="#14232A"),
        "seconds": int(rules.CODE_LIVES.total_seconds()),
        "expires_at": clock.rfc3339(clock.now() + rules.CODE_LIVES),
        "shows": [rules.SHOWN[key] for key in shown],
        "hides": [text for key, text in rules.SHOWN.items() if key not in shown] + ["住址", "出生日期"],
    }
    return reply(answer, 201)


@bp.get("/verify/<code>")
@anyone
def verify(code: str) -> Response:
    """What a code shows. Anyone may ask; the holder hears of it."""
    GUESSES.spend(request.remote_addr or "")
    unit = "扫码的人"
    try:
        valid, lines, name = db.in_transaction(service.verify, code[:64], unit)
    except NotFound as gone:
        return reply({"valid": False, "say": gone.say, "do": gone.do, "at": clock.rfc3339(clock.now()), "lines": [], "note": ""})
    say = "真的，有效" if valid else "已经作废，别采用"
    note = "这次查看已记下，对方会收到一条消息。"
    lines = [{"label": "证件", "text": name}, *[line for line in lines if line["label"] != "证件"]]
    return reply({"valid": valid, "say": say, "do": "", "at": clock.rfc3339(clock.now()), "lines": lines, "note": note})
