"""The tax bureau issues: once for a key, within the quota, with rates that the goods have."""

import concurrent.futures

import pytest
import requests

from tests.sandbox.bureau import FOOD, OU, SOFTWARE, UMBRELLA, A, B, Bureau, C, D, E, line, order


@pytest.fixture
def bureau(sandbox):
    sandbox.control("POST", "/settings", tax_delay=0)
    return Bureau(sandbox)


def refused(told):
    return told[0], told[1]["code"], told[1]["message"]


def test_an_invoice_is_issued_once_for_a_key_and_written_down(bureau):
    status, told = bureau.issue()
    again = bureau.issue()
    assert status == 200 and again == (200, told)
    assert (told["number"][2:5], len(told["number"]), told["seller"], told["total"]) == ("442", 20, C, 11300)
    row = bureau.row(told["number"])
    assert (row["合计金额"], row["合计税额"], row["购方代码"], row["开票人"]) == (10000, 1300, A, "区嘉怡")
    assert (row["销方"]["账号"], row["明细"][0]["简称"], row["明细"][0]["名称"]) == ("4400000000000000003", "日用杂品", "雨伞")
    assert bureau.call("GET", "/einvoices?key=S0001-T1") == (200, told)
    used = bureau.issue(key="S0001-T2")[1]["number"]
    assert int(used) == int(told["number"]) + 1  # one sequence, without gaps
    day = bureau.call("GET", f"/einvoices?seller={C}&day={told['issued_at'][:10]}")[1]["rows"]
    assert [(one["number"], one["total"]) for one in day] == [(told["number"], 11300), (used, 11300)]


def test_the_same_key_with_another_body_is_refused_and_nothing_is_issued(bureau):
    number = bureau.issue()[1]["number"]
    assert refused(bureau.issue(remark="别的"))[:2] == (409, "K001")
    assert bureau.quota(C)[1:] == (10000, 0) and bureau.call("GET", "/einvoices?key=S0001-T1")[1]["number"] == number
    assert refused(bureau.call("GET", "/einvoices?key=S0001-T9"))[:2] == (404, "U001")


def test_two_tills_at_once_never_exceed_the_quota(bureau, sandbox):
    sandbox.control("POST", "/settings", tax_delay=0.2)
    rows = [line(1, UMBRELLA, "雨伞", 30000000, "0.13", 3900000)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda key: bureau.issue(key=key, rows=rows), ["S0001-T1", "S0002-T1"]))
    assert sorted(status for status, _ in told) == [200, 422]
    assert next(body for status, body in told if status == 422)["message"] == "本月额度还剩 200000.00 元，这张要 300000.00 元"
    assert bureau.quota(C) == (50000000, 30000000, 0)


def test_what_is_short_this_month_is_issued_in_the_next(bureau, sandbox):
    wu = {"name": "吴海燕", "id": "440199197907300089"}
    box = {"seller": E, "drawer": wu, "rows": [line(1, FOOD, "礼盒", 12673, "0.01", 127, qty="1", price="126.73")]}
    month = bureau.call("GET", f"/quota?seller={E}")[1]["month"]
    sandbox.control("PUT", "/registers/sw.quota/rows", row_id=f"{E}|{month}", set={"已用": 9995000}) if month == "2026-11" else (
        sandbox.control("PUT", "/registers/sw.quota/rows", row={"uscc": E, "month": month, "总额度": 10000000, "已用": 9995000, "冻结": 0})
    )
    assert refused(bureau.issue(**box)) == (422, "Q001", "本月额度还剩 50.00 元，这张要 126.73 元")
    sandbox.control("POST", "/clock", forward=32 * 86400)
    assert bureau.issue(**box)[0] == 200 and bureau.quota(E) == (10000000, 12673, 0)


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"seller": B}, "S001", "销方还没做税务报到"),
        ({"seller": D}, "S001", "销方税务状态非正常，先到税务处理"),
        ({"kind": "31", "buyer": {"name": "林志豪", "tax_no": "", "natural": "Y"}}, "S002", "个人抬头不能开专票"),
        ({"buyer": {"name": "谁", "tax_no": "91440101MADEMA0193", "natural": "N"}}, "B001", "税务没有这个税号"),
        ({"buyer": {"name": "自己", "tax_no": C, "natural": "N"}}, "B002", "不能给自己开票"),
        ({"drawer": {"name": "林志豪", "id": "440199199208200010"}}, "D001", "您不是开票员"),
        ({"rows": [line(1, UMBRELLA, "雨伞", 10000, "0.09", 900)]}, "G001", "“日用杂品”的税率是 13%"),
        ({"rows": [line(1, UMBRELLA, "雨伞", 10000, "免税", 0)]}, "G001", "“日用杂品”的税率是 13%"),
        ({"rows": [line(1, UMBRELLA, "雨伞", 10000, "0.13", 1307)]}, "L001", "第 1 行：税额 13.07 和金额 100.00 的 13% 差得太多"),
        ({"rows": [line(1, UMBRELLA, "雨伞", 10000, "0.13", 1300, qty="3", price="100")]}, "L001", "第 1 行：数量 × 单价不是金额"),
        ({"total": 11301}, "L002", "合计和明细对不上"),
        ({"rows": [line(1, UMBRELLA, "雨伞", 0, "0.13", 0)]}, "L001", "第 1 行：金额要大于 0"),
        ({"rows": [line(no, SOFTWARE, "流水", 9, "0.06", 1) for no in range(1, 281)]}, "L002", "合计税额差 1.29 元，请分成两张"),
    ],
)
def test_what_may_not_be_is_refused_with_its_code_and_nothing_is_frozen(bureau, change, code, words):
    assert refused(bureau.issue(**change))[1:] == (code, words)
    assert bureau.quota(C)[1:] == (0, 0)


def test_two_hundred_and_seventy_rows_that_are_off_by_one_twenty_four_are_taken(bureau):
    rows = [line(no, SOFTWARE, "流水", 9, "0.06", 1) for no in range(1, 271)]
    assert bureau.issue(rows=rows)[1]["total"] == 2700


def test_a_discount_stands_under_its_row_and_takes_no_more_than_that(bureau):
    umbrella = line(1, UMBRELLA, "雨伞", 10000, "0.13", 1300, qty="2", price="50")
    less = line(2, UMBRELLA, "雨伞", -1000, "0.13", -130, nature="discount")
    assert bureau.issue(rows=[umbrella, less])[1]["total"] == 10170
    assert refused(bureau.issue(key="k2", rows=[umbrella, less | {"amount": -10100, "tax": -1300}]))[1] == "L001"
    assert refused(bureau.issue(key="k3", rows=[less | {"no": 1}, umbrella | {"no": 2}]))[1] == "L001"


def test_a_lost_answer_is_found_by_its_key_and_the_same_call_again_makes_no_second(bureau, sandbox):
    sandbox.control("POST", "/settings", tax_mood="lost")
    with pytest.raises(requests.ConnectionError):
        bureau.issue()
    sandbox.control("POST", "/settings", tax_mood="")
    number = bureau.call("GET", "/einvoices?key=S0001-T1")[1]["number"]
    assert bureau.issue()[1]["number"] == number and bureau.quota(C)[1:] == (10000, 0)


def test_while_one_call_makes_it_another_hears_that_it_is_under_way(bureau, sandbox):
    sandbox.control("POST", "/settings", tax_delay=0.5)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda _: bureau.issue(), range(2)))
    assert sorted(status for status, _ in told) == [200, 202]
    assert bureau.quota(C)[1:] == (10000, 0)


@pytest.mark.parametrize(("mood", "wrong"), [("seller", {"seller": A}), ("number", {"number": "26442000000000000011"})])
def test_a_bureau_in_a_bad_mood_answers_what_must_not_be_believed(bureau, sandbox, mood, wrong):
    sandbox.control("POST", "/settings", tax_mood=mood)
    told = bureau.issue()[1]
    assert wrong.items() <= told.items()


def test_a_bureau_that_is_down_a_bad_signature_and_junk(bureau, sandbox):
    assert refused(Bureau(sandbox, "x" * 40).issue())[:2] == (401, "bad_signature")
    for junk in ({}, {"key": 1}, order() | {"rows": [{}]}, order() | {"rows": "x"}, order(buyer="x"), order(kind=32), order(drawer=None)):
        assert refused(bureau.call("POST", "/einvoices", junk))[0] == 422
    sandbox.control("POST", "/settings", tax_mood="dead")
    assert refused(bureau.issue())[:2] == (503, "bureau_off")
    assert OU["name"] == "区嘉怡"
