"""Real-name levels and what an id number says. Pure.

Levels: 1 signed in, 2 phone number known, 3 name and id number belong together, 4 face checked lately, 5 window or certificate.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.kernel import text

SIGNED_IN, PHONE, REAL_NAME, FACE, WINDOW = 1, 2, 3, 4, 5
FACE_LASTS = timedelta(hours=24)
FACE_TRIES, FACE_STARTS = 3, 10  # a day: failed ones, and all of them
LOGIN_LASTS = timedelta(days=30)  # unused that long, it ends
SEEN_EVERY = timedelta(minutes=5)  # how exact `last_seen` is
ELDER_FROM = 60


def id_number_fault(number: str, today: date) -> str | None:
    """What is wrong with an id number, in words, or None. The region part may be one since abolished."""
    return text.id_number_fault(number, today)


def name_fault(name: str) -> str | None:
    """What is wrong with a name, or None."""
    return text.name_fault(name)


def birth_date(number: str) -> date | None:
    """The date of birth in an id number, None when it is no date."""
    return text.birth_date(number)


def born(number: str) -> date:
    """The date of birth in a number that has no fault."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex(number: str) -> str:
    """男 or 女, by the seventeenth digit."""
    return "男" if int(number[16]) % 2 else "女"


def age(birth: date, today: date) -> int:
    """Full years."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def face_counts(reason: int) -> bool:
    """Whether a check that ended so was a try: leaving, no network and no camera are not the face's fault."""
    return not 90002 <= reason <= 90012


def level_now(level: int, face_at: datetime | None, now: datetime) -> int:
    """A face check counts for a day; after that the level is what it was without it."""
    if level == REAL_NAME and face_at and now - face_at < FACE_LASTS:
        return FACE
    return level
