"""A3: twenty thousand hostile notices. First most of them, alone, on a house that holds its breath: nothing may change and nobody may
be called. Then honest payments, duplicated, reordered, late, with both of WeChat's keys, between more hostile ones."""

from __future__ import annotations

import contextlib
import http.client
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from tests.storm.forge import HOSTILE, Forger, Notice, late
from tests.storm.promises import acknowledged_is_booked, copies_at_once
from tests.storm.storm import Storm

HOSTILE_ALONE, HOSTILE_BETWEEN, COPIES, ORDERS, SENDERS = 18_000, 2_000, 2_000, 120, 6
LATEST = 24 * 3600 + 4 * 60
CUT_OFF, BUFFERED = 413, 1024 * 1024  # without the proxy in front, the 413 may be lost with the rest of such a body
MONEY = ("payment_order", "ledger_entry", "channel_message", "payment_refund", "extra_payment", "work_order")
TABLES = ", ".join((*MONEY, "outbox", "case_record", "case_action", "message"))


def run(storm: Storm) -> dict[str, Any]:
    """Returns the counts; raises AssertionError for a hostile notice that was not refused, changed something or made us call."""
    cases, orders, forger = prepaid(storm, max(12, storm.size(ORDERS)))
    alone = hold_breath(storm, forger, orders, storm.size(HOSTILE_ALONE))
    between = honest_among_hostile(storm, forger, cases, orders)
    told = {"copies_at_once": copies_at_once(storm), "acknowledged_and_booked": acknowledged_is_booked(storm)}
    return {**alone, **between, **told}


def only_hostile(storm: Storm, orders: int, count: int) -> dict[str, Any]:
    """A small part: hostile notices about a few orders that nobody pays."""
    _, rows, forger = prepaid(storm, orders)
    return hold_breath(storm, forger, rows, count)


def prepaid(storm: Storm, count: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]], Forger]:
    """Cases with a sheet, their orders, and who can sign as WeChat."""
    cases = storm.resident.cases(count, storm.seed)
    for case in cases:
        case["sheet"] = storm.resident.sheet(case["no"])[1]
    return cases, storm.house.db.rows("SELECT * FROM payment_order"), Forger(storm.house.outside, storm.resident.openid)


def hold_breath(storm: Storm, forger: Forger, orders: list[dict[str, Any]], count: int) -> dict[str, Any]:
    """Only hostile notices, each kind equally often, and no relay: whatever calls WeChat now was made to by a notice."""
    house = storm.house
    house.relay.stop()
    try:
        before, heard = checksums(storm), house.outside.last_message()
        began = time.monotonic()
        answers = send_all(storm, hostile(forger, orders, count, storm.dice), count, "hostile notices")
        seconds = time.monotonic() - began
        let_in = {str(kind): number for kind, number in answers.items() if not 400 <= kind[1] < 500}
        assert let_in == {}, f"A3: hostile notices were not refused: {let_in}"
        assert checksums(storm) == before, "A3: hostile notices changed something"
        called = house.outside.arrived_since(heard)
        assert called == 0, f"A3: hostile notices made us call out {called} times"
    finally:
        house.relay.start()
    return {"hostile_alone": count, "kinds": len(HOSTILE), "outbound_calls": called, "refused_per_s": round(count / seconds)}


def honest_among_hostile(storm: Storm, forger: Forger, cases: list[dict[str, Any]], orders: list[dict[str, Any]]) -> dict[str, Any]:
    """Everybody pays; copies, late ones and hostile ones arrive all the while."""
    house = storm.house
    outside = house.outside
    outside.control("POST", f"/merchants/{forger.mchid}", {"mode": "migrating", "share": 0.5})
    outside.control("POST", "/keys/rotate", {})
    house.keys_turned = True
    house.flask("money", "certificates")
    for kind, share in (("duplicate", 0.3), ("empty_aad", 0.2), ("signtest", 0.2)):
        outside.fault("/notify/wechat-pay", kind, times=10_000, share=share, seed=storm.seed)
    last = cases.pop()  # its only notice comes as late as WeChat's last try
    with ThreadPoolExecutor(2) as pool:
        paying = pool.submit(pay_all, storm, cases)
        bad = hostile(forger, orders, storm.size(HOSTILE_BETWEEN), random.Random(storm.seed + 1))
        answers = send_all(storm, bad, storm.size(HOSTILE_BETWEEN), "hostile between honest")
        paying.result()
    assert all(400 <= status < 500 for _, status in answers), f"A3: {answers}"
    storm.until(lambda: outside.settled(30), 31, "every honest notice delivered")
    outside.calm()
    took = delays(storm)
    copies = send_all(storm, repeats(forger, storm), storm.size(COPIES), "copies of honest notices")
    assert {status for _, status in copies} == {204}, f"A3: copies of honest notices: {copies}"
    the_last_try(storm, forger, last)
    assert took[-1] <= 2.0, f"A3: an honest notice took {took[-1]:.2f} s"
    return {
        "hostile_between": sum(answers.values()),
        "copies": sum(copies.values()),
        "honest_p99_s": round(took[int(len(took) * 0.99) - 1], 2),
        "honest_max_s": round(took[-1], 2),
    }


def pay_all(storm: Storm, cases: list[dict[str, Any]]) -> None:
    for case in cases:
        storm.house.outside.pay(case["sheet"])
        time.sleep(0.02)


def delays(storm: Storm) -> list[float]:
    """Seconds from WeChat's first try that was not spoilt to our booking, shortest first."""
    booked = {
        row["order_no"]: row["at"]
        for row in storm.house.db.rows("SELECT order_no, MIN(UNIX_TIMESTAMP(at)) at FROM ledger_entry GROUP BY order_no")
    }
    sent = {one["plain"]["out_trade_no"]: one["at"] for one in storm.house.outside.notices()}
    return sorted(float(booked[number]) - at for number, at in sent.items())


def the_last_try(storm: Storm, forger: Forger, case: dict[str, Any]) -> None:
    """A payment whose notice was lost fourteen times is booked when the fifteenth comes, 24 h 04 m later."""
    outside = storm.house.outside
    outside.fault("/notify/wechat-pay", "lost_notification")
    outside.pay(case["sheet"])
    plain = next(one["plain"] for one in outside.notices() if one["plain"]["out_trade_no"] == case["order_no"])
    reply = send(storm, forger.honest({**plain, "success_time": late(LATEST)}))
    assert reply == 204, f"A3: the last try was answered {reply}"


def hostile(forger: Forger, orders: list[dict[str, Any]], count: int, dice: random.Random) -> list[tuple[str, Any]]:
    """(kind, maker of the notice): made when sent, so that the timestamp is fresh."""
    kinds = list(HOSTILE)
    chosen = [(kinds[number % len(kinds)], dice.choice(orders), random.Random(dice.random())) for number in range(count)]
    dice.shuffle(chosen)
    return [(kind, lambda kind=kind, order=order, own=own: HOSTILE[kind](forger, order, own)) for kind, order, own in chosen]


def repeats(forger: Forger, storm: Storm) -> list[tuple[str, Any]]:
    """What WeChat has already told us, told again in any order."""
    told = [one["plain"] for one in storm.house.outside.notices() if one["state"] == "delivered"]
    chosen = storm.dice.choices(told, k=storm.size(COPIES))
    return [("copy", lambda plain=plain: forger.honest(plain)) for plain in chosen]


def send_all(storm: Storm, notices: list[tuple[str, Any]], count: int, what: str) -> Counter[tuple[str, int]]:
    """Send all over a few kept connections; how often each kind got each status."""
    bar = storm.bar(what, count)
    seen: Counter[tuple[str, int]] = Counter()

    def lane(part: list[tuple[str, Any]]) -> None:
        for kind, make in part:
            seen[kind, send(storm, make())] += 1
            bar()

    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(lane, [notices[number::SENDERS] for number in range(SENDERS)]))
    return seen


def send(storm: Storm, notice: Notice) -> int:
    """One notice on this thread's connection; its status. CUT_OFF when the line was closed on a body that nobody would read."""
    headers, body = notice
    wire = getattr(storm.here, "wire", None) or http.client.HTTPConnection(urlsplit(storm.house.url).netloc, timeout=10)
    storm.here.wire = wire
    try:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the answer may have come before all was sent
            wire.request("POST", "/notify/wechat-pay", body, headers)
        reply = wire.getresponse()
        reply.read()
        return reply.status
    except (http.client.HTTPException, OSError):
        wire.close()
        storm.here.wire = None
        return CUT_OFF if len(body) > BUFFERED else send(storm, notice)


def checksums(storm: Storm) -> list[dict[str, Any]]:
    """What all tables of money and cases hold, as one number each."""
    return storm.house.db.rows(f"CHECKSUM TABLE {TABLES}")
