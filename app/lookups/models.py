"""Papers people have taken away: what stands on them, sealed, and the code by which anybody checks them."""

from sqlalchemy import BINARY, Boolean, Column, Index, String, Table, false

from app.kernel.columns import Blind, Blob, Id, Utc
from app.kernel.db import metadata

paper = Table(
    "paper",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, nullable=False),
    Column("item", String(60), nullable=False),
    Column("code_blind", Blind, nullable=False, unique=True),
    Column("told", Blob, nullable=False),  # sealed JSON: title, name, facts
    Column("sha256", BINARY(32), nullable=False),  # of the file
    Column("created_at", Utc, nullable=False),
    Column("once", Boolean(create_constraint=False), nullable=False, server_default=false()),  # good for one use
    Column("checked_at", Utc),  # first
    Index("ix_paper_person_id", "person_id", "created_at"),
    Index("ix_paper_sha256", "sha256"),
)
