"""Fields of message bodies that go through app.kernel.text: one line of text, a date, a moment."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields

from app.kernel import text


class Line(fields.String):
    """One line of text, made plain before its length is looked at."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        return text.plain(super()._deserialize(value, attr, data, **kwargs))


class Day(fields.String):
    """A date YYYY-MM-DD within 1900–2100, kept as its text. `also`: other words that are allowed."""

    def __init__(self, also: tuple[str, ...] = (), **more: Any) -> None:
        super().__init__(**more)
        self.also = also

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        told: str = super()._deserialize(value, attr, data, **kwargs)
        if told not in self.also and text.day(told) is None:
            raise ValidationError("写成 2026-11-24 这样的日期" + "".join(f"，或者{word}" for word in self.also))
        return told


class Moment(fields.String):
    """An RFC 3339 moment with its offset, kept as its text."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        told: str = super()._deserialize(value, attr, data, **kwargs)
        if text.moment(told) is None:
            raise ValidationError("写成 2026-11-24T02:00:00Z 这样的时刻")
        return told
