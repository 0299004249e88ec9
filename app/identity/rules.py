"""Real-name levels and what an id number says. Pure.

Levels: 1 signed in, 2 phone number known, 3 name and id number belong together, 4 face checked lately, 5 window or certificate.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from stdnum.cn import ric

SIGNED_IN, PHONE, REAL_NAME, FACE = 1, 2, 3, 4
FACE_LASTS = timedelta(hours=24)
FACE_TRIES, FACE_STARTS = 3, 10  # a day: failed ones, and all of them
LOGIN_LASTS = timedelta(days=30)  # unused that long, it ends
SEEN_EVERY = timedelta(hours=1)  # how exact `last_seen` is
ELDER_FROM = 60
_NAME = re.compile(r"^[\u3400-\u9fff\U00020000-\U0003134f][\u3400-\u9fff\U00020000-\U0003134f·]{1,29}$")


def id_number_fault(number: str, today: date) -> str | None:
    """What is wrong with an id number, in words, or None. The region part may be one since abolished."""
    if len(number) != 18:
        return f"身份证号要 18 位，现在是 {len(number)} 位。"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return "身份证号只有数字，最后一位可以是 X。"
    if ric.calc_check_digit(number) != number[17]:
        return "身份证号有一位不对，再看一眼。"
    birth = birth_date(number)
    if birth is None or birth > today or birth.year < 1880:
        return "身份证号里的出生日期不对，再看一眼。"
    return None


def name_fault(name: str) -> str | None:
    """What is wrong with a name, or None."""
    return None if _NAME.match(name) else "姓名要和身份证上一样，写汉字。"


def birth_date(number: str) -> date | None:
    """The date of birth in an id number, None when it is no date."""
    try:
        return born(number)
    except ValueError:
        return None


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
