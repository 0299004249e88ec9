"""All conditions of one item, judged together once every question and field is known. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from app.kernel.jsons import Json
from app.language import conditions, facts, forms
from app.language.conditions import When
from app.language.declare import Field
from app.language.reachable import Key, fault, reachable

NO_FIELD = "表里没有这一项"
Found = Iterator[tuple[str, str]]  # where, and what is wrong


def answers(options: Mapping[str, set[str]]) -> dict[str, Key]:
    """The questions of an item as keys; by the time anything hangs on them all are answered."""
    return {question: Key("option", tuple(sorted(known)), always=True) for question, known in options.items()}


def mistakes(
    options: Mapping[str, set[str]], form: Sequence[Field], others: Sequence[tuple[str, When]], lookups: Collection[str] = ()
) -> Found:  # fmt: skip
    """Conditions on what there is not, in a circle, or never coming true. `others`: those of materials, fees and points, by name;
    `lookups`: those the item asks.

    Where a question and a field are called the same, a field's `when` means the field and every other the question.
    """
    told = answers(options) | facts.keys(lookups)
    yield from _of_fields("form", form, told)
    fields = {one.id: forms.key_of(one) for one in form}
    for name, when in others:
        yield from _fault(f"{name}.when", when, fields | told)
        yield from _never(f"{name}.when", when, fields | told)


def _of_fields(place: str, form: Sequence[Field], told: Mapping[str, Key]) -> Found:
    """Those of a form, or of the rows of a list."""
    fields = {one.id: forms.key_of(one) for one in form}
    for one in form:
        yield from _fault(f"{place}.{one.id}.asked", one.asked, told)
        yield from _fault(f"{place}.{one.id}.when", one.when, {**told, **fields}, NO_FIELD)
    if circle := conditions.circle({one.id: _hangs_on(one) for one in form}):
        yield f"{place}.{circle[0]}.when", f"绕成了圈：{' → '.join([*circle, circle[0]])}"
        return
    for one in form:
        yield from _never(f"{place}.{one.id}.asked", one.asked, told)
        yield from _never(f"{place}.{one.id}.when", fields[one.id].when, {**told, **fields})
        if one.fields:
            yield from _of_fields(f"{place}.{one.id}.fields", one.fields, told)


def _hangs_on(field: Field) -> When:
    """Its condition, and for what is found in others those others."""
    found: list[Json] = [dict(field.when)]
    for key in field.of:
        found.append({key: {"empty": False}})
    return {"all": found}


def _fault(field: str, when: When, known: Mapping[str, Key], unknown: str = "没有这个问题") -> Found:
    if say := fault(when, known, unknown):
        yield field, say


def _never(field: str, when: When, known: Mapping[str, Key]) -> Found:
    try:
        if when and not reachable(when, known):
            yield field, "这个条件永远不会成立"
    except OverflowError:
        yield field, "这个条件牵涉的太多，分开写"
