"""What a scene says of the answers and the form: asked when an errand is begun, after each value, and when it is handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.checks import rules
from app.checks.facts import Facts
from app.checks.rules import Judged
from app.forms import settled
from app.identity.rules import age, born
from app.kernel import clock
from app.kernel.text import id_number_fault
from app.language import forms
from app.language.checklist import Checklist, Item
from app.language.declare import ReviewPoint
from app.language.forms import Picked, field_of
from app.language.registry import scenes
from app.language.values import Value, Values, text_of
from app.language.visit import Visit

Errors = list[dict[str, str]]


def errors(item: Item, answers: Mapping[str, str], city: str, values: Values, years: int | None = None) -> Errors:
    """Everything the scene refuses, at once: [{field, say}], and `at` "question" where it is an answer. `years`: the person's age,
    when the form does not say it. Also answers that
    data speaks against, whatever the scene."""
    today, number = clock.today(), text_of(values, "id_number")
    if number and not id_number_fault(number, today):
        years = age(born(number), today)
    visit = Visit(today, answers, values, city, years)
    scene = scenes().get(item.scene)
    if scene is not None:
        scene.run(item.id, "check", visit)
    named = {one["field"] for one in visit.refused}
    return visit.refused + [one for one in settled.against(item, answers, values, years) if one["field"] not in named]


def said(item: Item, checklist: Checklist, answers: Mapping[str, str], city: str, values: Values, rows: Picked | None = None) -> Errors:
    """What the scene refuses, and the review points that the form alone settles and does not meet."""
    return [*errors(item, answers, city, values), *of_points(checklist.points, answers, city, values, rows)]


def of_points(points: Iterable[ReviewPoint], answers: Mapping[str, str], city: str, values: Values, rows: Picked | None = None) -> Errors:
    """Each at the field it speaks of. One that needs more than the form is not known yet and says nothing."""
    picked = {key: tuple(of.values()) for key, of in (rows or {}).items()}
    facts = Facts(clock.today(), city, answers=answers, form=values, picked=picked)
    return at_fields(rules.refused(rules.judge(rules.decided(points, rules.FIELD), facts)))


def at_fields(against: Iterable[Judged]) -> Errors:
    """What is refused, at the field each is about; what is about none is not said here."""
    at = [(rules.field_of(one.point), one) for one in against]
    return [{"field": field, "say": "，".join(part for part in (one.say, one.own_do) if part) + "。"} for field, one in at if field]


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
    return good, faults + [one for one in said(item, checklist, answers, city, good, rows) if one["field"] not in named]
