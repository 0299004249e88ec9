"""Certificates with sealed faces, and the codes that show them."""

from sqlalchemy import Boolean, Column, Index, SmallInteger, String, Table, UniqueConstraint, false

from app.kernel.columns import Blind, Blob, Id, Json, Utc
from app.kernel.db import metadata

certificate = Table(
    "certificate",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, nullable=False),
    Column("kind", String(30), nullable=False),
    Column("number_blind", Blind, nullable=False),
    Column("face", Blob, nullable=False),  # sealed JSON: number, issued_on, valid_until, fields
    Column("identifier", String(120), nullable=False),
    Column("status", String(8), nullable=False),  # valid | expired | replaced | revoked
    Column("origin", String(8), nullable=False),  # issued (by us, on grant) | shared (fetched from its issuer)
    Column("case_no", String(20)),
    Column("child", Boolean, nullable=False, server_default=false()),  # a child's, kept by a parent: proves nothing of the holder
    Column("created_at", Utc, nullable=False),
    Column("remind_at", Utc),  # when it is looked at next, because it ends soon
    UniqueConstraint("person_id", "kind", "number_blind"),
    Index("ix_certificate_remind_at", "remind_at"),
)

presentation = Table(
    "presentation",
    metadata,
    Column("code_blind", Blind, primary_key=True),
    Column("certificate_id", Id, nullable=False),
    Column("person_id", Id, nullable=False),
    Column("shown", Json, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("seen_at", Utc),  # first
    Column("looks", SmallInteger, nullable=False),
    Index("ix_presentation_person_id", "person_id", "seen_at"),
    Index("ix_presentation_expires_at", "expires_at"),
)

handover = Table(
    "handover",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code_blind", Blind, nullable=False, unique=True),
    Column("certificate_id", Id, nullable=False),
    Column("person_id", Id, nullable=False),
    Column("state", String(8), nullable=False),  # open | asked | agreed | refused
    Column("department", String(40)),  # who asked
    Column("asks", Blob),  # sealed JSON: kind, fields, purpose, unit
    Column("until", Utc, nullable=False),
    Index("ix_handover_person_id", "person_id"),
    Index("ix_handover_until", "until"),
)
