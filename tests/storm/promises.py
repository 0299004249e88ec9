"""What a 204 promises: booked, once. Copies of one notice at once; a database that stands still; a death before COMMIT."""

from __future__ import annotations

import http.client
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from tests.storm.forge import Forger, Notice
from tests.storm.storm import Storm

COPIES, PATIENCE_S = 8, 4.0


def copies_at_once(storm: Storm, orders: int = 10) -> int:
    """Each payment is told eight times in the same moment."""
    for forger, plain in told_to_nobody(storm, orders):
        with ThreadPoolExecutor(COPIES) as pool:
            statuses = set(pool.map(lambda _, plain=plain, forger=forger: answer(storm, forger.honest(plain)), range(COPIES)))
        assert statuses == {204}, f"copies at once were answered {statuses}"
    return orders * COPIES


def acknowledged_is_booked(storm: Storm) -> int:
    """No 204 while the database cannot store anything; none before the money is booked, whoever dies on the way."""
    house = storm.house
    told = told_to_nobody(storm, 3)
    forger, first = told[0]
    with house.fault():
        house.db.process.send(signal.SIGSTOP)
        status = answer(storm, forger.honest(first))
        house.db.process.send(signal.SIGCONT)
    assert status != 204, "I6: acknowledged while the database stood still"
    for forger, plain in told:
        house.deaths.arm("settle.before_commit")
        storm.until(lambda plain=plain, forger=forger: answer(storm, forger.honest(plain)) == 204, 30, "the notice acknowledged")
        row = house.db.rows("SELECT paid_at FROM payment_order WHERE order_no = %s", plain["out_trade_no"])[0]
        assert row["paid_at"], f"I6: the payment of {plain['out_trade_no']} was acknowledged and is not booked"
    return 1 + len(told)


def told_to_nobody(storm: Storm, orders: int) -> list[tuple[Forger, dict[str, Any]]]:
    """Payments whose own notice was lost: (who can sign it, what it says)."""
    outside = storm.house.outside
    cases = storm.resident.cases(orders, storm.seed)
    outside.fault("/notify/wechat-pay", "lost_notification", times=orders)
    for case in cases:
        storm.resident.pay(case["no"])
    numbers = {case["order_no"] for case in cases}
    forger = Forger(outside, storm.resident.openid)
    return [(forger, one["plain"]) for one in outside.notices() if one["plain"].get("out_trade_no") in numbers]


def answer(storm: Storm, notice: Notice) -> int:
    """The status one notice got; 0 when the line broke or nobody answered in time."""
    headers, body = notice
    wire = http.client.HTTPConnection(urlsplit(storm.house.url).netloc, timeout=PATIENCE_S)
    try:
        wire.request("POST", "/notify/wechat-pay", body, headers)
        return wire.getresponse().status
    except (http.client.HTTPException, OSError):
        return 0
    finally:
        wire.close()
