"""What can be said at the first tap: answers that data settles, answers that do not fit, what already runs, what makes it pointless."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from app.cases import pinned, running
from app.checks import form, wallet
from app.forms import prefill
from app.identity import queries as identity
from app.kernel import clock
from app.kernel.errors import Refused
from app.language.checklist import Item


def known(tx: Connection, item: Item, person_id: str, city: str, chosen: Mapping[str, str]) -> dict[str, object]:
    """{answers, errors, running, stands}. `chosen`: what was tapped so far; `stands` needs all of it, since it is about the case
    these answers make."""
    today = clock.today()
    found = prefill.answers(tx, item, person_id, today)
    years = identity.get_person(tx, person_id).age(today)
    answers = {**{key: one["option"] for key, one in found.items()}, **chosen}
    errors = form.of_answers(form.errors(item, answers, city, {}, years))
    return {
        "answers": found,
        "errors": errors,
        "running": running.find(tx, item, person_id),
        "stands": _stands(tx, item, person_id, city, answers),
    }


def _stands(tx: Connection, item: Item, person_id: str, city: str, answers: Mapping[str, str]) -> wallet.Found | None:
    try:
        checklist = pinned.plan(item, answers, city)
    except Refused:
        return None  # not all is answered yet
    return wallet.find(tx, item, checklist, person_id, clock.today())
