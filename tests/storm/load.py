"""People who pay, look and wait while everything breaks. What each was told is remembered: it must still be true afterwards."""

from __future__ import annotations

import queue
import threading
import time
from typing import Any

from tests.storm.storm import Storm

HOME = "/api/home?city=440100"


class Load:
    """`with Load(storm, cases, payers=4, readers=2) as load: ...`; leaving waits until every case is paid."""

    def __init__(self, storm: Storm, cases: list[dict[str, Any]], payers: int = 4, readers: int = 2, pause: float = 0.5) -> None:
        self.storm, self.cases, self.pause = storm, cases, pause
        self.todo: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        for case in cases:
            self.todo.put(case)
        self.answers: list[tuple[float, str, int, float]] = []  # when, which door, status (0: none), seconds
        self.told_paid: set[str] = set()
        self.broken: list[str] = []
        self._hurry, self._stop = threading.Event(), threading.Event()
        work = [self._pay] * payers + [self._read] * readers
        self._threads = [threading.Thread(target=self._guarded, args=(one,), daemon=True) for one in work]
        self._bar = storm.bar("payments under load", len(cases))

    def __enter__(self) -> Load:
        [thread.start() for thread in self._threads]
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._hurry.set()
        if kind is None:
            self.storm.until(self.todo.empty, 120, "everybody has tapped")
            states = lambda: [case for case in self.cases if self.ask(case["order_no"]) != "paid"]  # noqa: E731
            self.storm.until(lambda: not states(), 90, "every payment booked")
        self._stop.set()
        [thread.join(30) for thread in self._threads]
        if kind is None:
            assert self.broken == [], f"a payer gave up: {self.broken[:3]}"
            paid = {row["order_no"] for row in self.storm.house.db.rows("SELECT order_no FROM payment_order WHERE state = 'paid'")}
            assert self.told_paid <= paid, f"told paid and lost: {self.told_paid - paid}"

    def ask(self, order_no: str) -> str:
        """What the phone is told of this order; empty when nothing."""
        reply = self.request("GET", f"/api/orders/{order_no}", "state")
        state = reply.json()["state"] if reply is not None and reply.status_code == 200 else ""
        if state == "paid":
            self.told_paid.add(order_no)
        return state

    def request(self, method: str, path: str, door: str) -> Any:
        """One timed request."""
        began = time.monotonic()
        reply = self.storm.resident.ask(method, path)
        self.answers.append((time.time(), door, reply.status_code if reply is not None else 0, time.monotonic() - began))
        return reply

    def between(self, since: float, until: float, door: str = "") -> list[int]:
        """The statuses answered in that time."""
        return [status for at, where, status, _ in list(self.answers) if since <= at <= until and door in ("", where)]

    def p99(self) -> float:
        """Seconds, over all requests that were answered."""
        took = sorted(seconds for _, _, status, seconds in self.answers if status)
        return took[int(len(took) * 0.99) - 1]

    def per_second(self) -> float:
        return len(self.answers) / (self.answers[-1][0] - self.answers[0][0])

    def _guarded(self, work: Any) -> None:
        try:
            work()
        except Exception as failed:
            self.broken.append(f"{type(failed).__name__}: {failed}")

    def _pay(self) -> None:
        while not self._stop.is_set():
            try:
                case = self.todo.get_nowait()
            except queue.Empty:
                return
            self._one(case)
            self._bar()
            if not self._hurry.is_set():
                time.sleep(self.pause)

    def _one(self, case: dict[str, Any]) -> None:
        until = time.monotonic() + 60
        while True:
            reply = self.request("POST", f"/api/cases/{case['no']}/payment", "pay")
            if reply is not None and reply.status_code == 200:
                break
            if time.monotonic() > until:
                raise AssertionError(f"no sheet for {case['no']}: {reply and reply.text[:200]}")
            time.sleep(0.2)
        if reply.json()["sheet"]:
            self.storm.house.outside.pay(reply.json()["sheet"])
        for _ in range(4):
            if self.ask(case["order_no"]) == "paid":
                return
            time.sleep(0.25)

    def _read(self) -> None:
        while not self._stop.wait(0.03):
            self.request("GET", HOME, "home")
            self.ask(self.storm.dice.choice(self.cases)["order_no"])
