"""What the desk sends and is answered with about first screens."""

from __future__ import annotations

from marshmallow import fields, validate

from app.kernel.plain import Exactly, Moment
from app.kernel.web import Answer, Body
from console_api.drafts import AnyDraft
from edge.shapes import many, moment, number, one, said, texts, yes

SLUG = Exactly("[a-z][a-z0-9-]{0,59}")


class ToArrange(Body):
    """A city's first screen. `revision`: of the draft that is changed, 0 for a first one."""

    revision = fields.Integer(required=True, strict=True, validate=validate.Range(0, 1_000_000))
    common = fields.List(fields.String(validate=SLUG), required=True, validate=validate.Length(0, 40))
    off = fields.List(fields.String(validate=SLUG), load_default=list, validate=validate.Length(0, 40))


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
    """`begins`, `ends`: MM-DD, of every year; `on`: shown here in its season."""

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


class DraftShown(AnyDraft):
    """The draft of a city's first screen."""

    city = said()
    city_name = said()
    place = one(Screen)


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
