"""Where somebody is reached: a phone of their own, something that is not registered yet."""

from __future__ import annotations

from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict


@check("phone_mine", phone="form.phone", mine="rows.phones.phone")
def phone_mine(phone: str, mine: list[str]) -> Verdict:
    """The number is registered in the person's own name."""
    return Pass() if phone in mine else Fail("这个号码不是您实名的", "换成登录用的号码，或者先到营业厅把号码改成您的名字")


@check(
    "contact_new",
    phone="form.phone",
    address="form.address",
    phones="form.cars.手机",
    addresses="form.cars.地址",
    own_phone="form.licence.手机",
    own_address="form.licence.地址",
)
def contact_new(
    phone: str | None, address: str | None, phones: list[str], addresses: list[str], own_phone: list[str], own_address: list[str]
) -> Verdict:  # fmt: skip
    """What is chosen says otherwise so far, or some of it."""
    before, now = ([*phones, *own_phone], phone) if phone else ([*addresses, *own_address], address)
    return Pass() if any(one != now for one in before) else Fail("和现在登记的一样", "不用改，或者写一个新的")
