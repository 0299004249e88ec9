"""出入境：护照、港澳台通行证和签注。"""

from app.language import Scene, Visit
from scenes.exit_entry import progress

scene = Scene("exit_entry")

for _figure in (progress.running, progress.document, progress.trips, progress.renew_soon, progress.used_up):
    scene.figure(_figure)
scene.rows(progress.crossings)
scene.paper(progress.record)

GROWN_UP = 16


def _other_phone(visit: Visit) -> None:
    if visit.form.get("emergency_phone") and visit.form.get("emergency_phone") == visit.form.get("phone"):
        visit.refuse("emergency_phone", "紧急联系人要写另一个人的电话，不能是您自己的。")


def _age(visit: Visit, for_child: str, by_parents: bool) -> None:
    said = visit.answers.get("age")
    if said == "minor" and visit.age is not None and visit.age >= GROWN_UP:
        visit.refuse_answer("age", f"选的是不满16周岁，身份证上已经满了。{for_child}")
    if said == "child" and visit.age is not None and visit.age < GROWN_UP:
        visit.refuse_answer("age", "身份证上您自己还不满16周岁。给自己换，选自己；给别人换，请他的爸爸妈妈来办。")
    if said == "adult" and visit.age is not None and visit.age < GROWN_UP:
        visit.refuse_answer("age", BY_PARENTS if by_parents else "身份证上还不满16周岁。把年纪改一下，要带的材料不一样。")


BY_PARENTS = "身份证上还不满16周岁。请爸爸或妈妈用自己的手机替您办，选「我的孩子」。"
ONLY_PARENTS = ("hkm-endorse", "tw-permit")  # where somebody under sixteen does not apply alone
FOR_CHILD = {"passport-renew": "替孩子换，选「我的孩子」。"}

for _item in ("passport-first", "passport-renew", "passport-reissue", "hkm-permit-first", "hkm-permit-renew", "hkm-endorse", "tw-permit"):

    @scene.hook(_item)
    def check(
        visit: Visit, for_child: str = FOR_CHILD.get(_item, "替孩子办，选「我的孩子」。"), alone: bool = _item not in ONLY_PARENTS
    ) -> None:
        """The emergency contact is somebody else; the age is the one on the id card."""
        _other_phone(visit)
        _age(visit, for_child, not alone)
