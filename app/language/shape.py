"""The keys of an item in items.yaml, and all that can be said of them before anything is read. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from app import reference
from app.language.content import Written
from app.language.sheet import Fail, unknown

MUST = ("id", "name", "short", "icon", "plain", "dept", "object", "situations", "result", "legal", "promise", "trust")
TEXTS = ("id", "name", "short", "icon", "plain", "dept", "type", "level", "code", "freq", "nav", "kind", "opens", "quiet")
LISTS = ("alias", "object", "channels", "stop", "tips", "basis", "cities", "online_cities", "papers")
# What may stand there: who it is for, where it is done, how often, how far on the phone, how it is decided, what page of
# the platform it opens, who decides (GB/T 39046).
WORDS = {
    "object": ("person", "org"),
    "channels": ("mini", "web", "terminal", "hall", "phone", "mail", "proxy"),
    "freq": ("regular", "periodic", "burst"),
    "nav": ("home", "dept"),
    "kind": ("instant", "promise", "query"),
    "online": ("full", "part", "book", "query", "none"),
    "opens": ("booking", "titles", "invoices", "order", "verify"),
    "level": ("1", "2", "3", "4", "5", "6"),
}
PAGES = WORDS["opens"]  # pages of the platform: nothing is applied for there
SOURCES = ("law", "public", "demo")  # of a time limit
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
    "opens",
    "holds",
    "price",
    "course",
    "notice",
    "remind",
    "hotline",
}

# The keys of what an item lists: another one would be written and never read.
ROWS = {
    "questions": {"id", "ask", "options", "default", "known"},
    "situations": {"id", "name", "when", "online", "visits", "promise", "mail", "result_note", "cities", "elsewhere"},
    "materials": {"m", "need", "when", "off", "note", "counter"},
    "review": {"id", "text", "check", "rule", "when", "off", "at", "say", "do", "fail", "material"},
    "effects": {"id", "do", "cert", "at", "when", "undone"},
    "fees": {"id", "name", "yuan", "per", "status", "optional", "when", "yuan_span"},
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
    for key, words in WORDS.items():
        said = row.get(key, [])
        for one in said if isinstance(said, list) else [said]:
            if one not in words:
                raise fail(key, f"不认识：{one}，可用：{'、'.join(words)}")
    for key in ("legal", "promise"):
        if isinstance(row[key], Mapping) and row[key].get("src", "demo") not in SOURCES:
            raise fail(key, f"不认识的出处：{row[key]['src']}，可用：{'、'.join(SOURCES)}")


def summed_up(row: Written, fail: Fail) -> None:
    """Once the situations are read: what the item says of itself is what one of them says. Raises Mistake."""
    ways = [(one["online"], one["visits"]) for one in row["situations"]]
    if "online" in row and row["online"] not in {online for online, _ in ways}:
        raise fail("online", f"没有一种情形是这样的：{row['online']}")
    if "visits" in row and (row.get("online", ways[0][0]), row["visits"]) not in ways:
        raise fail("visits", f"没有一种情形是这样的：跑 {row['visits']} 次")
