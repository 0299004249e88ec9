"""What somebody was asked to agree to, and what they said, for the file they may take with them; and whom a case of theirs asked."""

from __future__ import annotations

from sqlalchemy import Connection

from app.kernel import clock
from app.participants import queries
from app.participants.queries import Stored
from app.participants.rules import Who
from app.participants.words import STATES


def answers(tx: Connection, who: Who) -> tuple[list[dict[str, object]], None]:
    """All that somebody was asked, latest first, word for word."""
    return [_answer(one) for one in queries.of_person(tx, who, most=1000)], None


def of_case(tx: Connection, case_no: str) -> list[dict[str, object]]:
    """Whom a case asked, as the applicant named them. Why somebody said no is theirs, unless they let the applicant read it."""
    told: list[dict[str, object]] = []
    for one in queries.of_case(tx, case_no):
        row = {"role": one.text.label, "name": one.named.name, "id_number": one.named.id_number, "state": STATES[one.state][0]}
        told.append({**row, "at": _at(one), **({"reason": one.why_not} if one.reason_open else {})})
    return told


def _answer(one: Stored) -> dict[str, object]:
    shown = one.text
    read = {
        "applicant": shown.applicant,
        "name": shown.item,
        "agreed": shown.says,
        "form": [{"label": one.label, "value": one.text} for one in shown.lines],
    }
    return {**read, "state": STATES[one.state][0], "at": _at(one), "reason": one.why_not, "sha256": one.text_hash.hex()}


def _at(one: Stored) -> str:
    return clock.rfc3339(one.answered_at or one.asked_at)
