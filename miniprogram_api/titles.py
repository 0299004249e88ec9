"""My invoice titles: what registers know is offered, what is typed is checked, and the code is what any cash desk reads."""

from __future__ import annotations

import segno
from flask import Response, g
from marshmallow import fields, validate

from app.identity import queries as identity
from app.identity.rules import REAL_NAME
from app.invoices import titles as codes
from app.kernel import db
from app.kernel.errors import Unavailable
from app.kernel.ids import new_id
from app.kernel.once import Reply
from app.kernel.plain import Line, Number
from app.kernel.ports import Who
from app.kernel.web import Answer, Body, Loaded, asked, reply
from app.lookups import deskcard
from app.titles import queries, rules, service
from app.titles.queries import Kept
from app.titles.rules import Title
from edge.shapes import a_file, many, number, one, one_of, said, tone, yes
from miniprogram_api.auth import signed_in
from miniprogram_api.case_shapes import Nothing
from miniprogram_api.catalog_shapes import asked as asks
from miniprogram_api.edge import Blueprint, answer_once, keyed
from miniprogram_api.merchants import who

bp = Blueprint("titles", __name__, url_prefix="/api/me/titles", description="发票抬头")

KINDS = (rules.COMPANY, rules.PERSONAL)
TONES = {rules.SAME: "done", rules.UNCHECKED: "grey", rules.OLD: "grey", rules.NONE: "grey"}
SIGNS = 2  # hanzi from which a company is looked for


class TitleFields(Answer):
    name = said()
    tax_no = said()
    address = said()
    tel = said()
    bank = said()
    bank_no = said()


class MyTitle(Answer):
    """`instead`: the name the register has, where it is another; `below`: what stands below the code; `code`: its text, `svg` its picture
    as a data URI."""

    id = said()
    kind = one_of(KINDS)
    title = one(TitleFields)
    first = yes()
    collect = yes()
    check = one_of(rules.CHECKS)
    word = said()
    tone = tone()
    instead = said()
    below = said()
    code = said()
    svg = said()


class MyTitles(Answer):
    """`offers`: companies I represent whose title is not here yet; `own`: my name, where I have no title of my own; `off`: the register
    does not answer, so that nothing is offered."""

    titles = many(MyTitle)
    offers = many(TitleFields)
    own = said(none=True)
    most = number()
    off = yes()


class FoundCompany(Answer):
    """A company by its number or its whole name; `off`: the register does not answer."""

    found = one(TitleFields, none=True)
    off = yes()


class TitleBody(Body):
    """A personal title takes name and number from the account: only `collect` and `first` count."""

    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    name = Line(load_default="", validate=validate.Length(max=200))
    tax_no = Number(load_default="", validate=validate.Length(max=30))
    address = Line(load_default="", validate=validate.Length(max=200))
    tel = Number(load_default="", validate=validate.Length(max=30))
    bank = Line(load_default="", validate=validate.Length(max=200))
    bank_no = Number(load_default="", validate=validate.Length(max=60))
    first = fields.Boolean(load_default=False)
    collect = fields.Boolean(load_default=False)


@bp.get("")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=MyTitles)
def mine() -> Response:
    """My titles, the first one first, and what could be one more."""
    with db.reading() as tx:
        kept = queries.mine(tx, g.me.person)
        person = identity.get_person(tx, g.me.person)
    have, off = {one.title.tax_no for one in kept}, False
    try:
        offers = [one for one in service.companies(Who(person.name, person.id_number, person.paper)) if one.tax_no not in have]
    except Unavailable:
        offers, off = [], True
    own = None if any(one.kind == rules.PERSONAL for one in kept) else person.name
    told = {"titles": [_shown(one) for one in kept], "offers": [vars(one) for one in offers], "own": own, "most": rules.MOST, "off": off}
    return reply(told)


def _shown(kept: Kept) -> dict[str, object]:
    title = kept.title
    code = codes.written(**vars(title))
    drawn = segno.make(code, error=codes.LEVEL, version=codes.version(code), mode="byte", boost_error=False)
    word = "登记的名称变了" if kept.instead else rules.CHECKS[kept.checked]
    return {
        "id": kept.id,
        "kind": kept.kind,
        "title": vars(title),
        "first": bool(kept.first),
        "collect": kept.collect,
        "check": kept.checked,
        "word": "" if kept.kind == rules.PERSONAL else word,
        "tone": "turn" if kept.instead else TONES[kept.checked],
        "instead": kept.instead,
        "below": rules.shown(title, kept.kind),
        "code": code,
        "svg": drawn.svg_data_uri(scale=4, border=4),
    }


@bp.get("/companies")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=FoundCompany)
@bp.doc(parameters=[asks("q", "税号，或者单位全称")])
def company() -> Response:
    """One company, by its number or its whole name: the other of the two fills by itself."""
    wanted = asked("q")[:100]
    try:
        found = service.known(wanted, who()) if len(wanted) >= SIGNS else None
    except Unavailable:
        return reply({"found": None, "off": True})
    return reply({"found": vars(found) if found else None, "off": False})


def _wanted(body: Loaded) -> tuple[str, Title, service.Looked]:
    """(kind, title, what the register says). Outside a transaction. Raises Refused at the fields."""
    if body["kind"] == rules.PERSONAL:
        with db.reading() as tx:
            return rules.PERSONAL, service.personal(tx, g.me.person, body["collect"]), service.Looked(rules.NONE)
    title = Title(**{name: body[name] for name in Title.__dataclass_fields__})
    return rules.COMPANY, title, service.checked(title, who())


@bp.post("")
@signed_in(level=REAL_NAME)
@bp.arguments(TitleBody)
@bp.alt_response(201, schema=MyTitle)
def add(body: Loaded) -> Response:
    """Keep one more title."""
    keyed()
    kind, title, looked = _wanted(body)

    def work(tx: db.Connection) -> Reply:
        collect = kind == rules.PERSONAL and body["collect"]
        return 201, _shown(service.add(tx, g.me.person, kind, title, looked, body["first"], collect))

    return answer_once(work)


@bp.put("/<id:id_>")
@signed_in(level=REAL_NAME)
@bp.arguments(TitleBody)
@bp.alt_response(200, schema=MyTitle)
def change(body: Loaded, id_: str) -> Response:
    """Say something else in a title; what kind it is stays."""
    keyed()
    with db.reading() as tx:
        kept = queries.get(tx, g.me.person, id_)
    _, title, looked = _wanted({**body, "kind": kept.kind})

    def work(tx: db.Connection) -> Reply:
        now = queries.get(tx, g.me.person, id_)
        changed = service.change(tx, now, title, looked, kept.kind == rules.PERSONAL and body["collect"])
        if body["first"] and not changed.first:
            service.put_first(tx, changed)
        return 200, _shown(queries.get(tx, g.me.person, id_))

    return answer_once(work)


@bp.post("/<id:id_>/first")
@signed_in(level=REAL_NAME)
@bp.arguments(Nothing)
@bp.alt_response(200, schema=MyTitle)
def put_first(body: Loaded, id_: str) -> Response:
    """Show this one first from now on."""

    def work(tx: db.Connection) -> Reply:
        service.put_first(tx, queries.get(tx, g.me.person, id_))
        return 200, _shown(queries.get(tx, g.me.person, id_))

    return answer_once(work)


@bp.delete("/<id:id_>")
@signed_in(level=REAL_NAME)
@bp.alt_response(204, description="删掉了")
def remove(id_: str) -> Response:
    """Let one go. Again: it is gone."""
    db.in_transaction(_remove, id_)
    return Response(status=204)


def _remove(tx: db.Connection, id_: str) -> None:
    if any(one.id == id_ for one in queries.mine(tx, g.me.person)):
        service.remove(tx, queries.get(tx, g.me.person, id_))


@bp.get("/<id:id_>/card")
@signed_in(level=REAL_NAME)
@a_file(bp, ["application/pdf"], "两张 A6 桌牌，一页 A4")
def card(id_: str) -> Response:
    """A card for the desk: the code, large, twice on a page to be cut."""
    with db.reading() as tx:
        title = queries.get(tx, g.me.person, id_).title
    made = deskcard.draw(title.name, title.tax_no, codes.written(**vars(title)))
    headers = {"Content-Disposition": f'attachment; filename="{new_id()[:8]}.pdf"', "Cache-Control": "no-store"}
    return Response(made, content_type="application/pdf", headers=headers)
