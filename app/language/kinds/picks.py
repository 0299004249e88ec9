"""What is chosen: one of a few, several, in an order; a tick; rows of a lookup."""

from __future__ import annotations

from app.language.content import Said, Written
from app.language.declare import Field
from app.language.kinds.base import NOT_SEVERAL, Faults, Kind, Rows, Sight, Undeclared, Wrong, bounds, text, texts_of
from app.language.values import Value

MOST_ROWS = 50
GONE = "这一条现在查不到了，重新选一次。"
UNTICKED = "要打勾才能往下办。"


def _choice(field: Field, raw: object) -> Value:
    return text(raw).strip()


def _choice_faults(field: Field, value: Value, sight: Sight) -> Faults:
    if value not in {one[0] for one in field.options}:
        yield "", "请从给出的里面选一个。"


def _word(field: Field, option: Value) -> str:
    return next((one[1] for one in field.options if one[0] == option), str(option))


def _choice_words(field: Field, value: Value, rows: Rows) -> str:
    return _word(field, value)


def _several(field: Field, raw: object) -> Value:
    return [*texts_of(raw)]


def _in_option_order(field: Field, raw: object) -> Value:
    """The order they were tapped in says nothing."""
    found = texts_of(raw)
    order = [one[0] for one in field.options]
    return [*sorted(found, key=lambda one: order.index(one) if one in order else len(order))]


def counted(field: Field, several: list[Value], whole: bool, word: str = "个") -> Faults:
    """How many there are; too few is nothing wrong while more may follow."""
    if field.max is not None and len(several) > field.max:
        yield "", f"最多 {field.max} {word}，现在是 {len(several)} {word}。"
    elif whole and not enough(field, several):
        yield "", f"至少 {field.min} {word}，现在是 {len(several)} {word}。"


def enough(field: Field, value: Value) -> bool:
    """Whether there are as many as there must be."""
    return field.min is None or not isinstance(value, list) or len(value) >= field.min


def _several_faults(field: Field, value: Value, sight: Sight) -> Faults:
    several = value if isinstance(value, list) else []
    options = {one[0] for one in field.options}
    if any(one not in options for one in several):
        yield "", NOT_SEVERAL
    elif any(several.count(one) > 1 for one in several):
        yield "", "有一个选了两次。"
    else:
        yield from counted(field, several, sight.whole)


def _several_words(field: Field, value: Value, rows: Rows) -> str:
    return "、".join(_word(field, one) for one in value) if isinstance(value, list) else _word(field, value)


def _ranked_words(field: Field, value: Value, rows: Rows) -> str:
    several = value if isinstance(value, list) else [value]
    return "，".join(f"{n} {_word(field, one)}" for n, one in enumerate(several, 1))


def _declare_several(row: Written) -> Said:
    return bounds(row, max(1, len(row.get("options") or [])), 1)


def _check(field: Field, raw: object) -> Value:
    """`yes` as it was sent before values had types."""
    if raw == "yes":
        return True
    if not isinstance(raw, bool):
        raise Wrong("打勾或者不打勾。")
    return raw


def _check_faults(field: Field, value: Value, sight: Sight) -> Faults:
    if sight.whole and field.required and value is not True:
        yield "", UNTICKED


def _check_words(field: Field, value: Value, rows: Rows) -> str:
    return "是" if value in (True, "yes") else "否"


def _pick(field: Field, raw: object) -> Value:
    return [*texts_of(raw)] if field.many else text(raw).strip()


def _pick_faults(field: Field, value: Value, sight: Sight) -> Faults:
    """An id the source no longer has, or of somebody else's row, is no row of this person's."""
    several: list[Value] = value if isinstance(value, list) else [value]
    if sight.rows is not None and any(one not in sight.rows for one in several):
        yield "", GONE
    elif any(several.count(one) > 1 for one in several):
        yield "", "有一条选了两次。"
    elif field.many:
        yield from counted(field, several, sight.whole, "条")


def _pick_words(field: Field, value: Value, rows: Rows) -> str:
    several = value if isinstance(value, list) else [value]
    return "、".join(str(rows.get(str(one), {}).get(field.title) or one) for one in several)


def _declare_pick(row: Written) -> Said:
    if not isinstance(row.get("lookup"), str) or not row["lookup"]:
        raise Undeclared("lookup", "写从哪次查询里选")
    if not isinstance(row.get("many", False), bool):
        raise Undeclared("many", "写 true 或 false")
    if not row.get("many") and ("min" in row or "max" in row):
        raise Undeclared("max", "many: true 才能选几条")
    return {"lookup": row["lookup"], **({"many": True} if row.get("many") else {}), **bounds(row, MOST_ROWS, 1)}


SEVERAL = frozenset({"min", "max", "options"})
CHOICE = Kind(_choice, _choice_faults, _choice_words, "option", frozenset({"options"}))
CHOICES = Kind(_in_option_order, _several_faults, _several_words, "options", SEVERAL, _declare_several, enough)
RANKED = Kind(_several, _several_faults, _ranked_words, "options", SEVERAL, _declare_several, enough)
CHECK = Kind(_check, _check_faults, _check_words, "yes", complete=lambda field, value: not field.required or value in (True, "yes"))
PICK = Kind(_pick, _pick_faults, _pick_words, "text", frozenset({"lookup", "many", "min", "max"}), _declare_pick, enough)
