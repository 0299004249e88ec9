"""Publish and roll back: a release is one row; versions are stored once and never change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, cast

from sqlalchemy import Connection, func, insert, select, update

from app.kernel import clock
from app.kernel.errors import NotFound
from app.language import load, registry, shelf, variants
from app.language.content import Content, Source
from app.publishing import release
from app.publishing.models import catalog_release, catalog_version
from app.publishing.versions import fingerprint

Contents: TypeAlias = "Mapping[str, Mapping[str, object]]"  # of items and of the parts of the shelf, or their sources, by key

AT_ONCE = 1000  # hashes that one statement asks for
THEIRS = (release.ARRANGED, release.EDITED)  # no folder says them


def drafts() -> Contents:
    """What scene folders and shelf say now, by key. Raises Mistake."""
    return written()[0]


def written() -> tuple[dict[str, Mapping[str, object]], dict[str, Source]]:
    """What scene folders and shelf say now: contents by key, and the sources of items by id. Raises Mistake."""
    items = load.drafts()
    contents = {key: one.content for key, one in items.items()}
    found = shelf.read(registry.beside(), contents)
    parts: Contents = {"home": found["home"], "bundles": found["bundles"], "search": found["search"]}
    beside = {release.PART + part: {"id": release.PART + part, **content} for part, content in parts.items()}
    return {**contents, **beside}, {key: one.source for key, one in items.items()}


def kept(tx: Connection, hashes: Mapping[str, str]) -> dict[str, str]:
    """A map that folders wrote, with what operators set in the release in force: no deployment takes that away."""
    current = tx.execute(select(catalog_release.c.map).order_by(catalog_release.c.number.desc()).limit(1)).scalar() or {}
    theirs = {release.ARRANGED: current[release.ARRANGED]} if release.ARRANGED in current else {}
    return {**theirs, **hashes}


def store(tx: Connection, contents: Contents, step: Callable[[], object] = lambda: None, sources: Contents | None = None) -> dict[str, str]:
    """Store versions that are new, each with its source when that is given. Returns the map key → hash.

    Two ways to write an item may compile to one content, which is one version: it keeps the way it was written last.
    """
    hashes = {key: fingerprint(content) for key, content in contents.items()}
    known = _known(tx, [*hashes.values()])
    for key, content in contents.items():
        digest, source = hashes[key], (sources or {}).get(key)
        if digest not in known:
            stored = content if key.startswith(release.PART) else variants.pack(cast(Content, content))
            row = {"hash": bytes.fromhex(digest), "item": key, "content": stored, "source": source, "created_at": clock.now()}
            tx.execute(insert(catalog_version), row)
        elif source is not None and source != known[digest]:
            tx.execute(update(catalog_version).where(catalog_version.c.hash == bytes.fromhex(digest)).values(source=source))
        known[digest] = source or known.get(digest)
        step()
    return hashes


def _known(tx: Connection, hashes: Sequence[str]) -> dict[str, Mapping[str, object] | None]:
    """Of these versions the ones that are stored, each with its source. However many releases there were, no other is read."""
    known: dict[str, Mapping[str, object] | None] = {}
    columns = select(catalog_version.c.hash, catalog_version.c.source)
    for start in range(0, len(hashes), AT_ONCE):
        some = [bytes.fromhex(one) for one in hashes[start : start + AT_ONCE]]
        rows = tx.execute(columns.where(catalog_version.c.hash.in_(some)))
        known |= {bytes(row.hash).hex(): row.source for row in rows}
    return known


def source(tx: Connection, item: str, number: int | None = None) -> Source:
    """How an item was written that is in the release in force, or in release `number`. Raises NotFound."""
    query = select(catalog_release.c.map).where(catalog_release.c.number == (latest(tx) if number is None else number))
    digest = (tx.execute(query).scalar() or {}).get(item)
    if digest is None:
        raise NotFound("item_not_found", f"没有这个事项：{item}", "看看编号有没有写错")
    found: Source | None = tx.execute(select(catalog_version.c.source).where(catalog_version.c.hash == bytes.fromhex(digest))).scalar()
    if found is None:
        raise NotFound("source_not_kept", f"{item} 那时没有存下写法", "再发布一次就有了")
    return found


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


def difference(tx: Connection, contents: Contents) -> dict[str, str]:
    """What publishing these contents would change: key → 新增 | 下架 | 修改：the fields that differ. Stores nothing."""
    current = tx.execute(select(catalog_release.c.map).order_by(catalog_release.c.number.desc()).limit(1)).scalar() or {}
    hashes = {key: fingerprint(content) for key, content in contents.items()}
    changed = {key: "新增" for key in hashes if key not in current}
    for key in hashes.keys() & current.keys():
        if hashes[key] != current[key]:
            query = select(catalog_version.c.content).where(catalog_version.c.hash == bytes.fromhex(current[key]))
            old = variants.whole(tx.execute(query).scalar_one())
            fields = sorted(name for name in old.keys() | contents[key].keys() if old.get(name) != contents[key].get(name))
            changed[key] = f"修改：{'、'.join(fields)}"
    return {**changed, **{key: "下架" for key in current if key not in hashes and key not in THEIRS}}
