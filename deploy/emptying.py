"""The tables a walk begins with: empty, but for the schema's number and what is published."""

from __future__ import annotations

from sqlalchemy import Table, text

from app.kernel import cache, db

KEEP = {"alembic_version", "item_version", "release", "shelf", "catalog_release", "catalog_version"}


def own() -> list[Table]:
    """Those that a walk fills, each after those it refers to."""
    return [table for table in db.metadata.sorted_tables if table.name not in KEEP]


def empty() -> None:
    """No row in them, and nothing in the cache. One statement asks which hold any: most hold none."""
    tables = own()
    look = " UNION ALL ".join(f"SELECT '{table.name}', EXISTS (SELECT 1 FROM {table.name})" for table in tables)
    with db.transaction() as tx:
        filled = {name for name, held in tx.execute(text(look)) if held}
        for table in reversed(tables):
            if table.name in filled:
                tx.execute(table.delete())
    cache.cache().clear()
