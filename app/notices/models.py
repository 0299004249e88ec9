"""The inbox, and what WeChat may still send. What a message says is sealed: a reviewer's sentence may name somebody."""

from sqlalchemy import Boolean, Column, Index, String, Table

from app.kernel.columns import Blob, Id, Utc
from app.kernel.db import metadata

message = Table(
    "message",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, nullable=False),
    Column("title", String(60), nullable=False),
    Column("say", Blob, nullable=False),  # sealed
    Column("tone", String(8), nullable=False),
    Column("case_no", String(20)),
    Column("page", String(120), nullable=False),
    Column("read", Boolean(create_constraint=False), nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_message_person_id", "person_id", "at"),
    Index("ix_message_unread", "person_id", "read"),
)

# What the person answered when WeChat asked, as far as we know. No row: not known, then a message is tried once.
subscription = Table(
    "subscription",
    metadata,
    Column("account_id", Id, primary_key=True),
    Column("kind", String(12), primary_key=True),  # progress | payment | correction | result
    Column("open", Boolean(create_constraint=False), nullable=False),
    Column("at", Utc, nullable=False),
)
