"""打社保证明: what was paid for a person, or what a unit pays for whom, printed from the rows of the register alone."""

from __future__ import annotations

from collections import defaultdict

from sandbox.departments.decide.asked import Asked, digits
from sandbox.departments.decide.days import add_months
from sandbox.departments.decide.penalty import yuan
from sandbox.departments.decide.proofs import sheet
from sandbox.departments.decide.verdict import Verdict, ask_again, deny
from sandbox.documents import Doc
from sandbox.registers.declared import Row
from sandbox.registers.views import INSURANCES, PAID, month_number

MONTHS, LAST = 3, 24  # good for; months of what is printed when nothing else is said
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXY"  # base 31: nothing that reads like another
PAGES = 18  # years that are printed month by month
USES = {"hukou": "落户", "house": "购房", "tender": "招投标", "visa": "签证", "job": "求职", "other": "其他"}
TITLES = {"proof": "社保参保证明", "rows": "社保缴费明细", "none": "无参保记录证明"}


def decide(asked: Asked) -> Verdict | None:
    """None while the form does not say what to print."""
    if asked.text("content") not in TITLES:
        return None
    return of_unit(asked) if asked.text("who") == "unit" else of_person(asked)


def code(key: str) -> str:
    """Sixteen characters, the last one a check on the others."""
    number = int(digits(key, 30))
    made = [number // 31**n % 31 for n in range(15)]
    return "".join(ALPHABET[one] for one in made) + ALPHABET[31 - 1 - sum((n + 2) * one for n, one in enumerate(made)) % 31]


def window(asked: Asked) -> tuple[int, int]:
    """The months that are printed, as numbers: never this month or later."""
    end = month_number(asked.today.isoformat()) - 1
    if asked.text("span") == "pick" and asked.has("from_month") and asked.has("to_month"):
        return month_number(asked.text("from_month")), min(end, month_number(asked.text("to_month")))
    return (0 if asked.text("span") == "all" else end - LAST + 1), end


def named(month: int) -> str:
    """The way back: 2026-10."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def monthly(asked: Asked, rows: list[Row]) -> dict[int, list[Row]]:
    """{month: rows of the insurances chosen}, of the months chosen."""
    first, last = window(asked)
    chosen = asked.form.get("kinds") or list(INSURANCES)
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row["险种"] in chosen:
            for one in range(max(first, month_number(row["from"])), min(last, month_number(row["to"])) + 1):
                found[one].append(row)
    return dict(sorted(found.items()))


def of_person(asked: Asked) -> Verdict:
    """One's own."""
    rows = list(asked.store.where("rst.pays", id=asked.person))
    found = monthly(asked, rows)
    if not found and asked.text("content") != "none":
        return ask_again("field", "span", "这段时间没有缴费记录，换个时间")
    if found and asked.text("content") == "none":
        return ask_again("field", "content", "这段时间有缴费记录，打不了无参保证明")
    name, first, last = asked.name(asked.person), *window(asked)
    paid = [one for one, held in found.items() if any(row["状态"] in PAID for row in held)]
    span = f"{named(paid[0])} 至 {named(paid[-1])}" if paid else f"到 {named(last)}" if first == 0 else f"{named(first)} 至 {named(last)}"
    kinds = "、".join(one for one in INSURANCES if any(row["险种"] == one for held in found.values() for row in held)) or "没有"
    facts = {"姓名": name, "证件号": f"{asked.person[:6]}********{asked.person[-4:]}", "参保险种": kinds, "缴费起止": span}
    facts["累计月数"] = f"{len(paid)} 个月"
    fields = {key: facts[key] for key in ("姓名", "参保险种", "缴费起止", "累计月数")}
    facts |= {"参保地": "、".join(dict.fromkeys(row["city"] for held in found.values() for row in held))}
    facts |= {"单位": "、".join(dict.fromkeys(row["单位名称"] for held in found.values() for row in held))}
    if owing := sum(any(row["状态"] == "欠缴" for row in held) for held in found.values()):
        facts["欠缴"] = f"欠缴 {owing} 个月"
    if stop := max(asked.store.where("rst.stops", id=asked.person), key=lambda row: str(row["日"]), default=None):
        facts["目前"] = f"停保（{stop['日']}）"
    return printed(asked, facts, fields, parts(found) if asked.text("content") == "rows" else [], bare=False)


def of_unit(asked: Asked) -> Verdict:
    """A unit's, for its legal representative: who is insured there, since when, and what is owed."""
    unit = asked.store.get("scjg.companies", next(iter(asked.ids("unit")), ""))
    if unit is None or unit["法定代表人"] != asked.person:
        return deny("您不是这家单位的法定代表人，请对方授权")
    rows = list(asked.store.where("rst.pays", 单位=unit["uscc"]))
    found = monthly(asked, rows)
    if asked.text("content") == "none" or not found:
        return ask_again("field", "span", "这家单位这段时间没有缴费记录，换个时间")
    people = {row["id"] for held in found.values() for row in held}
    months = list(found)
    facts = {"单位": str(unit["名称"]), "统一社会信用代码": str(unit["uscc"]), "参保人数": f"{len(people)} 人"}
    facts |= {"缴费起止": f"{named(months[0])} 至 {named(months[-1])}"}
    owing = sum(any(row["状态"] == "欠缴" for row in held) for held in found.values())
    facts["欠缴"] = f"欠缴 {owing} 个月" if owing else "没有欠缴"
    return printed(asked, facts, {}, staff(asked, found, people) if asked.text("content") == "rows" else [], bare=True)


def staff(asked: Asked, found: dict[int, list[Row]], people: set[str]) -> list[Doc]:
    """A line for each person a unit pays for."""
    lines = []
    for one in sorted(people):
        own = [month for month, held in found.items() if any(row["id"] == one for row in held)]
        lines.append(f"{asked.name(one)} {named(own[0])} 至 {named(own[-1])}，{len(own)} 个月")
    return [{"head": "人员", "text": "；".join(lines)[:1000]}]


def parts(found: dict[int, list[Row]]) -> list[Doc]:
    """Every month, by year, newest first; of what lies further back than eighteen years how many months each year has."""
    years: dict[int, list[str]] = defaultdict(list)
    for month, held in reversed(found.items()):
        kinds = "、".join(one for one in INSURANCES if any(row["险种"] == one for row in held))
        row = held[0]
        years[month // 12].append(f"{month % 12 + 1} 月 {kinds}，基数 {yuan(int(row['基数']))} 元，{row['单位名称']}，{row['状态']}")
    told = list(years.items())
    shown = [{"head": f"{year} 年", "text": "；".join(lines)} for year, lines in told[:PAGES]]
    older = [f"{year} 年 {len(lines)} 个月" for year, lines in told[PAGES:]]
    return [*shown, *([{"head": "更早", "text": "；".join(older)}] if older else [])]


def printed(asked: Asked, facts: dict[str, str], fields: dict[str, str], rows: list[Doc], *, bare: bool) -> Verdict:
    """The paper, and of a person the certificate that says the same."""
    today, until = asked.today.isoformat(), add_months(asked.today, MONTHS).isoformat()
    number = code(f"{asked.case['case_no']}:insured")
    use = USES.get(asked.text("purpose"), "")
    paper = sheet(TITLES[asked.text("content")], number, facts | {"用途": use, "打印日期": today, "有效至": until})
    paper["parts"] = [*rows, *paper["parts"]]
    return Verdict(
        "grant",
        machine=not asked.unknown(),
        fields=fields,
        number=number,
        issued_on=today,
        valid_until=until,
        opinion=f"{TITLES[asked.text('content')]}打好了，有效到 {until}",
        papers=(paper,),
        bare=bare,
    )
