"""车辆与驾驶证。"""

from app.language import Scene, Visit
from scenes.vehicle import new_car, notice, own_word, quota

scene = Scene("vehicle")
scene.notice(notice.penalty)
scene.hook("vehicle-register")(new_car.check)
for _figure in (
    quota.my_quotas, quota.running, quota.next_draw, quota.odds, quota.home, quota.months, quota.licence, quota.cars, quota.gone,
    quota.use_it,
):  # fmt: skip
    scene.figure(_figure)
scene.rows(quota.applications)
for _item in ("drive-license-renew", "drive-license-transfer-in", "drive-health-report"):
    scene.hook(_item)(own_word.check)


@scene.hook("violation-handle")
def check(visit: Visit) -> None:
    """Points go to whoever drove, who says so alone; an objection is another errand."""
    if visit.form.get("driver") == "other":
        visit.refuse("driver", "分要记在开车的人身上，不能替别人认。回去改成“当时是别人开的”，转给他处理。")
    if visit.form.get("answer") == "appeal":
        visit.refuse("answer", "有异议就先不要认。回去改成“不认，要申辩”，说清楚了再定。")
