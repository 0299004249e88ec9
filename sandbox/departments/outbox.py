"""Callbacks to the platform: signed, repeated with back-off on 5xx, given up on 4xx."""

from __future__ import annotations

import time
from collections.abc import Sequence

import orjson
import requests

from sandbox import accounts
from sandbox.clock import parse, zulu
from sandbox.departments import pace
from sandbox.documents import Doc, Faulty
from sandbox.faults import NOTICE_KINDS
from sandbox.journal import shown, text_of
from sandbox.pay.notices import path_of
from sandbox.signing import headers_for
from sandbox.world import World

TRIES = 10
PATIENCE = 5.0
DECISIONS = {"approved", "denied", "rejected", "terminated"}

__all__ = ["accounts", "install", "send", "zulu"]


def install(world: World) -> None:
    """Let the scheduler deliver nodes."""
    world.scheduler.on("node", lambda **payload: deliver(world, **payload))


def send(world: World, key: str, node: Doc, left: Sequence[str] = ()) -> None:
    """Put a node on its way; `left` are the nodes of the course that follow once it is taken."""
    world.scheduler.after(0, "node", key=key, node=node, left=list(left), attempt=0)


def deliver(world: World, key: str, node: Doc, left: Sequence[str], attempt: int) -> None:
    """Tell the platform of a node; what does not arrive is tried again."""
    case = world.tables["cases"].get(key)
    if case is None:
        return
    url = f"{case['body']['callback'].rstrip('/')}/cases/{case['case_no']}/nodes"
    status, text, lost = post(world, case["department"], url, node)
    with world.lock:
        record = {
            "event_id": node["event_id"],
            "node": node["node"],
            "status": status,
            "attempt": attempt + 1,
            "at": world.clock.now(),
            "reply": text[:500],
        }
        case["sent"] = [one for one in case["sent"] if one["event_id"] != node["event_id"]] + [record]
        if status and status < 400 and not lost:
            taken(world, key, case, node, left, text)
        elif status and status < 500 and not lost:
            case["stopped"] = f"{node['node']}: {status} {text[:200]}"
            case["refused"] = {"node": node["node"], "status": status, "say": sentence(status, text)}
        elif attempt + 1 < TRIES:
            world.scheduler.after(2**attempt, "node", key=key, node=node, left=left, attempt=attempt + 1)
        else:
            case["stopped"] = f"{node['node']}: 平台没有应答"
            case["refused"] = {"node": node["node"], "status": None, "say": "平台没有应答"}


def sentence(status: int, text: str) -> str:
    """What the platform said, in words: `say`, `do` and the field's own sentences of a problem document; else the status."""
    try:
        said = orjson.loads(text)
        parts = [said.get("say"), *(one.get("say") for one in said.get("errors") or []), said.get("do")]
        words = list(dict.fromkeys(str(part).strip("。") for part in parts if part))
    except (orjson.JSONDecodeError, AttributeError, TypeError):
        words = []
    return "。".join(words) + "。" if words else f"平台答了 {status}，没有说为什么。"


def taken(world: World, key: str, case: Doc, node: Doc, left: Sequence[str], answer: str) -> None:
    """The platform has it. An office that agreed while others are left is through: whoever decides last ends the case."""
    case["step"], case["stopped"], case["refused"] = node["node"], "", None
    case["decided"] = case["decided"] or node["node"] in DECISIONS
    if case.get("office") and node["node"] == "approved" and status_in(answer) != "approved":
        case["through"], left = True, []
    until = (case.get("verdict") or {}).get("wait_until")
    if left:
        world.scheduler.after(pace.pause(world, case), "course", key=key, left=left)
    if parcel := node.get("delivery"):
        world.scheduler.after(0, "carry", waybill=parcel.get("waybill", ""))
    elif node["node"] == "special" and until:
        world.scheduler.after(max(seconds_to(world, until), 0.0), "wake", key=key)


def seconds_to(world: World, day: str) -> float:
    """How long until this day begins in China, or this minute of one (2026-11-25 10:00); none for no day."""
    return parse(f"{day[:10]}T{day[11:] or '00:00'}:00+08:00") - world.clock.now() if day else 0.0


def status_in(answer: str) -> str | None:
    """Where the case stands, as the platform answered."""
    try:
        said = orjson.loads(answer)
    except orjson.JSONDecodeError:
        return None
    return said.get("status") if isinstance(said, dict) else None


def post(world: World, department: str, url: str, node: Doc) -> tuple[int | None, str, bool]:
    """(status or None, reply text, whether a fault makes us think the reply was lost)."""
    faults = world.faults.take("POST", path_of(url), NOTICE_KINDS, "department")
    if "lost_notification" in faults:
        return None, "", True
    if "delay" in faults:
        time.sleep(faults["delay"] or 1)
    body = orjson.dumps(node)
    secret = accounts.department_key(world, department)
    stamp = time.time() - (faults["stale_time"] or 601) if "stale_time" in faults else None
    headers = {"Content-Type": "application/json", **headers_for(department, secret, "POST", url, body, stamp)}
    if "bad_signature" in faults:
        headers["X-Shengshi-Signature"] = "0" * 64
    sent = body[: len(body) // 2] if "truncated" in faults else body
    status, text = exchange(world, url, sent, headers, node, faults)
    if "duplicate" in faults:
        again = {**headers, **headers_for(department, secret, "POST", url, body)}
        exchange(world, url, body, again, node, {})
    return status, text, "lost_reply" in faults


def exchange(world: World, url: str, body: bytes, headers: dict[str, str], node: Doc, faults: Faulty) -> tuple[int | None, str]:
    """One call: its status (None when nothing came back), its text and what went wrong."""
    began = time.monotonic()
    status, text, error = None, "", ""
    try:
        reply = world.wire.post(url, data=body, headers=headers, timeout=PATIENCE, allow_redirects=False)
        status, text = reply.status_code, text_of(reply.content)
    except requests.RequestException as problem:
        error = type(problem).__name__
    world.journal.add(
        direction="out",
        side="department",
        method="POST",
        path=url,
        status=status,
        request=text_of(body),
        reply=text,
        headers=shown(headers),
        took_ms=round((time.monotonic() - began) * 1000),
        verified=None if status is None else status < 400,
        fault=",".join(sorted(faults)),
        note=f"{node['node']} {error}".strip(),
    )
    return status, text
