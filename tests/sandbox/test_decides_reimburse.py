"""医保报销 by the specification's vectors, and what bills, claims and visits say afterwards."""

from datetime import date

import pytest

from sandbox.registers.store import Store
from tests.sandbox.deciding import NUMBERS, granted, of, on, refused, said

ITEM = "medical-reimburse"
CHANGSHA, CHILD, BIRTH, USED = "43010126|0000020001", "44010126|0000012346", "44010126|0000012345", "44010125|0000009001"
FOR = {"for": f"{NUMBERS['zhou-zixuan']}|{NUMBERS['wu-haiyan']}"}


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


def claim(store, who, *bills, **form):
    return granted(store, ITEM, who, bills=list(bills), **{"hurt": "no", **form})


def test_a_stay_elsewhere_without_a_record_is_paid_twenty_points_less(store):
    verdict = claim(store, "huang-guoqiang", CHANGSHA)
    assert (verdict.machine, verdict.opinion) == (False, "基金 9,120.00 元，自付 9,480.00 元，打到您的账户")
    assert of(store, "ybj.claims", CHANGSHA, "总额", "起付", "基金", "自付") == (1_860_000, 160_000, 912_000, 948_000)
    assert of(store, "cz.bills", CHANGSHA, "报销") == ("已",)
    (visit,) = store.where("ybj.visits", id=NUMBERS["huang-guoqiang"], 机构="长沙示例医院")
    assert (visit["总额"], visit["统筹"], visit["现金"], visit["异地"]) == (1_860_000, 912_000, 948_000, True)
    (paper,) = verdict.papers
    assert {one["label"]: one["text"] for one in paper["facts"]}["报销比例"] == "60%"
    assert said(store, ITEM, "huang-guoqiang", bills=[CHANGSHA], hurt="no") == "这张票 2026-11-23 已报销"


def test_a_record_of_that_day_or_an_emergency_is_paid_in_full(store):
    record = {"备案号": "YD1", "id": NUMBERS["huang-guoqiang"], "类型": "长期", "就医地": "430100", "就医地名": "长沙市"}
    store.add("ybj.remote", record | {"起": "2026-09-14", "方式": "承诺", "双向": False, "状态": "生效"})
    assert claim(store, "huang-guoqiang", CHANGSHA).opinion.startswith("基金 12,160.00 元，自付 6,440.00 元")
    urgent = Store({}, date(2026, 11, 23))
    urgent.change("wj.stays", CHANGSHA, 类别="急诊")
    assert claim(urgent, "huang-guoqiang", CHANGSHA).opinion.startswith("基金 12,160.00 元，自付 6,440.00 元")


def test_a_child_s_visit_then_says_what_the_fund_paid(store):
    assert claim(store, "wu-haiyan", CHILD, **FOR).opinion.startswith("基金 51.60 元，自付 34.40 元")
    assert of(store, "ybj.visits", "YB2026110200026", "总额", "统筹", "个人账户", "现金") == (8_600, 5_160, 0, 3_440)
    assert of(store, "ybj.claims", CHILD, "id", "自付") == (NUMBERS["zhou-zixuan"], 3_440)


def test_what_somebody_else_paid_is_not_paid_again(store):
    assert refused(store, ITEM, "wu-haiyan", bills=[CHILD], hurt="no", other=8_601, **FOR) == ("other", "比票据还多，请核对")
    assert claim(store, "wu-haiyan", CHILD, other=5_000, **FOR).opinion.startswith("基金 36.00 元，自付 50.00 元")


def test_two_bills_of_one_stay_share_what_is_paid_to_the_fen(store):
    bill = {**store.get("cz.bills", CHILD), "number": "0000012399", "金额": 4_301}
    stay = {**store.get("wj.stays", CHILD), "number": "0000012399", "明细": [{"码": "X0101", "项": "西药", "元": 4_301}]}
    second = f"{store.add('cz.bills', bill)}"
    store.add("wj.stays", stay)
    verdict = claim(store, "wu-haiyan", CHILD, second, **FOR)
    shares = [*of(store, "ybj.claims", CHILD, "基金"), *of(store, "ybj.claims", second, "基金")]
    assert verdict.opinion.startswith("基金 77.41 元") and sum(shares) == 7_741
    store.change("wj.stays", second, 入="2026-11-05", 出="2026-11-05")
    for one in (CHILD, second):
        store.change("cz.bills", one, 报销="未")
    assert said(store, ITEM, "wu-haiyan", bills=[CHILD, second], hurt="no", **FOR) == "请分两次报"


@pytest.mark.parametrize(
    ("who", "bill", "form", "why"),
    [
        ("huang-xiuying", USED, {}, "这张票 2025-10-30 已报销"),
        ("chen-xiaotong", BIRTH, {}, "这是生孩子的费用，办生育津贴一起报"),
        ("chen-xiaotong", "44010126|0000012340", {}, "这张票已经冲红，不能报"),
        ("lin-zhihao", CHANGSHA, {}, ("bills", "交款人不是您")),
        ("wu-haiyan", CHANGSHA, FOR, ("bills", "交款人不是孩子")),
        ("lin-zhihao", CHILD, FOR, "只能替自己和未成年的孩子报"),
        ("huang-guoqiang", CHANGSHA, {"hurt": "yes", "payer": "waiting"}, "有人要赔的，先等赔完，没赔到的部分再来报"),
    ],
)
def test_what_is_refused_changes_nothing(store, who, bill, form, why):
    assert refused(store, ITEM, who, bills=[bill], **{"hurt": "no", **form}) == why


def test_what_the_registers_say_of_the_day_decides(store):
    asked = {"bills": [CHANGSHA], "hurt": "no"}
    store.change("ybj.insured", NUMBERS["huang-guoqiang"], 自="2026-09-15")
    assert said(store, ITEM, "huang-guoqiang", **asked) == "看病那天没有参保，不能报"
    store.change("ybj.insured", NUMBERS["huang-guoqiang"], 自="1998-01-01")
    assert said(on(store, "2029-09-24"), ITEM, "huang-guoqiang", **asked) == "看完病 3 年内才能报"
    store.change("wj.stays", CHANGSHA, 明细=[{"码": "Z0001", "项": "示例新药", "元": 1_860_000}])
    assert said(store, ITEM, "huang-guoqiang", **asked) == "“示例新药”不在目录里，传一下病历，看看是什么"
    store.drop("wj.stays", CHANGSHA)
    assert said(store, ITEM, "huang-guoqiang", **asked) == "医院还没有传费用清单，带票据、清单和出院记录到医保窗口报"
