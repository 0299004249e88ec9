"""The desk: read every message, change the speed, inject a fault, see orders and notices, turn the keys."""

from __future__ import annotations

from flask import Blueprint, request

from sandbox import accounts, clock
from sandbox.control.answers import Refused, control
from sandbox.documents import Doc
from sandbox.pay import book, notices, platform, sheet
from sandbox.registers import troubles
from sandbox.signing import totp
from sandbox.world import SETTINGS, World, data

bp = Blueprint("control_desk", __name__, url_prefix="/control")


@bp.get("/credentials")
@control
def credentials(world: World, body: Doc) -> object:
    """All that a product must know, as --credentials writes it."""
    return accounts.credentials(world)


@bp.get("/merchants")
@control
def merchants(world: World, body: Doc) -> object:
    """Every merchant with all it holds in its hands."""
    return [
        {
            **accounts.merchant_card(world, one["mchid"]),
            **{k: v for k, v in accounts.merchant(world, one["mchid"]).items() if k != "sub_mchids"},
        }
        for one in accounts.merchants()
    ]


@bp.post("/merchants/<mchid>")
@control
def change_merchant(world: World, body: Doc, mchid: str) -> object:
    """{mode: certificate|public_key|migrating, share: part of the messages signed by public key, balance: fen}."""
    if accounts.merchant(world, mchid) is None:
        raise Refused(404, "no such merchant")
    unknown = set(body) - {"mode", "share", "balance"}
    if unknown or body.get("mode", "certificate") not in ("certificate", "public_key", "migrating"):
        raise Refused(400, f"cannot change {', '.join(unknown) or 'to this mode'}")
    if "balance" in body:
        if type(body["balance"]) is not int or body["balance"] < 0:
            raise Refused(400, "balance: fen, an integer of 0 or more")
        world.tables["balances"][mchid] = body.pop("balance")
    world.tables["merchants"].setdefault(mchid, {}).update(body)
    return accounts.merchant(world, mchid)


@bp.post("/keys/rotate")
@control
def rotate(world: World, body: Doc) -> object:
    """A new platform certificate; it signs `share` of the messages (all) while the old one lives `overlap` seconds more (a day)."""
    platform.rotate(world, float(body.get("overlap", 86400)), float(body.get("share", 1)))
    return platform.certificates(world)


@bp.route("/authenticators", methods=["GET", "POST"])
@control
def authenticators(world: World, body: Doc) -> object:
    """The phones of a product's staff: after keeping {login, name, role, password, secret} of the body, each with the code it shows now."""
    if body:
        missing = {"login", "name", "role", "password", "secret"} - body.keys()
        if missing:
            raise Refused(400, f"missing: {', '.join(sorted(missing))}")
        world.tables["authenticators"][str(body["login"])] = dict(body)
    now = world.clock.now()
    kept = world.tables["authenticators"].values()
    return [{**one, "code": totp(str(one["secret"]), now), "left": 30 - int(now) % 30} for one in kept]


@bp.get("/messages")
@control
def messages(world: World, body: Doc) -> object:
    """Every message after number `since`, oldest first; of many only the last `limit`."""
    found, limit = world.journal.since(int(request.args.get("since") or 0)), int(request.args.get("limit") or 0)
    return found[-limit:] if limit > 0 else found


@bp.get("/status")
@control
def status(world: World, body: Doc) -> object:
    """What a page asks every second: `boot` changes with the process, `last` is the number of the newest message."""
    kept = world.journal.since(0)
    sides = {side: {"in": 0, "out": 0} for side in ("wechat", "pay", "department", "source", "tax")}
    for entry in kept:
        sides[entry["side"]][entry["direction"]] += 1
    return {
        "boot": world.boot,
        "now": clock.beijing(world.clock.now()),
        "ahead": world.clock.offset,
        "rate": world.clock.rate,
        "last": world.journal.last,
        "waiting": len(world.scheduler.waiting()),
        "faults": sum(one["left"] > 0 for one in world.faults.listed()),
        "sides": sides,
    }


@bp.route("/settings", methods=["GET", "POST"])
@control
def settings(world: World, body: Doc) -> object:
    """The settings as they are now, after applying those of the body."""
    unknown = set(body) - set(SETTINGS)
    if unknown:
        raise Refused(400, f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(SETTINGS)}")
    troubles.check(texts(body.get("registers_off")))
    troubles.check(texts(body.get("registers_wrong")), kinds=True)
    for name in (name for name in body if name.startswith("departments_")):
        if strange := set(texts(body[name])) - {one["id"] for one in accounts.departments()}:
            raise Refused(400, f"{name}: there is no department {', '.join(sorted(strange))}")
    world.change(body)
    return world.settings


def texts(given: object) -> list[str]:
    """The texts of a list; whatever else it is, the setting refuses itself."""
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []


@bp.get("/sources")
@control
def sources(world: World, body: Doc) -> object:
    """Every data source that can be switched off: [{code, name, group}]."""
    groups = (("certificates", "电子证照"), ("matches", "核验"), ("flags", "标记"), ("relations", "亲属关系"))
    return [
        {"code": "population", "name": "人口库", "group": "人口"},
        *({"code": code, "name": rule["name"], "group": title} for group, title in groups for code, rule in data("sources")[group].items()),
    ]


@bp.route("/faults", methods=["GET"])
@control
def faults(world: World, body: Doc) -> object:
    """Every fault that is armed or has been: left, fired."""
    return world.faults.listed()


@bp.post("/faults")
@control
def add_fault(world: World, body: Doc) -> object:
    """{match: {path, method, side: wechat|pay|department|source|tax}, kind, times, seconds, seed, share} → {id}."""
    known = {key: body[key] for key in ("times", "seconds", "seed", "share") if body.get(key) is not None}
    return {"id": world.faults.add(body.get("match") or {}, body.get("kind"), **known)}


@bp.delete("/faults")
@bp.delete("/faults/<fault>")
@control
def remove_fault(world: World, body: Doc, fault: str | None = None) -> None:
    """Take one fault away, or all."""
    if not world.faults.remove(fault):
        raise Refused(404, "no such fault")


@bp.get("/orders")
@control
def orders(world: World, body: Doc) -> object:
    """Every order, newest first; the last prepay_id can be paid with /control/pay/confirm unless `expired`."""
    rows = sorted(world.tables["orders"].values(), key=lambda one: -one["created"])
    return [
        {
            **{
                key: one[key]
                for key in ("mchid", "sub_mchid", "number", "state", "total", "refunded", "description", "notify_url", "created")
            },
            "prepay_id": one["prepays"][-1] if one["prepays"] else None,
            "expired": sheet.expired(world, one),
            "transaction_id": one.get("transaction"),
            "payer": one["payer"]["person"],
        }
        for one in (book.refresh(world, row) for row in rows)
    ]


@bp.get("/notices")
@control
def notice_list(world: World, body: Doc) -> object:
    """Every notification with its attempts, newest first; `plain` is what was sealed in it."""
    return sorted(world.tables["notices"].values(), key=lambda one: -one["at"])


@bp.post("/notices/<notice_id>/sending")
@control
def send_again(world: World, body: Doc, notice_id: str) -> None:
    """Send a notification once more, now."""
    if notice_id not in world.tables["notices"]:
        raise Refused(404, "no such notification")
    world.scheduler.after(0, "notice", notice_id=notice_id, attempt=len(notices.SCHEDULE), copy=True)


@bp.post("/clock")
@control
def move_clock(world: World, body: Doc) -> object:
    """{forward | ahead: seconds, rate: times}: move the business clock; waits that have become due happen at once.

    `forward` counts from where the clock stands, `ahead` from real time. Raises ValueError for both at once.
    """
    if "forward" in body and "ahead" in body:
        raise ValueError("forward counts from where the clock stands, ahead from real time: say one of them")
    new = {key: float(body[name]) for name, key in (("ahead", "clock_offset"), ("rate", "clock_rate")) if name in body}
    if "forward" in body:
        new["clock_offset"] = world.clock.offset + float(body["forward"])
    world.change(new)
    return {"now": clock.beijing(world.clock.now()), "rate": world.clock.rate, "ahead": world.clock.offset}


@bp.get("/waiting")
@control
def waiting(world: World, body: Doc) -> object:
    """What is due next: [{seconds, kind, about}]."""
    return [
        {"seconds": round(left, 1), "kind": kind, "about": str(payload)[:120]} for left, kind, payload in world.scheduler.waiting()[:100]
    ]


@bp.post("/reset")
@control
def reset(world: World, body: Doc) -> None:
    """Back to the first second; keys and accounts stay."""
    world.reset()
