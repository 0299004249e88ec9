"""What departments' registers say of me and mine, before a case and inside one. Only for who has shown the face once."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, g
from marshmallow import EXCLUDE, Schema, fields

from app.cases import hand, looking, opening, whose
from app.cases.choosing import picked
from app.cases.pinned import Standing
from app.cases.records import open_form
from app.identity import queries as identity
from app.identity.rules import REAL_NAME
from app.kernel import db
from app.kernel.errors import NotFound, Refused
from app.kernel.plain import code
from app.kernel.web import Answer, Loaded, reply
from app.language.checklist import Item
from app.language.lookups import with_those_before
from app.language.values import Values
from app.lookups import service, words
from app.lookups.rules import Asking, Subject
from app.publishing import current
from app.reference import city_of, plain_department
from edge.shapes import fen, many, moment, one, said, yes
from miniprogram_api.auth import owners, require_proved, signed_in
from miniprogram_api.case_shapes import Nothing
from miniprogram_api.edge import Blueprint, answer_once
from miniprogram_api.paper_shapes import RowFact

bp = Blueprint("lookups", __name__, url_prefix="/api", description="部门里查到的")


class Asked(Schema):
    """`answers`: question:option,…; `agreed`: the person has read what is looked up and said yes, where the item asks for that."""

    class Meta:
        unknown = EXCLUDE

    city = code(6, least=0, load_default="")
    answers = fields.String(load_default="")
    agreed = fields.Boolean(load_default=False)


class RowCell(Answer):
    """A column: as it is shown (a sum as fen), and as it is stored."""

    id = said()
    label = said()
    kind = said()
    text = said()
    amount_fen = fen(none=True)
    value = said(none=True)


class RegisterRow(Answer):
    """`id` is what a pick sends back."""

    id = said()
    title = said()
    facts = many(RowFact)
    columns = many(RowCell)


class DepartmentOff(Answer):
    """The department is not there: what is said, what to do instead, whom to call; `by_hand`: one may fill in oneself
    (`POST /cases/<no>/by-hand`)."""

    say = said()
    how = said()
    phone = said()
    by_hand = yes()


class ByHand(Answer):
    """What is filled in by hand now and who looks at it; empty where nothing is."""

    say = said()


class RegisterRows(Answer):
    """`empty`: what is said when there is no row; `off`: nothing is known, so nothing is said to be absent; `ends`: without a row there is
    nothing to fill in either, whatever stands in the form; `glad`: and that is good news."""

    rows = many(RegisterRow)
    as_of = moment(none=True)
    provider = said()
    empty = said()
    off = one(DepartmentOff, none=True)
    ends = yes()
    glad = yes()


@bp.get("/items/<slug:item_id>/lookups/<slug:lookup_id>")
@signed_in(level=REAL_NAME)
@bp.arguments(Asked, location="query")
@bp.alt_response(200, schema=RegisterRows)
def before(asked: dict[str, str], item_id: str, lookup_id: str) -> Response:
    """Rows about me before anything is begun."""
    require_proved()
    item = current().item(item_id)
    answers = dict(pair.split(":", 1) for pair in asked["answers"].split(",") if ":" in pair)
    city = city_of(asked["city"] or current().home["cities"]["default"])
    return _reply(item, lookup_id, asking(city, answers), bool(asked["agreed"]))


@bp.get("/cases/<case:no>/lookups/<slug:lookup_id>")
@signed_in(level=REAL_NAME)
@bp.arguments(Asked, location="query")
@bp.alt_response(200, schema=RegisterRows)
def inside(asked: dict[str, str], no: str, lookup_id: str) -> Response:
    """Rows about me for the form of a case."""
    require_proved()
    with db.reading() as tx:
        at = opening.opened(tx, no, owners())
    return _reply(at.item, lookup_id, asking_for(at), bool(asked["agreed"]), at.case.state == "draft")


@bp.post("/cases/<case:no>/by-hand")
@signed_in(level=REAL_NAME)
@bp.arguments(Nothing)
@bp.alt_response(200, schema=ByHand)
def by_hand(body: Loaded, no: str) -> Response:
    """Go on without the registers that do not answer: they are asked once more, and what is behind those that are still off is filled in
    and uploaded instead. Where all of them answer again, nothing is filled in by hand any more."""
    require_proved()
    with db.reading() as tx:
        at = opening.opened(tx, no, owners())
    off = looking.silent(at, open_form(at.case), g.me.person)
    return answer_once(lambda tx: (200, {"say": hand.go_on(tx, no, owners(), off)}))


def asking(city: str, answers: dict[str, str] | None = None, form: Values | None = None, no: str | None = None) -> Asking:
    """The caller asks about themselves."""
    with db.reading() as tx:
        person = identity.get_person(tx, g.me.person)
    me = Subject(person.name, person.id_number)
    return Asking(me, me, city, person.paper, answers or {}, form or {}, {}, no)


def asking_for(at: Standing) -> Asking:
    """The caller asks for the form of a case, with what is in it: about themselves, or the child whom it names."""
    draft = open_form(at.case)
    asked = asking(at.case.city, at.case.answers, draft.values, at.case.no)
    return replace(asked, about=whose.child(at.item, draft, g.me.person) or asked.me, picked=picked(draft))


def _reply(item: Item, wanted: str, asking: Asking, agreed: bool, open_: bool = False) -> Response:
    chosen = next((one for one in item.lookups if one.id == wanted), None)
    if chosen is None:
        raise NotFound()
    needed = with_those_before({wanted}, item.lookups)
    if not agreed and any(one.consent for one in needed):
        raise Refused("consent_needed", f"要看的是：{chosen.purpose}", "看清楚再点同意")
    found = service.gather(item.id, asking, g.me.person, needed)
    db.in_transaction(service.note, g.me.person, found.values(), asking.about, asking.case_no)
    return reply(_told(item, found[wanted], open_ and wanted in item.by_hand))


def _told(item: Item, found: service.Found, by_hand: bool) -> dict[str, object]:
    lookup = found.lookup
    how = words.BY_HAND if by_hand else words.otherwise(item, lookup.way)
    rows = [
        {
            "id": service.ref_of(g.me.person, row.id),
            "title": words.title(lookup, row.columns),
            "facts": words.facts(lookup, row.columns),
            "columns": words.cells(lookup, row.columns),
        }
        for row in found.rows
    ]
    department = lookup.register.department
    return {
        "rows": rows,
        "as_of": found.as_of or None,
        "provider": plain_department(department),
        "empty": lookup.empty,
        "off": words.off(department, how, by_hand) if found.off else None,
        "ends": not any(one.typed for one in with_those_before({lookup.id}, item.lookups)),
        "glad": lookup.glad,
    }
