"""Forms: what is filled in, what is missing, and everything wrong with it at once. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from app.kernel import text as texts
from app.language import conditions, derived, kinds
from app.language.conditions import When
from app.language.declare import Field
from app.language.kinds.base import Rows, Sight, Wrong, masked
from app.language.reachable import Key
from app.language.values import Value, Values, absent

KINDS = frozenset(kinds.KINDS)
Errors = list[dict[str, str]]
Picked = Mapping[str, Rows]  # the rows behind each pick field, by its id
NOTHING: Values = MappingProxyType({})
NO_ROWS: Rows = MappingProxyType({})


def asked(fields: Iterable[Field], given: Values) -> list[Field]:
    """The fields that these answers ask for."""
    return [field for field in fields if conditions.holds(field.asked, given)]


def counted(fields: Iterable[Field], values: Mapping[str, Value | None], given: Values) -> frozenset[str]:
    """Ids of the fields that count as the form stands. `given`: answers and facts."""
    return conditions.applying({field.id: field.when for field in fields}, given, _there(values))


def gaps(fields: Sequence[Field], values: Mapping[str, Value | None], given: Values) -> list[str]:
    """Ids of required fields that are still empty, or lack something inside, in order."""
    counts = counted(fields, values, given)
    return [one.id for one in fields if one.required and one.id in counts and _asked(one) and not _complete(one, values.get(one.id))]


def key_of(field: Field) -> Key:
    """What a condition may find in a field."""
    when: When = {"all": [dict(field.asked), dict(field.when)]} if field.asked else field.when
    options = tuple(one[0] for one in field.options)
    if field.kind == "derived":
        finder = derived.FINDERS[field.fn]
        return Key(finder.type, options or finder.options, when=when)
    numeric = field.kind in ("number", "money")
    least, most = (field.min, field.max) if numeric else (None, None)
    return Key("rows" if field.many else kinds.of(field).type, options, least=least, most=most, when=when)


def misfits(fields: Iterable[Field], values: Mapping[str, object]) -> Errors:
    """Values of another type than their fields', which nobody typed."""
    found = []
    for field in fields:
        if field.id in values and not blank(values[field.id]):
            try:
                kinds.of(field).make(field, values[field.id])
            except Wrong as fault:
                found.append({"field": field.id + fault.path, "say": fault.say})
    return found


def fill(
    fields: Iterable[Field],
    values: Mapping[str, object],
    today: date,
    whole: bool = True,
    given: Values = NOTHING,
    rows: Picked | None = None,
) -> tuple[dict[str, Value], Errors]:
    """Check values against the form: the good ones, and everything wrong at once as {field, say}; inside a list or a person the field
    is a path (`movers[2].name`).

    `whole`: also what is missing counts (submitting); otherwise only what was given is looked at (saving a draft). `given`: the
    answers and facts that fields may hang on. `rows`: the rows behind each pick, by their ids: an id that is not among them is
    refused; without it picks are taken as they are.
    """
    known = {field.id: field for field in fields}
    good: dict[str, Value] = {}
    errors = [{"field": str(key), "say": "表里没有这一项。"} for key in values if key not in known]
    for field in known.values():
        if field.id not in values or blank(values[field.id]):
            continue
        sight = Sight(today, whole, None if rows is None else rows.get(field.id, {}), given)
        try:
            value = kinds.of(field).make(field, values[field.id])
        except Wrong as fault:
            errors.append({"field": field.id + fault.path, "say": fault.say})
            continue
        if absent(value):
            continue
        faults = [{"field": field.id + path, "say": say} for path, say in kinds.of(field).faults(field, value, sight)]
        errors += faults
        if not faults:
            good[field.id] = value
    if whole:
        good = derived.found(tuple(known.values()), good, given, rows)
        named = {field_of(error["field"]) for error in errors}
        left = gaps(tuple(known.values()), good, given)
        errors += [{"field": key, "say": f"{known[key].label}还没{_how(known[key])}。"} for key in left if key not in named]
        counts = counted(known.values(), good, given)
        good = {key: value for key, value in good.items() if key in counts}
    return good, errors


def _how(field: Field) -> str:
    """What has not been done with it: a scarce thing is chosen, and being looked at is not enough."""
    return "选定" if field.kind in ("held", "slot") else "填"


def field_of(path: str) -> str:
    """movers of movers[2].name."""
    return path.partition("[")[0].partition(".")[0]


def blank(value: object) -> bool:
    """Nothing, or nothing that can be seen."""
    return absent(value) or (isinstance(value, str) and not texts.plain(value))


def made(field: Field, value: object) -> Value:
    """A value as it is kept, however it was typed. Raises Wrong for one of another type."""
    return kinds.of(field).make(field, value)


def wrong(field: Field, value: Value, today: date) -> str | None:
    """The first thing wrong with one value that `made` has made, in words, or None."""
    return next((say for _, say in kinds.of(field).faults(field, value, Sight(today))), None)


def words(field: Field, value: Value | None, rows: Rows = NO_ROWS) -> str:
    """A value in words: for the department, the export; empty for nothing."""
    return "" if value is None or absent(value) else kinds.of(field).show(field, value, rows)


def shown(field: Field, value: Value | None, rows: Rows = NO_ROWS) -> str:
    """A value as it stands on a resident's page: numbers masked."""
    return "" if value is None or absent(value) else masked(kinds.of(field), field, value, rows)


def followed(fields: Sequence[Field], values: Values, given: Values, rows: Picked | None = None) -> dict[str, Value]:
    """The values with what follows from them found anew; a field that does not count is not looked at."""
    counts = counted(fields, values, given)
    seen = derived.found([one for one in fields if one.id in counts], {key: values[key] for key in values if key in counts}, given, rows)
    return {key: value for key, value in values.items() if key not in counts} | seen


def _asked(field: Field) -> bool:
    """Whether it is the person's to fill in, here."""
    return not kinds.of(field).given and (field.kind != "derived" or bool(field.options))


def _complete(field: Field, value: Value | None) -> bool:
    return value is not None and not absent(value) and kinds.of(field).complete(field, value)


def _there(values: Mapping[str, Value | None]) -> dict[str, Value]:
    return {key: value for key, value in values.items() if value is not None}
