"""What a case's pages send and are answered with."""

from __future__ import annotations

from marshmallow import fields, validate

from app.cases import rules
from app.kernel.plain import AsTyped, Exactly, Line, code
from app.kernel.web import Answer, Body, Paged
from app.language import forms
from edge.errors import FieldFault, Theirs
from edge.requests import Yes
from edge.shapes import ByKey, day, fen, many, moment, number, one, one_of, said, text_by_key, texts, tone, yes
from miniprogram_api.catalog_shapes import Card, Fact, Hotline, Option
from payment import rules as payments

Short = Line(validate=validate.Length(1, 40))
Written = AsTyped(allow_none=True, validate=validate.Length(max=2000))


class Begin(Body):
    """What to do, where, and the answers to its questions."""

    item = code(60, required=True)
    city = fields.String(required=True, validate=Exactly("[0-9]{6}"))
    answers = ByKey(Short, keys=Short)
    anyway = Yes(load_default=False)  # the certificate that stands does not settle it


class Values(Body):
    """Fields that changed; null clears one. `base`: the `rev` one has seen."""

    values = ByKey(Written, keys=Line())
    base = fields.Integer(load_default=None, strict=True, validate=validate.Range(min=0))


class Withdrawal(Body):
    reason = Line(load_default="", validate=validate.Length(max=200))


class Nothing(Body):
    """No body, or {}."""


class Wanted(Paged):
    """Which cases: open, done, draft; all without."""

    group = Line(validate=validate.Length(max=20))


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
    whom to ask."""

    review = said()
    hand_in = said()
    suit = said()
    court = said()
    where = said()
    ask = said()


class CaseCard(Answer):
    """A case on one card. `turn`: it waits for the person; `by`: the promised day."""

    no = said()
    no_text = said()
    item = said()
    short = said()
    name = said()
    icon = said()
    state = one_of(rules.MOVES)
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
    """Until when it is promised and what the law allows; `provisional`: a year on the way has no published holidays yet."""

    by = day(none=True)
    text = said()
    statutory_by = day(none=True)
    provisional = yes()


class Step(Answer):
    name = said()
    state = said("done", "now", "later")


class Noted(Answer):
    """One thing the department asked to be put right, and whether it was."""

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


class OnTheWay(Answer):
    """What the courier has."""

    company = said()
    waybill = said()
    phone = said()
    say = said()


class CaseOrder(Answer):
    """The order of a case's fee; GET /orders/{order_no} says what became of it."""

    order_no = said()
    amount_fen = fen()
    state = one_of(payments.MOVES)


class Issued(Answer):
    """The certificate a case ended in."""

    id = said()
    name = said()


class May(Answer):
    """What the person may do now. `refund`: taking it back gives back a fee that was paid."""

    withdraw = yes()
    refund = yes()
    pay = yes()
    correct = yes()
    edit = yes()


class Answered(Answer):
    """A question and what the case goes by; `usual`: what is taken when nobody says otherwise."""

    id = said()
    ask = said()
    option = said()
    text = said()
    usual = yes()


class Case(CaseCard):
    """A case in full. `light`: how the clock stands while it runs; `trip`: what one has to go for, while that is ahead."""

    item_version = said()
    unit = said()
    applicant = said()
    promise = one(Due)
    light = said("green", "yellow", "orange", "red", none=True)
    answers = many(Answered)
    fee_text = said()
    trip = said(none=True)
    steps = many(Step)
    timeline = many(Happened)
    delivery = one(OnTheWay, none=True)
    payment = one(CaseOrder, none=True)
    certificate = one(Issued, none=True)
    can = one(May)
    hotline = one(Hotline)
    remedy = one(Remedy, none=True)
    next = many(Card)


class Stamp(Answer):
    """`stamp`: another one whenever one of my cases has changed."""

    stamp = said()


class Mark(Answer):
    """Where a case stands: enough to see whether anything changed."""

    state = one_of(rules.MOVES)
    rev = number()


class Offer(Answer):
    """What we know instead of what the person put."""

    value = said()
    text = said()
    source = said()


class Field(Answer):
    """One field of a form. `when`: it counts only while these fields have these values; `source`: where its value comes from;
    `value` of one that cannot be changed is what may be shown of it."""

    id = said()
    label = said()
    kind = one_of(forms.KINDS)
    options = many(Option)
    hint = said()
    required = yes()
    max = number(none=True)
    value = said(none=True)
    text = said()
    source = said(none=True)
    editable = yes()
    when = text_by_key(none=True)
    pattern = said(none=True)
    error = said(none=True)
    offer = one(Offer, none=True)


class Groups(Answer):
    """Ids of fields: those to fill, those filled for the person, and the rest of these."""

    ask = texts()
    filled = texts()
    more = texts()


class Doubted(Answer):
    """An answer that does not fit what we know."""

    id = said()
    ask = said()
    say = said()


class Running(Answer):
    """What already runs towards the same result."""

    no = said()
    short = said()
    word = said()
    tone = tone()
    say = said()


class Form(Answer):
    """A form as far as it is filled. `gaps`: ids still to be filled; `rev` grows with each change; `signs`: whether something is to be
    signed in the end."""

    no = said()
    short = said()
    step = number()
    steps = texts()
    title = said()
    say = said()
    fields_ = fields.List(fields.Nested(Field), required=True, data_key="fields")
    groups = one(Groups)
    gaps = texts()
    item = said()
    state = one_of(rules.MOVES)
    rev = number()
    questions = many(Doubted)
    running = one(Running, none=True)
    signs = yes()


class Saved(Answer):
    """`errors`: what was not stored, and why; `others`: what another phone wrote since `base`."""

    saved_at = moment()
    gaps = texts()
    errors = many(FieldFault)
    rev = number()
    others = many(Theirs)


class ConfirmLine(Answer):
    """One line to read again, where it is changed (`edit`) and which one it is there (`field`)."""

    label = said()
    text = said()
    edit = said("form", "materials", none=True)
    field = said(none=True)


class Used(Answer):
    """What is used, from whom, for what."""

    what = said()
    from_ = fields.String(required=True, data_key="from", attribute="from")
    why = said()


class SignatureFile(Answer):
    id = said()
    url = said()


class Signature(Answer):
    needed = yes()
    file = one(SignatureFile, none=True)


class ConfirmFault(FieldFault):
    """`label`: what the field is called."""

    label = said()


class Confirmation(Answer):
    """Everything once more before it goes. `facts`: trips, days, money; `promise`: by when, said as on the checklist;
    `signs`: all that is signed, one signature stands under it."""

    no = said()
    short = said()
    title = said()
    lines = many(ConfirmLine)
    uses = many(Used)
    consent = said()
    signature = one(Signature)
    signs = texts()
    gaps = texts()
    errors = many(ConfirmFault)
    item = said()
    state = one_of(rules.MOVES)
    fee_text = said()
    facts = many(Fact)
    promise = said()
    trip = said(none=True)
    answers = many(Answered)
    today = day()


class NextStep(Answer):
    say = said()


class Submitted(Answer):
    """What happens next and by when. `templates`: which messages to ask consent for."""

    no = said()
    say = said()
    by = day(none=True)
    next_steps = many(NextStep)
    templates = texts()


class CorrectionPoint(Answer):
    """One thing to put right: the field or the material it leads to, and what that is called."""

    id = said()
    text = said()
    name = said(none=True)
    to = said("field", "material")
    field = said(none=True)
    material = said(none=True)
    fixed = yes()


class Correction(Answer):
    """What has to be put right, all of it at once; `left` of it."""

    title = said()
    until = day(none=True)
    unit = said()
    points = many(CorrectionPoint)
    left = number()
    say = said()
    state = one_of(rules.MOVES)


class Settled(Answer):
    """An answer that data gives, and where from."""

    option = said()
    source = said()


class Stands(Answer):
    """A certificate that makes it pointless, and what to do instead. `question`: the one whose answer it contradicts."""

    certificate = said()
    say = said()
    do = said()
    question = said(none=True)


class Known(Answer):
    """`answers`: by question; `errors`: answers that do not fit the person; `running`: what already runs towards this result;
    `stands`: a certificate that makes it pointless."""

    answers = ByKey(fields.Nested(Settled))
    errors = many(FieldFault)
    running = one(Running, none=True)
    stands = one(Stands, none=True)
