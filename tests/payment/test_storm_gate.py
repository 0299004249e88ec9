"""The part of the storm that every change passes: real gunicorn, relay, MariaDB, Redis and sandbox, broken while people pay.

Afterwards each order is settled exactly once, the ledger is in balance and WeChat's book equals ours to the fen
(tests/storm/invariants.py). The rest is `make storm`.
"""

import os
import time

import pytest

from app.kernel.failpoints import NAMES

pytestmark = pytest.mark.skipif(not os.environ.get("TEST_DATABASE_URL"), reason="runs once, with the suite on MariaDB")

NOTIFY, PREPAY = "/notify/wechat-pay", "/v3/pay/transactions/jsapi"
SPOILED = (
    ("duplicate", NOTIFY),
    ("lost_reply", NOTIFY),  # WeChat never hears our answer and tells us again
    ("empty_aad", NOTIFY),
    ("lost_reply", PREPAY),  # the prepay was made and we do not know
    ("bad_signature", PREPAY),
    ("429", PREPAY),
)


@pytest.fixture(scope="module")
def storm():
    from tests.storm.house import House
    from tests.storm.payer import Resident
    from tests.storm.storm import Storm

    with House(seed=1) as house:
        yield Storm(house, Resident(house), seed=1)


@pytest.fixture
def quiet(storm):
    """The storm's house as on the first day; when the test is over, all invariants hold."""
    from tests.storm import invariants

    storm.house.wipe()
    with invariants.Watch(storm.house):
        yield storm
        storm.house.end_leases()
        figures = invariants.check(storm.house)
    assert figures["unexplained_fen"] == 0
    assert figures["paid"] == figures["orders"] > 0


def test_a_worker_killed_at_each_step_of_paying_loses_and_doubles_nothing(quiet):
    from tests.storm import a1_deaths

    places = tuple(name for name in NAMES if name.startswith(("pay.", "notify.", "settle.")))
    assert a1_deaths.run(quiet, seeds=1, places=places)["deaths"] == dict.fromkeys(places, 1)
    assert len(places) == 9


def test_each_order_is_settled_once_whatever_happens_to_the_messages(quiet):
    cases, paid = quiet.resident.cases(2 * len(SPOILED)), []
    for number, (kind, path) in enumerate(SPOILED):
        quiet.house.outside.fault(path, kind, times=2)
        with quiet.house.fault():  # what WeChat does to a prepay is a 503 for the phone, which taps again
            paid += [quiet.resident.pay(case["no"]) for case in cases[2 * number : 2 * number + 2]]
    quiet.until(lambda: all(quiet.resident.state(no) == "paid" for no in paid), 20, "all orders paid")
    fired = {one["kind"] for one in quiet.house.outside.control("GET", "/faults") if one["fired"] == 2}
    assert fired == {kind for kind, _ in SPOILED}


def test_a_payment_nobody_told_us_of_is_found_by_asking(quiet):
    cases = quiet.resident.cases(4)
    quiet.house.outside.fault("/notify/wechat-pay", "lost_notification", times=len(cases))
    paid = [quiet.resident.pay(case["no"]) for case in cases]
    with quiet.house.sweeper():
        quiet.until(lambda: all(quiet.resident.state(no) == "paid" for no in paid), 20, "all orders found")
    assert {row["source"] for row in quiet.house.db.rows("SELECT source FROM channel_message")} == {"query"}


def test_paying_works_while_redis_is_gone(quiet):
    cases = quiet.resident.cases(6)
    quiet.house.redis.process.kill()
    began = time.monotonic()
    try:
        paid = [quiet.resident.pay(case["no"]) for case in cases]
        quiet.until(lambda: all(quiet.resident.state(no) == "paid" for no in paid), 20, "all orders paid without Redis")
    finally:
        quiet.house.redis.start()
    assert time.monotonic() - began < 20
    assert not [line for line in quiet.house.requests() if line["status"] >= 500]
