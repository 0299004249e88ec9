"""What is said of a parcel. Pure."""

from __future__ import annotations

SENT, OUT, DELIVERED, FAILED, RETURNED, LOST = "sent", "out", "delivered", "failed", "returned", "lost"
# What a courier says → how it stands on the track.
KINDS = {
    "collected": "快递收走了",
    "moving": "在路上",
    OUT: "正在派送",
    DELIVERED: "签收了",
    FAILED: "没送成",
    RETURNED: "退回去了",
    LOST: "寄丢了",
}
BAD = frozenset({FAILED, RETURNED, LOST})
_SAYS = {
    OUT: "正在派送，请留意电话",
    DELIVERED: "已经送到",
    FAILED: "没送成，会再联系您",
    RETURNED: "没送到，退回去了",
    LOST: "说寄丢了",
}


def tone(state: str) -> str:
    """How it is coloured."""
    return "done" if state == DELIVERED else "bad" if state in BAD else "brand"


def says(company: str, state: str, closed: bool) -> str:
    """How far it is, in a sentence without a full stop. `closed`: the case is over, whatever the courier said last."""
    return f"{company}{_SAYS[DELIVERED] if closed else _SAYS.get(state, '在送，请留意电话')}"


def to_do(state: str, unit: str) -> str:
    """What there is to do about a parcel that did not come; empty where there is nothing."""
    return {
        FAILED: "打给快递，约一个您在家的时间。",
        RETURNED: f"东西回到{unit}了。打电话请它再寄一次，或者自己去取。",
        LOST: f"打电话告诉{unit}，请它补做一份再寄。办好了的事不会变。",
    }.get(state, "")


def message(company: str, state: str, unit: str) -> tuple[str, str, str] | None:
    """Title, tone and sentence of the message; None where the track alone says it."""
    if state == OUT:
        return "正在派送", "brand", f"{company}正在派送，请留意电话。"
    if state in BAD:
        return f"快递{KINDS[state]}", "bad", f"{says(company, state, False)}。{to_do(state, unit)}"
    return None
