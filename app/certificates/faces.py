"""What stands on a certificate, as its issuer told us: read whole or refused, never half believed. Pure.

A date that cannot be read once made a certificate valid for ever. So each part is what it must be or nothing of it is
kept: the department is told which field, a data source counts as off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.certificates.kinds import Kind
from app.kernel import text

FOREVER = "长期"
VALID = "valid"
APART = ("number", "issued_on", "valid_until", "status")
# Words that stand where a value should: whoever writes one does not have it.
_NOTHING = "见电子证照 详见 详见附件 见附件 见证照 见原件 待定 暂无 无数据 未知 null none undefined n/a nan tbd xxx"
PLACEHOLDERS = frozenset(_NOTHING.split())
_UNREADABLE_DAY = "写成 2026-11-24 这样的日期"


class Unreadable(Exception):
    """`field`: which part; `say`: what it must be."""

    def __init__(self, field: str, say: str) -> None:
        self.field, self.say = field, say
        super().__init__(f"{field}: {say}")


@dataclass(frozen=True)
class Face:
    """`status`: valid, expired, or the issuer's word for what ended it. `valid_until`: ISO date, 长期, None (does not end)."""

    number: str
    issued_on: str
    valid_until: str | None
    status: str
    fields: dict[str, str]

    def __repr__(self) -> str:
        return "Face()"


def of_result(kind: Kind, result: Mapping[str, object]) -> Face:
    """What a department granted: every declared label with its value. Raises Unreadable."""
    given = result.get("fields")
    if not isinstance(given, Mapping):
        raise Unreadable("fields", "照面各项写成 {名称: 值}")
    face = _read(kind, result, given, VALID)
    for label in kind.fields:
        if not face.fields.get(label):
            raise Unreadable(f"fields.{label}", f"{kind.name}上有「{label}」，这一项要有值")
    return face


def of_source(kind: Kind, data: Mapping[str, object]) -> Face:
    """A data source's flat answer. What it leaves empty is left out. Raises Unreadable."""
    status = data.get("status")
    if not isinstance(status, str) or not 0 < len(status) <= 20:
        raise Unreadable("status", "valid、expired 或者别的状态")
    return _read(kind, data, {label: value for label, value in data.items() if label not in APART}, status)


def _read(kind: Kind, data: Mapping[str, object], given: Mapping[str, object], status: str) -> Face:
    number = _word("number", data.get("number"), 60)
    if not number:
        raise Unreadable("number", "证照号码要有")
    issued = _day("issued_on", data.get("issued_on"))
    until = _until(kind, data.get("valid_until"), issued)
    fields = {str(label): _word(f"fields.{label}", value, 500) for label, value in given.items()}
    for label, value in fields.items():
        _check(label, value, until)
    return Face(number, issued.isoformat(), until, status, {label: value for label, value in fields.items() if value})


def _until(kind: Kind, told: object, issued: date) -> str | None:
    if told is None and not kind.ends:
        return None
    if told == FOREVER:
        return FOREVER
    until = _day("valid_until", told, f"{_UNREADABLE_DAY}，不到期的写{FOREVER}")
    if until < issued:
        raise Unreadable("valid_until", "不早于签发日期")
    return until.isoformat()


def _check(label: str, value: str, until: str | None) -> None:
    """What a label's value must be, where the label says so."""
    if not value:
        return
    if label.endswith("日期"):
        _day(f"fields.{label}", value)
    elif label in ("有效期至", "检验有效期至", "签注有效期"):
        if value != FOREVER:
            _day(f"fields.{label}", value, f"{_UNREADABLE_DAY}，不到期的写{FOREVER}")
        if label == "有效期至" and until and value != until:
            raise Unreadable(f"fields.{label}", "和 valid_until 一样")


def _day(field: str, told: object, say: str = _UNREADABLE_DAY) -> date:
    found = text.day(told)
    if found is None:
        raise Unreadable(field, say)
    return found


def _word(field: str, told: object, most: int) -> str:
    """One line of text; a whole number as its digits. Empty for what is not there."""
    if told is None:
        return ""
    if not isinstance(told, str | int) or isinstance(told, bool):
        raise Unreadable(field, "写成文字")
    made = text.plain(str(told))
    if len(made) > most:
        raise Unreadable(field, f"最多 {most} 个字")
    if made.casefold().strip("（）()。.… -—") in PLACEHOLDERS or (made and not made.strip("-—*？?/、 ")):
        raise Unreadable(field, "写真实的值，不写占位的话")
    return made
