"""What a resident reads of the offices their case passes, and what such an office is told. Pure."""

from __future__ import annotations

from datetime import date

from app.catalog.words import day
from app.words.cases import DESK

TITLE = "办到下一步"
# State of an office's part → word, tone.
STATES = {
    "waiting": ("还没轮到", "grey"),
    **dict.fromkeys(("submitted", "pre_check", "accepted", "reviewing", "approving", "corrected"), ("正在办", "brand")),
    "to_correct": ("等您改", "turn"),
    "approved": ("已同意", "done"),
    "denied": ("没同意", "bad"),
    "rejected": ("没受理", "bad"),
    "terminated": ("停办了", "bad"),
    "closed": ("不用办了", "grey"),
}
# What is told of a step that moved only this office.
STEPS = {"accepted": "收到了", "approved": "同意了"}
NOT_OURS = "等外地回传，这几天不算进办理时间"
OWN = {"waiting": "还没轮到", "closed": "不用办了"}


def line(state: str, days: int, due: date | None, decided: date | None, today: date, remote: bool = False) -> str:
    """The sentence beside the word: until when, or since when. `remote`: an office elsewhere, whose days are not ours."""
    if state == "waiting":
        return f"轮到后 {days} 个工作日内" if days else "轮到后当天"
    if state == "to_correct":
        return "您改的这几天，不算它的时间"
    if decided is not None:
        return f"{day(decided, today, weekday=False)}"
    if due is None or state == "closed":
        return ""
    if remote:
        return NOT_OURS
    return f"最晚 {day(due, today)}" if due >= today else f"比说好的晚了 {(today - due).days} 天，可以打热线催一催"


def title(name: str, step: str) -> str:
    """派出所（迁入地）同意了."""
    return f"{name}{STEPS[step]}"


def agreed(name: str, following: str | None, due: date | None, today: date) -> str:
    """The message when one has agreed and others are left. `due`: None where the next one is elsewhere, and its days are not ours."""
    if following is None:
        return f"{name}同意了，还在等别的部门。"
    if due is None:
        return f"{name}同意了，接着由{following}办，{NOT_OURS}。"
    return f"{name}同意了，接着由{following}办，最晚 {day(due, today, weekday=False)}。"


def desk(state: str, to: str, allowed: list[str]) -> tuple[str, str]:
    """Why an office may not do that now, and what it may."""
    may = "、".join(DESK[one] for one in allowed)
    name = OWN.get(state) or DESK[state]
    return f"您这一环现在是「{name}」，不能转到「{DESK.get(to, to)}」", f"现在可以：{may}" if may else "现在没有您这一环要做的"
