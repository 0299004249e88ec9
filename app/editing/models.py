"""Drafts of items' words. The column `open` holds the item for as long as a draft is open, so that an item has one at a time."""

from sqlalchemy import Column, Index, Integer, String, Table

from app.kernel.columns import Id, Json, Utc
from app.kernel.db import metadata

item_edit = Table(
    "item_edit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("item", String(60), nullable=False),
    Column("open", String(60), unique=True),
    Column("state", String(10), nullable=False),  # publishing.drafting.MOVES
    Column("revision", Integer, nullable=False),  # grows with each change: who changes an older one is told
    Column("before", Json, nullable=False),  # path → what residents read there when the draft was last changed
    Column("texts", Json, nullable=False),  # path → what is to stand there; only what differs
    Column("note", String(200), nullable=False),  # why, by who sent it
    Column("comment", String(200), nullable=False),  # why not, by who returned it
    Column("by", Id, nullable=False),  # who changed it last
    Column("decided_by", Id),
    Column("publish_at", Utc),
    Column("release", Integer),  # that carries it
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Index("ix_item_edit_state_publish_at", "state", "publish_at"),
    Index("ix_item_edit_item_release", "item", "release"),
)
