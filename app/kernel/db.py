"""The database: one engine for transactions, one for single reads.

Services take `tx` (a Core Connection) first and never commit; the edge opens and closes:

    def submit_view():
        return in_transaction(service.submit, no, body)      # retried as a whole on deadlock or a lost race

    with reading() as tx: ...                                # single SELECTs, no BEGIN, no ROLLBACK on the wire

Writes that nobody waits for travel together: app/kernel/writes.py.

The edge takes `Connection` and `IntegrityError` from here: it knows transactions, not SQL.
Why Core and not the ORM: docs/decisions/0001. Why no reset on return: each ROLLBACK is a round trip.
"""

from __future__ import annotations

import random
import select
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypedDict, TypeVar

from pymysql.constants import CLIENT
from sqlalchemy import Connection, Engine, MetaData, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError, OperationalError

from app.kernel import clock, driver, writes
from app.kernel.errors import Unavailable

__all__ = ["Connection", "IntegrityError", "connect", "engine", "in_transaction", "metadata", "reading", "transaction"]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Certification failure, lock wait time-out, deadlock: nothing was kept, so the whole may be done again.
RETRYABLE = {1020, 1205, 1213}
ATTEMPTS = 3
# A deadlock, or a cluster's refusal to certify, is said at once and costs milliseconds: three of them pass under a rush on one
# row of three nodes. What waited for a lock took its time already, and who was overtaken must hear so.
AT_ONCE, ATTEMPTS_AT_ONCE = {1213}, 8
READ_S, LOCK_WAIT_S = 10, 4
INTERNET = (socket.AF_INET, socket.AF_INET6) if hasattr(socket, "TCP_INFO") else ()
ESTABLISHED = 1  # the first byte of Linux' tcp_info

P = ParamSpec("P")
T = TypeVar("T")


class Options(TypedDict, total=False):
    """What create_engine is told for both engines."""

    hide_parameters: bool
    pool_reset_on_return: None
    pool_size: int
    max_overflow: int
    pool_timeout: float
    pool_recycle: int
    pool_use_lifo: bool
    connect_args: dict[str, object]


class Raced(Exception):
    """Somebody else was faster: what was read is no longer so. in_transaction does all of it again."""


_writer: Engine | None = None
_reader: Engine | None = None


def connect(url: str, pool_size: int = 10) -> None:
    """Use this database in this process. SQLite files get their folder; nothing else is created."""
    global _writer, _reader
    disconnect()
    _writer, _reader = _engines(url, pool_size)


def disconnect() -> None:
    """Close all connections (tests, and after fork)."""
    global _writer, _reader
    for engine in (_writer, _reader):
        if engine is not None:
            engine.dispose()
    _writer = _reader = None


def engine() -> Engine:
    """The engine that writes. Raises RuntimeError before connect()."""
    if _writer is None:
        raise RuntimeError("no database: call db.connect first")
    return _writer


@contextmanager
def transaction() -> Iterator[Connection]:
    """One attempt: commits at the end, rolls back on any exception. Command line and tests; views use in_transaction."""
    with engine().begin() as tx:
        yield tx
        writes.finish(tx)


@contextmanager
def reading() -> Iterator[Connection]:
    """For SELECTs only, each its own statement."""
    if _reader is None:
        raise RuntimeError("no database: call db.connect first")
    with _reader.connect() as tx:
        yield tx


def moment(tx: Connection) -> datetime:
    """The present moment by the database's clock, of which there is one: what timers of several processes judge by. One statement. On
    SQLite, where all run on one machine, and while a test holds the clock, it is that clock."""
    if tx.dialect.name == "sqlite" or clock.is_held():
        return clock.now()
    said: datetime = tx.execute(text("SELECT UTC_TIMESTAMP(6)")).scalar_one()
    return said.replace(tzinfo=UTC)


def in_transaction(work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work(tx, ...)` and commit; on deadlock, lost race or a connection that died before COMMIT, do all of it again.

    A key that is taken is a race lost, too: somebody stored the row between our look and our writing. Once more, `work` looks and finds
    it; a key that is taken even then is the caller's to explain.

    A COMMIT whose reply was lost is *unknown*: it raises Unavailable, and the caller asks again with the same
    idempotency key, which finds out.
    """
    taken = False
    for attempt in range(1, ATTEMPTS_AT_ONCE + 1):
        committing = False
        try:
            with engine().connect() as tx:
                with tx.begin() as begun:
                    result = work(tx, *args, **kwargs)
                    writes.finish(tx)
                    committing = True
                    begun.commit()
                return result
        except DBAPIError as error:
            if committing and error.connection_invalidated:
                raise Unavailable("commit_unknown") from error
            first = _is_taken(error) and not taken
            taken = taken or first
            if attempt >= _attempts(error) or not (first or may_retry(error)):
                raise
        except Raced as raced:
            if attempt >= ATTEMPTS:
                raise Unavailable("busy") from raced
        time.sleep(random.uniform(0, 0.02 * attempt))  # noqa: S311 - spreading out, not a secret
    raise AssertionError("unreachable")


def _attempts(error: DBAPIError) -> int:
    return ATTEMPTS_AT_ONCE if _number(error) in AT_ONCE else ATTEMPTS


def _is_taken(error: DBAPIError) -> bool:
    """Whether a unique key has the value already."""
    return isinstance(error, IntegrityError) and (_number(error) == 1062 or "UNIQUE" in str(error.orig))


def _number(error: DBAPIError) -> object:
    return error.orig.args[0] if error.orig and error.orig.args else None


def may_retry(error: DBAPIError) -> bool:
    """Whether nothing was kept and doing it again can succeed."""
    if error.connection_invalidated:
        return True
    if isinstance(error, IntegrityError):
        return _number(error) == 1020
    if isinstance(error.orig, sqlite3.OperationalError):
        return "locked" in str(error.orig) or "busy" in str(error.orig)
    return isinstance(error, OperationalError) and _number(error) in RETRYABLE


def _engines(url: str, pool_size: int) -> tuple[Engine, Engine]:
    common: Options = {"hide_parameters": True, "pool_reset_on_return": None}
    if url.startswith("sqlite"):
        return _sqlite(url, common)
    # The connection used last is taken first: it, its thread at the server and their caches are warm.
    # All of them are kept: making one anew costs as much as ten statements.
    common |= {"pool_size": 2 * pool_size, "max_overflow": 0, "pool_timeout": 5, "pool_recycle": 1800, "pool_use_lifo": True}
    common["connect_args"] = {"charset": "utf8mb4", "connect_timeout": 3, "read_timeout": READ_S, "write_timeout": READ_S}
    reader = create_engine(url, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True, **common)
    common["connect_args"] = common["connect_args"] | {"client_flag": CLIENT.FOUND_ROWS | CLIENT.MULTI_STATEMENTS}
    writer = create_engine(url, isolation_level="READ COMMITTED", **common)
    for one in (writer, reader):
        event.listen(one, "do_connect", driver.connect)
        event.listen(one, "connect", _set_session)
        event.listen(one, "checkout", _hung_up)
    writes.register(writer)
    return writer, reader


def _sqlite(url: str, common: Options) -> tuple[Engine, Engine]:
    file = make_url(url).database
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        _use_wal(file)
    common |= {"connect_args": {"timeout": 10, "check_same_thread": False}}
    writer = create_engine(url, **common)
    reader = create_engine(url, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True, **common)
    for one in (writer, reader):
        event.listen(one, "connect", _set_pragmas)
    event.listen(writer, "begin", _begin_immediate)
    writes.register(writer)
    return writer, reader


def _set_session(connection: driver.Driver, record: object) -> None:
    # On a cluster of MariaDB nodes a read waits until its node has what any node had when it was asked: people see what they just
    # wrote, whichever node answers. A server alone has nothing to wait for.
    cluster = ", wsrep_sync_wait = 1" if "MariaDB" in connection.get_server_info() else ""
    with connection.cursor() as cursor:
        # Waiting for a lock ends before we stop waiting for the answer: then the server still says that nothing was kept.
        cursor.execute(f"SET time_zone = '+00:00', innodb_lock_wait_timeout = {LOCK_WAIT_S}{cluster}")


def _hung_up(connection: driver.Driver, record: object, proxy: object) -> None:
    # A connection that waited while the database was restarted has been ended by the other side. Looking costs no round trip,
    # and asking the kernel spares gevent's loop, through which select() would go.
    wire = connection._sock
    if wire is None or _ended(wire):
        raise DisconnectionError("the database hung up")


def _ended(wire: socket.socket) -> bool:
    if wire.family in INTERNET:
        return bool(wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != ESTABLISHED)
    return bool(select.select([wire], [], [], 0)[0])


def _set_pragmas(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("busy_timeout=10000", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _use_wal(file: str, tries: int = 50) -> None:
    """Once for the file, not for each connection: changing the journal does not wait for a lock as everything else does."""
    for left in reversed(range(tries)):
        try:
            with closing(sqlite3.connect(file)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if not left:
                raise
            time.sleep(0.1)


def _begin_immediate(connection: Connection) -> None:
    # Taking the write lock at once turns SQLite's upgrade deadlocks into waiting.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
