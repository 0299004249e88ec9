"""Cases: begin, fill in, hand in, follow, correct, withdraw."""

from __future__ import annotations

from typing import Any

from flask import Response, g
from marshmallow import fields, validate

from app.cases import drafts, first, pages, pinned, prefill, queries, records, running, service, words
from app.catalog import queries as catalog
from app.catalog import words as plain
from app.identity.papers import ID_CARD
from app.kernel import clock, db
from app.kernel.ids import is_id
from app.kernel.web import Answer, Body, Paged, reply
from app.notices.templates import offered
from app.publishing import Release, at, current
from app.reference import city_of
from miniprogram_api.auth import owners, require_level, signed_in
from miniprogram_api.edge import Blueprint, Yes, answer_once
from payment import queries as payments

bp = Blueprint("cases", __name__, url_prefix="/api", description="办件")

Short = fields.String(validate=validate.Length(1, 40))
Strings = fields.Dict(keys=fields.String(), values=fields.String())


class Begin(Body):
    """What to do, where, and the answers to its questions."""

    item = fields.String(required=True, validate=validate.Length(1, 60))
    city = fields.String(required=True, validate=validate.Regexp(r"[0-9]{6}\Z"))
    answers = fields.Dict(keys=Short, values=Short, required=True)
    anyway = Yes(load_default=False)  # the certificate that stands does not settle it


class Values(Body):
    """Fields that changed; null clears one. `base`: the `rev` one has seen."""

    values = fields.Dict(keys=fields.String(), values=fields.String(allow_none=True, validate=validate.Length(max=2000)), required=True)
    base = fields.Integer(load_default=None, strict=True, validate=validate.Range(min=0))


class Withdrawal(Body):
    reason = fields.String(load_default="", validate=validate.Length(max=200))


class Nothing(Body):
    """No body, or {}."""


class Begun(Answer):
    no = fields.String(required=True)
    next = fields.String(required=True)


class Act(Answer):
    text = fields.String(required=True)
    to = fields.String(required=True)


class Remedy(Answer):
    """What can be done against a no, a sentence each: review, lawsuit, where it was decided, whom to ask."""

    review = fields.String(required=True)
    suit = fields.String(required=True)
    where = fields.String(required=True)
    ask = fields.String(required=True)


class CaseCard(Answer):
    """A case on one card."""

    no = fields.String(required=True)
    no_text = fields.String(required=True)
    item = fields.String(required=True)
    short = fields.String(required=True)
    name = fields.String(required=True)
    icon = fields.String(required=True)
    state = fields.String(required=True)
    turn = fields.Boolean(required=True)
    tone = fields.String(required=True)
    word = fields.String(required=True)
    title = fields.String(required=True)
    say = fields.String(required=True)
    by = fields.String(required=True, allow_none=True)
    act = fields.Nested(Act, required=True, allow_none=True)
    updated_at = fields.String(required=True)


class Counts(Answer):
    open = fields.Integer(required=True)
    done = fields.Integer(required=True)
    draft = fields.Integer(required=True)


class Wanted(Paged):
    """Which cases: open, done, draft; all without."""

    group = fields.String(validate=validate.Length(max=20))


class Cases(Answer):
    """`counts` are of all of them, not only this page's; `next`: send it as `after`."""

    cases = fields.List(fields.Nested(CaseCard), required=True)
    next = fields.String(required=True, allow_none=True)
    counts = fields.Nested(Counts, required=True)


class Case(CaseCard):
    """A case in full."""

    item_version = fields.String(required=True)
    unit = fields.String(required=True)
    applicant = fields.String(required=True)
    promise = fields.Dict(required=True)
    light = fields.String(required=True, allow_none=True)
    steps = fields.List(fields.Dict(), required=True)
    timeline = fields.List(fields.Dict(), required=True)
    delivery = fields.Dict(required=True, allow_none=True)
    payment = fields.Dict(required=True, allow_none=True)
    certificate = fields.Dict(required=True, allow_none=True)
    can = fields.Dict(required=True)
    hotline = fields.Dict(required=True)
    remedy = fields.Nested(Remedy, required=True, allow_none=True)
    next = fields.List(fields.Dict(), required=True)


class Form(Answer):
    no = fields.String(required=True)
    short = fields.String(required=True)
    step = fields.Integer(required=True)
    steps = fields.List(fields.String(), required=True)
    title = fields.String(required=True)
    say = fields.String(required=True)
    fields_ = fields.List(fields.Dict(), required=True, data_key="fields")
    groups = fields.Dict(required=True)
    gaps = fields.List(fields.String(), required=True)
    item = fields.String(required=True)
    state = fields.String(required=True)
    rev = fields.Integer(required=True)
    questions = fields.List(Strings, required=True)
    running = fields.Dict(required=True, allow_none=True)


class Saved(Answer):
    saved_at = fields.String(required=True)
    gaps = fields.List(fields.String(), required=True)
    errors = fields.List(Strings, required=True)
    rev = fields.Integer(required=True)
    others = fields.List(fields.Dict(), required=True)


class Mark(Answer):
    """Where a case stands: enough to see whether anything changed."""

    state = fields.String(required=True)
    rev = fields.Integer(required=True)


class Confirmation(Answer):
    title = fields.String(required=True)
    lines = fields.List(fields.Dict(), required=True)
    uses = fields.List(Strings, required=True)
    consent = fields.String(required=True)
    signature = fields.Dict(required=True)
    gaps = fields.List(fields.String(), required=True)
    errors = fields.List(Strings, required=True)
    item = fields.String(required=True)
    state = fields.String(required=True)
    fee_text = fields.String(required=True)


class Submitted(Answer):
    no = fields.String(required=True)
    say = fields.String(required=True)
    by = fields.String(required=True, allow_none=True)
    next_steps = fields.List(Strings, required=True)
    templates = fields.List(fields.String(), required=True)
    recommend = fields.List(fields.Dict(), required=True)


class Correction(Answer):
    title = fields.String(required=True)
    until = fields.String(required=True, allow_none=True)
    points = fields.List(fields.Dict(), required=True)
    left = fields.Integer(required=True)
    say = fields.String(required=True)
    state = fields.String(required=True)


class Chosen(Body):
    """What the person tapped so far: why:expiring,age:adult. City and answers of the page, for what follows from them."""

    city = fields.String(load_default="", validate=validate.Length(max=6))
    answers = fields.String(load_default="", validate=validate.Length(max=2000))


class Known(Answer):
    """`errors`: answers that do not fit the person; `running`: what already runs towards this result; `stands`: a certificate
    that makes it pointless."""

    answers = fields.Dict(required=True)
    errors = fields.List(Strings, required=True)
    running = fields.Dict(required=True, allow_none=True)
    stands = fields.Dict(required=True, allow_none=True)


@bp.get("/items/<slug:item_id>/known")
@signed_in()
@bp.arguments(Chosen, location="query")
@bp.alt_response(200, schema=Known)
def known(asked: dict[str, str], item_id: str) -> Response:
    """What we know of this person before anything is filled in: answers that need no asking, and what speaks against it."""
    item = pinned.latest(item_id)
    if g.me.person is None:
        return reply({"answers": {}, "errors": [], "running": None, "stands": None})
    chosen = dict(pair.split(":", 1) for pair in asked["answers"].split(",") if ":" in pair)
    with db.reading() as tx:
        return reply(first.known(tx, item, g.me.person, asked["city"], chosen))


@bp.get("/cases")
@signed_in()
@bp.arguments(Wanted, location="query")
@bp.alt_response(200, schema=Cases)
def mine(asked: dict[str, str]) -> Response:
    """My cases: open, done or draft."""
    with db.reading() as tx:
        return reply(queries.mine(tx, owners(), asked.get("group"), asked.get("after")))


@bp.post("/cases")
@signed_in()
@bp.arguments(Begin)
@bp.alt_response(201, schema=Begun)
def begin(body: dict[str, Any]) -> Response:
    """Start, or take up the open draft with the same answers."""
    item, body["city"] = pinned.latest(body["item"]), city_of(body["city"])
    if g.me.paper not in (None, ID_CARD):
        pages.needs_id_card(pinned.plan(item, body["answers"], body["city"]), g.me.paper)

    def work(tx: Any) -> tuple[int, Any]:
        return 201, {"no": drafts.begin(tx, g.me.account, g.me.person, item, body["city"], body["answers"], body["anyway"]), "next": "form"}

    return answer_once(work)


@bp.get("/cases/<case:no>")
@signed_in()
@bp.alt_response(200, schema=Case)
def show(no: str) -> Response:
    """One case with everything that happened."""
    return reply(_view(no))


@bp.get("/cases/<case:no>/form")
@signed_in()
@bp.alt_response(200, schema=Form)
def form(no: str) -> Response:
    """The form, filled in as far as we know."""
    _fetch(no)
    with db.reading() as tx:
        row, item, checklist = pages.opened(tx, no, owners())
        return reply(pages.form(tx, row, item, checklist, *pages.draft_of(tx, row, checklist, g.me.account, g.me.person)))


@bp.get("/cases/<case:no>/mark")
@signed_in()
@bp.alt_response(200, schema=Mark)
def mark(no: str) -> Response:
    """Whether anything changed elsewhere: one row, asked for by a page that is looked at."""
    with db.reading() as tx:
        return reply(records.mark(tx, no, owners()))


@bp.patch("/cases/<case:no>/draft")
@signed_in()
@bp.arguments(Values)
@bp.alt_response(200, schema=Saved)
def save(body: dict[str, Any], no: str) -> Response:
    """Save what changed; what is wrong is said and not stored; what another phone wrote meanwhile is not written over."""

    def work(tx: Any) -> tuple[int, Any]:
        return 200, drafts.save(tx, no, owners(), g.me.account, g.me.person, body["values"], body["base"])

    return answer_once(work, key_needed=False)


@bp.get("/cases/<case:no>/confirm")
@signed_in()
@bp.alt_response(200, schema=Confirmation)
def confirm(no: str) -> Response:
    """Everything once more before it goes."""
    with db.reading() as tx:
        row, item, checklist = pages.opened(tx, no, owners())
        draft, _ = pages.draft_of(tx, row, checklist, g.me.account, g.me.person)
        return reply(pages.confirm(tx, row, item, checklist, draft))


@bp.post("/cases/<case:no>/submission")
@signed_in()
@bp.arguments(Nothing)
@bp.alt_response(200, schema=Submitted)
def submit(body: dict[str, Any], no: str) -> Response:
    """Hand it in."""
    try:
        return answer_once(lambda tx: (200, _done(no, service.submit(tx, no, owners(), g.me.account, g.me.person, require_level))))
    except db.IntegrityError:
        # Another case towards the same result is on its way; the table says so, nothing was looked up before.
        with db.reading() as tx:
            running.refuse(tx, pages.opened(tx, no, owners())[1], g.me.person)
        raise


@bp.get("/cases/<case:no>/correction")
@signed_in()
@bp.alt_response(200, schema=Correction)
def correction(no: str) -> Response:
    """What has to be put right, all of it."""
    with db.reading() as tx:
        return reply(queries.correction(tx, no, owners()))


@bp.post("/cases/<case:no>/resubmission")
@signed_in()
@bp.arguments(Nothing)
@bp.alt_response(200, schema=Submitted)
def resubmit(body: dict[str, Any], no: str) -> Response:
    """Hand in what was corrected."""
    return answer_once(lambda tx: (200, _done(no, service.resubmit(tx, no, owners(), g.me.account, g.me.person))))


@bp.post("/cases/<case:no>/withdrawal")
@signed_in()
@bp.arguments(Withdrawal)
@bp.alt_response(200, schema=Case)
def withdraw(body: dict[str, Any], no: str) -> Response:
    """Take it back."""

    def work(tx: Any) -> tuple[int, Any]:
        return 200, service.withdraw(tx, no, owners(), body["reason"])

    return answer_once(work)


def _fetch(no: str) -> None:
    """Before the form is shown: certificates it needs and the wallet lacks."""
    with db.reading() as tx:
        row, item, checklist = pages.opened(tx, no, owners())
    pages.needs_person(checklist, g.me.person)
    pages.needs_id_card(checklist, g.me.paper)
    if row.state == "draft" and g.me.person and is_id(g.me.person):
        prefill.fetch_missing(checklist.fields, g.me.person, f"办{item.short}，替您填表")


def _view(no: str) -> dict[str, Any]:
    with db.reading() as tx:
        row, view = queries.one(tx, no, owners())
        order = payments.of_subject(tx, f"case:{no}") if row.fee_fen and row.submitted_at else None
    if order is not None:
        view["payment"] = {"order_no": order.order_no, "amount_fen": order.amount_fen, "state": order.state}
    if row.state in ("done", "approved", "delivering"):
        view["next"] = _recommend(at(row.created_at), pinned.of(row.version), row.city)
    return view


def _done(no: str, done: dict[str, Any]) -> dict[str, Any]:
    """What happens next and by when."""
    row, item, checklist, dates = done["row"], done["item"], done["checklist"], done["dates"]
    says = [f"{pinned.unit(row, item)}审核，有问题会一次说全"]
    if checklist.fee_fen:
        says.append(f"您交 {pinned.fee_text(checklist.fee_fen)}，到时发微信消息")
    says.append("，".join(name for name in plain.steps(item, checklist) if name in ("制证", "寄到家", "去领", "办好", "看结果")))
    return {
        "no": no,
        "say": words.due_text(dates.promised, clock.today(), dates.provisional),
        "by": dates.promised.isoformat(),
        "next_steps": [{"say": say} for say in says],
        "templates": offered(bool(checklist.fee_fen)),
        "recommend": _recommend(current(), item, row.city),
    }


def _recommend(release: Release, item: Any, city: str) -> list[dict[str, Any]]:
    """What people of the same scene often do next."""
    others = [one for one in release.items.values() if one.scene == item.scene and one.id != item.id and release.rank[one.id] > 0]
    return [catalog.card(one, city) for one in sorted(others, key=lambda one: -release.rank[one.id])[:2]]
