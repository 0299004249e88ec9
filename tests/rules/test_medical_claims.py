"""医保报销 as it is read before anything is asked: the specification's sums, to the fen, and what is not guessed."""

from datetime import date

import pytest

from app.kernel import text
from app.language.showing import Seen
from sandbox.registers.declared import names, registers
from scenes.medical.claims import Rule, bills, claimable, claimed, reimburse

TODAY = date(2026, 11, 23)
OWN = {"insured": ("ybj.insured", "id"), "bills": ("cz.bills", "身份证号"), "stays": ("wj.stays", "id")}
OWN |= {"records": ("ybj.remote", "id"), "claims": ("ybj.claims", "id")}
EMPLOYEE, RESIDENT = Rule(160_000, 80, None, 20), Rule(0, 60, 120_000, 20)
CHANGSHA = [(900_000, "甲", 0), (240_000, "甲", 0), (600_000, "乙", 10), (120_000, "丙", 100)]  # 18,600.00


def seen(who, off=(), **rows):
    number, all_ = names()[who], {name: tuple(register.rows.values()) for name, register in registers().items()}
    mine = {one: tuple(row for row in all_[name] if row[column] == number) for one, (name, column) in OWN.items()}
    tables = {"catalog": all_["ybj.catalog"], "rules": all_["ybj.rules"]}
    return Seen(TODAY, "440100", mine | tables | rows, who, text.birth_date(number), "男", frozenset(off))


@pytest.mark.parametrize(
    ("rule", "lines", "used", "recorded", "fund", "own"),
    [
        (EMPLOYEE, CHANGSHA, 0, False, 912_000, 948_000),
        (EMPLOYEE, CHANGSHA, 0, True, 1_216_000, 644_000),
        (RESIDENT, [(8_600, "甲", 0)], 0, True, 5_160, 3_440),
        (RESIDENT, [(300_000, "甲", 0)], 0, True, 120_000, 180_000),  # never above the limit
        (EMPLOYEE, CHANGSHA, 100_000, True, 1_296_000, 564_000),  # part of the deductible is used up
        (EMPLOYEE, CHANGSHA, 200_000, True, 1_344_000, 516_000),
        (EMPLOYEE, [(150_000, "甲", 0)], 0, True, 0, 150_000),  # below the deductible
        (EMPLOYEE, [(50_000, "丙", 100)], 0, True, 0, 50_000),
        (Rule(0, 50, None, 60), [(50_000, "甲", 0)], 0, False, 0, 50_000),  # never below nothing
        (Rule(0, 85, None, 0), [(132_050, "甲", 0)], 0, True, 112_243, 19_807),  # 1,122.425 is rounded up
        (Rule(0, 100, None, 0), [(5, "乙", 10)], 0, True, 4, 1),  # and so is what is paid ahead
        (EMPLOYEE, [], 0, True, 0, 0),
    ],
)
def test_what_is_paid_back_of_a_bill(rule, lines, used, recorded, fund, own):
    found = reimburse(rule, lines, used, recorded)
    assert (found.fund, found.own, found.total) == (fund, own, sum(fen for fen, _, _ in lines))


def test_each_step_stands_beside_the_bill():
    (line,) = bills(seen("huang-guoqiang"))
    assert (line.title, line.tab, line.fen, line.note) == ("长沙示例医院", "", 1_860_000, "估算能报 9,120.00 元，以审核为准")
    assert line.facts == (
        ("日期", "2026 年 9 月 23 日"),
        ("类别", "住院"),
        ("一共", 1_860_000),
        ("目录外，自己付", 120_000),
        ("乙类先自己付", 60_000),
        ("起付线", 160_000),
        ("报销比例", "60%"),
        ("估算能报", 912_000),
        ("估算自己付", 948_000),
        ("票据号码", "0000020001"),
    )


@pytest.mark.parametrize(
    ("record", "note"),
    [
        ({}, "估算能报 12,160.00 元，以审核为准"),
        ({"止": "2026-09-13"}, "估算能报 9,120.00 元，以审核为准"),
        ({"起": "2026-09-15"}, "估算能报 9,120.00 元，以审核为准"),
        ({"就医地": "110100"}, "估算能报 9,120.00 元，以审核为准"),
    ],
)
def test_a_record_that_held_on_the_day_takes_nothing_off(record, note):
    found = {"就医地": "430100", "起": "2026-06-01", "止": None, "状态": "生效", **record}
    assert bills(seen("huang-guoqiang", records=(found,)))[0].note == note


def test_an_emergency_needs_no_record():
    (stay,) = seen("huang-guoqiang").of("stays")
    assert bills(seen("huang-guoqiang", stays=({**stay, "类别": "急诊"},)))[0].note == "估算能报 12,160.00 元，以审核为准"


def test_what_a_claim_used_of_the_deductible_this_year_is_not_taken_twice():
    before = {**seen("huang-xiuying").of("claims")[0], "起付": 160_000, "看病日": "2026-02-01"}
    assert bills(seen("huang-guoqiang", claims=(before,)))[0].note == "估算能报 10,080.00 元，以审核为准"
    last_year = {**before, "看病日": "2025-02-01"}
    assert bills(seen("huang-guoqiang", claims=(last_year,)))[0].note == "估算能报 9,120.00 元，以审核为准"


def test_a_child_s_bill_of_86_yuan():
    (line,) = bills(seen("zhou-zixuan"))
    assert (line.title, line.note) == ("海珠示例社区医院", "估算能报 51.60 元，以审核为准")


def test_a_birth_goes_elsewhere_and_a_bill_taken_back_is_none():
    (line,) = bills(seen("chen-xiaotong"))
    assert (line.fen, line.note) == (486_000, "生孩子的费用，办“生育津贴”一起报")


def test_what_is_not_known_is_not_guessed():
    unsent = "医院的费用清单还没传来，算不出来"
    assert bills(seen("huang-guoqiang", stays=()))[0].note == unsent
    (stay,) = seen("huang-guoqiang").of("stays")
    assert bills(seen("huang-guoqiang", stays=({**stay, "明细": [{"码": "Z1", "项": "别的", "元": 100}]},)))[0].note == unsent
    assert claimable(seen("huang-guoqiang", rules=()), "").note == "能不能报，审核了才知道"
    assert claimable(seen("huang-guoqiang", off=("records",), records=()), "").note == "能不能报，审核了才知道"


def test_what_was_paid_back_is_read_afterwards():
    said = claimed(seen("huang-xiuying"), "")
    told = "越秀区示例医院 门诊，一共 1,320.50 元，报了 1,122.43 元，自己付 198.07 元"
    assert (said.text, said.note) == ("2025 年 10 月 30 日", told)
    assert claimed(seen("huang-guoqiang"), "") is None
    assert (claimable(seen("huang-xiuying"), "").text, claimable(seen("huang-guoqiang"), "").text) == ("没有", "1 张")
