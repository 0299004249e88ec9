"""领抚恤金: whose family asks, that nobody had it before, how it is shared, into whose account it goes."""

from __future__ import annotations

from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict

AT_WORK = "work"


@check("survivors_kin", dead="form.dead.死者", near="rows.near.对方")
def survivors_kin(dead: str, near: list[str]) -> Verdict:
    """Who died is a relative of whoever asks, by the register."""
    return Pass() if dead in near else Fail("登记里他不是您的亲属", "请他的配偶、父母或子女来办")


@check("survivors_first", claimed="form.dead.已申领")
def survivors_first(claimed: str | None) -> Verdict:
    """Nobody has been paid for this person."""
    return Fail(f"已由{claimed}申领", "一位逝者只领一次，家里人问一问") if claimed else Pass()


@check("survivors_cause", cause="form.cause")
def survivors_cause(cause: str) -> Verdict:
    """Who died at work is owed by another insurance, and more."""
    return Fail("因工去世的走工伤待遇", "请单位申报工伤，打 12333 问") if cause == AT_WORK else Pass()


@check("survivors_shares", parts="form.shares.percent", names="form.shares.name")
def survivors_shares(parts: list[int], names: list[str]) -> Verdict:
    """The parts are of one whole, and each has one."""
    if twice := next((one for one in names if names.count(one) > 1), None):
        return Fail(f"{twice}写了两次", "删掉一行")
    return Pass() if sum(parts) == 100 else Fail("合计要 100%", f"现在合计 {sum(parts)}%")


@check("survivors_once", names="form.others.name", ids="form.others.id_number", known="rows.heirs.id", me="person.id_number")
def survivors_once(names: list[str], ids: list[str], known: list[str], me: str) -> Verdict:
    """Who is added by hand is not there already."""
    if me in ids:
        return Fail("您自己不用写", "删掉这一行")
    twice = next((name for name, one in zip(names, ids, strict=True) if ids.count(one) > 1 or one in known), None)
    return Fail(f"{twice}写了两次", "登记里有的遗属不用再写") if twice else Pass()


@check("survivors_account", owner="form.account.owner", name="person.name", dead="form.dead.姓名")
def survivors_account(owner: str, name: str, dead: str | None) -> Verdict:
    """The account is that of whoever asks, never that of the dead."""
    if dead and owner == dead:
        return Fail("不能用逝者的账户", "换成您自己的")
    return Pass() if owner == name else Fail("户名和您的名字对不上", "换一个您自己的账户")
