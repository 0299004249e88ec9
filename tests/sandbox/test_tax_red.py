"""Red invoices: who must agree is read from the register; what is taken back never exceeds the blue one; checking what is real."""

import pytest

from tests.sandbox.bureau import OU, A, Bureau, C, E

LI, HUANG = {"name": "李文静", "id": "440199198801260060"}, {"name": "黄国强", "id": "440199196809030033"}
I1, I2, I3, I4, I7 = (f"264420000000000000{n}" for n in (11, 12, 13, 14, 17))


@pytest.fixture
def bureau(sandbox):
    return Bureau(sandbox)


def enter(bureau, blue, **more):
    by = {"by": "0", "company": C, "drawer": OU, "reason": "01", "key": f"red-{blue}"}
    return bureau.call("POST", "/red", {"blue": blue} | by | more)


def refused(told):
    return told[1]["code"], told[1]["message"]


def test_an_unused_invoice_is_red_at_once_and_whole_when_it_was_wrong(bureau):
    status, told = enter(bureau, I2)
    assert (status, told["state"], told["amount"], told["tax"], len(told["confirmation"])) == (200, "01", -20000, -2200, 20)
    blue, red = bureau.row(I2), bureau.row(told["red"])
    assert (blue["状态"], blue["已冲金额"], blue["红票号"]) == ("全额红冲", 22200, [told["red"]])
    assert (red["价税合计"], red["蓝票号"], red["颜色"]) == (-22200, I2, "红")
    assert red["备注"] == f"被红冲蓝字数电发票号码：{I2} 红字发票信息确认单编号：{told['confirmation']}"
    assert enter(bureau, I2) == (200, told)  # the same key again
    assert refused(enter(bureau, I2, key="other")) == ("R003", "已经全部冲红")


def test_parts_are_taken_back_to_the_cent_and_no_further(bureau):
    first = enter(bureau, I2, key="1", reason="02", rows=[{"no": 1, "qty": "1", "amount": 5000, "tax": 650}])[1]
    assert (first["amount"] + first["tax"], bureau.row(I2)["状态"]) == (-5650, "部分红冲")
    assert refused(enter(bureau, I2, key="x", reason="02", rows=[{"no": 1, "amount": 6000, "tax": 780}])) == (
        "R006",
        "这一行最多还能冲 50.00 元",
    )
    assert refused(enter(bureau, I2, key="x", reason="02", rows=[{"no": 1, "amount": 1000, "tax": 131}]))[0] == "R006"
    assert refused(enter(bureau, I2, key="x", reason="01", rows=[{"no": 1, "amount": 5000, "tax": 650}])) == ("R006", "开票有误要整张冲")
    enter(bureau, I2, key="2", reason="02", rows=[{"no": 1, "qty": "1", "amount": 5000, "tax": 650}])
    assert bureau.row(I2)["状态"] == "部分红冲"
    last = enter(bureau, I2, key="3", reason="02")[1]
    assert (last["amount"], last["tax"], bureau.row(I2)["状态"]) == (-10000, -900, "全额红冲")


def test_what_was_booked_waits_three_days_for_the_other_side(bureau, sandbox):
    asked = enter(bureau, I3, by="1", company=A, drawer=LI, reason="02")[1]
    assert (asked["state"], asked["red"]) == ("03", "")
    assert refused(enter(bureau, I3, key="second")) == ("R004", "已经有一张在等对方确认")
    path = f"/red/{asked['confirmation']}"
    assert refused(bureau.call("POST", f"{path}/confirm", {"company": A, "drawer": LI}))[0] == "R002"
    done = bureau.call("POST", f"{path}/confirm", {"company": C, "drawer": HUANG})[1]
    assert (done["state"], done["amount"], done["tax"]) == ("04", -200000, -26000)
    assert bureau.call("POST", f"{path}/confirm", {"company": C, "drawer": HUANG})[1] == done
    assert bureau.row(I3)["状态"] == "全额红冲"


def test_refused_withdrawn_and_lapsed_ones_leave_the_blue_one_as_it_was(bureau, sandbox):
    seller = {"by": "0", "company": A, "drawer": LI, "reason": "04", "rows": [{"no": 1, "amount": 10000, "tax": 100}]}
    first = enter(bureau, I7, key="1", **seller)[1]
    assert first["state"] == "02"
    assert bureau.call("POST", f"/red/{first['confirmation']}/refuse", {"company": C, "drawer": HUANG})[1]["state"] == "05"
    second = enter(bureau, I7, key="2", **seller)[1]["confirmation"]
    assert bureau.call("POST", f"/red/{second}/withdraw", {"company": A, "drawer": LI})[1]["state"] == "08"
    third = enter(bureau, I7, key="3", **seller)[1]["confirmation"]
    sandbox.control("POST", "/clock", forward=72 * 3600 + 1)
    late = bureau.call("POST", f"/red/{third}/confirm", {"company": C, "drawer": HUANG})
    assert refused(late) == ("R007", "超过 72 小时没有确认，已经作废")
    assert bureau.call("GET", f"/red/{third}")[1]["state"] == "07"
    assert (bureau.row(I7)["状态"], bureau.row(I7)["已冲金额"]) == ("正常", 0)


@pytest.mark.parametrize(
    ("blue", "more", "words"),
    [
        (I2, {"by": "1", "company": A, "drawer": LI}, ("R005", "没抵扣也没入账，请销方直接冲")),
        (I4, {"company": A, "drawer": LI}, ("R003", "已经全部冲红")),
        (I1, {}, ("R002", "不是您企业的发票")),
        (I2, {"drawer": LI}, ("D001", "税务没有这位办税人员")),
        ("26442000000000099999", {}, ("R001", "没有这张蓝字发票")),
    ],
)
def test_who_may_not_is_told_why(bureau, blue, more, words):
    assert refused(enter(bureau, blue, **more)) == words


def look(bureau, number, date, amount, **more):
    return bureau.call("POST", "/verify", {"number": number, "date": date, "amount": amount} | more)


def test_an_invoice_is_real_when_its_fields_are_and_five_times_a_day(bureau):
    status, told = look(bureau, I1, "2026-11-20", 12800)
    assert (status, told["result"], told["times"], told["invoice"]["状态"]) == (200, "same", 1, "正常")
    assert (look(bureau, I1, "2026-11-20", 12673)[1]["result"], look(bureau, I1, "2026-11-21", 12800)[1]["times"]) == ("differs", 3)
    assert look(bureau, I4, "2026-09-03", 101000)[1]["invoice"]["状态"] == "全额红冲"
    assert look(bureau, "26442000000000099999", "2026-11-20", 1)[1]["result"] == "none"
    for _ in range(2):
        look(bureau, I1, "2026-11-20", 12800)
    assert refused(look(bureau, I1, "2026-11-20", 12800)) == ("V001", "今天已查 5 次，明天再查")


def test_old_kinds_go_by_code_check_code_and_the_sum_without_tax(bureau):
    told = look(bureau, "00112233", "2022-03-08", 6490, code="044002200111", check6="116380")[1]
    assert (told["result"], told["invoice"]["状态"]) == ("same", "正常")
    assert look(bureau, "00112233", "2022-03-08", 6490, code="044002200111", check6="116381")[1]["result"] == "differs"
    old = look(bureau, "00009876", "2021-10-08", 10000, code="044002100111", check6="009876")
    assert refused(old) == ("V002", "超过五年的查不到")


def test_a_buyer_books_what_it_reimburses(bureau):
    assert bureau.call("POST", f"/einvoices/{I2}/booking", {"company": A, "booked": True}) == (200, {"number": I2, "booked": True})
    assert bureau.row(I2)["入账"] == "已"
    assert refused(bureau.call("POST", f"/einvoices/{I2}/booking", {"company": E, "booked": True}))[0] == "R002"
