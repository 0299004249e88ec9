"""A courier's round: a parcel is taken, carried and handed over, lost or brought back; each step is told to the platform, signed with the
courier's own key, repeated with back-off on 5xx, given up on 4xx."""

from __future__ import annotations

import hashlib

import orjson

from sandbox import accounts
from sandbox.clock import zulu
from sandbox.departments import decide, pace
from sandbox.departments.decide.verdict import carry_out
from sandbox.departments.outbox import TRIES, exchange, sentence
from sandbox.documents import Doc
from sandbox.signing import headers_for
from sandbox.world import World

COMPANY, PHONE = "邮政速递", "11183"
DELIVERED = "delivered"
# What becomes of a parcel, by the setting `courier_fate`.
FATES = {
    "delivered": ("collected", "moving", "out", "delivered"),
    "lost": ("collected", "moving", "lost"),
    "returned": ("collected", "moving", "out", "failed", "returned"),
}
SAYS = {
    "collected": "广州越秀营业部收件",
    "moving": "到了广州处理中心",
    "out": "派送员出发了",
    "delivered": "本人签收",
    "failed": "家里没有人",
    "returned": "寄件的部门收回了",
    "lost": "处理中心找不到了",
}


def install(world: World) -> None:
    """Let the scheduler carry parcels."""
    world.scheduler.on("carry", lambda waybill: begin(world, waybill))
    world.scheduler.on("parcel", lambda **payload: step(world, **payload))


def take(world: World, case: Doc) -> Doc:
    """A new parcel of this case: {company, waybill, phone}. It is carried once the platform knows of it."""
    parcels, key = world.tables["parcels"], next(key for key, one in world.tables["cases"].items() if one is case)
    again = sum(one["case"] == key for one in parcels.values())
    number = int(hashlib.sha256(f"{key}:{again}".encode()).hexdigest(), 16) % 10**9
    waybill = f"EM{number:09d}CN"
    parcels[waybill] = {"waybill": waybill, "case": key, "case_no": case["case_no"], "state": "sent", "by_hand": False, "said": []}
    return {"company": COMPANY, "waybill": waybill, "phone": PHONE}


def begin(world: World, waybill: str) -> None:
    """The platform knows of it: off it goes. One that is not ours is another courier's."""
    if waybill in world.tables["parcels"]:
        plan(world, waybill, FATES[world.settings["courier_fate"]])


def plan(world: World, waybill: str, left: tuple[str, ...]) -> None:
    """The next step, after as long as its department takes for one."""
    case = world.tables["cases"][world.tables["parcels"][waybill]["case"]]
    if left:
        said = word(world, waybill, left[0])
        world.scheduler.after(pace.pause(world, case), "parcel", waybill=waybill, said=said, left=list(left[1:]), attempt=0)


def word(world: World, waybill: str, kind: str, say: str = "") -> Doc:
    """What is said of a step."""
    return {"waybill": waybill, "event_id": world.new_id("pk", 12), "kind": kind, "say": say or SAYS[kind]}


def step(world: World, waybill: str, said: Doc, left: list[str], attempt: int, by_hand: bool = False) -> None:
    """Tell the platform, and go on once it has heard."""
    parcel = world.tables["parcels"].get(waybill)
    if parcel is None or (parcel["by_hand"] and not by_hand):
        return
    case = world.tables["cases"][parcel["case"]]
    said = {"at": zulu(world.clock.now()), **said}
    url, raw = f"{case['body']['callback'].rstrip('/')}/parcels/events", orjson.dumps(said)
    who = accounts.COURIER
    headers = {"Content-Type": "application/json", **headers_for(who, accounts.courier_key(world), "POST", url, raw)}
    status, text = exchange(world, url, raw, headers, {"node": f"快递 {said['kind']}"}, {})
    with world.lock:
        told = {
            "kind": said["kind"],
            "at": said["at"],
            "status": status,
            "say": "" if status and status < 400 else sentence(status or 0, text),
        }
        parcel["said"] = [*parcel["said"], told]
        if status and status < 400:
            heard(world, parcel, case, said["kind"])
            plan(world, waybill, tuple(left))
        elif not (status and status < 500) and attempt + 1 < TRIES:
            world.scheduler.after(2**attempt, "parcel", waybill=waybill, said=said, left=left, attempt=attempt + 1, by_hand=by_hand)


def heard(world: World, parcel: Doc, case: Doc, kind: str) -> None:
    """The platform has it. What was handed over is done for the department too."""
    parcel["state"] = kind
    if kind == DELIVERED and case["step"] == "delivering":
        case["step"] = "done"
        handed(world, case)


def handed(world: World, case: Doc) -> None:
    """What was made is in the person's hands: what only that changes is changed, once."""
    verdict = case.get("verdict")
    if verdict and case.get("granted") and not case.get("taken"):
        carry_out(decide.registers(world), verdict["handed"])
        case["taken"] = True
