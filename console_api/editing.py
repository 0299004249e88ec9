"""The words of an item: see them, draft them, have them approved by a second person, write again what was there before."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, g

from app.editing import service
from app.editing.queries import DRAFTS, Draft
from app.kernel import db, text
from app.kernel.once import Reply
from app.kernel.web import Loaded, reply
from app.publishing import release
from app.staff import service as staff_service
from console_api import editing_shapes as shapes
from console_api import editing_view as view
from console_api.auth import staff
from console_api.drafts import ForReview, NotYet, ThatDraft
from console_api.edge import answer_once
from edge.requests import Blueprint

bp = Blueprint("console_editing", __name__, url_prefix="/console/v1", description="运营台：事项的字")


@bp.get("/items")
@staff("items.read")
@bp.alt_response(200, schema=shapes.WordedItems)
def listed() -> Response:
    """All items, with how many of their words operators changed."""
    with db.reading() as tx:
        return reply(view.listed(tx))


@bp.get("/items/<slug:item>")
@staff("items.read")
@bp.alt_response(200, schema=shapes.ItemWords)
def show(item: str) -> Response:
    """What may be worded otherwise of an item, and its draft."""
    with db.reading() as tx:
        return reply(view.item(tx, item))


@bp.get("/item-drafts")
@staff("items.read")
@bp.alt_response(200, schema=shapes.WordDrafts)
def waiting() -> Response:
    """Drafts that wait for a second person, or for their time."""
    with db.reading() as tx:
        return reply({"drafts": [view.draft(tx, one) for one in DRAFTS.waiting(tx)]})


@bp.put("/items/<slug:item>/draft")
@staff("items.edit")
@bp.arguments(shapes.ToWord)
@bp.alt_response(200, schema=shapes.WordDraft)
def save(body: Loaded, item: str) -> Response:
    """Keep what was written. 422 `words_wrong` names each place; 409 `changed_meanwhile` when a colleague was faster."""
    return _done("items.draft", item, lambda tx: service.save(tx, item, body["revision"], body["texts"], g.staff.id))


@bp.post("/items/<slug:item>/draft/restoring")
@staff("items.edit")
@bp.arguments(shapes.ToRestore)
@bp.alt_response(200, schema=shapes.WordDraft)
def restore(body: Loaded, item: str) -> Response:
    """A draft that says again what a release said; a second person looks at it like at any other."""
    return _done("items.restore", item, lambda tx: service.restore(tx, item, body["revision"], body["release"], g.staff.id))


@bp.post("/items/<slug:item>/draft/dropping")
@staff("items.edit")
@bp.arguments(ThatDraft)
@bp.alt_response(200, schema=shapes.ItemWords)
def drop(body: Loaded, item: str) -> Response:
    """Back to what residents read."""

    def work(tx: db.Connection) -> Reply:
        service.COURSE.drop(tx, item, body["revision"], g.staff.id)
        staff_service.note(tx, g.staff.id, "items.drop", item)
        return 200, view.item(tx, item)

    return answer_once(work)


@bp.post("/items/<slug:item>/draft/sending")
@staff("items.edit")
@bp.arguments(ForReview)
@bp.alt_response(200, schema=shapes.WordDraft)
def send(body: Loaded, item: str) -> Response:
    """To a second person."""
    at = text.moment(body["publish_at"]) if body["publish_at"] else None
    return _done("items.send", item, lambda tx: service.COURSE.send(tx, item, body["revision"], body["note"], at, g.staff.id))


@bp.post("/items/<slug:item>/draft/taking-back")
@staff("items.edit")
@bp.arguments(ThatDraft)
@bp.alt_response(200, schema=shapes.WordDraft)
def take_back(body: Loaded, item: str) -> Response:
    """To go on with what was sent."""
    return _done("items.take_back", item, lambda tx: service.COURSE.take_back(tx, item, body["revision"], g.staff.id))


@bp.post("/items/<slug:item>/draft/return")
@staff("items.approve")
@bp.arguments(NotYet)
@bp.alt_response(200, schema=shapes.WordDraft)
def give_back(body: Loaded, item: str) -> Response:
    """A second person says what is to be changed."""
    return _done("items.return", item, lambda tx: service.COURSE.give_back(tx, item, body["revision"], body["comment"], g.staff.id))


@bp.post("/items/<slug:item>/draft/approval")
@staff("items.approve")
@bp.arguments(ThatDraft)
@bp.alt_response(200, schema=shapes.WordDraft)
def approve(body: Loaded, item: str) -> Response:
    """A second person agrees: residents read it at once, or at the time it was sent for; a case that runs keeps its words."""
    return _done("items.approve", item, lambda tx: service.COURSE.approve(tx, item, body["revision"], g.staff.id, g.staff.login))


def _done(what: str, item: str, work: Callable[[db.Connection], Draft]) -> Response:
    def once(tx: db.Connection) -> Reply:
        found = work(tx)
        staff_service.note(tx, g.staff.id, what, item, revision=found.revision)
        return 200, view.draft(tx, found)

    answer = answer_once(once)
    release.refresh()
    return answer
