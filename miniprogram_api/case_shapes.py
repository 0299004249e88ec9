"""What a case's pages send and are answered with."""

from __future__ import annotations

from marshmallow import fields, validate

from app.cases import rules
from app.kernel.plain import Exactly, Line, code
from app.kernel.web import Answer, Body, Paged
from app.offices import track
from app.participants.words import STATES
from edge.errors import FieldFault
from edge.requests import Yes
from edge.shapes import ByKey, day, fen, many, moment, number, one, one_of, said, texts, tone, yes
from miniprogram_api.catalog_shapes import Card, Hotline
from miniprogram_api.form_shapes import Answered, Running, Stands
from miniprogram_api.paper_shapes import Filed, ServedPaper
from payment import rules as payments

Short = Line(validate=validate.Length(1, 40))


class Begin(Body):
    """What to do, where, and the answers to its questions."""

    item = code(60, required=True)
    city = fields.String(required=True, validate=Exactly("[0-9]{6}"))
    answers = ByKey(Short, keys=Short)
    anyway = Yes(load_default=False)  # the certificate that stands does not settle it


class Withdrawal(Body):
    reason = Line(load_default="", validate=validate.Length(max=200))


class Nothing(Body):
    """No body, or {}."""


class Wanted(Paged):
    """Which cases: open, done, draft; all without. `q`: only those of what these words mean, or with these characters in their number."""

    group = Line(validate=validate.Length(max=20))
    q = Line(validate=validate.Length(max=40))


class Chosen(Body):
    """What the person tapped so far: why:expiring,age:adult. City and answers of the page, for what follows from them."""

    city = Line(load_default="", validate=validate.Length(max=6))
    answers = Line(load_default="", validate=validate.Length(max=2000))


class Begun(Answer):
    no = said()
    next = said("form")


class Act(Answer):
    """What a tap does: its word, and the page it leads to."""

    text = said()
    to = said("form", "correct", "pay")


class Remedy(Answer):
    """What can be done against a no, a sentence each: review and where to hand it in, lawsuit and at which court, where it was decided,
    whom to ask; the decision on paper, or how to have it."""

    paper = said()
    review = said()
    hand_in = said()
    suit = said()
    court = said()
    where = said()
    ask = said()


class CaseCard(Answer):
    """A case on one card. `turn`: it waits for the person; `by`: the promised day; `outcome`: how it was concluded, empty
    while nothing is decided."""

    no = said()
    no_text = said()
    item = said()
    short = said()
    name = said()
    icon = said()
    state = one_of(rules.MOVES)
    outcome = said(*sorted(rules.OUTCOMES.values()), none=True)
    turn = yes()
    tone = tone()
    word = said()
    title = said()
    say = said()
    by = day(none=True)
    act = one(Act, none=True)
    updated_at = moment()


class Counts(Answer):
    open = number()
    done = number()
    draft = number()


class Cases(Answer):
    """`counts` are of all of them, not only this page's; `next`: send it as `after`."""

    cases = many(CaseCard)
    next = said(none=True)
    counts = one(Counts)


class Due(Answer):
    """Until when it is promised and what the law allows; `provisional`: a year on the way has no published holidays yet; `starts`: from
    when the days count, in a sentence, empty where none runs any more."""

    by = day(none=True)
    text = said()
    statutory_by = day(none=True)
    provisional = yes()
    starts = said()


class Step(Answer):
    name = said()
    state = said("done", "now", "later")


class Noted(Answer):
    """One thing the department asked to be put right, what it is called, and whether it was."""

    name = said(none=True)
    text = said()
    fixed = yes()


class Happened(Answer):
    """One move, as the resident reads it; `points`: what it asked for."""

    at = moment()
    title = said()
    say = said()
    tone = tone()
    unit = said()
    by = said()
    points = many(Noted)


class Passed(Answer):
    """What a courier said of a parcel."""

    at = moment()
    title = said()
    say = said()
    tone = tone()


class OnTheWay(Answer):
    """What the courier has."""

    company = said()
    waybill = said()
    phone = said()
    say = said()


class Parcel(Answer):
    """What the courier said of it: what there is to do where it did not come, and each word, latest first."""

    do = said()
    tone = tone()
    track = many(Passed)


class CaseOrder(Answer):
    """The order of a case's fee; GET /orders/{order_no} says what became of it. `until_say`: until when it can be paid and what comes
    after; empty while there is nothing to pay."""

    order_no = said()
    amount_fen = fen()
    state = one_of(payments.MOVES)
    until_say = said()


class Issued(Answer):
    """The certificate a case ended in."""

    id = said()
    name = said()


class Participant(Answer):
    """Somebody whose yes is needed. `link`: the page to pass on while they are asked; `push`: minutes until they may be reminded again,
    none when it was done often enough or there is nothing to wait for; `why`: their reason, where the applicant may read it."""

    id = said()
    role = said()
    name = said()
    state = said(*STATES)
    text = said()
    tone = tone()
    until = moment()
    answered_at = moment(none=True)
    why = said()
    link = said(none=True)
    push = number(none=True)


class OfficePart(Answer):
    """One of the offices a case passes. `light`: how its own clock stands while it runs; `unit`: who works on it there, once it said so;
    `due`: the day it has, empty while it waits for those before it."""

    id = said()
    name = said()
    unit = said()
    state = said(*track.STATES)
    word = said()
    tone = tone()
    light = said("green", "yellow", "orange", "red", none=True)
    due = day(none=True)
    say = said()


class May(Answer):
    """What the person may do now. `refund`: taking it back gives back a fee that was paid; `reopen`: changing what others were asked."""

    withdraw = yes()
    refund = yes()
    pay = yes()
    correct = yes()
    edit = yes()
    reopen = yes()


class Voucher(Answer):
    """What is kept for the person after a grant: a number, and the last day it is kept."""

    label = said()
    unit = said()
    until = day(none=True)
    say = said()


class Collect(Answer):
    """Where what was made is fetched; `id`: of the hall, empty of what is none, which has a `phone` of its own; `address` names it;
    `say`: all of it in a sentence."""

    id = said()
    address = said()
    open = said()
    phone = said()
    bring = said()
    say = said()


class Following(Card):
    """What waits for this errand; `first`: what else has to be done before."""

    first = texts()


class Case(CaseCard):
    """A case in full. `light`: how the clock stands while it runs; `trip`: what one has to go for, while that is ahead;
    `collect`: where to fetch what was made; `following`: what comes after it, `next`: what many do besides; `refund_say`: until when a
    fee that was paid comes back whole; `stays`: what handing it in did for good, once it came to nothing, `stays_if_withdrawn`: the
    same before it is taken back; `filed`: the rows that were picked, once the face was shown."""

    item_version = said()
    unit = said()
    applicant = said()
    promise = one(Due)
    light = said("green", "yellow", "orange", "red", none=True)
    answers = many(Answered)
    participants = many(Participant)
    offices = many(OfficePart)
    fee_text = said()
    trip = said(none=True)
    collect = one(Collect, none=True)
    steps = many(Step)
    timeline = many(Happened)
    delivery = one(OnTheWay, none=True)
    parcel = one(Parcel, none=True)
    payment = one(CaseOrder, none=True)
    certificate = one(Issued, none=True)
    vouchers = many(Voucher)
    filed = many(Filed)
    papers = many(ServedPaper)
    can = one(May)
    refund_say = said(none=True)
    hotline = one(Hotline)
    stays = said()
    stays_if_withdrawn = said()
    remedy = one(Remedy, none=True)
    next = many(Card)
    following = many(Following)


class Stamp(Answer):
    """`stamp`: another one whenever one of my cases has changed."""

    stamp = said()


class Mark(Answer):
    """Where a case stands: enough to see whether anything changed."""

    state = one_of(rules.MOVES)
    rev = number()


class NextStep(Answer):
    say = said()


class Submitted(Answer):
    """What happens next and by when. `templates`: which messages to ask consent for; `waits`: others must agree first, no day is known."""

    no = said()
    waits = yes()
    say = said()
    by = day(none=True)
    next_steps = many(NextStep)
    templates = texts()


class Settled(Answer):
    """An answer that data gives, and where from."""

    option = said()
    source = said()


class Denied(Answer):
    """The last application for this, when it was answered with a no."""

    no = said()
    on = day()
    say = said()


class Known(Answer):
    """`answers`: by question; `errors`: answers that do not fit the person; `running`: what already runs towards this result;
    `denied`: the last application, answered with a no; `stands`: a certificate that makes it pointless."""

    answers = ByKey(fields.Nested(Settled))
    errors = many(FieldFault)
    running = one(Running, none=True)
    denied = one(Denied, none=True)
    stands = one(Stands, none=True)
