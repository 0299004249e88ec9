"""跨省迁户口: three offices one after another, each on the paper that the one before it signed; what was altered, is another's, was used or
ran out counts for nothing and is written down."""

from datetime import date

import pytest

from sandbox.departments.decide import judge, movedocs
from sandbox.departments.decide.verdict import carry_out
from sandbox.registers.store import Store
from sandbox.registers.switches import switches, turn
from tests.sandbox.deciding import NUMBERS, case, of, on

ITEM, WU, ZHAO = "hukou-move-cross-province", NUMBERS["wu-haiyan"], NUMBERS["zhao-dawei"]
ZHOU, NO = NUMBERS["zhou-jianguo"], "264401000000019"
PERMIT, LEAVE, BOOK = f"粤跨准{NO}", f"粤跨迁{NO}", "440105045678"
CHANGSHA, OFFICE = "长沙市公安局岳麓分局", "海珠区江南中派出所"


@pytest.fixture
def store():
    return Store({}, date(2026, 12, 2))


def asked(office, before=(), who="wu-haiyan", why="points", consents=("zhou-jianguo",), **form):
    one = case(ITEM, who, consents=[*consents] if consents is not None else None)
    one["office"] = office
    one["body"] |= {"answers": {"why": why}, "before": [{"office": name, "sends": {"facts": facts}} for name, facts in before]}
    if why != "out":
        form = {"to": "440100", "target": "kin", "kin": ZHOU, "points": f"{WU}|2026|440100", "movers": [who], **form}
        form["movers"] = [NUMBERS.get(one, one) for one in form["movers"]]
    one["body"]["form"] = form
    return one


def office(store, *args, **more):
    """What an office decides; carried out."""
    verdict = judge(asked(*args, **more), store)
    assert verdict.kind == "grant", verdict
    carry_out(store, (*verdict.on_receipt, *verdict.effects))
    return verdict


def no(store, *args, **more):
    verdict = judge(asked(*args, **more), store)
    assert verdict.kind in ("deny", "return"), verdict
    carry_out(store, verdict.on_receipt)
    return verdict.reason or verdict.points[0]["text"]


def test_three_offices_bring_her_over_and_every_paper_has_its_day(store):
    welcome = office(store, "into")
    assert of(store, "gat.movedocs", PERMIT, "迁出机关", "迁入机关", "有效至", "状态") == (CHANGSHA, OFFICE, "2027-01-11", "有效")
    assert (welcome.bare, welcome.sends["准迁证"], [one["title"] for one in welcome.papers]) == (True, PERMIT, ["电子准迁证"])
    third = on(store, "2026-12-03")
    struck = office(third, "leave", [("into", welcome.sends)])
    assert of(third, "gat.movedocs", LEAVE, "种类", "有效至", "状态") == ("迁移证", "2027-01-02", "有效")
    assert of(third, "gat.hukou", WU, "状态", "迁往") == ("迁出", "广东省广州市海珠区江南大道中200号905房")
    assert struck.opinion.startswith("户口在路上") and set(struck.units.values()) == {CHANGSHA}
    fourth = on(store, "2026-12-04")
    settled = office(fourth, "settle", [("into", welcome.sends), ("leave", struck.sends)])
    assert of(fourth, "gat.hukou", WU, "户号", "页", "与户主关系", "状态", "落户日", "何因何地来") == (
        BOOK, 4, "妻", "正常", "2026-12-04", "省外迁移 湖南省长沙市岳麓区示例路9号",
    )  # fmt: skip
    assert [of(fourth, "gat.movedocs", one, "状态") for one in (PERMIT, LEAVE)] == [("已用",)] * 2
    assert of(fourth, "gat.residence", WU, "状态") == ("终止",) and settled.opinion.endswith("居住证不用了，您已是广东户口")
    assert of(fourth, "gat.households", "430104056789", "状态") == ("已销",)
    assert (settled.fields["住址"], settled.fields["户主"]) == ("广东省广州市海珠区江南大道中200号905房", "周建国")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        ({"迁入地址": "广东省广州市天河区示例路1号"}, f"这张准迁证和{OFFICE}的签章对不上，被改过"),
        ({"签章": "00"}, f"这张准迁证和{OFFICE}的签章对不上，被改过"),
        ({"id": ZHAO}, "这张准迁证是别人的"),
        ({"状态": "已用"}, "这张准迁证已经用过了"),
        ({"状态": "撤回"}, "这张准迁证已经撤回"),
    ],
)
def test_a_permit_that_was_altered_is_another_s_or_was_used_is_refused_and_written_down(store, spoil, why):
    sends = office(store, "into").sends
    store.change("gat.movedocs", PERMIT, **spoil)
    assert no(store, "leave", [("into", sends)]) == why
    assert of(store, "gat.hukou", WU, "状态") == ("正常",) and store.get("gat.movedocs", LEAVE) is None
    assert [(one["number"], one["机关"], one["原因"]) for one in store.rows("gat.movelog").values()] == [(PERMIT, CHANGSHA, why)]


def test_a_paper_of_no_office_s_making_moves_nobody(store):
    assert no(store, "leave", [("into", {"准迁证": "粤跨准000000000000000"})]) == "没有收到这张证"
    sends = office(store, "into").sends
    struck = office(store, "leave", [("into", sends)]).sends
    store.change("gat.movedocs", LEAVE, 迁出机关=OFFICE)  # as if the new office had signed it for itself
    assert "签章对不上" in no(store, "settle", [("into", sends), ("leave", struck)])
    assert of(store, "gat.hukou", WU, "状态") == ("迁出",)


def test_a_permit_that_ran_out_is_signed_anew_the_same_day_and_nobody_comes_again(store):
    sends = office(store, "into").sends
    last = on(store, "2027-01-11")
    movedocs.tidy(last)
    assert of(last, "gat.movedocs", PERMIT, "状态") == ("有效",)
    over = on(store, "2027-01-12")
    movedocs.tidy(over)
    assert of(over, "gat.movedocs", PERMIT, "状态") == ("过期",)
    assert of(over, "gat.movedocs", f"{PERMIT}-2", "签发时刻", "有效至", "状态") == ("2027-01-12 09:00", "2027-02-21", "有效")
    office(over, "leave", [("into", sends)])  # on the new one, though the old number was passed on
    assert of(over, "gat.hukou", WU, "状态") == ("迁出",)


def test_a_no_of_the_old_office_takes_the_permit_back(store):
    verdict = office(store, "into")
    carry_out(store, verdict.undo)
    assert of(store, "gat.movedocs", PERMIT, "状态") == ("撤回",)


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"why": "house", "target": None}, "广州没有“买房入户”，可用：积分入户、夫妻投靠、人才引进"),
        ({"points": f"{WU}|2025|440100"}, "没有查到您在这个市的积分入户入围名单"),
        ({"to": "430100"}, "迁往外省的，到迁入地派出所申请"),
        ({"who": "li-wenjing", "movers": ["li-wenjing"]}, "您的户口就在广东，请办“省内迁户口”"),
        ({"movers": ["wu-haiyan", "zhou-zixuan"]}, "周子轩的户口在海珠，不用迁"),
        ({"consents": ()}, "户主周建国还没有同意"),
    ],
)
def test_what_the_new_city_does_not_take_is_said_and_nothing_is_signed(store, form, why):
    assert no(store, "into", **form) == why
    assert store.get("gat.movedocs", PERMIT) is None


def test_who_has_another_move_under_way_finishes_that_first(store):
    row = movedocs.made("准迁证", "湘准1", WU, [WU], store.today, 原因="工作", 迁出机关=CHANGSHA, 迁入机关="武汉市公安局", 迁入地址="武汉")
    store.add("gat.movedocs", row)
    assert no(store, "into") == "您在武汉市公安局还有一个没办完的迁移"


def test_another_province_s_permit_lets_him_go_with_one_tap():
    store = Store({}, date(2026, 11, 23))
    turn(store, switches()["move-permit-of-zhao-dawei"], True)
    sends = office(store, "out", who="zhao-dawei", why="out", permit="湘迁2026000888", ok=True).sends
    assert of(store, "gat.movedocs", LEAVE, "迁入机关", "签发时刻", "有效至") == (CHANGSHA, "2026-11-23 09:00", "2026-12-23")
    assert of(store, "gat.hukou", ZHAO, "状态") == ("正常",)  # until he is settled there
    office(store, "there", [("out", sends)], who="zhao-dawei", why="out", permit="湘迁2026000888", ok=True)
    assert of(store, "gat.hukou", ZHAO, "状态", "迁往") == ("迁出", "湖南省长沙市岳麓区示例路9号")
    assert of(store, "gat.households", "440111056789", "状态") == ("已销",)
    assert [of(store, "gat.movedocs", one, "状态") for one in ("湘迁2026000888", LEAVE)] == [("已用",)] * 2


def test_a_permit_past_its_day_lets_nobody_go():
    store = Store({}, date(2026, 11, 23))
    said = no(store, "out", who="zhao-dawei", why="out", permit="湘迁2026000777", ok=True)
    assert said == "这张准迁证 2026-11-20 已过期，请迁入地重新签" and store.get("gat.movedocs", LEAVE) is None
