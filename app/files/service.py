"""Make it happen: take a file in, link it, remove it.

Bytes go to storage before the transaction and are taken back when it fails: a row never points at nothing.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, TypeVar

from sqlalchemy import Connection, delete, insert, select

from app.files import readers, rules
from app.files.models import file
from app.files.rules import Finding, Look, Original
from app.kernel import clock, crypto, text
from app.kernel.errors import TooMany
from app.kernel.ids import new_id
from app.kernel.limits import Limit
from app.kernel.ports import outside

T = TypeVar("T")
# Taking a correct picture of oneself needs several tries; more than these an hour is nobody who applies for something.
HOURLY = Limit("files", 120, 3600)


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
        """Whether no finding speaks against it."""
        return all(bool(one["ok"]) for one in self.findings)


def accept(
    content: IO[bytes] | bytes, name: str, wanted: Look, work: Callable[[Stored], T], who: str = "", crop: Sequence[float] | None = None
) -> T:
    """Read `content` in a reader process, store what comes back, then do `work(stored)`; when that fails the bytes leave again.

    `who` spends one of an hour's files; `crop`: [left, top, width, height] as parts of the picture, to cut first.
    Raises the problems of rules.REFUSALS; then nothing was stored.
    """
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    size = stream.seek(0, io.SEEK_END)
    if size == 0 or size > rules.MAX_BYTES:
        raise rules.refusal("file_empty" if size == 0 else "file_too_large")
    # Who is told to come back later has not used up any of the hour.
    clean = readers.pool().read(wanted, crop, stream, size, begin=lambda: spend(who) if who else None)
    called = text.plain(name)[:80] or "照片"
    mime, digest = rules.MIME[clean.kind], hashlib.sha256(clean.content).digest()
    stored = Stored(new_id(), called, mime, len(clean.content), digest, clean.findings)
    outside().storage.put(stored.id, clean.content)
    try:
        return work(stored)
    except BaseException:
        outside().storage.delete(stored.id)
        raise


def judge(content: IO[bytes], seal: str, who: str) -> Original:
    """Which invoice this file is, once its seal was held against `seal` in a reader process; nothing of it is kept. `who` spends one of an
    hour's files. Raises the problems of rules.INVOICE_REFUSALS."""
    size = content.seek(0, io.SEEK_END)
    if size == 0 or size > rules.MOST_INVOICE:
        raise rules.refusal("file_empty" if size == 0 else "invoice_too_large")
    read = readers.pool().read(Look("invoice", seal=seal), None, content, size, begin=lambda: spend(who))
    (found,) = read.findings
    return Original(str(found["number"]), str(found["day"]), int(str(found["total"])))


def spend(who: str) -> None:
    """Count one file of this account. Raises TooMany `files_too_many`."""
    try:
        HOURLY.spend(who)
    except TooMany:
        raise rules.refusal("files_too_many") from None


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
    """Forget every row of a subject; returns the ids, whose bytes go after commit (app.events.files)."""
    ids = list(tx.execute(select(file.c.id).where(file.c.subject == subject)).scalars())
    if ids:
        tx.execute(delete(file).where(file.c.subject == subject))
    return ids


def erase(file_id: str | None) -> None:
    """Remove the bytes, once no row points at them."""
    if file_id:
        outside().storage.delete(file_id)
