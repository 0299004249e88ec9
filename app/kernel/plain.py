"""What may be typed into a message body or an address, each made plain by app.kernel.text or held to a shape.

No schema of what comes in has a bare `fields.String`: tests/edge/test_doors.py walks them all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import overload

from marshmallow import ValidationError, fields, missing, validate

from app.kernel import text


class Line(fields.String):
    """One line of text, made plain before its length is looked at."""

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object) -> str:
        return text.plain(super()._deserialize(value, attr, data, **kwargs))


class Lines(fields.String):
    """Text of several lines, made plain; line ends stay."""

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object) -> str:
        return text.plain(super()._deserialize(value, attr, data, **kwargs), lines=True)


class Number(fields.String):
    """A number or a code as people type it: full-width, small letters, spaces between."""

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object) -> str:
        return text.compact(super()._deserialize(value, attr, data, **kwargs))


class AsTyped(fields.String):
    """What must not be touched here: a login, a password; a form's value, which app.catalog.forms makes plain by the kind of its field."""


class Exactly(validate.Regexp):
    """The whole text has this shape; a newline at its end is not let through, as `$` alone would. Stands in OpenAPI as it is."""

    def __init__(self, pattern: str, *, error: str | None = None) -> None:
        super().__init__(f"^(?:{pattern})$", error=error)
        self.whole = re.compile(pattern)

    @overload
    def __call__(self, value: str) -> str: ...
    @overload
    def __call__(self, value: bytes) -> bytes: ...
    def __call__(self, value: str | bytes) -> str | bytes:
        if not isinstance(value, str) or self.whole.fullmatch(value) is None:
            raise ValidationError(self._format_error(value))
        return value


def code(
    most: int, least: int = 1, *, required: bool = False, allow_none: bool | None = None, load_default: object = missing
) -> fields.String:
    """What a machine made and nobody types: visible ASCII."""
    shape = Exactly(f"[!-~]{{{least},{most}}}")
    return fields.String(validate=shape, required=required, allow_none=allow_none, load_default=load_default)


class Day(fields.String):
    """A date YYYY-MM-DD within 1900–2100, kept as its text. `also`: other words that are allowed."""

    def __init__(
        self, also: tuple[str, ...] = (), *, required: bool = False, allow_none: bool | None = None, load_default: object = missing
    ) -> None:
        super().__init__(required=required, allow_none=allow_none, load_default=load_default)
        self.also = also

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object) -> str:
        told: str = super()._deserialize(value, attr, data, **kwargs)
        if told not in self.also and text.day(told) is None:
            raise ValidationError("写成 2026-11-24 这样的日期" + "".join(f"，或者{word}" for word in self.also))
        return told


class Moment(fields.String):
    """An RFC 3339 moment with its offset, kept as its text."""

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object) -> str:
        told: str = super()._deserialize(value, attr, data, **kwargs)
        if text.moment(told) is None:
            raise ValidationError("写成 2026-11-24T02:00:00Z 这样的时刻")
        return told
