"""A number with its unit; money, whole fen inside and yuan outside."""

from __future__ import annotations

import re
from decimal import Decimal

from app.kernel import text as texts
from app.language.content import Said, Written
from app.language.declare import Field
from app.language.kinds.base import Faults, Kind, Rows, Sight, Undeclared, Wrong, bounds
from app.language.values import Value

_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,3})?")
_YUAN = re.compile(r"[0-9]{1,11}(\.[0-9]{1,2})?")
MOST = 10**12 - 1
MOST_FEN = 10**13 - 1
NOT_NUMBER, NOT_MONEY = "这一项写数字。", "金额写数字，最多到分。"


def _number(field: Field, raw: object) -> Value:
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise Wrong(NOT_NUMBER)
    said = texts.compact(str(raw))
    if field.decimals:
        return said
    return int(said) if re.fullmatch("[0-9]{1,12}", said) else said


def _number_faults(field: Field, value: Value, sight: Sight) -> Faults:
    said = str(value)
    if not _NUMBER.fullmatch(said):
        yield "", NOT_NUMBER
    elif "." in said and not field.decimals:
        yield "", "要写整数。"
    elif len(said.partition(".")[2]) > field.decimals:
        yield "", NOT_NUMBER
    elif field.min is not None and Decimal(said) < field.min:
        yield "", f"不能少于 {field.min}{_unit(field)}。"
    elif field.max is not None and Decimal(said) > field.max:
        yield "", f"不能多于 {field.max}{_unit(field)}。"


def _unit(field: Field) -> str:
    return f" {field.unit}" if field.unit else ""


def _number_words(field: Field, value: Value, rows: Rows) -> str:
    return f"{value}{_unit(field)}"


def _declare_number(row: Written) -> Said:
    found = bounds(row, MOST)
    if "decimals" in row:
        if type(row["decimals"]) is not int or not 0 <= row["decimals"] <= 3:
            raise Undeclared("decimals", "写 0 到 3")
        found["decimals"] = row["decimals"]
    if "unit" in row:
        if not isinstance(row["unit"], str) or not 0 < len(row["unit"]) <= 6:
            raise Undeclared("unit", "写单位，像 人、平方米")
        found["unit"] = row["unit"]
    return found


def yuan(fen: int) -> str:
    """1,234.00"""
    return f"{fen // 100:,}.{fen % 100:02d}"


def _money(field: Field, raw: object) -> Value:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if not isinstance(raw, str):
        raise Wrong(NOT_MONEY)
    said = texts.compact(raw).removesuffix("元").removeprefix("¥")
    said = said.replace(",", "") if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?", said) else said
    return int(Decimal(said) * 100) if _YUAN.fullmatch(said) else said


def _money_faults(field: Field, value: Value, sight: Sight) -> Faults:
    fen = value if isinstance(value, int) else -1
    if not 0 <= fen <= MOST_FEN:
        yield "", NOT_MONEY
    elif field.min is not None and fen < field.min:
        yield "", f"不能少于 {yuan(field.min)} 元。"
    elif field.max is not None and fen > field.max:
        yield "", f"不能多于 {yuan(field.max)} 元。"


def _money_words(field: Field, value: Value, rows: Rows) -> str:
    return f"{yuan(value)} 元" if isinstance(value, int) else str(value)


def _declare_money(row: Written) -> Said:
    """Bounds in yuan, kept in fen."""
    found: Said = {}
    for key in ("min", "max"):
        if row.get(key) is not None:
            said = str(row[key])
            if isinstance(row[key], bool) or not _YUAN.fullmatch(said):
                raise Undeclared(key, f"写多少元，最多两位小数：{row[key]}")
            found[key] = int(Decimal(said) * 100)
    if found.get("min", 0) > found.get("max", MOST_FEN):
        raise Undeclared("min", "比 max 还大")
    return found


NUMBER = Kind(_number, _number_faults, _number_words, "number", frozenset({"min", "max", "unit", "decimals"}), _declare_number)
MONEY = Kind(_money, _money_faults, _money_words, "number", frozenset({"min", "max"}), _declare_money)
