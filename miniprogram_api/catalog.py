"""The catalogue for anyone: first screen, themes, departments, items, checklists, search. Answers carry an ETag and are
kept by app.catalog.front until the release or the day changes."""

from __future__ import annotations

import hashlib
import re
from typing import cast

import orjson
from flask import Response
from flask_smorest import Blueprint

from app.arrangement import queries as arrangements
from app.catalog import finding, queries
from app.catalog.front import COUNT, KEEP
from app.demand import rules as counting
from app.demand import service as demand
from app.editing import queries as editing
from app.kernel import clock, db
from app.kernel.errors import BadRequest, NotFound, Refused
from app.kernel.web import asked, reply
from app.language.checklist import Item, WrongAnswers
from app.publishing import current, preview
from app.reference import place_of
from miniprogram_api import catalog_shapes as shapes
from miniprogram_api.auth import anyone
from miniprogram_api.edge import address

bp = Blueprint("catalog", __name__, url_prefix="/api", description="事项")


def kept(body: object, **read: list[str]) -> Response:
    """A reply that may be said again as it is. `read`: which items one sees by it (seen), finds, opens, is told what they take (guided);
    how often is counted, by whom is not."""
    raw = orjson.dumps(body)
    reply = Response(raw, content_type="application/json; charset=utf-8")
    reply.headers["ETag"] = f'"{hashlib.blake2b(raw, digest_size=12).hexdigest()}"'
    reply.headers["Cache-Control"] = "no-cache"
    reply.headers[KEEP] = "1"
    if read:
        reply.headers[COUNT] = counting.mark(**read)
    return reply


def city() -> str:
    """The city asked for, also by one of its districts; the one that is shown when none is chosen."""
    return place()[0]


def place() -> tuple[str, str | None]:
    """The city, and the district when it is one that was asked for."""
    return place_of(asked("city", current().home["cities"]["default"]))


@bp.get("/cities")
@anyone
@bp.alt_response(200, schema=shapes.Cities)
def cities() -> Response:
    """All cities with their districts."""
    return kept(queries.cities(current()))


@bp.get("/home")
@anyone
@bp.alt_response(200, schema=shapes.Home)
@bp.doc(parameters=[shapes.CITY, shapes.PREVIEW])
def home() -> Response:
    """The first screen of a city today. `preview`: as a colleague at the desk drafts it, shown to whoever has the ticket."""
    if ticket := asked("preview"):
        return reply(_drafted(ticket))
    screen = queries.home(current(), city(), clock.now())
    return kept(screen, seen=_ids(screen["common"], screen["season"], screen["burst"]))


def _ids(*cards: object) -> list[str]:
    """Of lists of cards."""
    return [one["id"] for some in cards for one in cast("list[dict[str, str]]", some)]


def listed(found: dict[str, object]) -> Response:
    """A list of items, all of them seen."""
    return kept(found, seen=_ids(found["items"]))


def _drafted(ticket: str) -> dict[str, object]:
    draft, now = preview.draft_of(ticket, clock.now()), clock.now()
    with db.reading() as tx:
        found = arrangements.by_id(tx, draft) if draft else None
    if found is None:
        raise _over()
    return queries.home(current(), found.city, now, {found.city: found.place})


def _worded(item_id: str, ticket: str) -> Item:
    """An item as a draft says it. Raises NotFound `preview_over`."""
    draft = preview.draft_of(ticket, clock.now())
    with db.reading() as tx:
        found = editing.previewed(tx, draft, item_id) if draft else None
    if found is None:
        raise _over()
    return found


def _over() -> NotFound:
    return NotFound("preview_over", "这个预览过期了", "回运营台再开一次")


@bp.get("/themes/<slug:theme_id>")
@anyone
@bp.alt_response(200, schema=shapes.Items)
@bp.doc(parameters=[shapes.CITY])
def theme(theme_id: str) -> Response:
    """All items of a theme."""
    return listed(queries.theme(current(), theme_id, city()))


@bp.get("/zones/<slug:zone_id>")
@anyone
@bp.alt_response(200, schema=shapes.Items)
@bp.doc(parameters=[shapes.CITY])
def zone(zone_id: str) -> Response:
    """All items of a zone."""
    return listed(queries.zone(current(), zone_id, city()))


@bp.get("/bundles")
@anyone
@bp.alt_response(200, schema=shapes.Bundles)
@bp.doc(parameters=[shapes.CITY])
def bundles() -> Response:
    """All bundles."""
    return kept(queries.bundles(current(), city()))


@bp.get("/bundles/<slug:bundle_id>")
@anyone
@bp.alt_response(200, schema=shapes.Bundle)
@bp.doc(parameters=[shapes.CITY])
def bundle(bundle_id: str) -> Response:
    """What a bundle does, step by step."""
    return kept(queries.bundle(current(), bundle_id, city()))


@bp.get("/departments")
@anyone
@bp.alt_response(200, schema=shapes.Departments)
@bp.doc(parameters=[shapes.CITY])
def departments() -> Response:
    """Departments of a city."""
    return kept(queries.departments(current(), city()))


@bp.get("/departments/<unit:key>/items")
@anyone
@bp.alt_response(200, schema=shapes.Items)
@bp.doc(parameters=[shapes.CITY])
def department(key: str) -> Response:
    """All items of a department."""
    return listed(queries.department(current(), key, city()))


@bp.get("/items/<slug:item_id>")
@anyone
@bp.alt_response(200, schema=shapes.Guide)
@bp.doc(parameters=[shapes.CITY, shapes.PREVIEW, shapes.asked("aside", "1：别的页要它的问题，没有人打开它")])
def item(item_id: str) -> Response:
    """An item and its questions. `preview`: as a colleague at the desk drafts it, shown to whoever has the ticket."""
    if ticket := asked("preview"):
        return reply(queries.guide(_worded(item_id, ticket), *place()))
    guide = queries.guide(current().item(item_id), *place())
    return kept(guide) if asked("aside") else kept(guide, opened=[item_id])


@bp.get("/items/<slug:item_id>/checklist")
@anyone
@bp.alt_response(200, schema=shapes.Checklist)
@bp.doc(parameters=[shapes.asked("answers", "问题:选项，用逗号隔开"), shapes.CITY, shapes.PREVIEW])
def checklist(item_id: str) -> Response:
    """What applies to `answers=question:option,…`; `preview` as above."""
    where, district = place()
    answers, ticket = parse_answers(asked("answers")), asked("preview")
    try:
        if ticket:
            return reply(queries.checklist(_worded(item_id, ticket), answers, where, clock.today(), district))
        return kept(queries.checklist(current().item(item_id), answers, where, clock.today(), district), guided=[item_id])
    except WrongAnswers as wrong:
        raise Refused("answers_wrong", "有一问没答对上", "回去再选一次", errors=wrong.errors) from None


@bp.get("/search")
@anyone
@bp.alt_response(200, schema=shapes.SearchResults)
@bp.doc(parameters=[shapes.asked("q", "要找什么，最多 40 个字", required=True), shapes.CITY, shapes.asked("after", "上一页的 next")])
def search() -> Response:
    """Everyday words → items. That nothing was found is counted, without who asked."""
    query = " ".join(asked("q").split())[:40]
    if not query:
        raise Refused("query_empty", "还没有写要找什么", "写几个字再搜", errors=[{"field": "q", "say": "写几个字。"}])
    after = asked("after") or "0"  # empty: the first page, as everywhere
    if not re.fullmatch(r"[0-9]{1,4}", after):
        raise BadRequest("mark_unreadable", "翻页翻到了别处", "回到第一页再看")
    found = finding.search(current(), query, city(), int(after))
    hits = _ids(found["hits"])
    if hits or found["bundles"]:
        return kept(found, seen=hits, found=hits[:1] if after == "0" else [])
    demand.missed(query, address())
    return reply(found)


@bp.get("/halls")
@anyone
@bp.alt_response(200, schema=shapes.Halls)
@bp.doc(parameters=[shapes.asked("item", "只看能办这件事的大厅"), shapes.CITY])
def halls() -> Response:
    """Where to go."""
    wanted = asked("item")
    return kept(queries.halls(city(), current().item(wanted) if wanted else None))


def parse_answers(text: str) -> dict[str, str]:
    """`why:expiring,age:adult` → a dictionary. What is no pair is refused with the rest of the wrong answers."""
    pairs = [one.partition(":") for one in text.split(",") if one]
    return {key: value for key, _, value in pairs}
