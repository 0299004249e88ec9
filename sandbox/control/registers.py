"""The registers of departments: see a person's rows, change a cell, add or take away a row, put things back."""

from __future__ import annotations

from flask import Blueprint, request

from sandbox import accounts, people
from sandbox.control.answers import Refused, control
from sandbox.departments import decide
from sandbox.departments.decide import movedocs
from sandbox.documents import Doc
from sandbox.registers import troubles
from sandbox.registers.columns import BadValue
from sandbox.registers.declared import Register, Row, registers
from sandbox.registers.reach import Reach
from sandbox.registers.store import NoRegister, Store, Taken, fits
from sandbox.registers.switches import is_on, switches, turn
from sandbox.world import World, data

bp = Blueprint("control_registers", __name__, url_prefix="/control")
MOST = 300
PAPERS = "gat.movedocs"  # what offices sign


@bp.get("/registers")
@control
def every(world: World, body: Doc) -> object:
    """Every register: department, columns, whose rows, how many (?person=id: of this person), off, wrong, changed."""
    held, person = decide.registers(world), somebody(world)
    reach = Reach(held, person) if person else None
    short = {one["id"]: one["short"] for one in accounts.departments()}
    return [described(world, held, one, reach) | {"department_name": short[one.department]} for one in registers().values()]


def described(world: World, held: Store, register: Register, reach: Reach | None) -> Doc:
    """A register with its rows; `reach`: those of one person only."""
    return {
        "name": register.name,
        "title": register.title,
        "department": register.department,
        "key": register.key,
        "columns": register.columns,
        "subjects": register.subjects,
        "reach": register.reach,
        "view": register.view,
        "table": register.table,
        "rows": len(theirs(held, register, reach)),
        "off": "off" in troubles.of(world, register),
        "wrong": sorted(troubles.of(world, register) - {"off"}),
        "changed": bool(held.changes.get(register.name)),
    }


def theirs(held: Store, register: Register, reach: Reach | None) -> list[tuple[str, Row]]:
    """The rows about this person, their wards, companies and cars; all rows without one, or where nobody is a subject."""
    rows = list(held.rows(register.name).items())
    if reach is None or not register.subjects:
        return rows
    mine = reach.own
    return [
        (row_id, row)
        for row_id, row in rows
        if any(one in mine for name in register.subjects for one in (row[name] if isinstance(row[name], list) else [row[name]]))
    ]


def somebody(world: World) -> str | None:
    """The id number of ?person=, an id of GET /control/people."""
    told = request.args.get("person")
    if not told:
        return None
    try:
        return str(people.person(world, told)["id_number"])
    except KeyError:
        raise Refused(404, f"nobody is called {told!r}: person is an id of GET /control/people") from None


@bp.get("/registers/<register>")
@control
def rows(world: World, body: Doc, register: str) -> object:
    """The rows of a register, ?person=id of one person, ?column=value those that have it → {…, rows: [{row_id, …}], total}."""
    held = decide.registers(world)
    one, person = known(held, register), somebody(world)
    wanted = {name: value for name, value in request.args.items() if name not in ("person", "key")}
    if strange := set(wanted) - set(one.columns):
        raise Refused(400, f"{register} 没有 {'、'.join(sorted(strange))} 这一栏")
    found = theirs(held, one, Reach(held, person) if person else None)
    if row_id := request.args.get("key"):
        found = [(name, row) for name, row in found if name == row_id]
    found = [(name, row) for name, row in found if fits({column: text(row[column]) for column in wanted}, dict(wanted))]
    told = described(world, held, one, None)
    return told | {"rows": [{"row_id": name, **row} for name, row in found[:MOST]], "total": len(found)}


def text(value: object) -> object:
    """A value as a query can say it."""
    return [str(one) for one in value] if isinstance(value, list) else str(value)


@bp.put("/registers/<register>/rows")
@control
def put(world: World, body: Doc, register: str) -> object:
    """{row_id, set: {column: value}}: change these columns, and of a paper that its office has signed, sign it anew as it says then with
    `signed: true`; {row: {column: value}}: a new row → {row_id}."""
    held = decide.registers(world)
    known(held, register)
    try:
        if "row" in body:
            return {"row_id": held.add(register, body["row"])}
        row_id = str(body.get("row_id"))
        if body.get("signed") and register != PAPERS:
            raise Refused(400, f"signed: 只有 {PAPERS} 的证由机关签章")
        held.change(register, row_id, **body["set"])
        if body.get("signed"):
            held.change(register, row_id, 签章=movedocs.signed(held.get(register, row_id) or {})["签章"])
        return {"row_id": row_id}
    except (BadValue, Taken) as error:
        raise Refused(409 if isinstance(error, Taken) else 400, str(error)) from None
    except KeyError as missing:
        raise Refused(404, f"没有这一行：{missing.args[0]}") from None


@bp.delete("/registers/<register>/rows")
@control
def drop(world: World, body: Doc, register: str) -> None:
    """Take the row ?row_id= away."""
    held, row_id = decide.registers(world), request.args.get("row_id", "")
    known(held, register)
    try:
        held.drop(register, row_id)
    except Taken as error:
        raise Refused(409, str(error)) from None
    except KeyError:
        raise Refused(404, f"没有这一行：{row_id}") from None


@bp.post("/registers/reset")
@control
def reset_all(world: World, body: Doc) -> None:
    """Every register as in the data files; cases, orders and messages stay."""
    decide.registers(world).reset()


@bp.post("/registers/<register>/reset")
@control
def reset_one(world: World, body: Doc, register: str) -> None:
    """This register as in the data files."""
    held = decide.registers(world)
    held.reset(known(held, register).name)


@bp.get("/switches")
@control
def switch_list(world: World, body: Doc) -> object:
    """What is so only when it is switched on: [{name, title, on, registers}]."""
    held = decide.registers(world)
    return [{"name": one.name, "title": one.title, "on": is_on(held, one), "registers": list(one.rows)} for one in switches().values()]


@bp.post("/switches/<switch>")
@control
def switch_one(world: World, body: Doc, switch: str) -> object:
    """{on: bool} → {name, on}: put its rows into the registers, or take them out."""
    if switch not in switches():
        raise Refused(404, f"no such switch: {', '.join(switches())}")
    if not isinstance(body.get("on"), bool):
        raise Refused(400, "on: true or false")
    held, one = decide.registers(world), switches()[switch]
    turn(held, one, body["on"])
    return {"name": switch, "on": is_on(held, one)}


@bp.get("/decides")
@control
def decides(world: World, body: Doc) -> object:
    """How each item is decided: [{item, name, decides: rules | nothing yet}]; the latter are granted whatever they say."""
    return [
        {"item": item, "name": name, "decides": "rules" if item in decide.DECIDES else "nothing yet"}
        for item, name in data("items").items()
    ]


def known(held: Store, name: str) -> Register:
    """The register of this name. Raises Refused 404."""
    try:
        return held.register(name)
    except NoRegister:
        raise Refused(404, f"没有登记簿 {name}") from None
