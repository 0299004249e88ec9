"""Notifications: sealed, signed, sent on the real schedule, judged by status alone within five seconds."""

from __future__ import annotations

import random
import time
import uuid

import orjson
import requests

from sandbox import accounts, clock
from sandbox.documents import Doc, Faulty
from sandbox.faults import NOTICE_KINDS
from sandbox.journal import shown as shown_headers
from sandbox.journal import text_of
from sandbox.pay import aead, platform
from sandbox.world import World

SCHEDULE = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)
FAPIAO_SCHEDULE = (15, 15, 30, 180, 1800, 1800, 1800, 1800, 3600)
PATIENCE = 5.0
HELD = 5.0
HUGE = 10 * 1024 * 1024


def install(world: World) -> None:
    """Let the scheduler deliver notices; those that were under way before a restart too."""
    world.scheduler.on("notice", lambda **payload: deliver(world, **payload))
    waiting = {payload.get("notice_id") for _, kind, payload in world.scheduler.waiting() if kind == "notice"}
    for notice in world.tables["notices"].values():
        # One that was just under way when the state was written is waiting for nothing: it is sent again.
        if notice["state"] == "pending" and notice["id"] not in waiting:
            world.scheduler.after(0, "notice", notice_id=notice["id"], attempt=len(notice["attempts"]))


def tell(world: World, mchid: str, url: str, event: str, kind: str, summary: str, plain: Doc, delay: float = 0.0) -> str:
    """Put a notification on its way; returns its id. `kind` is transaction, refund or fapiao."""
    notice_id = str(uuid.uuid4())
    notice = {
        "id": notice_id,
        "mchid": mchid,
        "url": url,
        "event": event,
        "kind": kind,
        "summary": summary,
        "plain": plain,
        "at": world.clock.now(),
        "state": "pending",
        "attempts": [],
    }
    world.tables["notices"][notice_id] = notice
    world.scheduler.after(delay, "notice", notice_id=notice_id, attempt=0)
    return notice_id


def deliver(world: World, notice_id: str, attempt: int, copy: bool = False) -> None:
    """One sending. Failing ones come back after the next interval, as long as there is one.

    A copy is one that faults have had already, or that a person sends by hand.
    """
    notice = world.tables["notices"].get(notice_id)
    if notice is None or (notice["state"] == "delivered" and not copy):
        return
    faults = {} if copy else world.faults.take("POST", path_of(notice["url"]), NOTICE_KINDS, "pay")
    if "lost_notification" in faults:
        # The whole notification is lost, retries included: the merchant has to ask.
        notice["state"] = "lost"
        world.journal.add(
            direction="out",
            side="pay",
            method="POST",
            path=notice["url"],
            status=None,
            request="",
            reply="",
            verified=None,
            note=f"{notice['event']} 丢了",
            plain=orjson.dumps(notice["plain"], option=orjson.OPT_INDENT_2).decode(),
            fault="lost_notification",
        )
        return
    if "reorder" in faults:
        world.scheduler.after(faults["reorder"] or HELD, "notice", notice_id=notice_id, attempt=attempt, copy=True)
        return
    if "delay" in faults:
        time.sleep(faults["delay"] or 1)
    if "signtest" in faults or random.random() < world.settings["signtest_share"]:
        send(world, notice, attempt, {"signtest": None})
        faults.pop("signtest", None)
    good = send(world, notice, attempt, faults)
    if "duplicate" in faults:
        send(world, notice, attempt, {})
    settle(world, notice, attempt, good, copy)


def settle(world: World, notice: Doc, attempt: int, good: bool, copy: bool) -> None:
    """Mark it delivered, plan the next sending, or give up; one sent by hand plans nothing."""
    schedule = FAPIAO_SCHEDULE if notice["kind"] == "fapiao" else SCHEDULE
    with world.lock:
        if good:
            notice["state"] = "delivered"
        elif attempt < len(schedule):
            world.scheduler.after(schedule[attempt], "notice", notice_id=notice["id"], attempt=attempt + 1)
        elif not copy:
            notice["state"] = "given_up"


def send(world: World, notice: Doc, attempt: int, faults: Faulty) -> bool:
    """POST once; True when the receiver answered 2xx in time and the reply was not lost on the way."""
    bare = "empty_aad" in faults or notice["kind"] == "fapiao"
    body = envelope(world, notice, "" if bare else notice["kind"], "huge" in faults)
    headers = {
        "Content-Type": "application/json",
        "Accept": "*/*",
        "User-Agent": "Mozilla/4.0",
        "Request-ID": f"08{uuid.uuid4().hex.upper()}-0",
        **platform.sign(world, accounts.merchant(world, notice["mchid"]), body, faults=faults),
    }
    sent = body[: len(body) // 2] if "truncated" in faults else body
    began = time.monotonic()
    status, reply, error = post(notice["url"], sent, headers)
    took = time.monotonic() - began
    good = status in (200, 201, 202, 204) and took <= PATIENCE and "lost_reply" not in faults
    notice["attempts"].append(
        {"at": world.clock.now(), "status": status, "error": error, "took_ms": round(took * 1000), "faults": sorted(faults)}
    )
    world.journal.add(
        direction="out",
        side="pay",
        method="POST",
        path=notice["url"],
        status=status,
        request=text_of(sent),
        reply=reply,
        headers=shown_headers(headers),
        took_ms=round(took * 1000),
        verified=good,
        fault=",".join(sorted(faults)),
        plain=orjson.dumps(notice["plain"], option=orjson.OPT_INDENT_2).decode(),
        note=f"{notice['event']} 第{attempt + 1}次" + (f" {error}" if error else ""),
    )
    return good


def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int | None, str, str]:
    """(status or None, reply text, error text); proxies of the environment are not asked."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            reply = session.post(url, data=body, headers=headers, timeout=PATIENCE, allow_redirects=False)
            return reply.status_code, text_of(reply.content), ""
    except requests.RequestException as error:
        return None, "", type(error).__name__


def envelope(world: World, notice: Doc, associated: str, huge: bool) -> bytes:
    """The body as sent: the plain text sealed with the merchant's APIv3 key."""
    plain = orjson.dumps(notice["plain"])
    if huge:
        plain = orjson.dumps({**notice["plain"], "attach": "x" * HUGE})
    sealed = aead.seal(accounts.apiv3_key(world, notice["mchid"]), plain, associated)
    return orjson.dumps(
        {
            "id": notice["id"],
            "create_time": clock.beijing(notice["at"]),
            "event_type": notice["event"],
            "resource_type": "encrypt-resource",
            "summary": notice["summary"],
            "resource": {**sealed, "original_type": notice["kind"]},
        }
    )


def path_of(url: str) -> str:
    """The path of an address."""
    return "/" + url.split("://", 1)[-1].partition("/")[2]
