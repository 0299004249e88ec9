"""What the form and the confirmation send and are answered with."""

from __future__ import annotations

from marshmallow import fields, validate

from app.cases import rules
from app.kernel.plain import AsTyped, Line
from app.kernel.web import Answer, Body
from app.language import forms
from edge.errors import FieldFault, Theirs
from edge.shapes import ByKey, day, many, moment, number, one, one_of, said, text_by_key, texts, tone, yes
from miniprogram_api.catalog_shapes import Fact, Option

Written = AsTyped(allow_none=True, validate=validate.Length(max=2000))


class Values(Body):
    """Fields that changed; null clears one. `base`: the `rev` one has seen."""

    values = ByKey(Written, keys=Line())
    base = fields.Integer(load_default=None, strict=True, validate=validate.Range(min=0))


class Answered(Answer):
    """A question and what the case goes by; `usual`: what is taken when nobody says otherwise."""

    id = said()
    ask = said()
    option = said()
    text = said()
    usual = yes()


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
