"""孩子换护照 on the mother's phone: the child and the old book are there to be tapped, nothing of it is typed, and the new book lies in her
wallet beside her own things; the register of exit and entry before and after."""

from collections.abc import Callable
from datetime import UTC, datetime

from tests.e2e import steps
from tests.e2e.phone import Phone
from tests.e2e.resident import Resident, World

OLD, HALL = "E40055001", "hall-440106"


def books(world: World) -> list[tuple[str, str]]:
    """The child's passports as exit and entry has them: number and state, the newest last."""
    owner = world.person("zhou-zixuan")["id_number"]
    rows = world.get("/registers/crj.documents", owner=owner)["rows"]
    return [(row["number"], row["state"]) for row in sorted(rows, key=lambda row: row["issued"])]


def test_a_mother_renews_her_child_s_passport(new_phone: Callable[[], Phone], house, world: World):
    mother, child = Resident(house, "wu-haiyan"), Resident(house, "zhou-zixuan")
    owner = world.person("zhou-zixuan")["id_number"]
    old = {"number": OLD, "owner": owner, "kind": "护照", "pinyin": "ZHOU ZIXUAN", "issued": "2022-03-01", "until": "2027-02-28"}
    assert world.ask("PUT", "/registers/crj.documents/rows", {"row": {**old, "place": "广东", "state": "有效", "pages_left": 20}}).ok
    mother.look_into_the_camera()
    child.look_into_the_camera()
    phone = new_phone().held_by(mother)
    phone.open("item/index?id=passport-renew")
    phone.tap("q-why-expiring")
    if phone.either("checklist", "decide") == "decide":
        phone.tap("decide")
    phone.see("checklist")
    phone.tap("change-age")
    phone.snap("child-1-whose")
    phone.tap("q-age-child")
    phone.wait_text("answered-age", "我的孩子")
    phone.snap("child-2-item")
    phone.tap("start")
    phone.see("form-title")
    phone.page.locator('[data-test="field-book"]:visible .opt.on').wait_for(timeout=8000)
    assert "周子轩" in phone.text("field-for") and OLD in phone.text("field-book")
    phone.snap("child-3-form")
    phone.tap("pick-other_way-counter", "pick-with-me", "pick-fingers-skip", "pick-delivery-pickup")
    phone.see("field-emergency_phone").locator("input").fill("13800138003")
    phone.see("field-emergency_phone").locator("input").blur()
    phone.wait_text("saved", "刚刚自动保存")
    phone.tap(HALL)
    phone.page.locator("[data-test=slot-slot] .time:not(.off)").last.tap()
    assert "天河区政务服务中心" in phone.text("chosen")
    phone.snap("child-4-filled")
    phone.tap("next")
    phone.see("materials-title")
    phone.tap("demo-m-photo-exit")
    phone.wait_text("materials-title", "都合格")
    phone.tap("next")
    phone.see("submit")
    phone.snap("child-5-confirm")
    phone.tap("submit")  # leads to where one signs
    phone.write("pad")
    assert books(world) == [(OLD, "有效")]
    phone.tap("submit")
    phone.see("done")
    phone.snap("child-6-done")
    phone.tap("progress")
    phone.wait_text("case-title", "先停一下")
    phone.snap("child-6-waits")
    (booked,) = mother.get("/api/me/bookings")["bookings"]
    left = datetime.fromisoformat(booked["at"]) - datetime.now(UTC)
    world.post("/clock", {"ahead": int(left.total_seconds()) + 3600})
    steps.pay(phone)
    phone.wait_text("case-title", "办好了")
    world.post("/clock", {"ahead": 0})
    phone.snap("child-7-issued")
    (first, second) = books(world)
    assert (first, second[1]) == ((OLD, "换发作废"), "有效")
    phone.open("wallet/index")
    phone.page.get_by_text("普通护照（周子轩）").first.wait_for()
    phone.snap("child-8-wallet")
    other = new_phone().held_by(child)
    other.open("wallet/index")
    other.page.get_by_text("普通护照").first.wait_for()
    other.snap("child-9-own-wallet")


def test_in_large_letters_the_form_for_a_child_fits(new_phone: Callable[[], Phone], house):
    """Nobody's guardian: instead of a form it says who may apply, and nothing runs out of the page."""
    who = Resident(house, "zhao-dawei")
    who.look_into_the_camera()
    who.patch("/api/me", {"elder": True})
    phone = new_phone().held_by(who, elder=True)
    phone.open(f"form/index?no={who.begin('passport-renew', why='expiring', age='child')}")
    phone.wait_text("nothing-say", "没有查到您是哪个孩子的监护人")
    phone.says("home", "知道了，回首页")
    phone.settled()
    phone.snap("child-10-large")
    assert phone.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
