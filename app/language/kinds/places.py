"""A region: province, city, district, as far as it is said. Codes of GB/T 2260; districts are known in our province only."""

from __future__ import annotations

from app import reference
from app.kernel import text as texts
from app.language.content import Said, Written
from app.language.declare import Field
from app.language.kinds.base import Faults, Kind, Rows, Sight, Undeclared, text
from app.language.values import Value

OURS = "440000"
PROVINCES = {
    "110000": "北京市", "120000": "天津市", "130000": "河北省", "140000": "山西省", "150000": "内蒙古自治区", "210000": "辽宁省",
    "220000": "吉林省", "230000": "黑龙江省", "310000": "上海市", "320000": "江苏省", "330000": "浙江省", "340000": "安徽省",
    "350000": "福建省", "360000": "江西省", "370000": "山东省", "410000": "河南省", "420000": "湖北省", "430000": "湖南省",
    OURS: "广东省", "450000": "广西壮族自治区", "460000": "海南省", "500000": "重庆市", "510000": "四川省", "520000": "贵州省",
    "530000": "云南省", "540000": "西藏自治区", "610000": "陕西省", "620000": "甘肃省", "630000": "青海省", "640000": "宁夏回族自治区",
    "650000": "新疆维吾尔自治区", "710000": "台湾省", "810000": "香港特别行政区", "820000": "澳门特别行政区",
}  # fmt: skip
LEVELS = ("province", "city", "district")


def region_name(code: str) -> str:
    """广东省广州市天河区; empty for a code nobody has."""
    if code in PROVINCES:
        return PROVINCES[code]
    if code in reference.cities():
        return PROVINCES[OURS] + str(reference.cities()[code]["name"])
    found = reference.districts().get(code)
    return f"{region_name(found.city)}{found.name}" if found else ""


def _faults(field: Field, value: Value, sight: Sight) -> Faults:
    code = str(value)
    if not region_name(code):
        yield "", "没有这个地方，重新选一次。"
    elif code == OURS and field.level != "province":
        yield "", "选到市。"
    elif field.level == "district" and code in reference.cities() and reference.cities()[code].get("districts"):
        yield "", "选到区。"


def _declare(row: Written) -> Said:
    if row.get("level", "city") not in LEVELS:
        raise Undeclared("level", f"不认识：{row['level']}，可用：{'、'.join(LEVELS)}")
    return {"level": row["level"]} if "level" in row else {}


def _made(field: Field, raw: object) -> Value:
    return texts.compact(text(raw))


def _words(field: Field, value: Value, rows: Rows) -> str:
    return region_name(str(value)) or str(value)


REGION = Kind(_made, _faults, _words, keys=frozenset({"level"}), declare=_declare)
