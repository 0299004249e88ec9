"""Text compares as it is written, on every database: `"NAME "`, `name` and `ｎａｍｅ` are three names (docs/decisions/0015).

SQLite does so by itself. MariaDB and MySQL compare without case, width and spaces at the end unless a column says otherwise, and
`utf8mb4_bin` still leaves the spaces out. So the whole database is of the one collation that leaves nothing out: tables made
later get it by themselves, and what is of another (made before, or restored under another default) is converted here.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

# Code points, spaces at the end counted: as MariaDB (10.2 on) calls it, and as MySQL (8.0.17 on) does.
EXACT = ("utf8mb4_nopad_bin", "utf8mb4_0900_bin")

_KNOWN = text("SELECT collation_name FROM information_schema.collations WHERE collation_name IN :names").bindparams(names=EXACT)
_DEFAULT = text("SELECT default_collation_name FROM information_schema.schemata WHERE schema_name = DATABASE()")
_TABLES = text(
    "SELECT t.table_name FROM information_schema.tables t WHERE t.table_schema = DATABASE() AND t.table_type = 'BASE TABLE' AND"
    " (t.table_collation <> :exact OR EXISTS (SELECT 1 FROM information_schema.columns c WHERE c.table_schema = t.table_schema"
    " AND c.table_name = t.table_name AND c.collation_name <> :exact)) ORDER BY t.table_name"
)


def settle(tx: Connection) -> list[str]:
    """Give the database and every table that has it not yet the exact collation; returns the tables that were converted.

    A table is copied while it is converted and takes no writes meanwhile. Raises RuntimeError on a server that has no exact
    collation: there a name would not be a name.
    """
    if tx.dialect.name not in ("mysql", "mariadb"):
        return []
    exact = tx.execute(_KNOWN).scalar()
    if exact is None:
        raise RuntimeError(f"the database has neither of {', '.join(EXACT)}: MariaDB 10.2 or MySQL 8.0.17 at least")
    quote = tx.dialect.identifier_preparer.quote
    if tx.execute(_DEFAULT).scalar() != exact:
        database = tx.execute(text("SELECT DATABASE()")).scalar_one()
        tx.execute(text(f"ALTER DATABASE {quote(database)} CHARACTER SET utf8mb4 COLLATE {exact}"))
    tables = [str(name) for name in tx.execute(_TABLES, {"exact": exact}).scalars()]
    for name in tables:
        tx.execute(text(f"ALTER TABLE {quote(name)} CONVERT TO CHARACTER SET utf8mb4 COLLATE {exact}"))
    return tables
