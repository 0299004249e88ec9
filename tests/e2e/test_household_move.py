"""省内迁户口 on two phones: a couple has bought a flat in 佛山; two police offices say yes one after the other, and the book reads anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from tests.e2e.cast import CAST
from tests.e2e.phone import LONG_MS, Phone
from tests.e2e.resident import Resident, World

ITEM = "hukou-move-in-province"
HOME, FOSHAN = "440106012345", "440600"
THERE, HERE = "禅城区祖庙派出所", "天河区体育东派出所"


def put(world: World, register: str, **row: object) -> None:
    """A row more in a register."""
    done = world.ask("PUT", f"/registers/{register}/rows", {"row": row})
    assert done.ok, done.text


def flat(world: World, owner: str, number: str) -> str:
    """A flat of theirs in 佛山, where nobody is registered yet; its address as it will stand in the book."""
    at = f"佛山市禅城区季华五路20号{number[-4:]}房"
    code = f"DZ440604{number[-6:]}"
    put(world, "std.addresses", code=code, 全称=f"广东省{at}", 区="440604", 派出所=THERE, 用途="住宅", 权利人=[owner], 状态="正常")
    put(
        world, "zrzy.realestate", 证号=f"粤（2026）佛山市不动产权第0{number[-6:]}号", owner=owner,
        单元号=f"440604001001GB00001F000{number[-5:]}",
        坐落=at, 地址码=code, 区="440604", 市="440600", 共有="单独", 份额=100, 用途="住宅", 取得日="2026-11-02", 取得方式="买卖",
    )  # fmt: skip
    return f"广东省{at}"


@pytest.fixture
def couple(house, world: World) -> tuple[Resident, Resident, str]:
    """林志豪 and 陈晓彤 of this test, and the address of their flat."""
    husband, wife = Resident(house, "lin-zhihao"), Resident(house, "chen-xiaotong")
    husband.look_into_the_camera()
    wife.look_into_the_camera()
    return husband, wife, flat(world, world.person("lin-zhihao")["id_number"], CAST.number(HOME))


def city(phone: Phone, field: str, *names: str) -> None:
    """Turn the second wheel to this city, by taps on names that are in sight."""
    phone.tap(f"region-{field}")
    wheel = phone.page.locator(".uni-picker-toggle uni-picker-view-column").nth(1)
    for name in names:
        phone.page.wait_for_timeout(400)
        wheel.get_by_text(name, exact=True).tap()
    phone.page.wait_for_timeout(400)
    phone.page.locator(".uni-picker-toggle .uni-picker-action-confirm").last.tap()


def row(phone: Phone, field: str, name: str) -> None:
    """Tap the row of this name."""
    phone.page.locator(f'[data-test^="row-{field}-"]:visible', has_text=name).tap()


def book(world: World, who: str) -> tuple[str, str, str]:
    """The household, the relation to its head, and its address, as the police has them."""
    (page,) = world.get(f"/registers/gat.hukou?id={world.person(who)['id_number']}")["rows"]
    (home,) = world.get(f"/registers/gat.households?户号={page['户号']}")["rows"]
    return page["户号"], page["与户主关系"], home["住址"]


def lead(world: World, no: str, office: str) -> None:
    """A person at this office leaves the case to its rules, once the office has it."""
    for _ in range(100):
        if world.ask("POST", f"/departments/dept-gat-hz/cases/{no}/course", {"office": office}).ok:
            return
        time.sleep(0.1)
    raise AssertionError(f"{office} never got {no}")


def office(phone: Phone, n: int, *words: str) -> None:
    """Wait until the n-th office's line says all of this."""
    line = phone.page.locator('[data-test="office"]:visible').nth(n)
    for one in words:
        line.get_by_text(one).first.wait_for(timeout=LONG_MS)


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "larger"])
def test_a_couple_moves_to_the_flat_they_bought(new_phone: Callable[[], Phone], by_hand: World, couple, elder: bool):
    husband, wife, address = couple
    snap, world = "move-larger" if elder else "move", by_hand
    old = CAST.number(HOME)
    assert book(world, "lin-zhihao") == (old, "户主", "广东省广州市天河区体育东路100号1201房")
    one, two = new_phone(), new_phone()
    for who in (husband, wife):
        who.patch("/api/me", {"elder": elder})
    one.held_by(husband, elder).open(f"item/index?id={ITEM}")
    one.see("q-why-house")
    one.snap(f"{snap}-01-why")
    one.tap("q-why-house")
    if one.either("checklist", "decide") == "decide":
        one.tap("decide")
    one.see("checklist")
    one.snap(f"{snap}-02-item")
    one.tap("start")
    one.see("form-title")
    one.says("pick-waits-house", "先填上面的，这里就查得到。")
    one.settled()
    one.snap(f"{snap}-03-form")
    city(one, "to", "佛山")
    row(one, "house", address.removeprefix("广东省"))  # asked by itself once it is known where to
    row(one, "movers", "林志豪")
    row(one, "movers", "陈晓彤")
    assert one.page.locator('[data-test^="row-left_head-"]:visible').count() == 1  # of whom stays: never oneself
    one.tap("pick-delivery-none")
    one.wait_text("form-title", "都填好了")
    one.settled()
    for n, part in enumerate(("field-to", "field-movers", "field-delivery")):
        one.see(part).evaluate("one => one.scrollIntoView({ block: 'start' })")
        one.page.evaluate("scrollBy(0, -60)")
        one.snap(f"{snap}-04-form-{n}")
    one.tap("next")
    one.see("submit")
    one.snap(f"{snap}-05-confirm")
    assert "制证" not in one.page.inner_text("body") and "寄到家" not in one.page.inner_text("body")  # nothing on paper was wanted
    one.tap("submit")
    one.wait_text("done", "等对方同意")
    one.snap(f"{snap}-06-waits")
    one.tap("progress")
    one.wait_text("case-title", "等对方同意")

    two.held_by(wife, elder).open("cases/index")
    two.tap("consent-act")
    two.wait_text("agree-title", "林*豪请您同意一起迁户口")
    two.snap(f"{snap}-07-agree")
    two.tap("agree-yes")
    two.wait_text("answered", "您同意了")

    (no,) = [case["no"] for case in husband.get("/api/cases")["cases"] if case["item"] == ITEM]
    office(one, 0, "派出所（迁入地）", "正在办", "最晚")
    office(one, 1, "派出所（迁出地）", "还没轮到")
    one.snap(f"{snap}-08-first-office")
    lead(world, no, "into")
    office(one, 0, THERE, "已同意")
    office(one, 1, "派出所（迁出地）", "正在办", "最晚")
    one.settled()
    one.snap(f"{snap}-09-second-office")
    lead(world, no, "leave")
    office(one, 1, HERE, "已同意")
    office(one, 2, "正在办")
    assert book(world, "lin-zhihao")[0] == old
    lead(world, no, "settle")
    one.wait_text("case-title", "办好了")
    one.settled()
    one.snap(f"{snap}-10-done")

    new, relation, there = book(world, "lin-zhihao")
    assert (new != old, relation, there) == (True, "户主", address)
    assert book(world, "chen-xiaotong") == (new, "妻", address)
    assert [one["状态"] for one in world.get(f"/registers/gat.households?户号={old}")["rows"]] == ["已销"]
    one.tap("certificate")
    one.page.get_by_text(address).first.wait_for()
    one.snap(f"{snap}-11-book")
    for who in (husband, wife):
        books = [one for one in who.get("/api/certificates")["certificates"] if one["type"] == "ec-hukou"]
        assert [{each["label"]: each["text"] for each in one["fields"]}["住址"] for one in books] == [address]
    two.open("wallet/index")
    two.see("cert-ec-hukou")
    two.snap(f"{snap}-12-wallet")


@pytest.fixture
def all_on(world: World) -> Iterator[None]:
    yield
    world.post("/settings", {"registers_off": []})


def test_with_the_land_register_off_the_deed_in_hand_is_typed_and_photographed(phone: Phone, world: World, couple, all_on):
    husband = couple[0]
    no = husband.begin(ITEM, why="house")
    husband.patch(f"/api/cases/{no}/draft", {"values": {"to": FOSHAN}})
    world.post("/settings", {"registers_off": ["zrzy.realestate"]})
    phone.held_by(husband).open(f"form/index?no={no}")
    phone.wait_text("pick-off-house", "系统暂时连不上")
    phone.see("pick-off-house").scroll_into_view_if_needed()
    phone.snap("move-off-1")
    phone.tap("by-hand-house")
    phone.wait_text("by-hand", "不动产登记暂时查不到，您自己填的由工作人员核对。")
    phone.see("field-house_no").scroll_into_view_if_needed()
    phone.snap("move-off-2")
    phone.see("field-house_no").locator("textarea").fill("粤（2026）佛山市不动产权第0000001号")
    phone.see("field-house_at").locator("textarea").fill("佛山市禅城区季华五路20号1503房")
    row(phone, "movers", "林志豪")
    row(phone, "left_head", "陈晓彤")
    phone.tap("pick-delivery-none")
    phone.wait_text("form-title", "都填好了")
    phone.tap("next")
    phone.wait_text("materials-title", "")
    assert "房产证" in phone.page.inner_text("body")
    phone.snap("move-off-3")
