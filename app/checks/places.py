"""Slots, codes that live minutes, opinions of several offices."""

from __future__ import annotations

from app.checks.declare import check
from app.checks.facts import Fail, Pass, Unknown, Verdict


@check("slot_free", left="form.slot.余号")
def slot_free(left: int) -> Verdict:
    """Places are left at that time."""
    return Pass() if left > 0 else Fail("刚被约走，换个时间")


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
