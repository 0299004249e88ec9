"""Correction points, by case and then in the order they were given."""

from sqlalchemy import Column, Index, String, Table

from app.kernel.columns import Blob, Id, Utc
from app.kernel.db import metadata

case_point = Table(
    "case_point",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, nullable=False),
    Column("action_id", Id, nullable=False),
    Column("point", String(80), nullable=False),  # the published review point it rests on
    Column("text", Blob, nullable=False),  # sealed: reviewers write about persons
    Column("kind", String(8), nullable=False),  # material | field
    Column("target", String(60), nullable=False),
    Column("fixed_at", Utc),
    Index("ix_case_point_case_id", "case_id", "id"),
)
