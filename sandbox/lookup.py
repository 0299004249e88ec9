"""`POST /sources/lookup`: rows of one register for one person, signed as every question to a source (docs/protocols.md)."""

from __future__ import annotations

import time

from flask import Blueprint, Response, g, request

from sandbox import accounts, people
from sandbox.clock import zulu
from sandbox.departments.decide import registers
from sandbox.departments.inbox import Refused, answer, read, verify
from sandbox.documents import Doc
from sandbox.registers import troubles
from sandbox.registers.declared import Register, Row
from sandbox.registers.reach import NotYours, seen
from sandbox.registers.store import NoRegister, Store
from sandbox.signing import seal
from sandbox.world import World, here

bp = Blueprint("registers", __name__)
MOST = 500


@bp.post("/sources/lookup")
def lookup() -> Response:
    """200 {register, rows, total, as_of, provider, seal}; 401, 403 not_yours, 422 unknown or unreadable, 503 switched off."""
    world = here()
    try:
        verify(world, request, accounts.source_key(world))
        body = read()
        with world.lock:
            held = registers(world)
            register = wanted(held, body)
            mood = troubles.of(world, register)
        if world.settings["register_delay"] or "slow" in mood:
            time.sleep(world.settings["register_delay"] or troubles.SLOW)
        if "off" in mood:
            raise Refused(503, "source_off", "这个登记簿暂停服务")
        with world.lock:
            rows = find(world, held, register, body)
    except Refused as refused:
        status, code, message = refused.args
        g.note = f"{code}: {message}"
        return answer({"code": code, "message": message}, status)
    g.note = f"{register.name} {len(rows)} 行"
    return troubles.spoilt(mood, said(world, register, rows, limit_of(body)))


def wanted(held: Store, body: Doc) -> Register:
    """The register a question is about. Refused(422) for what cannot be asked."""
    person = body.get("person")
    if not isinstance(person, dict) or not all(isinstance(person.get(name), str) for name in ("name", "id_number")):
        raise Refused(422, "bad_body", "person{name,id_type,id_number} 必填")
    if not isinstance(body.get("purpose"), str) or not body["purpose"].strip():
        raise Refused(422, "bad_body", "purpose 必填：为什么要看")
    limit_of(body)
    try:
        register = held.register(str(body.get("register")))
    except NoRegister as unknown:
        raise Refused(422, "unknown_register", f"没有这个登记簿：{unknown.args[0]}") from None
    key = body.get("key", {})
    if not isinstance(key, dict):
        raise Refused(422, "bad_body", "key 应为 {栏: 值}")
    if strange := set(key) - set(register.columns):
        raise Refused(422, "unknown_column", f"{register.name} 没有 {'、'.join(sorted(strange))} 这一栏")
    return register


def limit_of(body: Doc) -> int:
    """How many rows are asked for. Raises Refused 422."""
    limit = body.get("limit") or 100
    if type(limit) is not int or not 1 <= limit <= MOST:
        raise Refused(422, "bad_body", f"limit 是 1 到 {MOST} 的整数")
    return limit


def find(world: World, held: Store, register: Register, body: Doc) -> list[tuple[str, Row]]:
    """The rows this person may see. Refused(403) for somebody else's, or when name and number do not belong together."""
    person = body["person"]
    if not known(world, held, person):
        raise Refused(403, "not_the_person", "姓名和证件号对不上")
    try:
        return seen(held, register, person["id_number"], body.get("key", {}))
    except NotYours as refused:
        raise Refused(403, "not_yours", refused.args[0]) from None


def known(world: World, held: Store, person: Doc) -> bool:
    """Do name and number belong together? Those without an id card go by the demo people."""
    row = held.one("gat.people", id=person["id_number"])
    if row is not None:
        return bool(row["姓名"] == person["name"])
    one = people.by_id_number(world, person["id_number"], person.get("id_type", "111"))
    return one is not None and bool(one["name"] == person["name"]) and "id_type" in one


def said(world: World, register: Register, rows: list[tuple[str, Row]], limit: int) -> Doc:
    """The answer; `seal` is the provider's signature over what it gave, so that a department can tell it was not made up."""
    given = [{"row_id": row_id, **row} for row_id, row in rows[:limit]]
    as_of = zulu(world.clock.now())
    return {
        "register": register.name,
        "rows": given,
        "total": len(rows),
        "as_of": as_of,
        "provider": register.department,
        "seal": seal(accounts.department_key(world, register.department), register.name, as_of, given),
    }
