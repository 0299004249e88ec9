"""What the clock says to a resident: what is nearly over, what is over, what was told to the department. Pure."""

from __future__ import annotations

from datetime import date

from app.catalog.words import day

Said = tuple[str, str, str]  # title, tone, sentence

# What the department hears when the time of a case in this state is over.
TO_DEPARTMENT = {"to_correct": "申请人逾期没有补正", "to_pay": "申请人逾期没有缴费"}


def reminds(state: str, left: int, by: date, today: date) -> Said:
    """So many days before the end."""
    if state == "to_pay":
        return "还没交费", "turn", f"还有 {left} 天，{day(by, today, False)}前没交，这件事就停办了。没交的钱不扣。"
    return "还没改好", "turn", f"还有 {left} 天，{day(by, today, False)}前没改好交上来，这件事就停办了。"


def over(state: str, by: date | None, today: date) -> str:
    """Why it ended, without a full stop."""
    until = f"{day(by, today, False)}前" if by else "到时间"
    return f"{until}没有交费，没有扣钱" if state == "to_pay" else f"{until}没有改好交上来"


def lies_ready(collect: str, unit: str) -> Said:
    """It lies where it is fetched; `collect`: with what, where, when, without a full stop."""
    return "还没来取", "brand", f"做好了，{collect or f'带身份证到{unit}的窗口取'}。"


def late(by: date, today: date, told: date | None) -> str:
    """How late it is, and whether its department was told."""
    days = (today - by).days
    if told is None:
        return f"比说好的晚了 {days} 天，可以打热线催一催"
    return f"比说好的晚了 {days} 天，{day(told, today, False)}催过部门了，也可以打热线问"
