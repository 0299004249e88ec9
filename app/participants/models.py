"""Who was asked what, and what they said. Names, numbers, texts and reasons are sealed; people are found by a keyed hash."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, UniqueConstraint

from app.kernel.columns import Blind, Blob, Id, Sealed, Utc
from app.kernel.db import metadata

participant = Table(
    "participant",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_no", String(15), nullable=False),
    Column("role", String(40), nullable=False),
    Column("place", Integer, nullable=False),  # of several in one role
    Column("who", Blind, nullable=False),  # keyed hash of name and number
    Column("person", Sealed, nullable=False),  # sealed JSON: name, number
    Column("shown", Blob, nullable=False),  # sealed: the text as it was read
    Column("text_hash", Blind, nullable=False),  # SHA-256 of that text
    Column("state", String(8), nullable=False),  # asked | agreed | refused | lapsed | closed
    Column("face", Boolean(create_constraint=False), nullable=False),  # answered with the face
    Column("token", Sealed),  # of the link, while it is open
    Column("token_blind", Blind, nullable=False, unique=True),
    Column("asked_at", Utc, nullable=False),
    Column("until", Utc, nullable=False),
    Column("next_at", Utc),  # when a reminder or the end is due; empty once answered
    Column("pushes", Integer, nullable=False),  # reminders by hand
    Column("pushed_at", Utc),
    Column("answered_at", Utc),
    Column("reason", Blob),  # sealed: why not
    Column("reason_open", Boolean(create_constraint=False), nullable=False),  # the applicant may read it
    UniqueConstraint("case_no", "role", "place", name="uq_participant_place"),
    Index("ix_participant_who", "who", "asked_at"),
    Index("ix_participant_next_at", "next_at"),
)
