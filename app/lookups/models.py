"""Papers people have taken away: what stands on them, sealed, and the code by which anybody checks them."""

from sqlalchemy import BINARY, Column, Index, String, Table

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
    Index("ix_paper_person_id", "person_id", "created_at"),
)
