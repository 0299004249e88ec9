"""A household register that crosses the border of the province: each check with what passes, what fails and what nobody knows yet."""

import pytest

from tests.rules.checking import LIN, PASS, Fail, facts, rows, verdict, waits

ME = LIN.id_number
PERMIT = {"number": "湘迁2026000888", "id": ME, "迁入机关": "长沙市公安局岳麓分局", "有效至": "2026-12-30", "状态": "有效"}


def way(to="440100", here="430104"):
    return facts(form={"to": to}, picked={"home": ({"区": here},)})


def permit(day=None, **more):
    return facts(day=day, picked={"permit": ({**PERMIT, **more},)})


def kin(**book):
    there = {"区": "440105", "状态": "正常", **book}
    return facts(form={"to": "440100"}, picked={"kin": ({"姓名": "周建国"},)}, rows=rows(target=[there] if book is not None else []))


CASES = [
    ("cross_way", way(), PASS),
    ("cross_way", way(here="440105"), Fail("您的户口就在广东", "请办“省内迁户口”")),
    ("cross_way", way(to="430100"), Fail("只能迁到广东的市", "迁往别的省，直接到迁入地派出所申请")),
    ("cross_way", facts(), waits("form", "to")),
    ("cross_pending", facts(rows=rows(pending=[])), PASS),
    ("cross_pending", facts(rows=rows(pending=[{**PERMIT, "number": "粤跨准264401000000019"}])), PASS),
    ("cross_pending", facts(rows=rows(pending=[PERMIT])), Fail("您在长沙市公安局岳麓分局还有一个没办完的迁移", "先办完或者撤回那一个")),
    ("cross_pending", facts(), waits("rows", "pending")),
    ("cross_points", facts(form={"to": "440100"}, picked={"points": ({"city": "440100"},)}), PASS),
    (
        "cross_points",
        facts(form={"to": "440300"}, picked={"points": ({"city": "440100"},)}),
        Fail("积分入围的不是这个市", "重选迁到哪个市"),
    ),
    ("cross_points", facts(form={"to": "440300"}), waits("form", "points")),
    ("cross_kin", kin(状态="正常"), PASS),
    ("cross_kin", kin(区="440604"), Fail("周建国的户口不在您选的市", "重选迁到哪个市")),
    ("cross_kin", kin(状态="冻结"), Fail("周建国那一户现在动不了", "请户主打户籍派出所电话问清楚")),
    ("cross_kin", facts(), waits("form", "kin")),
    ("cross_permit", permit(), PASS),
    ("cross_permit", permit("2026-12-30"), PASS),
    ("cross_permit", permit("2026-12-31"), Fail("这张准迁证 2026-12-30 已过期", "请迁入地重新签")),
    ("cross_permit", permit(有效至="2026-11-20", 状态="过期"), Fail("这张准迁证 2026-11-20 已过期", "请迁入地重新签")),
    ("cross_permit", permit(状态="已用"), Fail("这张准迁证已经用过了", "请迁入地重新签")),
    ("cross_permit", permit(状态="撤回"), Fail("这张准迁证已经撤回", "请迁入地重新签")),
    ("cross_permit", facts(), waits("form", "permit")),
]


@pytest.mark.parametrize(("name", "given", "said"), CASES, ids=[f"{n}-{one[0]}" for n, one in enumerate(CASES)])
def test_a_register_crosses_on_a_permit_that_is_good_and_with_nothing_else_under_way(name, given, said):
    assert verdict(name, None, given) == said
