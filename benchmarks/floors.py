"""Floors of what writes: the bare driver, no HTTP, two processes with half the connections each (one connection: one process).

`sql`: the product's own statements, as captured, on other rows. `looks`: the same, after the product's own questions to departments,
one after another over the same HTTP client, each answer parsed. `notices`: RSA verification, AES-GCM, two JSON parses, one INSERT,
one UPDATE, one commit.
"""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any, TypeVar
from urllib.parse import urlsplit

import orjson
import pymysql
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pymysql.constants import CLIENT
from sqlalchemy.engine import make_url

from app.kernel.wire import READ_S, Wire
from benchmarks.load import Timing

Statement = tuple[str, Any, bool]  # SQL, parameters, whether they are several rows
Question = tuple[str, bytes]  # address and body
PROCESSES = 2
MOST_BYTES = 4 * 1024 * 1024  # of an answer


@dataclass(frozen=True)
class Notice:
    """One signed message and the two statements that book it."""

    headers: dict[str, str]
    body: bytes
    statements: list[Statement]


@dataclass(frozen=True)
class Look:
    """What one request asks of departments, and what it says to the database."""

    questions: list[Question]
    statements: list[Statement]


Jobs = Sequence[Any]  # of one kind: Notices, Looks, or lists of Statements
J = TypeVar("J")
Read = Callable[[J], list[Statement]]  # a job → what is left of it to be said to the database
Reader = Callable[[int], Read[J]]  # for so many threads


class Floors:
    """`with Floors(url, public_key, apiv3_key) as floors: floors.sql(jobs, 32)`."""

    def __init__(self, url: str, public_key: str, apiv3_key: str) -> None:
        self.url, self.read_notice = url, partial(_of_notices, public_key, apiv3_key)
        self.pool = ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"))

    def __enter__(self) -> Floors:
        list(self.pool.map(time.sleep, [0.1] * PROCESSES))
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.shutdown()

    def sql(self, jobs: Sequence[list[Statement]], connections: int, commit: bool) -> Timing:
        """Each job's statements in order, then COMMIT; `commit` False: single reads in autocommit."""
        return self._run(jobs, connections, commit, _as_they_are)

    def looks(self, jobs: Sequence[Look], connections: int, commit: bool) -> Timing:
        """Each job's questions, then its statements; `commit` as for `sql`."""
        return self._run(jobs, connections, commit, _of_looks)

    def notices(self, jobs: Sequence[Notice], connections: int) -> Timing:
        """Each message verified, opened, booked."""
        return self._run(jobs, connections, True, self.read_notice)

    def _run(self, jobs: Sequence[J], connections: int, commit: bool, reader: Reader[J]) -> Timing:
        shares = min(PROCESSES, connections)
        at = time.time() + 0.4
        asked = [
            self.pool.submit(_work, self.url, jobs[share::shares], connections // shares, commit, reader, at) for share in range(shares)
        ]
        done = [one.result() for one in asked]
        return Timing(max(end for end, _ in done) - at, [latency for _, some in done for latency in some])


def _work(url: str, jobs: Sequence[J], threads: int, commit: bool, reader: Reader[J], at: float) -> tuple[float, list[float]]:
    """In a process of its own: the jobs over so many threads, from the moment `at`. Returns when it ended, and each latency."""
    left, latencies, faults = iter(jobs), [], []
    lock = threading.Lock()
    read = reader(threads)

    def loop() -> None:
        database = _connect(url, commit)
        cursor = database.cursor()
        time.sleep(max(0.0, at - time.time()))
        try:
            while True:
                with lock:
                    job = next(left, None)
                if job is None:
                    return
                started = time.perf_counter()
                for sql, values, many in read(job):
                    cursor.executemany(sql, values) if many else cursor.execute(sql, values)
                    cursor.fetchall()
                if commit:
                    database.commit()
                latencies.append(time.perf_counter() - started)
        except Exception as error:
            faults.append(error)
        finally:
            database.close()

    running = [threading.Thread(target=loop) for _ in range(threads)]
    for one in running:
        one.start()
    for one in running:
        one.join()
    if faults:
        raise faults[0]
    return time.time(), latencies


def _connect(url: str, commit: bool) -> pymysql.connections.Connection:
    """As the product connects."""
    at = make_url(url)
    return pymysql.connect(
        host=at.host, port=at.port or 3306, user=at.username, password=at.password or "", database=at.database, charset="utf8mb4",
        autocommit=not commit, client_flag=CLIENT.FOUND_ROWS, init_command="SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
    )  # fmt: skip


def _as_they_are(threads: int) -> Read[list[Statement]]:
    def read(job: list[Statement]) -> list[Statement]:
        return job

    return read


def _of_looks(threads: int) -> Read[Look]:
    """Over the product's own client, which is the least one can be: its lines are kept, one for each thread. No breaker, no signature."""
    lines: dict[str, Wire] = {}

    def read(job: Look) -> list[Statement]:
        for url, body in job.questions:
            at = urlsplit(url)
            line = lines.get(at.netloc) or lines.setdefault(at.netloc, Wire(url, "floor", threads))
            headers = {"Content-Type": "application/json"}
            status, _, told, _ = line.ask("POST", at.path, body, headers, time.monotonic() + READ_S, MOST_BYTES)
            if status != 200 or not orjson.loads(told)["as_of"]:
                raise SystemExit(f"a department said {status}: {told[:300]!r}")
        return job.statements

    return read


def _of_notices(public_key: str, apiv3_key: str, threads: int) -> Read[Notice]:
    public, cipher = load_pem_public_key(public_key.encode()), AESGCM(apiv3_key.encode())
    if not isinstance(public, RSAPublicKey):
        raise SystemExit("WeChat Pay signs with RSA")

    def read(job: Notice) -> list[Statement]:
        told = f"{job.headers['Wechatpay-Timestamp']}\n{job.headers['Wechatpay-Nonce']}\n".encode() + job.body + b"\n"
        public.verify(base64.b64decode(job.headers["Wechatpay-Signature"]), told, PKCS1v15(), SHA256())
        resource = orjson.loads(job.body)["resource"]
        sealed = base64.b64decode(resource["ciphertext"])
        orjson.loads(cipher.decrypt(resource["nonce"].encode(), sealed, resource["associated_data"].encode()))
        return job.statements

    return read
