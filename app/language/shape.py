"""The keys of an item in items.yaml, and all that can be said of them before anything is read. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from app import reference
from app.language.content import Written
from app.language.sheet import Fail, unknown

MUST = ("id", "name", "short", "icon", "plain", "dept", "object", "situations", "result", "legal", "promise", "trust")
TEXTS = ("id", "name", "short", "icon", "plain", "dept", "type", "level", "code", "freq", "nav", "kind")
LISTS = ("alias", "object", "channels", "stop", "tips", "basis", "cities", "online_cities", "papers")
KNOWN_KEYS = {
    *MUST,
    *TEXTS,
    *LISTS,
    "season",
    "online",
    "visits",
    "fees",
    "questions",
    "materials",
    "review",
    "form",
    "lookups",
    "sounds",
    "effects",
    "participants",
    "view",
    "holds",
    "price",
    "course",
}


def check(row: Written, fail: Fail) -> None:
    """Raises the first Mistake."""
    if not isinstance(row, Mapping):
        raise fail("id", "每个事项要写成 键: 值")
    for key in row.keys() - KNOWN_KEYS:
        raise fail(str(key), unknown(key))
    for key in MUST:
        if row.get(key) in (None, "", []):
            raise fail(key, "没有写")
    for key in TEXTS:
        if not isinstance(row.get(key, ""), str):
            raise fail(key, f"要加引号：{row[key]}")
    for key in LISTS:
        if not isinstance(row.get(key, []), list):
            raise fail(key, "要写成列表：[甲, 乙]")
        for one in row.get(key, []):
            if not isinstance(one, str):
                raise fail(key, f"要加引号：{one}")
    if len(row["short"]) > 6:
        raise fail("short", f"最多 6 个字：{row['short']}")
    if row["dept"] not in reference.departments():
        raise fail("dept", f"没有这个部门：{row['dept']}")
    if row.get("nav", "dept") not in ("home", "dept"):
        raise fail("nav", f"不认识：{row['nav']}")
