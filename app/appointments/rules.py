"""Slots and their places, how long a number is kept, who may book, whose turn it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app import reference
from app.kernel import clock, workdays
from app.reference.shapes import Hall, Opening

HELD = "held"  # chosen in a form that is still being filled in: nobody else has the place until its time is over
BOOKED, CANCELLED, ARRIVED, LATE, MISSED, STRUCK = "booked", "cancelled", "arrived", "late", "missed", "struck"
WAITING, CALLED, SKIPPED, DONE, LEFT = "waiting", "called", "skipped", "done", "left"
STATES = (BOOKED, CANCELLED, ARRIVED, LATE, MISSED, STRUCK)
TICKETS = (WAITING, CALLED, SKIPPED, DONE, LEFT)
INSIDE = (WAITING, CALLED)  # who stands in the hall
BOOKED_NO, WALKED_NO = "A", "B"  # what a number begins with

MINUTES_EACH = 15  # one person at one window
SHARE = 60  # percent of what the windows can do is given out beforehand; the rest is for who just comes
GREEN_FROM, GREEN_SHARE = 5, 10  # from so many places on a tenth is for who needs help, rounded up
OPENS = time(8)  # a new day, so many days before
EVENING = time(18)  # when it is told what is booked for tomorrow
EARLY = timedelta(minutes=30)  # before the start one may come in
FREE_UNTIL = timedelta(hours=2)  # before the start cancelling costs nothing
MOST_OPEN, MOST_ERRANDS = 2, 3
MISSES, WITHIN, PAUSE = 3, timedelta(days=180), timedelta(days=30)
LATE_CANCELS = 3  # count as one miss
OLD = 70  # from this age on the green way is ticked by itself
NEEDS = {"pregnant": "怀孕", "baby": "带婴儿", "walking": "行动不便", "sign": "要手语", "wheelchair": "要轮椅"}


@dataclass(frozen=True)
class Half:
    """Half a day of a hall: when its slots begin, and when it is over; UTC."""

    starts: tuple[datetime, ...]
    end: datetime


@dataclass(frozen=True)
class Missed:
    """Somebody did not come, or gave it up too late (`late`), on this day."""

    on: date
    late: bool


@dataclass(frozen=True)
class Waits:
    """Where a ticket stands in the line: those on the green way first, then by `rank`, then by number."""

    green: bool
    rank: datetime
    number: int

    @property
    def key(self) -> tuple[bool, datetime, int]:
        """What the line is sorted by."""
        return (not self.green, self.rank, self.number)


def places(hall: Hall) -> int:
    """Places of one slot that can be booked: so many as the place says, else 16 windows → 19. One at least."""
    if "places" in hall:
        return hall["places"]
    minutes = reference.hall_hours()["slot_minutes"]
    return max(1, hall["windows"] * minutes * SHARE // (MINUTES_EACH * 100))


def green_of(number: int) -> int:
    """How many of so many places are for who needs help: 48 → 5, 19 → 2, below five none."""
    return -(-number * GREEN_SHARE // 100) if number >= GREEN_FROM else 0


def green_at(hall: Hall) -> int:
    """How many places of a slot are for who needs help; none where the place itself says how many there are."""
    return 0 if "places" in hall else green_of(places(hall))


def open_to(hall: Hall, green: bool) -> range:
    """Which places somebody may have, by number from 1: the green ones are the last, and who may have those has them first."""
    number = places(hall)
    return range(number, 0, -1) if green else range(1, number - green_at(hall) + 1)


def closed(hall: Hall, day: date) -> str:
    """Why the hall is closed that day; empty when it is open."""
    said = hall.get("shut", {}).get(day.isoformat()) or reference.hall_closed().get((hall["id"], day.isoformat()))
    if said is not None:
        return said
    if "open" in hall:
        return _closed_by_itself(hall, hall["open"], day)
    return "" if workdays.calendar().is_workday(day) else "周末和节假日不开"


def halves(hall: Hall, day: date) -> tuple[Half, ...]:
    """The half days of a hall that is open then; none on a day it is closed."""
    if closed(hall, day):
        return ()
    hours = reference.hall_hours()
    step = timedelta(minutes=hours["slot_minutes"])
    rows = [row for row in hall["open"] if day.isoweekday() in row["days"]] if "open" in hall else hours["open"]
    return tuple(_half(day, said, step) for row in rows for said in (row["am"], row["pm"]) if said)


def readable(hall: Hall) -> bool:
    """Whether the hours that a place says of itself can be read."""
    try:
        return any(_half(date.min, said, timedelta(minutes=30)).starts for row in hall["open"] for said in (row["am"], row["pm"]) if said)
    except (ValueError, OverflowError):
        return False


def half_of(hall: Hall, start: datetime) -> Half | None:
    """The half day a slot begins in; None when no slot of the hall begins then."""
    return next((one for one in halves(hall, clock.china(start).date()) if start in one.starts), None)


def days(today: date) -> tuple[date, ...]:
    """The days that can be seen: today and as many as are booked ahead."""
    return tuple(today + timedelta(days=n) for n in range(reference.hall_hours()["book_days"] + 1))


def opens_at(day: date) -> datetime:
    """When the slots of a day can be booked from: eight in the morning, so many days before; UTC."""
    return datetime.combine(day - timedelta(days=reference.hall_hours()["book_days"]), OPENS, clock.CHINA).astimezone(UTC)


def day_of(day: date) -> tuple[datetime, datetime]:
    """When a day begins and ends in China; UTC."""
    begin = datetime.combine(day, time(), clock.CHINA).astimezone(UTC)
    return begin, begin + timedelta(days=1)


def grace() -> timedelta:
    """How long after its start a number is kept."""
    return timedelta(minutes=reference.hall_hours()["checkin_grace_minutes"])


def kept(start: datetime, now: datetime) -> bool:
    """Whether who comes in now still has the number: until a quarter after the start, that minute counted in."""
    return now < start + grace() + timedelta(minutes=1)


def late_to_cancel(start: datetime, now: datetime) -> bool:
    """Whether giving it up now counts."""
    return now > start - FREE_UNTIL


def answered_by(start: datetime, now: datetime) -> datetime:
    """Until when somebody may say whether a time that is booked is needed at all: while giving it up costs nothing and another can still
    have it; where that is over, until it begins."""
    free = start - FREE_UNTIL
    return free if now < free else start


def misses(missed: Iterable[Missed]) -> list[date]:
    """The days that count as not having come, oldest first: each time, and each third time something was given up too late."""
    ordered = sorted(missed, key=lambda one: one.on)
    late = [one.on for one in ordered if one.late][LATE_CANCELS - 1 :: LATE_CANCELS]
    return sorted([*(one.on for one in ordered if not one.late), *late])


def counted(missed: Collection[Missed], today: date) -> int:
    """How many of them lie within half a year."""
    return sum(today - one <= WITHIN for one in misses(missed))


def paused_until(missed: Collection[Missed], today: date) -> date | None:
    """The first day on which somebody may book again, who did not come three times within half a year; None for who may."""
    found = misses(missed)
    ends = [third + PAUSE for first, third in zip(found, found[MISSES - 1 :], strict=False) if third - first <= WITHIN]
    return max((one for one in ends if today < one), default=None)


def green_by_age(age: int) -> bool:
    """Whether the green way is somebody's by their age."""
    return age >= OLD


def rank(start: datetime | None, now: datetime) -> datetime:
    """Where somebody who comes now stands: who booked and is in time as if they had come with the door; everybody else behind all who
    are there."""
    return start - EARLY if start is not None and kept(start, now) else now


def ahead(mine: Waits, others: Iterable[Waits]) -> int:
    """How many are called before me."""
    return sum(one.key < mine.key for one in others)


def minutes(people: int, windows: int) -> int:
    """About how long so many take at so many windows."""
    return -(-people * MINUTES_EACH // windows)


def stands(no: str) -> int:
    """The number of a ticket: A023 → 23."""
    return int(no[1:])


def turn(used: Collection[int | None], beside: int | None = None) -> int | None:
    """The first of the visits one may have at once that is not used: 1 or 2. What else is done on a visit (`beside`: a turn of it) has the
    same turn, two and four more. None when there is none."""
    if beside is None:
        visits = {_visit(one) for one in used if one is not None}
        return next((n for n in range(1, MOST_OPEN + 1) if n not in visits), None)
    first = _visit(beside)
    return next((n for n in range(first, first + MOST_OPEN * MOST_ERRANDS, MOST_OPEN) if n not in used), None)


def _visit(turn: int) -> int:
    return (turn - 1) % MOST_OPEN + 1


def _closed_by_itself(hall: Hall, open_: Sequence[Opening], day: date) -> str:
    """Of a place with hours of its own: open on its days, also of a weekend; not on public holidays."""
    if day.isoformat() in hall.get("closed", ()):
        return "这天不开"
    if day in workdays.calendar().rest:
        return "节假日不开"
    return "" if any(day.isoweekday() in row["days"] for row in open_) else "这天不开"


def _half(day: date, said: str, step: timedelta) -> Half:
    begin, end = (datetime.combine(day, time.fromisoformat(one), clock.CHINA) for one in _hours(said))
    starts: Sequence[datetime] = [begin + n * step for n in range((end - begin) // step)]
    return Half(tuple(one.astimezone(UTC) for one in starts), end.astimezone(UTC))


def _hours(said: str) -> tuple[str, str]:
    found = re.fullmatch(r"(\d\d:\d\d)-(\d\d:\d\d)", said)
    if found is None:
        raise ValueError(f"halls.yaml: {said}")
    return found[1], found[2]
