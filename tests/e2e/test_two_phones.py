"""Paying seen from two phones at once, from a page that was away, with a WeChat that says nothing: what is read is always so."""

import sqlite3
import time

import pytest

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident, World

TO_PAY = ("pre_check", "accepted", "reviewing", "approving", "to_pay")
AGREE_MS = 2000


@pytest.fixture
def due(house, by_hand: World):
    """due(who): a resident and a case of theirs whose fee is due."""

    def make(who: str) -> tuple[Resident, str]:
        person = Resident(house, who)
        no = person.hand_in("passport-renew", why="pages")
        for node in TO_PAY:
            person.move(no, node)
        return person, no

    yield make
    by_hand.ask("DELETE", "/faults")


def at_the_bill(phone: Phone, person: Resident, no: str) -> Phone:
    phone.held_by(person).open(f"pay/index?no={no}")
    phone.see("pay")
    return phone


def fault(world: World, path: str, kind: str, times: int = 1, side: str = "pay") -> None:
    world.post("/faults", {"match": {"path": path, "side": side}, "kind": kind, "times": times})


def sheet_of(person: Resident, no: str) -> str:
    """The prepay id of the sheet that lies open."""
    return person.world.post("/pay/sheet", person.post(f"/api/cases/{no}/payment", {})["sheet"])["prepay_id"]


def hide(phone: Phone, away: bool) -> None:
    """The tab goes to the background, or comes back from it, as the browser tells pages."""
    state = "hidden" if away else "visible"
    phone.page.evaluate(
        """state => {
            Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
            Object.defineProperty(document, 'hidden', { configurable: true, get: () => state === 'hidden' })
            document.dispatchEvent(new Event('visibilitychange'))
        }""",
        state,
    )


def test_the_other_phone_and_the_progress_page_agree_within_two_seconds(new_phone, due):
    person, no = due("huang-guoqiang")
    one, two, three = new_phone(), new_phone(), new_phone()
    at_the_bill(one, person, no)
    at_the_bill(two, person, no)
    three.held_by(person).open(f"case/index?no={no}")
    three.wait_text("act", "去交费")
    one.tap("pay", "wx-pay-ok")
    until = time.monotonic() + 10
    while person.get(f"/api/cases/{no}")["state"] != "approving" and time.monotonic() < until:
        time.sleep(0.02)
    two.find("paid").wait_for(timeout=AGREE_MS)
    three.find("money").wait_for(timeout=AGREE_MS)
    one.see("paid")
    assert two.text("turned-say").endswith("收到了，接下来等批准")
    two.wait_text("receipt", "看电子票据")
    two.snap("paid-on-the-other-phone")
    two.lacks("pay")


def test_a_payment_the_phone_calls_refused_is_never_called_not_taken(phone: Phone, due):
    """The sheet stood open, the money went, and the phone says it failed: only what WeChat says counts."""
    person, no = due("wu-haiyan")
    at_the_bill(phone, person, no)
    fault(person.world, "/notify/wechat-pay", "lost_notification", 99)
    phone.tap("pay")
    phone.see("wx-pay")
    person.world.post("/pay/confirm", {"prepay_id": sheet_of(person, no), "action": "pay"})
    phone.tap("wx-pay-fail")
    phone.see("paid")
    assert "钱没有扣" not in phone.page.content()


def test_what_is_not_known_is_said_to_be_unknown_until_wechat_answers(phone: Phone, due):
    person, no = due("ou-jiayi")
    at_the_bill(phone, person, no)
    fault(person.world, "/v3/pay/transactions/out-trade-no/", "5xx", 99)
    phone.tap("pay", "wx-pay-fail")
    phone.wait_text("pay-say", "还不知道付成没有，正在问微信。先别再付。")
    phone.says("pay", "正在问微信")
    phone.snap("pay-unknown")
    person.world.ask("DELETE", "/faults")
    phone.wait_text("pay-say", "没有付成，微信没有收到这笔钱。换张卡，再点一次。")
    phone.snap("pay-refused")
    phone.tap("pay", "wx-pay-ok")
    phone.see("paid")


def test_a_page_that_was_away_asks_by_itself_and_finds_what_no_notice_told(phone: Phone, due):
    person, no = due("he-guifang")
    at_the_bill(phone, person, no)
    fault(person.world, "/notify/wechat-pay", "lost_notification", 99)
    hide(phone, True)
    phone.settled()
    person.world.post("/pay/confirm", {"prepay_id": sheet_of(person, no), "action": "pay"})
    hide(phone, False)
    phone.find("paid").wait_for(timeout=AGREE_MS)


def test_a_dead_sheet_is_renewed_by_itself(phone: Phone, due):
    person, no = due("chen-xiaotong")
    at_the_bill(phone, person, no)
    dead = sheet_of(person, no)
    person.world.post("/pay/confirm", {"prepay_id": dead, "action": "timeout"})
    phone.tap("pay")
    phone.wait_text("pay-say", "付款单过期了，没有扣钱。再点一次，换一张新的交。")
    phone.tap("pay", "wx-pay-ok")
    phone.see("paid")


def test_a_bill_that_lapses_before_ones_eyes_is_written_anew_and_paid(phone: Phone, due, house):
    person, no = due("huang-guoqiang")
    at_the_bill(phone, person, no)
    first = person.get(f"/api/cases/{no}")["payment"]["order_no"]
    with sqlite3.connect(house.folder / "shengshi.db", timeout=10) as database:
        past = "2026-01-01 00:00:00.000000"
        database.execute("UPDATE payment_order SET expires_at = ?, next_check = ? WHERE order_no = ?", (past, past, first))
    until = time.monotonic() + 25  # the sweeper comes by every ten seconds
    while person.get(f"/api/cases/{no}")["payment"]["order_no"] == first and time.monotonic() < until:
        time.sleep(0.2)
    phone.tap("pay", "wx-pay-ok")
    phone.see("paid")
    titles = [one["title"] for one in person.get("/api/messages")["messages"]]
    assert "换护照：缴费单过期了" in titles


def test_until_the_making_begins_there_is_a_button_for_all_of_the_money(phone: Phone, due):
    person, no = due("lin-zhihao")
    at_the_bill(phone, person, no).tap("pay", "wx-pay-ok")
    phone.see("paid")
    phone.tap("progress")
    phone.wait_text("withdraw", "不想办了，全退 120.00 元")
    phone.snap("refund-offered")
    phone.tap("withdraw")
    phone.page.wait_for_timeout(300)
    phone.snap("refund-asked")
    phone.agree("confirm")
    phone.wait_text("case-title", "撤回了")
    phone.wait_text("money-say", "120.00 元")
    phone.snap("refund-under-way")
    assert person.get(f"/api/cases/{no}")["state"] == "withdrawn"


def test_a_message_about_a_bill_that_is_settled_leads_to_what_is_so(phone: Phone, due):
    """The inbox still says it is one's turn: the page behind it does not."""
    person, no = due("li-wenjing")
    person.post(f"/api/cases/{no}/withdrawal", {})
    phone.held_by(person).open(f"pay/index?no={no}")
    assert "撤回了" in phone.text("not-due") and "不用交费。没有扣钱。看看办件进度" in phone.text("not-due")
    phone.snap("pay-not-due")
    phone.tap("progress")
    phone.wait_text("case-title", "撤回了")


def test_the_list_of_cases_shows_what_the_department_decided_by_itself(phone: Phone, house, by_hand):
    zhao = Resident(house, "zhao-dawei")
    no = zhao.hand_in("hkm-permit-renew")
    zhao.move(no, "pre_check")
    phone.held_by(zhao).open("cases/index")
    phone.wait_text(f"case-{no}", "正在看")
    phone.settled()
    zhao.move(no, "accepted")
    phone.page.locator(f'[data-test="case-{no}"]:visible', has_text="收到申请").wait_for(timeout=4000)  # two seconds, and a slow machine
