"""How a notice fits WeChat's fields, and how a sum is said. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, NamedTuple

KIND_OF_STATE = {"to_pay": "payment", "bill_lapsed": "payment", "pay_soon": "payment", "to_correct": "correction"}
KIND_OF_STATE |= {"not_agreed": "correction", "asked": "correction", "reminded": "correction"}
ENDS = ("approved", "denied", "rejected", "terminated", "withdrawn", "lapsed", "delivering", "ready", "done")
KIND_OF_STATE |= dict.fromkeys(ENDS, "result")
# phrase: at most five Chinese characters.
PHRASES = {
    "submitted": "交上去了",
    "pre_check": "正在看",
    "to_correct": "要您补充",
    "corrected": "补上了",
    "accepted": "收到申请",
    "rejected": "不能受理",
    "reviewing": "正在审核",
    "special": "先停一停",
    "extended": "要多等几天",
    "approving": "正在审核",
    "to_pay": "该交费了",
    "bill_lapsed": "交费单过期",
    "pay_soon": "该交费了",
    "lapsed": "到期停办",
    "approved": "通过了",
    "denied": "没有通过",
    "withdrawn": "撤回了",
    "terminated": "办不下去了",
    "delivering": "寄出来了",
    "ready": "可以取了",
    "done": "办好了",
    "to_agree": "等对方同意",
    "agreed": "对方同意了",
    "office": "一家同意了",
    "not_agreed": "没有同意",
    "asked": "要您同意",
    "reminded": "等您回答",
    "closed": "不用了",
    "served": "文书到了",
    "due_soon": "快到期了",
    "claimed": "留意一下",
    "joined": "留意一下",
    "apart": "请刷脸",
    "thrown": "退出了",
}


class Told(NamedTuple):
    """What is said of something, and how."""

    title: str
    say: str
    tone: str


# What a message that asked for something becomes once that is done, or is not to be done any more.
PAST = "这一步过去了，不用再做。"
ASKED = {"轮到您了": "请您改的", "轮到您交费": "请您交的费", "请您交费": "请您交的费"}
SETTLED = "请您同意的事"  # what somebody was asked to agree to, once it is answered or over


def past(title: str) -> str:
    """换护照：轮到您了 → 换护照：请您改的."""
    short, _, asked = title.rpartition("：")
    return f"{short}：{ASKED.get(asked, asked)}" if short else title


def kind_of(state: str) -> str:
    """Which template a move to this state uses."""
    return KIND_OF_STATE.get(state, "progress")


def thing(text: str) -> str:
    """20 characters at most, never cut without saying so; never empty."""
    return (text if len(text) <= 20 else text[:19] + "…") or "请看详情"


def phrase(state: str) -> str:
    """What a state is called in a phrase field."""
    return PHRASES.get(state, "有新进展")


def at(moment: datetime) -> str:
    """A moment in China as WeChat's time field takes it."""
    return moment.strftime("%Y年%m月%d日 %H:%M")


def yuan(fen: int) -> str:
    """12000 → 120, 12050 → 120.50: as said in a sentence."""
    return f"{fen // 100:,}" if fen % 100 == 0 else f"{fen // 100:,}.{fen % 100:02d}"


NEXT = {"renew": "点开看怎么换新的。", "use": "到期没用就作废，点开去用。", "": "点开看看。"}


def ends(name: str, left: int, until: date, then: Literal["renew", "use", ""], warns: str = "") -> tuple[str, str]:
    """What is said of a certificate that ends soon, and below it: until when, why it is said, and what to do then."""
    days = f"还有 {left} 天到期" if left else "今天到期"
    return f"{name}{days}", f"有效到 {until.year}年{until.month}月{until.day}日。{warns}{NEXT[then]}"


QUIET = "点开看看"  # of what nobody beside a locked phone is to read


def values(short: str, state: str, say: str, moment: datetime) -> Mapping[str, str]:
    """The fields of our four templates: 事项 thing1, 进度 phrase2, 时间 time3, 说明 thing4."""
    return {"thing1": thing(short), "phrase2": phrase(state), "time3": at(moment), "thing4": thing(say)}
