"""Forms: what these answers ask for, what is missing, what is wrong with what was filled in. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from app.kernel import text as texts
from app.language import conditions
from app.language.declare import Field
from app.language.reachable import Key, Type
from app.language.values import Value, Values

KINDS = {"text", "choice", "date", "phone", "address", "idnumber", "number", "check", "longtext", "uscc"}

NOTHING: Values = MappingProxyType({})
_HAN = re.compile("[\u3400-\u9fff]")


def asked(fields: Iterable[Field], given: Values) -> list[Field]:
    """The fields that these answers ask for."""
    return [field for field in fields if conditions.holds(field.asked, given)]


def counted(fields: Iterable[Field], values: Mapping[str, Value | None], given: Values) -> frozenset[str]:
    """Ids of the fields that count as the form stands. `given`: answers and facts."""
    return conditions.applying({field.id: field.when for field in fields}, given, _given(values))


def gaps(fields: Sequence[Field], values: Mapping[str, Value | None], given: Values) -> list[str]:
    """Ids of required fields that are still empty, in order."""
    counts = counted(fields, values, given)
    return [field.id for field in fields if field.required and field.id in counts and not values.get(field.id)]


def key_of(field: Mapping[str, Any]) -> Key:
    """What a condition may find in a field, as it stands in an item's content."""
    when = {"all": [field["asked"], field["when"]]} if field["asked"] else field["when"]
    if field["kind"] == "choice":
        return Key("option", tuple(one[0] for one in field["options"]), when=when)
    return Key(_TYPES.get(field["kind"], "text"), when=when)


def fill(
    fields: Iterable[Field], values: Mapping[str, Any], today: date, whole: bool = True, given: Values = NOTHING
) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Check values against the form: the good ones, and everything wrong at once as {field, say}.

    `whole`: also what is missing counts (submitting); otherwise only what was given is looked at (saving a draft). `given`: the
    answers and facts that fields may hang on.
    """
    known = {field.id: field for field in fields}
    good: dict[str, str] = {}
    errors = [{"field": str(key), "say": "表里没有这一项。"} for key in values if key not in known]
    for field in known.values():
        if field.id not in values:
            continue
        value = values[field.id]
        if blank(value):
            continue
        if not isinstance(value, str):
            errors.append({"field": field.id, "say": "这一项要写文字。"})
            continue
        value = made(field, value)
        fault = wrong(field, value, today)
        if fault:
            errors.append({"field": field.id, "say": fault})
        elif value:
            good[field.id] = value
    if whole:
        named = {error["field"] for error in errors}
        left = gaps(tuple(known.values()), good, given)
        errors += [{"field": key, "say": f"{known[key].label}还没填。"} for key in left if key not in named]
        counts = counted(known.values(), good, given)
        good = {key: value for key, value in good.items() if key in counts}
    return good, errors


def blank(value: Any) -> bool:
    """Nothing, or nothing that can be seen."""
    return value is None or (isinstance(value, str) and not texts.plain(value))


def kind_of(field: Field) -> str:
    """What stands in a field labelled 姓名 is a person's name."""
    return "name" if field.kind == "text" and field.label.endswith("姓名") else field.kind


def made(field: Field, value: str) -> str:
    """A value as it is kept, however it was typed."""
    kind = kind_of(field)
    if kind in _MAKERS:
        return _MAKERS[kind](value)
    return value.strip() if field.options else texts.plain(value, lines=kind == "longtext")


def wrong(field: Field, text: str, today: date) -> str | None:
    """What is wrong with one value that `made` has made plain, in words, or None."""
    kind = kind_of(field)
    if kind == "name":
        return texts.name_fault(text)
    if field.max and len(text) > field.max:
        return f"最多 {field.max} 个字，现在是 {len(text)} 个。"
    if kind == "choice" and text not in {one[0] for one in field.options}:
        return "请从给出的里面选一个。"
    checker = _CHECKERS.get(kind)
    fault = checker(text, today) if checker else None
    if fault is None and field.pattern and not re.fullmatch(field.pattern, text, re.ASCII):
        return field.hint or "格式不对，再看一眼。"
    return fault


def _date(text: str, today: date) -> str | None:
    return None if texts.day(text) else "日期不对，像 2026-11-24 这样。"


def _number(text: str, today: date) -> str | None:
    return None if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,2})?", text) else "这一项写数字。"


def _address(text: str, today: date) -> str | None:
    if "*" in text:
        return "把地址写全，不要用星号。"
    return None if len(text) >= 6 and _HAN.search(text) else "地址太短，写到门牌号。"


_MAKERS = {"name": texts.name, "phone": texts.phone} | dict.fromkeys(("idnumber", "uscc", "date", "number"), texts.compact)
_CHECKERS = {
    "phone": lambda text, _: texts.phone_fault(text),
    "idnumber": texts.id_number_fault,
    "uscc": lambda text, _: texts.uscc_fault(text),
    "date": _date,
    "number": _number,
    "address": _address,
}


_TYPES: Mapping[str, Type] = {"date": "date", "number": "number"}


def _given(values: Mapping[str, Value | None]) -> dict[str, Value]:
    return {key: value for key, value in values.items() if value is not None}
