"""The offices a case passes, as its owner sees them: a line each, with its own light and day."""

from __future__ import annotations

from app.cases.passing import Stand
from app.cases.queries import Whole
from app.cases.records import Case, Words
from app.kernel import clock
from app.language.checklist import Item
from app.language.courses import Office
from app.supervision.queries import office_light
from app.words import offices as words


def parts(found: Whole) -> list[dict[str, object]]:
    """All of them, in their order; none of a case that has one department."""
    course = found.standing.item.course
    named = {one.id: one for one in course.offices} if course else {}
    return [_part(one, named[one.office], found.standing.case) for one in found.offices]


def told(said: Words) -> bool:
    """Whether a step is worth a line: of those that moved one office only, its first and its last."""
    return "status" not in said or said.get("step") in words.STEPS


def title(item: Item, said: Words) -> str:
    """What a step is called that one of several offices made; empty for what happened to the case as a whole."""
    office = item.course.office(said.get("office", "")) if item.course else None
    step = said.get("step", "")
    return words.title(office.name, step) if office and step in words.STEPS and (step != "approved" or "status" in said) else ""


def _part(one: Stand, office: Office, row: Case) -> dict[str, object]:
    word, tone = words.STATES[one.state]
    decided = clock.china(one.decided_at).date() if one.decided_at else None
    return {
        "id": one.office,
        "name": office.name,
        "unit": one.said.get("unit", ""),
        "state": one.state,
        "word": word,
        "tone": tone,
        "light": None if office.remote else office_light(one, row),
        "due": one.due_on.isoformat() if one.due_on else None,
        "say": words.line(one.state, office.days, one.due_on, decided, clock.today(), office.remote),
    }
