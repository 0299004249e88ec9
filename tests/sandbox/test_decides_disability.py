"""残疾人两项补贴 by the specification's vectors, and what is paid afterwards; it ends with the card or with the hardship."""

from datetime import date

import pytest

from sandbox.departments.decide import disability
from sandbox.registers.store import Store
from tests.sandbox.deciding import NUMBERS, granted, of, said

GUIFANG = NUMBERS["he-guifang"]
CARD = "44019919551224002743"


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


def test_the_one_that_is_due_is_paid_from_this_month_and_not_twice(store):
    assert granted(store, "disability-subsidy", "he-guifang", commit=True).opinion == "生活补贴每月 206.00 元，11 月起发"
    assert of(store, "mz.disabilitypay", f"{GUIFANG}|生活", "自", "元", "状态") == ("2026-11", 20_600, "发放")
    assert said(store, "disability-subsidy", "he-guifang", commit=True) == "两项补贴现在都不能领，或者已经在领"


def test_both_are_paid_together_to_who_is_severely_disabled_and_in_need(store):
    store.change("cl.cards", CARD, 等级="一级")
    assert granted(store, "disability-subsidy", "he-guifang", commit=True).opinion == (
        "生活补贴每月 206.00 元，护理补贴每月 276.00 元，一共 482.00 元，11 月起发"
    )


def test_without_need_without_a_card_or_with_an_old_one_there_is_none(store):
    store.drop("mz.hardship", f"{GUIFANG}|边缘")
    assert said(store, "disability-subsidy", "he-guifang", commit=True) == "两项补贴现在都不能领，或者已经在领"
    store.change("cl.cards", CARD, 至="2026-11-01")
    assert said(store, "disability-subsidy", "he-guifang", commit=True) == "残疾人证过期了，先换证"
    assert said(store, "disability-subsidy", "huang-xiuying", commit=True) == "没有查到残疾人证"
    assert not list(store.rows("mz.disabilitypay"))


def test_a_guardian_draws_for_a_child_by_the_family_s_standing_and_for_no_other(store):
    wu, child = NUMBERS["wu-haiyan"], NUMBERS["zhou-zixuan"]
    row = {"证号": f"{child}62", "id": child, "类别": "精神", "等级": "二级", "签发日": "2024-01-01", "至": "2034-01-01", "状态": "有效"}
    store.add("cl.cards", row)
    store.add("mz.hardship", {"id": wu, "类别": "低保", "自": "2026-01-01"})
    mine = {"for": f"{child}|{wu}", "commit": True}
    assert granted(store, "disability-subsidy", "wu-haiyan", **mine).opinion.endswith("一共 482.00 元，11 月起发")
    assert said(store, "disability-subsidy", "lin-zhihao", **mine) == "只能替本人和自己监护的孩子领"
    other = {"bank": "示例银行", "number": "6222020000000007", "owner": "林志豪"}
    assert said(store, "disability-subsidy", "he-guifang", commit=True, account=other) == "户名要是本人或监护人"


@pytest.mark.parametrize(
    ("change", "why"),
    [(lambda store: store.change("cl.cards", CARD, 至="2026-11-01"), "残疾人证到期"),
     (lambda store: store.drop("mz.hardship", f"{GUIFANG}|边缘"), "不再符合条件")],
)  # fmt: skip
def test_it_ends_with_the_card_and_with_the_hardship(store, change, why):
    granted(store, "disability-subsidy", "he-guifang", commit=True)
    disability.tidy(store)
    assert of(store, "mz.disabilitypay", f"{GUIFANG}|生活", "状态") == ("发放",)
    change(store)
    disability.tidy(store)
    assert of(store, "mz.disabilitypay", f"{GUIFANG}|生活", "状态", "停因") == ("停发", why)
