"""Slots and halls, codes that live minutes, opinions of several offices."""

from __future__ import annotations

from app.checks.declare import check
from app.checks.facts import Fail, Pass, Unknown, Verdict

EARLY_S, QUARTER_S = 30 * 60, 60


@check("slot_free", left="form.slot.余号")
def slot_free(left: int) -> Verdict:
    """Places are left at that time."""
    return Pass() if left > 0 else Fail("刚被约走，换个时间")


@check("slot_grace", short="minutes", start="rows.ticket.start_s", now="now_s")
def slot_grace(start: int, now: int, minutes: int) -> Verdict:
    """From half an hour before to so many minutes after, a number is kept. Both in seconds since the epoch."""
    if now < start - EARLY_S:
        return Fail("来早了", "开始前 30 分钟起可以取号")
    return Pass() if now <= start + minutes * QUARTER_S else Fail(f"迟到超过 {minutes} 分钟", "重新取个号")


@check("hall_capacity", inside="rows.hall.在厅人数", most="rows.hall.上限")
def hall_capacity(inside: int, most: int) -> Verdict:
    """There is room in the hall."""
    return Pass() if inside < most else Fail("厅里人满了", "请在外面等，有人出来就叫您")


@check("otp_ttl", short="seconds", made="rows.code.made_s", used="rows.code.used", now="now_s")
def otp_ttl(made: int, used: bool, now: int, seconds: int) -> Verdict:
    """A code used once, within its seconds."""
    if used:
        return Fail("这个码用过了", "再要一个新的")
    return Pass() if now - made <= seconds else Fail("这个码过期了", "再要一个新的")


@check("single_seal", asked="rows.opinions.asked", given="rows.opinions.given")
def single_seal(asked: int, given: int) -> Verdict:
    """All opinions are in, so that one seal is enough."""
    return Pass() if given >= asked else Unknown(f"wait for {asked - given} opinions")
