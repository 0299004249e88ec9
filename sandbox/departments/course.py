"""The automatic course of a case through a department, one node after another."""

from __future__ import annotations

from dataclasses import asdict

from sandbox.departments import courier, decide, files, noes, outbox, pace, results
from sandbox.departments.decide.verdict import Verdict, ask_again, carry_out, deny
from sandbox.documents import Doc
from sandbox.signing import seal
from sandbox.world import World

FIRST = ["pre_check", "accepted", "reviewing", "approving"]
DECISIVE = ("to_correct", "to_pay", "approved", "denied")  # nodes that say what the department thinks: it reads its registers again
AGAIN = "请按下面的说明改一改"
OPINIONS = {"pre_check": "看看材料齐不齐"}  # sentences to the resident; empty where the state itself says enough


def install(world: World) -> None:
    """Let the scheduler take cases further and fetch their files."""
    world.scheduler.on("course", lambda key, left: step(world, key, left))
    world.scheduler.on("wake", lambda key: wake(world, key))
    world.scheduler.on("files", lambda key: files.fetch_all(world, key))


def received(world: World, key: str) -> None:
    """A new case: fetch its files, judge it by the registers, and begin unless a person is to decide."""
    world.scheduler.after(0, "files", key=key)
    case = world.tables["cases"][key]
    weigh(world, case)
    begin(world, key, plan(case))


def corrected(world: World, key: str) -> None:
    """What was asked again has come: it is looked at anew."""
    case = world.tables["cases"][key]
    world.scheduler.after(0, "files", key=key)
    if case.get("office") and case["step"] != "to_correct":
        weigh(world, case)  # another office asked for it: this one goes on with what stands there now
        if case["refused"]:
            come(case, case["step"])
            begin(world, key, rest(case))
        return
    come(case, "corrected")
    weigh(world, case)
    begin(world, key, rest(case))


def paid(world: World, key: str) -> None:
    """The fee is paid: on to whatever is left."""
    case = world.tables["cases"][key]
    if case["step"] == "to_pay":
        come(case, "approving")
    begin(world, key, rest(case))


def owed(world: World, case: Doc) -> int:
    """Fen to be paid today: what the department's rules say where it hangs on the day, else what the case came with."""
    verdict = decide.judge(case, decide.registers(world))
    return verdict.due if verdict and verdict.due is not None else int(case["body"]["fee_fen"])


def come(case: Doc, step: str) -> None:
    """The applicant did what was asked: from here on the department goes on, whatever it was refused before."""
    case |= {"step": step, "stopped": "", "refused": None}


def weigh(world: World, case: Doc) -> None:
    """Judge the case as the registers stand now. What its arrival alone changes (an objection, an application on file) is done once."""
    if case.get("granted"):
        return
    verdict = (
        stubborn(case) if case["department"] in world.settings["departments_stubborn"] else decide.judge(case, decide.registers(world))
    )
    if verdict and verdict.happens:
        carry_out(decide.registers(world), verdict.happens)
        verdict = decide.judge(case, decide.registers(world))
    if verdict and verdict.kind == "return" and case["step"] == "approving":
        verdict = deny(str(verdict.points[0]["text"]))  # who is about to sign cannot ask for anything again
    before, case["verdict"] = case.get("verdict"), asdict(verdict) if verdict else None
    if verdict and verdict.kind != "grant" and not verdict.otherwise and case.get("received") and before:
        case["verdict"]["otherwise"] = before["otherwise"]  # what its arrival changed is taken back, whatever it is refused for now
    if verdict and not case.get("received"):
        carry_out(decide.registers(world), verdict.on_receipt)
        case["received"] = True


def stubborn(case: Doc) -> Verdict:
    """What a department told to be stubborn says: never good enough."""
    places = case["body"].get("mendable") or []
    if not places:
        return deny("材料不行，就是不行")
    return ask_again(places[0]["to"], places[0]["id"], "不行，再改改")


def settle(world: World, case: Doc, node: str) -> None:
    """The department decides with this node: its registers change, once. A person who grants what the rules would not changes nothing."""
    verdict = case.get("verdict")
    if node == "done":
        courier.handed(world, case)
    if not verdict or case.get("granted"):
        return
    held = decide.registers(world)
    if verdict["kind"] == "grant" and node in ("to_pay", "approved") and not case.get("settled"):
        carry_out(held, verdict["before_fee"])
        case["settled"] = True
    if verdict["kind"] == "grant" and node == "approved":
        carry_out(held, verdict["effects"])
        case["granted"] = True
    if node in ("denied", "rejected", "terminated"):
        fall(world, case)


def fall(world: World, case: Doc) -> None:
    """The case ends without a grant: what its arrival changed is taken back, once; and what this office granted before another did not."""
    verdict = case.get("verdict")
    if verdict and case.get("through") and case.pop("granted", False):
        carry_out(decide.registers(world), verdict["undo"])
    if verdict and case.pop("received", False):
        carry_out(decide.registers(world), verdict["otherwise"])


def plan(case: Doc) -> list[str]:
    """The nodes from reading to the fee, or to the end when nothing is due; or to the no that the department's rules say; or until the
    day they wait for."""
    verdict = case.get("verdict") or {}
    kind = verdict.get("kind")
    if kind == "grant" and verdict.get("wait_until"):
        return [*FIRST[:3], "special"]
    if kind == "return":
        return ["pre_check", "to_correct"]
    if kind == "end":
        return [*FIRST[:3], "terminated"]
    if kind == "deny":
        return [*FIRST, "denied", "done"]
    if case["body"]["fee_fen"] > 0 and case["paid"] is None:
        return [*FIRST, "to_pay"]
    return [*FIRST, *closing(case)]


def closing(case: Doc) -> list[str]:
    """The nodes from a grant to the end; what is posted is ended by the courier that hands it over."""
    bare = (case.get("verdict") or {}).get("bare")  # nothing is made, nothing is posted
    return ["approved", "delivering"] if not bare and results.is_posted(case["body"]) else ["approved", "done"]


def rest(case: Doc) -> list[str]:
    """What is left of the course after the step the case stands at; nothing while somebody else has to act."""
    nodes, step = plan(case), case["step"]
    if case.get("through"):
        return []
    if case["withdrawn"] or step in ("to_correct", "rejected", "terminated", "done") or (step == "to_pay" and case["paid"] is None):
        return []
    if step == "special" and nodes[-1] == "to_correct":
        return ["reviewing", "to_correct"]
    if step in ("special", "extended"):
        return nodes[nodes.index("approving" if step == "extended" else "reviewing") :]
    if step == "denied":
        return ["done"]
    if step == "corrected":
        return nodes[nodes.index("accepted") :] if "accepted" in nodes else nodes
    return nodes[nodes.index(step) + 1 :] if step in nodes else nodes


def wake(world: World, key: str) -> None:
    """The day that a case waits for has come: it is judged again and goes on, to the next such day where it has to."""
    with world.lock:
        case = world.tables["cases"].get(key)
        if case is None or case["withdrawn"] or case["step"] != "special" or not on_its_own(world, case):
            return
        if (left := outbox.seconds_to(world, (case.get("verdict") or {}).get("wait_until", ""))) > 0:
            world.scheduler.after(left, "wake", key=key)  # waits run faster than the clock where the pace is another
            return
        before = case["verdict"]["wait_for"]
        weigh(world, case)
        after = case.get("verdict") or {}
        if after.get("wait_until") and after["wait_for"] == before:  # it still waits for the same: there is nothing to tell
            world.scheduler.after(max(outbox.seconds_to(world, after["wait_until"]), pace.DEAD), "wake", key=key)
            return
        world.scheduler.after(pace.pause(world, case), "course", key=key, left=rest(case))


def resume(world: World, key: str) -> None:
    """Leave a case that a person took in hand to the course again."""
    case = world.tables["cases"][key]
    case |= {"manual": False, "led": True, "stopped": ""}
    nodes = rest(case)
    if nodes:
        world.scheduler.after(pace.pause(world, case), "course", key=key, left=nodes)


def begin(world: World, key: str, nodes: list[str]) -> None:
    """Go through these nodes, one after the other; a case that is walked by hand waits at the first."""
    case = world.tables["cases"][key]
    if on_its_own(world, case):
        world.scheduler.after(pace.pause(world, case), "course", key=key, left=nodes)
    else:
        case["manual"] = True


def on_its_own(world: World, case: Doc) -> bool:
    """Does the course run? Not once a person took the case in hand; a case left to it again runs whatever the setting says."""
    silent = case.get("office") in world.settings["offices_silent"]
    return not case.get("manual") and ((world.settings["department_auto"] and not silent) or bool(case.get("led")))


def step(world: World, key: str, left: list[str]) -> None:
    """Send the next node and plan the one after it, once this one has been taken."""
    with world.lock:
        case = world.tables["cases"].get(key)
        if case is None or case["withdrawn"] or not left:
            return
        if not on_its_own(world, case):
            case["manual"] = True
            return
        if case["department"] in world.settings["departments_dead"]:
            world.scheduler.after(pace.DEAD, "course", key=key, left=left)
            return
        if left[0] in DECISIVE and not case.get("settled"):
            before = case.get("verdict") and case["verdict"]["kind"]
            weigh(world, case)
            if before != (case["verdict"] and case["verdict"]["kind"]):
                left = rest(case)  # the registers changed meanwhile, and so does the course
                if not left:
                    return
        node = node_body(world, case, left[0])
    outbox.send(world, key, node, left[1:])


def node_body(world: World, case: Doc, node: str, given: Doc | None = None) -> Doc:
    """The callback body of protocols.md for this node; `given` overrides what the course would say."""
    unit = next(one for one in outbox.accounts.departments() if one["id"] == case["department"])
    verdict = case.get("verdict") or {}
    settle(world, case, node)
    body = {
        "event_id": world.new_id("ev", 12),
        "node": node,
        "at": outbox.zulu(world.clock.now()),
        "unit": verdict.get("units", {}).get(node) or case["body"].get("unit") or unit["unit"],
        "by": unit["by"],
        "opinion": verdict.get("says", {}).get(node) or OPINIONS.get(node, ""),
    }
    if node == "special" and verdict.get("wait_for"):
        body["reason"] = verdict["wait_for"]
    if office := case.get("office"):
        body["office"] = office
    if node in ("to_pay", "approved") and verdict.get("papers") and not case.get("handed"):
        body["papers"], case["handed"] = list(verdict["papers"]), True
    if node == "approved":
        body |= {} if verdict.get("bare") else results.result_of(world, case)
        body["opinion"] = verdict.get("opinion") or body["opinion"]
        if office and (facts := verdict.get("sends")):
            secret = outbox.accounts.department_key(world, case["department"])
            body["sends"] = {"facts": facts, "seal": seal(secret, case["case_no"], office, [facts])}
        if case["department"] in world.settings["departments_wrong"] and "result" in body:
            body["result"]["issued_on"] = 20261123
    if (node, verdict.get("kind")) in (("denied", "deny"), ("terminated", "end")):
        body["reason"] = verdict["reason"]
    if no := noes.paper(world, case, node, body["unit"], str((given or {}).get("reason") or body.get("reason") or "")):
        body["papers"] = [no]
    if node == "to_correct" and verdict.get("kind") == "return":
        body |= {"points": list(verdict["points"]), "opinion": AGAIN}
        if any(one["node"] == "to_correct" for one in case["sent"]):
            body["reason"] = "改过的地方还是不对"
    if node == "delivering":
        body["delivery"] = (given or {}).get("delivery") or courier.take(world, case)
    return body | {name: value for name, value in (given or {}).items() if value is not None}
