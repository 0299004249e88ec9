"""What can be wrong with a register, when the control page says so: off, slow, dead, or an answer that must not be believed."""

from __future__ import annotations

import orjson
from flask import Response, g

from sandbox.documents import Doc
from sandbox.registers.declared import Register, Row, registers
from sandbox.world import World

SLOW = 4.0  # seconds; a platform waits three
KINDS = ("slow", "dead", "person", "type", "cut")  # settings registers_wrong: "jj.violations:person"


def of(world: World, register: Register) -> set[str]:
    """What is wrong with this register now: `off` or some of KINDS. A view is off when what it comes from is; a table is never off."""
    off = set(world.settings["registers_off"])
    mood = {"off"} if not register.table and off & {register.name, *register.view} else set()
    wrong = (one.rpartition(":") for one in world.settings["registers_wrong"])
    return mood | {kind for name, _, kind in wrong if name == register.name}


def check(names: list[str], kinds: bool = False) -> None:
    """Raises ValueError for a register, or a trouble, that does not exist."""
    for one in names:
        name, _, kind = one.rpartition(":") if kinds else (one, "", "")
        if name not in registers():
            raise ValueError(f"没有登记簿 {name or one}")
        if kinds and kind not in KINDS:
            raise ValueError(f"{one}：冒号后面是 {'、'.join(KINDS)} 之一")


def spoilt(mood: set[str], body: Doc) -> Response:
    """The answer as this mood sends it."""
    if "person" in mood:
        body = body | {"rows": [stranger(row) for row in body["rows"]] or [{"row_id": "别人的"}]}
    if "type" in mood:
        body = body | {"rows": [{name: mistyped(value) for name, value in row.items()} for row in body["rows"]]}
    if "cut" in mood:
        g.faults = {**g.faults, "truncated": None}
    if "dead" in mood:
        g.faults = {**g.faults, "lost_reply": None}
    return Response(orjson.dumps(body), content_type="application/json; charset=utf-8")


def stranger(row: Row) -> Row:
    """The same row as if it were somebody else's: every id number is another's."""
    return {
        name: "110101199001010015" if isinstance(value, str) and len(value) == 18 and value[:6].isdigit() else value
        for name, value in row.items()
    }


def mistyped(value: object) -> object:
    """A number where a text should be, and a text where a number should be."""
    return 20261123 if isinstance(value, str) else "很多" if isinstance(value, int | float) else value
