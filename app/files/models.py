"""One row a file; its bytes are in kernel.ports' storage, sealed, under the row's id."""

from sqlalchemy import BINARY, Column, Index, Integer, String, Table

from app.kernel.columns import Id, Sealed, Utc
from app.kernel.db import metadata

file = Table(
    "file",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subject", String(64), nullable=False),  # case:<no>: whoever may see that may see this
    Column("name", Sealed, nullable=False),  # as its owner called it
    Column("mime", String(20), nullable=False),
    Column("size", Integer, nullable=False),  # bytes, as stored
    Column("sha256", BINARY(32), nullable=False),
    Column("created_at", Utc, nullable=False),
    Index("ix_file_subject", "subject"),
)
