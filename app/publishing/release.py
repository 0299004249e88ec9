"""The current release, compiled and kept in memory. Hot reads look here and never at the database.

A thread in each process asks once a second whether a newer release was published; publishing in this process is
noticed at once. Old versions are read once and kept: a case renders from its own version for ever.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar, cast

import structlog
from sqlalchemy import select

from app.kernel import db, jsons
from app.kernel.errors import NotFound, Unavailable
from app.language import registry, shelf
from app.language.arranged import NOTHING, Arranged
from app.language.checklist import Item
from app.language.shelf import Shelf
from app.publishing.models import catalog_release, catalog_version

log = structlog.get_logger("catalog")
Made = TypeVar("Made")
PART = "_"  # what a release holds besides items: _home, _bundles, _search, and _arranged, _edited
ARRANGED = "_arranged"  # what operators set on the first screen: theirs alone
EDITED = "_edited"  # what operators wrote of items: it lies over what the folders say


class Release:
    """Items by id, and the shelf: first screen, bundles by id, words for searching; and what operators set over the first screen. What
    rooms above make of them, such as a search index, is made once and kept here."""

    def __init__(self, number: int, items: dict[str, Item], beside: Shelf, arranged: Arranged = NOTHING) -> None:
        self.number, self.items, self.home, self.words = number, items, beside["home"], beside["search"]
        self.arranged = arranged
        self.bundles = {one["id"]: one for one in beside["bundles"]["bundles"]}
        self._made: dict[Callable[[Release], object], Any] = {}  # each by what made it, which knows its type

    def item(self, item_id: str) -> Item:
        """One item. Raises NotFound."""
        found = self.items.get(item_id)
        if found is None:
            raise NotFound("item_not_found", "没有找到这件事", "搜一搜，或者按部门找")
        return found

    @cached_property
    def rank(self) -> dict[str, float]:
        """How often each item is done, 0–1: by its place on the first screen until measured demand says otherwise."""
        listed = [one["item"] for one in self.home["periodic"]]
        order = [*self.home["common"], *(item for theme in self.home["themes"] for item in theme["items"]), *listed]
        places = {item: place for place, item in reversed(list(enumerate(dict.fromkeys(order))))}
        return {item: 1 - places[item] / len(places) if item in places else 0.0 for item in self.items}

    def once(self, make: Callable[[Release], Made]) -> Made:
        """What `make` makes of this release; the same thing for as long as the release is kept."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made


_current: Release | None = None
_versions: dict[str, Item] = {}
_older: dict[int, Release] = {}  # the few older releases that were asked for lately
KEEP_OLDER = 4
_prepare: list[Callable[[Release], object]] = []
_watcher: tuple[int, threading.Thread] | None = None
_lock = threading.Lock()


def prepare_with(*prepare: Callable[[Release], object]) -> None:
    """What has to be made of a release before it serves anybody. Replaces what was said before."""
    _prepare[:] = prepare


def in_force() -> Release | None:
    """The release in force as this process knows it, without asking whether there is one."""
    return _current


def current() -> Release:
    """The release in force. Raises Unavailable when nothing was ever published."""
    if _current is None or _watcher is None or _watcher[0] != os.getpid():
        _start()
    if _current is None:
        log.error("catalogue_empty", do="flask catalog publish")
        raise Unavailable("catalogue_empty", "事项还没有发布", "过一会儿再来看看")
    return _current


def version(digest: str) -> Item:
    """One version of an item by its hash, in force or not. Raises NotFound."""
    if digest not in _versions:
        with db.reading() as tx:
            content = tx.execute(select(catalog_version.c.content).where(catalog_version.c.hash == bytes.fromhex(digest))).scalar()
        if content is None:
            raise NotFound()
        _versions[digest] = Item(content, digest)
    return _versions[digest]


def at(moment: datetime) -> Release:
    """The release that was in force at a moment: what a case shows of other items stays as it was when it began."""
    in_force = current()
    with db.reading() as tx:
        before = select(catalog_release.c.number).where(catalog_release.c.created_at <= moment)
        number = tx.execute(before.order_by(catalog_release.c.number.desc()).limit(1)).scalar() or in_force.number
    if number == in_force.number:
        return in_force
    if number not in _older:
        while len(_older) >= KEEP_OLDER:
            _older.pop(next(iter(_older)), None)
        _older[number] = _build(number)
    return _older[number]


def refresh() -> bool:
    """Look for a newer release now. True when there was one."""
    global _current
    with _lock:
        with db.reading() as tx:
            newest = tx.execute(select(catalog_release.c.number).order_by(catalog_release.c.number.desc()).limit(1)).scalar()
        if newest is None or (_current is not None and _current.number == newest):
            return False
        fresh = _build(newest)
        for prepare in _prepare:
            prepare(fresh)
        _current = fresh
    log.info("release", number=newest, items=len(fresh.items))
    return True


def _build(number: int) -> Release:
    """A release from its row; versions already in memory are not read again."""
    with db.reading() as tx:
        mapping = tx.execute(select(catalog_release.c.map).where(catalog_release.c.number == number)).scalar_one()
        missing = [bytes.fromhex(digest) for digest in mapping.values() if digest not in _versions]
        columns = (catalog_version.c.hash, catalog_version.c.item, catalog_version.c.content)
        rows = tx.execute(select(*columns).where(catalog_version.c.hash.in_(missing))).all()
    beside: dict[str, dict[str, object]] = {}
    words: dict[str, str] = {}
    for row in rows:
        jsons.share(row.content, words)  # most of a catalogue says the same again
        if row.item.startswith(PART):
            beside[row.item.removeprefix(PART)] = row.content
        else:
            digest = bytes(row.hash).hex()
            _versions.setdefault(digest, Item(row.content, digest))
    items = {key: _versions[digest] for key, digest in mapping.items() if not key.startswith(PART)}
    arranged = beside.pop(ARRANGED.removeprefix(PART), None)
    beside.pop(EDITED.removeprefix(PART), None)  # the items say it already
    return Release(number, items, _whole(beside), cast(Arranged, arranged) if arranged else NOTHING)


def _whole(beside: Mapping[str, Mapping[str, object]]) -> Shelf:
    """The shelf of a release. One from before a part of it was published takes that part as the folder has it, as it did then."""
    if beside.keys() == shelf.PARTS.keys() and "common" in beside["home"]:
        return cast(Shelf, beside)
    return cast(Shelf, {part: {**said, **beside.get(part, {})} for part, said in shelf.plain(registry.beside()).items()})


def forget() -> None:
    """Tests: another database, another catalogue."""
    global _current
    _current = None
    _versions.clear()
    _older.clear()


def _start() -> None:
    global _watcher
    refresh()
    if _watcher is None or _watcher[0] != os.getpid():
        thread = threading.Thread(target=_watch, name="catalog", daemon=True)
        _watcher = (os.getpid(), thread)
        thread.start()


def _watch() -> None:
    while True:
        time.sleep(1.0)
        try:
            refresh()
        except Exception as error:
            log.warning("release_check_failed", error=type(error).__name__)
