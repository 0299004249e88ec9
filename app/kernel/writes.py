"""Writes that nobody waits for: they queue on the transaction and travel together, before its next statement or with its commit.

    writes.insert(tx, outbox, row, row)
    writes.update(tx, case, {"id": case_id, "state": "draft"}, {"state": "submitted"}, lost=Conflict(...))
    writes.first(tx, seen_nonce, row, lost=SignedOut(...))
    writes.put(tx, subscription, row)
    writes.add(tx, demand_hour, row)

On MariaDB that is one round trip for all of them; on SQLite they run one after another. Values are parameters, as
everywhere. Why several statements may travel together: docs/decisions/0005.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import cast

from sqlalchemy import Connection, Dialect, Engine, Table, event
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext

from app.kernel.driver import LOST, Driver, Last

KEY = "shengshi.writes"
Bind = Callable[[object], object] | None


@dataclass(frozen=True)
class Write:
    """One statement. `lost` is raised unless it changes exactly one row."""

    sql: str
    values: tuple[object, ...]
    lost: Exception | None = None


def insert(tx: Connection, table: Table, *rows: Mapping[str, object]) -> None:
    """Rows of the same columns, in one INSERT."""
    names = tuple(rows[0])
    sql, binds = _insert(tx.dialect, table, names, len(rows))
    _queue(tx).append(Write(sql, _bound(binds, [row[name] for row in rows for name in names])))


def update(
    tx: Connection, table: Table, where: Mapping[str, object], values: Mapping[str, object], lost: Exception | None = None
) -> None:  # fmt: skip
    """Change the one row that is still as `where` says. Raises `lost` when it is sent and there is none; without one, rows that are not
    so any more stay as they are."""
    sql, binds = _update(tx.dialect, table, tuple(values), tuple(where))
    _queue(tx).append(Write(sql, _bound(binds, [*values.values(), *where.values()]), lost))


def first(tx: Connection, table: Table, row: Mapping[str, object], lost: Exception) -> None:
    """A row that must be the first with its primary key. Raises `lost` when it is sent and there is one already. Its values must fit:
    the server is told to let pass what it cannot store, and the row that is not there then is what we ask for."""
    sql, binds = _insert(tx.dialect, table, tuple(row), 1)
    ignoring = "INSERT OR IGNORE" if tx.dialect.name == "sqlite" else "INSERT IGNORE"
    _queue(tx).append(Write(f"{ignoring}{sql.removeprefix('INSERT')}", _bound(binds, list(row.values())), lost))


def put(tx: Connection, table: Table, row: Mapping[str, object]) -> None:
    """A row, whether there is one with its primary key or not: its other columns are then as given."""
    sql, binds = _insert(tx.dialect, table, tuple(row), 1)
    _queue(tx).append(Write(f"{sql} {_instead(tx.dialect, table, tuple(row))}", _bound(binds, list(row.values()))))


def add(tx: Connection, table: Table, row: Mapping[str, object]) -> None:
    """A row of numbers, or where there is one with its primary key, so much more of each of its other columns."""
    sql, binds = _insert(tx.dialect, table, tuple(row), 1)
    _queue(tx).append(Write(f"{sql} {_instead(tx.dialect, table, tuple(row), more=True)}", _bound(binds, list(row.values()))))


def flush(tx: Connection) -> None:
    """Send what waits. Raises what the database says, or the `lost` of the first write that came too late."""
    queue: list[Write] = tx.info.pop(KEY, [])
    together = tx.dialect.name != "sqlite"
    for some in [queue] if together and queue else [[one] for one in queue]:
        values = tuple(chain.from_iterable(one.values for one in some))
        tx.exec_driver_sql(";\n".join(one.sql for one in some), values, execution_options={KEY: some})


def finish(tx: Connection) -> None:
    """Let what waits travel with the COMMIT that comes next. What goes wrong with it is raised by that commit, and nothing of it
    stays, unless the outcome is unknown. Where the server cannot hold several statements together as one (MySQL), what waits is
    sent now, as by flush."""
    queue: list[Write] = tx.info.get(KEY, [])
    if not queue or not getattr(tx.dialect, "is_mariadb", False):
        flush(tx)
        return
    del tx.info[KEY]
    values = tuple(chain.from_iterable(one.values for one in queue))
    if len(tx.dispatch.before_cursor_execute) > 1:  # somebody listens besides us
        for hear in tx.dispatch.before_cursor_execute:
            hear(tx, None, ";\n".join(one.sql for one in queue), values, None, False)
    lost = {place: one.lost for place, one in enumerate(queue) if one.lost}
    parts = (f"{one.sql};\n{_refusal(place) if place in lost else ''}" for place, one in enumerate(queue))
    connection = cast(Driver, tx.connection.driver_connection)
    whole = connection.cursor().mogrify(f"BEGIN NOT ATOMIC\n{''.join(parts)}COMMIT;\nEND", values)
    connection.last = Last(whole.encode(connection.encoding), lost)


def register(writer: Engine) -> None:
    """Let this engine's transactions queue."""
    event.listen(writer, "before_cursor_execute", lambda tx, *_: flush(tx))
    event.listen(writer, "commit", flush)
    event.listen(writer, "rollback", lambda tx: tx.info.pop(KEY, None))
    event.listen(writer, "after_cursor_execute", _check)


def _check(tx: Connection, cursor: DBAPICursor, statement: str, parameters: object, context: ExecutionContext, many: bool) -> None:
    """Read all answers to the end, also after one that was wrong: the connection must be clean for the ROLLBACK."""
    sent: list[Write] = context.execution_options.get(KEY, [])
    fault: Exception | None = None
    for place, one in enumerate(sent):
        if one.lost is not None and cursor.rowcount != 1:
            fault = fault or one.lost
        try:
            if place + 1 < len(sent):
                cursor.nextset()
        except Exception as error:
            fault = fault or error
            break
    if fault:
        raise fault


def _refusal(place: int) -> str:
    """So that the server stops before COMMIT: it counts rows as this connection asked it to (FOUND_ROWS)."""
    return f"IF ROW_COUNT() <> 1 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{LOST}{place}'; END IF;\n"


def _queue(tx: Connection) -> list[Write]:
    queue: list[Write] = tx.info.setdefault(KEY, [])
    return queue


def _bound(binds: tuple[Bind, ...], values: list[object]) -> tuple[object, ...]:
    return tuple([bind(value) if bind else value for bind, value in zip(binds, values, strict=True)])


@lru_cache(256)
def _insert(dialect: Dialect, table: Table, names: tuple[str, ...], rows: int) -> tuple[str, tuple[Bind, ...]]:
    marks = ", ".join([_mark(dialect)] * len(names))
    columns = ", ".join(_quoted(dialect, name) for name in names)
    sql = f"INSERT INTO {_quoted(dialect, table.name)} ({columns}) VALUES {', '.join([f'({marks})'] * rows)}"  # noqa: S608 - names of ours
    return sql, _binds(dialect, table, names) * rows


@lru_cache(256)
def _instead(dialect: Dialect, table: Table, names: tuple[str, ...], more: bool = False) -> str:
    keys = [column.name for column in table.primary_key]
    others = [_quoted(dialect, name) for name in names if name not in keys]
    if dialect.name == "sqlite":
        given = ", ".join(f"{name} = {_before(dialect, table, name, more)}excluded.{name}" for name in others)
        return f"ON CONFLICT ({', '.join(_quoted(dialect, name) for name in keys)}) DO UPDATE SET {given}"
    return f"ON DUPLICATE KEY UPDATE {', '.join(f'{name} = {_before(dialect, table, name, more)}VALUES({name})' for name in others)}"


def _before(dialect: Dialect, table: Table, name: str, more: bool) -> str:
    return f"{_quoted(dialect, table.name)}.{name} + " if more else ""


@lru_cache(256)
def _update(dialect: Dialect, table: Table, names: tuple[str, ...], where: tuple[str, ...]) -> tuple[str, tuple[Bind, ...]]:
    changed, kept = (_equal(dialect, names, ", "), _equal(dialect, where, " AND "))
    sql = f"UPDATE {_quoted(dialect, table.name)} SET {changed} WHERE {kept}"  # noqa: S608 - names of ours
    return sql, _binds(dialect, table, names + where)


def _equal(dialect: Dialect, names: tuple[str, ...], between: str) -> str:
    return between.join(f"{_quoted(dialect, name)} = {_mark(dialect)}" for name in names)


def _binds(dialect: Dialect, table: Table, names: tuple[str, ...]) -> tuple[Bind, ...]:
    return tuple(table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names)


def _quoted(dialect: Dialect, name: str) -> str:
    return dialect.identifier_preparer.quote(name)


def _mark(dialect: Dialect) -> str:
    return "?" if dialect.paramstyle == "qmark" else "%s"
