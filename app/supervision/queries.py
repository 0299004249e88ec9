"""Show me how a case stands against its dates."""

from __future__ import annotations

from app.cases.passing import Stand
from app.cases.records import Case
from app.cases.rules import ENDED, STOPPED
from app.deadlines.rules import Dates
from app.kernel import clock
from app.offices.track import OVER, TO_CORRECT
from app.supervision import rules


def light(row: Case) -> str | None:
    """green | yellow | orange | red while the clock runs."""
    if row.dates is None or row.state in ENDED | STOPPED or row.state == "draft":
        return None
    start = clock.china(row.accepted_at or row.handed_in).date()
    return rules.light(clock.today(), start, row.dates)


def office_light(one: Stand, row: Case) -> str | None:
    """The same of one office's part: its own clock, and the law's for the whole."""
    if one.state in OVER or one.state == TO_CORRECT or one.began_at is None or one.due_on is None:
        return None
    legal = max(row.legal_on or one.due_on, one.due_on)
    return rules.light(clock.today(), clock.china(one.began_at).date(), Dates(one.due_on, legal, False))
