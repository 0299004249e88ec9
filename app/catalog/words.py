"""What residents read: tags, headlines, buttons, dates, money (the voice of the interface). Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.language.checklist import Checklist, Item
from app.language.declare import Limit
from app.reference import photo_of

TAGS = {
    "full": {"text": "不用跑", "tone": "done"},
    "part": {"text": "去一次", "tone": "brand"},
    "book": {"text": "要预约", "tone": "grey"},
    "query": {"text": "查询", "tone": "grey"},
    "none": {"text": "到窗口", "tone": "grey"},
}
HEADLINES = {
    "full": "手机上办完，不用跑",
    "part": "手机上先办，再去一次",
    "book": "约好时间，去一次",
    "query": "手机上能查",
    "none": "要到窗口办",
}
BUTTONS: dict[str, tuple[str, str]] = {
    "full": ("开始办", "start"),
    "part": ("先在手机上填", "start"),
    "book": ("约时间", "book"),
    "query": ("查一下", "start"),
    "none": ("看带什么、去哪里", "where"),
}
WEEKDAYS = "一二三四五六日"


def day(value: date, today: date, weekday: bool = True) -> str:
    """12月2日（周三）; the year only when it is not this year."""
    year = "" if value.year == today.year else f"{value.year}年"
    suffix = f"（周{WEEKDAYS[value.weekday()]}）" if weekday else ""
    return f"{year}{value.month}月{value.day}日{suffix}"


def yuan(fen: int) -> str:
    """120 元, 1,286.40 元: money in a sentence."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,} 元" if rest == 0 else f"{whole:,}.{rest:02d} 元"


def days_fact(limit: Limit) -> dict[str, str]:
    """The middle of the fact strip."""
    if limit.n == 0:
        return {"n": "当场", "say": "办好"}
    unit = {"workday": "工作日", "day": "天", "hour": "小时"}[limit.unit]
    return {"n": f"{limit.n} 个" if unit != "天" else f"{limit.n} 天", "say": f"{unit}办好" if unit != "天" else "内办好"}


def fee_fact(checklist: Checklist) -> dict[str, str]:
    """The right of the fact strip: what it costs and when."""
    owed = [fee for fee in checklist.fees if not fee.optional]
    if any(not fee.firm for fee in owed):
        return {"n": "看现场", "say": "费用以现场为准"}
    if checklist.fee_fen == 0:
        return {"n": "0 元", "say": "不收费"}
    return {"n": yuan(checklist.fee_fen), "say": "审核后再交"}


def steps(item: Item, checklist: Checklist) -> list[str]:
    """The way, in words of two or three characters."""
    if checklist.ability == "query":
        return ["核对", "看结果"]
    way = ["填表", "审核"]
    if checklist.ability in ("part", "book", "none"):
        way.insert(1, "去一次")
    if checklist.fee_fen:
        way.append("交费")
    if item.result.get("paper"):
        way.append("制证")
    return [*way, "寄到家" if item.result.get("mail") else "去领" if item.result.get("paper") else "办好"]


def promise_text(checklist: Checklist, by: date, today: date) -> str:
    """The promise as a date."""
    if checklist.ability == "query":
        return "交上去，查好了告诉您"
    if checklist.promise.n == 0:
        return "交上去就有结果"
    return f"今天交，最晚 {day(by, today)}办好"


def trip_text(item: Item, checklist: Checklist) -> str | None:
    """Why one has to go, when one has to."""
    if checklist.situation.note:
        return checklist.situation.note + "。"
    if checklist.ability == "full" or checklist.ability == "query":
        return None
    brings = [one.name for one in checklist.materials if one.how == "bring"]
    if brings:
        return f"去一次窗口：{'、'.join(brings[:3])}。"
    return "要当面核对一下，带上身份证去一次窗口。"


def materials(checklist: Checklist) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Two lists: what the person prepares, what we fetch."""
    prepare = [
        {"material": one.id, "name": one.name, "note": one.note, "how": one.how, "need": one.need, "sample": one.id in photo_of()}
        for one in checklist.materials
        if one.how != "fetch"
    ]
    fetch = [
        {"material": one.id, "name": one.name, "source": one.provider, "note": one.note, "use": one.use}
        for one in checklist.materials
        if one.how == "fetch"
    ]
    return prepare, fetch
