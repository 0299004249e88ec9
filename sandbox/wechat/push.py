"""What WeChat pushes to the developer's server: events and messages, in clear, compatible or secure mode.

Five seconds to answer `success` or nothing; otherwise three more tries, then the message is dropped.
"""

from __future__ import annotations

import hashlib
import time

import orjson
import requests

from sandbox import accounts
from sandbox.documents import Doc, Faulty
from sandbox.faults import NOTICE_KINDS
from sandbox.journal import shown, text_of
from sandbox.pay.notices import path_of
from sandbox.wechat import envelope
from sandbox.world import World

RETRIES, GAP, PATIENCE = 3, 5.0, 5.0
TYPES = {"xml": "text/xml", "json": "application/json"}


def install(world: World) -> None:
    """Let the scheduler deliver pushes."""
    world.scheduler.on("push", lambda push_id, attempt: deliver(world, push_id, attempt))


def event(world: World, appid: str, openid: str, name: str, fields: Doc) -> str:
    """Push an event of this name; returns its id."""
    return message(world, appid, openid, {"MsgType": "event", "Event": name, **fields})


def message(world: World, appid: str, openid: str, fields: Doc) -> str:
    """Put a push on its way to the setting push_url; without one it is kept and dropped."""
    app = accounts.app(appid)
    push_id = world.new_id("p", 8)
    world.tables["pushes"][push_id] = {
        "id": push_id,
        "appid": appid,
        "openid": openid,
        "message": {"ToUserName": app["original_id"], "FromUserName": openid, "CreateTime": int(world.clock.now()), **fields},
        "at": world.clock.now(),
        "state": "pending" if world.settings["push_url"] else "nowhere",
        "attempts": [],
    }
    if world.settings["push_url"]:
        world.scheduler.after(0, "push", push_id=push_id, attempt=0)
    return push_id


def deliver(world: World, push_id: str, attempt: int) -> None:
    """One attempt at a push; what does not arrive is tried again."""
    push = world.tables["pushes"].get(push_id)
    if push is None:
        return
    faults = world.faults.take("POST", path_of(world.settings["push_url"]).partition("?")[0], NOTICE_KINDS, "wechat")
    if "lost_notification" in faults:
        push["state"] = "lost"
        record(world, "POST", world.settings["push_url"], None, b"", "", push, "lost_notification", 0, "")
        return
    if "delay" in faults:
        time.sleep(faults["delay"] or 1)
    good = send(world, push, faults, attempt)
    if "duplicate" in faults:
        send(world, push, {}, attempt)
    with world.lock:
        if good:
            push["state"] = "delivered"
        elif attempt < RETRIES:
            world.scheduler.after(GAP, "push", push_id=push_id, attempt=attempt + 1)
        else:
            push["state"] = "dropped"


def send(world: World, push: Doc, faults: Faulty, attempt: int) -> bool:
    """POST once; True when the server said `success`, nothing, or a reply for the user, in time."""
    kind = world.settings["push_format"]
    url, body = envelope.seal(world, push, world.settings["push_url"], world.settings["push_mode"], kind, faults)
    sent = body[: len(body) // 2] if "truncated" in faults else body
    headers = {"Content-Type": TYPES[kind], "User-Agent": "Mozilla/4.0", "Accept": "*/*"}
    began = time.monotonic()
    status, reply, error = exchange("POST", url, sent, headers)
    took = round((time.monotonic() - began) * 1000)
    good = status == 200 and "lost_reply" not in faults and (reply.strip() in ("", "success") or reply.lstrip()[:1] in "<{")
    push["attempts"].append({"at": world.clock.now(), "status": status, "error": error, "took_ms": took, "faults": sorted(faults)})
    note = f"第{attempt + 1}次" + (f" {error}" if error else "")
    record(world, "POST", url, status, sent, reply, push, ",".join(sorted(faults)), took, note, good, headers)
    return good


def record(
    world: World,
    method: str,
    url: str,
    status: int | None,
    body: bytes,
    reply: str,
    push: Doc | None,
    fault: str,
    took: float,
    note: str,
    good: bool | None = None,
    headers: dict[str, str] | None = None,
) -> None:
    """Keep a push in the journal; the push itself in clear beside what was sent."""
    name = push["message"].get("Event") or push["message"].get("MsgType") if push else ""
    world.journal.add(
        direction="out",
        side="wechat",
        method=method,
        path=url,
        status=status,
        request=text_of(body),
        reply=reply,
        headers=shown(headers or {}),
        took_ms=took,
        verified=good,
        fault=fault,
        plain=orjson.dumps(push["message"], option=orjson.OPT_INDENT_2).decode() if push else "",
        note=f"{name} {note}".strip(),
    )


def exchange(method: str, url: str, body: bytes | None, headers: dict[str, str] | None) -> tuple[int | None, str, str]:
    """(status or None, reply text, error text)."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            reply = session.request(method, url, data=body, headers=headers, timeout=PATIENCE, allow_redirects=False)
            return reply.status_code, text_of(reply.content), ""
    except requests.RequestException as error:
        return None, "", type(error).__name__


def verify(world: World, appid: str) -> Doc:
    """Ask the push_url to prove that it knows the token, as the console does when it is saved: {ok, status, reply}."""
    echo = str(int.from_bytes(hashlib.sha256(world.new_id().encode()).digest()[:8], "big"))
    url = envelope.address(world, appid, world.settings["push_url"], {"echostr": echo})
    began = time.monotonic()
    status, reply, error = exchange("GET", url, None, {"User-Agent": "Mozilla/4.0"})
    good = status == 200 and reply == echo
    record(world, "GET", url, status, b"", reply, None, "", round((time.monotonic() - began) * 1000), f"验证地址 {error}".strip(), good)
    return {"ok": good, "status": status, "reply": reply[:200], "error": error}
