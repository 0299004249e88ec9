"""Floors of what writes: the bare driver, no HTTP, two processes with half the connections each (one connection: one process).

`sql`: the product's own statements, as captured, on other rows. `notices`: RSA verification, AES-GCM, two JSON parses, one
INSERT, one UPDATE, one commit.
"""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import orjson
import pymysql
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pymysql.constants import CLIENT
from sqlalchemy.engine import make_url

from benchmarks.load import Timing

Statement = tuple[str, Any, bool]  # SQL, parameters, whether they are several rows
PROCESSES = 2


@dataclass(frozen=True)
class Notice:
    """One signed message and the two statements that book it."""

    headers: dict[str, str]
    body: bytes
    statements: list[Statement]


Jobs = Sequence[Any]  # of one kind: Notices, or lists of Statements


class Floors:
    """`with Floors(url, public_key, apiv3_key) as floors: floors.sql(jobs, 32)`."""

    def __init__(self, url: str, public_key: str, apiv3_key: str) -> None:
        self.url, self.keys = url, (public_key, apiv3_key)
        self.pool = ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"))

    def __enter__(self) -> Floors:
        list(self.pool.map(time.sleep, [0.1] * PROCESSES))
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.shutdown()

    def sql(self, jobs: Sequence[list[Statement]], connections: int, commit: bool) -> Timing:
        """Each job's statements in order, then COMMIT; `commit` False: single reads in autocommit."""
        return self._run(jobs, connections, commit, None)

    def notices(self, jobs: Sequence[Notice], connections: int) -> Timing:
        """Each message verified, opened, booked."""
        return self._run(jobs, connections, True, self.keys)

    def _run(self, jobs: Jobs, connections: int, commit: bool, keys: tuple[str, str] | None) -> Timing:
        shares = min(PROCESSES, connections)
        at = time.time() + 0.4
        asked = [self.pool.submit(_work, self.url, jobs[share::shares], connections // shares, commit, keys, at) for share in range(shares)]
        done = [one.result() for one in asked]
        return Timing(max(end for end, _ in done) - at, [latency for _, some in done for latency in some])


def _work(url: str, jobs: Jobs, threads: int, commit: bool, keys: tuple[str, str] | None, at: float) -> tuple[float, list[float]]:
    """In a process of its own: the jobs over so many threads, from the moment `at`. Returns when it ended, and each latency."""
    left, latencies, faults = iter(jobs), [], []
    lock = threading.Lock()
    read = _reader(*keys) if keys else None

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
                for sql, values, many in read(job) if read else job:
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


def _reader(public_key: str, apiv3_key: str) -> Callable[[Notice], list[Statement]]:
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
