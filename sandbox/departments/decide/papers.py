"""开无犯罪证明: what the register of crimes says of a person, and of which years."""

from __future__ import annotations

from sandbox.departments.decide.asked import Asked, digits
from sandbox.departments.decide.days import add_months
from sandbox.departments.decide.proofs import sheet
from sandbox.departments.decide.verdict import Verdict, deny

MONTHS = 3  # a certificate is good for
USES = {
    "就业": ("job",),
    "出国（境）": ("abroad",),
    "升学": ("study",),
    "职业资格": ("title",),
    "许可": ("licence",),
    "收养": ("adopt",),
    "其他": ("other",),
}


def crime(asked: Asked) -> Verdict | None:
    """What the register says of a person: none, or that it must be asked for at the office. None while the form does not say what for."""
    if not asked.has("use", "purpose"):
        return None
    row = asked.store.get("gat.crimes", asked.person)
    if row is None:
        return None
    if row["有记录"] and not row["已封存"]:
        return deny("不能开具，请到户籍派出所了解")
    today = asked.today.isoformat()
    permit, home = asked.store.get("gat.residence", asked.person), asked.store.get("gat.people", asked.person) or {}
    here = str(home.get("户籍区"))[:2] == "44"
    since = permit["首次领证日"] if permit and not here else home.get("出生", today)
    what = asked.chose("use", USES) or asked.text("purpose")
    where = f"（{asked.text('country')}）" if asked.has("country") else ""
    fields = {"姓名": asked.name(asked.person), "公民身份号码": asked.person, "查询期间": f"{since}至{today}", "出具日期": today}
    fields["用途"] = f"{what}{where}，交{asked.text('receiver')}" if asked.has("receiver") else what
    until = add_months(asked.today, MONTHS).isoformat()
    number = f"{asked.today.year}{digits(asked.case['case_no'], 9)}"
    shown = sheet("无犯罪记录证明", number, fields | {"有效至": until})
    machine = not asked.unknown()
    return Verdict("grant", machine=machine, fields=fields, number=number, issued_on=today, valid_until=until, papers=(shown,))
