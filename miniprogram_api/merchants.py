"""A company that issues invoices here: signing up, shops, people, price list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask import Response, current_app, g

from app.identity import queries as identity
from app.identity.rules import FACE, REAL_NAME
from app.invoices import goods as classes
from app.invoices import picture
from app.invoices.sums import percent, rate_of
from app.kernel import clock, db, text
from app.kernel.audit import note_use
from app.kernel.errors import Refused
from app.kernel.once import Reply
from app.kernel.ports import Who, outside
from app.kernel.web import Loaded, reply
from app.merchants import queries, rules, service
from app.merchants.queries import Merchant, Staff
from miniprogram_api import merchant_shapes as shapes
from miniprogram_api import merchant_view as views
from miniprogram_api.auth import signed_in
from miniprogram_api.case_shapes import Nothing
from miniprogram_api.edge import Blueprint, answer_once, keyed

bp = Blueprint("merchants", __name__, url_prefix="/api/merchant", description="商家开票：企业、门店、人员、商品")


def who() -> Who:
    """In whose name registers are asked."""
    with db.reading() as tx:
        person = identity.get_person(tx, g.me.person)
    return Who(person.name, person.id_number, person.paper)


@bp.get("")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=shapes.MyCompanies)
def mine() -> Response:
    """Where I work, and what I may do there."""
    with db.reading() as tx:
        posts = [one for one in queries.posts(tx, g.me.person) if not one.ended]
        return reply({"companies": [views.company(queries.get(tx, one.uscc), one, queries.shops(tx, one.uscc)) for one in posts]})


@bp.post("/look")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.Look)
@bp.alt_response(200, schema=shapes.Company)
def look(body: Loaded) -> Response:
    """A company as registers know it."""
    found = vars(service.look(body["uscc"], who()))
    return reply({**{name: value for name, value in found.items() if name != "quota"}, "quota_fen": found["quota"]})


@bp.post("/companies")
@signed_in(level=FACE)
@bp.arguments(shapes.SignUp)
@bp.alt_response(201, schema=shapes.MyCompany)
def sign_up(body: Loaded) -> Response:
    """Open a company: at once for its representative; who is authorised waits for the representative's yes."""
    keyed()
    me = who()
    company = service.look(body["uscc"], me)
    shop, until = body["shop"], day_of(body["until"]) if body["until"] else None

    def work(tx: db.Connection) -> Reply:
        first = (shop["name"], shop["address"], shop["phone"])
        found = service.sign_up(tx, (g.me.person, me.name), company, body["tel"], first, until)
        note_use(tx, g.me.person, "税务", ["企业登记", "税务登记"], service.WHY)
        return 201, _mine(tx, found)

    return answer_once(work)


def _mine(tx: db.Connection, found: Merchant) -> dict[str, object]:
    post = next(one for one in queries.posts(tx, g.me.person) if one.uscc == found.uscc)
    return views.company(found, post, queries.shops(tx, found.uscc))


@bp.post("/companies/<uscc:uscc>/agreement")
@signed_in(level=FACE)
@bp.arguments(shapes.Yes)
@bp.alt_response(200, schema=shapes.MyCompanies)
def agree(body: Loaded, uscc: str) -> Response:
    """The representative answers who asked in the company's name."""
    keyed()
    me = who()
    company = service.look(uscc, me)

    def work(tx: db.Connection) -> Reply:
        found = service.agree(tx, (g.me.person, me.name), company, body["yes"])
        return 200, {"companies": [_mine(tx, found)] if found else []}

    return answer_once(work)


@bp.post("/companies/<uscc:uscc>/shops")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.NewShop)
@bp.alt_response(201, schema=shapes.ShopShape)
def add_shop(body: Loaded, uscc: str) -> Response:
    """Another shop."""

    def work(tx: db.Connection) -> Reply:
        queries.require(tx, uscc, g.me.person, "manage")
        return 201, views.shop(service.add_shop(tx, uscc, body["name"], body["address"], body["phone"]))

    return answer_once(work)


@bp.get("/companies/<uscc:uscc>/people")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=shapes.People)
def people(uscc: str) -> Response:
    """Who works there."""
    with db.reading() as tx:
        queries.require(tx, uscc, g.me.person, "manage")
        return reply({"people": [_person(one) for one in queries.staff(tx, uscc)]})


def _person(one: Staff) -> dict[str, object]:
    gone = one.ended_at is not None or (one.until is not None and one.until < clock.today())
    word, tone = ("已离开", "grey") if gone else ("在岗", "done") if one.person_id else ("等他来", "turn")
    return {
        "id": one.id,
        "name": one.plain,
        "roles": one.roles,
        "role_words": [rules.ROLES[role] for role in one.roles],
        "shops": one.shops,
        "until": one.until.isoformat() if one.until else None,
        "word": word,
        "tone": tone,
        "may_end": not gone and rules.REP not in one.roles,
    }


@bp.post("/companies/<uscc:uscc>/people")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.Invite)
@bp.alt_response(201, schema=shapes.Invitation)
def invite(body: Loaded, uscc: str) -> Response:
    """Invite somebody by link, good for 72 hours."""
    site = current_app.config["SETTINGS"].public_url

    def work(tx: db.Connection) -> Reply:
        queries.require(tx, uscc, g.me.person, "manage")
        until = day_of(body["until"]) if body["until"] else None
        new, word = service.invite(tx, uscc, body["name"], body["roles"], body["shops"], until)
        link, does = f"{site}/j?w={word}", "、".join(rules.ROLES[role] for role in body["roles"])
        kept = picture.png(link, [queries.get(tx, uscc).name], [f"请{body['name']}来做{does}", "72 小时内扫码，本人才能进"])
        path = f"/pages-merchant/home/index?word={word}"
        return 201, {"id": new, "word": word, "path": path, "svg": picture.svg(link), "png": kept}

    return answer_once(work)


@bp.post("/invitations")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.Invited)
@bp.alt_response(200, schema=shapes.MyCompany)
def accept(body: Loaded) -> Response:
    """I was invited."""
    keyed()
    name = who().name

    def work(tx: db.Connection) -> Reply:
        return 200, _mine(tx, queries.get(tx, service.accept(tx, body["word"], g.me.person, name).uscc))

    return answer_once(work)


@bp.post("/companies/<uscc:uscc>/people/<id:staff>/ending")
@signed_in(level=REAL_NAME)
@bp.arguments(Nothing)
@bp.alt_response(200, schema=shapes.People)
def end(body: Loaded, uscc: str, staff: str) -> Response:
    """Somebody leaves: from this moment nothing of the company is theirs."""

    def work(tx: db.Connection) -> Reply:
        queries.require(tx, uscc, g.me.person, "manage")
        service.end(tx, uscc, staff)
        return 200, {"people": [_person(one) for one in queries.staff(tx, uscc)]}

    return answer_once(work)


@bp.post("/companies/<uscc:uscc>/people/<id:staff>/roles")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.Roles)
@bp.alt_response(200, schema=shapes.People)
def appoint(body: Loaded, uscc: str, staff: str) -> Response:
    """What somebody does there from now on."""

    def work(tx: db.Connection) -> Reply:
        queries.require(tx, uscc, g.me.person, "manage")
        service.appoint(tx, uscc, staff, body["roles"])
        return 200, {"people": [_person(one) for one in queries.staff(tx, uscc)]}

    return answer_once(work)


@bp.get("/companies/<uscc:uscc>/goods")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=shapes.Goods)
def goods(uscc: str) -> Response:
    """The price list."""
    with db.reading() as tx:
        queries.require(tx, uscc, g.me.person, "code")
        return reply({"goods": [views.good(one) for one in queries.goods(tx, uscc)]})


@bp.get("/companies/<uscc:uscc>/classification")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=shapes.Classification)
def classification(uscc: str) -> Response:
    """What goods can be, for tax, with the rates this company may have."""
    with db.reading() as tx:
        queries.require(tx, uscc, g.me.person, "code")
        payer = queries.get(tx, uscc).payer
    lines = [service.goods_of(one.columns) for one in outside().sources.lookup("sw.goods", {}, who(), "查税收编码").rows]
    today = clock.today()
    rates = [[percent(rate) for rate in classes.rates(one, payer, today)] for one in lines]
    shown = [{"code": one.code, "short": one.short, "name": one.name, "rates": had} for one, had in zip(lines, rates, strict=True) if had]
    return reply({"lines": shown})


@bp.post("/companies/<uscc:uscc>/goods")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.NewGood)
@bp.alt_response(200, schema=shapes.Goods)
def put_good(body: Loaded, uscc: str) -> Response:
    """A line of the price list, new or changed."""
    keyed()
    line = service.classified(body["code"], who())

    def work(tx: db.Connection) -> Reply:
        queries.require(tx, uscc, g.me.person, "manage")
        good = {name: str(body[name]) for name in ("name", "spec", "unit", "priced")}
        good |= {"rate": rate_of(body["rate"]), "price": f"{Decimal(body['price_fen']) / 100:f}"}
        service.put_goods(tx, queries.get(tx, uscc), g.me.person, line, good)
        return 200, {"goods": [views.good(one) for one in queries.goods(tx, uscc)]}

    return answer_once(work)


@bp.post("/companies/<uscc:uscc>/goods/<id:good>/removal")
@signed_in(level=REAL_NAME)
@bp.arguments(Nothing)
@bp.alt_response(200, schema=shapes.Goods)
def drop_good(body: Loaded, uscc: str, good: str) -> Response:
    """A line of the price list goes. What was issued stays as it was."""

    def work(tx: db.Connection) -> Reply:
        queries.require(tx, uscc, g.me.person, "manage")
        service.drop_goods(tx, uscc, good)
        return 200, {"goods": [views.good(one) for one in queries.goods(tx, uscc)]}

    return answer_once(work)


def day_of(said: str) -> date:
    """A day as it is written. Raises Refused."""
    found = text.day(said)
    if found is None:
        raise Refused("day_wrong", "日期写成 2026-11-23", "改一下日期")
    return found
