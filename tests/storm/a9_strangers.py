"""A9: a thousand strangers' files, sixteen at a time, into two workers. Every worker lives, harmless files are taken, hostile ones are
refused or come back dead, people who only read notice nothing, and the memory is given back."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import requests

from app.files.papers import active_parts
from tests.files.corpus import MARKS, Piece, corpus
from tests.storm.house import ROOT
from tests.storm.storm import Storm

FILES, AT_ONCE, WARM = 1000, 16, 48
TAKEN, P99_S, MEMORY_KB = 0.99, 0.3, 30 * 1024
TRIES, AGAIN_S = 60, 0.7  # "come back in half a minute" is believed, here for less
ROUTE = "/api/cases/<case:no>/materials/<slug:material>"
PAPER, PORTRAIT = "m-urgent-proof", "m-photo-exit"
# `anyway`: some of these people hold a passport, which speaks against a first one; here only the papers count.
BEGIN = {"item": "passport-first", "answers": {"age": "adult", "staff": "plain", "pace": "urgent"}, "anyway": True}
CITIES = ("440100", "440300")
DEAD = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
STARTS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", "application/pdf": b"%PDF-"}


class Desk:
    """Somebody's draft that wants a portrait and a paper."""

    def __init__(self, storm: Storm, person: str, city: str) -> None:
        self.url, self.session = storm.house.url, requests.Session()
        self.session.trust_env = False
        code = storm.house.outside.control("POST", "/wx/login", {"person": person})["code"]
        self.session.headers["Authorization"] = f"Bearer {self.call('POST', '/api/sign-in', json={'code': code}).json()['token']}"
        begun = self.call("POST", "/api/cases", json={**BEGIN, "city": city})
        assert begun.status_code == 201, f"A9: {person} cannot begin: {begun.text[:300]}"
        self.no = begun.json()["no"]

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        key = {"Idempotency-Key": uuid.uuid4().hex} if method != "GET" else {}
        return self.session.request(method, self.url + path, headers=key, timeout=60, **more)

    def give(self, piece: Piece) -> tuple[requests.Response, requests.Response | None]:
        """The answer, and what is served back when it was taken."""
        path = f"/api/cases/{self.no}/materials/{PORTRAIT if piece.face else PAPER}"
        for _ in range(TRIES):
            reply = self.call("PUT", path, files={"file": (piece.name, piece.content)})
            if reply.status_code != 503:
                break
            time.sleep(AGAIN_S)
        if reply.status_code != 200:
            return reply, None
        return reply, self.call("GET", reply.json()["file"]["url"])


class Onlookers:
    """People who read while others send, in a process of their own. `with Onlookers(storm) as seen: ...; seen.p99`."""

    def __init__(self, storm: Storm) -> None:
        self.command = [sys.executable, "-m", "tests.storm.onlookers", storm.house.url]
        self.reads = self.failed = 0
        self.p99 = 0.0

    def __enter__(self) -> Onlookers:
        self.process = subprocess.Popen(self.command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        told = json.loads(self.process.communicate("", timeout=60)[0])
        self.reads, self.failed, self.p99 = told["reads"], told["failed"], told["p99"]


def run(storm: Storm) -> dict[str, Any]:
    """Returns the figures; raises AssertionError for what did not hold."""
    house = storm.house
    people = [one["id"] for one in house.outside.control("GET", "/people")]
    desks: queue.Queue[Desk] = queue.Queue()
    for city in CITIES:
        for person in people:
            desks.put(Desk(storm, person, city))
    with house.fault():  # readers started, libraries loaded, buffers at their size
        deal(storm, desks, corpus(storm.seed + 1, WARM))
    with Onlookers(storm) as alone:
        time.sleep(2)
    workers = children(house.web.child.pid)
    before = {pid: rss(pid) for pid in workers}
    began = time.monotonic()
    with house.fault(), Onlookers(storm) as seen:  # more than can be read at once is the fault: some are told to come again
        told = deal(storm, desks, corpus(storm.seed, storm.size(FILES)), storm.bar("strangers' files", storm.size(FILES)))
    took = time.monotonic() - began
    assert children(house.web.child.pid) == workers, "A9: a worker was lost"
    back = storm.until(lambda: max(rss(pid) - before[pid] for pid in workers) <= MEMORY_KB, 20, "the workers' memory is back")
    broken = [one for one in house.requests() if one["status"] >= 500 and (one["status"], one["route"]) != (503, ROUTE)]
    assert broken == [], f"A9: {len(broken)} answers of 5xx: {broken[:2]}"
    harmless = [(piece, reply) for piece, reply, _ in told if piece.harmless]
    refused = [(piece.kind, reply.status_code, reply.text[:120]) for piece, reply in harmless if reply.status_code != 200]
    assert len(refused) <= (1 - TAKEN) * len(harmless), f"A9: {len(refused)} of {len(harmless)} harmless files refused: {refused[:3]}"
    odd = [(one.kind, reply.status_code, reply.text[:200]) for one, reply, _ in told if reply.status_code not in (200, 413, 422)]
    assert odd == [], f"A9: {len(odd)} answers nobody may get: {odd[:3]}"
    alive = [one for piece, _, shown in told if shown is not None for one in faults(piece, shown)]
    assert alive == [], f"A9: served and not dead: {alive[:5]}"
    assert seen.failed == 0, f"A9: {seen.failed} readers' requests failed"
    assert seen.p99 <= P99_S, f"A9: readers' p99 {seen.p99 * 1000:.0f} ms (alone {alone.p99 * 1000:.0f} ms)"
    return {
        "files": len(told),
        "harmless": len(harmless),
        "harmless_refused": len(refused),
        "hostile_refused": sum(reply.status_code != 200 for piece, reply, _ in told if not piece.harmless),
        "hostile_made_harmless": sum(reply.status_code == 200 for piece, reply, _ in told if not piece.harmless),
        "told_to_come_again": sum(one["status"] == 503 for one in house.requests()),
        "files_a_second": round(len(told) / took, 1),
        "readers_p99_ms": round(seen.p99 * 1000),
        "readers_p99_alone_ms": round(alone.p99 * 1000),
        "reads": seen.reads,
        "worker_mb_before": max(before.values()) // 1024,
        "worker_mb_grown": max(rss(pid) - before[pid] for pid in workers) // 1024,
        "memory_back_after_s": round(back, 1),
    }


def deal(storm: Storm, desks: queue.Queue[Desk], pieces: Any, bar: Any = lambda: None) -> list[tuple[Piece, Any, Any]]:
    """Every file through some desk, sixteen at a time, made as they go."""
    told: list[tuple[Piece, Any, Any]] = []
    waiting, making = iter(pieces), threading.Lock()

    def work() -> None:
        while True:
            with making:
                piece = next(waiting, None)
            if piece is None:
                return
            desk = desks.get()
            try:
                reply, shown = desk.give(piece)
            finally:
                desks.put(desk)
            told.append((Piece(piece.kind, piece.harmless, piece.face, piece.name, b""), reply, shown))
            bar()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(work) for _ in range(AT_ONCE)]:
            done.result()
    return told


def faults(piece: Piece, shown: requests.Response) -> list[str]:
    """Why something served could do something; nothing when it cannot."""
    kind, content = shown.headers.get("Content-Type", ""), shown.content
    found = [f"{piece.kind}: {name} is {shown.headers.get(name)}" for name, value in DEAD.items() if shown.headers.get(name) != value]
    if shown.status_code != 200 or not content.startswith(STARTS.get(kind, b"\0none")):
        return [*found, f"{piece.kind}: {shown.status_code} {kind} {content[:20]!r}"]
    if kind == "application/pdf" and (acts := active_parts(content)):
        found.append(f"{piece.kind}: {acts[:3]}")
    return found + [f"{piece.kind}: {mark!r} in {kind}" for mark in MARKS if not piece.harmless and len(mark) > 6 and mark in content]


def children(pid: int) -> list[int]:
    """gunicorn's workers."""
    return sorted(int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


def rss(pid: int) -> int:
    """KB a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4
