"""Make it happen: take a file in, link it, remove it.

Bytes go to storage before the transaction and are taken back when it fails: a row never points at nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import TypeVar

from sqlalchemy import Connection, delete, insert, select

from app.files import photos, rules
from app.files.models import file
from app.files.photos import Finding
from app.kernel import clock, crypto
from app.kernel.ids import new_id
from app.kernel.ports import outside

T = TypeVar("T")
# A picture of 40 million pixels takes 160 MB while it is looked at: at most two at a time in a process.
_looking = BoundedSemaphore(2)


@dataclass(frozen=True)
class Stored:
    """A clean file already in storage, its row not yet written."""

    id: str
    name: str
    mime: str
    size: int
    sha256: bytes
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return all(bool(one["ok"]) for one in self.findings)


def accept(content: bytes, name: str, mime: str, rule: str | None, work: Callable[[Stored], T], pictures_only: bool = False) -> T:
    """Check and store `content`, then do `work(stored)`; when that fails the bytes leave again.

    `rule`: a photo rule's name or None. Raises what rules.clean raises; then nothing was stored.
    """
    kinds = ("jpeg", "png") if rule or pictures_only else ("jpeg", "png", "pdf")
    with _looking:
        clean = rules.clean(content, name, mime, kinds)
        findings = tuple(photos.look(rule, clean.picture))
    called = "".join(char for char in name if char.isprintable())[:80] or "照片"
    stored = Stored(new_id(), called, clean.mime, len(clean.content), hashlib.sha256(clean.content).digest(), findings)
    outside().storage.put(stored.id, clean.content)
    try:
        return work(stored)
    except BaseException:
        outside().storage.delete(stored.id)
        raise


def link(tx: Connection, stored: Stored, subject: str) -> None:
    """Write the row: the file now belongs to `subject` (case:<no>)."""
    row = {
        "id": stored.id,
        "subject": subject,
        "name": crypto.seal("file.name", stored.id, stored.name),
        "mime": stored.mime,
        "size": stored.size,
        "sha256": stored.sha256,
        "created_at": clock.now(),
    }
    tx.execute(insert(file), row)


def unlink(tx: Connection, file_id: str) -> None:
    """Forget the row; erase(file_id) after commit."""
    tx.execute(delete(file).where(file.c.id == file_id))


def unlink_all(tx: Connection, subject: str) -> list[str]:
    """Forget every row of a subject; returns the ids, whose bytes go after commit (Event.FILES_DROPPED)."""
    ids = list(tx.execute(select(file.c.id).where(file.c.subject == subject)).scalars())
    if ids:
        tx.execute(delete(file).where(file.c.subject == subject))
    return ids


def erase(file_id: str | None) -> None:
    """Remove the bytes, once no row points at them."""
    if file_id:
        outside().storage.delete(file_id)
