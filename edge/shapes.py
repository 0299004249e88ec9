"""The words schemas are written in. What goes out is always there (null where nothing is known); a word is one of those it may be,
money is a whole number of fen, a moment is RFC 3339 in UTC.

class Order(Answer):
    state = said("open", "paid", "closed")
    amount_fen = fen()
    paid_at = moment(none=True)
    lines = many(Line)

Tests hold every answer to its schema (tests/wire.py); the front end's types are made from them (`make gen`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, missing, validate

View = TypeVar("View", bound=Callable[..., object])
Shape = type[Schema] | Callable[[], Schema]
TONES = ("turn", "brand", "done", "near", "bad", "grey")  # how a word, a line, a message is coloured: one word for what it means


def said(*words: str, none: bool = False) -> fields.String:
    """A text; one of `words` when there are any."""
    return fields.String(required=True, allow_none=none, validate=validate.OneOf(list(words)) if words else None)


def one_of(words: Iterable[str], none: bool = False) -> fields.String:
    """A text that is one of these, whatever their order."""
    return said(*sorted(words), none=none)


def tone() -> fields.String:
    """The colour of a word, by what it means."""
    return said(*TONES)


def day(none: bool = False) -> fields.String:
    """YYYY-MM-DD, as it is lived in China."""
    return fields.String(required=True, allow_none=none, metadata={"format": "date"})


def moment(none: bool = False) -> fields.String:
    """2026-11-27T01:02:03Z."""
    return fields.String(required=True, allow_none=none, metadata={"format": "date-time"})


def number(none: bool = False) -> fields.Integer:
    """A whole number."""
    return fields.Integer(required=True, allow_none=none)


def fen(none: bool = False) -> fields.Integer:
    """Money. Its name ends in `_fen`."""
    return fields.Integer(required=True, allow_none=none, metadata={"description": "分"})


def yes(none: bool = False) -> fields.Boolean:
    """true or false."""
    return fields.Boolean(required=True, allow_none=none)


def texts() -> fields.List[str]:
    """Texts, in their order."""
    return fields.List(fields.String(), required=True)


def one(shape: Shape, none: bool = False) -> fields.Nested:
    """An object."""
    return fields.Nested(shape, required=True, allow_none=none)


def many(shape: Shape) -> fields.List[dict[str, object]]:
    """Objects, in their order."""
    return fields.List(fields.Nested(shape), required=True)


class ByKey(fields.Dict):
    """An object whose keys are data (a form's fields, an item's questions): what each holds is typed, how many there are is not."""

    def __init__(
        self,
        values: fields.Field[str] | fields.Field[object] | fields.Nested,
        keys: fields.String | None = None,
        *,
        required: bool = True,
        allow_none: bool | None = None,
        load_default: object = missing,
        data_key: str | None = None,
        validate: validate.Validator | None = None,
    ) -> None:
        super().__init__(
            keys or fields.String(),
            values,
            required=required,
            allow_none=allow_none,
            load_default=load_default,
            data_key=data_key,
            validate=validate,
        )


def text_by_key(none: bool = False) -> ByKey:
    """key → text."""
    return ByKey(fields.String(), allow_none=none)


def _named(shape: str, none: bool) -> dict[str, object]:
    """The shape of that name in the document (edge/openapi.py); of `allOf` apispec makes one that may be null."""
    return {"allOf" if none else "oneOf": [{"$ref": f"#/components/schemas/{shape}"}]}


class Typed(fields.Field[object]):
    """What a form's field holds (app/language/values.py), made plain there by its kind. Not deeper than a row of a list with a person in
    it, no more than `MOST` in one list; numbers are whole."""

    MOST, DEEP, LONG = 200, 3, 2000

    def __init__(self, *, required: bool = True, allow_none: bool = False) -> None:
        super().__init__(required=required, allow_none=allow_none, metadata=_named("Value", allow_none))

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object) -> object:
        self._look(value, self.DEEP)
        return value

    def _look(self, value: object, deep: int) -> None:
        if isinstance(value, str):
            if len(value) > self.LONG:
                raise ValidationError(f"最多 {self.LONG} 个字")
        elif isinstance(value, list | dict):
            if deep == 0 or len(value) > self.MOST:
                raise ValidationError("这一项太多了，分开填")
            if isinstance(value, dict) and any(len(key) > 60 for key in value):
                raise ValidationError("这一项不对")
            for one in value.values() if isinstance(value, dict) else value:
                if one is not None:
                    self._look(one, deep - 1)
        elif not isinstance(value, int):
            raise ValidationError("这一项不对")


class Condition(fields.Field[object]):
    """A condition (app/language/conditions.py); the phone resolves it as the server does."""

    def __init__(self, *, none: bool = False) -> None:
        super().__init__(required=True, allow_none=none, metadata=_named("When", none))


class IdsOrAll(fields.Field[object]):
    """A list of at most 200 ids, or `"all"`."""

    def __init__(self) -> None:
        ids = {"type": "array", "items": {"type": "string"}, "maxItems": 200}
        super().__init__(required=True, validate=_ids_or_all, metadata={"oneOf": [{"type": "string", "enum": ["all"]}, ids]})


def _ids_or_all(value: object) -> None:
    ids = isinstance(value, list) and len(value) <= 200 and all(isinstance(one, str) for one in value)
    if value != "all" and not ids:
        raise ValidationError("a list of ids, or all")


def a_file(bp: Blueprint, kinds: Iterable[str], what: str = "文件本身") -> Callable[[View], View]:
    """For views that answer with a file of one of these media types."""

    def told(view: View) -> View:
        for kind in kinds:
            view = bp.alt_response(200, schema={"type": "string", "format": "binary"}, description=what, content_type=kind)(view)
        return view

    return told
