"""A4: thirty-two taps at once, WeChat's answers to a prepay lost or spoilt, bills that lapse, sheets paid when it is too late."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.storm.storm import Storm

TAPS = 32
PREPAY, QUERY, CLOSE, NOTIFY = "/v3/pay/transactions/jsapi", "/out-trade-no/[0-9]+$", "/close$", "/notify/wechat-pay"
SPOILT = ("lost_reply", "429", "bad_signature", "5xx", "stale_time", "unknown_serial", "truncated")


def run(storm: Storm) -> dict[str, Any]:
    """Every bill has one order, paid once or given back whole."""
    bar = storm.bar("ways to tap", 5)
    told = {}
    for part in (taps_at_once, spoilt_answers, lapsed, paid_while_it_lapsed, paid_after_closing):
        told[part.__name__] = part(storm)
        bar()
    return told


def taps_at_once(storm: Storm) -> int:
    """One bill, thirty-two phones: one order, one prepay; paid on one sheet, the other sheets open no more."""
    (case,) = storm.resident.cases(1, storm.seed)
    with ThreadPoolExecutor(TAPS) as pool:
        taps = list(pool.map(lambda _: storm.resident.sheet(case["no"]), range(TAPS)))
    assert {order_no for order_no, _ in taps} == {case["order_no"]}
    packages = {sheet["package"] for _, sheet in taps}
    assert len(packages) == 1, f"I9: {len(packages)} prepays for one bill"
    storm.house.outside.pay(taps[0][1])
    refused = 0
    for _, sheet in taps[1:]:
        try:
            storm.house.outside.pay(sheet)
        except RuntimeError:
            refused += 1
    assert refused == TAPS - 1, "a bill was paid twice"
    return TAPS


def spoilt_answers(storm: Storm) -> int:
    """The prepay is made, its answer is lost or not to be believed; whoever taps again finds the same order."""
    cases = storm.resident.cases(2 * len(SPOILT), storm.seed)
    for number, kind in enumerate(SPOILT):
        with storm.house.fault():
            storm.house.outside.fault(PREPAY, kind, times=2)
            for case in cases[2 * number : 2 * number + 2]:
                assert storm.resident.pay(case["no"]) == case["order_no"]
        storm.house.outside.calm()
    return len(cases)


def lapsed(storm: Storm) -> int:
    """Nobody paid in time: closed at WeChat first, then here, and the old sheet opens no more; a lost answer is asked again."""
    cases = storm.resident.cases(4, storm.seed)
    sheets = [storm.resident.sheet(case["no"])[1] for case in cases]
    storm.house.outside.fault(CLOSE, "lost_reply", times=2)
    with storm.house.sweeper():
        expire(storm, cases)
        storm.until(lambda: states(storm, cases) == {"closed"}, 30, "lapsed bills closed")
    for sheet in sheets:
        try:
            storm.house.outside.pay(sheet)
        except RuntimeError:
            continue
        raise AssertionError("a sheet could be paid after its bill had been closed")
    return len(cases)


def paid_while_it_lapsed(storm: Storm) -> int:
    """Paid, and not a word reached us, not even the first answer when we asked: before we close, we must have one."""
    cases = storm.resident.cases(4, storm.seed)
    storm.house.outside.fault(NOTIFY, "lost_notification", times=len(cases))
    for case in cases:
        storm.resident.pay(case["no"])
    storm.house.outside.fault(QUERY, "lost_reply", times=len(cases))
    with storm.house.sweeper():
        expire(storm, cases)
        storm.until(lambda: not states(storm, cases) & {"open", "paying"}, 30, "payments found before closing")
    assert states(storm, cases) == {"paid"}, "I1: closed here what was paid there"
    return len(cases)


def paid_after_closing(storm: Storm) -> int:
    """Closed here while WeChat still takes money on the old sheet: booked, and given back whole."""
    cases = storm.resident.cases(4, storm.seed)
    sheets = [storm.resident.sheet(case["no"])[1] for case in cases]
    update(storm, cases, "state = 'closed', next_check = NULL")
    for sheet in sheets:
        storm.house.outside.pay(sheet)
    whole = "SELECT COUNT(*) n FROM payment_order WHERE order_no IN ({}) AND refunded_fen = amount_fen"
    storm.until(lambda: count(storm, cases, whole) == len(cases), 70, "what was paid too late is back")
    return len(cases)


def expire(storm: Storm, cases: list[dict[str, Any]]) -> None:
    update(storm, cases, "expires_at = created_at")


def update(storm: Storm, cases: list[dict[str, Any]], change: str) -> None:
    storm.house.db.rows(f"UPDATE payment_order SET {change} WHERE order_no IN ({numbers(cases)})")


def states(storm: Storm, cases: list[dict[str, Any]]) -> set[str]:
    return {row["state"] for row in storm.house.db.rows(f"SELECT state FROM payment_order WHERE order_no IN ({numbers(cases)})")}


def count(storm: Storm, cases: list[dict[str, Any]], sql: str) -> int:
    return int(storm.house.db.rows(sql.format(numbers(cases)))[0]["n"])


def numbers(cases: list[dict[str, Any]]) -> str:
    return ", ".join(f"'{case['order_no']}'" for case in cases)
