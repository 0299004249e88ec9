"""I1–I10 of reliability.md: what must be true after every scenario, at most a minute after the last fault.

Our side is read from the tables with plain SQL, WeChat's side from the sandbox's book: not a line of the product says
whether the product is right, except where `flask money verify` is asked as well.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from tests.storm.house import ROOT, House

SETTLE_S, CALM_S = 60.0, 5.0
PAID = ("SUCCESS", "REFUND")
# What a paid order, and a refund that arrived, must have caused exactly once: SQL that names those for which it did not.
# What was paid after closing went straight back: no case waited for it.
LATE = "EXISTS (SELECT 1 FROM payment_refund r WHERE r.order_no = o.order_no AND r.reason = 'paid_late')"
ONCE = {
    "two postings of a payment": """SELECT o.order_no FROM payment_order o LEFT JOIN ledger_entry e ON e.order_no = o.order_no
        AND e.kind = 'payment' WHERE o.paid_at IS NOT NULL GROUP BY o.order_no, o.amount_fen
        HAVING COUNT(e.id) != 2 OR SUM(e.debit_fen) != o.amount_fen OR SUM(e.credit_fen) != o.amount_fen""",
    "no posting without a payment": """SELECT e.order_no FROM ledger_entry e LEFT JOIN payment_order o ON o.order_no = e.order_no
        WHERE o.paid_at IS NULL""",
    "two postings of a refund": """SELECT r.refund_no FROM payment_refund r LEFT JOIN ledger_entry e ON e.external_no = r.refund_id
        AND e.kind = 'refund' WHERE r.state = 'done' GROUP BY r.refund_no, r.amount_fen
        HAVING COUNT(e.id) != 2 OR SUM(e.debit_fen) != r.amount_fen OR SUM(e.credit_fen) != r.amount_fen""",
    "no posting without a refund": """SELECT e.external_no FROM ledger_entry e LEFT JOIN payment_refund r ON r.refund_id = e.external_no
        WHERE e.kind = 'refund' AND (r.state IS NULL OR r.state != 'done')""",
    "never more back than paid": """SELECT order_no FROM payment_order WHERE refunded_fen > reserved_fen OR reserved_fen > amount_fen
        OR refunds > 50""",
    "debits equal credits for each external number": """SELECT external_no FROM ledger_entry GROUP BY kind, external_no
        HAVING SUM(debit_fen) != SUM(credit_fen)""",
    "the channel's word kept for each payment": """SELECT o.order_no FROM payment_order o LEFT JOIN channel_message m
        ON m.order_no = o.order_no WHERE o.paid_at IS NOT NULL GROUP BY o.order_no HAVING COUNT(m.id) < 1""",
    "one move of the case": f"""SELECT c.no FROM case_record c JOIN payment_order o ON o.subject = CONCAT('case:', c.no) LEFT JOIN
        case_action a ON a.case_id = c.id AND a.role = 'payment' WHERE o.paid_at IS NOT NULL AND NOT {LATE}
        GROUP BY c.no HAVING COUNT(a.id) != 1""",
    "one message to the resident": f"""SELECT c.no FROM case_record c JOIN payment_order o ON o.subject = CONCAT('case:', c.no)
        LEFT JOIN message m ON m.case_no = c.no AND LOCATE('钱收到了', m.title) WHERE o.paid_at IS NOT NULL AND NOT {LATE}
        GROUP BY c.no HAVING COUNT(m.id) != 1""",
    "one receipt": f"""SELECT o.order_no FROM payment_order o LEFT JOIN fiscal_receipt f ON f.order_no = o.order_no
        WHERE o.paid_at IS NOT NULL AND NOT {LATE} AND (f.number IS NULL OR f.amount_fen != o.amount_fen
        OR (f.state = 'cancelled') != (o.refunded_fen = o.amount_fen))""",
}


def check(house: House, seconds: float = SETTLE_S) -> dict[str, Any]:
    """Wait until all is quiet, at most `seconds`, then compare the two books. Returns the figures; raises AssertionError."""
    quiet_after = wait_until_quiet(house, seconds)
    ours = {row["order_no"]: row for row in house.db.rows("SELECT * FROM payment_order")}
    theirs = house.outside.orders()
    _i1_i3_equal(ours, theirs)
    for what, sql in ONCE.items():  # I2, I4
        assert (bad := house.db.rows(sql)) == [], f"{what}: {len(bad)} do not: {bad[:3]}"
    _i4_departments_told(house, ours)
    _i6_acknowledged_survives(house, ours)
    _i9_one_payable(house, theirs)
    late = _i10_no_late_5xx(house)
    try:
        house.flask("money", "verify", root=ROOT)
    except RuntimeError as unsound:
        raise AssertionError(f"I8: {unsound}") from None
    paid = sum(row["amount_fen"] for row in ours.values() if row["paid_at"])
    back = sum(row["refunded_fen"] for row in ours.values())
    held = sum(one["total"] - one["refunded"] for one in theirs.values() if one["state"] in PAID)
    return {
        "orders": len(ours),
        "paid": sum(row["paid_at"] is not None for row in ours.values()),
        "paid_fen": paid,
        "refunded_fen": back,
        "unexplained_fen": paid - back - held,
        "quiet_after_s": round(quiet_after, 1),
        "errors_5xx": late,
    }


def wait_until_quiet(house: House, seconds: float) -> float:
    """I5: nothing in flight. Seconds it took; what a dead relay held is free when its lease ends."""
    began = time.monotonic()
    waiting: dict[str, Any] = {}
    while time.monotonic() - began < seconds + 5:
        waiting = in_flight(house)
        if not any(waiting.values()):
            return time.monotonic() - began
        time.sleep(0.3)
    raise AssertionError(f"I5: still in flight after {seconds:.0f} s: {waiting}")


def in_flight(house: House) -> dict[str, Any]:
    """What is not finished: events, notifications, orders WeChat holds paid and we do not."""
    theirs = house.outside.orders()
    rows = house.db.rows("SELECT order_no, paid_at FROM payment_order")
    ours = {row["order_no"] for row in rows if row["paid_at"]}
    return {
        "notices": house.outside.pending(),
        "unheard": len([no for no, one in theirs.items() if one["state"] in PAID and no not in ours]),
        "refunds": house.db.rows("SELECT COUNT(*) n FROM payment_refund WHERE state IN ('ready', 'sent')")[0]["n"],
        "events": house.db.rows("SELECT COUNT(*) n FROM outbox")[0]["n"],
    }


def _i1_i3_equal(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    for number, one in theirs.items():
        assert number in ours, f"I1: WeChat holds an order {number} that we never stored"
        row = ours[number]
        assert one["total"] == row["amount_fen"], f"I3: {number} is {one['total']} fen there and {row['amount_fen']} here"
        assert one["refunded"] == row["refunded_fen"], f"I3: {number}: {one['refunded']} fen back there, {row['refunded_fen']} here"
        assert (one["state"] in PAID) == (row["paid_at"] is not None), f"I1: {number} is {one['state']} there and {row['state']} here"
        if row["transaction_id"]:
            assert one["transaction_id"] == row["transaction_id"], f"I1: {number} was paid by another transaction"
    for number, row in ours.items():
        assert row["paid_at"] is None or number in theirs, f"I1: {number} is paid here and unknown there"


def _i4_departments_told(house: House, ours: dict[str, Any]) -> None:
    told = house.outside.paid_cases()
    late = {row["order_no"] for row in house.db.rows("SELECT order_no FROM payment_refund WHERE reason = 'paid_late'")}
    paid = [row["subject"].removeprefix("case:") for row in ours.values() if row["paid_at"] and row["order_no"] not in late]
    assert (missing := [no for no in paid if not told.get(no)]) == [], f"I4: departments never heard of {missing[:3]}"


def _i6_acknowledged_survives(house: House, ours: dict[str, Any]) -> None:
    for notice in house.outside.notices():
        if notice["event"] == "TRANSACTION.SUCCESS" and any(one["status"] == 204 for one in notice["attempts"]):
            number = notice["plain"]["out_trade_no"]
            assert ours[number]["paid_at"], f"I6: we acknowledged the payment of {number} and do not have it"


def _i9_one_payable(house: House, theirs: dict[str, Any]) -> None:
    twice = house.db.rows("SELECT subject FROM payment_order WHERE state IN ('open', 'paying') GROUP BY subject HAVING COUNT(*) > 1")
    assert twice == [], f"I9: bills with two payable orders: {twice[:3]}"


def _i10_no_late_5xx(house: House) -> int:
    seen = 0
    faults = [*house.faults, *((at, at) for at in house.deaths.moments())]
    for line in house.requests():
        if line["status"] >= 500 and line["route"] != "/readyz":  # there 503 is the answer asked for
            seen += 1
            at = datetime.fromisoformat(line["at"]).timestamp()
            assert any(begin <= at <= until + CALM_S for begin, until in faults), f"I10: {line} more than {CALM_S:.0f} s after a fault"
    return seen


class Watch:
    """I7: what is paid and what is refunded only grows. `with Watch(house):` looks four times a second."""

    SQL = "SELECT COALESCE(SUM(debit_fen), 0) debit, COALESCE(SUM(credit_fen), 0) credit, COUNT(*) entries FROM ledger_entry"

    def __init__(self, house: House) -> None:
        self.house, self.looks, self.fell = house, 0, ""

    def __enter__(self) -> Watch:
        import threading

        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._stop.set()
        self._thread.join(30)
        if kind is None:
            assert self.fell == "", f"I7: {self.fell}"
            assert self.looks, "I7: nobody looked"

    def _look(self) -> None:
        last: dict[str, int] = {}
        wiped = self.house.wiped
        while not self._stop.wait(0.25):
            try:
                now = {key: int(value) for key, value in self.house.db.rows(self.SQL)[0].items()}
            except Exception:  # noqa: S112 - the database may be dead just now
                continue
            if self.house.wiped != wiped or wiped % 2:  # by us, between two parts of a scenario
                wiped, last = self.house.wiped, {}
                continue
            self.looks += 1
            if any(now[key] < last.get(key, 0) for key in now):
                self.fell = f"{last} became {now}"
            last = now
