"""Strict field checks: unknown fields, nulls, lengths, characters and kinds, each named by its pointer and in Chinese.

Lengths are counted in bytes of UTF-8, as the real wording says it (字节数 203，大于最大值 128); those of invoices in characters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from sandbox import clock
from sandbox.documents import Doc
from sandbox.pay.errors import bad_field

UNKNOWN_FIELD = 270924358
ORDER_NO = re.compile(r"[0-9A-Za-z_\-*|]{6,32}")
REFUND_NO = re.compile(r"[0-9A-Za-z_\-*@|]{1,64}")


class Field:
    """Base of all kinds; `check(value, pointer)` raises PayError."""

    def __init__(self, required: bool = False) -> None:
        self.required = required

    def check(self, value: object, at: str) -> None:
        """Raises PayError that names the place of what does not fit."""


class Text(Field):
    """At most `most` bytes."""

    counted = "字节数"

    def __init__(
        self, most: int, required: bool = False, least: int = 1, pattern: re.Pattern[str] | None = None, among: Sequence[str] | None = None
    ) -> None:
        super().__init__(required)
        self.most, self.least, self.pattern, self.among = most, least, pattern, among

    def check(self, value: object, at: str) -> None:
        """A text of so many bytes."""
        if not isinstance(value, str):
            raise bad_field(at, value, "字段类型应为字符串")
        size = self.size(value)
        if not self.least <= size <= self.most:
            side = f"小于最小值 {self.least}" if size < self.least else f"大于最大值 {self.most}"
            raise bad_field(at, value, f"{self.counted} {size}，{side}")
        if any(ord(char) > 0xFFFF for char in value):
            raise bad_field(at, value, "字符编码超过3字节的UTF-8字符不支持")
        if (self.pattern and not self.pattern.fullmatch(value)) or (self.among and value not in self.among):
            raise bad_field(at, value, "字符串格式或取值不合法")

    def size(self, value: str) -> int:
        """In bytes."""
        return len(value.encode(errors="surrogatepass"))


class Words(Text):
    """At most `most` characters."""

    counted = "字符数"

    def size(self, value: str) -> int:
        """In characters."""
        return len(value)


class Number(Field):
    def __init__(self, required: bool = False, least: int = 1, most: int = 10**12) -> None:
        super().__init__(required)
        self.least, self.most = least, most

    def check(self, value: object, at: str) -> None:
        """A whole number between two."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise bad_field(at, value, "字段类型应为整数")
        if not self.least <= value <= self.most:
            raise bad_field(at, value, f"值不在 {self.least} 到 {self.most} 之间", number=268435464)


class Flag(Field):
    def check(self, value: object, at: str) -> None:
        """true or false."""
        if not isinstance(value, bool):
            raise bad_field(at, value, "字段类型应为布尔值")


class Moment(Field):
    def check(self, value: object, at: str) -> None:
        """A moment in RFC 3339."""
        try:
            if not isinstance(value, str):
                raise TypeError("a moment is a text")
            clock.parse(value)
        except (ValueError, TypeError):
            raise bad_field(at, value, "时间格式应为RFC3339") from None


class Url(Text):
    """https, no query; http is let through for this machine, where a developer's server lives."""

    def check(self, value: object, at: str) -> None:
        """An address that may be called."""
        super().check(value, at)
        try:
            parts = urlsplit(str(value))  # it is one: looked at above
        except ValueError:
            parts = urlsplit("")
        local = parts.hostname in ("127.0.0.1", "localhost", "::1")
        if not parts.hostname or parts.query or not (parts.scheme == "https" or (local and parts.scheme == "http")):
            raise bad_field(at, value, "通知地址必须为https直接可访问的URL，不允许携带查询串")


class Box(Field):
    """An object with declared fields; anything else in it is refused."""

    def __init__(self, fields: Mapping[str, Field], required: bool = False) -> None:
        super().__init__(required)
        self.fields = fields

    def check(self, value: object, at: str) -> None:
        """An object with these fields and no others."""
        if not isinstance(value, dict):
            raise bad_field(at, value, "字段类型应为对象")
        for name in value:
            if name not in self.fields:
                raise bad_field(f"{at}/{name}", value[name], "存在未知的多余参数", number=UNKNOWN_FIELD)
            if value[name] is None:
                raise bad_field(f"{at}/{name}", None, "不允许显式传入null")
        for name, field in self.fields.items():
            if name in value:
                field.check(value[name], f"{at}/{name}")
            elif field.required:
                raise bad_field(f"{at}/{name}", None, "必填参数缺失")


class Rows(Field):
    def __init__(self, field: Field, required: bool = False, least: int = 1, most: int = 1000) -> None:
        super().__init__(required)
        self.field, self.least, self.most = field, least, most

    def check(self, value: object, at: str) -> None:
        """A list of so many, each as the field says."""
        if not isinstance(value, list) or not self.least <= len(value) <= self.most:
            raise bad_field(at, None, f"数组长度应在 {self.least} 到 {self.most} 之间")
        for index, one in enumerate(value):
            self.field.check(one, f"{at}/{index}")


def check(body: Doc, fields: Mapping[str, Field]) -> Doc:
    """Raise unless `body` fits `fields`, a dict name -> Field."""
    Box(fields).check(body, "")
    return body
