"""What phones are told of halls, bookings and numbers at the door; and what they may ask."""

from __future__ import annotations

from marshmallow import fields, validate

from app.appointments import rules
from app.kernel.plain import Exactly, code
from app.kernel.web import Answer, Body
from edge.shapes import day, many, moment, number, one, one_of, said, texts, tone, yes

MOST = 20  # of a list in a message; how many are too many the rules say


class Errand(Answer):
    """Something one can come to a window for."""

    id = said()
    short = said()


class ErrandGroup(Answer):
    """What belongs together: only these can be done in one visit."""

    theme = said()
    name = said()
    errands = many(Errand)


class ErrandGroups(Answer):
    groups = many(ErrandGroup)


class Slot(Answer):
    """Half an hour. `left`: places for this person, without those kept for others; `say`: 9:30."""

    at = moment()
    say = said()
    afternoon = yes()
    left = number()


class SlotDay(Answer):
    """`of_month`: 24; `open`: places are given out now; `say`: how many are left, or why there are none; `why`: why it is closed,
    in full."""

    date = day()
    name = said()
    of_month = said()
    open = yes()
    left = number()
    say = said()
    why = said()
    slots = many(Slot)


class HallSlots(Answer):
    """A hall as it is now, and its places. `waiting` people and `minutes`, about, for who just comes; `here`: it does what was asked."""

    id = said()
    name = said()
    address = said()
    open = said()
    terminals = number()
    waiting = number()
    minutes = number()
    here = yes()
    nearest = said(none=True)
    days = many(SlotDay)


class BookedErrand(Answer):
    """`given`: handed in online, not asked for again at the window; `left`: still to be brought; `case_no`: where that stands."""

    id = said()
    short = said()
    case_no = said(none=True)
    given = texts()
    left = texts()
    say = said()


class Booking(Answer):
    """`code`: said at the door, empty where nothing is said; `case_no`: the case it was chosen in; `today`: it is today's; `may`: it can
    still be moved or given up here; `costs`: what giving it up now means; `hint`: what to know."""

    id = said()
    state = said(*rules.STATES)
    word = said()
    tone = tone()
    hall = said()
    hall_name = said()
    address = said()
    phone = said()
    case_no = said(none=True)
    at = moment()
    today = yes()
    say = said()
    hint = said()
    code = said()
    green = yes()
    needs = texts()
    errands = many(BookedErrand)
    may = yes()
    costs = said()


class Ticket(Answer):
    """A number. `ahead`: people before me, `minutes`, about; `desk`: the window it was called to."""

    id = said()
    no = said()
    state = one_of(rules.TICKETS)
    word = said()
    tone = tone()
    hall = said()
    hall_name = said()
    ahead = number()
    minutes = number()
    desk = number(none=True)
    say = said()
    green = yes()
    errands = many(BookedErrand)
    may_leave = yes()


class NeedChoice(Answer):
    id = said()
    text = said()


class Visits(Answer):
    """All of mine. `green`: why the green way is ticked by itself, empty where it is not; `misses`: said when there are any; `paused`:
    until when nothing can be booked."""

    bookings = many(Booking)
    past = many(Booking)
    ticket = one(Ticket, none=True)
    green = said()
    needs = many(NeedChoice)
    misses = said()
    paused = said(none=True)


class NewBooking(Body):
    """`at`: when the slot begins."""

    hall = code(40, required=True)
    at = code(40, required=True)
    errands = fields.List(code(60), required=True, validate=validate.Length(max=MOST))
    needs = fields.List(
        fields.String(validate=validate.OneOf(list(rules.NEEDS))), load_default=list, validate=validate.Length(max=len(rules.NEEDS))
    )


class OtherTime(Body):
    at = code(40, required=True)


class AtTheDoor(Body):
    """`door`: the six digits that hang at the door; `errands`: of who has booked nothing."""

    hall = code(40, required=True)
    door = fields.String(required=True, validate=Exactly("[0-9]{6}"))
    errands = fields.List(code(60), load_default=list, validate=validate.Length(max=MOST))
    needs = fields.List(
        fields.String(validate=validate.OneOf(list(rules.NEEDS))), load_default=list, validate=validate.Length(max=len(rules.NEEDS))
    )
