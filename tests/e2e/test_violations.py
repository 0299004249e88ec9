"""交罚款 with nothing but taps: my violations, a decision read and signed, what lateness adds, paid, and gone from the register."""

from datetime import date, timedelta

import pytest

from tests.e2e.cast import CAST
from tests.e2e.phone import Phone
from tests.e2e.resident import Resident, World

OFFICE = "广州市公安局交通警察支队海珠大队"
PLATE = "粤A32K71"
LAW = {"违反": "《道路交通安全法》第三十八条", "依据": "《道路交通安全法》第九十条"}
SEEN = {"代码": "1625", "采集": "电子眼", "照片": ["远景", "车牌"], "机关": OFFICE, "记分": 6, "罚款": 20_000, **LAW}


def row(world: World, number: str) -> dict:
    """A violation as the police has it."""
    return world.get(f"/registers/jj.violations?key={number}")["rows"][0]


def added(world: World, number: str, **columns: object) -> str:
    """One more of 李文静's violations."""
    assert world.ask("PUT", "/registers/jj.violations/rows", {"row": {**SEEN, "plate": CAST.number(PLATE), "no": number, **columns}}).ok
    return number


def driver(house, phone: Phone, elder: bool = False) -> Resident:
    who = Resident(house, "li-wenjing")
    who.look_into_the_camera()
    who.patch("/api/me", {"elder": elder})
    phone.held_by(who, elder)
    return who


def paid(phone: Phone, sum_: str) -> None:
    """The bill, and what was said of it before; then WeChat's sheet."""
    phone.wait_text("act", "去交费")
    phone.tap("act")
    phone.wait_text("pay", sum_)
    phone.snap("fine-bill")
    phone.tap("pay")
    phone.says("wx-pay-sum", f"¥{sum_}")
    phone.tap("wx-pay-ok")
    phone.see("paid")
    phone.tap("progress")
    phone.wait_text("case-title", "办好了")
    phone.snap("fine-done")


def test_a_decided_ticket_is_paid_late_and_is_gone(phone: Phone, house, world: World):
    served = date.today() - timedelta(days=60)  # so late that what is added has reached the fine
    who = driver(house, phone)
    number = world.person("li-wenjing")["id_number"]
    ticket = added(
        world, "4401057900000301", 行为="驾驶时手持电话", 时间=f"{served} 08:12", 地点="海珠区新港中路", 采集="现场", 照片=[],
        状态="已处理未缴", 处理人=number, 决定书号="4401057900000301", 送达日=served.isoformat(),
    )  # fmt: skip
    phone.open("item/index?id=violation-handle")
    phone.tap("q-do-pay")
    if phone.either("checklist", "decide") == "decide":
        phone.tap("decide")
    phone.snap("fine-start")
    phone.tap("start")
    phone.see("form-title")
    phone.wait_text("saved", "刚刚自动保存")  # the only one there is taken without asking
    phone.wait_text("sum", "400.00 元")  # what lateness added is seen where it is picked
    phone.snap("fine-pick")
    phone.tap("next")
    if phone.either("materials-title", "owed") == "materials-title":
        phone.tap("next")
    assert "驾驶时手持电话" in phone.text("owed") and phone.text("fee") == "400.00 元"
    shown = phone.text("line-bills")
    assert all(one in shown for one in ("海珠区新港中路", CAST.number(PLATE), "4401057900000301", *LAW.values(), OFFICE))
    phone.snap("fine-owed")
    phone.tap("submit")
    phone.see("done")
    phone.snap("fine-handed-in")
    phone.tap("progress")
    paid(phone, "400.00")
    assert row(world, ticket)["状态"] == "已缴"
    the_one_receipt(phone, who)
    no = who.begin("violation-handle", do="pay")
    phone.open(f"form/index?no={no}")
    phone.says("nothing-say", "没有要交的罚款")
    others = [one.strip() for one in phone.page.locator('[data-test="instead"]:visible').all_inner_texts()]
    assert others[0] == "处理电子眼拍的违法" and not phone.sees("next") and not phone.sees("field-bills")
    phone.snap("fine-none")
    phone.tap("home")
    phone.see("search")
    assert who.ask("GET", f"/api/cases/{no}").status_code == 404  # nothing was written, and no draft is left lying about


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
def test_what_the_camera_saw_is_read_whole_signed_and_the_decision_kept(phone: Phone, house, world: World, elder: bool):
    who = driver(house, phone, elder)
    look = "-elder" if elder else ""
    seen = added(
        world, f"440105790000040{int(elder)}", 行为="不按信号灯通行", 时间="2026-11-20 08:12", 地点="海珠区江南大道", 状态="未处理"
    )
    no = who.begin("violation-handle", do="handle")
    phone.open(f"form/index?no={no}")
    phone.wait_text("saved", "刚刚自动保存")
    phone.tap("pick-driver-me", "pick-answer-accept")
    phone.tap("read-notice")
    phone.wait_text("sheet", "打算怎么罚")
    phone.snap(f"fine-notice{look}")
    phone.tap("check-notice", "check-e_delivery")
    phone.wait_text("form-title", "都填好了")
    phone.tap("next")
    if phone.either("materials-title", "notice") == "materials-title":
        phone.tap("next")
    shown = phone.text("line-picks")
    assert all(one in shown for one in ("不按信号灯通行", "2026-11-20 08:12", "海珠区江南大道", CAST.number(PLATE), "200.00 元", "6"))
    notice = phone.text("notice")
    assert all(one in notice for one in (*LAW.values(), OFFICE, "罚款 200.00 元，记 6 分", "陈述和申辩", "60 天内", "6 个月内", "司法局"))
    phone.snap(f"fine-sign{look}")
    phone.whole(f"fine-sign-whole{look}")
    phone.see("pad").scroll_into_view_if_needed()
    phone.write("pad")
    phone.tap("submit")
    phone.see("done")
    phone.tap("progress")
    phone.wait_text("act", "去交费")
    phone.wait_text("served", "公安交通管理行政处罚决定书")
    assert row(world, seen)["决定书号"] in phone.text("served").replace(" ", "")
    phone.tap("read-p1")
    phone.wait_text("sheet", "处罚决定")
    phone.snap(f"fine-served{look}")
    phone.whole(f"fine-served-whole{look}")
    with phone.page.expect_download() as taken:
        phone.tap("take")
    assert taken.value.suggested_filename == "公安交通管理行政处罚决定书.pdf"
    phone.wait_text("taken", "盖了电子章")
    paid(phone, "200.00")
    assert row(world, seen)["状态"] == "已缴"
    assert "公安交通管理行政处罚决定书" in phone.text("served") and "海珠区江南大道" in phone.text("filed-picks")


def the_one_receipt(phone: Phone, who: Resident) -> None:
    """From the case and from the wallet the same; it is no document, and nothing of it is shown or runs out."""
    phone.wait_text("receipt", "看票据")
    phone.lacks("certificate")
    phone.tap("receipt")
    number = phone.text("number")
    assert (phone.text("what"), phone.text("receipt-word")) == ("交罚款", "已交")
    assert "出示" not in phone.text("receipt") and "有效" not in phone.text("receipt")
    phone.snap("fine-receipt")
    phone.open("wallet/index")
    (one,) = [line for line in who.get("/api/me/receipts")["receipts"] if line["what"] == "交罚款"]
    assert "400.00" in phone.text(f"receipt-{one['order_no']}") and not phone.sees("cert-ec-fiscal-bill")
    phone.snap("fine-wallet")
    phone.tap(f"receipt-{one['order_no']}")
    phone.says("number", number)


@pytest.fixture
def all_on(world: World):
    yield
    world.post("/settings", {"registers_off": []})


def test_with_the_register_off_the_decision_in_hand_is_typed_and_photographed(phone: Phone, house, world: World, all_on):
    who = driver(house, phone)
    no = who.begin("violation-handle", do="pay")
    world.post("/settings", {"registers_off": ["jj.violations"]})
    phone.open(f"form/index?no={no}")
    phone.wait_text("pick-off-bills", "公安车管系统暂时连不上")
    phone.tells("pick-off-bills", "您可以自己填，由工作人员核对。")
    phone.snap("fine-register-off")
    phone.tap("by-hand-bills")
    phone.wait_text("by-hand", "交通违法暂时查不到，您自己填的由工作人员核对。")
    phone.see("field-decision_no")
    phone.snap("fine-by-hand")
    served = (date.today() - timedelta(days=60)).isoformat()
    who.ask("PATCH", f"/api/cases/{no}/draft", {"values": {"decision_no": "440111260000020", "fine": 20_000, "served": served}})
    phone.open(f"form/index?no={no}")
    phone.tap("next")
    phone.wait_text("materials-title", "")
    assert "处罚决定书" in phone.page.inner_text("body")
    phone.snap("fine-by-hand-photo")
    world.post("/settings", {"registers_off": []})
    phone.open(f"form/index?no={no}")
    phone.tap("look-again")
    phone.wait_text("nothing-say", "没有要交的罚款")  # it answers again, and there is none
    assert not phone.sees("by-hand") and not phone.sees("field-decision_no")


def stranger(phone: Phone, item: str, **answers: str) -> Phone:
    """The form of somebody signed in whose name nobody has been told, and whose face nobody has seen."""
    phone.held_by("zhao-dawei").open(f"item/index?id={item}")
    for question, option in answers.items():
        phone.tap(f"q-{question}-{option}")
    if phone.either("checklist", "decide") == "decide":
        phone.tap("decide")
    phone.tap("start")
    phone.see("real-name")  # before any form: nobody's violations are no number of fields
    return phone


def test_the_violations_of_whom_nobody_knows_yet_come_after_name_and_face(phone: Phone):
    stranger(phone, "violation-handle", do="handle")
    phone.snap("fine-no-name")
    phone.tap("real-name")
    phone.says("form-title", "要填 5 项")
    phone.wait_text("pick-failed-picks", "这一步要刷脸，确认是您本人")
    phone.says("face-picks", "刷脸确认")
    phone.snap("fine-no-face")
    phone.tap("face-picks", "face", "wx-face-pass")
    phone.page.locator("[data-test^=row-picks-]:visible").first.wait_for()
    phone.lacks("pick-failed-picks")
    phone.snap("fine-after-face")


def test_who_turns_back_from_the_name_is_led_to_it_by_the_button_and_not_by_the_clock(phone: Phone):
    stranger(phone, "violation-handle", do="handle")
    phone.tap("back")
    phone.wait_text("name", "填姓名和证件号")
    phone.settled()
    assert phone.text("name") == "填姓名和证件号" and not phone.sees("form-title") and not phone.sees("real-name")
    phone.tap("name")
    phone.tap("real-name")
    phone.tap("face-picks", "face", "wx-face-pass")
    phone.page.locator("[data-test^=row-picks-]:visible").first.wait_for()
    phone.lacks("pick-failed-picks")
