"""A database with only the kernel's tables, made without migrations: these tests are about the tools."""

import os

import pytest

from app.kernel import crypto, db, models  # noqa: F401 - models put their tables into metadata

TABLES = ("outbox", "reaction_done", "remembered", "data_use", "seen_nonce")


@pytest.fixture
def kernel_db(tmp_path):
    """SQLite, or the server named by TEST_DATABASE_URL. What the process used before is put back."""
    engines, keys = (db._writer, db._reader), (dict(crypto._ciphers), crypto._active, crypto._index_key)
    db._writer = db._reader = None
    db.connect(os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{tmp_path}/kernel.db")
    crypto.use(crypto.Keyring({1: b"1" * 32}, b"i" * 32))
    tables = [db.metadata.tables[name] for name in TABLES]
    db.metadata.create_all(db.engine(), tables=tables)
    with db.transaction() as tx:
        for table in tables:
            tx.execute(table.delete())
    yield db
    db.disconnect()
    db._writer, db._reader = engines
    crypto._ciphers.update(keys[0])
    crypto._active, crypto._index_key = keys[1:]
