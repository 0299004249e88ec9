"""Data-sharing sources: population, certificates, checks, marks and kinships of the demo people."""

from __future__ import annotations

import time

import orjson
from flask import Blueprint, Response, g, request

from sandbox import accounts, carried, marks, people
from sandbox.clock import day_of, zulu
from sandbox.departments.decide import registers
from sandbox.departments.inbox import Refused, answer, read, verify
from sandbox.documents import Doc, Maybe
from sandbox.world import World, data, here

bp = Blueprint("sources", __name__)


@bp.post("/sources/query")
def query() -> Response:
    """200 {found, match, data, as_of, provider}; 401 bad signature, 422 unknown code, 503 switched off."""
    world = here()
    if world.settings["source_delay"]:
        time.sleep(world.settings["source_delay"])
    try:
        verify(world, request, accounts.source_key(world))
        body = read()
        person, code = body.get("person"), body.get("code")
        if not isinstance(person, dict) or not isinstance(code, str) or not isinstance(person.get("id_number"), str):
            raise Refused(422, "bad_body", "code 和 person{name,id_number} 必填")
        if code in world.settings["sources_off"]:
            raise Refused(503, "source_off", "数据源暂停服务")
        found = look_up(world, code, person)
    except Refused as refused:
        status, code, message = refused.args
        g.note = f"{code}: {message}"
        return answer({"code": code, "message": message}, status)
    g.note = f"{code} found={found['found']} match={found['match']}"
    return Response(orjson.dumps({**found, "as_of": zulu(world.clock.now())}), content_type="application/json")


def look_up(world: World, code: str, person: Doc) -> Doc:
    """What a source says of a person."""
    known = people.by_id_number(world, person["id_number"], person.get("id_type", "111"))
    if known and "id_type" not in known and registers(world).get("gat.people", known["id_number"]) is None:
        known = None  # a baby before its registration has no number that anybody knows
    fits = known is not None and known["name"] == person.get("name")
    if code == "population":
        page = registers(world).get("gat.people", known["id_number"]) if known else None
        if page and not page["在世"]:
            return said(False, False, {}, "dept-gat-hz")  # nobody else goes by the number of the dead
        return said(known is not None, fits, face(known) if fits else {}, "dept-gat-hz")
    if code == "exit_entry":
        return paper(world, known if known and "id_type" in known else None, fits and "id_type" in known)
    for group, ask in (("certificates", certificate), ("matches", match), ("flags", flag), ("relations", relation)):
        if code in data("sources")[group]:
            rule = data("sources")[group][code]
            if not fits:
                # A source answers nothing about a person whose name and number do not belong together.
                return said(False, None, {}, rule["provider"])
            return ask(world, code, known, rule)
    raise Refused(422, "unknown_code", f"没有这个数据源：{code}")


def said(found: bool, match: bool | None, facts: Doc, provider: str) -> Doc:
    """An answer of a source."""
    return {"found": found, "match": match, "data": facts, "provider": provider}


def paper(world: World, known: Maybe, fits: bool) -> Doc:
    """A paper of Hong Kong, Macau, Taiwan residents or foreigners: matches while it is valid."""
    if not fits:
        return said(known is not None, False, {}, "dept-gat-crj")
    valid = known["valid_until"] >= day_of(world.clock.now())
    facts = {
        "姓名": known["name"],
        "证件号码": known["id_number"],
        "性别": known["sex"],
        "出生日期": known["birth"],
        "国籍或地区": known["nation"],
        "有效期至": known["valid_until"],
        "status": "valid" if valid else "expired",
    }
    return said(True, valid, facts, "dept-gat-crj")


def face(person: Doc) -> Doc:
    """What a certificate says of a person."""
    return {
        "姓名": person["name"],
        "公民身份号码": person["id_number"],
        "性别": person["sex"],
        "民族": person["nation"],
        "出生日期": person["birth"],
        "住址": person["address"],
        "户籍地": person["hukou"],
    }


def certificate(world: World, code: str, person: Doc, rule: Doc) -> Doc:
    """The face of the certificate plus number, issued_on, valid_until, status; `others`: of further ones of the kind."""
    own, others = people.held(world, person).get(code), []
    if code not in world.tables["certificates"].get(person["id"], {}) and "id_type" not in person:
        registered = carried.every(registers(world), code, person["id_number"])
        own, others = ({**(own or {}), **registered[0]}, registered[1:]) if registered else (own, [])
    if own is None:
        return said(False, False, {}, rule["provider"])
    facts = printed(world, own, person, rule)
    found = said(True, facts["status"] == "valid", facts, rule["provider"])
    return found | {"others": [printed(world, one, person, rule) for one in others]} if others else found


def printed(world: World, own: Doc, person: Doc, rule: Doc) -> Doc:
    """Everything on one certificate."""
    until = own.get("valid_until", "长期")
    status = (
        "revoked"
        if dead(world, person)
        else own.get("status") or ("expired" if until != "长期" and until < day_of(world.clock.now()) else "valid")
    )
    facts = {label: own.get(label) or usual(label, person, own) for label in rule["fields"]}
    return {**facts, "number": own["number"], "issued_on": own["issued_on"], "valid_until": until, "status": status}


def dead(world: World, person: Doc) -> bool:
    """Whether the police have written down that this person died: no issuer calls anything of theirs valid after that."""
    page = registers(world).get("gat.hukou", person["id_number"])
    return page is not None and page["状态"] == "死亡"


def usual(label: str, person: Doc, own: Doc) -> str:
    """Values that stand on most certificates under the same label."""
    known = face(person) | {
        "有效期限": f"{own['issued_on']}至{own.get('valid_until', '长期')}",
        "有效期至": own.get("valid_until", "长期"),
        "有效期": own.get("valid_until", "长期"),
        "签发日期": own["issued_on"],
        "发卡日期": own["issued_on"],
        "登记日期": own["issued_on"],
        "持证人": person["name"],
        "所有人": person["name"],
        "指标人": person["name"],
        "社会保障号码": person["id_number"],
    }
    if label in known:
        result: str = known[label]
        return result
    return own["number"] if label.endswith(("号码", "证号", "卡号")) else ""


def match(world: World, code: str, person: Doc, rule: Doc) -> Doc:
    """Checks are fine unless the person's data, or a register, says otherwise."""
    changed = world.tables["facts"].get(person["id"], {})
    value = changed.get(code, person.get("matches", {}).get(code, True))
    if code == "fingerprint_on_file" and travels(world, person):
        value = registers(world).get("crj.fingerprints", person["id_number"]) is not None
    facts = value if isinstance(value, dict) else {}
    return said(True, bool(value), facts, rule["provider"])


def travels(world: World, person: Doc) -> bool:
    """Whether the exit-entry police have a document of this person on file."""
    return any(row["owner"] == person["id_number"] for row in registers(world).rows("crj.documents").values())


def flag(world: World, code: str, person: Doc, rule: Doc) -> Doc:
    """A mark is off unless it is listed, or a register says so; the control page has the last word."""
    changed = world.tables["facts"].get(person["id"], {})
    return said(True, bool(changed.get(code, marks.now(registers(world), code, person))), {}, rule["provider"])


def relation(world: World, code: str, person: Doc, rule: Doc) -> Doc:
    """True when the person has such a relative, or is enough alone; data names the relatives."""
    kin = [
        {"name": other["name"], "id_number": other["id_number"], "relation": kind}
        for kind, other in people.relatives(world, person)
        if kind in rule["kin"]
    ]
    holds = rule["self"] or bool(kin) or (code == "org_rep" and "companies" in person)
    facts = {"relatives": kin, **({"companies": person["companies"]} if "companies" in person else {})}
    return said(True, holds, facts, rule["provider"])
