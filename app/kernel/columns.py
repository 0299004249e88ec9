"""Column types: ids, UTC moments, JSON. Money is plain `BigInteger` in fen; personal data is `Sealed`."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
from sqlalchemy import BINARY, DateTime, Dialect, LargeBinary, Text, TypeDecorator
from sqlalchemy.dialects import mysql

Blob = LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")
Sealed = LargeBinary().with_variant(mysql.VARBINARY(1024), "mysql", "mariadb")  # short personal values
Blind = BINARY(32)


class Id(TypeDecorator[str]):
    """A UUIDv7: 16 bytes in the table, 32 hex characters in Python."""

    impl = BINARY(16)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Hex → 16 bytes."""
        return None if value is None else bytes.fromhex(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """16 bytes → hex."""
        return None if value is None else bytes(value).hex()


class Utc(TypeDecorator[datetime]):
    """An aware moment; stored as UTC with microseconds. A naive one is refused rather than guessed."""

    impl = DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """A moment → the same in UTC, without a zone. Raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return (value if value.tzinfo is UTC else value.astimezone(UTC)).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What is stored → a moment in UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class Json(TypeDecorator[object]):
    """Any JSON value, in a text column. Never personal data: that is sealed."""

    impl = Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """A value → its text."""
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        """A text → its value."""
        return None if value is None else orjson.loads(value)
