"""The automatic course of a case through a department, one node after another."""

from __future__ import annotations

from sandbox.departments import files, outbox, results
from sandbox.documents import Doc
from sandbox.world import World

FIRST = ["pre_check", "accepted", "reviewing", "approving"]
OPINIONS = {"pre_check": "看看材料齐不齐"}  # sentences to the resident; empty where the state itself says enough


def install(world: World) -> None:
    world.scheduler.on("course", lambda key, left: step(world, key, left))
    world.scheduler.on("files", lambda key: files.fetch_all(world, key))


def received(world: World, key: str) -> None:
    """A new case: fetch its files, and begin unless a person is to decide."""
    world.scheduler.after(0, "files", key=key)
    begin(world, key, plan(world.tables["cases"][key]))


def corrected(world: World, key: str) -> None:
    case = world.tables["cases"][key]
    world.scheduler.after(0, "files", key=key)
    come(case, "corrected")
    begin(world, key, rest(case))


def paid(world: World, key: str) -> None:
    case = world.tables["cases"][key]
    if case["step"] == "to_pay":
        come(case, "approving")
    begin(world, key, rest(case))


def come(case: Doc, step: str) -> None:
    """The applicant did what was asked: from here on the department goes on, whatever it was refused before."""
    case |= {"step": step, "stopped": "", "refused": None}


def plan(case: Doc) -> list[str]:
    """The nodes from reading to the fee, or to the end when nothing is due."""
    if case["body"]["fee_fen"] > 0 and case["paid"] is None:
        return [*FIRST, "to_pay"]
    return [*FIRST, *closing(case)]


def closing(case: Doc) -> list[str]:
    return ["approved", "delivering", "done"] if results.is_posted(case["body"]) else ["approved", "done"]


def rest(case: Doc) -> list[str]:
    """What is left of the course after the step the case stands at; nothing while somebody else has to act."""
    nodes, step = plan(case), case["step"]
    if case["withdrawn"] or step in ("to_correct", "rejected", "terminated", "done") or (step == "to_pay" and case["paid"] is None):
        return []
    if step in ("special", "extended"):
        return nodes[nodes.index("approving" if step == "extended" else "reviewing") :]
    if step == "denied":
        return ["done"]
    if step == "corrected":
        return nodes[nodes.index("accepted") :]
    return nodes[nodes.index(step) + 1 :] if step in nodes else nodes


def resume(world: World, key: str) -> None:
    """Leave a case that a person took in hand to the course again."""
    case = world.tables["cases"][key]
    case |= {"manual": False, "led": True, "stopped": ""}
    nodes = rest(case)
    if nodes:
        world.scheduler.after(world.settings["department_delay"], "course", key=key, left=nodes)


def begin(world: World, key: str, nodes: list[str]) -> None:
    case = world.tables["cases"][key]
    if on_its_own(world, case):
        world.scheduler.after(world.settings["department_delay"], "course", key=key, left=nodes)
    else:
        case["manual"] = True


def on_its_own(world: World, case: Doc) -> bool:
    """Does the course run? Not once a person took the case in hand; a case left to it again runs whatever the setting says."""
    return not case.get("manual") and (world.settings["department_auto"] or bool(case.get("led")))


def step(world: World, key: str, left: list[str]) -> None:
    """Send the next node and plan the one after it, once this one has been taken."""
    with world.lock:
        case = world.tables["cases"].get(key)
        if case is None or case["withdrawn"] or not left:
            return
        if not on_its_own(world, case):
            case["manual"] = True
            return
        node = node_body(world, case, left[0])
    outbox.send(world, key, node, left[1:])


def node_body(world: World, case: Doc, node: str, given: Doc | None = None) -> Doc:
    """The callback body of protocols.md for this node; `given` overrides what the course would say."""
    unit = next(one for one in outbox.accounts.departments() if one["id"] == case["department"])
    body = {
        "event_id": world.new_id("ev", 12),
        "node": node,
        "at": outbox.zulu(world.clock.now()),
        "unit": case["body"].get("unit") or unit["unit"],
        "by": unit["by"],
        "opinion": OPINIONS.get(node, ""),
    }
    if node == "approved":
        body |= results.result_of(world, case)
    if node == "delivering":
        body["delivery"] = {"company": "邮政速递", "waybill": f"EMS{abs(hash(case['case_no'])) % 10**10:010d}CN", "phone": "11183"}
    return body | {name: value for name, value in (given or {}).items() if value is not None}
