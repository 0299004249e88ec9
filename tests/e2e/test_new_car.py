"""新车 with nothing but taps: the tax by the invoice, half of it forgiven, then the plates. Nothing is typed, and what comes out lies in
the wallet and in the registers."""

from datetime import date, timedelta

from tests.e2e import steps
from tests.e2e.cast import CAST
from tests.e2e.phone import Phone
from tests.e2e.resident import Resident, World

CAR, PLATE = "LSGEVMB2XTG000004", "粤AD00111"


def lay(world: World, register: str, **row: object) -> None:
    assert world.ask("PUT", f"/registers/{register}/rows", {"row": row}).ok, register


def begun(phone: Phone, item: str, *taps: str) -> None:
    """From its page to its form."""
    phone.open(f"item/index?id={item}")
    phone.tap(*taps)
    if phone.either("checklist", "decide") == "decide":
        phone.tap("decide")
    phone.see("checklist")
    phone.settled()


def filled(phone: Phone, *taps: str) -> None:
    """The form that is full already but for these, to the page that is read before it goes."""
    phone.see("form-title")
    phone.settled()
    phone.tap(*taps)
    phone.wait_text("form-title", "都填好了")


def handed_in(phone: Phone) -> None:
    phone.tap("submit")
    if phone.either("done", "agree") == "agree":
        phone.tap("agree")
    phone.see("done")


def test_the_tax_then_the_plates_of_an_electric_car(phone: Phone, house, world: World):
    buyer = Resident(house, "chen-xiaotong")
    buyer.look_into_the_camera()
    today, vin, id_number = date.today(), CAST.number(CAR), world.person("chen-xiaotong")["id_number"]
    year = {"起": today.isoformat(), "止": (today + timedelta(days=365)).isoformat()}
    lay(world, "jt.quotas", number=f"4401{id_number[-8:-1]}", 人=id_number, 城市="440100", 类型="增量", 车型="新能源", 状态="有效", **year)
    kept = f"{today + timedelta(days=3)} 23:59"
    world.ask("PUT", "/registers/jj.plates/rows", {"row_id": PLATE, "set": {"状态": "预选", "VIN": vin, "至": kept}})
    phone.held_by(buyer)

    begun(phone, "vehicle-purchase-tax")
    phone.snap("car-1-tax")
    phone.tap("start")
    phone.see("form-title")
    phone.settled()
    phone.snap("car-2-tax-form")
    filled(phone, "check-right")
    phone.tap("next")
    phone.see("submit")
    fee = phone.text("fee")
    assert fee.endswith("元") and float(fee.removesuffix(" 元").replace(",", "")) >= 10_000  # what lateness adds, once it is late
    phone.snap("car-3-tax-confirm")
    handed_in(phone)
    phone.tap("progress")
    phone.wait_text("act", "去交费")
    phone.tap("act", "pay", "wx-pay-ok")
    phone.see("paid")
    phone.tap("progress")
    phone.wait_text("case-title", "办好了")
    phone.settled()
    phone.snap("car-4-taxed")
    (row,) = world.get(f"/registers/sw.purchasetax?VIN={vin}")["rows"]
    assert (row["应纳"], row["减免"], row["状态"]) == (2_000_000, 1_000_000, "已缴")

    begun(phone, "vehicle-register", "change-look", "q-look-free")
    phone.snap("car-5-plates")
    phone.tap("start")
    phone.see("form-title")
    phone.settled()
    phone.snap("car-6-plates-form")
    filled(phone, "pick-use-family", "pick-loan-no", "pick-delivery-pickup", "check-sure")
    phone.tap("next")
    phone.see("submit")
    phone.snap("car-7-plates-confirm")
    handed_in(phone)
    phone.tap("progress")
    steps.pay(phone)
    phone.wait_text("case-title", "办好了")
    phone.settled()
    phone.snap("car-8-registered")
    phone.tap("certificate")
    phone.page.get_by_text(PLATE).first.wait_for()
    phone.snap("car-9-licence")
    (car,) = world.get(f"/registers/jj.vehicles?VIN={vin}")["rows"]
    assert (car["plate"], car["所有人"]) == (PLATE, id_number)
