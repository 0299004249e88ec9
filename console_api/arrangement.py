"""The first screen of a city: see it, draft it, have it approved by a second person, switch entries on for some days, take it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

from flask import Response, g

from app.arrangement import queries, service
from app.arrangement.queries import DRAFTS, Draft
from app.catalog.queries import check_city
from app.kernel import clock, db, text
from app.kernel.once import Reply
from app.kernel.web import Loaded, reply
from app.language.arranged import On, Place
from app.publishing import current, release
from app.reference import cities
from app.staff import service as staff_service
from console_api import arrangement_shapes as shapes
from console_api import arrangement_view as view
from console_api import editing_view
from console_api.auth import for_us, staff
from console_api.drafts import ForReview, NotYet, ThatDraft
from console_api.edge import answer_once
from edge.requests import Blueprint

bp = Blueprint("console_arrangement", __name__, url_prefix="/console/v1", description="运营台：首页编排")


@bp.get("/first-screens/<city:city>")
@staff("front.read")
@bp.alt_response(200, schema=shapes.FirstScreen)
def show(city: str) -> Response:
    """The first screen of a city now, and its draft."""
    check_city(city)
    with db.reading() as tx:
        return reply(view.screen(tx, city))


@bp.get("/first-screens")
@staff("front.read")
@bp.alt_response(200, schema=shapes.DraftsWaiting)
def waiting() -> Response:
    """Drafts that wait for a second person, or for their time: of the city of whoever works for one."""
    with db.reading() as tx:
        return reply({"drafts": [view.draft(tx, one) for one in DRAFTS.waiting(tx) if g.staff.city in ("", one.city)]})


@bp.put("/first-screens/<city:city>/draft")
@staff("front.edit")
@bp.arguments(shapes.ToArrange)
@bp.alt_response(200, schema=shapes.DraftShown)
def save(body: Loaded, city: str) -> Response:
    """Keep what was arranged. 409 `changed_meanwhile` when a colleague was faster; nothing of either is lost."""
    check_city(city)
    place: Place = {"common": body["common"], "off": body["off"]}
    return _done("front.draft", city, lambda tx: service.save(tx, city, body["revision"], place, g.staff.id))


@bp.post("/first-screens/<city:city>/draft/dropping")
@staff("front.edit")
@bp.arguments(ThatDraft)
@bp.alt_response(200, schema=shapes.FirstScreen)
def drop(body: Loaded, city: str) -> Response:
    """Back to what residents see."""

    def work(tx: db.Connection) -> Reply:
        service.COURSE.drop(tx, city, body["revision"], g.staff.id)
        staff_service.note(tx, g.staff.id, "front.drop", city)
        return 200, view.screen(tx, city)

    return answer_once(work)


@bp.post("/first-screens/<city:city>/draft/sending")
@staff("front.edit")
@bp.arguments(ForReview)
@bp.alt_response(200, schema=shapes.DraftShown)
def send(body: Loaded, city: str) -> Response:
    """To a second person."""
    at = text.moment(body["publish_at"]) if body["publish_at"] else None
    return _done("front.send", city, lambda tx: service.COURSE.send(tx, city, body["revision"], body["note"], at, g.staff.id))


@bp.post("/first-screens/<city:city>/draft/taking-back")
@staff("front.edit")
@bp.arguments(ThatDraft)
@bp.alt_response(200, schema=shapes.DraftShown)
def take_back(body: Loaded, city: str) -> Response:
    """To go on with what was sent."""
    return _done("front.take_back", city, lambda tx: service.COURSE.take_back(tx, city, body["revision"], g.staff.id))


@bp.post("/first-screens/<city:city>/draft/return")
@staff("front.approve")
@bp.arguments(NotYet)
@bp.alt_response(200, schema=shapes.DraftShown)
def give_back(body: Loaded, city: str) -> Response:
    """A second person says what is to be changed."""
    return _done("front.return", city, lambda tx: service.COURSE.give_back(tx, city, body["revision"], body["comment"], g.staff.id))


@bp.post("/first-screens/<city:city>/draft/approval")
@staff("front.approve")
@bp.arguments(ThatDraft)
@bp.alt_response(200, schema=shapes.DraftShown)
def approve(body: Loaded, city: str) -> Response:
    """A second person agrees: residents see it at once, or at the time it was sent for."""
    return _done("front.approve", city, lambda tx: service.COURSE.approve(tx, city, body["revision"], g.staff.id, g.staff.login))


@bp.put("/screen-bursts/<slug:burst>")
@staff("front.edit")
@bp.arguments(shapes.SwitchedOn)
@bp.alt_response(200, schema=shapes.InRelease)
def switch_on(body: Loaded, burst: str) -> Response:
    """On at once, and off by itself."""
    for_us(g.staff, body["cities"])
    until = cast(datetime, text.moment(body["until"])).astimezone(UTC)
    on: On = {"id": burst, "cities": sorted(set(body["cities"])), "until": until.isoformat(timespec="seconds")}
    return _released("front.burst_on", burst, lambda tx: service.switch(tx, burst, on, g.staff.login, _as_before))


@bp.post("/screen-bursts/<slug:burst>/ending")
@staff("front.edit")
@bp.alt_response(200, schema=shapes.InRelease)
def switch_off(burst: str) -> Response:
    """Off now."""
    return _released("front.burst_off", burst, lambda tx: service.switch(tx, burst, None, g.staff.login, _as_before))


@bp.get("/screen-changes")
@staff("front.read")
@bp.arguments(shapes.BeforeThat, location="query")
@bp.alt_response(200, schema=shapes.ScreenChanges)
def changes(asked: Loaded) -> Response:
    """What was published, newest first, in words; those that changed neither first screens nor what operators wrote say nothing."""
    towns, bursts = {code: town["short"] for code, town in cities().items()}, {one["id"]: one["name"] for one in current().home["burst"]}
    called = queries.Names(queries.names(current()), towns, bursts)
    with db.reading() as tx:
        found = queries.changes(tx, called, asked["before"])
        words = editing_view.of_releases(tx, [one.number for one in found])
    rows = [
        {"number": one.number, "by": one.by, "note": one.note, "at": clock.rfc3339(one.at), "says": [*one.says, *words.get(one.number, [])]}
        for one in found
    ]
    last = found[-1].number if found else 0
    return reply({"changes": rows, "next": last if last > 1 else None})


@bp.post("/screen-changes/<release:number>/restoring")
@staff("front.restore")
@bp.alt_response(200, schema=shapes.InRelease)
def roll_back(number: str) -> Response:
    """First screens as that release had them; items stay as they are."""
    return _released("front.roll_back", number, lambda tx: service.roll_back(tx, int(number), g.staff.login))


def _as_before(on: On) -> None:
    """What is on now is not changed by whoever works for one city where it is on in another."""
    for_us(g.staff, on["cities"])


def _done(what: str, city: str, work: Callable[[db.Connection], Draft]) -> Response:
    def once(tx: db.Connection) -> Reply:
        found = work(tx)
        staff_service.note(tx, g.staff.id, what, city, revision=found.revision)
        return 200, view.draft(tx, found)

    answer = answer_once(once)
    release.refresh()
    return answer


def _released(what: str, about: str, work: Callable[[db.Connection], int]) -> Response:
    def once(tx: db.Connection) -> Reply:
        number = work(tx)
        staff_service.note(tx, g.staff.id, what, about, release=number)
        return 200, {"release": number}

    answer = answer_once(once)
    release.refresh()
    return answer
