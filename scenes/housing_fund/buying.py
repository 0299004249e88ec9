"""买房提取: what can be taken for a house, said before anything is asked. Pure."""

from __future__ import annotations

from datetime import date

from app.language.funds import buy_limit, fen
from app.language.showing import Columns, Said, Seen, day, yuan

VOID = "已注销"


def buy_can(seen: Seen, arg: str) -> Said | None:
    """What the newest contract that stands and is not too old still gives."""
    account = next(iter(seen.of("accounts")), None)
    one = _newest(seen)
    if account is None:
        return None
    if one is None:
        return Said("没有查到合同", "登记里没有买房合同的，传合同由人核")
    end = _end(seen, one)
    if end and end < seen.today:
        return Said("已过年限", f"{one['坐落']}，只能还贷提取", "near")
    share, price = int(float(str(one["家庭份额"]))), fen(one["成交价"])
    most = buy_limit(price, share, fen(one["已提取"]), fen(account["余额"]))
    return Said("", f"{one['坐落']}，总价 {yuan(price)}，您和配偶占 {share}%", fen=most)


def buy_taken(seen: Seen, arg: str) -> Said | None:
    """What its buyers took from the fund."""
    one = _newest(seen)
    return Said("", "这套房所有买方一共取的", fen=fen(one["已提取"])) if one and one["已提取"] else None


def buy_until(seen: Seen, arg: str) -> Said | None:
    """The last day of the years a contract is good for."""
    one = _newest(seen)
    end = _end(seen, one) if one else None
    return Said(day(end), "从签合同那天算") if end and end >= seen.today else None


def _newest(seen: Seen) -> Columns | None:
    return max((one for one in seen.of("houses") if one["状态"] != VOID), key=lambda one: str(one["签订日"]), default=None)


def _end(seen: Seen, contract: Columns) -> date | None:
    years = next((one["年限"] for one in seen.of("rules") if one["年限"] is not None), None)
    signed = date.fromisoformat(str(contract["签订日"]))
    if years is None:
        return None
    year = signed.year + int(str(years))
    return date(year, 3, 1) if (signed.month, signed.day) == (2, 29) and year % 4 else signed.replace(year=year)
