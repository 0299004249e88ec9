"""Show me releases: who published what when, and what a part of one said."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from app.kernel.jsons import Json
from app.kernel.rows import Reader
from app.publishing.models import catalog_release, catalog_version


@dataclass(frozen=True)
class Published:
    """A release. `map`: item or part → hash in hex."""

    number: int
    map: dict[str, str]
    note: str
    by: str
    created_at: datetime


RELEASES = Reader(Published, catalog_release)


def releases(tx: Connection, before: int | None, most: int) -> list[Published]:
    """The latest releases, of those with a number below `before`, newest first."""
    query = RELEASES.query if before is None else RELEASES.query.where(catalog_release.c.number < before)
    return RELEASES.all(tx, query.order_by(catalog_release.c.number.desc()).limit(most))


def get(tx: Connection, number: int) -> Published | None:
    """One release."""
    return RELEASES.first(tx, RELEASES.query.where(catalog_release.c.number == number))


def contents(tx: Connection, hashes: Collection[str]) -> dict[str, Json]:
    """What stands behind these hashes, by hash."""
    wanted = {bytes.fromhex(one) for one in hashes}
    query = select(catalog_version.c.hash, catalog_version.c.content).where(catalog_version.c.hash.in_(wanted))
    return {bytes(row.hash).hex(): row.content for row in tx.execute(query)} if wanted else {}
