"""What can be said at the first tap: answers that data settles, answers that do not fit, what already runs, what makes it pointless."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from sqlalchemy import Connection

from app.cases import pinned, records, rules, running, whose
from app.cases.models import case, case_action
from app.checks import form, wallet
from app.forms import prefill
from app.identity import queries as identity
from app.kernel import clock
from app.kernel.errors import Refused
from app.language.checklist import Checklist, Item
from app.words import cases as words


def known(tx: Connection, item: Item, person_id: str, city: str, chosen: Mapping[str, str]) -> dict[str, object]:
    """{answers, errors, running, denied, stands}. `chosen`: what was tapped so far; `stands` needs all of it, since it is about the case
    these answers make."""
    today = clock.today()
    found = prefill.answers(tx, item, person_id, today)
    years = identity.get_person(tx, person_id).age(today)
    answers = {**{key: one["option"] for key, one in found.items()}, **chosen}
    errors = form.of_answers(form.errors(item, answers, city, prefill.household(tx, item, person_id), years))
    checklist = _checklist(item, answers, city)
    mine = checklist is None or not whose.another_s(item, checklist)
    return {
        "answers": found,
        "errors": errors,
        "running": running.find(tx, item, person_id, answers) if mine else None,
        "denied": _denied(tx, item, person_id) if mine else None,
        "stands": wallet.find(tx, item, checklist, person_id, today) if checklist and mine else None,
    }


class Denied(TypedDict):
    """The last application for this, when the department answered with a no, or would not go on: when, and why."""

    no: str
    on: str
    say: str


def _denied(tx: Connection, item: Item, person_id: str) -> Denied | None:
    handed_in = (case.c.owner_id == person_id, case.c.item == item.id, case.c.submitted_at.is_not(None))
    row = records.CASES.first(tx, records.CASES.query.where(*handed_in).order_by(case.c.submitted_at.desc()).limit(1))
    if row is None or row.outcome not in rules.REASONED:
        return None
    no = records.ACTIONS.first(tx, records.ACTIONS.query.where(case_action.c.case_id == row.id, case_action.c.to == row.outcome))
    if no is None:
        return None
    reason = records.open_words(no).get("reason") or ""
    return {"no": row.no, "on": clock.china(no.at).date().isoformat(), "say": f"上次{words.OUTCOMES[row.outcome]}：{reason}"}


def _checklist(item: Item, answers: Mapping[str, str], city: str) -> Checklist | None:
    try:
        return pinned.plan(item, answers, city)
    except Refused:
        return None  # not all is answered yet
