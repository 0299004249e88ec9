"""A household register moves to or from another province: which way, on which permit, and nothing else under way."""

from __future__ import annotations

from datetime import date

from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.kernel.ports import Row

OURS, GOOD, USED = "44", "有效", "已用"
BROUGHT = "粤跨准"  # how the numbers of permits begin that were signed for this errand here


@check("cross_way", to="form.to", here="form.home.区")
def cross_way(to: str, here: str) -> Verdict:
    """From another province into this one. `to`, `here`: codes of GB/T 2260."""
    if here[:2] == OURS:
        return Fail("您的户口就在广东", "请办“省内迁户口”")
    return Pass() if to[:2] == OURS else Fail("只能迁到广东的市", "迁往别的省，直接到迁入地派出所申请")


@check("cross_pending", papers="rows.pending", me="person.id_number")
def cross_pending(papers: tuple[Row, ...], me: str) -> Verdict:
    """No other move is under way. `papers`: permits that are good today; one that a case of ours brought is that case's."""
    others = (row.columns for row in papers if not str(row.columns["number"]).startswith(BROUGHT))
    one = next((columns for columns in others if columns["id"] == me), None)
    return Fail(f"您在{one['迁入机关']}还有一个没办完的迁移", "先办完或者撤回那一个") if one else Pass()


@check("cross_points", listed="form.points.city", to="form.to")
def cross_points(listed: str, to: str) -> Verdict:
    """The list is of the city one goes to."""
    return Pass() if listed[:4] == to[:4] else Fail("积分入围的不是这个市", "重选迁到哪个市")


@check("cross_kin", name="form.kin.姓名", to="form.to", target="rows.target")
def cross_kin(name: str, to: str, target: tuple[Row, ...]) -> Verdict:
    """The book one goes to is in that city, and in order."""
    book = next((row.columns for row in target), None)
    if book is None or str(book["区"])[:4] != to[:4]:
        return Fail(f"{name}的户口不在您选的市", "重选迁到哪个市")
    return Pass() if book["状态"] == "正常" else Fail(f"{name}那一户现在动不了", "请户主打户籍派出所电话问清楚")


@check("cross_permit", until="form.permit.有效至", state="form.permit.状态")
def cross_permit(today: date, until: date, state: str) -> Verdict:
    """Another province's permit is good today."""
    if state == GOOD and until >= today:
        return Pass()
    over = "已经用过了" if state == USED else "已经撤回" if state == "撤回" else f"{until.isoformat()} 已过期"
    return Fail(f"这张准迁证 {over}" if over[0].isdigit() else f"这张准迁证{over}", "请迁入地重新签")
