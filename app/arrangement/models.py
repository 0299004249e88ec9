"""Drafts of first screens. The column `open` holds the city for as long as a draft is open, so that a city has one at a time."""

from sqlalchemy import Column, Index, Integer, String, Table

from app.kernel.columns import Id, Json, Utc
from app.kernel.db import metadata

arrangement = Table(
    "arrangement",
    metadata,
    Column("id", Id, primary_key=True),
    Column("city", String(6), nullable=False),
    Column("open", String(6), unique=True),
    Column("state", String(10), nullable=False),  # publishing.drafting.MOVES
    Column("revision", Integer, nullable=False),  # grows with each change: who changes an older one is told
    Column("before", Json, nullable=False),  # the city's first screen when the draft was begun
    Column("place", Json, nullable=False),
    Column("note", String(200), nullable=False),  # why, by who sent it
    Column("comment", String(200), nullable=False),  # why not, by who returned it
    Column("by", Id, nullable=False),  # who changed it last
    Column("decided_by", Id),
    Column("publish_at", Utc),
    Column("release", Integer),  # that carries it
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Index("ix_arrangement_state_publish_at", "state", "publish_at"),
)
