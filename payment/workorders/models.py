"""Work orders and what was done about each; the trail only grows."""

from sqlalchemy import Column, Index, String, Table

from app.kernel.columns import Blob, Id, Json, Utc
from app.kernel.db import metadata

work_order = Table(
    "work_order",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(120), nullable=False, unique=True),  # kind and what it is about: found again, it is the same one
    Column("kind", String(30), nullable=False),
    Column("order_no", String(32)),
    Column("day", String(10)),  # of the bill
    Column("role", String(12), nullable=False),  # who handles this kind: finance | operator
    Column("owner", Id),  # the member of staff who has taken it
    Column("evidence", Json, nullable=False),  # our side, their side; never personal data
    Column("state", String(10), nullable=False),  # open | taken | resolved
    Column("created_at", Utc, nullable=False),
    Column("resolved_at", Utc),
    Index("ix_work_order_state", "state", "created_at"),
    Index("ix_work_order_created_at", "created_at", "id"),
    Index("ix_work_order_order_no", "order_no"),
)

work_order_step = Table(
    "work_order_step",
    metadata,
    Column("id", Id, primary_key=True),
    Column("work_order_id", Id, nullable=False),
    Column("by", Id),  # staff; empty: the system
    Column("what", String(12), nullable=False),  # opened | taken | noted | resolved
    Column("note", Blob),  # sealed: people write names into notes
    Column("at", Utc, nullable=False),
    Index("ix_work_order_step_work_order_id", "work_order_id"),
)
