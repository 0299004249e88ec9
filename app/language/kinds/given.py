"""What is declared in a form and given elsewhere, found without asking, or not there yet."""

from __future__ import annotations

import re
from datetime import date, datetime

from app import reference
from app.kernel import text as plain
from app.language.content import Said, Written
from app.language.declare import Field
from app.language.kinds.base import Faults, Kind, Rows, Sight, Undeclared, Wrong, as_text, text
from app.language.kinds.picks import CHOICE
from app.language.values import Value

HELD_ELSEWHERE = "这一项在给出的里面点一个，不用填。"
SLOT_ELSEWHERE = "时间在给出的里面点一个，不用填。"


SLOT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{2}:[0-9]{2}) (.{1,60})")
WEEK = "一二三四五六日"


def _elsewhere(say: str, where: str) -> Kind:
    def refuse(field: Field, raw: object) -> Value:
        raise Wrong(say)

    def nothing(field: Field, value: Value, sight: Sight) -> Faults:
        yield "", say

    return Kind(refuse, nothing, as_text, "thing", frozenset({"material"}), _declare_material, given=where)


def _declare_material(row: Written) -> Said:
    if not isinstance(row.get("material"), str) or not row["material"]:
        raise Undeclared("material", "写是哪一样材料，像 m-photo-id")
    return {"material": row["material"]}


def _found(field: Field, raw: object) -> Value:
    """Taken only where the function does not know (app.language.derived)."""
    if isinstance(raw, str) and field.options:
        return CHOICE.make(field, raw)
    if isinstance(raw, str | int):
        return raw
    raise Wrong("这一项不用填。")


def _found_faults(field: Field, value: Value, sight: Sight) -> Faults:
    if field.options:
        yield from CHOICE.faults(field, value, sight)


def _found_words(field: Field, value: Value, rows: Rows) -> str:
    return CHOICE.show(field, value, rows)


def _held(field: Field, raw: object) -> Value:
    """What is held for the application: put there by whoever holds it (app.cases.holding), never typed."""
    return text(raw)


def _held_faults(field: Field, value: Value, sight: Sight) -> Faults:
    if not sight.whole:
        yield "", HELD_ELSEWHERE


def slot_value(at: datetime, place: str) -> str:
    """What stands in a slot field: when, in China, and where."""
    return f"{at:%Y-%m-%d %H:%M} {place}"


def slot_day(value: object) -> date | None:
    """The day of a slot; None for what is none."""
    found = SLOT.fullmatch(value) if isinstance(value, str) else None
    return plain.day(found[1]) if found else None


def _slot_faults(field: Field, value: Value, sight: Sight) -> Faults:
    if not sight.whole:
        yield "", SLOT_ELSEWHERE
    elif slot_day(value) is None:
        yield "", "选一个时间。"


def _slot_words(field: Field, value: Value, rows: Rows) -> str:
    found, day = SLOT.fullmatch(str(value)), slot_day(value)
    if found is None or day is None:
        return str(value)
    return f"{day.month}月{day.day}日（周{WEEK[day.weekday()]}）{found[2]}，{found[3]}"


def _declare_slot(row: Written) -> Said:
    of, theme = row.get("of"), row.get("theme")
    if (of is None) == (theme is None):
        raise Undeclared("of", "写在哪里约：of 一项选出来的地方，或者 theme 一类大厅，二选一")
    if theme is not None and theme not in reference.hall_themes():
        raise Undeclared("theme", f"没有这一类大厅：{theme}")
    if of is not None and not (isinstance(of, list) and len(of) == 1 and isinstance(of[0], str)):
        raise Undeclared("of", "写看哪一项：[station]")
    return {"of": [str(of[0])]} if isinstance(of, list) else {"theme": str(theme)}


FILE = _elsewhere("这一样在材料页传。", "materials")
SIGN = _elsewhere("签名在最后一页。", "signature")
DERIVED = Kind(_found, _found_faults, _found_words, "text", frozenset({"fn", "of", "options"}))
HELD = Kind(_held, _held_faults, as_text)
SLOT_KIND = Kind(_held, _slot_faults, _slot_words, "text", frozenset({"of", "theme"}), _declare_slot)
