"""What a granted case yields: number, dates and the face of the certificate."""

import secrets
from datetime import date, timedelta

from sandbox import clock, people
from sandbox.world import data

POSTED = ("mail", "post", "邮寄", "express", "ems")


def is_posted(body):
    """Does the applicant want it sent home? Without any word about it, a paper certificate is posted."""
    words = [
        str(value).lower()
        for name, value in body["form"].items()
        if any(part in name.lower() for part in ("deliver", "take", "obtain", "receive", "pickup"))
    ]
    if words:
        return any(posted in word for word in words for posted in POSTED)
    kind = data("results")["items"].get(body["item"])
    return bool(kind and data("results")["certificates"][kind].get("paper"))


def result_of(world, case):
    """{"result": {...}} or {} when the item yields no certificate."""
    kind = data("results")["items"].get(case["body"]["item"])
    if kind is None:
        return {}
    rule = data("results")["certificates"][kind]
    issued = date.fromisoformat(clock.day_of(world.clock.now()))
    until = end_of(rule, issued, case["body"])
    person = (
        people.by_id_number(case["body"]["applicant"].get("id_number", ""), case["body"]["applicant"].get("id_type", "111"))
        or case["body"]["applicant"]
    )
    number = number_of(rule, issued, person)
    facts = {"number": number, "issued": issued.isoformat(), "until": until, "person": person, "case": case}
    fields = {label: fact(label, facts) for label in rule["fields"]}
    return {"result": {"number": number, "issued_on": issued.isoformat(), "valid_until": until, "fields": fields}}


def end_of(rule, issued, body):
    """ISO date, or 长期. Passports of people under 16 live five years, not ten."""
    years, days = rule.get("years"), rule.get("days")
    if rule.get("minor_years") and age(body["applicant"].get("id_number", ""), issued) < 16:
        years = rule["minor_years"]
    if years:
        return (
            issued.replace(year=issued.year + years, day=min(issued.day, 28) if issued.month == 2 else issued.day) - timedelta(days=1)
        ).isoformat()
    return (issued + timedelta(days=days)).isoformat() if days else "长期"


def age(id_number, today):
    try:
        born = date.fromisoformat(f"{id_number[6:10]}-{id_number[10:12]}-{id_number[12:14]}")
    except ValueError:
        return 99
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def number_of(rule, issued, person):
    """Fill the pattern: 9 = a random digit, {year}, {day}, {id} = the id number."""
    pattern = rule["number"].replace("{year}", str(issued.year)).replace("{day}", issued.strftime("%Y%m%d"))
    head, _, tail = pattern.partition("#")
    digits = "".join(str(secrets.randbelow(10)) if char == "9" else char for char in tail)
    return (head + digits).replace("{id}", person.get("id_number", ""))


def fact(label, facts):
    """A value for one label of the certificate's face."""
    person, case = facts["person"], facts["case"]
    known = {
        "姓名": person.get("name"),
        "性别": person.get("sex"),
        "民族": person.get("nation"),
        "出生日期": person.get("birth"),
        "住址": person.get("address"),
        "居住地址": person.get("address"),
        "公民身份号码": person.get("id_number"),
        "证号": facts["number"],
        "社会保障号码": person.get("id_number"),
        "持证人": person.get("name"),
        "所有人": person.get("name"),
        "购买方": person.get("name"),
        "纳税人": person.get("name"),
        "权利人": person.get("name"),
        "查询人": person.get("name"),
        "签发地点": "广东",
        "签发机关": unit(case),
        "发证机关": unit(case),
        "出具机关": unit(case),
        "登记机关": unit(case),
        "办理机关": unit(case),
        "签发机构": unit(case),
        "有效期至": facts["until"],
        "有效期限": facts["until"],
        "有效期": facts["until"],
        "签注有效期": facts["until"],
        "检验有效期至": facts["until"],
        "证明事项": case["body"]["item_name"],
    }
    if label in known:
        return known[label] or ""
    if label.endswith(("日期", "时间")):
        return facts["issued"]
    if label.endswith(("号码", "编号", "卡号", "代码", "户号")):
        return facts["number"]
    form = case["body"]["form"]
    return next((str(value) for name, value in form.items() if name == label), "见电子证照")


def unit(case):
    if case["department"] == "dept-gat-crj":
        return "公安部出入境管理局"
    return next(one["unit"] for one in data("departments")["departments"] if one["id"] == case["department"])
