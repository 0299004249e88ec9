"""The whole job: from handing in to conclusion, certificate and message, through the relay and the sandbox's departments; and the
relay alone beside its floor.

Wall time is with everything on the same cores, the sandbox included. Processor time is counted apart: ours (web and relay), the
sandbox's, the database's.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pymysql
import requests

import wsgi
from app.events.cases import CaseMoved
from app.events.messages import MessageStored
from app.kernel import db
from app.kernel.events import Event, emit_all
from app.kernel.hand import Reaction
from app.kernel.ids import new_id
from app.kernel.relay import IN_HAND, Relay
from benchmarks import paths, seed
from benchmarks.house import House, connection
from benchmarks.load import once
from benchmarks.sample import Sample
from deploy.servers import free_port

TICK = os.sysconf("SC_CLK_TCK")
ANSWERS_AFTER = (0.0, 0.3)  # seconds a department takes for an answer
PATIENCE_S = 300.0


@dataclass(frozen=True)
class Job:
    """So many cases, each from submission to certificate and message."""

    cases: int
    department_s: float
    seconds: float
    own_cpu: float
    sandbox_cpu: float
    database_cpu: float

    @property
    def per_second(self) -> float:
        """Cases a second."""
        return self.cases / self.seconds

    @property
    def per_cpu_second(self) -> float:
        """Counted by our own processes' processor time."""
        return self.cases / self.own_cpu


@dataclass(frozen=True)
class Pace:
    """The relay alone: events a second with reactions that stay inside, and what one UPDATE and one DELETE a batch would do."""

    events: int
    seconds: float
    floor_seconds: float

    @property
    def per_second(self) -> float:
        """Events a second."""
        return self.events / self.seconds

    @property
    def ratio(self) -> float:
        """The relay's rate over its floor's."""
        return self.floor_seconds / self.seconds


def jobs(house: House, sample: Sample, people: Sequence[seed.Resident], cases: int, told: Callable[[str], object]) -> list[Job]:
    """With a department that answers at once, and with one that takes its time."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    house.serve("job", "wsgi:create_app()", DATABASE_URL=house.small, PUBLIC_URL=url, PORT=str(port))
    relay = house.start("relay", "flask", "--app", "wsgi", "relay", DATABASE_URL=house.small, PUBLIC_URL=url, LOG_LEVEL="ERROR")
    _job(house, sample, people, min(cases, 20), 0.0, relay)  # what a process does once is nobody's job
    made = []
    for seconds in ANSWERS_AFTER:
        told(f"{cases} whole jobs, departments answer in {seconds * 1000:.0f} ms")
        made.append(_job(house, sample, people, cases, seconds, relay))
    return made


def _job(house: House, sample: Sample, people: Sequence[seed.Resident], cases: int, seconds: float, relay: int) -> Job:
    drafts = seed.drafts(house.small, sample, list(people), cases, sample.job)
    calls = paths.submit(drafts)
    numbers = [no for no, _, _ in drafts]
    ours = [*house.workers("job"), relay]
    with _departments(house, seconds), connection(house.small) as database, database.cursor() as cursor:
        _until(cursor, "SELECT COUNT(*) FROM outbox", lambda left: left == 0)
        before, started = _cpu(ours), time.perf_counter()
        sandbox, server = _cpu([house.sandbox_pid]), _cpu([house.database_pid])
        once(house.ports["job"], calls, 32)
        marks = ", ".join(["%s"] * len(numbers))
        done = f"SELECT COUNT(*) FROM case_record WHERE state = 'done' AND no IN ({marks})"  # noqa: S608 - only marks
        _until(cursor, done, lambda found: found == cases, numbers)
        _until(cursor, "SELECT COUNT(*) FROM outbox", lambda left: left == 0)
        took = time.perf_counter() - started
        for what, sql in _PROOF.items():
            cursor.execute(sql.format(marks=marks), numbers)
            if cursor.fetchone()[0] < cases:
                raise SystemExit(f"whole job: a case ended without its {what}")
        spent = _cpu(ours) - before, _cpu([house.sandbox_pid]) - sandbox, _cpu([house.database_pid]) - server
    return Job(cases, seconds, took, *spent)


_PROOF = {
    "certificate": "SELECT COUNT(*) FROM certificate WHERE case_no IN ({marks})",
    "message": "SELECT COUNT(DISTINCT case_no) FROM message WHERE case_no IN ({marks})",
}


def relay_alone(url: str, sample: Sample, events: int) -> Pace:
    """Moves to tell: each one message and one event more, as the product does it; without WeChat."""
    row = sample.draft["account"][0]
    about = {"person_id": bytes(row["person_id"]).hex(), "account_id": bytes(row["id"]).hex(), "short": "换护照", "to": "reviewing"}
    about |= {"title": "部门在审核", "say": "有问题会一次说全。", "tone": "brand", "page": "/pages/case/index"}
    _emit(events, about)
    inside: dict[type[Event], Sequence[Reaction]] = {CaseMoved: wsgi.REACTIONS[CaseMoved], MessageStored: []}
    started = time.perf_counter()
    worked = Relay(inside).drain(PATIENCE_S)
    took = time.perf_counter() - started
    if worked < events:
        raise SystemExit(f"the relay worked on {worked} of {events} events")
    with connection(url) as database, database.cursor() as cursor:
        cursor.execute("DELETE FROM outbox")
    _emit(events, about)
    return Pace(worked, took, _floor(url))


def _emit(events: int, about: dict[str, str]) -> None:
    for start in range(0, events, 500):
        some = [CaseMoved(case_no=new_id()[-15:], **about) for _ in range(min(500, events - start))]
        db.in_transaction(lambda tx, some: emit_all(tx, *some), some)


def _floor(url: str) -> float:
    """One UPDATE and one DELETE a batch, committed, by the bare driver."""
    with connection(url) as database, database.cursor() as cursor:
        database.autocommit(False)
        cursor.execute("SELECT id FROM outbox ORDER BY id")
        ids = [row[0] for row in cursor.fetchall()]
        database.commit()
        started = time.perf_counter()
        for start in range(0, len(ids), IN_HAND):
            batch = ids[start : start + IN_HAND]
            marks = ", ".join(["%s"] * len(batch))
            cursor.execute(f"UPDATE outbox SET next_at = NOW(6) + INTERVAL 30 SECOND WHERE id IN ({marks})", batch)  # noqa: S608
            database.commit()
            cursor.execute(f"DELETE FROM outbox WHERE id IN ({marks})", batch)  # noqa: S608
            database.commit()
        return time.perf_counter() - started


@contextmanager
def _departments(house: House, seconds: float) -> Iterator[None]:
    """They decide at once, one node after another, and take so long for each answer."""

    def control(method: str, path: str, body: object = None) -> None:
        requests.request(method, f"{house.sandbox}/control{path}", json=body, timeout=10).raise_for_status()

    control("POST", "/settings", {"department_delay": 0})
    if seconds:
        answers = {"side": "department", "path": "^/departments/"}  # not what they tell us
        control("POST", "/faults", {"match": answers, "kind": "delay", "seconds": seconds, "times": 10**6})
    try:
        yield
    finally:
        control("DELETE", "/faults")


def _until(cursor: pymysql.cursors.Cursor, sql: str, good: Callable[[int], bool], values: Sequence[object] = ()) -> None:
    until = time.monotonic() + PATIENCE_S
    while True:
        cursor.execute(sql, values)
        found = cursor.fetchone()[0]
        if good(found):
            return
        if time.monotonic() > until:
            raise SystemExit(f"whole job: {found} after {PATIENCE_S:.0f} s: {sql[:80]}")
        time.sleep(0.02)


def _cpu(pids: Sequence[int]) -> float:
    """User and system seconds of these processes so far."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK
