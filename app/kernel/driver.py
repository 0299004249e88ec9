"""PyMySQL with three things it has not: one TLS context for all connections of a process (by itself it makes one each, 0.8 MB
whether used or not), statements that travel with COMMIT (app/kernel/writes.py), and columns that are described to it again
taken as known. What it overrides of PyMySQL is of the version in requirements.txt: tests/kernel/test_driver.py.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pymysql.connections import Connection, MySQLResult
from pymysql.constants import CR
from pymysql.err import Error, OperationalError

SIGNAL, LOST = 1644, "shengshi lost "  # a refusal of ours, and at which statement
CUT_SHORT = (1053, 1317, 1969)  # shut down, killed, out of time: said in the middle, perhaps after the COMMIT in it
EOF_BYTES = 9

_contexts: dict[str, ssl.SSLContext] = {}
_described: dict[bytes, tuple[object, object, object]] = {}


@dataclass(frozen=True)
class Last:
    """The last statements of a transaction, COMMIT among them. `lost`: what to raise when the one at that place comes too late."""

    text: bytes
    lost: Mapping[int, Exception]


class Driver(Connection):  # type: ignore[misc,type-arg,unused-ignore]
    """`last` set, the next commit() sends it instead of COMMIT."""

    last: Last | None = None

    def commit(self) -> None:
        """Together with the last statement when that still waits; else alone."""
        last, self.last = self.last, None
        if last is None:
            super().commit()
            return
        try:
            self.query(last.text)
        except BaseException as error:
            # SQLAlchemy sends no ROLLBACK after a COMMIT that failed: nobody may get this connection as it is.
            number = error.args[0] if isinstance(error, Error) and error.args else None
            if number is None or number in CUT_SHORT:
                self._force_close()
            elif self.open:
                self.rollback()
            if number in CUT_SHORT:
                raise OperationalError(CR.CR_SERVER_LOST, "Lost connection to MySQL server during query") from error
            if number == SIGNAL and str(error.args[1]).startswith(LOST):
                raise last.lost[int(error.args[1].removeprefix(LOST))] from None
            raise

    def rollback(self) -> None:
        """What still waits is never sent."""
        self.last = None
        super().rollback()

    def _create_ssl_ctx(self, sslp: object) -> ssl.SSLContext:
        key = repr(sorted(sslp.items())) if isinstance(sslp, dict) else repr(sslp)
        if key not in _contexts:
            _contexts[key] = super()._create_ssl_ctx(sslp)
        return _contexts[key]

    def _read_query_result(self, unbuffered: bool = False) -> object:
        self._result = None
        result = _Result(self)
        result.init_unbuffered_query() if unbuffered else result.read()
        self._result = result
        if result.server_status is not None:
            self.server_status = result.server_status
        return result.affected_rows


class _Result(MySQLResult):  # type: ignore[misc,unused-ignore]
    """What the server says of the columns is the same bytes for each answer to a statement: understood once, compared from
    then on. Understanding it again took a quarter of the time of a small SELECT."""

    MOST = 1000  # different ones remembered; statements have fixed columns, so there are far fewer

    def _get_descriptions(self) -> None:
        connection = self.connection
        try:
            piece = _whole(connection._rfile.peek(), self.field_count)
        except OSError:  # PyMySQL meets it again at once, and says it in its own words
            piece = None
        if piece is not None and (known := _described.get(piece)):
            self.fields, self.converters, self.description = known
            connection._rfile.read(len(piece))
            connection._next_seq_id = (piece[-EOF_BYTES + 3] + 1) % 256
            return
        super()._get_descriptions()
        if piece is not None and len(_described) < self.MOST:
            _described[piece] = (self.fields, self.converters, self.description)


def _whole(heard: bytes, count: int) -> bytes | None:
    """The descriptions of so many columns and the EOF packet behind them; None when not all of it has arrived."""
    end = 0
    for _ in range(count):
        end += 4 + int.from_bytes(heard[end : end + 3], "little")
    end += EOF_BYTES
    return heard[:end] if end <= len(heard) else None


def connect(dialect: object, record: object, arguments: Sequence[object], options: Mapping[str, object]) -> Driver:
    """For SQLAlchemy's do_connect event."""
    return Driver(*arguments, **options)
