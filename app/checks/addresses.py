"""A household register moves inside one city: to a house, into a relative's book, or one book becomes two."""

from __future__ import annotations

import re

from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.kernel.ports import Row
from app.reference import cities, city_named

ELSEWHERE = "跨市请办“省内迁户口”"
OTHERS = re.compile("省|自治区|北京市|上海市|天津市|重庆市|香港|澳门|台湾")  # an address that says so is of another part of the country


@check("address_city", there="form.house.区", here="form.home.区")
def address_city(there: str, here: str) -> Verdict:
    """The house is in the city where the register stands. `there`, `here`: codes of GB/T 2260."""
    return Pass() if there[:4] == here[:4] else Fail("这套房子不在户口所在的市", ELSEWHERE)


@check("address_owner", owner="form.house.owner", me="person.id_number", close="rows.close")
def address_owner(owner: str, me: str, close: object) -> Verdict:
    """It belongs to who applies, to the spouse or to a parent."""
    family = {str(one.columns["id"]) for one in close if isinstance(one, Row)} if isinstance(close, tuple | list) else set()
    return Pass() if owner == me or owner in family else Fail("这套房子不是您或直系亲属的", "换一套房子")


@check(
    "address_join",
    name="form.kin.姓名",
    book="form.kin.户号",
    mine="form.mine.户号",
    there="rows.target.区",
    state="rows.target.状态",
    here="form.home.区",
)
def address_join(name: str, book: str, mine: str, there: str, state: str, here: str) -> Verdict:
    """The relative's book is another one, in this city, in order."""
    if book == mine:
        return Fail(f"{name}和您本来就在一户", "换一位亲属")
    if there[:4] != here[:4]:
        return Fail(f"{name}的户口不在这个市", ELSEWHERE)
    return Pass() if state == "正常" else Fail(f"{name}那一户现在动不了", "请户主打户籍派出所电话问清楚")


@check("address_split", movers="form.movers.id", one="form.movers.id", stays="form.stays.id")
def address_split(movers: list[str], one: str, stays: str) -> Verdict:
    """Who is to stay in the old book does not go. `one`: the first who goes; while nobody is chosen nothing is said."""
    return Fail("留在原来那户的人，也选进要搬的人里了", "留下的人不要选") if stays in movers else Pass()


@check("address_in", address="form.house_at", there="form.to")
def address_in(address: str, there: str) -> Verdict:
    """An address typed by hand is in that city, as far as it says in which. `there`: a code of the city or of a district in it."""
    code = f"{there[:4]}00"
    named, elsewhere = city_named(address), OTHERS.search(address.replace("广东省", ""))
    if named == code or (named is None and not elsewhere):
        return Pass()
    return Fail(f"这个地址不在{cities()[code]['short'] if code in cities() else '那里'}", "核对一下写的地址")


@check("address_here", there="form.district")
def address_here(city: str, there: str) -> Verdict:
    """A district in the city where it is asked."""
    return Pass() if there[:4] == city[:4] else Fail("这个地址不在您选的城市", "把城市换成住的地方再办")
