"""改名字: a name that may stand, nobody kept by a court, everybody asked whose yes it takes."""

from __future__ import annotations

from sandbox.departments.decide.asked import Asked, age
from sandbox.departments.decide.births import face, name_fault
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row

GROWN, ASKED_FROM = 18, 8


def decide(asked: Asked) -> Verdict | None:
    """Me, or the child of the row picked. None while the form names no new name."""
    if not asked.has("new_name"):
        return None
    store, ward = asked.store, asked.picked("for", "gat.guardians")
    if ward is not None and ward["监护人"] != asked.person:
        return deny("登记的监护人不是您")
    person = str(ward["child"]) if ward else asked.person
    row = store.get("gat.hukou", person)
    home = store.get("gat.households", row["户号"]) if row else None
    if row is None or home is None or row["状态"] != "正常":
        return deny("没有查到户口，请到派出所问问")
    if home["状态"] != "正常":
        return deny("您的户口目前被冻结，请打户籍派出所电话问清楚")
    if no := (kept(asked, person) if ward is None else unasked(asked, person)):
        return no
    name = asked.text("new_name")
    return fault(asked, row, name) or named(asked, row, home, name)


def kept(asked: Asked, person: str) -> Verdict | None:
    """Why a grown-up may not be called otherwise now."""
    if age(person, asked.today) < GROWN:
        return deny("未满 18 周岁的，由爸爸妈妈来办")
    court = asked.store.get("fy.cases", person)
    if court and (court["刑事在审"] or court["服刑"] or court["民事被告未结"]):
        return deny("法院还有您没结的案子，结案后再来")
    listed = asked.store.one("fy.dishonest", subject=person, 状态="在册")
    return deny("您在失信名单里，履行后可办") if listed else None


def unasked(asked: Asked, child: str) -> Verdict | None:
    """Whose yes is missing for a child."""
    parents = [row["监护人"] for row in asked.store.where("gat.guardians", child=child)]
    if any(not asked.agreed(one) for one in parents):
        return deny("要爸爸妈妈都同意")
    return deny("孩子满 8 周岁，要孩子自己同意") if age(child, asked.today) >= ASKED_FROM and not asked.agreed(child) else None


def fault(asked: Asked, row: Row, name: str) -> Verdict | None:
    """Why this name cannot stand."""
    if said := name_fault(name):
        return ask_again("field", "new_name", said)
    if name == row["姓名"]:
        return ask_again("field", "new_name", "新名字和现在一样")
    near = asked.store.get("gat.kin", row["id"]) or {"父母": []}
    surnames = [row["姓名"][0], *(asked.name(one)[0] for one in near["父母"])]
    if name[0] not in surnames and asked.answer("why") != "typo":
        return ask_again("field", "new_name", "姓要随爸爸或妈妈")
    return None


def named(asked: Asked, row: Row, home: Row, name: str) -> Verdict:
    """The page under the new name; the old one stands beside it, unless it was only written wrongly."""
    typo, day = asked.answer("why") == "typo", asked.today.isoformat()
    birth = asked.store.one("wj.births", child_id=row["id"])
    proven = typo and birth is not None and birth["姓名"] == name
    values = {"姓名": name, "变更": [*row["变更"], {"项": "姓名", "原": row["姓名"], "新": name, "日": day}]}
    if not typo:
        values["曾用名"] = row["姓名"]
    effects: tuple[Effect, ...] = (("change", "gat.hukou", row["id"], values),)
    return Verdict(
        "grant",
        machine=proven and not asked.unknown(),
        effects=effects,
        opinion=f"{row['姓名']}改名为{name}",
        number=f"{home['户号']}-{row['页']}",
        fields=face(asked.store, {**row, **values}, home),
        issued_on=day,
    )
