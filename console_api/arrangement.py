"""The first screen of a city: see it, draft it, have it approved by a second person, switch entries on for some days, take it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

from flask import Response, g
from marshmallow import fields, validate

from app.arrangement import preview, queries, rules, service
from app.arrangement.queries import Draft
from app.catalog.queries import check_city
from app.kernel import clock, db, text
from app.kernel.once import Reply
from app.kernel.plain import Exactly, Line, Moment
from app.kernel.web import Answer, Body, Loaded, reply
from app.language.arranged import On, Place
from app.publishing import current, release
from app.reference import cities
from app.staff import queries as staff_queries
from app.staff import service as staff_service
from console_api.auth import staff
from console_api.edge import answer_once
from edge.requests import Blueprint
from edge.shapes import many, moment, number, one, one_of, said, texts, yes

bp = Blueprint("console_arrangement", __name__, url_prefix="/console/v1", description="运营台：首页编排")
SLUG = Exactly("[a-z][a-z0-9-]{0,59}")


class ToArrange(Body):
    """A city's first screen. `revision`: of the draft that is changed, 0 for a first one."""

    revision = fields.Integer(required=True, strict=True, validate=validate.Range(0, 1_000_000))
    common = fields.List(fields.String(validate=SLUG), required=True, validate=validate.Length(0, 40))
    off = fields.List(fields.String(validate=SLUG), load_default=list, validate=validate.Length(0, 40))


class ThatDraft(Body):
    """Which revision is meant: nobody decides on what they have not seen."""

    revision = fields.Integer(required=True, strict=True, validate=validate.Range(1, 1_000_000))


class ForReview(ThatDraft):
    """Why, and when it is to be seen; at once when nothing is said."""

    note = Line(required=True, validate=validate.Length(2, 200))
    publish_at = Moment(load_default=None, allow_none=True)


class NotYet(ThatDraft):
    """What is to be changed."""

    comment = Line(required=True, validate=validate.Length(2, 200))


class SwitchedOn(Body):
    """On in these cities (none: everywhere) until then."""

    cities = fields.List(fields.String(validate=Exactly("[0-9]{6}")), load_default=list, validate=validate.Length(0, 60))
    until = Moment(required=True)


class BeforeThat(Body):
    """The number of the last release that was shown."""

    before = fields.Integer(load_default=None, validate=validate.Range(1, 10_000_000))


class MayStand(Answer):
    """An item that may stand there. `serves`: case, view, booking, or guide, which cannot be done on the phone."""

    id = said()
    short = said()
    name = said()
    icon = said()
    serves = said()


class SeasonEntry(MayStand):
    """`from_`, `to`: MM-DD; `on`: shown here in its season; `now`: it is its season."""

    begins = said()
    ends = said()
    on = yes()


class BurstEntry(Answer):
    """`until` and `cities` while it is on; no city named is everywhere."""

    id = said()
    name = said()
    item = said()
    icon = said()
    on = yes()
    until = moment(none=True)
    cities = texts()


class Screen(Answer):
    common = texts()
    off = texts()


class DraftShown(Answer):
    """A draft, and what it changes in words. `mine`: I changed it last, so somebody else decides."""

    city = said()
    city_name = said()
    state = one_of(rules.MOVES)
    revision = number()
    place = one(Screen)
    says = texts()
    note = said()
    comment = said()
    by = said()
    mine = yes()
    publish_at = moment(none=True)
    changed_at = moment()
    preview = said()


class FirstScreen(Answer):
    """What residents of a city see, what is being drafted, and what may stand there."""

    city = said()
    city_name = said()
    release = number()
    live = one(Screen)
    draft = one(DraftShown, none=True)
    items = many(MayStand)
    seasons = many(SeasonEntry)
    bursts = many(BurstEntry)
    least = number()
    most = number()


class DraftsWaiting(Answer):
    drafts = many(DraftShown)


class ScreenChange(Answer):
    number = number()
    by = said()
    note = said()
    at = moment()
    says = texts()


class ScreenChanges(Answer):
    changes = many(ScreenChange)
    next = number(none=True)


class InRelease(Answer):
    release = number()


@bp.get("/first-screens/<city:city>")
@staff("front.read")
@bp.alt_response(200, schema=FirstScreen)
def show(city: str) -> Response:
    """The first screen of a city now, and its draft."""
    check_city(city)
    with db.reading() as tx:
        return reply(_screen(tx, city))


@bp.get("/first-screens")
@staff("front.read")
@bp.alt_response(200, schema=DraftsWaiting)
def waiting() -> Response:
    """Drafts that wait for a second person, or for their time."""
    with db.reading() as tx:
        return reply({"drafts": [_draft(tx, one) for one in queries.waiting(tx)]})


@bp.put("/first-screens/<city:city>/draft")
@staff("front.edit")
@bp.arguments(ToArrange)
@bp.alt_response(200, schema=DraftShown)
def save(body: Loaded, city: str) -> Response:
    """Keep what was arranged. 409 `changed_meanwhile` when a colleague was faster; nothing of either is lost."""
    check_city(city)
    place: Place = {"common": body["common"], "off": body["off"]}
    return _done("front.draft", city, lambda tx: service.save(tx, city, body["revision"], place, g.staff.id))


@bp.post("/first-screens/<city:city>/draft/dropping")
@staff("front.edit")
@bp.arguments(ThatDraft)
@bp.alt_response(200, schema=FirstScreen)
def drop(body: Loaded, city: str) -> Response:
    """Back to what residents see."""

    def work(tx: db.Connection) -> Reply:
        service.drop(tx, city, body["revision"], g.staff.id)
        staff_service.note(tx, g.staff.id, "front.drop", city)
        return 200, _screen(tx, city)

    return answer_once(work)


@bp.post("/first-screens/<city:city>/draft/sending")
@staff("front.edit")
@bp.arguments(ForReview)
@bp.alt_response(200, schema=DraftShown)
def send(body: Loaded, city: str) -> Response:
    """To a second person."""
    at = text.moment(body["publish_at"]) if body["publish_at"] else None
    return _done("front.send", city, lambda tx: service.send(tx, city, body["revision"], body["note"], at, g.staff.id))


@bp.post("/first-screens/<city:city>/draft/taking-back")
@staff("front.edit")
@bp.arguments(ThatDraft)
@bp.alt_response(200, schema=DraftShown)
def take_back(body: Loaded, city: str) -> Response:
    """To go on with what was sent."""
    return _done("front.take_back", city, lambda tx: service.take_back(tx, city, body["revision"], g.staff.id))


@bp.post("/first-screens/<city:city>/draft/return")
@staff("front.approve")
@bp.arguments(NotYet)
@bp.alt_response(200, schema=DraftShown)
def give_back(body: Loaded, city: str) -> Response:
    """A second person says what is to be changed."""
    return _done("front.return", city, lambda tx: service.give_back(tx, city, body["revision"], body["comment"], g.staff.id))


@bp.post("/first-screens/<city:city>/draft/approval")
@staff("front.approve")
@bp.arguments(ThatDraft)
@bp.alt_response(200, schema=DraftShown)
def approve(body: Loaded, city: str) -> Response:
    """A second person agrees: residents see it at once, or at the time it was sent for."""
    return _done("front.approve", city, lambda tx: service.approve(tx, city, body["revision"], g.staff.id, g.staff.login))


@bp.put("/screen-bursts/<slug:burst>")
@staff("front.edit")
@bp.arguments(SwitchedOn)
@bp.alt_response(200, schema=InRelease)
def switch_on(body: Loaded, burst: str) -> Response:
    """On at once, and off by itself."""
    until = cast(datetime, text.moment(body["until"])).astimezone(UTC)
    on: On = {"id": burst, "cities": sorted(set(body["cities"])), "until": until.isoformat(timespec="seconds")}
    return _released("front.burst_on", burst, lambda tx: service.switch(tx, burst, on, g.staff.login))


@bp.post("/screen-bursts/<slug:burst>/ending")
@staff("front.edit")
@bp.alt_response(200, schema=InRelease)
def switch_off(burst: str) -> Response:
    """Off now."""
    return _released("front.burst_off", burst, lambda tx: service.switch(tx, burst, None, g.staff.login))


@bp.get("/screen-changes")
@staff("front.read")
@bp.arguments(BeforeThat, location="query")
@bp.alt_response(200, schema=ScreenChanges)
def changes(asked: Loaded) -> Response:
    """What was published, newest first, in words; those that changed no first screen say so by saying nothing."""
    towns, bursts = {code: town["short"] for code, town in cities().items()}, {one["id"]: one["name"] for one in current().home["burst"]}
    called = queries.Names(queries.names(current()), towns, bursts)
    with db.reading() as tx:
        found = queries.changes(tx, called, asked["before"])
    rows = [{"number": one.number, "by": one.by, "note": one.note, "at": clock.rfc3339(one.at), "says": one.says} for one in found]
    last = found[-1].number if found else 0
    return reply({"changes": rows, "next": last if last > 1 else None})


@bp.post("/screen-changes/<release:number>/restoring")
@staff("front.approve")
@bp.alt_response(200, schema=InRelease)
def roll_back(number: str) -> Response:
    """First screens as that release had them; items stay as they are."""
    return _released("front.roll_back", number, lambda tx: service.roll_back(tx, int(number), g.staff.login))


def _done(what: str, city: str, work: Callable[[db.Connection], Draft]) -> Response:
    def once(tx: db.Connection) -> Reply:
        found = work(tx)
        staff_service.note(tx, g.staff.id, what, city, revision=found.revision)
        return 200, _draft(tx, found)

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


def _screen(tx: db.Connection, city: str) -> dict[str, object]:
    published, now, draft = current(), clock.now(), queries.of_city(tx, city)
    here = queries.offered(published, city)
    live = queries.place_of(published, city)
    on = {one["id"]: one for one in published.arranged["bursts"] if datetime.fromisoformat(one["until"]) > now}
    shown = draft.place if draft else live
    return {
        "city": city,
        "city_name": cities()[city]["short"],
        "release": published.number,
        "live": live,
        "draft": _draft(tx, draft) if draft else None,
        "items": [_entry(one) for one in here],
        "seasons": [
            {**_entry(one["item"]), "begins": one["from"], "ends": one["to"], "on": one["item"] not in shown["off"]}
            for one in published.home["periodic"]
            if one["item"] in here
        ],
        "bursts": [
            {
                "id": one["id"],
                "name": one["name"],
                "item": one["item"],
                "icon": published.items[one["item"]].icon,
                "on": one["id"] in on,
                "until": clock.rfc3339(datetime.fromisoformat(on[one["id"]]["until"])) if one["id"] in on else None,
                "cities": on[one["id"]]["cities"] if one["id"] in on else one.get("cities", []),
            }
            for one in published.home["burst"]
            if one["item"] in published.items
        ],
        "least": rules.LEAST,
        "most": rules.MOST,
    }


def _entry(item: str) -> dict[str, object]:
    found = current().items[item]
    return {"id": item, "short": found.short, "name": found.name, "icon": found.icon, "serves": found.serves}


def _draft(tx: db.Connection, one: Draft) -> dict[str, object]:
    names = {item: item for item in (*one.before["common"], *one.place["common"], *one.before["off"], *one.place["off"])}
    return {
        "city": one.city,
        "city_name": cities()[one.city]["short"],
        "state": one.state,
        "revision": one.revision,
        "place": one.place,
        "says": rules.difference(one.before, one.place, {**names, **queries.names(current())}),
        "note": one.note,
        "comment": one.comment,
        "by": staff_queries.names(tx, [one.by]).get(one.by, ""),
        "mine": one.by == g.staff.id,
        "publish_at": clock.rfc3339(one.publish_at) if one.publish_at else None,
        "changed_at": clock.rfc3339(one.changed_at),
        "preview": f"/h5/#/pages/home/index?preview={preview.ticket(one.id, clock.now())}",
    }
