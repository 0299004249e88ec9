"""What is said about a visit to a hall, in words. Pure."""

from __future__ import annotations

from app import reference
from app.events.visits import BookingTold
from app.kernel import clock, text
from app.notices.rules import Told
from app.publishing import current

PAGE = "/pages/booking/index"


def booking(event: BookingTold) -> Told:
    """It is tomorrow, nobody came, or the hall took it back."""
    moment = text.moment(event.at)
    if moment is None:
        raise ValueError("no moment")
    at = clock.china(moment)
    when, where = f"{at.month}月{at.day}日 {at:%H:%M}", event.place or hall(event.hall)
    if event.what == "tomorrow" and event.place:
        return Told(f"明天 {at:%H:%M} 去{event.place}", "带上要用的证件，准时到。去不了的，提前 2 小时在办件里取消，不算次数。", "brand")
    if event.what == "tomorrow":
        errands = "、".join(current().items[one].short for one in event.errands if one in current().items)
        return Told(f"明天 {at:%H:%M} 去{where}", f"办{errands}。提前半小时可以进，晚到 15 分钟内都留号。", "brand")
    if event.what == "missed":
        return Told(f"约的 {when} 没有来", "半年里 3 次没来，停约 30 天。有特别的原因，打 12345 说一声。", "grey")
    if event.what == "moved":
        return Told(f"您的预约改到了 {when}", f"{where}：{event.why}。时间不合适就改期或取消，提前 2 小时都不算次数。", "turn")
    return Told(f"{where}取消了 {when} 的预约", f"{event.why}。不算爽约，可以重新约。", "turn")


def hall(id_: str) -> str:
    """What a hall is called."""
    found = reference.hall(id_)
    return found["name"] if found else "大厅"
