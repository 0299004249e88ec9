"""What a granted case yields: number, dates and the face of the certificate."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox import clock, people
from sandbox.departments import faces
from sandbox.departments.faces import Case
from sandbox.documents import Doc
from sandbox.world import World, data

POSTED = ("mail", "post", "邮寄", "express", "ems", "寄到家")


def is_posted(body: Doc) -> bool:
    """Does the applicant want it sent home? Without any word about it, a paper certificate is posted."""
    words = [
        str(value).lower()
        for name, value in body["form"].items()
        if name == "get" or any(part in name.lower() for part in ("deliver", "take", "obtain", "receive", "pickup"))
    ]
    if words:
        return any(posted in word for word in words for posted in POSTED)
    kind = data("results")["items"].get(body["item"])
    return bool(kind and data("results")["certificates"][kind].get("paper"))


def result_of(world: World, case: Doc) -> Doc:
    """{"result": {...}} or {} when the item yields no certificate. The same case gives the same result."""
    kind = data("results")["items"].get(case["body"]["item"])
    if kind is None:
        return {}
    rule = data("results")["certificates"][kind]
    issued = date.fromisoformat(clock.day_of(world.clock.now()))
    until = end_of(rule, issued, case["body"])
    applicant = case["body"]["applicant"]
    known = people.by_id_number(world, applicant.get("id_number", ""), applicant.get("id_type", "111")) or {}
    person = {**applicant, **known, "name": applicant.get("name") or known.get("name", "")}
    held = people.held(world, known) if known else {}
    read = faces.Case(case, person, kind, "", issued, until, held, people.relatives(world, known))
    read.number = number_of(rule, read)
    verdict = case.get("verdict") or {}
    fields = faces.face(read, rule["fields"]) | {name: text for name, text in verdict.get("fields", {}).items() if name in rule["fields"]}
    made = {"number": read.number, "issued_on": issued.isoformat(), "valid_until": until, "fields": fields}
    decided = {name: verdict[name] for name in ("number", "issued_on", "valid_until") if verdict.get(name)}
    return {"result": made | decided}


def end_of(rule: Doc, issued: date, body: Doc) -> str | None:
    """ISO date, or 长期. Passports of people under 16 live five years, not ten."""
    years, days = rule.get("years"), rule.get("days")
    if rule.get("minor_years") and age(body["applicant"].get("id_number", ""), issued) < 16:
        years = rule["minor_years"]
    if years:
        return (
            issued.replace(year=issued.year + years, day=min(issued.day, 28) if issued.month == 2 else issued.day) - timedelta(days=1)
        ).isoformat()
    return (issued + timedelta(days=days)).isoformat() if days else "长期"


def age(id_number: str, today: date) -> int:
    """In full years by an id number; 99 where it says no birthday."""
    try:
        born = date.fromisoformat(f"{id_number[6:10]}-{id_number[10:12]}-{id_number[12:14]}")
    except ValueError:
        return 99
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def number_of(rule: Doc, read: Case) -> str:
    """Fill the pattern: 9 = a digit of the case's own, {year}, {day}, {id} = the id number. A vehicle keeps its plate."""
    if "号牌号码" in rule["fields"] and read.kind != "ec-vehicle-cancel":
        return read.plate
    pattern = rule["number"].replace("{year}", str(read.issued.year)).replace("{day}", read.issued.strftime("%Y%m%d"))
    head, _, tail = pattern.partition("#")
    drawn = iter(read.digits("number", tail.count("9")))
    digits = "".join(next(drawn) if char == "9" else char for char in tail)
    result: str = (head + digits).replace("{id}", read.id_number)
    return result
