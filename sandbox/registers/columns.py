"""Types of columns: what a value may be, as a person writes it in YAML and as it stands in a row.

| type | in a row |
|---|---|
| text, plate | a text that is not empty |
| date, month, year, time | 2026-11-23, 2026-11, 2026, 2026-11-23 09:00 (China time, to the minute) |
| until | a date or 长期 |
| money | fen, an integer; written in YAML as yuan with two decimals: 1,320.50 |
| sum | the same, below zero too: -56.50 |
| int, number, bool | themselves |
| id, uscc, vin | checked by their check digit |
| party | an id or a uscc |
| a|b|c | one of these texts |
| [T] | a list; {name: T} a record; T? may be missing, then null |
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

Value = Any  # what a row keeps: text, int, float, bool, None, list or dict of them
Kind = str | list["Kind"] | dict[str, "Kind"]

OPEN = "长期"
VIN_VALUES = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", [*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)], strict=True))
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class BadValue(ValueError):
    """This value does not fit its column."""


def id_sign(head: str) -> str:
    """The check digit after 17 digits."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(head, ID_WEIGHTS, strict=True)) % 11]


def id_fits(text: str) -> bool:
    """Whether the check digit of an id number is right."""
    return bool(re.fullmatch(r"\d{17}[\dX]", text)) and id_sign(text[:17]) == text[17]


def uscc_sign(head: str) -> str:
    """The check sign after 17 signs."""
    total = sum(USCC_SIGNS.index(sign) * weight for sign, weight in zip(head, USCC_WEIGHTS, strict=True))
    return USCC_SIGNS[(31 - total % 31) % 31]


def uscc_fits(text: str) -> bool:
    """Whether the check digit of a credit code is right."""
    return len(text) == 18 and all(sign in USCC_SIGNS for sign in text) and uscc_sign(text[:17]) == text[17]


def vin_signed(text: str) -> str:
    """A VIN with its check sign in the ninth place, whatever stood there."""
    rest = sum(VIN_VALUES[sign] * weight for sign, weight in zip(text, VIN_WEIGHTS, strict=True)) % 11
    return text[:8] + "0123456789X"[rest] + text[9:]


def vin_fits(text: str) -> bool:
    """Whether the check digit of a vehicle's number is right."""
    return len(text) == 17 and all(sign in VIN_VALUES for sign in text) and vin_signed(text) == text


def is_date(text: str) -> bool:
    """2026-11-23"""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_time(text: str) -> bool:
    """2026-11-23 09:00"""
    try:
        return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M") == text
    except ValueError:
        return False


TEXTS: dict[str, tuple[Callable[[str], bool], str]] = {
    "text": (lambda text: bool(text.strip()), "一句话"),
    "plate": (lambda text: bool(re.fullmatch(r"[一-龥][A-HJ-NP-Z][0-9A-HJ-NP-Z]{5,6}", text)), "车牌号"),
    "date": (is_date, "日期 2026-11-23"),
    "until": (lambda text: text == OPEN or is_date(text), "日期或长期"),
    "month": (lambda text: bool(re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text)), "月份 2026-11"),
    "year": (lambda text: bool(re.fullmatch(r"\d{4}", text)), "年份 2026"),
    "time": (is_time, "时刻 2026-11-23 09:00"),
    "id": (id_fits, "18 位身份证号"),
    "uscc": (uscc_fits, "18 位统一社会信用代码"),
    "vin": (vin_fits, "17 位车架号"),
    "party": (lambda text: id_fits(text) or uscc_fits(text), "身份证号或统一社会信用代码"),
}
NUMBERS: dict[str, tuple[type, ...]] = {"money": (int,), "sum": (int,), "int": (int,), "number": (int, float), "bool": (bool,)}


def known(kind: Kind) -> bool:
    """Is this a type at all?"""
    if isinstance(kind, dict):
        return bool(kind) and all(known(one) for one in kind.values())
    if isinstance(kind, list):
        return len(kind) == 1 and known(kind[0])
    plain = kind.removesuffix("?")
    return plain in TEXTS or plain in NUMBERS or ("|" in plain and all(plain.split("|")))


def optional(kind: Kind) -> bool:
    """Whether a value of this type may be missing."""
    return isinstance(kind, str) and kind.endswith("?")


def written(kind: Kind, raw: Value, names: dict[str, str]) -> Value:
    """The value a text of a YAML file stands for; `$name` is a number of `names`. Raises BadValue."""
    if isinstance(kind, dict):
        if not isinstance(raw, dict):
            raise BadValue(f"{raw!r} 不是 {{{'、'.join(kind)}}}")
        strange = set(raw) - set(kind)
        if strange:
            raise BadValue(f"没有 {'、'.join(sorted(strange))} 这一栏")
        return {name: written_or_none(one, raw.get(name), name, names) for name, one in kind.items()}
    if isinstance(kind, list):
        if not isinstance(raw, list):
            raise BadValue(f"{raw!r} 不是一列")
        return [written(kind[0], one, names) for one in raw]
    if not isinstance(raw, str):
        raise BadValue(f"{raw!r} 不是{words(kind)}")
    plain, text = kind.removesuffix("?"), raw
    if text.startswith("$"):
        if text[1:] not in names:
            raise BadValue(f"没有人叫 {text}")
        text = names[text[1:]]
    if plain in ("money", "sum"):
        if not re.fullmatch(r"-?\d{1,3}(,?\d{3})*\.\d\d" if plain == "sum" else r"\d{1,3}(,?\d{3})*\.\d\d", text):
            raise BadValue(f"{raw!r} 不是金额，金额写成 1,320.50")
        return int(re.sub(r"[,.]", "", text))
    if plain == "bool":
        return fit(kind, {"true": True, "false": False}.get(text, text))
    if plain in NUMBERS:
        try:
            return int(text) if plain == "int" else float(text) if "." in text else int(text)
        except ValueError:
            raise BadValue(f"{raw!r} 不是数字") from None
    return fit(kind, text)


def written_or_none(kind: Kind, raw: Value, name: str, names: dict[str, str]) -> Value:
    """A value as it was written, or what stands for nothing. Raises BadValue that names the column."""
    if raw is None:
        return missing(kind, name)
    try:
        return written(kind, raw, names)
    except BadValue as error:
        raise BadValue(f"{name}：{error}") from None


def missing(kind: Kind, name: str) -> Value:
    """What stands where nothing was written. Raises BadValue where something must be."""
    if optional(kind):
        return None
    if isinstance(kind, list):
        return []
    raise BadValue(f"{name}：没有填")


def fit(kind: Kind, value: Value) -> Value:
    """The value as a row keeps it, or BadValue."""
    if isinstance(kind, dict):
        if not isinstance(value, dict):
            raise BadValue(f"{value!r} 不是 {{{'、'.join(kind)}}}")
        return fit_row(kind, value)
    if isinstance(kind, list):
        if not isinstance(value, list):
            raise BadValue(f"{value!r} 不是一列")
        return [fit(kind[0], one) for one in value]
    plain = kind.removesuffix("?")
    if value is None and optional(kind):
        return None
    if plain in NUMBERS:
        if type(value) not in NUMBERS[plain] or (plain == "money" and value < 0):
            raise BadValue(f"{value!r} 不是{words(kind)}")
        return value
    if not isinstance(value, str):
        raise BadValue(f"{value!r} 不是{words(kind)}")
    if plain in TEXTS:
        if not TEXTS[plain][0](value):
            raise BadValue(f"{value!r} 不是{TEXTS[plain][1]}")
    elif value not in plain.split("|"):
        raise BadValue(f"{value!r} 不在 {plain} 里")
    return value


def fit_row(columns: dict[str, Kind], row: dict[str, Value]) -> dict[str, Value]:
    """All columns of a row, each checked; BadValue names the column."""
    strange = set(row) - set(columns)
    if strange:
        raise BadValue(f"没有 {'、'.join(sorted(strange))} 这一栏")
    made: dict[str, Value] = {}
    for name, kind in columns.items():
        try:
            made[name] = fit(kind, row[name]) if name in row else missing(kind, name)
        except BadValue as error:
            raise error if name not in row else BadValue(f"{name}：{error}") from None
    return made


def words(kind: Kind) -> str:
    """What a column wants, in words."""
    if isinstance(kind, dict):
        return "、".join(kind)
    if isinstance(kind, list):
        return f"一列{words(kind[0])}"
    plain = kind.removesuffix("?")
    numbers = {"money": "分（整数）", "sum": "分（整数，可以是负的）", "int": "整数", "number": "数字", "bool": "是或否"}
    return TEXTS[plain][1] if plain in TEXTS else numbers.get(plain, plain)
