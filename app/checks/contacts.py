"""Where somebody is reached: a phone of their own, something that is not registered yet."""

from __future__ import annotations

from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict


@check("phone_mine", phone="form.phone", mine="rows.phones.phone")
def phone_mine(phone: str, mine: list[str]) -> Verdict:
    """The number is registered in the person's own name."""
    return Pass() if phone in mine else Fail("这个号码不是您实名的", "换成登录用的号码，或者先到营业厅把号码改成您的名字")


@check("contact_new", now="form.phone", cars="form.cars.手机", own="form.licence.手机")
def contact_new(now: str, cars: list[str], own: list[str]) -> Verdict:
    """What is chosen says otherwise so far, or some of it."""
    same = all(one == now for one in (*cars, *own))
    return Fail("和现在登记的一样", "不用改，或者写一个新的") if same else Pass()
