"""A2: two deaths for each order, the second while we recover from the first, over every pair of places that can follow."""

from __future__ import annotations

import random
import time
from typing import Any

from tests.storm.a1_deaths import notices_of
from tests.storm.storm import Storm

ASKING = ("pay.before_prepay", "pay.after_prepay", "pay.after_prepay_stored")
BOOKING = ("notify.before_verify", "notify.after_verify", "settle.before_update", "settle.after_update", "settle.before_commit")
BOOKED = "notify.after_commit"
# Once the prepay is stored it is not asked for again; once the money is booked, a repeated notice books nothing.
FOLLOWING = {
    **dict.fromkeys(ASKING[:2], (*ASKING, *BOOKING, BOOKED)),
    ASKING[2]: (*BOOKING, BOOKED),
    **dict.fromkeys(BOOKING, (*BOOKING, BOOKED)),
    BOOKED: (*BOOKING[:2], BOOKED),
}
RELAY_DIES = 0.03  # after an order, wherever the relay happens to be
PAIRS = [(first, second) for first, seconds in FOLLOWING.items() for second in seconds]


def run(storm: Storm, pairs: int = 400) -> dict[str, Any]:
    """Returns how many orders died twice, and over how many different pairs of places."""
    house, resident, dice = storm.house, storm.resident, storm.dice
    count = storm.size(pairs)
    chosen = [PAIRS[number % len(PAIRS)] for number in range(count)]
    dice.shuffle(chosen)
    bar = storm.bar("orders that die twice", count)
    with house.sweeper() as sweeper:
        for case, pair in zip(resident.cases(count, storm.seed), chosen, strict=True):
            die_twice(storm, case["no"], pair, dice)
            if dice.random() < RELAY_DIES:
                house.relay.kill()
            bar()
    deaths = {place: house.deaths.count(place) for place in FOLLOWING}
    assert sum(deaths.values()) == 2 * count, f"A2: {deaths} for {count} orders"
    return {
        "orders": count,
        "pairs_of_places": len(set(chosen)),
        "deaths": deaths,
        "relay_deaths": house.relay.deaths,
        "sweeper_deaths": sweeper.deaths,
    }


def die_twice(storm: Storm, no: str, pair: tuple[str, str], dice: random.Random) -> None:
    """Pay one case with two deaths waiting; whichever comes first, the other comes while we recover."""
    house, resident = storm.house, storm.resident
    early = [place for place in pair if place in ASKING]
    for place in early:
        house.deaths.arm(place)
    order_no, sheet = resident.sheet(no)
    for place in pair:
        if place not in ASKING:
            house.deaths.arm(place)
    if sheet is not None:
        house.outside.pay(sheet)

    notices: list[str] = []

    def told_and_dead() -> bool:
        # A booked order is told of again until both have died: what repeated notices find is recovery too.
        notices[:] = notices or notices_of(storm, order_no)
        if dice.random() < 0.3:
            for notice in notices:
                house.outside.send_again(notice)
        return not any(house.deaths.armed(place) for place in pair)

    time.sleep(dice.uniform(0, 0.03))
    storm.until(told_and_dead, 20, f"two deaths at {pair}")
    storm.until(lambda: resident.state(order_no) == "paid", 30, f"order {order_no} paid after deaths at {pair}")
