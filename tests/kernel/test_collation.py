"""On every database text compares as it is written: every text column of every table is walked."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import BINARY, JSON, Boolean, Date, DateTime, Integer, LargeBinary, MetaData, String, Table, func, insert, select, text
from sqlalchemy import types as kinds

import wsgi  # noqa: F401 - every table of the house
from app.kernel import collation, columns, db

ROOT = Path(__file__).parents[2]
# Each is another name than the first.
OTHERS = ("NAME", "Name", "name ", "name  ", " name", "ｎａｍｅ", "náme", "name\u200b")
PAIRS = (("ss", "ß"), ("i", "İ"), ("é", "e\u0301"), ("中", "中 "), ("k", "K"))


def texts():
    """(table, column) of every text column of the house."""
    found = []
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, kinds.String) or isinstance(column.type, columns.Json):
                found.append(pytest.param(table, column, id=f"{table.name}.{column.name}"))
    return found


def keys():
    """(table, column) of every text column that identifies: in a primary key, a unique constraint or an index."""
    return [one for one in texts() if isinstance(one.values[1].type, kinds.String) and _looked_up(one.values[1])]


def _looked_up(column):
    table = column.table
    parts = [*table.primary_key.columns, *(one for index in table.indexes for one in index.columns)]
    parts += [one for rule in table.constraints if hasattr(rule, "columns") for one in rule.columns]
    return column.unique or column.name in {one.name for one in parts}


def filled(table, number, given):
    """A row with something in every column, different in each row where it must be."""
    row = {}
    for column in table.columns:
        kind = column.type
        if column.name in given:
            row[column.name] = given[column.name]
        elif isinstance(kind, columns.Id):
            row[column.name] = f"{number:032x}"
        elif isinstance(kind, columns.Utc):
            row[column.name] = datetime(2026, 1, 1, tzinfo=UTC)
        elif isinstance(kind, columns.Json):
            row[column.name] = {}
        elif isinstance(kind, Boolean):
            row[column.name] = False
        elif isinstance(kind, Date):
            row[column.name] = date(2026, 1, 1)
        elif isinstance(kind, BINARY | LargeBinary):
            row[column.name] = number.to_bytes(32, "big")
        elif isinstance(kind, kinds.String):
            row[column.name] = f"{number}"[-(column.type.length or 60) :]
        elif isinstance(kind, Integer):
            row[column.name] = number
        else:
            assert not isinstance(kind, DateTime | JSON), f"{table.name}.{column.name}: how is one of these filled?"
            row[column.name] = number
    return row


def test_there_are_keys_to_walk():
    assert len(keys()) >= 25 and "staff.login" in {one.id for one in keys()}


@pytest.mark.parametrize(("table", "column"), keys())
def test_a_name_written_otherwise_is_another_name_in_every_key(app, table, column):
    size = column.type.length
    written = [one for one in ("name", *OTHERS, *(each for pair in PAIRS for each in pair)) if len(one) <= size]
    with db.transaction() as tx:
        for number, one in enumerate(written, 1):
            tx.execute(insert(table), filled(table, number, {column.name: one}))
        for one in written:
            assert tx.execute(select(func.count()).select_from(table).where(column == one)).scalar() == 1, one
            assert tx.execute(select(column).where(column.in_([one]))).scalars().all() == [one]
        tx.execute(table.delete().where(column == written[0]))
        assert tx.execute(select(func.count()).select_from(table)).scalar() == len(written) - 1
        tx.execute(table.delete())


def test_every_text_column_is_of_the_exact_collation(app):
    with db.reading() as tx:
        if tx.dialect.name == "sqlite":
            rows = [(name, sql) for name, sql in tx.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))]
            assert [name for name, sql in rows if "COLLATE" in sql.upper()] == []
            return
        found = tx.execute(
            text(
                "SELECT table_name, column_name, collation_name FROM information_schema.columns"
                " WHERE table_schema = DATABASE() AND collation_name IS NOT NULL"
            )
        ).all()
    known = {(one.values[0].name, one.values[1].name) for one in texts()}
    assert known <= {(table, column) for table, column, _ in found}
    assert {name for _, _, name in found} <= set(collation.EXACT), [row for row in found if row[2] not in collation.EXACT]


def test_a_table_made_later_gets_it_by_itself(app):
    with db.engine().connect() as tx:
        if tx.dialect.name == "sqlite":
            pytest.skip("SQLite compares bytes by itself")
        later = Table("made_later", MetaData(), columns_of("name"))
        later.create(tx)
        try:
            tx.execute(insert(later), [{"name": "name"}, {"name": "NAME"}, {"name": "name "}])
            assert tx.execute(select(func.count()).select_from(later).where(later.c.name == "name")).scalar() == 1
        finally:
            tx.rollback()
            later.drop(tx)
            tx.commit()


def columns_of(name):
    from sqlalchemy import Column

    return Column(name, String(20), primary_key=True)


MADE_BEFORE = """
from sqlalchemy import text
from app.kernel import collation, commands, db
db.connect({url!r})
commands.upgrade("0018")
with db.engine().connect() as tx:
    tx.execute(text("ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"))
    tables = [row[0] for row in tx.execute(text("SHOW TABLES"))]
    for table in tables:
        tx.execute(text(f"ALTER TABLE {{table}} CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"))
    tx.execute(text("INSERT INTO receipt_series (code, last) VALUES ('name', 7)"))
    tx.commit()
    asked = text("SELECT COUNT(*) FROM receipt_series WHERE code = 'NAME  '")
    assert tx.execute(asked).scalar() == 1
commands.upgrade()
with db.engine().connect() as tx:
    assert tx.execute(asked).scalar() == 0
    assert tx.execute(text("SELECT last FROM receipt_series WHERE code = 'name'")).scalar() == 7
    assert collation.settle(tx) == []
    commands.upgrade()
    tx.execute(text("ALTER TABLE receipt_series CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"))
    assert collation.settle(tx) == ["receipt_series"]
print("converted", len(tables))
"""


def test_tables_made_before_are_converted_with_what_is_in_them(app):
    url = os.environ.get("TEST_DATABASE_URL", "")
    if not url:
        pytest.skip("only where a server is")
    name = f"before_{os.getpid()}"
    with db.engine().connect() as tx:
        tx.execute(text(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"))
        try:
            script = MADE_BEFORE.format(url=f"{url.rpartition('/')[0]}/{name}")
            done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr[-2000:]
            assert "converted" in done.stdout
        finally:
            tx.execute(text(f"DROP DATABASE {name}"))
