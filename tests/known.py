"""Residents known by name for tests that begin there: walked over HTTP once a session, afterwards laid into the database as they were.

A walk asks some thirty sources and took most of the time of many a test. What is laid is every row that the walk added, its times moved
as if it had just ended; signing in is done again. For the first of each, while a test holds the clock, and once it has changed a
register or turned one off, it is the walk itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from app.kernel import clock, db
from deploy.emptying import own
from tests.residents import Resident

Rows = dict[str, list[dict[str, Any]]]
ANEW = {"login"}  # each test signs in itself
_walked: dict[tuple[str, bool], tuple[datetime, Rows]] = {}


def known(app: Any, sandbox: Any, who: str = "lin-zhihao") -> Resident:
    """`Resident(app, sandbox, who).known()`."""
    return _found(app, sandbox, who, face=False)


def proved(app: Any, sandbox: Any, who: str = "lin-zhihao") -> Resident:
    """The same, and the face shown once."""
    return _found(app, sandbox, who, face=True)


def _found(app: Any, sandbox: Any, who: str, face: bool) -> Resident:
    if clock.is_held() or not _untouched(sandbox):
        return _walk(app, sandbox, who, face)
    if (who, face) in _walked:
        _lay(*_walked[who, face])
        return Resident(app, sandbox, who)
    before = _rows()
    resident = _walk(app, sandbox, who, face)
    over, after = clock.now(), _rows()
    if all(row in after[name] for name, rows in before.items() for row in rows):  # else it changed others' rows: walked every time
        _walked[who, face] = over, {name: [row for row in rows if row not in before[name]] for name, rows in after.items()}
    return resident


def _untouched(sandbox: Any) -> bool:
    """Whether every register says what its file says, and answers."""
    return not any(one["off"] or one["wrong"] or one["changed"] for one in sandbox.control("GET", "/registers"))


def _walk(app: Any, sandbox: Any, who: str, face: bool) -> Resident:
    resident = Resident(app, sandbox, who)
    return resident.proved() if face else resident.known()


def _rows() -> Rows:
    with db.reading() as tx:
        return {table.name: [dict(row) for row in tx.execute(select(table)).mappings()] for table in own() if table.name not in ANEW}


def _lay(over: datetime, rows: Rows) -> None:
    later = clock.now() - over
    with db.transaction() as tx:
        for name, some in rows.items():
            if some:
                tx.execute(insert(db.metadata.tables[name]), [{key: _moved(value, later) for key, value in row.items()} for row in some])


def _moved(value: Any, by: timedelta) -> Any:
    return value + by if isinstance(value, datetime) else value
