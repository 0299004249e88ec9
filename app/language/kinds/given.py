"""What is declared in a form and given elsewhere, found without asking, or not there yet."""

from __future__ import annotations

from app.language.content import Said, Written
from app.language.declare import Field
from app.language.kinds.base import Faults, Kind, Rows, Sight, Undeclared, Wrong, as_text, text
from app.language.kinds.picks import CHOICE
from app.language.values import Value

HELD_ELSEWHERE = "这一项在给出的里面点一个，不用填。"


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


FILE = _elsewhere("这一样在材料页传。", "materials")
SIGN = _elsewhere("签名在最后一页。", "signature")
DERIVED = Kind(_found, _found_faults, _found_words, "text", frozenset({"fn", "of", "options"}))
HELD = Kind(_held, _held_faults, as_text)
