"""Views: what departments know of me, on one page; no form, no signature, no case. Only for who has shown the face once."""

from __future__ import annotations

from flask import Response, current_app, g
from marshmallow import EXCLUDE, Schema, fields

from app.demand import rules as counting
from app.demand import service as demand
from app.identity.rules import REAL_NAME
from app.kernel import clock, db
from app.kernel.errors import NotFound, TooMany
from app.kernel.limits import Limit
from app.kernel.plain import Exactly, code
from app.kernel.web import Answer, reply
from app.language.checklist import Item
from app.language.lookups import with_those_before
from app.language.showing import Seen
from app.language.views import View
from app.lookups import crowds, papers, service, showing
from app.lookups.crowds import Place
from app.lookups.rules import Asking
from app.lookups.showing import Chosen
from app.publishing import current
from app.reference import city_of
from edge.shapes import a_file, fen, many, moment, number, one, said, texts, yes
from miniprogram_api.auth import require_proved, signed_in
from miniprogram_api.edge import Blueprint
from miniprogram_api.lookups import DepartmentOff, asking
from miniprogram_api.paper_shapes import RowFact

bp = Blueprint("views", __name__, url_prefix="/api", description="查一查")

PAPERS = Limit("papers", 20, 86400)  # a day, by account


class Looked(Schema):
    """`about`: a child, as /subjects names them; `agreed`: the guardian has said yes. `year`, `tab`, `place` choose rows."""

    class Meta:
        unknown = EXCLUDE

    city = code(6, least=0, load_default="")
    about = fields.String(load_default="")
    agreed = fields.Boolean(load_default=False)
    year = fields.String(load_default="", validate=Exactly("(?:[12][0-9]{3})?"))
    tab = fields.String(load_default="")
    place = fields.String(load_default="", validate=Exactly("(?:[0-9]{6})?"))


class ViewFigure(Answer):
    id = said()
    label = said()
    text = said()
    amount_fen = fen(none=True)
    note = said()
    tone = said("", "near", "done", "bad", "grey")
    big = yes()


class ViewLink(Answer):
    item = said()
    say = said()


class ViewCard(Answer):
    """`kept`: the department is off, and this is what it said then; `off`: it is off, and nothing is known."""

    id = said()
    title = said()
    figures = many(ViewFigure)
    link = one(ViewLink, none=True)
    source = said()
    as_of = moment(none=True)
    kept = moment(none=True)
    off = one(DepartmentOff, none=True)


class ViewRow(Answer):
    id = said()
    title = said()
    text = said()
    amount_fen = fen(none=True)
    note = said()
    tone = said("", "near", "done", "bad", "grey")
    facts = many(RowFact)


class ViewChoice(Answer):
    id = said()
    label = said()


class ViewRows(Answer):
    head = said()
    years = texts()
    tabs = many(ViewChoice)
    places = many(ViewChoice)
    year = said()
    tab = said()
    place = said()
    rows = many(ViewRow)
    empty = said()


class ViewBar(Answer):
    """`height` in fen or in people, null is a hole; `text` says it in words; `tick` stands below it; `mine`: the person stands there."""

    id = said()
    height = number(none=True)
    text = said()
    tick = said()
    mine = yes()
    facts = many(RowFact)


class ViewChart(Answer):
    """`each`: what a bar is: 月, 分数段."""

    title = said()
    each = said()
    bars = many(ViewBar)


class ViewLine(Answer):
    """Too many came at once: how many are before this person, and about how many seconds that takes."""

    ahead = number()
    seconds = number()


class ViewPaper(Answer):
    year = said()
    name = said()
    ready = yes()


class ViewPage(Answer):
    """`wards`: one may look for one's children too; `whose`: whom this page is about; `empty`: there is nothing at all; `off`: nothing
    can be known now; `line`: it is not this person's turn yet, and nothing was asked."""

    id = said()
    title = said()
    plain = said()
    phone = said()
    department = said()
    whose = said()
    wards = yes()
    cards = many(ViewCard)
    rows = one(ViewRows, none=True)
    chart = one(ViewChart, none=True)
    papers = many(ViewPaper)
    next = many(ViewLink)
    empty = said()
    off = one(DepartmentOff, none=True)
    line = one(ViewLine, none=True)


class Subject(Answer):
    """`consent`: too young to be looked up before the guardian says yes."""

    about = said()
    name = said()
    consent = yes()


class Subjects(Answer):
    subjects = many(Subject)


@bp.get("/views/<slug:item_id>")
@signed_in(level=REAL_NAME)
@bp.arguments(Looked, location="query")
@bp.alt_response(200, schema=ViewPage)
def show(looked: dict[str, str], item_id: str) -> Response:
    """What the departments say, as figures, rows and a chart."""
    require_proved()
    item, view = _view(item_id)
    asked = _about(view, looked)
    about = {"id": item.id, "title": item.short, "plain": item.plain, "phone": item.hotline["phone"], "department": department(item)}
    whose = {"whose": asked.about.name, "wards": view.wards}
    if place := _in_line(item, view):
        return reply({**about, **whose, **showing.NOTHING_YET, "line": {"ahead": place.ahead, "seconds": place.seconds}})
    seen, found = _gather(item, asked)
    chosen = Chosen(looked["year"], looked["tab"], looked["place"])
    told = showing.page(item, view, seen, found, chosen)
    if chosen == Chosen():  # another year or tab is the same visit
        demand.read({counting.mark(opened=[item.id]): 1})
    return reply({**about, **whose, **told, "line": None})


@bp.get("/views/<slug:item_id>/subjects")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=Subjects)
def subjects(item_id: str) -> Response:
    """The children I may look for: asked only when somebody wants to."""
    require_proved()
    _, view = _view(item_id)
    if not view.wards:
        raise NotFound("not_found", "没有这一页", "回首页再找找")
    found = service.wards(g.me.person, asking(""))
    return reply({"subjects": [{"about": one.subject.ref, "name": one.subject.name, "consent": one.consent} for one in found]})


@bp.get("/views/<slug:item_id>/papers/<year:year>")
@signed_in(level=REAL_NAME)
@bp.arguments(Looked, location="query")
@a_file(bp, ["application/pdf"], "盖了电子章的文件")
def paper(looked: dict[str, str], item_id: str, year: str) -> Response:
    """A year's record, signed; each has a code under which anybody may check it for a year."""
    require_proved()
    PAPERS.spend(g.me.account)
    item, view = _view(item_id)
    asked = _about(view, looked)
    if place := _in_line(item, view):
        raise TooMany("in_line", f"前面还有 {place.ahead:,} 人", f"约 {place.seconds} 秒以后再点")
    seen, _ = _gather(item, asked)
    sheet = showing.paper(item, view, seen, int(year))
    page = f"{current_app.config['SETTINGS'].public_url}/h5/#/pages/verify/index"
    made = papers.make(sheet, asked.about.name, department(item), page)
    db.in_transaction(papers.remember, g.me.person, item.id, sheet, asked.about.name, made)
    headers = {"Content-Disposition": f'attachment; filename="{item.id}-{year}.pdf"', "Cache-Control": "no-store"}
    return Response(made.pdf, content_type="application/pdf", headers=headers)


def _view(item_id: str) -> tuple[Item, View]:
    item = current().item(item_id)
    if item.view is None:
        raise NotFound("not_found", "没有这一页", "回首页再找找")
    return item, item.view


def _in_line(item: Item, view: View) -> Place | None:
    """Where the person stands while too many come at once; None when it is their turn."""
    return crowds.turn(item.id, g.me.account, view.crowd) if view.crowd else None


def _about(view: View, looked: dict[str, str]) -> Asking:
    """Who asks about whom. Somebody who is neither me nor a child of mine has no page."""
    mine = asking(city_of(looked["city"] or current().home["cities"]["default"]))
    if not looked["about"]:
        return mine
    if not view.wards:
        raise NotFound("not_found", "没有这一页", "回首页再找找")
    return service.about(g.me.person, mine, looked["about"], bool(looked["agreed"]))


def _gather(item: Item, asked: Asking) -> tuple[Seen, dict[str, service.Found]]:
    wanted = item.lookups if item.serves == "view" else with_those_before(item.view.of if item.view else (), item.lookups)
    found = service.gather(item.id, asked, g.me.person, wanted, last=True)
    db.in_transaction(service.note, g.me.person, found.values(), asked.about)
    return showing.seen_of(asked, found, clock.today()), found


def department(item: Item) -> str:
    """Whose figures these are."""
    return str(item.content["department_name"])
