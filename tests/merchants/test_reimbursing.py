"""Handed in, given back, written off: one company's at a time, and whose it is hears each answer."""

from datetime import timedelta

import pytest

from app.kernel import clock
from tests.merchants.conftest import A, C, refused, sign_up
from tests.residents import Resident, count, drain

I1, I2 = "26442000000000000011", "26442000000000000012"
OWN, BOUGHT = f"01,32,,{I1},128.00,20261120,,0011", f"01,32,,{I2},222.00,20261118,,0012"


@pytest.fixture
def li(app, sandbox):
    """Who represents A, which takes invoices here."""
    li = Resident(app, sandbox, "li-wenjing").proved()
    assert sign_up(li, A).status_code == 201
    return li


@pytest.fixture
def mine(till, lin):
    """Lin's own invoice, from a shop elsewhere; C takes invoices here."""
    assert lin.post("/api/invoices", {"code": OWN}).status_code == 201
    return I1


def hand_in(who, number, uscc=C, what_for="十一月出差", key=""):
    return who.call("POST", f"/api/invoices/{number}/claim", {"uscc": uscc, "what_for": what_for}, key=key)


def claims(who, uscc=C):
    return who.get(f"/api/merchant/companies/{uscc}/claims").json["claims"]


def answer(who, number, what="closing", body=None, uscc=C):
    return who.post(f"/api/merchant/companies/{uscc}/claims/{number}/{what}", body or {})


def inbox(who):
    drain()
    return [(one["title"], one["say"]) for one in who.get("/api/messages").json["messages"]]


def test_it_is_one_company_s_and_who_holds_it_is_said_to_the_next(till, lin, li, mine, app, sandbox):
    told = hand_in(lin, mine)
    assert told.status_code == 201, told.text
    assert (told.json["state"], told.json["company"], told.json["may_take_back"]) == ("locked", "广州越秀示例百货有限公司", False)
    assert hand_in(lin, mine).json["company"] == told.json["company"] and count("reimbursement") == 1
    assert refused(hand_in(lin, mine, A)) == (409, "invoice_locked", "已被“广州越秀示例百货有限公司”锁定")
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    assert refused(hand_in(chen, mine))[:2] == (404, "invoice_not_found")
    (row,) = lin.get("/api/invoices").json["invoices"]
    assert row["claim"] == "交给广州越秀示例百货有限公司报销，还没答复"
    assert ("有一张发票交来报销", "海珠区海燕示例食品店 128 元") in inbox(till.boss)
    (one,) = claims(till.boss)
    assert (one["number"], one["by"], one["what_for"], one["total_fen"], one["state"]) == (I1, "林志豪", "十一月出差", 12800, "locked")
    assert refused(till.ou.get(f"/api/merchant/companies/{C}/claims"))[0] == 403
    assert refused(answer(li, mine, uscc=A))[1] == "not_locked"


def test_given_back_it_is_free_for_another_and_why_is_said(till, lin, li, mine):
    hand_in(lin, mine)
    assert answer(till.boss, mine, "return", {"why": "scope"}).json["claims"] == []
    assert ("发票退回来了", "广州越秀示例百货有限公司说，不在报销范围。") in inbox(lin)
    assert lin.get(f"/api/invoices/{mine}").json["claim"] is None
    assert hand_in(lin, mine, A).json["company"] == "广州云山示例科技有限公司"
    assert refused(answer(till.boss, mine, "return", {"why": "scope"}))[1] == "not_locked"


def test_written_off_it_stays_so_stays_visible_and_stands_in_the_bureau_s_books(till, lin, li, mine):
    assert refused(answer(till.boss, mine))[1] == "not_locked"
    hand_in(lin, mine)
    assert answer(till.boss, mine).json["state"] == "closed" and answer(till.boss, mine).json["state"] == "closed"
    assert ("发票报销了", "广州越秀示例百货有限公司已核销。") in inbox(lin)
    (row,) = till.register(number=I1)
    assert row["入账"] == "已"
    assert refused(answer(till.boss, mine, "return", {"why": "scope"}))[1] == "invoice_closed"
    assert refused(hand_in(lin, mine, A)) == (409, "invoice_closed", "“广州越秀示例百货有限公司”已经报销过了")
    assert refused(lin.call("DELETE", f"/api/invoices/{mine}/claim"))[1] == "invoice_closed"
    (shown,) = lin.get("/api/invoices").json["invoices"]
    assert shown["claim"] == "广州越秀示例百货有限公司报销了" and [one["state"] for one in claims(till.boss)] == ["closed"]


def test_after_seven_days_of_silence_whose_it_is_has_it_back(lin, mine, monkeypatch):
    hand_in(lin, mine)
    assert refused(lin.call("DELETE", f"/api/invoices/{mine}/claim"))[1:] == ("claim_too_early", "交上去还不到 7 天")
    later = clock.now() + timedelta(days=7, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert lin.get(f"/api/invoices/{mine}").json["claim"]["may_take_back"] is True
    assert lin.call("DELETE", f"/api/invoices/{mine}/claim").status_code == 204 and count("reimbursement") == 0
    assert lin.call("DELETE", f"/api/invoices/{mine}/claim").status_code == 204


def test_a_company_s_invoice_goes_to_that_company_and_one_that_takes_none_here_is_said(till, lin, li):
    lin.post("/api/invoices", {"code": BOUGHT})
    assert lin.get(f"/api/invoices/{I2}").json["offers"] == [{"uscc": A, "name": "广州云山示例科技有限公司"}]
    assert refused(hand_in(lin, I2))[2] == "购买方是“广州云山示例科技有限公司”，交给别的单位不能报销"
    assert refused(hand_in(lin, I2, "92440105MADEME01XK"))[1] == "company_not_here"
    assert count("reimbursement") == 0
    assert hand_in(lin, I2, A).status_code == 201 and answer(li, I2, uscc=A).json["state"] == "closed"


def test_what_lies_with_a_company_is_not_taken_back_by_the_shop_meanwhile(till, lin):
    number = till.issued(buyer={"name": "林志豪", "tax_no": "", "natural": True})
    (found,) = till.register(number=number)
    lin.post("/api/invoices", {"number": number, "day": found["开票时间"][:10], "amount_fen": found["价税合计"]})
    assert hand_in(lin, number).status_code == 201
    red = till.boss.post(f"/api/merchant/invoices/{number}/reds", {"reason": "01"})
    assert refused(red)[1:] == ("red_locked", "客人正在拿它报销") and count("red_note") == 0
    answer(till.boss, number, "return", {"why": "title"})
    assert till.boss.post(f"/api/merchant/invoices/{number}/reds", {"reason": "01"}).status_code in (201, 202)
