"""Staff, their logins, what they did. Names are sealed like everybody's; the trail only grows."""

from sqlalchemy import BigInteger, Boolean, Column, Index, String, Table

from app.kernel.columns import Blind, Id, Json, Sealed, Utc
from app.kernel.db import metadata

staff = Table(
    "staff",
    metadata,
    Column("id", Id, primary_key=True),
    Column("login", String(32), nullable=False, unique=True),
    Column("name", Sealed, nullable=False),
    Column("unit", String(60), nullable=False, server_default=""),  # empty since 0016: what stands here was written before
    Column("unit_sealed", Sealed),
    Column("role", String(12), nullable=False),  # rules.MAY
    Column("city", String(6), nullable=False, server_default=""),  # whose staff; empty: the whole province's
    Column("password", String(200), nullable=False),  # Argon2id, PHC string
    Column("secret", Sealed, nullable=False),  # of the one-time codes
    Column("used_step", BigInteger, nullable=False),  # the half minute of the last code: each is good once
    Column("active", Boolean(create_constraint=False), nullable=False),
    Column("created_at", Utc, nullable=False),
)

staff_login = Table(
    "staff_login",
    metadata,
    Column("token_blind", Blind, primary_key=True),
    Column("staff_id", Id, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
    Index("ix_staff_login_staff_id", "staff_id"),
    Index("ix_staff_login_started_at", "started_at"),
)

staff_action = Table(
    "staff_action",
    metadata,
    Column("id", Id, primary_key=True),
    Column("staff_id", Id, nullable=False),
    Column("what", String(40), nullable=False),  # order.read, refund.ask, …
    Column("about", String(64), nullable=False),  # a number: order, refund, work order
    Column("detail", Json, nullable=False),  # codes and sums, never personal data
    Column("at", Utc, nullable=False),
    Index("ix_staff_action_about", "about", "at"),
    Index("ix_staff_action_staff_id", "staff_id", "at"),
)
