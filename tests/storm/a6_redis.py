"""A6: Redis forgets, dies, hangs, breaks its lines, while people pay. Nothing of theirs was in it, and limits still hold."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from typing import Any

from tests.storm.load import Load
from tests.storm.storm import Storm

CASES, SLOWEST_S = 240, 1.5
GUESSES, WORKERS = 600, 2  # verifying codes by address and minute (miniprogram_api/certificates.py); without Redis each worker counts


def run(storm: Storm) -> dict[str, Any]:
    """Returns the times; raises AssertionError for a payment that failed, a slow answer, or a limit that no longer held."""
    house = storm.house
    cases = storm.resident.cases(max(20, storm.size(CASES)), storm.seed)
    faults = (flush, kill, hang, reset)
    bar = storm.bar("Redis faults", len(faults) + 1)
    with Load(storm, cases, pause=0.8) as load:
        for fault in faults:
            fault(storm, max(storm.scale, 0.1))
            bar()
            time.sleep(1.5)
    errors = [status for _, _, status, _ in load.answers if status >= 500 or not status]
    assert errors == [], f"A6: {len(errors)} requests failed: {sorted(set(errors))}"
    assert load.p99() <= SLOWEST_S, f"A6: p99 {load.p99():.2f} s"
    house.redis.process.kill()
    let_through = guesses(storm)
    house.redis.start()
    bar()
    assert let_through <= GUESSES * WORKERS, f"A6: {let_through} guesses were let through without Redis"
    return {"requests": len(load.answers), "p99_s": round(load.p99(), 2), "failed": 0, "guesses_let_through_without_redis": let_through}


def flush(storm: Storm, scale: float) -> None:
    for _ in range(max(2, round(10 * scale))):
        storm.house.redis.say("FLUSHALL")
        time.sleep(0.5)


def kill(storm: Storm, scale: float) -> None:
    for _ in range(max(1, round(3 * scale))):
        storm.house.redis.process.kill()
        time.sleep(3)
        storm.house.redis.start()
        time.sleep(0.5)


def hang(storm: Storm, scale: float) -> None:
    storm.house.redis.process.send(signal.SIGSTOP)
    time.sleep(30 * scale)
    storm.house.redis.process.send(signal.SIGCONT)


def reset(storm: Storm, scale: float) -> None:
    rules: tuple[dict[str, Any], ...] = ({"reset": True}, {"delay": 0.2}, {"cut_after": 50}, {"black_hole": True})
    for rule in rules * max(1, round(2 * scale)):
        storm.house.redis_wire.say(dict(rule))
        time.sleep(1)
        storm.house.redis_wire.say({})


def guesses(storm: Storm) -> int:
    """How many of 800 guesses at a code are answered before the limit says stop, all within a minute or two."""
    tried: Callable[[int], Any] = lambda number: storm.resident.ask("GET", f"/api/verify/guess{number:040d}")  # noqa: E731
    statuses = [reply.status_code for number in range(800) if (reply := tried(number)) is not None]
    assert len(statuses) == 800, "A6: guesses were not answered without Redis"
    assert statuses[-1] == 429, f"A6: no limit without Redis: the last guess got {statuses[-1]}"
    return sum(status != 429 for status in statuses)
