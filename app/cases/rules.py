"""What may happen to a case: the table of moves, and numbers. Pure."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from stdnum.iso7064 import mod_11_10

APPLICANT, DEPARTMENT, PAYMENT = "applicant", "department", "payment"
OFFICE = "office"  # one of several whose yes it needs: its no ends it, wherever the others are
COURIER = "courier"  # who has handed it over
PARTICIPANT, CLOCK = "participant", "clock"  # somebody whose yes was waited for said yes or no, or the time for it was over

# State → states it may become → who may make it so. A move that is not here does not exist. Until it is decided, whoever does not want
# it any more takes it back, wherever it lies by then; also after paying, and then all of it goes back.
MOVES: dict[str, dict[str, frozenset[str]]] = {
    state: {to: frozenset(who.split("|")) for to, who in moves.items()}
    for state, moves in {
        "draft": {"submitted": APPLICANT, "to_agree": APPLICANT, "withdrawn": APPLICANT},
        # Others must agree first: the department gets it when the last has; a no, or silence, gives it back as it was.
        "to_agree": {
            "submitted": PARTICIPANT,
            "corrected": PARTICIPANT,
            "draft": f"{APPLICANT}|{PARTICIPANT}|{CLOCK}",
            "to_correct": f"{APPLICANT}|{PARTICIPANT}|{CLOCK}",
            "withdrawn": APPLICANT,
        },
        "submitted": {"pre_check": DEPARTMENT, "accepted": DEPARTMENT, "withdrawn": APPLICANT, "denied": OFFICE},
        "pre_check": {"accepted": DEPARTMENT, "to_correct": DEPARTMENT, "rejected": DEPARTMENT, "withdrawn": APPLICANT, "denied": OFFICE},
        # What nobody puts right, or pays, in its time ends by the clock.
        "to_correct": {
            "corrected": APPLICANT,
            "to_agree": APPLICANT,
            "terminated": DEPARTMENT,
            "withdrawn": APPLICANT,
            "lapsed": CLOCK,
            "denied": OFFICE,
        },
        "corrected": {"pre_check": DEPARTMENT, "accepted": DEPARTMENT, "withdrawn": APPLICANT, "denied": OFFICE},
        "accepted": {"reviewing": DEPARTMENT, "to_correct": DEPARTMENT, "special": DEPARTMENT, "withdrawn": APPLICANT, "denied": OFFICE},
        "reviewing": {
            "approving": DEPARTMENT,
            "special": DEPARTMENT,
            "to_correct": DEPARTMENT,
            "extended": DEPARTMENT,
            "to_pay": DEPARTMENT,
            "terminated": DEPARTMENT,
            "withdrawn": APPLICANT,
            "denied": OFFICE,
        },
        "special": {"reviewing": DEPARTMENT, "withdrawn": APPLICANT},
        "extended": {"reviewing": DEPARTMENT, "approving": DEPARTMENT, "withdrawn": APPLICANT},
        "approving": {"to_pay": DEPARTMENT, "approved": DEPARTMENT, "denied": f"{DEPARTMENT}|{OFFICE}", "withdrawn": APPLICANT},
        # Paying gives the case back to the department: only the fee's own message may do that.
        "to_pay": {
            "approved": DEPARTMENT,
            "approving": f"{DEPARTMENT}|{PAYMENT}",
            "terminated": DEPARTMENT,
            "withdrawn": APPLICANT,
            "lapsed": CLOCK,
        },
        "approved": {"delivering": DEPARTMENT, "done": DEPARTMENT},
        "denied": {"delivering": DEPARTMENT, "done": DEPARTMENT},
        # A courier that has handed it over closes it; one that lost it lets the department send another.
        "delivering": {"delivering": DEPARTMENT, "done": f"{DEPARTMENT}|{COURIER}"},
        "rejected": {},
        "withdrawn": {},
        "terminated": {},
        "lapsed": {},
        "done": {},
    }.items()
}
NODES = frozenset(to for moves in MOVES.values() for to, who in moves.items() if DEPARTMENT in who)
REASONED = frozenset({"rejected", "denied", "terminated"})  # a no without its reason is none: nobody could do anything about it
EDITABLE = frozenset({"draft", "to_correct"})
STOPPED = frozenset({"to_correct", "to_agree", "special", "to_pay"})  # the clock stands still
ENDED = frozenset({"done", "rejected", "denied", "withdrawn", "terminated", "lapsed"})
# The move that concludes a case → its outcome. What follows a decision (a letter, a parcel, closing the file) concludes nothing anew.
OUTCOMES = {
    "approved": "granted",
    "denied": "denied",
    "rejected": "rejected",
    "terminated": "terminated",
    "withdrawn": "withdrawn",
    "lapsed": "lapsed",
}
FEE_BACK = ("rejected", "denied", "terminated", "withdrawn", "lapsed")  # whoever gets nothing owes nothing
GROUPS = {"draft": frozenset({"draft"}), "done": ENDED, "open": frozenset(MOVES) - ENDED - {"draft"}}

MOST_DRAFTS = 20  # of one person
PAY_WITHIN = timedelta(days=30)  # a bill's life; one that lapsed may be written anew as long as the case waits


def may(state: str, to: str, who: str) -> bool:
    """Whether `who` may move a case from `state` to `to`."""
    return who in MOVES.get(state, {}).get(to, ())


def group_of(state: str) -> str:
    """draft | open | done."""
    return next(name for name, states in GROUPS.items() if state in states)


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
