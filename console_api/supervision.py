"""What was late, and whether its department was told: the record behind what residents read."""

from __future__ import annotations

from flask import Response
from marshmallow import fields, validate

from app import reference
from app.cases.rules import MOVES, OUTCOMES
from app.kernel import clock, db
from app.kernel.plain import Line
from app.kernel.web import Answer, Loaded, Paged, reply
from app.supervision import queries
from app.supervision.rules import ORANGE, RED
from console_api.auth import staff
from edge.requests import Blueprint
from edge.shapes import day, many, moment, one_of, said

bp = Blueprint("console_supervision", __name__, url_prefix="/console/v1", description="运营台：时限监督")


class Wanted(Paged):
    """Of one light, of one department; all without."""

    light = fields.String(load_default=None, validate=validate.OneOf([ORANGE, RED]))
    department = Line(load_default=None, validate=validate.Length(max=40))


class Late(Answer):
    """One missed day. `light`: orange past the promise, red past the law; `told_at`: when the department was told; `state`, `outcome`:
    where the case stands now."""

    case_no = said()
    item = said()
    department = said()
    department_name = said()
    light = said(ORANGE, RED)
    due_on = day()
    at = moment()
    told_at = moment(none=True)
    state = one_of(MOVES)
    outcome = said(*sorted(OUTCOMES.values()), none=True)


class LateCases(Answer):
    late = many(Late)
    next = said(none=True)


@bp.get("/late")
@staff("cases.supervise")
@bp.arguments(Wanted, location="query")
@bp.alt_response(200, schema=LateCases)
def listed(asked: Loaded) -> Response:
    """Cases that missed a day, the latest first: numbers and offices, nobody's name."""
    with db.reading() as tx:
        lines, following = queries.listed(tx, asked["light"], asked["department"], asked.get("after"))
    return reply({"late": [_line(one) for one in lines if one.stand], "next": following})


def _line(one: queries.Line) -> dict[str, object]:
    row, stand = one.late, one.stand
    if stand is None:
        raise ValueError("a case that was handed in stays")
    return {
        "case_no": row.case_no,
        "item": stand.item,
        "department": row.department,
        "department_name": reference.departments()[row.department]["name"],
        "light": row.light,
        "due_on": row.due_on.isoformat(),
        "at": clock.rfc3339(row.at),
        "told_at": clock.rfc3339(row.told_at) if row.told_at else None,
        "state": stand.state,
        "outcome": stand.outcome,
    }
