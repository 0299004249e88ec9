"""Show me how a case stands against its dates."""

from __future__ import annotations

from app.cases.records import Case
from app.cases.rules import ENDED, STOPPED
from app.kernel import clock
from app.supervision import rules


def light(row: Case) -> str | None:
    """green | yellow | orange | red while the clock runs."""
    if row.dates is None or row.state in ENDED | STOPPED or row.state == "draft":
        return None
    start = clock.china(row.accepted_at or row.handed_in).date()
    return rules.light(clock.today(), start, row.dates)
