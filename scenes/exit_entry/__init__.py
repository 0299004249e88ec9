"""出入境：护照、港澳台通行证和签注。"""

from app.catalog.registry import Scene
from app.catalog.visit import Visit

scene = Scene("exit_entry")


def _other_phone(visit: Visit) -> None:
    if visit.form.get("emergency_phone") and visit.form.get("emergency_phone") == visit.form.get("phone"):
        visit.refuse("emergency_phone", "紧急联系人要写另一个人的电话，不能是您自己的。")


for _item in ("passport-first", "passport-renew", "passport-reissue", "hkm-permit-first", "hkm-permit-renew", "hkm-endorse", "tw-permit"):

    @scene.hook(_item)
    def check(visit: Visit) -> None:
        """The emergency contact is somebody else."""
        _other_phone(visit)
