"""给宝宝上户口 on two phones: the baby is there, nothing is typed, the other parent agrees, and the page lies in both wallets."""

from collections.abc import Callable

from tests.e2e.cast import CAST
from tests.e2e.phone import Phone
from tests.e2e.resident import Resident, World


def test_a_baby_is_registered_with_taps_alone(new_phone: Callable[[], Phone], house, world: World):
    father, mother = Resident(house, "lin-zhihao"), Resident(house, "chen-xiaotong")
    father.look_into_the_camera()
    mother.look_into_the_camera()
    one, two = new_phone(), new_phone()
    one.held_by(father).open("item/index?id=birth-registration")
    if one.either("checklist", "decide") == "decide":
        one.tap("decide")
    one.snap("baby-1-item")
    one.tap("start")
    one.see("form-title")
    one.page.locator('[data-test="field-baby_name"]:visible').first.wait_for(timeout=8000)
    one.wait_text("saved", "刚刚自动保存")
    one.snap("baby-2-form")
    one.tap("pick-delivery-none")
    one.tap("next")
    one.see("submit")
    one.snap("baby-3-confirm")
    one.tap("submit")
    one.wait_text("done", "等对方同意")
    one.snap("baby-4-waits")

    two.held_by(mother).open("cases/index")
    two.tap("consent-act")
    two.wait_text("agree-title", "林*豪请您同意给孩子上户口")
    two.snap("baby-5-agree")
    two.tap("agree-yes")
    two.wait_text("answered", "您同意了")

    one.tap("progress")
    one.wait_text("case-title", "办好了")
    one.snap("baby-6-done")
    (cert,) = world.get(f"/registers/wj.births?key={CAST.number('U440123456')}")["rows"]
    assert (cert["状态"], cert["child_id"]) == ("已用", world.person("lin-muyang")["id_number"])
    assert cert["child_id"][:14] == "44019920261008"
    two.open("wallet/index")
    two.snap("baby-7-wallet")
