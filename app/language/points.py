"""`review:` and `effects:` of an item, read strictly: who decides a point, over what, and what happens besides. Pure.

    {id: r4, text: 以前留过指纹, check: auto, rule: {fn: data_match, arg: fingerprint_on_file}, when: {hukou: pilot},
     say: 以前没留过指纹，要到窗口一次, do: 改成到窗口办, fail: refuse, "off": block, material: m-x}

`fn` is one of the functions handed in (registry.checks); `off` what happens while its source does not answer, in place of what the
source itself says; `material` what is uploaded then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from app import reference
from app.language import registry
from app.language.content import EffectSaid, PointRow, PointSaid, Written
from app.language.sheet import Fail

WORDS = {"at": ("start", "field", "submit"), "fail": ("refuse", "manual"), "off": ("upload", "manual", "block")}
EXTRA: tuple[Literal["at", "say", "do", "fail", "off", "material"], ...] = ("at", "say", "do", "fail", "off", "material")
KEYS = {"id", "text", "check", "rule", "when", *EXTRA}
EFFECT_KEYS = {"id", "do", "cert", "at", "when", "undone"}
EFFECT_AT = ("submitted",)


@dataclass(frozen=True)
class Declared:
    """What a point may speak of: questions, fields and lookups of its item. `built`: whether the item has a form of its own; `typed`: the
    lookups that need something of it."""

    questions: Collection[str]
    fields: Collection[str]
    lookups: Collection[str]
    built: bool
    typed: Collection[str] = ()


def typed(lookups: Iterable[Written]) -> frozenset[str]:
    """Of lookups as they are written, those that need something of the form, or rows of one that does."""
    paths = {str(one.get("id")): [path for path in _texts(one) if path.startswith(("form.", "rows."))] for one in lookups}
    found: set[str] = set()
    while more := {
        name for name, of in paths.items() if name not in found and any(one.startswith("form.") or one.split(".")[1] in found for one in of)
    }:
        found |= more
    return frozenset(found)


def _texts(lookup: Written) -> list[str]:
    parts = [lookup.get(name) for name in ("key", "also", "where", "without")]
    return [value for part in parts if isinstance(part, Mapping) for value in part.values() if isinstance(value, str)]


def point(row: Written, name: str, fail: Fail, declared: Declared) -> PointSaid:
    """A review point, without `id` and `when`."""
    for key in row.keys() - KEYS:
        raise fail(f"{name}.{key}", "不认识这个字段")
    if row["check"] not in ("auto", "manual"):
        raise fail(f"{name}.check", f"不认识：{row['check']}")
    for key, known in WORDS.items():
        if key in row and row[key] not in known:
            raise fail(f"{name}.{key}", f"不认识：{row[key]}，可用：{'、'.join(known)}")
    given = row.get("rule")
    if bool(given) is not (row["check"] == "auto"):
        raise fail(f"{name}.rule", "check: auto 要写明由哪个函数判断，check: manual 不写")
    if given:
        _rule(given, name, fail, declared)
        if row.get("at") == "start":
            _early(given, name, fail, declared)
    found: PointSaid = {"text": row["text"], "check": row["check"], "rule": given or None}
    for key in EXTRA:
        if key in row:
            found[key] = row[key]
    return found


def effect(row: Written, name: str, fail: Fail) -> EffectSaid:
    """What else happens to the person's certificates, without `id` and `when`."""
    for key in row.keys() - EFFECT_KEYS:
        raise fail(f"{name}.{key}", "不认识这个字段")
    if row["do"] != "revoke":
        raise fail(f"{name}.do", f"不认识：{row['do']}，可用：revoke")
    if row["at"] not in EFFECT_AT:
        raise fail(f"{name}.at", f"不认识：{row['at']}，可用：{'、'.join(EFFECT_AT)}")
    if row["cert"] not in reference.certificates():
        raise fail(f"{name}.cert", f"没有这种证照：{row['cert']}")
    if reference.certificates()[row["cert"]].get("each"):
        raise fail(f"{name}.cert", f"这种证一个人有几张，不能一起作废：{row['cert']}")
    if "undone" in row and not (isinstance(row["undone"], str) and row["undone"]):
        raise fail(f"{name}.undone", "写一句话")
    said: EffectSaid = {"do": row["do"], "cert": row["cert"], "at": row["at"]}
    return {**said, "undone": row["undone"]} if "undone" in row else said


def uploads(points: Iterable[PointRow], materials: Collection[str], fail: Fail) -> None:
    """What is uploaded instead of a source's answer is a material of the item."""
    for one in points:
        name = f"review.{one['id'].rpartition('.')[2]}.material"
        if one.get("material") and one["material"] not in materials:
            raise fail(name, f"没有这样材料：{one['material']}")
        if one.get("off") == "upload" and not one.get("material"):
            raise fail(name, "数据查不到时要传哪样材料，没有写")


def _rule(given: Written, name: str, fail: Fail, declared: Declared) -> None:
    """A function there is, with an argument it can use, over things that are declared."""
    check = registry.checks().get(given["fn"])
    if check is None:
        raise fail(f"{name}.rule", f"没有这个规则函数：{given['fn']}")
    for key in given.keys() - {"fn", "arg"}:
        raise fail(f"{name}.rule.{key}", "不认识这个字段")
    if wrong := check.fault(given.get("arg")):
        raise fail(f"{name}.rule.arg", wrong)
    known = {
        "source": ("没有这个核验点", reference.checks()),
        "held": ("没有这种证照", reference.certificates()),
        "answer": ("没有这个问题", declared.questions),
        **({"form": ("表里没有这一项", declared.fields), "rows": ("没有查这些数据", declared.lookups)} if declared.built else {}),
    }
    for need in sorted(check.needs(given.get("arg"))):
        kind, _, code = need.partition(":")
        say, there = known.get(kind, ("", ()))
        if say and code and code not in there:
            raise fail(f"{name}.rule.arg", f"{say}：{code}")


def _early(given: Written, name: str, fail: Fail, declared: Declared) -> None:
    """Before there is a form nothing in it can be looked at."""
    for need in sorted(registry.checks()[given["fn"]].needs(given.get("arg"))):
        kind, _, code = need.partition(":")
        if kind in ("form", "file", "signed") or (kind == "rows" and code in declared.typed):
            raise fail(f"{name}.at", f"还没有表，看不到：{code or kind}")
