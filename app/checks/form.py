"""What a scene says of the answers and the form: asked when an errand is begun, after each value, and when it is handed in."""

from __future__ import annotations

from collections.abc import Mapping

from app.identity.rules import age, born
from app.kernel import clock
from app.kernel.text import id_number_fault
from app.language import forms
from app.language.checklist import Checklist, Item
from app.language.forms import Picked, field_of
from app.language.registry import scenes
from app.language.values import Value, Values, text_of
from app.language.visit import Visit

Errors = list[dict[str, str]]


def errors(item: Item, answers: Mapping[str, str], city: str, values: Values, years: int | None = None) -> Errors:
    """Everything the scene refuses, at once: [{field, say}], and `at` "question" where it is an answer. `years`: the person's age,
    when the form does not say it. Empty for a scene without hooks."""
    scene = scenes().get(item.scene)
    if scene is None:
        return []
    today, number = clock.today(), text_of(values, "id_number")
    if number and not id_number_fault(number, today):
        years = age(born(number), today)
    visit = Visit(today, answers, values, city, years)
    scene.run(item.id, "check", visit)
    return visit.refused


def of_answers(found: Errors) -> Errors:
    """Those that are mended where the questions are asked."""
    return [one for one in found if one.get("at") == "question"]


def filled(
    item: Item, checklist: Checklist, answers: Mapping[str, str], city: str, values: Values, rows: Picked | None = None
) -> tuple[dict[str, Value], Errors]:
    """What is filled in well, and everything that is wrong or missing, with what the scene says of it."""
    fields = {field.id for field in checklist.fields}
    mine = {key: value for key, value in values.items() if key in fields}
    good, faults = forms.fill(checklist.fields, mine, clock.today(), given=checklist.given, rows=rows)
    named = {field_of(one["field"]) for one in faults}
    return good, faults + [one for one in errors(item, answers, city, good) if one["field"] not in named]
