"""Item versions by the hash of their content, and releases: numbered maps from item to version."""

from sqlalchemy import BINARY, Column, Integer, String, Table

from app.kernel.columns import Json, Utc
from app.kernel.db import metadata

catalog_version = Table(
    "catalog_version",
    metadata,
    Column("hash", BINARY(32), primary_key=True),  # SHA-256 of the content's canonical JSON, which never changes
    Column("item", String(60), nullable=False),
    Column("content", Json, nullable=False),
    Column("source", Json),  # {scene, theme, item}: how it was written, which compiles to the content; none before 0021 and of the shelf
    Column("created_at", Utc, nullable=False),
)

catalog_release = Table(
    "catalog_release",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("map", Json, nullable=False),  # item → hash in hex; "_home" … → the shelf; "_arranged", "_edited" → what operators set
    Column("note", String(200), nullable=False),
    Column("by", String(60), nullable=False),
    Column("created_at", Utc, nullable=False),
)
