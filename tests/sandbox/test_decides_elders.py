"""高龄津贴 by the specification's vectors, and what the register is afterwards: it grows by itself and stops by itself."""

from datetime import date

import pytest

from sandbox.departments.decide import elders
from sandbox.registers.store import Store
from tests.sandbox.deciding import NUMBERS, granted, of, refused, said

XIUYING = NUMBERS["huang-xiuying"]


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


def test_an_elder_of_82_is_paid_a_hundred_a_month_to_her_own_card_confirmed_by_her_son_or_herself(store):
    verdict = granted(store, "elder-allowance", "huang-guoqiang", who="family", elder=f"{NUMBERS['huang-guoqiang']}|{XIUYING}")
    assert (verdict.machine, verdict.opinion) == (True, "每月 100.00 元，11 月起发，发到示例银行社保卡尾号 8821")
    assert of(store, "mz.elders", XIUYING, "自", "元", "状态") == ("2026-11", 10_000, "发放")
    assert said(store, "elder-allowance", "huang-xiuying", who="self") == "已经在领，每月 100.00 元"


def test_seventy_is_enough_and_a_bank_book_will_do(store):
    verdict = granted(store, "elder-allowance", "he-guifang", who="self", card=f"{NUMBERS['he-guifang']}|存折|3366")
    assert verdict.opinion == "每月 30.00 元，11 月起发，发到示例银行存折尾号 3366"
    assert of(store, "mz.elders", NUMBERS["he-guifang"], "元") == (3_000,)


@pytest.mark.parametrize(
    ("who", "form", "sentence"),
    [
        ("huang-guoqiang", {"who": "self"}, "2038-06-03 起可以确认，2038 年 9 月起发"),
        ("wu-haiyan", {"who": "self"}, "津贴由户口所在地发"),
    ],
)
def test_too_young_or_of_another_province_gets_none(store, who, form, sentence):
    assert said(store, "elder-allowance", who, **form) == sentence and not list(store.rows("mz.elders"))


def test_the_sum_never_goes_to_a_child_and_nobody_confirms_for_a_stranger(store):
    child = {"bank": "示例银行", "number": "6222020000000007", "owner": "黄国强"}
    assert refused(store, "elder-allowance", "huang-xiuying", who="self", account=child) == (
        "account",
        "账户户名要是老人本人，子女不能代收",
    )
    stranger = f"{NUMBERS['lin-zhihao']}|{XIUYING}"
    assert refused(store, "elder-allowance", "lin-zhihao", who="family", elder=stranger) == ("elder", "只能帮父母和配偶确认")
    assert not list(store.rows("mz.elders"))


def test_a_birthday_raises_it_and_a_move_or_a_death_ends_it():
    store = Store({}, date(2035, 12, 1))
    guifang = NUMBERS["he-guifang"]
    store.add("mz.elders", {"id": guifang, "自": "2026-11", "元": 3_000, "状态": "发放", "停因": None})
    elders.tidy(store)
    assert of(store, "mz.elders", guifang, "元", "状态") == (10_000, "发放")  # 80 on the 24th: the whole month counts
    store.change("gat.hukou", guifang, 状态="迁出")
    elders.tidy(store)
    assert of(store, "mz.elders", guifang, "状态", "停因") == ("停发", "户口迁出")


def test_a_row_of_a_district_of_its_own(store):
    home = store.get("gat.hukou", XIUYING)["户号"]
    store.change("gat.households", home, 区="440112")
    assert granted(store, "elder-allowance", "huang-xiuying", who="self").opinion.startswith("每月 150.00 元")
