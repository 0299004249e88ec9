"""领抚恤金: what the family of somebody who was insured is paid, once, when all of them agree."""

from __future__ import annotations

from sandbox.departments.decide.asked import Asked
from sandbox.departments.decide.penalty import yuan
from sandbox.departments.decide.proofs import sheet
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row
from sandbox.registers.views import month_number

ROLES = ("配偶", "父母", "子女", "兄弟姐妹", "祖孙")


def claim(asked: Asked) -> Verdict | None:
    """By what the registers have of the dead. None while the form names nobody."""
    if not asked.has("dead", "dead_by_hand"):
        return None
    dead = next(iter([*asked.ids("dead"), *asked.numbers("dead_by_hand")]), "")
    row = asked.store.get("rst.funerals", dead)
    if row is None:
        return deny("登记里他还在世；刚去世请先办死亡登记")
    if no := unfit(asked, row):
        return no
    months, funeral, pension = reckoned(row)
    account, back = int(row["个人账户"]), int(row["多领"])
    if back and not asked.ticked("return"):
        return ask_again("field", "return", f"多领了 {yuan(back)} 元，要同意扣回")
    total = funeral + pension + account - back
    said = [("丧葬补助金", funeral), (f"抚恤金（{months}）", pension), ("个人账户", account), ("扣回多领的", -back), ("一共", total)]
    told = {name: f"{yuan(fen)} 元" for name, fen in said if fen}
    made: Row = {"死者": dead, "申领人": asked.person, "姓名": asked.name(asked.person), "日": asked.today.isoformat()}
    made |= {"丧葬": funeral, "抚恤": pension, "账户": account, "扣回": back, "合计": total}
    return Verdict(
        "grant",
        machine=not asked.unknown(),
        effects=(("add", "rst.funeralpaid", made), *ended(asked, dead)),
        opinion="，".join(f"{name} {text}" for name, text in told.items()),
        papers=(sheet("遗属待遇核定表", f"遗核{asked.case['case_no']}", {"逝者": str(row["姓名"]), "去世日": str(row["去世日"]), **told}),),
    )


def unfit(asked: Asked, row: Row) -> Verdict | None:
    """Why nothing is paid to whoever asks."""
    near, dead = asked.store.get("gat.kin", asked.person) or {}, row["死者"]
    if not any(dead in near.get(role, ()) for role in ROLES):
        return deny("登记里他不是您的亲属，请他的配偶、父母或子女来办")
    if row["已申领"]:
        return deny(f"已由{row['已申领']}申领")
    if asked.text("cause") in ("work", "工作中"):
        return deny("因工去世的走工伤待遇，请单位申报工伤")
    family = [one["id"] for one in asked.store.where("rst.heirs", 死者=dead) if one["成年"]]
    if any(not asked.agreed(one) for one in {*family, *asked.numbers("others")} - {asked.person}):
        return deny("有遗属不同意，先商量；公证或判决后再来")
    return None


def reckoned(row: Row) -> tuple[str, int, int]:
    """How many months, for the funeral and for the survivors, in fen (人社部发〔2021〕18号)."""
    if row["类别"] == "居民":
        return "", int(row["定额"]), 0
    paid, income = int(row["缴费月数"]), int(row["月均收入"])
    years = paid / 12
    twelfths = 36 if years < 5 else 72 if years < 10 else 108 if paid <= 180 else min(288, 108 + paid - 180)
    if row["类别"] == "退休":
        twelfths = max(108, twelfths - 12 * (int(row["领取月数"]) // 12))
    funeral, pension = income * 2, (income * twelfths + 6) // 12
    if row["类别"] == "在职" and years < 5:
        funeral = min(funeral, int(row["本人缴费"]))
        pension = min(pension, int(row["本人缴费"]) - funeral)
    whole, rest = divmod(twelfths, 12)
    return f"{whole} 又 {rest}/12 个月" if rest else f"{whole} 个月", funeral, pension


def ended(asked: Asked, dead: str) -> tuple[Effect, ...]:
    """The pension ends with the month of death; the account is empty."""
    effects: list[Effect] = []
    if pension := asked.store.get("rst.pension", dead):
        last = asked.store.get("rst.funerals", dead) or {}
        until = min(pension["已发至"], str(last["去世日"])[:7], key=month_number)
        effects.append(("change", "rst.pension", dead, {"状态": "终止", "已发至": until}))
    if asked.store.get("rst.account", dead):
        effects.append(("change", "rst.account", dead, {"本金": 0, "利息": 0, "余额": 0}))
    return tuple(effects)
