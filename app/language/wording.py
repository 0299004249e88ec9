"""What of an item may be worded otherwise without a line of code: each place with the text that stands there. Pure.

A place is called by its path: `plain`, `situations.s1.note`, `materials.m-photo.note`. Its value is text: one line; for `lines` one
entry a line; for `number` a whole number. What decides anything (conditions, functions, fees' sums, statutory limits) has no place.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from app import reference
from app.kernel import text
from app.language.content import Written

Kind = Literal["line", "lines", "number", "phone"]
LONGEST = 120
MOST_LINES = 12
DAYS = {"day": 1.0, "workday": 1.0, "hour": 1 / 24}
PHONE = re.compile(r"[0-9]{3,4}-?[0-9]{7,8}|[0-9]{5}|1[0-9]{10}")
MARKUP = re.compile(r"[<>]")
UNITS = {"day": "天", "workday": "个工作日", "hour": "小时"}


class Edit(TypedDict):
    """What operators wrote at a place. `was`: what the folder says there; `apart`: the folder says something else since."""

    text: str
    was: str
    apart: bool


Edited = dict[str, dict[str, Edit]]  # item → path → what operators wrote: part of a release


@dataclass(frozen=True)
class Place:
    """`group`: the part of the form it stands in; `need`: may not be empty; `most`: characters (of each line), or the greatest number."""

    path: str
    group: str
    label: str
    kind: Kind
    text: str
    most: int = LONGEST
    need: bool = True


def places(item: Written) -> list[Place]:
    """All places of an item as it is written, in the order of the form. `item` has to be one that can be read."""
    return [*_said(item), *_times(item), *_listed(item)]


def changed(item: Written, texts: Mapping[str, str]) -> dict[str, Any]:
    """The item with these texts at their places. Raises KeyError for a path that is none."""
    fresh: dict[str, Any] = copy.deepcopy(dict(item))
    known = {one.path: one for one in places(item)}
    for path, said in texts.items():
        _set(fresh, known[path], said)
    return fresh


def plain(place: Place, said: str) -> str:
    """What was typed, as it is kept: lines without blanks around them and none that is empty."""
    if place.kind == "lines":
        return "\n".join(one for line in text.plain(said, lines=True).split("\n") if (one := line.strip()))
    return text.compact(said) if place.kind in ("number", "phone") else text.plain(said)


def wrong(place: Place, said: str) -> str | None:
    """What is wrong with a text for a place, as the person reads it."""
    if not said:
        return "不能空着" if place.need else None
    if MARKUP.search(said):
        return "不能写 < 和 >"
    if place.kind == "number":
        return None if re.fullmatch("[0-9]{1,3}", said) and int(said) <= place.most else f"写 0 到 {place.most} 的整数"
    if place.kind == "phone":
        return None if PHONE.fullmatch(said) else "写成 12345、020-12345678 或者手机号"
    lines = said.split("\n")
    if len(lines) > (MOST_LINES if place.kind == "lines" else 1):
        return f"最多 {MOST_LINES} 条" if place.kind == "lines" else "只能写一行"
    if len(set(lines)) != len(lines):
        return "有一条写了两次"
    if longest := max(lines, key=len)[place.most :]:
        return f"最多 {place.most} 个字，多了 {len(longest)} 个"
    return None


def difference(before: Mapping[str, str], after: Mapping[str, str], labels: Mapping[str, str]) -> list[str]:
    """What is said otherwise, a sentence each, in the order of `after`."""
    return [_sentence(labels.get(path, path), before.get(path, ""), said) for path, said in after.items() if before.get(path, "") != said]


def labels(item: Written) -> dict[str, str]:
    """What each place is called."""
    return {one.path: one.label for one in places(item)}


def _sentence(label: str, was: str, now: str) -> str:
    was, now = was.replace("\n", "、"), now.replace("\n", "、")
    if not was:
        return f"{label}：加上「{now}」"
    return f"{label}：「{was}」改成「{now}」" if now else f"{label}：去掉「{was}」"


def _said(item: Written) -> Iterator[Place]:
    yield Place("short", "怎么叫", "大家怎么叫", "line", item["short"], 6)
    yield Place("name", "怎么叫", "名称", "line", item["name"], 40)
    yield Place("plain", "怎么叫", "一句话", "line", item["plain"], 40)
    yield Place("alias", "怎么叫", "还有人叫", "lines", "\n".join(item.get("alias", [])), 20, False)
    yield Place("tips", "提醒", "提醒", "lines", "\n".join(item.get("tips", [])), LONGEST, False)
    yield Place("stop", "提醒", "什么情况不能办", "lines", "\n".join(item.get("stop", [])), LONGEST, False)


def _times(item: Written) -> Iterator[Place]:
    promise, legal = item["promise"], item["legal"]
    most = max(int(promise["n"]), _most(legal, promise["unit"]))
    yield Place("promise.n", "时间和电话", f"承诺几{UNITS[promise['unit']]}办好", "number", str(promise["n"]), most)
    own = item.get("hotline") or {}
    yield Place(
        "hotline.phone", "时间和电话", "打哪个电话问", "phone", own.get("phone") or reference.departments()[item["dept"]]["hotline"]
    )
    yield Place("hotline.say", "时间和电话", "电话什么时候有人接", "line", own.get("say", ""), 40, False)


def _most(legal: Written, unit: str) -> int:
    """What a promise may be at most: no longer than the law allows, whatever days they are counted in."""
    days = int(legal["n"]) * (1.4 if (legal["unit"], unit) == ("workday", "day") else 1.0)
    if (legal["unit"], unit) == ("day", "workday"):
        days = int(legal["n"]) * 5 // 7
    return min(999, int(days * DAYS[legal["unit"]] / DAYS[unit]))


def _listed(item: Written) -> Iterator[Place]:
    for one in item.get("questions", []):
        yield Place(f"questions.{one['id']}.ask", "先问的", f"问题「{one['ask']}」", "line", one["ask"], 30)
        for option in one["options"]:
            name = f"questions.{one['id']}.options.{option['id']}"
            yield Place(name, "先问的", f"「{one['ask']}」的选项「{option['text']}」", "line", option["text"], 30)
    for one in item["situations"]:
        told = one.get("result_note") or ""
        must = "no" in (one["online"], one.get("elsewhere"))
        yield Place(f"situations.{one['id']}.name", "情形", f"情形「{one['name']}」", "line", one["name"], 30)
        yield Place(f"situations.{one['id']}.result_note", "情形", f"「{one['name']}」的说明", "line", told, 60, must)
    for m, row in {one["m"]: one for one in item.get("materials", [])}.items():
        known = reference.materials()[m]
        for key, label in (("note", "怎么给"), ("counter", "到窗口怎么给")):
            yield Place(
                f"materials.{m}.{key}", "材料", f"{known['short']}：{label}", "line", str(row.get(key, known.get(key, ""))), 60, False
            )
    for one in item.get("fees", []):
        yield Place(f"fees.{one['id']}.name", "收费", f"收费「{one['name']}」", "line", one["name"], 40)
    for one in item.get("form") or []:
        yield Place(f"form.{one['id']}.label", "要填的", f"「{one['label']}」叫什么", "line", one["label"], 30)
        yield Place(f"form.{one['id']}.hint", "要填的", f"「{one['label']}」的提示", "line", one.get("hint") or "", 80, False)
    yield from _answers(item)


def _answers(item: Written) -> Iterator[Place]:
    """What is said when a register holds nothing, and when a point is not met; only where something is said."""
    for one in item.get("lookups") or []:
        for key, label in (("empty", "没查到时说"), ("way", "查不了时怎么办")):
            if one.get(key):
                yield Place(f"lookups.{one['id']}.{key}", "不行的时候", f"{one['purpose']}：{label}", "line", one[key], LONGEST)
    for one in item.get("review") or []:
        for key, label in (("say", "不符合时说"), ("do", "告诉他怎么办")):
            if one.get(key):
                yield Place(f"review.{one['id']}.{key}", "不行的时候", f"{one['text']}：{label}", "line", one[key], LONGEST)


def _set(item: dict[str, Any], place: Place, said: str) -> None:
    head, *rest = place.path.split(".")
    if not rest:
        item[head] = (said.split("\n") if said else []) if place.kind == "lines" else said
    elif head in ("promise", "hotline"):
        item[head] = {**(item.get(head) or {}), rest[0]: int(said) if place.kind == "number" else said}
    elif rest[1] == "options":
        next(one for one in _row(item, head, rest[0])["options"] if one["id"] == rest[2])["text"] = said
    else:
        for row in _rows(item, head, rest[0]):
            row[rest[1]] = said


def _row(item: Mapping[str, Any], key: str, id_: str) -> dict[str, Any]:
    return _rows(item, key, id_)[0]


def _rows(item: Mapping[str, Any], key: str, id_: str) -> list[dict[str, Any]]:
    return [one for one in item[key] if one["m" if key == "materials" else "id"] == id_]
