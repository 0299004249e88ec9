"""Who has which unit of which pool. A unit without a row is free; so is one whose time is over. And whose turn to draw is spent: that
stays when the errand and the person are gone, and says nothing about either."""

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint

from app.kernel.columns import Blind, Id, Utc
from app.kernel.db import metadata

hold = Table(
    "hold",
    metadata,
    Column("pool", String(40), primary_key=True),
    Column("unit", String(40), primary_key=True),
    Column("state", String(8), nullable=False),  # shown | held | kept
    Column("errand", String(64), nullable=False),  # whose: case:<no>
    Column("person_id", Id, nullable=False),
    Column("single", Blind),  # keyed hash of what may have one unit only (a vehicle); empty while it is only shown
    Column("until", Utc),  # empty: for good
    Column("at", Utc, nullable=False),
    UniqueConstraint("pool", "single", name="uq_hold_pool_single"),
    Index("ix_hold_until", "until"),
    Index("ix_hold_errand", "errand"),
)

hold_turn = Table(
    "hold_turn",
    metadata,
    Column("pool", String(40), primary_key=True),
    Column("single", Blind, primary_key=True),  # keyed hash of what may have one unit only
    Column("drawn_at", Utc),  # its one draw; empty while it has not been drawn for
    Column("tried", Integer, nullable=False),  # how many units of its own choice were tried
)
