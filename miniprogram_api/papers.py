"""What is read of a case on paper: the notice before it is signed, and what the department served; that as a signed file too."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, current_app, g

from app.cases import noticed, opening, records, served
from app.cases.served import Served
from app.identity import queries as identity
from app.kernel import db
from app.kernel.errors import NotFound
from app.kernel.web import reply
from app.lookups import papers
from edge.shapes import a_file
from miniprogram_api import filed
from miniprogram_api import paper_shapes as shapes
from miniprogram_api.auth import owners, require_proved, signed_in
from miniprogram_api.edge import Blueprint
from miniprogram_api.views import PAPERS, department

bp = Blueprint("papers", __name__, url_prefix="/api", description="签字前要看的、送达的文书")

NOTICE = "notice"
# What whoever checks the code of a file reads: that it is real, not all of what it says.
CHECKED = (
    "决定书编号", "处罚决定", "决定日期", "编号", "证明事项", "公民身份号码", "查询期间", "用途", "出具机关", "出具日期", "决定", "有效至",
)  # fmt: skip


@bp.get("/cases/<case:no>/papers/<slug:paper>")
@signed_in()
@bp.alt_response(200, schema=shapes.PaperText)
def read(no: str, paper: str) -> Response:
    """`notice`: what is to be decided, of what is picked; any other: what the department served."""
    with db.reading() as tx:
        at = opening.opened(tx, no, owners())
        found = _served(tx, at.case.id, paper)
    sheet = noticed.sheet(at, records.open_form(at.case)) if paper == NOTICE else (found.sheet if found else None)
    if sheet is None:
        raise _absent()
    require_proved()
    return reply(filed.text(sheet, paper, found))


@bp.get("/cases/<case:no>/papers/<slug:paper>/file")
@signed_in()
@a_file(bp, ["application/pdf"], "盖了电子章的文书")
def file(no: str, paper: str) -> Response:
    """What was served, signed; the file has a code under which anybody may check it for a year."""
    with db.reading() as tx:
        at = opening.opened(tx, no, owners())
        found = _served(tx, at.case.id, paper)
        if found is None:
            raise _absent()
        require_proved()
        name = identity.get_person(tx, at.case.owner_id).name
    PAPERS.spend(g.me.account)
    page = f"{current_app.config['SETTINGS'].public_url}/h5/#/pages/verify/index"
    made = papers.make(found.sheet, name, department(at.item), page)
    told = replace(found.sheet, facts=tuple(one for one in found.sheet.facts if one[0] in CHECKED))
    db.in_transaction(papers.remember, at.case.owner_id, at.item.id, told, name, made)
    headers = {"Content-Disposition": f'attachment; filename="{no}-{paper}.pdf"', "Cache-Control": "no-store"}
    return Response(made.pdf, content_type="application/pdf", headers=headers)


def _served(tx: db.Connection, case_id: str, paper: str) -> Served | None:
    return next((one for one in served.of_case(tx, case_id) if one.id == paper), None)


def _absent() -> NotFound:
    return NotFound("not_found", "没有这份文书", "回到办件里看看")
