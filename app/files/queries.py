"""Show me: a file's row, its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam

from app.files.models import file
from app.kernel import crypto
from app.kernel.errors import NotFound
from app.kernel.ids import is_id
from app.kernel.ports import outside
from app.kernel.rows import Reader


@dataclass(frozen=True)
class File:
    """One file, and when it was given. `name` is personal: never log it."""

    id: str
    subject: str
    name: str
    mime: str
    size: int
    sha256: str
    at: datetime


@dataclass(frozen=True)
class Stored:
    """A file's row; its name is sealed."""

    id: str
    subject: str
    name: bytes
    mime: str
    size: int
    sha256: bytes
    created_at: datetime


STORED = Reader(Stored, file)
_OF_SUBJECT = STORED.query.where(file.c.subject == bindparam("wanted"))


def get(tx: Connection, file_id: str) -> File:
    """One file. Raises NotFound."""
    row = STORED.first(tx, STORED.query.where(file.c.id == file_id)) if is_id(file_id) else None
    if row is None:
        raise NotFound("file_not_found", "没有这个文件", "回到办件里重新打开")
    return _open(row)


def of_subject(tx: Connection, subject: str) -> dict[str, File]:
    """All files of a subject, by id."""
    return {row.id: _open(row) for row in STORED.all(tx, _OF_SUBJECT, wanted=subject)}


def content(found: File) -> bytes:
    """The bytes."""
    return outside().storage.get(found.id)


def _open(row: Stored) -> File:
    name = crypto.unseal("file.name", row.id, row.name)
    return File(row.id, row.subject, name, row.mime, row.size, bytes(row.sha256).hex(), row.created_at)
