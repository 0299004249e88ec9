"""Cases: begin, fill in, hand in, follow, correct, withdraw."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, g

from app.cases import (
    agreeing,
    beginning,
    deciding,
    drafts,
    first,
    holding,
    looking,
    named,
    opening,
    pinned,
    queries,
    records,
    running,
    service,
    whose,
)  # fmt: skip
from app.catalog import following
from app.checks import wallet
from app.checks.gather import Gathered
from app.corrections import queries as corrections
from app.forms import prefill
from app.identity.papers import ID_CARD
from app.identity.rules import FACE
from app.kernel import clock, db
from app.kernel.ids import is_id
from app.kernel.once import Reply
from app.kernel.web import Loaded, reply
from app.language.checklist import Item
from app.publishing import at
from app.reference import city_of, place_of
from app.supervision import queries as supervision
from app.words import cases as words
from miniprogram_api import case_pages as pages
from miniprogram_api import case_shapes as shapes
from miniprogram_api import case_view as views
from miniprogram_api import confirm_page, handed_in, mending, picking
from miniprogram_api import form_shapes as forms
from miniprogram_api import sent as sending
from miniprogram_api.auth import owners, require_level, require_proved, shown_whole, signed_in
from miniprogram_api.edge import Blueprint, answer_once, key, remembered
from payment import queries as payments
from payment import service as bills
from payment.orders import Order

bp = Blueprint("cases", __name__, url_prefix="/api", description="办件")


@bp.get("/items/<slug:item_id>/known")
@signed_in()
@bp.arguments(shapes.Chosen, location="query")
@bp.alt_response(200, schema=shapes.Known)
def known(asked: dict[str, str], item_id: str) -> Response:
    """What we know of this person before anything is filled in: answers that need no asking, and what speaks against it."""
    item = pinned.latest(item_id)
    if g.me.person is None:
        return reply({"answers": {}, "errors": [], "running": None, "denied": None, "stands": None})
    chosen = dict(pair.split(":", 1) for pair in asked["answers"].split(",") if ":" in pair)
    with db.reading() as tx:
        return reply(first.known(tx, item, g.me.person, city_of(asked["city"]), chosen))


@bp.get("/cases")
@signed_in()
@bp.arguments(shapes.Wanted, location="query")
@bp.alt_response(200, schema=shapes.Cases)
def mine(asked: dict[str, str]) -> Response:
    """My cases: open, done or draft; or what I look for among them."""
    with db.reading() as tx:
        return reply(views.mine(queries.mine(tx, owners(), asked.get("group"), asked.get("after"), queries.seek(asked.get("q", "")))))


@bp.post("/cases")
@signed_in()
@bp.arguments(shapes.Begin)
@bp.alt_response(201, schema=shapes.Begun)
def begin(body: Loaded) -> Response:
    """Start, or take up the open draft with the same answers."""
    item, where = pinned.latest(body["item"]), place_of(body["city"])
    if item.serves == "case" and g.me.paper not in (None, ID_CARD):
        opening.needs_id_card(item, pinned.plan(item, body["answers"], where[0]), g.me.paper)

    asked = (g.me.account, g.me.person, item, where, body["answers"], body["anyway"])
    found = _before(*asked) if g.me.person and is_id(g.me.person) and key() and remembered() is None else None

    def work(tx: db.Connection) -> Reply:
        no = beginning.begin(tx, *asked, found, whole=shown_whole())
        return 201, {"no": no, "next": "form"}

    return answer_once(work)


@bp.get("/cases/<case:no>")
@signed_in()
@bp.alt_response(200, schema=shapes.Case)
def show(no: str) -> Response:
    """One case with everything that happened."""
    return reply(_view(no))


@bp.get("/cases/<case:no>/form")
@signed_in()
@bp.alt_response(200, schema=forms.Form)
def form(no: str) -> Response:
    """The form, filled in as far as we know."""
    _fetch(no)
    with db.reading() as tx:
        at = opening.opened(tx, no, owners())
        draft, offers = opening.draft_of(tx, at, g.me.account, g.me.person)
        shown = pages.form(tx, at, draft, offers, g.me.proved)
    if not shown_whole() and (seen := opening.shown(at, draft, whole=False)):
        db.in_transaction(opening.read, at.case, seen)
    return reply(shown)


@bp.get("/me/stamp")
@signed_in()
@bp.alt_response(200, schema=shapes.Stamp)
def stamp() -> Response:
    """Whether anything about my cases changed: one look into an index, asked for every two seconds by a page that is looked at."""
    with db.reading() as tx:
        return reply({"stamp": queries.stamp(tx, owners())})


@bp.get("/cases/<case:no>/mark")
@signed_in()
@bp.alt_response(200, schema=shapes.Mark)
def mark(no: str) -> Response:
    """Whether anything changed elsewhere: one row, asked for by a page that is looked at."""
    with db.reading() as tx:
        return reply(records.mark(tx, no, owners()))


@bp.patch("/cases/<case:no>/draft")
@signed_in()
@bp.arguments(forms.Values)
@bp.alt_response(200, schema=forms.Saved)
def save(body: Loaded, no: str) -> Response:
    """Save what changed; what is wrong is said and not stored; what another phone wrote meanwhile is not written over. What others
    have to say of it is said with it: not only when all is filled in and signed."""

    rows, settled = picking.settled(no, body["values"])

    def work(tx: db.Connection) -> Reply:
        asked = (body["values"], body["base"], rows, settled)
        return 200, drafts.save(tx, no, owners(), g.me.account, g.me.person, *asked, whole=shown_whole())

    return answer_once(work, key_needed=False)


@bp.get("/cases/<case:no>/confirm")
@signed_in()
@bp.arguments(forms.Whole, location="query")
@bp.alt_response(200, schema=forms.Confirmation)
def confirm(asked: dict[str, bool], no: str) -> Response:
    """Everything once more before it goes; `whole`: nothing veiled, for which the face is needed once. What is shown whole is read,
    and only that can be handed in. Where handing in needs the face, that is the same one: it comes before anybody signs."""
    if asked["whole"]:
        require_proved()
    with db.reading() as tx:
        at = opening.opened(tx, no, owners())
        face = at.checklist.needs_level >= FACE and g.me.level < FACE and g.me.paper in (None, ID_CARD)
        if face and asked["whole"]:
            require_level(FACE)
        draft, _ = opening.draft_of(tx, at, g.me.account, g.me.person)
        whole = holding.standing(tx, at, draft)
    known = picking.before_signing(at, whole)
    with db.reading() as tx:
        shown = confirm_page.confirm(tx, at, whole, g.me.proved, known)
    if seen := opening.shown(at, draft, shown_whole()):
        db.in_transaction(opening.read, at.case, seen)
    return reply({**shown, "veiled": face or (shown["veiled"] and not shown_whole())})


@bp.post("/cases/<case:no>/submission")
@signed_in()
@bp.arguments(shapes.Nothing)
@bp.alt_response(200, schema=shapes.Submitted)
def submit(body: Loaded, no: str) -> Response:
    """Hand it in; where others must agree, to them first. What was picked is asked for again before: a row that has gone since is said
    at its field."""
    found = _gathered(no, "draft")

    def work(tx: db.Connection) -> Reply:
        return 200, handed_in.done(no, service.submit(tx, no, owners(), g.me.account, g.me.person, require_level, found))

    try:
        return answer_once(work)
    except deciding.AskedFor as asked:
        asked.errors = [*db.in_transaction(deciding.ask_for, no, owners(), asked)]
        raise
    except looking.RowsChanged as changed:
        db.in_transaction(looking.renew, no, owners(), changed.rows)
        raise
    except db.IntegrityError:
        # Another case towards the same result is on its way; the table says so, nothing was looked up before.
        with db.reading() as tx:
            mine = opening.opened(tx, no, owners())
            draft = records.open_form(mine.case)
            who = whose.subject(tx, mine.item, mine.checklist, draft, g.me.person)
            running.refuse(tx, mine.item, who, mine.case.answers)
        raise


@bp.get("/cases/<case:no>/correction")
@signed_in()
@bp.arguments(forms.Whole, location="query")
@bp.alt_response(200, schema=mending.Correction)
def correction(asked: dict[str, bool], no: str) -> Response:
    """What has to be put right, all of it, and of what was put right by now what it was and what it is; `whole`: nothing veiled, for
    which the face is needed once."""
    if asked["whole"]:
        require_proved()
    with db.reading() as tx:
        at = opening.opened(tx, no, owners())
        points = corrections.latest(tx, [at.case.id]).get(at.case.id, [])
        shown = mending.correction(tx, at, points, g.me.proved)
    return reply({**shown, "veiled": shown["veiled"] and not shown_whole()})


@bp.get("/cases/<case:no>/sent")
@signed_in()
@bp.arguments(forms.Whole, location="query")
@bp.alt_response(200, schema=sending.Sent)
def sent(asked: dict[str, bool], no: str) -> Response:
    """What was handed in: the form, the files, the signature and when; `whole`: nothing veiled, for which the face is needed once."""
    if asked["whole"]:
        require_proved()
    with db.reading() as tx:
        return reply(sending.sent(tx, opening.opened(tx, no, owners()), shown_whole()))


@bp.post("/cases/<case:no>/resubmission")
@signed_in()
@bp.arguments(shapes.Nothing)
@bp.alt_response(200, schema=shapes.Submitted)
def resubmit(body: Loaded, no: str) -> Response:
    """Hand in what was corrected; where others agreed to something else, to them first."""
    found = _gathered(no, "to_correct")

    def work(tx: db.Connection) -> Reply:
        return 200, handed_in.done(no, service.resubmit(tx, no, owners(), g.me.account, g.me.person, found))

    return answer_once(work)


@bp.post("/cases/<case:no>/withdrawal")
@signed_in()
@bp.arguments(shapes.Withdrawal)
@bp.alt_response(200, schema=shapes.Case)
def withdraw(body: Loaded, no: str) -> Response:
    """Take it back."""

    def work(tx: db.Connection) -> Reply:
        taken = service.withdraw(tx, no, owners(), body["reason"], lambda: payments.begun(tx, f"case:{no}"))
        return 200, views.one(taken, proved=g.me.proved)

    return answer_once(work)


@bp.post("/cases/<case:no>/reopening")
@signed_in()
@bp.arguments(shapes.Nothing)
@bp.alt_response(200, schema=shapes.Case)
def reopen(body: Loaded, no: str) -> Response:
    """Back from those who were asked, to be changed: whoever has agreed to what is changed is asked again."""
    return answer_once(lambda tx: (200, views.one(agreeing.take_back(tx, no, owners()), proved=g.me.proved)))


@bp.post("/cases/<case:no>/participants/<id:participant>/reminder")
@signed_in()
@bp.arguments(shapes.Nothing)
@bp.alt_response(200, schema=shapes.Participant)
def remind(body: Loaded, no: str, participant: str) -> Response:
    """Remind somebody who has not answered: three times, an hour apart."""
    return answer_once(lambda tx: (200, views.asked(agreeing.push(tx, no, owners(), participant))))


def _before(
    account: str, person: str, item: Item, where: tuple[str, str | None], answers: Mapping[str, str], anyway: bool
) -> Gathered | None:  # fmt: skip
    """What the points need that are decided before anything is filled in; other departments are asked only for what can begin."""
    with db.reading() as tx:
        checklist = beginning.to_begin(tx, account, person, item, where, answers, anyway)
    return deciding.before(item, checklist, person, g.me.level) if checklist else None


def _gathered(no: str, state: str) -> Gathered:
    """What registers and sources say, before the transaction; nothing for a case that is not to be handed in now."""
    with db.reading() as tx:
        row = records.get(tx, no, owners())
    if row.state != state or not g.me.person or not is_id(g.me.person):
        return Gathered()
    return service.gathered(row, g.me.person, g.me.level, require_proved)


def _fetch(no: str) -> None:
    """Before the form is shown: certificates it needs and the wallet lacks."""
    with db.reading() as tx:
        at = opening.opened(tx, no, owners())
    opening.needs_person(at.checklist, g.me.person)
    opening.needs_id_card(at.item, at.checklist, g.me.paper)
    if at.case.state == "draft" and g.me.person and is_id(g.me.person):
        prefill.fetch_missing(at.checklist.fields, g.me.person, f"办{at.item.short}，替您填表")
        if named.unjudged(at, g.me.person):
            found = deciding.before(at.item, at.checklist, g.me.person, g.me.level)
            db.in_transaction(named.judge, no, owners(), g.me.account, g.me.person, found)


def _view(no: str) -> dict[str, object]:
    with db.reading() as tx:
        whole = queries.one(tx, no, owners())
        row = whole.standing.case
        view = views.one(whole, supervision.urged_on(tx, row), g.me.proved)
        order = payments.of_subject(tx, f"case:{no}") if row.fee_fen and row.submitted_at else None
        if order is not None:
            view["payment"] = _bill(whole, order)
        if row.submitted_at and row.state not in views.WITHOUT_RESULT:
            held, item, release = wallet.held(tx, row.owner_id, clock.today()), whole.standing.item, at(row.created_at)
            after = following.steps(release, item, row.city) if row.state == "done" and not queries.refused(row) else []
            view["following"] = after
            view["next"] = following.recommended(release, item, row.city, held, {str(one["id"]) for one in after})
    return view


def _bill(whole: queries.Whole, order: Order) -> dict[str, object]:
    """The order of a fee, and while the case waits for it until when."""
    row, last = whole.standing.case, clock.china(order.expires_at).date()
    waits = row.state == "to_pay" and order.state != "paid"
    asked = words.bill_text(last, clock.today(), queries.grows(row, whole.standing.item), bills.is_over(order), row.pay_by) if waits else ""
    return {"order_no": order.order_no, "amount_fen": order.amount_fen, "state": order.state, "until_say": asked}
