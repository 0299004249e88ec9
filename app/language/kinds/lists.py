"""Rows of a small form: `fields` of each, between `min` and `max` of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.language import conditions
from app.language.declare import Field
from app.language.kinds.base import Faults, Kind, Rows, Sight, Wrong, masked
from app.language.kinds.picks import enough
from app.language.values import Value, absent

MOST = 50
NOT_ROWS = "这一项要一行一行填。"


class _Listing:
    """`of`: the kind of a field, for those of each row."""

    def __init__(self, of: Callable[[Field], Kind]) -> None:
        self.of = of

    def rows(self, field: Field, raw: object) -> Value:
        if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
            raise Wrong(NOT_ROWS)
        if len(raw) > _most(field):
            raise Wrong(_too_many(field, len(raw)))
        return [self.row(field, n, one) for n, one in enumerate(raw) if isinstance(one, dict)]

    def row(self, field: Field, n: int, raw: dict[str, object]) -> Value:
        known = {one.id: one for one in field.fields}
        found: dict[str, Value] = {}
        for key, value in raw.items():
            if key not in known:
                raise Wrong("表里没有这一项。", f"[{n}].{key[:60]}")
            if absent(value):
                continue
            try:
                made = self.of(known[key]).make(known[key], value)
            except Wrong as wrong:
                raise Wrong(wrong.say, f"[{n}].{key}{wrong.path}") from None
            if not absent(made):
                found[key] = made
        return found

    def faults(self, field: Field, value: Value, sight: Sight) -> Faults:
        several = value if isinstance(value, list) else []
        if len(several) > _most(field):
            yield "", _too_many(field, len(several))
            return
        if sight.whole and not enough(field, value):
            yield "", f"至少 {field.min} 行，现在是 {len(several)} 行。"
        for n, one in enumerate(several):
            yield from ((f"[{n}]{path}", say) for path, say in self.row_faults(field, one if isinstance(one, dict) else {}, sight))

    def row_faults(self, field: Field, row: Mapping[str, Value], sight: Sight) -> Faults:
        counts = _counts(field, row, sight.given)
        for one in field.fields:
            if one.id not in counts:
                continue
            if one.id not in row:
                if sight.whole and one.required:
                    yield f".{one.id}", f"{one.label}还没填。"
                continue
            yield from ((f".{one.id}{path}", say) for path, say in self.of(one).faults(one, row[one.id], sight))

    def words(self, field: Field, value: Value, rows: Rows) -> str:
        several = value if isinstance(value, list) else []
        return "；".join(
            "，".join(self.of(one).show(one, row[one.id], rows) for one in field.fields if one.id in row)
            for row in several
            if isinstance(row, dict)
        )

    def masked(self, field: Field, value: Value, rows: Rows) -> str:
        several = value if isinstance(value, list) else []
        return "；".join(
            "，".join(masked(self.of(one), one, row[one.id], rows) for one in field.fields if one.id in row)
            for row in several
            if isinstance(row, dict)
        )

    def complete(self, field: Field, value: Value) -> bool:
        """A row hangs on answers and facts too; those are looked at when it is handed in."""
        rows = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
        needed = [one for one in field.fields if one.required and not one.when]
        return enough(field, value) and all(one.id in row and self.of(one).complete(one, row[one.id]) for row in rows for one in needed)


def listing(of: Callable[[Field], Kind]) -> Kind:
    """The kind whose rows hold fields of the other kinds."""
    one = _Listing(of)
    return Kind(one.rows, one.faults, one.words, "rows", frozenset({"min", "max", "fields"}), complete=one.complete, mask=one.masked)


def _most(field: Field) -> int:
    return MOST if field.max is None else field.max


def _too_many(field: Field, n: int) -> str:
    return f"最多 {_most(field)} 行，现在是 {n} 行。"


def _counts(field: Field, row: Mapping[str, Value], given: Mapping[str, Value]) -> frozenset[str]:
    return conditions.applying({one.id: one.when for one in field.fields}, given, row)
