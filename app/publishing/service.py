"""Publish and roll back: a release is one row; versions are stored once and never change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, select

from app import reference
from app.kernel import clock
from app.kernel.errors import NotFound
from app.language.load import check_home, load
from app.publishing.models import catalog_release, catalog_version
from app.publishing.versions import fingerprint

HOME = "_home"


def drafts() -> dict[str, dict[str, Any]]:
    """What the scene folders and the first screen say now, by key. Raises load.Mistake."""
    items = load()
    check_home(set(items))
    return {**items, HOME: {"id": HOME, **reference.read("home"), "rank": None}}


def store(tx: Connection, contents: Mapping[str, Mapping[str, Any]], step: Callable[[], object] = lambda: None) -> dict[str, str]:
    """Store versions that are new. Returns the map key → hash."""
    known = {bytes(row[0]).hex() for row in tx.execute(select(catalog_version.c.hash))}
    hashes = {}
    for key, content in contents.items():
        digest = hashes[key] = fingerprint(content)
        if digest not in known:
            known.add(digest)
            row = {"hash": bytes.fromhex(digest), "item": key, "content": content, "created_at": clock.now()}
            tx.execute(insert(catalog_version), row)
        step()
    return hashes


def publish(tx: Connection, hashes: Mapping[str, str], note: str, by: str) -> int:
    """Make this map the current release. Returns its number; the same map again changes nothing."""
    current = tx.execute(select(catalog_release).order_by(catalog_release.c.number.desc()).limit(1)).first()
    if current is not None and current.map == dict(hashes):
        return int(current.number)
    number = (current.number if current is not None else 0) + 1
    row = {"number": number, "map": dict(hashes), "note": note[:200], "by": by, "created_at": clock.now()}
    tx.execute(insert(catalog_release), row)
    return number


def roll_back(tx: Connection, to: int, by: str) -> int:
    """Publish an older map again, as a new release. Raises NotFound."""
    older = tx.execute(select(catalog_release.c.map).where(catalog_release.c.number == to)).scalar()
    if older is None:
        raise NotFound("no_such_release", f"没有第 {to} 版", f"最新的是第 {latest(tx)} 版")
    return publish(tx, older, f"退回到第 {to} 版", by)


def latest(tx: Connection) -> int:
    """The number of the current release; 0 when nothing is published."""
    return int(tx.execute(select(func.coalesce(func.max(catalog_release.c.number), 0))).scalar() or 0)


def difference(tx: Connection, contents: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What publishing these contents would change: key → 新增 | 下架 | 修改：the fields that differ. Stores nothing."""
    current = tx.execute(select(catalog_release.c.map).order_by(catalog_release.c.number.desc()).limit(1)).scalar() or {}
    hashes = {key: fingerprint(content) for key, content in contents.items()}
    changed = {key: "新增" for key in hashes if key not in current}
    for key in hashes.keys() & current.keys():
        if hashes[key] != current[key]:
            query = select(catalog_version.c.content).where(catalog_version.c.hash == bytes.fromhex(current[key]))
            old = tx.execute(query).scalar_one()
            fields = sorted(name for name in old.keys() | contents[key].keys() if old.get(name) != contents[key].get(name))
            changed[key] = f"修改：{'、'.join(fields)}"
    return {**changed, **{key: "下架" for key in current if key not in hashes}}
