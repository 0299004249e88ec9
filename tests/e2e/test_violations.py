"""交罚款 with nothing but taps: my violations, a decision read and signed, what lateness adds, paid, and gone from the register."""

from datetime import date, timedelta

import pytest

from tests.e2e.cast import CAST
from tests.e2e.phone import Phone
from tests.e2e.resident import Resident, World

OFFICE = "广州市公安局交通警察支队海珠大队"
PLATE = "粤A32K71"
SEEN = {"代码": "1625", "采集": "电子眼", "照片": ["远景", "车牌"], "机关": OFFICE, "记分": 6, "罚款": 20_000}


def row(world: World, number: str) -> dict:
    """A violation as the police has it."""
    return world.get(f"/registers/jj.violations?key={number}")["rows"][0]


def added(world: World, number: str, **columns: object) -> str:
    """One more of 李文静's violations."""
    assert world.ask("PUT", "/registers/jj.violations/rows", {"row": {**SEEN, "plate": CAST.number(PLATE), "no": number, **columns}}).ok
    return number


def driver(house, phone: Phone) -> Resident:
    who = Resident(house, "li-wenjing")
    who.look_into_the_camera()
    phone.held_by(who)
    return who


def paid(phone: Phone, sum_: str) -> None:
    """The bill, and what was said of it before; then WeChat's sheet."""
    phone.wait_text("act", "去交费")
    phone.tap("act")
    phone.wait_text("pay", sum_)
    phone.snap("fine-bill")
    phone.tap("pay")
    assert phone.text("wx-pay-sum") == f"¥{sum_}"
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
    phone.snap("fine-pick")
    phone.tap("next")
    if phone.either("materials-title", "owed") == "materials-title":
        phone.tap("next")
    assert "驾驶时手持电话" in phone.text("owed") and phone.text("fee") == "400.00 元"
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
    assert phone.text("pick-empty-bills") == "没有要交的罚款"
    phone.snap("fine-none")


def the_one_receipt(phone: Phone, who: Resident) -> None:
    """From the case and from the wallet the same; it is no document, and nothing of it is shown or runs out."""
    phone.wait_text("receipt", "看票据")
    assert not phone.sees("certificate")
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
    assert phone.text("number") == number


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
    assert "您可以自己填，由工作人员核对。" in phone.text("pick-off-bills")
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
    phone.see("field-bills")
    assert not phone.sees("by-hand")


def stranger(phone: Phone, item: str, **answers: str) -> Phone:
    """The form of somebody signed in whose name nobody has been told, and whose face nobody has seen."""
    phone.held_by("zhao-dawei").open(f"item/index?id={item}")
    for question, option in answers.items():
        phone.tap(f"q-{question}-{option}")
    if phone.either("checklist", "decide") == "decide":
        phone.tap("decide")
    phone.tap("start")
    phone.see("form-title")
    return phone


def test_the_violations_of_whom_nobody_knows_yet_come_after_name_and_face(phone: Phone):
    stranger(phone, "violation-handle", do="handle")
    phone.wait_text("pick-failed-picks", "要先知道您是谁。填姓名和身份证号，一次就行")
    assert phone.text("name-picks") == "填姓名和证件号"
    phone.snap("fine-no-name")
    phone.tap("name-picks")
    phone.tap("real-name")
    phone.see("face")  # one tap leads over both
    phone.tap("back")
    phone.wait_text("pick-failed-picks", "这一步要刷脸，确认是您本人")
    assert phone.text("face-picks") == "刷脸确认"
    phone.snap("fine-no-face")
    phone.tap("face-picks", "face", "wx-face-pass")
    phone.page.locator("[data-test^=row-picks-]:visible").first.wait_for()
    assert not phone.sees("pick-failed-picks")
    phone.snap("fine-after-face")


def test_who_says_their_name_elsewhere_finds_the_way_to_the_face(phone: Phone):
    stranger(phone, "violation-handle", do="handle")
    phone.see("name-picks")
    phone.page.evaluate("location.hash = '#/pages/real-name/index'")
    phone.tap("real-name")
    phone.tap("face-picks", "face", "wx-face-pass")
    phone.page.locator("[data-test^=row-picks-]:visible").first.wait_for()
    assert not phone.sees("pick-failed-picks")
