"""What may happen to a case: the table of moves, numbers, the legal clock. Pure."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from stdnum.iso7064 import mod_11_10

from app.kernel.workdays import calendar, due
from app.language.declare import Limit
from app.language.figures import Dates as Dates
from app.language.figures import dates_from as dates_from

APPLICANT, DEPARTMENT, PAYMENT = "applicant", "department", "payment"

# State → states it may become → who may make it so. A move that is not here does not exist.
MOVES: dict[str, dict[str, frozenset[str]]] = {
    state: {to: frozenset(who.split("|")) for to, who in moves.items()}
    for state, moves in {
        "draft": {"submitted": APPLICANT, "withdrawn": APPLICANT},
        "submitted": {"pre_check": DEPARTMENT, "accepted": DEPARTMENT, "withdrawn": APPLICANT},
        "pre_check": {"accepted": DEPARTMENT, "to_correct": DEPARTMENT, "rejected": DEPARTMENT, "withdrawn": APPLICANT},
        "to_correct": {"corrected": APPLICANT, "terminated": DEPARTMENT, "withdrawn": APPLICANT},
        "corrected": {"pre_check": DEPARTMENT, "accepted": DEPARTMENT},
        "accepted": {"reviewing": DEPARTMENT, "to_correct": DEPARTMENT, "special": DEPARTMENT, "withdrawn": APPLICANT},
        "reviewing": {
            "approving": DEPARTMENT,
            "special": DEPARTMENT,
            "to_correct": DEPARTMENT,
            "extended": DEPARTMENT,
            "to_pay": DEPARTMENT,
            "terminated": DEPARTMENT,
        },
        "special": {"reviewing": DEPARTMENT},
        "extended": {"reviewing": DEPARTMENT, "approving": DEPARTMENT},
        # Until the making begins whoever does not want it any more may say so, also after paying: then all of it goes back.
        "approving": {"to_pay": DEPARTMENT, "approved": DEPARTMENT, "denied": DEPARTMENT, "withdrawn": APPLICANT},
        # Paying gives the case back to the department: only the fee's own message may do that.
        "to_pay": {"approved": DEPARTMENT, "approving": f"{DEPARTMENT}|{PAYMENT}", "terminated": DEPARTMENT, "withdrawn": APPLICANT},
        "approved": {"delivering": DEPARTMENT, "done": DEPARTMENT},
        "denied": {"delivering": DEPARTMENT, "done": DEPARTMENT},
        "delivering": {"done": DEPARTMENT},
        "rejected": {},
        "withdrawn": {},
        "terminated": {},
        "done": {},
    }.items()
}
NODES = frozenset(to for moves in MOVES.values() for to, who in moves.items() if DEPARTMENT in who)
REASONED = frozenset({"rejected", "denied", "terminated"})  # a no without its reason is none: nobody could do anything about it
EDITABLE = frozenset({"draft", "to_correct"})
STOPPED = frozenset({"to_correct", "special"})  # the clock stands still
ENDED = frozenset({"done", "rejected", "denied", "withdrawn", "terminated"})
FEE_BACK = ("rejected", "denied", "terminated", "withdrawn")  # whoever gets nothing owes nothing
GROUPS = {"draft": frozenset({"draft"}), "done": ENDED, "open": frozenset(MOVES) - ENDED - {"draft"}}

CORRECT_DAYS, TELL_WITHIN, EXTEND_AT_MOST = 30, 5, 10
MOST_DRAFTS = 20  # of one person
DRAFT_LIVES, DRAFT_WARNING = timedelta(days=90), timedelta(days=7)  # untouched that long, a draft is erased; told so much before
PAY_WITHIN = timedelta(days=30)  # a bill's life; one that lapsed may be written anew as long as the case waits
GREEN, YELLOW, ORANGE, RED = "green", "yellow", "orange", "red"


def may(state: str, to: str, who: str) -> bool:
    """Whether `who` may move a case from `state` to `to`."""
    return who in MOVES.get(state, {}).get(to, ())


def draft_due(touched: date, erase_on: date | None, today: date) -> str | None:
    """What a draft last touched on `touched` is due for: tell | erase | None. `erase_on`: the day its owner was told."""
    told = erase_on is not None and erase_on >= touched + DRAFT_LIVES  # told since it was touched
    if not told:
        return "tell" if today >= touched + DRAFT_LIVES - DRAFT_WARNING else None
    return "erase" if erase_on is not None and today >= erase_on else None


def group_of(state: str) -> str:
    """draft | open | done."""
    return next(name for name, states in GROUPS.items() if state in states)


# --- numbers


def new_number(city: str, today: date) -> str:
    """`YY` + city + 8 random digits + check digit: digits only, guessed by nobody, no row that all inserts wait for."""
    body = f"{today:%y}{city[:4]}{secrets.randbelow(10**8):08d}"
    return body + check_digit(body)


def check_digit(body: str) -> str:
    """ISO 7064 MOD 11,10: any wrong digit, and nearly any two swapped, are noticed when typed."""
    return str(mod_11_10.calc_check_digit(body))


def is_number(text: str) -> bool:
    """Whether this can be a case number at all."""
    return len(text) == 15 and text.isascii() and text.isdigit() and check_digit(text[:14]) == text[14]


def number_text(no: str) -> str:
    """26 4401 00028316 7."""
    return f"{no[:2]} {no[2:6]} {no[6:14]} {no[14]}"


# --- the legal clock


def clock_start(received: date, told: date, accepted: date) -> date:
    """Acceptance, or receipt when the applicant was not told of what is missing within five working days."""
    return received if calendar().between(received, told) > TELL_WITHIN else accepted


def moved_by_stop(dates: Dates, stopped: date, resumed: date, promise: Limit, legal: Limit) -> Dates:
    """The days the clock stood still are added, in the unit each limit counts in."""
    promised, lawful = _later(dates.promised, stopped, resumed, promise), _later(dates.legal, stopped, resumed, legal)
    return Dates(promised[0], lawful[0], dates.provisional or promised[1])


def _later(on: date, stopped: date, resumed: date, limit: Limit) -> tuple[date, bool]:
    days = calendar().between(stopped, resumed) if limit.unit == "workday" else (resumed - stopped).days
    if days <= 0:
        return on, False
    moved = due(on, days, "workday" if limit.unit == "workday" else "day")
    return moved.on, moved.provisional


def light(today: date, start: date, dates: Dates) -> str:
    """green: more than a third of the promise left; yellow: less; orange: past the promise; red: past the law."""
    if today > dates.legal:
        return RED
    if today > dates.promised:
        return ORANGE
    whole, left = calendar().between(start, dates.promised), calendar().between(today, dates.promised)
    return GREEN if left * 3 > whole else YELLOW


def correct_until(today: date) -> date:
    """One has 30 days to correct."""
    return today + timedelta(days=CORRECT_DAYS)
