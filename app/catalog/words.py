"""What residents read: tags, headlines, buttons, dates, money (the voice of the interface). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypedDict

from app.language.checklist import Checklist, Item
from app.language.declare import Ability, Fee, Serves
from app.language.declared import NOTHING_ON_PAPER, PICKUP
from app.language.figures import Figures

TAGS = {
    "full": {"text": "不用跑", "tone": "done"},
    "part": {"text": "去一次", "tone": "brand"},
    "book": {"text": "要预约", "tone": "grey"},
    "query": {"text": "查询", "tone": "grey"},
    "none": {"text": "到窗口", "tone": "grey"},
    "no": {"text": "办不了", "tone": "grey"},
}
HEADLINES = {
    "full": "手机上办完，不用跑",
    "part": "手机上先办，再去一次",
    "book": "约好时间，去一次",
    "query": "手机上能查",
    "none": "要到窗口办",
    "no": "这样办不了",
}
MAILED = "手机上办完，寄到家不用跑"
TIMES = {1: "一次", 2: "两次"}
NOT_YET = "这件事还不能在手机上办"
BY_TELEPHONE = "打电话办"
GUIDE_TAGS = {True: {"text": "打电话办", "tone": "grey"}, False: {"text": "到窗口办", "tone": "grey"}}  # whether a call settles it
AT_HOME = "约好时间，上门来办"
FREE = "不收费"
NOT_FIXED = "到窗口核价"
BUTTONS: dict[str, tuple[str, str]] = {
    "full": ("开始办", "start"),
    "part": ("先在手机上填", "start"),
    "book": ("约时间", "book"),
    "query": ("查一下", "start"),
    "none": ("看带什么、去哪里", "where"),
    "no": ("改回答", "again"),
}
WEEKDAYS = "一二三四五六日"
AT_ONCE = "当场办好"  # what is promised for no day at all: on the item's page and ever after
CLOCK, NOT_WHILE_PAYING = "办理时间从收齐材料那天算起", "等您交费的几天不算"  # when the promised days begin: in one sentence everywhere
FIRST_LOOK, APPROVAL = "初审", "批准"  # before a fee that is paid for a decision, and after it


class FeeLine(TypedDict):
    """`amount_fen`: None where only the counter knows it; `say`: what else there is to know."""

    name: str
    amount_fen: int | None
    say: str


def day(value: date, today: date, weekday: bool = True) -> str:
    """12月2日（周三）; the year only when it is not this year."""
    year = "" if value.year == today.year else f"{value.year}年"
    suffix = f"（周{WEEKDAYS[value.weekday()]}）" if weekday else ""
    return f"{year}{value.month}月{value.day}日{suffix}"


def yuan(fen: int) -> str:
    """120 元, 1,286.40 元: money in a sentence."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,} 元" if rest == 0 else f"{whole:,}.{rest:02d} 元"


def tag(figures: Figures, serves: Serves = "case") -> dict[str, str]:
    """A word for a list: how many trips, or another way when there is only that one. A guide's: that it is done elsewhere."""
    least, most = figures.trips
    if figures.abilities == ("no",):
        return TAGS["no"]
    if serves == "guide":
        return GUIDE_TAGS[most == 0]
    if least != most:
        return {"text": f"最多去{times(most)}", "tone": "brand"}
    only = figures.abilities[0] if len(figures.abilities) == 1 else ""
    if only == "query" or (most and only in ("book", "none")):
        return TAGS[only]
    return {**TAGS["part"], "text": f"去{times(most)}"} if most else TAGS["full"]


def missing(query: str, absent: str | None) -> str:
    """That nothing was found; of what is known not to be here, that it is not: by its name, or as it was asked."""
    if absent == query:
        return f"省事里办不了「{query}」"
    return f"还没有「{absent}」这件事" if absent else f"没有找到「{query}」"


def bundle_say(steps: int, here: int) -> str:
    """How many errands belong together, and how many of them can be done on the phone."""
    return f"{steps} 件事，{f'{here} 件手机上能办' if 0 < here < steps else '手机上都能办' if here else '先看怎么办'}"


def bundle_note(steps: int, here: int) -> str:
    """What tapping a step leads to."""
    if not here:
        return "这些事都还不能在手机上办。点开一件，看带什么、去哪里。"
    return "现在要一件一件办，点开哪件办哪件。" + ("写着到窗口、打电话的，还不能在手机上办。" if here < steps else "")


def button(checklist: Checklist, hotline: Mapping[str, str]) -> dict[str, str]:
    """What one can do next."""
    if checklist.ability == "no":
        text, act = BUTTONS["no"]
        return {"text": text, "act": act, "quiet": f"有疑问打 {hotline['phone']} 问"}
    if checklist.ability == "book" and checklist.at_hall and checklist.visits:
        text, act = BUTTONS["book"]
        return {"text": text, "act": act, "quiet": f"有疑问打 {hotline['phone']} 问"}
    if checklist.serves == "guide":
        ask = " 问一问" if checklist.visits or checklist.ability == "book" else ""
        return {"text": f"打 {hotline['phone']}{ask}", "act": "call", "quiet": hotline["say"]}
    text, act = BUTTONS[checklist.ability]
    minutes = 3 + len(checklist.fields) // 3
    return {"text": text, "act": act, "quiet": f"大约 {minutes} 分钟，中途退出会自动保存" if act == "start" else "打电话问也行"}


def not_yet(serves: Serves, ability: Ability | None = None) -> str | None:
    """That it cannot be done here, when it cannot; of what cannot be had at all there is more to say."""
    return NOT_YET if serves == "guide" and ability != "no" else None


def window_say(checklist: Checklist) -> str:
    """What the nearest hall is for."""
    if checklist.ability in ("none", "no") and not checklist.visits:
        return "也能到窗口问"
    return "想去窗口办也行" if BUTTONS[checklist.ability][1] == "start" else "到窗口办"


def steps_say(checklist: Checklist, unit: str) -> str:
    """Who does it; of what is handed in here, that we keep the person told; empty where there is nothing to do."""
    if checklist.ability == "no":
        return ""
    return f"{unit}来办" if checklist.serves == "guide" else f"{unit}来办，收到、要您办、办完都告诉您"


def headline(figures: Figures) -> str:
    """How it is done, in one line; of exact figures."""
    ability, most = figures.abilities[0], figures.trips[1]
    if ability == "full" and not most and figures.fetch in ("open", "mail"):
        return MAILED
    if ability == "book" and not most:
        return AT_HOME
    if ability == "full" and most:
        ability = "part"
    if ability == "none":
        return BY_TELEPHONE if not most else HEADLINES["none"] if most == 1 else f"{HEADLINES['none']}，去{times(most)}"
    return HEADLINES[ability].replace("一次", times(most)) if most else HEADLINES[ability]


def times(n: int) -> str:
    """一次, 两次, 3 次."""
    return TIMES.get(n, f"{n} 次")


def facts(figures: Figures) -> list[dict[str, str]]:
    """The fact strip: trips, days, money; none where there is nothing to be had."""
    if figures.abilities == ("no",):
        return []
    return [trips_fact(figures), days_fact(figures), fee_fact(figures)]


def trips_fact(figures: Figures) -> dict[str, str]:
    """The left of the fact strip."""
    return {"n": f"{_span(*figures.trips)} 次", "say": "到现场"}


def days_fact(figures: Figures) -> dict[str, str]:
    """The middle of the fact strip."""
    least, most = figures.promise
    if most.n == 0:
        return {"n": "当场", "say": "办好"}
    number = _span(least.n, most.n) if least.n and least.unit == most.unit else f"最多 {most.n}"
    unit = {"workday": "工作日", "day": "天", "hour": "小时"}[most.unit]
    return {"n": f"{number} {'天' if unit == '天' else '个'}", "say": "内办好" if unit == "天" else f"{unit}办好"}


def fee_fact(figures: Figures) -> dict[str, str]:
    """The right of the fact strip: what it costs and when."""
    price = figures.price
    if price.least != price.most:
        return {"n": f"{_span(price.least // 100, price.most // 100)} 元", "say": "看您选哪种"}
    if price.span and not price.most:
        return {"n": f"{_span(price.span.least // 100, price.span.most // 100)} 元", "say": f"每{price.span.per}，看您选哪种"}
    if price.unfixed:
        return {"n": f"{yuan(price.most)}起", "say": "其余到时核定"} if price.most else {"n": "不固定", "say": "费用到时核定"}
    if price.free:
        return {"n": "0 元", "say": "不收费"}
    return {"n": yuan(price.most), "say": when_paid(figures)}


def when_paid(figures: Figures) -> str:
    """When what is charged is paid: on the phone once it was looked through, or where one has to go anyway."""
    return "在窗口交" if set(figures.abilities) <= {"book", "none"} else "审核后再交"


def fee_text(figures: Figures) -> str:
    """What it costs, in a sentence. 不收费 only when nothing can come."""
    price = figures.price
    if price.free:
        return FREE
    known = yuan(price.most) if price.least == price.most else f"{price.least // 100:,} 到 {yuan(price.most)}"
    rest = "、".join(_unfixed(name) for name in price.unfixed)
    if not price.most:
        return rest if price.surely else f"可能有{rest}"
    return f"{known}，{'另有' if price.surely else '可能另有'}{rest}" if rest else known


def fee_when(figures: Figures) -> str:
    """The same, with when it is paid: what one reads before signing."""
    price, text = figures.price, fee_text(figures)
    if not price.most:
        return text
    known, rest = yuan(price.most), text.removeprefix(yuan(price.most)).removeprefix("，")
    return f"{known}，{when_paid(figures)}{'；' + rest if rest else ''}"


def fees(checklist: Checklist) -> list[FeeLine]:
    """Each fee: its name, its sum when it is known, and what else there is to know."""
    return [_fee(one) for one in checklist.fees]


def _fee(fee: Fee) -> FeeLine:
    name, _, note = fee.name.removesuffix("）").partition("（")
    if fee.unfixed:
        return {"name": name, "amount_fen": None, "say": note or NOT_FIXED}
    return {"name": fee.name, "amount_fen": fee.fen, "say": "要办才交" if fee.optional else ""}


def _unfixed(name: str) -> str:
    return name if name.endswith("）") else f"{name}（{NOT_FIXED}）"


def _span(least: int, most: int) -> str:
    return f"{least}–{most}" if least != most else f"{most}"


def steps(item: Item, checklist: Checklist, delivery: str = "") -> list[str]:
    """The way, in words of two or three characters. `delivery`: how the person wants what is made; for who wants nothing none is."""
    if checklist.ability == "no":
        return []
    if checklist.ability == "query":
        return ["核对", "看结果"]
    if checklist.ability == "none" and checklist.situation.online == "query":
        return [trip_step(checklist) or "打电话", "看结果"]
    way = {"book": ["约时间"], "none": [] if checklist.visits else ["打电话"]}.get(checklist.ability, ["填表"])
    if trip := trip_step(checklist):
        way.append(trip)
    if item.price and checklist.fees:  # of these answers there may be something to pay
        way += ["审核", "交费"]
    elif checklist.fee_fen and checklist.serves == "case" and checklist.ability not in ("book", "none"):
        way += [FIRST_LOOK, "交费", APPROVAL]  # what is charged for a decision is paid before it is made
    else:
        way += ["审核", "交费"] if checklist.fee_fen else ["审核"]
    if delivery == NOTHING_ON_PAPER:
        return [*way, "办好"]
    way += [item.making] if item.making else []
    mailed = item.result.get("mail") and checklist.situation.mail and delivery != PICKUP
    return [*way, "寄到家" if mailed else "去领" if item.result.get("paper") else "办好"]


def trip_step(checklist: Checklist) -> str | None:
    """The step one has to go for, when there is one."""
    return f"去{times(checklist.visits)}" if checklist.visits else "上门" if checklist.ability == "book" else None


def promise_text(checklist: Checklist, by: date, today: date) -> str:
    """The promise as a date; where one hands in at a counter the day is not known, only how long it takes from then. Of what cannot be
    had: why, and what to choose instead."""
    if checklist.ability == "no":
        return f"{checklist.situation.note}。"
    if checklist.ability == "query":
        return "交上去，查好了告诉您"
    if checklist.ability == "none" and not checklist.visits and checklist.promise.n == 0:
        return "打电话，当场就有结果"
    if checklist.ability in ("book", "none"):
        fact = days_fact(checklist.figures)
        start = "到窗口交齐后" if checklist.visits else "上门交齐后" if checklist.ability == "book" else "打电话说清楚后"
        return f"{start}，{fact['n']}{fact['say']}"
    if checklist.promise.n == 0:
        return AT_ONCE
    return f"今天交材料，最晚 {day(by, today)}办好"


def clock_starts(item: Item, checklist: Checklist) -> str:
    """From when the promised days count, of what is handed in here; empty where no day runs. A fine has no days that would stand still."""
    if checklist.serves != "case" or checklist.ability not in ("full", "part") or checklist.promise.n == 0:
        return ""
    return f"{CLOCK}，{NOT_WHILE_PAYING}" if checklist.fee_fen and not item.price else CLOCK
