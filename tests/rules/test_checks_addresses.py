"""A household register that moves inside its city: every check with what passes, what fails and what nobody knows yet."""

import pytest

from tests.rules.checking import PASS, Fail, facts, rows, verdict, waits

ME, MOTHER, OTHER = "440199199208200010", "440199194405170049", "440199199902140046"
ELSEWHERE = "跨市请办“省内迁户口”"


def house(district="440104", owner=ME, close=(MOTHER,)):
    picked = {"house": ({"区": district, "owner": owner},), "home": ({"区": "440104"},)}
    return facts(picked=picked, rows=rows(close=[{"id": one} for one in close]))


def kin(book="440104023456", mine="440104023457", district="440104", state="正常"):
    picked = {"kin": ({"姓名": "黄秀英", "户号": book},), "mine": ({"户号": mine},), "home": ({"区": "440104"},)}
    return facts(picked=picked, rows=rows(target=[{"区": district, "状态": state}]))


def split(movers, stays=MOTHER):
    return facts(picked={"movers": tuple({"id": one} for one in movers), "stays": ({"id": stays},)})


def typed(address, to="440600"):
    return facts(form={"house_at": address, "to": to})


NOT_THERE = Fail("这个地址不在佛山", "核对一下写的地址")
CASES = [
    ("address_in", typed("佛山市禅城区季华五路20号1602房"), PASS),
    ("address_in", typed("广东省佛山市禅城区季华五路20号1602房"), PASS),
    ("address_in", typed("季华五路20号1602房"), PASS),  # says nothing of where that is
    ("address_in", typed("广东省广州市天河区体育东路100号"), NOT_THERE),
    ("address_in", typed("湖南省长沙市岳麓区示例路9号"), NOT_THERE),
    ("address_in", typed("上海市浦东新区示例路9号"), NOT_THERE),
    ("address_in", facts(form={"house_at": "佛山市"}), waits("form", "to")),
    ("address_here", facts(form={"district": "440106"}), PASS),
    ("address_here", facts(form={"district": "440604"}), Fail("这个地址不在您选的城市", "把城市换成住的地方再办")),
    ("address_here", facts(), waits("form", "district")),
    ("address_city", house(), PASS),
    ("address_city", house("440111"), PASS),
    ("address_city", house("440604"), Fail("这套房子不在户口所在的市", ELSEWHERE)),
    ("address_city", facts(picked={"home": ({"区": "440104"},)}), waits("form", "house")),
    ("address_owner", facts(), waits("form", "house")),
    ("address_owner", house(), PASS),
    ("address_owner", house(owner=MOTHER), PASS),
    ("address_owner", house(owner=OTHER), Fail("这套房子不是您或直系亲属的", "换一套房子")),
    ("address_join", kin(), PASS),
    ("address_join", kin(mine="440104023456"), Fail("黄秀英和您本来就在一户", "换一位亲属")),
    ("address_join", kin(district="440604"), Fail("黄秀英的户口不在这个市", ELSEWHERE)),
    ("address_join", kin(state="冻结"), Fail("黄秀英那一户现在动不了", "请户主打户籍派出所电话问清楚")),
    ("address_join", facts(), waits("form", "kin")),
    ("address_split", split([ME]), PASS),
    ("address_split", split([ME, MOTHER]), Fail("留在原来那户的人，也选进要搬的人里了", "留下的人不要选")),
    ("address_split", split([]), waits("form", "movers")),
]


@pytest.mark.parametrize(("name", "given", "expected"), CASES, ids=[f"{one[0]}-{n}" for n, one in enumerate(CASES)])
def test_each_answers_as_it_is_said(name, given, expected):
    assert verdict(name, None, given) == expected


def test_an_address_typed_by_hand_is_in_the_city_where_the_register_stands():
    given = facts(form={"house_at": "广州市越秀区文明路40号201房"}, picked={"home": ({"区": "440104"},)})
    assert verdict("address_in", {"there": "form.home.区"}, given) == PASS
    given = facts(form={"house_at": "佛山市禅城区季华五路20号"}, picked={"home": ({"区": "440104"},)})
    assert verdict("address_in", {"there": "form.home.区"}, given) == Fail("这个地址不在广州", "核对一下写的地址")
