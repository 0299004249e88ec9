"""Somebody's titles, for the file they may take with them."""

from __future__ import annotations

from sqlalchemy import Connection

from app.titles import queries


def titles(tx: Connection, person_id: str) -> tuple[list[dict[str, object]], None]:
    """All of them, the first one first."""
    told = [(one, one.title) for one in queries.mine(tx, person_id)]
    return [{"unit": title.name, "number": title.tax_no, "address": title.address, "phone": title.tel} for one, title in told], None
