"""交罚款 by the specifications' vectors, and what the rows are afterwards."""

from datetime import date

import pytest

from sandbox.departments.decide import judge, violations
from sandbox.departments.decide.verdict import carry_out
from sandbox.registers.store import Store
from tests.sandbox.deciding import NUMBERS, V1, V2, V3, V4, V5, V6, case, granted, of, refused


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


def test_a_violation_is_decided_paid_and_gone(store):
    verdict = granted(store, "violation-handle", "zhao-dawei", fee=20_000, picks=[V1], driver="我", answer="没有异议")
    assert verdict.machine and (verdict.fields["收费项目"], verdict.fields["金额"], verdict.fields["交款人"]) == (
        "罚款",
        "200.00",
        "赵大伟",
    )
    assert of(store, "jj.violations", V1, "状态", "处理人", "送达日", "缴款日") == (
        "已缴",
        NUMBERS["zhao-dawei"],
        "2026-11-23",
        "2026-11-23",
    )
    assert len(store.get("jj.violations", V1)["决定书号"]) == 16
    assert of(store, "jj.cycles", f"{NUMBERS['zhao-dawei']}|2026-01-20", "记分") == (9,)
    (bill,) = store.where("cz.bills", 身份证号=NUMBERS["zhao-dawei"])
    assert (bill["金额"], bill["明细"]) == (20_000, [{"项": "罚款", "元": 20_000}])
    assert verdict.number == bill["code"] + bill["number"]
    again = judge(case("violation-handle", "zhao-dawei", picks=[V1], answer="没有异议"), store)
    assert again.reason == "天河区体育东路口这条刚在别处处理了"


def test_a_decision_that_no_machine_could_look_up_is_looked_at_by_a_person(store):
    asked = case("violation-handle", "zhao-dawei", fee=23_000, decision_no=V4)
    assert judge(asked, store).machine is True
    asked["body"]["facts"] = [{"id": "violation-handle.r7", "verdict": "unknown"}]
    assert (judge(asked, store).kind, judge(asked, store).machine) == ("grant", False)


def test_a_decision_may_be_paid_later_and_then_with_the_late_fee(store):
    granted(store, "violation-handle", "zhao-dawei", picks=[V1, V2], answer="没有异议")
    assert of(store, "jj.violations", V2, "状态", "缴款日") == ("已处理未缴", None)
    assert list(store.where("cz.bills", 类别="罚没")) == []
    later = Store(store.changes, date(2026, 12, 13))
    number = store.get("jj.violations", V1)["决定书号"]
    granted(later, "violation-handle", "zhao-dawei", fee=23_000, decision_no=number)
    assert of(later, "jj.violations", V1, "状态", "缴款日") == ("已缴", "2026-12-13")


def test_somebody_else_pays_a_decision_in_hand(store):
    granted(store, "violation-handle", "lin-zhihao", fee=23_000, decision_no=V4)
    assert of(store, "jj.violations", V4, "状态", "处理人") == ("已缴", NUMBERS["zhao-dawei"])
    (bill,) = store.where("cz.bills", 类别="罚没")
    assert bill["明细"] == [{"项": "罚款", "元": 20_000}, {"项": "加处罚款", "元": 3_000}]
    assert of(store, "jj.cycles", f"{NUMBERS['zhao-dawei']}|2026-01-20", "记分") == (3,)


@pytest.mark.parametrize(
    ("person", "form", "why"),
    [
        ("zhao-dawei", {"picks": [V1, V5]}, "加上这次满 12 分，要到窗口处理；先学法减分可减最多 6 分"),
        ("zhao-dawei", {"picks": [V3]}, "罚款数额较大，要到违法处理窗口处理"),
        ("zhao-dawei", {"picks": ["4401000000000000"]}, ("picks", "没有这条违法，核对一下")),
        ("lin-zhihao", {"picks": [V1]}, "这条违法不是您的车的"),
        ("zhao-dawei", {"picks": [V1], "driver": "别人", "other": NUMBERS["liang-junjie"]}, "他没有能开这辆车的驾驶证"),
        ("zhao-dawei", {"picks": [V1], "driver": "other"}, ("driver", "写上当时是谁开的车")),
        ("zhao-dawei", {"picks": [V1], "fee": 100}, "应缴 200.00 元，收到的是 1.00 元，请重新打开看看"),
        ("zhao-dawei", {"decision_no": "440111300000999"}, ("decision_no", "没有这张决定书，核对一下")),
        ("zhao-dawei", {"picks": [V2], "answer": "有异议", "story": "不服"}, ("story", "多写几个字，说清楚当时的情况")),
        ("zhao-dawei", {"picks": [V2], "answer": "有异议", "story": "当时的标志被树挡住了看不见"}, ("evidence", "至少传一张照片或视频")),
    ],
)
def test_a_violation_that_cannot_be_settled_says_why(store, person, form, why):
    assert refused(store, "violation-handle", person, **form) == why


def test_one_point_less_and_both_can_be_settled(store):
    store.change("jj.cycles", f"{NUMBERS['zhao-dawei']}|2026-01-20", 已减=1)
    granted(store, "violation-handle", "zhao-dawei", fee=40_000, picks=[V1, V5])
    assert of(store, "jj.cycles", f"{NUMBERS['zhao-dawei']}|2026-01-20", "记分", "已减") == (12, 1)


def test_unpaid_points_open_the_next_cycle(store):
    later = Store({}, date(2027, 1, 20))
    assert violations.cycle(later, NUMBERS["zhao-dawei"], later.today)["记分"] == 3
    later.change("jj.violations", V4, 状态="已缴", 缴款日="2026-12-01")
    assert violations.cycle(later, NUMBERS["zhao-dawei"], later.today)["记分"] == 0
    granted(later, "violation-handle", "zhao-dawei", picks=[V1])
    assert of(later, "jj.cycles", f"{NUMBERS['zhao-dawei']}|2027-01-20", "记分", "止") == (6, "2028-01-19")


def test_a_company_s_violation_is_its_driver_s(store):
    granted(store, "violation-handle", "li-wenjing", fee=20_000, picks=[V6])
    assert of(store, "jj.cycles", f"{NUMBERS['li-wenjing']}|2026-03-08", "记分") == (1,)


@pytest.mark.parametrize(("ground", "kind", "state"), [("信号或标志看不清", "grant", "撤销"), ("其他", "deny", "未处理")])
def test_an_objection_is_on_file_at_once_and_ends_in_a_word(store, ground, kind, state):
    form = {"picks": [V2], "answer": "有异议", "ground": ground, "story": "当时的标志被树挡住了看不见", "evidence": ["f1"]}
    verdict = judge(case("violation-handle", "zhao-dawei", **form), store)
    assert (verdict.kind, verdict.machine) == (kind, False)
    carry_out(store, verdict.on_receipt)
    assert of(store, "jj.violations", V2, "状态") == ("申诉中",)
    carry_out(store, verdict.effects if kind == "grant" else verdict.otherwise)
    assert of(store, "jj.violations", V2, "状态") == (state,)


@pytest.mark.parametrize(("served", "due"), [("2026-11-03", "2026-11-18"), ("2026-11-20", "2026-12-07"), ("2026-11-23", "2026-12-08")])
def test_a_fine_is_due_after_fifteen_days(served, due):
    assert violations.fine_due(date.fromisoformat(served)).isoformat() == due


@pytest.mark.parametrize(
    ("paid", "late"),
    [("2026-12-08", 0), ("2026-12-09", 600), ("2026-12-13", 3_000), ("2027-01-10", 19_800), ("2027-01-11", 20_000), ("2027-03-01", 20_000)],
)
def test_lateness_costs_three_in_a_hundred_a_day_up_to_the_fine(paid, late):
    assert violations.late_fee(20_000, date(2026, 12, 8), date.fromisoformat(paid)) == late
