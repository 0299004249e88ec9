"""The inbox. Sentences name items and dates, never personal values, so they need no sealing."""

from sqlalchemy import Boolean, Column, Index, String, Table

from app.kernel.columns import Id, Utc
from app.kernel.db import metadata

message = Table(
    "message",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, nullable=False),
    Column("title", String(60), nullable=False),
    Column("say", String(300), nullable=False),
    Column("tone", String(8), nullable=False),
    Column("case_no", String(20)),
    Column("page", String(120), nullable=False),
    Column("read", Boolean(create_constraint=False), nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_message_person_id", "person_id", "at"),
    Index("ix_message_unread", "person_id", "read"),
)
