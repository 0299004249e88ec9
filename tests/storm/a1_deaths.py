"""A1: a process dies at every place of paying and giving back, ten times each, while the notification comes twice to five
times and the sweeper asks as well."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from app.kernel.failpoints import NAMES
from tests.storm.storm import Storm


def run(storm: Storm, seeds: int = 10, places: tuple[str, ...] = NAMES) -> dict[str, Any]:
    """Returns how often somebody died where; raises AssertionError when one place was never reached."""
    house, resident, seeds = storm.house, storm.resident, storm.size(seeds)
    cases = resident.cases(seeds * len(places), storm.seed)
    jobs = [(place, seed) for seed in range(seeds) for place in places]
    bar = storm.bar("deaths", len(jobs))
    locks = {place: threading.Lock() for place in places}

    def one(job: tuple[str, int], case: dict[str, Any]) -> None:
        place, seed = job
        with locks[place]:
            work = give_back if place.startswith("refund.") else until_dead
            work(storm, place, case["no"], random.Random(f"{storm.seed}/{place}/{seed}"))
        bar()

    with house.sweeper() as sweeper, ThreadPoolExecutor(3) as pool:
        list(pool.map(one, jobs, cases))
        deaths = {place: house.deaths.count(place) for place in places}
    assert all(deaths[place] == seeds for place in places), f"A1: places not reached: {deaths}"
    unheard = unheard_refunds(storm) if "refund.after_call" in places else 0
    return {"deaths": deaths, "unheard_refunds": unheard, "relay_deaths": house.relay.deaths, "sweeper_deaths": sweeper.deaths}


def until_dead(storm: Storm, place: str, no: str, dice: random.Random) -> None:
    """Pay one case with a death waiting at `place`; tell us of the payment one to four times more, at random moments."""
    house, resident = storm.house, storm.resident
    if place.startswith("pay."):
        house.deaths.arm(place)
        order_no = resident.pay(no)
    else:
        order_no, sheet = resident.sheet(no)
        house.deaths.arm(place)
        if sheet is not None:
            house.outside.pay(sheet)
    notices = notices_of(storm, order_no)
    for _ in range(dice.randint(1, 4)):
        time.sleep(dice.uniform(0, 0.06))
        for notice in notices:
            house.outside.send_again(notice)
    storm.until(lambda: not house.deaths.armed(place), 20, f"nobody died at {place}")
    storm.until(lambda: resident.state(order_no) == "paid", 30, f"order {order_no} paid after a death at {place}")


def give_back(storm: Storm, place: str, no: str, dice: random.Random) -> None:
    """Pay one case and give a part back, or all, with a death waiting at `place`."""
    house, desks = storm.house, storm.desks
    order_no = storm.resident.pay(no)
    storm.until(lambda: storm.resident.state(order_no) == "paid", 30, f"order {order_no} paid before its refund")
    whole = house.db.rows("SELECT amount_fen FROM payment_order WHERE order_no = %s", order_no)[0]["amount_fen"]
    fen = dice.choice([whole, dice.randrange(1, whole)])
    house.deaths.arm(place)
    desks.refund(order_no, fen)
    storm.until(lambda: not house.deaths.armed(place), 30, f"nobody died at {place}")
    storm.until(lambda: desks.refunded(order_no) == fen, 70, f"{fen} fen of {order_no} back after a death at {place}")


def unheard_refunds(storm: Storm, orders: int = 3) -> int:
    """WeChat takes a refund, whoever asked dies before it hears so, and the notice is lost: asked again, it is the same refund."""
    house, desks = storm.house, storm.desks
    with house.sweeper():
        for case in storm.resident.cases(orders, storm.seed):
            order_no, part = storm.resident.pay(case["no"]), case["fen"] // 4
            storm.until(lambda order_no=order_no: storm.resident.state(order_no) == "paid", 30, f"order {order_no} paid")
            house.deaths.arm("refund.after_call")
            house.outside.fault("/notify/wechat-pay", "lost_notification")
            desks.refund(order_no, part)
            storm.until(lambda order_no=order_no, part=part: desks.refunded(order_no) == part, 70, f"{part} fen of {order_no} back")
    return orders


def notices_of(storm: Storm, order_no: str) -> list[str]:
    """The ids of WeChat's notifications about this order."""
    return [one["id"] for one in storm.house.outside.notices() if one["plain"].get("out_trade_no") == order_no]
