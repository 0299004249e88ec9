"""What people look for and do not find, begin and do not hand in; and one tap from words nobody found to a name of an item."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, g
from marshmallow import fields, validate

from app.catalog.search import index
from app.demand import queries, rules, service
from app.editing import bulk
from app.kernel import clock, db
from app.kernel.errors import Refused
from app.kernel.once import Reply
from app.kernel.plain import Exactly, Line
from app.kernel.web import Answer, Body, Loaded, reply
from app.language import wording
from app.language.checklist import Item
from app.publishing import current
from app.publishing import service as publishing
from app.staff import service as staff_service
from console_api.auth import staff
from console_api.edge import answer_once
from edge.requests import Blueprint
from edge.shapes import day, many, number, said

bp = Blueprint("console_demand", __name__, url_prefix="/console/v1", description="运营台：大家要什么")
MOST_MISSES = 100


class Back(Body):
    """How many days back."""

    days = fields.Integer(load_default=28, validate=validate.Range(1, 180))


class Adoption(Body):
    """Words people used, and the item that is to be found by them."""

    words = Line(required=True, validate=validate.Length(1, rules.LONGEST))
    item = fields.String(required=True, validate=Exactly("[a-z][a-z0-9-]{0,59}"))


class DemandDay(Answer):
    """Null is a few: so few that they might be found."""

    day = day()
    begun = number(none=True)
    sent = number(none=True)


class DemandItem(Answer):
    """How often its card was seen, its page opened, what it takes read; cases begun, of these handed in, of these granted. Null is a few,
    or so near the step before that it would tell a few. `left`: begun and not handed in."""

    item = said()
    short = said()
    serves = said()
    seen = number(none=True)
    opened = number(none=True)
    guided = number(none=True)
    begun = number(none=True)
    sent = number(none=True)
    done = number(none=True)
    left = number(none=True)


class Near(Answer):
    item = said()
    short = said()


class Missed(Answer):
    """Words that found nothing. `near`: what comes closest."""

    words = said()
    n = number()
    near = many(Near)


class Demand(Answer):
    """`few`: from how many people on a count is shown; `hidden`: how often words were not found that fewer people asked for."""

    few = number()
    days = many(DemandDay)
    items = many(DemandItem)
    misses = many(Missed)
    hidden = number()


class Adopted(Answer):
    item = said()
    short = said()


@bp.get("/demand")
@staff("demand.read")
@bp.arguments(Back, location="query")
@bp.alt_response(200, schema=Demand)
def show(asked: Loaded) -> Response:
    """Counts of the last days. Words that are found by now are none of these any more."""
    service.store()
    since = clock.today() - timedelta(days=asked["days"] - 1)
    with db.reading() as tx:
        days, items, (missed, hidden) = queries.by_day(tx, since), queries.by_item(tx, since), queries.misses(tx, since)
    items_now = current().items
    names = {key: one.short for key, one in items_now.items()}
    open_ones = [one for one in missed if not index(current()).find(one.words)]
    return reply(
        {
            "few": rules.ENOUGH,
            "days": [{"day": one.key, "begun": rules.shown(one.begun), "sent": rules.shown(one.sent)} for one in days],
            "items": [_item(one, items_now[one.item]) for one in items if one.item in items_now],
            "misses": [{"words": one.words, "n": one.n, "near": _near(one.words, names)} for one in open_ones[:MOST_MISSES]],
            "hidden": hidden,
        }
    )


@bp.post("/demand/adoptions")
@staff("items.edit")
@bp.arguments(Adoption)
@bp.alt_response(200, schema=Adopted)
def adopt(body: Loaded) -> Response:
    """These words become another name of the item: a draft that goes to a second person at once."""

    def work(tx: db.Connection) -> Reply:
        item, words = current().item(body["item"]), body["words"]
        places = {one.path: one.text for one in wording.places(publishing.source(tx, item.id)["item"])}
        names = [one for one in places["alias"].split("\n") if one]
        if words in names:
            raise Refused("known_already", f"「{item.short}」已经有这个叫法了", "刷新看看")
        (draft,) = bulk.send(tx, {item.id: {"alias": "\n".join([*names, words])}}, f"有人搜「{words}」没找到", g.staff.id)
        staff_service.note(tx, g.staff.id, "items.send", item.id, revision=draft.revision)
        return 200, {"item": item.id, "short": item.short}

    return answer_once(work)


def _item(way: queries.Way, item: Item) -> dict[str, object]:
    shown = dict(zip(queries.STEPS, rules.steps([getattr(way, step) for step in queries.STEPS]), strict=True))
    # Of three numbers that add up, two tell the third.
    left = None if shown["begun"] is None or shown["sent"] is None else way.left
    return {"item": item.id, "short": item.short, "serves": item.serves, **shown, "left": left}


def _near(words: str, names: dict[str, str]) -> list[dict[str, str]]:
    return [{"item": one, "short": names[one]} for one in index(current()).near(words)]
