"""What the form and the confirmation send and are answered with."""

from __future__ import annotations

from marshmallow import fields, validate

from app.cases import rules
from app.kernel.plain import Line
from app.kernel.web import Answer, Body
from app.language import forms
from edge.errors import FieldFault, Theirs
from edge.shapes import ByKey, Condition, Typed, day, fen, many, moment, number, one, one_of, said, texts, tone, yes
from miniprogram_api.catalog_shapes import Charge, Fact, Option
from miniprogram_api.paper_shapes import PaperText, PickedRow


class Values(Body):
    """Fields that changed; null clears one. `base`: the `rev` one has seen."""

    values = ByKey(Typed(allow_none=True), keys=Line())
    base = fields.Integer(load_default=None, strict=True, validate=validate.Range(min=0))


class Answered(Answer):
    """A question and what the case goes by; `usual`: what is taken when nobody says otherwise; `source`: who says so beside the person
    (身份证), empty where nobody does."""

    id = said()
    ask = said()
    option = said()
    text = said()
    usual = yes()
    source = said()


class Offer(Answer):
    """What we know instead of what the person put."""

    value = Typed()
    text = said()
    source = said()


class AskedField(Answer):
    """What is asked in one field, by its kind (app/language/kinds). `when`: it counts only while this holds; `max`, `min`: characters
    of a text, how many of several, bounds of a number, of money in fen; `earliest`, `latest`: of a date, as of today; `level`: how far
    a region is said; `material`: what is given for it elsewhere."""

    id = said()
    label = said()
    kind = one_of(forms.KINDS)
    options = many(Option)
    hint = said()
    required = yes()
    max = number(none=True)
    min = number(none=True)
    unit = said()
    decimals = number()
    earliest = said()
    latest = said()
    landline = yes()
    level = said()
    material = said()
    when = Condition(none=True)
    pattern = said(none=True)


class Field(AskedField):
    """One field of a form. `source`: where its value comes from; `value` of one that cannot be changed is what may be shown of it;
    `many`, `lookup`: a pick of rows of that lookup, several or one; `after`: the fields whose values say which rows those are; `fields`:
    of each row of a list;
    `veiled`: it is ours and shown in part until the face was shown; `asked`: why a reviewer sent it back, put right or not."""

    value = Typed(allow_none=True)
    text = said()
    source = said(none=True)
    editable = yes()
    many = yes()
    lookup = said()
    after = texts()
    fields_ = fields.List(fields.Nested(AskedField), required=True, data_key="fields")
    error = said(none=True)
    veiled = yes()
    asked = said()
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


class Stop(Answer):
    """What speaks against it, and what to do instead."""

    say = said()
    do = said()


class Stands(Answer):
    """A certificate that makes it pointless, and what to do instead. `question`: the one whose answer it contradicts."""

    certificate = said()
    say = said()
    do = said()
    question = said(none=True)


class Instead(Answer):
    """Another answer to the one question that was asked, for whom this one leads to nothing."""

    say = said()
    answers = said()


class Owed(Answer):
    """What it comes to, line by line; `say`: until when."""

    lines = many(Charge)
    amount_fen = fen()
    say = said()


class Form(Answer):
    """A form as far as it is filled. `by_hand`: which registers do not answer, so that the person fills in by hand and a reviewer looks,
    empty while all of them do; `gaps`: ids still to be filled; `rev` grows with each change; `signs`: whether something is to be
    signed in the end; `given`: answers and facts that fields may hang on; `stops`: what speaks against a draft that was begun before
    the name was known; `notice`: the tick under which it is offered to be read what is to be decided, empty for none; `bill`: what it
    comes to so far; `instead`: what else can be done, where there is nothing to pick."""

    no = said()
    short = said()
    step = number()
    steps = texts()
    title = said()
    say = said()
    fields_ = fields.List(fields.Nested(Field), required=True, data_key="fields")
    given = ByKey(Typed())
    by_hand = said()
    groups = one(Groups)
    gaps = texts()
    item = said()
    state = one_of(rules.MOVES)
    rev = number()
    questions = many(Doubted)
    running = one(Running, none=True)
    stops = many(Stop)
    signs = yes()
    notice = said()
    bill = one(Owed, none=True)
    instead = many(Instead)


class PointNote(Answer):
    """A field, and what stands on record for it; empty where nothing is to be told."""

    field = said()
    say = said()


class Saved(Answer):
    """`errors`: what was not stored, and why; `others`: what another phone wrote since `base`; `found`: what follows from what was
    written and is asked of nobody; `bill`: what it comes to now, where a function says so; `judged`: the fields that others were asked
    about, with what stands on record: what was said of them before and is not among `errors` is mended."""

    saved_at = moment()
    gaps = texts()
    errors = many(FieldFault)
    rev = number()
    others = many(Theirs)
    found = many(Theirs)
    bill = one(Owed, none=True)
    judged = many(PointNote)


class ConfirmLine(Answer):
    """One line to read again, where it is changed (`edit`) and which one it is there (`field`); `rows`: what was picked, as it is
    frozen in the form; `note`: what stands on record beside; `ticked`: it is a sentence that was agreed to, and its label is all there
    is to read."""

    label = said()
    text = said()
    note = said()
    edit = said("form", "materials", none=True)
    field = said(none=True)
    rows = many(PickedRow)
    ticked = yes()


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


class Whole(Body):
    """`whole`: nothing veiled, which asks for the face once when this account has never shown it."""

    whole = fields.Boolean(load_default=False)


class Confirmation(Answer):
    """Everything once more before it goes. `notice`: what is to be decided, to be read before it is signed; `bill`: where what is owed
    hangs on what was filled in; `facts`: trips, days, money; `promise`: by when, said as on the checklist; `signs`: all that is signed,
    one signature stands under it; `veiled`: the face
    is shown before it is signed (`whole`), since something can be read whole only then or handing in needs it; `running`,
    `stands`, `stops`: what speaks against handing it in, said before anybody signs."""

    no = said()
    short = said()
    title = said()
    lines = many(ConfirmLine)
    notice = one(PaperText, none=True)
    uses = many(Used)
    consent = said()
    signature = one(Signature)
    signs = texts()
    veiled = yes()
    gaps = texts()
    errors = many(ConfirmFault)
    item = said()
    state = one_of(rules.MOVES)
    fee_text = said()
    bill = one(Owed, none=True)
    facts = many(Fact)
    promise = said()
    trip = said(none=True)
    answers = many(Answered)
    today = day()
    running = one(Running, none=True)
    stands = one(Stands, none=True)
    stops = many(Stop)
