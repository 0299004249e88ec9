"""Every fault on the pay side does what its name says, once, and only where it was asked for."""

import json
import time

import pytest
import requests

from tests.sandbox.merchant import DIRECT, Merchant, listening

ORDERS = "/v3/pay/transactions/jsapi"


@pytest.fixture
def shop(sandbox):
    return Merchant(sandbox, DIRECT)


@pytest.fixture
def fault(sandbox):
    """fault(kind, path): the next message to this path meets it."""

    def add(kind, path=ORDERS, **more):
        return sandbox.control("POST", "/faults", match={"path": path}, kind=kind, **more)["id"]

    return add


# --- answers ---


def test_a_lost_reply_has_been_processed(sandbox, shop, fault):
    fault("lost_reply")
    with pytest.raises(requests.ConnectionError):
        shop.prepay("order-1", 100)
    (order,) = sandbox.control("GET", "/orders")
    assert order["number"] == "order-1"
    assert shop.prepay("order-1", 100).json() == {"prepay_id": order["prepay_id"]}


def test_a_late_error_has_been_processed_too(sandbox, shop, fault):
    fault("late_5xx")
    answer = shop.prepay("order-1", 100)
    assert (answer.status_code, answer.json()["code"]) == (500, "SYSTEM_ERROR")
    (order,) = sandbox.control("GET", "/orders")
    assert shop.prepay("order-1", 100).json() == {"prepay_id": order["prepay_id"]}


@pytest.mark.parametrize(("kind", "status", "code"), [("5xx", 500, "SYSTEM_ERROR"), ("429", 429, "FREQUENCY_LIMITED")])
def test_an_early_error_has_done_nothing(sandbox, shop, fault, kind, status, code):
    fault(kind)
    answer = shop.prepay("order-1", 100)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert sandbox.control("GET", "/orders") == []
    assert shop.prepay("order-1", 100).status_code == 200


def test_a_delayed_answer_is_late_and_right(shop, fault):
    fault("delay", seconds=0.4)
    began = time.monotonic()
    answer = shop.prepay("order-1", 100)
    assert time.monotonic() - began >= 0.4
    assert shop.verifies(answer.headers, answer.content)


@pytest.mark.parametrize("kind", ["bad_signature", "stale_time", "unknown_serial", "signtest"])
def test_a_spoiled_signature_does_not_verify_and_the_next_one_does(shop, fault, kind):
    fault(kind)
    keys = shop.platform_keys()
    spoiled = shop.prepay("order-1", 100)
    assert spoiled.status_code == 200 and not shop.verifies(spoiled.headers, spoiled.content, keys)
    if kind == "stale_time":
        assert 595 < time.time() - int(spoiled.headers["Wechatpay-Timestamp"]) < 605
    if kind == "signtest":
        assert spoiled.headers["Wechatpay-Signature"].startswith("WECHATPAY/SIGNTEST/")
    if kind == "unknown_serial":
        assert spoiled.headers["Wechatpay-Serial"] not in keys
    good = shop.prepay("order-1", 100)
    assert shop.verifies(good.headers, good.content, keys)


def test_a_clock_that_runs_ahead_is_a_stale_time_of_minus_seconds(shop, fault):
    fault("stale_time", seconds=-400)
    answer = shop.prepay("order-1", 100)
    assert 395 < int(answer.headers["Wechatpay-Timestamp"]) - time.time() < 405


def test_a_truncated_answer_promises_more_bytes_than_it_has(sandbox, shop, fault):
    fault("truncated")
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
        shop.prepay("order-1", 100)
    assert len(sandbox.control("GET", "/orders")) == 1


def test_a_huge_answer_has_ten_megabytes(shop, fault):
    fault("huge")
    assert len(shop.prepay("order-1", 100).content) > 10 * 1024 * 1024


def test_chance_is_repeatable_by_its_seed_and_a_fault_can_be_taken_back(sandbox, shop, fault):
    def run():
        name = fault("5xx", path="/v3/pay/transactions/out-trade-no", times=1000, share=0.5, seed=7)
        seen = [shop.query("order-1").status_code for _ in range(20)]
        sandbox.control("DELETE", f"/faults/{name}")
        return seen

    first = run()
    assert run() == first and set(first) == {404, 500}
    assert shop.query("order-1").status_code == 404


def test_more_requests_a_second_than_agreed_are_refused_and_change_nothing(sandbox, shop):
    sandbox.control("POST", "/settings", pay_qps=3)
    answers = [shop.prepay(f"order-{number}", 100) for number in range(8)]
    assert {one.status_code for one in answers} == {200, 429}
    assert answers[0].status_code == 200
    refusal = next(one for one in answers if one.status_code == 429)
    assert refusal.json()["code"] == "RATELIMIT_EXCEEDED"
    assert len(sandbox.control("GET", "/orders")) == sum(one.status_code == 200 for one in answers)
    sandbox.control("POST", "/settings", pay_qps=0)
    assert all(shop.prepay(f"more-{number}", 100).status_code == 200 for number in range(6))


def test_errors_are_signed_or_not_as_set(sandbox, shop):
    answer = shop.query("order-1")
    assert answer.status_code == 404 and shop.verifies(answer.headers, answer.content)
    sandbox.control("POST", "/settings", sign_errors=False)
    assert "Wechatpay-Signature" not in shop.query("order-1").headers


# --- notifications ---


def notified(shop, ear, count, number="order-1", **more):
    """Pay, and what the ear heard."""
    shop.paid(number, 100, notify_url=ear.url, **more)
    return ear.wait(count)


def plain(shop, raw):
    return json.loads(shop.open(json.loads(raw)["resource"]))


def notice(sandbox):
    (one,) = sandbox.control("GET", "/notices")
    return one


def settled(sandbox, state):
    """Wait for the only notification to be in this state."""
    until = time.monotonic() + 5
    while notice(sandbox)["state"] != state and time.monotonic() < until:
        time.sleep(0.02)
    return notice(sandbox)["state"] == state


@pytest.mark.parametrize("kind", ["bad_signature", "stale_time", "unknown_serial"])
def test_a_spoiled_notification_is_followed_by_a_good_one_when_refused(sandbox, shop, fault, kind):
    sandbox.control("POST", "/clock", rate=10000)
    fault(kind, path="/notify")
    keys = shop.platform_keys()
    with listening() as ear:
        ear.status = 401
        (first,) = notified(shop, ear, 1)
        ear.status = 200
        assert settled(sandbox, "delivered")
        good = ear.heard[-1]
    assert not shop.verifies(*first, keys) and shop.verifies(*good, keys)
    assert json.loads(first[1])["id"] == json.loads(good[1])["id"]


def test_a_probe_comes_before_the_real_notification(sandbox, shop, fault):
    fault("signtest", path="/notify")
    with listening() as ear:
        probe, real = notified(shop, ear, 2)
    assert probe[0]["Wechatpay-Signature"].startswith("WECHATPAY/SIGNTEST/")
    assert not shop.verifies(*probe) and shop.verifies(*real)
    assert [one["faults"] for one in notice(sandbox)["attempts"]] == [["signtest"], []]


def test_probes_come_by_chance_when_a_share_is_set(sandbox, shop):
    sandbox.control("POST", "/settings", signtest_share=1)
    with listening() as ear:
        probe, _ = notified(shop, ear, 2)
    assert probe[0]["Wechatpay-Signature"].startswith("WECHATPAY/SIGNTEST/")


def test_a_lost_reply_of_the_receiver_brings_the_notification_again(sandbox, shop, fault):
    sandbox.control("POST", "/clock", rate=10000)
    fault("lost_reply", path="/notify")
    with listening() as ear:
        first, second = notified(shop, ear, 2)
    assert plain(shop, first[1]) == plain(shop, second[1])
    assert settled(sandbox, "delivered")


def test_a_duplicate_comes_twice(shop, fault):
    fault("duplicate", path="/notify")
    with listening() as ear:
        first, second = notified(shop, ear, 2)
    assert shop.verifies(*first) and shop.verifies(*second)
    assert json.loads(first[1])["id"] == json.loads(second[1])["id"]


def test_a_reordered_notification_is_overtaken(shop, fault):
    fault("reorder", path="/notify", seconds=0.5)
    with listening() as ear:
        shop.paid("order-1", 100, notify_url=ear.url)
        time.sleep(0.1)
        heard = notified(shop, ear, 2, "order-2")
    assert [plain(shop, raw)["out_trade_no"] for _, raw in heard] == ["order-2", "order-1"]


def test_a_lost_notification_never_comes(sandbox, shop, fault):
    sandbox.control("POST", "/clock", rate=100000)
    fault("lost_notification", path="/notify")
    with listening() as ear:
        shop.paid("order-1", 100, notify_url=ear.url)
        assert settled(sandbox, "lost")
        time.sleep(0.3)
        assert ear.heard == []
    assert shop.query("order-1").json()["trade_state"] == "SUCCESS"
    assert sandbox.control("GET", "/waiting") == []


def test_a_truncated_notification_is_half_a_body(shop, fault):
    fault("truncated", path="/notify")
    with listening() as ear:
        ((headers, raw),) = notified(shop, ear, 1)
    assert not shop.verifies(headers, raw)
    with pytest.raises(json.JSONDecodeError):
        json.loads(raw)


def test_a_huge_notification_has_more_than_ten_megabytes_and_is_signed(shop, fault):
    fault("huge", path="/notify")
    with listening() as ear:
        ((headers, raw),) = notified(shop, ear, 1)
    assert len(raw) > 10 * 1024 * 1024 and shop.verifies(headers, raw)


def test_empty_associated_data_still_opens(shop, fault):
    fault("empty_aad", path="/notify")
    with listening() as ear:
        ((headers, raw),) = notified(shop, ear, 1)
    assert json.loads(raw)["resource"]["associated_data"] == ""
    assert shop.verifies(headers, raw) and plain(shop, raw)["out_trade_no"] == "order-1"


def test_a_delayed_notification_is_late(shop, fault):
    fault("delay", path="/notify", seconds=0.5)
    with listening() as ear:
        began = time.monotonic()
        notified(shop, ear, 1)
        assert time.monotonic() - began >= 0.5


# --- the schedule ---


def test_the_status_alone_decides_and_the_real_intervals_follow(sandbox, shop):
    with listening() as ear:
        ear.status = 500
        notified(shop, ear, 1)
        waited = []
        for _ in range(15):
            until = time.monotonic() + 5
            while not (due := sandbox.control("GET", "/waiting")) and time.monotonic() < until:
                time.sleep(0.01)
            waited.append(due[0]["seconds"])
            known, ahead = len(ear.heard), sandbox.control("POST", "/clock")["ahead"]
            sandbox.control("POST", "/clock", ahead=ahead + waited[-1] + 0.2)
            ear.wait(known + 1)
        assert settled(sandbox, "given_up")
    assert [round(one) for one in waited] == [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600]
    assert len(notice(sandbox)["attempts"]) == 16 and sandbox.control("GET", "/waiting") == []


def test_a_notification_is_sent_by_hand_and_its_schedule_ends_when_it_arrives(sandbox, shop):
    with listening() as ear:
        ear.status = 500
        notified(shop, ear, 1)
        by_hand = f"/notices/{notice(sandbox)['id']}/sending"
        sandbox.control("POST", by_hand)
        ear.wait(2)
        until = time.monotonic() + 5
        while len(notice(sandbox)["attempts"]) < 2 and time.monotonic() < until:
            time.sleep(0.02)
        assert notice(sandbox)["state"] == "pending" and len(sandbox.control("GET", "/waiting")) == 1
        ear.status = 200
        sandbox.control("POST", by_hand)
        assert settled(sandbox, "delivered")
        sandbox.control("POST", "/clock", ahead=3600)
        until = time.monotonic() + 5
        while sandbox.control("GET", "/waiting") and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.1)
        assert len(ear.heard) == 3
        sandbox.control("POST", by_hand)
        ear.wait(4)
    assert len({json.loads(raw)["id"] for _, raw in ear.heard}) == 1


def test_an_answer_after_five_seconds_is_none(sandbox, shop):
    with listening() as ear:
        ear.pause = 5.3
        notified(shop, ear, 1)
        time.sleep(5.2)
        assert (notice(sandbox)["state"], notice(sandbox)["attempts"][0]["error"]) == ("pending", "ReadTimeout")
        assert sandbox.control("GET", "/waiting")[0]["kind"] == "notice"
