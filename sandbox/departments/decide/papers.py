"""开无犯罪证明: what the register of crimes says of a person, and of which years."""

from __future__ import annotations

from sandbox.departments.decide.asked import Asked
from sandbox.departments.decide.verdict import Verdict, deny


def crime(asked: Asked) -> Verdict | None:
    """What the register says of a person: none, or that it must be asked for at the office. None while the form does not say what for."""
    if not asked.has("purpose"):
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
    fields = {"姓名": asked.name(asked.person), "公民身份号码": asked.person, "查询期间": f"{since}至{today}", "出具日期": today}
    return Verdict("grant", machine=True, fields=fields, issued_on=today)
