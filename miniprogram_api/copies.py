"""A copy of a certificate for one use, as a signed file; and whether a file somebody was given is one of ours, to the last byte."""

from __future__ import annotations

import hashlib

from flask import Response, current_app, g, request
from marshmallow import validate

from app.certificates import copying, queries, rules
from app.identity import queries as identity
from app.identity.rules import REAL_NAME
from app.kernel import clock, db
from app.kernel.audit import note_use
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.limits import Limit
from app.kernel.plain import Line
from app.kernel.web import Body, reply
from app.lookups import papers
from app.reference import departments
from edge.shapes import a_file
from miniprogram_api.auth import anyone, require_proved, signed_in
from miniprogram_api.certificates import Verdict, ask_again, paper_verdict
from miniprogram_api.edge import Blueprint, address
from miniprogram_api.views import PAPERS

bp = Blueprint("copies", __name__, url_prefix="/api", description="证件复印件、核对文件")

FILES = Limit("verify_file", 600, 60)  # by address, against floods only: a whole hall may stand behind one


class Meant(Body):
    """For what, and for whom."""

    purpose = Line(required=True, validate=validate.Length(2, 20))
    to = Line(required=True, validate=validate.Length(2, 20))


@bp.get("/certificates/<id:certificate_id>/copy")
@signed_in(level=REAL_NAME)
@bp.arguments(Meant, location="query")
@a_file(bp, ["application/pdf"], "盖了电子章、印着用途的复印件")
def copy(meant: dict[str, str], certificate_id: str) -> Response:
    """A copy with its purpose on it, good for one use; what cannot be shown cannot be copied."""
    require_proved()
    ask_again(certificate_id)
    with db.reading() as tx:
        one = queries.get(tx, g.me.person, certificate_id)
        name = identity.get_person(tx, g.me.person).name
    if one.child or not one.kind.show or one.status != "valid" or not rules.valid_on(one.valid_until, clock.today()):
        raise Conflict("cannot_show", "这个证现在不能出示", "看看是不是过期了")
    PAPERS.spend(g.me.account)
    sheet = copying.sheet(one, meant["purpose"], meant["to"])
    page = f"{current_app.config['SETTINGS'].public_url}/h5/#/pages/verify/index"
    made = papers.make(sheet, name, departments()[one.kind.department]["name"], page)

    def keep(tx: db.Connection) -> None:
        papers.remember(tx, g.me.person, one.kind.id, copying.told(one, sheet), name, made, once=True)
        note_use(tx, g.me.person, meant["to"], [one.kind.name], f"您开了一份{one.kind.name}复印件")

    db.in_transaction(keep)
    headers = {"Content-Disposition": f'attachment; filename="{one.kind.id}.pdf"', "Cache-Control": "no-store"}
    return Response(made.pdf, content_type="application/pdf", headers=headers)


@bp.post("/verify/file")
@anyone
@bp.alt_response(200, schema=Verdict)
def verify_file() -> Response:
    """Whether this very file was made here: one changed byte, and it was not. It is not kept."""
    FILES.spend(address())
    upload = request.files.get("file")
    if upload is None:
        raise Refused("file_missing", "没有收到文件", "重新选一次")
    digest = hashlib.file_digest(upload.stream, "sha256").digest()  # type: ignore[arg-type]
    at = clock.rfc3339(clock.now())
    try:
        found = db.in_transaction(papers.check_file, digest, "核对的人")
    except NotFound as gone:
        return reply({"valid": False, "say": gone.say, "do": gone.do, "at": at, "lines": [], "note": ""})
    return reply({**paper_verdict(found, whole=True), "at": at})
